//! What policies say of an operation as their guards do: every denial by itself, with what it is about.

mod tool;

use alloc::rc::Rc;

use super::flow::Carried;
use super::{CommandInput, Engine, ToolCall};
use crate::capability::{CapabilityOperation, CommandOperation, Layer, Operation as _};
use crate::decision::Denial;
use crate::error::Problem;
use crate::label::{Descriptor, Flow, Operation, OperationLabels};
use crate::list::{AddAll, List};
use crate::policy::value::Value;
use crate::policy::{CAPABILITIES, Capability, Names, PolicyDocument};
use crate::prelude::*;
use crate::shell::{Opaque, OpaqueKind, Plan, Shell, Vouch};
use crate::span::Span;

/// An operation as it would run.
#[derive(Debug)]
pub(crate) struct GuardedOperation<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) name: Option<&'a str>,
    pub(crate) inputs: Vec<GuardedInput<'a>>,
    /// Further arguments, by name.
    pub(crate) args: &'a Names<Value>,
}

/// A value that goes into it.
#[derive(Debug)]
pub(crate) struct GuardedInput<'a> {
    pub(crate) descriptor: &'a Descriptor,
    pub(crate) value: Option<&'a Value>,
    /// Where it stands in the first of the commands.
    pub(crate) span: Option<Span>,
    /// The argument that it is.
    pub(crate) arg: Option<&'a str>,
}

/// A denial of one rule.
#[derive(Debug)]
pub(crate) struct Finding {
    /// The place of the layer that denies, where it is one.
    pub(crate) layer: Option<usize>,
    /// The input that it is about; `None`: the operation as a whole.
    pub(crate) input: Option<usize>,
    pub(crate) denial: Denial,
    /// Whether a privileged guard or an authorisation may lift it: a denial of flow of a layer that is not locked.
    pub(crate) liftable: bool,
}

/// All that policies say of an operation.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) all: Vec<Finding>,
    /// Whether the call is authorised, which lifts what can be lifted.
    pub(crate) authorized: bool,
}

impl Engine {
    /// Every denial of an operation.
    pub(crate) fn findings(&self, asked: &GuardedOperation<'_>) -> Findings {
        let plans: Vec<(&str, Plan)> = asked.plans(|text| self.analyze_command(text, Shell::Bash));
        let calls = self.tool_calls(asked);
        let mut findings = Findings::default();
        self.find_capabilities(asked.operation, &plans, &mut findings);
        self.find_tools(&calls, &mut findings);
        self.find_flows(asked, &plans, &calls, &mut findings);
        findings
    }

    /// What an operation does, the risks that policies see in it included.
    pub(crate) fn guarded_labels(&self, asked: &GuardedOperation<'_>) -> OperationLabels {
        let plans = asked.plans(|text| self.analyze_command(text, Shell::Bash));
        let with_data = !asked.inputs.is_empty();
        let mut commands: Vec<OperationLabels> = plans
            .iter()
            .map(|(_, plan)| match with_data {
                true => OperationLabels::of_plan_with(plan, &[], OperationLabels::is_sent(plan, None)),
                false => OperationLabels::of_plan(plan),
            })
            .list();
        commands.add_all(self.tool_calls(asked).iter().map(|call| self.labels_of_call(call)));
        let mut labels = asked.operation.with_commands(&commands);
        labels.name_risks();
        self.flow_rules().with_risks(&labels)
    }

    /// Data with the labels that policies see: what counts as untrusted for want of a label is called that.
    pub(crate) fn as_seen(&self, mut data: Descriptor) -> Descriptor {
        let seen: Vec<String> = self.flow_rules().labels_of(&data).map(str::to_owned).list();
        for label in seen {
            if !data.all().any(|known| known == label) {
                data.labels.push(label);
            }
        }
        data
    }

    /// What is known of what an operation made of its inputs, as a host describes it (labels.md, "Descriptors" and
    /// `untrusted-llms-get-influenced`).
    pub(crate) fn label_output(
        &self,
        asked: &GuardedOperation<'_>,
        labels: &OperationLabels,
        given: &Descriptor,
    ) -> Descriptor {
        let told = self.merge(asked.inputs.iter().map(|input| input.descriptor));
        let rules = self.flow_rules();
        let influenced = rules.any_untrusted(&told) && rules.influences(labels);
        let own = Descriptor::new(influenced.then_some("influenced"), [""; 0]);
        self.merge([given, &told, &own])
    }

    /// Whether an operation is a call of a tool: it is called like one that the host describes, or labelled as one.
    pub(crate) fn is_tool(&self, operation: &Operation, name: Option<&str>) -> bool {
        let said = OperationLabels::new(operation.labels.iter().cloned());
        name.is_some_and(|name| self.tools.get(name).is_some()) || said.does("tool")
    }

    /// An engine with one more layer, which shares all else with this one.
    pub(crate) fn with_layer(&self, layer: Rc<Layer>) -> Self {
        Self {
            layers: self.layers.iter().cloned().chain([layer]).list(),
            context: Rc::clone(&self.context),
            capabilities: self.capabilities.clone(),
            tools: Rc::clone(&self.tools),
            allow_guard_bypass: self.allow_guard_bypass,
            plain: super::plain::PlainCommands::default(),
        }
    }

    /// A layer for [`Self::with_layer`].
    pub(crate) fn compile_layer(&self, document: PolicyDocument, name: String) -> Result<Rc<Layer>, Vec<Problem>> {
        Layer::compile(document, name, &self.context.places).map(Rc::new)
    }

    /// Whether users may skip guards, and privileged ones lift denials of flow.
    pub(crate) const fn allows_guard_bypass(&self) -> bool {
        self.allow_guard_bypass
    }

    /// Whether the host says where paths lead, which may be another place every time.
    pub(crate) fn asks_host(&self) -> bool {
        self.context.real_path.is_some()
    }

    pub(crate) fn compiled_layers(&self) -> &[Rc<Layer>] {
        &self.layers
    }

    fn is_liftable(&self, layer: usize) -> bool {
        self.allow_guard_bypass && self.layers.get(layer).is_some_and(|layer| !layer.document.locked)
    }

    /// Commands, languages, the network and files as far as labels alone say so, and rules against everything.
    fn find_capabilities(&self, operation: &Operation, plans: &[(&str, Plan)], findings: &mut Findings) {
        let mut ask = |operation: &dyn Fn(&Layer) -> Vec<Denial>, keeps_spans: bool| {
            for (at, layer) in self.layers.iter().enumerate() {
                for denial in operation(layer) {
                    let span = denial.span.filter(|_| keeps_spans);
                    let denial = Denial { span, ..denial };
                    findings.all.push(Finding { layer: Some(at), input: None, denial, liftable: false });
                }
            }
        };
        for (index, (text, plan)) in plans.iter().enumerate() {
            let command = CommandOperation::new(text, plan, &self.context);
            ask(&|layer| command.ask_all(layer, &self.context), index == 0);
        }
        let labels = operation.with_commands(&[]);
        let does = |name: &str| labels.does(&format!("op:{name}"));
        let languages = CAPABILITIES.iter().filter(|(capability, names)| {
            !matches!(capability, Capability::Packages(_)) && names.iter().any(|name| does(name))
        });
        let mut names: Vec<&str> = languages.map(|(capability, _)| capability.name()).list();
        names.add_all(self.capabilities.iter().map(String::as_str).filter(|name| does(name) || labels.does(name)));
        names.add_all(labels.does("net").then_some("network"));
        names.add_all(labels.does("fs").then_some("filesystem"));
        for name in names {
            if let Ok(capability) = CapabilityOperation::new(name, &self.capabilities, &self.context) {
                ask(&|layer| capability.ask_all(layer, &self.context), false);
            }
        }
        let any = CapabilityOperation::any(operation.kind.as_deref().unwrap_or_default());
        ask(&|layer| any.ask_all(layer, &self.context), false);
    }

    /// Labels, input by input, and what the operation is aimed at.
    fn find_flows(
        &self,
        asked: &GuardedOperation<'_>,
        plans: &[(&str, Plan)],
        calls: &[ToolCall],
        findings: &mut Findings,
    ) {
        let rules = self.flow_rules();
        let of_calls = calls.iter().map(|call| self.labels_of_call(call));
        let others = plans.iter().skip(1);
        let others =
            others.map(|(_, plan)| OperationLabels::of_plan_with(plan, &[], OperationLabels::is_sent(plan, None)));
        let others: Vec<OperationLabels> = others.chain(of_calls).list();
        let whole = |own: Option<&OperationLabels>| {
            let commands: Vec<OperationLabels> = own.into_iter().chain(&others).cloned().list();
            asked.operation.with_commands(&commands)
        };
        let placed = |input: &GuardedInput<'_>| CommandInput { descriptor: input.descriptor.clone(), span: input.span };
        let carried: Vec<CommandInput> = asked.inputs.iter().map(placed).list();
        let mut add = |(layer, denial): (usize, Denial), input: Option<usize>| {
            let liftable = self.is_liftable(layer);
            findings.all.push(Finding { layer: Some(layer), input, denial, liftable });
        };
        match plans.first() {
            Some((text, plan)) => {
                for (index, (input, labels)) in Carried::new(&carried, text, plan, Shell::Bash).enumerate() {
                    let labels = whole(Some(&labels));
                    rules
                        .data_denials(&input.descriptor, &labels)
                        .into_iter()
                        .for_each(|found| add(found, Some(index)));
                }
            }
            None => {
                let labels = whole(None);
                for (index, input) in carried.iter().enumerate() {
                    rules
                        .data_denials(&input.descriptor, &labels)
                        .into_iter()
                        .for_each(|found| add(found, Some(index)));
                }
            }
        }
        let first = plans.first().map(|(_, plan)| {
            OperationLabels::of_plan_with(plan, &[], !carried.is_empty() && OperationLabels::is_sent(plan, None))
        });
        let inputs: Vec<Descriptor> = carried.into_iter().map(|input| input.descriptor).list();
        let operation = whole(first.as_ref());
        let mut aim = |destination: Option<&[Descriptor]>, target: Option<&[Descriptor]>| {
            let flow = Flow { inputs: &inputs, operation: &operation, destination, target };
            rules.aim_denials(&flow).into_iter().for_each(|found| add(found, None));
        };
        if calls.is_empty() {
            aim(None, None);
        }
        for call in calls {
            aim(Some(&self.destination_of(call)), Some(&self.target_of(call)));
        }
    }
}

impl<'a> GuardedOperation<'a> {
    /// What its commands would do. Of an operation that runs code of the shell which nobody shows, nothing is understood.
    fn plans(&self, analyze: impl Fn(&str) -> Plan) -> Vec<(&'a str, Plan)> {
        let shown = self.operation.commands.iter().filter(|text| !text.is_empty());
        let plans: Vec<(&str, Plan)> = shown.map(|text| (text.as_str(), analyze(text))).list();
        let languages: Vec<&str> = self.operation.languages().list();
        let runs_shell = languages.contains(&"sh");
        let runs_commands = self.operation.kind.as_deref().is_some_and(|kind| matches!(kind, "cmd" | "run"));
        if !self.operation.commands.is_empty() || !runs_shell && (!runs_commands || !languages.is_empty()) {
            return plans;
        }
        // Who permits code of the shell as such permits code that nobody shows.
        let vouch = runs_shell.then(|| Vouch::Language { words: Vec::new(), flag: 0, capabilities: &[Capability::Sh] });
        let unknown =
            Opaque { kind: OpaqueKind::Program, span: None, what: "a command that is not given".to_owned(), vouch };
        vec![("", Plan { opaque: vec![unknown], ..Plan::default() })]
    }
}
