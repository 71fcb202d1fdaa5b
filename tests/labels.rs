//! Runs the corpus of labels in `tests/labels/`.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use mlld_policy::label::{Change, Descriptor, Flow, FlowRules, OperationLabels, ToolUse};
use mlld_policy::policy::{ReadOptions, TrustConflict, read_text};
use mlld_policy::shell::{Shell, Surroundings, analyze};
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
            "cmd" | "run" => of_commands.collect(),
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
