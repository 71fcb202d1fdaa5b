//! The sentences are those of mlld, whatever the engine says.

use super::*;
use crate::policy::json;

/// Rows without what is left out of all tests.
fn rows(file: &str) -> Vec<Value> {
    let path = format!("{}/tests/mlld/vectors/{file}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let file = json::parse(&text, json::nearest_number).unwrap().0;
    let is_kept = |row: &&Value| get(row, "tags").is_none() && get(row, "throws").is_none();
    get(&file, "rows").and_then(list).unwrap().iter().filter(is_kept).cloned().collect()
}

fn policy(row: &Value, is_normalized: bool) -> Value {
    let policy = get(row, "policy").cloned();
    let normalized = || super::super::call("normalizePolicyConfig", std::slice::from_ref(&policy)).unwrap().unwrap();
    if is_normalized { normalized() } else { policy.unwrap() }
}

fn text<'v>(row: &'v Value, key: &str) -> Option<&'v str> {
    string(get(row, key)?)
}

fn expect(differences: &[String]) {
    assert!(differences.is_empty(), "{}\n{} differ", differences.join("\n"), differences.len());
}

#[test]
fn of_commands() {
    let mut differences = Vec::new();
    for row in rows("command-access") {
        let command = text(&row, "command").unwrap();
        let own = of_command(&policy(&row, is_true(get(&row, "normalize"))), command);
        let theirs = text(get(&row, "result").unwrap(), "reason");
        if own.as_deref() != theirs {
            differences.push(format!("{row}: {own:?}"));
        }
    }
    expect(&differences);
}

#[test]
fn of_scripts() {
    let mut differences = Vec::new();
    for row in rows("shell-deny") {
        let own = of_script(&policy(&row, true), text(&row, "shell").unwrap());
        let theirs = get(&row, "result").filter(|result| is_object(result)).map(|result| Offence {
            command: text(result, "commandText").unwrap().to_owned(),
            name: text(result, "commandName").unwrap().to_owned(),
            reason: text(result, "reason").unwrap().to_owned(),
        });
        if own != theirs {
            differences.push(format!("{row}: {own:?}"));
        }
    }
    expect(&differences);
}
