//! A law over the corpus of `tests/decisions/`: who does what the suggestions of a denial say is not denied by the same
//! rule for the same subject again, and the document they leave behind reads without problems.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

#[allow(dead_code, reason = "this law expects nothing of its own of a case")]
mod support;

use serde_json::{Map, Value, json};
use support::{Case, run};

#[test]
fn what_a_denial_suggests_lifts_it() {
    let mut failures = Vec::new();
    let (mut applied, mut denied) = (0_usize, 0_usize);
    let mut files: Vec<_> = std::fs::read_dir("tests/decisions").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    for path in files {
        let cases: Vec<Case> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for mut case in cases {
            let before = run(&case);
            denied += usize::from(before["decision"] == "deny");
            let suggestions = before["suggestions"].as_array().cloned().unwrap_or_default();
            let with_entry: Vec<_> = suggestions.iter().filter(|suggestion| suggestion["entry"].is_string()).collect();
            if with_entry.is_empty() {
                continue;
            }
            applied += 1;
            for suggestion in &with_entry {
                follow(&mut case, suggestion);
            }
            // Reads the changed documents, and panics with their problems if they have any.
            let after = run(&case);
            let same = |field| before[field] == after[field];
            if after["decision"] == "deny"
                && ["code", "reason", "rule", "policy", "subject", "span"].into_iter().all(same)
            {
                failures.push(format!(
                    "{}: {}\n    {before}\n    {}",
                    path.display(),
                    case.name,
                    serde_json::to_string(&case.layers).unwrap()
                ));
            }
        }
    }
    println!("{denied} denials, {applied} with an entry to add");
    assert!(applied > 1000, "only {applied} of {denied} denials suggest an entry");
    assert!(failures.is_empty(), "{} of {applied} suggestions do not help:\n{}", failures.len(), failures.join("\n"));
}

/// Adds the entry of a suggestion to the layer and under the key it names.
fn follow(case: &mut Case, suggestion: &Value) {
    let name = suggestion["policy"].as_str().unwrap();
    let named = |(index, layer): (usize, &Value)| {
        layer["name"].as_str().map_or_else(|| format!("layers[{index}]"), |given| given.trim().to_owned()) == name
    };
    let index = case.layers.iter().enumerate().position(named).unwrap();
    // A name that stands twice is one layer given twice: both stay the same.
    let given = case.layers[index].clone();
    for layer in case.layers.iter_mut().filter(|layer| **layer == given) {
        let mut at = layer;
        for key in suggestion["path"].as_str().unwrap().split('.') {
            at = &mut at[key];
        }
        add(at, suggestion["entry"].as_str().unwrap());
    }
}

/// Adds a list entry to whatever form the list is written in.
fn add(list: &mut Value, entry: &str) {
    match list {
        Value::Array(entries) => entries.push(entry.into()),
        Value::Null | Value::Bool(false) => *list = json!([entry]),
        Value::Object(map) => {
            let (kind, pattern) = entry.split_once(':').unwrap_or((entry, ""));
            match (kind, pattern.split_once(':')) {
                ("cmd", _) => add(map.entry("cmd").or_insert(Value::Null), pattern),
                ("net", _) => {
                    let hosts = map.entry(spelling(map, "network", "net")).or_insert(Value::Null);
                    add(if hosts.is_object() { &mut hosts["domains"] } else { hosts }, pattern);
                }
                ("fs", Some((mode, pattern))) => {
                    let files = map.entry(spelling(map, "filesystem", "fs")).or_insert_with(|| json!({}));
                    let mode = if mode == "w" { "write" } else { "read" };
                    add(if files.is_object() { &mut files[mode] } else { files }, pattern);
                }
                _ => _ = map.insert(entry.trim_start_matches('@').to_owned(), true.into()),
            }
        }
        single => *single = json!([single.clone(), entry]),
    }
}

/// The name under which the map has a capability: its alias where that is used.
fn spelling(map: &Map<String, Value>, name: &'static str, alias: &'static str) -> &'static str {
    if map.contains_key(alias) { alias } else { name }
}
