//! Whole sets of operations, held against rules as one: what a module says it needs.

use super::context::Context;
use super::subject::FileMode;
use crate::pattern::command::CommandScope;
use crate::pattern::domain::DomainPattern;
use crate::pattern::path::PathScope;
use crate::policy::Capability;
use crate::prelude::*;

/// A set of operations. A permission holds it where the rules of a list hold all of it together; a denial matches it
/// where it matches any of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Every command that a pattern permits.
    Commands(CommandScope),
    /// Every file that a pattern permits.
    Files(FileMode, PathScope),
    /// Every host that a pattern permits.
    Hosts(DomainPattern),
    /// The use of packages: by the capability of their ecosystem, or by all of these languages.
    Packages {
        /// `pkg:node` and so on.
        ecosystem: Capability,
        /// The capabilities of the languages they are for, where there are any.
        languages: Vec<Capability>,
    },
    /// A capability that is had or not.
    Capability(Capability),
}

/// A scope as an operation asks about it.
#[derive(Debug, Clone)]
pub(crate) struct AskedScope<'a> {
    pub(crate) scope: Scope,
    pub(crate) context: &'a Context,
}

impl AskedScope<'_> {
    /// The pattern of the hosts, where it is about hosts.
    pub(super) const fn hosts(&self) -> Option<&DomainPattern> {
        match &self.scope {
            Scope::Hosts(pattern) => Some(pattern),
            _ => None,
        }
    }
}

impl Scope {
    /// The list entry that permits this and nothing more, if one can be written.
    pub(super) fn entry(&self) -> Option<String> {
        match self {
            Self::Commands(scope) if scope.options().is_some() => None,
            Self::Commands(scope) => Some(format!("cmd:{}", scope.pattern())),
            Self::Files(FileMode::Read, scope) => Some(format!("fs:r:{}", scope.pattern().source())),
            Self::Files(FileMode::Write, scope) => Some(format!("fs:w:{}", scope.pattern().source())),
            Self::Hosts(pattern) => Some(format!("net:{}", pattern.source())),
            Self::Packages { ecosystem, .. } => Some(ecosystem.list_entry().to_owned()),
            Self::Capability(capability) => Some(capability.list_entry().to_owned()),
        }
    }
}
