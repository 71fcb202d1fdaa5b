//! What mlld decided, beside what this engine decides: every row of `tests/mlld/vectors/` about a decision.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::BTreeMap;
use std::fs;

use mlld_policy::mlld::MlldPolicy;
use mlld_policy::policy::value::Value as Own;
use serde_json::{Map, Value, json};

fn own(value: &Value) -> Own {
    mlld_policy::policy::json::parse(&value.to_string(), mlld_policy::policy::json::nearest_number).unwrap().0
}

fn policy(row: &Value) -> MlldPolicy {
    let policy = row.get("policy").or_else(|| row.get("policyConfig")).cloned();
    let policy = policy.unwrap_or_else(|| json!({ "allow": true, "danger": "*" }));
    let value = own(&policy);
    let is_normalized = row["normalize"] == json!(true);
    let normalized = || mlld_policy::compat::call("normalizePolicyConfig", &[Some(value.clone())]).ok().flatten();
    MlldPolicy::new(is_normalized.then(normalized).flatten().unwrap_or_else(|| value.clone()))
}

fn question(row: &Value) -> Value {
    let mut question = Map::new();
    let mut set = |key: &str, value: Option<&Value>| {
        if let Some(value) = value {
            question.insert(key.to_owned(), value.clone());
        }
    };
    set("text", row.get("command"));
    set("code", row.get("shell"));
    set("context", row.get("ctx"));
    set("basePath", row.get("base").or(Some(&json!("/work/proj"))));
    let is_relative = row["tags"].as_array().is_some_and(|tags| tags.contains(&json!("relative-target")));
    let path = row["path"].as_str().filter(|_| is_relative).map(|path| json!(format!("/work/cwd/{path}")));
    set("homeDir", row.get("home").or(Some(&json!("/home/u"))));
    for key in [
        "capability",
        "mode",
        "target",
        "path",
        "identity",
        "tokens",
        "needs",
        "profiles",
        "capabilities",
        "authorizations",
        "operationName",
        "args",
        "controlArgs",
    ] {
        set(key, row.get(key));
    }
    if let Some(path) = path {
        question.insert("path".to_owned(), path);
    }
    Value::Object(question)
}

fn asked(function: &str, row: &Value) -> Value {
    let policy = match function {
        "isDangerousCommand" | "isDangerousFilesystem" => MlldPolicy::new(own(&json!({}))),
        "isDangerAllowedForFilesystem" => MlldPolicy::new(own(&json!({ "danger": row["entries"] }))),
        _ => policy(row),
    };
    let answer = policy.ask_function(function, &own(&question(row))).unwrap();
    serde_json::from_str(&answer.to_string()).unwrap()
}

const FILES: [&str; 8] = [
    "command-access",
    "capability-access",
    "shell-deny",
    "fs-patterns",
    "fs-access",
    "label-flow",
    "needs",
    "authorizations",
];
const DECISIONS: [&str; 14] = [
    "evaluateCommandAccess",
    "evaluateCapabilityAccess",
    "findDeniedShellCommand",
    "isDangerousFilesystem",
    "isDangerAllowedForFilesystem",
    "evaluateFilesystemAccess",
    "evaluateFileIntegrity",
    "checkLabelFlow",
    "checkExplicitLabelFlowRules",
    "policySatisfiesNeeds",
    "policyConfigPermitsNeeds",
    "selectProfile",
    "evaluatePolicyAuthorizationDecision",
    "isDangerousCommand",
];

/// How permissive an answer is: `true` lets through.
fn permits(function: &str, answer: &Value) -> bool {
    match function {
        "findDeniedShellCommand" => answer.is_null(),
        "isDangerousFilesystem" | "isDangerousCommand" => answer == &json!(false),
        "selectProfile" => !answer.is_null(),
        "evaluatePolicyAuthorizationDecision" => answer["decision"] == "allow",
        _ => answer == &json!(true) || answer["allowed"] == json!(true),
    }
}

#[test]
fn rows() {
    let mut tally: BTreeMap<(String, &str), usize> = BTreeMap::new();
    let mut lines = String::new();
    for file in FILES {
        let text = fs::read_to_string(format!("tests/mlld/vectors/{file}.json")).unwrap();
        let rows: Value = serde_json::from_str(&text).unwrap();
        for row in rows["rows"].as_array().unwrap() {
            let tagged = |tag: &str| row["tags"].as_array().is_some_and(|tags| tags.contains(&json!(tag)));
            if tagged("js-artifact") || tagged("ast-node") {
                continue;
            }
            let function = match row["fn"].as_str().unwrap() {
                "enforceFilesystemAccess" => "evaluateFilesystemAccess",
                "enforceFileIntegrity" => "evaluateFileIntegrity",
                other => other,
            };
            if !DECISIONS.contains(&function) {
                continue;
            }
            let mut theirs = row.get("result").cloned().unwrap_or_else(|| json!({ "throws": row["throws"] }));
            if let Some(error) = theirs.get("error").cloned() {
                theirs = json!({ "allowed": false, "reason": error["message"] });
            }
            if function == "selectProfile" && !theirs.is_null() {
                theirs = theirs["name"].clone();
            }
            let ours = asked(function, row);
            let kind = match (permits(function, &theirs), permits(function, &ours)) {
                _ if theirs.get("throws").is_some() => "throws",
                (true, false) => "stricter",
                (false, true) => "looser",
                _ if ours != theirs => "differs",
                _ => "equal",
            };
            *tally.entry((function.to_owned(), kind)).or_default() += 1;
            if kind != "equal" {
                lines +=
                    &json!({ "kind": kind, "fn": function, "ours": ours, "theirs": theirs, "row": row }).to_string();
                lines += "\n";
            }
        }
    }
    let text = fs::read_to_string("tests/mlld/vectors/guards-generated.json").unwrap();
    let rows: Value = serde_json::from_str(&text).unwrap();
    for row in rows["rows"].as_array().unwrap() {
        if row.get("tags").is_some() {
            continue;
        }
        let policy = policy(row);
        let ask = |function: &str, mut question: Map<String, Value>| -> Value {
            question.insert("basePath".into(), json!("/work/proj"));
            question.insert("homeDir".into(), json!("/home/u"));
            let answer = policy.ask_function(function, &own(&Value::Object(question))).unwrap();
            serde_json::from_str(&answer.to_string()).unwrap()
        };
        let mut guards = ask("generatePolicyGuards", Map::new());
        for guard in guards.as_array_mut().unwrap() {
            guard.as_object_mut().unwrap().remove("block");
        }
        let mut note = |function: &str, kind: &'static str, ours: &Value, theirs: &Value, more: &Value| {
            *tally.entry((function.to_owned(), kind)).or_default() += 1;
            if kind != "equal" {
                let row = json!({ "policy": row["policy"], "normalize": row["normalize"], "more": more });
                lines +=
                    &json!({ "kind": kind, "fn": function, "ours": ours, "theirs": theirs, "row": row }).to_string();
                lines += "\n";
            }
        };
        let kind = if guards == row["guards"] { "equal" } else { "differs" };
        note("generatePolicyGuards", kind, &guards, &row["guards"], &json!(null));
        for condition in row["conditions"].as_array().unwrap() {
            let mut question = Map::new();
            question.insert("guard".into(), condition["guard"].clone());
            question.insert("context".into(), condition["context"].clone());
            if let Some(name) = row.get("policyDisplayName") {
                question.insert("displayName".into(), name.clone());
            }
            let ours = ask("policyCondition", question);
            let Some(theirs) = condition.get("result") else { continue };
            let kind = match (theirs["decision"] == "allow", ours["decision"] == "allow") {
                (true, false) => "stricter",
                (false, true) => "looser",
                _ if ours != *theirs => "differs",
                _ => "equal",
            };
            note("policyCondition", kind, &ours, theirs, condition);
        }
    }
    fs::write("target/mlld.jsonl", lines).unwrap();
    for ((function, kind), count) in tally {
        println!("{function} {kind} {count}");
    }
}
