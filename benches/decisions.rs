//! What a decision costs natively: the operations of `operations.json`, without WebAssembly and JavaScript around them.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;
use std::rc::Rc;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use mlld_policy::capability::FileMode;
use mlld_policy::decision::Decision;
use mlld_policy::engine::{Engine, EngineOptions};
use mlld_policy::guard::{Answer, Ask, GuardPipeline, Request, RequestInput, Step, Verdict};
use mlld_policy::policy::{ReadOptions, json, read_text};
use mlld_policy::shell::{Shell, Surroundings, analyze};
use mlld_policy::{label, policy};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Input {
    options: Options,
    policy: Value,
    operations: Vec<Operation>,
    many: Many,
    building: usize,
    guards: Guards,
}

#[derive(Deserialize)]
struct Guards {
    kind: String,
    filter: String,
    value: String,
    conditions: Vec<String>,
}

#[derive(Deserialize)]
struct Options {
    base: String,
    home: String,
}

#[derive(Deserialize)]
struct Operation {
    name: String,
    call: Vec<Value>,
    decision: String,
}

#[derive(Deserialize)]
struct Many {
    counts: Vec<usize>,
    kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    name: String,
    rule: String,
    call: Vec<Value>,
}

impl Input {
    fn read() -> Self {
        serde_json::from_str(include_str!("operations.json")).unwrap()
    }

    fn engine(&self, policy: &str) -> Engine {
        let document = read_text(policy, &ReadOptions::default()).unwrap().document;
        let options = EngineOptions {
            base: Some(self.options.base.clone()),
            home: Some(self.options.home.clone()),
            ..EngineOptions::default()
        };
        Engine::new(vec![document], options).unwrap()
    }

    /// The policy with as many rules as asked for; those that are added are about other things than the operations.
    fn policy_of(&self, count: usize, rule: &str) -> String {
        let mut policy = self.policy.clone();
        let more = (5..count).map(|index| Value::String(rule.replace("{}", &index.to_string())));
        policy.get_mut("allow").and_then(Value::as_array_mut).unwrap().extend(more);
        policy.to_string()
    }
}

/// A call, read once: what is measured is the decision.
fn prepared(call: &[Value]) -> Box<dyn Fn(&Engine) -> Decision> {
    let text = |index: usize| call.get(index).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (method, first, second) = (text(0), text(1), text(2));
    match method.as_str() {
        "checkCommand" => Box::new(move |engine| engine.check_command(black_box(&first), Shell::Bash)),
        "checkArgv" => {
            let argv: Vec<String> = serde_json::from_value(call.get(1).unwrap().clone()).unwrap();
            Box::new(move |engine| engine.check_argv(black_box(&argv)))
        }
        "checkFile" => Box::new(move |engine| engine.check_file(FileMode::Read, black_box(&second))),
        "checkNetwork" => Box::new(move |engine| engine.check_network(black_box(&first))),
        "checkCapability" => Box::new(move |engine| engine.check_capability(black_box(&first)).unwrap()),
        other => panic!("no benchmark of `{other}`"),
    }
}

fn decisions(criterion: &mut Criterion) {
    let input = Input::read();
    let engine = input.engine(&input.policy.to_string());
    let mut group = criterion.benchmark_group("decision");
    for Operation { name, call, decision } in &input.operations {
        let decide = prepared(call);
        assert_eq!(decide(&engine).is_allowed(), decision == "allow", "{name}");
        group.bench_function(name, |b| b.iter(|| decide(&engine)));
    }
    // The part of a decision over a command that reads it.
    group.bench_function("command, only read", |b| {
        b.iter(|| analyze(black_box("git status --short"), Shell::Bash, Surroundings::default()));
    });
    group.finish();
}

fn many_rules(criterion: &mut Criterion) {
    let input = Input::read();
    let mut group = criterion.benchmark_group("many rules");
    for Kind { name, rule, call } in &input.many.kinds {
        let decide = prepared(call);
        for count in &input.many.counts {
            let engine = input.engine(&input.policy_of(*count, rule));
            assert!(decide(&engine).is_allowed(), "{name}");
            group.bench_with_input(BenchmarkId::new(name, count), &engine, |b, engine| b.iter(|| decide(engine)));
        }
    }
    group.finish();
}

fn building(criterion: &mut Criterion) {
    let input = Input::read();
    let policy = input.policy_of(input.building, "cmd:tool{}:run:*");
    criterion.bench_function("building an engine", |b| b.iter(|| input.engine(black_box(&policy))));
}

/// Guards of conditions alone, ten of them, about an operation with one value.
fn guards(criterion: &mut Criterion) {
    let input = Input::read();
    let engine = Rc::new(input.engine(&input.policy.to_string()));
    let mut pipeline = GuardPipeline::new(engine, 3);
    for condition in &input.guards.conditions {
        let definition = json!({ "timing": "before", "filter": input.guards.filter, "when": [[condition, "deny"]] });
        let (definition, _) = json::parse(&definition.to_string(), json::nearest_number).unwrap();
        pipeline.register(&definition).unwrap();
    }
    let value = policy::value::Value::from(input.guards.value.as_str());
    criterion.bench_function("guards, 10 of conditions", |b| {
        b.iter(|| {
            let request = Request {
                operation: label::Operation { kind: Some(input.guards.kind.clone()), ..label::Operation::default() },
                inputs: vec![RequestInput::default()],
                ..Request::default()
            };
            let mut run = pipeline.start(request).unwrap();
            let mut answer = None;
            loop {
                match run.advance(answer.take()) {
                    Step::Ask(Ask::Values { .. }) => answer = Some(Answer::Values(vec![Some(value.clone())])),
                    Step::Ask(_) => panic!("only the value is asked for"),
                    Step::Done(outcome) => break assert_eq!(outcome.decision, Verdict::Allow),
                }
            }
        });
    });
}

criterion_group!(benches, decisions, many_rules, building, guards);
criterion_main!(benches);
