//! Capability rules: what `allow`, `deny` and `danger` say once every shorthand is gone.

use core::fmt;

use super::path::DocumentPath;
use crate::pattern::PatternError;
use crate::pattern::command::{self, CommandPattern};
use crate::pattern::domain::DomainPattern;
use crate::pattern::path::PathPattern;
use crate::prelude::*;
use crate::span::Span;

/// Where a rule stands, as the user wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The path into the document: `deny[2]`, `deny_cmd[1]`, `capabilities.deny.filesystem.write[0]`.
    pub path: DocumentPath,
    /// The bytes of the document's text.
    pub span: Option<Span>,
}

/// A pattern and where it was written.
#[derive(Debug, Clone)]
pub struct Rule<P> {
    /// What it says.
    pub pattern: P,
    /// Where it says so.
    pub origin: Origin,
}

/// What the patterns of `allow`, `deny` and `danger` have in common.
pub trait Pattern: Clone + Sized {
    /// Reads the pattern.
    ///
    /// # Errors
    /// If the text is malformed or can match nothing.
    fn parse(text: &str) -> Result<Self, PatternError>;

    /// The pattern as it was written.
    fn source(&self) -> &str;

    /// Whether, as permissions, this pattern certainly matches everything that `inner` matches.
    fn covers(&self, inner: &Self) -> bool;
}

impl Pattern for CommandPattern {
    fn parse(text: &str) -> Result<Self, PatternError> {
        Self::parse(text)
    }
    fn source(&self) -> &str {
        self.source()
    }
    fn covers(&self, inner: &Self) -> bool {
        command::covers(self, inner)
    }
}

impl Pattern for PathPattern {
    fn parse(text: &str) -> Result<Self, PatternError> {
        Self::parse(text)
    }
    fn source(&self) -> &str {
        self.source()
    }
    fn covers(&self, inner: &Self) -> bool {
        self.covers(inner)
    }
}

impl Pattern for DomainPattern {
    fn parse(text: &str) -> Result<Self, PatternError> {
        Self::parse(text)
    }
    fn source(&self) -> &str {
        self.source()
    }
    fn covers(&self, inner: &Self) -> bool {
        self.covers(inner)
    }
}

/// What a policy can permit besides commands, files and hosts: all of it or nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capability {
    /// Shell blocks and shell programs (`sh`, alias `bash`).
    Sh,
    /// JavaScript blocks (`js`).
    Js,
    /// Node blocks (`node`).
    Node,
    /// Python blocks (`py`, alias `python`).
    Py,
    /// Prose blocks (`prose`).
    Prose,
    /// The keychain (`@keychain` in a list, `keychain` in a map).
    Keychain,
    /// The packages of an ecosystem (`pkg:node`, `pkg:python`, `pkg:ruby`, `pkg:go`, `pkg:rust`).
    Packages(&'static str),
    /// One that the host registered.
    Registered(String),
}

/// Every built-in capability with the names it goes by in a map; the first is the canonical one. In a list the
/// keychain is `@keychain`.
pub(crate) const CAPABILITIES: [(Capability, &[&str]); 11] = [
    (Capability::Sh, &["sh", "bash"]),
    (Capability::Js, &["js"]),
    (Capability::Node, &["node"]),
    (Capability::Py, &["py", "python"]),
    (Capability::Prose, &["prose"]),
    (Capability::Keychain, &["keychain"]),
    (Capability::Packages("pkg:node"), &["pkg:node"]),
    (Capability::Packages("pkg:python"), &["pkg:python"]),
    (Capability::Packages("pkg:ruby"), &["pkg:ruby"]),
    (Capability::Packages("pkg:go"), &["pkg:go"]),
    (Capability::Packages("pkg:rust"), &["pkg:rust"]),
];

impl Capability {
    /// The canonical name, as a map has it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Sh => "sh",
            Self::Js => "js",
            Self::Node => "node",
            Self::Py => "py",
            Self::Prose => "prose",
            Self::Keychain => "keychain",
            Self::Packages(name) => name,
            Self::Registered(name) => name,
        }
    }

    /// The canonical name, as a list has it.
    #[must_use]
    pub fn list_entry(&self) -> &str {
        match self {
            Self::Keychain => "@keychain",
            other => other.name(),
        }
    }
}

/// The capability that goes by `name`, in a map or in a list, among the built-in ones and those a host registered.
#[must_use]
pub fn capability_named(name: &str, registered: &[String]) -> Option<Capability> {
    let builtin = |(capability, names): &(Capability, &[&str])| {
        (names.contains(&name) || capability.list_entry() == name).then(|| capability.clone())
    };
    let registered = || registered.iter().find(|known| *known == name).cloned().map(Capability::Registered);
    CAPABILITIES.iter().find_map(builtin).or_else(registered)
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The capability rules of one list, sorted by what they are about. No two rules of one field have the same source.
///
/// Without any rule it says nothing: as an allow list it permits nothing, as a deny list it denies nothing.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    /// The key it stands under (`allow`, `capabilities.allow`); empty for one that was put together of several.
    pub path: String,
    /// `true`, `"*"` or `"all"`: everything, whatever the other fields say.
    pub everything: Option<Origin>,
    /// Commands; `cmd` alone is the pattern `*`.
    pub commands: Vec<Rule<CommandPattern>>,
    /// Files that are read. In an allow list every pattern of `write` stands here too.
    pub read: Vec<Rule<PathPattern>>,
    /// Files that are written.
    pub write: Vec<Rule<PathPattern>>,
    /// Hosts; `network` alone is the pattern `*`.
    pub domains: Vec<Rule<DomainPattern>>,
    /// Everything else.
    pub capabilities: Vec<Rule<Capability>>,
}

impl RuleSet {
    /// Whether there is no rule in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.everything.is_none() && self.has_only_everything()
    }

    /// Whether there is no rule in it but, possibly, the one that means everything.
    #[must_use]
    pub fn has_only_everything(&self) -> bool {
        self.commands.is_empty()
            && self.read.is_empty()
            && self.write.is_empty()
            && self.domains.is_empty()
            && self.capabilities.is_empty()
    }
}
