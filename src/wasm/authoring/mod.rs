//! The module for whoever writes policies: it reads and writes notation, looks at documents, and runs scenarios.
//!
//! Everything crosses as JSON text, and comes back as JSON text or plain objects.

mod scenario;

use wasm_bindgen::prelude::*;

use super::convert::{failure, to_object};
use super::input::{accept, engine, entries, nearest_number, parse, parse_options, text_of};
use crate::engine::EngineOptions;
use crate::error::{PolicyError, Problem, ProblemCode, locate};
use crate::label::idle_rules;
use crate::notation::print_policy;
use crate::policy::value::Value;
use crate::policy::{self, Accepted, PolicyDocument, ReadOptions, in_json, is_notation, read_text, union as union_of};
use crate::prelude::*;

/// The layers of an engine, a JSON array, with JSON text in place of every text in notation.
///
/// # Errors
///
/// `{ kind: "PolicyError", problems }` with every problem that an engine of these layers would have.
#[wasm_bindgen(js_name = layersInJson)]
pub fn layers_in_json(layers: &str, options: &str) -> Result<String, JsValue> {
    rewritten(layers, options).map_err(|error| failure(&error))
}

fn rewritten(layers: &str, options: &str) -> Result<String, PolicyError> {
    let mut entries = entries(layers)?;
    // What is wrong is told here, where the texts are known as they were written; what is rewritten has no mistakes.
    engine(&entries, options, None, read_text)?;
    for entry in &mut entries {
        let Some(text) = text_of(entry).filter(|text| is_notation(text)) else { continue };
        let Some(text) = in_json(text, nearest_number) else {
            let problem = Problem::error(ProblemCode::InvalidSyntax, "", "the text cannot be written as JSON");
            return Err(PolicyError { problems: vec![problem] });
        };
        *entry = Value::object([("text", text.into())]);
    }
    Ok(Value::list(entries).to_string())
}

/// The merged document of two layers, in canonical form, for display, as JSON text.
///
/// # Errors
///
/// `{ kind: "PolicyError", problems }`.
#[wasm_bindgen]
pub fn union(a: &str, b: &str, options: &str) -> Result<String, JsValue> {
    let [a, b] = both(a, b, options).map_err(|error| failure(&error))?;
    Ok(union_of(&a, &b).to_value().to_string())
}

/// A document in canonical form, as JSON text.
///
/// # Errors
///
/// `{ kind: "PolicyError", problems }`.
#[wasm_bindgen]
pub fn normalize(layer: &str, options: &str) -> Result<String, JsValue> {
    let document = document(layer, options).map_err(|error| failure(&error))?;
    Ok(document.to_value().to_string())
}

/// Where a rule of a policy stands in its text, `{ span, line, column }`, or `undefined`.
#[wasm_bindgen(js_name = placeOfRule)]
#[must_use]
pub fn place_of_rule(text: &str, rule: &str) -> JsValue {
    let options = ReadOptions { number: nearest_number, ..ReadOptions::default() };
    policy::place_of_rule(text, rule, &options).map_or(JsValue::UNDEFINED, |place| to_object(&place))
}

/// A document as source of mlld; `undefined` where a number in it has more digits than that notation has.
///
/// # Errors
///
/// `{ kind: "PolicyError", problems }`.
#[wasm_bindgen(js_name = printNotation)]
pub fn print_notation(layer: &str, options: &str) -> Result<Option<String>, JsValue> {
    let document = document(layer, options).map_err(|error| failure(&error))?;
    Ok(print_policy(&document))
}

/// Every problem of a document, warnings included; a bad document is no exception here.
#[wasm_bindgen]
#[must_use]
pub fn lint(layer: &str, options: &str) -> JsValue {
    to_object(&problems(layer, options))
}

/// The document of a single layer.
fn document(layer: &str, options: &str) -> Result<PolicyDocument, PolicyError> {
    document_of(layer, &parse_options(options)?)
}

fn document_of(layer: &str, options: &EngineOptions) -> Result<PolicyDocument, PolicyError> {
    Ok(accept(&parse(layer)?, options, read_text)?.document)
}

/// The documents of `a` and `b`, or the problems of both.
fn both(a: &str, b: &str, options: &str) -> Result<[PolicyDocument; 2], PolicyError> {
    let options = parse_options(options)?;
    match (document_of(a, &options), document_of(b, &options)) {
        (Ok(a), Ok(b)) => Ok([a, b]),
        (a, b) => {
            let of = |layer: &'static str, document: Result<_, PolicyError>| {
                let problems = document.err().map_or_else(Vec::new, |error| error.problems);
                problems.into_iter().map(move |problem| problem.in_layer(layer))
            };
            Err(PolicyError { problems: of("a", a).chain(of("b", b)).collect() })
        }
    }
}

/// The problems of a single layer, none of which is an exception.
fn problems(layer: &str, options: &str) -> Vec<Problem> {
    let found = |options: EngineOptions| {
        let layer = parse(layer)?;
        let Accepted { document, mut warnings } = accept(&layer, &options, read_text)?;
        let mut idle = idle_rules(&document, &options.tools);
        if let Some(text) = text_of(&layer) {
            locate(&mut idle, text);
        }
        warnings.extend(idle);
        Ok(warnings)
    };
    parse_options(options).and_then(found).unwrap_or_else(|error| error.problems)
}
