//! What a decision costs natively: the operations of `operations.json`, without WebAssembly and JavaScript around them.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "a benchmark")]
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "its input is a file of its own")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::rc::Rc;

use criterion::{Criterion, criterion_group, criterion_main};
use mlld_policy::capability::FileMode;
use mlld_policy::decision::Decision;
use mlld_policy::engine::{Engine, EngineOptions};
use mlld_policy::guard::{Answer, Ask, GuardPipeline, Request, RequestInput, Step, Verdict};
use mlld_policy::label::{Descriptor, Flow};
use mlld_policy::policy::{ReadOptions, json, read_text};
use mlld_policy::shell::{Shell, Surroundings, analyze};
use mlld_policy::{label, policy};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Input {
    texts: usize,
    words: Vec<String>,
    options: Options,
    policies: BTreeMap<String, Value>,
    operations: Vec<Operation>,
    flow: Flows,
    guards: Guards,
    many: Many,
    compiling: Compiling,
}

#[derive(Deserialize)]
struct Options {
    base: String,
    home: String,
}

#[derive(Deserialize)]
struct Operation {
    name: String,
    method: String,
    policy: String,
    decision: String,
    templates: Vec<String>,
}

#[derive(Deserialize)]
struct Flows {
    policy: Value,
    operations: Vec<FlowOperation>,
    values: Vec<Known>,
}

#[derive(Deserialize)]
struct FlowOperation {
    #[serde(rename = "type")]
    kind: String,
    command: Option<String>,
    #[serde(default)]
    labels: Vec<String>,
}

#[derive(Deserialize)]
struct Known {
    labels: Vec<String>,
    #[serde(default)]
    taint: Vec<String>,
}

#[derive(Deserialize)]
struct Guards {
    kind: String,
    filter: String,
    templates: Vec<String>,
    conditions: Vec<String>,
}

#[derive(Deserialize)]
struct Many {
    counts: [usize; 2],
    kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    name: String,
    method: String,
    rule: String,
    template: String,
}

#[derive(Deserialize)]
struct Compiling {
    rule: String,
    counts: Vec<usize>,
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

    /// A template with everything filled in; `inputs.mjs` does the same.
    fn fill(&self, template: &str, n: usize) -> String {
        let word = &self.words[n % self.words.len()];
        template.replace("{n}", &n.to_string()).replace("{word}", word)
    }

    /// The texts of a rotation; `numbers` stand for `{}`.
    fn rotation(&self, templates: &[String], numbers: &[usize]) -> Rotation<String> {
        let text = |n: usize| {
            let number = numbers.get(n % numbers.len().max(1)).copied().unwrap_or_default();
            self.fill(&templates[n % templates.len()], n).replace("{}", &number.to_string())
        };
        Rotation::new((0..self.texts).map(text).collect())
    }
}

/// Items one after the other, round and round.
struct Rotation<T> {
    items: Vec<T>,
    at: usize,
}

impl<T> Rotation<T> {
    fn new(items: Vec<T>) -> Self {
        Self { items, at: 0 }
    }

    fn next(&mut self) -> &T {
        self.at = (self.at + 1) % self.items.len();
        &self.items[self.at]
    }
}

/// A policy that allows by the rules of these numbers.
fn policy_of(rule: &str, numbers: impl Iterator<Item = usize>) -> String {
    let allow: Vec<String> = numbers.map(|number| rule.replace("{}", &number.to_string())).collect();
    json!({ "allow": allow }).to_string()
}

/// A number of rules as the benchmark of the package writes it.
fn rules(count: usize) -> String {
    if count < 1000 { format!("{count} rules") } else { format!("{},{:03} rules", count / 1000, count % 1000) }
}

/// `few` of the numbers below `count`, as far apart as they can be.
fn spread(count: usize, few: usize) -> Vec<usize> {
    (0..few).map(|index| (2 * index + 1) * count / (2 * few)).collect()
}

/// Decides over one text after the other.
fn asking(method: &str, texts: Rotation<String>) -> Box<dyn FnMut(&Engine) -> Decision> {
    let mut texts = texts;
    match method {
        "checkCommand" => Box::new(move |engine| engine.check_command(black_box(texts.next()), Shell::Bash)),
        "checkArgv" => {
            let split = |text: &String| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
            let mut lists = Rotation::new(texts.items.iter().map(split).collect());
            Box::new(move |engine| engine.check_argv(black_box(lists.next())))
        }
        "checkFile" => Box::new(move |engine| engine.check_file(FileMode::Read, black_box(texts.next()))),
        "checkNetwork" => Box::new(move |engine| engine.check_network(black_box(texts.next()))),
        "checkCapability" => Box::new(move |engine| engine.check_capability(black_box(texts.next())).unwrap()),
        other => panic!("no benchmark of `{other}`"),
    }
}

fn decisions(criterion: &mut Criterion) {
    let input = Input::read();
    for Operation { name, method, policy, decision, templates } in &input.operations {
        let engine = input.engine(&input.policies[policy].to_string());
        let mut decide = asking(method, input.rotation(templates, &[]));
        for _ in 0..input.texts {
            assert_eq!(decide(&engine).is_allowed(), decision == "allow", "{name}");
        }
        criterion.bench_function(name, |b| b.iter(|| decide(&engine)));
    }
    // The part of a decision over a command that reads it.
    let mut texts = input.rotation(&input.operations[0].templates, &[]);
    criterion.bench_function("command, only read", |b| {
        b.iter(|| analyze(black_box(texts.next()), Shell::Bash, Surroundings::default()));
    });
}

fn flows(criterion: &mut Criterion) {
    let input = Input::read();
    let engine = input.engine(&input.flow.policy.to_string());
    let operation = |FlowOperation { kind, command, labels }: &FlowOperation| {
        let commands = command.iter().cloned().collect();
        let operation = label::Operation {
            kind: Some(kind.clone()),
            labels: labels.clone(),
            commands,
            ..label::Operation::default()
        };
        engine.operation_labels(&operation, true)
    };
    let value = |n: usize| {
        let Known { labels, taint } = &input.flow.values[n % input.flow.values.len()];
        let fill = |texts: &[String]| texts.iter().map(|text| input.fill(text, n)).collect::<Vec<_>>();
        Descriptor::new(fill(labels), fill(taint))
    };
    let operations: Vec<_> = input.flow.operations.iter().map(operation).collect();
    let values: Vec<_> = (0..input.texts).map(value).collect();

    let mut prepared = Rotation::new(operations.iter().map(|each| engine.prepare_operation(each)).collect());
    let mut sets = Rotation::new(values.iter().map(|each| engine.prepare_value(each)).collect());
    criterion.bench_function("flow", |b| {
        b.iter(|| assert!(black_box(prepared.next()).lets_in([black_box(sets.next())])));
    });
    let (mut operations, mut values) = (Rotation::new(operations), Rotation::new(values));
    criterion.bench_function("flow, not prepared", |b| {
        b.iter(|| {
            let (operation, inputs) = (operations.next(), std::slice::from_ref(values.next()));
            let flow =
                Flow { inputs: black_box(inputs), operation: black_box(operation), destination: None, target: None };
            assert!(engine.check_flow(&flow).is_allowed());
        });
    });
}

fn many_rules(criterion: &mut Criterion) {
    let input = Input::read();
    let [few, many] = input.many.counts;
    let common = spread(many, few);
    for Kind { name, method, rule, template } in &input.many.kinds {
        let short = policy_of(rule, common.iter().copied());
        let long = policy_of(rule, 0..many);
        for (count, policy) in [(few, short), (many, long)] {
            let engine = input.engine(&policy);
            let mut decide = asking(method, input.rotation(std::slice::from_ref(template), &common));
            assert!(decide(&engine).is_allowed(), "{name}");
            criterion.bench_function(&format!("{name}, {}", rules(count)), |b| b.iter(|| decide(&engine)));
        }
    }
}

fn compiling(criterion: &mut Criterion) {
    let input = Input::read();
    for count in &input.compiling.counts {
        let policy = policy_of(&input.compiling.rule, 0..*count);
        criterion
            .bench_function(&format!("compiling {}", rules(*count)), |b| b.iter(|| input.engine(black_box(&policy))));
    }
}

/// Guards of conditions alone, ten of them, about an operation with one value.
fn guards(criterion: &mut Criterion) {
    let input = Input::read();
    let engine = Rc::new(input.engine(&input.policies["commands"].to_string()));
    let mut pipeline = GuardPipeline::new(engine, 3);
    for condition in &input.guards.conditions {
        let definition = json!({ "timing": "before", "filter": input.guards.filter, "when": [[condition, "deny"]] });
        let (definition, _) = json::parse(&definition.to_string(), json::nearest_number).unwrap();
        pipeline.register(&definition).unwrap();
    }
    let texts = input.rotation(&input.guards.templates, &[]).items;
    let mut values =
        Rotation::new(texts.iter().map(|text| policy::value::Value::from(text.as_str())).collect::<Vec<_>>());
    criterion.bench_function("guards", |b| {
        b.iter(|| {
            let request = Request {
                operation: label::Operation { kind: Some(input.guards.kind.clone()), ..label::Operation::default() },
                inputs: vec![RequestInput::default()],
                ..Request::default()
            };
            let value = values.next();
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

criterion_group!(checks, decisions, flows, many_rules, guards);
criterion_group! { name = engines; config = Criterion::default().sample_size(10); targets = compiling }
criterion_main!(checks, engines);
