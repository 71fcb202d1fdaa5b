//! What is known of operations that came before is what would be said of them now.

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

use std::cell::Cell;
use std::collections::BTreeMap;

use mlld_policy::guard::{GuardPipeline, Recalled};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use worlds::World;

/// A host that knows outcomes by their numbers.
struct Host<'w> {
    pipeline: GuardPipeline,
    guards: &'w [Value],
    outcomes: BTreeMap<u32, Value>,
    recalled: usize,
}

impl Host<'_> {
    fn outcome(&mut self, call: &Value) -> Value {
        let (text, values) = parts(call);
        let read = || Some(host::request(call));
        let matches = match self.pipeline.recall(&text, &values, false, &read) {
            Some(Recalled::Outcome(number)) => {
                self.recalled += 1;
                return self.outcomes[&number].clone();
            }
            Some(Recalled::Plain(matches)) => Some(matches),
            None => None,
        };
        let said = host::outcome(&self.pipeline, call, self.guards);
        let shown = shown(&said);
        if let Some(known) = matches.and_then(|matches| self.pipeline.remember(&text, matches, said.as_ref().unwrap()))
        {
            self.outcomes.retain(|number, _| *number >= known.first);
            let before = self.outcomes.insert(known.number, shown.clone());
            assert!(before.is_none_or(|before| before == shown));
        }
        shown
    }
}

fn shown(said: &Result<mlld_policy::guard::Outcome, mlld_policy::guard::StartError>) -> Value {
    said.as_ref().map_or_else(|error| json!(format!("{error:?}")), |outcome| json!(outcome))
}

/// A call without its values, and those, if all are texts.
fn parts(call: &Value) -> (String, String) {
    let mut call = call.clone();
    let mut values = Some(String::new());
    for input in call["inputs"].as_array_mut().unwrap() {
        values = values.zip(input["value"].take().as_str()).map(|(values, own)| format!("{values}{own}\0"));
    }
    (call.to_string(), values.unwrap_or_default())
}

const ABOUT_VALUES: [&str; 9] = [
    "@input[0] == \"word\"",
    "@input.any.includes(\"bad\")",
    "@input.any.mx.labels.includes(\"untrusted\")",
    "@input.length > 3",
    "@input.toUpperCase() == \"WORD\"",
    "@input[1].includes(\"a\")",
    "@mx.guard.try == 1 && @input.none.includes(\"word\")",
    "@mx.guard.try > 1",
    "@input[0].mx.labels.includes(\"a\")",
];

fn about_values() -> impl Strategy<Value = Value> {
    let action = prop::sample::select(vec![
        json!("allow"),
        json!("allow"),
        json!("allow"),
        json!({ "deny": "not @input" }),
        json!({ "allow": "@input!" }),
        json!({ "labels": { "add": ["extra"] } }),
        json!({ "retry": "another" }),
    ]);
    let rule = (prop::sample::select(ABOUT_VALUES.to_vec()), action)
        .prop_map(|(condition, action)| json!([condition, action]));
    let filter = prop::sample::select(vec!["*", "op", "show", "a", "untrusted", "op:run"]);
    (filter, prop::collection::vec(rule, 1..3), any::<bool>()).prop_map(|(filter, when, privileged)| {
        json!({ "timing": "before", "filter": filter, "when": when, "privileged": privileged })
    })
}

/// A call with other values, here and there with one that is no text.
fn calls() -> impl Strategy<Value = Vec<Value>> {
    let value = || {
        prop::sample::select(vec![
            json!("word"),
            json!("word"),
            json!("bad"),
            json!(""),
            json!("a\0"),
            json!("🔑 key"),
            json!(7),
            json!(["a"]),
        ])
    };
    let alike = worlds::call().prop_flat_map(move |call| {
        let count = call["inputs"].as_array().unwrap().len();
        prop::collection::vec(prop::collection::vec(value(), count), 1..8).prop_map(move |all| {
            let with = |values: Vec<Value>| {
                let mut call = call.clone();
                for (input, value) in call["inputs"].as_array_mut().unwrap().iter_mut().zip(values) {
                    input["value"] = value;
                }
                call
            };
            all.into_iter().map(with).collect::<Vec<_>>()
        })
    });
    prop::collection::vec(alike, 1..3).prop_map(|all| all.concat()).prop_shuffle()
}

/// Leaves nothing that denies but guards about values, and nothing secret.
fn calm(world: &mut World, calls: &mut [Value]) {
    world.layers = vec![json!({ "danger": "*" })];
    world.guards.clear();
    world.max_attempts = 3;
    for call in calls {
        call["operation"] = json!({ "type": "show" });
        call["options"] = json!({ "retryable": true });
        for input in call["inputs"].as_array_mut().unwrap() {
            input["labels"] = json!(["a"]);
            input["taint"] = json!([]);
        }
    }
}

#[test]
fn what_is_recalled_is_what_a_run_says() {
    let (all, recalled) = (Cell::new(0), Cell::new(0));
    let config = Config { failure_persistence: None, ..Config::with_cases(800) };
    let worlds = (worlds::world(&worlds::plain_actions()[..2], 3), worlds::world(&worlds::all_actions(), 2), 0..3);
    let strategy = (worlds, prop::collection::vec(about_values(), 0..4), calls(), about_values());
    let run = TestRunner::new(config).run(&strategy, |((mild, wild, kind), more, mut calls, late)| {
        let mut world = if kind == 2 { wild } else { mild };
        if kind == 0 {
            calm(&mut world, &mut calls);
        }
        let mut guards = [world.guards.clone(), more].concat();
        let engine = host::engine(&world.layers, &world.options());
        let mut pipeline = host::pipeline(&engine, &guards, world.max_attempts);
        let quick = host::pipeline(&engine, &guards, world.max_attempts);
        let known = guards.len();
        guards.push(late.clone());
        let mut quick = Host { pipeline: quick, guards: &guards, outcomes: BTreeMap::new(), recalled: 0 };
        for round in 0..3 {
            for call in &calls {
                let expected = shown(&host::outcome(&pipeline, call, &guards[..known + usize::from(round == 2)]));
                prop_assert_eq!(quick.outcome(call), expected, "{}", call);
            }
            all.set(all.get() + calls.len());
            if round == 1 {
                pipeline.register(&shapes::policy_value(&late)).unwrap();
                quick.pipeline.register(&shapes::policy_value(&late)).unwrap();
            }
        }
        recalled.set(recalled.get() + quick.recalled);
        Ok(())
    });
    run.unwrap();
    // Most worlds deny something, or have secrets.
    assert!(recalled.get() * 20 > all.get(), "{} of {}", recalled.get(), all.get());
}

/// A pipeline without guards, asked about an operation with this label.
fn ask(host: &mut Host<'_>, label: usize) -> Value {
    let call = json!({ "operation": { "type": "show", "labels": [format!("l{label}")] }, "inputs": [{ "value": "x" }], "options": {} });
    host.outcome(&call)
}

#[test]
fn there_is_an_end_to_what_is_known_and_no_number_means_two_outcomes() {
    let engine = host::engine(&[json!({ "danger": "*" })], &json!({ "base": "/work/proj" }));
    let mut host =
        Host { pipeline: host::pipeline(&engine, &[], 3), guards: &[], outcomes: BTreeMap::new(), recalled: 0 };
    for label in 0..1000 {
        let first = ask(&mut host, label);
        (0..3).for_each(|_| assert_eq!(ask(&mut host, label), first));
        assert!(host.outcomes.len() <= 128);
    }
    assert_eq!(host.recalled, 2 * 1000);
    assert_eq!(host.outcomes.keys().next_back(), Some(&999));
}

#[test]
fn many_outcomes_of_few_operations_have_an_end_too() {
    let engine = host::engine(&[json!({ "danger": "*" })], &json!({ "base": "/work/proj" }));
    let rules = (0..12).map(|number| json!([format!("@input[0] == \"v{number}\""), "allow"]));
    let guards = [json!({ "timing": "before", "filter": "*", "when": rules.collect::<Vec<_>>() })];
    let pipeline = host::pipeline(&engine, &guards, 3);
    let mut host = Host { pipeline, guards: &guards, outcomes: BTreeMap::new(), recalled: 0 };
    for label in 0..100 {
        for again in 0..3 {
            for number in 0..12 {
                let value = format!("v{number}");
                let call = json!({ "operation": { "type": "show", "labels": [format!("l{label}")] }, "inputs": [{ "value": value }], "options": {} });
                let said = host.outcome(&call);
                assert_eq!(said["trace"][0]["rule"], json!(format!("when[{number}]")), "{again}");
                assert!(host.outcomes.len() <= 256);
            }
        }
    }
    assert!(host.recalled > 100 * 8, "{}", host.recalled);
}
