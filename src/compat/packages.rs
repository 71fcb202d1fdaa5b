//! The packages that a module needs.

use super::Thrown;
use super::record::{Record, get, list, members, string};
use super::text::{is_space, text_of, trim};
use crate::policy::value::Value;
use crate::prelude::*;

/// The ecosystem that a key of needs stands for.
pub(super) fn ecosystem(key: &str) -> Option<&'static str> {
    Some(match key {
        "js" | "node" => "node",
        "py" | "python" => "python",
        "rb" | "ruby" => "ruby",
        "go" => "go",
        "rust" => "rust",
        _ => return None,
    })
}

/// Adds the packages of one key.
pub(super) fn add(all: &mut Record, ecosystem: &str, value: &Value, context: &str) -> Result<(), Thrown> {
    let refused =
        |reason: String| Thrown::interpreter(format!("/{context} {ecosystem} {reason}"), "INVALID_NEEDS_PACKAGES");
    let items = list(value).ok_or_else(|| refused("expects an array of packages".to_owned()))?;
    let packages = items.iter().map(|item| {
        let package = string(item).map(trim).filter(|text| !text.is_empty());
        package.map(parse).ok_or_else(|| refused(format!("entry '{}' is invalid", text_of(item))))
    });
    let packages = packages.collect::<Result<Vec<_>, _>>()?;
    let own = all.get(ecosystem).and_then(list).unwrap_or_default().to_vec();
    all.set(ecosystem, joined(own, &packages));
    Ok(())
}

/// Adds packages that are not there yet, by name and specifier.
fn joined(mut own: Vec<Value>, more: &[Value]) -> Value {
    let same = |one: &Value, other: &Value| ["name", "specifier"].iter().all(|key| get(one, key) == get(other, key));
    for package in more {
        if !own.iter().any(|known| same(known, package)) {
            own.push(package.clone());
        }
    }
    Value::list(own)
}

/// The packages of two needs, by ecosystem.
pub(super) fn merge(base: Option<&Value>, incoming: Option<&Value>) -> Value {
    let mut made = base.map(Record::from).unwrap_or_default();
    for member in incoming.map(members).unwrap_or_default() {
        let own = made.get(&member.key).and_then(list).unwrap_or_default().to_vec();
        made.set(&member.key, joined(own, list(&member.value).unwrap_or_default()));
    }
    made.into()
}

/// `name`, `name@specifier`, or `name` with a comparison.
fn parse(text: &str) -> Value {
    let (name, specifier) = compared(text).or_else(|| at(text)).unwrap_or((text.to_owned(), String::new()));
    let mut made = Record::default();
    made.set("name", name.into());
    made.set_some("specifier", (!specifier.is_empty()).then(|| specifier.into()));
    made.set("raw", text.into());
    made.into()
}

/// What stands before and after the first comparison that has something on both sides.
fn compared(text: &str) -> Option<(String, String)> {
    const OPERATORS: [&str; 7] = ["==", ">=", "<=", "~=", "!=", ">", "<"];
    let is_line_end = |c| matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
    text.char_indices().skip(1).find_map(|(place, _)| {
        let (name, rest) = text.split_at_checked(place)?;
        let operator = OPERATORS.iter().find(|operator| rest.starts_with(**operator))?;
        let version = trim(rest.strip_prefix(operator)?);
        let name = name.trim_end_matches(is_space);
        let is_plain =
            !name.is_empty() && !version.is_empty() && !name.contains(is_line_end) && !version.contains(is_line_end);
        is_plain.then(|| (name.to_owned(), format!("{operator}{version}")))
    })
}

/// What stands before and after the last `@`, but for one that is the first character: a scope begins with it.
fn at(text: &str) -> Option<(String, String)> {
    let (name, specifier) = text.rsplit_once('@')?;
    (!name.is_empty()).then(|| (name.to_owned(), specifier.to_owned()))
}
