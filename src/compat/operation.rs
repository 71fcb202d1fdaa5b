//! What operations are called: labels, sources, and the keys that guards are found by.

use super::Thrown;
use super::command_pattern::{is_assignment, token};
use super::record::{Record, Set, filled_string, get, list, string};
use super::shell_quote;
use super::text::{lower, trim};
use crate::policy::value::Value;
use crate::prelude::*;

/// The types of operations that have a label of their own.
const TYPES: [&str; 11] = ["cmd", "sh", "node", "js", "py", "prose", "show", "output", "log", "append", "stream"];

/// `getOperationLabels`
pub(super) fn labels(context: &Value) -> Value {
    let mut labels = Vec::new();
    let name = get(context, "type").and_then(string).unwrap_or_default();
    if TYPES.contains(&name) {
        labels.push(format!("op:{name}"));
    }
    if name == "cmd"
        && let Some((command, subcommand)) = command_of(context)
    {
        labels.push(format!("op:cmd:{command}"));
        labels.extend(subcommand.map(|subcommand| format!("op:cmd:{command}:{subcommand}")));
    }
    Value::list(labels)
}

/// `getOperationSources`
pub(super) fn sources(context: &Value) -> Value {
    let name = get(context, "type").and_then(string).unwrap_or_default();
    let source = match (name, command_of(context)) {
        ("cmd", None) => None,
        ("cmd", Some((command, None))) => Some(format!("cmd:{command}")),
        ("cmd", Some((command, Some(subcommand)))) => Some(format!("cmd:{command}:{subcommand}")),
        (name, _) => Some(name.to_owned()),
    };
    Value::list(source)
}

fn command_of(context: &Value) -> Option<(&str, Option<&str>)> {
    Some((filled_string(get(context, "command"))?, filled_string(get(context, "subcommand"))))
}

/// `parseCommand`: the program, and what looks like its subcommand.
pub(super) fn parse_command(text: &str) -> Result<Value, Thrown> {
    let words = shell_quote::parse(text)?;
    let words = words.iter().filter(|word| !word.is_glob).map(|word| trim(&word.text));
    let mut words = words.skip_while(|word| is_assignment(word));
    let mut parsed = Record::default();
    if let Some(command) = words.next().and_then(token) {
        parsed.set("command", command.into());
        let mut others = words.filter(|word| !word.is_empty());
        let subcommand = others.find(|word| !word.starts_with('-') && !is_assignment(word) && !is_path(word));
        parsed.set_some("subcommand", subcommand.map(|word| lower(word).into()));
    }
    Ok(parsed.into())
}

/// Whatever has a slash.
fn is_path(word: &str) -> bool {
    word.contains('/')
}

/// `buildOperationKeys`
pub(super) fn keys(operation: &Value) -> Value {
    let mut keys = Set::default();
    let name = filled_string(get(operation, "type")).map(lower).unwrap_or_default();
    let add = |keys: &mut Set, key: &str| !key.is_empty() && keys.add(&lower(key));
    add(&mut keys, &name);
    if name == "run" {
        keys.add("exe");
    }
    if let Some(subtype) = filled_string(get(operation, "subtype")) {
        add(&mut keys, subtype);
    }
    if name == "run"
        && let Some(metadata) = get(operation, "metadata")
    {
        run_keys(metadata, &mut keys);
    }
    let mut runs_code = false;
    for label in all(operation, "opLabels") {
        add(&mut keys, label);
        if let Some(kind) = language_of(&lower(label)) {
            keys.add(kind);
            runs_code = true;
        }
    }
    for label in all(operation, "labels") {
        add(&mut keys, label);
    }
    if name == "exe" && runs_code {
        keys.add("run");
    }
    keys.into()
}

fn all<'v>(operation: &'v Value, key: &str) -> impl Iterator<Item = &'v str> {
    get(operation, key).and_then(list).unwrap_or_default().iter().filter_map(string)
}

/// What a `run` adds: how it runs, and the language of code.
fn run_keys(metadata: &Value, keys: &mut Set) {
    let Some(subtype) = filled_string(get(metadata, "runSubtype")).map(lower) else { return };
    keys.add(&subtype);
    match subtype.as_str() {
        "runcommand" => {
            keys.add("cmd");
        }
        "runcode" => {
            if let Some(language) = filled_string(get(metadata, "language")) {
                keys.add(&lower(language));
            }
        }
        _ if subtype.starts_with("runexec") => {
            keys.add("exec");
        }
        _ => {}
    }
}

/// The key of a label `op:…` that stands for running something.
fn language_of(label: &str) -> Option<&'static str> {
    let name = label.strip_prefix("op:")?;
    let exact = ["cmd", "sh", "js", "node", "py", "prose"].into_iter().find(|kind| *kind == name);
    exact.or_else(|| name.starts_with("cmd:").then_some("cmd"))
}
