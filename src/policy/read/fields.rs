//! Objects: those with fixed keys, which report every key nobody asked for, and those whose keys are names.

use super::super::path::{self, quoted};
use super::super::value::{Data, Member};
use super::{Reader, did_you_mean, key_place};
use crate::error::{Problem, ProblemCode};
use crate::list::List;
use crate::names::Names;
use crate::policy::node::Node;
use crate::prelude::*;
use crate::suggest::nearest;

/// The members of an object with fixed keys. The known keys are exactly those asked for.
pub(super) struct Fields<'v> {
    node: Node<'v>,
    members: &'v [Member],
    taken: Vec<bool>,
    known: Vec<&'static str>,
    /// What to say about an unknown key that resembles no known one.
    pub(super) advice: Option<fn(&str) -> String>,
}

impl<'v> Fields<'v> {
    /// The value of a key.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Node<'v>> {
        self.known.push(key);
        self.take_named(key)
    }

    /// The values of a key and of its aliases.
    pub(super) fn take_all(&mut self, keys: &[&'static str]) -> Vec<Node<'v>> {
        keys.iter().filter_map(|key| self.take(key)).list()
    }

    /// The value of a key whose name is not part of the language.
    pub(super) fn take_named(&mut self, key: &str) -> Option<Node<'v>> {
        let position = self.members.iter().position(|member| member.key == key)?;
        if let Some(taken) = self.taken.get_mut(position) {
            *taken = true;
        }
        self.members.get(position).map(|member| self.node.key(key, &member.value))
    }
}

impl Reader<'_> {
    /// Reads an object with fixed keys: `read` takes what it knows, everything else but `x-…` is then an error.
    pub(super) fn object<'v, T>(
        &mut self,
        node: &Node<'v>,
        read: impl FnOnce(&mut Self, &mut Fields<'v>) -> T,
    ) -> Option<T> {
        let mut fields = self.fields(node)?;
        let result = read(self, &mut fields);
        self.refuse_others(&fields);
        Some(result)
    }

    fn fields<'v>(&mut self, node: &Node<'v>) -> Option<Fields<'v>> {
        let members = self.members(node)?;
        Some(Fields { node: node.clone(), members, taken: vec![false; members.len()], known: Vec::new(), advice: None })
    }

    fn members<'v>(&mut self, node: &Node<'v>) -> Option<&'v [Member]> {
        if let Data::Object(members) = &node.value.data {
            return Some(members);
        }
        self.wrong_type(node, "an object");
        None
    }

    fn refuse_others(&mut self, fields: &Fields<'_>) {
        for (member, taken) in fields.members.iter().zip(&fields.taken) {
            if !taken && !member.key.starts_with("x-") {
                self.unknown_key(fields, member);
            }
        }
        #[cfg(test)]
        self.asked.entry(fields.node.path.to_string()).or_default().extend(&fields.known);
    }

    fn unknown_key(&mut self, fields: &Fields<'_>, member: &Member) {
        let path = path::key(&fields.node.path, &member.key);
        let (code, message) = if fields.known.contains(&member.key.as_str()) {
            (ProblemCode::DuplicateKey, format!("the key {} stands twice in this object", quoted(&member.key)))
        } else {
            (ProblemCode::UnknownKey, format!("unknown key {}", quoted(&member.key)))
        };
        let near = if self.is_full() { None } else { nearest(member.key.trim(), fields.known.iter().copied()) };
        let suggestion = match near {
            _ if code == ProblemCode::DuplicateKey => None,
            Some(known) => Some(did_you_mean(known)),
            None => fields.advice.map(|advice| advice(&member.key)),
        };
        let problem = Problem::error(code, path, message).at(key_place(member.key_span, &member.value));
        self.report(Problem { suggestion, ..problem });
    }

    /// The names in an object whose keys are names, trimmed, each with its value.
    pub(super) fn names<'v>(&mut self, node: &Node<'v>) -> Vec<(&'v str, Node<'v>)> {
        let members = self.members(node).unwrap_or_default();
        let mut names = Vec::with_capacity(members.len());
        let mut seen = Names::default();
        for member in members {
            let name = member.key.trim();
            let value = node.key(&member.key, &member.value);
            let (code, message) = if name.is_empty() {
                (ProblemCode::InvalidValue, "the name is empty".to_owned())
            } else if name.contains(char::is_control) {
                (ProblemCode::InvalidValue, format!("{} contains a control character", quoted(name)))
            } else if !seen.insert(name, ()) {
                (ProblemCode::DuplicateKey, format!("the name {} stands twice in this object", quoted(name)))
            } else {
                names.push((name, value));
                continue;
            };
            let place = key_place(member.key_span, &member.value);
            self.report(Problem::error(code, &value.path, message).at(place));
        }
        names
    }
}
