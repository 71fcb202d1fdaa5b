//! Decisions of guards, held against a second reading of `guards.md`: sets and loops, and nothing of the pipeline.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    reason = "a test"
)]

#[path = "support/engine.rs"]
mod engine;
#[path = "support/guard_host.rs"]
mod host;
#[path = "support/shapes.rs"]
mod shapes;
#[path = "support/guard_worlds.rs"]
mod worlds;

use std::collections::BTreeSet;

use mlld_policy::label::{Descriptor, Flow, OperationLabels};
use mlld_policy::shell::Shell;
use proptest::prelude::*;
use serde_json::{Value, json};

use worlds::World;

/// What a world comes to: a decision and the codes of the denials that stand.
type Expected = (&'static str, BTreeSet<String>);

/// Labels of data as guards see them.
fn seen(input: &Value, distrusts: bool) -> BTreeSet<String> {
    let lists = [&input["labels"], &input["taint"]];
    let mut labels: BTreeSet<String> = lists.into_iter().flat_map(shapes::texts).collect();
    if distrusts && !labels.is_empty() && labels.iter().all(|label| label.starts_with("src:")) {
        labels.insert("untrusted".to_owned());
    }
    labels
}

fn is_below(rule: &str, label: &str) -> bool {
    rule == "*" || label == rule || label.strip_prefix(rule).is_some_and(|rest| rest.starts_with(':'))
}

/// What the operation goes by, as far as filters of this world can tell.
fn names_of(operation: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = operation["labels"].as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect();
    names.extend(match (operation["type"].as_str().unwrap(), operation["command"].as_str()) {
        ("show", _) => vec!["show", "op:show"],
        ("run", _) => vec!["run", "exe", "op:run"],
        (_, Some(_)) => vec!["exe", "run", "op:exe", "op:run"],
        (_, None) => vec!["exe", "op:exe"],
    });
    names.extend(match operation["command"].as_str() {
        Some("ls") => &["op:cmd", "op:cmd:ls"][..],
        Some("git status") => &["op:cmd", "op:cmd:git", "op:cmd:git:status"],
        Some("git push origin main") => &["op:cmd", "op:cmd:git", "op:cmd:git:push"],
        Some(_) => &["op:cmd", "op:cmd:curl"],
        None => &[],
    });
    names
}

/// Whether a condition holds; `None`: it fails.
fn holds(condition: &str, labels: &BTreeSet<String>, operation: &Value) -> Option<bool> {
    let name = operation["name"].as_str();
    Some(match condition {
        "*" => true,
        "false" => false,
        "@mx.labels.includes(\"secret\")" => labels.contains("secret"),
        "!@mx.labels.includes(\"a\")" => !labels.contains("a"),
        "@mx.op.type == \"show\"" => operation["type"] == json!("show"),
        "@mx.op.name == \"deploy\"" => name == Some("deploy"),
        "@mx.op.name.startsWith(\"dep\")" => return name.map(|name| name.starts_with("dep")),
        other => panic!("{other}"),
    })
}

/// These keys of a layer.
fn part(layer: &Value, keys: &[&str]) -> Value {
    let members = layer.as_object().unwrap().iter().filter(|(key, _)| keys.contains(&key.as_str()));
    Value::Object(members.map(|(key, value)| (key.clone(), value.clone())).collect())
}

const AIMED: &str = "no-send-to-unknown";

fn with_rules(layer: &Value, aimed: bool) -> Value {
    let all = ["allow", "deny", "danger", "labels", "defaults", "operations"];
    let mut layer = part(layer, if aimed { &["defaults", "operations"] } else { &all });
    let rules = layer["defaults"]["rules"].as_array().unwrap().iter();
    let rules: Vec<&Value> = rules.filter(|rule| (**rule == json!(AIMED)) == aimed).collect();
    layer["defaults"]["rules"] = json!(rules);
    layer
}

fn expected(world: &World) -> Option<Expected> {
    let call = &world.call;
    let overrides = &call["options"]["guards"];
    if world.bypass == Some(false) && !overrides.is_null() {
        return None;
    }
    let operation = &call["operation"];
    let inputs = call["inputs"].as_array().unwrap();
    let distrusts = world.layers[0]["defaults"]["unlabeled"] == json!("untrusted");
    let (mut codes, mut lifts, mut retries) = (BTreeSet::new(), BTreeSet::new(), false);
    for guard in &world.guards {
        let filter = guard["filter"].as_str().unwrap();
        let is_privileged = guard["privileged"] == json!(true);
        let name = format!("@{}", guard["name"].as_str().unwrap_or_default());
        let is_skipped = !is_privileged
            && match overrides {
                Value::Null => false,
                Value::Object(members) => match members.get("only") {
                    Some(only) => !only.as_array().unwrap().contains(&json!(name)),
                    None => members["except"].as_array().unwrap().contains(&json!(name)),
                },
                _ => true,
            };
        if is_skipped || guard["timing"] == json!("after") {
            continue;
        }
        let is_about_operations = filter.starts_with("op:") || filter.starts_with('@');
        let mut places: Vec<Option<usize>> = Vec::new();
        if !is_about_operations && guard["scope"] != json!("perOperation") {
            let meant = |labels: BTreeSet<String>| labels.iter().any(|label| is_below(filter, label));
            places.extend((0..inputs.len()).filter(|place| meant(seen(&inputs[*place], distrusts))).map(Some));
        }
        if guard["scope"] != json!("perInput") {
            let is_its = match filter.strip_prefix('@') {
                Some(name) => operation["name"] == json!(name),
                None => names_of(operation).iter().any(|name| is_below(filter, name)),
            };
            places.extend(is_its.then_some(None));
        }
        for place in places {
            // `@mx.labels` is not what taints.
            let of_conditions = |input: &Value| {
                let mut labels = seen(input, distrusts);
                labels.retain(|label| shapes::texts(&input["labels"]).contains(label) || label == "untrusted");
                labels
            };
            let labels = match place {
                Some(place) => of_conditions(&inputs[place]),
                None => inputs.iter().flat_map(of_conditions).collect(),
            };
            for rule in guard["when"].as_array().unwrap() {
                let Some(holds) = holds(rule[0].as_str().unwrap(), &labels, operation) else {
                    codes.insert("GUARD_FAILED".to_owned());
                    break;
                };
                if !holds {
                    continue;
                }
                let action = &rule[1];
                if *action == json!("allow") {
                    lifts.extend(is_privileged.then_some(place));
                } else if *action == json!("deny") || action.get("deny").is_some() {
                    codes.insert("GUARD_DENIED".to_owned());
                } else if call["options"]["retryable"] != json!(true) {
                    codes.insert("GUARD_NOT_RETRYABLE".to_owned());
                } else if world.max_attempts == 1 {
                    codes.insert("GUARD_RETRIES_EXHAUSTED".to_owned());
                } else {
                    retries = true;
                }
                break;
            }
        }
    }
    let described: Vec<Descriptor> = inputs.iter().map(shapes::descriptor).collect();
    for layer in &world.layers {
        let data = host::engine(&[with_rules(layer, false)], &world.options());
        let is_denied = match operation["command"].as_str() {
            Some(command) => !data.check_command(command, Shell::Bash).is_allowed(),
            None => layer.get("deny") == Some(&json!("*")),
        };
        codes.extend(is_denied.then(|| "policy".to_owned()));
        let is_liftable = world.bypass != Some(false) && layer.get("locked").is_none();
        let aim = layer["defaults"]["rules"].as_array().unwrap().contains(&json!(AIMED));
        let aim = aim.then(|| host::engine(&[with_rules(layer, true)], &world.options()));
        let labels = data.operation_labels(&shapes::operation(operation), !inputs.is_empty());
        let denies = |engine: &mlld_policy::engine::Engine, inputs: &[Descriptor], labels: &OperationLabels| {
            !engine.check_flow(&Flow { inputs, operation: labels, destination: None, target: None }).is_allowed()
        };
        for (place, input) in described.iter().enumerate() {
            let is_lifted = is_liftable && (lifts.contains(&None) || lifts.contains(&Some(place)));
            if !is_lifted && denies(&data, std::slice::from_ref(input), &labels) {
                codes.insert("POLICY_LABEL_FLOW_DENIED".to_owned());
            }
        }
        if !(is_liftable && lifts.contains(&None)) && aim.is_some_and(|aim| denies(&aim, &described, &labels)) {
            codes.insert("POLICY_LABEL_FLOW_DENIED".to_owned());
        }
    }
    let decision = match (codes.is_empty(), retries) {
        (false, _) => "deny",
        (true, true) => "retry",
        (true, false) => "allow",
    };
    Some((decision, codes))
}

/// The codes of denials that stand, those about capabilities in one.
fn codes(outcome: &Value) -> BTreeSet<String> {
    let standing = outcome["trace"].as_array().unwrap().iter().filter(|row| row["overridden"] == json!(false));
    let codes = standing.filter(|row| row["decision"] == json!("deny")).map(|row| row["code"].as_str().unwrap());
    let of_capabilities = ["POLICY_CAPABILITY_DENIED", "POLICY_DANGER_DENIED", "POLICY_UNANALYZABLE"];
    codes.map(|code| if of_capabilities.contains(&code) { "policy" } else { code }.to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn decisions_are_those_of_the_specification(world in worlds::world(&worlds::plain_actions(), 5)) {
        let engine = host::engine(&world.layers, &world.options());
        let pipeline = host::pipeline(&engine, &world.guards, world.max_attempts);
        let outcome = host::outcome(&pipeline, &world.call, &world.guards);
        match (expected(&world), outcome) {
            (None, Err(_)) => {}
            (Some((decision, expected)), Ok(outcome)) => {
                let said = json!(outcome);
                prop_assert_eq!(codes(&said), expected, "{}", said);
                prop_assert_eq!(said["decision"].as_str(), Some(decision), "{}", said);
            }
            (expected, outcome) => prop_assert!(false, "{:?} but {:?}", expected, outcome),
        }
    }
}
