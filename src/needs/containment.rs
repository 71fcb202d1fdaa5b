//! Whether the needs of one tier cover those of another.

use super::declaration::{Need, Needs};
use crate::capability::{FileMode, Scope};
use crate::list::List;
use crate::pattern::Budget;
use crate::pattern::path::{PathPattern, Places};
use crate::prelude::*;

impl Needs {
    /// Whether everything that `other` needs is needed here too: then what grants these grants those.
    ///
    /// A true answer is right; a false one may be wrong where the patterns are compared no closer (see
    /// [`PathScope::is_within`](crate::pattern::path::PathScope::is_within)).
    pub(crate) fn cover(&self, other: &Self, places: &Places, trusted_folders: &[String], budget: &Budget) -> bool {
        other.all.iter().all(|need| match &need.package {
            Some(package) => self.all.iter().filter_map(|own| own.package.as_ref()).any(|own| own.covers(package)),
            None => need.scopes.iter().all(|scope| self.cover_scope(scope, places, trusted_folders, budget)),
        })
    }

    fn cover_scope(&self, scope: &Scope, places: &Places, trusted_folders: &[String], budget: &Budget) -> bool {
        let own = || self.all.iter().flat_map(|need: &Need| &need.scopes);
        match scope {
            Scope::Commands(scope) => {
                let commands = own().filter_map(|own| match own {
                    Scope::Commands(own) => Some(own),
                    _ => None,
                });
                scope.is_within_scopes(commands, trusted_folders, budget)
            }
            Scope::Files(mode, scope) => {
                let patterns = own().filter_map(|own| match own {
                    Scope::Files(own_mode, own) if permits(*own_mode, *mode) => Some(own.pattern()),
                    _ => None,
                });
                let patterns: Vec<&PathPattern> = patterns.list();
                // The same text is the same files, wherever they are.
                patterns.contains(&scope.pattern()) || scope.bind(places, budget).is_within(patterns)
            }
            Scope::Hosts(pattern) => own().any(|own| matches!(own, Scope::Hosts(own) if own.covers(pattern))),
            Scope::Packages { .. } | Scope::Capability(_) => own().any(|own| own == scope),
        }
    }
}

/// As in allow lists: who may write a file may read it.
fn permits(own: FileMode, mode: FileMode) -> bool {
    own == mode || own == FileMode::Write
}
