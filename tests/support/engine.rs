//! The engine of a case of a corpus.

#![allow(clippy::panic, clippy::unwrap_used, reason = "code of tests")]

use mlld_policy::engine::Engine;
use mlld_policy::options::read_options;
use mlld_policy::policy::{ReadOptions, json, read_text};
use serde_json::{Map, Value};

/// The engine of these layers and options; `name` is the case in messages.
pub(crate) fn engine_of(name: &str, layers: &[Value], options: &Map<String, Value>) -> Engine {
    let (options, _) = json::parse(&Value::Object(options.clone()).to_string(), json::nearest_number).unwrap();
    let options = read_options(&options).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
    let read_options = ReadOptions { capabilities: options.capabilities.clone(), ..ReadOptions::default() };
    let documents = layers.iter().map(|layer| match read_text(&layer.to_string(), &read_options) {
        Ok(accepted) => accepted.document,
        Err(error) => panic!("{name}: {error}"),
    });
    Engine::new(documents.collect(), options).unwrap_or_else(|error| panic!("{name}: {error}"))
}
