//! Command lines as coding agents run them, under the policy of an example: what its owner wants runs, and what they do
//! not want never does. `tests/data/agent-commands.json` holds the lines; each says why it is wanted, or why not.

#![allow(clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects, reason = "a test")]

#[path = "support/figures.rs"]
mod figures;
#[allow(dead_code, reason = "shared with the tests of decisions")]
mod support;

use figures::{entry, reaches, share, show};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use support::{Case, run};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Day {
    /// The file of the policy that all lines are held against.
    policy: String,
    options: Map<String, Value>,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    area: String,
    command: String,
    expect: String,
    why: String,
}

fn read() -> (Day, Value) {
    let day: Day = serde_json::from_str(&std::fs::read_to_string("tests/data/agent-commands.json").unwrap()).unwrap();
    let policy = serde_json::from_str(&std::fs::read_to_string(&day.policy).unwrap()).unwrap();
    (day, policy)
}

#[test]
fn what_the_owner_wants_runs_and_what_they_do_not_want_never_does() {
    let (day, policy) = read();
    let (mut wanted, mut refused, mut unwanted, mut passed) = (0, Vec::new(), 0, Vec::new());
    for line in &day.lines {
        let decision = run(&Case {
            name: line.command.clone(),
            layers: vec![policy.clone()],
            options: day.options.clone(),
            call: vec![json!("checkCommand"), json!(line.command)],
            expect: Map::new(),
        });
        let allowed = decision["decision"] == "allow";
        match line.expect.as_str() {
            "allow" => {
                wanted += 1;
                if !allowed {
                    let reason = decision["reason"].as_str().unwrap_or_default();
                    refused.push(entry(&line.area, &line.command, reason));
                }
            }
            "deny" => {
                unwanted += 1;
                if allowed {
                    passed.push(entry(&line.area, &line.command, &format!("allowed, though: {}", line.why)));
                }
            }
            other => panic!("{:?} expects {other}", line.command),
        }
    }
    show(&format!("agents: {} unwanted lines denied", share(unwanted - passed.len(), unwanted)));
    let figure =
        format!("{} wanted lines allowed; refused:\n{}", share(wanted - refused.len(), wanted), refused.join("\n"));
    show(&format!("agents: {figure}"));
    assert!(
        passed.is_empty(),
        "{} lines are allowed that the owner does not want:\n{}",
        passed.len(),
        passed.join("\n")
    );
    assert!(wanted >= 300 && unwanted >= 40, "lines are missing");
    assert!(reaches(wanted - refused.len(), wanted, 90), "less than 90 %: {figure}");
}

#[test]
fn no_line_stands_twice() {
    let mut lines = HashSet::new();
    for line in read().0.lines {
        assert!(lines.insert(line.command.clone()), "{:?} stands twice", line.command);
    }
}
