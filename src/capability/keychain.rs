//! A secret of the keychain: `service/account`.

use super::context::Context;
use super::judge::{TraceSink, judge};
use super::layer::Layer;
use super::operation::Operation;
use super::question::{AllowReach, Question};
use super::subject::Subject;
use super::suggest;
use crate::decision::{Denial, DenialCode, RuleRole, RuleTrace, Suggestion, Topic};
use crate::list::AddAll;
use crate::pattern::Reading;
use crate::pattern::wildcard::Wildcard;
use crate::policy::{Capability, Rule};
use crate::prelude::*;
use crate::text::shown;

/// The placeholder that stands for the project's name.
const PROJECT: &str = "{projectname}";

/// Reading one entry of the keychain.
#[derive(Debug)]
pub(crate) struct KeychainOperation<'a> {
    entry: String,
    /// Whether the entry could belong to another service: `a/b` + `c` is `a` + `b/c`.
    ambiguous: bool,
    project_name: Option<String>,
    question: Question<'a>,
}

impl<'a> KeychainOperation<'a> {
    pub(crate) fn new(service: &str, account: &str, project_name: Option<&str>, context: &'a Context) -> Self {
        let entry = format!("{service}/{account}");
        let subject = Subject::Capability(Capability::Keychain);
        let question = Question::new(subject, AllowReach::Every, entry.as_str(), context);
        // An empty name is none: hosts pass one where they know of no project.
        let project_name = project_name.filter(|name| !name.is_empty()).map(str::to_owned);
        Self { ambiguous: service.contains('/'), project_name, entry, question }
    }

    /// Whether a glob over `service/account` matches. Without a project's name, `{projectname}` matches nothing in a
    /// permission and any name in a denial.
    fn matches(&self, pattern: &str, reading: Reading) -> bool {
        let glob = match &self.project_name {
            Some(name) => Wildcard::parse(pattern).fill(PROJECT, name),
            None => Wildcard::parse(pattern),
        };
        match reading {
            // A filled-in name that happens to hold the placeholder is text.
            Reading::Permission => {
                // A slash in the name would move the end of the service.
                let known = self.project_name.as_ref().map_or(!glob.mentions(PROJECT), |name| !name.contains('/'));
                known && !self.ambiguous && glob.matches_within_segments(&self.entry)
            }
            Reading::Denial if self.project_name.is_none() => {
                Wildcard::parse(&pattern.replace(PROJECT, "*")).matches(&self.entry)
            }
            Reading::Denial => glob.matches(&self.entry),
        }
    }

    /// The glob that permits this entry and no other, if one can be written.
    fn exact_glob(&self) -> Option<String> {
        let special = self.entry.contains(['*', '{', '}']) || self.entry.contains(char::is_control);
        let exact = !special && self.entry.trim() == self.entry && self.matches(&self.entry, Reading::Permission);
        exact.then(|| self.entry.clone())
    }

    fn denial(&self, layer: &Layer, rule: &str, suggestion: Suggestion) -> Denial {
        Denial {
            code: DenialCode::PolicyCapabilityDenied,
            reason: "Keychain access denied by policy".to_owned(),
            policy: Some(layer.name.clone()),
            rule: Some(rule.to_owned()),
            subject: Some(self.entry.clone()),
            span: None,
            suggestions: vec![suggestion],
            topic: Topic::OfCode,
        }
    }

    fn trace(&self, kind: RuleRole, rule: &Rule<String>, reading: Reading) -> RuleTrace {
        let matched = self.matches(&rule.pattern, reading);
        RuleTrace {
            kind,
            rule: rule.origin.path.to_string(),
            pattern: rule.pattern.clone(),
            matched,
            why: if matched { "matches" } else { "does not match" }.to_owned(),
            subject: self.entry.clone(),
        }
    }
}

impl Operation for KeychainOperation<'_> {
    fn describe(&self) -> String {
        format!("keychain: {}", shown(&self.entry))
    }

    fn ask(&self, layer: &Layer, context: &Context, mut trace: TraceSink<'_>) -> Option<Denial> {
        let denied = judge(layer, context, &self.question, trace.as_deref_mut());
        let Some(keychain) = &layer.document.keychain else { return denied };
        if let Some(trace) = trace {
            let allow = keychain.allow.iter().flatten();
            trace.add_all(keychain.deny.iter().map(|rule| self.trace(RuleRole::Deny, rule, Reading::Denial)));
            trace.add_all(allow.map(|rule| self.trace(RuleRole::Allow, rule, Reading::Permission)));
        }
        let denying = keychain.deny.iter().find(|rule| self.matches(&rule.pattern, Reading::Denial));
        let permitted =
            |allow: &Vec<Rule<String>>| allow.iter().any(|rule| self.matches(&rule.pattern, Reading::Permission));
        // Deny wins; an allow list, where there is one, must hold the entry.
        match (denied, denying, &keychain.allow) {
            (Some(denied), _, _) => Some(denied),
            (None, Some(rule), _) => {
                Some(self.denial(layer, &rule.origin.path, suggest::change_rule(layer, &rule.origin.path)))
            }
            (None, None, Some(allow)) if !permitted(allow) => Some(self.denial(
                layer,
                "keychain.allow",
                suggest::add_text(layer, "keychain.allow", self.exact_glob()),
            )),
            (None, None, _) => None,
        }
    }
}
