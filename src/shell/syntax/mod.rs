//! From shell text to a syntax tree.
//!
//! The grammar is that of bash 3.2 to 5.3 as far as they agree. What only some of them read, or what they read in ways
//! that depend on options or on the environment, is an error here, which makes the text opaque.
//!
//! Reading goes from left to right once, without trying one reading after another. Nothing is skipped: each byte is a
//! blank, a comment, a line continuation, an operator, a reserved word or a part of a node.

mod arithmetic;
mod assignment;
mod command;
mod compound;
mod conditional;
mod document;
mod parameter;
mod quote;
mod reader;
mod redirection;
#[cfg(test)]
mod tests;
mod tree;
mod word;

pub(crate) use command::is_reserved;
#[allow(unused_imports)]
pub(crate) use tree::{
    AssignedValue, Assignment, Clause, Command, CommandKind, Connector, Descriptor, Item, Operation, Parameter,
    Pipeline, Redirection, RedirectionOperator, Script, Simple, Target, Test, Word, WordPart,
};

use self::reader::{Failure, Reader};
use crate::prelude::*;
use crate::span::Span;

/// Which shell reads the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Bash,
    /// Whatever `/bin/sh` is: what POSIX shells and bash read differently is an error.
    Posix,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parsed {
    /// Every complete line before an error: a shell runs those before it finds the error.
    pub(crate) script: Script,
    /// What could not be read.
    pub(crate) error: Option<SyntaxError>,
}

/// Text that is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// From where reading failed to the end of the text.
    pub(crate) span: Span,
    /// What stands there: a noun phrase (`a quote that is not closed`).
    pub(crate) what: &'static str,
}

/// Reads a whole text.
pub(crate) fn parse(text: &str, dialect: Dialect) -> Parsed {
    let mut items = Vec::new();
    // Bash marks quoted text with U+0001 and U+007F inside, and has mistaken them in the text for its own marks.
    let read = match text.find(['\0', '\x01', '\x7f']) {
        Some(at) => Err((0, Failure { at, what: "a control character that shells misread" })),
        None => Reader::new(text, dialect).text(&mut items),
    };
    let error = read.err().map(|(complete, failure)| {
        items.truncate(complete);
        SyntaxError { span: Span::new(failure.at.min(text.len()), text.len()), what: failure.what }
    });
    Parsed { script: Script { items }, error }
}
