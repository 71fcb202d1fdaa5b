//! "Did you mean …?": the nearest known name.

use crate::prelude::*;

/// The candidate nearest to `given`, if one is near enough to be a likely misspelling: at most two edits
/// (one for names of up to three letters), case ignored.
#[must_use]
pub(crate) fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut candidates = candidates.into_iter();
    among(given, &mut || candidates.next())
}

/// The same code whatever the candidates come from.
fn among<'a>(given: &str, candidates: &mut dyn FnMut() -> Option<&'a str>) -> Option<&'a str> {
    // A long name is no misspelling of a short one; comparing it would cost the product of the lengths.
    if given.len() > 64 {
        return None;
    }
    let given = given.to_ascii_lowercase();
    let length = given.chars().count();
    let limit = if length <= 3 { 1 } else { 2 };
    core::iter::from_fn(candidates)
        .filter(|name| name.chars().count().abs_diff(length) <= limit)
        .map(|name| (distance(&given, &name.to_ascii_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many characters must be added, left out, replaced or swapped with their neighbours to make one name of the other: the
/// optimal string alignment distance.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let at =
        |row: &[usize], index: Option<usize>| index.and_then(|index| row.get(index)).copied().unwrap_or(usize::MAX);
    // Each row has the distances of the beginnings of `other` from as much of `one` as was read.
    let (mut row_before, mut row): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=other.len()).collect());
    let mut last = None;
    for c in one.chars() {
        let mut next: Vec<usize> = row.first().map(|distance| distance.saturating_add(1)).into_iter().collect();
        for (index, d) in other.iter().enumerate() {
            let before = index.checked_sub(1);
            let replaced = at(&row, Some(index)).saturating_add(usize::from(c != *d));
            let added = at(&next, Some(index)).min(at(&row, index.checked_add(1))).saturating_add(1);
            let are_swapped = last == Some(*d) && before.and_then(|before| other.get(before)) == Some(&c);
            let swapped = if are_swapped { at(&row_before, before).saturating_add(1) } else { usize::MAX };
            next.push(replaced.min(added).min(swapped));
        }
        row_before = core::mem::replace(&mut row, next);
        last = Some(c);
    }
    at(&row, Some(other.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{distance, nearest};

    proptest! {
        #[test]
        fn the_distance_is_that_of_another_library(one in "[abcé]{0,8}", other in "[abcé]{0,8}") {
            prop_assert_eq!(distance(&one, &other), strsim::osa_distance(&one, &other));
        }
    }

    #[test]
    fn a_misspelling_finds_its_name() {
        assert_eq!(nearest("dney", ["allow", "deny"]), Some("deny"));
        assert_eq!(nearest("Deny", ["allow", "deny"]), Some("deny"));
    }

    #[test]
    fn a_stranger_finds_nothing() {
        assert_eq!(nearest("frobnicate", ["allow", "deny"]), None);
        assert_eq!(nearest(&"x".repeat(10_000), ["allow", "deny"]), None);
    }
}
