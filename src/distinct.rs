//! Lists that are shown: everything once.

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
