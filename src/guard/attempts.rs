//! How often operations were attempted, for guards that ask for another attempt.

use alloc::collections::VecDeque;

use crate::list::AddAll;
use crate::policy::Names;
use crate::prelude::*;

/// Attempts that are open, by operation and place. Any outcome but another attempt ends them.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    open: Names<Names<Tries>>,
    /// The operations in the order in which they were first asked to be attempted again. Some have ended since.
    order: VecDeque<String>,
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
    /// How many operations may have open attempts. Those that a host does not come back to are forgotten in time.
    const MANY: usize = 10_000;
    /// How much of a hint is remembered, in characters.
    const HINT: usize = 1000;

    /// What was asked for so far.
    pub(crate) fn tries(&self, operation: &str, place: impl FnOnce() -> String) -> Tries {
        self.open.get(operation).and_then(|places| places.get(&place())).cloned().unwrap_or_default()
    }

    /// Whether nobody asks for another attempt of an operation.
    pub(crate) fn has_none(&self, operation: &str) -> bool {
        self.open.is_empty() || !self.open.contains(operation)
    }

    /// Another attempt is asked for, at these places, each with its hints.
    pub(crate) fn ask(&mut self, operation: &str, places: Names<Vec<String>>) {
        if !self.open.contains(operation) {
            self.make_room();
            self.order.push_back(operation.to_owned());
        }
        self.open.update(operation, |open| {
            for (place, hints) in places {
                open.update(&place, |tries| {
                    tries.before = tries.before.saturating_add(1);
                    tries.hints.add_all(hints.iter().map(|hint| hint.chars().take(Self::HINT).collect::<String>()));
                });
            }
        });
    }

    /// The operation ran, or was refused.
    pub(crate) fn end(&mut self, operation: &str) {
        self.open.remove(operation);
    }

    /// Forgets the oldest, where there are too many, and the order of those that have ended.
    fn make_room(&mut self) {
        if self.order.len() >= Self::MANY.saturating_mul(2) {
            self.order.retain(|operation| self.open.contains(operation));
        }
        while self.open.len() >= Self::MANY {
            let Some(oldest) = self.order.pop_front() else { break };
            self.open.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_comes_back_to_is_forgotten_and_nothing_else() {
        let mut attempts = Attempts::default();
        let places = || Names::from_iter([("operation".to_owned(), vec!["x".repeat(5000)])]);
        for id in 0..Attempts::MANY + 5 {
            attempts.ask(&id.to_string(), places());
        }
        let before = |attempts: &Attempts, id: usize| attempts.tries(&id.to_string(), || "operation".to_owned()).before;
        assert_eq!(before(&attempts, 4), 0);
        assert_eq!(before(&attempts, 5), 1);
        assert_eq!(attempts.open.len(), Attempts::MANY);
        assert_eq!(attempts.tries("7", || "operation".to_owned()).hints[0].len(), Attempts::HINT);
        let rounds = 3 * Attempts::MANY;
        for round in 0..rounds {
            attempts.ask("one", places());
            attempts.end("one");
            assert!(attempts.order.len() <= 2 * Attempts::MANY, "{round}");
        }
        assert_eq!(before(&attempts, Attempts::MANY), 1);
    }
}
