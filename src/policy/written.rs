//! The shapes of a policy document as users may write them, for the JSON Schema. The reader does not use them: it
//! reports more, and better, than a derived parser could. A test holds the two together.
#![expect(dead_code, reason = "these types are described, never built")]

mod capabilities;
mod environment;
mod flow;

use alloc::collections::BTreeMap;

use capabilities::{Capabilities, Rules};
use environment::Env;
use flow::{Authorizations, Defaults, LabelRules};
use schemars::{JsonSchema, Schema, json_schema};

use crate::prelude::*;

/// Keys that start with `x-` are ignored wherever keys are fixed.
fn ignore_x_keys(schema: &mut Schema) {
    schema.insert("patternProperties".to_owned(), serde_json::json!({ "^x-": true }));
}

/// What a policy permits and forbids. Every key is optional; keys that start with `x-` are ignored.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys, title = "mlld policy")]
pub(super) struct Policy {
    /// Shown in denials and traces.
    name: Option<Text>,
    /// Flow denials of this policy cannot be overridden by a privileged guard.
    locked: Option<bool>,
    /// With `"deny"`, a policy without `allow` permits nothing. The default is `"allow"`.
    default: Option<Stance>,
    /// What is permitted. `{}` and `[]` permit nothing; without the key there is no whitelist.
    allow: Option<Rules>,
    /// What is forbidden.
    deny: Option<Rules>,
    /// Command patterns added to `deny`.
    deny_cmd: Option<Entries>,
    /// Opt-ins to the built-in danger list; `"*"` opts in to all of it.
    danger: Option<Entries>,
    /// `allow`, `deny` and `danger`, nested. Both allow lists apply, deny lists unite, both danger lists must match.
    capabilities: Option<Capabilities>,
    /// Defaults of data labels and built-in rules.
    defaults: Option<Defaults>,
    /// Shorthand for `defaults.autosign: ["instructions"]` and `defaults.autoverify: true`, where those are unset.
    verify_all_instructions: Option<bool>,
    /// Flow rules by data label.
    labels: Option<BTreeMap<String, LabelRules>>,
    /// Maps a risk to the operation labels that have it: `{ "exfil": ["net:w"] }`.
    operations: Option<BTreeMap<String, Entries>>,
    /// Which write tools may be called, with which arguments.
    authorizations: Option<Authorizations>,
    /// Which keychain entries may be read. `@keychain` must be opted in to in `danger` besides.
    keychain: Option<Keychain>,
    /// Where environment variables get their secrets.
    auth: Option<BTreeMap<String, Auth>>,
    /// Labels given by a verified signer, by identity glob.
    signers: Option<BTreeMap<String, Entries>>,
    /// Who may change which files, by path glob. Every entry that matches must permit.
    filesystem_integrity: Option<BTreeMap<String, Integrity>>,
    /// Limits of execution environments.
    env: Option<Env>,
    /// Limits that the host enforces; the smallest of all policies counts.
    limits: Option<Limits>,
}

/// A text that is not blank.
struct Text;

impl JsonSchema for Text {
    fn schema_name() -> alloc::borrow::Cow<'static, str> {
        "Text".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "\\S", "description": "A text that is not blank." })
    }
}

/// What holds where there is no allow list.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Stance {
    Allow,
    Deny,
}

/// An entry of a list: a string, or a number that stands for its decimal text.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Entry {
    Text(Text),
    Number(f64),
}

/// A list of entries; a single entry stands for a list of one.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Entries {
    List(Vec<Entry>),
    One(Entry),
}

/// `true` is everything, `false` says nothing; else entries, where `"*"` is everything.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Switch {
    All(bool),
    Entries(Entries),
}

/// Globs over `service/account`; `{projectname}` expands.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct Keychain {
    /// The provider's name.
    provider: Option<Text>,
    /// Entries that may be read; an empty list permits none.
    allow: Option<Entries>,
    /// Entries that must not be read, whatever `allow` says.
    deny: Option<Entries>,
}

/// The name of a variable whose secret is in the keychain, or its source and variable.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Auth {
    Variable(Text),
    Source(AuthSource),
}

/// A source and an environment variable.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct AuthSource {
    /// `keychain`, `keychain:service/account`, `env`, …
    from: Text,
    /// The environment variable.
    #[schemars(rename = "as")]
    variable: Text,
}

/// Who may change the files of a path glob.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct Integrity {
    /// `false` forbids every change.
    mutable: Option<bool>,
    /// Globs over the identities that may change them; an empty list permits nobody.
    #[schemars(rename = "authorizedIdentities")]
    authorized_identities: Option<Entries>,
}

/// Limits that the host enforces.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct Limits {
    /// Tokens.
    #[schemars(rename = "maxTokens", range(min = 0, max = 9_007_199_254_740_991_i64))]
    max_tokens: Option<u64>,
    /// Time, in the unit of the host that enforces it.
    #[schemars(range(min = 0))]
    timeout: Option<f64>,
}
