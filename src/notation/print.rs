//! Literals as people write them: bare words where they can be, one member a line where it gets long.

use super::literal::{constant, looks_like_number};
use super::variable::in_quotes;
use crate::policy::PolicyDocument;
use crate::policy::value::{Data, Member, Value};
use crate::prelude::*;

/// Lists and objects that fit into so many characters stand on one line.
const WIDTH: usize = 96;

/// A literal of which [`parse_literal`](super::parse_literal) makes the same value; `None` where there is none, which is so for
/// numbers of more than 15 digits.
///
/// ```
/// use mlld_policy::notation::{parse_literal, print_literal};
/// let value = parse_literal(r#"{ "deny": ["sh", "cmd:git:push", "a b"], "js": true }"#).unwrap();
/// let text = print_literal(&value).unwrap();
/// assert_eq!(text, r#"{ deny: [sh, cmd:git:push, "a b"], js }"#);
/// assert_eq!(parse_literal(&text).unwrap(), value);
/// ```
#[must_use]
pub fn print_literal(value: &Value) -> Option<String> {
    print(value, 0)
}

/// A policy as source: reading it again gives the same policy. `None` as for [`print_literal`].
///
/// ```
/// use mlld_policy::notation::print_policy;
/// use mlld_policy::policy::{ReadOptions, read_text};
/// let policy = read_text(r#"{ "deny": ["sh"] }"#, &ReadOptions::default())?.document;
/// assert_eq!(print_policy(&policy).unwrap(), "policy { deny: { sh: [*] } }\n");
/// # Ok::<(), mlld_policy::error::PolicyError>(())
/// ```
#[must_use]
pub fn print_policy(policy: &PolicyDocument) -> Option<String> {
    let literal = print(&policy.to_value(), 0)?;
    Some(format!("policy {literal}\n"))
}

/// A value that begins in this column. Values are at most as deep as readers let them be.
fn print(value: &Value, indent: usize) -> Option<String> {
    let line = on_one_line(value)?;
    if line.len().saturating_add(indent) <= WIDTH {
        return Some(line);
    }
    let inner = indent.saturating_add(2);
    let margin = " ".repeat(inner);
    let (open, parts, close) = match &value.data {
        Data::Array(items) => ('[', items.iter().map(|item| print(item, inner)).collect::<Option<Vec<_>>>()?, ']'),
        Data::Object(members) => (
            '{',
            members
                .iter()
                .map(|member| self::member(member, &|value| print(value, inner)))
                .collect::<Option<Vec<_>>>()?,
            '}',
        ),
        _ => return Some(line),
    };
    let lines: String = parts.iter().map(|part| format!("{margin}{part},\n")).collect();
    Some(format!("{open}\n{lines}{}{close}", " ".repeat(indent)))
}

fn on_one_line(value: &Value) -> Option<String> {
    Some(match &value.data {
        Data::Null | Data::Bool(_) => value.to_string(),
        Data::Number(_) => Some(value.to_string()).filter(|text| constant(text).as_ref() == Some(&value.data))?,
        Data::String(text) if is_bare(text) => text.clone(),
        Data::String(text) => in_quotes(text),
        Data::Array(items) => format!("[{}]", items.iter().map(on_one_line).collect::<Option<Vec<_>>>()?.join(", ")),
        Data::Object(members) if members.is_empty() => "{}".to_owned(),
        Data::Object(members) => {
            let members = members.iter().map(|member| self::member(member, &on_one_line));
            format!("{{ {} }}", members.collect::<Option<Vec<_>>>()?.join(", "))
        }
    })
}

fn member(member: &Member, print: &dyn Fn(&Value) -> Option<String>) -> Option<String> {
    let key = if is_name(&member.key) { member.key.clone() } else { in_quotes(&member.key) };
    match member.value.data {
        Data::Bool(true) if is_name(&member.key) => Some(key),
        _ => Some(format!("{key}: {}", print(&member.value)?)),
    }
}

/// Whether a text needs no quotes.
fn is_bare(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "_-./:*~".contains(c);
    !text.is_empty()
        && text.chars().all(is_word)
        && !text.ends_with(':')
        && constant(text).is_none()
        && !looks_like_number(text)
}

/// Whether a key needs no quotes.
fn is_name(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::notation::parse_literal;

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z:*./~-]{0,12}",
            "[ -~]{0,12}",
            any::<String>(),
            prop::sample::select(
                &["true", "null", "-1", "1e5", "1.2.3", "a:", "@base/x", "@x", "*", "", "-", "\\@", "a\\"][..]
            )
            .prop_map(str::to_owned),
        ]
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::from(Data::Null)),
            any::<bool>().prop_map(Value::from),
            (-99_999_999_i32..99_999_999).prop_map(|number| Value::from(f64::from(number) / 100.0)),
            text().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let members = prop::collection::btree_map(text(), inner.clone(), 0..5);
            prop_oneof![prop::collection::vec(inner, 0..6).prop_map(Value::list), members.prop_map(Value::object),]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn what_is_printed_reads_as_the_same(value in value()) {
            let text = print_literal(&value).unwrap();
            prop_assert_eq!(parse_literal(&text).map_err(|problems| format!("{text}: {problems:?}")), Ok(value));
        }
    }

    #[test]
    fn long_literals_stand_on_several_lines() {
        let value =
            parse_literal(&format!("{{ allow: [{}], sh: false, name: a }}", ["cmd:git:status:*"; 6].join(", ")))
                .unwrap();
        let text = print_literal(&value).unwrap();
        assert_eq!(
            text,
            "{\n  allow: [\n    cmd:git:status:*,\n    cmd:git:status:*,\n    cmd:git:status:*,\n    cmd:git:status:*,\n    cmd:git:status:*,\n    cmd:git:status:*,\n  ],\n  sh: false,\n  name: a,\n}"
        );
    }

    #[test]
    fn a_number_that_cannot_be_written_is_not() {
        assert_eq!(print_literal(&Value::from(1234567890123456789.0)), None);
        assert_eq!(print_literal(&Value::from(f64::NAN)), None);
    }
}
