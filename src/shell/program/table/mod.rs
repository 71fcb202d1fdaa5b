//! The table of programs. To add one, find the entry of programs that behave alike, or write one.

mod build;
mod containers;
mod databases;
mod files;
mod git;
mod network;
mod shells;
mod text;
mod wrappers;

use super::entry::Entry;

/// Every entry.
pub(super) fn all() -> impl Iterator<Item = &'static Entry> {
    let parts: [&[Entry]; 9] = [
        shells::ENTRIES,
        wrappers::ENTRIES,
        text::ENTRIES,
        files::ENTRIES,
        build::ENTRIES,
        git::ENTRIES,
        network::ENTRIES,
        containers::ENTRIES,
        databases::ENTRIES,
    ];
    parts.into_iter().flatten()
}
