//! Attacks on the pipeline of guards that the corpus cannot say: what they cost, and commands that hosts make again.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::rc::Rc;
use std::time::{Duration, Instant};

use mlld_policy::engine::{Engine, EngineOptions};
use mlld_policy::guard::{Answer, Ask, GuardPipeline, Outcome, Request, RequestInput, Step, Verdict};
use mlld_policy::label::{Descriptor, Operation};
use mlld_policy::policy::value::Value;
use mlld_policy::policy::{ReadOptions, json, read_text};

fn pipeline(policy: &str, guards: &[&str]) -> GuardPipeline {
    let policy = read_text(policy, &ReadOptions::default()).unwrap();
    let options = EngineOptions { base: Some("/work".to_owned()), ..EngineOptions::default() };
    let mut pipeline = GuardPipeline::new(Rc::new(Engine::new(vec![policy.document], options).unwrap()), 3);
    for guard in guards {
        pipeline.register(&json::parse(guard, json::nearest_number).unwrap().0).unwrap();
    }
    pipeline
}

/// The outcome, with these values and this command where it is made again.
fn outcome(pipeline: &GuardPipeline, request: Request, values: &[Value], rebuilt: &str) -> Outcome {
    let mut run = pipeline.start(request).unwrap();
    let mut answer = None;
    loop {
        answer = Some(match run.advance(answer.take()) {
            Step::Done(outcome) => return *outcome,
            Step::Ask(Ask::Values { inputs, .. }) => {
                Answer::Values(inputs.iter().map(|place| values.get(*place).cloned()).collect())
            }
            Step::Ask(Ask::Rebuild { .. }) => Answer::Command(rebuilt.to_owned()),
            Step::Ask(Ask::Evaluate { .. }) => panic!("no guard is a function"),
        });
    }
}

fn input(label: &str) -> RequestInput {
    RequestInput { descriptor: Descriptor::new([label], [""; 0]), ..RequestInput::default() }
}

fn show() -> Operation {
    Operation { kind: Some("show".to_owned()), ..Operation::default() }
}

fn run(command: &str) -> Operation {
    Operation { kind: Some("run".to_owned()), commands: vec![command.to_owned()], ..Operation::default() }
}

/// Runs `attack` of a size and of twice the size: what is not much more than twice as slow is linear enough. Debug builds
/// are slow, so that a second is much.
fn grows(name: &str, attack: impl Fn(usize), size: usize) {
    let time = |size: usize| {
        let start = Instant::now();
        attack(size);
        start.elapsed()
    };
    let (one, two) = (time(size), time(size * 2));
    println!("{name}: {size} in {one:?}, {} in {two:?}", size * 2);
    assert!(two < one * 3 || two < Duration::from_millis(300), "{name}: {size} in {one:?}, twice that in {two:?}");
}

#[test]
fn many_denials_of_values_take_linear_time() {
    let pipeline = pipeline(r#"{ "danger": "*", "labels": { "pii": { "deny": ["op:show"] } } }"#, &[]);
    grows(
        "denials",
        |size| {
            let inputs = vec![input("pii"); size];
            let request = Request { operation: show(), inputs, ..Request::default() };
            assert_eq!(outcome(&pipeline, request, &[], "").decision, Verdict::Deny);
        },
        3000,
    );
}

#[test]
fn many_values_take_linear_time() {
    let guard = r#"{ "timing": "before", "filter": "pii", "scope": "perInput", "when": [["@input == 1", "deny"]] }"#;
    let pipeline = pipeline(r#"{ "danger": "*" }"#, &[guard]);
    grows(
        "values",
        |size| {
            let inputs = vec![input("pii"); size];
            let request = Request { operation: show(), inputs, ..Request::default() };
            assert_eq!(outcome(&pipeline, request, &vec!["x".into(); size], "").decision, Verdict::Allow);
        },
        5000,
    );
}

#[test]
fn many_arguments_take_linear_time() {
    let guard =
        r#"{ "timing": "before", "filter": "pii", "scope": "perInput", "when": [["@mx.args.a1 == 1", "deny"]] }"#;
    let pipeline = pipeline(r#"{ "danger": "*" }"#, &[guard]);
    grows(
        "arguments",
        |size| {
            let named = |place| RequestInput { arg: Some(format!("a{place}")), ..input("pii") };
            let inputs = (0..size).map(named).collect();
            let request = Request { operation: show(), inputs, ..Request::default() };
            assert_eq!(
                outcome(&pipeline, request, &vec!["x".repeat(500).as_str().into(); size], "").decision,
                Verdict::Allow
            );
        },
        600,
    );
}

#[test]
fn many_guards_of_many_values_take_time_in_proportion() {
    let guard = r#"{ "timing": "before", "filter": "pii", "when": [["@mx.op.type == \"run\"", "deny"]] }"#;
    grows(
        "guards",
        |size| {
            let pipeline = pipeline(r#"{ "danger": "*" }"#, &vec![guard; size]);
            let request = Request {
                operation: Operation { labels: vec!["pii".into()], ..show() },
                inputs: vec![input("pii"); 50],
                ..Request::default()
            };
            assert_eq!(outcome(&pipeline, request, &[], "").decision, Verdict::Allow);
        },
        1000,
    );
}

#[test]
fn a_long_secret_is_hidden_in_linear_time() {
    let guard = r#"{ "timing": "before", "filter": "show", "when": [["*", { "deny": "@input[1]" }]] }"#;
    let pipeline = pipeline(r#"{ "danger": "*" }"#, &[guard]);
    grows(
        "secret",
        |size| {
            let inputs = vec![input("secret"), input("page")];
            let request = Request { operation: show(), inputs, ..Request::default() };
            let values = [("a".repeat(size) + "c").as_str().into(), "a".repeat(size).as_str().into()];
            assert_eq!(outcome(&pipeline, request, &values, "").decision, Verdict::Deny);
        },
        1000,
    );
}

#[test]
fn many_secrets_are_hidden_in_linear_time() {
    let guard = r#"{ "timing": "before", "filter": "show", "when": [["*", { "deny": "@input[1]" }]] }"#;
    let pipeline = pipeline(r#"{ "danger": "*" }"#, &[guard]);
    grows(
        "secrets",
        |size| {
            let words: Vec<String> = (0..size).map(|place| format!("word{place}")).collect();
            let inputs = vec![input("secret"), input("page")];
            let request = Request { operation: show(), inputs, ..Request::default() };
            let values = [Value::list(words.iter().map(String::as_str)), "word ".repeat(size).as_str().into()];
            assert_eq!(outcome(&pipeline, request, &values, "").decision, Verdict::Deny);
        },
        1000,
    );
}

#[test]
fn a_command_made_again_leaves_the_others_to_be_checked() {
    let fragment = r#"{ "timing": "before", "filter": "run", "when": [["*", { "env": {}, "policy": { "deny": ["cmd:curl"] } }]] }"#;
    let trim = r#"{ "timing": "before", "filter": "pii", "scope": "perInput", "when": [["*", { "allow": "b" }]] }"#;
    let request = || Request {
        operation: Operation { commands: vec!["echo a".to_owned(), "curl https://evil.example".to_owned()], ..run("") },
        inputs: vec![input("pii")],
        ..Request::default()
    };
    let values = ["a".into()];
    let without = outcome(&pipeline(r#"{ "danger": "*" }"#, &[fragment, trim]), request(), &values, "");
    assert_eq!(without.decision, Verdict::Deny);
    let with = Request { rebuilds: true, ..request() };
    let with = outcome(&pipeline(r#"{ "danger": "*" }"#, &[fragment, trim]), with, &values, "echo b");
    assert_eq!(with.decision, Verdict::Deny, "metadata.command is not looked at where the command is made again");
}

#[test]
fn nesting_ends() {
    let guards: Vec<String> = (0..1500)
        .map(|_| {
            r#"{ "timing": "before", "filter": "pii", "scope": "perInput", "when": [["*", { "allow": ["@input"] }]] }"#
                .to_owned()
        })
        .collect();
    let guards: Vec<&str> = guards.iter().map(String::as_str).collect();
    let pipeline = pipeline(r#"{ "danger": "*" }"#, &guards);
    let request = Request { operation: show(), inputs: vec![input("pii")], ..Request::default() };
    assert_eq!(outcome(&pipeline, request, &["b".into()], "").decision, Verdict::Deny);
}

#[test]
fn attempts_that_nobody_ends_do_not_end_those_of_others() {
    let guard = r#"{ "timing": "before", "filter": "show", "when": [["*", { "retry": "again" }]] }"#;
    let pipeline = pipeline(r#"{ "danger": "*" }"#, &[guard]);
    for id in 0..10_001 {
        let request = Request { operation: show(), retryable: true, id: Some(id.to_string()), ..Request::default() };
        assert_eq!(outcome(&pipeline, request, &[], "").decision, Verdict::Retry, "attempt {id}");
    }
}
