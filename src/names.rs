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
    places: BTreeMap<String, usize>,
    /// `None` for what was removed.
    values: Vec<Option<T>>,
}

impl<T> Names<T> {
    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.at(*self.places.get(name)?)
    }

    /// The value of a name, to be changed.
    #[must_use]
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        let place = *self.places.get(name)?;
        self.values.get_mut(place)?.as_mut()
    }

    /// Whether a name has a value.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// Whether there is no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Every name with its value, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.places.iter().filter_map(|(name, place)| Some((name.as_str(), self.at(*place)?)))
    }

    /// Every name, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// The values, in the order in which their names came.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        self.values.into_iter().flatten()
    }

    /// Sets the value of a name; whether the name is new.
    pub fn insert(&mut self, name: &str, value: T) -> bool {
        match self.places.get(name).and_then(|place| self.values.get_mut(*place)) {
            Some(old) => {
                *old = Some(value);
                false
            }
            None => {
                self.fill_holes();
                self.places.insert(name.to_owned(), self.values.len());
                self.values.push(Some(value));
                true
            }
        }
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

    /// Closes the gaps that removed names left, where most of it is gaps.
    fn fill_holes(&mut self) {
        if self.values.len() / 2 <= self.places.len().saturating_add(8) {
            return;
        }
        let mut old = vec![0; self.values.len()];
        let filled = self.values.iter().enumerate().filter(|(_, value)| value.is_some());
        for (new, (place, _)) in filled.enumerate() {
            old.get_mut(place).into_iter().for_each(|place| *place = new);
        }
        self.values.retain(Option::is_some);
        self.places.values_mut().for_each(|place| *place = old.get(*place).copied().unwrap_or_default());
    }

    fn at(&self, place: usize) -> Option<&T> {
        self.values.get(place)?.as_ref()
    }
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { places: BTreeMap::new(), values: Vec::new() }
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
        IntoIter { places: self.places.into_iter(), values: self.values }
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
        names.insert("a later one", 2);
        names.insert("another", 3);
        assert_eq!(names.iter().collect::<Vec<_>>(), [("a later one", &2), ("another", &3), ("first", &0)]);
        assert_eq!(names.into_values().collect::<Vec<_>>(), [0, 2, 3]);
    }
}
