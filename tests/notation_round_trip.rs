//! Every policy of the corpora, printed in the notation of mlld and as JSON, and read again, is the same policy.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

#[path = "support/corpus.rs"]
mod corpus;

use corpus::json_files;
use mlld_policy::notation::print_policy;
use mlld_policy::policy::{PolicyDocument, ReadOptions, read_text};
use serde_json::Value;

/// The objects of a corpus that policies are made of, wherever they stand.
fn layers(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| layers(item, found)),
        Value::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), value) {
                    ("layers" | "policies", Value::Array(all)) => found.extend(all.iter().cloned()),
                    ("policy", Value::Object(_)) => found.push(value.clone()),
                    _ => layers(value, found),
                }
            }
        }
        _ => {}
    }
}

/// What a policy says, whatever the order of its keys.
fn said(policy: &PolicyDocument) -> Value {
    serde_json::from_str(&policy.to_value().to_string()).unwrap()
}

#[test]
fn printing_and_reading_again_changes_nothing() {
    let folders = ["tests/decisions", "tests/needs", "tests/labels", "tests/guards"];
    let mut all = Vec::new();
    for (_, text) in folders.into_iter().flat_map(json_files) {
        layers(&serde_json::from_str(&text).unwrap(), &mut all);
    }
    for example in ["team", "project", "coding-agent", "compact"] {
        let text = std::fs::read_to_string(format!("examples/policies/{example}.json")).unwrap();
        all.push(serde_json::from_str(&text).unwrap());
    }
    let mut count = 0;
    for layer in all {
        let Ok(policy) = read_text(&layer.to_string(), &ReadOptions::default()) else { continue };
        let canonical = said(&policy.document);
        let json = read_text(&policy.document.to_value().to_string(), &ReadOptions::default()).unwrap();
        assert_eq!(said(&json.document), canonical, "{layer}");
        let Some(source) = print_policy(&policy.document) else {
            // Only numbers of more digits than notation has cannot be written in it.
            assert!(layer.to_string().contains(|c: char| c.is_ascii_digit()), "{layer}");
            continue;
        };
        let again = read_text(&source, &ReadOptions::default()).unwrap_or_else(|error| panic!("{source}: {error}"));
        assert_eq!(said(&again.document), canonical, "{source}");
        count += 1;
    }
    println!("{count} policies");
    assert!(count > 2000, "{count}: the corpora are missing");
}

/// The mistakes that the guide shows are told as it shows them.
#[test]
fn the_guide_shows_what_is_told() {
    let guide = std::fs::read_to_string("docs/notation.md").unwrap();
    let (_, example) = guide.split_once("const problems = lint(`").unwrap();
    let (policy, example) = example.split_once("`);").unwrap();
    let (_, shown) = example.split_once("```text\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    let problems = read_text(policy, &ReadOptions::default()).unwrap_err().problems;
    let told = problems.iter().map(|problem| {
        let (line, column) = problem.line.zip(problem.column).unwrap();
        format!("{line}:{column} {} ({})\n", problem.message, problem.suggestion.as_deref().unwrap_or("undefined"))
    });
    assert_eq!(told.collect::<String>(), shown);
}
