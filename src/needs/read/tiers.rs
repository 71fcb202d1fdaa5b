//! `wants` and profiles: needs with names.

use super::Reader;
use crate::error::ProblemCode;
use crate::list::List;
use crate::names::Names;
use crate::needs::declaration::{Needs, Profile, Tier};
use crate::policy::node::Node;
use crate::policy::path::{self, quoted};
use crate::policy::value::Data;
use crate::prelude::*;

impl Reader<'_> {
    pub(super) fn wants(&mut self, node: &Node<'_>) -> Vec<Tier> {
        let Some(items) = node.list() else {
            self.wrong_declaration(node, "a list of tiers");
            return Vec::new();
        };
        let mut names = Names::default();
        items.iter().filter_map(|item| self.tier(item, &mut names)).list()
    }

    fn tier(&mut self, node: &Node<'_>, names: &mut Names<()>) -> Option<Tier> {
        let Some(members) = node.members() else {
            self.wrong_declaration(node, "an object");
            return None;
        };
        let (mut name, mut why, mut needs) = (None, None, Needs::default());
        if !members.iter().any(|member| member.key == "tier") {
            let missing = Node { path: path::key(&node.path, "tier").into(), ..node.clone() };
            let suggestion = Some("write `tier: \"name\"`".to_owned());
            self.report(&missing, ProblemCode::InvalidWantsTier, "the tier has no name", suggestion);
        }
        for member in members {
            let at = node.member(member);
            match member.key.as_str() {
                "tier" => name = self.name(&at, names),
                "why" => why = self.sentence(&at),
                _ => self.need(&at, member, ProblemCode::InvalidWantsKey, &["tier", "why"], &mut needs),
            }
        }
        Some(Tier { name: name?, why, needs })
    }

    pub(super) fn profiles(&mut self, node: &Node<'_>) -> Vec<Profile> {
        let Some(members) = node.members() else {
            self.wrong_declaration(node, "an object of profiles");
            return Vec::new();
        };
        let mut names = Names::default();
        let mut profiles = Vec::with_capacity(members.len());
        for member in members {
            let at = node.member(member);
            let name = self.checked_name(&at, &member.key, &mut names);
            let profile = self.profile(&at);
            if let (Some(name), Some((description, requires))) = (name, profile) {
                profiles.push(Profile { name, description, requires });
            }
        }
        profiles
    }

    fn profile(&mut self, node: &Node<'_>) -> Option<(Option<String>, Needs)> {
        let Some(members) = node.members() else {
            self.wrong_declaration(node, "an object");
            return None;
        };
        let (mut description, mut requires) = (None, Needs::default());
        for member in members {
            let at = node.member(member);
            match member.key.as_str() {
                "requires" => requires = self.needs(&at),
                "description" => description = self.sentence(&at),
                key => self.unknown_key(&at, key, ProblemCode::InvalidWantsKey, &["requires", "description"]),
            }
        }
        Some((description, requires))
    }

    fn name(&mut self, node: &Node<'_>, names: &mut Names<()>) -> Option<String> {
        if let Data::String(name) = &node.value.data {
            return self.checked_name(node, name, names);
        }
        let message = format!("expected a name, found {}", node.value.kind());
        self.report(node, ProblemCode::InvalidWantsTier, message, None);
        None
    }

    fn checked_name(&mut self, node: &Node<'_>, name: &str, names: &mut Names<()>) -> Option<String> {
        let name = name.trim();
        let problem = if name.is_empty() {
            "the name is empty".to_owned()
        } else if name.contains(crate::text::is_invisible) {
            format!("the name {} contains an invisible character", quoted(name))
        } else if !names.insert(name, ()) {
            format!("the name {} is used twice", quoted(name))
        } else {
            return Some(name.to_owned());
        };
        self.report(node, ProblemCode::InvalidWantsTier, problem, None);
        None
    }

    /// A text for a person.
    fn sentence(&mut self, node: &Node<'_>) -> Option<String> {
        if let Data::String(text) = &node.value.data {
            return Some(text.clone());
        }
        self.wrong_declaration(node, "a string");
        None
    }

    fn wrong_declaration(&mut self, node: &Node<'_>, expected: &str) {
        let message = format!("expected {expected}, found {}", node.value.kind());
        self.report(node, ProblemCode::InvalidWantsDeclaration, message, None);
    }
}
