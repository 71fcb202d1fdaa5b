//! An execution environment's provider.

use super::context::Context;
use super::judge::TraceSink;
use super::layer::Layer;
use super::operation::Operation;
use super::suggest;
use crate::decision::{Denial, DenialCode, RuleRole, RuleTrace, Topic};
use crate::policy::Stance;
use crate::prelude::*;
use crate::text::shown;

/// The use of a provider, by its reference.
#[derive(Debug)]
pub(crate) struct ProviderOperation(String);

impl ProviderOperation {
    pub(crate) fn new(reference: &str) -> Self {
        Self(reference.to_owned())
    }
}

impl Operation for ProviderOperation {
    fn describe(&self) -> String {
        format!("provider: {}", shown(&self.0))
    }

    /// A listed provider is as its entry says. One that is not listed is denied where the layer denies by default or
    /// permits others by name, and allowed where the layer only forbids some or names none.
    fn ask(&self, layer: &Layer, _context: &Context, trace: TraceSink<'_>) -> Option<Denial> {
        let providers = &layer.document.env.providers;
        let listed = providers.get(&self.0);
        let (rule, allowed) = match listed {
            Some(entry) => (entry.origin.path.to_string(), entry.allowed),
            None if providers.iter().any(|(_, entry)| entry.allowed) => ("env.providers".to_owned(), false),
            None => ("default".to_owned(), layer.document.default == Stance::Allow),
        };
        if let Some(trace) = trace {
            trace.push(RuleTrace {
                kind: RuleRole::Limit,
                rule: rule.clone(),
                pattern: listed.map_or("", |_| self.0.as_str()).to_owned(),
                matched: listed.is_some(),
                why: match (listed.is_some(), allowed) {
                    (true, true) => "the provider is listed as allowed",
                    (true, false) => "the provider is listed as not allowed",
                    (false, true) => "the provider is not listed, and nothing restricts those that are not",
                    (false, false) => "the provider is not listed",
                }
                .to_owned(),
                subject: self.0.clone(),
            });
        }
        (!allowed).then(|| Denial {
            code: DenialCode::PolicyProviderDenied,
            reason: format!("Provider '{}' denied by policy", shown(&self.0)),
            policy: Some(layer.name.clone()),
            suggestions: vec![suggest::change_rule(layer, if listed.is_some() { &rule } else { "env.providers" })],
            rule: Some(rule),
            subject: Some(self.0.clone()),
            span: None,
            topic: Topic::OfCode,
        })
    }
}
