//! What mlld shows of a command, a policy or an entry: names and sentences are made of it, and never decisions about
//! what may run.

use super::policy::{member, text};
use crate::compat;
pub(super) use crate::compat::sentence::{
    Offence, command_name, of_command as sentence_of_command, part_of_command, segment_at,
};
use crate::policy::value::{Data, Value};
use crate::prelude::*;

/// The policy as mlld writes it.
pub(super) fn normalized(policy: &Value) -> Value {
    call("normalizePolicyConfig", [policy.clone()]).unwrap_or_else(|| policy.clone())
}

/// What mlld says against a script by this policy.
pub(super) fn sentence_of_script(policy: &Value, script: &str) -> Option<Offence> {
    compat::sentence::of_script(&normalized(policy), script)
}

/// The labels of an operation with the categories that they belong to.
pub(super) fn expanded(labels: &[String], categories: Option<&Value>) -> Vec<String> {
    let categories = categories.cloned().unwrap_or_else(|| Data::Null.into());
    let expanded = call("expandOperationLabels", [Value::list(labels.iter().cloned()), categories]);
    expanded.map(texts).unwrap_or_default()
}

/// The labels of data with what counts as one of them by default.
pub(super) fn effective(labels: &[&str], policy: &Value) -> Vec<String> {
    let taint = call("resolveInputTaint", [Value::list(labels.iter().copied()), policy.clone()]);
    taint.and_then(|taint| member(&taint, "effective").cloned()).map(texts).unwrap_or_default()
}

fn texts(list: Value) -> Vec<String> {
    let Data::Array(items) = list.data else { return Vec::new() };
    let text = |item: Value| match item.data {
        Data::String(text) => Some(text),
        _ => None,
    };
    items.into_iter().filter_map(text).collect()
}

/// Whether mlld takes reading or writing this file for dangerous.
pub(super) fn file_is_danger(policy: &Value, is_read: bool, path: &str, base: &str, home: &str) -> bool {
    let own = member(policy, "danger").cloned().unwrap_or_else(|| Data::Null.into());
    let built_in = call("DEFAULT_DANGER_PATTERNS", []).unwrap_or_else(|| Data::Null.into());
    is_file_among(&built_in, is_read, path, base, home) && !is_file_among(&own, is_read, path, base, home)
}

/// Whether entries that opt in to dangerous things are about this command.
pub(super) fn is_command_among(entries: &Value, tokens: &Value) -> bool {
    listed(entries).iter().any(|entry| {
        let pattern = call("normalizeCommandPatternEntry", [entry.clone()]);
        pattern.is_some_and(|pattern| holds("matchesCommandPattern", [tokens.clone(), pattern]))
    })
}

/// Whether they are about reading or writing this file.
pub(super) fn is_file_among(entries: &Value, is_read: bool, path: &str, base: &str, home: &str) -> bool {
    listed(entries).iter().any(|entry| {
        let Some(entry) = call("parseFsPatternEntry", [entry.clone()]) else { return false };
        let (Some(mode), Some(pattern)) = (text(&entry, "mode"), text(&entry, "pattern")) else { return false };
        (is_read || mode != "read")
            && holds("matchesFsPattern", [path.into(), pattern.into(), base.into(), home.into()])
    })
}

fn listed(entries: &Value) -> Vec<Value> {
    match call("normalizeDangerEntries", [entries.clone()]).map(|entries| entries.data) {
        Some(Data::Array(entries)) => entries,
        _ => Vec::new(),
    }
}

fn holds<const N: usize>(function: &str, arguments: [Value; N]) -> bool {
    call(function, arguments).is_some_and(|value| value.data == Data::Bool(true))
}

fn call<const N: usize>(function: &str, arguments: [Value; N]) -> Option<Value> {
    compat::call(function, &arguments.map(Some)).ok().flatten()
}
