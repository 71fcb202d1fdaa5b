//! Runs the corpus of labels in `tests/labels/`.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

#[path = "support/engine.rs"]
mod engine;

use mlld_policy::engine::{ArgumentInput, CommandInput, Engine, ToolCall};
use mlld_policy::label::{Change, Descriptor, Flow, FlowRules, OperationLabels, ToolUse};
use mlld_policy::policy::value::{Data, Value as Policy};
use mlld_policy::policy::{Names, ReadOptions, TrustConflict, json, read_text};
use mlld_policy::shell::{Shell, Surroundings, analyze};
use mlld_policy::span::Span;
use mlld_policy::tool::read_tools;
use serde_json::{Value, json};

fn cases(file: &str) -> Vec<Value> {
    serde_json::from_str(&std::fs::read_to_string(format!("tests/labels/{file}.json")).unwrap()).unwrap()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn descriptor(value: &Value) -> Descriptor {
    let tool = |tool: &Value| ToolUse {
        name: tool["name"].as_str().unwrap().to_owned(),
        args: None,
        audit_ref: tool["auditRef"].as_str().map(str::to_owned),
    };
    let given = Descriptor {
        labels: texts(&value["labels"]),
        taint: texts(&value["taint"]),
        sources: texts(&value["sources"]),
        tools: value["tools"].as_array().into_iter().flatten().map(tool).collect(),
    };
    Descriptor::merge([&given])
}

fn agree(file: &str, wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{file}: {} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn descriptors_merge_as_the_corpus_says() {
    let mut wrong = Vec::new();
    for case in cases("descriptors") {
        let given: Vec<Descriptor> = case["call"].as_array().unwrap()[1..].iter().map(descriptor).collect();
        let said = serde_json::to_value(Descriptor::merge(&given)).unwrap();
        for (key, expected) in case["expect"].as_object().unwrap() {
            if key != "tools" && said[key] != *expected {
                wrong.push(format!("{}: {key} is {}, not {expected}", case["name"], said[key]));
            }
        }
    }
    agree("descriptors", wrong);
}

#[test]
fn labels_change_as_the_corpus_says() {
    let mut wrong = Vec::new();
    for case in cases("label-changes") {
        let (change, options) = (&case["call"][2], &case["call"][3]);
        let conflict = match options["trustconflict"].as_str() {
            Some("error") => TrustConflict::Error,
            Some("warn") => TrustConflict::Warn,
            _ => TrustConflict::Silent,
        };
        let asked = Change {
            add: texts(&change["add"]),
            remove: texts(&change["remove"]),
            bless: change["bless"] == json!(true),
            clear: change["clear"] == json!(true),
        };
        let said = match descriptor(&case["call"][1]).changed(&asked, options["privileged"] == json!(true), conflict) {
            Ok(changed) => {
                let warnings: Vec<&str> = changed.conflict.map(|_| "TRUST_CONFLICT").into_iter().collect();
                json!({ "descriptor": changed.descriptor, "warnings": warnings })
            }
            Err(error) => json!({ "error": error.code }),
        };
        for (key, expected) in case["expect"].as_object().unwrap() {
            if said[key] != *expected {
                wrong.push(format!("{}: {key} is {}, not {expected}", case["name"], said[key]));
            }
        }
    }
    agree("label-changes", wrong);
}

#[test]
fn data_flows_as_the_corpus_says() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for case in cases("flow").into_iter().chain(cases("built-in-rules")) {
        let call = &case["call"][1];
        let operation = &call["operation"];
        // What a command line does is told by its plan.
        if case["call"][0] != "checkFlow" || operation["command"].is_string() || operation["metadata"].is_object() {
            continue;
        }
        count += 1;
        let own = format!("op:{}", operation["type"].as_str().unwrap());
        let given = [texts(&operation["opLabels"]), texts(&operation["labels"])].concat();
        let labels = OperationLabels::new(std::iter::once(own).chain(given));
        let all = |key: &str| call[key].as_array().map(|list| list.iter().map(descriptor).collect::<Vec<_>>());
        let (inputs, destination, target) = (all("inputs").unwrap_or_default(), all("destination"), all("target"));
        let flow = Flow {
            inputs: &inputs,
            operation: &labels,
            destination: destination.as_deref(),
            target: target.as_deref(),
        };
        let mut denial = None;
        for (index, layer) in case["layers"].as_array().unwrap().iter().enumerate() {
            let document = match read_text(&layer.to_string(), &ReadOptions::default()) {
                Ok(accepted) => accepted.document,
                Err(error) => panic!("{}: {error}", case["name"]),
            };
            let name = document.name.clone().unwrap_or_else(|| format!("layers[{index}]"));
            denial = denial.or_else(|| FlowRules::new(&name, &document).judge(&flow));
        }
        let said = match denial {
            None => json!({ "decision": "allow" }),
            Some(denial) => serde_json::to_value(denial).unwrap(),
        };
        for (key, expected) in case["expect"].as_object().unwrap() {
            if said[key] != *expected {
                wrong.push(format!("{}: {key} is {}, not {expected}", case["name"], said[key]));
            }
        }
    }
    assert!(count > 80, "{count}");
    agree("flow", wrong);
}

#[test]
fn operations_have_the_labels_that_the_corpus_says() {
    let mut wrong = Vec::new();
    for case in cases("operation-labels") {
        let operation = &case["call"][1];
        let commands =
            [&operation["command"], &operation["metadata"]["command"], &operation["metadata"]["commandPreview"]];
        let surroundings = Surroundings { base: Some("/work/proj"), home: Some("/home/u") };
        let of_commands = commands
            .into_iter()
            .filter_map(Value::as_str)
            .flat_map(|text| OperationLabels::of_plan(&analyze(text, Shell::Bash, surroundings)).all());
        let said: Vec<String> = match operation["type"].as_str().unwrap() {
            "cmd" | "run" => {
                let mut said: Vec<String> = std::iter::once("op:cmd".to_owned()).chain(of_commands).collect();
                said.dedup();
                said
            }
            other => OperationLabels::new([format!("op:{other}")]).all(),
        };
        let expect = &case["expect"];
        let missing: Vec<String> = texts(&expect["labels"]).into_iter().filter(|label| !said.contains(label)).collect();
        let more: Vec<String> = texts(&expect["not"]).into_iter().filter(|label| said.contains(label)).collect();
        let exactly = texts(&expect["exactly"]);
        let differs = expect["exactly"].is_array()
            && (exactly.len() != said.len() || !exactly.iter().all(|label| said.contains(label)));
        if !missing.is_empty() || !more.is_empty() || differs {
            wrong.push(format!("{}: {said:?}, missing {missing:?}, unwanted {more:?}", case["name"]));
        }
    }
    agree("operation-labels", wrong);
}

fn value(json: &Value) -> Policy {
    json::parse(&json.to_string(), json::nearest_number).unwrap().0
}

fn engine_of_case(case: &Value) -> Engine {
    let mut options = case["options"].as_object().cloned().unwrap_or_default();
    options.remove("tools");
    engine::engine_of(case["name"].as_str().unwrap(), case["layers"].as_array().unwrap(), &options)
}

fn tool_call(call: &Value) -> ToolCall {
    let list = |given: &Value| match given {
        Value::Array(list) => ArgumentInput::Elements(list.iter().map(descriptor).collect()),
        one => ArgumentInput::Whole(descriptor(one)),
    };
    let mut inputs = Names::default();
    for (name, given) in call["inputs"].as_object().into_iter().flatten() {
        inputs.insert(name, list(given));
    }
    let Data::Object(args) = value(&call.get("args").cloned().unwrap_or(json!({}))).data else { panic!() };
    ToolCall {
        server: call["server"].as_str().map(str::to_owned),
        tool: call["tool"].as_str().unwrap().to_owned(),
        args,
        labels: texts(&call["labels"]),
        inputs,
    }
}

fn compare(case: &Value, said: &Value, wrong: &mut Vec<String>) {
    for (key, expected) in case["expect"].as_object().unwrap() {
        if said[key] != *expected {
            wrong.push(format!("{}: {key} is {}, not {expected}", case["name"], said[key]));
        }
    }
}

#[test]
fn commands_carry_data_as_the_corpus_says() {
    let mut wrong = Vec::new();
    for case in cases("command-flow") {
        let engine = engine_of_case(&case);
        let inputs: Vec<CommandInput> = case["call"][2]["inputs"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|input| {
                let at = |key: &str| usize::try_from(input["span"][key].as_u64().unwrap()).unwrap();
                let text = case["call"][1].as_str().unwrap();
                // The corpus counts UTF-16 code units.
                let byte = |units: usize| {
                    let mut left = units;
                    text.char_indices()
                        .find(|(_, c)| {
                            let here = left == 0;
                            left = left.saturating_sub(c.len_utf16());
                            here
                        })
                        .map_or(text.len(), |(at, _)| at)
                };
                let span = input["span"].is_object().then(|| Span::new(byte(at("start")), byte(at("end"))));
                CommandInput { descriptor: descriptor(input), span }
            })
            .collect();
        let decision = engine.check_command_with(case["call"][1].as_str().unwrap(), Shell::Bash, &inputs);
        compare(&case, &serde_json::to_value(&decision).unwrap(), &mut wrong);
    }
    agree("command-flow", wrong);
}

#[test]
fn tools_are_called_as_the_corpus_says() {
    let mut wrong = Vec::new();
    for case in cases("authorizations").into_iter().chain(cases("tool-calls")).chain(cases("tool-results")) {
        let engine = engine_of_case(&case);
        let tools = case["options"].get("tools").map(|tools| read_tools(&value(tools)).unwrap()).unwrap_or_default();
        let call = tool_call(&case["call"][1]);
        let said = match case["call"][0].as_str().unwrap() {
            "checkToolCall" => serde_json::to_value(engine.check_tool_call(&call, &tools)).unwrap(),
            "labelToolResult" => {
                let given = case["call"].get(2).map(descriptor);
                let result = engine.label_tool_result(&call, &tools, given.as_ref());
                for label in texts(&case["expect"]["hasLabels"]) {
                    if !result.labels.contains(&label) {
                        wrong.push(format!("{}: no {label}", case["name"]));
                    }
                }
                let sorted = |list: &[String]| {
                    let mut list = list.to_vec();
                    list.sort();
                    list
                };
                for (key, list) in [("labels", &result.labels), ("taint", &result.taint), ("sources", &result.sources)]
                {
                    if case["expect"].get(key).is_some_and(|expected| sorted(&texts(expected)) != sorted(list)) {
                        wrong.push(format!("{}: {key} is {list:?}, not {}", case["name"], case["expect"][key]));
                    }
                }
                continue;
            }
            _ => continue,
        };
        compare(&case, &said, &mut wrong);
    }
    agree("tools", wrong);
}
