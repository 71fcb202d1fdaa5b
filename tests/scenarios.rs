//! Runs the scenarios in `tests/scenarios/`.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test")]

#[path = "support/scenarios.rs"]
mod cases;

use cases::{failures, folders};

#[test]
fn every_scenario_is_as_it_says() {
    let folders = folders();
    let mut wrong = Vec::new();
    for folder in &folders {
        let name = folder.file_name().unwrap().to_string_lossy();
        wrong.extend(failures(folder).into_iter().map(|failure| format!("{name}: {failure}")));
    }
    println!("{} scenarios", folders.len());
    assert!(folders.len() >= 300, "scenarios are missing");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
