//! Needs, profiles and tiers, as the interpreter asks about them.

use super::policy::{MlldPolicy, Part, Places, items, member, text};
use crate::needs::{Needs, read_needs, read_wants};
use crate::policy::value::{Data, Member, Value};
use crate::prelude::*;

impl MlldPolicy {
    /// `policyConfigPermitsNeeds`: whether the policy grants all that is needed. What cannot be read is not granted.
    pub(super) fn permits(&self, needs: &Value, places: &Places) -> bool {
        if !matches!(needs.data, Data::Object(_)) {
            return false;
        }
        let (Ok(needs), Ok(compiled)) = (read_needs(&declaration(needs), &[]), self.engine(Part::Whole, places)) else {
            return false;
        };
        compiled.0.check_needs(&needs).decision.is_allowed()
    }

    /// `selectProfile`: the name of the first profile that both the host and the policy grant.
    pub(super) fn profile<'v>(&self, profiles: &'v Value, host: &Self, places: &Places) -> Option<&'v str> {
        let Data::Object(members) = &profiles.data else { return None };
        let granted = |profile: &&Member| {
            member(&profile.value, "requires")
                .is_some_and(|needs| host.permits(needs, places) && self.permits(needs, places))
        };
        members.iter().find(granted).map(|profile| profile.key.as_str())
    }

    /// `selectWantsTier`: of the tiers that both the host and the policy grant, the most permissive.
    pub(super) fn tier(&self, wants: &Value, host: &Self, places: &Places) -> Option<String> {
        let tiers = match &wants.data {
            Data::Array(tiers) => tiers.as_slice(),
            _ => items(wants, "tiers"),
        };
        let wanted = tiers.iter().filter_map(|tier| {
            let needs = member(tier, "needs")?;
            let Data::Object(declared) = declaration(needs).data else { return None };
            let name = Member { key: "tier".to_owned(), key_span: None, value: text(tier, "tier")?.into() };
            host.permits(needs, places).then(|| Value::from(Data::Object([vec![name], declared].concat())))
        });
        let wants = read_wants(&Value::list(wanted), &[]).ok()?;
        self.engine(Part::Whole, places).ok()?.0.select_tier(&wants, &Needs::default()).tier
    }
}

/// What a host can do, as the policy that permits exactly that: `{ allowAll?, cmd?, sh?, network?, filesystem? }`.
pub(super) fn policy_of_host(capabilities: &Value) -> Value {
    let is_set = |key: &str| is_true(capabilities, key);
    if is_set("allowAll") {
        return Value::object([("allow", true.into()), ("danger", "*".into())]);
    }
    let commands = member(capabilities, "cmd").map(|commands| ("cmd", permitted(commands)));
    let switches = ["sh", "network"].into_iter().filter(|key| is_set(key)).map(|key| (key, Value::from(true)));
    let files = is_set("filesystem").then(|| ("filesystem", Value::from(true)));
    let allow = Value::object(commands.into_iter().chain(switches).chain(files));
    Value::object([("allow", allow), ("danger", "*".into())])
}

fn is_true(value: &Value, key: &str) -> bool {
    member(value, key).is_some_and(|value| value.data == Data::Bool(true))
}

/// The patterns of the commands that a host has.
fn permitted(commands: &Value) -> Value {
    match text(commands, "type") {
        Some("all") => true.into(),
        Some("list") => Data::Array(items(commands, "commands").to_vec()).into(),
        _ => {
            let entries = member(commands, "entries").map(|entries| &entries.data);
            let Some(Data::Object(programs)) = entries else { return Value::list::<Value>([]) };
            let patterns = programs.iter().flat_map(|program| {
                let below = items(&program.value, "list").iter().filter_map(|word| match &word.data {
                    Data::String(word) => Some(format!("{}:{word}:*", program.key)),
                    _ => None,
                });
                let all = is_true(&program.value, "wildcard").then(|| format!("{}:*", program.key));
                all.into_iter().chain(below).collect::<Vec<_>>()
            });
            Value::list(patterns)
        }
    }
}

/// Normalised needs of the interpreter, as they are declared.
fn declaration(needs: &Value) -> Value {
    // What is said at all is needed, but for a plain no.
    let is_needed =
        |key: &&str| member(needs, key).is_some_and(|value| !matches!(value.data, Data::Bool(false) | Data::Null));
    let switches = ["sh", "network", "filesystem"].into_iter().filter(is_needed);
    let commands = member(needs, "cmd").map(|commands| ("cmd", needed(commands)));
    let ecosystems = match member(needs, "packages").map(|packages| &packages.data) {
        Some(Data::Object(ecosystems)) => ecosystems.as_slice(),
        _ => &[],
    };
    let packages = ecosystems.iter().map(|ecosystem| {
        let Data::Array(packages) = &ecosystem.value.data else {
            return (ecosystem.key.as_str(), ecosystem.value.clone());
        };
        let named = packages.iter().map(|package| match (text(package, "raw"), text(package, "name")) {
            (Some(text), _) | (None, Some(text)) => text.into(),
            _ => package.clone(),
        });
        (ecosystem.key.as_str(), Value::list(named))
    });
    Value::object(commands.into_iter().chain(switches.map(|key| (key, true.into()))).chain(packages))
}

fn needed(commands: &Value) -> Value {
    match text(commands, "type") {
        Some("all") => "*".into(),
        Some("list") => Data::Array(items(commands, "commands").to_vec()).into(),
        _ => {
            let entries = member(commands, "entries").map(|entries| &entries.data);
            let Some(Data::Object(programs)) = entries else { return commands.clone() };
            let programs = programs.iter().map(|program| {
                let all = is_true(&program.value, "wildcard");
                let list = Data::Array(items(&program.value, "list").to_vec()).into();
                (program.key.clone(), if all { "*".into() } else { list })
            });
            Value::object(programs)
        }
    }
}
