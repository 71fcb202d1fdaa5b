//! Laws that hold whatever the policies and the operation are (policy.md, "Layers", "Exceptions", "Rules").
//!
//! Policies and operations are made at random from one small alphabet, so that rules match often; what is denied or
//! allowed by accident does not matter, only how decisions relate.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test")]

use mlld_policy::capability::FileMode;
use mlld_policy::decision::{Decision, Trace};
use mlld_policy::engine::{Engine, EngineOptions};
use mlld_policy::policy::{PolicyDocument, ReadOptions, read_text};
use mlld_policy::shell::Shell;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

const COMMANDS: &[&str] = &[
    "git",
    "git:*",
    "git push",
    "git push:*",
    "git:push:*:--force",
    "git push --force",
    "git push a",
    "git status:*",
    "git a*",
    "git * a",
    "rm",
    "rm:*",
    "rm -rf a",
    "rm:*:-rf",
    "rm a",
    "rm */a",
    "cat",
    "cat a",
    "cat .env",
    "cat *",
    "cat:a/*",
    "curl:*",
    "curl",
    "bash",
    "bash a",
    "*",
    "* --force",
    "./git",
    "chmod 777 a",
    "npm run a:b",
    "sudo:*",
];
const FILES: &[&str] = &["a", "a/**", "**", "*", ".env", "a/*", "~/.ssh/**", "/etc/**", "/**", "~/.bashrc", "a/b", "b"];
const DOMAINS: &[&str] = &["x.example", "*.example", "*", "169.254.169.254", "x.example:80", "sub.x.example"];
const CAPABILITIES: &[&str] = &["sh", "js", "node", "py", "prose", "@keychain", "cmd", "fs", "net", "*"];
const WORDS: &[&str] = &[
    "git",
    "push",
    "status",
    "a",
    "b",
    "a/b",
    "./a",
    "../a",
    ".env",
    "--force",
    "--forc",
    "-f",
    "-r",
    "-rf",
    "--",
    "-C",
    "rm",
    "cat",
    "~/.ssh/id_rsa",
    "/etc/passwd",
    "https://x.example/",
    "sub.x.example",
    "+a",
    ":a",
    "*",
    "'a b'",
    "",
    "777",
    "-o",
    "-T",
    "run",
    "a:b",
];
const PROGRAMS: &[&str] = &[
    "git", "git", "rm", "rm", "cat", "cat", "curl", "bash", "./git", "/bin/rm", "GIT", "chmod", "npm", "cp", "sort",
    "env",
];
const TARGETS: &[&str] = &[
    "https://x.example/a",
    "x.example",
    "http://sub.x.example:80/",
    "http://169.254.169.254/",
    "http://0xa9fea9fe/",
    "y.org",
    "file:///etc/passwd",
    "http://[::1]/",
    "https://x.example@y.org/",
    "",
    "a b",
    "x.example:80",
];

/// Something a host is about to do.
#[derive(Debug, Clone)]
enum Operation {
    Command(String, Shell),
    Argv(Vec<String>),
    File(FileMode, &'static str),
    Integrity(&'static str, Option<&'static str>),
    Network(&'static str),
    Keychain(&'static str),
    Provider(&'static str),
    Capability(&'static str),
}

fn operation() -> impl Strategy<Value = Operation> {
    let words = || (select(PROGRAMS), prop::collection::vec(select(WORDS), 0..5));
    let command = (words(), select(&["", "", "", "", "; rm a", " | cat", " > a", " $X", " *", "'"][..])).prop_map(
        |((program, words), end)| {
            let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
            [program, " ", &words.join(" "), end].concat()
        },
    );
    let path =
        || select(&["a", "a/b", "b", ".env", "sub/.env", "~/.ssh/id_rsa", "/etc/passwd", "../x", "~/.bashrc", ""][..]);
    prop_oneof![
        5 => (command, select(&[Shell::Bash, Shell::Sh, Shell::Other][..])).prop_map(|(text, shell)| Operation::Command(text, shell)),
        2 => words().prop_map(|(program, words)| {
            Operation::Argv([program].into_iter().chain(words).map(str::to_owned).collect())
        }),
        2 => (select(&[FileMode::Read, FileMode::Write][..]), path()).prop_map(|(mode, path)| Operation::File(mode, path)),
        1 => (path(), prop::option::of(select(&["agent:a", "user:b"][..]))).prop_map(|(path, who)| Operation::Integrity(path, who)),
        2 => select(TARGETS).prop_map(Operation::Network),
        1 => select(&["a", "b", "a/b"][..]).prop_map(Operation::Keychain),
        1 => select(&["@docker", "@local"][..]).prop_map(Operation::Provider),
        1 => select(&["cmd", "sh", "js", "node", "py", "network", "filesystem", "keychain"][..]).prop_map(Operation::Capability),
    ]
}

fn entry() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => select(COMMANDS).prop_map(|pattern| format!("cmd:{pattern}")),
        2 => (select(&["fs:r:", "fs:w:", "fs:rw:"][..]), select(FILES)).prop_map(|(mode, glob)| format!("{mode}{glob}")),
        2 => select(DOMAINS).prop_map(|domain| format!("net:{domain}")),
        1 => select(CAPABILITIES).prop_map(str::to_owned),
    ]
}

fn list() -> impl Strategy<Value = Value> {
    prop::collection::vec(entry(), 0..6).prop_map(Value::from)
}

fn danger() -> impl Strategy<Value = Value> {
    prop_oneof![2 => Just(json!("*")), 2 => list()]
}

/// A policy without a name.
fn policy() -> impl Strategy<Value = Map<String, Value>> {
    let names = || prop::collection::vec(select(&["a/*", "*/*", "a/a", "b/*"][..]), 0..2).prop_map(Value::from);
    let rules = (
        prop::option::of(list()),
        prop::option::of(list()),
        prop::option::of(danger()),
        prop::option::weighted(0.2, list()),
        prop::option::weighted(0.2, danger()),
    );
    let others = (
        prop::option::weighted(0.2, select(&["allow", "deny"][..])),
        prop::option::weighted(0.2, select(COMMANDS)),
        prop::option::weighted(0.2, prop::collection::vec(select(DOMAINS), 0..3)),
        prop::option::weighted(0.3, (names(), names())),
        prop::option::weighted(0.3, (select(FILES), any::<bool>())),
        prop::option::weighted(0.3, any::<bool>()),
    );
    (rules, others).prop_map(|((allow, deny, danger, nested_allow, nested_danger), others)| {
        let (default, deny_cmd, hosts, keychain, integrity, provider) = others;
        let mut nested = Map::new();
        nested.extend(nested_allow.map(|list| ("allow".to_owned(), list)));
        nested.extend(nested_danger.map(|list| ("danger".to_owned(), list)));
        let mut env = Map::new();
        env.extend(hosts.map(|hosts| ("net".to_owned(), json!({ "allow": hosts }))));
        env.extend(provider.map(|allowed| ("providers".to_owned(), json!({ "@docker": { "allowed": allowed } }))));
        let keys = [
            ("allow", allow),
            ("deny", deny),
            ("danger", danger),
            ("capabilities", (!nested.is_empty()).then_some(nested.into())),
            ("default", default.map(Value::from)),
            ("deny_cmd", deny_cmd.map(Value::from)),
            ("env", (!env.is_empty()).then_some(env.into())),
            ("keychain", keychain.map(|(allow, deny)| json!({ "allow": allow, "deny": deny }))),
            (
                "filesystem_integrity",
                integrity.map(
                    |(glob, mutable)| json!({ glob: { "mutable": mutable, "authorizedIdentities": ["agent:*"] } }),
                ),
            ),
        ];
        keys.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
    })
}

fn document(policy: &Map<String, Value>) -> PolicyDocument {
    let text = Value::Object(policy.clone()).to_string();
    read_text(&text, &ReadOptions::default()).unwrap_or_else(|error| panic!("{text}: {error}")).document
}

fn engine(policies: &[Map<String, Value>]) -> Engine {
    let options =
        EngineOptions { base: Some("/work/proj".into()), home: Some("/home/u".into()), ..EngineOptions::default() };
    Engine::new(policies.iter().map(document).collect(), options).unwrap()
}

fn check(engine: &Engine, operation: &Operation) -> Decision {
    match operation {
        Operation::Command(text, shell) => engine.check_command(text, *shell),
        Operation::Argv(words) => engine.check_argv(words),
        Operation::File(mode, path) => engine.check_file(*mode, path),
        Operation::Integrity(path, who) => engine.check_file_integrity(path, *who),
        Operation::Network(target) => engine.check_network(target),
        Operation::Keychain(account) => engine.check_keychain("a", account, None),
        Operation::Provider(reference) => engine.check_provider(reference),
        Operation::Capability(name) => engine.check_capability(name).unwrap(),
    }
}

fn explain(engine: &Engine, operation: &Operation) -> Trace {
    match operation {
        Operation::Command(text, shell) => engine.explain_command(text, *shell),
        Operation::Argv(words) => engine.explain_argv(words),
        Operation::File(mode, path) => engine.explain_file(*mode, path),
        Operation::Integrity(path, who) => engine.explain_file_integrity(path, *who),
        Operation::Network(target) => engine.explain_network(target),
        Operation::Keychain(account) => engine.explain_keychain("a", account, None),
        Operation::Provider(reference) => engine.explain_provider(reference),
        Operation::Capability(name) => engine.explain_capability(name).unwrap(),
    }
}

fn allows(policies: &[Map<String, Value>], operation: &Operation) -> bool {
    check(&engine(policies), operation).is_allowed()
}

/// The policy with one more entry in the list under this key.
fn with_entry(policy: &Map<String, Value>, key: &str, entry: &str) -> Map<String, Value> {
    let mut more = policy.clone();
    let list = more.entry(key).or_insert_with(|| json!([]));
    list.as_array_mut().unwrap().push(entry.into());
    more
}

fn layers() -> impl Strategy<Value = Vec<Map<String, Value>>> {
    prop::collection::vec(policy(), 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    /// An operation is allowed if every layer allows it: so one more layer never turns a denial into an allow.
    #[test]
    fn layers_together_allow_what_each_of_them_allows(layers in layers(), operation in operation()) {
        let each = layers.iter().all(|layer| allows(std::slice::from_ref(layer), &operation));
        prop_assert_eq!(allows(&layers, &operation), each);
    }

    #[test]
    fn the_order_of_layers_does_not_matter(layers in layers(), operation in operation(), by in any::<Index>()) {
        let decided = check(&engine(&layers), &operation);
        let mut others = layers.clone();
        others.rotate_left(by.index(layers.len()));
        others.reverse();
        let again = check(&engine(&others), &operation);
        prop_assert_eq!(decided.word(), again.word());
    }

    #[test]
    fn a_layer_twice_is_a_layer_once(policy in policy(), operation in operation(), named in any::<bool>()) {
        let mut policy = policy;
        if named {
            policy.insert("name".into(), "twin".into());
        }
        let once = check(&engine(std::slice::from_ref(&policy)), &operation);
        let twice = check(&engine(&[policy.clone(), policy]), &operation);
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn a_layer_that_opts_in_to_all_danger_restricts_nothing(layers in layers(), operation in operation()) {
        let mut more = layers.clone();
        more.push(json!({ "danger": "*" }).as_object().unwrap().clone());
        prop_assert_eq!(check(&engine(&layers), &operation), check(&engine(&more), &operation));
    }

    /// Each of these takes something away: what was denied stays denied.
    #[test]
    fn less_is_never_more(policy in policy(), operation in operation(), entry in entry(), at in any::<Index>()) {
        let before = allows(std::slice::from_ref(&policy), &operation);
        let mut narrower = vec![("one more denial", with_entry(&policy, "deny", &entry))];
        if !policy.contains_key("allow") && !policy.contains_key("capabilities") {
            let mut closed = policy.clone();
            closed.insert("default".into(), "deny".into());
            narrower.push(("denial by default", closed));
        }
        let mut without = policy.clone();
        without.remove("danger");
        if !policy.contains_key("capabilities") {
            narrower.push(("no opt-in to danger", without));
        }
        // An allow list that names no file or host says nothing about those a command names, so that only permissions
        // for commands can be taken away.
        let mut without = policy.clone();
        if let Some(list) = without.get_mut("allow").and_then(Value::as_array_mut).filter(|list| !list.is_empty()) {
            let index = at.index(list.len());
            if list.remove(index).as_str().unwrap().starts_with("cmd") {
                narrower.push(("a permission less", without));
            }
        }
        for (what, narrower) in narrower {
            prop_assert!(before || !allows(std::slice::from_ref(&narrower), &operation), "{what}: {narrower:?}");
        }
    }

    /// An allow rule for one command is an exception to a deny rule only if it is the narrower of the two: under
    /// a denial of everything nothing runs.
    #[test]
    fn a_denial_of_everything_has_no_exception(policy in policy(), operation in operation()) {
        prop_assume!(!matches!(operation, Operation::Provider(_) | Operation::Integrity(..)));
        let closed = with_entry(&policy, "deny", "*");
        prop_assert!(!allows(&[closed], &operation));
    }

    #[test]
    fn an_explanation_says_what_the_check_says(layers in layers(), operation in operation()) {
        let engine = engine(&layers);
        let decision = check(&engine, &operation);
        let trace = explain(&engine, &operation);
        prop_assert_eq!(trace.decision, decision.word());
        prop_assert_eq!(trace.denial.as_ref(), decision.denial());
        prop_assert_eq!(trace.layers.len(), layers.len());
        let denied = trace.layers.iter().any(|layer| layer.denial.is_some());
        prop_assert_eq!(denied, !decision.is_allowed());
    }

    #[test]
    fn false_says_nothing(
        policy in policy(),
        operation in operation(),
        key in select(&["allow", "deny"][..]),
        name in select(&["cmd", "sh", "js", "node", "py", "prose", "network", "filesystem", "keychain"][..]),
        commands in prop::collection::vec(select(COMMANDS), 0..3),
    ) {
        let with = |rules: Value| {
            let mut policy = policy.clone();
            policy.insert(key.into(), rules);
            check(&engine(&[policy]), &operation)
        };
        let mut rules = json!({ "sh": true });
        if name != "cmd" && !commands.is_empty() {
            rules["cmd"] = json!(commands);
        }
        if name == "sh" {
            rules.as_object_mut().unwrap().remove("sh");
        }
        let silent = with(rules.clone());
        rules[name] = json!(false);
        prop_assert_eq!(silent, with(rules));
    }
}
