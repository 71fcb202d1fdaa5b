//! Execution environments.

use alloc::collections::BTreeMap;

use schemars::JsonSchema;

use super::{Entries, Text, ignore_x_keys};
use crate::prelude::*;

/// Limits of execution environments.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
pub(super) struct Env {
    /// The provider used where none is named.
    default: Option<Text>,
    /// Providers by reference.
    providers: Option<BTreeMap<String, Provider>>,
    /// Tools by name.
    tools: Option<NameRules>,
    /// MCP servers by name.
    mcps: Option<NameRules>,
    /// Hosts that the environment may reach.
    net: Option<NetRules>,
}

/// An execution-environment provider.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct Provider {
    /// Whether it may be used.
    allowed: bool,
}

/// Names that are permitted and forbidden.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct NameRules {
    /// Permitted names; an empty list permits none.
    allow: Option<Entries>,
    /// Forbidden names.
    deny: Option<Entries>,
    /// How a union shown to people joins the lists; decisions never use it.
    attenuation: Option<Attenuation>,
}

/// How lists of names are joined.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Attenuation {
    Intersection,
    Union,
}

/// Hosts that are permitted and forbidden.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct NetRules {
    /// Permitted hosts; an empty list permits none.
    allow: Option<Entries>,
    /// Forbidden hosts.
    deny: Option<Entries>,
}
