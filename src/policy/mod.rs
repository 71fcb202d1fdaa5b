//! What a policy says: from JSON text or a JavaScript object to a [`PolicyDocument`], and back.
//!
//! ```text
//! text ──json──▶ Value ──read──▶ PolicyDocument ──canonical──▶ Value
//! ```
//!
//! ```
//! use mlld_policy::policy::{ReadOptions, read_text};
//!
//! let accepted = read_text(r#"{ "deny": ["cmd:git push", "sh"] }"#, &ReadOptions::default())?;
//! assert_eq!(accepted.document.deny.commands[0].origin.path, "deny[0]");
//!
//! let refused = read_text(r#"{ "dney": ["sh"] }"#, &ReadOptions::default()).unwrap_err();
//! assert_eq!(refused.problems[0].suggestion.as_deref(), Some("did you mean `deny`?"));
//! # Ok::<(), mlld_policy::error::PolicyError>(())
//! ```

mod canonical;
mod document;
pub mod json;

pub(crate) mod node;
pub(crate) mod path;
mod read;
mod rules;
mod schema;
mod union;
pub mod value;
mod written;

pub(crate) use document::Word;
pub use document::{
    Attenuation, Auth, Authorization, Autosign, Autoverify, BuiltinRule, Clause, Defaults, Env, Integrity, Keychain,
    LabelRules, Limits, NameRules, NetRules, PolicyDocument, Provider, Stance, TrustConflict, Unlabeled,
};
pub use path::DocumentPath;
pub(crate) use path::quoted;
pub use read::{Accepted, ReadOptions, RulePlace, in_json, is_notation, place_of_rule, read, read_json, read_text};
pub(crate) use read::{is_reserved, may_be_program};
pub(crate) use rules::CAPABILITIES;
pub use rules::{Capability, Origin, Pattern, Rule, RuleSet, capability_named};
pub use schema::json_schema;
pub use union::union;

pub use crate::names::Names;
