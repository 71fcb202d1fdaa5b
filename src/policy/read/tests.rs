//! What the data of `tests/data/documents` cannot say: values that no text can hold, registered capabilities, warnings,
//! origins, laws, and the schema's agreement with the reader.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;
use crate::policy::{Capability, PolicyDocument, RuleSet, Stance, json_schema, union};

fn accept(text: &str) -> Accepted {
    read_text(text, &ReadOptions::default()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refuse(value: &Value) -> Vec<(ProblemCode, String)> {
    let error = read(value, &ReadOptions::default()).expect_err("refused");
    error.problems.into_iter().map(|problem| (problem.code, problem.path)).collect()
}

fn canonical(document: &PolicyDocument) -> Json {
    serde_json::to_value(document).unwrap()
}

#[test]
fn rules_know_where_they_were_written() {
    let text =
        r#"{ "deny": { "fs": { "write": ["a", " b "] } }, "deny_cmd": "rm", "capabilities": { "deny": ["js"] } }"#;
    let deny = accept(text).document.deny;
    let shown = |origin: &Origin| {
        let span = origin.span.unwrap();
        (origin.path.to_string(), text.get(span.start..span.end).unwrap().to_owned())
    };
    assert_eq!(shown(&deny.write[1].origin), ("deny.fs.write[1]".into(), r#"" b ""#.into()));
    assert_eq!(shown(&deny.commands[0].origin), ("deny_cmd".into(), r#""rm""#.into()));
    assert_eq!(shown(&deny.capabilities[0].origin), ("capabilities.deny[0]".into(), r#""js""#.into()));
}

#[test]
fn the_first_of_equal_entries_stays() {
    let deny = accept(r#"{ "deny": ["cmd:rm", " cmd: rm"], "deny_cmd": ["rm"] }"#).document.deny;
    assert_eq!(deny.commands.len(), 1);
    assert_eq!(deny.commands[0].origin.path, "deny[0]");
}

#[test]
fn an_absent_allow_is_not_an_empty_one() {
    assert!(accept("{}").document.allow.is_empty());
    let empty = accept(r#"{ "allow": [] }"#).document.allow;
    assert_eq!(empty.len(), 1);
    assert!(empty.iter().all(RuleSet::is_empty));
}

#[test]
fn registered_capabilities_are_known() {
    let options = ReadOptions { capabilities: ["db:write".to_owned()].into(), ..ReadOptions::default() };
    for text in [r#"{ "allow": ["db:write"] }"#, r#"{ "allow": { "db:write": true } }"#] {
        assert!(read_text(text, &ReadOptions::default()).is_err(), "{text}");
        let document = read_text(text, &options).unwrap().document;
        assert_eq!(document.allow[0].capabilities[0].pattern, Capability::Registered("db:write".into()));
        let again = read(&document.to_value(), &options).unwrap().document;
        assert_eq!(canonical(&again), canonical(&document));
    }
    let near = read_text(r#"{ "allow": ["db:wrote"] }"#, &options).unwrap_err();
    assert_eq!(near.problems[0].code, ProblemCode::UnknownCapability);
}

#[test]
fn warnings_do_not_refuse() {
    let accepted = accept(
        r#"{ "deny": ["cmd:npm run deploy:prod"], "danger": ["sh"], "labels": { "pii": {}, "secret": { "allow": [] } },
             "filesystem_integrity": { "docs/**": { "mutable": true } } }"#,
    );
    let codes: Vec<_> = accepted.warnings.iter().map(|warning| (warning.code, warning.path.as_str())).collect();
    assert_eq!(
        codes,
        [
            (ProblemCode::AmbiguousPattern, "deny[0]"),
            (ProblemCode::IneffectiveRule, "danger[0]"),
            (ProblemCode::IneffectiveRule, "labels.pii"),
            (ProblemCode::IneffectiveRule, "filesystem_integrity[\"docs/**\"]"),
        ],
        "{:?}",
        accepted.warnings
    );
    assert_eq!(accepted.warnings[0].line, Some(1));
}

#[test]
fn values_that_only_javascript_has_are_refused() {
    let limits = |number: f64| Value::object([("limits", Value::object([("timeout", number.into())]))]);
    assert_eq!(refuse(&limits(f64::NAN)), [(ProblemCode::InvalidValue, "limits.timeout".into())]);
    assert_eq!(refuse(&limits(f64::INFINITY)), [(ProblemCode::InvalidValue, "limits.timeout".into())]);
    let deny = Value::object([("deny", Value::object([("cmd", f64::NAN.into())]))]);
    assert_eq!(refuse(&deny), [(ProblemCode::InvalidType, "deny.cmd".into())]);
    let twice = Value::object([("locked", true.into()), ("locked", false.into())]);
    assert_eq!(refuse(&twice), [(ProblemCode::DuplicateKey, "locked".into())]);
    let args = Value::object([("a", Value::list([f64::NAN]))]);
    let tools = Value::object([("t", Value::object([("args", args)]))]);
    let value = Value::object([("authorizations", Value::object([("allow", tools)]))]);
    assert_eq!(refuse(&value), [(ProblemCode::InvalidValue, "authorizations.allow.t.args.a".into())]);
}

#[test]
fn rules_below_a_very_long_key_do_not_multiply_it() {
    let key = "k".repeat(1_000_000);
    let labels = vec!["\"a\""; 50_000].join(",");
    let text = format!(
        "{{ \"labels\": {{ \"{key}\": {{ \"deny\": [{labels}, \"b\"] }} }}, \"x-{key}\": {{ \"a\": 1{} }} }}",
        ", \"a\": 1".repeat(50_000)
    );
    let problems = read_text(&text, &ReadOptions::default()).unwrap_err().problems;
    assert!(problems.iter().all(|problem| problem.path.len() < 250 && problem.message.len() < 250));
    assert_eq!(problems.len(), 1000);
}

#[test]
fn errors_beyond_a_thousand_are_counted() {
    let text = format!("{{ \"deny\": [{}\"q\"], \"dney\": 1 }}", "\"q\",".repeat(4_999));
    let problems = read_text(&text, &ReadOptions::default()).unwrap_err().problems;
    assert_eq!(problems.len(), 1001);
    assert!(problems.iter().any(|problem| problem.message == "4001 more errors are not listed"), "{problems:?}");
}

#[test]
fn user_text_in_messages_is_harmless() {
    let error = read_text(r#"{ "deny": ["r\u200bm\n\u001b[31m"] }"#, &ReadOptions::default()).unwrap_err();
    let shown = error.to_string();
    assert!(!shown.contains(|c: char| c.is_control() || c == '\u{200b}'), "{shown:?}");
}

/// A document with every object that has fixed keys.
const EVERY_OBJECT: &str = r#"{
    "allow": { "filesystem": {}, "fs": {}, "network": {}, "net": {} },
    "deny": { "filesystem": {}, "fs": {}, "network": {}, "net": {} },
    "capabilities": { "allow": { "filesystem": {}, "network": {} }, "deny": {} },
    "defaults": { "autosign": {} },
    "labels": { "secret": {} },
    "authorizations": { "allow": { "tool": { "args": { "arg": { "allOf": [{ "eq": 1 }] } } } } },
    "keychain": {},
    "auth": { "gh": { "from": "env", "as": "GH" } },
    "filesystem_integrity": { "docs": {} },
    "env": { "providers": { "docker": { "allowed": true } }, "tools": {}, "mcps": {}, "net": {} },
    "limits": {}
}"#;

/// The schemas of the value at `path` below `schema`: what `$ref` and `anyOf` lead to.
fn resolve<'s>(root: &'s Json, schema: &'s Json, path: &[&str]) -> Vec<&'s Json> {
    let mut found = Vec::new();
    if let Some(definition) = schema.get("$ref").and_then(Json::as_str) {
        found.extend(resolve(root, root.pointer(definition.trim_start_matches('#')).unwrap(), path));
    }
    for choice in schema.get("anyOf").and_then(Json::as_array).into_iter().flatten() {
        found.extend(resolve(root, choice, path));
    }
    let Some((step, rest)) = path.split_first() else {
        found.extend(schema.get("properties").is_some().then_some(schema));
        return found;
    };
    let below = if *step == "[]" {
        schema.get("items")
    } else {
        let named = schema.get("properties").and_then(|properties| properties.get(step));
        named.or_else(|| schema.get("additionalProperties").filter(|additional| additional.is_object()))
    };
    found.extend(below.into_iter().flat_map(|below| resolve(root, below, rest)));
    found
}

#[test]
fn the_schema_has_the_keys_the_reader_asks_for_at_each_object() {
    let (value, _) = json::parse(EVERY_OBJECT, json::nearest_number).unwrap();
    let options = ReadOptions::default();
    let mut reader = Reader { options: &options, problems: Vec::new(), unlisted: 0, asked: BTreeMap::new() };
    reader.document(&Node::root(&value, ""));
    assert!(reader.problems.iter().all(|problem| problem.severity == Severity::Warning), "{:?}", reader.problems);

    let schema = json_schema();
    let mut covered = BTreeSet::new();
    for (path, asked) in &reader.asked {
        let dotted = path.replace("[0]", ".[]");
        let steps: Vec<_> = dotted.split('.').filter(|step| !step.is_empty()).collect();
        let schemas = resolve(&schema, &schema, &steps);
        assert_eq!(schemas.len(), 1, "one object schema at {path}");
        let properties: BTreeSet<_> =
            schemas[0]["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(&properties, asked, "at {path:?}");
        assert_eq!(schemas[0]["additionalProperties"], false, "at {path:?}");
        covered.insert(std::ptr::from_ref(schemas[0]));
    }
    let definitions = schema["$defs"].as_object().unwrap().values().chain([&schema]);
    for definition in definitions.filter(|definition| definition.get("properties").is_some()) {
        assert!(covered.contains(&std::ptr::from_ref(definition)), "never read: {definition:#}");
    }
}

#[test]
fn every_word_is_in_the_schema() {
    fn words<W: Word>(definition: &str) {
        let schema = json_schema();
        let definition = &schema["$defs"][definition];
        let named = definition["enum"].as_array().cloned().unwrap_or_default();
        let described = definition["oneOf"].as_array().into_iter().flatten().map(|word| word["const"].clone());
        let found: BTreeSet<_> =
            named.into_iter().chain(described).map(|word| word.as_str().unwrap().to_owned()).collect();
        assert_eq!(found, W::WORDS.iter().map(|(word, _)| (*word).to_owned()).collect());
    }
    use crate::policy::{Attenuation, BuiltinRule, TrustConflict, Unlabeled};
    words::<Stance>("Stance");
    words::<Unlabeled>("Unlabeled");
    words::<TrustConflict>("TrustConflict");
    words::<BuiltinRule>("BuiltinRule");
    words::<Attenuation>("Attenuation");
}

#[test]
fn a_hundred_thousand_rules_take_linear_time() {
    let read_rules = |count: usize| {
        let rules: Vec<_> = (0..count).map(|n| format!("\"cmd:tool{n} run task{n}:*\"")).collect();
        let text = format!("{{ \"deny\": [{}] }}", rules.join(","));
        let start = std::time::Instant::now();
        assert_eq!(accept(&text).document.deny.commands.len(), count);
        start.elapsed()
    };
    // Generous: ten times the rules may take thirty times as long; quadratic work would take a hundred times.
    let (few, many) = (read_rules(10_000), read_rules(100_000));
    assert!(many < few * 30, "{few:?}, {many:?}");
}

#[test]
fn many_problems_on_one_line_take_linear_time() {
    let read_keys = |count: usize| {
        let keys: Vec<_> = (0..count).map(|n| format!("\"é{n}\": 1")).collect();
        let text = format!("{{ {} }}", keys.join(","));
        let start = std::time::Instant::now();
        assert!(read_text(&text, &ReadOptions::default()).is_err());
        start.elapsed()
    };
    let (few, many) = (read_keys(3_000), read_keys(30_000));
    assert!(many < few * 30, "{few:?}, {many:?}");
}

fn any_of(words: &'static [&'static str]) -> impl Strategy<Value = Json> {
    proptest::sample::select(words).prop_map(Json::from)
}

fn list_of(words: &'static [&'static str]) -> impl Strategy<Value = Json> {
    proptest::collection::vec(any_of(words), 0..5).prop_map(Json::from)
}

const COMMANDS: &[&str] = &["*", "git:*", "git:status:*", "git push", "npm run test:*", "rm -rf build", "ls"];
const PATHS: &[&str] = &["**", "src/**", "src/a/**", "@base/x", "~/y"];
const HOSTS: &[&str] = &["*", "*.example.com", "a.example.com", "b.example.com:443"];
const SECRETS: &[&str] = &["*/*", "mlld-box-{projectname}/*", "box/token", "bo*/token"];
const NAMES: &[&str] = &["*", "Read", "Write", "Bash"];
const LABELS: &[&str] = &["*", "op:cmd", "op:cmd:git", "op:cmd:git:status", "net:w", "exfil"];
const ENTRIES: &[&str] = &[
    "*",
    "cmd",
    "cmd:git:*",
    "cmd:git:status:*",
    "cmd:rm",
    "op:cmd:ls",
    "fs",
    "fs:r:src/**",
    "fs:w:src/a/**",
    "fs:rw:b",
    "net",
    "net:*.example.com",
    "net:a.example.com",
    "sh",
    "bash",
    "js",
    "py",
    "prose",
    "@keychain",
    "pkg:node",
];

/// Object members, each of which is there or not.
fn some_of(members: Vec<(&'static str, BoxedStrategy<Json>)>) -> BoxedStrategy<Json> {
    let members: Vec<_> = members
        .into_iter()
        .map(|(key, value)| proptest::option::of(value).prop_map(move |value| (key.to_owned(), value)))
        .collect();
    members.prop_map(|members| members.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()).boxed()
}

fn rules() -> BoxedStrategy<Json> {
    let switch = || prop_oneof![Just(Json::from(true)), Just(Json::from(false)), Just(Json::from("*"))];
    let files = || some_of(vec![("read", list_of(PATHS).boxed()), ("write", list_of(PATHS).boxed())]);
    let map = some_of(vec![
        ("cmd", prop_oneof![switch(), list_of(COMMANDS)].boxed()),
        ("filesystem", prop_oneof![switch(), list_of(PATHS), files()].boxed()),
        ("fs", prop_oneof![list_of(PATHS), files()].boxed()),
        ("network", prop_oneof![switch(), list_of(HOSTS)].boxed()),
        ("js", switch().boxed()),
        ("bash", switch().boxed()),
        ("keychain", switch().boxed()),
    ]);
    prop_oneof![Just(Json::from(true)), list_of(ENTRIES), any_of(ENTRIES), map].boxed()
}

fn documents() -> BoxedStrategy<PolicyDocument> {
    written().prop_map(|document| accept(&document.to_string()).document).boxed()
}

/// Policies without mistakes, as they are written.
pub(super) fn written() -> BoxedStrategy<Json> {
    let allow_deny = |words| some_of(vec![("allow", list_of(words).boxed()), ("deny", list_of(words).boxed())]);
    let clauses = prop_oneof![
        Just(serde_json::json!(1)),
        Just(serde_json::json!({ "eq": [1] })),
        Just(serde_json::json!({ "oneOf": [1, "2"] })),
    ];
    let tool = prop_oneof![
        Just(Json::from(true)),
        some_of(vec![("a", clauses.clone().boxed()), ("b", clauses.boxed())])
            .prop_map(|args| serde_json::json!({ "args": args })),
    ];
    let tools = some_of(vec![("send", tool.clone().boxed()), ("list", tool.boxed())]);
    let allowed = any::<bool>().prop_map(|allowed| serde_json::json!({ "allowed": allowed })).boxed();
    let integrity = some_of(vec![
        ("mutable", any::<bool>().prop_map(Json::from).boxed()),
        ("authorizedIdentities", list_of(NAMES).boxed()),
    ]);
    some_of(vec![
        ("name", any_of(&["team", "project"]).boxed()),
        ("locked", any::<bool>().prop_map(Json::from).boxed()),
        ("default", any_of(&["allow", "deny"]).boxed()),
        ("allow", rules()),
        ("deny", rules()),
        ("deny_cmd", list_of(COMMANDS).boxed()),
        ("danger", list_of(ENTRIES).boxed()),
        ("capabilities", some_of(vec![("allow", rules()), ("deny", rules()), ("danger", list_of(ENTRIES).boxed())])),
        ("verify_all_instructions", any::<bool>().prop_map(Json::from).boxed()),
        (
            "defaults",
            some_of(vec![
                ("unlabeled", any_of(&["trusted", "untrusted"]).boxed()),
                ("rules", list_of(&["no-secret-exfil", "no-influenced-advice"]).boxed()),
                ("trustconflict", any_of(&["silent", "warn", "error"]).boxed()),
                ("autosign", list_of(&["instructions", "variables"]).boxed()),
                ("autoverify", prop_oneof![Just(Json::from(true)), any_of(&["a", "b"])].boxed()),
            ]),
        ),
        ("labels", some_of(vec![("secret", allow_deny(LABELS)), ("src:mcp", allow_deny(LABELS))])),
        ("operations", some_of(vec![("exfil", list_of(LABELS).prop_map(without_star).boxed())])),
        ("authorizations", tools.prop_map(|tools| serde_json::json!({ "allow": tools })).boxed()),
        ("keychain", allow_deny(SECRETS)),
        ("signers", some_of(vec![("user:*", list_of(&["trusted", "known"]).boxed())])),
        ("filesystem_integrity", some_of(vec![("docs/**", integrity.clone()), ("ci/**", integrity)])),
        (
            "env",
            some_of(vec![
                ("providers", some_of(vec![("@a", allowed.clone()), ("@b", allowed)])),
                ("tools", allow_deny(NAMES)),
                ("net", allow_deny(HOSTS)),
            ]),
        ),
        (
            "limits",
            some_of(vec![
                ("maxTokens", (0..9_u32).prop_map(Json::from).boxed()),
                ("timeout", (0..9_u32).prop_map(|n| Json::from(f64::from(n) / 2.0)).boxed()),
            ]),
        ),
    ])
}

fn without_star(labels: Json) -> Json {
    labels.as_array().unwrap().iter().filter(|label| *label != "*").cloned().collect()
}

/// The canonical form without regard to the order of lists, and of names.
fn unordered(document: &PolicyDocument) -> Json {
    fn sort(value: &mut Json) {
        match value {
            Json::Array(items) => {
                items.iter_mut().for_each(sort);
                items.sort_by_key(Json::to_string);
            }
            Json::Object(members) => members.values_mut().for_each(sort),
            _ => {}
        }
    }
    let mut value = canonical(document);
    sort(&mut value);
    if let Some(name) = value.get_mut("name") {
        let mut names: Vec<_> = name.as_str().unwrap().split(" + ").collect();
        names.sort_unstable();
        *name = names.join(" + ").into();
    }
    value
}

/// Whether a layer permits a command, from the words of policy.md on allow, deny and exceptions.
fn permits(document: &PolicyDocument, program: &str, words: &[&str]) -> bool {
    use crate::pattern::Reading;
    use crate::pattern::command::{CommandContext, CommandPattern, Invocation, ResolvePath, Word, is_exception};
    #[derive(Debug)]
    struct Nowhere;
    impl ResolvePath for Nowhere {
        fn absolute(&self, _: &str) -> Option<String> {
            None
        }
    }
    let args = Word::literals(words.iter().copied());
    let context = CommandContext { places: &Nowhere, trusted_folders: &[] };
    let matches =
        |pattern: &CommandPattern, reading| pattern.matches(reading, &Invocation::new(program, &args), &context);
    let listed = document.allow.iter().all(|list| {
        list.everything.is_some() || list.commands.iter().any(|rule| matches(&rule.pattern, Reading::Permission))
    });
    let stopped = document.deny.commands.iter().filter(|rule| matches(&rule.pattern, Reading::Denial)).any(|denial| {
        let exception = |rule: &Rule<CommandPattern>| {
            matches(&rule.pattern, Reading::Permission) && is_exception(&rule.pattern, &denial.pattern)
        };
        document.allow.is_empty() || !document.allow.iter().all(|list| list.commands.iter().any(exception))
    });
    let stance = document.default == Stance::Allow || !document.allow.is_empty();
    listed && stance && !stopped && document.deny.everything.is_none()
}

proptest! {
    #[test]
    fn the_union_permits_no_command_that_a_layer_denies(a in documents(), b in documents(), c in documents()) {
        let all = union(&union(&a, &b), &c);
        for (program, words) in [
            ("git", &["status"][..]), ("git", &["push", "origin"]), ("git", &[]), ("npm", &["run", "test"]),
            ("rm", &["-rf", "build"]), ("rm", &["x"]), ("ls", &[]), ("echo", &["x"]),
        ] {
            if permits(&all, program, words) {
                for layer in [&a, &b, &c] {
                    prop_assert!(permits(layer, program, words), "{program} {words:?}: {}", canonical(layer));
                }
            }
        }
    }

    #[test]
    fn reading_the_canonical_form_changes_nothing(document in documents()) {
        let again = read(&document.to_value(), &ReadOptions::default()).unwrap().document;
        prop_assert_eq!(canonical(&again), canonical(&document));
        let through_text = accept(&canonical(&document).to_string()).document;
        prop_assert_eq!(canonical(&through_text), canonical(&document));
    }

    #[test]
    fn the_union_reads_back(a in documents(), b in documents()) {
        let both = union(&a, &b);
        let again = read(&both.to_value(), &ReadOptions::default()).unwrap().document;
        prop_assert_eq!(canonical(&again), canonical(&both));
    }

    #[test]
    fn the_union_is_idempotent(a in documents(), b in documents()) {
        let both = union(&a, &b);
        prop_assert_eq!(unordered(&union(&both, &both)), unordered(&both));
        prop_assert_eq!(unordered(&union(&both, &b)), unordered(&both));
    }

    #[test]
    fn the_union_is_commutative(a in documents(), b in documents()) {
        prop_assert_eq!(unordered(&union(&a, &b)), unordered(&union(&b, &a)));
    }

    #[test]
    fn the_union_is_associative(a in documents(), b in documents(), c in documents()) {
        prop_assert_eq!(unordered(&union(&union(&a, &b), &c)), unordered(&union(&a, &union(&b, &c))));
    }

    #[test]
    fn any_json_is_read_without_a_panic(text in r#"[\[\]{}":,0-9a-z\\ \n*"]{0,60}"#) {
        let _ = read_text(&text, &ReadOptions::default());
    }
}
