//! Maps from names that users chose.

use std::collections::BTreeMap;

/// Values by name, in the order of the names.
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
    values: Vec<T>,
}

impl<T> Names<T> {
    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.places.get(name).and_then(|place| self.values.get(*place))
    }

    /// Whether there is no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Every name with its value, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.places.iter().filter_map(|(name, place)| Some((name.as_str(), self.values.get(*place)?)))
    }

    /// Sets the value of a name.
    pub fn insert(&mut self, name: &str, value: T) {
        let place = self.places.get(name).copied();
        match place.and_then(|place| self.values.get_mut(place)) {
            Some(old) => *old = value,
            None => {
                self.places.insert(name.to_owned(), self.values.len());
                self.values.push(value);
            }
        }
    }
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { places: BTreeMap::new(), values: Vec::new() }
    }
}

/// Of two values of one name the later stays.
impl<T> FromIterator<(String, T)> for Names<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(entries: I) -> Self {
        let mut names = Self::default();
        entries.into_iter().for_each(|(name, value)| names.insert(&name, value));
        names
    }
}
