//! The plan of a command line: what would run, and what could not be understood.

use crate::pattern::command::Word;
use crate::span::Span;

/// Everything a command line would do, as far as its text tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Every program that can run.
    pub programs: Vec<Program>,
    /// Every part that analysis cannot see through. An empty list means that every byte is accounted for.
    pub opaque: Vec<Opaque>,
}

/// One program that can run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its words: the name of the program first, as the program receives them.
    pub words: Vec<Word>,
    /// Where it stands in the command text; `None` for an argument list that came without one.
    pub span: Option<Span>,
}

/// A part of a command line that analysis cannot see through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opaque {
    /// What it could be.
    pub kind: OpaqueKind,
    /// Where it stands in the command text.
    pub span: Option<Span>,
    /// What stands in the way: a noun phrase (`a pipe`).
    pub what: String,
}

/// What an opaque part could be, and so which rules it could slip past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OpaqueKind {
    /// Any operation at all.
    Anything,
    /// Files read or written by a program that is otherwise understood.
    Files,
}

impl Plan {
    /// A plan that says only why nothing is known.
    pub(crate) fn opaque(what: impl Into<String>, span: Option<Span>) -> Self {
        Self { programs: Vec::new(), opaque: vec![Opaque { kind: OpaqueKind::Anything, span, what: what.into() }] }
    }
}
