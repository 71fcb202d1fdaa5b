//! A policy document once it is understood: every shorthand expanded, every pattern compiled, nothing unknown left.

use super::rules::{Origin, Rule, RuleSet};
use super::value::Value;
use crate::names::Names;
use crate::pattern::domain::DomainPattern;
use crate::pattern::path::PathPattern;
use crate::prelude::*;

/// The two answers of `default`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stance {
    /// Without `allow`, everything that is not denied is permitted.
    #[default]
    Allow,
    /// Without `allow`, nothing is permitted.
    Deny,
}

/// One policy. `{}` is [`PolicyDocument::default`]: it restricts nothing but the danger list.
#[derive(Debug, Clone, Default)]
pub struct PolicyDocument {
    /// Shown in denials and traces.
    pub name: Option<String>,
    /// Flow denials cannot be overridden by a privileged guard.
    pub locked: bool,
    /// What holds where there is no allow list.
    pub default: Stance,
    /// The allow lists (`allow`, `capabilities.allow`): what is permitted must be in every one. None is no whitelist;
    /// an empty one permits nothing.
    pub allow: Vec<RuleSet>,
    /// `deny`, `capabilities.deny` and `deny_cmd` together.
    pub deny: RuleSet,
    /// The opt-ins to the danger list (`danger`, `capabilities.danger`): one must be in every list, none opts in to
    /// nothing.
    pub danger: Vec<RuleSet>,
    /// Defaults of data labels and built-in rules.
    pub defaults: Defaults,
    /// Flow rules by data label.
    pub labels: Names<LabelRules>,
    /// Risks, with the operation labels that have them.
    pub operations: Names<Vec<Rule<String>>>,
    /// Which write tools may be called; `None` restricts no tool, an empty map authorises none.
    pub authorizations: Option<Names<Authorization>>,
    /// Which keychain entries may be read.
    pub keychain: Option<Keychain>,
    /// Where environment variables get their secrets.
    pub auth: Names<Auth>,
    /// Labels by identity glob of a verified signer.
    pub signers: Names<Vec<Rule<String>>>,
    /// Who may change which files; every entry that matches must permit.
    pub filesystem_integrity: Vec<Integrity>,
    /// Limits of execution environments.
    pub env: Env,
    /// Limits that the host enforces.
    pub limits: Limits,
}

impl PolicyDocument {
    /// One that says nothing. Where this is inlined, each field is copied by itself whenever the document is moved.
    #[inline(never)]
    pub(crate) fn empty() -> Self {
        Self::default()
    }
}

/// `defaults`
#[derive(Debug, Clone, Default)]
pub struct Defaults {
    /// How data without a user label counts.
    pub unlabeled: Option<Unlabeled>,
    /// The built-in flow rules in force.
    pub rules: Vec<Rule<BuiltinRule>>,
    /// What happens when untrusted data is called trusted.
    pub trustconflict: Option<TrustConflict>,
    /// What is signed without being asked.
    pub autosign: Option<Autosign>,
    /// How instructions are verified.
    pub autoverify: Option<Autoverify>,
}

/// A word that a key accepts: an enum with a fixed spelling for each variant.
pub(crate) trait Word: Copy + 'static {
    /// Every variant with its spelling.
    const WORDS: &'static [(&'static str, Self)];
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl Word for $name {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant)),*];
        }

        impl $name {
            /// The word as a document has it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }
    };
}

impl Word for Stance {
    const WORDS: &'static [(&'static str, Self)] = &[("allow", Self::Allow), ("deny", Self::Deny)];
}

words! {
    /// `defaults.unlabeled`
    Unlabeled {
        /// Data without a label is trusted.
        Trusted = "trusted",
        /// Data that has a source and no user label counts as `untrusted`.
        Untrusted = "untrusted",
    }
}

words! {
    /// `defaults.trustconflict`, from the mildest to the strictest.
    TrustConflict {
        /// Nothing is said.
        Silent = "silent",
        /// A warning.
        Warn = "warn",
        /// An error.
        Error = "error",
    }
}

words! {
    /// The built-in flow rules.
    BuiltinRule {
        /// `secret` does not flow to `exfil`.
        NoSecretExfil = "no-secret-exfil",
        /// `sensitive` does not flow to `exfil`.
        NoSensitiveExfil = "no-sensitive-exfil",
        /// `untrusted` does not flow to `destructive`.
        NoUntrustedDestructive = "no-untrusted-destructive",
        /// `untrusted` does not flow to `privileged`.
        NoUntrustedPrivileged = "no-untrusted-privileged",
        /// `influenced` does not flow to `advice`.
        NoInfluencedAdvice = "no-influenced-advice",
        /// The destination of an `exfil:send` operation must be `known`.
        NoSendToUnknown = "no-send-to-unknown",
        /// The destination of an `exfil:send` operation must be `known:internal`.
        NoSendToExternal = "no-send-to-external",
        /// The target of a `destructive:targeted` operation must be `known`.
        NoDestroyUnknown = "no-destroy-unknown",
        /// The output of an `llm` operation with untrusted input becomes `influenced`.
        UntrustedLlmsGetInfluenced = "untrusted-llms-get-influenced",
    }
}

words! {
    /// `env.tools.attenuation`: how two lists become one in a union shown to people. Decisions never use it.
    Attenuation {
        /// What both permit.
        Intersection = "intersection",
        /// What either permits.
        Union = "union",
    }
}

/// `defaults.autosign`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Autosign {
    /// Instructions are signed.
    pub instructions: bool,
    /// Globs over the names of variables that are signed.
    pub variables: Vec<String>,
}

/// `defaults.autoverify`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Autoverify {
    /// On with the host's own instructions, or off.
    Switch(bool),
    /// On with these instructions.
    Template(String),
}

/// The flow rules of one data label.
#[derive(Debug, Clone, Default)]
pub struct LabelRules {
    /// Operation labels it may flow to; `None` does not restrict, an empty list permits no flow.
    pub allow: Option<Vec<Rule<String>>>,
    /// Operation labels it must not flow to.
    pub deny: Vec<Rule<String>>,
}

/// An entry of `authorizations.allow`.
#[derive(Debug, Clone)]
pub struct Authorization {
    /// The clauses that each listed argument must satisfy, all of them; `None` where the entry is `true`.
    pub args: Option<Names<Vec<Clause>>>,
    /// Where it stands.
    pub origin: Origin,
}

/// What an argument must be.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    /// This value.
    Eq(Value),
    /// One of these; never empty.
    OneOf(Vec<Value>),
}

/// `keychain`: globs over `service/account`, where `{projectname}` is yet to be expanded.
#[derive(Debug, Clone, Default)]
pub struct Keychain {
    /// The provider's name.
    pub provider: Option<String>,
    /// Entries that may be read; `None` does not restrict, an empty list permits none.
    pub allow: Option<Vec<Rule<String>>>,
    /// Entries that must not be read, whatever `allow` says.
    pub deny: Vec<Rule<String>>,
}

/// An entry of `auth`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auth {
    /// The source, expanded: `keychain:mlld-box-{projectname}/TOKEN`, `env`, …
    pub from: String,
    /// The environment variable.
    pub variable: String,
}

/// An entry of `filesystem_integrity`.
#[derive(Debug, Clone)]
pub struct Integrity {
    /// The files.
    pub pattern: PathPattern,
    /// Whether they may change; `None` says nothing, `false` forbids.
    pub mutable: Option<bool>,
    /// Globs over the identities that may change them; `None` does not restrict, an empty list permits nobody.
    pub authorized_identities: Option<Vec<Rule<String>>>,
    /// Where it stands.
    pub origin: Origin,
}

/// `env`
#[derive(Debug, Clone, Default)]
pub struct Env {
    /// The provider used where none is named.
    pub default: Option<String>,
    /// Whether a provider may be used; those not listed may.
    pub providers: Names<Provider>,
    /// Tools by name.
    pub tools: NameRules,
    /// MCP servers by name.
    pub mcps: NameRules,
    /// Hosts that the environment may reach.
    pub net: NetRules,
}

/// An entry of `env.providers`.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Whether it may be used.
    pub allowed: bool,
    /// Where it stands.
    pub origin: Origin,
}

/// `env.tools` and `env.mcps`
#[derive(Debug, Clone, Default)]
pub struct NameRules {
    /// Permitted names; `None` does not restrict, an empty list permits none.
    pub allow: Option<Vec<Rule<String>>>,
    /// Forbidden names.
    pub deny: Vec<Rule<String>>,
    /// How a union shown to people joins the lists.
    pub attenuation: Option<Attenuation>,
}

/// `env.net`
#[derive(Debug, Clone, Default)]
pub struct NetRules {
    /// Permitted hosts; `None` does not restrict, an empty list permits none.
    pub allow: Option<Vec<Rule<DomainPattern>>>,
    /// Forbidden hosts.
    pub deny: Vec<Rule<DomainPattern>>,
}

/// `limits`
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Limits {
    /// Tokens, a whole number.
    pub max_tokens: Option<u64>,
    /// Time, not negative, in the unit of the host that enforces it.
    pub timeout: Option<f64>,
}
