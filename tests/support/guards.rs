//! A case of the corpus in `tests/guards/`, and how it is run: the case answers in place of a host.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "code of tests")]

use std::rc::Rc;

use mlld_policy::engine::Engine;
use mlld_policy::guard::{Answer, Ask, GuardPipeline, Outcome, Request, RequestInput, Run, StartError, Step};
use mlld_policy::span::Span;
use serde_json::{Map, Value, json};

use crate::shapes::{byte, descriptor, operation, policy_value};

/// Makes the engine of a case from its name, layers and options.
pub(crate) type EngineOf = fn(&str, &[Value], &Map<String, Value>) -> Engine;

/// What is wrong with the answers to a case.
pub(crate) fn failures(case: &Value, engine_of: EngineOf) -> Vec<String> {
    let name = case["name"].as_str().unwrap();
    let everything = [json!({})];
    let layers = case["layers"].as_array().map_or(&everything[..], Vec::as_slice);
    let options = case["options"].as_object().cloned().unwrap_or_default();
    let engine = Rc::new(engine_of(name, layers, &options));
    let max_attempts = case["pipeline"]["maxAttempts"].as_u64().unwrap_or(3);
    let listed = json!(engine.guards());
    let own: Vec<String> = engine.layer_names().map(str::to_owned).collect();
    let mut pipeline = GuardPipeline::new(engine, u32::try_from(max_attempts).unwrap());
    let guards = case["guards"].as_array().cloned().unwrap_or_default();
    let mut problems = Vec::new();
    for guard in &guards {
        problems.extend(pipeline.register(&policy_value(guard)).err().unwrap_or_default());
    }
    let problems = json!(problems);
    let mut wrong = Vec::new();
    let invalid = case["expectInvalid"].as_array();
    match invalid {
        Some(expected) => {
            for expected in expected {
                let fits = |problem: &&Value| {
                    let message = format!("{} {}", problem["message"], problem["suggestion"]);
                    (expected["path"].is_null() || problem["path"] == expected["path"])
                        && message.contains(expected["message"].as_str().unwrap_or(""))
                        && (expected["column"].is_null() || expected["column"] == problem["column"])
                };
                if !problems.as_array().unwrap().iter().any(|problem| fits(&problem)) {
                    wrong.push(format!("{name}: no problem {expected} among {problems}"));
                }
            }
            if problems == json!([]) {
                wrong.push(format!("{name}: the guards are accepted"));
            }
        }
        None if problems != json!([]) => return vec![format!("{name}: the guards are refused: {problems}")],
        None => {}
    }
    for (index, call) in case["calls"].as_array().into_iter().flatten().enumerate() {
        let said = run(&pipeline, &guards, call);
        let differences = differences(&said, &call["expect"], call);
        let unlisted = denying_guards(&said, &own).filter(|row| {
            let is_it = |guard: &&Value| guard["name"] == row["guard"] && guard["layer"] == row["layer"];
            !listed.as_array().unwrap().iter().any(|guard| is_it(&guard))
        });
        wrong.extend(unlisted.map(|row| format!("{name}, call {index}: no guard of a policy is listed for {row}")));
        wrong.extend(differences.into_iter().map(|difference| format!("{name}, call {index}: {difference}")));
    }
    wrong
}

/// What the pipeline says to a call, as JSON.
fn run(pipeline: &GuardPipeline, guards: &[Value], call: &Value) -> Value {
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
    let given: Vec<Value> = call["inputs"].as_array().cloned().unwrap_or_default();
    let args = options["args"].as_object().into_iter().flatten();
    let request = Request {
        is_after: call["phase"] == json!("after"),
        operation: operation(&call["operation"]),
        name: call["operation"]["name"].as_str().map(str::to_owned),
        inputs: given.iter().map(input).collect(),
        output: (call["phase"] == json!("after")).then(|| descriptor(&call["output"])),
        args: args.map(|(name, value)| (name.clone(), policy_value(value))).collect(),
        guards: options.get("guards").map(policy_value),
        retryable: options["retryable"] == json!(true),
        id: options["id"].as_str().map(str::to_owned),
        rebuilds: false,
        nested: false,
    };
    let mut run = match pipeline.start(request) {
        Ok(run) => run,
        Err(StartError::InvalidOverride(message)) => return json!({ "throws": "TypeError", "message": message }),
        Err(StartError::BypassBlocked(denial)) => {
            return json!({ "throws": "MlldSecurityError", "reasonCode": denial.code, "message": denial.reason });
        }
    };
    let values: Vec<Value> = given.iter().map(|input| input["value"].clone()).collect();
    said(&to_the_end(&mut run, &values, &call["output"]["value"], guards), &values, &call["output"]["value"])
}

fn to_the_end(run: &mut Run, values: &[Value], output: &Value, guards: &[Value]) -> Outcome {
    let mut answer = None;
    loop {
        let ask = match run.advance(answer.take()) {
            Step::Done(outcome) => return *outcome,
            Step::Ask(ask) => ask,
        };
        answer = Some(match ask {
            Ask::Values { inputs, output: with_output } => {
                let inputs = inputs.iter().map(|place| &values[*place]);
                let all = inputs.chain(with_output.then_some(output));
                Answer::Values(all.map(|value| (!value.is_null()).then(|| policy_value(value))).collect())
            }
            Ask::Evaluate { guard, context } => {
                let context: Value = serde_json::from_str(&context.to_string()).unwrap();
                evaluate(&guards[guard]["evaluate"], &context)
            }
            Ask::Rebuild { .. } => panic!("nothing was said about making commands again"),
        });
    }
}

/// What a function of the host does, as a case describes it.
fn evaluate(described: &Value, context: &Value) -> Answer {
    let action = |action: &Value| Answer::Action(policy_value(action));
    if let Some(message) = described.get("throws").or(described.get("rejects")) {
        return Answer::Failed(message.as_str().unwrap().to_owned());
    }
    if described.get("never").is_some() {
        return Answer::Failed("it did not settle in time".to_owned());
    }
    if let Some(pairs) = described.get("returnsWith") {
        let holds = pairs.as_array().unwrap().iter().all(|pair| {
            let path = pair[0].as_array().unwrap().iter();
            let found = path.clone().try_fold(context, |at, key| match key {
                Value::String(key) => at.get(key),
                index => at.get(usize::try_from(index.as_u64()?).ok()?),
            });
            found.unwrap_or(&Value::Null) == &pair[1]
        });
        return action(&described[if holds { "then" } else { "else" }]);
    }
    action(described.get("returns").or(described.get("junk")).unwrap())
}

/// An outcome as the package shows it.
fn said(outcome: &Outcome, values: &[Value], output: &Value) -> Value {
    let mut said = json!(outcome);
    for (input, given) in said["inputs"].as_array_mut().unwrap().iter_mut().zip(values) {
        if input.get("value").is_none() {
            input["value"] = given.clone();
        }
    }
    if !said["output"].is_null() && said["output"].get("value").is_none() {
        said["output"]["value"] = output.clone();
    }
    said
}

/// Where an answer differs from what is expected.
fn differences(said: &Value, expect: &Value, call: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let list = |key: &str, part: &str| {
        let all = said[key].as_array().into_iter().flatten();
        let part =
            |value: &Value| if part == "value" { value["value"].clone() } else { value["descriptor"][part].clone() };
        Value::Array(all.map(part).collect())
    };
    for (key, expected) in expect.as_object().unwrap_or_else(|| panic!("nothing is expected of {call}")) {
        let actual = match key.as_str() {
            "decision" | "reason" | "reasons" | "hints" | "env" => said[key].clone(),
            "code" | "policy" | "rule" => said["denial"][key].clone(),
            "reasonHas" => {
                let reason = said["reason"].as_str().unwrap_or_default();
                if reason.contains(expected.as_str().unwrap()) { continue } else { json!(reason) }
            }
            "values" => list("inputs", "value"),
            "labels" => list("inputs", "labels"),
            "sources" => list("inputs", "sources"),
            "outputValue" => said["output"]["value"].clone(),
            "outputLabels" => said["output"]["descriptor"]["labels"].clone(),
            "outputSources" => said["output"]["descriptor"]["sources"].clone(),
            "trace" => {
                if has_rows(&said["trace"], expected) {
                    continue;
                } else {
                    said["trace"].clone()
                }
            }
            "notIn" => {
                let mut rest = said.clone();
                rest["inputs"] = Value::Null;
                rest["output"] = Value::Null;
                let texts = strings(&rest);
                let found = expected
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|secret| texts.iter().any(|text| text.contains(secret.as_str().unwrap())));
                let found: Vec<&Value> = found.collect();
                if found.is_empty() { continue } else { json!({ "found": found, "in": rest }) }
            }
            "throws" => {
                let fits = said["throws"] == expected["error"]
                    && (expected["reasonCode"].is_null() || said["reasonCode"] == expected["reasonCode"])
                    && said["message"]
                        .as_str()
                        .is_some_and(|message| message.contains(expected["messageHas"].as_str().unwrap_or_default()));
                if fits { continue } else { said.clone() }
            }
            key => panic!("nobody knows what `{key}` expects"),
        };
        if actual != *expected {
            wrong.push(format!("{key}: expected {expected}, found {actual} in {said}"));
        }
    }
    if !said["throws"].is_null() && expect.get("throws").is_none() {
        wrong.push(format!("it throws {said}"));
    }
    wrong
}

/// Whether the rows of a trace have these among them, in this order.
fn has_rows(trace: &Value, expected: &Value) -> bool {
    let mut rows = trace.as_array().unwrap().iter();
    let fits = |row: &Value, expected: &Value| {
        expected.as_object().unwrap().iter().all(|(key, value)| row.get(key).unwrap_or(&Value::Null) == value)
    };
    expected.as_array().unwrap().iter().all(|expected| rows.any(|row| fits(row, expected)))
}

/// The rows of guards of the engine's own layers that deny.
fn denying_guards<'s>(said: &'s Value, own: &[String]) -> impl Iterator<Item = &'s Value> {
    let rows = said["trace"].as_array().into_iter().flatten();
    rows.filter(|row| {
        let is_policy = row["guard"].as_str().is_some_and(|name| name.starts_with("__policy"));
        let is_own = row["layer"].as_str().is_some_and(|layer| own.iter().any(|name| name == layer));
        is_policy && is_own && row["decision"] == "deny"
    })
}

/// Every text of a value.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(members) => {
            members.iter().flat_map(|(key, value)| strings(value).into_iter().chain([key.as_str()])).collect()
        }
        _ => Vec::new(),
    }
}
