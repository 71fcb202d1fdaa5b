//! What mlld spells otherwise than this engine, in the engine's spelling: prefixes within lists of commands, letter case,
//! scalars that mlld has made lists of texts, and names that only the host knows.

mod denials;

use denials::Denials;

use crate::compat::trim;
use crate::error::{Problem, ProblemCode};
use crate::policy::is_reserved;
use crate::policy::value::{Data, Member, Value};
use crate::prelude::*;

/// What no question of the interpreter is about. What stands there may be newer than this engine.
const UNASKED: [&str; 5] = ["auth", "authorizations", "env", "limits", "signers"];
/// Of `defaults`, what decides.
const DEFAULTS: [&str; 2] = ["rules", "unlabeled"];
/// Names of capabilities that people know from elsewhere.
const OTHER_NAMES: [(&str, &str); 6] = [
    ("javascript", "js"),
    ("keychain", "@keychain"),
    ("nodejs", "node"),
    ("python", "py"),
    ("shell", "sh"),
    ("bash", "sh"),
];

/// A policy in the engine's spelling.
pub(super) struct Respelled {
    pub(super) policy: Value,
    /// Names that are capabilities because the policy says them.
    pub(super) capabilities: Vec<String>,
    /// What is read otherwise than it is written.
    pub(super) warnings: Vec<Problem>,
}

/// Spells a policy as the engine does. What is understood neither so nor so is left as it is.
pub(super) fn respell(policy: &Value) -> Respelled {
    let Data::Object(members) = &policy.data else {
        return Respelled { policy: policy.clone(), capabilities: Vec::new(), warnings: Vec::new() };
    };
    let mut speller = Speller::default();
    let mut left = speller.members(members);
    speller.denials.add_to(&mut left);
    Respelled { policy: Data::Object(left).into(), capabilities: speller.capabilities, warnings: speller.warnings }
}

#[derive(Default)]
struct Speller {
    denials: Denials,
    capabilities: Vec<String>,
    warnings: Vec<Problem>,
}

impl Speller {
    /// The members of the policy, or of `capabilities`, without denials, which are collected.
    fn members(&mut self, members: &[Member]) -> Vec<Member> {
        let mut left = Vec::with_capacity(members.len());
        for own in members {
            let value = match own.key.as_str() {
                key if UNASKED.contains(&key) => continue,
                "capabilities" | "defaults" | "keychain" | "name" if own.value.data == Data::Null => continue,
                "deny" => {
                    self.denials(&own.value);
                    continue;
                }
                "deny_cmd" => {
                    self.denied_commands(&own.value);
                    continue;
                }
                "allow" => self.permissions(&own.value),
                "danger" => opt_ins(&own.value),
                "capabilities" => match &own.value.data {
                    Data::Object(inner) => Data::Object(self.members(inner)).into(),
                    _ => own.value.clone(),
                },
                "defaults" => only(&own.value, &DEFAULTS),
                "keychain" => keychain(&own.value),
                _ => own.value.clone(),
            };
            left.push(Member { value, ..own.clone() });
        }
        left
    }

    fn denials(&mut self, denied: &Value) {
        match &denied.data {
            Data::Bool(true) => self.denials.everything = true,
            Data::Bool(false) | Data::Null => {}
            Data::String(entry) => self.denial(entry),
            Data::Array(entries) => {
                for entry in entries {
                    match &entry.data {
                        Data::String(text) => self.denial(text),
                        _ => self.denials.entries.push(entry.clone()),
                    }
                }
            }
            Data::Object(members) => members.iter().for_each(|own| self.denied_capability(own)),
            Data::Number(_) => self.denials.entries.push(denied.clone()),
        }
    }

    /// An entry of a list.
    fn denial(&mut self, entry: &str) {
        let entry = trim(entry);
        let lower = entry.to_ascii_lowercase();
        let known = OTHER_NAMES.iter().find(|(name, _)| *name == lower).map_or(lower.as_str(), |(_, known)| known);
        let inner = known.strip_prefix("op:").or_else(|| known.strip_suffix(":*")).filter(|inner| is_capability(inner));
        if matches!(known, "*" | "all" | "any" | "everything") {
            self.denials.everything = true;
        } else if matches!(known, "cmd" | "op:cmd") {
            self.denials.commands.push("*".into());
        } else if let Some(pattern) = command_pattern(entry) {
            self.denied_command(pattern);
        } else if let Some(capability) = inner.or_else(|| is_capability(known).then_some(known)) {
            self.denials.entries.push(capability.into());
            if is_bare(entry) && !is_capability(entry) {
                self.denied_name(entry, format!("{entry}:*"));
            }
        } else if is_bare(entry) {
            self.denied_name(entry, format!("{entry}:*"));
        } else if !entry.contains(':') && entry.split(' ').all(is_bare) {
            self.denied_name(entry, entry.to_owned());
        } else {
            self.denials.entries.push(lower_head(entry).into());
        }
    }

    /// A name that no capability has: whoever writes `deny: ["rm"]` means the command, and else what has the name.
    fn denied_name(&mut self, name: &str, command: String) {
        self.register(name);
        self.denials.commands.push(command.into());
        self.denials.entries.push(name.into());
    }

    /// A key of a map with what is denied of it.
    fn denied_capability(&mut self, own: &Member) {
        let key = trim(&own.key).to_ascii_lowercase();
        let items = match &own.value.data {
            Data::Null | Data::Bool(false) => return,
            Data::Array(items) => items.as_slice(),
            _ => core::slice::from_ref(&own.value),
        };
        // What mlld makes of `false`, and of nothing, for what has no patterns.
        let says_no = items.iter().all(|item| is_text(item, "false")) && !matches!(own.value.data, Data::Object(_));
        let is_whole = items.iter().any(|item| is_text(item, "*") || item.data == Data::Bool(true));
        match key.as_str() {
            "cmd" => self.denied_commands(&own.value),
            "network" | "net" | "fs" | "filesystem" => self.denials.limit(&key, &own.value),
            _ if says_no => {}
            // A capability that has no patterns has them in mlld; that they deny nothing cannot be meant.
            _ if is_whole || is_capability(&key) || OTHER_NAMES.iter().any(|(name, _)| *name == key) => {
                self.denial(&own.key);
            }
            _ => self.denials.limits.push(own.clone()),
        }
    }

    fn denied_commands(&mut self, commands: &Value) {
        match &commands.data {
            Data::Null | Data::Bool(false) => {}
            Data::Bool(true) => self.denials.commands.push("*".into()),
            Data::String(text) => self.denied_command(without_prefix(text)),
            Data::Array(items) => items.iter().for_each(|item| match &item.data {
                Data::String(text) => self.denied_command(without_prefix(text)),
                _ => self.denials.commands.push(item.clone()),
            }),
            _ => self.denials.commands.push(commands.clone()),
        }
    }

    /// That a program called `all` is meant cannot be told, and neither what a pattern lacks that is empty.
    fn denied_command(&mut self, pattern: &str) {
        let pattern = trim(pattern);
        let is_any = matches!(pattern.to_ascii_lowercase().as_str(), "" | "all" | "cmd" | "op:cmd");
        self.denials.commands.push(if is_any { "*" } else { pattern }.into());
    }

    fn permissions(&mut self, allowed: &Value) -> Value {
        match &allowed.data {
            Data::String(text) if !is_wildcard(text) => Value::list(self.permission(text)),
            Data::String(_) => {
                self.warnings.push(no_wildcard());
                Value::list::<Value>([])
            }
            Data::Array(items) => Value::list(items.iter().filter_map(|item| match &item.data {
                Data::String(text) if is_wildcard(text) => {
                    self.warnings.push(no_wildcard());
                    None
                }
                Data::String(text) => self.permission(text),
                _ => Some(item.clone()),
            })),
            Data::Object(members) => {
                Data::Object(members.iter().map(|own| self.permitted_capability(own)).collect()).into()
            }
            _ => allowed.clone(),
        }
    }

    /// An entry of a list. What permits a capability that only the host knows permits that alone.
    fn permission(&mut self, entry: &str) -> Option<Value> {
        let entry = trim(entry);
        if is_bare(entry) && !is_capability(entry) && entry != "keychain" {
            self.register(entry);
        }
        Some(grant(entry).into())
    }

    fn permitted_capability(&mut self, own: &Member) -> Member {
        let key = trim(&own.key);
        let has_star = matches!(&own.value.data, Data::Array(items) if items.iter().any(|item| is_text(item, "*")));
        let value = match (key, &own.value.data) {
            ("cmd", Data::String(text)) => without_prefix(text).into(),
            ("cmd", Data::Array(items)) => Value::list(items.iter().map(|item| match &item.data {
                Data::String(text) => without_prefix(text).into(),
                _ => item.clone(),
            })),
            ("network" | "net" | "fs" | "filesystem", _) => own.value.clone(),
            (_, Data::Array(_)) => has_star.into(),
            _ => own.value.clone(),
        };
        if is_bare(key) && !is_capability(key) && value.data == Data::Bool(true) {
            self.register(key);
        }
        let key = if key == "@keychain" { "keychain".to_owned() } else { own.key.clone() };
        Member { key, value, key_span: None }
    }

    /// Makes a name a capability.
    fn register(&mut self, name: &str) {
        if !self.capabilities.iter().any(|known| known == name) {
            self.capabilities.push(name.to_owned());
        }
    }
}

fn opt_ins(danger: &Value) -> Value {
    let entry = |item: &Value| match &item.data {
        Data::String(text) => grant(trim(text)).into(),
        _ => item.clone(),
    };
    match &danger.data {
        Data::Array(items) => Value::list(items.iter().map(entry)),
        Data::String(_) => entry(danger),
        _ => danger.clone(),
    }
}

/// An entry that permits, with the engine's prefix.
fn grant(entry: &str) -> String {
    if entry == "keychain" {
        return "@keychain".to_owned();
    }
    command_pattern(entry).map_or_else(|| lower_head(entry), |pattern| format!("cmd:{pattern}"))
}

/// A pattern in a list of commands, in which mlld permits the prefix that other lists have.
fn without_prefix(text: &str) -> &str {
    command_pattern(text).unwrap_or(text)
}

/// Some of the members.
fn only(value: &Value, keys: &[&str]) -> Value {
    match &value.data {
        Data::Object(members) => {
            Data::Object(members.iter().filter(|own| keys.contains(&own.key.as_str())).cloned().collect()).into()
        }
        _ => value.clone(),
    }
}

/// The keychain. A star among its permitted entries permits all, as no list does; what is no list permits none.
fn keychain(value: &Value) -> Value {
    let Data::Object(members) = &value.data else { return value.clone() };
    let respelled = members.iter().filter_map(|own| {
        let is_star = |item: &Value| is_text(item, "*") || is_text(item, "**");
        let value = match (own.key.as_str(), &own.value.data) {
            ("allow", Data::Null) => return None,
            ("allow", Data::Array(items)) if items.iter().any(is_star) => return None,
            ("allow", Data::String(_)) => Value::list([own.value.clone()]),
            ("allow", Data::Bool(_) | Data::Number(_) | Data::Object(_)) => Value::list::<Value>([]),
            _ => own.value.clone(),
        };
        Some(Member { value, ..own.clone() })
    });
    Data::Object(respelled.collect()).into()
}

/// What stands behind `cmd:` or `op:cmd:`.
fn command_pattern(entry: &str) -> Option<&str> {
    ["op:cmd:", "cmd:"].iter().find_map(|prefix| {
        let (start, rest) = trim(entry).split_at_checked(prefix.len())?;
        start.eq_ignore_ascii_case(prefix).then_some(rest)
    })
}

/// The entry with what stands before its pattern in lower case: `FS:R:Docs` is `fs:r:Docs`.
fn lower_head(entry: &str) -> String {
    let Some((head, rest)) = entry.split_once(':') else { return entry.to_owned() };
    let head = head.to_ascii_lowercase();
    match rest.split_once(':') {
        Some((mode, path)) if matches!(head.as_str(), "fs" | "filesystem") => {
            format!("{head}:{}:{path}", mode.to_ascii_lowercase())
        }
        _ => format!("{head}:{rest}"),
    }
}

/// Whether the engine knows it as a capability, or as what is before a pattern.
fn is_capability(word: &str) -> bool {
    is_reserved(word) && !matches!(word, "op" | "all" | "pkg")
}

/// A word that may be the name of a command or of a capability.
fn is_bare(word: &str) -> bool {
    !word.is_empty()
        && word.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '+'))
        && !matches!(word, "true" | "false" | "null" | "op" | "pkg")
}

fn is_wildcard(text: &str) -> bool {
    matches!(trim(text), "*" | "all")
}

fn is_text(value: &Value, text: &str) -> bool {
    matches!(&value.data, Data::String(own) if own == text)
}

fn no_wildcard() -> Problem {
    Problem::warning(ProblemCode::UnknownCapability, "allow", "an entry `*` permits nothing in a list")
        .suggest("write `allow: true` to permit everything that is not denied")
}
