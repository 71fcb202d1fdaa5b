//! Tools: what hosts say of them, and which calls policies authorise (labels.md, "Authorisations" and "Tool calls").
//!
//! A host describes its tools once ([`read_tools`]). A policy lists the write tools that may be called, with what their
//! arguments must be; [`authorize`] holds a call against one. [`validate`] says of a fragment from
//! elsewhere, such as a planner, whether it fits the tools before it becomes a layer. [`check_names`] is about names alone
//! (`env.tools`, `env.mcps`).
//!
//! ```
//! use mlld_policy::policy::{ReadOptions, json, read_text, value::Data};
//! use mlld_policy::tool::{authorize, read_tools};
//!
//! let value = |text| json::parse(text, json::nearest_number).unwrap().0;
//! let tools = r#"{ "send_email": { "labels": ["tool:w"], "args": { "to": "destination", "cc": "destination", "body": null },
//!                                  "controlArgs": ["to", "cc"] } }"#;
//! let tools = read_tools(&value(tools)).unwrap();
//! let policy = r#"{ "authorizations": { "allow": { "send_email": { "args": { "to": "ann@example.com" } } } } }"#;
//! let policy = read_text(policy, &ReadOptions::default())?.document.authorizations.unwrap();
//!
//! let call = |args| {
//!     let Data::Object(args) = value(args).data else { panic!() };
//!     authorize(&policy, &tools, "send_email", &args)
//! };
//! assert!(call(r#"{ "to": ["ann@example.com"], "body": "Hello" }"#).is_ok());
//! let refusal = call(r#"{ "to": "ann@example.com", "cc": "eve@example.net" }"#).unwrap_err();
//! assert_eq!(refusal.reason, "Tool 'send_email' denied by authorization: argument 'cc' must be empty");
//! assert_eq!(refusal.rule, "authorizations.allow.send_email.args");
//! # Ok::<(), mlld_policy::error::PolicyError>(())
//! ```

mod access;
mod authorization;
mod compare;
mod description;
mod number;
mod read;
mod refusal;
mod validate;

pub use access::{NameKind, check_names};
pub use authorization::authorize;
pub(crate) use authorization::repeated;
pub use compare::{satisfies, tolerantly_equal};
pub use description::{Argument, Description, Role, Tools};
pub(crate) use number::decimal;
pub use read::read_tools;
pub use refusal::Refusal;
pub use validate::{Validation, validate};
