//! What must hold inside a browser as it does natively. Run by `make test-wasm` in headless Chromium and Firefox.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::string_slice, reason = "code of tests")]

#[path = "support/guards.rs"]
mod guards;
#[path = "support/labels.rs"]
mod labels;
#[path = "support/needs.rs"]
mod needs;
#[path = "support/shapes.rs"]
mod shapes;
mod support;

use mlld_policy::engine::{Engine, EngineOptions};
use mlld_policy::policy::{ReadOptions, read_text};
use mlld_policy::scenario::{ScenarioOptions, run_scenario};
use mlld_policy::shell::Shell;
use mlld_policy::span::{Span, line_and_column};
use support::engine::engine_of;
use support::{Case, failures};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// JavaScript itself is the judge of what a UTF-16 code unit is: its strings are indexed by them.
#[wasm_bindgen_test]
fn utf16_spans_index_javascript_strings() {
    let text = "é🦀rm -rf";
    let start = text.find("rm").unwrap();
    let span = Span::new(start, start + "rm".len()).to_utf16(text);

    let units = |offset: usize| u32::try_from(offset).unwrap();
    let cut = js_sys::JsString::from(text).slice(units(span.start), units(span.end));
    assert_eq!(String::from(cut), "rm");
}

#[wasm_bindgen_test]
fn columns_count_from_one_in_utf16_units() {
    assert_eq!(line_and_column("{\n  \"🦀\": 1", "{\n  \"🦀\"".len()), (2, 7));
}

/// A part of the corpus that `tests/decisions.rs` runs natively.
#[wasm_bindgen_test]
fn decisions_are_the_same_as_natively() {
    let files = [
        include_str!("decisions/command-patterns-permission.json"),
        include_str!("decisions/network-tricks.json"),
        include_str!("decisions/files-denial.json"),
        include_str!("decisions/denial-fields.json"),
    ];
    for file in files {
        let cases: Vec<Case> = serde_json::from_str(file).unwrap();
        let wrong: Vec<String> = cases.iter().flat_map(failures).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// A part of the corpus that `tests/needs.rs` runs natively.
#[wasm_bindgen_test]
fn declarations_are_judged_as_natively() {
    let files = [
        include_str!("needs/malformed.json"),
        include_str!("needs/narrow-needs.json"),
        include_str!("needs/profiles.json"),
        include_str!("needs/tiers.json"),
    ];
    for file in files {
        let wrong: Vec<String> = needs::cases(file).iter().flat_map(|case| needs::failures(case, engine_of)).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// A part of the corpus that `tests/labels.rs` runs natively.
#[wasm_bindgen_test]
fn labels_are_judged_as_natively() {
    let files = [
        include_str!("labels/authorizations.json"),
        include_str!("labels/command-flow.json"),
        include_str!("labels/flow.json"),
        include_str!("labels/tool-calls.json"),
    ];
    for file in files {
        let cases: Vec<serde_json::Value> = serde_json::from_str(file).unwrap();
        let wrong: Vec<String> = cases.iter().flat_map(|case| labels::failures(case, engine_of)).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// A part of the corpus that `tests/guards.rs` runs natively.
#[wasm_bindgen_test]
fn guards_are_judged_as_natively() {
    for file in [include_str!("guards/reduction.json"), include_str!("guards/transforms.json")] {
        let cases: Vec<serde_json::Value> = serde_json::from_str(file).unwrap();
        let wrong: Vec<String> = cases.iter().flat_map(|case| guards::failures(case, engine_of)).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

fn engine(policy: &str) -> Engine {
    let document = read_text(policy, &ReadOptions::default()).unwrap().document;
    Engine::new(vec![document], EngineOptions::default()).unwrap()
}

/// The stack of a WebAssembly module is small, and overflowing it is a trap.
#[wasm_bindgen_test]
fn deep_and_long_command_lines_are_denied_without_a_trap() {
    let engine = engine(r#"{ "allow": ["cmd:echo:*"] }"#);
    let lines = [
        "(".repeat(10_000),
        "$(".repeat(10_000),
        "{ ".repeat(10_000),
        "`".repeat(10_001),
        "if ".repeat(10_000),
        "! ".repeat(10_000),
        "a|".repeat(100_000),
        "a;".repeat(100_000),
        "a && ".repeat(50_000),
        "${".repeat(10_000),
        "$((".repeat(10_000),
        "[[ ".repeat(10_000),
        "[[ ( ".repeat(10_000),
        "case x in ".repeat(5_000),
        "x=(".repeat(10_000),
        "'".repeat(99_999),
        "\"$(".repeat(5_000),
        "nice ".repeat(10_000) + "echo",
        "env -S '".repeat(5_000),
        "f() { f; }; f; ".repeat(1_000),
        "X=$X$X; ".repeat(2_000) + "$X",
        "echo ".to_owned() + &"x".repeat(2 << 20),
    ];
    for line in &lines {
        let decision = engine.check_command(line, Shell::Bash);
        assert!(!decision.is_allowed(), "{}…", line.chars().take(20).collect::<String>());
    }
    // Where nothing runs, there is nothing to deny.
    for line in ["<<x ".repeat(10_000), "\\\n".repeat(100_000), format!("echo {}", "x ".repeat(100_000))] {
        let decision = engine.check_command(&line, Shell::Bash);
        assert!(decision.is_allowed(), "{}…", line.chars().take(20).collect::<String>());
    }
}

/// As deep as is followed: parser and abstract run recurse, and must not reach the end of the stack.
#[wasm_bindgen_test]
fn lines_as_deep_as_is_followed_do_not_overflow_the_stack() {
    let engine = engine(r#"{ "allow": ["cmd:echo:*"] }"#);
    let constructs = [
        ("echo $(", "echo", ")"),
        ("{ ", "echo;", " }"),
        ("( ", "echo", " )"),
        ("if true; then ", "echo;", " fi;"),
        ("while true; do ", "echo;", " done;"),
        ("for x in a b; do ", "echo;", " done;"),
        ("case x in (x) ", "echo", ";; esac"),
        ("echo \"${x:-", "x", "}\""),
        ("f() { ", "echo;", " };"),
        ("echo <(", "echo", ")"),
        ("[[ $(", "echo", ") ]]"),
        ("nice ", "echo", ""),
    ];
    for (open, middle, close) in constructs {
        let depth = [100_usize, 60, 30, 12, 6].into_iter().find(|depth| {
            let line = format!("{}{middle}{}", open.repeat(*depth), close.repeat(*depth));
            engine.check_command(&line, Shell::Bash).is_allowed()
        });
        assert!(depth.is_some(), "{open}");
    }
}

#[wasm_bindgen_test]
fn deep_documents_are_problems_and_large_ones_are_read() {
    for deep in ["[".repeat(100_000), "{\"allow\":".repeat(100_000)] {
        assert!(read_text(&deep, &ReadOptions::default()).is_err());
    }
    let rules: Vec<String> = (0..20_000).map(|n| format!("\"cmd:program{n} run\"")).collect();
    let large = engine(&format!("{{ \"deny\": [{}], \"danger\": \"*\" }}", rules.join(",")));
    assert!(!large.check_command("program19999 run it", Shell::Bash).is_allowed());
    assert!(large.check_command("program run it", Shell::Bash).is_allowed());
}

/// Scenarios that `tests/scenarios.rs` runs natively, and the deepest that can be written: a module has little stack.
#[wasm_bindgen_test]
fn scenarios_are_the_same_as_natively() {
    let options = ScenarioOptions {
        files: [("house.mld".to_owned(), include_str!("scenarios/example-support-agent/house.mld").to_owned())]
            .into_iter()
            .collect(),
        ..ScenarioOptions::default()
    };
    let denied = run_scenario(include_str!("scenarios/example-support-agent/example.md"), &options);
    assert_eq!(denied.decisions.len(), 5);
    let reason = include_str!("scenarios/example-support-agent/error.md").trim();
    assert!(denied.error.unwrap().message.contains(reason));
    let shown = run_scenario(include_str!("scenarios/show-literals/example.md"), &options);
    assert_eq!(shown.output.trim(), include_str!("scenarios/show-literals/expected.md").trim());

    let deep = format!("exe @f(x) = \"@x\"\nshow {}1{}\n", "@f(".repeat(120), ")".repeat(120));
    assert_eq!(run_scenario(&deep, &options).output, "1\n");
}
