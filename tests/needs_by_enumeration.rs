//! A need is granted exactly if no operation that it covers is denied by an allow or deny rule: held against every
//! operation over small alphabets, each decided by itself.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

#[path = "support/engine.rs"]
mod engine;

use engine::engine_of;
use mlld_policy::capability::FileMode;
use mlld_policy::decision::{Decision, DenialCode};
use mlld_policy::engine::Engine;
use mlld_policy::needs::{Needs, read_needs, read_wants};
use mlld_policy::pattern::Budget;
use mlld_policy::pattern::Reading;
use mlld_policy::pattern::command::{CommandContext, CommandPattern, CommandScope, Invocation, TRUSTED_FOLDERS, Word};
use mlld_policy::pattern::path::{PathPattern, PathSet, Places, TargetPath};
use mlld_policy::policy::json;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

const BASE: &str = "/w";

fn engine(layer: &Value) -> Engine {
    let options = Map::from_iter([("base".to_owned(), json!(BASE)), ("home".to_owned(), json!("/h"))]);
    engine_of("generated", std::slice::from_ref(layer), &options)
}

fn parsed(json: &Value) -> mlld_policy::policy::value::Value {
    json::parse(&json.to_string(), json::nearest_number).unwrap().0
}

fn needs(json: &Value) -> Needs {
    read_needs(&parsed(json), &[]).unwrap()
}

/// Rules without the danger list, which takes nothing from a need.
fn layer(kind: &str, allow: Option<&[String]>, deny: &[String]) -> Value {
    let entries = |patterns: &[String]| patterns.iter().map(|pattern| format!("{kind}:{pattern}")).collect::<Vec<_>>();
    let mut layer = json!({ "deny": entries(deny), "danger": "*" });
    if let Some(allow) = allow {
        layer["allow"] = json!(entries(allow));
    }
    layer
}

/// Holds the decision about `need` against those about all operations that it covers.
fn agrees(
    engine: &Engine,
    layer: &Value,
    need: &Value,
    covered: impl Iterator<Item = (String, Decision)>,
    exact: bool,
) -> Result<(), TestCaseError> {
    let report = engine.check_needs(&needs(need));
    // What cannot be seen through is denied by no rule.
    let by_rule =
        |decision: &Decision| decision.denial().is_some_and(|denial| denial.code == DenialCode::PolicyCapabilityDenied);
    let denied = covered.filter(|(_, decision)| by_rule(decision)).map(|(operation, _)| operation).next();
    match (report.decision.is_allowed(), denied) {
        (true, Some(operation)) => {
            prop_assert!(false, "{need} is granted by {layer}, which denies `{operation}`");
        }
        (false, None) if exact => {
            prop_assert!(
                false,
                "{need} is refused by {layer} ({:?}), which denies none of it",
                report.decision.denial()
            );
        }
        _ => {}
    }
    Ok(())
}

// Commands

/// Words that the patterns below tell apart.
const WORDS: [&str; 6] = ["push", "status", "ps", "-f", "--force", "+s"];

/// Those that only some patterns do: what a folder holds, and an option with its value.
const RARE: [&str; 8] =
    ["a/push", "a/status", "a/ps", "--fz", "--force=a/push", "--force=push", "--force=status", "--force=ps"];

/// Every argument list of up to four words.
fn argument_lists(rare: bool) -> Vec<Vec<&'static str>> {
    let words = || WORDS.into_iter().chain(RARE.into_iter().filter(|_| rare));
    let mut all: Vec<Vec<&str>> = vec![vec![]];
    let mut last = all.clone();
    for _ in 0..if rare { 3 } else { 4 } {
        last = last.iter().flat_map(|list| words().map(|word| [list.as_slice(), &[word]].concat())).collect();
        all.extend_from_slice(&last);
    }
    all
}

fn program() -> impl Strategy<Value = &'static str> {
    select(vec!["git", "git", "git", "tool", "/usr/bin/git", "./git", "g*", "*"])
}

/// A pattern of a program and up to two words, as a policy may hold it.
fn command_pattern() -> impl Strategy<Value = String> {
    with_words(program())
}

fn command_pattern_of(programs: &[&'static str]) -> impl Strategy<Value = String> {
    with_words(select(programs.to_vec()))
}

fn with_words(program: impl Strategy<Value = &'static str>) -> impl Strategy<Value = String> {
    let word = select(vec!["push", "push", "status", "ps", "-f", "--force", "*", "*", "p*", "a/*", "--f*", "*s"]);
    (program, prop::collection::vec(word, 0..3))
        .prop_map(|(program, words)| std::iter::once(program).chain(words).collect::<Vec<_>>().join(" "))
}

fn covers(pattern: &CommandPattern, program: &str, list: &[&str], options: Option<&[String]>) -> bool {
    let places = Places::new(Some(BASE), Some("/h"), false, true).unwrap();
    let folders = TRUSTED_FOLDERS.map(str::to_owned);
    let context = CommandContext { places: &places, trusted_folders: &folders };
    // With options the words they stand among are those that the last star of the pattern would take.
    let allowed = |word: &&str| {
        let option = word.split('=').next().unwrap_or_default();
        !word.starts_with('-') || options.is_none_or(|options| options.iter().any(|known| known == option))
    };
    let matches = |list: &[&str]| {
        let words = Word::literals(list.iter().copied());
        pattern.matches(Reading::Permission, &Invocation::new(program, &words), &context)
    };
    if options.is_none() {
        return matches(list);
    }
    let words = pattern.words();
    let fixed = words.len().saturating_sub(2).min(list.len());
    matches(list) && list[fixed..].iter().all(allowed)
}

fn covered_commands<'a>(
    engine: &'a Engine,
    pattern: &'a CommandPattern,
    options: Option<&'a [String]>,
) -> impl Iterator<Item = (String, Decision)> + 'a {
    let programs = ["git", "tool", "/usr/bin/git", "./git", "gx"];
    programs.into_iter().flat_map(move |program| {
        let lists = argument_lists(false).into_iter().chain(argument_lists(true));
        let lists = lists.filter(move |list| covers(pattern, program, list, options));
        lists.map(move |list| {
            let argv: Vec<String> = std::iter::once(program).chain(list).map(str::to_owned).collect();
            (argv.join(" "), engine.check_argv(&argv))
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_command_need_is_granted_if_and_only_if_all_it_covers_is_allowed(
        need in command_pattern(),
        allow in prop::option::weighted(0.4, prop::collection::vec(command_pattern(), 0..4)),
        deny in prop::collection::vec(command_pattern(), 0..3),
    ) {
        let layer = layer("cmd", allow.as_deref(), &deny);
        let engine = engine(&layer);
        let pattern = CommandPattern::parse(&need).unwrap();
        // Not granted where it could be: where an exception leaves of a denial just what the need covers, and where one word
        // of the need that a denial looks at in two ways, or the program, is known in part. A need that begins with any
        // words asks for longer lists than are tried here.
        let exceptions = allow.is_some() && !deny.is_empty();
        let in_part = need.split(' ').any(|word| word.len() > 1 && word.contains('*')) && !deny.is_empty();
        let exact = !exceptions && !in_part && !need.starts_with("* ");
        agrees(&engine, &layer, &json!({ "cmd": [need] }), covered_commands(&engine, &pattern, None), exact)?;
    }

    #[test]
    fn a_need_narrowed_to_options_too(
        subcommand in prop::option::of(select(vec!["push", "status", "ps"])),
        flags in subsequence(vec!["-f", "--force", "-q"], 0..=2),
        allow in prop::option::weighted(0.4, prop::collection::vec(command_pattern(), 0..4)),
        deny in prop::collection::vec(command_pattern(), 0..3),
    ) {
        let layer = layer("cmd", allow.as_deref(), &deny);
        let engine = engine(&layer);
        let text = subcommand.map_or("git *".to_owned(), |subcommand| format!("git {subcommand} *"));
        let pattern = CommandPattern::parse(&text).unwrap();
        let mut detail = json!({ "flags": flags });
        if let Some(subcommand) = subcommand {
            detail["subcommands"] = json!([subcommand]);
        }
        let options: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
        let exact = allow.is_none() || deny.is_empty();
        let covered = covered_commands(&engine, &pattern, Some(&options));
        agrees(&engine, &layer, &json!({ "cmd": { "git": detail } }), covered, exact)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_grants_a_wider_command_need_grants_a_narrower_one(
        wide in command_pattern_of(&["git", "bash", "curl", "b*", "*", "python3"]),
        narrow in command_pattern_of(&["git", "bash", "curl", "ba*", "*", "/usr/bin/git", "python3"]),
        allow in prop::option::weighted(0.4, prop::collection::vec(command_pattern(), 0..4)),
        deny in prop::collection::vec(command_pattern(), 0..2),
        kinds in subsequence(vec!["sh", "network", "py"], 0..=2),
    ) {
        let folders = TRUSTED_FOLDERS.map(str::to_owned);
        let scope = |text: &str| CommandScope::new(CommandPattern::parse(text).unwrap());
        if scope(&narrow).is_within([scope(&wide).pattern()], &folders, &Budget::default()) {
            let mut layer = layer("cmd", allow.as_deref(), &deny);
            layer["deny"].as_array_mut().unwrap().extend(kinds.iter().map(|kind| json!(kind)));
            let engine = engine(&layer);
            let granted = |need: &str| engine.check_needs(&needs(&json!({ "cmd": [need] }))).decision.is_allowed();
            prop_assert!(!granted(&wide) || granted(&narrow), "{layer} grants `{wide}` and not `{narrow}`");
        }
    }
}

// Files

/// Names of one and two characters, and longer ones that the globs below tell apart.
fn names() -> Vec<String> {
    let letters = ["a", "b", "z", "."];
    let pairs = letters.iter().flat_map(|first| letters.map(|second| format!("{first}{second}")));
    let single = letters.map(str::to_owned).into_iter();
    let long = [".zz", "azz", "zzb", "azb"].map(str::to_owned);
    single.chain(pairs).filter(|name| name != "." && name != "..").chain(long).collect()
}

/// Every path of up to three names, below the base and beside it.
fn paths() -> Vec<String> {
    let mut all = vec![BASE.to_owned(), "/h".to_owned(), "/".to_owned()];
    for folder in [BASE, "/h", ""] {
        let mut last = vec![folder.to_owned()];
        for depth in 0..3 {
            let names = if depth == 2 {
                ["a", "b", "z", ".b", "zz", "az", "zb", "zzz", ".zz"].map(str::to_owned).to_vec()
            } else {
                names()
            };
            last = last.iter().flat_map(|path| names.iter().map(move |name| format!("{path}/{name}"))).collect();
            all.extend_from_slice(&last);
        }
        // Denials of a folder hold for all below it.
        all.extend(["a", "b", "zz"].iter().flat_map(|name| last.iter().map(move |path| format!("{path}/{name}"))));
    }
    all
}

fn path_pattern(segments: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let segment = select(vec!["a", "b", "*", "**", "**", "[ab]", "a*", "?", "??", "*b", "[!a]*", "{a,b}", ".*"]);
    let start = select(vec!["", "", "", "/", "~/", "/w/"]);
    (start, prop::collection::vec(segment, segments))
        .prop_map(|(start, segments)| format!("{start}{}", segments.join("/")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_file_need_is_granted_if_and_only_if_every_file_is_allowed(
        need in path_pattern(1..4),
        write in any::<bool>(),
        allow in prop::option::weighted(0.6, prop::collection::vec(path_pattern(1..4), 0..4)),
        deny in prop::collection::vec(path_pattern(1..3), 0..3),
    ) {
        let (mode, key) = if write { (FileMode::Write, "write") } else { (FileMode::Read, "read") };
        let layer = layer(if write { "fs:w" } else { "fs:r" }, allow.as_deref(), &deny);
        let engine = engine(&layer);
        let places = Places::new(Some(BASE), Some("/h"), false, true).unwrap();
        let covered = PathSet::new(Reading::Permission, [&PathPattern::parse(&need).unwrap()], &places).unwrap();
        let covered = paths().into_iter().filter(|path| covered.is_match(&TargetPath::resolve(path, &places).unwrap()));
        let decided = covered.map(|path| { let decision = engine.check_file(mode, &path); (path, decision) });
        agrees(&engine, &layer, &json!({ "filesystem": { key: [need] } }), decided, true)?;
    }
}

// Hosts

const HOSTS: [&str; 8] = ["a.com", "b.a.com", "c.b.a.com", "x.a.com", "com", "b.com", "10.0.0.1", "xa.com"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_host_need_is_granted_if_and_only_if_every_host_is_allowed(
        need in domain_pattern(),
        allow in prop::option::weighted(0.6, prop::collection::vec(domain_pattern(), 0..4)),
        deny in prop::collection::vec(domain_pattern(), 0..3),
    ) {
        let layer = layer("net", allow.as_deref(), &deny);
        let engine = engine(&layer);
        let only = engine_of("need", &[json!({ "allow": [format!("net:{need}")], "danger": "*" })], &Map::new());
        let ports = [":80", ":443", ":81"];
        let all = HOSTS.iter().flat_map(|host| ports.map(|port| format!("{host}{port}")));
        let covered = all.filter(|target| only.check_network(target).is_allowed());
        let decided = covered.map(|target| { let decision = engine.check_network(&target); (target, decision) });
        agrees(&engine, &layer, &json!({ "network": { "domains": [need] } }), decided, true)?;
    }
}

fn domain_pattern() -> impl Strategy<Value = String> {
    let host = select(vec!["*", "*.a.com", "*.b.a.com", "a.com", "b.a.com", "*.com", "com", "10.0.0.1", "b.com"]);
    (host, select(vec!["", "", "", ":443", ":80"])).prop_map(|(host, port)| format!("{host}{port}"))
}

// Tiers

/// A need with the operations that it covers, of a few.
const PARTS: [(&str, &str); 9] = [
    (r#"{ "sh": true }"#, "sh"),
    (r#"{ "cmd": ["git"] }"#, "git-status git-push git-x"),
    (r#"{ "cmd": ["git status:*"] }"#, "git-status"),
    (r#"{ "cmd": { "git": ["push", "status"] } }"#, "git-status git-push"),
    (r#"{ "network": { "domains": ["*.a.com"] } }"#, "x.a.com"),
    (r#"{ "network": true }"#, "x.a.com other"),
    (r#"{ "filesystem": { "read": ["src/**"] } }"#, "read-src"),
    (r#"{ "filesystem": { "read": ["**"] } }"#, "read-src read-all"),
    (r#"{ "filesystem": { "write": ["src/**"] } }"#, "read-src write-src"),
];

/// The needs of a tier of these parts, and what it covers.
fn tier(name: usize, parts: &[usize]) -> (Value, std::collections::BTreeSet<&'static str>) {
    let mut tier = json!({ "tier": name.to_string() });
    let mut covered = std::collections::BTreeSet::new();
    let mut commands = Vec::new();
    for part in parts {
        let (declared, operations) = PARTS[*part];
        covered.extend(operations.split(' '));
        for (key, value) in serde_json::from_str::<Map<String, Value>>(declared).unwrap() {
            match (key.as_str(), value) {
                ("cmd", Value::Array(list)) => commands.extend(list),
                ("cmd", Value::Object(map)) => {
                    let of_map = map["git"].as_array().unwrap().iter();
                    commands.extend(of_map.map(|word| json!(format!("git {}:*", word.as_str().unwrap()))));
                }
                ("filesystem", Value::Object(more)) => {
                    for (mode, patterns) in more {
                        let all = tier["filesystem"][&mode].as_array().cloned().unwrap_or_default();
                        tier["filesystem"][&mode] = json!([all, patterns.as_array().unwrap().clone()].concat());
                    }
                }
                // All of the network holds every domain.
                ("network", value) if tier["network"] != json!(true) => tier["network"] = value,
                ("network", _) => {}
                (key, value) => tier[key] = value,
            }
        }
    }
    if !commands.is_empty() {
        tier["cmd"] = json!(commands);
    }
    (tier, covered)
}

fn permutations(count: usize) -> Vec<Vec<usize>> {
    let Some(last) = count.checked_sub(1) else { return vec![vec![]] };
    let shorter = permutations(last);
    let inserted = |order: &Vec<usize>, at: usize| {
        let mut order = order.clone();
        order.insert(at, last);
        order
    };
    shorter.iter().flat_map(|order| (0..count).map(|at| inserted(order, at))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_choice_among_comparable_tiers_never_depends_on_their_order(
        tiers in prop::collection::vec(subsequence((0..PARTS.len()).collect::<Vec<_>>(), 0..=4), 1..5),
        deny in subsequence(vec!["sh", "network", "cmd:git:push:*", "net:x.a.com", "fs:w:src"], 0..=2),
    ) {
        let engine = engine(&json!({ "deny": deny }));
        let tiers: Vec<_> = tiers.iter().enumerate().map(|(name, parts)| tier(name, parts)).collect();
        for order in permutations(tiers.len()) {
            let ordered: Vec<_> = order.iter().map(|index| &tiers[*index]).collect();
            let declared: Vec<&Value> = ordered.iter().map(|(tier, _)| tier).collect();
            let wants = read_wants(&parsed(&json!(declared)), &[]).unwrap();
            let choice = engine.select_tier(&wants, &Needs::default());
            let permitted: Vec<bool> = choice.outcome.considered.iter().map(|verdict| verdict.permitted).collect();
            // The definition, word for word: by what each tier covers, of the permitted the first that none contains.
            let all = || ordered.iter().zip(&permitted).filter(|(_, permitted)| **permitted).map(|((tier, covered), _)| (tier, covered));
            let strictly = |more: &std::collections::BTreeSet<&str>, less: &std::collections::BTreeSet<&str>| more.is_superset(less) && more != less;
            let expected = all().find(|(_, covered)| !all().any(|(_, other)| strictly(other, covered)));
            let expected = expected.map(|(tier, _)| tier["tier"].as_str().unwrap().to_owned());
            prop_assert_eq!(&choice.tier, &expected, "{:?} under {:?}", declared, deny);
        }
    }
}
