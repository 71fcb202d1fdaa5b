//! Maps from names: of variables, of tools, of labels.

use crate::prelude::*;

/// Values by name, in the order of the names. A set of names holds `()`.
///
/// The values stand beside the places, which then are the same code whatever the values are.
///
/// ```
/// use mlld_policy::policy::Names;
///
/// let ages = Names::from_iter([("eve".to_owned(), 7), ("ada".to_owned(), 5), ("eve".to_owned(), 8)]);
/// assert_eq!(ages.iter().collect::<Vec<_>>(), [("ada", &5), ("eve", &8)]);
/// assert_eq!(ages.get("bob"), None);
/// ```
#[derive(Debug, Clone)]
pub struct Names<T> {
    places: Places,
    /// `None` for what was removed.
    values: Vec<Option<T>>,
}

/// Where the values of names are: the names in order, in runs, of which none but the last of all is empty.
///
/// In a WebAssembly module this is a fifth of what a `BTreeMap` takes.
#[derive(Debug, Clone, Default)]
struct Places {
    runs: Vec<Vec<(String, usize)>>,
    len: usize,
    /// Those of names that were removed, for others to come.
    free: Vec<usize>,
}

/// A run that has become so long is parted, so that to add a name moves few others.
const LONGEST_RUN: usize = 256;

impl Places {
    /// In which run a name is, and where there; or else where it would be.
    fn find(&self, name: &str) -> Result<(usize, usize), (usize, usize)> {
        let begins_before = |run: &Vec<(String, usize)>| run.first().is_some_and(|(first, _)| first.as_str() <= name);
        // Most have one run.
        let run = if self.runs.len() < 2 { 0 } else { self.runs.partition_point(begins_before).saturating_sub(1) };
        match self.runs.get(run).map_or(Err(0), |run| run.binary_search_by(|(other, _)| other.as_str().cmp(name))) {
            Ok(index) => Ok((run, index)),
            Err(index) => Err((run, index)),
        }
    }

    fn at(&self, (run, index): (usize, usize)) -> Option<usize> {
        Some(self.runs.get(run)?.get(index)?.1)
    }

    fn get(&self, name: &str) -> Option<usize> {
        self.at(self.find(name).ok()?)
    }

    /// The place of a name, and whether the name is new; where it is, and no place is free, `end` is its place.
    fn take(&mut self, name: &str, end: usize) -> (usize, bool) {
        let (run, index) = match self.find(name) {
            Ok(found) => return (self.at(found).unwrap_or(end), false),
            Err(free) => free,
        };
        let place = self.free.pop().unwrap_or(end);
        if self.runs.is_empty() {
            self.runs.push(Vec::new());
        }
        if let Some(names) = self.runs.get_mut(run) {
            names.insert(index, (name.to_owned(), place));
            if names.len() >= LONGEST_RUN {
                let rest = names.split_off(LONGEST_RUN / 2);
                self.runs.insert(run.saturating_add(1), rest);
            }
        }
        self.len = self.len.saturating_add(1);
        (place, true)
    }

    fn remove(&mut self, name: &str) -> Option<usize> {
        let (run, index) = self.find(name).ok()?;
        let names = self.runs.get_mut(run)?;
        let (_, place) = names.remove(index);
        if names.is_empty() {
            self.runs.remove(run);
        }
        self.len = self.len.saturating_sub(1);
        self.free.push(place);
        Some(place)
    }

    fn iter(&self) -> Iter<'_> {
        Iter { runs: self.runs.iter(), names: [].iter() }
    }
}

/// The names in order, with the places of their values.
struct Iter<'n> {
    runs: core::slice::Iter<'n, Vec<(String, usize)>>,
    names: core::slice::Iter<'n, (String, usize)>,
}

impl<'n> Iterator for Iter<'n> {
    type Item = (&'n str, usize);

    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((name, place)) = self.names.next() {
                return Some((name, *place));
            }
            self.names = self.runs.next()?.iter();
        }
    }
}

impl<T> Names<T> {
    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.at(self.places.get(name)?)
    }

    /// The value of a name, to be changed.
    #[must_use]
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.values.get_mut(self.places.get(name)?)?.as_mut()
    }

    /// Whether a name has a value.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.places.find(name).is_ok()
    }

    /// Whether there is no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.len == 0
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len
    }

    /// Every name with its value, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.places.iter().filter_map(|(name, place)| Some((name, self.at(place)?)))
    }

    /// Every name, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|(name, _)| name)
    }

    /// The values, in the order in which their names came; after some were removed, in any order.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        self.values.into_iter().flatten()
    }

    /// Sets the value of a name; whether the name is new.
    pub fn insert(&mut self, name: &str, value: T) -> bool {
        let (place, is_new) = self.places.take(name, self.values.len());
        match self.values.get_mut(place) {
            Some(old) => *old = Some(value),
            None => self.values.push(Some(value)),
        }
        is_new
    }

    /// Changes the value of a name, which is a new one where there is none yet.
    pub(crate) fn update(&mut self, name: &str, change: impl FnOnce(&mut T))
    where
        T: Default,
    {
        if !self.contains(name) {
            self.insert(name, T::default());
        }
        if let Some(value) = self.get_mut(name) {
            change(value);
        }
    }

    /// Removes a name, and gives its value.
    pub fn remove(&mut self, name: &str) -> Option<T> {
        let place = self.places.remove(name)?;
        self.values.get_mut(place)?.take()
    }

    fn at(&self, place: usize) -> Option<&T> {
        self.values.get(place)?.as_ref()
    }
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { places: Places::default(), values: Vec::new() }
    }
}

impl<T: PartialEq> PartialEq for Names<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

/// Every name with its value, in the order of the names.
impl<T> IntoIterator for Names<T> {
    type Item = (String, T);
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter { places: self.places.runs.into_iter().flatten(), values: self.values }
    }
}

/// The names of [`Names`] with their values.
#[derive(Debug)]
pub struct IntoIter<T> {
    places: core::iter::Flatten<alloc::vec::IntoIter<Vec<(String, usize)>>>,
    values: Vec<Option<T>>,
}

impl<T> Iterator for IntoIter<T> {
    type Item = (String, T);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, place) = self.places.next()?;
        Some((name, self.values.get_mut(place)?.take()?))
    }
}

/// Of two values of one name the later stays.
impl<T> FromIterator<(String, T)> for Names<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(entries: I) -> Self {
        let mut names = Self::default();
        entries.into_iter().for_each(|(name, value)| _ = names.insert(&name, value));
        names
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_come_and_go_leave_nothing_behind() {
        let mut names = Names::default();
        names.insert("first", 0);
        for round in 1..1000 {
            assert!(names.insert(&round.to_string(), round));
            assert_eq!(names.remove(&round.to_string()), Some(round));
            assert_eq!(names.get("first"), Some(&0));
            assert!(names.values.len() < 32, "{}", names.values.len());
        }
        assert!(names.insert("a later one", 1));
        assert!(!names.insert("a later one", 2));
        names.insert("another", 3);
        assert_eq!(names.iter().collect::<Vec<_>>(), [("a later one", &2), ("another", &3), ("first", &0)]);
        assert_eq!(names.into_values().collect::<Vec<_>>(), [0, 2, 3]);
    }

    proptest! {
        #[test]
        fn they_are_what_a_tree_is(changes in prop::collection::vec((0_u16..2000, prop::bool::weighted(0.7)), 0..3000)) {
            let (mut names, mut judge) = (Names::default(), BTreeMap::new());
            for (number, (name, adds)) in changes.iter().enumerate() {
                let name = name.to_string();
                if *adds {
                    prop_assert_eq!(names.insert(&name, number), judge.insert(name.clone(), number).is_none());
                } else {
                    prop_assert_eq!(names.remove(&name), judge.remove(&name));
                }
                prop_assert_eq!(names.get(&name), judge.get(&name));
            }
            prop_assert_eq!(names.len(), judge.len());
            prop_assert!(names.names().eq(judge.keys()));
            prop_assert!(names.iter().eq(judge.iter().map(|(name, number)| (name.as_str(), number))));
            prop_assert!(names.into_iter().eq(judge));
        }
    }
}
