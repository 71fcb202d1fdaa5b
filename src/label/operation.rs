//! What an operation does, as labels.

use std::collections::BTreeMap;

use super::name::{covers, extends};
use crate::policy::{Names, Rule};

/// The labels of an operation, by what they say: each is judged by itself.
///
/// labels.md, "Flow rules": the labels of one program (`op:cmd`, `op:cmd:git`, `op:cmd:git:status`) are one chain, which is
/// judged by its most specific member; every other label is a chain of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OperationLabels {
    chains: Vec<Chain>,
    /// Whether it may do anything besides: a part of it cannot be seen through.
    anything: bool,
}

/// One thing that an operation does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Chain {
    /// The most specific label.
    pub(super) label: String,
    /// Whether it may be anything below that label: a subcommand that is not known.
    pub(super) open: bool,
}

impl Chain {
    /// Whether a denial of `rule` is about this.
    pub(super) fn is_denied_by(&self, rule: &str) -> bool {
        covers(rule, &self.label) || self.open && (self.label.is_empty() || extends(&self.label, rule))
    }

    /// Whether a permission of `rule` holds all that this may be.
    pub(super) fn is_held_by(&self, rule: &str) -> bool {
        covers(rule, &self.label)
    }
}

impl OperationLabels {
    /// Labels as a host gives them. Of labels of commands that are beginnings of others, those others are meant.
    ///
    /// ```
    /// use mlld_policy::label::OperationLabels;
    /// let labels = OperationLabels::new(["op:cmd", "op:cmd:git", "op:cmd:git:status", "tool:w"]);
    /// assert_eq!(labels.most_specific().collect::<Vec<_>>(), ["op:cmd:git:status", "tool:w"]);
    /// ```
    pub fn new<L: Into<String>>(labels: impl IntoIterator<Item = L>) -> Self {
        let mut all = Self::default();
        all.add_said(labels.into_iter().map(Into::into).collect());
        all
    }

    /// Adds labels as a host gives them, but for those of commands that are beginnings of others: there those others are
    /// meant. What is known of programs ([`Self::add`]) is no beginning of anything: `git; git status` runs both.
    pub(super) fn add_said(&mut self, said: Vec<String>) {
        let is_beginning = |all: &Self, label: &str| {
            let known = all.chains.iter().map(|chain| &chain.label).chain(&said);
            covers("op:cmd", label) && known.into_iter().any(|other| extends(label, other))
        };
        for label in said.iter().filter(|label| !label.is_empty()) {
            if !is_beginning(self, label) {
                self.add(label, false);
            }
        }
    }

    /// Adds what another operation does.
    pub(super) fn join(&mut self, other: Self) {
        self.anything |= other.anything;
        other.chains.into_iter().for_each(|chain| self.add(chain.label, chain.open));
    }

    /// Whether it does, or may do, what a label of a rule means.
    pub(crate) fn does(&self, rule: &str) -> bool {
        self.chains().any(|chain| chain.is_denied_by(rule))
    }

    /// Says that it may do anything.
    pub(super) fn add_anything(&mut self) {
        self.anything = true;
    }

    /// Every label, those of which there are more specific ones included; `*` for what may be anything.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let mut add = |label: &str| {
            if !all.iter().any(|known| known == label) {
                all.push(label.to_owned());
            }
        };
        for chain in &self.chains {
            let ends = chain.label.match_indices(':').map(|(at, _)| at).skip(1);
            if covers("op:cmd", &chain.label) {
                ends.filter_map(|end| chain.label.get(..end)).for_each(&mut add);
            }
            add(&chain.label);
        }
        if self.anything {
            add("*");
        }
        all
    }

    /// Adds a label of which nothing is below, or of which anything may be.
    pub(crate) fn add(&mut self, label: impl Into<String>, open: bool) {
        let chain = Chain { label: label.into(), open };
        if !self.chains.contains(&chain) {
            self.chains.push(chain);
        }
    }

    /// The most specific label of each chain.
    pub fn most_specific(&self) -> impl Iterator<Item = &str> {
        self.chains.iter().map(|chain| chain.label.as_str())
    }

    /// What it does, and what it may do.
    pub(super) fn chains(&self) -> impl Iterator<Item = Chain> {
        // No rule but `*` holds what may be anything, and every rule is about it.
        let anything = self.anything.then(|| Chain { label: String::new(), open: true });
        self.chains.iter().cloned().chain(anything)
    }

    /// With every risk that `operations` of a policy adds: an operation that has any of the labels listed for a risk has
    /// that risk, until nothing changes.
    pub(crate) fn with_risks(&self, operations: &Names<Vec<Rule<String>>>) -> Self {
        let mut all = self.clone();
        let mut left: BTreeMap<&str, &Vec<Rule<String>>> = operations.iter().collect();
        loop {
            let found = left.iter().find(|(_, listed)| listed.iter().any(|rule| all.does(&rule.pattern)));
            let Some(risk) = found.map(|(risk, _)| *risk) else { return all };
            left.remove(risk);
            all.add(risk, false);
        }
    }
}

/// The most specific labels, as traces show them.
impl std::fmt::Display for OperationLabels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let anything = self.anything.then_some("*");
        let shown: Vec<_> = self.most_specific().chain(anything).map(crate::text::shown).collect();
        f.write_str(&shown.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    }
}
