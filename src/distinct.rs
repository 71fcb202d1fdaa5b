//! Everything once.

use std::collections::HashSet;
use std::hash::Hash;

/// The items in their order, of equal ones the first. For short lists: each item is compared with all before it.
pub(crate) fn distinct<T: PartialEq>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    first_of_each(&mut items.into_iter())
}

/// The same code wherever the items come from.
fn first_of_each<T: PartialEq>(items: &mut dyn Iterator<Item = T>) -> Vec<T> {
    let mut all = Vec::new();
    for item in items {
        if !all.contains(&item) {
            all.push(item);
        }
    }
    all
}

/// So many are compared with each new one, before they are looked up.
const FEW: usize = 16;

/// What was met before. Most commands have few of anything, for which a table would cost more than it saves.
#[derive(Debug)]
pub(crate) struct Met<T> {
    few: Vec<T>,
    many: HashSet<T>,
}

impl<T: Eq + Hash> Met<T> {
    /// Whether an item is met for the first time.
    pub(crate) fn is_new(&mut self, item: T) -> bool {
        if self.few.contains(&item) {
            return false;
        }
        if self.few.len() < FEW {
            self.few.push(item);
            return true;
        }
        self.many.insert(item)
    }
}

impl<T> Default for Met<T> {
    fn default() -> Self {
        Self { few: Vec::new(), many: HashSet::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_new_once() {
        let mut met = Met::default();
        let news: Vec<usize> = (0..3 * FEW).chain(0..3 * FEW).filter(|item| met.is_new(*item)).collect();
        assert_eq!(news, (0..3 * FEW).collect::<Vec<_>>());
    }
}
