//! What is wrong with a policy: every problem at once, each with its place and, where one is known, its repair.

use serde::Serialize;

use crate::order;
use crate::prelude::*;
use crate::span::{BYTE_ORDER_MARK, Span};

/// Whether a problem stops the engine from being built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The document is refused.
    Error,
    /// The document is accepted; `lint` shows the warning.
    Warning,
}

/// The kind of a problem; stable, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProblemCode {
    /// The text is neither JSON nor notation, or is nested too deeply.
    InvalidSyntax,
    /// One object names the same key twice.
    DuplicateKey,
    /// A key that means nothing here.
    UnknownKey,
    /// A value of the wrong type.
    InvalidType,
    /// A value of the right type that is out of range or not one of the words expected.
    InvalidValue,
    /// A list entry or key that names no known capability.
    UnknownCapability,
    /// A name in `defaults.rules` that is no built-in rule.
    UnknownRule,
    /// A command pattern, path glob, domain or identity glob that is malformed or can match nothing.
    InvalidPattern,
    /// A pattern that can be read in two ways (a warning).
    AmbiguousPattern,
    /// A rule that has no effect where it stands (a warning).
    IneffectiveRule,
    /// Two different layers of one engine have the same name.
    DuplicateLayer,
    /// An engine without any layer.
    NoPolicy,
    /// An engine option that is unknown, of the wrong type or out of range.
    InvalidOption,
    /// A key of needs that is none.
    InvalidNeedsKey,
    /// A value within needs that has the wrong shape.
    InvalidNeedsDeclaration,
    /// A tier or profile without a name of its own.
    InvalidWantsTier,
    /// A key of a tier or profile that is none.
    InvalidWantsKey,
    /// Wants or profiles of the wrong shape.
    InvalidWantsDeclaration,
    /// An authorisation for a tool that no description is about.
    UnknownTool,
    /// An authorisation that constrains an argument which the tool does not declare.
    UnknownArgument,
    /// An authorisation that leaves out a control argument of the tool.
    MissingControlArgument,
    /// A constraint on an argument that means nothing.
    UnsupportedConstraint,
    /// A definition of a guard that means nothing.
    InvalidGuard,
}

/// How many problems are listed: nobody reads more, and a hostile text could have a million.
pub(crate) const MAX_PROBLEMS: usize = 1000;

/// One problem of a policy document or of the engine's options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Whether it stops the engine from being built.
    pub severity: Severity,
    /// Its kind.
    pub code: ProblemCode,
    /// The layer it is in, by its place (`layers[0]`; `a` or `b` of a union); `None` for options and single documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// Where it stands, as a path into the document (`deny.cmd[0]`), or `""` for the document as a whole.
    pub path: String,
    /// One sentence, lower case, without a full stop, user text in backticks.
    pub message: String,
    /// What to write instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// Line, from 1, where the document came from text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Column, from 1, in UTF-16 code units, where the document came from text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// The bytes of the text that it is about; [`locate`] turns their start into line and column.
    #[serde(skip)]
    pub span: Option<Span>,
}

impl Problem {
    /// A problem that refuses the document, without a suggestion or a place in a text.
    #[must_use]
    pub fn error(code: ProblemCode, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            layer: None,
            path: path.into(),
            message: message.into(),
            suggestion: None,
            line: None,
            column: None,
            span: None,
        }
    }

    /// The same, as a warning.
    #[must_use]
    pub fn warning(code: ProblemCode, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, path, message) }
    }

    /// Adds what to write instead.
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }

    /// Says which layer of an engine it is in.
    #[must_use]
    pub fn in_layer(mut self, layer: impl Into<String>) -> Self {
        self.layer = Some(layer.into());
        self
    }

    /// Says where in the text it stands.
    #[must_use]
    pub fn at(mut self, span: Option<Span>) -> Self {
        self.span = span;
        self
    }
}

/// Gives every problem that has a span its line and column in `text`, and puts the problems in the order of the text
/// (those without a span first). A byte order mark at the beginning is no column. One pass over the text, however many problems there are.
pub fn locate(problems: &mut [Problem], text: &str) {
    let start = |problem: &Problem| problem.span.map_or(0, |span| span.start.saturating_add(1));
    let in_order = order::by_key(problems.iter().map(start));
    for place in 0..problems.len() {
        // What stood at a place before this one was put where the one stood that is there now.
        let next = |from: &usize| in_order.get(*from).copied();
        if let Some(from) = core::iter::successors(next(&place), next).find(|from| *from >= place) {
            problems.swap(place, from);
        }
    }
    let mut characters = text.char_indices().peekable();
    let (mut line, mut column) = (1_u32, 1_u32);
    for problem in problems {
        let Some(span) = problem.span else { continue };
        while let Some((at, c)) = characters.next_if(|(at, _)| *at < span.start) {
            if at == 0 && c == BYTE_ORDER_MARK {
                continue;
            }
            if c == '\n' {
                line = line.saturating_add(1);
                column = 1;
            } else {
                column = column.saturating_add(u32::try_from(c.len_utf16()).unwrap_or(1));
            }
        }
        problem.line = Some(line);
        problem.column = Some(column);
    }
}

impl core::fmt::Display for Problem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if let Some(layer) = &self.layer {
            write!(f, "{layer}: ")?;
        }
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, "line {line}, column {column}: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, " ({suggestion})"),
            None => Ok(()),
        }
    }
}

/// A policy that was refused, with every problem found. Nothing of it is active.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyError {
    /// At least one problem whose severity is [`Severity::Error`].
    pub problems: Vec<Problem>,
}

/// A declaration of needs, wants or profiles that was refused, with every problem found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeclarationError {
    /// At least one.
    pub problems: Vec<Problem>,
}

impl core::fmt::Display for PolicyError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        list(&self.problems, f)
    }
}

impl core::fmt::Display for DeclarationError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        list(&self.problems, f)
    }
}

fn list(problems: &[Problem], f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    for (index, problem) in problems.iter().enumerate() {
        if index > 0 {
            f.write_str("\n")?;
        }
        write!(f, "{problem}")?;
    }
    Ok(())
}

impl core::error::Error for PolicyError {}

impl core::error::Error for DeclarationError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::line_and_column;

    #[test]
    fn problems_get_their_lines_in_the_order_of_the_text() {
        let text = "{\n  \"é🦀\": 1,\n  x }";
        let at = |offset| Problem::error(ProblemCode::UnknownKey, "", "").at(Some(Span::new(offset, offset)));
        let mut problems = [at(18), at(0), Problem::error(ProblemCode::NoPolicy, "", ""), at(11)];
        locate(&mut problems, text);
        let places: Vec<_> = problems.iter().map(|problem| problem.line.zip(problem.column)).collect();
        assert_eq!(
            places,
            [None, Some(line_and_column(text, 0)), Some(line_and_column(text, 11)), Some(line_and_column(text, 18))]
        );
    }

    /// No editor shows it.
    #[test]
    fn a_byte_order_mark_is_no_column() {
        let mut problems = [Problem::error(ProblemCode::UnknownKey, "", "").at(Some(Span::new(4, 5)))];
        locate(&mut problems, "\u{feff}ab");
        assert_eq!((problems[0].line, problems[0].column), (Some(1), Some(2)));
        assert_eq!(line_and_column("\u{feff}ab", 4), (1, 2));
    }
}
