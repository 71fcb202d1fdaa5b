//! A case of the corpus in `tests/labels/`, and how it is run: shared by the native tests and those in browsers.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "code of tests")]

use mlld_policy::engine::{ArgumentInput, CommandInput, Engine, ToolCall};
use mlld_policy::label::{Change, Descriptor, Flow};
use mlld_policy::policy::Names;
use mlld_policy::policy::value::Data;
use mlld_policy::shell::Shell;
use mlld_policy::span::Span;
use mlld_policy::tool::{read_tools, validate};
use serde_json::{Map, Value, json};

use crate::shapes::{byte, descriptor, operation, policy_value, texts};

/// Makes the engine of a case from its name, layers and options.
pub(crate) type EngineOf = fn(&str, &[Value], &Map<String, Value>) -> Engine;

fn tool_call(call: &Value) -> ToolCall {
    let list = |given: &Value| match given {
        Value::Array(list) => ArgumentInput::Elements(list.iter().map(descriptor).collect()),
        one => ArgumentInput::Whole(descriptor(one)),
    };
    let mut inputs = Names::default();
    for (name, given) in call["inputs"].as_object().into_iter().flatten() {
        inputs.insert(name, list(given));
    }
    let Data::Object(args) = policy_value(&call.get("args").cloned().unwrap_or(json!({}))).data else { panic!() };
    ToolCall {
        server: call["server"].as_str().map(str::to_owned),
        tool: call["tool"].as_str().unwrap().to_owned(),
        args,
        labels: texts(&call["labels"]),
        inputs,
        audit_ref: call["auditRef"].as_str().map(str::to_owned),
    }
}

fn command_input(text: &str, given: &Value) -> CommandInput {
    let span = &given["span"];
    let span = span.is_object().then(|| Span::new(byte(text, &span["start"]), byte(text, &span["end"])));
    CommandInput { descriptor: descriptor(given), span }
}

/// What the engine says to a call.
fn answer(engine: &Engine, call: &[Value]) -> Value {
    let (method, args) = (call[0].as_str().unwrap(), &call[1..]);
    let first = args.first().unwrap_or(&Value::Null);
    let all = |key: &str| first[key].as_array().map(|list| list.iter().map(descriptor).collect::<Vec<_>>());
    match method {
        "mergeDescriptors" => {
            let given: Vec<Descriptor> = args.iter().map(descriptor).collect();
            json!(Descriptor::merge(&given))
        }
        "changeLabels" => {
            let change = &args[1];
            let asked = Change {
                add: texts(&change["add"]),
                remove: texts(&change["remove"]),
                bless: change["bless"] == json!(true),
                clear: change["clear"] == json!(true),
            };
            let privileged = args.get(2).is_some_and(|options| options["privileged"] == json!(true));
            match engine.change_labels(&descriptor(first), &asked, privileged) {
                Ok(changed) => json!(changed),
                Err(error) => json!({ "error": error.code }),
            }
        }
        "operationLabels" => json!({ "labels": engine.operation_labels(&operation(first), false).all() }),
        "checkFlow" => {
            let (inputs, destination, target) = (all("inputs").unwrap_or_default(), all("destination"), all("target"));
            let labels = engine.operation_labels(&operation(&first["operation"]), !inputs.is_empty());
            let flow = Flow {
                inputs: &inputs,
                operation: &labels,
                destination: destination.as_deref(),
                target: target.as_deref(),
            };
            let decision = engine.check_flow(&flow);
            assert_eq!(engine.explain_flow(&flow).denial.as_ref(), decision.denial());
            if destination.is_none() && target.is_none() {
                let prepared: Vec<_> = inputs.iter().map(|input| engine.prepare_value(input)).collect();
                assert_eq!(engine.prepare_operation(&labels).lets_in(&prepared), decision.is_allowed());
            }
            json!(decision)
        }
        "checkCommand" => {
            let text = first.as_str().unwrap();
            let given = args[1]["inputs"].as_array().into_iter().flatten();
            let inputs: Vec<CommandInput> = given.map(|input| command_input(text, input)).collect();
            let decision = engine.check_command_with(text, Shell::Bash, &inputs);
            assert_eq!(engine.explain_command_with(text, Shell::Bash, &inputs).denial.as_ref(), decision.denial());
            json!(decision)
        }
        "checkToolCall" => {
            let call = tool_call(first);
            let decision = engine.check_tool_call(&call);
            assert_eq!(engine.explain_tool_call(&call).denial.as_ref(), decision.denial());
            json!(decision)
        }
        "labelToolResult" => json!(engine.label_tool_result(&tool_call(first), args.get(1).map(descriptor).as_ref())),
        "validateAuthorizations" => {
            json!(validate(&policy_value(first), &read_tools(&policy_value(&args[1])).unwrap()))
        }
        method => panic!("no such method: {method}"),
    }
}

fn sorted(list: &Value) -> Vec<String> {
    let mut list = texts(list);
    list.sort();
    list
}

/// Whether `said` is as the key of an expectation has it.
fn agrees(method: &str, key: &str, expected: &Value, said: &Value) -> bool {
    let has = |label: &String| texts(&said["labels"]).contains(label);
    match (method, key) {
        ("operationLabels", "exactly") => sorted(expected) == sorted(&said["labels"]),
        ("operationLabels", "not") => !texts(expected).iter().any(has),
        ("operationLabels", "labels") | ("labelToolResult", "hasLabels") => texts(expected).iter().all(has),
        ("labelToolResult", "toolNames") => texts(expected)
            .iter()
            .all(|name| said["tools"].as_array().unwrap().iter().any(|tool| tool["name"] == **name)),
        ("labelToolResult", _) => sorted(expected) == sorted(&said[key]),
        ("validateAuthorizations", "problems") => {
            let (expected, said) = (expected.as_array().unwrap(), said[key].as_array().unwrap());
            let names = |problem: &Value, expected: &Value| {
                expected.as_object().unwrap().iter().all(|(key, value)| problem[key] == *value)
            };
            expected.len() == said.len()
                && expected.iter().all(|expected| said.iter().any(|problem| names(problem, expected)))
        }
        _ => said[key] == *expected,
    }
}

/// What differs from the expectation, a line for each field.
pub(crate) fn failures(case: &Value, engine_of: EngineOf) -> Vec<String> {
    let name = case["name"].as_str().unwrap();
    let layers = case["layers"].as_array().cloned().unwrap_or_else(|| vec![json!({})]);
    let options = case["options"].as_object().cloned().unwrap_or_default();
    let call = case["call"].as_array().unwrap();
    let said = answer(&engine_of(name, &layers, &options), call);
    let method = call[0].as_str().unwrap();
    let differs =
        case["expect"].as_object().unwrap().iter().filter(|(key, expected)| !agrees(method, key, expected, &said));
    differs.map(|(key, expected)| format!("{name}: {key}: expected {expected}, got {said}")).collect()
}
