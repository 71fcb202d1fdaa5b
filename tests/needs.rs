//! Runs the corpus of declarations in `tests/needs/`: the same files that the tests of the npm package run.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test")]

#[path = "support/needs.rs"]
mod cases;
#[path = "support/corpus.rs"]
mod corpus;
#[path = "support/engine.rs"]
mod engine;

use cases::{cases, failures};
use corpus::json_files;
use engine::engine_of;

#[test]
fn every_declaration_is_judged_as_the_corpus_says() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (file, text) in json_files("tests/needs") {
        let cases = cases(&text);
        count += cases.len();
        wrong.extend(
            cases.iter().flat_map(|case| failures(case, engine_of)).map(|failure| format!("{file}: {failure}")),
        );
    }
    println!("{count} declarations");
    assert!(count >= 250, "the corpus is missing");
    assert!(wrong.is_empty(), "{} expectations fail:\n{}", wrong.len(), wrong.join("\n"));
}
