//! What one guard says of one value or operation, and how its denials are put.

use super::action::{Action, Fragment, MadeOf};
use super::condition::{EvaluationFailure, Scope, Steps};
use super::definition::{Guard, Rule};
use crate::decision::{Denial, DenialCode, Topic};
use crate::label::{Change, ChangeCode, ChangeError};
use crate::policy::value::Value;
use crate::prelude::*;
use crate::text::shown;

/// What a guard says, with the rule that it says it by, if one matched.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) rule: Option<String>,
    pub(super) said: Effect,
    /// Whether what it permits may count: not where a rule holds only of what an operation might do.
    pub(super) is_sure: bool,
}

/// What a guard says, its paths followed.
#[derive(Debug)]
pub(super) enum Effect {
    /// No rule matched.
    Nothing,
    Allow {
        value: Option<Value>,
        labels: Option<Change>,
        made_of: MadeOf,
    },
    /// With a reason, if it gives one.
    Deny(Option<String>),
    Retry(Option<String>),
    Env {
        config: Value,
        fragment: Option<Fragment>,
    },
    /// It cannot be told what it says.
    Failed(String),
}

impl Answered {
    pub(super) const fn failed(why: String) -> Self {
        Self { rule: None, said: Effect::Failed(why), is_sure: false }
    }
}

/// The action of the first rule that holds. What cannot be evaluated denies, whatever the rules say.
pub(super) fn evaluate(rules: &[Rule], scope: &Scope<'_>) -> Answered {
    let steps = Steps::new();
    match first_that_holds(rules, scope, &steps) {
        Ok(Some((index, rule))) => interpret_within(&rule.action, scope, format!("when[{index}]"), &steps),
        Ok(None) => Answered { rule: None, said: Effect::Nothing, is_sure: false },
        Err((index, EvaluationFailure(why))) => {
            Answered { rule: Some(format!("when[{index}]")), ..Answered::failed(why) }
        }
    }
}

/// The first rule that holds, with its place; or the place of the one that cannot be evaluated.
pub(super) fn first_that_holds<'r>(
    rules: &'r [Rule],
    scope: &Scope<'_>,
    steps: &Steps,
) -> Result<Option<(usize, &'r Rule)>, (usize, EvaluationFailure)> {
    for (index, rule) in rules.iter().enumerate() {
        match rule.condition.as_ref().map_or(Ok(true), |condition| condition.holds(scope, steps)) {
            Ok(false) => {}
            Ok(true) => return Ok(Some((index, rule))),
            Err(failure) => return Err((index, failure)),
        }
    }
    Ok(None)
}

/// What an action of a host's function comes to.
pub(super) fn interpret(action: &Action, scope: &Scope<'_>) -> Answered {
    interpret_within(action, scope, "evaluate".to_owned(), &Steps::new())
}

fn interpret_within(action: &Action, scope: &Scope<'_>, rule: String, steps: &Steps) -> Answered {
    let text = |shape: &Option<super::action::Shape>| shape.as_ref().map(|shape| shape.text(scope, steps)).transpose();
    let said = || {
        Ok(match action {
            Action::Allow { value, labels } => Effect::Allow {
                value: value.as_ref().map(|shape| shape.value(scope, steps)).transpose()?,
                labels: labels.clone(),
                made_of: action.made_of(),
            },
            Action::Deny(reason) => Effect::Deny(text(reason)?),
            Action::Retry(hint) => Effect::Retry(text(hint)?),
            Action::Env { config, fragment } => {
                Effect::Env { config: config.value(scope, steps)?, fragment: fragment.clone() }
            }
        })
    };
    let said = said().unwrap_or_else(|EvaluationFailure(why)| Effect::Failed(why));
    let is_sure = matches!(said, Effect::Allow { .. });
    Answered { rule: Some(rule), said, is_sure }
}

/// Where a value comes from that a guard gave.
pub(super) fn source_of(guard: &Guard) -> String {
    match &guard.name {
        Some(name) => format!("guard:@{name}"),
        None => "guard".to_owned(),
    }
}

fn called(guard: &Guard) -> String {
    guard.shown_name().map_or_else(|| format!("on '{}'", guard.filter), |name| format!("'{name}'"))
}

fn denial(code: DenialCode, reason: String, rule: Option<String>, subject: Option<String>) -> Denial {
    Denial { code, reason, policy: None, rule, subject, span: None, suggestions: Vec::new(), topic: Topic::OfCode }
}

/// A guard denies.
pub(super) fn denied(guard: &Guard, reason: Option<String>, rule: Option<&str>) -> Denial {
    let reason = reason.unwrap_or_else(|| format!("Denied by guard {}", called(guard)));
    denial(DenialCode::GuardDenied, reason, rule.map(str::to_owned), guard.shown_name())
}

/// A guard could not be evaluated.
pub(super) fn failed(guard: &Guard, why: &str, rule: Option<&str>) -> Denial {
    let reason = format!("Guard {} failed: {}", called(guard), shown(why));
    denial(DenialCode::GuardFailed, reason, rule.map(str::to_owned), guard.shown_name())
}

/// What stands around the guards failed.
pub(super) fn run_failed(why: &str) -> Denial {
    denial(DenialCode::GuardFailed, format!("Guards could not be evaluated: {}", shown(why)), None, None)
}

/// A guard may not change labels so.
pub(super) fn refused(guard: &Guard, error: &ChangeError) -> Denial {
    Denial { subject: guard.shown_name(), ..conflict(error) }
}

/// Labels cannot be changed so.
pub(super) fn conflict(error: &ChangeError) -> Denial {
    let code = match error.code {
        ChangeCode::ProtectedLabelRemoval => DenialCode::ProtectedLabelRemoval,
        ChangeCode::LabelPrivilegeRequired => DenialCode::LabelPrivilegeRequired,
        ChangeCode::TrustConflict => DenialCode::TrustConflict,
    };
    denial(code, error.to_string(), None, None)
}

/// A guard asks for another attempt, and there is none.
pub(super) fn no_retry(guard: &Guard, hint: Option<&str>, were_there_some: bool) -> Denial {
    let (code, why) = if were_there_some {
        (DenialCode::GuardRetriesExhausted, "that was the last")
    } else {
        (DenialCode::GuardNotRetryable, "there is none here")
    };
    let hint = hint.map_or_else(String::new, |hint| format!(": {hint}"));
    let reason = format!("Guard {} asks for another attempt, and {why}{hint}", called(guard));
    denial(code, reason, None, guard.shown_name())
}
