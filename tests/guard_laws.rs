//! Laws of guards: what cannot be permitted, by whichever guards in whichever order.

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

use std::rc::Rc;

use mlld_policy::engine::Engine;
use mlld_policy::guard::{Outcome, StartError};
use proptest::prelude::*;
use serde_json::{Value, json};

use worlds::World;

fn outcome(world: &World, engine: &Rc<Engine>, guards: &[Value]) -> Result<Outcome, StartError> {
    let pipeline = host::pipeline(engine, guards, world.max_attempts);
    host::outcome(&pipeline, &world.call, guards)
}

fn decision(world: &World, engine: &Rc<Engine>, guards: &[Value]) -> String {
    host::decision(&outcome(world, engine, guards))
}

fn engine_of(world: &World) -> Rc<Engine> {
    host::engine(&world.layers, &world.options())
}

fn sorted(texts: &Value) -> Vec<String> {
    let mut texts = shapes::texts(texts);
    texts.sort();
    texts
}

/// Guards that deny whatever they are asked about, and what they are asked about in these worlds.
fn refusing() -> impl Strategy<Value = (Value, bool)> {
    let filter = prop::sample::select(vec!["*", "op", "@deploy", "op:show", "op:run", "secret", "a"]);
    let said = prop::sample::select(vec![
        json!({ "when": [["*", "deny"]] }),
        json!({ "evaluate": { "throws": "no" } }),
        json!({ "when": [["1 < @mx.op.type", "allow"], ["*", "allow"]] }),
    ]);
    (filter, said, any::<bool>()).prop_map(|(filter, mut guard, privileged)| {
        guard["timing"] = json!("always");
        guard["filter"] = json!(filter);
        guard["privileged"] = json!(privileged);
        (guard, privileged)
    })
}

/// Whether the operation, or one of the values, is what the filter of a guard is about.
fn is_asked(filter: &str, call: &Value) -> bool {
    let operation = &call["operation"];
    let own =
        |input: &Value| [&input["labels"], &input["taint"]].into_iter().flat_map(shapes::texts).collect::<Vec<_>>();
    let labels = call["inputs"].as_array().unwrap().iter().flat_map(own).chain(shapes::texts(&operation["labels"]));
    match filter.split_once(':') {
        Some((_, kind)) => operation["type"] == json!(kind),
        None if filter == "@deploy" => operation["name"] == json!("deploy"),
        None => filter == "*" || filter == "op" || labels.into_iter().any(|label| label == filter),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn guards_that_change_nothing_have_no_order(
        (world, other) in worlds::world(&worlds::plain_actions(), 5).prop_flat_map(|world| {
            let shuffled = Just(world.guards.clone()).prop_shuffle();
            (Just(world), shuffled)
        }),
    ) {
        let engine = engine_of(&world);
        match (outcome(&world, &engine, &world.guards), outcome(&world, &engine, &other)) {
            (Ok(one), Ok(other)) => {
                prop_assert_eq!(one.decision, other.decision);
                prop_assert_eq!(sorted(&json!(one.reasons)), sorted(&json!(other.reasons)));
                prop_assert_eq!(sorted(&json!(one.hints)), sorted(&json!(other.hints)));
            }
            (one, other) => prop_assert!(one.is_err() && other.is_err()),
        }
    }

    #[test]
    fn a_capability_denial_survives_everything(
        mut world in worlds::world(&worlds::all_actions(), 6), at in any::<prop::sample::Index>(),
        command in prop::sample::select(vec!["git push origin main", "ls && git status", "sh -c 'git log'", "echo `git log`", "\"$X\" push"]),
        denial in prop::sample::select(vec![json!({ "deny": ["cmd:git"], "danger": "*" }), json!({ "allow": ["cmd:ls"], "danger": "*" }), json!({ "deny": "*" })]),
    ) {
        world.layers.insert(at.index(world.layers.len() + 1), denial);
        let kind = world.call["operation"]["type"].as_str().filter(|kind| *kind != "show").unwrap_or("sh").to_owned();
        world.call["operation"]["type"] = json!(kind);
        world.call["operation"]["command"] = json!(command);
        for input in world.call["inputs"].as_array_mut().unwrap() {
            input["value"] = json!("git");
        }
        let decision = decision(&world, &engine_of(&world), &world.guards);
        prop_assert!(matches!(decision.as_str(), "deny" | "throws"), "{}", decision);
    }

    #[test]
    fn a_guard_that_denies_is_never_outvoted(
        mut world in worlds::world(&worlds::all_actions(), 5), (guard, privileged) in refusing(), at in any::<prop::sample::Index>(), after in any::<bool>(),
    ) {
        prop_assume!(is_asked(guard["filter"].as_str().unwrap(), &world.call));
        if !privileged {
            world.call["options"]["guards"] = Value::Null;
        }
        // What came of the operation carries what went into it.
        if after {
            world.call["phase"] = json!("after");
            world.call["output"] = json!({ "value": "made of it" });
        }
        let mut guards = world.guards.clone();
        guards.insert(at.index(guards.len() + 1), guard);
        let decision = decision(&world, &engine_of(&world), &guards);
        prop_assert!(matches!(decision.as_str(), "deny" | "throws"), "{}", decision);
    }

    /// `env` is left out where there is one already: the first counts, and with it its rules.
    #[test]
    fn an_unprivileged_guard_that_replaces_nothing_permits_nothing(
        world in worlds::world(&worlds::all_actions(), 5), at in any::<prop::sample::Index>(),
        more in worlds::guard(&[
            json!("allow"), json!("deny"), json!("retry"), json!({ "labels": { "add": ["extra"] } }), json!({ "labels": { "add": ["secret"] } }),
            json!({ "env": { "box": 7 } }), json!({ "env": { "box": 8 }, "policy": { "allow": "*", "danger": "*" } }),
        ]),
    ) {
        let has = |guard: &Value, what: &str| guard["when"].to_string().contains(what);
        prop_assume!(!has(&more, "env") || !world.guards.iter().any(|guard| has(guard, "env")));
        // Conditions of others ask for this one.
        prop_assume!(!has(&more, "secret") || !world.guards.iter().any(|guard| has(guard, "secret")));
        let mut more = more;
        more["privileged"] = json!(false);
        let engine = engine_of(&world);
        // The rules of an environment are asked once it is certain that the operation is to run in it: who asks for another
        // attempt comes before, and permits nothing either.
        let comes_before = has(&more, "retry") && world.guards.iter().any(|guard| has(guard, "env"));
        let mut guards = world.guards.clone();
        guards.insert(at.index(guards.len() + 1), more);
        if decision(&world, &engine, &world.guards) == "deny" {
            let decision = decision(&world, &engine, &guards);
            prop_assert!(decision == "deny" || (comes_before && decision == "retry"), "{}", decision);
        }
    }
}
