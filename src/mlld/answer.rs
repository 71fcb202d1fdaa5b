//! What the interpreter is told: whether, and why not.

use super::policy::{MlldPolicy, Part, Places};
use crate::decision::{Decision, Denial, DenialCode};
use crate::engine::Engine;
use crate::policy::value::Value;
use crate::prelude::*;

/// The decision about one question.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    Allowed,
    Denied(Box<Denial>),
    /// The policy cannot be understood, which denies everything.
    Invalid(String),
}

impl Answer {
    pub(super) const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed)
    }

    /// Whether it is denied because it is not understood.
    pub(super) fn is_unclear(&self) -> bool {
        matches!(self, Self::Denied(denial) if denial.code == DenialCode::PolicyUnanalyzable)
    }

    /// Why not; in the engine's words.
    pub(super) fn reason(&self) -> Option<&str> {
        match self {
            Self::Allowed => None,
            Self::Denied(denial) => Some(&denial.reason),
            Self::Invalid(reason) => Some(reason),
        }
    }

    /// `{ allowed, reason? }`, where the reason is in the words of the interpreter if it has some.
    pub(super) fn to_value(&self, reason: Option<String>) -> Value {
        let allowed = ("allowed", self.is_allowed().into());
        match (self, self.reason()) {
            (_, None) => Value::object([allowed]),
            (Self::Invalid(own), _) => Value::object([allowed, ("reason", own.as_str().into())]),
            (_, Some(own)) => Value::object([allowed, ("reason", reason.unwrap_or_else(|| own.to_owned()).into())]),
        }
    }
}

impl From<Decision> for Answer {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Allow => Self::Allowed,
            Decision::Deny(denial) => Self::Denied(denial),
        }
    }
}

impl MlldPolicy {
    /// Asks the engine of a part of the policy.
    pub(super) fn ask(&self, part: Part, places: &Places, question: impl FnOnce(&Engine) -> Decision) -> Answer {
        // A policy that cannot be understood has no part that can.
        match self.engine(Part::Whole, places).and_then(|_| self.engine(part, places)) {
            Ok(compiled) => question(&compiled.0).into(),
            Err(error) => {
                let first = error.problems.first();
                let why = first.map_or_else(|| "it cannot be read".to_owned(), ToString::to_string);
                Answer::Invalid(format!("Everything denied by policy: the policy is invalid: {why}"))
            }
        }
    }
}
