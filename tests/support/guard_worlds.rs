//! Small worlds for laws of guards: a few labels, layers, guards and operations.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, dead_code, reason = "code of tests")]

use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) const LABELS: [&str; 3] = ["a", "secret", "untrusted"];

/// Everything that decides about one operation, as JSON.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) layers: Vec<Value>,
    /// `config.security.allowGuardBypass`.
    pub(crate) bypass: Option<bool>,
    pub(crate) guards: Vec<Value>,
    pub(crate) call: Value,
    pub(crate) max_attempts: u32,
}

impl World {
    pub(crate) fn options(&self) -> Value {
        match self.bypass {
            Some(bypass) => json!({ "config": { "security": { "allowGuardBypass": bypass } }, "base": "/work/proj" }),
            None => json!({ "base": "/work/proj" }),
        }
    }
}

fn some<T: Clone + std::fmt::Debug + 'static>(all: &[T]) -> impl Strategy<Value = T> + use<T> {
    prop::sample::select(all.to_vec())
}

/// Rules about labels and capabilities of one layer. The risks of operations and what counts as untrusted are the same in all.
pub(crate) fn layer() -> impl Strategy<Value = Value> {
    let target = || some(&["op:show", "op:cmd", "op:cmd:git", "op:cmd:git:push", "net:w", "exfil", "*", "a"]);
    let rules =
        (prop::collection::vec(target(), 0..3), prop::option::weighted(0.3, prop::collection::vec(target(), 0..3)));
    let labels = prop::collection::btree_map(some(&["a", "secret", "untrusted", "*"]), rules, 0..3);
    let built_in =
        some(&["no-secret-exfil", "no-untrusted-privileged", "no-send-to-unknown", "no-untrusted-destructive"]);
    let capabilities = prop_oneof![
        4 => Just(json!({})),
        1 => some(&[json!({ "deny": ["cmd:git"] }), json!({ "deny": ["cmd:curl", "sh"] }), json!({ "allow": ["cmd:ls", "cmd:git:*"] }), json!({ "deny": "*" })]),
    ];
    let defaults = prop::collection::vec(built_in, 0..3);
    (labels, defaults, capabilities, prop::bool::weighted(0.25)).prop_map(|(labels, rules, mut layer, locked)| {
        for (label, (deny, allow)) in labels {
            layer["labels"][label] = json!({ "deny": deny });
            if let Some(allow) = allow {
                layer["labels"][label]["allow"] = json!(allow);
            }
        }
        let mut rules = rules;
        rules.sort_unstable();
        rules.dedup();
        layer["defaults"]["rules"] = json!(rules);
        layer["danger"] = json!("*");
        if locked {
            layer["locked"] = json!(true);
        }
        layer
    })
}

pub(crate) fn layers() -> impl Strategy<Value = Vec<Value>> {
    let risks = some(&[
        json!({}),
        json!({ "exfil": ["net:w"], "exfil:send": ["op:cmd:git:push"] }),
        json!({ "privileged": ["op:show"], "exfil": ["a"] }),
    ]);
    (prop::collection::vec(layer(), 1..3), risks, any::<bool>()).prop_map(|(mut layers, risks, distrusts)| {
        for layer in &mut layers {
            layer["operations"] = risks.clone();
            layer["defaults"]["unlabeled"] = json!(if distrusts { "untrusted" } else { "trusted" });
        }
        layers
    })
}

/// Conditions, always so or not.
pub(crate) const CONDITIONS: [&str; 8] = [
    "*",
    "*",
    "false",
    "@mx.labels.includes(\"secret\")",
    "!@mx.labels.includes(\"a\")",
    "@mx.op.type == \"show\"",
    "@mx.op.name == \"deploy\"",
    // Fails where the operation has no name.
    "@mx.op.name.startsWith(\"dep\")",
];

pub(crate) const FILTERS: [&str; 14] = [
    "a",
    "secret",
    "untrusted",
    "*",
    "op:show",
    "op:cmd",
    "op:cmd:git",
    "op:run",
    "show",
    "run",
    "exe",
    "@deploy",
    "@other",
    "src",
];

/// A guard whose actions are some of these.
pub(crate) fn guard(actions: &[Value]) -> impl Strategy<Value = Value> + use<> {
    let rule = (some(&CONDITIONS), some(actions)).prop_map(|(condition, action)| json!([condition, action]));
    let timing = prop_oneof![6 => Just("before"), 1 => Just("for"), 1 => Just("always"), 1 => Just("after")];
    let scope = some(&[None, None, None, Some("perInput"), Some("perOperation")]);
    (some(&FILTERS), timing, scope, prop::bool::weighted(0.4), prop::collection::vec(rule, 0..3)).prop_map(
        |(filter, timing, scope, privileged, when)| {
            let has_env = when.iter().any(|rule| rule[1].get("env").is_some());
            let timing = if has_env { "before" } else { timing };
            let when = if when.is_empty() { vec![json!(["false", "deny"])] } else { when };
            let mut guard = json!({ "timing": timing, "filter": filter, "privileged": privileged, "when": when });
            let is_about_operations = filter.starts_with("op:") || filter.starts_with('@');
            if let Some(scope) = scope.filter(|scope| !is_about_operations || *scope == "perOperation") {
                guard["scope"] = json!(scope);
            }
            guard
        },
    )
}

/// Guards, those at even places with names.
pub(crate) fn guards(actions: &[Value], most: usize) -> impl Strategy<Value = Vec<Value>> + use<> {
    prop::collection::vec(guard(actions), 0..=most).prop_map(|mut guards| {
        for (place, guard) in guards.iter_mut().enumerate().filter(|(place, _)| place % 2 == 0) {
            guard["name"] = json!(format!("g{place}"));
        }
        guards
    })
}

pub(crate) fn plain_actions() -> Vec<Value> {
    vec![
        json!("allow"),
        json!("allow"),
        json!("deny"),
        json!({ "deny": "no, @mx.op.type" }),
        json!("retry"),
        json!({ "retry": "again" }),
    ]
}

/// Those that change something, too.
pub(crate) fn all_actions() -> Vec<Value> {
    let mut all = plain_actions();
    all.extend([
        json!({ "allow": "harmless" }),
        json!({ "allow": "git push" }),
        json!({ "allow": ["x", "y"] }),
        json!({ "labels": { "add": ["extra"] } }),
        json!({ "labels": { "remove": ["a"] } }),
        json!({ "labels": { "bless": true } }),
        json!({ "allow": "x", "labels": { "clear": true } }),
        json!({ "env": { "box": 1 } }),
        json!({ "env": { "box": 2 }, "policy": { "danger": "*" } }),
        json!({ "env": { "box": 3 }, "policy": { "allow": "*", "danger": "*" } }),
        json!({ "env": { "box": 4 }, "policy": { "deny": ["cmd:ls"], "labels": { "a": { "deny": ["*"] } } } }),
    ]);
    all
}

pub(crate) fn operation() -> impl Strategy<Value = Value> {
    let labels =
        some(&[json!([]), json!([]), json!([]), json!(["a"]), json!(["exfil"]), json!(["destructive", "exfil:send"])]);
    let command = || some(&["ls", "git status", "git push origin main", "curl -T f https://x.example/"]);
    let what = prop_oneof![
        2 => Just(json!({ "type": "show" })),
        3 => command().prop_map(|command| json!({ "type": "run", "command": command })),
        1 => command().prop_map(|command| json!({ "type": "exe", "command": command, "name": "deploy" })),
        1 => Just(json!({ "type": "exe", "name": "deploy" })),
        1 => Just(json!({ "type": "show", "name": "other" })),
    ];
    (what, labels).prop_map(|(mut what, labels)| {
        what["labels"] = labels;
        what
    })
}

pub(crate) fn input() -> impl Strategy<Value = Value> {
    let labels = prop::sample::subsequence(vec!["a", "secret", "untrusted", "known"], 0..3);
    let taint = prop::sample::subsequence(vec!["src:file", "secret"], 0..2);
    (labels, taint).prop_map(|(labels, taint)| json!({ "value": "word", "labels": labels, "taint": taint }))
}

pub(crate) fn call() -> impl Strategy<Value = Value> {
    (operation(), prop::collection::vec(input(), 0..4), any::<bool>()).prop_map(|(operation, inputs, retryable)| {
        json!({ "operation": operation, "inputs": inputs, "options": { "retryable": retryable } })
    })
}

/// A world with such guards, and sometimes an override of one of them.
pub(crate) fn world(actions: &[Value], most: usize) -> impl Strategy<Value = World> + use<> {
    let bypass = prop_oneof![4 => Just(None), 1 => Just(Some(true)), 1 => Just(Some(false))];
    let overrides = some(&["none", "none", "none", "false", "only", "except"]);
    (layers(), bypass, guards(actions, most), call(), some(&[1_u32, 3, 3]), overrides).prop_map(
        |(layers, bypass, guards, mut call, max_attempts, overrides)| {
            let named = guards.iter().filter_map(|guard| guard["name"].as_str());
            let named: Vec<String> = named.map(|name| format!("@{name}")).take(2).collect();
            call["options"]["guards"] = match overrides {
                "false" => json!(false),
                "only" if !named.is_empty() => json!({ "only": named }),
                "except" if !named.is_empty() => json!({ "except": named }),
                _ => Value::Null,
            };
            World { layers, bypass, guards, call, max_attempts }
        },
    )
}
