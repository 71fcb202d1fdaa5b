//! Declarations as they are understood.

use serde::Serialize;

use super::package::Package;
use crate::capability::{FileMode, Scope};
use crate::list::{AddAll, List};
use crate::pattern::command::CommandScope;
use crate::pattern::domain::DomainPattern;
use crate::pattern::path::{PathPattern, PathScope};
use crate::policy::Capability;
use crate::prelude::*;

/// What a need is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NeedKind {
    /// A program, with any words or some.
    Command,
    /// Files, read or written.
    Filesystem,
    /// Hosts.
    Network,
    /// `sh` or `keychain`.
    Capability,
    /// A package of an ecosystem.
    Package,
}

/// One thing that a module needs: a set of operations, all of which policies must permit.
#[derive(Debug, Clone)]
pub struct Need {
    text: String,
    kind: NeedKind,
    pub(crate) scopes: Vec<Scope>,
    pub(super) package: Option<Package>,
}

impl Need {
    /// The need in the notation of policies: `cmd:git:status:*`, `fs:w:dist/**`, `net:api.github.com`, `sh`, `network`;
    /// a package with its ecosystem, `node:lodash@^4`.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> NeedKind {
        self.kind
    }

    /// The commands of a command need.
    pub(crate) fn commands(&self) -> impl Iterator<Item = &CommandScope> {
        self.scopes.iter().filter_map(|scope| match scope {
            Scope::Commands(commands) => Some(commands),
            _ => None,
        })
    }

    pub(super) fn command(scope: CommandScope) -> Self {
        let text = format!("cmd:{scope}");
        Self { text, kind: NeedKind::Command, scopes: vec![Scope::Commands(scope)], package: None }
    }

    pub(super) fn files(mode: FileMode, pattern: PathPattern) -> Self {
        let letter = if mode == FileMode::Read { 'r' } else { 'w' };
        let text = format!("fs:{letter}:{}", pattern.source());
        let scopes = vec![Scope::Files(mode, PathScope::new(pattern))];
        Self { text, kind: NeedKind::Filesystem, scopes, package: None }
    }

    /// All files, as the policy entry `fs` has them: everything below the base.
    pub(super) fn filesystem(everything: PathPattern) -> Self {
        let files = |mode| Scope::Files(mode, PathScope::new(everything.clone()));
        let scopes = vec![files(FileMode::Read), files(FileMode::Write)];
        Self { text: "filesystem".to_owned(), kind: NeedKind::Filesystem, scopes, package: None }
    }

    pub(super) fn domain(pattern: DomainPattern) -> Self {
        let text = format!("net:{}", pattern.source());
        Self { text, kind: NeedKind::Network, scopes: vec![Scope::Hosts(pattern)], package: None }
    }

    /// All hosts.
    pub(super) fn network(everything: DomainPattern) -> Self {
        Self { text: "network".to_owned(), ..Self::domain(everything) }
    }

    pub(super) fn capability(capability: Capability) -> Self {
        let text = capability.name().to_owned();
        Self { text, kind: NeedKind::Capability, scopes: vec![Scope::Capability(capability)], package: None }
    }

    pub(super) fn package(package: Package, languages: Vec<Capability>) -> Self {
        let ecosystem = Capability::Packages(package.ecosystem.capability());
        Self {
            text: package.to_string(),
            kind: NeedKind::Package,
            scopes: vec![Scope::Packages { ecosystem, languages }],
            package: Some(package),
        }
    }

    /// The same package, declared for another language of its ecosystem too.
    pub(super) fn add_languages_of(&mut self, other: &Self) {
        for (own, other) in self.scopes.iter_mut().zip(&other.scopes) {
            if let (Scope::Packages { languages, .. }, Scope::Packages { languages: more, .. }) = (own, other) {
                languages.add_all(more.iter().filter(|language| !languages.contains(language)).cloned().list());
            }
        }
    }
}

/// Everything that a module needs, each need once, in the order of the declaration.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    pub(super) all: Vec<Need>,
}

impl Needs {
    /// The needs.
    #[must_use]
    pub fn all(&self) -> &[Need] {
        &self.all
    }

    pub(super) fn extend(&mut self, needs: impl IntoIterator<Item = Need>) {
        needs.into_iter().for_each(|need| self.push(need));
    }

    pub(super) fn push(&mut self, need: Need) {
        match self.all.iter_mut().find(|known| known.text == need.text) {
            Some(known) => known.add_languages_of(&need),
            None => self.all.push(need),
        }
    }
}

/// One tier of `wants`: what a module can do more with than without.
#[derive(Debug, Clone)]
pub struct Tier {
    /// Its name.
    pub name: String,
    /// Why it is wanted, for a person.
    pub why: Option<String>,
    /// What it takes.
    pub needs: Needs,
}

/// One profile: the later form of a tier.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// What it is, for a person.
    pub description: Option<String>,
    /// What it takes.
    pub requires: Needs,
}
