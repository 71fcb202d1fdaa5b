//! Whether a call of a tool is authorised, as the interpreter asks.

use super::policy::{items, member, text};
use crate::names::Names;
use crate::policy::value::{Data, Member, Value};
use crate::policy::{Authorization, Clause, Origin};
use crate::prelude::*;
use crate::tool::{authorize, read_tools};

/// What is decided about a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Nothing restricts calls.
    Unrestricted,
    Allowed,
    /// The tool is not listed.
    Unlisted,
    /// It is, and not with these arguments.
    Mismatch,
}

/// `evaluatePolicyAuthorizationDecision`: `{ authorizations, operationName, args, controlArgs }`.
pub(super) fn evaluate(question: &Value) -> Value {
    match verdict(question) {
        Verdict::Unrestricted => told("allow", false),
        Verdict::Allowed => told("allow", true),
        Verdict::Unlisted => denied("unlisted", "operation not authorized by policy.authorizations"),
        Verdict::Mismatch => denied("args_mismatch", "operation arguments did not match policy.authorizations"),
    }
}

fn told(decision: &str, matched: bool) -> Value {
    Value::object([("decision", Value::from(decision)), ("matched", matched.into())])
}

fn denied(code: &str, reason: &str) -> Value {
    let told = [("decision", Value::from("deny")), ("matched", true.into())];
    Value::object(told.into_iter().chain([("code", code.into()), ("reason", reason.into())]))
}

fn verdict(question: &Value) -> Verdict {
    let Some(authorizations) = member(question, "authorizations") else { return Verdict::Unrestricted };
    let tool = text(question, "operationName").unwrap_or_default();
    let Some(listed) = read(authorizations) else { return Verdict::Mismatch };
    let Some(listed_tool) = listed.get(tool) else { return Verdict::Unlisted };
    let is_constrained = listed_tool.args.is_some();
    let args = match member(question, "args").map(|args| &args.data) {
        Some(Data::Object(members)) => members.as_slice(),
        None | Some(Data::Null) => &[],
        Some(_) => return Verdict::Mismatch,
    };
    let Ok(tools) = read_tools(&described(tool, args, &control_args(question, args, is_constrained))) else {
        return Verdict::Mismatch;
    };
    match authorize(&listed, &tools, tool, args) {
        Ok(()) => Verdict::Allowed,
        Err(_) => Verdict::Mismatch,
    }
}

/// The control arguments of a call. Where the host names none it does not know its tools, and of what is constrained each
/// may be one.
fn control_args(question: &Value, args: &[Member], is_constrained: bool) -> Vec<Value> {
    match items(question, "controlArgs") {
        [] if is_constrained => args.iter().map(|arg| arg.key.as_str().into()).collect(),
        named => named.to_vec(),
    }
}

/// What the host says of a tool: which of its arguments are control arguments.
fn described(tool: &str, args: &[Member], control: &[Value]) -> Value {
    let named = control.iter().filter_map(|name| match &name.data {
        Data::String(name) => Some(name.as_str()),
        _ => None,
    });
    let mut declared: Vec<&str> = Vec::new();
    for name in args.iter().map(|arg| arg.key.as_str()).chain(named) {
        if !declared.contains(&name) {
            declared.push(name);
        }
    }
    let uses = Value::object(declared.into_iter().map(|name| (name, Value::from("value"))));
    let control = Data::Array(control.to_vec()).into();
    Value::object([(tool, Value::object([("args", uses), ("controlArgs", control)]))])
}

/// Canonical authorisations: `{ allow: { tool: { kind, args: { name: [clauses] } } } }`. Nothing, where they are not.
fn read(authorizations: &Value) -> Option<Names<Authorization>> {
    let Data::Object(tools) = &member(authorizations, "allow")?.data else { return None };
    let mut listed = Names::default();
    for tool in tools {
        let args = match text(&tool.value, "kind")? {
            "unconstrained" => None,
            "constrained" => Some(clauses(member(&tool.value, "args")?)?),
            _ => return None,
        };
        listed.insert(
            &tool.key,
            Authorization { args, origin: Origin { path: "authorizations.allow".into(), span: None } },
        );
    }
    Some(listed)
}

fn clauses(args: &Value) -> Option<Names<Vec<Clause>>> {
    let Data::Object(args) = &args.data else { return None };
    let mut listed = Names::default();
    for arg in args {
        let Data::Array(all) = &arg.value.data else { return None };
        let clause = |value: &Value| match (member(value, "eq"), member(value, "oneOf").map(|values| &values.data)) {
            (Some(value), None) => Some(Clause::Eq(value.clone())),
            (None, Some(Data::Array(values))) => Some(Clause::OneOf(values.clone())),
            _ => None,
        };
        listed.insert(&arg.key, all.iter().map(clause).collect::<Option<Vec<_>>>()?);
    }
    Some(listed)
}
