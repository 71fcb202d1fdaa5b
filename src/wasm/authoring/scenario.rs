//! Scenarios: options cross as JSON text, what came of it as an object.

use wasm_bindgen::prelude::*;

use crate::names::Names;
use crate::notation::Flavour;
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::scenario::{self, ScenarioOptions};
use crate::wasm::convert::{failure, misshapen, to_object};
use crate::wasm::input::{nearest_number, parse};

/// Runs a file of mlld without running anything: `{ output, decisions, error }`. `options` is
/// `{ flavour?: "mld" | "md", files?: { path: text }, config?, allowPrivileged?, base?, home? }`.
///
/// # Errors
///
/// `{ kind: "TypeError", message }` for options of another shape; what is wrong with the source is in the result.
#[wasm_bindgen(js_name = runScenario)]
pub fn run_scenario(source: &str, options: &str) -> Result<JsValue, JsValue> {
    let options = read_options(&parse(options).map_err(|error| failure(&error))?).ok_or_else(misshapen)?;
    Ok(to_object(&scenario::run_scenario(source, &options)))
}

fn read_options(value: &Value) -> Option<ScenarioOptions> {
    let mut options = ScenarioOptions { number: nearest_number, ..ScenarioOptions::default() };
    let Data::Object(members) = &value.data else { return None };
    for member in members {
        let text = match &member.value.data {
            Data::String(text) => Some(text),
            _ => None,
        };
        match member.key.as_str() {
            "flavour" => {
                options.flavour = match text?.as_str() {
                    "mld" => Flavour::Mld,
                    "md" => Flavour::Markdown,
                    _ => return None,
                }
            }
            "files" => options.files = files(&member.value)?,
            "config" => options.config = Some(member.value.clone()),
            "allowPrivileged" => {
                let Data::Bool(allowed) = member.value.data else { return None };
                options.allow_privileged = allowed;
            }
            "base" => options.base = Some(text?.clone()),
            "home" => options.home = Some(text?.clone()),
            _ => return None,
        }
    }
    Some(options)
}

fn files(value: &Value) -> Option<Names<String>> {
    let Data::Object(members) = &value.data else { return None };
    let file = |member: &crate::policy::value::Member| match &member.value.data {
        Data::String(text) => Some((member.key.clone(), text.clone())),
        _ => None,
    };
    members.iter().map(file).collect()
}
