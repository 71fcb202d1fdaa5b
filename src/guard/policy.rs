//! The guards that policies are: what each rule of a layer watches over.

use serde::Serialize;

use super::condition::Input;
use super::definition::{Filter, Scope};
use super::operation::OperationView;
use super::outcome::{Entry, GuardTrace};
use super::reduction::Denier;
use crate::capability::{Layer, weightier};
use crate::decision::{Denial, DenialCode, Topic};
use crate::engine::{Engine, Finding};
use crate::label::watched;
use crate::list::{AddAll, List};
use crate::policy::{BuiltinRule, Names, path};
use crate::prelude::*;

/// A guard of a policy. All of them are privileged and asked before an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyGuard {
    /// `__policy_…`; each layer may have one of the name.
    pub name: String,
    /// `before`.
    pub timing: &'static str,
    /// Which operations or values it is about; `*` is all operations.
    pub filter: String,
    /// Whether it is about each value by itself.
    pub scope: Scope,
    /// Always.
    pub privileged: bool,
    /// The display name of its layer.
    pub layer: String,
    /// The rule that it enforces, as a path into the layer's document; of several the first.
    pub rule: String,
    /// Whether no guard lifts its denials: all but those of flow, and those of a locked layer.
    pub locked: bool,
}

impl Engine {
    /// The guards that the policies are, layer by layer. They are in force whether anybody lists them or not.
    ///
    /// ```
    /// use mlld_policy::engine::{Engine, EngineOptions};
    /// use mlld_policy::policy::{ReadOptions, read_text};
    ///
    /// let policy = read_text(r#"{ "name": "team", "danger": "*", "deny": ["sh"] }"#, &ReadOptions::default())?;
    /// let engine = Engine::new(vec![policy.document], EngineOptions::default())?;
    /// let guards: Vec<_> = engine.guards().into_iter().map(|guard| (guard.name, guard.filter, guard.rule)).collect();
    /// let guard = |name: &str, filter: &str| (name.to_owned(), filter.to_owned(), "deny[0]".to_owned());
    /// assert_eq!(guards, [guard("__policy_cmd_access", "op:cmd"), guard("__policy_deny_sh", "op:sh")]);
    /// # Ok::<(), mlld_policy::error::PolicyError>(())
    /// ```
    #[must_use]
    pub fn guards(&self) -> Vec<PolicyGuard> {
        self.compiled_layers().iter().flat_map(|layer| of_layer(layer, self)).list()
    }
}

impl PolicyGuard {
    /// The name of the guard that a denial of a layer comes from.
    pub(crate) fn name_of(denial: &Denial, layer: Option<&Layer>) -> String {
        let rule = denial.rule.as_deref().unwrap_or_default();
        match (denial.code, &denial.topic) {
            (DenialCode::PolicyDangerDenied, _) => DANGER.to_owned(),
            (DenialCode::PolicyLabelFlowDenied, _) => {
                layer.and_then(|layer| flow_guard(layer, rule)).unwrap_or_else(|| TOOLS.to_owned())
            }
            (DenialCode::PolicyAuthorizationDenied, _) => AUTHORIZATIONS.to_owned(),
            (_, Topic::Everything) => DENY_ALL.to_owned(),
            (_, Topic::Commands) => CMD_ACCESS.to_owned(),
            (_, Topic::Files) => FILESYSTEM.to_owned(),
            // Where there is no network at all, a host is no news.
            (_, Topic::Hosts) if layer.and_then(Layer::rule_against_network).as_deref() == Some(rule) => {
                DENY_NETWORK.to_owned()
            }
            (_, Topic::Hosts) => DOMAINS.to_owned(),
            (_, Topic::Network) => DENY_NETWORK.to_owned(),
            (_, Topic::Capability(name)) => format!("__policy_deny_{name}"),
            (_, Topic::OfCode) => TOOLS.to_owned(),
        }
    }
}

const DENY_ALL: &str = "__policy_deny_all";
const CMD_ACCESS: &str = "__policy_cmd_access";
const DANGER: &str = "__policy_danger";
const FILESYSTEM: &str = "__policy_filesystem";
const DENY_NETWORK: &str = "__policy_deny_network";
const DOMAINS: &str = "__policy_network_domains";
const TOOLS: &str = "__policy_tools";
const AUTHORIZATIONS: &str = "__policy_authorizations";

fn of_layer(layer: &Layer, engine: &Engine) -> Vec<PolicyGuard> {
    let document = &layer.document;
    let never_lifted = document.locked || !engine.allows_guard_bypass();
    let mut guards = Vec::new();
    let mut add = |name: &str, filter: &str, scope: Scope, rule: String, locked: bool| {
        guards.push(PolicyGuard {
            name: name.to_owned(),
            timing: "before",
            filter: filter.to_owned(),
            scope,
            privileged: true,
            layer: layer.name.clone(),
            rule,
            locked,
        });
    };
    let whole = Scope::PerOperation;
    if let Some(rule) = layer.rule_against_everything() {
        add(DENY_ALL, "*", whole, rule, true);
    }
    if let Some(rule) = layer.first_restriction(true) {
        add(CMD_ACCESS, "op:cmd", whole, rule, true);
    }
    if !layer.accepts_all_danger() {
        add(DANGER, "*", whole, "danger".to_owned(), true);
    }
    for (capability, rule) in layer.denied_capabilities(engine.capabilities()) {
        add(&format!("__policy_deny_{capability}"), &format!("op:{capability}"), whole, rule, true);
    }
    if let Some(rule) = layer.rule_against_network() {
        add(DENY_NETWORK, "net", whole, rule, true);
    }
    if let Some(rule) = layer.first_host_rule() {
        add(DOMAINS, "net", whole, rule, true);
    }
    if let Some(rule) = layer.first_file_rule() {
        add(FILESYSTEM, "fs", whole, rule, true);
    }
    for (label, _) in document.labels.iter() {
        add(&label_guard(label), label, Scope::PerInput, path::key("labels", label), never_lifted);
    }
    for rule in &document.defaults.rules {
        let (name, path) = (rule_guard(rule.pattern), rule.origin.path.to_string());
        if let Some((filter, each_value)) = watched(rule.pattern) {
            add(&name, filter, if each_value { Scope::PerInput } else { whole }, path, never_lifted);
        }
    }
    let env = &document.env;
    for (key, rules) in [("env.tools", &env.tools), ("env.mcps", &env.mcps)] {
        if !rules.deny.is_empty() || rules.allow.is_some() {
            add(TOOLS, "tool", whole, key.to_owned(), true);
            break;
        }
    }
    if document.authorizations.is_some() {
        add(AUTHORIZATIONS, "tool:w", whole, "authorizations.allow".to_owned(), true);
    }
    guards
}

fn label_guard(label: &str) -> String {
    format!("__policy_label_{label}")
}

fn rule_guard(rule: BuiltinRule) -> String {
    format!("__policy_rule_{}", rule.as_str().replace('-', "_"))
}

/// The guard of a rule about labels, which denials name by its path.
fn flow_guard(layer: &Layer, rule: &str) -> Option<String> {
    let built_in = layer.document.defaults.rules.iter().find(|known| known.origin.path == rule);
    let is_below = |name: &str| rule.strip_prefix(&path::key("labels", name)).is_some_and(|rest| rest.starts_with('.'));
    let label = || layer.document.labels.names().find(|name| is_below(name));
    built_in.map(|rule| rule_guard(rule.pattern)).or_else(|| label().map(label_guard))
}

/// What policies said, guard by guard: each that is about the operation or one of its values, and each that denies.
pub(super) fn entries(
    engine: &Engine,
    operation: &OperationView<'_>,
    inputs: &[Input],
    findings: Vec<Finding>,
) -> Vec<Entry> {
    let mut found: Names<Vec<Finding>> = Names::default();
    let key = |layer: usize, name: &str, input: Option<usize>| format!("{layer} {name} {input:?}");
    let mut entries = Vec::new();
    for finding in findings {
        let layer = finding.layer.and_then(|at| Some((at, engine.compiled_layers().get(at)?)));
        let name = PolicyGuard::name_of(&finding.denial, layer.map(|(_, layer)| layer.as_ref()));
        match layer {
            Some((at, _)) => found.update(&key(at, &name, finding.input), |all| all.push(finding)),
            None => entries.push(found_by(engine, finding)),
        }
    }
    for (at, layer) in engine.compiled_layers().iter().enumerate() {
        for guard in of_layer(layer, engine) {
            let Some(filter) = Filter::parse(&guard.filter) else { continue };
            let places: Vec<Option<usize>> = match guard.scope {
                Scope::PerInput => {
                    let labelled = |input: &Input| filter.matches_value(&input.descriptor.all().list());
                    let labelled = inputs.iter().enumerate().filter(|(_, input)| labelled(input));
                    labelled.map(|(place, _)| Some(place)).list()
                }
                Scope::PerOperation if guard.filter == "*" || filter.matches_operation(operation).is_some() => {
                    vec![None]
                }
                Scope::PerOperation => Vec::new(),
            };
            for place in places {
                let its = found.remove(&key(at, &guard.name, place)).unwrap_or_default();
                entries.push(said(&guard, place, its));
            }
        }
    }
    // What none of the guards above was asked about, and what is denied all the same.
    entries.add_all(found.into_values().flatten().map(|finding| found_by(engine, finding)));
    entries
}

/// What a guard of a policy said: of several denials the one that says most.
fn said(guard: &PolicyGuard, input: Option<usize>, findings: Vec<Finding>) -> Entry {
    let liftable = findings.iter().all(|finding| finding.liftable);
    let denial = findings.into_iter().map(|finding| Some(finding.denial)).fold(None, weightier);
    match denial {
        Some(denial) => denying(guard, input, Denier::Policy { liftable }, denial),
        None => Entry { row: row(guard, input), denial: None },
    }
}

/// A denial, with the guard that it comes from.
pub(super) fn found_by(engine: &Engine, finding: Finding) -> Entry {
    let Finding { layer, input, denial, liftable } = finding;
    let layer = layer.and_then(|at| engine.compiled_layers().get(at));
    let name = PolicyGuard::name_of(&denial, layer.map(AsRef::as_ref));
    let listed = layer.and_then(|layer| of_layer(layer, engine).into_iter().find(|guard| guard.name == name));
    let guard = listed.unwrap_or_else(|| PolicyGuard {
        name,
        timing: "before",
        filter: "*".to_owned(),
        scope: if input.is_some() { Scope::PerInput } else { Scope::PerOperation },
        privileged: true,
        layer: denial.policy.clone().unwrap_or_default(),
        rule: denial.rule.clone().unwrap_or_default(),
        locked: !liftable,
    });
    denying(&guard, input, Denier::Policy { liftable }, denial)
}

fn row(guard: &PolicyGuard, input: Option<usize>) -> GuardTrace {
    let row = GuardTrace::new(Some(guard.name.clone()), true, &guard.filter, guard.scope, input);
    GuardTrace { layer: Some(guard.layer.clone()).filter(|layer| !layer.is_empty()), ..row }
}

fn denying(guard: &PolicyGuard, input: Option<usize>, denier: Denier, denial: Denial) -> Entry {
    let row = GuardTrace { matched: true, rule: denial.rule.clone(), ..row(guard, input).denying(&denial) };
    Entry { row, denial: Some((denier, denial)) }
}
