//! What a host says of its tools.

use crate::capability::FileMode;
use crate::label::covers;
use crate::policy::Names;
use crate::prelude::*;

/// The tools that a host describes; [`read_tools`](super::read_tools) makes them. Without any, every tool is a write tool
/// all of whose arguments are control arguments.
///
/// ```
/// use mlld_policy::tool::Tools;
///
/// let none = Tools::default();
/// assert!(none.get("send_email").is_none());
/// assert!(none.is_write("send_email"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Tools(pub(super) Names<Description>);

impl Tools {
    /// The description of a tool, by its exact name.
    #[must_use]
    pub fn get(&self, tool: &str) -> Option<&Description> {
        self.0.get(tool)
    }

    /// Every tool with its description, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Description)> {
        self.0.iter()
    }

    /// Whether calls of the tool need an authorisation (labels.md, "Authorisations"): it is labelled `tool:w` or `tool:w:…`,
    /// or not known to be `tool:r` or `tool:r:…`. One that carries both is a write tool.
    #[must_use]
    pub fn is_write(&self, tool: &str) -> bool {
        self.get(tool).is_none_or(|tool| tool.is_labelled("tool:w") || !tool.is_labelled("tool:r"))
    }
}

/// What a host says of one tool.
#[derive(Debug, Clone)]
pub struct Description {
    pub(super) labels: Vec<String>,
    pub(super) arguments: Names<Argument>,
}

impl Description {
    /// The labels that an operation has which calls the tool: `tool:w`, `exfil:send`, …
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// What is said of an argument, by its exact name.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments.get(name)
    }

    /// Every argument, in the order of the names.
    pub fn arguments(&self) -> impl Iterator<Item = (&str, &Argument)> {
        self.arguments.iter()
    }

    /// The names of the control arguments, in order.
    pub fn control_arguments(&self) -> impl Iterator<Item = &str> {
        self.arguments().filter(|(_, argument)| argument.control).map(|(name, _)| name)
    }

    /// Whether a label is carried, itself or refined: `tool:w:mail` is `tool:w`, `tool:write` is not.
    fn is_labelled(&self, label: &str) -> bool {
        self.labels.iter().any(|carried| covers(label, carried))
    }
}

/// An argument of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    pub(super) roles: Vec<Role>,
    pub(super) control: bool,
}

impl Argument {
    /// What it is used for, each use once; empty for a plain value.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// Whether it decides what the tool does to the world, so that an authorisation has to say what it may be.
    #[must_use]
    pub const fn is_control(&self) -> bool {
        self.control
    }
}

/// What an argument is used for (labels.md, "Tool calls").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `destination`: to whom or where something is sent.
    Destination,
    /// `target`: what is changed or destroyed.
    Target,
    /// `cmd`: a command line that is run.
    Command,
    /// `net`: a URL or host that is contacted.
    Network,
    /// `fs:r`, `fs:w`: the path of a file.
    File(FileMode),
}

impl Role {
    /// Every role with the word that a description has for it.
    pub(super) const WORDS: [(&'static str, Self); 6] = [
        ("destination", Self::Destination),
        ("target", Self::Target),
        ("cmd", Self::Command),
        ("net", Self::Network),
        ("fs:r", Self::File(FileMode::Read)),
        ("fs:w", Self::File(FileMode::Write)),
    ];
}
