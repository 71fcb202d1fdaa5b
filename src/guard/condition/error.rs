//! Why a text is no condition, and why a condition has no answer.

use core::fmt;

use crate::prelude::*;
use crate::span::Span;

/// Why a text is no condition, or no text with paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionError {
    /// What is expected, and what is found.
    pub message: String,
    /// What to write instead.
    pub suggestion: Option<String>,
    /// Where in the text, in bytes.
    pub span: Span,
}

impl ConditionError {
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { message: message.into(), suggestion: None, span }
    }

    pub(super) fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }

    /// With what to write instead of a construct that is outside of the language.
    pub(super) fn suggest_or_evaluate(self, instead: impl Into<String>) -> Self {
        let mut instead = instead.into();
        if !instead.contains("`evaluate`") {
            let a_question = instead.ends_with('?');
            instead.push_str(if a_question { " Or" } else { "; or" });
            instead.push_str(" write an `evaluate` function");
        }
        self.suggest(instead)
    }

    /// A construct that is outside of the language.
    pub(super) fn outside(span: Span, message: impl Into<String>) -> Self {
        Self::new(span, message).suggest("write it in an `evaluate` function")
    }

    /// With the nearest of some names, if there is one.
    pub(super) fn suggest_nearest(self, given: &str, names: &[&str], otherwise: impl FnOnce() -> String) -> Self {
        let nearest = crate::suggest::nearest(given, names.iter().copied());
        self.suggest(nearest.map_or_else(otherwise, |near| format!("did you mean `{near}`?")))
    }
}

impl fmt::Display for ConditionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, " ({suggestion})"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for ConditionError {}

/// Why a condition has no answer: a sentence that shows the part of the condition as written, and no data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluationFailure(pub String);

impl fmt::Display for EvaluationFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for EvaluationFailure {}
