//! The guards that the interpreter makes of a policy: what they are called, and what each says of an operation.

use super::answer::Answer;
use super::command::SHELL;
use super::flow::reason_of_rule;
use super::policy::{MlldPolicy, Part, Places, UNMENTIONED, items, member, text};
use super::shown::{command_name, normalized, part_of_command};
use crate::compat::trim;
use crate::label::{barred, watched};
use crate::policy::value::{Data, Value};
use crate::policy::{BuiltinRule, Word};
use crate::prelude::*;

const REVIEW: &str = "Review active policies with @mx.policy.activePolicies";

/// A guard of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A built-in rule.
    Rule(BuiltinRule),
    /// Commands that the policy does not permit.
    Commands,
    Everything,
    /// Everything that is no command either.
    Executables,
    Shell,
    Network,
}

impl Kind {
    fn name(self) -> String {
        match self {
            Self::Rule(rule) => format!("__policy_rule_{}", rule.as_str().replace('-', "_")),
            Self::Commands => "__policy_cmd_access".to_owned(),
            Self::Everything => "__policy_deny_all".to_owned(),
            Self::Executables => "__policy_deny_all_exe".to_owned(),
            Self::Shell => "__policy_deny_sh".to_owned(),
            Self::Network => "__policy_deny_network".to_owned(),
        }
    }

    /// The label of the data that the guard is about, or what the operations are.
    fn filter(self) -> (bool, &'static str) {
        match self {
            Self::Rule(rule) => match watched(rule) {
                Some((label, true)) => (true, label),
                _ => (false, "exe"),
            },
            Self::Commands | Self::Network => (false, "op:cmd"),
            Self::Everything => (false, "run"),
            Self::Executables => (false, "exe"),
            Self::Shell => (false, "op:sh"),
        }
    }

    fn spec(self) -> Value {
        let (is_data, filter) = self.filter();
        Value::object([
            ("name", Value::from(self.name())),
            ("filterKind", if is_data { "data" } else { "operation" }.into()),
            ("filterValue", filter.into()),
            ("scope", if is_data { "perInput" } else { "perOperation" }.into()),
            ("block", Value::object([("type", Value::from("GuardBlock")), ("rules", Value::list::<Value>([]))])),
            ("timing", "before".into()),
            ("privileged", true.into()),
        ])
    }
}

impl MlldPolicy {
    /// `generatePolicyGuards`, without the conditions.
    pub(super) fn guards(&self, places: &Places) -> Value {
        Value::list(self.kinds(places).into_iter().map(Kind::spec))
    }

    fn kinds(&self, places: &Places) -> Vec<Kind> {
        let policy = normalized(&self.value);
        let rules = member(&policy, "defaults").map(|defaults| items(defaults, "rules")).unwrap_or_default();
        let rule = |name: &Value| match &name.data {
            Data::String(name) => BuiltinRule::WORDS.iter().find(|(word, _)| word == name).map(|(_, rule)| *rule),
            _ => None,
        };
        let rules = rules.iter().filter_map(rule).filter(|rule| barred(*rule).is_some()).map(Kind::Rule);
        let denied = member(&policy, "deny");
        let mut kinds: Vec<Kind> = rules.collect();
        if denied.is_some_and(|denied| denied.data == Data::Bool(true)) {
            kinds.push(Kind::Everything);
            return kinds;
        }
        let is_denied = |name: &str| !self.capability_access(Part::Denials, name, places).is_allowed();
        if is_denied(UNMENTIONED) {
            kinds.extend([Kind::Everything, Kind::Executables]);
        }
        kinds.push(Kind::Commands);
        kinds.extend(is_denied("sh").then_some(Kind::Shell));
        kinds.extend(is_denied("network").then_some(Kind::Network));
        kinds
    }

    /// What the guard of this name says of an operation: `{ decision, reason?, policyName?, rule?, locked?, suggestions? }`.
    pub(super) fn condition(&self, name: &str, context: &Value, display: Option<&str>, places: &Places) -> Value {
        let known = self.kinds(places).into_iter().chain([Kind::Commands]).find(|kind| kind.name() == name);
        let Some(kind) = known else {
            return self.denial(display, "no guard of this policy has that name".to_owned(), None, Vec::new());
        };
        match kind {
            Kind::Everything | Kind::Executables | Kind::Shell => self.refusal(kind, display),
            Kind::Rule(rule) => self.rule_condition(rule, context, display, places),
            Kind::Commands | Kind::Network => {
                let commands = commands_of(context);
                let is_blank = |command: &str| trim(command).is_empty();
                let has_command = commands.iter().any(|command| !is_blank(command));
                let denied = commands.into_iter().find_map(|command| {
                    let answer = if kind == Kind::Network {
                        self.ask(Part::Network, places, |engine| engine.check_command(&command, SHELL))
                    } else {
                        self.command_access(&command, places)
                    };
                    // An empty text beside a command is no command, but in a list of what may run it stands no more.
                    let is_nothing = has_command && is_blank(&command) && answer.is_unclear();
                    (!answer.is_allowed() && !is_nothing).then_some((command, answer))
                });
                match denied {
                    None => permission(),
                    Some(_) if kind == Kind::Network => self.refusal(kind, display),
                    Some((command, answer)) => self.command_denial(&answer, &command, display),
                }
            }
        }
    }

    fn rule_condition(&self, rule: BuiltinRule, context: &Value, display: Option<&str>, places: &Places) -> Value {
        let operation = own(context, "operation");
        if !matches!(operation.data, Data::Object(_)) {
            return self.denial(display, "the operation cannot be read".to_owned(), None, Vec::new());
        }
        let label = watched(rule).and_then(|(label, is_data)| is_data.then_some(label));
        let asked = Value::object([
            ("opLabels", own(&operation, "opLabels")),
            ("exeLabels", own(&operation, "labels")),
            ("inputs", own(context, "inputs")),
        ]);
        match self.rule_flow(rule, &asked, label, places).reason() {
            None => permission(),
            Some(reason) => self.denial(display, reason_of_rule(rule, reason), None, self.hints(rule)),
        }
    }

    /// What always denies.
    fn refusal(&self, kind: Kind, display: Option<&str>) -> Value {
        let (reason, rule, hint) = match kind {
            Kind::Shell => {
                ("Shell access denied by policy", "deny.sh", Some("Remove sh from deny list to allow shell access"))
            }
            Kind::Network => (
                "Network access denied by policy",
                "deny.network",
                Some("Remove network from deny list to allow network commands"),
            ),
            _ => ("All operations denied by policy", "deny", None),
        };
        let hints = hint.into_iter().chain([REVIEW]).map(str::to_owned).collect();
        self.denial(display, reason.to_owned(), Some(rule), hints)
    }

    fn command_denial(&self, answer: &Answer, command: &str, display: Option<&str>) -> Value {
        let name = command_name(command);
        let rule = part_of_command(&self.value, command);
        let hint = if rule == "deny.cmd" {
            format!("Remove 'cmd:{name}:*' from deny list")
        } else {
            format!("Add 'cmd:{name}:*' to capabilities.allow")
        };
        let reason = self.reason_of_command(answer, command);
        self.denial(display, reason, Some(rule), vec![hint, REVIEW.to_owned()])
    }

    /// What a rule about the aim of an operation asks for.
    fn hints(&self, rule: BuiltinRule) -> Vec<String> {
        let hint = match rule {
            BuiltinRule::NoSendToUnknown => "Mark the destination with 'known' or use an approved destination source",
            BuiltinRule::NoSendToExternal => {
                "Mark the destination with 'known:internal' or use an approved internal destination source"
            }
            BuiltinRule::NoDestroyUnknown => "Mark the target with 'known' or use an approved target source",
            _ => return Vec::new(),
        };
        vec![hint.to_owned(), REVIEW.to_owned()]
    }

    fn denial(&self, display: Option<&str>, reason: String, rule: Option<&str>, suggestions: Vec<String>) -> Value {
        // What cannot be understood may say that it is locked.
        let is_no = |locked: &Value| matches!(locked.data, Data::Bool(false) | Data::Null);
        let locked = !matches!(self.value.data, Data::Object(_)) || !member(&self.value, "locked").is_none_or(is_no);
        let told = [("decision", Value::from("deny")), ("reason", reason.into())];
        let name = display.map(|name| ("policyName", name.into()));
        let rule = rule.map(|rule| ("rule", rule.into()));
        let suggestions = (!suggestions.is_empty()).then(|| ("suggestions", Value::list(suggestions)));
        Value::object(told.into_iter().chain(name).chain(rule).chain([("locked", locked.into())]).chain(suggestions))
    }
}

/// The commands of an operation: its preview, what it has in its metadata, and what it is. Which of them runs is not
/// known here; where there is none the operation is still one.
fn commands_of(context: &Value) -> Vec<String> {
    let operation = member(context, "operation");
    let metadata = operation.and_then(|operation| member(operation, "metadata"));
    let told = [(metadata, "commandPreview"), (metadata, "command"), (operation, "command")];
    let told = told.into_iter().filter_map(|(place, key)| text(place?, key));
    let mut commands: Vec<String> = told.map(str::to_owned).collect();
    commands.dedup();
    if commands.is_empty() { vec![String::new()] } else { commands }
}

fn permission() -> Value {
    Value::object([("decision", "allow".into())])
}

fn own(value: &Value, key: &str) -> Value {
    member(value, key).cloned().unwrap_or_else(|| Data::Null.into())
}
