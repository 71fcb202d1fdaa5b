//! One flow rule: which operations it is about, and which data it keeps out of them.

use super::builtin::{Aim, Demand, demand};
use super::descriptor::Descriptor;
use super::flow::Seen;
use super::name::{covers, extends, is_source};
use super::operation_labels::Chain;
use crate::decision::{Denial, DenialCode, Suggestion, Topic};
use crate::list::List;
use crate::policy::{BuiltinRule, LabelRules, PolicyDocument, Rule, path};
use crate::prelude::*;
use crate::text::shown;

/// A rule of one policy. It denies a flow if it is about the operation ([`Self::barrier`]) and about what flows
/// ([`Self::caught`], [`Self::misses`]): two questions that know nothing of each other, so that each can be answered ahead.
#[derive(Debug, Clone, Copy)]
pub(super) struct FlowRule<'p> {
    layer: &'p str,
    /// Whether data that has a source and no label is untrusted.
    distrusts: bool,
    kind: Kind<'p>,
}

#[derive(Debug, Clone, Copy)]
enum Kind<'p> {
    /// An entry of `labels`.
    Label { name: &'p str, rules: &'p LabelRules },
    /// An entry of `defaults.rules`.
    BuiltIn(&'p Rule<BuiltinRule>),
}

/// What a rule has against an operation.
pub(super) struct Barrier {
    /// The path of the rule.
    path: String,
    /// What may not be flown to.
    to: String,
}

impl<'p> FlowRule<'p> {
    /// Every rule of a policy that is called `layer`: explicit ones, then built-in ones, each in the order of the document.
    pub(super) fn all(layer: &'p str, document: &'p PolicyDocument, distrusts: bool) -> Vec<Self> {
        let labels = document.labels.iter().map(|(name, rules)| Kind::Label { name, rules });
        let kinds = labels.chain(document.defaults.rules.iter().map(Kind::BuiltIn));
        kinds.map(|kind| Self { layer, distrusts, kind }).list()
    }

    /// What it has against an operation.
    ///
    /// labels.md, "Flow rules": the operation passes when every chain of every program passes.
    pub(super) fn barrier(&self, operation: &Seen) -> Option<Barrier> {
        let Seen { by_all, by_one } = operation;
        match self.kind {
            // What is forbidden says more than what is not permitted.
            Kind::Label { name, rules } => {
                let denied = by_all.chains().iter().find_map(|chain| denied(rules, chain));
                denied.or_else(|| by_one.chains().iter().find_map(|chain| unlisted(name, rules, chain)))
            }
            Kind::BuiltIn(rule) => {
                let risk = match demand(rule.pattern) {
                    Demand::NoFlow { to, .. } => to,
                    Demand::Carries { operation, .. } => operation,
                    Demand::Influence => return None,
                };
                by_all.does(risk).then(|| Barrier { path: rule.origin.path.to_string(), to: risk.to_owned() })
            }
        }
    }

    /// The label of a value that the rule keeps out, if it has one.
    pub(super) fn caught<'v>(&self, value: &'v Descriptor) -> Option<&'v str> {
        let rule = match self.kind {
            Kind::Label { name, .. } => name,
            Kind::BuiltIn(rule) => match demand(rule.pattern) {
                Demand::NoFlow { label, .. } => label,
                Demand::Carries { .. } | Demand::Influence => return None,
            },
        };
        labels_of(value, self.distrusts).find(|label| covers(rule, label))
    }

    /// Which of the arguments of an operation must carry a label, if the rule demands that.
    pub(super) fn aim(&self) -> Option<Aim> {
        self.demanded().map(|(aim, _)| aim)
    }

    /// Whether a value that the operation is aimed at lacks what the rule demands.
    pub(super) fn misses(&self, value: &Descriptor) -> bool {
        self.demanded().is_some_and(|(_, label)| !value.has(label))
    }

    fn demanded(&self) -> Option<(Aim, &'static str)> {
        match self.kind {
            Kind::Label { .. } => None,
            Kind::BuiltIn(rule) => match demand(rule.pattern) {
                Demand::Carries { aim, label, .. } => Some((aim, label)),
                Demand::NoFlow { .. } | Demand::Influence => None,
            },
        }
    }

    /// The path of the rule where no part of it decides.
    pub(super) fn path(&self) -> String {
        match self.kind {
            Kind::Label { name, .. } => path::key("labels", name),
            Kind::BuiltIn(rule) => rule.origin.path.to_string(),
        }
    }

    /// The rule as the user wrote it.
    pub(super) fn pattern(&self) -> &'p str {
        match self.kind {
            Kind::Label { name, .. } => name,
            Kind::BuiltIn(rule) => rule.pattern.as_str(),
        }
    }

    /// The denial of a flow: `label` was kept out, or, where nothing was, the label that the rule demands is missing.
    pub(super) fn denial(&self, barrier: Barrier, label: Option<&str>) -> Denial {
        let Barrier { path, to } = barrier;
        let reason = match (self.kind, label, self.demanded()) {
            (Kind::Label { .. }, label, _) => {
                format!("Label '{}' cannot flow to '{}'", shown(label.unwrap_or_default()), shown(&to))
            }
            (Kind::BuiltIn(rule), _, Some((aim, label))) => {
                format!("Rule '{}': {to} {} must carry '{label}'", rule.pattern.as_str(), aim.word())
            }
            (Kind::BuiltIn(rule), _, None) => {
                let label = match demand(rule.pattern) {
                    Demand::NoFlow { label, .. } => label,
                    Demand::Carries { .. } | Demand::Influence => "",
                };
                format!("Rule '{}': label '{label}' cannot flow to '{to}'", rule.pattern.as_str())
            }
        };
        let subject = label.or(self.demanded().map(|(_, label)| label));
        let suggestion = Suggestion {
            message: format!("give the data other labels, or change `{path}` in policy `{}`", self.layer),
            policy: Some(self.layer.to_owned()),
            path: path.clone(),
            entry: None,
        };
        Denial {
            code: DenialCode::PolicyLabelFlowDenied,
            reason,
            policy: Some(self.layer.to_owned()),
            rule: Some(path),
            subject: subject.map(str::to_owned),
            span: None,
            suggestions: vec![suggestion],
            topic: Topic::OfCode,
        }
    }
}

/// The labels of a value: what has a source and no label of a user may count as untrusted (`defaults.unlabeled`).
pub(super) fn labels_of(value: &Descriptor, distrusts: bool) -> impl Iterator<Item = &str> {
    let is_unlabeled = value.all().next().is_some() && value.all().all(is_source);
    value.all().chain((distrusts && is_unlabeled).then_some("untrusted"))
}

/// The denial of one label that a chain runs into, if no permission lifts it.
fn denied(rules: &LabelRules, chain: &Chain) -> Option<Barrier> {
    // labels.md: an allow that refines that very denial, and holds the same label of the operation.
    let lifts = |deny: &Rule<String>, allow: &Rule<String>| {
        extends(&deny.pattern, &allow.pattern) && chain.is_held_by(&allow.pattern)
    };
    let mut denials = rules.deny.iter().filter(|deny| chain.is_denied_by(&deny.pattern));
    let deny = denials.find(|deny| !rules.allow.iter().flatten().any(|allow| lifts(deny, allow)))?;
    Some(Barrier { path: deny.origin.path.to_string(), to: deny.pattern.clone() })
}

/// The list of permissions of one label that does not hold a chain, where no denial decides about that.
fn unlisted(name: &str, rules: &LabelRules, chain: &Chain) -> Option<Barrier> {
    let listed = rules.allow.as_ref()?.iter().any(|allow| chain.is_held_by(&allow.pattern));
    if listed || rules.deny.iter().any(|deny| chain.is_denied_by(&deny.pattern)) {
        return None;
    }
    Some(Barrier { path: path::key(&path::key("labels", name), "allow"), to: chain.to_string() })
}
