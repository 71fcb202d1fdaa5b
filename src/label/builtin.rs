//! The built-in rules, as a table.

use crate::policy::BuiltinRule;

/// What a built-in rule demands.
pub(super) enum Demand {
    /// Data with this label does not flow to operations with that one.
    NoFlow {
        /// The data.
        label: &'static str,
        /// The operation.
        to: &'static str,
    },
    /// What an operation with a label is aimed at carries another.
    Carries {
        /// The operation.
        operation: &'static str,
        /// Which of its arguments.
        aim: Aim,
        /// The label they carry.
        label: &'static str,
    },
    /// Nothing stops; the output of `llm` operations changes.
    Influence,
}

/// What an operation is aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// Where something is sent.
    Destination,
    /// What is destroyed.
    Target,
}

impl Aim {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Destination => "destination",
            Self::Target => "target",
        }
    }
}

/// labels.md, "Flow rules".
pub(super) const fn demand(rule: BuiltinRule) -> Demand {
    const fn no_flow(label: &'static str, to: &'static str) -> Demand {
        Demand::NoFlow { label, to }
    }
    match rule {
        BuiltinRule::NoSecretExfil => no_flow("secret", "exfil"),
        BuiltinRule::NoSensitiveExfil => no_flow("sensitive", "exfil"),
        BuiltinRule::NoUntrustedDestructive => no_flow("untrusted", "destructive"),
        BuiltinRule::NoUntrustedPrivileged => no_flow("untrusted", "privileged"),
        BuiltinRule::NoInfluencedAdvice => no_flow("influenced", "advice"),
        BuiltinRule::NoSendToUnknown => {
            Demand::Carries { operation: "exfil:send", aim: Aim::Destination, label: "known" }
        }
        BuiltinRule::NoSendToExternal => {
            Demand::Carries { operation: "exfil:send", aim: Aim::Destination, label: "known:internal" }
        }
        BuiltinRule::NoDestroyUnknown => {
            Demand::Carries { operation: "destructive:targeted", aim: Aim::Target, label: "known" }
        }
        BuiltinRule::UntrustedLlmsGetInfluenced => Demand::Influence,
    }
}

/// The operations that a rule is about.
pub(crate) const fn barred(rule: BuiltinRule) -> Option<&'static str> {
    match demand(rule) {
        Demand::NoFlow { to, .. } => Some(to),
        Demand::Carries { operation, .. } => Some(operation),
        Demand::Influence => None,
    }
}

/// What a rule watches over: values with a label, each by itself (`true`), or operations with one.
pub(crate) const fn watched(rule: BuiltinRule) -> Option<(&'static str, bool)> {
    match demand(rule) {
        Demand::NoFlow { label, .. } => Some((label, true)),
        Demand::Carries { operation, .. } => Some((operation, false)),
        Demand::Influence => None,
    }
}
