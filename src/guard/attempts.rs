//! How often operations were attempted, for guards that ask for another attempt.

use crate::policy::Names;

/// Attempts that are open, by operation and place. Any outcome but another attempt ends them.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    open: Names<Names<Tries>>,
}

/// What was asked for at one place of an operation: for one of its inputs, or for all of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tries {
    /// How many attempts were made before this one.
    pub(crate) before: u32,
    /// What was said after each.
    pub(crate) hints: Vec<String>,
}

impl Attempts {
    /// How many operations may have open attempts: a host that never comes back to them must not cost memory for ever.
    const MANY: usize = 10_000;

    /// What was asked for so far.
    pub(crate) fn tries(&self, operation: &str, place: impl FnOnce() -> String) -> Tries {
        self.open.get(operation).and_then(|places| places.get(&place())).cloned().unwrap_or_default()
    }

    /// Whether another attempt of this operation could be remembered.
    pub(crate) fn has_room(&self, operation: &str) -> bool {
        self.open.contains(operation) || self.open.len() < Self::MANY
    }

    /// Another attempt is asked for, at these places, each with its hints.
    pub(crate) fn ask(&mut self, operation: &str, places: Names<Vec<String>>) {
        self.open.update(operation, |open| {
            for (place, hints) in places {
                open.update(&place, |tries| {
                    tries.before = tries.before.saturating_add(1);
                    tries.hints.extend(hints);
                });
            }
        });
    }

    /// The operation ran, or was refused.
    pub(crate) fn end(&mut self, operation: &str) {
        self.open.remove(operation);
    }
}
