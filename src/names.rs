//! Maps from names: of variables, of tools, of labels.

use std::collections::BTreeMap;

/// Values by name, in the order of the names. A set of names holds `()`.
///
/// The values stand beside the tree, which then is the same code whatever they are: in a WebAssembly module every
/// `BTreeMap<String, T>` of its own costs kilobytes.
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

/// Where the values of names are.
#[derive(Debug, Clone, Default)]
struct Places {
    by_name: BTreeMap<String, usize>,
    /// Those of names that were removed, for others to come.
    free: Vec<usize>,
}

impl Places {
    fn get(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The place of a name, and whether the name is new; where it is, and no place is free, `end` is its place.
    fn take(&mut self, name: &str, end: usize) -> (usize, bool) {
        if let Some(place) = self.get(name) {
            return (place, false);
        }
        let place = self.free.pop().unwrap_or(end);
        self.by_name.insert(name.to_owned(), place);
        (place, true)
    }

    fn remove(&mut self, name: &str) -> Option<usize> {
        let place = self.by_name.remove(name)?;
        self.free.push(place);
        Some(place)
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
        self.places.by_name.contains_key(name)
    }

    /// Whether there is no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.by_name.is_empty()
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.by_name.len()
    }

    /// Every name with its value, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.places.by_name.iter().filter_map(|(name, place)| Some((name.as_str(), self.at(*place)?)))
    }

    /// Every name, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.places.by_name.keys().map(String::as_str)
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
        IntoIter { places: self.places.by_name.into_iter(), values: self.values }
    }
}

/// The names of [`Names`] with their values.
#[derive(Debug)]
pub struct IntoIter<T> {
    places: std::collections::btree_map::IntoIter<String, usize>,
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
}
