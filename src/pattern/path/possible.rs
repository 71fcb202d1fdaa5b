//! Path patterns held against a path of which a part is not known.

use super::glob::{SegmentGlob, Token, token_matches};
use super::partial::{Name, PartialPath, Step};
use super::set::{PathSet, Purpose};
use super::tree::{Edge, Node, NodeId, ROOT};
use crate::list::AddAll;
use crate::prelude::*;
use crate::table::{Slots, hash_of_pair};

impl PathSet {
    /// The indices of the patterns that match what the path may be, ascending: as a denial those that some file it may
    /// be matches, as a permission those that match every file it may be.
    pub fn matches_partly(&self, path: &PartialPath) -> impl Iterator<Item = usize> + use<> {
        let mut found = Vec::new();
        let mut all = 0..0;
        match self.purpose {
            // Every pattern matches something.
            Purpose::Denial if path.roams() => all.end = self.len,
            Purpose::Denial | Purpose::BuiltIn => {
                for steps in path.readings() {
                    self.possible(steps, &mut found);
                }
            }
            Purpose::Permission => match path.readings() {
                [steps] if !path.roams() => self.certain(steps, &mut found),
                // Only what matches everything matches what may be anything.
                _ => found.extend(self.node(ROOT).into_iter().flat_map(|root| &root.below)),
            },
        }
        crate::order::sort(&mut found);
        found.dedup();
        found.into_iter().chain(all)
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.tree.node(id)
    }

    /// The patterns that some path with these steps matches.
    fn possible(&self, steps: &[Step], found: &mut Vec<usize>) {
        let mut reached = Reached::default();
        self.reach(ROOT, false, &mut reached, found);
        for step in steps {
            reached = match step {
                Step::Name(name) => self.after_name(&reached, name, found),
                Step::Folders => self.after_folders(&reached, found),
                Step::Torn { whole, first, last } => {
                    let mut after = self.after_name(&reached, whole, found);
                    let folder = self.after_folders(&self.after_name(&reached, first, found), found);
                    for (node, met) in &self.after_name(&folder, last, found).all {
                        let before = after.get(*node).unwrap_or(false);
                        after.set(*node, before || *met);
                    }
                    after
                }
            };
        }
        for (id, met) in &reached.all {
            self.report(self.node(*id).map(|node| &node.here), *met, found);
        }
    }

    /// Adds a node, and what follows it without a name.
    fn reach(&self, id: NodeId, met: bool, reached: &mut Reached, found: &mut Vec<usize>) {
        let mut next = Some(id);
        while let Some(id) = next {
            if reached.get(id).is_some_and(|known| known || !met) {
                return;
            }
            reached.set(id, met);
            let Some(node) = self.node(id) else { return };
            self.report(Some(&node.below), met, found);
            next = node.recursive;
        }
    }

    /// What the built-in list names is found only where the path says a name of it: "src/$f" could be "src/.env", but
    /// then so could every other path.
    fn report(&self, patterns: Option<&Vec<usize>>, met: bool, found: &mut Vec<usize>) {
        if met || self.purpose != Purpose::BuiltIn {
            found.extend(patterns.into_iter().flatten());
        }
    }

    fn after_name(&self, before: &Reached, name: &Name, found: &mut Vec<usize>) -> Reached {
        let folded =
            Name { glob: if self.ignore_case { name.glob.folded() } else { name.glob.clone() }, ..name.clone() };
        let says = name.said && name.glob.is_spelled();
        let mut after = Reached::default();
        for (id, met) in &before.all {
            let Some(node) = self.node(*id) else { continue };
            if node.stays {
                self.reach(*id, *met, &mut after, found);
            }
            if let Some(child) = node.any {
                self.reach(child, *met, &mut after, found);
            }
            for (edge, child) in self.tree.children(node) {
                match edge {
                    Edge::Name(text) => {
                        if self.tree.text(text).is_some_and(|text| folded.may_be(text, self.ignore_case)) {
                            self.reach(child, *met || says, &mut after, found);
                        }
                    }
                    Edge::Glob(glob) => {
                        let meeting = self.globs.get(glob).and_then(|glob| meeting(&folded, glob, self.ignore_case));
                        if let Some(meets) = meeting {
                            self.reach(child, *met || says && meets, &mut after, found);
                        }
                    }
                }
            }
        }
        after
    }

    /// Any number of names further.
    fn after_folders(&self, before: &Reached, found: &mut Vec<usize>) -> Reached {
        let mut after = Reached::default();
        let mut waiting: Vec<(NodeId, bool)> = before.all.clone();
        while let Some((id, met)) = waiting.pop() {
            if after.get(id).is_some_and(|known| known || !met) {
                continue;
            }
            self.reach(id, met, &mut after, found);
            let Some(node) = self.node(id) else { continue };
            let named = self.tree.children(node).map(|(_, child)| child);
            waiting.add_all(named.chain(node.any).chain(node.recursive).map(|child| (child, met)));
        }
        after
    }

    /// The patterns that every path with these steps matches, as far as each name by itself shows it.
    fn certain(&self, steps: &[Step], found: &mut Vec<usize>) {
        let mut reached = Reached::default();
        self.reach(ROOT, false, &mut reached, found);
        for step in steps {
            let Step::Name(name) = step else { return };
            let glob = if self.ignore_case { name.glob.folded() } else { name.glob.clone() };
            let literal = glob.literal();
            let mut after = Reached::default();
            for (id, _) in &reached.all {
                let Some(node) = self.node(*id) else { continue };
                let matches = |edge| match edge {
                    Edge::Name(text) => literal.is_some() && self.tree.text(text) == literal.as_deref(),
                    Edge::Glob(pattern) => self.globs.get(pattern).is_some_and(|pattern| match &literal {
                        Some(text) => pattern.matches(text, self.ignore_case),
                        None => pattern.covers(&glob),
                    }),
                };
                let children = self.tree.children(node).filter(|(edge, _)| matches(*edge)).map(|(_, child)| child);
                for child in children.chain(node.any).chain(node.stays.then_some(*id)) {
                    self.reach(child, false, &mut after, found);
                }
            }
            reached = after;
        }
        found.extend(reached.all.iter().filter_map(|(id, _)| self.node(*id)).flat_map(|node| &node.here));
    }
}

/// Nodes of the tree, each with whether the path has said a name that a pattern spells on the way.
#[derive(Default)]
struct Reached {
    all: Vec<(NodeId, bool)>,
    /// Where each of them stands.
    places: Slots,
}

impl Reached {
    fn place(&self, id: NodeId) -> Option<usize> {
        self.places.find(hash_of_pair(id, 0), |place| self.all.get(place).is_some_and(|(other, _)| *other == id))
    }

    fn get(&self, id: NodeId) -> Option<bool> {
        self.all.get(self.place(id)?).map(|(_, met)| *met)
    }

    fn set(&mut self, id: NodeId, met: bool) {
        match self.place(id).and_then(|place| self.all.get_mut(place)) {
            Some(known) => known.1 = met,
            None => {
                self.places.add(hash_of_pair(id, 0), self.all.len());
                self.all.push((id, met));
            }
        }
    }
}

/// Whether some name is matched by both, and then whether a character that one spells meets one that the other does.
fn meeting(name: &Name, pattern: &SegmentGlob, ignore_case: bool) -> Option<bool> {
    if name.no_dot && matches!(pattern.tokens().first(), Some(Token::Char('.'))) {
        return None;
    }
    // By the tokens of the pattern that are done: whether that is possible, and whether they met.
    let tokens = pattern.tokens();
    let mut row: Vec<Option<bool>> = vec![None; tokens.len().saturating_add(1)];
    if let Some(start) = row.first_mut() {
        *start = Some(false);
    }
    let runs = |row: &mut Vec<Option<bool>>| {
        for (at, token) in tokens.iter().enumerate() {
            if *token == Token::AnyRun {
                let before = row.get(at).copied().flatten();
                join(row.get_mut(at.saturating_add(1)), before);
            }
        }
    };
    runs(&mut row);
    for own in name.glob.tokens() {
        let mut next = vec![None; row.len()];
        for (at, token) in tokens.iter().map(Some).chain([None]).enumerate() {
            let Some(met) = row.get(at).copied().flatten() else { continue };
            match (own, token) {
                // A run of the name takes any part of the pattern: each token in turn.
                (Token::AnyRun, _) => {
                    for cell in next.iter_mut().skip(at) {
                        join(Some(cell), Some(met));
                    }
                }
                (_, Some(Token::AnyRun)) => join(next.get_mut(at), Some(met)),
                (Token::Char(c), Some(token)) if token_matches(token, *c, ignore_case) => {
                    let spelled = *token != Token::AnyChar;
                    join(next.get_mut(at.saturating_add(1)), Some(met || spelled));
                }
                _ => {}
            }
        }
        runs(&mut next);
        row = next;
    }
    row.last().copied().flatten()
}

fn join(cell: Option<&mut Option<bool>>, way: Option<bool>) {
    if let (Some(cell), Some(met)) = (cell, way) {
        *cell = Some(met || *cell == Some(true));
    }
}
