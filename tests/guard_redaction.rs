//! No secret is told: whatever a value labelled `secret` is and wherever it stands, an outcome holds it in `inputs` and
//! `output` alone.

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
#[path = "support/guard_secrets.rs"]
mod secrets;
#[path = "support/shapes.rs"]
mod shapes;

use mlld_policy::guard::{Answer, Ask, Step};
use proptest::prelude::*;
use serde_json::{Value, json};

use secrets::{COMMANDS, call, guard, layers, options, secret, with_secret};

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => {
            members.iter().flat_map(|(key, value)| [texts(value), vec![key.clone()]].concat()).collect()
        }
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

/// Without what is written before characters so that they stand for themselves, or around them.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\\' | '"' | '\'')).flat_map(char::to_lowercase).collect()
}

/// Parts of a secret that nobody must see: so many characters in a row, two thirds of a shorter one.
fn parts(secret: &str) -> Vec<String> {
    let secret: Vec<char> = bare(secret).chars().collect();
    let length = (secret.len() * 2 / 3).clamp(4, 8);
    secret.windows(length).map(|part| part.iter().collect()).collect()
}

/// The text of an outcome that tells a secret, if one does.
fn telling(outcome: &mlld_policy::guard::Outcome, secret: &str) -> Option<String> {
    let mut said = json!(outcome);
    said["inputs"] = Value::Null;
    said["output"] = Value::Null;
    let whole = secret.to_lowercase();
    let beginning: String = whole.chars().take(4).chain(['…']).collect();
    let mut parts = parts(secret);
    if secret.starts_with("%68unter") {
        parts.push("hunter22".to_owned());
    }
    texts(&said).into_iter().find(|text| {
        let (lower, bare) = (text.to_lowercase(), bare(text));
        lower.contains(&whole) || lower.contains(&beginning) || parts.iter().any(|part| bare.contains(part))
    })
}

/// What messages say in any case.
fn is_word_of_messages(secret: &str) -> bool {
    let words = [
        "[redacted]",
        "policy_capability_denied",
        "policy_danger_denied",
        "policy_label_flow_denied",
        "policy_unanalyzable",
        "policy_authorization_denied",
        "policy_tool_denied",
        "guard_failed",
        "guard_denied",
        "guard_retries_exhausted",
        "guard_not_retryable",
        "label_privilege_required",
        "protected_label_removal",
        "perinput",
        "peroperation",
        "decision",
        "relabelled",
        "suggestions",
        "overridden",
        "privileged",
        "replaced",
        "matched",
        "message",
        "skipped",
        "subject",
    ];
    words
        .iter()
        .any(|word| word.contains(&secret.to_lowercase()) || parts(secret).iter().any(|part| word.contains(part)))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn no_outcome_tells_a_secret(
        secret in secret(), layers in prop::sample::subsequence(layers(), 1..3),
        guards in prop::collection::vec(guard(), 0..4), call in call(),
    ) {
        prop_assume!(!is_word_of_messages(&secret));
        let engine = host::engine(&layers, &options());
        let call = with_secret(&call, &secret);
        // A template shows `\\@` as `@`, and takes other backslashes for its own.
        let guards: Vec<Value> = guards.iter().map(|guard| match guard.get("evaluate") {
            Some(_) => with_secret(guard, &secret),
            None => with_secret(guard, &secret.replace('\\', "").replace('@', "\\@")),
        }).collect();
        let pipeline = host::pipeline(&engine, &guards, 3);
        for _ in 0..2 {
            let outcome = host::outcome(&pipeline, &call, &guards).unwrap();
            let told = telling(&outcome, &secret);
            prop_assert!(told.is_none(), "{:?} tells {:?}\n{}", told, secret, json!(outcome));
        }
    }

    /// Each attempt of an operation has a secret of its own, which the host may keep to itself.
    #[test]
    fn no_outcome_tells_the_secret_of_another_or_one_that_is_not_given(
        secrets in [secret(), secret(), secret()], layers in prop::sample::subsequence(layers(), 1..3),
        mut guards in prop::collection::vec(guard(), 0..4), mut call in call(), withheld in [any::<bool>(), any::<bool>(), any::<bool>()],
    ) {
        prop_assume!(!secrets.iter().any(|secret| is_word_of_messages(secret)));
        guards.retain(|guard| !guard.to_string().contains('§'));
        call["options"]["retryable"] = json!(true);
        call["options"]["args"] = json!({});
        let engine = host::engine(&layers, &options());
        let pipeline = host::pipeline(&engine, &guards, 3);
        for (secret, withheld) in secrets.iter().zip(withheld) {
            let call = with_secret(&call, secret);
            let mut run = pipeline.start(host::request(&call)).unwrap();
            let mut answer = None;
            let outcome = loop {
                let ask = match run.advance(answer.take()) {
                    Step::Done(outcome) => break outcome,
                    Step::Ask(ask) => ask,
                };
                answer = Some(match ask {
                    Ask::Values { .. } if withheld => Answer::Failed(format!("no {secret}")),
                    ask => host::answer(&ask, &call, &guards),
                });
            };
            for secret in &secrets {
                let told = telling(&outcome, secret);
                prop_assert!(told.is_none(), "{:?} tells {:?}\n{}", told, secret, json!(outcome));
            }
        }
    }

    #[test]
    fn no_outcome_tells_what_stands_at_the_place_of_a_secret(
        secret in secret(), layers in prop::sample::subsequence(layers(), 1..3), mut guards in prop::collection::vec(guard(), 0..4),
        template in prop::sample::select(COMMANDS.to_vec()), labels in prop::sample::select(vec!["secret", "secret:x"]),
    ) {
        prop_assume!(!is_word_of_messages(&secret));
        guards.retain(|guard| !guard.to_string().contains('§'));
        let engine = host::engine(&layers, &options());
        let units = |text: &str| text.encode_utf16().count();
        let start = units(&template[..template.find('§').unwrap()]);
        let span = json!({ "start": start, "end": start + units(&secret) });
        let call = json!({ "operation": { "type": "cmd", "command": template.replace('§', &secret) }, "inputs": [{ "labels": [labels], "span": span }] });
        let outcome = host::outcome(&host::pipeline(&engine, &guards, 3), &call, &guards).unwrap();
        let told = telling(&outcome, &secret);
        prop_assert!(told.is_none(), "{:?} tells {:?}\n{}", told, secret, json!(outcome));
    }
}
