//! Everything once.

use core::hash::{Hash, Hasher};

use siphasher::sip::SipHasher13;
use spin::Once;

use crate::prelude::*;
use crate::random;
use crate::table::Slots;

/// The key of all hashes here, which are made of what operations name: it makes texts that collide hard to come by, which
/// would cost time.
static KEY: Once<(u64, u64)> = Once::new();

fn key() -> (u64, u64) {
    // Drawn before the lock is taken: the host gives these numbers, and whatever it does on the way may come by here.
    *KEY.get().unwrap_or_else(|| {
        let drawn = (random::number(), random::number());
        KEY.call_once(|| drawn)
    })
}

/// The items in their order, of equal ones the first. For short lists: each item is compared with all before it.
pub(crate) fn distinct<T: PartialEq>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items = items.into_iter();
    first_of_each(&mut || items.next())
}

/// The same code wherever the items come from.
fn first_of_each<T: PartialEq>(next: &mut dyn FnMut() -> Option<T>) -> Vec<T> {
    let mut all = Vec::new();
    while let Some(item) = next() {
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
    items: Vec<T>,
    /// Those after the first few.
    later: Slots,
}

impl<T: Eq + Hash> Met<T> {
    /// Whether an item is met for the first time.
    pub(crate) fn is_new(&mut self, item: T) -> bool {
        if self.number(&item).is_some() {
            return false;
        }
        if self.items.len() >= FEW {
            self.later.add(Self::hash(&item), self.items.len());
        }
        self.items.push(item);
        true
    }

    /// How many others were met before it first was.
    pub(crate) fn number(&self, item: &T) -> Option<usize> {
        let is_item = |other: &T| other == item;
        self.items.iter().take(FEW).position(is_item).or_else(|| {
            let is_later = self.items.len() > FEW;
            is_later.then(|| self.later.find(Self::hash(item), |number| self.items.get(number).is_some_and(is_item)))?
        })
    }

    fn hash(item: &T) -> u32 {
        let (first, second) = key();
        let mut hasher = SipHasher13::new_with_keys(first, second);
        item.hash(&mut hasher);
        // Of such a hash each half is one.
        hasher.finish() as u32
    }
}

impl<T> Default for Met<T> {
    fn default() -> Self {
        Self { items: Vec::new(), later: Slots::default() }
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
        assert!((0..3 * FEW).all(|item| met.number(&item) == Some(item)));
        assert_eq!(met.number(&(3 * FEW)), None);
    }
}
