//! The plan of a command line: everything it would do, as far as its text tells.

use serde::Serialize;

use crate::pattern::command::Word;
use crate::policy::Capability;
use crate::prelude::*;
use crate::span::Span;

/// Everything a command line would do, as far as its text tells.
///
/// Every byte of the text that is neither blank nor comment is accounted for: what is not understood is in
/// [`opaque`](Self::opaque). Spans are byte ranges of the text; what stands in a string that is read again as shell
/// code (`bash -c '…'`) has the span of that string.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Plan {
    /// Every program that can run, whatever happens to those before it.
    pub programs: Vec<Program>,
    /// Every file that is named, by a redirection or among the words of a program.
    pub files: Vec<FileUse>,
    /// Every host that is named among the words of a program that may use the network.
    pub hosts: Vec<Host>,
    /// What is put into the environment of programs.
    pub assignments: Vec<Assignment>,
    /// Every part that analysis cannot see through.
    pub opaque: Vec<Opaque>,
}

/// One program that can run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Program {
    /// Its words: the name of the program first, which is always known, then what the program receives.
    pub words: Vec<Word>,
    /// Where it stands in the command text; `None` for an argument list that came without one.
    pub span: Option<Span>,
    /// How it is reached, from the outermost construct to the innermost; empty for a command that stands alone.
    pub via: Vec<Reach>,
    /// Whether allow lists are not asked for it: a builtin that only changes the shell, or a wrapper such as `nice`
    /// whose program is in the plan too. Denials are asked all the same.
    pub transparent: bool,
    /// The words as rules see them, where the program runs in a folder other than the base: operands that name files
    /// are absolute there. One list for each folder it may run in; empty where the words are right as they are.
    pub elsewhere: Vec<Vec<Word>>,
    /// The capabilities it is: a denial of one of them denies the program.
    #[serde(serialize_with = "names")]
    pub capabilities: &'static [Capability],
    /// Whether it talks to the network, be it to a host that is configured elsewhere.
    pub uses_network: bool,
}

/// How a program is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    /// Part of a `|` pipeline.
    Pipeline,
    /// Part of a list: `;`, newline, `&`, `&&`, `||`, or a group.
    List,
    /// In `if`, `while`, `until`, `for`, `select`, `case`, `[[`, `((`, `coproc`.
    Compound,
    /// In `$(…)`, backticks or `${ …; }`.
    Substitution,
    /// In `<(…)` or `>(…)`.
    #[serde(rename = "process substitution")]
    ProcessSubstitution,
    /// In `( … )`.
    Subshell,
    /// In the body of a function.
    Function,
    /// Started by another program, whose operands name it: `env`, `xargs`, `find -exec`.
    Wrapper,
    /// Named by an option or a variable of another program: `git -c core.pager=…`, `GIT_PAGER=…`.
    Flag,
    /// In a string given to a shell: `sh -c …`.
    #[serde(rename = "shell -c")]
    ShellC,
    /// In a string given to `eval`.
    Eval,
    /// In a string given to `trap`.
    Trap,
    /// In a here-document or here-string that a shell reads as code.
    Heredoc,
}

/// A file that is named.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct FileUse {
    /// Its path. Relative paths are relative to the base: a `cd` in the text is already part of it.
    pub path: Word,
    /// What happens to it.
    pub access: Access,
    /// What names it.
    pub origin: Origin,
    /// Where it is named.
    pub span: Option<Span>,
}

/// What happens to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// It is read.
    Read,
    /// It is created, changed or removed.
    Write,
    /// It is extended; to rules the same as a write.
    Append,
    /// It is read and written.
    ReadWrite,
    /// It may be read, written, or not opened at all.
    Either,
}

/// What names a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A redirection.
    Redirection,
    /// An option of a program that otherwise does not write: to rules the same as a redirection.
    Option,
    /// An operand of a program, as the program table knows.
    Operand,
}

/// A host that is named.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Host {
    /// A URL, or a host as the program takes it.
    pub target: Word,
    /// Where it is named.
    pub span: Option<Span>,
}

/// Something put into the environment of programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assignment {
    /// The variable.
    pub name: String,
    /// What is assigned.
    pub value: Word,
    /// Where it stands.
    pub span: Option<Span>,
}

/// A part of a command line that analysis cannot see through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Opaque {
    /// What it could be.
    pub kind: OpaqueKind,
    /// Where it stands in the command text.
    pub span: Option<Span>,
    /// What stands there: a noun phrase (`a program whose name is not known`).
    pub what: String,
    /// How a policy says that it is content with it, where it can.
    #[serde(skip)]
    pub vouch: Option<Vouch>,
}

/// What an opaque part could be, and so which rules it could slip past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpaqueKind {
    /// A program whose name is not known.
    Program,
    /// Shell code, or program text for another interpreter, that cannot be read.
    Code,
    /// A file that a shell reads as code.
    #[serde(rename = "sourced file")]
    SourcedFile,
    /// An argument that may make a program start, load or write something.
    Argument,
    /// A variable that changes what runs.
    Assignment,
    /// Text that is not understood.
    Syntax,
    /// A file that is not known, read or written by a program that is otherwise understood.
    File,
    /// A host that is not known, of a program that is otherwise understood.
    Host,
}

/// How a policy says that it is content with an opaque part (shell.md, "From plan to decision", 6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Vouch {
    /// By a command pattern for these words, which spells the one at `flag`: `python3:-c:*`.
    Spelled {
        /// The program and its arguments.
        words: Vec<Word>,
        /// The place of the word that must be spelled, not covered by a `*`.
        flag: usize,
    },
    /// As `Spelled`, or by allowing one of these capabilities.
    Language {
        /// The program and its arguments.
        words: Vec<Word>,
        /// The place of the word that must be spelled.
        flag: usize,
        /// What the interpreter is.
        capabilities: &'static [Capability],
    },
}

fn names<S: serde::Serializer>(capabilities: &[Capability], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(capabilities.iter().map(Capability::list_entry))
}

impl Program {
    /// A program with these words and nothing more: what stands alone, where it is, and does nothing else.
    pub(crate) fn of(words: Vec<Word>) -> Self {
        Self {
            words,
            span: None,
            via: Vec::new(),
            transparent: false,
            elsewhere: Vec::new(),
            capabilities: &[],
            uses_network: false,
        }
    }
}

impl Plan {
    /// Every span that the plan holds.
    pub fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        let Self { programs, files, hosts, assignments, opaque } = self;
        let programs = programs.iter_mut().map(|program| &mut program.span);
        let files = files.iter_mut().map(|file| &mut file.span);
        let hosts = hosts.iter_mut().map(|host| &mut host.span);
        let assignments = assignments.iter_mut().map(|assignment| &mut assignment.span);
        let opaque = opaque.iter_mut().map(|part| &mut part.span);
        programs.chain(files).chain(hosts).chain(assignments).chain(opaque).flatten()
    }

    /// A plan that says only why nothing is known.
    pub(crate) fn opaque(what: impl Into<String>, span: Option<Span>) -> Self {
        let mut plan = Self::default();
        plan.add_opaque(OpaqueKind::Syntax, what, span);
        plan
    }

    /// How much there is of everything, so that [`Self::truncate`] can go back to it.
    pub(crate) fn lengths(&self) -> [usize; 5] {
        let Self { programs, files, hosts, assignments, opaque } = self;
        [programs.len(), files.len(), hosts.len(), assignments.len(), opaque.len()]
    }

    /// Forgets what was added since.
    pub(crate) fn truncate(&mut self, [programs, files, hosts, assignments, opaque]: [usize; 5]) {
        self.programs.truncate(programs);
        self.files.truncate(files);
        self.hosts.truncate(hosts);
        self.assignments.truncate(assignments);
        self.opaque.truncate(opaque);
    }

    /// Adds a part nobody can vouch for.
    pub(crate) fn add_opaque(&mut self, kind: OpaqueKind, what: impl Into<String>, span: Option<Span>) {
        self.opaque.push(Opaque { kind, span, what: what.into(), vouch: None });
    }
}
