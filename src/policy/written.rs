//! The shapes of a policy document as users may write them, for the JSON Schema. The reader does not use them: it
//! reports more, and better, than a derived parser could. A test holds the two together.
#![expect(dead_code, reason = "these types are described, never built")]

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, json_schema};

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
    fn schema_name() -> std::borrow::Cow<'static, str> {
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

/// Capability rules. `true`, `"*"` and `"all"` mean everything; a list holds entries (`"cmd:git:*"`, `"fs:r:src/**"`,
/// `"net:example.com"`, `"sh"`, `"js"`, `"@keychain"`, …); an object holds a value for each capability.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Rules {
    All(bool),
    Entries(Entries),
    Map(Box<CapabilityMap>),
}

/// A value for each capability.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct CapabilityMap {
    /// Command patterns: `git:*`, `npm run test:*`.
    cmd: Option<Switch>,
    /// Path globs. A list or a string stands for reading and writing; in `allow`, writing implies reading.
    filesystem: Option<Filesystem>,
    /// The same as `filesystem`.
    fs: Option<Filesystem>,
    /// Hosts: `example.com`, `*.example.com`, `localhost:3000`.
    network: Option<Network>,
    /// The same as `network`.
    net: Option<Network>,
    /// Shell blocks and shell programs.
    sh: Option<Simple>,
    /// The same as `sh`.
    bash: Option<Simple>,
    /// JavaScript blocks.
    js: Option<Simple>,
    /// Node blocks.
    node: Option<Simple>,
    /// Python blocks.
    py: Option<Simple>,
    /// The same as `py`.
    python: Option<Simple>,
    /// Prose blocks.
    prose: Option<Simple>,
    /// The keychain.
    keychain: Option<Simple>,
    /// Node packages.
    #[schemars(rename = "pkg:node")]
    pkg_node: Option<Simple>,
    /// Python packages.
    #[schemars(rename = "pkg:python")]
    pkg_python: Option<Simple>,
    /// Ruby packages.
    #[schemars(rename = "pkg:ruby")]
    pkg_ruby: Option<Simple>,
    /// Go packages.
    #[schemars(rename = "pkg:go")]
    pkg_go: Option<Simple>,
    /// Rust packages.
    #[schemars(rename = "pkg:rust")]
    pkg_rust: Option<Simple>,
}

/// A capability without patterns: `true`, or `"*"`, or `["*"]`; `false` says nothing.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Simple {
    On(bool),
    All(Everything),
    List(Vec<Everything>),
}

/// `"*"` or `"all"`.
#[derive(JsonSchema)]
enum Everything {
    #[schemars(rename = "*")]
    Star,
    #[schemars(rename = "all")]
    All,
}

/// Path globs for both accesses, or for each.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Filesystem {
    Both(Switch),
    Each(FileModes),
}

/// Path globs for each access.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct FileModes {
    /// Files that may, or may not, be read.
    read: Option<Switch>,
    /// Files that may, or may not, be written.
    write: Option<Switch>,
}

/// Hosts, directly or under `domains`.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Network {
    Hosts(Switch),
    Domains(Domains),
}

/// Hosts.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct Domains {
    /// `example.com` is that host, `*.example.com` any host below it, `*` any host.
    domains: Option<Switch>,
}

/// Capability rules, nested.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct Capabilities {
    /// The same as `allow`; where both stand, both apply.
    allow: Option<Rules>,
    /// The same as `deny`; where both stand, they unite.
    deny: Option<Rules>,
    /// The same as `danger`; where both stand, both must match.
    danger: Option<Entries>,
}

/// Defaults of data labels and built-in rules.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct Defaults {
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
struct LabelRules {
    /// Operation labels it may flow to; an empty list permits no flow.
    allow: Option<Entries>,
    /// Operation labels it must not flow to.
    deny: Option<Entries>,
}

/// Which write tools may be called.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct Authorizations {
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
    fn schema_name() -> std::borrow::Cow<'static, str> {
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
    fn schema_name() -> std::borrow::Cow<'static, str> {
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
    let each: Vec<_> = properties.keys().map(|key| serde_json::json!({ "required": [key] })).collect();
    schema.insert("oneOf".to_owned(), each.into());
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

/// Limits of execution environments.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
struct Env {
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
