//! What a policy denies, collected: a policy has several places for it, and all of them hold.

use crate::policy::value::{Data, Member, Value};

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
            Some(own) => own.value = unite(&own.value, value),
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
fn unite(one: &Value, other: &Value) -> Value {
    match (&one.data, &other.data) {
        (Data::Array(one), Data::Array(other)) => Data::Array([one.as_slice(), other.as_slice()].concat()).into(),
        (Data::Object(one), Data::Object(other)) => {
            let mut all = one.clone();
            for own in other {
                match all.iter_mut().find(|known| known.key == own.key) {
                    Some(known) => known.value = unite(&known.value, &own.value),
                    None => all.push(own.clone()),
                }
            }
            Data::Object(all).into()
        }
        // Two kinds of the same: that both deny all can be meant, and nothing less is certain.
        _ => true.into(),
    }
}
