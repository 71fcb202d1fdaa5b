//! `allow`, `deny` and `danger` with every way of writing them.

use super::super::document::PolicyDocument;
use super::super::path::quoted;
use super::super::rules::{CAPABILITIES, Capability, Origin, RuleSet};
use super::super::value::Data;
use super::fields::Fields;
use super::misread::meant_instead;
use super::{Distinct, Reader};
use crate::error::ProblemCode;
use crate::list::{AddAll, List};
use crate::pattern::command::CommandPattern;
use crate::pattern::domain::DomainPattern;
use crate::pattern::path::PathPattern;
use crate::policy::node::Node;
use crate::prelude::*;
use crate::suggest::nearest;
use crate::text::trimmed;

/// What list entries with a pattern start with.
const HEADS: [&str; 5] = ["cmd", "fs", "filesystem", "net", "network"];

/// What the list is for. It changes two things: in an allow list, writing implies reading; in a danger list, what the
/// danger list does not contain has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Allow,
    Deny,
    Danger,
}

/// A [`RuleSet`] in the making.
pub(super) struct RuleSetBuilder {
    purpose: Purpose,
    path: String,
    everything: Option<Origin>,
    commands: Distinct<CommandPattern>,
    read: Distinct<PathPattern>,
    write: Distinct<PathPattern>,
    domains: Distinct<DomainPattern>,
    capabilities: Distinct<Capability>,
}

/// Which accesses a path rule is about.
#[derive(Debug, Clone, Copy)]
struct Modes {
    read: bool,
    write: bool,
}

impl Modes {
    const READ: Self = Self { read: true, write: false };
    const WRITE: Self = Self { read: false, write: true };
    const BOTH: Self = Self { read: true, write: true };

    fn parse(word: &str) -> Option<Self> {
        match word {
            "r" | "read" => Some(Self::READ),
            "w" | "write" => Some(Self::WRITE),
            "rw" => Some(Self::BOTH),
            _ => None,
        }
    }
}

impl RuleSetBuilder {
    pub(super) fn new(purpose: Purpose, path: &str) -> Self {
        Self {
            purpose,
            path: path.to_owned(),
            everything: None,
            commands: Distinct::default(),
            read: Distinct::default(),
            write: Distinct::default(),
            domains: Distinct::default(),
            capabilities: Distinct::default(),
        }
    }

    pub(super) fn build(self) -> RuleSet {
        RuleSet {
            path: self.path,
            everything: self.everything,
            commands: self.commands.rules,
            read: self.read.rules,
            write: self.write.rules,
            domains: self.domains.rules,
            capabilities: self.capabilities.rules,
        }
    }

    fn everything(&mut self, origin: Origin) {
        self.everything.get_or_insert(origin);
    }

    fn path(&mut self, modes: Modes, pattern: &PathPattern, origin: &Origin) {
        // Who may write a file may read it: refusing the one and granting the other helps nobody.
        if modes.read || self.purpose == Purpose::Allow {
            self.read.push(pattern.source(), pattern.clone(), origin.clone());
        }
        if modes.write {
            self.write.push(pattern.source(), pattern.clone(), origin.clone());
        }
    }
}

/// The value of one capability in a map.
enum Switch {
    Everything,
    Nothing,
    /// A list, a single entry, or something wrong that the list's reader will report.
    List,
}

impl Switch {
    fn of(node: &Node<'_>) -> Self {
        match &node.value.data {
            Data::Bool(true) => Self::Everything,
            Data::Bool(false) => Self::Nothing,
            Data::String(text) if matches!(text.trim(), "*" | "all") => Self::Everything,
            _ => Self::List,
        }
    }
}

impl<'o> Reader<'o> {
    /// Takes `allow`, `deny`, `deny_cmd`, `danger` and `capabilities`.
    pub(super) fn capability_rules(&mut self, fields: &mut Fields<'_>, document: &mut PolicyDocument) {
        let mut deny = RuleSetBuilder::new(Purpose::Deny, "");
        let own = [fields.take("allow"), fields.take("deny"), fields.take("danger")];
        let commands = fields.take("deny_cmd");
        let nested = fields.take("capabilities").and_then(|node| {
            self.object(&node, |_, fields| [fields.take("allow"), fields.take("deny"), fields.take("danger")])
        });
        for [allow, denials, danger] in core::iter::once(own).chain(nested) {
            document.allow.add_all(allow.map(|node| self.allow_list(&node)));
            if let Some(node) = denials {
                self.rule_set(&node, &mut deny);
            }
            document.danger.add_all(danger.map(|node| self.danger_list(&node)));
        }
        if let Some(node) = commands {
            self.command_list(&node, &mut deny);
        }
        document.deny = deny.build();
    }

    fn allow_list(&mut self, node: &Node<'_>) -> RuleSet {
        let mut rules = RuleSetBuilder::new(Purpose::Allow, &node.path);
        self.rule_set(node, &mut rules);
        rules.build()
    }

    fn danger_list(&mut self, node: &Node<'_>) -> RuleSet {
        let mut rules = RuleSetBuilder::new(Purpose::Danger, &node.path);
        match &node.value.data {
            Data::Bool(_) | Data::Object(_) => {
                let message = format!("expected a string or a list of strings, found {}", node.value.kind());
                let suggestion = match node.value.data {
                    Data::Bool(true) => "write `\"*\"` to opt in to the whole danger list",
                    Data::Bool(false) => "leave the key out",
                    _ => "write entries like `cmd:rm -rf build` or `fs:w:.git/hooks/**`",
                };
                self.error(node, ProblemCode::InvalidType, message, Some(suggestion.to_owned()));
            }
            _ => self.rule_set(node, &mut rules),
        }
        rules.build()
    }

    fn rule_set(&mut self, node: &Node<'_>, rules: &mut RuleSetBuilder) {
        match &node.value.data {
            Data::Bool(true) => rules.everything(node.origin()),
            Data::Bool(false) => {}
            Data::Null => self.wrong_type(node, "`true`, a string, a list or an object"),
            Data::Object(_) => {
                self.object(node, |reader, fields| reader.capability_map(fields, rules));
            }
            Data::String(_) | Data::Number(_) | Data::Array(_) => {
                for item in node.items() {
                    if let Some(entry) = self.entry(&item) {
                        self.list_entry(&item, &entry, rules);
                    }
                }
            }
        }
    }

    fn capability_map(&mut self, fields: &mut Fields<'_>, rules: &mut RuleSetBuilder) {
        fields.advice = Some(|key| format!("did you mean {}?", quoted(&format!("cmd: [\"{key}\"]"))));
        if let Some(node) = fields.take("cmd") {
            match Switch::of(&node) {
                Switch::Everything => self.command(&node, "*", rules),
                Switch::Nothing => {}
                Switch::List => self.command_list(&node, rules),
            }
        }
        for node in fields.take_all(&["filesystem", "fs"]) {
            if matches!(node.value.data, Data::Object(_)) {
                self.object(&node, |reader, modes| {
                    let (read, write) = (modes.take("read"), modes.take("write"));
                    read.iter().for_each(|node| reader.path_list(node, Modes::READ, rules));
                    write.iter().for_each(|node| reader.path_list(node, Modes::WRITE, rules));
                });
            } else {
                self.path_list(&node, Modes::BOTH, rules);
            }
        }
        for node in fields.take_all(&["network", "net"]) {
            if matches!(node.value.data, Data::Object(_)) {
                self.object(&node, |reader, network| {
                    if let Some(node) = network.take("domains") {
                        reader.domain_list(&node, rules);
                    }
                });
            } else {
                self.domain_list(&node, rules);
            }
        }
        for (capability, names) in &CAPABILITIES {
            for node in fields.take_all(names) {
                self.switch(&node, capability, rules);
            }
        }
        let options: &'o _ = self.options;
        for name in &options.capabilities {
            if let Some(node) = fields.take_named(name) {
                self.switch(&node, &Capability::Registered(name.clone()), rules);
            }
        }
    }

    /// The value of a capability that has no patterns: `true`, `false`, `"*"`, or the list `["*"]` of its canonical
    /// form.
    fn switch(&mut self, node: &Node<'_>, capability: &Capability, rules: &mut RuleSetBuilder) {
        match Switch::of(node) {
            Switch::Everything => self.capability(node, capability.clone(), rules),
            Switch::Nothing => {}
            Switch::List => match &node.value.data {
                Data::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        let item = node.item(index, item);
                        match Switch::of(&item) {
                            Switch::Everything if !matches!(item.value.data, Data::Bool(_)) => {
                                self.capability(&item, capability.clone(), rules);
                            }
                            _ => self.not_a_switch(&item, capability),
                        }
                    }
                }
                _ => self.not_a_switch(node, capability),
            },
        }
    }

    fn not_a_switch(&mut self, node: &Node<'_>, capability: &Capability) {
        let message =
            format!("`{capability}` has no patterns: expected `true` or `false`, found {}", node.value.kind());
        self.error(node, ProblemCode::InvalidType, message, None);
    }

    fn command_list(&mut self, node: &Node<'_>, rules: &mut RuleSetBuilder) {
        for item in node.items() {
            if let Some(entry) = self.entry(&item) {
                self.command(&item, &entry, rules);
            }
        }
    }

    fn path_list(&mut self, node: &Node<'_>, modes: Modes, rules: &mut RuleSetBuilder) {
        match (Switch::of(node), &node.value.data) {
            (Switch::Everything, Data::String(text)) if text.trim() == "*" => self.path(node, "*", modes, rules),
            (Switch::Everything, _) => self.path(node, "**", modes, rules),
            (Switch::Nothing, _) => {}
            (Switch::List, _) => {
                for item in node.items() {
                    if let Some(entry) = self.entry(&item) {
                        self.path(&item, &entry, modes, rules);
                    }
                }
            }
        }
    }

    fn domain_list(&mut self, node: &Node<'_>, rules: &mut RuleSetBuilder) {
        match Switch::of(node) {
            Switch::Everything => self.domain(node, "*", rules),
            Switch::Nothing => {}
            Switch::List => {
                for item in node.items() {
                    if let Some(entry) = self.entry(&item) {
                        self.domain(&item, &entry, rules);
                    }
                }
            }
        }
    }

    /// An entry of `allow`, `deny` or `danger` written as a list.
    fn list_entry(&mut self, node: &Node<'_>, entry: &str, rules: &mut RuleSetBuilder) {
        if matches!(entry, "*" | "all") {
            return rules.everything(node.origin());
        }
        let (head, rest) = split(entry);
        match (head, rest) {
            ("op", Some(rest)) if split(rest).0 == "cmd" => {
                self.command(node, split(rest).1.unwrap_or("*"), rules);
            }
            ("cmd", rest) => self.command(node, rest.unwrap_or("*"), rules),
            ("fs" | "filesystem", None) => self.path(node, "**", Modes::BOTH, rules),
            ("fs" | "filesystem", Some(rest)) => {
                let (mode, pattern) = split(rest);
                match Modes::parse(mode) {
                    Some(modes) => self.path(node, pattern.unwrap_or("**"), modes, rules),
                    None => self.unknown_mode(node, entry, mode, pattern),
                }
            }
            ("net" | "network", rest) => self.domain(node, rest.unwrap_or("*"), rules),
            _ => match self.capability_of(entry) {
                Some(capability) => self.capability(node, capability, rules),
                None => self.unknown_capability(node, entry),
            },
        }
    }

    fn capability_of(&self, name: &str) -> Option<Capability> {
        let builtin = CAPABILITIES.iter().find(|(capability, names)| match capability {
            Capability::Keychain => name == capability.list_entry(),
            _ => names.contains(&name),
        });
        let registered = || self.options.capabilities.iter().find(|known| *known == name);
        builtin.map(|(capability, _)| capability.clone()).or_else(|| registered().cloned().map(Capability::Registered))
    }

    fn unknown_mode(&mut self, node: &Node<'_>, entry: &str, mode: &str, pattern: Option<&str>) {
        let message = format!("{} is no file access: the modes are `r`, `w` and `rw`", quoted(mode));
        let suggestion = match (mode, pattern) {
            ("*" | "**", None) => "did you mean `fs`?".to_owned(),
            (_, None) => format!("did you mean {}?", quoted(&format!("fs:rw:{mode}"))),
            ("list" | "stat" | "open" | "x" | "exec", Some(pattern)) => {
                format!("did you mean {}?", quoted(&format!("fs:r:{pattern}")))
            }
            (_, Some(pattern)) => format!("did you mean {}?", quoted(&format!("fs:w:{pattern}"))),
        };
        let code = ProblemCode::UnknownCapability;
        self.error(node, code, format!("{message}, in {}", quoted(entry)), Some(suggestion));
    }

    fn unknown_capability(&mut self, node: &Node<'_>, entry: &str) {
        let (head, rest) = split(entry);
        let message = format!("{} is no known capability", quoted(entry));
        if self.is_full() {
            return self.error(node, ProblemCode::UnknownCapability, message, None);
        }
        if let Some(meant) = meant_instead(entry) {
            let suggestion = Some(format!("did you mean {}?", quoted(&meant)));
            return self.error(node, ProblemCode::UnknownCapability, message, suggestion);
        }
        let known = self.known_entries();
        let near = nearest(head, known.iter().map(String::as_str));
        let suggestion = match (head, rest) {
            ("op", Some(rest)) => match self.capability_of(rest) {
                Some(capability) => format!("did you mean `{}`?", capability.list_entry()),
                None => format!("did you mean {}?", quoted(&format!("cmd:{rest}"))),
            },
            ("keychain", _) => "did you mean `@keychain`?".to_owned(),
            (head, Some("*")) if self.capability_of(head).is_some() => format!("did you mean `{head}`?"),
            (head, Some(_)) if self.capability_of(head).is_some() => {
                format!("`{head}` takes no pattern; did you mean `{head}`?")
            }
            (head, Some(rest)) if near.is_some_and(|near| HEADS.contains(&near)) => {
                let near = near.unwrap_or_default();
                let misspelled = quoted(&format!("{near}:{rest}"));
                // A short word is as likely a program: `ls:*` is one letter away from `fs:*`.
                if head.len() > 3 || head.eq_ignore_ascii_case(near) {
                    format!("did you mean {misspelled}?")
                } else {
                    format!("did you mean {} or {misspelled}?", quoted(&format!("cmd:{entry}")))
                }
            }
            _ => {
                let command = quoted(&format!("cmd:{entry}"));
                match near {
                    Some(near) if rest.is_none() => format!("did you mean {command} or `{near}`?"),
                    _ => format!("did you mean {command}?"),
                }
            }
        };
        self.error(node, ProblemCode::UnknownCapability, message, Some(suggestion));
    }

    /// Everything a list entry can start with.
    fn known_entries(&self) -> Vec<String> {
        let builtin = CAPABILITIES.iter().flat_map(|(_, names)| *names).filter(|name| **name != "keychain");
        HEADS
            .iter()
            .chain(&["@keychain"])
            .chain(builtin)
            .map(|name| (*name).to_owned())
            .chain(self.options.capabilities.iter().cloned())
            .list()
    }

    fn command(&mut self, node: &Node<'_>, text: &str, rules: &mut RuleSetBuilder) {
        let Some(pattern) = self.command_pattern(node, text) else { return };
        if let Some(ambiguity) = pattern.ambiguity() {
            self.warn(node, ProblemCode::AmbiguousPattern, ambiguity);
        }
        rules.commands.push(text, pattern, node.origin());
    }

    fn path(&mut self, node: &Node<'_>, text: &str, modes: Modes, rules: &mut RuleSetBuilder) {
        if let Some(pattern) = self.path_pattern(node, text) {
            rules.path(modes, &pattern, &node.origin());
        }
    }

    fn domain(&mut self, node: &Node<'_>, text: &str, rules: &mut RuleSetBuilder) {
        if let Some(pattern) = self.domain_pattern(node, text) {
            rules.domains.push(text, pattern, node.origin());
        }
    }

    fn capability(&mut self, node: &Node<'_>, capability: Capability, rules: &mut RuleSetBuilder) {
        if rules.purpose == Purpose::Danger && capability != Capability::Keychain {
            let message = format!("the danger list has nothing about `{capability}`: this entry has no effect");
            self.warn(node, ProblemCode::IneffectiveRule, message);
        }
        let name = capability.name().to_owned();
        rules.capabilities.push(&name, capability, node.origin());
    }
}

/// Whether a list or a map already reads the word: built-in capabilities, what stands before a pattern, and everything.
pub(crate) fn is_reserved(word: &str) -> bool {
    let builtin =
        |(capability, names): &(Capability, &[&str])| names.contains(&word) || capability.list_entry() == word;
    HEADS.contains(&word) || matches!(word, "op" | "all" | "pkg") || CAPABILITIES.iter().any(builtin)
}

/// Whether the word names an access to files.
pub(super) fn is_file_mode(word: &str) -> bool {
    Modes::parse(word).is_some()
}

/// What stands before and after the first colon, trimmed.
pub(super) fn split(entry: &str) -> (&str, Option<&str>) {
    let Some(colon) = entry.bytes().position(|byte| byte == b':') else { return (trimmed(entry), None) };
    let (head, rest) = (entry.get(..colon), entry.get(colon.saturating_add(1)..));
    (trimmed(head.unwrap_or_default()), rest.map(trimmed))
}
