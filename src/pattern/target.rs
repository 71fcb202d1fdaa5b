//! What an operation names, when it cannot be understood.

/// Why a path or a network target could not be understood. Whatever restricts that kind of operation then denies it
/// (spec, "What cannot be understood is denied"), with this text as the reason.
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

/// `text` in backticks for a message: control characters escaped, cut after 80 characters.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN: usize = 80;
    let mut shown = String::from("`");
    for c in text.chars().take(SHOWN) {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown.push('`');
    shown
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn quoted_text_is_short_and_printable() {
        assert_eq!(quoted("a\nb\u{1b}"), r"`a\nb\u{1b}`");
        assert_eq!(quoted(&"é".repeat(200)).chars().count(), 83);
    }
}
