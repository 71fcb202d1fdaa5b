//! Whether data may flow into an operation.

use super::builtin::{Aim, Demand, demand};
use super::descriptor::Descriptor;
use super::name::{covers, extends, is_source};
use super::operation::{Chain, OperationLabels};
use crate::decision::{Denial, DenialCode, Suggestion};
use crate::policy::{BuiltinRule, LabelRules, PolicyDocument, Rule, Unlabeled};
use crate::text::shown;

/// Data on its way into an operation.
#[derive(Debug, Clone, Copy)]
pub struct Flow<'a> {
    /// What is known of each value that goes in.
    pub inputs: &'a [Descriptor],
    /// What the operation does.
    pub operation: &'a OperationLabels,
    /// What is known of where it sends to, element by element; `None`: the first input.
    pub destination: Option<&'a [Descriptor]>,
    /// What is known of what it destroys, element by element; `None`: the first input.
    pub target: Option<&'a [Descriptor]>,
}

/// The flow rules of one policy.
#[derive(Debug)]
pub struct FlowRules<'p> {
    layer: &'p str,
    document: &'p PolicyDocument,
}

impl<'p> FlowRules<'p> {
    /// The rules of a document that is called `layer`.
    #[must_use]
    pub fn new(layer: &'p str, document: &'p PolicyDocument) -> Self {
        Self { layer, document }
    }

    /// The denial of a flow, if these rules deny it: of several the first, in the order of the inputs' labels and of the
    /// document, explicit rules before built-in ones.
    #[must_use]
    pub fn judge(&self, flow: &Flow<'_>) -> Option<Denial> {
        let operation = flow.operation.with_risks(&self.document.operations);
        let labels = self.input_labels(flow.inputs);
        labels.iter().find_map(|label| self.explicit(label, &operation)).or_else(|| {
            let rules = self.document.defaults.rules.iter();
            rules.filter_map(|rule| self.built_in(rule, &labels, &operation, flow)).next()
        })
    }

    /// Whether data counts as untrusted, by its labels or as one of the documents has it.
    pub(crate) fn any_untrusted<'d>(
        documents: impl IntoIterator<Item = &'d PolicyDocument>,
        data: &Descriptor,
    ) -> bool {
        let of = |document| {
            let rules = FlowRules { layer: "", document };
            rules.input_labels(std::slice::from_ref(data)).iter().any(|label| covers("untrusted", label))
        };
        data.has("untrusted") || documents.into_iter().any(of)
    }

    /// Every label of the inputs, each once, with `untrusted` for data that has a source and no label.
    fn input_labels(&self, inputs: &[Descriptor]) -> Vec<String> {
        let mut labels: Vec<String> = Vec::new();
        let mut add = |label: &str| {
            if !labels.iter().any(|known| known == label) {
                labels.push(label.to_owned());
            }
        };
        for input in inputs {
            input.all().for_each(&mut add);
            let unlabeled = input.all().next().is_some() && input.all().all(is_source);
            if unlabeled && self.document.defaults.unlabeled == Some(Unlabeled::Untrusted) {
                add("untrusted");
            }
        }
        labels
    }

    /// `labels`: every chain of the operation passes the rules of every entry that covers the label.
    fn explicit(&self, label: &str, operation: &OperationLabels) -> Option<Denial> {
        let entries = || self.document.labels.iter().filter(|(name, _)| covers(name, label));
        let found =
            entries().find_map(|(name, rules)| operation.chains().find_map(|chain| refuses(name, rules, &chain)));
        let (rule, to) = found?;
        let reason = format!("Label '{}' cannot flow to '{}'", shown(label), shown(&to));
        Some(self.denial(reason, rule, label))
    }

    fn built_in(
        &self,
        rule: &Rule<BuiltinRule>,
        labels: &[String],
        operation: &OperationLabels,
        flow: &Flow<'_>,
    ) -> Option<Denial> {
        let name = rule.pattern.as_str();
        let does = |risk: &str| operation.chains().any(|chain| chain.is_denied_by(risk));
        match demand(rule.pattern) {
            Demand::NoFlow { label, to } => {
                let carried = labels.iter().find(|carried| covers(label, carried)).filter(|_| does(to))?;
                let reason = format!("Rule '{name}': label '{label}' cannot flow to '{to}'");
                Some(self.denial(reason, rule.origin.path.clone(), carried))
            }
            Demand::Carries { operation: risk, aim, label } => {
                if !does(risk) || carries(flow, aim, label) {
                    return None;
                }
                let reason = format!("Rule '{name}': {risk} {} must carry '{label}'", aim.word());
                Some(self.denial(reason, rule.origin.path.clone(), label))
            }
            Demand::Influence => None,
        }
    }

    fn denial(&self, reason: String, rule: String, label: &str) -> Denial {
        let suggestion = Suggestion {
            message: format!("let a privileged guard decide about it, or change `{}` in policy `{}`", rule, self.layer),
            policy: Some(self.layer.to_owned()),
            path: rule.clone(),
            entry: None,
        };
        Denial {
            code: DenialCode::PolicyLabelFlowDenied,
            reason,
            policy: Some(self.layer.to_owned()),
            rule: Some(rule),
            subject: Some(label.to_owned()),
            span: None,
            suggestions: vec![suggestion],
        }
    }
}

/// The path of what refuses a chain among the rules of one label, if anything does, and what the label cannot flow to.
fn refuses(name: &str, rules: &LabelRules, chain: &Chain) -> Option<(String, String)> {
    let allowed = || rules.allow.iter().flatten();
    let mut decided = false;
    for deny in rules.deny.iter().filter(|deny| chain.is_denied_by(&deny.pattern)) {
        decided = true;
        // labels.md: an allow that refines that very denial, and holds the same label of the operation.
        let refines = |allow: &Rule<String>| extends(&deny.pattern, &allow.pattern) && chain.is_held_by(&allow.pattern);
        if !allowed().any(refines) {
            return Some((deny.origin.path.clone(), deny.pattern.clone()));
        }
    }
    let missing = !decided && rules.allow.is_some() && !allowed().any(|allow| chain.is_held_by(&allow.pattern));
    missing.then(|| (format!("{}.allow", crate::policy::path::key("labels", name)), chain.label.clone()))
}

/// Whether everything that an operation is aimed at carries a label. Nothing at all carries none.
fn carries(flow: &Flow<'_>, aim: Aim, label: &str) -> bool {
    let declared = match aim {
        Aim::Destination => flow.destination,
        Aim::Target => flow.target,
    };
    let aimed_at = declared.unwrap_or_else(|| flow.inputs.get(..1).unwrap_or_default());
    !aimed_at.is_empty() && aimed_at.iter().all(|descriptor| descriptor.has(label))
}
