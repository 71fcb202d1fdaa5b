//! Runs the scenarios in `tests/scenarios/`.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

#[path = "support/scenarios.rs"]
mod cases;

use std::fs;
use std::path::Path;

use cases::{failures, folders, judged};
use mlld_policy::scenario::{ScenarioError, ScenarioResult};

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

/// Nobody passes who does nothing, or who denies everything with another reason.
#[test]
fn no_scenario_passes_by_accident() {
    let nothing = ScenarioResult::default();
    let error = ScenarioError { message: "another".to_owned(), code: None, file: None, line: None, column: None };
    let other = ScenarioResult { error: Some(error), ..ScenarioResult::default() };
    for folder in folders() {
        assert!(!judged(&folder, &nothing).is_empty(), "{}", folder.display());
        assert!(!judged(&folder, &other).is_empty(), "{}", folder.display());
    }
}

#[test]
fn a_folder_that_expects_nothing_fails() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("a-scenario");
    let page = "/policy { deny: { cmd: [curl] } }\n/show \"a\"\n/run cmd { curl https://api.example.com/ }\n";
    let denied = "Command 'curl' denied by policy";
    let is_right = |files: &[(&str, &str)]| {
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        files.iter().for_each(|(name, text)| fs::write(folder.join(name), text).unwrap());
        failures(&folder).is_empty()
    };
    let right = [("example.md", page), ("error.md", denied)];
    assert!(is_right(&right));
    assert!(is_right(&[
        right[0],
        right[1],
        ("decisions.json", r#"[{ "operation": "show" }, { "decision": "deny", "line": 3 }]"#)
    ]));
    assert!(is_right(&[("example.mld", page), right[1]]));
    let typo = ("example.md", "/show \"a\"\n/polcy { deny: { cmd: [curl] } } >> Command 'curl' denied by policy\n");
    assert!(is_right(&[typo, ("error.md", "unknown directive `polcy`")]));
    assert!(is_right(&[typo, ("error.md", "example.md:2:2")]));
    let config = |text| ("mlld-config.json", text);
    assert!(is_right(&[right[0], right[1], config(r#"{ "security": { "allowGuardBypass": false }, "other": 1 }"#)]));
    for wrong in [
        vec![typo, right[1]],
        vec![typo, ("error.md", "example.md")],
        vec![("example.md", "Only words.\n"), ("expected.md", "")],
        vec![("example.md", "/policy { deny: [sh] }\n"), ("expected.md", "\n")],
        vec![("example.md", page), ("example.mld", page), right[1]],
        vec![("Example.md", page), right[1]],
        vec![right[0], right[1], ("Decisions.json", "[]")],
        vec![right[0], right[1], config(r#"{ "security": { "allowGuardBypass": false, "allowGuardBypass": true } }"#)],
        vec![right[0], ("error.md", "unknown option"), config(r#"{ "security": { "allowGuardBypas": false } }"#)],
        vec![right[0], right[1], ("decisions.json", r#"[{ "line": 9, "line": 3 }]"#)],
        vec![],
        vec![right[0]],
        vec![right[1]],
        vec![right[0], right[1], ("expected.md", "a\n")],
        vec![right[0], ("expected.md", "a\n")],
        vec![right[0], ("error.md", "\n")],
        vec![right[0], ("error.md", "Command 'wget' denied by policy")],
        vec![right[0], right[1], ("decisions.json", "[]")],
        vec![right[0], right[1], ("decisions.json", "[{}]")],
        vec![right[0], right[1], ("decisions.json", r#"[{ "decison": null }]"#)],
        vec![right[0], right[1], ("decisions.json", r#"[{ "decision": "deny", "line": 2 }]"#)],
        vec![right[0], right[1], ("decisions.json", r#"[{ "line": 3 }, { "line": 2 }]"#)],
    ] {
        assert!(!is_right(&wrong), "{wrong:?}");
    }
}
