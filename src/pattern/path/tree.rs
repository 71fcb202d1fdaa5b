//! The patterns of a list as one tree by segments.

use super::glob::SegmentGlob;
use super::pattern::{Bound, Part};
use super::runs::RunIndex;
use super::target::TargetPath;
use crate::fold::fold_text;
use crate::list::List;
use crate::pattern::Reading;
use crate::prelude::*;
use crate::table::{Slots, Texts, hash_of, hash_of_pair};

/// So many globs are tried one by one: an index costs more before it looks at the first.
const FEW_GLOBS: usize = 8;

pub(super) type NodeId = usize;
pub(super) type NameId = usize;
pub(super) type GlobId = usize;
pub(super) const ROOT: NodeId = 0;

/// All segments a pattern shares with others, once.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// Every literal name: a segment is looked up once, whatever number of nodes ask for it.
    names: Texts,
    /// Every node that a name or a glob leads to, by that and the node before it.
    children: Slots,
    ignore_case: bool,
}

/// What leads from one node to another, besides `*` and `**`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Name(NameId),
    Glob(GlobId),
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    parent: NodeId,
    edge: Option<Edge>,
    /// The last node that an edge from here leads to, and the one before this that an edge from its parent leads to.
    last_child: Option<NodeId>,
    sibling: Option<NodeId>,
    pub(super) has_names: bool,
    pub(super) has_globs: bool,
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

impl Node {
    const fn new(parent: NodeId, edge: Option<Edge>, stays: bool) -> Self {
        Self {
            parent,
            edge,
            last_child: None,
            sibling: None,
            has_names: false,
            has_globs: false,
            any: None,
            recursive: None,
            here: Vec::new(),
            below: Vec::new(),
            stays,
        }
    }
}

impl Tree {
    pub(super) fn new(ignore_case: bool) -> Self {
        let root = Node::new(ROOT, None, false);
        Self { nodes: vec![root], names: Texts::default(), children: Slots::default(), ignore_case }
    }

    pub(super) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// Whether a node, once active, stays so.
    pub(super) fn stays(&self, id: NodeId) -> bool {
        self.node(id).is_some_and(|node| node.stays)
    }

    /// The text of a literal name.
    pub(super) fn text(&self, name: NameId) -> Option<&str> {
        self.names.text(name)
    }

    /// The literal name that is this text.
    pub(super) fn name(&self, text: &str) -> Option<NameId> {
        self.names.number(text)
    }

    /// The node that an edge leads to.
    pub(super) fn child(&self, parent: NodeId, edge: Edge) -> Option<NodeId> {
        let is = |id| self.node(id).is_some_and(|node| node.parent == parent && node.edge == Some(edge));
        self.children.find(hash_of_edge(parent, edge), is)
    }

    /// Every node that an edge leads to from one.
    pub(super) fn children(&self, node: &Node) -> impl Iterator<Item = (Edge, NodeId)> {
        core::iter::successors(node.last_child, |id| self.node(*id)?.sibling)
            .filter_map(|id| Some((self.node(id)?.edge?, id)))
    }

    pub(super) fn insert(&mut self, index: usize, bound: &Bound<'_>, reading: Reading, globs: &mut GlobTable) {
        // `dir/**` covers `dir` itself and all below; in denials so does everything that names a folder.
        let (parts, all_below) = match bound.parts.split_last() {
            Some((Part::Recursive, parts)) => (parts, true),
            _ => (&*bound.parts, reading == Reading::Denial),
        };
        let mut at = bound.folder.map_or(ROOT, |(folder, ups)| self.folder(folder, ups));
        for part in parts {
            at = self.add(at, part, globs);
        }
        if let Some(node) = self.nodes.get_mut(at) {
            let list = if all_below { &mut node.below } else { &mut node.here };
            list.push(index);
        }
    }

    /// The node of the folder that is so many `ups` above one.
    fn folder(&mut self, folder: &TargetPath, ups: usize) -> NodeId {
        folder.above(ups).fold(ROOT, |at, name| self.add_name(at, name))
    }

    fn add(&mut self, parent: NodeId, part: &Part, globs: &mut GlobTable) -> NodeId {
        let Part::Segment(segment) = part else { return self.add_open(parent, true) };
        if segment.is_any() {
            return self.add_open(parent, false);
        }
        match segment.literal() {
            Some(name) => self.add_name(parent, &name),
            None if self.ignore_case => self.add_edge(parent, Edge::Glob(globs.add(segment.folded()))),
            None => self.add_edge(parent, Edge::Glob(globs.add(segment.clone()))),
        }
    }

    /// The node after `**`, which stays active, or the one after `*`.
    fn add_open(&mut self, parent: NodeId, stays: bool) -> NodeId {
        let new = self.nodes.len();
        let Some(node) = self.nodes.get_mut(parent) else { return parent };
        let child = *if stays { &mut node.recursive } else { &mut node.any }.get_or_insert(new);
        if child == new {
            self.nodes.push(Node::new(parent, None, stays));
        }
        child
    }

    fn add_name(&mut self, parent: NodeId, name: &str) -> NodeId {
        let name = if self.ignore_case { self.names.add(&fold_text(name)) } else { self.names.add(name) };
        self.add_edge(parent, Edge::Name(name))
    }

    fn add_edge(&mut self, parent: NodeId, edge: Edge) -> NodeId {
        if let Some(known) = self.child(parent, edge) {
            return known;
        }
        let id = self.nodes.len();
        let mut child = Node::new(parent, Some(edge), false);
        if let Some(node) = self.nodes.get_mut(parent) {
            child.sibling = node.last_child.replace(id);
            match edge {
                Edge::Name(_) => node.has_names = true,
                Edge::Glob(_) => node.has_globs = true,
            }
        }
        self.nodes.push(child);
        self.children.add(hash_of_edge(parent, edge), id);
        id
    }
}

const fn hash_of_edge(parent: NodeId, edge: Edge) -> u32 {
    match edge {
        Edge::Name(name) => hash_of_pair(parent, name),
        Edge::Glob(glob) => hash_of_pair(parent, !glob),
    }
}

/// Every distinct segment glob of a list.
#[derive(Debug, Default)]
pub(super) struct GlobTable {
    ids: Slots,
    globs: Vec<SegmentGlob>,
}

impl GlobTable {
    fn add(&mut self, glob: SegmentGlob) -> GlobId {
        let hash = hash_of(&glob);
        if let Some(known) = self.ids.find(hash, |id| self.globs.get(id) == Some(&glob)) {
            return known;
        }
        let id = self.globs.len();
        self.globs.push(glob);
        self.ids.add(hash, id);
        id
    }

    pub(super) fn len(&self) -> usize {
        self.globs.len()
    }

    pub(super) fn compile(self, ignore_case: bool) -> Globs {
        let index = (self.globs.len() > FEW_GLOBS).then(|| RunIndex::new(&self.globs));
        let ends = self.globs.iter().map(SegmentGlob::ends).list();
        Globs { index, globs: self.globs, ends, ignore_case }
    }
}

/// The first and the last byte that a glob requires.
type Ends = (Option<u8>, Option<u8>);

/// The segment globs of a list, compiled together.
#[derive(Debug, Clone)]
pub(super) struct Globs {
    index: Option<RunIndex>,
    globs: Vec<SegmentGlob>,
    ends: Vec<Ends>,
    ignore_case: bool,
}

impl Globs {
    pub(super) fn get(&self, id: GlobId) -> Option<&SegmentGlob> {
        self.globs.get(id)
    }

    /// Whether the ends of a segment are those of any glob. Most segments begin or end in another way.
    pub(super) fn may_match(&self, segment: &str) -> bool {
        self.ends.iter().any(|ends| have(segment, ends))
    }

    /// The globs that match a segment.
    pub(super) fn matching(&self, segment: &str) -> Vec<GlobId> {
        let matches = |id: &GlobId| {
            self.ends.get(*id).is_some_and(|ends| have(segment, ends))
                && self.globs.get(*id).is_some_and(|glob| glob.matches(segment, self.ignore_case))
        };
        match &self.index {
            Some(index) => index.candidates(segment).into_iter().filter(matches).list(),
            None => (0..self.globs.len()).filter(matches).list(),
        }
    }
}

/// Whether a segment begins and ends as a glob requires.
#[inline]
fn have(segment: &str, (first, last): &Ends) -> bool {
    let is = |required: Option<u8>, byte: Option<&u8>| required.is_none() || required.as_ref() == byte;
    let bytes = segment.as_bytes();
    is(*first, bytes.first()) && is(*last, bytes.last())
}
