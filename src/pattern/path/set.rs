//! Many path patterns at once, at a cost that hardly grows with their number.
//!
//! Patterns are laid into a tree by segments: literal names are looked up by hash, `*` and `**` are edges of their own.
//! All other segment globs of the whole list stand in one index, so that each segment of a target is classified once.
//! Matching walks the tree with a set of active nodes and never goes back: linear in the target. Most targets lie below
//! the base folder, and their walks begin there.

use super::pattern::{MissingPlace, PathPattern};
use super::places::Places;
use super::target::TargetPath;
use super::tree::{GlobTable, Globs, NodeId, Tree};
use super::walk::{Found, Walk};
use crate::list::List;
use crate::pattern::{PatternError, Reading};
use crate::prelude::*;

/// A list of path patterns for one reading, bound to folders.
///
/// ```
/// use mlld_policy::pattern::Reading;
/// use mlld_policy::pattern::path::{PathPattern, PathSet, Places, TargetPath};
///
/// let places = Places::new(Some("/work/proj"), Some("/home/u"), false, true).unwrap();
/// let patterns = [PathPattern::parse("secrets").unwrap(), PathPattern::parse("**/*.pem").unwrap()];
/// let denied = PathSet::new(Reading::Denial, &patterns, &places).unwrap();
///
/// let key = TargetPath::resolve("./secrets//a/../key.pem", &places).unwrap();
/// assert_eq!(denied.matches(&key).collect::<Vec<_>>(), [0, 1]);
/// ```
///
/// A set without patterns matches nothing.
#[derive(Debug, Clone)]
pub struct PathSet {
    pub(super) purpose: Purpose,
    /// How many patterns there are.
    pub(super) len: usize,
    pub(super) tree: Tree,
    pub(super) globs: Globs,
    pub(super) ignore_case: bool,
    below_base: Option<BelowBase>,
}

/// A walk as far as the base folder, from which it goes on for whatever is below.
#[derive(Debug, Clone)]
struct BelowBase {
    /// The base folder with a `/` after it.
    folder: String,
    active: Vec<NodeId>,
    /// The patterns that match what is below the base, or a folder above it.
    found: Vec<usize>,
}

/// What a set is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Permission,
    Denial,
    /// The denials that every policy has unless it opts in.
    BuiltIn,
}

impl PathSet {
    /// Compiles `patterns` for `reading`.
    ///
    /// # Errors
    /// The index of a pattern and why it cannot be used here: it is relative and there is no base, starts with `~` and
    /// there is no home, or names what Windows cannot store.
    pub fn new<'a>(
        reading: Reading,
        patterns: impl IntoIterator<Item = &'a PathPattern>,
        places: &Places,
    ) -> Result<Self, (usize, PatternError)> {
        Self::build(reading, &patterns.into_iter().list(), places, MissingPlace::Refused)
    }

    /// Compiles built-in denials, which hold without folders as well: a relative pattern without a base matches in any
    /// folder, and so does `~/x` without a home.
    ///
    /// # Errors
    /// As for [`Self::new`], but never for want of a folder.
    pub fn anywhere<'a>(
        patterns: impl IntoIterator<Item = &'a PathPattern>,
        places: &Places,
    ) -> Result<Self, (usize, PatternError)> {
        Self::build(Reading::Denial, &patterns.into_iter().list(), places, MissingPlace::Anywhere)
    }

    fn build(
        reading: Reading,
        patterns: &[&PathPattern],
        places: &Places,
        missing: MissingPlace,
    ) -> Result<Self, (usize, PatternError)> {
        let ignore_case = !places.case_sensitive();
        let mut tree = Tree::new(ignore_case);
        let mut globs = GlobTable::default();
        let purpose = match (reading, missing) {
            (Reading::Permission, _) => Purpose::Permission,
            (Reading::Denial, MissingPlace::Refused) => Purpose::Denial,
            (Reading::Denial, MissingPlace::Anywhere) => Purpose::BuiltIn,
        };
        let mut len: usize = 0;
        for (index, pattern) in patterns.iter().enumerate() {
            for bound in pattern.bind(reading, places, missing).map_err(|error| (index, error))? {
                tree.insert(index, &bound, reading, &mut globs);
            }
            len = index.saturating_add(1);
            if globs.len() > MAX_GLOBS {
                let message = format!("a list may hold at most {MAX_GLOBS} different names with wildcards");
                return Err((index, PatternError::new(message)));
            }
        }
        let globs = globs.compile(ignore_case);
        let mut set = Self { purpose, len, tree, globs, ignore_case, below_base: None };
        set.below_base = places.base().and_then(|base| set.walk_to(base));
        Ok(set)
    }

    /// The walk to a folder, for [`Self::walk`] to begin with.
    fn walk_to(&self, base: &TargetPath) -> Option<BelowBase> {
        // The root of a drive ends with its `/` already, and is no step to spare.
        let folder = format!("{base}/");
        if self.len == 0 || base.as_str().ends_with('/') {
            return None;
        }
        let mut found = Vec::new();
        let mut add = |indices: &[usize]| {
            found.extend_from_slice(indices);
            false
        };
        let mut walk = Walk::begin(&self.tree, &mut add)?;
        walk.take_all(base, self.ignore_case, &self.globs, &mut add);
        let active = walk.active();
        crate::order::sort(&mut found);
        found.dedup();
        Some(BelowBase { folder, active, found })
    }

    /// The indices of the patterns that match, ascending.
    pub fn matches(&self, target: &TargetPath) -> impl Iterator<Item = usize> + use<> {
        let mut found = Vec::new();
        self.walk(target, &mut |indices| {
            found.extend_from_slice(indices);
            false
        });
        crate::order::sort(&mut found);
        found.dedup();
        found.into_iter()
    }

    /// The first pattern that matches.
    #[must_use]
    pub fn first(&self, target: &TargetPath) -> Option<usize> {
        let mut first: Option<usize> = None;
        self.walk(target, &mut |indices| {
            // Each list is in the order of the patterns.
            first = indices.first().copied().into_iter().chain(first).min();
            false
        });
        first
    }

    /// Whether any pattern matches.
    #[must_use]
    pub fn is_match(&self, target: &TargetPath) -> bool {
        let mut any = false;
        self.walk(target, &mut |_| {
            any = true;
            true
        });
        any
    }

    /// Calls `found` for every node that matches, until it returns true.
    fn walk(&self, target: &TargetPath, found: Found<'_>) {
        // A list that says nothing about files is the most common one.
        if self.len == 0 {
            return;
        }
        let below =
            self.below_base.as_ref().and_then(|base| Some((base, target.as_str().strip_prefix(&*base.folder)?)));
        let Some((base, rest)) = below else { return self.walk_from_root(target, found) };
        if !base.found.is_empty() && found(&base.found) {
            return;
        }
        let mut walk = Walk::resume(&self.tree, &base.active);
        if !walk.take(rest, self.ignore_case, &self.globs, found) {
            walk.end(found);
        }
    }

    /// The same set, in which every walk begins at the root.
    #[cfg(test)]
    pub(super) fn without_base(&self) -> Self {
        Self { below_base: None, ..self.clone() }
    }

    fn walk_from_root(&self, target: &TargetPath, found: Found<'_>) {
        let Some(mut walk) = Walk::begin(&self.tree, found) else { return };
        if !walk.take_all(target, self.ignore_case, &self.globs, found) {
            walk.end(found);
        }
    }
}

/// More than any policy has; each costs memory, of which a WebAssembly module that runs out never recovers.
const MAX_GLOBS: usize = 10_000;
