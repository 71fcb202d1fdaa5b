//! How rules match: command patterns, path globs, domains, and the built-in danger list.
//!
//! Every pattern has two readings (policy.md, rule 1): a denial matches if any reading of
//! the operation matches, a permission only if every one does.

pub mod command;
pub mod danger;
pub mod domain;
pub mod path;
mod target;
pub mod wildcard;

pub use target::TargetError;

/// Which of the two readings of a pattern is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// An allow rule or a `danger` opt-in: exact, nothing more than written.
    Permission,
    /// A deny rule or a built-in danger entry: every spelling of what is written.
    Denial,
}

/// Why a pattern is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// Lower case, no full stop, user text in backticks.
    pub message: String,
    /// What to write instead.
    pub suggestion: Option<String>,
}

impl PatternError {
    /// An error without a suggestion.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), suggestion: None }
    }

    /// Adds what to write instead.
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }
}
