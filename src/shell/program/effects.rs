//! What a program does with its arguments: the answer of the program table.

use crate::pattern::command::Word;
use crate::policy::Capability;
use crate::prelude::*;
use crate::shell::Shell;
use crate::shell::plan::{Access, Opaque, Origin, Reach};

/// What a program does with its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Effects {
    /// The program needs no permission while it starts a program that is itself in the plan.
    pub(crate) transparent: bool,
    /// The capabilities it is.
    pub(crate) capabilities: &'static [Capability],
    /// What it starts.
    pub(crate) starts: Vec<Start>,
    pub(crate) files: Vec<NamedFile>,
    /// URLs and hosts.
    pub(crate) hosts: Vec<Word>,
    pub(crate) uses_network: bool,
    /// Its host is an operand, and none was found.
    pub(crate) lacks_host: bool,
    /// What cannot be seen through; spans are set by the caller.
    pub(crate) opaque: Vec<Opaque>,
    /// What it prints.
    pub(crate) output: Output,
}

/// Something a program starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Start {
    pub(crate) what: Started,
    /// The folder it is started in, where an option says so (`env -C`, `make -C`).
    pub(crate) folder: Option<Word>,
    /// What is put into its environment (`env A=b`).
    pub(crate) environment: Vec<(String, Word)>,
    pub(crate) via: Reach,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Started {
    /// A program with its arguments, without a shell. Arguments that are added later are unknown words.
    Program(Vec<Word>),
    /// A string that a shell reads as code. `arguments` are `$0`, `$1` …
    Code { code: Word, shell: Shell, arguments: Vec<Word> },
    /// A shell that reads code from standard input. Reached through `Reach::Heredoc`, it is one at another host
    /// (`ssh host`) that has code to read only where the text gives it an input: a pipe or a redirection.
    StandardInput { shell: Shell },
    /// A script that a shell reads, by its path. It is the program's data, unless the same text writes it.
    Script { path: Word, shell: Shell },
}

/// A file among the arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedFile {
    pub(crate) path: Word,
    pub(crate) access: Access,
    pub(crate) origin: Origin,
    /// The place among the arguments (0 is the first) of the operand that is this path, all of it.
    pub(crate) argument: Option<usize>,
    /// Relative to this folder rather than the current one (`tar -C`, `git -C`).
    pub(crate) folder: Option<Word>,
}

/// What a program prints on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Output {
    /// Anything.
    #[default]
    Text,
    /// Decimal numbers, be it none or several, and blanks.
    Number,
    /// One word that does not begin with a dash (a branch, a folder): never an option.
    Operand,
}
