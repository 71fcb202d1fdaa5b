//! Files that only certain identities may change, or nobody.

use super::context::Context;
use super::filesystem::{self, Refusal, refuse};
use super::judge::TraceSink;
use super::layer::Layer;
use super::operation::Operation;
use super::suggest;
use crate::decision::{Denial, DenialCode, RuleRole, RuleTrace, Topic};
use crate::pattern::path::TargetPath;
use crate::prelude::*;
use crate::text::shown;

/// A change of a file by an identity.
#[derive(Debug)]
pub(crate) struct IntegrityOperation {
    text: String,
    identity: Option<String>,
    /// The path and, where that is another one, the real one.
    paths: Result<(TargetPath, Option<TargetPath>), Refusal>,
}

impl IntegrityOperation {
    pub(crate) fn new(path: &str, identity: Option<&str>, context: &Context) -> Self {
        // Nobody is called nothing: an empty identity is none.
        let identity = identity.filter(|identity| !identity.is_empty()).map(str::to_owned);
        Self { text: path.to_owned(), identity, paths: filesystem::paths(path, context) }
    }
}

impl Operation for IntegrityOperation {
    fn describe(&self) -> String {
        let identity = self.identity.as_deref().map_or_else(|| "nobody".to_owned(), shown);
        format!("change: {} by {identity}", shown(&self.text))
    }

    /// policy.md, `filesystem_integrity`: every matching entry must permit; immutable in one is immutable, identities
    /// intersect.
    fn ask(&self, layer: &Layer, _context: &Context, mut trace: TraceSink<'_>) -> Option<Denial> {
        let (given, real) = match &self.paths {
            Ok(paths) => paths,
            Err(refusal) => {
                let restriction = layer.integrity.first().map(|rule| rule.entry.origin.path.to_string());
                return refuse(restriction, ("Filesystem write", Topic::OfCode), &self.text, refusal, layer, trace);
            }
        };
        let mut denial = None;
        for path in core::iter::once(given).chain(real) {
            for rule in &layer.integrity {
                let matched = rule.files.is_match(path);
                let refusal = rule.refuses(self.identity.as_deref()).filter(|_| matched);
                if let Some(trace) = trace.as_deref_mut() {
                    trace.push(RuleTrace {
                        kind: RuleRole::Limit,
                        rule: rule.entry.origin.path.to_string(),
                        pattern: rule.entry.pattern.source().to_owned(),
                        matched,
                        why: refusal
                            .unwrap_or(if matched { "permits the change" } else { "does not match" })
                            .to_owned(),
                        subject: path.as_str().to_owned(),
                    });
                }
                let Some(why) = refusal else { continue };
                denial = denial.or_else(|| {
                    Some(Denial {
                        code: DenialCode::PolicyIntegrityDenied,
                        reason: format!("Filesystem write denied by integrity policy: {why}"),
                        policy: Some(layer.name.clone()),
                        rule: Some(rule.entry.origin.path.to_string()),
                        subject: Some(path.as_str().to_owned()),
                        span: None,
                        suggestions: vec![suggest::change_rule(layer, &rule.entry.origin.path)],
                        topic: Topic::OfCode,
                    })
                });
            }
        }
        denial
    }
}
