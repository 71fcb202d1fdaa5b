//! Holds command lines of known effect against the engine: hostile ones must be denied, benign ones seldom may.
//! `tests/data/corpus/README.md` says what a row is and how it is run.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test"
)]

#[path = "support/figures.rs"]
mod figures;
#[allow(dead_code, reason = "shared with the tests of decisions")]
mod support;

use figures::{entry, reaches, share, show};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};
use support::{Case, run};

/// The fields that decide; the others tell readers why.
#[derive(Deserialize)]
struct Row {
    id: String,
    allow: Vec<String>,
    deny: Vec<String>,
    command: String,
    expect: String,
    #[serde(default = "visible")]
    visible: bool,
}

fn visible() -> bool {
    true
}

impl Row {
    /// The decision, under a layer that opts in to the whole danger list or to nothing of it.
    fn decide(&self, danger: bool) -> Value {
        let rules = |entries: &[String]| entries.iter().map(|entry| rule(entry)).collect::<Vec<_>>();
        let mut layer = json!({ "allow": rules(&self.allow), "deny": rules(&self.deny) });
        if danger {
            layer["danger"] = json!(["*"]);
        }
        run(&Case {
            name: self.id.clone(),
            layers: vec![layer],
            options: json!({ "base": "/work/proj", "home": "/home/u" }).as_object().unwrap().clone(),
            call: vec![json!("checkCommand"), json!(self.command)],
            expect: serde_json::Map::new(),
        })
    }

    fn is_allowed(&self) -> bool {
        self.decide(true)["decision"] == "allow"
    }
}

/// An entry that is no file or network rule is a command pattern.
fn rule(entry: &str) -> String {
    match entry.starts_with("fs:") || entry.starts_with("net:") {
        true => entry.to_owned(),
        false => format!("cmd:{entry}"),
    }
}

/// The rows of each file.
fn corpus() -> BTreeMap<String, Vec<Row>> {
    let mut files = BTreeMap::new();
    for file in std::fs::read_dir("tests/data/corpus").unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let rows = serde_json::from_str(&std::fs::read_to_string(&path).unwrap());
            files.insert(name.clone(), rows.unwrap_or_else(|error| panic!("{name}: {error}")));
        }
    }
    files
}

#[test]
fn the_corpus_is_whole() {
    let corpus = corpus();
    for (file, rows) in [("bypass", 906), ("redirects", 172), ("flag-exec", 170), ("own", 60)] {
        assert!(corpus.get(file).is_some_and(|found| found.len() >= rows), "{file} has lost rows");
    }
    let mut ids = HashSet::new();
    for row in corpus.values().flatten() {
        assert!(ids.insert(&row.id), "{}: two rows have this id", row.id);
        assert!(["allow", "deny"].contains(&row.expect.as_str()), "{}: expects {}", row.id, row.expect);
    }
}

#[test]
fn every_hostile_line_is_denied() {
    let mut allowed = Vec::new();
    for (file, rows) in &corpus() {
        let hostile = || rows.iter().filter(|row| row.expect == "deny");
        let seen: Vec<_> = hostile().filter(|row| row.visible).collect();
        let passed: Vec<_> = seen.iter().filter(|row| row.is_allowed()).collect();
        show(&format!("{file}: {} hostile lines denied", share(seen.len() - passed.len(), seen.len())));
        allowed.extend(passed.iter().map(|row| entry(&row.id, &row.command, "allowed")));

        let unseen: Vec<_> = hostile().filter(|row| !row.visible).collect();
        if !unseen.is_empty() {
            let denied = unseen.iter().filter(|row| !row.is_allowed()).count();
            show(&format!(
                "{file}: {} denied of those whose effect the line does not show",
                share(denied, unseen.len())
            ));
        }
    }
    assert!(allowed.is_empty(), "{} hostile lines are allowed:\n{}", allowed.len(), allowed.join("\n"));
}

#[test]
fn benign_lines_are_allowed() {
    benign_lines_are_allowed_with(true, 97);
}

#[test]
fn benign_lines_are_allowed_under_the_danger_list() {
    benign_lines_are_allowed_with(false, 95);
}

fn benign_lines_are_allowed_with(danger: bool, percent: usize) {
    let what = if danger { "benign lines" } else { "benign lines, no opt-in to the danger list," };
    let (mut count, mut refused) = (0, Vec::new());
    for (file, rows) in &corpus() {
        let benign: Vec<_> = rows.iter().filter(|row| row.expect == "allow").collect();
        let before = refused.len();
        for row in &benign {
            let decision = row.decide(danger);
            if decision["decision"] != "allow" {
                refused.push(entry(&row.id, &row.command, decision["reason"].as_str().unwrap_or_default()));
            }
        }
        count += benign.len();
        if !benign.is_empty() {
            show(&format!("{file}: {} {what} allowed", share(benign.len() + before - refused.len(), benign.len())));
        }
    }
    let figure = format!("{} {what} allowed; refused:\n{}", share(count - refused.len(), count), refused.join("\n"));
    show(&figure);
    assert!(reaches(count - refused.len(), count, percent), "less than {percent} %: {figure}");
}
