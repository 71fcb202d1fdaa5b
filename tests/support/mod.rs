//! A case of the corpus in `tests/decisions/`, and how it is run: shared by the native tests and those in browsers.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "code of tests")]

pub(crate) mod engine;

use mlld_policy::capability::FileMode;
use mlld_policy::decision::{Decision, Trace};
use mlld_policy::engine::Engine;
use mlld_policy::shell::Shell;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use engine::engine_of;

/// One decision with what is expected of it; `tests/decisions/README.md` says what the fields are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) layers: Vec<Value>,
    #[serde(default)]
    pub(crate) options: Map<String, Value>,
    pub(crate) call: Vec<Value>,
    pub(crate) expect: Map<String, Value>,
}

/// What differs from the expectation, a line for each field.
pub(crate) fn failures(case: &Case) -> Vec<String> {
    let got = run(case);
    let differs = |(key, expected): &(&String, &Value)| got.get(*key).unwrap_or(&Value::Null) != *expected;
    case.expect
        .iter()
        .filter(differs)
        .map(|(key, expected)| format!("{}\n    {key}: expected {expected}, got {got}", case.name))
        .collect()
}

/// The decision of a case as JSON, with spans in UTF-16 code units; the explanation must say the same.
pub(crate) fn run(case: &Case) -> Value {
    let engine = engine(case);
    let text = |index: usize| case.call.get(index).and_then(Value::as_str).unwrap_or_default();
    let option = |name: &str| case.call.last().and_then(|last| last.get(name)).and_then(Value::as_str);
    let (decision, trace) = match text(0) {
        "checkCommand" => {
            let shell = match option("shell") {
                None | Some("bash") => Shell::Bash,
                Some("sh") => Shell::Sh,
                Some(_) => Shell::Other,
            };
            (engine.check_command(text(1), shell), engine.explain_command(text(1), shell))
        }
        "checkArgv" => {
            let argv: Vec<String> = serde_json::from_value(case.call[1].clone()).unwrap();
            (engine.check_argv(&argv), engine.explain_argv(&argv))
        }
        "checkFile" => {
            let mode = if text(1) == "write" { FileMode::Write } else { FileMode::Read };
            (engine.check_file(mode, text(2)), engine.explain_file(mode, text(2)))
        }
        "checkFileIntegrity" => {
            let identity = option("identity");
            (engine.check_file_integrity(text(1), identity), engine.explain_file_integrity(text(1), identity))
        }
        "checkNetwork" => (engine.check_network(text(1)), engine.explain_network(text(1))),
        "checkCapability" => (engine.check_capability(text(1)).unwrap(), engine.explain_capability(text(1)).unwrap()),
        "checkKeychain" => {
            let project = option("projectName");
            (engine.check_keychain(text(1), text(2), project), engine.explain_keychain(text(1), text(2), project))
        }
        "checkProvider" => (engine.check_provider(text(1)), engine.explain_provider(text(1))),
        other => panic!("{}: no such call: {other}", case.name),
    };
    assert_agrees(&case.name, &decision, &trace);
    match decision {
        Decision::Allow => json!({ "decision": "allow" }),
        Decision::Deny(mut denial) => {
            denial.span = denial.span.map(|span| span.to_utf16(text(1)));
            serde_json::to_value(&denial).unwrap()
        }
    }
}

fn assert_agrees(name: &str, decision: &Decision, trace: &Trace) {
    assert_eq!(trace.decision, decision.word(), "{name}: the explanation decides otherwise");
    assert_eq!(trace.denial.as_ref(), decision.denial(), "{name}: the explanation denies otherwise");
}

pub(crate) fn engine(case: &Case) -> Engine {
    engine_of(&case.name, &case.layers, &case.options)
}
