//! What policies say of needs.

use serde::Serialize;

use super::declaration::{Need, NeedKind};
use crate::decision::{Decision, Denial, DenialCode, Topic};
use crate::distinct::distinct;
use crate::list::List;
use crate::prelude::*;
use crate::text::shown;

/// What policies say of one need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NeedReport {
    /// The need in the notation of policies.
    pub need: String,
    /// What it is about.
    pub kind: NeedKind,
    /// Whether it is granted.
    #[serde(flatten)]
    pub decision: Decision,
    /// Entries of the built-in danger list about some of it that the policies do not opt in to: that part stays denied
    /// when it is tried.
    pub still_dangerous: Vec<String>,
}

impl NeedReport {
    pub(crate) fn new(need: &Need, decision: Decision, still_dangerous: Vec<String>) -> Self {
        Self { need: need.text().to_owned(), kind: need.kind(), decision, still_dangerous }
    }
}

/// What policies say of all needs of a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NeedsReport {
    /// Whether all of them are granted; where not, a denial with the code `NEEDS_DENIED` that names each that is not.
    #[serde(flatten)]
    pub decision: Decision,
    /// Every need, in the order of the declaration.
    pub needs: Vec<NeedReport>,
    /// What is dangerous about any of them, each entry once.
    pub still_dangerous: Vec<String>,
}

impl NeedsReport {
    pub(crate) fn new(needs: Vec<NeedReport>) -> Self {
        let decision = denial(&needs).into();
        let still_dangerous = still_dangerous(&needs);
        Self { decision, needs, still_dangerous }
    }
}

/// Every entry once, in order.
pub(super) fn still_dangerous<'r>(needs: impl IntoIterator<Item = &'r NeedReport>) -> Vec<String> {
    distinct(needs.into_iter().flat_map(|need| need.still_dangerous.iter().cloned()))
}

/// The denial of all needs that are not granted, in one; where and why is that of the first.
pub(super) fn denial(needs: &[NeedReport]) -> Option<Denial> {
    let denied = || needs.iter().filter_map(|need| need.decision.denial().map(|denial| (need, denial)));
    let (_, first) = denied().next()?;
    let names: Vec<String> = denied().map(|(need, _)| shown(&need.need)).list();
    let suggestions = distinct(denied().flat_map(|(_, denial)| denial.suggestions.iter().cloned()));
    Some(Denial {
        code: DenialCode::NeedsDenied,
        reason: format!("Needs denied by policy: {}", names.join(", ")),
        policy: first.policy.clone(),
        rule: first.rule.clone(),
        subject: first.subject.clone(),
        span: None,
        suggestions,
        topic: Topic::OfCode,
    })
}
