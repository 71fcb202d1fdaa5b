//! What mlld shows of a command, a policy or an entry: names and sentences are made of it, and never decisions about
//! what may run.

use crate::compat;
use super::policy::text;
use crate::policy::value::{Data, Value};

/// The policy as mlld writes it.
pub(super) fn normalized(policy: &Value) -> Value {
    call("normalizePolicyConfig", [policy.clone()]).unwrap_or_else(|| policy.clone())
}

/// What mlld calls a command: its first word as patterns see it, or else as it stands.
pub(super) fn command_name(command: &str) -> String {
    let first = call("getCommandTokens", [command.into()]).and_then(|tokens| match tokens.data {
        Data::Array(tokens) => tokens.into_iter().next(),
        _ => None,
    });
    match first.map(|token| token.data) {
        Some(Data::String(name)) => name,
        _ => trimmed(command).split(is_space).next().filter(|word| !word.is_empty()).unwrap_or("command").to_owned(),
    }
}

/// The text without the blanks around it that JavaScript knows.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(is_space)
}

fn is_space(c: char) -> bool {
    c == '\u{feff}' || (c != '\u{85}' && c.is_whitespace())
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
