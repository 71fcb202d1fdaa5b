//! What the engine says of data: where it may flow, which tool calls are permitted, what is known of their results.

use super::Engine;
use crate::capability::{CommandOperation, decide, weightier};
use crate::decision::{Decision, Denial, DenialCode, Suggestion};
use crate::label::{Descriptor, Flow, FlowRules, OperationLabels, ToolUse, covers};
use crate::policy::value::{Data, Member, Value};
use crate::policy::{BuiltinRule, Names, PolicyDocument};
use crate::shell::{Shell, ended_before};
use crate::span::Span;
use crate::tool::{NameKind, Refusal, Role, Tools, authorize_all, check_names};

/// A value that stands in a command line.
#[derive(Debug, Clone)]
pub struct CommandInput {
    /// What is known of it.
    pub descriptor: Descriptor,
    /// Where it stands in the text; `None`: anywhere.
    pub span: Option<Span>,
}

/// A call of a tool.
#[derive(Debug, Clone, Default)]
pub struct ToolCall {
    /// The server it goes to, where there is one.
    pub server: Option<String>,
    /// The tool.
    pub tool: String,
    /// Its arguments.
    pub args: Vec<Member>,
    /// Labels of the operation, beside those of the tool's description.
    pub labels: Vec<String>,
    /// What is known of each argument.
    pub inputs: Names<ArgumentInput>,
}

/// What is known of an argument.
#[derive(Debug, Clone)]
pub enum ArgumentInput {
    /// Of all of it.
    Whole(Descriptor),
    /// Of each element of a list.
    Elements(Vec<Descriptor>),
}

impl ArgumentInput {
    fn all(&self) -> &[Descriptor] {
        match self {
            Self::Whole(whole) => std::slice::from_ref(whole),
            Self::Elements(all) => all,
        }
    }

    fn of(&self, element: usize) -> Option<&Descriptor> {
        match self {
            Self::Whole(whole) => Some(whole),
            Self::Elements(all) => all.get(element),
        }
    }
}

impl Engine {
    /// Whether data may flow into an operation, as every layer has it.
    pub fn check_flow(&self, flow: &Flow<'_>) -> Decision {
        self.flow_denial(flow).into()
    }

    fn flow_denial(&self, flow: &Flow<'_>) -> Option<Denial> {
        let rules = self.layers.iter().map(|layer| FlowRules::new(&layer.name, &layer.document));
        rules.map(|rules| rules.judge(flow)).fold(None, weightier)
    }

    /// Whether a command line with these values in it may run: capabilities and flow together.
    pub fn check_command_with(&self, text: &str, shell: Shell, inputs: &[CommandInput]) -> Decision {
        let plan = self.analyze_command(text, shell);
        let command = decide(&CommandOperation::new(text, &plan, &self.context), &self.layers, &self.context);
        let denial = inputs.iter().map(|input| {
            let descriptors = std::slice::from_ref(&input.descriptor);
            // A value is data to every program that it could reach.
            let ended = input.span.map(|span| ended_before(text, shell, span)).unwrap_or_default();
            let operation = OperationLabels::of_plan_with(&plan, input.span, &ended);
            self.flow_denial(&Flow { inputs: descriptors, operation: &operation, destination: None, target: None })
        });
        denial.fold(command.denial().cloned(), weightier).into()
    }

    /// Whether a tool may be called: by its name, by what policies authorise, by what is known of its arguments, and by the
    /// capabilities that its arguments are about.
    pub fn check_tool_call(&self, call: &ToolCall, tools: &Tools) -> Decision {
        if let Some(denial) = self.name_denial(call) {
            return Some(denial).into();
        }
        if let Some(denial) = self.capability_denial(call, tools) {
            return Some(denial).into();
        }
        let authorizing = || {
            let layers = self.layers.iter();
            layers.filter_map(|layer| layer.document.authorizations.as_ref().map(|all| (layer.name.as_str(), all)))
        };
        let is_write = tools.is_write(&call.tool) || call.labels.iter().any(|label| covers("tool:w", label));
        let mut authorized = false;
        if is_write && authorizing().next().is_some() {
            if let Err(refusal) = authorize_all(authorizing(), tools, &call.tool, &call.args) {
                return Some(denied(DenialCode::PolicyAuthorizationDenied, refusal, &call.tool)).into();
            }
            authorized = true;
        }
        let inputs: Vec<Descriptor> = call.inputs.iter().flat_map(|(_, inputs)| inputs.all().iter().cloned()).collect();
        let labels = self.labels_of_call(call, tools);
        let aimed = |role| self.aimed_at(call, tools, role);
        let (destination, target) = (aimed(Role::Destination), aimed(Role::Target));
        let flow = Flow {
            inputs: &inputs,
            operation: &labels,
            destination: destination.as_deref(),
            target: target.as_deref(),
        };
        // An authorisation that matches overrides what a privileged guard could: never a locked layer.
        let layers = self.layers.iter().filter(|layer| !authorized || layer.document.locked);
        let denials = layers.map(|layer| FlowRules::new(&layer.name, &layer.document).judge(&flow));
        denials.fold(None, weightier).into()
    }

    /// What is known of the result of a call: all that is known of its inputs, and that it comes from a tool.
    #[must_use]
    pub fn label_tool_result(&self, call: &ToolCall, tools: &Tools, given: Option<&Descriptor>) -> Descriptor {
        let inputs = call.inputs.iter().flat_map(|(_, inputs)| inputs.all());
        let mut result = Descriptor::merge(inputs.chain(given));
        let untrusted = FlowRules::any_untrusted(self.layers.iter().map(|layer| &layer.document), &result);
        let own = Descriptor {
            labels: Vec::new(),
            taint: vec!["src:mcp".to_owned()],
            sources: vec![format!("mcp:{}", call.tool)],
            tools: vec![ToolUse { name: call.tool.clone(), args: None, audit_ref: None }],
        };
        result = Descriptor::merge([&result, &own]);
        let labels = self.labels_of_call(call, tools);
        let influences = |document: &PolicyDocument| {
            let rules = document.defaults.rules.iter();
            rules.into_iter().any(|rule| rule.pattern == BuiltinRule::UntrustedLlmsGetInfluenced)
                && labels.with_risks(&document.operations).most_specific().any(|label| covers("llm", label))
        };
        if untrusted && self.layers.iter().any(|layer| influences(&layer.document)) {
            result = Descriptor::merge([&result, &Descriptor::new(["influenced"], Vec::<String>::new())]);
        }
        result
    }

    fn labels_of_call(&self, call: &ToolCall, tools: &Tools) -> OperationLabels {
        let described = tools.get(&call.tool).map(|tool| tool.labels().to_vec()).unwrap_or_default();
        let write = tools.is_write(&call.tool).then(|| "tool:w".to_owned());
        OperationLabels::new(described.into_iter().chain(call.labels.iter().cloned()).chain(write))
    }

    /// What is known of the arguments with a role, element by element; `None` where the tool declares none.
    fn aimed_at(&self, call: &ToolCall, tools: &Tools, role: Role) -> Option<Vec<Descriptor>> {
        let description = tools.get(&call.tool)?;
        let mut declared = false;
        let mut all = Vec::new();
        for (name, _) in description.arguments().filter(|(_, argument)| argument.roles().contains(&role)) {
            declared = true;
            let Some(value) = call.args.iter().find(|member| member.key == name).map(|member| &member.value) else {
                continue;
            };
            let elements = match &value.data {
                Data::Array(items) => items.len(),
                Data::Null => 0,
                Data::String(text) if text.is_empty() => 0,
                _ => 1,
            };
            let known = call.inputs.get(name);
            all.extend((0..elements).map(|at| known.and_then(|known| known.of(at)).cloned().unwrap_or_default()));
        }
        declared.then_some(all)
    }

    fn name_denial(&self, call: &ToolCall) -> Option<Denial> {
        let denial = |layer: &str, refusal: Refusal, subject: &str| Denial {
            policy: Some(layer.to_owned()),
            ..denied(DenialCode::PolicyToolDenied, refusal, subject)
        };
        self.layers.iter().find_map(|layer| {
            let env = &layer.document.env;
            let tool = check_names(NameKind::Tool, &env.tools, &call.tool).err();
            let server = call.server.as_deref().and_then(|server| {
                check_names(NameKind::Server, &env.mcps, server).err().map(|refusal| (refusal, server))
            });
            tool.map(|refusal| denial(&layer.name, refusal, &call.tool))
                .or_else(|| server.map(|(refusal, server)| denial(&layer.name, refusal, server)))
        })
    }

    fn capability_denial(&self, call: &ToolCall, tools: &Tools) -> Option<Denial> {
        let description = tools.get(&call.tool)?;
        for (name, argument) in description.arguments() {
            let value = call.args.iter().find(|member| member.key == name).map(|member| &member.value);
            let Some(value) = value else { continue };
            for role in argument.roles() {
                let check = |text: &str| match role {
                    Role::Command => self.check_command(text, Shell::Bash),
                    Role::Network => self.check_network(text),
                    Role::File(mode) => self.check_file(*mode, text),
                    Role::Destination | Role::Target => Decision::Allow,
                };
                if let Some(denial) = texts(value).into_iter().find_map(|text| check(text).denial().cloned()) {
                    return Some(denial);
                }
                let readable = matches!(value.data, Data::String(_) | Data::Array(_) | Data::Null);
                if !readable && !matches!(role, Role::Destination | Role::Target) {
                    return Some(unreadable(name));
                }
            }
        }
        None
    }
}

/// The texts of an argument, element by element.
fn texts(value: &Value) -> Vec<&str> {
    match &value.data {
        Data::String(text) => vec![text],
        Data::Array(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn unreadable(argument: &str) -> Denial {
    let refusal = Refusal {
        reason: format!("Tool call denied by policy: argument '{argument}' is neither a text nor a list of texts"),
        rule: String::new(),
        suggestion: "pass the command, path or URL as a text".to_owned(),
        layer: None,
    };
    denied(DenialCode::PolicyUnanalyzable, refusal, argument)
}

fn denied(code: DenialCode, refusal: Refusal, subject: &str) -> Denial {
    let suggestion = Suggestion {
        message: refusal.suggestion,
        policy: refusal.layer.clone(),
        path: refusal.rule.clone(),
        entry: None,
    };
    Denial {
        code,
        reason: refusal.reason,
        policy: refusal.layer,
        rule: Some(refusal.rule).filter(|rule| !rule.is_empty()),
        subject: Some(subject.to_owned()),
        span: None,
        suggestions: vec![suggestion],
    }
}
