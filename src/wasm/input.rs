//! From what the JavaScript side passes at load time to documents and engines.

use crate::capability::RealPath;
use crate::engine::{Engine, EngineOptions};
use crate::error::{PolicyError, Problem, ProblemCode, locate};
use crate::list::{AddAll, List};
use crate::names::Names;
use crate::options::read_options;
use crate::policy::value::{Data, Member, Value};
use crate::policy::{Accepted, PolicyDocument, ReadOptions, json, read};
use crate::prelude::*;

/// How a module reads the text of a layer.
pub(super) type ReadText = fn(&str, &ReadOptions) -> Result<Accepted, PolicyError>;

/// An engine of these layers.
pub(super) fn engine(
    entries: &[Value],
    options: &str,
    real_path: Option<RealPath>,
    read_text: ReadText,
) -> Result<Engine, PolicyError> {
    let (options, unusable) = match parse_options(options) {
        Ok(options) => (options, None),
        Err(error) => (EngineOptions::default(), Some(error)),
    };
    let (documents, mut problems) = accept_all(entries, &options, read_text);
    if let Some(error) = unusable {
        return Err(PolicyError { problems: [error.problems, problems].concat() });
    }
    // Compiled even where a layer is refused: what is wrong with the others, or with the options, is told with it.
    match Engine::new(documents, EngineOptions { real_path, ..options }) {
        Ok(engine) if problems.is_empty() => return Ok(engine),
        Ok(_) => {}
        Err(error) => problems.add_all(located(error.problems, entries)),
    }
    Err(PolicyError { problems })
}

/// The documents of all layers, an empty one in place of each that is refused, and the problems of those.
fn accept_all(layers: &[Value], options: &EngineOptions, read_text: ReadText) -> (Vec<PolicyDocument>, Vec<Problem>) {
    let mut problems = Vec::new();
    let documents = layers.iter().enumerate().map(|(index, layer)| match accept(layer, options, read_text) {
        Ok(accepted) => accepted.document,
        Err(error) => {
            problems.add_all(error.problems.into_iter().map(|problem| problem.in_layer(place(index))));
            PolicyDocument::empty()
        }
    });
    (documents.list(), problems)
}

/// How problems name the layer with this index.
fn place(index: usize) -> String {
    format!("layers[{index}]")
}

/// Problems that are found when the layers are compiled, with lines and columns in the texts they came from.
fn located(mut problems: Vec<Problem>, layers: &[Value]) -> Vec<Problem> {
    let texts = layers.iter().enumerate().filter_map(|(index, layer)| Some((place(index), text_of(layer)?)));
    let texts: Names<&str> = texts.collect();
    for of_layer in problems.chunk_by_mut(|one, next| one.layer == next.layer) {
        let layer = of_layer.first().and_then(|problem| problem.layer.as_deref());
        if let Some(text) = layer.and_then(|layer| texts.get(layer)) {
            locate(of_layer, text);
        }
    }
    problems
}

/// The text of a layer that was given as one.
pub(super) fn text_of(layer: &Value) -> Option<&str> {
    match &layer.data {
        Data::Object(members) => match members.as_slice() {
            [Member { key, value: Value { data: Data::String(text), .. }, .. }] if key == "text" => Some(text),
            _ => None,
        },
        _ => None,
    }
}

pub(super) fn parse_options(text: &str) -> Result<EngineOptions, PolicyError> {
    read_options(&parse(text)?).map_err(|problems| PolicyError { problems })
}

/// JSON text made by the JavaScript side, without places: the user wrote no text.
pub(super) fn parse(text: &str) -> Result<Value, PolicyError> {
    let (value, duplicates) =
        json::parse(text, nearest_number).map_err(|problem| PolicyError { problems: vec![problem] })?;
    if duplicates.is_empty() { Ok(value) } else { Err(PolicyError { problems: duplicates }) }
}

/// The number nearest to a literal of JSON, as JavaScript reads it.
pub(super) fn nearest_number(literal: &str) -> f64 {
    js_sys::parse_float(literal)
}

/// The layers in a JSON array.
pub(super) fn entries(layers: &str) -> Result<Vec<Value>, PolicyError> {
    match parse(layers)?.data {
        Data::Array(entries) => Ok(entries),
        _ => Err(malformed("the layers must be an array")),
    }
}

/// Reads `{ "text": … }` or `{ "document": … }`.
pub(super) fn accept(layer: &Value, options: &EngineOptions, read_text: ReadText) -> Result<Accepted, PolicyError> {
    let options = ReadOptions { capabilities: options.capabilities.clone(), number: nearest_number };
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
