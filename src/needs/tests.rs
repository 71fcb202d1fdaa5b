use super::{NeedKind, ProfileOrder, read_needs, read_profiles, read_wants};
use crate::engine::{Engine, EngineOptions};
use crate::policy::{ReadOptions, json, read_text, value};

fn engine(policies: &[&str]) -> Engine {
    let documents =
        policies.iter().map(|policy| read_text(policy, &ReadOptions::default()).unwrap().document).collect();
    let options = EngineOptions {
        base: Some("/work/proj".into()),
        home: Some("/home/u".into()),
        capabilities: vec!["ruby".into()],
        ..EngineOptions::default()
    };
    Engine::new(documents, options).unwrap()
}

fn value(text: &str) -> value::Value {
    json::parse(text, json::nearest_number).unwrap().0
}

fn needs(text: &str) -> super::Needs {
    read_needs(&value(text), &["ruby".into()]).unwrap()
}

#[test]
fn a_table_has_the_deciding_rule_in_each_cell() {
    let engine = engine(&[r#"{ "name": "team", "allow": ["cmd:git:*", "sh", "fs:r:**"], "deny": ["cmd:git:push"] }"#]);
    let wants = read_wants(
        &value(
            r#"[{ "tier": "full", "cmd": ["git"], "sh": true },
                { "tier": "look", "cmd": { "git": ["status"] } },
                { "tier": "nothing" }]"#,
        ),
        &[],
    );
    let table = engine.explain_tier(&wants.unwrap(), &needs(r#"{ "fs": { "read": ["src/**"] } }"#));
    let expected = "\
need              (in any case)        full               look                 nothing
fs:r:src/**       granted by allow[2]  -                  -                    -
cmd:git           -                    denied by deny[0]  -                    -
sh                -                    granted by allow[1]  -                  -
cmd:git:status:*  -                    -                  granted by allow[0]  -
                  permitted            not permitted      chosen               permitted
";
    let words =
        |text: &str| text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    assert_eq!(words(&table.to_string()), words(expected));
    let lines: Vec<String> = table.to_string().lines().map(str::to_owned).collect();
    let column =
        |word: &str| lines.iter().filter_map(|line| line.find(word)).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(
        column("granted by allow[0]"),
        [lines[0].find("look").unwrap()].into(),
        "columns stand below each other"
    );
}

#[test]
fn where_several_policies_decide_the_table_names_them() {
    let engine = engine(&[r#"{ "name": "team", "allow": ["sh"] }"#, r#"{ "name": "mine", "deny": ["sh"] }"#]);
    let wants = read_wants(&value(r#"[{ "tier": "full", "sh": true }]"#), &[]).unwrap();
    let table = engine.explain_tier(&wants, &needs("{}")).to_string();
    assert_eq!(table, "need  full\nsh    denied by deny[0]\n      not permitted\nNo permitted tier found\n");
}

#[test]
fn a_table_is_harmless_to_a_terminal() {
    let hidden = r#"{ "filesystem": { "read": ["\u202ex"] } }"#;
    let table = engine(&["{}"]).explain_tier(&[], &needs(hidden)).to_string();
    assert!(!table.contains(|c: char| c != '\n' && crate::text::is_invisible(c)), "{table:?}");
}

#[test]
fn a_denial_says_what_to_change() {
    let engine = engine(&[r#"{ "name": "team", "allow": ["cmd:git status:*"], "deny": ["cmd:npm publish"] }"#]);
    let of = |text: &str| engine.check_needs(&needs(text)).decision.denial().unwrap().clone();
    let missing = of(r#"{ "cmd": { "git": ["log"] } }"#);
    assert_eq!(missing.reason, "Needs denied by policy: cmd:git:log:*");
    assert_eq!(missing.suggestions[0].message, "add `cmd:git:log:*` to `allow` in policy `team`");
    let part = of(r#"{ "cmd": ["npm"] }"#);
    assert_eq!(part.rule.as_deref(), Some("deny[0]"));
    assert_eq!(part.suggestions[0].message, "need less: the rule takes this or a part of it away");
    assert_eq!(part.suggestions[1].message, "remove or narrow `deny[0]` in policy `team`");
}

/// What is suggested permits the need, and nothing more.
#[test]
fn a_suggestion_that_is_followed_helps() {
    for need in [
        r#"{ "cmd": ["git"] }"#,
        r#"{ "cmd": ["git status:*"] }"#,
        r#"{ "cmd": { "npm": { "subcommands": ["run a:b"] } } }"#,
        r#"{ "network": true }"#,
        r#"{ "network": { "domains": ["*.a.example:443"] } }"#,
        r#"{ "filesystem": { "read": ["src/**"] } }"#,
        r#"{ "filesystem": { "write": ["~/x*"] } }"#,
        r#"{ "sh": true }"#,
        r#"{ "keychain": true }"#,
        r#"{ "node": ["lodash@^4"] }"#,
    ] {
        let denied = engine(&[r#"{ "name": "team", "allow": [] }"#]).check_needs(&needs(need));
        let denial = denied.decision.denial().unwrap();
        let entry = denial.suggestions[0].entry.clone().unwrap_or_else(|| panic!("{need}: {denial:?}"));
        let policy = serde_json::json!({ "allow": [entry] }).to_string();
        assert!(engine(&[&policy]).check_needs(&needs(need)).decision.is_allowed(), "{need}: {policy}");
    }
}

#[test]
fn a_package_declared_for_two_languages_is_one_need_of_both() {
    let both = needs(r#"{ "js": ["lodash"], "node": ["lodash", "lodash@^4"] }"#);
    assert_eq!(both.all().iter().map(super::Need::text).collect::<Vec<_>>(), ["node:lodash", "node:lodash@^4"]);
    assert_eq!(both.all()[0].kind(), NeedKind::Package);
    let denied = |policy: &str| !engine(&[policy]).check_needs(&both).needs[0].decision.is_allowed();
    assert!(denied(r#"{ "deny": ["js"] }"#));
    assert!(denied(r#"{ "allow": ["node"] }"#));
    assert!(!denied(r#"{ "allow": ["node", "js"] }"#));
    assert!(!denied(r#"{ "allow": ["pkg:node"] }"#));
}

#[test]
fn a_language_that_the_host_registered_grants_its_packages() {
    let engine = |policy: &str| {
        let options = ReadOptions { capabilities: vec!["ruby".into()], ..ReadOptions::default() };
        let document = read_text(policy, &options).unwrap().document;
        Engine::new(vec![document], EngineOptions { capabilities: vec!["ruby".into()], ..EngineOptions::default() })
    };
    let rails = needs(r#"{ "ruby": ["rails"] }"#);
    let granted = |policy: &str| engine(policy).unwrap().check_needs(&rails).decision.is_allowed();
    assert!(granted(r#"{ "allow": ["ruby"] }"#));
    assert!(granted(r#"{ "allow": ["pkg:ruby"] }"#));
    assert!(!granted(r#"{ "allow": ["node"] }"#));
    assert!(!granted(r#"{ "deny": ["ruby"] }"#));
}

#[test]
fn a_keychain_that_cannot_be_read_is_not_granted() {
    let granted = |policy: &str| engine(&[policy]).check_needs(&needs(r#"{ "keychain": true }"#)).decision.is_allowed();
    assert!(granted(r#"{ "keychain": { "allow": ["a/*"] } }"#));
    assert!(granted(r#"{ "keychain": { "deny": ["a/*"] } }"#));
    assert!(!granted(r#"{ "keychain": { "deny": ["*"] } }"#));
    assert!(!granted(r#"{ "keychain": { "allow": [] } }"#));
    assert!(!granted(r#"{ "deny": ["@keychain"] }"#));
}

#[test]
fn needs_without_folders() {
    let without = |policy: &str, need: &str| {
        let document = read_text(policy, &ReadOptions::default()).unwrap().document;
        let engine = Engine::new(vec![document], EngineOptions::default()).unwrap();
        engine.check_needs(&needs(need)).decision.is_allowed()
    };
    let read = r#"{ "filesystem": { "read": ["src/**"] } }"#;
    assert!(without("{}", read));
    // Where the folder lies is not known: it may be anywhere.
    assert!(!without(r#"{ "deny": ["fs:r:/etc/**"] }"#, read));
    assert!(!without(r#"{ "allow": ["fs:r:/work/**"] }"#, read));
    assert!(without(r#"{ "allow": ["fs:r:/**"] }"#, read));
}

#[test]
fn a_declaration_that_is_too_large_is_refused() {
    let many = format!(r#"{{ "cmd": [{}] }}"#, vec![r#""git""#; 501].join(","));
    let error = read_needs(&value(&many), &[]).unwrap_err();
    assert_eq!(error.to_string(), "needs: more than 500 entries");
}

#[test]
fn the_last_profile_stands_in_where_none_is_granted() {
    let profiles =
        value(r#"{ "full": { "requires": { "sh": true } }, "readonly": { "requires": { "net": true, "fs": true } } }"#);
    let profiles = read_profiles(&profiles, &[]).unwrap();
    let engine = engine(&[r#"{ "deny": ["sh", "network"] }"#]);
    let choice = engine.select_profile(&profiles, &needs("{}"), ProfileOrder::Declared);
    assert_eq!((choice.profile.as_deref(), choice.fallback), (Some("readonly"), true));
    // Only what policies grant of it.
    assert_eq!(choice.outcome.granted, ["filesystem"]);
    let choice = engine.select_profile(&profiles, &needs("{}"), ProfileOrder::Permissive);
    assert_eq!((choice.profile, choice.fallback), (None, false));
}
