//! The JavaScript boundary of the adapter, which is a module of its own: whoever does not run mlld need not load it.
//!
//! All that crosses is JSON text. The host's values are made text on the JavaScript side, once.

#![allow(unreachable_pub, reason = "what `wasm_bindgen` exports is public to JavaScript")]

use wasm_bindgen::prelude::*;

use super::MlldPolicy as Policy;
use crate::compat::{Thrown, call};
use crate::policy::json;
use crate::policy::value::{Data, Value};
use crate::prelude::*;

/// A policy of the interpreter with the engines that decide by it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct MlldPolicy(Policy);

#[wasm_bindgen]
impl MlldPolicy {
    /// Takes a policy as JSON text. What is no policy denies everything.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(policy: &str) -> Self {
        // A string is no policy, as little as what cannot be read.
        Self(Policy::new(read(policy).unwrap_or_else(|why| why.into())))
    }

    /// Asks one of the interpreter's functions; the question and the answer are JSON text.
    ///
    /// # Errors
    ///
    /// There is no such function, or the question cannot be read.
    pub fn ask(&self, function: &str, question: &str) -> Result<String, JsError> {
        let question = read(question).map_err(|why| JsError::new(&why))?;
        let answer = self.0.ask_function(function, &question).map_err(|why| JsError::new(&why))?;
        Ok(answer.to_string())
    }

    /// What of the policy is ignored, or read otherwise than it is written: a JSON list of sentences.
    #[must_use]
    pub fn warnings(&self, base: &str, home: &str) -> String {
        Value::list(self.0.warnings(base, home)).to_string()
    }
}

/// Calls a data function of mlld. Arguments are a list of lists of one value, or of none where the argument is
/// `undefined`; the answer is `{ value }`, or `{}` for `undefined`, or `{ thrown }`.
#[wasm_bindgen]
#[must_use]
pub fn compat(function: &str, arguments: &str) -> String {
    let called = read(arguments).map_err(Thrown::unreadable).and_then(|arguments| call(function, &optional(arguments)));
    let answer = match called {
        Ok(value) => Value::object(value.map(|value| ("value", value))),
        Err(thrown) => Value::object([("thrown", told(thrown))]),
    };
    answer.to_string()
}

fn told(thrown: Thrown) -> Value {
    let text = |key: &'static str, text: Option<&'static str>| text.map(|text| (key, text.into()));
    let own = [("name", Value::from(thrown.name)), ("message", thrown.message.into())];
    let codes = [text("code", thrown.code), text("intendedCode", thrown.intended_code)];
    Value::object(own.into_iter().chain(codes.into_iter().flatten()))
}

fn optional(arguments: Value) -> Vec<Option<Value>> {
    let Data::Array(arguments) = arguments.data else { return Vec::new() };
    let argument = |argument: Value| match argument.data {
        Data::Array(values) => values.into_iter().next(),
        _ => None,
    };
    arguments.into_iter().map(argument).collect()
}

fn read(text: &str) -> Result<Value, String> {
    json::parse(text, json::nearest_number).map(|(value, _)| value).map_err(|error| error.to_string())
}
