//! What a decision costs natively: the operations of `benches/package.mjs`, without JavaScript around them.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]
#![cfg(not(target_arch = "wasm32"))]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use mlld_policy::capability::FileMode;
use mlld_policy::engine::{Engine, EngineOptions};
use mlld_policy::policy::{PolicyDocument, ReadOptions, read_text};
use mlld_policy::shell::{Shell, analyze};
use serde_json::{Value, json};

/// The five rules that both benchmarks decide by.
fn five_rules() -> Value {
    json!({
        "allow": ["cmd:git:*", "cmd:npm:run:*", "fs:r:src/**", "net:*.example.com"],
        "deny": ["cmd:git:push:*"],
    })
}

/// As many rules about programs, folders and hosts that no operation here is about, and the five.
fn many_rules(kind: &str, count: usize) -> Value {
    let mut policy = five_rules();
    let rule = |index: usize| match kind {
        "commands" => format!("cmd:tool{index}:run:*"),
        "paths" => format!("fs:r:folder{index}/**"),
        _ => format!("net:host{index}.example.org"),
    };
    if let Some(allow) = policy.get_mut("allow").and_then(Value::as_array_mut) {
        allow.extend((0..count.saturating_sub(5)).map(|index| Value::String(rule(index))));
    }
    policy
}

fn document(policy: &Value) -> PolicyDocument {
    read_text(&policy.to_string(), &ReadOptions::default()).unwrap().document
}

fn engine(document: PolicyDocument) -> Engine {
    let options = EngineOptions {
        base: Some("/home/dev/shop".to_owned()),
        home: Some("/home/dev".to_owned()),
        ..EngineOptions::default()
    };
    Engine::new(vec![document], options).unwrap()
}

fn decisions(criterion: &mut Criterion) {
    let engine = engine(document(&five_rules()));
    let mut group = criterion.benchmark_group("decision");
    let mut command = |name: &str, text: &str, allowed: bool| {
        assert_eq!(engine.check_command(text, Shell::Bash).is_allowed(), allowed, "{text}");
        group.bench_function(name, |b| b.iter(|| engine.check_command(black_box(text), Shell::Bash)));
    };
    command("command, allowed", "git status --short", true);
    command("command, denied", "git push origin main", false);
    command("pipeline, not understood", "git log --oneline | head -5", false);
    let argv = ["git", "status", "--short"].map(str::to_owned);
    group.bench_function("argv", |b| b.iter(|| engine.check_argv(black_box(&argv))));
    group.bench_function("file", |b| b.iter(|| engine.check_file(FileMode::Read, black_box("src/cart.ts"))));
    group.bench_function("network", |b| b.iter(|| engine.check_network(black_box("https://api.example.com/v1"))));
    group.bench_function("capability", |b| b.iter(|| engine.check_capability(black_box("cmd"))));
    group.bench_function("reading a command line", |b| {
        b.iter(|| analyze(black_box("git status --short"), Shell::Bash, None));
    });
    group.finish();
}

fn many(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("many rules");
    for kind in ["commands", "paths", "domains"] {
        for count in [10, 100_000] {
            let engine = engine(document(&many_rules(kind, count)));
            group.bench_with_input(BenchmarkId::new(kind, count), &engine, |b, engine| match kind {
                "commands" => b.iter(|| engine.check_command(black_box("git status --short"), Shell::Bash)),
                "paths" => b.iter(|| engine.check_file(FileMode::Read, black_box("src/cart.ts"))),
                _ => b.iter(|| engine.check_network(black_box("https://api.example.com/v1"))),
            });
        }
    }
    group.finish();
}

fn building(criterion: &mut Criterion) {
    let text = many_rules("commands", 1_000).to_string();
    let read = || read_text(&text, &ReadOptions::default()).unwrap().document;
    criterion.bench_function("building an engine of 1,000 rules", |b| b.iter(|| engine(read())));
}

criterion_group!(benches, decisions, many, building);
criterion_main!(benches);
