//! The notation of mlld, as far as it is about security: text to a tree with places.
//!
//! ```text
//! policy @base = { deny: [sh, cmd:git:push] }            >> a bare word is a text
//! guard @no before op:cmd = when [ @mx.op.name == "deploy" => deny "not by @mx.op.name" ]
//! var secret @token = "abc"
//! run cmd { git log | head }
//! ```
//!
//! Reading never fails as a whole: [`parse`] gives what could be read, and every problem with its place. After a mistake
//! within brackets it goes on at the next comma or closing bracket, after one in a directive at the next line that begins
//! one; what a mistake leads to is not reported.
//!
//! # Lines
//!
//! A directive begins a line, with or without a `/`, after blanks or none, and ends with its line, unless a bracket, a string
//! in backticks or the text of a command is open. Comments begin with `>>` or `<<` at the beginning of a line or after a
//! blank, and end with the line. Front matter between lines of `---` at the beginning of the text is passed over; a directive
//! in it is a problem. One byte order mark may stand at the beginning.
//!
//! In [`Flavour::Mld`] everything else is a problem. In [`Flavour::Markdown`] it is text, and ignored:
//!
//! - A line that begins with `/` and the word of a directive is one.
//! - Without the `/` it is one where it goes on as that directive demands: `policy {`, `var @x =`, `show "`. What a README
//!   has in its sentences, such as ``run `make` ``, needs the `/`.
//! - What begins like a directive but is misspelt (`/polcy {`) or goes on otherwise (`policy: {`) is a problem, as are
//!   directives of mlld that are not read here (`/for @x`): a policy that is silently ignored is worse than a refusal.
//! - Nothing within fences (`` ``` `` and `~~~`) is read; one that is never closed is a problem.
//! - A directive within a comment (`<!-- -->`) is a problem.
//!
//! # Texts
//!
//! `@name.field[0]["key"]` in `"` and `` ` `` strings and in commands is a path, unless it follows a letter or digit
//! (`user@example.com`); `\@` is an `@`. In `'` strings and in code of `js`, `node` and `py`, `@` is text. In literals what would
//! be a variable is a problem.
//! A command goes from its `{` to the `}` that belongs to it; quotes and backslashes hide braces.
//!
//! Conditions of guards are kept as text with their place: [`crate::guard::condition`] reads them.
//!
//! ```
//! use mlld_policy::notation::{DirectiveKind, Flavour, parse, parse_literal};
//!
//! let parsed = parse("policy { deny: [sh] }\nrun cmd { git status }\n", Flavour::Mld);
//! assert!(parsed.problems.is_empty());
//! assert!(matches!(parsed.directives[1].kind, DirectiveKind::Run { .. }));
//!
//! let wrong = parse("polcy { deny: [sh }", Flavour::Mld).problems;
//! assert_eq!(wrong[0].suggestion.as_deref(), Some("did you mean `policy`?"));
//! assert_eq!(wrong[1].message, "expected `,` or `]` after an item, found `}`");
//!
//! let value = parse_literal("{ js, cmd: [git:*, npm] }").unwrap();
//! assert_eq!(value.to_string(), r#"{"js":true,"cmd":["git:*","npm"]}"#);
//! ```

mod almost;
mod directive;
mod expression;
mod file;
mod guard;
mod items;
mod leftover;
mod lines;
mod literal;
pub(crate) mod lookalike;
mod loose;
mod markdown;
mod print;
mod reader;
mod template;
mod tree;
mod variable;

#[cfg(test)]
mod tests;

pub use print::{print_literal, print_policy};
use reader::Reader;
pub use tree::{
    Call, Command, Directive, DirectiveKind, Expression, ExpressionKind, Guard, GuardAction, GuardRule, Named, Part,
    Path, PolicyBody, Spanned, Step, Template,
};

use crate::error::{Problem, locate};
use crate::policy::value::Value;
use crate::prelude::*;

/// What kind of file a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// `.mld`: directives and comments.
    Mld,
    /// `.md`, `.mld.md`: directives in a text.
    Markdown,
}

/// What was read of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The directives in their order. Where there are problems they may hold less than was written, and must not decide
    /// anything: a list of denials with a hole in it denies less.
    pub directives: Vec<Directive>,
    /// Every problem, with span, line and column, in the order of the text.
    pub problems: Vec<Problem>,
    /// Whether a bracket is never closed, so that what stands in it may belong elsewhere.
    pub(crate) unclosed: bool,
}

/// Reads a file.
#[must_use]
pub fn parse(text: &str, flavour: Flavour) -> Parsed {
    let mut reader = Reader::new(text, flavour);
    let directives = reader.file();
    locate(&mut reader.problems, text);
    Parsed { directives, problems: reader.problems, unclosed: reader.unclosed }
}

/// What was read of a literal, with problems as [`Parsed`] has them.
#[derive(Debug)]
pub(crate) struct ParsedLiteral {
    pub(crate) value: Option<Value>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) unclosed: bool,
}

/// Reads one literal alone. It may be nested as deep as JSON may.
///
/// # Errors
///
/// Every problem, with span, line and column, in the order of the text; at least one.
pub fn parse_literal(text: &str) -> Result<Value, Vec<Problem>> {
    let ParsedLiteral { value, problems, .. } = literal_as_far(text);
    value.filter(|_| problems.is_empty()).ok_or(problems)
}

/// [`parse_literal`], with what could be read in spite of problems, which there are where there is no value.
pub(crate) fn literal_as_far(text: &str) -> ParsedLiteral {
    let mut reader = Reader::new(text, Flavour::Mld);
    reader.space();
    let value = reader.literal();
    reader.space();
    if reader.peek().is_some() {
        reader.expected("the end of the text");
    }
    locate(&mut reader.problems, text);
    ParsedLiteral { value, problems: reader.problems, unclosed: reader.unclosed }
}
