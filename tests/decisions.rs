//! Runs the corpus of decisions in `tests/decisions/`: the same files that the tests of the npm package run.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test"
)]

use mlld_policy::capability::FileMode;
use mlld_policy::decision::{Decision, Trace};
use mlld_policy::engine::Engine;
use mlld_policy::options::read_options;
use mlld_policy::policy::{ReadOptions, json, read_text};
use mlld_policy::shell::Shell;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    layers: Vec<Value>,
    #[serde(default)]
    options: Map<String, Value>,
    call: Vec<Value>,
    expect: Map<String, Value>,
}

#[test]
fn every_decision_is_as_the_corpus_says() {
    let mut failures = Vec::new();
    let mut count = 0_usize;
    let mut files: Vec<_> = std::fs::read_dir("tests/decisions").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    for path in files {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let cases: Vec<Case> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        for case in cases {
            count += 1;
            let got = run(&case);
            for (key, expected) in &case.expect {
                if got.get(key).unwrap_or(&Value::Null) != expected {
                    failures.push(format!("{file}: {}\n    {key}: expected {expected}, got {got}", case.name));
                }
            }
        }
    }
    println!("{count} decisions");
    assert!(count > 0, "no case was found");
    assert!(failures.is_empty(), "{} of {count} cases fail:\n{}", failures.len(), failures.join("\n"));
}

/// The decision of a case as JSON, with spans in UTF-16 code units; the explanation must say the same.
fn run(case: &Case) -> Value {
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
            let identity = case.call.get(2).and_then(Value::as_str);
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

fn engine(case: &Case) -> Engine {
    let (options, _) = json::parse(&Value::Object(case.options.clone()).to_string()).unwrap();
    let options = read_options(&options).unwrap_or_else(|problems| panic!("{}: {problems:?}", case.name));
    let read_options = ReadOptions { capabilities: options.capabilities.iter().cloned().collect() };
    let documents = case.layers.iter().map(|layer| match read_text(&layer.to_string(), &read_options) {
        Ok(accepted) => accepted.document,
        Err(error) => panic!("{}: {error}", case.name),
    });
    Engine::new(documents.collect(), options).unwrap_or_else(|error| panic!("{}: {error}", case.name))
}
