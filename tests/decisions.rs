//! Runs the corpus of decisions in `tests/decisions/`: the same files that the tests of the npm package run.

#[path = "support/corpus.rs"]
mod corpus;
mod support;

use corpus::json_files;
use mlld_policy::policy::{ReadOptions, read_text};
use serde_json::json;
use support::{Case, failures, run};

#[test]
fn every_decision_is_as_the_corpus_says() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (file, text) in json_files("tests/decisions") {
        let cases: Vec<Case> = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        count += cases.len();
        wrong.extend(cases.iter().flat_map(failures).map(|failure| format!("{file}: {failure}")));
    }
    println!("{count} decisions");
    assert!(count > 5000, "the corpus is missing");
    assert!(wrong.is_empty(), "{} expectations fail:\n{}", wrong.len(), wrong.join("\n"));
}

/// Layers that are one are told by their canonical form, so that it must decide as the document does.
#[test]
fn every_decision_is_the_same_with_the_canonical_form_of_its_layers() {
    let mut wrong = Vec::new();
    for (file, text) in json_files("tests/decisions") {
        let cases: Vec<Case> = serde_json::from_str(&text).unwrap();
        for mut case in cases {
            let decision = run(&case)["decision"].clone();
            let options = ReadOptions {
                capabilities: serde_json::from_value(case.options.get("capabilities").cloned().unwrap_or(json!([])))
                    .unwrap(),
                ..ReadOptions::default()
            };
            for layer in &mut case.layers {
                let accepted = read_text(&layer.to_string(), &options).unwrap();
                *layer = serde_json::to_value(&accepted.document).unwrap();
            }
            if run(&case)["decision"] != decision {
                wrong.push(format!("{file}: {} {:?}", case.name, case.layers));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
