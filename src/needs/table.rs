//! A choice among tiers as a table: every need with the rule that decides, and the tiers that have it.

use core::fmt;

use serde::Serialize;

use super::declaration::{Need, NeedKind, Needs, Tier};
use super::selection::{Named, TierChoice};
use crate::decision::{RuleRole, Trace};
use crate::distinct::distinct;
use crate::list::List;
use crate::prelude::*;
use crate::text::shown;

/// A choice among tiers, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TierTable {
    /// The choice.
    #[serde(flatten)]
    pub choice: TierChoice,
    /// A column for each tier, in the order of the declaration, after one for the module's own needs where it has any.
    pub columns: Vec<Column>,
    /// A row for each need.
    pub rows: Vec<Row>,
}

/// What a column is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// The tier; `None` for what the module needs in any case.
    pub tier: Option<String>,
    /// Whether policies grant all of it, the module's own needs included.
    pub permitted: bool,
    /// Whether it is the one that was chosen.
    pub chosen: bool,
}

/// One need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The need in the notation of policies.
    pub need: String,
    /// What it is about.
    pub kind: NeedKind,
    /// A cell for each column; `None` where that tier does not have the need.
    pub cells: Vec<Option<Cell>>,
}

/// What policies say of one need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// `"allow"` or `"deny"`.
    pub decision: &'static str,
    /// The rule that denies, or those that permit; none where nothing restricts the need.
    pub by: Vec<DecidingRule>,
    /// Why it is denied.
    pub reason: Option<String>,
}

/// A rule that decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecidingRule {
    /// The layer.
    pub policy: String,
    /// Where the rule stands in its document.
    pub rule: String,
}

/// Makes the table of a choice; `explain` traces one need.
pub(crate) fn tier_table(
    choice: TierChoice,
    tiers: &[Tier],
    own: &Needs,
    explain: impl Fn(&Need) -> Trace,
) -> TierTable {
    let own_column = (!own.all().is_empty()).then_some((None, own));
    let asked: Vec<(Option<&str>, &Needs)> =
        own_column.into_iter().chain(tiers.iter().map(|tier| (Some(tier.name.as_str()), &tier.needs))).list();

    let mut rows: Vec<Row> = Vec::new();
    let mut told: Vec<&Need> = Vec::new();
    // One package may be declared for two languages, which are permitted or not each by itself.
    let same = |one: &Need, other: &Need| one.text() == other.text() && one.scopes == other.scopes;
    for need in asked.iter().flat_map(|(_, needs)| needs.all()) {
        if told.iter().any(|known| same(known, need)) {
            continue;
        }
        told.push(need);
        let cell = Cell::of(&explain(need));
        let has = |needs: &Needs| needs.all().iter().any(|other| same(other, need));
        let cells = asked.iter().map(|(_, needs)| has(needs).then(|| cell.clone())).list();
        rows.push(Row { need: need.text().to_owned(), kind: need.kind(), cells });
    }

    let permitted = |index: usize, name: Option<&str>| match name {
        Some(name) => {
            let is_named = |considered: &Named| matches!(considered, Named::Tier(tier) if tier == name);
            choice.outcome.considered.iter().any(|verdict| is_named(&verdict.name) && verdict.permitted)
        }
        None => {
            let cells = rows.iter().filter_map(|row| row.cells.get(index)).flatten();
            cells.into_iter().all(|cell| cell.decision == "allow")
        }
    };
    let columns = asked
        .iter()
        .enumerate()
        .map(|(index, (name, _))| Column {
            tier: name.map(str::to_owned),
            permitted: permitted(index, *name),
            chosen: name.is_some() && *name == choice.tier.as_deref(),
        })
        .list();
    TierTable { columns, rows, choice }
}

impl Cell {
    fn of(trace: &Trace) -> Self {
        let by = match &trace.denial {
            Some(denial) => denial.policy.iter().zip(&denial.rule).list(),
            None => {
                let permits = |role| matches!(role, RuleRole::Allow | RuleRole::Limit);
                let rules = trace.layers.iter().flat_map(|layer| {
                    let matching = layer.considered.iter().filter(move |rule| rule.matched && permits(rule.kind));
                    matching.map(|rule| (&layer.layer, &rule.rule))
                });
                rules.list()
            }
        };
        let by = by.into_iter().map(|(policy, rule)| DecidingRule { policy: policy.clone(), rule: rule.clone() });
        Self {
            decision: trace.decision,
            by: distinct(by),
            reason: trace.denial.as_ref().map(|denial| denial.reason.clone()),
        }
    }
}

/// As text for a terminal: one line a need, one column a tier.
impl fmt::Display for TierTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules = self.rows.iter().flat_map(|row| row.cells.iter().flatten()).flat_map(|cell| &cell.by);
        let mut policies = rules.map(|rule| &rule.policy);
        let first = policies.next();
        let several = policies.any(|policy| Some(policy) != first);

        let title = |column: &Column| column.tier.as_deref().map_or_else(|| "(in any case)".to_owned(), shown);
        let verdict = |column: &Column| match (column.chosen, column.permitted) {
            (true, _) => "chosen",
            (false, true) => "permitted",
            (false, false) => "not permitted",
        };
        let line = |first: &str, mut cells: Vec<String>| {
            cells.insert(0, first.to_owned());
            cells
        };
        let mut lines = vec![line("need", self.columns.iter().map(title).list())];
        for row in &self.rows {
            let cell = |cell: &Option<Cell>| cell.as_ref().map_or_else(|| "-".to_owned(), |cell| cell.shown(several));
            lines.push(line(&shown(&row.need), row.cells.iter().map(cell).list()));
        }
        lines.push(line("", self.columns.iter().map(|column| verdict(column).to_owned()).list()));

        let width = |at: usize| lines.iter().filter_map(|line| line.get(at)).map(|cell| cell.chars().count()).max();
        let widths: Vec<usize> = (0..=self.columns.len()).map(|at| width(at).unwrap_or(0)).list();
        for line in &lines {
            let padded = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            writeln!(f, "{}", padded.list().join("  ").trim_end())?;
        }
        match &self.choice.outcome.reason {
            Some(reason) => writeln!(f, "{reason}"),
            None => Ok(()),
        }
    }
}

impl Cell {
    fn shown(&self, with_policy: bool) -> String {
        let rule = |rule: &DecidingRule| match with_policy {
            true => format!("{}: {}", shown(&rule.policy), shown(&rule.rule)),
            false => shown(&rule.rule),
        };
        let word = if self.decision == "allow" { "granted" } else { "denied" };
        match self.by.as_slice() {
            [] => word.to_owned(),
            [only] => format!("{word} by {}", rule(only)),
            [first, more @ ..] => format!("{word} by {} (+{})", rule(first), more.len()),
        }
    }
}
