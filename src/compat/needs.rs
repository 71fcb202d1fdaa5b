//! What modules need, and the profiles in which they run.

use super::Thrown;
use super::packages;
use super::record::{Record, Set, get, is_object, is_true, list, members, string, strings};
use super::text::is_truthy;
use crate::policy::value::{Data, Value};
use crate::prelude::*;

/// `normalizeNeedsDeclaration`: `context` is what messages call it.
pub(super) fn normalize(raw: Option<&Value>, context: &str) -> Result<Value, Thrown> {
    let Some(raw) = raw.filter(|raw| is_object(raw)) else {
        return Err(refused("DECLARATION", format!("/{context} expects an object")));
    };
    let mut commands = get(raw, "cmd").map(command_needs).transpose()?;
    let mut found = Record::default();
    let mut all_packages = Record::default();
    for member in members(raw) {
        let key = match member.key.as_str() {
            "cmd" => continue,
            "__commands" => {
                let bare = bare_commands(&member.value)?;
                if !bare.is_empty() {
                    commands = merge_commands(commands.as_ref(), Some(&command_list(bare)));
                }
                continue;
            }
            "sh" | "bash" => "sh",
            "network" | "net" => "network",
            "filesystem" | "fs" => "filesystem",
            other => {
                let Some(ecosystem) = packages::ecosystem(other) else {
                    return Err(refused("KEY", format!("/{context} contains unsupported key '{other}'")));
                };
                packages::add(&mut all_packages, ecosystem, &member.value, context)?;
                continue;
            }
        };
        let needed = is_true(found.get(key)) || is_truthy(&member.value);
        found.set(key, needed.into());
    }
    let mut made = Record::default();
    made.set("packages", all_packages.into());
    found.iter().for_each(|(key, value)| made.set(key, value.clone()));
    made.set_some("cmd", commands);
    Ok(made.into())
}

fn refused(code: &str, reason: String) -> Thrown {
    Thrown::interpreter(
        reason,
        match code {
            "CMD" => "INVALID_NEEDS_CMD",
            "DECLARATION" => "INVALID_NEEDS_DECLARATION",
            "KEY" => "INVALID_NEEDS_KEY",
            _ => "INVALID_NEEDS_VALUE",
        },
    )
}

fn bare_commands(value: &Value) -> Result<Set, Thrown> {
    match &value.data {
        Data::Array(_) => text_list(value, "command list"),
        _ if !is_truthy(value) => Ok(Set::default()),
        _ => text_list(&Value::list([value.clone()]), "command list"),
    }
}

/// The texts of a list, each once and as they are written.
fn text_list(value: &Value, what: &str) -> Result<Set, Thrown> {
    let Some(items) = list(value) else {
        return Err(refused("VALUE", format!("Expected array for {what}")));
    };
    let text = |item| string(item).ok_or_else(|| refused("VALUE", format!("Expected string entries for {what}")));
    items.iter().map(text).collect()
}

fn command_list(commands: Set) -> Value {
    Value::object([("type", "list".into()), ("commands", Value::from(commands))])
}

fn all_commands() -> Value {
    Value::object([("type", Value::from("all"))])
}

fn command_map(entries: Record) -> Value {
    Value::object([("type", "map".into()), ("entries", Value::from(entries))])
}

fn command_needs(value: &Value) -> Result<Value, Thrown> {
    let invalid = || refused("CMD", "Invalid /needs cmd declaration".to_owned());
    let items = get(value, "items");
    let entries = get(value, "entries");
    match (&value.data, get(value, "type").and_then(string)) {
        (Data::String(text), _) if text == "*" => Ok(all_commands()),
        (Data::String(text), _) => Ok(command_list([text].into_iter().collect())),
        (Data::Array(_), _) | (Data::Object(_), Some("list")) => {
            let nothing = Data::Null.into();
            let items = if is_object(value) { items.unwrap_or(&nothing) } else { value };
            text_list(items, "cmd list").map(command_list)
        }
        (Data::Object(_), Some("wildcard")) => Ok(all_commands()),
        (Data::Object(_), Some("map")) => match entries.filter(|entries| is_object(entries)) {
            Some(entries) => details(entries),
            None => Err(refused("CMD", "Invalid command map in /needs".to_owned())),
        },
        (Data::Object(_), _) => match (items.filter(|items| list(items).is_some()), entries) {
            (Some(items), _) => text_list(items, "cmd list").map(command_list),
            (None, Some(entries)) if is_object(entries) => details(entries),
            _ => Err(invalid()),
        },
        _ => Err(invalid()),
    }
}

fn details(entries: &Value) -> Result<Value, Thrown> {
    let mut made = Record::default();
    for member in members(entries) {
        made.set(&member.key, detail(&member.value)?);
    }
    Ok(command_map(made))
}

fn wildcard() -> Value {
    Value::object([("wildcard", Value::from(true))])
}

fn only(texts: Set) -> Value {
    Value::object([("list", Value::from(texts))])
}

/// What a command may be used with.
fn detail(value: &Value) -> Result<Value, Thrown> {
    let kind = get(value, "type").and_then(string);
    match (&value.data, kind) {
        (Data::String(text), _) if text == "*" => Ok(wildcard()),
        (Data::String(text), _) => Ok(only([text].into_iter().collect())),
        (Data::Array(_), _) => text_list(value, "command list").map(only),
        (Data::Object(_), Some("wildcard")) => Ok(wildcard()),
        (Data::Object(_), Some("list")) => match get(value, "items") {
            Some(items) => text_list(items, "command list").map(only),
            None => Ok(only(Set::default())),
        },
        (Data::Object(_), _) => {
            let nothing = Record::default().into();
            let fields = if kind == Some("detail") { get(value, "props").unwrap_or(&nothing) } else { value };
            let mut made = Record::default();
            for key in DETAILS {
                let texts = get(fields, key).map(|texts| text_list(texts, &format!("command {key}"))).transpose()?;
                made.set_some(key, texts.map(Value::from));
            }
            Ok(made.filled().unwrap_or_else(|| only(Set::default())))
        }
        _ => Err(refused("CMD", "Invalid command detail in /needs".to_owned())),
    }
}

const DETAILS: [&str; 3] = ["methods", "subcommands", "flags"];

/// `mergeNeedsDeclarations`: what either needs.
pub(super) fn merge(base: Option<&Value>, incoming: &Value) -> Value {
    let Some(base) = base else { return incoming.clone() };
    let mut made = Record::default();
    made.set("packages", packages::merge(get(base, "packages"), get(incoming, "packages")));
    for key in ["sh", "network", "filesystem"] {
        // `base || incoming`: a `false` that nobody follows is gone.
        let needed = get(base, key).filter(|needed| is_truthy(needed)).or(get(incoming, key));
        made.set_some(key, needed.cloned());
    }
    made.set_some("cmd", merge_commands(get(base, "cmd"), get(incoming, "cmd")));
    made.into()
}

fn merge_commands(base: Option<&Value>, incoming: Option<&Value>) -> Option<Value> {
    let (Some(base), Some(incoming)) = (base, incoming) else { return base.or(incoming).cloned() };
    let is = |value, kind| get(value, "type").and_then(string) == Some(kind);
    if is(base, "all") || is(incoming, "all") {
        return Some(all_commands());
    }
    let commands = |value| strings(get(value, "commands"));
    if is(base, "list") && is(incoming, "list") {
        return Some(command_list(commands(base).chain(commands(incoming)).collect()));
    }
    let mut made = Record::default();
    for side in [base, incoming] {
        for member in get(side, "entries").map(members).unwrap_or_default() {
            let both = made.get(&member.key).map(|own| merge_details(own, &member.value));
            made.set(&member.key, both.unwrap_or_else(|| member.value.clone()));
        }
    }
    for command in commands(base).chain(commands(incoming)) {
        if !made.has(command) {
            made.set(command, only(Set::default()));
        }
    }
    Some(command_map(made))
}

fn merge_details(base: &Value, incoming: &Value) -> Value {
    if is_true(get(base, "wildcard")) || is_true(get(incoming, "wildcard")) {
        return wildcard();
    }
    let mut made = Record::default();
    for key in ["list"].into_iter().chain(DETAILS) {
        let either = get(base, key).is_some() || get(incoming, key).is_some();
        let texts: Set = strings(get(base, key)).chain(strings(get(incoming, key))).collect();
        made.set_some(key, either.then(|| texts.into()));
    }
    made.into()
}

/// `normalizeProfilesDeclaration`
pub(super) fn profiles(raw: Option<&Value>) -> Result<Value, Thrown> {
    let mut made = Record::default();
    let Some(raw) = raw.filter(|raw| raw.data != Data::Null) else { return Ok(made.into()) };
    if !is_object(raw) {
        let reason = "/profiles expects an object of profiles".to_owned();
        return Err(Thrown::interpreter(reason, "INVALID_PROFILES_DECLARATION"));
    }
    for member in members(raw) {
        let (name, profile) = (&member.key, &member.value);
        if !is_object(profile) {
            let reason = format!("/profiles entry '{name}' is not an object");
            return Err(Thrown::interpreter(reason, "INVALID_PROFILE_ENTRY"));
        }
        let nothing = Record::default().into();
        let requires = get(profile, "requires").filter(|requires| requires.data != Data::Null).unwrap_or(&nothing);
        let description = get(profile, "description");
        if description.is_some_and(|description| string(description).is_none()) {
            let reason = format!("/profiles entry '{name}' description must be a string");
            return Err(Thrown::interpreter(reason, "INVALID_PROFILE_DESCRIPTION"));
        }
        let mut entry = Record::default();
        entry.set("requires", normalize(Some(requires), "profiles")?);
        entry.set_some("description", description.filter(|description| is_truthy(description)).cloned());
        made.set(name, entry.into());
    }
    Ok(made.into())
}

/// `normalizeWantsDeclaration`, of which no output of mlld is known: tiers with their needs, as its sources' callers and
/// documents describe them.
pub(super) fn wants(raw: Option<&Value>) -> Result<Value, Thrown> {
    let invalid = |reason: String| Thrown::interpreter(reason, "INVALID_WANTS_DECLARATION");
    let Some(items) = raw.and_then(list) else { return Err(invalid("/wants expects an array of tiers".to_owned())) };
    let mut tiers = Vec::new();
    for item in items {
        let Some(tier) = super::record::trimmed(get(item, "tier")) else {
            return Err(Thrown::interpreter("/wants tier requires a name".to_owned(), "INVALID_WANTS_TIER"));
        };
        let needs = members(item).iter().filter(|member| !matches!(member.key.as_str(), "tier" | "why"));
        let needs = Value::from(Data::Object(needs.cloned().collect()));
        let mut made = Record::default();
        made.set("tier", tier.into());
        made.set_some("why", get(item, "why").filter(|why| string(why).is_some()).cloned());
        made.set("needs", normalize(Some(&needs), "wants")?);
        tiers.push(Value::from(made));
    }
    Ok(Value::object([("tiers", Value::list(tiers))]))
}
