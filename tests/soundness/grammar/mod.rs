//! Command lines at random: a grammar of everything a plan has to see through.
//!
//! Most lines are made of what an analysis can understand (plain variables, pipes, loops over literals): a line that
//! is opaque tests nothing. The rest has everything that bash can do to a text, and some are broken afterwards.

mod builtins;
mod commands;
mod mutate;
mod tools;
mod words;
mod wrappers;

use super::random::Random;

/// The line of this number.
pub(crate) fn line(seed: u64, number: u64) -> String {
    let mut random = Random::new(seed, number);
    let manner = match random.weighted(&[60, 28, 12]) {
        0 => Manner::Tame,
        1 => Manner::Mixed,
        _ => Manner::Wild,
    };
    let broken = random.percent(if manner == Manner::Tame { 3 } else { 15 });
    let budget = 2 + random.below(6);
    let mut grammar = Grammar { random, manner, budget, depth: 0, pending: vec![], set: vec![] };
    let mut line = grammar.script();
    if broken {
        mutate::mutate(&mut grammar.random, &mut line);
    }
    line
}

/// How far a line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// What developers write.
    Tame,
    /// With some of what attackers write.
    Mixed,
    Wild,
}

struct Grammar {
    random: Random,
    manner: Manner,
    /// How many commands may still be made.
    budget: usize,
    depth: usize,
    /// Bodies of here-documents, for the next end of a line.
    pending: Vec<String>,
    /// Variables that the line has given a value: the likely ones to be used.
    set: Vec<&'static str>,
}

impl Grammar {
    /// Whether to use something that an analysis may well refuse.
    fn wild(&mut self, percent: usize) -> bool {
        match self.manner {
            Manner::Tame => false,
            Manner::Mixed => self.random.percent(percent),
            Manner::Wild => self.random.percent(percent * 3),
        }
    }

    fn percent(&mut self, percent: usize) -> bool {
        self.random.percent(percent)
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        self.random.pick(from)
    }

    /// Something that nests, or its leaf where it is deep enough.
    fn nested(&mut self, inner: impl FnOnce(&mut Self) -> String) -> String {
        if self.depth >= 4 {
            return "rm deep".to_owned();
        }
        self.depth += 1;
        let text = inner(self);
        self.depth -= 1;
        text
    }

    /// A command line of its own, for a place in which bodies of here-documents must stay.
    fn inner_list(&mut self) -> String {
        self.nested(|grammar| {
            let outer = std::mem::take(&mut grammar.pending);
            let mut text = grammar.list();
            grammar.end_line(&mut text);
            grammar.pending = outer;
            text
        })
    }

    /// Ends the line where bodies of here-documents wait for that.
    fn end_line(&mut self, text: &mut String) {
        if !self.pending.is_empty() {
            text.push('\n');
            for body in self.pending.drain(..) {
                text.push_str(&body);
            }
        }
    }
}
