//! What an operation does, as labels.

use super::name::{covers, extends};
use crate::list::List;
use crate::policy::{Names, Rule};
use crate::prelude::*;

/// The labels of an operation, by what they say: each is judged by itself.
///
/// labels.md, "Flow rules": the labels of one program (`op:cmd`, `op:cmd:git`, `op:cmd:git:status`) are one chain, which is
/// judged by its most specific member; every other label is a chain of its own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OperationLabels {
    chains: Vec<Chain>,
    /// Those that are there, as hosts write them.
    known: Names<()>,
}

/// One thing that an operation does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chain {
    /// The most specific label; empty where there is none, and it may be any.
    pub(super) label: String,
    /// Whether it may be anything below that label: a subcommand that is not known.
    pub(super) open: bool,
    /// What the same act is called besides (`npm i`, `npm install`), for denials.
    pub(super) spellings: Vec<String>,
}

impl Chain {
    /// A label as hosts write it: `op:cmd:git:*` is any label below `op:cmd:git`, `*` any label.
    fn parse(label: &str) -> Self {
        let open = if label == "*" { Some("") } else { label.strip_suffix(":*") };
        Self { label: open.unwrap_or(label).to_owned(), open: open.is_some(), spellings: Vec::new() }
    }

    /// Whether a denial of `rule` is about this. Denials read wide: of programs, letter case tells none apart.
    pub(super) fn is_denied_by(&self, rule: &str) -> bool {
        let is_about =
            |label: &str, rule: &str| covers(rule, label) || self.open && (label.is_empty() || extends(label, rule));
        let in_any_case = || is_about(&self.label.to_ascii_lowercase(), &rule.to_ascii_lowercase());
        is_about(&self.label, rule)
            || is_program(&self.label) && in_any_case()
            || self.spellings.iter().any(|spelling| covers(rule, spelling))
    }

    /// Whether a permission of `rule` holds all that this may be.
    pub(super) fn is_held_by(&self, rule: &str) -> bool {
        covers(rule, &self.label)
    }
}

fn is_program(label: &str) -> bool {
    covers("op:cmd", label)
}

/// The beginnings of the label of a program, from `op:cmd` on. Hosts may write any number of colons.
fn beginnings(label: &str) -> impl Iterator<Item = &str> {
    let ends = label.match_indices(':').map(|(at, _)| at).skip(1).take(if is_program(label) { 8 } else { 0 });
    ends.filter_map(|end| label.get(..end))
}

/// As hosts write it.
impl core::fmt::Display for Chain {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.label)?;
        f.write_str(match (self.open, self.label.is_empty()) {
            (false, _) => "",
            (true, true) => "*",
            (true, false) => ":*",
        })
    }
}

impl OperationLabels {
    /// Labels as a host gives them. Of labels of commands that are beginnings of others, those others are meant.
    ///
    /// ```
    /// use mlld_policy::label::OperationLabels;
    /// let labels = OperationLabels::new(["op:cmd", "op:cmd:git", "op:cmd:git:status", "tool:w"]);
    /// assert_eq!(labels.to_string(), "op:cmd:git:status tool:w");
    /// assert_eq!(labels.all(), ["op:cmd", "op:cmd:git", "op:cmd:git:status", "tool:w"]);
    /// ```
    pub fn new<L: Into<String>>(labels: impl IntoIterator<Item = L>) -> Self {
        let mut all = Self::default();
        all.add_said(&labels.into_iter().map(Into::into).list());
        all
    }

    /// Adds labels as a host gives them, but for those of commands that are beginnings of others: there those others are
    /// meant. What is known of programs ([`Self::add`]) is no beginning of anything: `git; git status` runs both.
    pub(super) fn add_said(&mut self, said: &[String]) {
        let said: Vec<Chain> = said.iter().filter(|label| !label.is_empty()).map(|label| Chain::parse(label)).list();
        let mut begun = Names::default();
        for chain in self.chains.iter().chain(&said) {
            beginnings(&chain.label).for_each(|label| _ = begun.insert(label, ()));
        }
        for chain in said.iter().filter(|chain| chain.open || !begun.contains(&chain.label)) {
            self.add(&chain.label, chain.open);
        }
    }

    /// Adds what another operation does.
    pub(super) fn join(&mut self, other: &Self) {
        other.chains.iter().for_each(|chain| self.push(chain.clone()));
    }

    /// Whether it does, or may do, what a label of a rule means.
    pub(crate) fn does(&self, rule: &str) -> bool {
        self.chains.iter().any(|chain| chain.is_denied_by(rule))
    }

    /// Whether it does what a label of a guard means. What may be anything does whatever commands do, and has no label of
    /// data for that.
    pub(crate) fn carries(&self, rule: &str) -> bool {
        let of_commands = ["op", "net", "fs"].iter().any(|above| covers(above, rule));
        self.chains.iter().any(|chain| (of_commands || !chain.label.is_empty()) && chain.is_denied_by(rule))
    }

    /// Whether that holds in every reading: of programs, all are meant.
    pub(crate) fn surely_carries(&self, rule: &str) -> bool {
        let mut programs = self.chains.iter().filter(|chain| is_program(&chain.label)).peekable();
        let is_known = self.chains.iter().all(|chain| !chain.label.is_empty() || !chain.open);
        is_known
            && if is_program(rule) {
                programs.peek().is_some() && programs.all(|chain| chain.is_held_by(rule))
            } else {
                self.chains.iter().any(|chain| chain.is_held_by(rule))
            }
    }

    /// Names the risks that built-in rules are about, where it may do anything: guards ask for them by name.
    pub(crate) fn name_risks(&mut self) {
        if self.chains.iter().any(|chain| chain.label.is_empty() && chain.open) {
            for risk in ["exfil", "destructive", "privileged", "advice"] {
                self.add(risk, false);
            }
        }
    }

    /// What is surely done of it: nothing where it may do anything.
    pub(crate) fn sure(&self) -> Self {
        let mut sure = Self::default();
        self.chains.iter().filter(|chain| !chain.label.is_empty()).for_each(|chain| sure.add(&chain.label, false));
        sure
    }

    /// Says that it may do anything. No rule but `*` holds what may be anything, and every rule is about it.
    pub(super) fn add_anything(&mut self) {
        self.add("", true);
    }

    /// Every label, those of which there are more specific ones included; `*` for what may be anything, as hosts write it.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        let mut all = Names::default();
        let mut add = |label: String| _ = all.contains(&label) || all.insert(&label, label.clone());
        for chain in &self.chains {
            beginnings(&chain.label).for_each(|label| add(label.to_owned()));
            if !chain.label.is_empty() {
                add(chain.label.clone());
            }
            add(chain.to_string());
        }
        all.into_values().list()
    }

    /// Adds a label of which nothing is below, or of which anything may be.
    pub(crate) fn add(&mut self, label: &str, open: bool) {
        self.push(Chain { label: label.to_owned(), open, spellings: Vec::new() });
    }

    pub(super) fn push(&mut self, chain: Chain) {
        let key = core::iter::once(chain.to_string()).chain(chain.spellings.iter().cloned());
        if self.known.insert(&key.list().join(" "), ()) {
            self.chains.push(chain);
        }
    }

    /// What it does, and what it may do.
    pub(super) fn chains(&self) -> &[Chain] {
        &self.chains
    }

    /// With every risk that `operations` of policies add: an operation that has any of the labels listed for a risk has
    /// that risk, until nothing changes.
    pub(super) fn with_risks<'p>(&self, operations: impl IntoIterator<Item = &'p Names<Vec<Rule<String>>>>) -> Self {
        let mut all = self.clone();
        let mut left: Vec<(&str, &Vec<Rule<String>>)> = operations.into_iter().flat_map(Names::iter).list();
        let mut next = 0;
        while let Some(chain) = all.chains.get(next).cloned() {
            next = next.saturating_add(1);
            left.retain(|(risk, listed)| {
                let found = listed.iter().any(|rule| chain.is_denied_by(&rule.pattern));
                if found {
                    all.add(risk, false);
                }
                !found
            });
        }
        all
    }
}

/// The most specific labels, as traces show them.
impl core::fmt::Display for OperationLabels {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let shown: Vec<String> = self.chains.iter().map(|chain| crate::text::shown(&chain.to_string())).list();
        f.write_str(&shown.join(" "))
    }
}
