//! What is wrong with a policy: every problem at once, each with its place and, where one is known, its repair.

use serde::Serialize;

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
    /// The text is not JSON, or is nested too deeply.
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
}

/// One problem of a policy document or of the engine's options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Whether it stops the engine from being built.
    pub severity: Severity,
    /// Its kind.
    pub code: ProblemCode,
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
}

impl Problem {
    /// A problem that refuses the document, without a suggestion or a place in a text.
    #[must_use]
    pub fn error(code: ProblemCode, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            path: path.into(),
            message: message.into(),
            suggestion: None,
            line: None,
            column: None,
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
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, "line {line}, column {column}: ")?,
            _ => {}
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

impl std::fmt::Display for PolicyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PolicyError {}
