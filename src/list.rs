//! Items that are put into lists.
//!
//! `collect` asks an iterator how many items are left, and then for one after the other; in a WebAssembly module
//! the code for that takes some forty bytes for each iterator. Here items are pushed as they come.

use crate::prelude::*;

/// `collect`, for lists.
pub(crate) trait List: Iterator + Sized {
    /// All items.
    fn list(self) -> Vec<Self::Item> {
        let mut all = Vec::new();
        self.for_each(|item| all.push(item));
        all
    }
}

impl<I: Iterator> List for I {}

/// The items of all, if all are some.
pub(crate) fn all_some<T>(mut items: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let mut all = Vec::new();
    let are_some = items.all(|item| item.map(|item| all.push(item)).is_some());
    are_some.then_some(all)
}

/// The items of all, or the first error.
pub(crate) fn all_ok<T, E>(mut items: impl Iterator<Item = Result<T, E>>) -> Result<Vec<T>, E> {
    let mut all = Vec::new();
    items.try_for_each(|item| item.map(|item| all.push(item)))?;
    Ok(all)
}

/// `extend`, for lists.
pub(crate) trait AddAll<T> {
    /// Adds items at the end.
    fn add_all(&mut self, items: impl IntoIterator<Item = T>);
}

impl<T> AddAll<T> for Vec<T> {
    fn add_all(&mut self, items: impl IntoIterator<Item = T>) {
        items.into_iter().for_each(|item| self.push(item));
    }
}
