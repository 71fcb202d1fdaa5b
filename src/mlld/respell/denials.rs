//! What a policy denies, collected: a policy has several places for it, and all of them hold.

use crate::policy::value::{Data, Member, Value};
use crate::prelude::*;

/// All that a policy denies, wherever it says so.
#[derive(Default)]
pub(super) struct Denials {
    pub(super) everything: bool,
    /// Entries of a list.
    pub(super) entries: Vec<Value>,
    /// Members of a map.
    pub(super) limits: Vec<Member>,
    /// Patterns of commands.
    pub(super) commands: Vec<Value>,
}

impl Denials {
    /// Adds what is denied of a capability to what is already.
    pub(super) fn limit(&mut self, key: &str, value: &Value) {
        let key = match key {
            "net" => "network",
            "fs" => "filesystem",
            key => key,
        };
        match self.limits.iter_mut().find(|own| own.key == key) {
            Some(own) => own.value = unite(key, &own.value, value),
            None => self.limits.push(Member { key: key.to_owned(), key_span: None, value: value.clone() }),
        }
    }

    /// Writes them as one map, one list and one list of commands: where a policy has several, all hold.
    pub(super) fn add_to(self, members: &mut Vec<Member>) {
        let member = |key: &str, value: Value| Member { key: key.to_owned(), key_span: None, value };
        if self.everything {
            members.push(member("deny", true.into()));
            return;
        }
        if !self.limits.is_empty() {
            members.push(member("deny", Data::Object(self.limits).into()));
        }
        if !self.commands.is_empty() {
            members.push(member("deny_cmd", Data::Array(self.commands).into()));
        }
        if self.entries.is_empty() {
            return;
        }
        let entries = member("deny", Data::Array(self.entries).into());
        match members.iter_mut().find(|own| own.key == "capabilities") {
            Some(Member { value: Value { data: Data::Object(inner), .. }, .. }) => inner.push(entries),
            // What is no map refuses the policy.
            Some(_) => {}
            None => members.push(member("capabilities", Data::Object(vec![entries]).into())),
        }
    }
}

/// What denies all that two values deny.
fn unite(key: &str, one: &Value, other: &Value) -> Value {
    match (as_map(key, one), as_map(key, other)) {
        (None, None) => false.into(),
        (Some(only), None) | (None, Some(only)) => only,
        (Some(Value { data: Data::Object(mut all), .. }), Some(Value { data: Data::Object(other), .. })) => {
            for own in other {
                match all.iter_mut().find(|known| known.key == own.key) {
                    Some(known) => known.value = concat(&known.value, &own.value),
                    None => all.push(own),
                }
            }
            Data::Object(all).into()
        }
        // One of them denies all of it, or cannot be understood.
        _ => true.into(),
    }
}

/// Limits as a map of lists; nothing, where none is said.
fn as_map(key: &str, value: &Value) -> Option<Value> {
    let list = match &value.data {
        Data::Null | Data::Bool(false) => return None,
        Data::Object(members) if members.is_empty() => return None,
        Data::Array(items) if items.is_empty() => return None,
        Data::Array(items) => items.clone(),
        Data::String(text) if text != "*" => vec![value.clone()],
        _ => return Some(value.clone()),
    };
    let keys: &[&str] = if key == "network" { &["domains"] } else { &["read", "write"] };
    Some(Value::object(keys.iter().map(|key| (*key, Value::from(Data::Array(list.clone()))))))
}

/// The entries of both; what is neither a list nor an entry stays, and refuses the policy.
fn concat(one: &Value, other: &Value) -> Value {
    let list = |value: &Value| match &value.data {
        Data::Array(items) => items.clone(),
        Data::Null | Data::Bool(false) => Vec::new(),
        Data::Bool(true) => vec!["*".into()],
        _ => vec![value.clone()],
    };
    Data::Array([list(one), list(other)].concat()).into()
}
