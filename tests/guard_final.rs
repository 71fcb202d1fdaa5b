//! What runs in the end was checked as it stands, whatever guards made of it.

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

use std::rc::Rc;

use mlld_policy::decision::Decision;
use mlld_policy::engine::{ArgumentInput, CommandInput, Engine, ToolCall};
use mlld_policy::guard::Outcome;
use mlld_policy::label::{Descriptor, Flow};
use mlld_policy::policy::Names;
use mlld_policy::policy::value::Data;
use mlld_policy::shell::Shell;
use mlld_policy::span::Span;
use proptest::prelude::*;
use serde_json::{Value, json};

/// What an environment may add: its number is in the environment, so that it is known which was taken.
fn fragments() -> Vec<Value> {
    vec![
        json!({}),
        json!({ "deny": ["cmd:rm", "fs:w:out/**"] }),
        json!({ "labels": { "secret": { "deny": ["op:cmd", "tool:w"] }, "a": { "deny": ["net"] } } }),
        json!({ "authorizations": { "allow": { "send": { "args": { "to": ["ann"] } } } } }),
        json!({ "allow": "*", "danger": "*" }),
        json!({ "danger": [] }),
        json!({ "defaults": { "rules": ["no-send-to-unknown"] } }),
    ]
}

fn layers() -> impl Strategy<Value = Vec<Value>> {
    let all = vec![
        json!({ "danger": "*" }),
        json!({ "deny": ["cmd:rm", "fs:w:/etc/**", "net:evil.example"], "danger": "*" }),
        json!({ "allow": ["cmd:ls:*", "cmd:echo:*", "cmd:curl:*", "cmd:git:*", "net:good.example", "fs:w:out/**", "fs:r:**"], "danger": "*" }),
        json!({ "labels": { "secret": { "deny": ["net:w", "exfil", "op:cmd:git:push"] } }, "danger": "*" }),
        json!({ "authorizations": { "allow": { "send": { "args": { "to": ["ann", "bob"] } } } }, "danger": "*" }),
        json!({ "defaults": { "rules": ["no-send-to-unknown", "no-secret-exfil"] }, "operations": { "exfil": ["net:w", "tool:w"] }, "danger": "*" }),
        json!({}),
    ];
    prop::sample::subsequence(all, 1..3)
}

/// Harmless and harmful words, each harmful in some place only.
fn word() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "ls", "status", "ann", "out/x", "out/y", "https://good.example/", "bob", "x",
            "rm x", "push", "eve", "/etc/passwd", "out/../../../etc/x", "https://evil.example/", "x; rm y", "$(rm y)", "-rf /", "x > /etc/y", "'; rm '", "",
        ]).prop_map(Value::from),
        1 => prop::sample::select(vec![json!(7), json!(["ann", "eve"]), json!(["bob"]), json!({ "k": "v" }), json!(true)]),
    ]
}

fn action(inputs: usize) -> impl Strategy<Value = Value> {
    let change =
        prop::sample::select(vec![json!({ "add": ["secret"] }), json!({ "add": ["a"] }), json!({ "remove": ["b"] })]);
    let list = prop::collection::vec(word(), inputs);
    let env = (0..fragments().len()).prop_map(|number| json!({ "env": number, "policy": fragments()[number] }));
    prop_oneof![
        4 => word().prop_map(|word| json!({ "allow": word })),
        2 => list.prop_map(|list| json!({ "allow": list })),
        1 => (word(), change.clone()).prop_map(|(word, change)| json!({ "allow": word, "labels": change })),
        1 => change.prop_map(|change| json!({ "labels": change })),
        2 => env,
        1 => Just(json!("allow")),
    ]
}

fn guard(inputs: usize) -> impl Strategy<Value = Value> {
    let filter = prop::sample::select(vec!["a", "secret", "known", "op:run", "op:exe", "@send", "*"]);
    (filter, action(inputs), any::<bool>()).prop_map(|(filter, action, evaluated)| {
        let mut guard = json!({ "timing": "before", "filter": filter });
        if evaluated {
            guard["evaluate"] = json!({ "returns": action });
        } else {
            guard["when"] = json!([["*", action]]);
        }
        if filter == "known" {
            guard["scope"] = json!("perInput");
        }
        guard
    })
}

fn labels() -> impl Strategy<Value = Value> {
    prop::sample::subsequence(vec!["a", "b", "known", "secret"], 0..3).prop_map(|labels| json!(labels))
}

/// The engine of the layers and of the environment that was taken, with or without rules about where an operation is aimed: a
/// command by itself holds these against each value, an operation against its first.
fn final_engine(layers: &[Value], outcome: &Outcome, options: &Value, with_aims: bool) -> Rc<Engine> {
    let mut layers = layers.to_vec();
    if let Some(number) = outcome.env.as_ref() {
        let number: usize = number.to_string().parse().unwrap();
        let mut fragment = fragments()[number].clone();
        if fragment.get("danger").is_none() {
            fragment["danger"] = json!("*");
        }
        layers.push(fragment);
    }
    for layer in &mut layers {
        if let Some(Value::Array(rules)) = layer.pointer_mut("/defaults/rules").filter(|_| !with_aims) {
            rules.retain(|rule| *rule != json!("no-send-to-unknown"));
        }
    }
    host::engine(&layers, options)
}

fn is_allowed(outcome: &Outcome) -> bool {
    json!(outcome.decision) == json!("allow")
}

/// The value and the descriptor of an input as it runs.
fn at_last(outcome: &Outcome, call: &Value, place: usize) -> (Value, Descriptor) {
    let input = &outcome.inputs[place];
    let value = input.value.as_ref().map_or_else(|| call["inputs"][place]["value"].clone(), host::json_of);
    (value, input.descriptor.clone())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn a_tool_call_was_checked_as_it_is_made(
        layers in layers(), args in prop::sample::subsequence(vec!["to", "path", "url", "command", "body"], 1..4),
        (values, labels, guards) in (1_usize..4).prop_flat_map(|_| {
            (prop::collection::vec(word(), 4), prop::collection::vec(labels(), 4), prop::collection::vec(guard(2), 0..4))
        }),
        other in prop::option::of(word()), op_labels in prop::sample::select(vec![json!([]), json!(["tool:w"]), json!(["exfil:send"])]),
    ) {
        let inputs = args.iter().zip(&values).zip(&labels).map(|((arg, value), labels)| json!({ "arg": arg, "value": value, "labels": labels }));
        let inputs: Vec<Value> = inputs.collect();
        let further = other.filter(|_| !args.contains(&"body")).map_or(json!({}), |body| json!({ "body": body }));
        let call = json!({ "operation": { "type": "exe", "name": "send", "labels": op_labels }, "inputs": inputs, "options": { "args": further } });
        let options = json!({ "base": "/work/proj", "home": "/home/u", "tools": { "send": { "labels": ["tool:w", "exfil:send"], "controlArgs": ["to"],
            "args": { "to": "destination", "path": "fs:w", "url": "net", "command": "cmd", "body": "value" } } } });
        let engine = host::engine(&layers, &options);
        let outcome = host::outcome(&host::pipeline(&engine, &guards, 3), &call, &guards).unwrap();
        if is_allowed(&outcome) {
            let mut all = further.clone();
            let mut known = Names::default();
            for (place, arg) in args.iter().enumerate() {
                let (value, descriptor) = at_last(&outcome, &call, place);
                all[*arg] = value;
                known.insert(arg, ArgumentInput::Whole(descriptor));
            }
            let Data::Object(members) = shapes::policy_value(&all).data else { panic!() };
            let made = ToolCall { tool: "send".to_owned(), args: members, labels: shapes::texts(&op_labels), inputs: known, ..ToolCall::default() };
            let decision = final_engine(&layers, &outcome, &options, true).check_tool_call(&made);
            prop_assert!(decision.is_allowed(), "{} {} {:?}", all, json!(outcome), decision);
        }
    }

    #[test]
    fn a_command_was_checked_as_it_runs(
        layers in layers(), guards in prop::collection::vec(guard(2), 0..4),
        template in prop::sample::select(vec![
            "git VAL1 VAL2", "echo VAL1 > VAL2", "curl VAL1 -d VAL2", "VAL1 VAL2", "echo \"VAL1\" VAL2", "echo 'VAL1' 'VAL2'", "ls VAL1 && echo VAL2",
            "ls VAL1 VAL1 VAL2", "sh -c 'echo VAL1' VAL2", "cat <<E\nVAL1\nE\necho VAL2", "curl -T out/x 'https://good.example/VAL1' VAL2", "ls VAL1VAL2",
        ]),
        labels in [labels(), labels()], with_spans in any::<bool>(), rebuilds in any::<bool>(),
    ) {
        let spans = ["VAL1", "VAL2"].map(|value| template.find(value).unwrap());
        let mut inputs = ["VAL1", "VAL2"].map(|value| json!({ "value": value }));
        for (place, input) in inputs.iter_mut().enumerate() {
            input["labels"] = labels[place].clone();
            if with_spans && template.matches("VAL1").count() == 1 {
                input["span"] = json!({ "start": spans[place], "end": spans[place] + 4 });
            }
        }
        let call = json!({ "operation": { "type": "run", "command": template }, "inputs": inputs, "options": { "rebuilds": rebuilds } });
        let options = json!({ "base": "/work/proj", "home": "/home/u" });
        let engine = host::engine(&layers, &options);
        let outcome = host::outcome(&host::pipeline(&engine, &guards, 3), &call, &guards).unwrap();
        if is_allowed(&outcome) {
            let at_last = [0, 1].map(|place| at_last(&outcome, &call, place));
            let text = template.replace("VAL1", "\u{1}").replace("VAL2", &host::plain(&at_last[1].0)).replace('\u{1}', &host::plain(&at_last[0].0));
            let span = |place: usize| (text == template && inputs[place].get("span").is_some()).then(|| Span::new(spans[place], spans[place] + 4));
            let inputs = [0, 1].map(|place| CommandInput { descriptor: at_last[place].1.clone(), span: span(place) });
            let engine = final_engine(&layers, &outcome, &options, false);
            let decision = engine.check_command_with(&text, Shell::Bash, &inputs);
            prop_assert!(matches!(decision, Decision::Allow), "{:?} {} {:?}", text, json!(outcome), decision);
            if inputs.iter().all(|input| input.span.is_none()) {
                let engine = final_engine(&layers, &outcome, &options, true);
                let labels = engine.operation_labels(&shapes::operation(&json!({ "type": "run", "command": text })), true);
                let inputs = inputs.map(|input| input.descriptor);
                let flow = Flow { inputs: &inputs, operation: &labels, destination: None, target: None };
                prop_assert!(engine.check_flow(&flow).is_allowed(), "{:?} {}", text, json!(outcome));
            }
        }
    }
}
