//! Runs the corpus of declarations in `tests/needs/`: the same files that the tests of the npm package run.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test")]

#[path = "support/needs.rs"]
mod cases;
#[path = "support/engine.rs"]
mod engine;

use cases::{cases, failures};
use engine::engine_of;

#[test]
fn every_declaration_is_judged_as_the_corpus_says() {
    let mut files: Vec<_> = std::fs::read_dir("tests/needs").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut count = 0;
    let mut wrong = Vec::new();
    for path in files {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let cases = cases(&std::fs::read_to_string(&path).unwrap());
        count += cases.len();
        wrong.extend(
            cases.iter().flat_map(|case| failures(case, engine_of)).map(|failure| format!("{file}: {failure}")),
        );
    }
    println!("{count} declarations");
    assert!(count >= 250, "the corpus is missing");
    assert!(wrong.is_empty(), "{} expectations fail:\n{}", wrong.len(), wrong.join("\n"));
}
