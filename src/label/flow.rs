//! Whether data may flow into an operation.

use super::builtin::Aim;
use super::descriptor::Descriptor;
use super::operation::OperationLabels;
use super::prepared::{PreparedOperation, PreparedValue};
use super::rule::{FlowRule, labels_under};
use crate::decision::{Denial, RuleRole, RuleTrace};
use crate::policy::{BuiltinRule, PolicyDocument};
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
#[derive(Debug)]
pub struct FlowRules<'p> {
    layers: Vec<(&'p str, &'p PolicyDocument)>,
}

impl<'p> FlowRules<'p> {
    /// The rules of these policies, each with what it is called.
    pub fn new(layers: impl IntoIterator<Item = (&'p str, &'p PolicyDocument)>) -> Self {
        Self { layers: layers.into_iter().collect() }
    }

    /// The denial of a flow, if a rule denies it: of several the first, in the order of the policies and their documents.
    #[must_use]
    pub fn judge(&self, flow: &Flow<'_>) -> Option<Denial> {
        self.layers.iter().find_map(|(layer, document)| {
            let operation = flow.operation.with_risks(&document.operations);
            FlowRule::all(layer, document).into_iter().find_map(|rule| {
                let label = flow.caught_by(&rule)?;
                Some(rule.denial(rule.barrier(&operation)?, label))
            })
        })
    }

    /// Every rule that was considered, policy by policy, with the denial of each policy.
    #[must_use]
    pub fn considered(&self, flow: &Flow<'_>) -> Vec<(Vec<RuleTrace>, Option<Denial>)> {
        let of_layer = |(layer, document): &(&'p str, &'p PolicyDocument)| {
            let operation = flow.operation.with_risks(&document.operations);
            let (mut rows, mut denial) = (Vec::new(), None);
            for rule in FlowRule::all(layer, document) {
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
                    subject: flow.operation.to_string(),
                });
                denial = denial.or(found);
            }
            (rows, denial)
        };
        self.layers.iter().map(of_layer).collect()
    }

    /// Which rules are about a value: what [`PreparedOperation::lets_in`] needs of it.
    #[must_use]
    pub fn prepare_value(&self, value: &Descriptor) -> PreparedValue {
        let bits = |is_about: &dyn Fn(&FlowRule<'_>) -> bool| self.rules().map(|rule| is_about(&rule)).collect();
        PreparedValue { caught: bits(&|rule| rule.caught(value).is_some()), missing: bits(&|rule| rule.misses(value)) }
    }

    /// Which rules are about an operation.
    #[must_use]
    pub fn prepare_operation(&self, operation: &OperationLabels) -> PreparedOperation {
        let about = |(layer, document): &(&'p str, &'p PolicyDocument)| {
            let operation = operation.with_risks(&document.operations);
            let rules = FlowRule::all(layer, document);
            rules.iter().map(|rule| (rule.barrier(&operation).is_some(), rule.aim().is_some())).collect::<Vec<_>>()
        };
        let about: Vec<(bool, bool)> = self.layers.iter().flat_map(about).collect();
        PreparedOperation {
            denied: about.iter().map(|(denied, _)| *denied).collect(),
            demands: about.iter().map(|(denied, aimed)| *denied && *aimed).collect(),
        }
    }

    fn rules(&self) -> impl Iterator<Item = FlowRule<'p>> {
        self.layers.iter().flat_map(|(layer, document)| FlowRule::all(layer, document))
    }

    /// Whether data counts as untrusted, by its labels or as one of the policies has it.
    pub(crate) fn any_untrusted(&self, data: &Descriptor) -> bool {
        let under = |document| labels_under(document, data).any(|label| super::covers("untrusted", label));
        data.has("untrusted") || self.layers.iter().any(|(_, document)| under(document))
    }

    /// Whether one of the policies says that the output of an operation on untrusted data is `influenced`.
    pub(crate) fn influences(&self, operation: &OperationLabels) -> bool {
        self.layers.iter().any(|(_, document)| {
            let rules = || document.defaults.rules.iter();
            rules().any(|rule| rule.pattern == BuiltinRule::UntrustedLlmsGetInfluenced)
                && operation.with_risks(&document.operations).does("llm")
        })
    }
}
