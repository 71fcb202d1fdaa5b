//! Which guards a host asks to be skipped.

use super::definition::{Guard, is_name};
use crate::policy::path::quoted;
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::suggest::nearest;

/// Which guards are to run. Privileged ones always do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Override {
    /// All of them.
    #[default]
    None,
    /// `guards: false`: none.
    Off,
    /// `{ only: ["@a"] }`: these.
    Only(Vec<String>),
    /// `{ except: ["@b"] }`: all but these.
    Except(Vec<String>),
}

impl Override {
    /// Reads what a host asks for; `known` are the names of all guards, those of policies included.
    ///
    /// # Errors
    ///
    /// A sentence about what is wrong: an override that does something else than meant would skip a guard, or run one that was
    /// not to run.
    pub(crate) fn read<'n>(value: &Value, known: impl Iterator<Item = &'n str> + Clone) -> Result<Self, String> {
        let members = match &value.data {
            Data::Bool(false) => return Ok(Self::Off),
            Data::Object(members) => members,
            _ => return Err("guards must be `false`, `{ only: [\"@name\"] }` or `{ except: [\"@name\"] }`".to_owned()),
        };
        if let Some(member) = members.iter().find(|member| !matches!(member.key.as_str(), "only" | "except")) {
            return Err(format!("guards has no key {}; it knows only, except", quoted(&member.key)));
        }
        match members.as_slice() {
            [member] => {
                let names = names(&member.key, &member.value, known)?;
                Ok(if member.key == "only" { Self::Only(names) } else { Self::Except(names) })
            }
            [] => Err("guards must have a list under `only` or `except`".to_owned()),
            _ => Err("guards has `only` or `except`, not both".to_owned()),
        }
    }

    /// Whether a guard is skipped.
    pub(crate) fn skips(&self, guard: &Guard) -> bool {
        let is_named = |names: &[String]| guard.name.as_ref().is_some_and(|name| names.contains(name));
        !guard.privileged
            && match self {
                Self::None => false,
                Self::Off => true,
                Self::Only(names) => !is_named(names),
                Self::Except(names) => is_named(names),
            }
    }
}

fn names<'n>(key: &str, value: &Value, known: impl Iterator<Item = &'n str> + Clone) -> Result<Vec<String>, String> {
    let Data::Array(items) = &value.data else {
        return Err(format!("guards.{key} must be a list of names with an `@`"));
    };
    if items.is_empty() {
        return Err(format!("guards.{key} must name at least one guard"));
    }
    let mut names = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let place = format!("guards.{key}[{index}]");
        let Data::String(text) = &item.data else { return Err(format!("{place} must be a name with an `@`")) };
        let Some(name) = text.strip_prefix('@').filter(|name| !name.is_empty()) else {
            return Err(format!("{place} must begin with `@`, as in \"@name\""));
        };
        if !known.clone().any(|known| known == name) {
            // Only what can be a name of a guard is likely to be meant for one.
            let near = if is_name(name) { nearest(name, known) } else { None };
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `@{near}`?"));
            return Err(format!("{place}: no guard is called {}{hint}", quoted(text)));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}
