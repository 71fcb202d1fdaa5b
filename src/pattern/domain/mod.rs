//! STAND-IN, dropped at merge: the signatures the policy reader relies on.
#![allow(missing_docs)]

use super::PatternError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainPattern(String);

impl DomainPattern {
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        if text.trim().is_empty() || !text.is_ascii() || text.contains('/') {
            Err(PatternError::new("the pattern is no host"))
        } else {
            Ok(Self(text.to_owned()))
        }
    }
    #[must_use]
    pub fn source(&self) -> &str {
        &self.0
    }
    #[must_use]
    pub fn covers(&self, inner: &Self) -> bool {
        self == inner || self.0 == "*" || self.0.strip_prefix("*").is_some_and(|p| inner.0.ends_with(p))
    }
}
