//! Why a pattern is refused, or what an operation names is not understood.

use crate::prelude::*;

/// Why a pattern is refused.
pub type PatternError = Refusal;

/// Why a path or a network target could not be understood. Whatever restricts that kind of operation then denies it
/// (policy.md, "What cannot be understood is denied"), with this text as the reason.
pub type TargetError = Refusal;

/// What is wrong with a text, and its repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, and where: lower case, no full stop, user text in backticks and shortened.
    pub message: String,
    /// What to write or set instead.
    pub suggestion: Option<String>,
}

impl Refusal {
    /// A refusal without a suggestion.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), suggestion: None }
    }

    /// Adds what to write or set instead.
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }
}

impl core::fmt::Display for Refusal {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, " ({suggestion})"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for Refusal {}
