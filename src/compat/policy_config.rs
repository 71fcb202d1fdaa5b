//! Policies in their canonical form.

use super::authorization;
use super::capabilities;
use super::record::{Record, Set, get, is_object, is_true, members, string, texts, trimmed};
use super::text::{is_truthy, trim};
use crate::policy::value::{Data, Value};
use crate::prelude::*;

/// `normalizePolicyConfig`. Whatever is not understood vanishes.
pub(super) fn normalize(policy: Option<&Value>) -> Value {
    let field = |key| policy.and_then(|policy| get(policy, key));
    let nested = |key| get(field("capabilities")?, key);
    let mut made = Record::default();
    made.set_some("locked", is_true(field("locked")).then(|| true.into()));
    made.set_some("defaults", defaults(field("defaults"), is_true(field("verify_all_instructions"))));
    made.set_some("default", one_of(field("default"), &["allow", "deny"]));
    made.set_some("authorizations", field("authorizations").and_then(authorization::canonical));
    made.set_some("auth", named(field("auth"), |entry| auth(Some(entry))));
    made.set_some("keychain", object(field("keychain"), &[("provider", text), ("allow", list), ("deny", list)]));
    made.set_some("allow", capabilities::allowed(field("allow"), nested("allow")));
    made.set_some("deny", capabilities::denied(field("deny"), field("deny_cmd"), nested("deny")));
    let danger = nested("danger").filter(|danger| danger.data != Data::Null).or(field("danger"));
    made.set_some("danger", filled_list(danger));
    made.set_some("labels", labels(field("labels")));
    made.set_some("operations", named(field("operations"), |labels| filled_list(Some(labels))));
    made.set_some("signers", named(field("signers"), |labels| filled_list(Some(labels))));
    let integrity = |rule: &Value| object(Some(rule), &[("mutable", boolean), ("authorizedIdentities", list)]);
    made.set_some("filesystem_integrity", named(field("filesystem_integrity"), integrity));
    made.set_some("env", environment(field("env")));
    made.set_some("limits", limits(field("limits")));
    made.into()
}

/// How a field is read.
type Read = fn(&Value) -> Option<Value>;

/// The fields of an object that can be read, if there are any.
fn object(value: Option<&Value>, fields: &[(&str, Read)]) -> Option<Value> {
    let mut made = Record::default();
    for (key, read) in fields {
        made.set_some(key, get(value?, key).and_then(read));
    }
    made.filled()
}

/// The members of an object that can be read, if there are any. Names are trimmed; of those that are then alike, the
/// last says what it is.
fn named(value: Option<&Value>, read: impl Fn(&Value) -> Option<Value>) -> Option<Value> {
    let mut made = Record::default();
    for member in members(value?) {
        let name = trim(&member.key);
        if !name.is_empty() {
            made.set_some(name, read(&member.value));
        }
    }
    made.filled()
}

fn text(value: &Value) -> Option<Value> {
    trimmed(Some(value)).map(Value::from)
}

fn list(value: &Value) -> Option<Value> {
    texts(Some(value)).map(Value::from)
}

fn boolean(value: &Value) -> Option<Value> {
    matches!(value.data, Data::Bool(_)).then(|| value.clone())
}

fn number(value: &Value) -> Option<Value> {
    matches!(value.data, Data::Number(_)).then(|| value.clone())
}

fn any_object(value: &Value) -> Option<Value> {
    is_object(value).then(|| value.clone())
}

fn filled_list(value: Option<&Value>) -> Option<Value> {
    texts(value).filter(|texts| !texts.is_empty()).map(Value::from)
}

/// A word as it stands, if it is one of these.
fn one_of(value: Option<&Value>, words: &[&str]) -> Option<Value> {
    value.and_then(string).filter(|word| words.contains(word)).map(Value::from)
}

/// `verifies` is what `verify_all_instructions` stands for, where these say nothing else.
fn defaults(value: Option<&Value>, verifies: bool) -> Option<Value> {
    let field = |key| value.and_then(|value| get(value, key));
    let mut made = Record::default();
    made.set_some("unlabeled", one_of(field("unlabeled"), &["trusted", "untrusted"]));
    made.set_some("rules", field("rules").and_then(list));
    let standing = |written: Option<&Value>, value: Value| (verifies && written.is_none()).then_some(value);
    let (autosign, autoverify) = (field("autosign"), field("autoverify"));
    let signed = autosign.and_then(self::autosign).or_else(|| standing(autosign, Value::list(["instructions"])));
    made.set_some("autosign", signed);
    made.set_some("autoverify", autoverify.and_then(self::autoverify).or_else(|| standing(autoverify, true.into())));
    made.set_some("trustconflict", one_of(field("trustconflict"), &["warn", "error", "silent"]));
    made.filled()
}

fn autosign(value: &Value) -> Option<Value> {
    match value.data {
        Data::String(_) | Data::Array(_) => list(value),
        _ => any_object(value),
    }
}

fn autoverify(value: &Value) -> Option<Value> {
    match value.data {
        Data::Bool(_) | Data::Array(_) | Data::Object(_) => Some(value.clone()),
        _ => text(value),
    }
}

/// Names of labels stay as they are written.
fn labels(value: Option<&Value>) -> Option<Value> {
    let mut made = Record::default();
    for member in members(value?) {
        made.set_some(&member.key, object(Some(&member.value), &[("allow", list), ("deny", list)]));
    }
    made.filled()
}

fn environment(value: Option<&Value>) -> Option<Value> {
    let field = |key| get(value?, key);
    let provider = |provider: &Value| {
        object(
            Some(provider),
            &[("allowed", boolean), ("auth", provider_auth), ("taint", list), ("profiles", any_object)],
        )
    };
    let tools = |value| object(value, &[("allow", list), ("deny", list), ("attenuation", attenuation)]);
    let mut made = Record::default();
    made.set_some("default", field("default").and_then(text));
    made.set_some("providers", named(field("providers"), provider));
    made.set_some("tools", tools(field("tools")));
    made.set_some("mcps", tools(field("mcps")));
    made.set_some("net", object(field("net"), &[("allow", list), ("deny", list)]));
    made.filled()
}

/// One name of credentials, or several.
fn provider_auth(value: &Value) -> Option<Value> {
    match value.data {
        Data::String(_) => text(value),
        Data::Array(_) => {
            let names = texts(Some(value))?.into_texts();
            match names.as_slice() {
                [] => None,
                [name] => Some(name.as_str().into()),
                _ => Some(Value::list(names)),
            }
        }
        _ => None,
    }
}

fn attenuation(value: &Value) -> Option<Value> {
    one_of(Some(value), &["intersection", "union"])
}

/// Limits are there as soon as something is written for them.
fn limits(value: Option<&Value>) -> Option<Value> {
    let value = value.filter(|value| is_truthy(value))?;
    let mut made = Record::default();
    made.set_some("maxTokens", get(value, "maxTokens").and_then(number));
    made.set_some("timeout", get(value, "timeout").and_then(number));
    Some(made.into())
}

/// `normalizeAuthConfig`: where credentials come from, and the variable that they become. A name alone is one in the
/// project's part of the keychain.
pub(super) fn auth(entry: Option<&Value>) -> Option<Value> {
    let entry = entry?;
    let name = trimmed(Some(entry));
    let (from, variable) = match name {
        Some(name) => ("keychain", name),
        None => (trimmed(get(entry, "from"))?, trimmed(get(entry, "as"))?),
    };
    let mut made = Record::default();
    let from =
        if from == "keychain" { format!("keychain:mlld-box-{{projectname}}/{variable}") } else { from.to_owned() };
    made.set("from", from.into());
    made.set("as", variable.into());
    Some(made.into())
}

/// `normalizeDangerEntries`
pub(super) fn danger_entries(value: Option<&Value>) -> Set {
    texts(value).unwrap_or_default()
}
