//! A folder of `tests/scenarios/`, and what is wrong with what the engine makes of it.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "code of tests")]

use std::fs;
use std::path::{Path, PathBuf};

use mlld_policy::notation::Flavour;
use mlld_policy::policy::{Names, json};
use mlld_policy::scenario::{ScenarioError, ScenarioOptions, ScenarioResult, run_scenario};
use serde_json::{Value, json as object};

/// Files of a folder that say what it is, and cannot be imported.
const OWN: [&str; 6] = ["example.md", "example.mld", "expected.md", "error.md", "decisions.json", "mlld-config.json"];

/// What rows of `decisions.json` may say.
const COLUMNS: [&str; 7] = ["decision", "operation", "code", "reason", "rule", "policy", "line"];

/// All folders, in order. Nothing else stands there that could be meant as one.
pub(crate) fn folders() -> Vec<PathBuf> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let entries =
        fs::read_dir(all).unwrap().map(|entry| entry.unwrap()).filter(|entry| entry.file_name() != "README.md");
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| {
            assert!(entry.file_type().unwrap().is_dir(), "{} is no folder", entry.path().display());
            entry.path()
        })
        .collect();
    folders.sort();
    folders
}

/// The text of a file of a folder.
pub(crate) fn text(folder: &Path, name: &str) -> Option<String> {
    fs::read_to_string(folder.join(name)).ok()
}

/// The page of a folder, and what it is run with.
pub(crate) fn page(folder: &Path) -> Option<(String, ScenarioOptions)> {
    let (source, flavour) = match (text(folder, "example.md"), text(folder, "example.mld")) {
        (Some(source), None) => (source, Flavour::Markdown),
        (None, Some(source)) => (source, Flavour::Mld),
        _ => return None,
    };
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files = files.filter(|name| !OWN.contains(&name.as_str()));
    let files: Names<String> = files.map(|name| (name.clone(), text(folder, &name).unwrap())).collect();
    let config = text(folder, "mlld-config.json").map(|text| json::parse(&text, json::nearest_number).unwrap().0);
    Some((source, ScenarioOptions { flavour, files, config, ..ScenarioOptions::default() }))
}

/// What is wrong.
pub(crate) fn failures(folder: &Path) -> Vec<String> {
    let mut wrong = misplaced(folder);
    for name in ["mlld-config.json", "decisions.json"] {
        let (_, twice) = text(folder, name).map(|text| json::parse(&text, json::nearest_number).unwrap()).unzip();
        wrong.extend(twice.unwrap_or_default().into_iter().map(|problem| format!("{name}: {}", problem.message)));
    }
    if !wrong.is_empty() {
        return wrong;
    }
    match page(folder) {
        Some((source, options)) => judged(folder, &run_scenario(&source, &options)),
        None => vec!["a folder has either example.md or example.mld".to_owned()],
    }
}

/// What would be passed over: links, folders, and names that are written otherwise.
fn misplaced(folder: &Path) -> Vec<String> {
    let mut wrong = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
        let name = entry.file_name().into_string().unwrap();
        if !entry.file_type().unwrap().is_file() {
            wrong.push(format!("{name} is no file"));
        }
        if !OWN.contains(&name.as_str()) && OWN.contains(&name.to_lowercase().as_str()) {
            wrong.push(format!("{name} is read by nobody"));
        }
    }
    wrong
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
    match &result.error {
        Some(error) => wrong.push(format!("it stops: {}", error.message)),
        None if result.decisions.is_empty() && lines(&result.output).is_empty() => {
            wrong.push("this page decides nothing and prints nothing".to_owned());
        }
        None => {}
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
        // It is about no page.
        Some(error) if error.code.as_deref() == Some("INVALID_OPTION") => vec![error.message.clone()],
        Some(error) if says(error, expected) => Vec::new(),
        Some(error) => vec![format!("expected the error {expected:?}, found {:?}", error.message)],
    }
}

/// Whether an error says this. Of a mistake in the page only what is said of it counts, and not the line of the page that is
/// shown below, which begins with two blanks: that may hold the expected words itself. The name of the file alone is in
/// every mistake.
fn says(error: &ScenarioError, expected: &str) -> bool {
    let ScenarioError { message, file, line, column, .. } = error;
    let place = file.iter().cloned().chain(line.iter().chain(column).map(u32::to_string)).collect::<Vec<_>>().join(":");
    let is_mistake = if file.is_none() { line.is_none() } else { message.starts_with(&format!("{place}: ")) };
    if !is_mistake {
        return message.contains(expected);
    }
    let sentences: Vec<&str> = message.lines().filter(|line| !line.starts_with("  ")).collect();
    if expected.contains('\n') {
        return sentences.join("\n").contains(expected);
    }
    sentences.iter().any(|sentence| {
        let name = sentence.split_once(':').filter(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()));
        let least = name.map_or(0, |(name, _)| name.len().saturating_add("::".len()));
        sentence.match_indices(expected).any(|(at, _)| at.saturating_add(expected.len()) >= least)
    })
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
