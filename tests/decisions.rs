//! Runs the corpus of decisions in `tests/decisions/`: the same files that the tests of the npm package run.

mod support;

use support::{Case, failures};

#[test]
fn every_decision_is_as_the_corpus_says() {
    let mut files: Vec<_> = std::fs::read_dir("tests/decisions").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut count = 0;
    let mut wrong = Vec::new();
    for path in files {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let cases: Vec<Case> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        count += cases.len();
        wrong.extend(cases.iter().flat_map(failures).map(|failure| format!("{file}: {failure}")));
    }
    println!("{count} decisions");
    assert!(count > 4000, "the corpus is missing");
    assert!(wrong.is_empty(), "{} expectations fail:\n{}", wrong.len(), wrong.join("\n"));
}
