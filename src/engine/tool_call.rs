//! Tool calls: which are permitted, and what is known of their results.

use super::Engine;
use super::verdict::{Verdict, denied, limit_row, repeated_argument, unreadable};
use crate::capability::{FileMode, weightier};
use crate::decision::{Decision, Denial, DenialCode, Trace};
use crate::label::{Descriptor, Flow, Operation, OperationLabels, ToolUse, covers};
use crate::list::{AddAll, List, all_some};
use crate::policy::Names;
use crate::policy::value::{Data, Member, Value};
use crate::prelude::*;
use crate::shell::Shell;
use crate::text::shown;
use crate::tool::{Description, NameKind, Role, authorize, check_names};

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
    /// Where the host has the call on record.
    pub audit_ref: Option<String>,
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
            Self::Whole(whole) => core::slice::from_ref(whole),
            Self::Elements(all) => all,
        }
    }
}

impl ToolCall {
    /// An argument with its value.
    fn argument(&self, name: &str) -> Option<&Member> {
        self.args.iter().find(|member| member.key == name)
    }

    /// What is known of an argument that is given, nothing where it is empty: of all of it, or of each element, and nothing
    /// of those of which nobody said anything.
    fn known_of(&self, argument: &Member) -> Vec<Descriptor> {
        let count = match &argument.value.data {
            Data::Array(items) => items.len(),
            Data::Null => 0,
            Data::String(text) if text.is_empty() => 0,
            _ => 1,
        };
        let known = match self.inputs.get(&argument.key) {
            _ if count == 0 => return Vec::new(),
            Some(known) => known.all(),
            None => &[],
        };
        let is_whole = matches!(self.inputs.get(&argument.key), Some(ArgumentInput::Whole(_)));
        let unknown = (!is_whole && known.len() < count).then(Descriptor::default);
        known.iter().cloned().chain(unknown).list()
    }
}

impl Engine {
    /// Whether a tool may be called: by its name, by the capabilities that its arguments are about, by what policies
    /// authorise, and by what is known of its arguments.
    pub fn check_tool_call(&self, call: &ToolCall) -> Decision {
        self.judge_tool_call(call, false).denial.into()
    }

    /// The decision of [`Self::check_tool_call`] with every layer and every rule considered.
    #[must_use]
    pub fn explain_tool_call(&self, call: &ToolCall) -> Trace {
        let Verdict { denial, layers } = self.judge_tool_call(call, true);
        let mut layers = layers.unwrap_or_default();
        for layer in &mut layers {
            layer.decision = Decision::from(layer.denial.clone()).word();
        }
        let decision = Decision::from(denial.clone()).word();
        Trace { decision, denial, operation: format!("tool: {}", shown(&call.tool)), layers }
    }

    fn judge_tool_call(&self, call: &ToolCall, explaining: bool) -> Verdict {
        let mut verdict = if explaining { Verdict::explained(self) } else { Verdict { denial: None, layers: None } };
        for stage in [Self::judge_names, Self::judge_capabilities, Self::judge_authorizations, Self::judge_data] {
            if verdict.is_settled() {
                break;
            }
            stage(self, call, &mut verdict);
        }
        verdict
    }

    /// `env.tools` and `env.mcps`.
    pub(super) fn judge_names(&self, call: &ToolCall, verdict: &mut Verdict) {
        let mut stage = repeated_argument(call);
        for (at, layer) in self.layers.iter().enumerate() {
            let env = &layer.document.env;
            let server = call.server.as_deref().map(|server| (NameKind::Server, &env.mcps, server));
            let tool = (NameKind::Tool, &env.tools, call.tool.as_str());
            for (kind, rules, name) in core::iter::once(tool).chain(server) {
                if rules.deny.is_empty() && rules.allow.is_none() {
                    continue;
                }
                let refusal = check_names(kind, rules, name).err();
                let row = limit_row(refusal.as_ref(), kind.key(), name);
                let denial = refusal.map(|refusal| denied(DenialCode::PolicyToolDenied, refusal, &layer.name, name));
                verdict.add(&mut stage, at, vec![row], denial);
            }
        }
        verdict.end(stage);
    }

    /// Arguments that the tool declares as commands, paths or URLs.
    pub(super) fn judge_capabilities(&self, call: &ToolCall, verdict: &mut Verdict) {
        let mut stage = None;
        let arguments = self.tools.get(&call.tool).into_iter().flat_map(|tool| tool.arguments());
        for (name, argument) in arguments {
            let Some(value) = call.argument(name).map(|member| &member.value) else { continue };
            for role in argument.roles() {
                if matches!(role, Role::Destination | Role::Target) {
                    continue;
                }
                // The words of a command apart are no command line, and a tool may take them for one each.
                let is_split = *role == Role::Command && matches!(value.data, Data::Array(_));
                let Some(texts) = texts(value).filter(|texts| !is_split || texts.is_empty()) else {
                    stage = weightier(stage, Some(unreadable(name)));
                    continue;
                };
                for text in texts.into_iter().filter(|text| !text.is_empty()) {
                    // Some tools take a path as a URL, too.
                    if matches!(role, Role::File(_)) && is_file_url(text) {
                        stage = weightier(stage, self.check_network(text).denial().cloned());
                    }
                    if verdict.layers.is_none() {
                        let decision = match role {
                            Role::Command => self.check_command(text, Shell::Bash),
                            Role::Network => self.check_network(text),
                            Role::File(mode) => self.check_file(*mode, text),
                            Role::Destination | Role::Target => Decision::Allow,
                        };
                        stage = weightier(stage, decision.denial().cloned());
                        continue;
                    }
                    let trace = match role {
                        Role::Command => self.explain_command(text, Shell::Bash),
                        Role::Network => self.explain_network(text),
                        Role::File(mode) => self.explain_file(*mode, text),
                        Role::Destination | Role::Target => continue,
                    };
                    for (at, layer) in trace.layers.into_iter().enumerate() {
                        verdict.add(&mut None, at, layer.considered, layer.denial);
                    }
                    stage = weightier(stage, trace.denial);
                }
            }
        }
        // Where in the argument something stands is not where it stands in a command line.
        verdict.end(stage.map(|denial| Denial { span: None, ..denial }));
    }

    /// What policies authorise: every layer that has `authorizations` must.
    pub(super) fn judge_authorizations(&self, call: &ToolCall, verdict: &mut Verdict) {
        if !self.is_write(call) {
            return;
        }
        let mut stage = None;
        for (at, layer) in self.layers.iter().enumerate() {
            let Some(authorizations) = &layer.document.authorizations else { continue };
            let refusal = authorize(authorizations, &self.tools, &call.tool, &call.args).err();
            let row = limit_row(refusal.as_ref(), "authorizations.allow", &call.tool);
            let code = DenialCode::PolicyAuthorizationDenied;
            let denial = refusal.map(|refusal| denied(code, refusal, &layer.name, &call.tool));
            verdict.add(&mut stage, at, vec![row], denial);
        }
        verdict.end(stage);
    }

    /// What is known of the arguments.
    fn judge_data(&self, call: &ToolCall, verdict: &mut Verdict) {
        let inputs: Vec<Descriptor> = call.inputs.iter().flat_map(|(_, inputs)| inputs.all()).cloned().list();
        let operation = self.labels_of_call(call);
        let (destination, target) = (self.destination_of(call), self.target_of(call));
        let flow =
            Flow { inputs: &inputs, operation: &operation, destination: Some(&destination), target: Some(&target) };
        // An authorisation overrides what a privileged guard could: never the denials of a locked layer, and none where
        // the host permits no overrides.
        let authorized = self.allow_guard_bypass && self.is_authorized(call) && verdict.denial.is_none();
        let overridden = |at: usize| authorized && self.layers.get(at).is_some_and(|layer| !layer.document.locked);
        let mut stage = None;
        if verdict.layers.is_none() {
            let denials = self.flow_rules().judge_each(&flow).into_iter().enumerate();
            stage =
                denials.filter(|(at, _)| !overridden(*at)).fold(None, |found, (_, denial)| weightier(found, denial));
        } else {
            for (at, (mut considered, denial)) in self.flow_rules().considered(&flow).into_iter().enumerate() {
                for row in considered.iter_mut().filter(|row| overridden(at) && row.matched) {
                    row.matched = false;
                    row.why.push_str(", but the call is authorised");
                }
                verdict.add(&mut stage, at, considered, denial.filter(|_| !overridden(at)));
            }
        }
        verdict.end(stage);
    }

    /// What is known of the result of a call: all that is known of its inputs, and that it comes from a tool.
    #[must_use]
    pub fn label_tool_result(&self, call: &ToolCall, given: Option<&Descriptor>) -> Descriptor {
        let inputs = call.inputs.iter().flat_map(|(_, inputs)| inputs.all());
        let told = self.merge(inputs);
        let rules = self.flow_rules();
        let influenced = rules.any_untrusted(&told) && rules.influences(&self.labels_of_call(call));
        let known = self.merge(core::iter::once(&told).chain(given));
        // The names alone: what is passed may be a secret.
        let names = Value::list(call.args.iter().map(|argument| argument.key.as_str()));
        let own = Descriptor {
            labels: influenced.then(|| "influenced".to_owned()).into_iter().list(),
            taint: vec!["src:mcp".to_owned()],
            sources: vec![format!("mcp:{}", call.tool)],
            tools: vec![ToolUse { name: call.tool.clone(), args: Some(names), audit_ref: call.audit_ref.clone() }],
        };
        self.merge([&known, &own])
    }

    /// Whether a call needs an authorisation where policies have any: unless its tool is known to read only.
    fn is_write(&self, call: &ToolCall) -> bool {
        let described = self.tools.get(&call.tool).map(Description::labels);
        let said = OperationLabels::new(described.into_iter().flatten().chain(&call.labels).cloned());
        said.does("tool:w") || !said.does("tool:r")
    }

    pub(super) fn labels_of_call(&self, call: &ToolCall) -> OperationLabels {
        let description = self.tools.get(&call.tool);
        let described = description.map(Description::labels).unwrap_or_default();
        let mut said: Vec<String> = described.iter().chain(&call.labels).cloned().list();
        if self.is_write(call) && !said.iter().any(|label| covers("tool:w", label)) {
            said.push("tool:w".to_owned());
        }
        let carries = call.inputs.iter().flat_map(|(_, inputs)| inputs.all()).any(|input| input.all().next().is_some());
        let mut commands = Vec::new();
        for (name, argument) in description.into_iter().flat_map(Description::arguments) {
            let texts = call.argument(name).and_then(|member| texts(&member.value)).unwrap_or_default();
            for role in argument.roles().iter().filter(|_| !texts.is_empty()) {
                match role {
                    Role::Command => commands.add_all(texts.iter().map(|text| (*text).to_owned())),
                    // A request carries what it is told, as one of a command line does.
                    Role::Network => {
                        said.push("net:r".to_owned());
                        said.add_all(carries.then(|| "net:w".to_owned()));
                    }
                    Role::File(FileMode::Read) => said.push("fs:r".to_owned()),
                    Role::File(FileMode::Write) => said.push("fs:w".to_owned()),
                    Role::Destination | Role::Target => {}
                }
            }
        }
        Operation { kind: None, subtype: None, labels: said, commands }
            .all_labels(carries, &|text| self.analyze_command(text, Shell::Bash))
    }

    /// Whether policies authorise a call, where none of them denies it.
    pub(super) fn is_authorized(&self, call: &ToolCall) -> bool {
        self.is_write(call) && self.layers.iter().any(|layer| layer.document.authorizations.is_some())
    }

    /// What is known of where a call sends to.
    pub(super) fn destination_of(&self, call: &ToolCall) -> Vec<Descriptor> {
        self.aimed_at(call, Role::Destination)
    }

    /// What is known of what a call destroys.
    pub(super) fn target_of(&self, call: &ToolCall) -> Vec<Descriptor> {
        self.aimed_at(call, Role::Target)
    }

    /// What is known of the arguments with a role, element by element. Where the tool declares none, any argument may have
    /// it: which comes first is for whoever writes the call to choose.
    fn aimed_at(&self, call: &ToolCall, role: Role) -> Vec<Descriptor> {
        let description = self.tools.get(&call.tool);
        let declared = |name: &str| {
            description.and_then(|tool| tool.argument(name)).is_some_and(|argument| argument.roles().contains(&role))
        };
        let any_declared = description.is_some_and(|tool| tool.arguments().any(|(name, _)| declared(name)));
        let aimed = call.args.iter().filter(|argument| !any_declared || declared(&argument.key));
        aimed.flat_map(|argument| call.known_of(argument)).list()
    }
}

fn is_file_url(text: &str) -> bool {
    text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"))
}

/// The texts of an argument, element by element; `None` for what is no text.
fn texts(value: &Value) -> Option<Vec<&str>> {
    match &value.data {
        Data::String(text) => Some(vec![text]),
        Data::Null | Data::Bool(false) => Some(Vec::new()),
        Data::Array(items) => all_some(items.iter().map(texts)).map(|texts| texts.concat()),
        _ => None,
    }
}
