//! A walk through the tree of a list, along one path.

use std::borrow::Cow;

use super::tree::{Edge, Globs, NodeId, ROOT, Tree};
use crate::fold::fold_text;
use crate::table::{Slots, hash_of_pair};

/// Calls back with the patterns of a node; true to stop.
pub(super) type Found<'f> = &'f mut dyn FnMut(&[usize]) -> bool;

/// The state of one walk.
pub(super) struct Walk<'a> {
    tree: &'a Tree,
    active: Few,
    /// The active nodes after `**`, each of which is entered once; while there are few, a look at all that are active
    /// tells whether one is.
    staying: Option<Marks>,
    /// Nodes whose `below` has been reported.
    reported: Option<Marks>,
}

impl<'a> Walk<'a> {
    /// A walk that begins where another one stood with these active nodes.
    pub(super) fn resume(tree: &'a Tree, active: &[NodeId]) -> Self {
        let mut walk = Self { tree, active: Few::default(), staying: None, reported: None };
        active.iter().for_each(|id| walk.active.push(*id));
        walk
    }

    /// A walk that begins at the root, or nothing where that is the end of it.
    pub(super) fn begin(tree: &'a Tree, found: Found<'_>) -> Option<Self> {
        let mut walk = Self::resume(tree, &[]);
        if walk.enter(ROOT, found) { None } else { Some(walk) }
    }

    /// The nodes that are active.
    pub(super) fn active(&self) -> impl Iterator<Item = NodeId> {
        self.active.iter()
    }

    /// Makes a node active, and what follows it without a segment; true to stop.
    fn enter(&mut self, id: NodeId, found: Found<'_>) -> bool {
        let mut next = Some(id);
        while let Some(id) = next {
            let Some(node) = self.tree.node(id) else { return false };
            if node.stays && self.is_staying(id) {
                return false;
            }
            self.active.push(id);
            if !node.below.is_empty() && !self.reported.as_ref().is_some_and(|reported| reported.contains(id)) {
                if found(&node.below) {
                    return true;
                }
                self.reported.get_or_insert_default().add(id);
            }
            next = node.recursive;
        }
        false
    }

    /// Whether a node after `**` is active already; it will be.
    fn is_staying(&mut self, id: NodeId) -> bool {
        if self.staying.is_none() && self.active.len < MANY {
            return self.active.iter().any(|active| active == id);
        }
        let (tree, active) = (self.tree, &self.active);
        let marks = self.staying.get_or_insert_with(|| {
            let stays = |id: &NodeId| tree.node(*id).is_some_and(|node| node.stays);
            Marks::of(active.iter().filter(stays))
        });
        !marks.add(id)
    }

    /// Takes the segments one after the other; true to stop.
    pub(super) fn take<'s>(
        &mut self,
        segments: impl Iterator<Item = &'s str>,
        ignore_case: bool,
        globs: &Globs,
        found: Found<'_>,
    ) -> bool {
        for segment in segments {
            if self.active.is_empty() {
                return false;
            }
            let segment = if ignore_case { fold_text(segment) } else { Cow::Borrowed(segment) };
            if self.step(&segment, globs, found) {
                return true;
            }
        }
        false
    }

    /// Takes one segment; true to stop.
    fn step(&mut self, segment: &str, globs: &Globs, found: Found<'_>) -> bool {
        let tree = self.tree;
        // Each is asked for by the first node that has any.
        let (mut name, mut matching) = (None, None);
        let before = std::mem::take(&mut self.active);
        before.iter().filter(|id| tree.node(*id).is_some_and(|node| node.stays)).for_each(|id| self.active.push(id));
        for id in before.iter() {
            let Some(node) = tree.node(id) else { continue };
            if node.has_names
                && let Some(name) = *name.get_or_insert_with(|| tree.name(segment))
                && let Some(child) = tree.child(id, Edge::Name(name))
                && self.enter(child, found)
            {
                return true;
            }
            if node.has_globs {
                for glob in matching.get_or_insert_with(|| globs.matching(segment)) {
                    if let Some(child) = tree.child(id, Edge::Glob(*glob))
                        && self.enter(child, found)
                    {
                        return true;
                    }
                }
            }
            if let Some(child) = node.any
                && self.enter(child, found)
            {
                return true;
            }
        }
        false
    }

    /// Says what ends where the walk stands.
    pub(super) fn end(&self, found: Found<'_>) {
        for node in self.active.iter().filter_map(|id| self.tree.node(id)) {
            if !node.here.is_empty() && found(&node.here) {
                return;
            }
        }
    }
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
    fn push(&mut self, id: NodeId) {
        match self.first.get_mut(self.len) {
            Some(place) => *place = id,
            None => self.more.push(id),
        }
        self.len = self.len.saturating_add(1);
    }

    fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn iter(&self) -> impl Iterator<Item = NodeId> {
        self.first.iter().take(self.len).chain(&self.more).copied()
    }
}

/// A set of nodes.
#[derive(Default)]
pub(super) struct Marks {
    nodes: Vec<NodeId>,
    places: Slots,
}

impl Marks {
    fn of(nodes: impl Iterator<Item = NodeId>) -> Self {
        let mut marks = Self::default();
        nodes.for_each(|id| _ = marks.add(id));
        marks
    }

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

    proptest! {
        #[test]
        fn a_set_of_nodes_is_a_set(ids in prop::collection::vec(0_usize..20, 0..40)) {
            let (mut seen, mut judge) = (Marks::default(), HashSet::new());
            let mut list = Few::default();
            for id in &ids {
                prop_assert_eq!(seen.add(*id), judge.insert(*id));
                list.push(*id);
            }
            prop_assert_eq!(list.is_empty(), ids.is_empty());
            prop_assert_eq!(list.iter().collect::<Vec<_>>(), ids);
        }
    }
}
