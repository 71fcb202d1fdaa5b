//! Labels of data: where it may flow, and with which arguments tools may be called.

use alloc::collections::BTreeMap;

use schemars::{JsonSchema, Schema, json_schema};

use super::{Entries, Text, ignore_x_keys};
use crate::list::List;
use crate::prelude::*;

/// Defaults of data labels and built-in rules.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
pub(super) struct Defaults {
    /// How data counts that has a source and no user label.
    unlabeled: Option<Unlabeled>,
    /// The built-in flow rules in force.
    rules: Option<BuiltinRules>,
    /// What happens when untrusted data is called trusted.
    trustconflict: Option<TrustConflict>,
    /// What is signed without being asked.
    autosign: Option<Autosign>,
    /// How instructions are verified: `true`, or the instructions to use.
    autoverify: Option<Autoverify>,
}

/// How unlabelled data counts.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Unlabeled {
    Trusted,
    Untrusted,
}

/// How a trust conflict is reported.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum TrustConflict {
    Warn,
    Error,
    Silent,
}

/// Built-in rules; a single one stands for a list of one.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum BuiltinRules {
    List(Vec<BuiltinRule>),
    One(BuiltinRule),
}

/// A built-in flow rule.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum BuiltinRule {
    /// `secret` does not flow to `exfil`.
    NoSecretExfil,
    /// `sensitive` does not flow to `exfil`.
    NoSensitiveExfil,
    /// `untrusted` does not flow to `destructive`.
    NoUntrustedDestructive,
    /// `untrusted` does not flow to `privileged`.
    NoUntrustedPrivileged,
    /// `influenced` does not flow to `advice`.
    NoInfluencedAdvice,
    /// The destination of an `exfil:send` operation must be `known`.
    NoSendToUnknown,
    /// The destination of an `exfil:send` operation must be `known:internal`.
    NoSendToExternal,
    /// The target of a `destructive:targeted` operation must be `known`.
    NoDestroyUnknown,
    /// The output of an `llm` operation with untrusted input becomes `influenced`.
    UntrustedLlmsGetInfluenced,
}

/// What is signed.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Autosign {
    List(Vec<Signable>),
    One(Signable),
    Map(AutosignMap),
}

/// A kind of thing that is signed.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Signable {
    Instructions,
    Variables,
}

/// What is signed, in detail.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct AutosignMap {
    /// Instructions are signed.
    instructions: Option<bool>,
    /// Globs over the names of variables that are signed.
    variables: Option<Entries>,
}

/// `true`, `false`, or the instructions to use.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Autoverify {
    Switch(bool),
    Template(Text),
}

/// The flow rules of one data label. Operation labels match by prefix: `op:cmd` covers `op:cmd:git`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
pub(super) struct LabelRules {
    /// Operation labels it may flow to; an empty list permits no flow.
    allow: Option<Entries>,
    /// Operation labels it must not flow to.
    deny: Option<Entries>,
}

/// Which write tools may be called.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
pub(super) struct Authorizations {
    /// The tools by name. What is not listed is not authorised.
    allow: BTreeMap<String, Authorization>,
}

/// `true` for a tool without control arguments, else what its arguments must be.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Authorization {
    True(True),
    Args(Args),
}

/// `true`
struct True;

impl JsonSchema for True {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> alloc::borrow::Cow<'static, str> {
        "True".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> Schema {
        json_schema!({ "const": true })
    }
}

/// What the arguments of a tool must be.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct Args {
    /// The arguments by name. Control arguments that are not listed must be empty.
    args: BTreeMap<String, Clauses>,
}

/// A bare value that is no object, `{ eq }`, `{ oneOf }`, or `{ allOf: [clause, …] }`.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Clauses {
    Bare(Bare),
    One(ClauseMap),
}

/// A value that is no object.
struct Bare;

impl JsonSchema for Bare {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> alloc::borrow::Cow<'static, str> {
        "Bare".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> Schema {
        json_schema!({ "not": { "type": "object" } })
    }
}

/// Exactly one of these.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys, transform = exactly_one)]
struct ClauseMap {
    /// This value.
    eq: Option<serde_json::Value>,
    /// One of these values.
    #[schemars(rename = "oneOf", length(min = 1))]
    one_of: Option<Vec<serde_json::Value>>,
    /// All of these.
    #[schemars(rename = "allOf", length(min = 1))]
    all_of: Option<Vec<InnerClauses>>,
}

/// A bare value that is no object, `{ eq }` or `{ oneOf }`.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum InnerClauses {
    Bare(Bare),
    One(InnerClauseMap),
}

/// Exactly one of these.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys, transform = exactly_one)]
struct InnerClauseMap {
    /// This value.
    eq: Option<serde_json::Value>,
    /// One of these values.
    #[schemars(rename = "oneOf", length(min = 1))]
    one_of: Option<Vec<serde_json::Value>>,
}

/// One key of those listed, and no other of them.
fn exactly_one(schema: &mut Schema) {
    let Some(properties) = schema.get("properties").and_then(serde_json::Value::as_object) else { return };
    let each: Vec<_> = properties.keys().map(|key| serde_json::json!({ "required": [key] })).list();
    schema.insert("oneOf".to_owned(), each.into());
}
