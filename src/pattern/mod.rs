//! How rules match: command patterns, path globs, domains, and the built-in danger list.
//!
//! Every pattern has two readings (policy.md, rule 1): a denial matches if any reading of
//! the operation matches, a permission only if every one does.

pub mod command;
pub mod danger;
pub mod domain;
mod language;
pub mod path;
mod refusal;
pub mod wildcard;

pub use language::Budget;
pub use refusal::{PatternError, Refusal, TargetError};

pub(crate) use crate::text::quoted;

/// Which of the two readings of a pattern is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// An allow rule or a `danger` opt-in: exact, nothing more than written.
    Permission,
    /// A deny rule or a built-in danger entry: every spelling of what is written.
    Denial,
}

/// No target may be longer, in bytes: far above what any system opens, and what keeps matching time bounded.
pub(crate) const MAX_TARGET_BYTES: usize = 64 * 1024;
