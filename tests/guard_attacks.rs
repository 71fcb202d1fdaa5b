//! Attacks on the pipeline of guards that the corpus cannot say.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::rc::Rc;

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
