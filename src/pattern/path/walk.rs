//! A walk through the tree of a list, along one path.

use alloc::borrow::Cow;

use super::segments::Segments;
use super::target::TargetPath;
use super::tree::{Edge, GlobId, Globs, NameId, Node, NodeId, ROOT, Tree};
use crate::fold::fold_text;
use crate::prelude::*;
use crate::table::{Slots, hash_of_pair};

/// Calls back with the patterns of a node; true to stop.
pub(super) type Found<'f> = &'f mut dyn FnMut(&[usize]) -> bool;

/// The state of one walk.
pub(super) struct Walk<'a> {
    tree: &'a Tree,
    active: Few,
    /// What the active nodes have, any of them.
    ahead: Ahead,
    /// What few walks have to remember.
    met: Option<Box<Met>>,
}

/// Nodes that are looked up, because there are many or because they may come again.
#[derive(Default)]
struct Met {
    /// The active nodes after `**`, each of which is entered once; while there are few, a look at all that are active
    /// tells whether one is.
    staying: Option<Marks>,
    /// Nodes whose `below` has been reported.
    reported: Marks,
}

/// What stands ahead of some nodes.
#[derive(Default)]
struct Ahead {
    names: bool,
    globs: bool,
    any: bool,
    /// The end of a node that does not stay.
    end: bool,
}

impl<'a> Walk<'a> {
    /// A walk that begins where another one stood with these active nodes.
    pub(super) fn resume(tree: &'a Tree, active: &[NodeId]) -> Self {
        let mut walk = Self { tree, active: Few::default(), ahead: Ahead::default(), met: None };
        for id in active {
            if let Some(node) = tree.node(*id) {
                walk.add(*id, node);
            }
        }
        walk
    }

    /// A walk that begins at the root, or nothing where that is the end of it.
    pub(super) fn begin(tree: &'a Tree, found: Found<'_>) -> Option<Self> {
        let mut walk = Self::resume(tree, &[]);
        if walk.enter(ROOT, found) { None } else { Some(walk) }
    }

    /// The nodes that are active.
    pub(super) fn active(&self) -> Vec<NodeId> {
        let mut active = Vec::new();
        self.active.each(|id| active.push(id));
        active
    }

    fn add(&mut self, id: NodeId, node: &Node) {
        self.active.push(id);
        self.ahead.names |= node.has_names;
        self.ahead.globs |= node.has_globs;
        self.ahead.any |= node.any.is_some();
        self.ahead.end |= !node.stays;
    }

    /// Makes a node active, and what follows it without a segment; true to stop.
    fn enter(&mut self, id: NodeId, found: Found<'_>) -> bool {
        let mut next = Some(id);
        while let Some(id) = next {
            let Some(node) = self.tree.node(id) else { return false };
            if node.stays && self.is_staying(id) {
                return false;
            }
            self.add(id, node);
            if !node.below.is_empty() && !self.met.as_ref().is_some_and(|met| met.reported.contains(id)) {
                if found(&node.below) {
                    return true;
                }
                self.met.get_or_insert_default().reported.add(id);
            }
            next = node.recursive;
        }
        false
    }

    /// Whether a node after `**` is active already; it will be.
    fn is_staying(&mut self, id: NodeId) -> bool {
        let (tree, active) = (self.tree, &self.active);
        if active.len < MANY && self.met.as_ref().is_none_or(|met| met.staying.is_none()) {
            return active.any(|active| active == id);
        }
        let marks = self.met.get_or_insert_default().staying.get_or_insert_with(|| {
            let mut marks = Marks::default();
            active.each(|id| {
                if tree.stays(id) {
                    marks.add(id);
                }
            });
            marks
        });
        !marks.add(id)
    }

    /// Takes all names of a path; true to stop.
    pub(super) fn take_all(&mut self, path: &TargetPath, ignore_case: bool, globs: &Globs, found: Found<'_>) -> bool {
        let root = path.root();
        // Where there is more than one, the root is the first name.
        !root.is_empty() && self.step(&folded(root, ignore_case), globs, found)
            || self.take(path.below_root(), ignore_case, globs, found)
    }

    /// Takes the names between the `/` of a text one after the other; true to stop.
    pub(super) fn take(&mut self, names: &str, ignore_case: bool, globs: &Globs, found: Found<'_>) -> bool {
        let folded = folded(names, ignore_case);
        let names = if let Cow::Owned(folded) = &folded { folded } else { names };
        for name in Segments::of(names) {
            if self.active.len == 0 {
                return false;
            }
            if self.step(name, globs, found) {
                return true;
            }
        }
        false
    }

    /// Takes one segment; true to stop.
    fn step(&mut self, segment: &str, globs: &Globs, found: Found<'_>) -> bool {
        let name = if self.ahead.names { self.tree.name(segment) } else { None };
        let may_match = self.ahead.globs && globs.may_match(segment);
        if name.is_none() && !may_match && !self.ahead.any {
            // Most steps lead nowhere.
            if self.ahead.end {
                self.leave();
            }
            return false;
        }
        let matching = if may_match { globs.matching(segment) } else { Vec::new() };
        self.follow(name, &matching, found)
    }

    /// Leaves all nodes but those that stay, and says which there were.
    fn leave(&mut self) -> Few {
        let tree = self.tree;
        let before = core::mem::take(&mut self.active);
        self.ahead = Ahead::default();
        before.each(|id| {
            if let Some(node) = tree.node(id).filter(|node| node.stays) {
                self.add(id, node);
            }
        });
        before
    }

    /// Goes where a segment leads that is this name and matches these globs; true to stop.
    fn follow(&mut self, name: Option<NameId>, matching: &[GlobId], found: Found<'_>) -> bool {
        let tree = self.tree;
        self.leave().any(|id| {
            let Some(node) = tree.node(id) else { return false };
            if let Some(name) = name.filter(|_| node.has_names)
                && let Some(child) = tree.child(id, Edge::Name(name))
                && self.enter(child, found)
            {
                return true;
            }
            if node.has_globs {
                for glob in matching {
                    if let Some(child) = tree.child(id, Edge::Glob(*glob))
                        && self.enter(child, found)
                    {
                        return true;
                    }
                }
            }
            node.any.is_some_and(|child| self.enter(child, found))
        })
    }

    /// Says what ends where the walk stands.
    pub(super) fn end(&self, found: Found<'_>) {
        self.active.any(|id| self.tree.node(id).is_some_and(|node| !node.here.is_empty() && found(&node.here)));
    }
}

/// A text as a tree has its names. Nothing becomes a `/` by that, or ceases to be one.
fn folded(text: &str, ignore_case: bool) -> Cow<'_, str> {
    if ignore_case { fold_text(text) } else { Cow::Borrowed(text) }
}

/// With fewer active nodes it is quicker to look at each.
const MANY: usize = 32;

/// So many nodes are kept without memory of the heap, whose price is that of several segments.
const FEW: usize = 4;

/// A list of nodes, mostly a short one.
#[derive(Default)]
struct Few {
    first: [NodeId; FEW],
    len: usize,
    more: Vec<NodeId>,
}

impl Few {
    #[inline]
    fn push(&mut self, id: NodeId) {
        match self.first.get_mut(self.len) {
            Some(place) => *place = id,
            None => self.more.push(id),
        }
        self.len = self.len.wrapping_add(1);
    }

    /// Whether any node is what is looked for; none is looked at behind it.
    #[inline]
    fn any(&self, mut is: impl FnMut(NodeId) -> bool) -> bool {
        for (place, id) in self.first.iter().enumerate() {
            if place >= self.len {
                return false;
            }
            if is(*id) {
                return true;
            }
        }
        self.more.iter().any(|id| is(*id))
    }

    #[inline]
    fn each(&self, mut take: impl FnMut(NodeId)) {
        self.any(|id| {
            take(id);
            false
        });
    }
}

/// A set of nodes.
#[derive(Default)]
pub(super) struct Marks {
    nodes: Vec<NodeId>,
    places: Slots,
}

impl Marks {
    fn contains(&self, id: NodeId) -> bool {
        self.places.find(hash_of_pair(id, 0), |place| self.nodes.get(place) == Some(&id)).is_some()
    }

    /// Adds a node; whether it is new.
    pub(super) fn add(&mut self, id: NodeId) -> bool {
        if self.contains(id) {
            return false;
        }
        self.places.add(hash_of_pair(id, 0), self.nodes.len());
        self.nodes.push(id);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_separates_names_is_folded_to_itself_and_nothing_else_to_it() {
        for c in '\0'..=char::MAX {
            assert_eq!(crate::fold::fold(c) == '/', c == '/', "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn a_set_of_nodes_is_a_set(ids in prop::collection::vec(0_usize..20, 0..40)) {
            let (mut seen, mut judge) = (Marks::default(), HashSet::new());
            let mut list = Few::default();
            for id in &ids {
                prop_assert_eq!(seen.add(*id), judge.insert(*id));
                list.push(*id);
            }
            let mut listed = Vec::new();
            list.each(|id| listed.push(id));
            prop_assert_eq!(&listed, &ids);
            for id in 0..20 {
                prop_assert_eq!(list.any(|listed| listed == id), ids.contains(&id));
            }
        }
    }
}
