//! `env.tools` and `env.mcps`: which tools and MCP servers may be used at all, by name.

use super::refusal::Refusal;
use crate::pattern::wildcard::Wildcard;
use crate::policy::{NameRules, path};
use crate::prelude::*;
use crate::text::{quoted, shown};

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A tool: `env.tools`.
    Tool,
    /// An MCP server: `env.mcps`.
    Server,
}

impl NameKind {
    /// The key of policies that is about it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Tool => "env.tools",
            Self::Server => "env.mcps",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Tool => "Tool",
            Self::Server => "MCP server",
        }
    }
}

/// Whether the rules of one layer permit a tool or server (policy.md, `env`).
///
/// Names are compared exactly, case included. An entry that is `*` is every name. Any other `*` in an entry is read as the
/// kind of list asks for: in a denial it also stands for any text, in a permission only for itself. Deny wins; without an
/// allow list what is not denied is permitted, and an empty one permits nothing.
///
/// ```
/// use mlld_policy::policy::{ReadOptions, read_text};
/// use mlld_policy::tool::{NameKind, check_names};
///
/// let policy = r#"{ "env": { "tools": { "allow": ["read_file", "send_email"], "deny": ["send_*"] } } }"#;
/// let tools = read_text(policy, &ReadOptions::default())?.document.env.tools;
/// assert!(check_names(NameKind::Tool, &tools, "read_file").is_ok());
/// assert_eq!(check_names(NameKind::Tool, &tools, "send_email").unwrap_err().rule, "env.tools.deny[0]");
/// assert_eq!(check_names(NameKind::Tool, &tools, "wipe").unwrap_err().rule, "env.tools.allow");
/// # Ok::<(), mlld_policy::error::PolicyError>(())
/// ```
///
/// # Errors
/// Why the name is refused.
pub fn check_names(kind: NameKind, rules: &NameRules, name: &str) -> Result<(), Refusal> {
    let denying = rules.deny.iter().find(|rule| rule.pattern == name || Wildcard::parse(&rule.pattern).matches(name));
    let permitted =
        rules.allow.as_ref().is_none_or(|allow| allow.iter().any(|rule| rule.pattern == "*" || rule.pattern == name));
    let (rule, suggestion) = match (denying, permitted) {
        (Some(rule), _) => (rule.origin.path.to_string(), format!("change `{}`", rule.origin.path)),
        (None, false) => {
            let list = path::key(kind.key(), "allow");
            let suggestion = format!("add {} to `{list}`", quoted(name));
            (list, suggestion)
        }
        (None, true) => return Ok(()),
    };
    let reason = format!("{} '{}' denied by policy", kind.word(), shown(name));
    Err(Refusal { reason, rule, suggestion })
}

#[cfg(test)]
mod tests {
    use super::{NameKind, check_names};
    use crate::policy::{NameRules, ReadOptions, read_text};

    fn rules(text: &str) -> NameRules {
        let policy = format!(r#"{{ "env": {{ "mcps": {text} }} }}"#);
        read_text(&policy, &ReadOptions::default()).unwrap().document.env.mcps
    }

    #[test]
    fn names_against_rules() {
        for (text, permitted, refused) in [
            ("{}", &["a", "", "*"][..], &[][..]),
            (r#"{ "allow": [] }"#, &[], &["a", ""]),
            (r#"{ "allow": ["a"] }"#, &["a"], &["A", "a ", "ab", ""]),
            (r#"{ "allow": ["*"] }"#, &["a", "b/c", ""], &[]),
            (r#"{ "allow": ["git*"] }"#, &["git*"], &["github", "git"]),
            (r#"{ "deny": ["a"] }"#, &["A", "ab", "b"], &["a"]),
            (r#"{ "deny": ["git*"] }"#, &["gi", "xgit"], &["github", "git", "git*"]),
            (r#"{ "deny": ["*"] }"#, &[], &["a", ""]),
            (r#"{ "allow": ["*"], "deny": ["a"] }"#, &["b"], &["a"]),
            (r#"{ "allow": ["a"], "deny": ["a"] }"#, &[], &["a", "b"]),
            (r#"{ "allow": ["a"], "deny": ["*"] }"#, &[], &["a"]),
            (r#"{ "allow": "a" }"#, &["a"], &["b"]),
        ] {
            let rules = rules(text);
            for name in permitted {
                assert!(check_names(NameKind::Server, &rules, name).is_ok(), "{text} {name}");
            }
            for name in refused {
                assert!(check_names(NameKind::Server, &rules, name).is_err(), "{text} {name}");
            }
        }
    }

    #[test]
    fn a_refusal_names_its_rule_and_what_would_do() {
        let rules = rules(r#"{ "allow": ["a", "b"], "deny": ["x", "b"] }"#);
        let denied = check_names(NameKind::Server, &rules, "b").unwrap_err();
        assert_eq!(
            (denied.reason.as_str(), denied.rule.as_str()),
            ("MCP server 'b' denied by policy", "env.mcps.deny[1]")
        );
        let unlisted = check_names(NameKind::Server, &rules, "c\u{202e}").unwrap_err();
        assert_eq!(unlisted.rule, "env.mcps.allow");
        assert_eq!(unlisted.suggestion, r"add `c\u{202e}` to `env.mcps.allow`");
    }
}
