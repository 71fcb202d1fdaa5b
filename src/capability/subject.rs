//! What is held against capability rules: one program, file, host or capability within an operation.

use std::rc::Rc;

use super::context::Context;
use super::scope::Scope;
use crate::pattern::command::PreparedCommand;
use crate::pattern::domain::NetworkTarget;
use crate::pattern::path::{PartialPath, TargetPath};
use crate::policy::Capability;
use crate::text::shown;

/// Whether a file is read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileMode {
    /// Its content is read.
    Read,
    /// It is created, changed or removed.
    Write,
}

/// One thing that rules are held against.
#[derive(Debug)]
pub(crate) enum Subject<'a> {
    /// A program with its arguments.
    Program(Box<PreparedCommand<'a>>),
    /// A file, by its path.
    File(FileMode, FilePath),
    /// A host that would be contacted.
    Host(NetworkTarget),
    /// A capability that is had or not.
    Capability(Capability),
    /// A kind of operation as a whole: any command at all, any file at all, any host at all.
    Kind(Kind),
    /// All operations of a set.
    Scope(Scope, &'a Context),
}

/// A path as far as it is known.
#[derive(Debug, Clone)]
pub(crate) enum FilePath {
    /// All of it.
    Whole(Rc<TargetPath>),
    /// A part of it.
    Partial(Rc<PartialPath>),
}

/// The kinds of operation that have patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Commands,
    Files,
    Network,
}

impl Subject<'_> {
    /// The sentence of a denial by rule.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Program(command) => format!("Command '{}' denied by policy", shown(command.invocation().program)),
            Self::File(mode, _) | Self::Scope(Scope::Files(mode, _), _) => match mode {
                FileMode::Read => "Filesystem read denied by policy".to_owned(),
                FileMode::Write => "Filesystem write denied by policy".to_owned(),
            },
            Self::Host(_) | Self::Kind(Kind::Network) | Self::Scope(Scope::Hosts(_), _) => {
                "Network access denied by policy".to_owned()
            }
            Self::Capability(capability)
            | Self::Scope(Scope::Capability(capability) | Scope::Packages { ecosystem: capability, .. }, _) => {
                capability_reason(capability)
            }
            Self::Scope(Scope::Commands(scope), _) => {
                format!("Command '{}' denied by policy", shown(scope.pattern().source()))
            }
            Self::Kind(Kind::Commands) => "Capability 'cmd' denied by policy".to_owned(),
            Self::Kind(Kind::Files) => "Capability 'filesystem' denied by policy".to_owned(),
        }
    }

    /// The sentence of a denial by the danger list; `entry` is the danger entry without its kind.
    pub(crate) fn danger_reason(&self, entry: &str) -> String {
        let what = match self {
            Self::Program(_) | Self::Scope(Scope::Commands(_), _) => {
                format!("Dangerous command '{}'", danger_words(entry))
            }
            Self::File(mode, _) | Self::Scope(Scope::Files(mode, _), _) => match mode {
                FileMode::Read => "Dangerous filesystem read".to_owned(),
                FileMode::Write => "Dangerous filesystem write".to_owned(),
            },
            Self::Host(_) | Self::Kind(_) | Self::Scope(Scope::Hosts(_), _) => "Dangerous network access".to_owned(),
            Self::Capability(_) | Self::Scope(Scope::Capability(_) | Scope::Packages { .. }, _) => {
                "Keychain access".to_owned()
            }
        };
        format!("{what} denied by policy: opt in with danger")
    }
}

fn capability_reason(capability: &Capability) -> String {
    match capability {
        Capability::Sh => "Shell access denied by policy".to_owned(),
        Capability::Js => "JavaScript access denied by policy".to_owned(),
        Capability::Node => "Node access denied by policy".to_owned(),
        Capability::Py => "Python access denied by policy".to_owned(),
        Capability::Prose => "Prose access denied by policy".to_owned(),
        Capability::Keychain => "Keychain access denied by policy".to_owned(),
        other => format!("Capability '{}' denied by policy", shown(other.name())),
    }
}

/// The words of a command pattern without its wildcards: `rm:*:-rf` is `rm -rf`.
fn danger_words(pattern: &str) -> String {
    let words: Vec<&str> = pattern.split([':', ' ']).filter(|word| !word.is_empty() && *word != "*").collect();
    words.join(" ")
}
