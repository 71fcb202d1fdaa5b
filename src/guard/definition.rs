//! A guard: when it is asked, about what, and what it says.

use super::action::Action;
use super::condition::{Condition, Reads};
use super::operation::OperationView;
use crate::label::{covers, is_label};
use crate::prelude::*;

/// A guard of a host.
#[derive(Debug)]
pub struct Guard {
    /// What overrides call it, without the `@`.
    pub name: Option<String>,
    /// When it is asked.
    pub timing: Timing,
    /// What it is asked about.
    pub filter: Filter,
    /// Whether it is asked about values or operations alone.
    pub scope: Option<Scope>,
    /// Whether nobody can skip it, and whether it may lift denials of flow and take labels away.
    pub privileged: bool,
    /// What it says.
    pub rules: Rules,
    /// Which values it has to see before it can say anything.
    pub(super) reads: Reads,
}

/// When a guard is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// Before an operation (`before`, `for`).
    Before,
    /// About what came of it.
    After,
    /// Both.
    Always,
}

/// What a guard is asked about: each value by itself, or an operation with all its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// Once for each value.
    PerInput,
    /// Once for each operation.
    PerOperation,
}

/// Which values and operations a guard is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// `secret`: values and operations that carry the label.
    Label(String),
    /// `op:cmd:git`: operations that carry the label, or are of the kind.
    Operation(String),
    /// `@deploy`: the operation of that name.
    Function(String),
}

/// What a guard says.
#[derive(Debug)]
pub enum Rules {
    /// The action of the first rule that holds.
    When(Vec<Rule>),
    /// What a function of the host says.
    Evaluate,
}

/// A rule of a guard.
#[derive(Debug)]
pub struct Rule {
    /// When it holds; `None`: always (`*`).
    pub condition: Option<Condition>,
    /// What is then said.
    pub action: Action,
}

/// How a filter is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// In some reading of the operation: the guard is asked.
    Perhaps,
    /// In every reading: what it permits counts.
    Surely,
}

impl Timing {
    /// Whether the guard is asked in this phase.
    pub(crate) fn includes(self, phase: Self) -> bool {
        self == phase || self == Self::Always
    }
}

impl Filter {
    /// A filter as guards write it; `op:cmd:git:*` is `op:cmd:git`, which means all below. `None` for what can match nothing.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some(name) = text.strip_prefix('@') {
            return is_name(name).then(|| Self::Function(name.to_owned()));
        }
        let text = text.strip_suffix(":*").unwrap_or(text);
        is_label(text).then(|| match text.strip_prefix("op:") {
            Some(label) => Self::Operation(label.to_owned()),
            None => Self::Label(text.to_owned()),
        })
    }

    /// Whether a value with these labels is meant.
    pub(crate) fn matches_value(&self, labels: &[&str]) -> bool {
        match self {
            Self::Label(filter) => labels.iter().any(|label| covers(filter, label)),
            Self::Operation(_) | Self::Function(_) => false,
        }
    }

    /// Whether an operation is meant, and how surely.
    ///
    /// policy.md: "Deny reads wide, allow reads narrow". What an operation may do it is asked about; what a guard permits counts
    /// where the operation certainly is what the guard is about.
    pub(crate) fn matches_operation(&self, operation: &OperationView<'_>) -> Option<Match> {
        let graded = |sure: bool, perhaps: bool| match (sure, perhaps) {
            (true, _) => Some(Match::Surely),
            (false, true) => Some(Match::Perhaps),
            (false, false) => None,
        };
        let labels = operation.labels;
        let is_key = |filter: &str| operation.keys.iter().any(|key| covers(filter, key));
        match self {
            Self::Label(filter) => graded(is_key(filter) || labels.surely_carries(filter), labels.carries(filter)),
            // `op:net:w` is written for `net:w`, too: the prefix says that operations are meant.
            Self::Operation(filter) => {
                let label = format!("op:{filter}");
                let sure = labels.surely_carries(&label) || labels.surely_carries(filter) || is_key(filter);
                graded(sure, labels.carries(&label) || labels.carries(filter))
            }
            Self::Function(name) => graded(operation.name == Some(name), false),
        }
    }

    /// Whether operations alone are meant.
    pub(crate) const fn is_about_operations(&self) -> bool {
        matches!(self, Self::Operation(_) | Self::Function(_))
    }
}

impl core::fmt::Display for Filter {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Label(label) => f.write_str(label),
            Self::Operation(label) => write!(f, "op:{label}"),
            Self::Function(name) => write!(f, "@{name}"),
        }
    }
}

/// A name as overrides write it after the `@`.
pub(crate) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

impl Guard {
    /// What traces call it: its name with the `@`.
    #[must_use]
    pub fn shown_name(&self) -> Option<String> {
        self.name.as_ref().map(|name| format!("@{name}"))
    }
}

impl Rules {
    /// Which values they are about. A function of the host sees all of them.
    pub(super) fn reads(&self) -> Reads {
        let Self::When(rules) = self else { return Reads { inputs: true, args: true, output: true } };
        let mut all = Reads { inputs: false, args: false, output: false };
        let reads = rules.iter().flat_map(|rule| {
            let condition = rule.condition.as_ref().map(Condition::reads);
            condition.into_iter().chain(rule.action.reads())
        });
        for Reads { inputs, args, output } in reads {
            all.inputs |= inputs;
            all.args |= args;
            all.output |= output;
        }
        all
    }
}
