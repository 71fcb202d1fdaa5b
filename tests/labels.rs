//! Runs the corpus of labels in `tests/labels/`: the same files that the tests of the npm package run.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test")]

#[path = "support/labels.rs"]
mod cases;
#[path = "support/corpus.rs"]
mod corpus;
#[path = "support/engine.rs"]
mod engine;
#[path = "support/shapes.rs"]
mod shapes;

use serde_json::Value;

use cases::failures;
use corpus::json_files;
use engine::engine_of;

#[test]
fn the_engine_answers_as_the_corpus_says() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (file, text) in json_files("tests/labels") {
        let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
        count += cases.len();
        wrong.extend(
            cases.iter().flat_map(|case| failures(case, engine_of)).map(|failure| format!("{file}: {failure}")),
        );
    }
    println!("{count} questions");
    assert!(count >= 398, "the corpus is missing");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
