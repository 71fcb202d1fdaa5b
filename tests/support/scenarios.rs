//! A folder of `tests/scenarios/`, and what is wrong with what the engine makes of it.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "code of tests")]

use std::fs;
use std::path::{Path, PathBuf};

use mlld_policy::notation::Flavour;
use mlld_policy::policy::{Names, json};
use mlld_policy::scenario::{ScenarioOptions, ScenarioResult, run_scenario};
use serde_json::{Value, json as object};

/// Files of a folder that say what it is, and cannot be imported.
const OWN: [&str; 5] = ["example.md", "expected.md", "error.md", "decisions.json", "mlld-config.json"];

/// What rows of `decisions.json` may say.
const COLUMNS: [&str; 7] = ["decision", "operation", "code", "reason", "rule", "policy", "line"];

/// All folders, in order.
pub(crate) fn folders() -> Vec<PathBuf> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let paths = fs::read_dir(all).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The text of a file of a folder.
pub(crate) fn text(folder: &Path, name: &str) -> Option<String> {
    fs::read_to_string(folder.join(name)).ok()
}

/// What a scenario is run with.
pub(crate) fn options(folder: &Path) -> ScenarioOptions {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files = files.filter(|name| !OWN.contains(&name.as_str()));
    let files: Names<String> = files.map(|name| (name.clone(), text(folder, &name).unwrap())).collect();
    let config = text(folder, "mlld-config.json").map(|text| json::parse(&text, json::nearest_number).unwrap().0);
    ScenarioOptions { flavour: Flavour::Markdown, files, config, ..ScenarioOptions::default() }
}

/// What is wrong.
pub(crate) fn failures(folder: &Path) -> Vec<String> {
    let Some(source) = text(folder, "example.md") else { return vec!["there is no example.md".to_owned()] };
    judged(folder, &run_scenario(&source, &options(folder)))
}

/// What is wrong with what came of a scenario.
pub(crate) fn judged(folder: &Path, result: &ScenarioResult) -> Vec<String> {
    let mut wrong = match (text(folder, "expected.md"), text(folder, "error.md")) {
        (Some(expected), None) => unexpected_output(&expected, result),
        (None, Some(expected)) => unexpected_error(&expected, result),
        _ => vec!["a folder has either expected.md or error.md".to_owned()],
    };
    if let Some(rows) = text(folder, "decisions.json") {
        wrong.extend(missing_rows(&serde_json::from_str(&rows).unwrap(), result));
    }
    wrong
}

fn unexpected_output(expected: &str, result: &ScenarioResult) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(error) = &result.error {
        wrong.push(format!("it stops: {}", error.message));
    }
    if lines(expected) != lines(&result.output) {
        wrong.push(format!("expected {expected:?}, printed {:?}", result.output));
    }
    wrong
}

fn unexpected_error(expected: &str, result: &ScenarioResult) -> Vec<String> {
    let expected = expected.trim();
    match &result.error {
        _ if expected.is_empty() => vec!["error.md is empty: every error would do".to_owned()],
        None => vec![format!("expected the error {expected:?}, printed {:?}", result.output)],
        Some(error) if error.message.contains(expected) => Vec::new(),
        Some(error) => vec![format!("expected the error {expected:?}, found {:?}", error.message)],
    }
}

/// The lines of a page, but for blanks at their ends and empty ones at the end.
fn lines(page: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = page.lines().map(str::trim_end).collect();
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines
}

/// Rows that are not found in their order.
fn missing_rows(rows: &Value, result: &ScenarioResult) -> Vec<String> {
    let rows = rows.as_array().unwrap();
    if rows.is_empty() {
        return vec!["decisions.json is empty".to_owned()];
    }
    let decisions = result.decisions.iter().map(|decision| {
        let decision = object!(decision);
        let denial = &decision["denial"];
        let of_denial = |key: &str| denial.get(key).cloned().unwrap_or(Value::Null);
        object!({
            "operation": decision["operation"], "line": decision["line"], "decision": decision["decision"],
            "code": of_denial("code"), "reason": of_denial("reason"), "rule": of_denial("rule"), "policy": of_denial("policy"),
        })
    });
    let decisions: Vec<Value> = decisions.collect();
    let mut left = decisions.iter();
    let mut wrong = Vec::new();
    for row in rows {
        let row = row.as_object().unwrap();
        for key in row.keys().filter(|key| !COLUMNS.contains(&key.as_str())) {
            wrong.push(format!("a row says `{key}`, which no decision has"));
        }
        if row.is_empty() {
            wrong.push("a row says nothing".to_owned());
        }
        if !left.any(|decision| row.iter().all(|(key, value)| decision[key] == *value)) {
            wrong.push(format!("there is no decision {row:?} in its order among {decisions:?}"));
            break;
        }
    }
    wrong
}
