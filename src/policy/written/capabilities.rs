//! Capability rules: `allow`, `deny` and `danger`.

use schemars::JsonSchema;

use super::{Entries, Switch, ignore_x_keys};
use crate::prelude::*;

/// Capability rules. `true`, `"*"` and `"all"` mean everything; a list holds entries (`"cmd:git:*"`, `"fs:r:src/**"`,
/// `"net:example.com"`, `"sh"`, `"js"`, `"@keychain"`, …); an object holds a value for each capability.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Rules {
    All(bool),
    Entries(Entries),
    Map(Box<CapabilityMap>),
}

/// A value for each capability.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = ignore_x_keys)]
pub(super) struct CapabilityMap {
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
pub(super) struct Capabilities {
    /// The same as `allow`; where both stand, both apply.
    allow: Option<Rules>,
    /// The same as `deny`; where both stand, they unite.
    deny: Option<Rules>,
    /// The same as `danger`; where both stand, both must match.
    danger: Option<Entries>,
}
