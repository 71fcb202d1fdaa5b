//! Where in the text of a policy a rule stands, which decisions name by its path.

use serde::Serialize;

use super::ReadOptions;
use super::text::value_of;
use crate::policy::node::Node;
use crate::span::{Span, line_and_column};

/// The place of a rule in the text of its policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RulePlace {
    /// The rule, with its key where it has one, in UTF-16 code units.
    pub span: Span,
    /// Its line, from 1.
    pub line: u32,
    /// Its column, from 1, in UTF-16 code units.
    pub column: u32,
}

/// Where the rule of a denial or trace (`deny.cmd[0]`) stands in the text of the policy that it is of, JSON or notation; `None`
/// for what stands nowhere in it, such as an entry of the danger list.
///
/// ```
/// use mlld_policy::policy::{ReadOptions, place_of_rule};
///
/// let text = "policy @team = {\n  deny: { cmd: [curl, git:push] }\n}";
/// let place = place_of_rule(text, "deny.cmd[1]", &ReadOptions::default()).unwrap();
/// assert_eq!((place.line, place.column), (2, 23));
/// assert_eq!(&text[place.span.start..place.span.end], "git:push");
/// assert_eq!(place_of_rule(text, "danger list: cmd:rm", &ReadOptions::default()), None);
/// ```
#[must_use]
pub fn place_of_rule(text: &str, rule: &str, options: &ReadOptions) -> Option<RulePlace> {
    let value = value_of(text, options)?;
    let span = find(&Node::root(&value, ""), None, rule)?;
    let (line, column) = line_and_column(text, span.start);
    Some(RulePlace { span: span.to_utf16(text), line, column })
}

/// The node with this path. Values are at most as deep as readers let them be.
fn find(node: &Node<'_>, key: Option<Span>, rule: &str) -> Option<Span> {
    if node.path == rule {
        let value = node.value.span?;
        return Some(Span::new(key.map_or(value.start, |key| key.start), value.end));
    }
    if !rule.starts_with(node.path.as_str()) {
        return None;
    }
    let members = node.members().into_iter().flatten();
    let mut members = members.map(|member| (node.member(member), member.key_span));
    let found = members.find_map(|(member, key)| find(&member, key, rule));
    found.or_else(|| node.list().into_iter().flatten().find_map(|item| find(&item, None, rule)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, rule: &str) -> Option<String> {
        let place = place_of_rule(text, rule, &ReadOptions::default())?;
        let units: Vec<u16> = text.encode_utf16().collect();
        let found = String::from_utf16(&units[place.span.start..place.span.end]).unwrap();
        Some(format!("{}:{} {found}", place.line, place.column))
    }

    #[test]
    fn rules_are_found_in_json_and_in_notation() {
        let json = "{ \"name\": \"é🦀\",\n  \"deny\": { \"sh\": true, \"cmd\": [\"a\", \"b\"] },\n \"labels\": { \"src:mcp\": { \"deny\": [\"op:sh\"] } } }";
        assert_eq!(place(json, "deny.sh").unwrap(), "2:13 \"sh\": true");
        assert_eq!(place(json, "deny.cmd[1]").unwrap(), "2:38 \"b\"");
        assert_eq!(place(json, "labels[\"src:mcp\"].deny[0]").unwrap(), "3:36 \"op:sh\"");
        let source = ">> é🦀\n/policy @p = { deny: [sh, cmd:git], allow: { js } }\nrun cmd { ls }\n";
        assert_eq!(place(source, "deny[1]").unwrap(), "2:27 cmd:git");
        assert_eq!(place(source, "allow.js").unwrap(), "2:46 js");
        assert_eq!(place(source, "allow").unwrap(), "2:37 allow: { js }");
        assert_eq!(place("{ deny: [sh] }", "deny[0]").unwrap(), "1:10 sh");
        for (text, rule) in [(json, "deny.cmd[2]"), (json, "default"), (source, "danger list: x"), ("{", "deny")] {
            assert_eq!(place(text, rule), None, "{rule}");
        }
    }
}
