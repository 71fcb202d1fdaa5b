//! What a run says: a verdict, what becomes of the values, and what every guard said.

use serde::Serialize;

use super::definition::{Guard, Scope};
use super::reduction::{Denier, Verdict};
use super::selection::Task;
use crate::capability::weightier;
use crate::decision::{Denial, DenialCode};
use crate::label::Descriptor;
use crate::list::{AddAll, List};
use crate::policy::value::{Data, Value};
use crate::prelude::*;

/// What a run says. Nothing in it but `inputs` and `output` holds a secret.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// Whether the operation may run.
    pub decision: Verdict,
    /// The first of the reasons, or of the hints of another attempt.
    pub reason: Option<String>,
    /// Why it must not: the reasons of all denials that stand.
    pub reasons: Vec<String>,
    /// What guards say that another attempt should do.
    pub hints: Vec<String>,
    /// The values as the operation is to get them, where it may run.
    pub inputs: Vec<OutcomeValue>,
    /// What came of the operation, after it.
    pub output: Option<OutcomeValue>,
    /// The environment to run it in.
    pub env: Option<Value>,
    /// What every guard said, in order.
    pub trace: Vec<GuardTrace>,
    /// The first of the denials that stand.
    pub denial: Option<Denial>,
}

/// The number of an outcome that a host will hear of again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Known {
    /// No other outcome ever has it.
    pub number: u32,
    /// Those of smaller numbers do not come again.
    pub first: u32,
}

/// A value with what is known of it.
#[derive(Debug, Clone, Serialize)]
pub struct OutcomeValue {
    /// The value; `None`: the one that the host gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// What is known of it.
    pub descriptor: Descriptor,
}

/// What one guard said about one value or operation.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuardTrace {
    /// Its name, with an `@` that of a host's guard; `None` for one without a name.
    pub guard: Option<String>,
    /// The layer, of a policy's guard.
    pub layer: Option<String>,
    /// Whether it is privileged.
    pub privileged: bool,
    /// What it is asked about.
    pub filter: String,
    /// Whether it is asked about each value by itself.
    pub scope: Scope,
    /// The value that it was asked about; `None` for the operation, or what came of it.
    pub input: Option<usize>,
    /// What it said.
    pub decision: Said,
    /// Whether one of its rules matched.
    pub matched: bool,
    /// The rule that matched: `when[0]` of a guard, a path into the document of a policy.
    pub rule: Option<String>,
    /// Why it denies.
    pub reason: Option<String>,
    /// What another attempt should do.
    pub hint: Option<String>,
    /// The kind of denial.
    pub code: Option<DenialCode>,
    /// Whether it replaced a value.
    pub replaced: bool,
    /// Whether it changed labels.
    pub relabelled: bool,
    /// Whether it was not asked, as the host wanted.
    pub skipped: bool,
    /// Whether its denial was lifted by what a privileged guard or an authorisation permits.
    pub overridden: bool,
}

/// What a guard says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Said {
    /// Nothing against it.
    Allow,
    /// The operation must not run.
    Deny,
    /// Another attempt should be made.
    Retry,
    /// The operation may run in an environment.
    Env,
}

/// What stands around the guards, in place of the name of one.
const PIPELINE: &str = "__pipeline";

/// What a guard said, and what comes of it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) row: GuardTrace,
    pub(super) denial: Option<(Denier, Denial)>,
}

impl Entry {
    /// A denial that is no single guard's.
    pub(super) fn of_denial(denial: Denial) -> Self {
        let row = GuardTrace::new(Some(PIPELINE.to_owned()), true, "*", Scope::PerOperation, None).denying(&denial);
        Self { row, denial: Some((Denier::Guard, denial)) }
    }
}

impl GuardTrace {
    /// A guard that has nothing against what it is asked about.
    pub(super) fn new(
        guard: Option<String>,
        privileged: bool,
        filter: &str,
        scope: Scope,
        input: Option<usize>,
    ) -> Self {
        Self {
            guard,
            layer: None,
            privileged,
            filter: filter.to_owned(),
            scope,
            input,
            decision: Said::Allow,
            matched: false,
            rule: None,
            reason: None,
            hint: None,
            code: None,
            replaced: false,
            relabelled: false,
            skipped: false,
            overridden: false,
        }
    }

    /// The same for a guard of a host.
    pub(super) fn of_guard(guard: &Guard, task: Task) -> Self {
        Self::new(guard.shown_name(), guard.privileged, &guard.filter.to_string(), task.scope, task.input)
    }

    /// A guard that denies.
    pub(super) fn denying(self, denial: &Denial) -> Self {
        Self { decision: Said::Deny, reason: Some(denial.reason.clone()), code: Some(denial.code), ..self }
    }
}

impl Outcome {
    /// What the entries come to, each of which says whether its denial stands.
    pub(super) fn new(
        decision: Verdict,
        entries: Vec<(Entry, bool)>,
        (inputs, output): (Vec<OutcomeValue>, Option<OutcomeValue>),
        env: Option<Value>,
    ) -> Self {
        let (mut trace, mut denials, mut hints) = (Vec::new(), Vec::new(), Vec::new());
        for (Entry { mut row, denial }, stands) in entries {
            row.overridden = denial.is_some() && !stands;
            hints.add_all(row.hint.clone());
            denials.add_all(denial.filter(|_| stands).map(|(_, denial)| denial));
            trace.push(row);
        }
        let reasons: Vec<String> = denials.iter().map(|denial| denial.reason.clone()).list();
        // The first, but of what policies say that which says most.
        let of_policy = |denial: &Denial| denial.policy.is_some();
        let denial = match denials.first() {
            Some(first) if !of_policy(first) => Some(first.clone()),
            _ => denials.into_iter().filter(of_policy).map(Some).fold(None, weightier),
        };
        let first_hint = hints.first().filter(|_| decision == Verdict::Retry);
        let reason = denial.as_ref().map(|denial| &denial.reason).or(first_hint).cloned();
        Self { decision, reason, reasons, hints, inputs, output, env, trace, denial }
    }

    /// Whether it says nothing but that the operation may run, as it was given.
    pub(super) fn is_plain(&self) -> bool {
        self.decision == Verdict::Allow
            && self
                .trace
                .iter()
                .all(|row| row.decision == Said::Allow && !row.replaced && !row.relabelled && !row.skipped)
            && self.inputs.iter().chain(&self.output).all(|given| given.value.is_none())
    }

    /// With every text but the values themselves as `hide` has it.
    pub(super) fn without_secrets(mut self, hide: &dyn Fn(&str) -> String) -> Self {
        let hide_all = |texts: &mut Vec<String>| texts.iter_mut().for_each(|text| *text = hide(text));
        hide_all(&mut self.reasons);
        hide_all(&mut self.hints);
        hide_some(&mut self.reason, hide);
        if let Some(env) = &mut self.env {
            hide_in(env, hide);
        }
        for row in &mut self.trace {
            for text in [&mut row.guard, &mut row.layer, &mut row.rule, &mut row.reason, &mut row.hint] {
                hide_some(text, hide);
            }
            row.filter = hide(&row.filter);
        }
        if let Some(denial) = &mut self.denial {
            denial.reason = hide(&denial.reason);
            for text in [&mut denial.policy, &mut denial.rule, &mut denial.subject] {
                hide_some(text, hide);
            }
            for suggestion in &mut denial.suggestions {
                suggestion.message = hide(&suggestion.message);
                suggestion.path = hide(&suggestion.path);
                hide_some(&mut suggestion.policy, hide);
                hide_some(&mut suggestion.entry, hide);
            }
        }
        self
    }
}

fn hide_some(text: &mut Option<String>, hide: &dyn Fn(&str) -> String) {
    *text = text.take().map(|text| hide(&text));
}

fn hide_in(value: &mut Value, hide: &dyn Fn(&str) -> String) {
    match &mut value.data {
        Data::Null | Data::Bool(_) => {}
        Data::Number(_) => {
            let text = value.to_string();
            let hidden = hide(&text);
            if hidden != text {
                *value = hidden.into();
            }
        }
        Data::String(text) => *text = hide(text),
        Data::Array(items) => items.iter_mut().for_each(|item| hide_in(item, hide)),
        Data::Object(members) => {
            for member in members {
                member.key = hide(&member.key);
                hide_in(&mut member.value, hide);
            }
        }
    }
}
