//! Regular expressions, compiled where they are written.

use regex_lite::RegexBuilder;

use super::error::ConditionError;
use super::tree::Pattern;
use crate::span::Span;

/// No pattern is longer, in bytes.
const MAX_PATTERN: usize = 1 << 10;

/// Sizes that the machine of a pattern may have, in bytes. What a text costs depends on it, and it tells its size only by
/// fitting or not.
const SIZES: [usize; 4] = [1 << 9, 1 << 11, 1 << 13, 1 << 15];

/// How many bytes of a machine, times the bytes of a text, are looked at in one step.
const WORK_A_STEP: usize = 1 << 13;

/// A pattern whose time is linear in the text.
pub(super) fn compile(pattern: &str, span: Span) -> Result<Pattern, ConditionError> {
    let error = |message: &str| {
        ConditionError::new(span, format!("expected a regular expression: {message}"))
            .suggest_or_evaluate("a backslash is written twice in a string, as in \"\\\\d+\"")
    };
    if pattern.len() > MAX_PATTERN {
        return Err(ConditionError::outside(
            span,
            format!("expected a regular expression of at most {MAX_PATTERN} bytes"),
        ));
    }
    let mut failed = None;
    for size in SIZES {
        match RegexBuilder::new(pattern).size_limit(size).nest_limit(50).build() {
            Ok(regex) => return Ok(Pattern { regex, size }),
            Err(refused) => failed = Some(refused),
        }
    }
    Err(error(&failed.map(|refused| refused.to_string()).unwrap_or_default()))
}

impl Pattern {
    /// How many steps it takes to look for it in a text of so many bytes.
    pub(super) fn steps(&self, length: usize) -> usize {
        (length.saturating_mul(self.size) / WORK_A_STEP).saturating_add(1)
    }
}
