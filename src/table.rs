//! Tables in which what a policy names is found by what an operation names.
//!
//! Their hashes are quick, and anybody can make texts that collide. That is why only what a policy says is ever put in:
//! what an operation names is looked up at most, and finds the few entries that the policy's author put together.

use core::hash::{Hash, Hasher};
use core::ops::Range;

use crate::prelude::*;

/// Numbers by the hashes of their keys, which stand elsewhere.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slots {
    /// As many as a power of two, at most half of them taken: each by a hash and its number.
    slots: Vec<(u32, usize)>,
    taken: usize,
}

/// The number of a slot that nothing has taken.
const FREE: usize = usize::MAX;
const FEWEST_SLOTS: usize = 16;

impl Slots {
    /// The number with this hash whose key `is` the one that is looked for.
    pub(crate) fn find(&self, hash: u32, is: impl Fn(usize) -> bool) -> Option<usize> {
        let mut at = self.start(hash);
        loop {
            let (other, number) = *self.slots.get(at)?;
            if number == FREE {
                return None;
            }
            if other == hash && is(number) {
                return Some(number);
            }
            at = self.after(at);
        }
    }

    /// Adds the number of a key that is not there yet.
    pub(crate) fn add(&mut self, hash: u32, number: usize) {
        if self.taken.saturating_mul(2) >= self.slots.len() {
            let more = self.slots.len().saturating_mul(2).max(FEWEST_SLOTS);
            let old = core::mem::replace(&mut self.slots, vec![(0, FREE); more]);
            old.into_iter().filter(|(_, number)| *number != FREE).for_each(|(hash, number)| self.put(hash, number));
        }
        self.put(hash, number);
        self.taken = self.taken.saturating_add(1);
    }

    fn put(&mut self, hash: u32, number: usize) {
        let mut at = self.start(hash);
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.1 == FREE {
                *slot = (hash, number);
                return;
            }
            at = self.after(at);
        }
    }

    fn start(&self, hash: u32) -> usize {
        (hash ^ hash >> 16) as usize & self.slots.len().wrapping_sub(1)
    }

    fn after(&self, at: usize) -> usize {
        at.wrapping_add(1) & self.slots.len().wrapping_sub(1)
    }
}

/// The hash of two numbers.
pub(crate) const fn hash_of_pair(one: usize, other: usize) -> u32 {
    // Only the lower halves count where numbers are longer.
    let (one, other) = (one as u32, other as u32);
    (one.wrapping_mul(0x9e37_79b1) ^ other).wrapping_mul(0x85eb_ca6b)
}

/// The hash of a value.
pub(crate) fn hash_of(value: &impl Hash) -> u32 {
    let mut hash = ByteHash(TextHash::EMPTY);
    value.hash(&mut hash);
    hash.0.0
}

struct ByteHash(TextHash);

impl Hasher for ByteHash {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().copied().fold(self.0, TextHash::preceded_by);
    }

    fn finish(&self) -> u64 {
        self.0.0.into()
    }
}

/// The hash of a text, made from its end, so that on the way to its beginning it is that of each text it ends with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextHash(u32);

impl TextHash {
    /// That of the empty text: with [`Self::preceded_by`] this is FNV-1a, read backwards.
    pub(crate) const EMPTY: Self = Self(0x811c_9dc5);

    /// That of the text with one byte more in front.
    #[inline(always)]
    pub(crate) const fn preceded_by(self, byte: u8) -> Self {
        Self((self.0 ^ byte as u32).wrapping_mul(0x0100_0193))
    }

    fn of(text: &str) -> Self {
        let mut hash = Self::EMPTY;
        for byte in text.as_bytes().iter().rev() {
            hash = hash.preceded_by(*byte);
        }
        hash
    }
}

/// Texts, each once, by the order in which they came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    /// One after the other.
    all: String,
    /// Where each ends.
    ends: Vec<usize>,
    slots: Slots,
    /// The looks that texts here have.
    looks: u64,
}

/// What is seen of a text without reading it, as one of 64 bits.
fn look(text: &[u8]) -> u64 {
    let first = text.first().map_or(0, |first| u32::from(*first));
    // Only the lower half of the length counts where it is longer.
    1_u64.rotate_left(first.wrapping_add((text.len() as u32).wrapping_mul(11)))
}

impl Texts {
    /// The number of a text.
    pub(crate) fn number(&self, text: &str) -> Option<usize> {
        // Most texts that are looked up are not there, and look like none that is.
        if self.looks & look(text.as_bytes()) == 0 { None } else { self.number_by(TextHash::of(text), text) }
    }

    /// The number of a text whose hash is known.
    pub(crate) fn number_by(&self, hash: TextHash, text: &str) -> Option<usize> {
        self.slots.find(hash.0, |number| self.bytes(number) == Some(text.as_bytes()))
    }

    fn bytes(&self, number: usize) -> Option<&[u8]> {
        self.all.as_bytes().get(self.place(number)?)
    }

    fn place(&self, number: usize) -> Option<Range<usize>> {
        let start = match number.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        Some(start..*self.ends.get(number)?)
    }

    /// The text with a number.
    pub(crate) fn text(&self, number: usize) -> Option<&str> {
        self.all.get(self.place(number)?)
    }

    /// The number of a text, which is the next one where the text is new.
    pub(crate) fn add(&mut self, text: &str) -> usize {
        let hash = TextHash::of(text);
        if let Some(number) = self.number_by(hash, text) {
            return number;
        }
        let number = self.ends.len();
        self.all.push_str(text);
        self.ends.push(self.all.len());
        self.looks |= look(text.as_bytes());
        self.slots.add(hash.0, number);
        number
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_are_numbered_in_the_order_in_which_they_came(texts: Vec<String>, others: Vec<String>) {
            let mut table = Texts::default();
            let mut known: BTreeMap<&str, usize> = BTreeMap::new();
            for text in &texts {
                let next = known.len();
                prop_assert_eq!(table.add(text), *known.entry(text).or_insert(next));
            }
            for text in others.iter().chain(&texts) {
                prop_assert_eq!(table.number(text), known.get(text.as_str()).copied());
            }
            for (text, number) in &known {
                prop_assert_eq!(table.text(*number), Some(*text));
            }
            prop_assert_eq!(table.text(known.len()), None);
        }
    }

    #[test]
    fn keys_with_one_hash_are_told_apart() {
        let keys: Vec<usize> = (0..1000).collect();
        let mut slots = Slots::default();
        for (number, _) in keys.iter().enumerate() {
            slots.add(number as u32 % 3, number);
        }
        for key in &keys {
            assert_eq!(slots.find(*key as u32 % 3, |number| keys.get(number) == Some(key)), Some(*key));
        }
        assert_eq!(slots.find(1, |_| false), None);
        assert_eq!(slots.find(7, |_| true), None);
    }

    #[test]
    fn the_hash_of_an_ending_is_met_on_the_way() {
        let after_dot = "example.com".bytes().rev().take(4).fold(TextHash::EMPTY, TextHash::preceded_by);
        assert_eq!(after_dot.0, TextHash::of(".com").0);
    }
}
