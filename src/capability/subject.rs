//! What is held against capability rules: one program, file, host or capability within an operation.

use alloc::rc::Rc;

use super::scope::{AskedScope, Scope};
use crate::decision::Topic;
use crate::list::List;
use crate::pattern::command::PreparedCommand;
use crate::pattern::domain::NetworkTarget;
use crate::pattern::path::{PartialPath, TargetPath};
use crate::policy::Capability;
use crate::prelude::*;
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
    Scope(Box<AskedScope<'a>>),
}

/// A path as far as it is known.
#[derive(Debug, Clone)]
pub(crate) enum FilePath {
    /// All of it.
    Whole(TargetPath),
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
    /// Whether it is a file.
    pub(crate) const fn is_file(&self) -> bool {
        matches!(self, Self::File(..))
    }

    /// What a denial of it is about.
    pub(crate) fn topic(&self) -> Topic {
        match self {
            Self::Program(_) | Self::Kind(Kind::Commands) => Topic::Commands,
            Self::File(..) | Self::Kind(Kind::Files) => Topic::Files,
            Self::Host(_) => Topic::Hosts,
            Self::Kind(Kind::Network) => Topic::Network,
            Self::Capability(capability) => Topic::Capability(capability.name().to_owned()),
            Self::Scope(_) => Topic::OfCode,
        }
    }

    /// The sentence of a denial by rule.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Program(command) => command_reason(command.invocation().program),
            Self::File(mode, _) => file_reason(*mode),
            Self::Host(_) | Self::Kind(Kind::Network) => NETWORK_REASON.to_owned(),
            Self::Capability(capability) => capability_reason(capability),
            Self::Kind(Kind::Commands) => "Capability 'cmd' denied by policy".to_owned(),
            Self::Kind(Kind::Files) => "Capability 'filesystem' denied by policy".to_owned(),
            Self::Scope(asked) => match &asked.scope {
                Scope::Commands(scope) => command_reason(&scope.to_string()),
                Scope::Files(mode, _) => file_reason(*mode),
                Scope::Hosts(_) => NETWORK_REASON.to_owned(),
                Scope::Capability(capability) | Scope::Packages { ecosystem: capability, .. } => {
                    capability_reason(capability)
                }
            },
        }
    }

    /// The sentence of a denial by the danger list; `entry` is the danger entry without its kind.
    pub(crate) fn danger_reason(&self, entry: &str) -> String {
        let what = match self {
            Self::Program(_) => format!("Dangerous command '{}'", danger_words(entry)),
            Self::File(FileMode::Read, _) => "Dangerous filesystem read".to_owned(),
            Self::File(FileMode::Write, _) => "Dangerous filesystem write".to_owned(),
            Self::Host(_) | Self::Kind(_) => "Dangerous network access".to_owned(),
            Self::Capability(_) => "Keychain access".to_owned(),
            // The danger list is never asked about these.
            Self::Scope(_) => "Dangerous use".to_owned(),
        };
        format!("{what} denied by policy: opt in with danger")
    }
}

const NETWORK_REASON: &str = "Network access denied by policy";

fn command_reason(program: &str) -> String {
    format!("Command '{}' denied by policy", shown(program))
}

fn file_reason(mode: FileMode) -> String {
    match mode {
        FileMode::Read => "Filesystem read denied by policy".to_owned(),
        FileMode::Write => "Filesystem write denied by policy".to_owned(),
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
    let words: Vec<&str> = pattern.split([':', ' ']).filter(|word| !word.is_empty() && *word != "*").list();
    words.join(" ")
}
