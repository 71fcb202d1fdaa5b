//! What is found out about a call of a tool, and how denials of one are put.

use super::{Engine, ToolCall};
use crate::capability::weightier;
use crate::decision::{Denial, DenialCode, LayerTrace, RuleRole, RuleTrace, Suggestion, Topic};
use crate::list::{AddAll, List};
use crate::prelude::*;
use crate::text::shown;
use crate::tool::{Refusal, repeated};

/// What was found out about a call: in stages, of which the first that denies decides.
pub(super) struct Verdict {
    pub(super) denial: Option<Denial>,
    /// `None` where nobody asked for an explanation.
    pub(super) layers: Option<Vec<LayerTrace>>,
}

impl Verdict {
    /// Nothing so far, with a place for what each layer says.
    pub(super) fn explained(engine: &Engine) -> Self {
        let blank =
            |name: &str| LayerTrace { layer: name.to_owned(), decision: "allow", denial: None, considered: Vec::new() };
        Self { denial: None, layers: Some(engine.layer_names().map(blank).list()) }
    }

    /// What one layer says in a stage: the rules that it considered, if there are any of this kind, and its denial.
    pub(super) fn add(
        &mut self,
        stage: &mut Option<Denial>,
        layer: usize,
        considered: Vec<RuleTrace>,
        denial: Option<Denial>,
    ) {
        if let Some(trace) = self.layers.as_mut().and_then(|layers| layers.get_mut(layer)) {
            trace.considered.add_all(considered);
            if trace.denial.is_none() {
                trace.denial.clone_from(&denial);
            }
        }
        *stage = weightier(stage.take(), denial);
    }

    pub(super) fn end(&mut self, stage: Option<Denial>) {
        self.denial = self.denial.take().or(stage);
    }

    /// Whether what is left cannot change anything.
    pub(super) const fn is_settled(&self) -> bool {
        self.denial.is_some() && self.layers.is_none()
    }
}

pub(super) fn repeated_argument(call: &ToolCall) -> Option<Denial> {
    let repeated = repeated(&call.args)?;
    let reason = format!("Tool call denied by policy: argument '{}' is given twice", shown(&repeated.key));
    Some(not_understood(reason, "name every argument of the call once", &repeated.key))
}

pub(super) fn unreadable(argument: &str) -> Denial {
    let reason =
        format!("Tool call denied by policy: argument '{}' is no text, or one of several parts", shown(argument));
    not_understood(reason, "pass the command line, path or URL as one text", argument)
}

/// The denial of a call whose arguments could be too many things.
pub(super) fn unplaced(tool: &str) -> Denial {
    let reason = "Tool call denied by policy: which arguments its values are is not known".to_owned();
    not_understood(reason, "say of every value which argument it is", tool)
}

fn not_understood(reason: String, suggestion: &str, subject: &str) -> Denial {
    let suggestion = Suggestion { message: suggestion.to_owned(), policy: None, path: String::new(), entry: None };
    Denial {
        code: DenialCode::PolicyUnanalyzable,
        reason,
        policy: None,
        rule: None,
        subject: Some(subject.to_owned()),
        span: None,
        suggestions: vec![suggestion],
        topic: Topic::OfCode,
    }
}

pub(super) fn denied(code: DenialCode, refusal: Refusal, layer: &str, subject: &str) -> Denial {
    let suggestion = Suggestion {
        message: refusal.suggestion,
        policy: Some(layer.to_owned()),
        path: refusal.rule.clone(),
        entry: None,
    };
    Denial {
        code,
        reason: refusal.reason,
        policy: Some(layer.to_owned()),
        rule: Some(refusal.rule),
        subject: Some(subject.to_owned()),
        span: None,
        suggestions: vec![suggestion],
        topic: Topic::OfCode,
    }
}

/// A rule that restricts tools by name or by arguments, held against a call.
pub(super) fn limit_row(refusal: Option<&Refusal>, rule: &str, subject: &str) -> RuleTrace {
    RuleTrace {
        kind: RuleRole::Limit,
        rule: refusal.map_or(rule, |refusal| &refusal.rule).to_owned(),
        pattern: rule.to_owned(),
        matched: refusal.is_some(),
        why: refusal.map_or("the call is permitted", |refusal| &refusal.reason).to_owned(),
        subject: shown(subject),
    }
}
