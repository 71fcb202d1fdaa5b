//! Laws of the machine that a run is: attempts, runs beside each other, and hosts that answer what nobody asked.

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

use std::collections::BTreeMap;
use std::rc::Rc;

use mlld_policy::guard::{Answer, Ask, GuardPipeline, Outcome, Step};
use proptest::prelude::*;
use serde_json::{Value, json};

use worlds::World;

thread_local! {
    static ENGINE: Rc<mlld_policy::engine::Engine> = host::engine(&[json!({ "danger": "*" })], &json!({ "base": "/work/proj" }));
}

/// One call: of which id, whether the value and the operation make guards ask for another attempt, whether the host can.
#[derive(Debug, Clone)]
struct Attempt {
    id: &'static str,
    value: bool,
    operation: bool,
    refused: bool,
    retryable: bool,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let id = prop::sample::select(vec!["p", "p", "q", "r"]);
    let mostly = || prop::bool::weighted(0.75);
    (id, mostly(), mostly(), prop::bool::weighted(0.1), prop::bool::weighted(0.9))
        .prop_map(|(id, value, operation, refused, retryable)| Attempt { id, value, operation, refused, retryable })
}

/// Guards that ask for attempts as long as there are some for the operation (`@mx.args.again`), and for a value.
fn asking_guards() -> Vec<Value> {
    vec![
        json!({ "timing": "before", "filter": "a", "scope": "perInput", "when": [["*", { "retry": "value @mx.guard.try of @mx.guard.max" }]] }),
        json!({ "timing": "before", "filter": "op:show", "when": [["@mx.args.again", { "retry": "all @mx.guard.try" }]] }),
        json!({ "timing": "before", "filter": "op:show", "when": [["@mx.args.refused", "deny"]] }),
    ]
}

impl Attempt {
    fn call(&self) -> Value {
        let labels = if self.value { json!(["a"]) } else { json!([]) };
        json!({ "operation": { "type": "show" }, "inputs": [{ "value": "x", "labels": labels }], "options": {
            "id": self.id, "retryable": self.retryable, "args": { "again": self.operation, "refused": self.refused } } })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn attempts_are_counted_for_each_id_and_place(max in 1_u32..5, attempts in prop::collection::vec(attempt(), 1..20)) {
        let guards = asking_guards();
        let pipeline = ENGINE.with(|engine| host::pipeline(engine, &guards, max));
        // How often was asked for more, by id, for the value and for the operation, since the last other outcome.
        let mut counts: BTreeMap<&str, [u32; 2]> = BTreeMap::new();
        for attempt in attempts {
            let said = host::outcome(&pipeline, &attempt.call(), &guards).unwrap();
            let counted = counts.entry(attempt.id).or_default();
            let asks = [attempt.value, attempt.operation];
            let is_last = |place: usize| asks[place] && (!attempt.retryable || counted[place] + 1 >= max);
            let expected = match (attempt.refused || is_last(0) || is_last(1), asks.contains(&true)) {
                (true, _) => "deny",
                (false, true) => "retry",
                (false, false) => "allow",
            };
            prop_assert_eq!(json!(said.decision), json!(expected), "{:?} {:?}", attempt, counted);
            if expected == "retry" {
                let tries: Vec<String> = (0..2).filter(|place| asks[*place]).map(|place| {
                    let number = counted[place] + 1;
                    if place == 0 { format!("value {number} of {max}") } else { format!("all {number}") }
                }).collect();
                prop_assert_eq!(&said.hints, &tries);
                (0..2).for_each(|place| counted[place] += u32::from(asks[place]));
                prop_assert!(counted.iter().all(|count| *count < max));
            } else {
                *counted = [0, 0];
            }
        }
    }

    /// Two runs of two operations, a step of this and a step of that, say what each says alone.
    #[test]
    fn runs_beside_each_other_do_not_mix(
        mut world in worlds::world(&worlds::all_actions(), 4), mut other in worlds::call(), order in any::<[bool; 24]>(),
        evaluated in any::<[bool; 4]>(),
    ) {
        for (guard, _) in world.guards.iter_mut().zip(evaluated).filter(|(_, evaluated)| *evaluated) {
            let action = guard["when"][0][1].clone();
            guard.as_object_mut().unwrap().remove("when");
            guard["evaluate"] = json!({ "returns": action });
        }
        world.call["options"]["guards"] = Value::Null;
        world.call["options"]["id"] = json!("one");
        other["options"]["id"] = json!("other");
        let calls = [world.call.clone(), other];
        let engine = host::engine(&world.layers, &world.options());
        let new = || host::pipeline(&engine, &world.guards, world.max_attempts);
        let alone: [[Value; 2]; 2] = [0, 1].map(|which: usize| {
            let pipeline = new();
            [(); 2].map(|()| json!(host::outcome(&pipeline, &calls[which], &world.guards).unwrap()))
        });
        let shared = new();
        let [one, other] = alone;
        for expected in one.into_iter().zip(other).map(<[Value; 2]>::from) {
            let mut runs = [0, 1].map(|which: usize| (shared.start(host::request(&calls[which])).unwrap(), None));
            let mut said: [Option<Outcome>; 2] = [None, None];
            let mut order = order.into_iter();
            while said.iter().any(Option::is_none) {
                let mut which = usize::from(order.next().unwrap_or_default());
                if said[which].is_some() {
                    which = 1 - which;
                }
                let (run, asked) = &mut runs[which];
                said[which] = host::step(run, asked, &calls[which], &world.guards);
            }
            for which in [0, 1] {
                prop_assert_eq!(&json!(said[which]), &expected[which]);
            }
        }
    }

    /// Wrong answers never permit what the right ones would not have permitted.
    #[test]
    fn a_host_that_answers_nonsense_is_refused(
        mut world in worlds::world(&worlds::all_actions(), 4), evaluated in any::<[bool; 4]>(), reads in any::<bool>(),
        wrong in prop::collection::vec(prop::option::weighted(0.5, nonsense()), 12), rebuilds in any::<bool>(),
    ) {
        for (guard, _) in world.guards.iter_mut().zip(evaluated).filter(|(_, evaluated)| *evaluated) {
            guard.as_object_mut().unwrap().remove("when");
            guard["evaluate"] = json!({ "returns": "allow" });
        }
        if reads {
            world.guards.push(json!({ "timing": "before", "filter": "*", "when": [["@input[0] == \"wrong\"", { "deny": "@input" }]] }));
        }
        world.call["options"]["rebuilds"] = json!(rebuilds);
        let engine = host::engine(&world.layers, &world.options());
        let pipeline = host::pipeline(&engine, &world.guards, world.max_attempts);
        let (outcome, was_wrong) = answered(&pipeline, &world, wrong);
        if was_wrong {
            prop_assert_eq!(outcome, "deny");
        }
    }
}

/// What is no answer to anything that is asked here.
fn nonsense() -> impl Strategy<Value = Wrong> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from)
    ];
    let junk = leaf.prop_recursive(3, 12, 4, |inner| {
        let key = prop_oneof![3 => prop::sample::select(vec!["allow", "deny", "retry", "env", "labels", "policy", "hint"]).prop_map(str::to_owned), 1 => ".{0,4}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..3).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    prop_oneof![
        1 => Just(Wrong::Nothing),
        2 => ".{0,20}".prop_map(Wrong::Failed),
        2 => (0_usize..4).prop_map(Wrong::Values),
        1 => Just(Wrong::Command),
        4 => junk.prop_map(Wrong::Junk),
    ]
}

#[derive(Debug, Clone)]
enum Wrong {
    Nothing,
    Failed(String),
    /// So many too few, or that many for what is no question for values.
    Values(usize),
    Command,
    Junk(Value),
}

/// Whether a function may say this.
fn may_be_action(value: &Value) -> bool {
    let may_be = |members: &serde_json::Map<String, Value>| {
        let known = ["allow", "deny", "retry", "env", "labels", "policy"];
        !members.is_empty() && members.keys().all(|key| known.contains(&key.as_str()))
    };
    matches!(value.as_str(), Some("allow" | "deny" | "retry")) || value.as_object().is_some_and(may_be)
}

/// The decision, and whether something was answered that is no answer.
fn answered(pipeline: &GuardPipeline, world: &World, wrong: Vec<Option<Wrong>>) -> (String, bool) {
    let Ok(mut run) = pipeline.start(host::request(&world.call)) else { return ("throws".to_owned(), false) };
    let (mut answer, mut was_wrong, mut wrong) = (None, false, wrong.into_iter());
    let outcome = loop {
        let ask = match run.advance(answer.take()) {
            Step::Done(outcome) => break outcome,
            Step::Ask(ask) => ask,
        };
        let right = host::answer(&ask, &world.call, &world.guards);
        answer = match (wrong.next().flatten(), &ask) {
            (None, _) => Some(right),
            (Some(Wrong::Command), Ask::Rebuild { .. }) => Some(right),
            (Some(Wrong::Junk(junk)), Ask::Evaluate { .. }) => {
                was_wrong |= !may_be_action(&junk);
                Some(Answer::Action(shapes::policy_value(&junk)))
            }
            (Some(Wrong::Values(few)), Ask::Values { .. }) => {
                let Answer::Values(mut values) = right else { panic!() };
                values.truncate(values.len().saturating_sub(few + 1));
                was_wrong = true;
                Some(Answer::Values(values))
            }
            (Some(wrong), _) => {
                was_wrong = true;
                match wrong {
                    Wrong::Nothing => None,
                    Wrong::Failed(why) => Some(Answer::Failed(why)),
                    Wrong::Values(count) => Some(Answer::Values(vec![None; count])),
                    Wrong::Command => Some(Answer::Command("ls".to_owned())),
                    Wrong::Junk(junk) => Some(Answer::Action(shapes::policy_value(&junk))),
                }
            }
        };
    };
    // Who goes on with a run that is over is told the same again.
    let again = match run.advance(Some(Answer::Failed("more".to_owned()))) {
        Step::Done(outcome) => outcome,
        Step::Ask(ask) => panic!("a run that is over asks {ask:?}"),
    };
    assert_eq!(json!(outcome), json!(again));
    (json!(outcome.decision).as_str().unwrap().to_owned(), was_wrong)
}
