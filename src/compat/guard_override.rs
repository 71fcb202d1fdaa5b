//! Which guards an invocation leaves on.

use super::Thrown;
use super::record::{Record, Set, get, is_object, is_true, list, string, strings};
use super::text::trim;
use crate::policy::value::{Data, Value};
use crate::prelude::*;

/// `normalizeGuardNames`: names of guards, which are written with an `@`.
pub(super) fn names(names: Option<&Value>, field: &str) -> Result<Set, Thrown> {
    let Some(items) = names.and_then(list) else {
        return Err(Thrown::error(format!("Guard override {field} value must be an array")));
    };
    let mut set = Set::default();
    for item in items {
        let problem = match string(item).map(|text| trim(text).strip_prefix('@').map(trim)) {
            None => "entries must be strings starting with @",
            Some(None) => "entries must start with @",
            Some(Some("")) => "entries must include a name after @",
            Some(Some(name)) => {
                set.add(name);
                continue;
            }
        };
        return Err(Thrown::error(format!("Guard override {field} {problem}")));
    }
    Ok(set)
}

/// `normalizeGuardOverride`
pub(super) fn normalize(raw: Option<&Value>) -> Result<Value, Thrown> {
    let mut made = Record::default();
    match raw {
        None => made.set("kind", "none".into()),
        Some(Value { data: Data::Bool(false), .. }) => made.set("kind", "disableAll".into()),
        Some(raw) if is_object(raw) || list(raw).is_some() => {
            let only = get(raw, "only").map(|only| names(Some(only), "only")).transpose()?;
            let except = get(raw, "except").map(|except| names(Some(except), "except")).transpose()?;
            let (kind, names) = match (only, except) {
                (Some(_), Some(_)) => {
                    return Err(Thrown::error("Guard override cannot specify both only and except".to_owned()));
                }
                (Some(only), None) => ("only", Some(only)),
                (None, Some(except)) => ("except", Some(except)),
                (None, None) => ("none", None),
            };
            made.set("kind", kind.into());
            made.set_some("names", names.map(Value::from));
        }
        Some(_) => return Err(Thrown::error("Guard override must be false or an object".to_owned())),
    }
    Ok(made.into())
}

/// `applyGuardOverrideFilter`: the guards that stay, by an override that is normalised. Privileged ones always do.
pub(super) fn filter(guards: &Value, normalized: &Value) -> Value {
    let kind = get(normalized, "kind").and_then(string).unwrap_or_default();
    let named: Set = strings(get(normalized, "names")).collect();
    let stays = |guard: &&Value| {
        let name = get(guard, "name").and_then(string).filter(|name| !name.is_empty());
        let named = name.is_some_and(|name| named.has(name));
        is_true(get(guard, "privileged"))
            || match kind {
                "disableAll" => false,
                "only" => named,
                "except" => !named,
                _ => true,
            }
    };
    let guards = list(guards).unwrap_or_default().iter().filter(stays).cloned();
    Value::list(guards)
}
