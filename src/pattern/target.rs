//! What an operation names, when it cannot be understood.

pub(crate) use crate::text::quoted;

/// Why a path or a network target could not be understood. Whatever restricts that kind of operation then denies it
/// (policy.md, "What cannot be understood is denied"), with this text as the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetError {
    /// What could not be understood and where: lower case, no full stop, user text in backticks and shortened.
    pub message: String,
    /// What to write or set instead.
    pub suggestion: Option<String>,
}

impl TargetError {
    /// An error without a suggestion.
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

impl std::fmt::Display for TargetError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, " ({suggestion})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for TargetError {}

/// No target may be longer, in bytes: far above what any system opens, and what keeps matching time bounded.
pub(crate) const MAX_TARGET_BYTES: usize = 64 * 1024;
