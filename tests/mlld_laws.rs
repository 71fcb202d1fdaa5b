//! What holds of mlld's data functions for any arguments.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::time::{Duration, Instant};

use mlld_policy::compat::call;
use mlld_policy::policy::value::{Data, Value};
use proptest::prelude::*;

const FUNCTIONS: &[&str] = &[
    "ALLOW_ALL_POLICY",
    "BUILTIN_POLICY_RULES",
    "DEFAULT_DANGER_PATTERNS",
    "PROTECTED_LABELS",
    "applyGuardDecisionResult",
    "applyGuardLabelModifications",
    "applyGuardOverrideFilter",
    "buildOperationKeySet",
    "buildOperationKeys",
    "createGuardDecisionState",
    "expandOperationLabels",
    "getCommandTokens",
    "getOperationLabels",
    "getOperationSources",
    "hasLabel",
    "hasManagedPolicyLabelFlow",
    "hasToolWriteAuthorizationPolicy",
    "isBuiltinPolicyRuleName",
    "isProtectedLabel",
    "isTolerantMatch",
    "makeSecurityDescriptor",
    "matchesAnySignerPattern",
    "matchesCommandPattern",
    "matchesFsPattern",
    "matchesSignerPattern",
    "mergeDescriptors",
    "mergeNeedsDeclarations",
    "mergePolicyAuthorizations",
    "mergePolicyConfigs",
    "normalizeAuthConfig",
    "normalizeCommandPatternEntry",
    "normalizeDangerEntries",
    "normalizeGuardNames",
    "normalizeGuardOverride",
    "normalizeNeedsDeclaration",
    "normalizePolicyAuthorizations",
    "normalizePolicyConfig",
    "normalizeProfilesDeclaration",
    "normalizeWantsDeclaration",
    "parseCommand",
    "parseCommandPatternTokens",
    "parseFsPatternEntry",
    "resolveInputTaint",
    "resolveSignerLabels",
    "shouldAddInfluencedLabel",
    "shouldClearAttemptState",
    "toHookAction",
    "validateNormalizedPolicyAuthorizations",
    "validatePolicyAuthorizations",
    // Again, with other arguments: these read most.
    "getCommandTokens",
    "matchesFsPattern",
    "mergePolicyConfigs",
    "normalizeNeedsDeclaration",
    "normalizePolicyConfig",
];

/// Keys that the functions look for, and texts that they tell apart.
fn word() -> impl Strategy<Value = String> {
    let words = [
        "allow",
        "deny",
        "cmd",
        "fs",
        "filesystem",
        "read",
        "write",
        "network",
        "domains",
        "defaults",
        "rules",
        "autosign",
        "env",
        "tools",
        "providers",
        "auth",
        "from",
        "as",
        "labels",
        "taint",
        "type",
        "list",
        "map",
        "entries",
        "items",
        "args",
        "kind",
        "constrained",
        "eq",
        "oneOf",
        "decision",
        "metadata",
        "only",
        "except",
        "@a",
        "*",
        "all",
        "true",
        "secret",
        "cmd:git:*",
        "fs:w:src/**",
        "limits",
        "packages",
        "js",
        "a@1",
        "requires",
        "authorizations",
        "",
    ];
    prop_oneof![8 => prop::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => any::<String>(), 2 => "[-${}()*?!@+|/\\\\'\"#\\[\\]a,.~ ]{0,12}"]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::from(Data::Null)),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::list),
            prop::collection::btree_map(word(), inner, 0..6).prop_map(Value::object),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_arguments_are_answered(
        function in prop::sample::select(FUNCTIONS.to_vec()),
        arguments in prop::collection::vec(prop::option::of(value()), 0..5),
    ) {
        let answer = call(function, &arguments);
        prop_assert!(!answer.is_err_and(|thrown| thrown.message.starts_with("no function")));
    }

    #[test]
    fn any_texts_are_answered(
        function in prop::sample::select(vec!["getCommandTokens", "parseCommand", "matchesFsPattern", "matchesSignerPattern"]),
        texts in prop::collection::vec(word(), 4),
    ) {
        let texts: Vec<Option<Value>> = texts.into_iter().map(|text| Some(text.into())).collect();
        let _ = call(function, &texts);
    }
}

/// What hangs mlld, or would end it.
#[test]
fn hostile_globs_are_answered_soon() {
    let long = "a".repeat(4000);
    let globs = [
        "*a".repeat(12) + "b",
        "*a".repeat(2000) + "b",
        "{a,b}".repeat(2000),
        "{1..100000}{1..100000}".to_owned(),
        "{".repeat(30_000) + &"}".repeat(30_000),
        "{a,".repeat(15_000) + &"}".repeat(15_000),
        "*(".repeat(20_000) + &")".repeat(20_000),
        "*(a|*(a|*(a|*(a|*(a|*(a|*(a)))))))b".to_owned(),
        "+(!(a)|*(!(b)|a))".repeat(50),
        "!(a|".repeat(50) + &")".repeat(50),
        "a/**/".repeat(5000),
        "[".repeat(60_000),
        "[".repeat(60_000) + "[:alpha:]",
        "$".repeat(60_000),
    ];
    for glob in globs {
        for path in [long.clone(), "a/".repeat(2000)] {
            let start = Instant::now();
            let _ = call("matchesSignerPattern", &[Some(path.into()), Some(glob.as_str().into())]);
            let shown: String = glob.chars().take(20).collect();
            assert!(start.elapsed() < Duration::from_secs(20), "{shown} takes {:?}", start.elapsed());
        }
    }
}

#[test]
fn hostile_commands_are_answered_soon() {
    let pieces = ["\"", "'", "${", "$'", "${a", "\\", "a b ", "#", "$(", "`", "\u{85}"];
    for piece in pieces {
        let start = Instant::now();
        let _ = call("getCommandTokens", &[Some(piece.repeat(20_000).into())]);
        assert!(start.elapsed() < Duration::from_secs(20), "{piece} takes {:?}", start.elapsed());
    }
}
