//! Which tools may be called with which arguments.

use super::record::{Record, Set, get, is_object, is_true, list, members, string, strings};
use crate::policy::value::{Data, Member, Value};
use crate::prelude::*;

/// What is wrong with authorisations.
#[derive(Default)]
struct Issues {
    errors: Vec<Value>,
    warnings: Vec<Value>,
}

/// What an issue is about: a tool, and an argument of it.
#[derive(Clone, Copy, Default)]
struct Subject<'v> {
    tool: Option<&'v str>,
    argument: Option<&'v str>,
}

impl Issues {
    fn error(&mut self, code: &str, subject: Subject<'_>, path: &str, message: String) {
        self.errors.push(issue(code, "error", subject, path, message));
    }

    fn warning(&mut self, code: &str, subject: Subject<'_>, path: &str, message: String) {
        self.warnings.push(issue(code, "warning", subject, path, message));
    }

    fn report(self, normalized: Option<Value>) -> Value {
        let mut made = Record::default();
        made.set_some("normalized", normalized);
        made.set("errors", Value::list(self.errors));
        made.set("warnings", Value::list(self.warnings));
        made.into()
    }
}

fn issue(code: &str, severity: &str, subject: Subject<'_>, path: &str, message: String) -> Value {
    let mut made = Record::default();
    made.set("code", format!("authorizations-{code}").into());
    made.set("severity", severity.into());
    made.set_some("tool", subject.tool.map(Value::from));
    made.set_some("arg", subject.argument.map(Value::from));
    made.set("path", format!("authorizations{path}").into());
    made.set("message", message.into());
    made.into()
}

/// The canonical form of what a policy has.
pub(super) fn canonical(raw: &Value) -> Option<Value> {
    normalized(Some(raw), &mut Issues::default())
}

/// `normalizePolicyAuthorizations`: the canonical form with what is wrong.
pub(super) fn normalize(raw: Option<&Value>) -> Value {
    let mut issues = Issues::default();
    let normalized = normalized(raw, &mut issues);
    issues.report(normalized)
}

fn normalized(raw: Option<&Value>, issues: &mut Issues) -> Option<Value> {
    let raw = raw.filter(|raw| raw.data != Data::Null)?;
    let nobody = Subject::default();
    if !is_object(raw) {
        issues.error("invalid", nobody, "", "policy.authorizations must be an object".to_owned());
        return None;
    }
    let unknown = other_keys(raw, &["allow"]);
    if !unknown.is_empty() {
        issues.error("unknown-field", nobody, "", format!("Unsupported policy.authorizations fields: {unknown}"));
    }
    let Some(allow) = get(raw, "allow").filter(|allow| is_object(allow)) else {
        issues.error("invalid", nobody, ".allow", "policy.authorizations.allow must be an object".to_owned());
        return None;
    };
    let mut made = Record::default();
    for member in members(allow) {
        made.set_some(&member.key, entry(member, issues));
    }
    Some(of_allow(made))
}

fn of_allow(allow: Record) -> Value {
    Value::object([("allow", Value::from(allow))])
}

/// The keys of an object besides these, as messages list them.
fn other_keys(value: &Value, known: &[&str]) -> String {
    let others = members(value).iter().map(|member| member.key.as_str()).filter(|key| !known.contains(key));
    others.collect::<Vec<_>>().join(", ")
}

fn unconstrained() -> Value {
    Value::object([("kind", Value::from("unconstrained"))])
}

fn constrained(arguments: Record) -> Value {
    Value::object([("kind", "constrained".into()), ("args", Value::from(arguments))])
}

fn entry(member: &Member, issues: &mut Issues) -> Option<Value> {
    let (tool, value) = (member.key.as_str(), &member.value);
    let subject = Subject { tool: Some(tool), argument: None };
    let path = format!(".allow.{tool}");
    if is_true(Some(value)) {
        return Some(unconstrained());
    }
    if !is_object(value) {
        issues.error("invalid", subject, &path, format!("Authorization entry for '{tool}' must be true or an object"));
        return None;
    }
    if let Some(canonical) = already_canonical(value) {
        return Some(canonical);
    }
    let unknown = other_keys(value, &["args"]);
    if !unknown.is_empty() {
        let message = format!("Unsupported authorization entry fields for '{tool}': {unknown}");
        issues.error("unknown-field", subject, &path, message);
        return None;
    }
    let mut empty = |path: &str, shown| {
        let message = format!("Authorization entry '{shown}' for '{tool}' normalizes to true");
        issues.warning("empty-entry", subject, path, message);
        Some(unconstrained())
    };
    let Some(arguments) = get(value, "args") else { return empty(&path, "{}") };
    let path = format!("{path}.args");
    if !is_object(arguments) {
        issues.error("invalid", subject, &path, format!("Authorization args for '{tool}' must be an object"));
        return None;
    }
    if members(arguments).is_empty() {
        return empty(&path, "{ args: {} }");
    }
    let mut made = Record::default();
    for member in members(arguments) {
        made.set_some(&member.key, clause(tool, member, issues).map(|clause| Value::list([clause])));
    }
    Some(constrained(made))
}

/// An entry that is written as it is kept. mlld takes it from anybody.
fn already_canonical(value: &Value) -> Option<Value> {
    match get(value, "kind").and_then(string)? {
        "unconstrained" if members(value).len() == 1 => Some(unconstrained()),
        "constrained" => {
            let arguments = get(value, "args").filter(|arguments| is_object(arguments))?;
            let is_clause = |clause: &Value| match (get(clause, "eq"), get(clause, "oneOf")) {
                (Some(_), None) => true,
                (None, Some(alternatives)) => list(alternatives).is_some(),
                _ => false,
            };
            let are_clauses =
                |member: &Member| list(&member.value).is_some_and(|clauses| clauses.iter().all(is_clause));
            members(arguments).iter().all(are_clauses).then(|| constrained(arguments.into()))
        }
        _ => None,
    }
}

fn clause(tool: &str, member: &Member, issues: &mut Issues) -> Option<Value> {
    let (argument, value) = (member.key.as_str(), &member.value);
    let (equal, one_of) = (get(value, "eq"), get(value, "oneOf"));
    if equal.is_none() && one_of.is_none() {
        return Some(Value::object([("eq", value.clone())]));
    }
    let mut refuse = |below: &str, message: String| {
        let subject = Subject { tool: Some(tool), argument: Some(argument) };
        let path = format!(".allow.{tool}.args.{argument}{below}");
        issues.error("unsupported-constraint", subject, &path, message);
        None
    };
    let unknown = other_keys(value, &["eq", "oneOf"]);
    if !unknown.is_empty() {
        return refuse("", format!("Unsupported constraint fields for '{tool}.{argument}': {unknown}"));
    }
    match (equal, one_of) {
        (Some(_), Some(_)) => {
            refuse("", format!("Constraint for '{tool}.{argument}' must use exactly one of 'eq' or 'oneOf'"))
        }
        (None, Some(alternatives)) if list(alternatives).is_none() => {
            refuse(".oneOf", format!("Constraint '{tool}.{argument}.oneOf' must be an array"))
        }
        _ => Some(value.clone()),
    }
}

/// `mergePolicyAuthorizations`: the tools that both permit, with what either demands.
pub(super) fn merge(base: Option<&Value>, incoming: Option<&Value>) -> Option<Value> {
    let (Some(base), Some(incoming)) = (base, incoming) else { return base.or(incoming).cloned() };
    let mut made = Record::default();
    let other = get(incoming, "allow");
    for member in get(base, "allow").map(members).unwrap_or_default() {
        let both = other.and_then(|other| get(other, &member.key)).map(|other| both_entries(&member.value, other));
        made.set_some(&member.key, both);
    }
    Some(of_allow(made))
}

fn both_entries(base: &Value, incoming: &Value) -> Value {
    let arguments = |entry| get(entry, "args").filter(|_| get(entry, "kind").and_then(string) == Some("constrained"));
    let (base, incoming) = match (arguments(base), arguments(incoming)) {
        (None, None) => return unconstrained(),
        (Some(one), None) | (None, Some(one)) => return constrained(one.into()),
        (Some(base), Some(incoming)) => (base, incoming),
    };
    let mut made = Record::from(base);
    for member in members(incoming) {
        let own = made.get(&member.key).and_then(list).unwrap_or_default();
        let clauses = own.iter().chain(list(&member.value).unwrap_or_default()).cloned();
        let clauses = Value::list(clauses.collect::<Vec<_>>());
        made.set(&member.key, clauses);
    }
    constrained(made)
}

/// `hasToolWriteAuthorizationPolicy`: whether tools need to be permitted at all.
pub(super) fn is_enforced(authorizations: Option<&Value>) -> bool {
    let allow = authorizations.and_then(|authorizations| get(authorizations, "allow"));
    allow.is_some_and(|allow| !members(allow).is_empty())
}

/// `validatePolicyAuthorizations`: [`normalize`], held against what is known of the tools.
pub(super) fn validate(raw: Option<&Value>, tools: Option<&Value>, options: Option<&Value>) -> Value {
    let mut issues = Issues::default();
    let normalized = normalized(raw, &mut issues);
    if let Some(normalized) = &normalized {
        check(normalized, tools, options, &mut issues);
    }
    issues.report(normalized)
}

/// `validateNormalizedPolicyAuthorizations`
pub(super) fn validate_normalized(authorizations: &Value, tools: Option<&Value>, options: Option<&Value>) -> Value {
    let mut issues = Issues::default();
    check(authorizations, tools, options, &mut issues);
    issues.report(Some(authorizations.clone()))
}

fn check(authorizations: &Value, tools: Option<&Value>, options: Option<&Value>, issues: &mut Issues) {
    let required = |key| is_true(options.and_then(|options| get(options, key)));
    let Some(tools) = tools.filter(|tools| !members(tools).is_empty()) else {
        if required("requireKnownTools") || required("requireControlArgsMetadata") {
            let message = "policy.authorizations requires trusted tool context for validation".to_owned();
            issues.error("missing-tool-context", Subject::default(), "", message);
        }
        return;
    };
    for member in get(authorizations, "allow").map(members).unwrap_or_default() {
        let name = member.key.as_str();
        let subject = Subject { tool: Some(name), argument: None };
        let path = format!(".allow.{name}");
        let Some(tool) = get(tools, name) else {
            issues.error("unknown-tool", subject, &path, format!("Unknown tool '{name}' in policy.authorizations"));
            continue;
        };
        if required("requireControlArgsMetadata") && !is_true(get(tool, "hasControlArgsMetadata")) {
            let message = format!("Tool '{name}' is missing trusted controlArgs metadata for policy.authorizations");
            issues.error("missing-control-args-metadata", subject, &path, message);
            continue;
        }
        if get(&member.value, "kind").and_then(string) == Some("unconstrained") {
            check_unconstrained(name, tool, issues);
        } else if let Some(arguments) = get(&member.value, "args") {
            check_arguments(name, tool, arguments, issues);
        }
    }
}

fn check_unconstrained(name: &str, tool: &Value, issues: &mut Issues) {
    let subject = Subject { tool: Some(name), argument: None };
    let path = format!(".allow.{name}");
    let controls: Vec<&str> = strings(get(tool, "controlArgs")).collect();
    if controls.is_empty() {
        let message = format!("Tool '{name}' is authorized unconstrained because it declares no control args");
        issues.warning("unconstrained-tool", subject, &path, message);
    } else {
        let controls = controls.join(", ");
        let message =
            format!("Tool '{name}' cannot use true in policy.authorizations because it has control args: {controls}");
        issues.error("unconstrained-control-args", subject, &path, message);
    }
}

fn check_arguments(name: &str, tool: &Value, arguments: &Value, issues: &mut Issues) {
    let parameters: Set = strings(get(tool, "params")).collect();
    for argument in members(arguments).iter().map(|member| member.key.as_str()).filter(|key| !parameters.has(key)) {
        let subject = Subject { tool: Some(name), argument: Some(argument) };
        let message = format!("Unknown arg '{argument}' for tool '{name}' in policy.authorizations");
        issues.error("unknown-arg", subject, &format!(".allow.{name}.args.{argument}"), message);
    }
    for argument in strings(get(tool, "controlArgs")).filter(|argument| get(arguments, argument).is_none()) {
        let subject = Subject { tool: Some(name), argument: Some(argument) };
        let message = format!("Tool '{name}' must constrain control arg '{argument}' in policy.authorizations");
        issues.error("missing-control-arg", subject, &format!(".allow.{name}.args"), message);
    }
}
