//! What is put in order.
//!
//! The sorts of `alloc` are made for speed, and for each type anew: in a WebAssembly module each takes a kilobyte or
//! two. Lists here are short, and heaps sort them in a tenth of the code.

use alloc::collections::BinaryHeap;

use crate::prelude::*;

/// Puts a list in order.
pub(crate) fn sort<T: Ord>(list: &mut Vec<T>) {
    if !list.is_sorted() {
        *list = BinaryHeap::from(core::mem::take(list)).into_sorted_vec();
    }
}

/// The indices of a list in the order of the items' keys; of equal keys in their own.
pub(crate) fn by_key(keys: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut keys: Vec<(usize, usize)> = keys.enumerate().map(|(index, key)| (key, index)).collect();
    sort(&mut keys);
    keys.into_iter().map(|(_, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_order_is_that_of_the_standard_library(mut list in prop::collection::vec(0_usize..50, 0..80)) {
            let mut indices: Vec<usize> = (0..list.len()).collect();
            indices.sort_by_key(|index| list[*index]);
            prop_assert_eq!(by_key(list.iter().copied()), indices);
            let mut judge = list.clone();
            judge.sort_unstable();
            sort(&mut list);
            prop_assert_eq!(list, judge);
        }
    }
}
