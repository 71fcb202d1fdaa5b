//! Sets of small numbers, such as places among the operands of a command: before the first, between two, after the last.

use crate::prelude::*;

/// A set of places. The first 64, which are all of them in most commands, need no memory of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Bits {
    first: u64,
    /// 64 more each.
    more: Vec<u64>,
}

impl Bits {
    /// The place before the first operand.
    pub(crate) fn start() -> Self {
        Self { first: 1, more: vec![] }
    }

    /// The first so many places.
    pub(crate) fn all(count: usize) -> Self {
        Self::start().and_later(count)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.first == 0 && self.more.iter().all(|block| *block == 0)
    }

    pub(crate) fn contains(&self, place: usize) -> bool {
        let (block, bit) = position(place);
        let block = match block.checked_sub(1) {
            None => self.first,
            Some(index) => self.more.get(index).copied().unwrap_or(0),
        };
        block & bit != 0
    }

    pub(crate) fn insert(&mut self, place: usize) {
        let (block, bit) = position(place);
        match block.checked_sub(1) {
            None => self.first |= bit,
            Some(index) => {
                if self.more.len() <= index {
                    self.more.resize(block, 0);
                }
                if let Some(block) = self.more.get_mut(index) {
                    *block |= bit;
                }
            }
        }
    }

    /// Adds the places of another set.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.first |= other.first;
        if self.more.len() < other.more.len() {
            self.more.resize(other.more.len(), 0);
        }
        self.more.iter_mut().zip(&other.more).for_each(|(block, other)| *block |= other);
    }

    /// The places from the first of the set on, of `count` places.
    pub(crate) fn and_later(&self, count: usize) -> Self {
        let mut later = Self::default();
        (0..count).skip_while(|place| !self.contains(*place)).for_each(|place| later.insert(place));
        later
    }

    /// The places, ascending, of `count` places.
    pub(crate) fn among(self, count: usize) -> impl DoubleEndedIterator<Item = usize> {
        (0..count).filter(move |place| self.contains(*place))
    }
}

/// Which block of 64 a place stands in, and its bit there.
fn position(place: usize) -> (usize, u64) {
    (place / 64, 1_u64.rotate_left(u32::try_from(place % 64).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const COUNT: usize = 200;

    fn set(places: &BTreeSet<usize>) -> Bits {
        let mut set = Bits::default();
        places.iter().for_each(|place| set.insert(*place));
        set
    }

    proptest! {
        #[test]
        fn it_is_a_set(
            left in prop::collection::btree_set(0..COUNT, 0..6), right in prop::collection::btree_set(0..COUNT, 0..6),
        ) {
            prop_assert_eq!(set(&left).is_empty(), left.is_empty());
            prop_assert!(set(&left).among(COUNT).eq(left.iter().copied()));
            let mut both = set(&left);
            both.extend(&set(&right));
            prop_assert!(both.among(COUNT).eq(left.union(&right).copied()));
            let later = left.first().map_or(COUNT, |first| *first)..COUNT;
            prop_assert!(set(&left).and_later(COUNT).among(COUNT).eq(later));
        }
    }

    #[test]
    fn all_places_are_those_from_the_start_on() {
        assert!(Bits::all(130).among(500).eq(0..130));
        assert!(Bits::start().among(500).eq([0]));
    }
}
