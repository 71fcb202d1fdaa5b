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
    let path = row["path"]
        .as_str()
        .filter(|_| is_tagged(row, "relative-target"))
        .map(|path| json!(format!("/work/cwd/{path}")));
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

/// One row about a decision, with what this engine says.
struct Answer {
    function: &'static str,
    kind: &'static str,
    ours: Value,
    theirs: Value,
    row: Value,
}

/// Every row about a decision.
fn answers() -> Vec<Answer> {
    FILES
        .iter()
        .flat_map(|file| rows(file))
        .filter_map(decision)
        .chain(rows("guards-generated").flat_map(guards))
        .collect()
}

fn rows(file: &str) -> impl Iterator<Item = Value> + use<> {
    let text = fs::read_to_string(format!("tests/mlld/vectors/{file}.json")).unwrap();
    let mut file: Value = serde_json::from_str(&text).unwrap();
    let Value::Array(rows) = file["rows"].take() else { panic!("no rows") };
    rows.into_iter().filter(|row| !["js-artifact", "ast-node"].iter().any(|tag| is_tagged(row, tag)))
}

fn is_tagged(row: &Value, tag: &str) -> bool {
    row["tags"].as_array().is_some_and(|tags| tags.contains(&json!(tag)))
}

fn decision(row: Value) -> Option<Answer> {
    let named = match row["fn"].as_str().unwrap() {
        "enforceFilesystemAccess" => "evaluateFilesystemAccess",
        "enforceFileIntegrity" => "evaluateFileIntegrity",
        other => other,
    };
    let function = DECISIONS.into_iter().find(|function| *function == named)?;
    let ours = asked(function, &row);
    if row.get("throws").is_some() {
        // An unfinished substitution: whatever cannot be read is denied.
        assert!(!permits(function, &ours), "{row}: {ours}");
        return None;
    }
    let theirs = match (&row["result"], function) {
        (result, "selectProfile") if !result.is_null() => result["name"].clone(),
        (result, _) if result.get("error").is_some() => {
            json!({ "allowed": false, "reason": result["error"]["message"] })
        }
        (result, _) => result.clone(),
    };
    let kind = kind(permits(function, &theirs), permits(function, &ours), ours == theirs);
    Some(Answer { function, kind, ours, theirs, row })
}

fn kind(theirs_permits: bool, ours_permits: bool, same: bool) -> &'static str {
    match (theirs_permits, ours_permits) {
        (true, false) => "stricter",
        (false, true) => "looser",
        _ if same => "equal",
        _ => "differs",
    }
}

/// The guards of a policy, and what their conditions say.
fn guards(row: Value) -> Vec<Answer> {
    let policy = policy(&row);
    let ask = |function: &str, question: Value| -> Value {
        let mut question = question;
        question["basePath"] = json!("/work/proj");
        question["homeDir"] = json!("/home/u");
        let answer = policy.ask_function(function, &own(&question)).unwrap();
        serde_json::from_str(&answer.to_string()).unwrap()
    };
    let mut guards = ask("generatePolicyGuards", json!({}));
    for guard in guards.as_array_mut().unwrap() {
        guard.as_object_mut().unwrap().remove("block");
    }
    let row_of =
        |condition: &Value| json!({ "policy": row["policy"], "normalize": row["normalize"], "condition": condition });
    let own_kind = if guards == row["guards"] { "equal" } else { "differs" };
    let theirs = row["guards"].clone();
    let of_guards =
        Answer { function: "generatePolicyGuards", kind: own_kind, ours: guards, theirs, row: row_of(&Value::Null) };
    let conditions = row["conditions"].as_array().unwrap().iter().filter(|condition| condition.get("result").is_some());
    let of_conditions = conditions.map(|condition| {
        let ours = ask(
            "policyCondition",
            match row.get("policyDisplayName") {
                Some(name) => {
                    json!({ "guard": condition["guard"], "context": condition["context"], "displayName": name })
                }
                None => json!({ "guard": condition["guard"], "context": condition["context"] }),
            },
        );
        let theirs = condition["result"].clone();
        let kind = kind(theirs["decision"] == "allow", ours["decision"] == "allow", ours == theirs);
        Answer { function: "policyCondition", kind, ours, theirs, row: row_of(condition) }
    });
    std::iter::once(of_guards).chain(of_conditions).collect()
}

/// A rule of `docs/mlld-deviations.md`, with the answers that it covers.
#[derive(serde::Deserialize)]
struct Rule {
    rule: usize,
    title: String,
    kinds: Vec<String>,
    functions: Vec<String>,
    /// Regular expressions, by what they are held against; all must match.
    #[serde(rename = "where")]
    when: BTreeMap<String, Pattern>,
}

#[derive(serde::Deserialize)]
#[serde(try_from = "String")]
struct Pattern(regex_lite::Regex);

impl TryFrom<String> for Pattern {
    type Error = regex_lite::Error;

    fn try_from(pattern: String) -> Result<Self, Self::Error> {
        Ok(Self(regex_lite::Regex::new(&pattern)?))
    }
}

impl Rule {
    fn covers(&self, answer: &Answer) -> bool {
        let row = &answer.row;
        let policy = row.get("policy").or_else(|| row.get("policyConfig")).unwrap_or(&Value::Null);
        let matches = |(part, pattern): (&String, &Pattern)| {
            let text = match part.as_str() {
                "command" => commands(row),
                "policy" => policy.to_string(),
                "ours" => answer.ours.to_string(),
                "row" => {
                    let mut row = row.clone();
                    row.as_object_mut().unwrap().remove("result");
                    row.to_string()
                }
                other => panic!("no part of a row: {other}"),
            };
            pattern.0.is_match(&text)
        };
        self.kinds.iter().any(|kind| kind == answer.kind)
            && self.functions.iter().any(|function| function == answer.function)
            && self.when.iter().all(matches)
    }
}

/// The commands that a row is about, a line each.
fn commands(row: &Value) -> String {
    let operation = &row["condition"]["context"]["operation"];
    let metadata = &operation["metadata"];
    let told =
        [&row["command"], &row["shell"], &metadata["commandPreview"], &metadata["command"], &operation["command"]];
    told.into_iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_differs_is_covered_by_a_rule_and_every_rule_is_needed() {
    let rules: Vec<Rule> = serde_json::from_str(&fs::read_to_string("tests/mlld/deviations.json").unwrap()).unwrap();
    let mut needed = vec![false; rules.len() + 1];
    let mut uncovered = Vec::new();
    let answers = answers();
    for answer in answers.iter().filter(|answer| answer.kind != "equal") {
        let covering: Vec<&Rule> = rules.iter().filter(|rule| rule.covers(answer)).collect();
        match covering.as_slice() {
            [] => {
                uncovered.push(format!("{} {}: {} instead of {}", answer.kind, answer.row, answer.ours, answer.theirs))
            }
            [rule] => needed[rule.rule] = true,
            _ => {}
        }
    }
    assert!(uncovered.is_empty(), "{}\n{} answers differ without a rule", uncovered.join("\n"), uncovered.len());
    let idle: Vec<usize> = rules.iter().map(|rule| rule.rule).filter(|rule| !needed[*rule]).collect();
    assert!(idle.is_empty(), "no row needs the rules {idle:?}");
    // Most are equal: a rule that covered everything would not be seen otherwise.
    let equal = answers.iter().filter(|answer| answer.kind == "equal").count();
    assert!(equal * 4 > answers.len() * 3, "{equal} of {} answers are equal", answers.len());
}

#[test]
fn the_rules_stand_in_the_page_by_number_and_title() {
    let rules: Vec<Rule> = serde_json::from_str(&fs::read_to_string("tests/mlld/deviations.json").unwrap()).unwrap();
    let page = fs::read_to_string("docs/mlld-deviations.md").unwrap();
    let (stops, lets_through) = page.split_once("## What mlld stops and this engine lets through").unwrap();
    for (index, rule) in rules.iter().enumerate() {
        assert_eq!(rule.rule, index + 1);
        let part = if rule.kinds.iter().any(|kind| kind == "looser") { lets_through } else { stops };
        assert!(part.contains(&format!("\n### {}. {}\n", rule.rule, rule.title)), "{}", rule.rule);
    }
    assert_eq!(page.matches("\n### ").count(), rules.len());
}

#[test]
fn a_host_that_does_not_say_what_it_can_do_can_do_nothing() {
    let policy = MlldPolicy::new(own(&json!({ "allow": true, "danger": "*" })));
    let ask = |function: &str, mut question: Value, capabilities: Option<Value>| {
        question["basePath"] = json!("/work/proj");
        if let Some(capabilities) = capabilities {
            question["capabilities"] = capabilities;
        }
        policy.ask_function(function, &own(&question)).unwrap().to_string()
    };
    let needs = json!({ "needs": { "sh": true } });
    let profiles = json!({ "profiles": { "full": { "requires": { "sh": true } } } });
    let wants = json!({ "wants": [{ "tier": "full", "needs": { "sh": true } }] });
    for (function, question, granted, refused) in [
        ("policySatisfiesNeeds", needs, "true", "false"),
        ("selectProfile", profiles, r#""full""#, "null"),
        ("selectWantsTier", wants, r#""full""#, "null"),
    ] {
        assert_eq!(ask(function, question.clone(), Some(json!({ "allowAll": true }))), granted, "{function}");
        for nothing in [None, Some(json!(null)), Some(json!("all")), Some(json!([true]))] {
            assert_eq!(ask(function, question.clone(), nothing), refused, "{function}");
        }
    }
}
