//! Which of many segment globs may match a segment, told by the text that each of them requires.

use super::glob::SegmentGlob;
use super::walk::Marks;
use crate::prelude::*;

/// How many characters of a run are looked for. More would hardly tell more globs apart, and so few keep the time of a
/// search linear in the segment, whatever stands in the globs.
const MAX_RUN: usize = 32;

/// Segment globs by their longest run of plain characters: a segment without that run cannot match.
///
/// The runs form a tree by characters, which a search enters at every place of the segment. Its time does not grow with
/// the number of globs but with those that are found.
#[derive(Debug, Clone)]
pub(super) struct RunIndex {
    /// The globs without any plain character.
    anywhere: Vec<usize>,
    /// The first is the root.
    nodes: Vec<Node>,
}

/// What was read from the root to here is a run, or the beginning of one.
#[derive(Debug, Clone, Default)]
struct Node {
    /// Where each character leads, in their order.
    next: Vec<(char, usize)>,
    /// The globs whose run ends here.
    globs: Vec<usize>,
}

impl Node {
    fn step(&self, c: char) -> Result<usize, usize> {
        let at = self.next.binary_search_by_key(&c, |(c, _)| *c)?;
        self.next.get(at).map(|(_, node)| *node).ok_or(at)
    }
}

impl RunIndex {
    /// Indexes `globs`; their places are what a search returns.
    pub(super) fn new(globs: &[SegmentGlob]) -> Self {
        let mut index = Self { anywhere: Vec::new(), nodes: vec![Node::default()] };
        for (glob, segment) in globs.iter().enumerate() {
            index.insert(glob, segment.longest_run().take(MAX_RUN));
        }
        index
    }

    fn insert(&mut self, glob: usize, run: impl Iterator<Item = char>) {
        let mut at = 0;
        for c in run {
            let new = self.nodes.len();
            let Some(node) = self.nodes.get_mut(at) else { return };
            at = node.step(c).unwrap_or_else(|place| {
                node.next.insert(place, (c, new));
                new
            });
            if at == new {
                self.nodes.push(Node::default());
            }
        }
        if at == 0 {
            self.anywhere.push(glob);
        } else if let Some(node) = self.nodes.get_mut(at) {
            node.globs.push(glob);
        }
    }

    /// Every glob that may match `segment`, once, in no order.
    pub(super) fn candidates(&self, segment: &str) -> Vec<usize> {
        let mut found = self.anywhere.clone();
        let mut reported = Marks::default();
        let Some(root) = self.nodes.first() else { return found };
        let mut rest = segment.chars();
        loop {
            let mut node = root;
            for c in rest.clone() {
                let Ok(id) = node.step(c) else { break };
                let Some(child) = self.nodes.get(id) else { break };
                node = child;
                if !node.globs.is_empty() && reported.add(id) {
                    found.extend_from_slice(&node.globs);
                }
            }
            if rest.next().is_none() {
                return found;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(globs: &[&str], segment: &str) -> Vec<usize> {
        let globs: Vec<_> = globs.iter().map(|glob| SegmentGlob::parse(glob).unwrap()).collect();
        let mut found = RunIndex::new(&globs).candidates(segment);
        found.sort_unstable();
        found
    }

    #[test]
    fn a_glob_is_found_where_its_longest_run_stands() {
        let globs = ["*.pem", "?", "id_*", "a*key*b", "é*", ".p*"];
        assert_eq!(candidates(&globs, "x.pem"), [0, 1, 5]);
        assert_eq!(candidates(&globs, "id_key"), [1, 2, 3]);
        assert_eq!(candidates(&globs, "ké"), [1, 4]);
        assert_eq!(candidates(&globs, ""), [1]);
        assert_eq!(candidates(&[], "x"), Vec::<usize>::new());
    }

    #[test]
    fn time_and_memory_are_linear_in_the_segment() {
        let long = format!("{}*", "a".repeat(60_000));
        let globs: Vec<_> = (0..500).map(|_| "*a*").chain([long.as_str()]).collect();
        assert_eq!(candidates(&globs, &"a".repeat(60_000)).len(), 501);
    }
}
