//! What `allow` and `deny` say: everything, or patterns by capability.

use super::command_pattern::pattern_entry;
use super::fs_pattern::parse_entry;
use super::record::{Record, Set, get, is_object, list, members, strings, texts};
use crate::policy::value::{Data, Value};
use crate::prelude::*;

const CMD: &str = "cmd";
const FILESYSTEM: &str = "filesystem";
const NETWORK: &str = "network";

/// `allow`: what both places of a policy permit, if it has both.
pub(super) fn allowed(outer: Option<&Value>, nested: Option<&Value>) -> Option<Value> {
    match (outer.map(canonical), nested.map(canonical)) {
        (Some(outer), Some(nested)) => Some(intersection(&outer, &nested)),
        (outer, nested) => outer.or(nested),
    }
}

/// `deny`: what any place of a policy denies.
pub(super) fn denied(outer: Option<&Value>, commands: Option<&Value>, nested: Option<&Value>) -> Option<Value> {
    let places = [outer.map(canonical), commands.and_then(denied_commands), nested.map(canonical)];
    places.into_iter().flatten().reduce(|all, more| union(&all, &more))
}

/// `deny_cmd`: patterns of commands, with or without what marks them as such.
fn denied_commands(value: &Value) -> Option<Value> {
    let patterns = texts(Some(value))?.into_texts();
    let patterns: Set = patterns.iter().map(|text| pattern_entry(text).unwrap_or_else(|| text.clone())).collect();
    let mut made = Record::default();
    made.set_some(CMD, (!patterns.is_empty()).then(|| collapsed(patterns)));
    Some(made.into())
}

/// `true`, or an object.
pub(super) fn canonical(value: &Value) -> Value {
    if is_everything(value) {
        return true.into();
    }
    match &value.data {
        Data::Array(_) => from_list(value),
        Data::Object(_) => from_map(value),
        _ => Record::default().into(),
    }
}

fn is_everything(value: &Value) -> bool {
    match &value.data {
        Data::Bool(value) => *value,
        Data::String(text) => text == "*" || text == "all",
        _ => false,
    }
}

/// A wildcard leaves nothing for others to say.
fn collapsed(patterns: Set) -> Value {
    if patterns.has("*") { Value::list(["*"]) } else { patterns.into() }
}

fn from_list(value: &Value) -> Value {
    let mut made = Record::default();
    for entry in texts(Some(value)).unwrap_or_default().into_texts() {
        if entry == CMD {
            add(&mut made, CMD, "*");
        } else if let Some(pattern) = pattern_entry(&entry) {
            add(&mut made, CMD, &pattern);
        } else if let Some((mode, pattern)) = parse_entry(&entry) {
            let mut files = Record::from(made.get(FILESYSTEM).unwrap_or(&Data::Null.into()));
            add(&mut files, "read", &pattern);
            if mode == "write" {
                add(&mut files, "write", &pattern);
            }
            made.set(FILESYSTEM, files.into());
        } else {
            add(&mut made, &entry, "*");
        }
    }
    if let Some(commands) = made.get_mut(CMD) {
        *commands = collapsed(strings(Some(commands)).collect());
    }
    made.into()
}

/// Adds a pattern to a list of them.
fn add(record: &mut Record, key: &str, pattern: &str) {
    let mut patterns: Set = strings(record.get(key)).collect();
    patterns.add(pattern);
    record.set(key, patterns.into());
}

fn from_map(value: &Value) -> Value {
    let mut made = Record::default();
    for member in members(value) {
        let value = &member.value;
        match member.key.as_str() {
            CMD => made.set_some(CMD, patterns(value).map(collapsed)),
            "fs" | FILESYSTEM => made.set_some(FILESYSTEM, files(value)),
            NETWORK => made.set_some(NETWORK, network(value)),
            other => made.set_some(other, patterns(value).map(Value::from)),
        }
    }
    made.into()
}

/// The patterns of one capability, where `true` and what stands for it are the wildcard.
fn patterns(value: &Value) -> Option<Set> {
    if is_everything(value) { Some(["*"].into_iter().collect()) } else { texts(Some(value)) }
}

fn network(value: &Value) -> Option<Value> {
    let domains = if is_object(value) { get(value, "domains")? } else { value };
    Some(Value::object([("domains", Value::from(patterns(domains)?))]))
}

fn files(value: &Value) -> Option<Value> {
    let (read, write) = if is_object(value) {
        (get(value, "read").and_then(paths), get(value, "write").and_then(paths))
    } else if is_everything(value) {
        let all: Set = ["**"].into_iter().collect();
        (Some(all.clone()), Some(all))
    } else {
        let all = texts(Some(value))?;
        (Some(all.clone()), Some(all))
    };
    made_files(read, write)
}

/// The paths of one mode. `*` is every path here, as it is for a file entry without any.
fn paths(value: &Value) -> Option<Set> {
    let written = patterns(value)?.into_texts();
    let path = |text: String| match parse_entry(&text) {
        Some((_, pattern)) => pattern,
        None if text == "*" => "**".to_owned(),
        None => text,
    };
    Some(written.into_iter().map(path).collect())
}

/// Whoever may write, or may not, may read, or may not.
fn made_files(read: Option<Set>, write: Option<Set>) -> Option<Value> {
    let write = write.map(Set::into_texts);
    let read = match (read, &write) {
        (None, None) => return None,
        (read, write) => read.into_iter().flat_map(Set::into_texts).chain(write.iter().flatten().cloned()),
    };
    let mut made = Record::default();
    made.set("read", read.collect::<Set>().into());
    made.set_some("write", write.map(Value::list));
    Some(made.into())
}

/// What both permit.
pub(super) fn intersection(base: &Value, incoming: &Value) -> Value {
    if is_everything(base) {
        return incoming.clone();
    }
    if is_everything(incoming) {
        return base.clone();
    }
    let mut made = Record::default();
    for member in members(base) {
        made.set_some(&member.key, get(incoming, &member.key).and_then(|other| common(&member.value, other)));
    }
    made.into()
}

fn common(base: &Value, incoming: &Value) -> Option<Value> {
    if list(base).is_some() && list(incoming).is_some() {
        return Some(common_list(base, incoming));
    }
    if !is_object(base) || !is_object(incoming) {
        return None;
    }
    let mut made = Record::default();
    for member in members(base) {
        made.set_some(&member.key, get(incoming, &member.key).map(|other| common_list(&member.value, other)));
    }
    made.filled()
}

/// The texts of two lists that are in both; a wildcard stands for every text of the other.
pub(super) fn common_list(base: &Value, incoming: &Value) -> Value {
    common_with(base, incoming, &["*"])
}

/// [`common_list`] with wildcards of its own.
pub(super) fn common_with(base: &Value, incoming: &Value, wildcards: &[&str]) -> Value {
    let all = |value| strings(Some(value)).collect::<Set>();
    let (own, other) = (all(base), all(incoming));
    if wildcards.iter().any(|wildcard| own.has(wildcard)) {
        return other.into();
    }
    if wildcards.iter().any(|wildcard| other.has(wildcard)) {
        return own.into();
    }
    strings(Some(base)).filter(|text| other.has(text)).collect::<Set>().into()
}

/// What either denies.
pub(super) fn union(base: &Value, incoming: &Value) -> Value {
    if is_everything(base) || is_everything(incoming) {
        return true.into();
    }
    let mut made = Record::from(base);
    for member in members(incoming) {
        let both = match made.get(&member.key) {
            None => Some(member.value.clone()),
            Some(own) => united(own, &member.value),
        };
        // Of two that are written differently, the first stays.
        made.set_some(&member.key, both);
    }
    made.into()
}

fn united(base: &Value, incoming: &Value) -> Option<Value> {
    if list(base).is_some() && list(incoming).is_some() {
        return Some(united_list(base, incoming));
    }
    if !is_object(base) || !is_object(incoming) {
        return None;
    }
    let mut made = Record::from(base);
    for member in members(incoming) {
        let both = made.get(&member.key).map(|own| united_list(own, &member.value));
        made.set(&member.key, both.unwrap_or_else(|| member.value.clone()));
    }
    Some(made.into())
}

fn united_list(base: &Value, incoming: &Value) -> Value {
    collapsed(both_texts(base, incoming))
}

/// The texts of two lists, each once.
pub(super) fn both_texts(base: &Value, incoming: &Value) -> Set {
    strings(Some(base)).chain(strings(Some(incoming))).collect()
}
