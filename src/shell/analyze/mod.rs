//! From a syntax tree to a plan: an abstract run of the text.
//!
//! Every command is visited, in the order in which the shell would run it and whether or not it would, with a
//! [`State`] that holds what is known of variables, functions and the current folder. Branches that meet are joined,
//! loops are repeated until their state no longer changes. What is not known stays unknown, and where that matters to
//! what runs, it is in the plan as an opaque part.

mod arithmetic;
mod assign;
mod brace;
pub(super) mod builtin;
mod expand;
mod field;
mod flow;
mod folder;
mod function;
mod loops;
mod operation;
mod parameter;
mod program;
mod redirection;
mod simple;
mod state;
#[cfg(test)]
mod tests;
mod variable;
mod written;

use alloc::rc::Rc;

pub(crate) use builtin::is_builtin;
use field::Field;
use flow::Frame;
use function::Trap;
use parameter::Expanded;
use state::State;
use variable::{Value, Variable};
use written::Written;

use super::plan::{Opaque, OpaqueKind, Plan, Program, Reach};
use super::program::Output;
use super::syntax::{self, Command, Dialect, is_reserved};
use super::{MAX_NESTING, MAX_PROGRAMS, MAX_TEXT, Shell, Surroundings};
use crate::distinct::Met;
use crate::names::Names;
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::span::Span;
use crate::text::is_invisible;

/// The most commands that are visited, the repetitions of loops and calls included.
const MAX_STEPS: usize = 50_000;

/// What `text` would do when `shell` is given it as `-c text`.
///
/// Time is linear in the text but for loops and calls, whose repetitions are bounded.
#[must_use]
pub fn analyze(text: &str, shell: Shell, surroundings: Surroundings<'_>) -> Plan {
    let whole = Some(Span::new(0, text.len()));
    if text.len() > MAX_TEXT {
        return Plan::opaque("a command line of more than 1 MiB", whole);
    }
    if text.trim_matches([' ', '\t', '\n']).is_empty() {
        return Plan::opaque("an empty command line", whole);
    }
    let mut analyzer = Analyzer::new(surroundings, shell);
    match plain_words(text, shell) {
        Some(words) => analyzer.plain(text, &words),
        None if shell == Shell::Other => return Plan::opaque("a shell other than bash and sh", whole),
        None => analyzer.whole(text),
    }
    analyzer.finish()
}

/// The same as [`analyze`] without its fast way past the parser: for tests that compare the two.
#[doc(hidden)]
#[must_use]
pub fn analyze_parsed(text: &str, shell: Shell, surroundings: Surroundings<'_>) -> Plan {
    let mut analyzer = Analyzer::new(surroundings, shell);
    analyzer.whole(text);
    analyzer.finish()
}

/// What runs when `argv` is started without a shell: no expansion of any kind.
#[must_use]
pub fn analyze_argv(argv: &[String], surroundings: Surroundings<'_>) -> Plan {
    if argv.iter().map(String::len).fold(0_usize, usize::saturating_add) > MAX_TEXT {
        return Plan::opaque("an argument list of more than 1 MiB", None);
    }
    if argv.iter().any(|word| word.contains('\0')) {
        return Plan::opaque("an argument with a NUL", None);
    }
    if argv.is_empty() {
        return Plan::opaque("an empty argument list", None);
    }
    analyze_words(Word::literals(argv.iter().map(String::as_str)), surroundings)
}

/// What runs when a program is started with these words, not all of which need be known. Where its name is not, the plan
/// is opaque.
pub(crate) fn analyze_words(words: Vec<Word>, surroundings: Surroundings<'_>) -> Plan {
    let mut analyzer = Analyzer::new(surroundings, Shell::Bash);
    analyzer.without_text = true;
    let field = |word| Field { word, host: true, shape: Output::Text, span: Span::default() };
    analyzer.external(words.into_iter().map(field).collect(), &[], Span::default(), None);
    analyzer.finish()
}

/// The words of a text that every shell reads alike, as they stand: the fast way.
///
/// shell.md: "A command line of plain words may take a fast path that must give the same plan."
fn plain_words(text: &str, shell: Shell) -> Option<Vec<Span>> {
    let plain = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'.' | b'/' | b':' | b'=' | b'@' | b'%' | b'+' | b',' | b'-' | b' ' | b'\t')
    };
    if !text.bytes().all(plain) {
        return None;
    }
    let mut words: Vec<Span> = Vec::new();
    let mut start = None;
    for (at, byte) in text.bytes().chain([b' ']).enumerate() {
        match (byte, start) {
            (b' ' | b'\t', Some(from)) => {
                words.push(Span::new(from, at));
                start = None;
            }
            (b' ' | b'\t', None) => {}
            (_, None) => start = Some(at),
            _ => {}
        }
    }
    let mut texts = words.iter().map(|span| text.get(span.start..span.end).unwrap_or_default());
    let first = texts.next()?;
    // Where no shell is known, it may be one of Windows: there `%x%` is a variable, and a `,` ends a program's name.
    let foreign = |word: &str| word.contains('%') || word.starts_with(['=', '@']);
    let refused = shell == Shell::Other && (foreign(first) || first.contains(',') || texts.any(foreign));
    (!refused && !first.contains('=') && !is_reserved(first)).then_some(words)
}

/// Whether text is the name of a variable.
fn is_identifier(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A program as it is told apart from others: its place, its words, and its words elsewhere.
type Seen = (Option<Span>, Vec<Word>, Vec<Vec<Word>>);

/// An abstract run.
#[derive(Debug)]
struct Analyzer<'a> {
    plan: Plan,
    folders: Surroundings<'a>,
    dialect: Dialect,
    shell: Shell,
    /// Whether there is no text that spans could refer to.
    without_text: bool,
    /// The place of the string that is being read as code, if it is not the text itself.
    enclosing: Option<Span>,
    state: State,
    /// How the command that is being visited is reached.
    via: Vec<Reach>,
    /// The loops and functions that are running, innermost last.
    frames: Vec<Frame>,
    /// The functions that are running, by name.
    calls: Vec<String>,
    /// The variables before the functions and builtins that are running.
    temporary: Vec<String>,
    /// Every function that is defined anywhere, with its bodies; whether it was called.
    defined: Names<(Vec<Rc<Command>>, bool)>,
    /// Every variable that is set anywhere.
    assigned: Names<()>,
    /// Whether the current folder is changed anywhere.
    moved: bool,
    /// Whether a file descriptor is closed anywhere.
    closes: bool,
    traps: Vec<Trap>,
    /// How often anything of the shell's state was set.
    changes: usize,
    written: Written,
    /// Whether a program that is being started may have another home folder.
    changed_home: bool,
    /// What the last program that was visited prints.
    last_output: Output,
    depth: usize,
    steps: usize,
    /// What is in the plan already, where a repetition may add it again.
    seen: Met<Seen>,
}

impl<'a> Analyzer<'a> {
    fn new(folders: Surroundings<'a>, shell: Shell) -> Self {
        Self {
            plan: Plan::default(),
            folders,
            dialect: if shell == Shell::Bash { Dialect::Bash } else { Dialect::Posix },
            shell,
            without_text: false,
            enclosing: None,
            state: State::new(),
            via: Vec::new(),
            frames: Vec::new(),
            calls: Vec::new(),
            temporary: Vec::new(),
            defined: Names::default(),
            assigned: Names::default(),
            moved: false,
            closes: false,
            traps: Vec::new(),
            changes: 0,
            written: Written::default(),
            changed_home: false,
            last_output: Output::Text,
            depth: 0,
            steps: 0,
            seen: Met::default(),
        }
    }

    /// The whole text.
    fn whole(&mut self, text: &str) {
        let parsed = syntax::parse(text, self.dialect);
        self.text(&parsed.script);
        if let Some(error) = parsed.error {
            self.opaque_at(OpaqueKind::Syntax, error.what, error.span);
        }
    }

    /// What can only be said when everything has been seen.
    fn finish(mut self) -> Plan {
        self.run_deferred();
        self.resolve_scripts();
        self.follow_links();
        self.plan
    }

    /// Where something stands in the text.
    fn place(&self, span: Span) -> Option<Span> {
        if self.without_text { None } else { Some(self.enclosing.unwrap_or(span)) }
    }

    /// Goes one nesting deeper, if that is not too deep; the caller goes back with [`Self::ascend`].
    fn descend(&mut self) -> bool {
        if self.depth >= MAX_NESTING {
            self.give_up("more nesting than the engine follows");
            return false;
        }
        self.depth = self.depth.saturating_add(1);
        true
    }

    fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Counts one command; whether there may be more. Each may copy all variables and functions.
    fn step(&mut self) -> bool {
        let State { variables, functions, .. } = &self.state;
        self.spend(variables.len().saturating_add(functions.len()).wrapping_div(16).saturating_add(1))
    }

    /// Counts text that is expanded or read again as work too: a variable may be expanded any number of times.
    fn spend_text(&mut self, bytes: usize) -> bool {
        self.spend(bytes.wrapping_div(128))
    }

    /// Counts work that is worth so many commands; whether there may be more.
    fn spend(&mut self, steps: usize) -> bool {
        self.steps = self.steps.saturating_add(steps);
        let many = self.steps > MAX_STEPS;
        if many {
            self.give_up("more commands than the engine follows");
        }
        !many
    }

    /// Says once that analysis stops short.
    fn give_up(&mut self, what: &'static str) {
        if self.plan.opaque.iter().rev().take(8).all(|part| part.what != what) {
            let span = self.place(Span::default()).map(|_| self.enclosing.unwrap_or_default());
            self.plan.add_opaque(OpaqueKind::Code, what, span);
        }
    }

    /// Sets a variable of the shell.
    fn assign(&mut self, name: &str, variable: Variable, span: Span) {
        self.changes = self.changes.saturating_add(1);
        self.spend(variable.size());
        if let Some(what) = builtin::variables::reserved(name, &variable) {
            self.opaque_at(OpaqueKind::Assignment, what, span);
        }
        self.assigned.insert(name, ());
        // What is assigned to these is not what they then hold.
        let variable = if parameter::NUMBERS.contains(&name) { Variable::number() } else { variable };
        let known = self.state.variables.get(name);
        let attributes = known.map(|known| (known.readonly, known.evaluated)).unwrap_or_default();
        if attributes.1 && !(variable.harmless && variable.literal() != Some("")) {
            self.opaque_at(OpaqueKind::Code, "a value that the shell evaluates", span);
        }
        self.state.set(name, variable);
        if attributes.0 {
            self.may_skip_line();
        }
        self.inherited(name, span);
    }

    /// Adds a program to the plan.
    fn add_program(&mut self, mut program: Program) {
        program.via.dedup();
        let name = program.words.first().and_then(Word::as_literal).unwrap_or_default();
        if let Some(c) = name.chars().find(|c| is_invisible(*c)) {
            let what = format!("a control or invisible character (U+{:04X}) in a program name", u32::from(c));
            self.plan.opaque.push(Opaque { kind: OpaqueKind::Program, span: program.span, what, vouch: None });
        }
        if self.plan.programs.len() >= MAX_PROGRAMS {
            return self.give_up("more programs than the engine follows");
        }
        if self.seen.is_new((program.span, program.words.clone(), program.elsewhere.clone())) {
            self.plan.programs.push(program);
        }
    }
}
