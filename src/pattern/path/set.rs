//! Many path patterns at once, at a cost that hardly grows with their number.
//!
//! Patterns are laid into a tree by segments: literal names are looked up by hash, `*` and `**` are edges of their own.
//! All other segment globs of the whole list stand in one [`RunIndex`], so that each segment of a target is classified
//! once. Matching walks the tree with a set of active nodes and never goes back: linear in the target.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use super::glob::SegmentGlob;
use super::pattern::{MissingPlace, Part, PathPattern};
use super::places::Places;
use super::runs::RunIndex;
use super::target::TargetPath;
use crate::fold::fold_text;
use crate::names::Names;
use crate::pattern::{PatternError, Reading};

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
        Self::build(reading, &mut patterns.into_iter(), places, MissingPlace::Refused)
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
        Self::build(Reading::Denial, &mut patterns.into_iter(), places, MissingPlace::Anywhere)
    }

    fn build(
        reading: Reading,
        patterns: &mut dyn Iterator<Item = &PathPattern>,
        places: &Places,
        missing: MissingPlace,
    ) -> Result<Self, (usize, PatternError)> {
        let ignore_case = !places.case_sensitive();
        let mut tree = Tree::default();
        let mut globs = GlobTable::default();
        let purpose = match (reading, missing) {
            (Reading::Permission, _) => Purpose::Permission,
            (Reading::Denial, MissingPlace::Refused) => Purpose::Denial,
            (Reading::Denial, MissingPlace::Anywhere) => Purpose::BuiltIn,
        };
        let mut len: usize = 0;
        for (index, pattern) in patterns.enumerate() {
            for parts in pattern.bind(reading, places, missing).map_err(|error| (index, error))? {
                tree.insert(index, &parts, reading, ignore_case, &mut globs);
            }
            len = index.saturating_add(1);
            if globs.globs.len() > MAX_GLOBS {
                let message = format!("a list may hold at most {MAX_GLOBS} different names with wildcards");
                return Err((index, PatternError::new(message)));
            }
        }
        Ok(Self { purpose, len, tree, globs: globs.compile(ignore_case), ignore_case })
    }

    /// The indices of the patterns that match, ascending.
    pub fn matches(&self, target: &TargetPath) -> impl Iterator<Item = usize> + use<> {
        let mut found = Vec::new();
        self.walk(target, &mut |indices| {
            found.extend_from_slice(indices);
            false
        });
        found.sort_unstable();
        found.dedup();
        found.into_iter()
    }

    /// The first pattern that matches.
    #[must_use]
    pub fn first(&self, target: &TargetPath) -> Option<usize> {
        self.matches(target).next()
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
    fn walk(&self, target: &TargetPath, found: &mut dyn FnMut(&[usize]) -> bool) {
        let mut walk = Walk::new(&self.tree);
        if walk.enter(ROOT, found) {
            return;
        }
        let root = Some(target.root()).filter(|root| !root.is_empty());
        for segment in root.into_iter().chain(target.segments()) {
            if walk.active.is_empty() {
                return;
            }
            let segment = if self.ignore_case { fold_text(segment) } else { Cow::Borrowed(segment) };
            if walk.step(self.tree.names.get(&segment).copied(), &self.globs.matching(&segment), found) {
                return;
            }
        }
        for node in walk.active.iter().filter_map(|id| self.tree.nodes.get(*id)) {
            if !node.here.is_empty() && found(&node.here) {
                return;
            }
        }
    }
}

/// More than any policy has; each costs memory, of which a WebAssembly module that runs out never recovers.
const MAX_GLOBS: usize = 10_000;

/// So many globs are tried one by one: an index costs more before it looks at the first.
const FEW_GLOBS: usize = 8;

pub(super) type NodeId = usize;
type NameId = usize;
type GlobId = usize;
pub(super) const ROOT: NodeId = 0;

/// All segments a pattern shares with others, once.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Every literal name: a segment is looked up once, whatever number of nodes ask for it.
    names: Names<NameId>,
    texts: Vec<Rc<str>>,
}

impl Default for Tree {
    fn default() -> Self {
        Self { nodes: vec![Node::default()], names: Names::default(), texts: Vec::new() }
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    pub(super) names: BTreeMap<NameId, NodeId>,
    pub(super) globs: BTreeMap<GlobId, NodeId>,
    /// After `*`.
    pub(super) any: Option<NodeId>,
    /// After `**`: that node stays active for the rest of the target.
    pub(super) recursive: Option<NodeId>,
    /// Patterns that match what ends here.
    pub(super) here: Vec<usize>,
    /// Patterns that match what ends here or below.
    pub(super) below: Vec<usize>,
    pub(super) stays: bool,
}

impl Tree {
    /// The text of a literal name.
    pub(super) fn text(&self, name: NameId) -> Option<&str> {
        self.texts.get(name).map(|text| &**text)
    }

    fn insert(&mut self, index: usize, parts: &[Part], reading: Reading, ignore_case: bool, globs: &mut GlobTable) {
        // `dir/**` covers `dir` itself and all below; in denials so does everything that names a folder.
        let (parts, all_below) = match parts.split_last() {
            Some((Part::Recursive, parts)) => (parts, true),
            _ => (parts, reading == Reading::Denial),
        };
        let mut at = ROOT;
        for part in parts {
            at = self.child(at, part, ignore_case, globs);
        }
        if let Some(node) = self.nodes.get_mut(at) {
            let list = if all_below { &mut node.below } else { &mut node.here };
            list.push(index);
        }
    }

    fn child(&mut self, parent: NodeId, part: &Part, ignore_case: bool, globs: &mut GlobTable) -> NodeId {
        let new = self.nodes.len();
        let Some(node) = self.nodes.get_mut(parent) else { return parent };
        let child = match part {
            Part::Recursive => *node.recursive.get_or_insert(new),
            Part::Segment(segment) if segment.is_any() => *node.any.get_or_insert(new),
            Part::Segment(segment) => {
                let segment = if ignore_case { segment.folded() } else { segment.clone() };
                match segment.literal() {
                    Some(name) => {
                        let next = self.texts.len();
                        let id = self.names.get(&name).copied().unwrap_or(next);
                        if id == next {
                            self.names.insert(&name, id);
                            self.texts.push(name.into());
                        }
                        *node.names.entry(id).or_insert(new)
                    }
                    None => *node.globs.entry(globs.id(segment)).or_insert(new),
                }
            }
        };
        if child == new {
            self.nodes.push(Node { stays: *part == Part::Recursive, ..Node::default() });
        }
        child
    }
}

/// The state of one walk.
struct Walk<'a> {
    tree: &'a Tree,
    active: Vec<NodeId>,
    /// Memory for the next step.
    spare: Vec<NodeId>,
    /// The active nodes after `**`; each is entered once.
    staying: HashSet<NodeId>,
    /// Nodes whose `below` has been reported.
    reported: HashSet<NodeId>,
}

impl<'a> Walk<'a> {
    fn new(tree: &'a Tree) -> Self {
        Self { tree, active: Vec::new(), spare: Vec::new(), staying: HashSet::new(), reported: HashSet::new() }
    }

    /// Makes a node active, and what follows it without a segment; true to stop.
    fn enter(&mut self, id: NodeId, found: &mut dyn FnMut(&[usize]) -> bool) -> bool {
        let mut next = Some(id);
        while let Some(id) = next {
            let Some(node) = self.tree.nodes.get(id) else { return false };
            if node.stays && !self.staying.insert(id) {
                return false;
            }
            self.active.push(id);
            if !node.below.is_empty() && self.reported.insert(id) && found(&node.below) {
                return true;
            }
            next = node.recursive;
        }
        false
    }

    /// Takes one segment; true to stop.
    fn step(&mut self, name: Option<NameId>, globs: &[GlobId], found: &mut dyn FnMut(&[usize]) -> bool) -> bool {
        let nodes = &self.tree.nodes;
        let mut before = std::mem::take(&mut self.spare);
        std::mem::swap(&mut self.active, &mut before);
        self.active.extend(before.iter().filter(|id| nodes.get(**id).is_some_and(|node| node.stays)));
        for node in before.iter().filter_map(|id| nodes.get(*id)) {
            let by_glob = globs.iter().filter(|_| !node.globs.is_empty()).filter_map(|glob| node.globs.get(glob));
            let by_name = name.and_then(|name| node.names.get(&name));
            for child in by_name.into_iter().chain(by_glob).chain(&node.any) {
                if self.enter(*child, found) {
                    return true;
                }
            }
        }
        before.clear();
        self.spare = before;
        false
    }
}

/// Every distinct segment glob of a list.
#[derive(Debug, Default)]
struct GlobTable {
    ids: HashMap<SegmentGlob, GlobId>,
    globs: Vec<SegmentGlob>,
}

impl GlobTable {
    fn id(&mut self, glob: SegmentGlob) -> GlobId {
        let next = self.globs.len();
        let id = *self.ids.entry(glob.clone()).or_insert(next);
        if id == next {
            self.globs.push(glob);
        }
        id
    }

    fn compile(self, ignore_case: bool) -> Globs {
        // A few are as quick one by one.
        let index = (self.globs.len() > FEW_GLOBS).then(|| RunIndex::new(&self.globs));
        Globs { index, globs: self.globs, ignore_case }
    }
}

/// The segment globs of a list, compiled together.
#[derive(Debug, Clone)]
pub(super) struct Globs {
    index: Option<RunIndex>,
    globs: Vec<SegmentGlob>,
    ignore_case: bool,
}

impl Globs {
    pub(super) fn get(&self, id: GlobId) -> Option<&SegmentGlob> {
        self.globs.get(id)
    }

    /// The globs that match a segment.
    fn matching(&self, segment: &str) -> Vec<GlobId> {
        let matches = |id: &GlobId| self.globs.get(*id).is_some_and(|glob| glob.matches(segment, self.ignore_case));
        match &self.index {
            Some(index) => index.candidates(segment).into_iter().filter(matches).collect(),
            None => (0..self.globs.len()).filter(matches).collect(),
        }
    }
}
