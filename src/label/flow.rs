//! Whether data may flow into an operation.

use super::builtin::Aim;
use super::descriptor::Descriptor;
use super::operation_labels::OperationLabels;
use super::prepared::{PreparedOperation, PreparedValue};
use super::rule::{FlowRule, labels_of};
use crate::decision::{Denial, RuleRole, RuleTrace};
use crate::list::{AddAll, List};
use crate::policy::{BuiltinRule, PolicyDocument, Unlabeled};
use crate::prelude::*;
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

impl<'a> Flow<'a> {
    /// What the operation is aimed at.
    fn aimed_at(&self, aim: Aim) -> &'a [Descriptor] {
        let declared = match aim {
            Aim::Destination => self.destination,
            Aim::Target => self.target,
        };
        declared.unwrap_or_else(|| self.inputs.get(..1).unwrap_or_default())
    }

    /// The label that a rule catches: `None` for no denial, `Some(None)` where one is missing.
    fn caught_by(&self, rule: &FlowRule<'_>) -> Option<Option<&'a str>> {
        match rule.aim() {
            Some(aim) => {
                let aimed_at = self.aimed_at(aim);
                // What an operation is aimed at nothing of carries nothing.
                (aimed_at.is_empty() || aimed_at.iter().any(|value| rule.misses(value))).then_some(None)
            }
            None => self.inputs.iter().find_map(|input| rule.caught(input)).map(Some),
        }
    }
}

/// The flow rules of policies, each of which can deny.
///
/// A rule is its own policy's, but what data and operations *are* is for all policies to say: if one counts data without
/// a label as untrusted, or one says that `net:w` is a risk, the denials of all take it as that.
#[derive(Debug)]
pub struct FlowRules<'p> {
    layers: Vec<(&'p str, &'p PolicyDocument)>,
    /// Whether data that has a source and no label is untrusted.
    distrusts: bool,
}

/// What an operation does, as policies see it.
pub(super) struct Seen {
    /// With the risks that any policy adds: what is denied.
    pub(super) by_all: OperationLabels,
    /// With those that one policy adds itself: what its permissions have to hold.
    pub(super) by_one: OperationLabels,
}

impl<'p> FlowRules<'p> {
    /// The rules of these policies, each with what it is called.
    pub fn new(layers: impl IntoIterator<Item = (&'p str, &'p PolicyDocument)>) -> Self {
        let layers: Vec<_> = layers.into_iter().list();
        let distrusts =
            |(_, document): &(_, &PolicyDocument)| document.defaults.unlabeled == Some(Unlabeled::Untrusted);
        let distrusts = layers.iter().any(distrusts);
        Self { layers, distrusts }
    }

    /// The denial of a flow, if a rule denies it: of several the first, in the order of the policies and their documents.
    #[must_use]
    pub fn judge(&self, flow: &Flow<'_>) -> Option<Denial> {
        self.judge_each(flow).into_iter().flatten().next()
    }

    /// What each policy says of a flow.
    #[must_use]
    pub fn judge_each(&self, flow: &Flow<'_>) -> Vec<Option<Denial>> {
        let denial = |(rules, operation): (Vec<FlowRule<'_>>, Seen)| {
            rules.into_iter().find_map(|rule| {
                let label = flow.caught_by(&rule)?;
                Some(rule.denial(rule.barrier(&operation)?, label))
            })
        };
        self.seen(flow.operation).map(denial).list()
    }

    /// Every denial of a value on its way into an operation, each with the place of its policy.
    pub(crate) fn data_denials(&self, value: &Descriptor, operation: &OperationLabels) -> Vec<(usize, Denial)> {
        self.denials(operation, &|rule| if rule.aim().is_none() { rule.caught(value).map(Some) } else { None })
    }

    /// Every denial of what an operation is aimed at.
    pub(crate) fn aim_denials(&self, flow: &Flow<'_>) -> Vec<(usize, Denial)> {
        self.denials(flow.operation, &|rule| rule.aim().and_then(|_| flow.caught_by(rule)))
    }

    fn denials<'d>(
        &self,
        operation: &OperationLabels,
        caught: &dyn Fn(&FlowRule<'_>) -> Option<Option<&'d str>>,
    ) -> Vec<(usize, Denial)> {
        let mut found = Vec::new();
        for (layer, (rules, operation)) in self.seen(operation).enumerate() {
            for rule in rules {
                let denial = caught(&rule).and_then(|label| Some(rule.denial(rule.barrier(&operation)?, label)));
                found.add_all(denial.map(|denial| (layer, denial)));
            }
        }
        found
    }

    /// Every rule that was considered, policy by policy, with the denial of each policy.
    #[must_use]
    pub fn considered(&self, flow: &Flow<'_>) -> Vec<(Vec<RuleTrace>, Option<Denial>)> {
        let of_layer = |(rules, operation): (Vec<FlowRule<'_>>, Seen)| {
            let (mut rows, mut denial) = (Vec::new(), None);
            for rule in rules {
                let (label, barrier) = (flow.caught_by(&rule), rule.barrier(&operation));
                let why = match (label, barrier.is_some()) {
                    (Some(Some(label)), true) => format!("'{}' may not flow there", shown(label)),
                    (Some(None), true) => "what the operation is aimed at lacks the label".to_owned(),
                    (None, _) => "nothing that flows is caught by it".to_owned(),
                    (Some(_), false) => "it has nothing against the operation".to_owned(),
                };
                let found = label.zip(barrier).map(|(label, barrier)| rule.denial(barrier, label));
                rows.push(RuleTrace {
                    kind: RuleRole::Flow,
                    rule: found.as_ref().and_then(|denial| denial.rule.clone()).unwrap_or_else(|| rule.path()),
                    pattern: rule.pattern().to_owned(),
                    matched: found.is_some(),
                    why,
                    subject: operation.by_all.to_string(),
                });
                denial = denial.or(found);
            }
            (rows, denial)
        };
        self.seen(flow.operation).map(of_layer).list()
    }

    /// Which rules are about a value: what [`PreparedOperation::lets_in`] needs of it.
    #[must_use]
    pub fn prepare_value(&self, value: &Descriptor) -> PreparedValue {
        let rules: Vec<FlowRule<'_>> = (0..self.layers.len()).flat_map(|layer| self.rules(layer)).list();
        PreparedValue {
            caught: rules.iter().map(|rule| rule.caught(value).is_some()).collect(),
            missing: rules.iter().map(|rule| rule.misses(value)).collect(),
        }
    }

    /// Which rules are about an operation.
    #[must_use]
    pub fn prepare_operation(&self, operation: &OperationLabels) -> PreparedOperation {
        let mut about: Vec<(bool, bool)> = Vec::new();
        for (rules, operation) in self.seen(operation) {
            about.add_all(rules.iter().map(|rule| (rule.barrier(&operation).is_some(), rule.aim().is_some())));
        }
        PreparedOperation {
            denied: about.iter().map(|(denied, _)| *denied).collect(),
            demands: about.iter().map(|(denied, aimed)| *denied && *aimed).collect(),
        }
    }

    /// The rules of each policy, with what they see of an operation.
    fn seen(&self, operation: &OperationLabels) -> impl Iterator<Item = (Vec<FlowRule<'p>>, Seen)> {
        let by_all = self.with_risks(operation);
        self.layers.iter().enumerate().map(move |(layer, (_, document))| {
            let by_one = operation.with_risks([&document.operations]);
            (self.rules(layer), Seen { by_all: by_all.clone(), by_one })
        })
    }

    /// With the risks that any policy sees in it.
    pub(crate) fn with_risks(&self, operation: &OperationLabels) -> OperationLabels {
        operation.with_risks(self.layers.iter().map(|(_, document)| &document.operations))
    }

    fn rules(&self, layer: usize) -> Vec<FlowRule<'p>> {
        let layer = self.layers.get(layer);
        layer.map(|(name, document)| FlowRule::all(name, document, self.distrusts)).unwrap_or_default()
    }

    /// What was made of `parts`, called untrusted where one of them counted as that and it would not any more: beside a
    /// labelled part, nobody can tell that another had no label.
    pub(crate) fn still_untrusted<'d>(
        &self,
        parts: impl IntoIterator<Item = &'d Descriptor>,
        mut whole: Descriptor,
    ) -> Descriptor {
        if !self.any_untrusted(&whole) && parts.into_iter().any(|part| self.any_untrusted(part)) {
            whole.labels.push("untrusted".to_owned());
        }
        whole
    }

    /// The labels of data as the rules see them, those included that it has for want of a label.
    pub(crate) fn labels_of<'d>(&self, data: &'d Descriptor) -> impl Iterator<Item = &'d str> {
        labels_of(data, self.distrusts)
    }

    /// Whether data counts as untrusted, by its labels or as one of the policies has it.
    pub(crate) fn any_untrusted(&self, data: &Descriptor) -> bool {
        labels_of(data, self.distrusts).any(|label| super::covers("untrusted", label))
    }

    /// Whether one of the policies says that the output of an operation on untrusted data is `influenced`.
    pub(crate) fn influences(&self, operation: &OperationLabels) -> bool {
        let says_so = |(_, document): &(_, &PolicyDocument)| {
            document.defaults.rules.iter().any(|rule| rule.pattern == BuiltinRule::UntrustedLlmsGetInfluenced)
        };
        self.layers.iter().any(says_so) && self.with_risks(operation).does("llm")
    }
}
