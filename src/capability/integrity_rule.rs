//! An entry of `filesystem_integrity`.

use super::rules::unusable;
use crate::error::Problem;
use crate::pattern::Reading;
use crate::pattern::path::{PathSet, Places};
use crate::pattern::wildcard::Wildcard;
use crate::policy::{Integrity, Rule};
use crate::prelude::*;

/// An entry of `filesystem_integrity`, compiled. It reads wide: it takes permissions away.
#[derive(Debug)]
pub(crate) struct IntegrityRule {
    pub(super) files: PathSet,
    pub(super) entry: Integrity,
}

impl IntegrityRule {
    /// # Errors
    ///
    /// A pattern that leads nowhere without a base or home folder.
    pub(crate) fn compile(entry: &Integrity, places: &Places) -> Result<Self, Problem> {
        let files = PathSet::new(Reading::Denial, [&entry.pattern], places);
        let files = files.map_err(|(_, error)| unusable(&entry.origin, error))?;
        Ok(Self { files, entry: entry.clone() })
    }

    /// Why the entry does not let `identity` change the file, if it does not.
    pub(super) fn refuses(&self, identity: Option<&str>) -> Option<&'static str> {
        if self.entry.mutable == Some(false) {
            return Some("the file is immutable");
        }
        let authorized = self.entry.authorized_identities.as_ref()?;
        let holds = |rule: &Rule<String>, identity: &str| Wildcard::parse(&rule.pattern).matches(identity);
        match identity {
            None => Some("the file may be changed by certain identities only, and none was given"),
            Some(identity) if authorized.iter().any(|rule| holds(rule, identity)) => None,
            Some(_) => Some("the identity is not among those that may change the file"),
        }
    }
}
