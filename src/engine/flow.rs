//! What the engine says of data: where it may flow, with or without a command line.

use alloc::rc::Rc;

use super::Engine;
use crate::capability::{CommandOperation, decide, explain, weightier};
use crate::decision::{Decision, Denial, LayerTrace, Trace};
use crate::label::{
    Change, ChangeError, Changed, Descriptor, Flow, FlowRules, Operation, OperationLabels, PreparedOperation,
    PreparedValue, covers,
};
use crate::list::{AddAll, List};
use crate::policy::TrustConflict;
use crate::prelude::*;
use crate::shell::{Order, Plan, Shell};
use crate::span::Span;

/// A value that stands in a command line.
#[derive(Debug, Clone)]
pub struct CommandInput {
    /// What is known of it.
    pub descriptor: Descriptor,
    /// Where it stands in the text; `None`: anywhere.
    pub span: Option<Span>,
}

impl Engine {
    /// Whether data may flow into an operation, as every layer has it.
    pub fn check_flow(&self, flow: &Flow<'_>) -> Decision {
        self.flow_rules().judge(flow).into()
    }

    /// The decision of [`Self::check_flow`] with every layer and every flow rule considered.
    #[must_use]
    pub fn explain_flow(&self, flow: &Flow<'_>) -> Trace {
        self.trace(format!("flow: {}", flow.operation), self.check_flow(flow), self.flow_rules().considered(flow))
    }

    /// What an operation does, as its host describes it. With data in it, requests of its commands carry that.
    #[must_use]
    pub fn operation_labels(&self, operation: &Operation, with_data: bool) -> OperationLabels {
        operation.all_labels(with_data, &|text| self.analyze_command(text, Shell::Bash))
    }

    /// A value prepared for any number of flows: [`PreparedOperation::lets_in`].
    #[must_use]
    pub fn prepare_value(&self, value: &Descriptor) -> PreparedValue {
        self.flow_rules().prepare_value(value)
    }

    /// An operation prepared for any number of flows.
    #[must_use]
    pub fn prepare_operation(&self, operation: &OperationLabels) -> PreparedOperation {
        self.flow_rules().prepare_operation(operation)
    }

    /// What is known of a value that was made of others. If one of them counts as untrusted because nobody labelled it
    /// (`defaults.unlabeled`), the labels of others do not change that.
    ///
    /// ```
    /// use mlld_policy::engine::{Engine, EngineOptions};
    /// use mlld_policy::label::Descriptor;
    /// use mlld_policy::policy::{ReadOptions, read_text};
    ///
    /// let policy = read_text(r#"{ "defaults": { "unlabeled": "untrusted" } }"#, &ReadOptions::default())?;
    /// let engine = Engine::new(vec![policy.document], EngineOptions::default())?;
    /// let page = Descriptor::new([""; 0], ["src:network"]);
    /// let note = Descriptor::new(["pii"], ["src:file"]);
    /// assert_eq!(engine.merge([&page, &note]).labels, ["pii", "untrusted"]);
    /// # Ok::<(), mlld_policy::error::PolicyError>(())
    /// ```
    pub fn merge<'d>(&self, descriptors: impl IntoIterator<Item = &'d Descriptor>) -> Descriptor {
        let parts: Vec<&Descriptor> = descriptors.into_iter().list();
        self.flow_rules().still_untrusted(parts.iter().copied(), Descriptor::merge(parts.iter().copied()))
    }

    /// What is known of a value with a change, where the strictest layer says what a conflict of trust is.
    ///
    /// # Errors
    ///
    /// As for [`Descriptor::changed`]. Without privilege no label makes trusted what is untrusted by default.
    pub fn change_labels(&self, value: &Descriptor, change: &Change, privileged: bool) -> Result<Changed, ChangeError> {
        let said = self.layers.iter().filter_map(|layer| layer.document.defaults.trustconflict);
        // Called trusted, it stays untrusted, as it was for want of a label.
        let endorses = change.add.iter().any(|label| covers("trusted", label));
        let known = if endorses { self.merge([value, &Descriptor::new(["trusted"], [""; 0])]) } else { value.clone() };
        let value = if known.has("untrusted") { &known } else { value };
        let mut changed = value.changed(change, privileged, said.max().unwrap_or(TrustConflict::Warn))?;
        if !privileged {
            changed.descriptor = self.flow_rules().still_untrusted([value], changed.descriptor);
        }
        Ok(changed)
    }

    /// Whether a command line with these values in it may run: capabilities and flow together.
    pub fn check_command_with(&self, text: &str, shell: Shell, inputs: &[CommandInput]) -> Decision {
        let plan = self.analyze_command(text, shell);
        let command = decide(&CommandOperation::new(text, &plan, &self.context), &self.layers, &self.context);
        let (rules, carried) = (self.flow_rules(), Carried::new(inputs, text, &plan, shell));
        let flows = carried.map(|(input, operation)| rules.judge(&input.flow(&operation)));
        flows.fold(command.denial().cloned(), weightier).into()
    }

    /// The decision of [`Self::check_command_with`] with every layer and every rule considered.
    #[must_use]
    pub fn explain_command_with(&self, text: &str, shell: Shell, inputs: &[CommandInput]) -> Trace {
        let plan = self.analyze_command(text, shell);
        let mut trace = explain(&CommandOperation::new(text, &plan, &self.context), &self.layers, &self.context);
        let flow_rules = self.flow_rules();
        for (input, operation) in Carried::new(inputs, text, &plan, shell) {
            let considered = flow_rules.considered(&input.flow(&operation));
            for (layer, (rules, denial)) in trace.layers.iter_mut().zip(considered) {
                layer.considered.add_all(rules);
                trace.denial = weightier(trace.denial.take(), denial.clone());
                layer.denial = weightier(layer.denial.take(), denial);
                layer.decision = Decision::from(layer.denial.clone()).word();
            }
        }
        Trace { decision: Decision::from(trace.denial.clone()).word(), ..trace }
    }

    pub(super) fn flow_rules(&self) -> FlowRules<'_> {
        FlowRules::new(self.layers.iter().map(|layer| (layer.name.as_str(), &layer.document)))
    }

    /// A trace of a decision, with what every layer considered, in their order.
    pub(super) fn trace(
        &self,
        operation: String,
        decision: Decision,
        considered: Vec<(Vec<crate::decision::RuleTrace>, Option<Denial>)>,
    ) -> Trace {
        let layers = self.layers.iter().zip(considered).map(|(layer, (considered, denial))| LayerTrace {
            layer: layer.name.clone(),
            decision: Decision::from(denial.clone()).word(),
            denial,
            considered,
        });
        Trace { decision: decision.word(), denial: decision.denial().cloned(), operation, layers: layers.list() }
    }
}

impl CommandInput {
    fn flow<'a>(&'a self, operation: &'a OperationLabels) -> Flow<'a> {
        Flow { inputs: core::slice::from_ref(&self.descriptor), operation, destination: None, target: None }
    }
}

/// The values in a command line, each with what the line does with it: it is data to every program that it could reach.
pub(super) struct Carried<'a> {
    inputs: core::slice::Iter<'a, CommandInput>,
    plan: &'a Plan,
    order: Order,
    /// What was found out already, by how many commands have ended and whether a request holds the value.
    known: Vec<((usize, bool), Rc<OperationLabels>)>,
}

impl<'a> Carried<'a> {
    const MANY: usize = 64;

    pub(super) fn new(inputs: &'a [CommandInput], text: &str, plan: &'a Plan, shell: Shell) -> Self {
        let some_placed = inputs.iter().any(|input| input.span.is_some());
        let order = if some_placed { Order::new(text, shell) } else { Order::default() };
        Self { inputs: inputs.iter(), plan, order, known: Vec::new() }
    }
}

impl<'a> Iterator for Carried<'a> {
    type Item = (&'a CommandInput, Rc<OperationLabels>);

    fn next(&mut self) -> Option<Self::Item> {
        let input = self.inputs.next()?;
        let place = input.span.and_then(|span| self.order.place(span));
        let ended = place.map(|place| place.ended).unwrap_or_default();
        // Where each of many values stands in a command of its own, some are not worth telling apart.
        let ended = if self.known.len() < Self::MANY { ended } else { &[] };
        let key = (ended.len(), OperationLabels::is_sent(self.plan, place));
        if let Some((_, labels)) = self.known.iter().find(|(known, _)| *known == key) {
            return Some((input, Rc::clone(labels)));
        }
        let labels = Rc::new(OperationLabels::of_plan_with(self.plan, ended, key.1));
        self.known.push((key, Rc::clone(&labels)));
        Some((input, labels))
    }
}
