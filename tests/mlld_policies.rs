//! Policies of mlld as people write them, well and badly, raw and normalised: `tests/mlld/policies.json`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use mlld_policy::compat;
use mlld_policy::mlld::MlldPolicy;
use mlld_policy::policy::json::{nearest_number, parse};
use mlld_policy::policy::value::Value as Own;
use serde_json::{Value, json};

fn own(value: &Value) -> Own {
    parse(&value.to_string(), nearest_number).unwrap().0
}

fn policy(written: &Value, is_normalized: bool) -> MlldPolicy {
    let written = own(written);
    let normalized = || compat::call("normalizePolicyConfig", &[Some(written.clone())]).unwrap().unwrap();
    MlldPolicy::new(if is_normalized { normalized() } else { written.clone() })
}

fn ask(policy: &MlldPolicy, function: &str, question: &Value) -> Value {
    let mut question = question.clone();
    question["basePath"] = json!("/work/proj");
    question["homeDir"] = json!("/home/u");
    let answer = policy.ask_function(function, &own(&question)).unwrap();
    serde_json::from_str(&answer.to_string()).unwrap()
}

fn permits(function: &str, answer: &Value) -> bool {
    match function {
        "findDeniedShellCommand" => answer.is_null(),
        "isDangerousCommand" => answer == &json!(false),
        "evaluatePolicyAuthorizationDecision" | "policyCondition" => answer["decision"] == "allow",
        _ => answer == &json!(true) || answer["allowed"] == json!(true),
    }
}

#[test]
fn every_policy_decides_as_expected() {
    let cases: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string("tests/mlld/policies.json").unwrap()).unwrap();
    let mut wrong = Vec::new();
    for case in &cases {
        let function = case["call"].as_str().unwrap();
        let answer = ask(&policy(&case["policy"], case["normalize"] == json!(true)), function, &case["question"]);
        if permits(function, &answer) != (case["expect"] == "allow") {
            let shown: String = case.to_string().chars().take(300).collect();
            wrong.push(format!("{shown}: {answer}"));
        }
    }
    assert!(wrong.is_empty(), "{}\n{} of {} are wrong", wrong.join("\n"), wrong.len(), cases.len());
}

/// What denies everything has guards that deny everything, and nothing lifts the denials of a policy that is not understood.
#[test]
fn guards_know_what_is_denied() {
    let names = |written: &Value, is_normalized| {
        let guards = ask(&policy(written, is_normalized), "generatePolicyGuards", &json!({}));
        guards.as_array().unwrap().iter().map(|guard| guard["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for written in [
        json!({ "deny": ["*"] }),
        json!({ "deny": ["all"] }),
        json!({ "deny": { "*": true } }),
        json!({ "capabilities": { "deny": ["*"] } }),
        json!({ "deny": { "cmd": { "list": ["rm"] } } }),
        json!({ "labels": "x" }),
        json!(5),
        json!({ "defaults": { "rules": ["no-secret-exfil", "no-sensitve-exfil"] } }),
    ] {
        let names = names(&written, false);
        assert!(names.iter().any(|name| name == "__policy_deny_all"), "{written}: {names:?}");
    }
    for (written, guard) in [
        (json!({ "deny": ["bash"] }), "__policy_deny_sh"),
        (json!({ "deny": { "bash": true } }), "__policy_deny_sh"),
        (json!({ "deny": { "sh": ["x"] } }), "__policy_deny_sh"),
        (json!({ "deny": ["net"] }), "__policy_deny_network"),
        (json!({ "deny": { "net": true } }), "__policy_deny_network"),
    ] {
        for is_normalized in [false, true] {
            let names = names(&written, is_normalized);
            assert!(names.iter().any(|name| name == guard), "{written}: {names:?}");
        }
    }
    let locked = policy(&json!({ "deny": ["cmd:rm"], "locked": "true" }), false);
    let question = json!({ "guard": "__policy_cmd_access", "context": { "operation": { "command": "ls" } } });
    let answer = ask(&locked, "policyCondition", &question);
    assert_eq!((&answer["decision"], &answer["locked"]), (&json!("deny"), &json!(true)));
}
