//! Laws of scenarios: nothing makes them panic, hang, or run a file with a mistake.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test")]

#[path = "support/scenarios.rs"]
#[allow(dead_code, reason = "what another test needs")]
mod cases;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use mlld_policy::notation::{Flavour, parse};
use mlld_policy::scenario::{ScenarioOptions, ScenarioResult, run_scenario};
use proptest::prelude::*;
use proptest::sample::Index;

/// The scenarios with their options.
static ALL: LazyLock<Vec<(String, ScenarioOptions)>> =
    LazyLock::new(|| cases::folders().into_iter().map(|folder| cases::page(&folder).unwrap()).collect());

/// What a change puts in.
const TOKENS: [&str; 32] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ",",
    ":",
    "\"",
    "'",
    "`",
    "@",
    "\\",
    "\n",
    "/",
    ">>",
    "=>",
    "=",
    "*",
    "with",
    "@mx.policy.configs",
    "@input[0]",
    "policy ",
    "guard before show = deny",
    "run cmd { rm -rf / }",
    "show @x",
    "\nimport policy @p from \"./strict\"\n",
    "union(@a)",
    "é🦀",
    "null",
    "-1e999",
    "privileged",
];

/// A change of a text: where, how many of its characters go, and what comes.
fn change() -> impl Strategy<Value = (Index, usize, Option<&'static str>)> {
    (any::<Index>(), 0..12_usize, proptest::option::of(proptest::sample::select(&TOKENS[..])))
}

fn changed(text: &str, changes: &[(Index, usize, Option<&str>)]) -> String {
    let mut text = text.to_owned();
    for (at, length, token) in changes {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let from = at.index(places.len());
        let to = places.iter().skip(from).nth(*length).copied().unwrap_or(text.len());
        text.replace_range(places[from]..to, token.unwrap_or_default());
    }
    text
}

/// What holds of every run.
fn is_sound(source: &str, options: &ScenarioOptions) -> ScenarioResult {
    let begun = Instant::now();
    let result = run_scenario(source, options);
    assert!(begun.elapsed() < Duration::from_secs(10), "{source}");
    let denials = result.decisions.iter().filter(|decision| decision.decision == "deny").count();
    assert_eq!(denials, result.decisions.iter().filter(|decision| decision.denial.is_some()).count());
    // The first denial stops it.
    assert!(denials <= 1 && result.decisions.iter().rev().skip(1).all(|decision| decision.decision == "allow"));
    assert!(denials == 0 || result.error.is_some());
    if let Some(error) = &result.error {
        assert!(!error.message.is_empty() && error.code.is_some(), "{error:?}");
    }
    if !parse(source, options.flavour).problems.is_empty() {
        assert!(result.error.is_some() && result.decisions.is_empty() && result.output.is_empty(), "{source}");
    }
    result
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_scenario_or_a_mistake(text in "\\PC{0,200}", mld: bool) {
        let flavour = if mld { Flavour::Mld } else { Flavour::Markdown };
        is_sound(&text, &ScenarioOptions { flavour, ..ScenarioOptions::default() });
    }

    #[test]
    fn any_tokens_are_a_scenario_or_a_mistake(tokens in proptest::collection::vec(proptest::sample::select(&TOKENS[..]), 0..40)) {
        is_sound(&tokens.concat(), &ScenarioOptions::default());
    }

    #[test]
    fn a_changed_scenario_is_one_or_a_mistake(which: Index, changes in proptest::collection::vec(change(), 1..4), mld: bool) {
        let (text, options) = which.get(&ALL);
        let flavour = if mld { Flavour::Mld } else { Flavour::Markdown };
        is_sound(&changed(text, &changes), &ScenarioOptions { flavour, ..options.clone() });
    }

    #[test]
    fn changed_files_are_imported_or_refused(which: Index, changes in proptest::collection::vec(change(), 1..4)) {
        let importing: Vec<_> = ALL.iter().filter(|(_, options)| !options.files.is_empty()).collect();
        let (text, options) = *which.get(&importing);
        let files = options.files.iter().map(|(name, file)| (name.to_owned(), changed(file, &changes)));
        let options = ScenarioOptions { files: files.collect(), ..options.clone() };
        let result = is_sound(text, &options);
        let of_mlld = options.files.iter().filter(|(name, _)| name.ends_with(".mld"));
        if of_mlld.into_iter().any(|(_, file)| !parse(file, Flavour::Mld).problems.is_empty()) {
            assert!(result.error.is_some() && result.decisions.is_empty() && result.output.is_empty());
        }
    }
}

/// A policy more denies no less: what is allowed with it is allowed without.
#[test]
fn a_policy_more_allows_nothing_more() {
    let mut denied = 0;
    for (text, options) in ALL.iter() {
        let before = is_sound(text, options);
        let after = is_sound(&format!("/policy @stricter = {{ deny: [cmd:curl, sh] }}\n{text}"), options);
        // Mistakes and needs stop before operations.
        let pairs = before.decisions.iter().zip(&after.decisions);
        for (without, with) in pairs {
            assert!(without.decision == "allow" || with.decision == "deny", "{text}");
        }
        denied += usize::from(
            after
                .decisions
                .iter()
                .any(|with| with.denial.as_ref().is_some_and(|denial| denial.policy.as_deref() == Some("stricter"))),
        );
    }
    assert!(denied > 20, "{denied}");
}

/// Lines may end as Windows ends them.
#[test]
fn carriage_returns_change_nothing() {
    for (text, options) in ALL.iter() {
        let without = is_sound(text, options);
        let with = is_sound(&text.replace('\n', "\r\n"), options);
        assert_eq!(without.output, with.output.replace("\r\n", "\n"), "{text}");
        assert_eq!(without.decisions, with.decisions, "{text}");
    }
}

/// Many guards, operations and policies at once, within the bounds.
#[test]
fn large_scenarios_end() {
    let guards = "guard before run = when [ @mx.op.command.includes(\"never\") => deny \"no\" ]\n".repeat(100);
    let policies: String =
        (0..50).map(|index| format!("policy @p{index} = {{ deny: [cmd:rm] }}\nshow @mx.policy.tier\n")).collect();
    let nested = format!("exe @f(x) = \"@x\"\nshow {}1{}\n", "@f(".repeat(100), ")".repeat(100));
    let runs = "run cmd { git log | head -n 5 }\n".repeat(200);
    let result = is_sound(&format!("{guards}{policies}{nested}{runs}"), &ScenarioOptions::default());
    assert_eq!(result.error, None);
    assert_eq!(result.decisions.len(), 50 + 101 + 200);
}
