//! A host of guards for tests: JSON in, outcomes out.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, dead_code, reason = "code of tests")]

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use mlld_policy::engine::Engine;
use mlld_policy::guard::{Answer, Ask, GuardPipeline, Outcome, Request, RequestInput, Run, StartError, Step};
use mlld_policy::span::Span;
use serde_json::{Map, Value, json};

use crate::engine::engine_of;
use crate::shapes::{byte, descriptor, operation, policy_value};

thread_local! {
    static ENGINES: RefCell<HashMap<String, Rc<Engine>>> = RefCell::default();
}

/// Layers with names, so that the same rules twice are two layers. The same engine is made once.
pub(crate) fn engine(layers: &[Value], options: &Value) -> Rc<Engine> {
    let new = || {
        let named = layers.iter().enumerate().map(|(at, layer)| {
            let mut layer = layer.clone();
            layer["name"] = json!(format!("layer {at}"));
            layer
        });
        let named: Vec<Value> = named.collect();
        Rc::new(engine_of("a law", &named, options.as_object().unwrap_or(&Map::new())))
    };
    let key = json!([layers, options]).to_string();
    ENGINES.with(|engines| Rc::clone(engines.borrow_mut().entry(key).or_insert_with(new)))
}

/// A pipeline with these guards.
pub(crate) fn pipeline(engine: &Rc<Engine>, guards: &[Value], max_attempts: u32) -> GuardPipeline {
    let mut pipeline = GuardPipeline::new(Rc::clone(engine), max_attempts);
    for guard in guards {
        pipeline.register(&policy_value(guard)).unwrap_or_else(|problems| panic!("{guard}: {problems:?}"));
    }
    pipeline
}

/// A request as cases of the corpus describe one.
pub(crate) fn request(call: &Value) -> Request {
    let options = &call["options"];
    let text = call["operation"]["command"].as_str().unwrap_or_default();
    let input = |given: &Value| {
        let span = &given["span"];
        RequestInput {
            descriptor: descriptor(given),
            span: span.is_object().then(|| Span::new(byte(text, &span["start"]), byte(text, &span["end"]))),
            arg: given["arg"].as_str().map(str::to_owned),
        }
    };
    let is_after = call["phase"] == json!("after");
    let args = options["args"].as_object().into_iter().flatten();
    Request {
        is_after,
        operation: operation(&call["operation"]),
        name: call["operation"]["name"].as_str().map(str::to_owned),
        inputs: call["inputs"].as_array().into_iter().flatten().map(input).collect(),
        output: is_after.then(|| descriptor(&call["output"])),
        args: args.map(|(name, value)| (name.clone(), policy_value(value))).collect(),
        guards: options.get("guards").filter(|guards| !guards.is_null()).map(policy_value),
        retryable: options["retryable"] == json!(true),
        id: options["id"].as_str().map(str::to_owned),
        rebuilds: options["rebuilds"] == json!(true),
        nested: false,
    }
}

/// What a host says that does as it should: `evaluate` of a guard is `{ returns: action }` or `{ throws: message }`.
pub(crate) fn answer(ask: &Ask, call: &Value, guards: &[Value]) -> Answer {
    match ask {
        Ask::Values { inputs, output } => {
            let inputs = inputs.iter().map(|place| &call["inputs"][*place]);
            let all = inputs.chain(output.then_some(&call["output"]));
            let value = |value: &Value| (!value["value"].is_null()).then(|| policy_value(&value["value"]));
            Answer::Values(all.map(value).collect())
        }
        Ask::Evaluate { guard, .. } => match &guards[*guard]["evaluate"] {
            Value::Object(said) if said.contains_key("throws") => {
                Answer::Failed(said["throws"].as_str().unwrap().to_owned())
            }
            said => Answer::Action(policy_value(&said["returns"])),
        },
        Ask::Rebuild { values } => {
            let mut text = call["operation"]["command"].as_str().unwrap_or_default().to_owned();
            for (place, value) in values {
                text = text.replace(&plain(&call["inputs"][*place]["value"]), &plain(&json_of(value)));
            }
            Answer::Command(text)
        }
    }
}

/// A value as it stands in a command.
pub(crate) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub(crate) fn json_of(value: &mlld_policy::policy::value::Value) -> Value {
    serde_json::from_str(&value.to_string()).unwrap()
}

/// One step of a run, with the right answer to what it asked.
pub(crate) fn step(run: &mut Run, asked: &mut Option<Ask>, call: &Value, guards: &[Value]) -> Option<Outcome> {
    let answer = asked.take().map(|ask| answer(&ask, call, guards));
    match run.advance(answer) {
        Step::Done(outcome) => Some(*outcome),
        Step::Ask(ask) => {
            *asked = Some(ask);
            None
        }
    }
}

/// The outcome of a call, or what the pipeline throws.
pub(crate) fn outcome(pipeline: &GuardPipeline, call: &Value, guards: &[Value]) -> Result<Outcome, StartError> {
    let mut run = pipeline.start(request(call))?;
    let mut asked = None;
    loop {
        if let Some(outcome) = step(&mut run, &mut asked, call, guards) {
            return Ok(outcome);
        }
    }
}

/// The decision as JSON has it; `throws` where the run does not begin.
pub(crate) fn decision(outcome: &Result<Outcome, StartError>) -> String {
    match outcome {
        Ok(outcome) => json!(outcome.decision).as_str().unwrap().to_owned(),
        Err(_) => "throws".to_owned(),
    }
}
