//! From what the JavaScript side passes at load time to documents and engines.

use wasm_bindgen::{JsCast, JsValue};

use crate::capability::RealPath;
use crate::engine::{Engine, EngineOptions};
use crate::error::{PolicyError, Problem, ProblemCode, locate};
use crate::options::read_options;
use crate::policy::value::{Data, Member, Value};
use crate::policy::{Accepted, PolicyDocument, ReadOptions, json, read, read_text};

/// An engine of the layers in `layers`, a JSON array.
pub(super) fn engine(layers: &str, options: &str, real_path: Option<js_sys::Function>) -> Result<Engine, PolicyError> {
    let (options, mut problems) = match parse_options(options) {
        Ok(options) => (options, Vec::new()),
        Err(error) => (EngineOptions::default(), error.problems),
    };
    let mut documents = Vec::new();
    let entries = entries(layers)?;
    for (index, layer) in entries.iter().enumerate() {
        match accept(layer, &options) {
            Ok(accepted) => documents.push(accepted.document),
            Err(error) => {
                problems.extend(error.problems.into_iter().map(|problem| problem.in_layer(format!("layers[{index}]"))));
            }
        }
    }
    if !problems.is_empty() {
        return Err(PolicyError { problems });
    }
    let engine = Engine::new(documents, EngineOptions { real_path: real_path.map(callback), ..options });
    engine.map_err(|error| located(error, &entries))
}

/// Problems that are found when the layers are compiled, with lines and columns in the texts they came from.
fn located(error: PolicyError, layers: &[Value]) -> PolicyError {
    let mut problems = Vec::with_capacity(error.problems.len());
    let (mut of_layers, others): (Vec<_>, Vec<_>) = error.problems.into_iter().partition(|p| p.layer.is_some());
    for (index, layer) in layers.iter().enumerate() {
        let place = format!("layers[{index}]");
        let (mut here, elsewhere): (Vec<_>, Vec<_>) =
            of_layers.into_iter().partition(|problem| problem.layer.as_deref() == Some(&place));
        if let Some(text) = text_of(layer) {
            locate(&mut here, text);
        }
        problems.append(&mut here);
        of_layers = elsewhere;
    }
    PolicyError { problems: [problems, of_layers, others].concat() }
}

/// The text of a layer that was given as one.
fn text_of(layer: &Value) -> Option<&str> {
    match &layer.data {
        Data::Object(members) => match members.as_slice() {
            [Member { key, value: Value { data: Data::String(text), .. }, .. }] if key == "text" => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// The documents of single layers.
pub(super) fn documents(layers: &[&str], options: &str) -> Result<Vec<PolicyDocument>, PolicyError> {
    let options = parse_options(options)?;
    layers.iter().map(|layer| Ok(accept(&parse(layer)?, &options)?.document)).collect()
}

/// The problems of a single layer, none of which is an exception.
pub(super) fn lint(layer: &str, options: &str) -> Vec<Problem> {
    let accepted = parse_options(options).and_then(|options| accept(&parse(layer)?, &options));
    accepted.map_or_else(|error| error.problems, |accepted| accepted.warnings)
}

fn parse_options(text: &str) -> Result<EngineOptions, PolicyError> {
    read_options(&parse(text)?).map_err(|problems| PolicyError { problems })
}

/// JSON text made by the JavaScript side, without places: the user wrote no text.
fn parse(text: &str) -> Result<Value, PolicyError> {
    let (value, duplicates) = json::parse(text).map_err(|problem| PolicyError { problems: vec![problem] })?;
    if duplicates.is_empty() { Ok(value) } else { Err(PolicyError { problems: duplicates }) }
}

/// The number nearest to a literal of JSON.
pub(crate) fn nearest_number(literal: &str) -> f64 {
    js_sys::parse_float(literal)
}

fn entries(layers: &str) -> Result<Vec<Value>, PolicyError> {
    match parse(layers)?.data {
        Data::Array(entries) => Ok(entries),
        _ => Err(malformed("the layers must be an array")),
    }
}

/// Reads `{ "text": … }` or `{ "document": … }`.
fn accept(layer: &Value, options: &EngineOptions) -> Result<Accepted, PolicyError> {
    let options = ReadOptions { capabilities: options.capabilities.clone() };
    let Data::Object(members) = &layer.data else { return Err(malformed("a layer must be an object")) };
    match members.as_slice() {
        [member] if member.key == "document" => read(&member.value, &options),
        [member] if member.key == "text" => match &member.value.data {
            Data::String(text) => read_text(text, &options),
            _ => Err(malformed("the text of a layer must be a string")),
        },
        _ => Err(malformed("a layer must be a text or a document")),
    }
}

fn malformed(message: &str) -> PolicyError {
    PolicyError { problems: vec![Problem::error(ProblemCode::InvalidType, "", message)] }
}

/// The host's function, every way it can fail being an error.
fn callback(function: js_sys::Function) -> RealPath {
    Box::new(move |path| match function.call1(&JsValue::UNDEFINED, &JsValue::from_str(path)) {
        Ok(real) => real.as_string().ok_or_else(|| "`realPath` returned no string".to_owned()),
        Err(thrown) => {
            let message = thrown.dyn_ref::<js_sys::Object>().and_then(|error| {
                js_sys::Reflect::get(error, &JsValue::from_str("message")).ok().and_then(|text| text.as_string())
            });
            Err(format!("`realPath` threw{}", message.map_or_else(String::new, |message| format!(": {message}"))))
        }
    })
}
