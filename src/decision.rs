//! What the engine says: a [`Decision`], and for a denial everything a user needs to understand and to change it.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::prelude::*;
use crate::span::Span;

/// Why an operation was denied; stable, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DenialCode {
    /// A deny rule matched, or an allow list does not hold the operation.
    PolicyCapabilityDenied,
    /// The operation is on the built-in danger list and the layer does not opt in to it.
    PolicyDangerDenied,
    /// The operation could not be understood, and a rule restricts operations of its kind.
    PolicyUnanalyzable,
    /// `filesystem_integrity` protects the file.
    PolicyIntegrityDenied,
    /// `env.providers` does not permit the provider.
    PolicyProviderDenied,
    /// The host's `realPath` callback failed, so the file that would be opened is not known.
    RealPathFailed,
    /// No policy authorises this call of the tool, or not with these arguments.
    PolicyAuthorizationDenied,
    /// The tool or its server is not permitted.
    PolicyToolDenied,
    /// A label of the data may not flow into the operation.
    PolicyLabelFlowDenied,
    /// Policies do not grant all that a module needs.
    NeedsDenied,
    /// Policies grant none of the tiers that a module wants.
    NoPermittedTier,
    /// A guard denied.
    GuardDenied,
    /// A guard could not be evaluated, or said what is no action.
    GuardFailed,
    /// Guards were to be skipped where that is not permitted.
    GuardBypassBlocked,
    /// A guard asked for another attempt where there is none.
    GuardNotRetryable,
    /// A guard asked for another attempt after the last.
    GuardRetriesExhausted,
    /// A guard without privilege was to take a protected label away.
    ProtectedLabelRemoval,
    /// A guard was to change labels in a way that takes privilege.
    LabelPrivilegeRequired,
    /// A guard was to call untrusted data trusted, which a policy makes an error.
    TrustConflict,
}

/// What a denial of a policy is about: with its code, which of the policy's guards it comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Topic {
    /// What its code says.
    #[default]
    OfCode,
    /// All operations, which a rule forbids at once.
    Everything,
    /// Commands, and what of a command line is not understood.
    Commands,
    /// Files.
    Files,
    /// The hosts that are contacted.
    Hosts,
    /// The network as a whole.
    Network,
    /// A capability, by its name.
    Capability(String),
}

/// A change to a policy that would permit what was denied: the smallest that would do, never wider than asked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Suggestion {
    /// One sentence for a person.
    pub message: String,
    /// The layer that denied; `None` where no layer has to change.
    pub policy: Option<String>,
    /// The key to change in it (`allow`, `danger`, `deny.cmd[0]`); empty where the operation or an option should change.
    pub path: String,
    /// The entry to add under that key, where adding one is enough.
    pub entry: Option<String>,
}

/// An operation that must not run, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "decision", rename = "deny")]
pub struct Denial {
    /// The kind of denial.
    pub code: DenialCode,
    /// One sentence a user understands.
    pub reason: String,
    /// The layer that denied, by its display name; `None` where no layer could be asked.
    pub policy: Option<String>,
    /// The rule that denied, as a path into the layer's document (`deny.cmd[0]`, `allow`), or `danger list: …`.
    pub rule: Option<String>,
    /// The very command, path or host that was denied within the operation.
    pub subject: Option<String>,
    /// Where `subject` stands in the command text.
    pub span: Option<Span>,
    /// What to change, and in which layer.
    pub suggestions: Vec<Suggestion>,
    /// What it is about.
    #[serde(skip)]
    pub topic: Topic,
}

/// Whether an operation may run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a decision that nobody reads protects nothing"]
pub enum Decision {
    /// Every layer allows it.
    Allow,
    /// At least one layer does not.
    Deny(Box<Denial>),
}

impl Decision {
    /// True for [`Decision::Allow`].
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allow)
    }

    /// The denial, if it is one.
    #[must_use]
    pub fn denial(&self) -> Option<&Denial> {
        match self {
            Self::Allow => None,
            Self::Deny(denial) => Some(denial),
        }
    }

    /// `"allow"` or `"deny"`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        if self.is_allowed() { "allow" } else { "deny" }
    }
}

/// `{ "decision": "allow" }`, or the denial.
impl Serialize for Decision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Allow => {
                let mut allow = serializer.serialize_struct("Decision", 1)?;
                allow.serialize_field("decision", self.word())?;
                allow.end()
            }
            Self::Deny(denial) => denial.serialize(serializer),
        }
    }
}

impl From<Option<Denial>> for Decision {
    fn from(denial: Option<Denial>) -> Self {
        denial.map_or(Self::Allow, |denial| Self::Deny(Box::new(denial)))
    }
}

/// The part a rule played in a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleRole {
    /// An entry of the built-in danger list.
    Danger,
    /// A `danger` entry, which opts in to the built-in list.
    DangerOptIn,
    /// A deny rule.
    Deny,
    /// An allow rule.
    Allow,
    /// A rule about labels of data: an entry of `labels` or `defaults.rules`.
    Flow,
    /// Any other key that restricts (`default`, `keychain`, `filesystem_integrity`, `env`, `authorizations`).
    Limit,
}

/// One rule that was held against one subject.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RuleTrace {
    /// The part it plays.
    pub kind: RuleRole,
    /// Its path into the layer's document.
    pub rule: String,
    /// The rule as the user wrote it.
    pub pattern: String,
    /// Whether it matched.
    pub matched: bool,
    /// What matched, or what was missing.
    pub why: String,
    /// The command, path, host or name it was held against.
    pub subject: String,
}

/// What one layer said about an operation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LayerTrace {
    /// The layer's display name.
    pub layer: String,
    /// `"allow"` or `"deny"`.
    pub decision: &'static str,
    /// Its denial, if it denied.
    pub denial: Option<Denial>,
    /// Every rule considered, in the order of the document.
    pub considered: Vec<RuleTrace>,
}

/// A decision with everything that led to it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Trace {
    /// `"allow"` or `"deny"`: the same as the check of the operation says.
    pub decision: &'static str,
    /// The denial, the same as the check of the operation gives.
    pub denial: Option<Denial>,
    /// The operation in one line (`command: git status`).
    pub operation: String,
    /// Every layer, in the order given.
    pub layers: Vec<LayerTrace>,
}
