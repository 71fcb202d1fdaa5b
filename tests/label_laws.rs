//! Laws of labels: what merging, changing and further rules can and cannot do.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::collections::BTreeSet;

use mlld_policy::engine::{Engine, EngineOptions};
use mlld_policy::label::{Change, Descriptor, Flow, OperationLabels, ToolUse, covers};
use mlld_policy::policy::{ReadOptions, TrustConflict, read_text};
use proptest::prelude::*;
use serde_json::{Value, json};

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "secret",
        "secret:api",
        "secretary",
        "untrusted",
        "trusted",
        "known",
        "known:internal",
        "pii",
        "influenced",
        "src:mcp",
        "src:file",
        "dir:/tmp",
    ])
    .prop_map(str::to_owned)
}

fn descriptor() -> impl Strategy<Value = Descriptor> {
    let names = || prop::collection::vec(name(), 0..4);
    let tool = (prop::sample::select(vec!["a", "b"]), prop::option::of(prop::sample::select(vec!["1", "2"])));
    (names(), names(), names(), prop::collection::vec(tool, 0..3)).prop_map(|(labels, taint, sources, tools)| {
        let tools = tools.into_iter().map(|(name, audit_ref)| ToolUse {
            name: name.to_owned(),
            args: None,
            audit_ref: audit_ref.map(str::to_owned),
        });
        Descriptor::merge([&Descriptor { labels, taint, sources, tools: tools.collect() }])
    })
}

fn change() -> impl Strategy<Value = Change> {
    let names = || prop::collection::vec(name(), 0..3);
    (names(), names(), any::<bool>(), prop::bool::weighted(0.2)).prop_map(|(add, remove, bless, clear)| Change {
        add,
        remove,
        bless,
        clear,
    })
}

/// Labels of operations, two of them programs with and without a subcommand.
const OPERATIONS: [&str; 9] = [
    "op:cmd:git",
    "op:cmd:git:push",
    "op:cmd:ls",
    "op:show",
    "net:w",
    "exfil:send",
    "exfil",
    "destructive:targeted",
    "llm",
];

fn operation() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(OPERATIONS.to_vec()), 0..3)
}

/// The labels that rules name, some of which cover others.
fn rules() -> impl Strategy<Value = Vec<&'static str>> {
    let labels = ["*", "op", "op:cmd", "op:cmd:git:push", "op:cmd:git:push:now", "net"];
    prop::collection::vec(prop::sample::select([&labels[..], &OPERATIONS].concat()), 0..3)
}

fn policy() -> impl Strategy<Value = Value> {
    let built_in = prop::sample::select(vec![
        "no-secret-exfil",
        "no-untrusted-destructive",
        "no-send-to-unknown",
        "no-send-to-external",
        "no-destroy-unknown",
    ]);
    let of_label = (rules(), prop::option::of(rules()));
    let labels = prop::collection::btree_map(
        prop::sample::select(vec!["secret", "*", "secret:api", "src", "pii"]),
        of_label,
        0..3,
    );
    let operations =
        prop::collection::btree_map(prop::sample::select(vec!["exfil", "exfil:send", "risk"]), rules(), 0..2);
    (labels, operations, prop::collection::btree_set(built_in, 0..3), any::<bool>()).prop_map(
        |(labels, operations, rules, untrusted)| {
            let labels: serde_json::Map<String, Value> = labels
                .into_iter()
                .map(|(label, (deny, allow))| {
                    let mut rules = json!({ "deny": deny });
                    if let Some(allow) = allow {
                        rules["allow"] = json!(allow);
                    }
                    (label.to_owned(), rules)
                })
                .collect();
            let unlabeled = if untrusted { "untrusted" } else { "trusted" };
            json!({ "labels": labels, "operations": operations, "defaults": { "rules": rules, "unlabeled": unlabeled } })
        },
    )
}

fn engine(policies: &[Value]) -> Engine {
    let documents = policies.iter().enumerate().map(|(at, policy)| {
        let mut policy = policy.clone();
        policy["name"] = json!(format!("layer {at}"));
        read_text(&policy.to_string(), &ReadOptions::default()).unwrap().document
    });
    Engine::new(documents.collect(), EngineOptions::default()).unwrap()
}

fn allows(engine: &Engine, inputs: &[Descriptor], operation: &[&str]) -> bool {
    let operation = OperationLabels::new(operation.iter().copied());
    engine.check_flow(&Flow { inputs, operation: &operation, destination: None, target: None }).is_allowed()
}

/// What a descriptor knows, all lists together.
fn known(descriptor: &Descriptor) -> BTreeSet<String> {
    let tools = descriptor.tools.iter().map(|tool| format!("tool {} {:?}", tool.name, tool.audit_ref));
    descriptor
        .all()
        .map(str::to_owned)
        .chain(descriptor.sources.iter().map(|source| format!("source {source}")))
        .chain(tools)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn merging_is_idempotent_and_associative(a in descriptor(), b in descriptor(), c in descriptor()) {
        prop_assert_eq!(&Descriptor::merge([&a, &a]), &a);
        prop_assert_eq!(&Descriptor::merge([&a, &Descriptor::default()]), &a);
        prop_assert_eq!(&Descriptor::merge([&Descriptor::default(), &a]), &a);
        let left = Descriptor::merge([&Descriptor::merge([&a, &b]), &c]);
        let right = Descriptor::merge([&a, &Descriptor::merge([&b, &c])]);
        prop_assert_eq!(&left, &right);
        prop_assert_eq!(&left, &Descriptor::merge([&a, &b, &c]));
    }

    #[test]
    fn merging_keeps_all_that_is_known(all in prop::collection::vec(descriptor(), 0..4)) {
        let merged = known(&Descriptor::merge(&all));
        let separate: BTreeSet<String> = all.iter().flat_map(known).collect();
        // Of a call that is on record once is enough, whatever it is called.
        let on_record = |text: &String| text.starts_with("tool ") && text.contains("Some");
        prop_assert!(separate.iter().all(|text| merged.contains(text) || on_record(text)));
        prop_assert!(merged.is_subset(&separate));
    }

    /// Whatever guards without privilege do on the way, a derived value has all labels of what it was made of.
    #[test]
    fn taint_survives_merges_and_unprivileged_changes(
        first in descriptor(), steps in prop::collection::vec((descriptor(), change()), 0..6),
    ) {
        let (mut value, mut expected) = (first.clone(), known(&first));
        for (other, change) in steps {
            expected.extend(known(&other));
            value = Descriptor::merge([&value, &other]);
            let endorsed = |value: &Descriptor| value.all().filter(|label| covers("trusted", label) || covers("known", label)).count();
            let before = endorsed(&value);
            if let Ok(changed) = value.changed(&change, false, TrustConflict::Silent) {
                value = changed.descriptor;
            }
            prop_assert_eq!(endorsed(&value), before, "nothing is endorsed without privilege");
        }
        let on_record = |text: &String| text.starts_with("tool ") && text.contains("Some");
        prop_assert!(expected.iter().all(|text| known(&value).contains(text) || on_record(text)));
    }

    /// What is untrusted, by its labels or because it has none, stays so whatever it is merged with and called.
    #[test]
    fn what_is_untrusted_by_default_stays_so(
        distrusts in any::<bool>(), first in descriptor(), steps in prop::collection::vec((descriptor(), change()), 0..5),
    ) {
        let stance = if distrusts { "untrusted" } else { "trusted" };
        let engine = engine(&[
            json!({ "defaults": { "unlabeled": stance } }), json!({ "labels": { "untrusted": { "deny": ["op:show"] } } }),
        ]);
        let probe = |value: &Descriptor| !engine.prepare_operation(&OperationLabels::new(["op:show"])).lets_in([&engine.prepare_value(value)]);
        let (mut value, mut untrusted) = (first.clone(), probe(&first));
        for (other, change) in steps {
            untrusted |= probe(&other);
            value = engine.merge([&value, &other]);
            if let Ok(changed) = engine.change_labels(&value, &change, false) {
                value = changed.descriptor;
            }
            untrusted |= probe(&value);
            prop_assert!(!untrusted || probe(&value));
        }
    }

    /// Only what a rule demands (`known`), and a first label of a user where data without any is untrusted, permit.
    #[test]
    fn a_further_label_permits_nothing(
        policy in policy(), inputs in prop::collection::vec(descriptor(), 1..3), operation in operation(),
        label in name().prop_filter("demanded by rules", |label| !covers("known", label)), at in any::<prop::sample::Index>(),
    ) {
        let engine = engine(&[policy]);
        let mut more = inputs.clone();
        let value = at.get(&inputs);
        let is_source = |label: &str| label.starts_with("src:") || label.starts_with("dir:");
        prop_assume!(is_source(&label) || value.all().any(|label| !is_source(label)) || value.all().next().is_none());
        more[at.index(inputs.len())].labels.push(label);
        if !allows(&engine, &inputs, &operation) {
            prop_assert!(!allows(&engine, &more, &operation));
        }
    }

    #[test]
    fn a_further_layer_permits_nothing(
        policies in prop::collection::vec(policy(), 1..3), more in policy(),
        inputs in prop::collection::vec(descriptor(), 0..3), operation in operation(),
    ) {
        let further = [policies.clone(), vec![more]].concat();
        if !allows(&engine(&policies), &inputs, &operation) {
            prop_assert!(!allows(&engine(&further), &inputs, &operation));
        }
    }

    /// A label of an operation is judged by itself, but for those of one program.
    #[test]
    fn a_further_label_of_the_operation_permits_nothing(
        policy in policy(), inputs in prop::collection::vec(descriptor(), 0..3), operation in operation(),
        more in prop::sample::select(vec!["net:w", "op:show", "exfil:send", "x", "*", "op:cmd:*"]),
    ) {
        let engine = engine(&[policy]);
        if !allows(&engine, &inputs, &operation) {
            prop_assert!(!allows(&engine, &inputs, &[operation, vec![more]].concat()));
        }
    }

    #[test]
    fn what_is_prepared_decides_alike(
        policies in prop::collection::vec(policy(), 1..3), inputs in prop::collection::vec(descriptor(), 0..3),
        operation in operation(),
    ) {
        let engine = engine(&policies);
        let prepared = engine.prepare_operation(&OperationLabels::new(operation.iter().copied()));
        let values: Vec<_> = inputs.iter().map(|input| engine.prepare_value(input)).collect();
        prop_assert_eq!(prepared.lets_in(&values), allows(&engine, &inputs, &operation));
    }

    /// Rules as the sets of labels that they mean, over all labels of three stretches: no string is taken apart here.
    #[test]
    fn explicit_rules_decide_as_sets_of_labels_do(
        deny in rules_of_sets(), allow in prop::option::of(rules_of_sets()), label in 0..ALL,
    ) {
        let [denied, allowed] = [&deny, allow.as_ref().unwrap_or(&Vec::new())]
            .map(|rules| rules.iter().map(|rule| meaning(*rule)).collect::<Vec<_>>());
        let hit: Vec<_> = denied.iter().filter(|set| set.contains(&label)).collect();
        let lifted = |deny: &BTreeSet<usize>| {
            allowed.iter().any(|set| set.contains(&label) && set.is_subset(deny) && set.len() < deny.len())
        };
        let expected = match allow {
            _ if !hit.is_empty() => hit.into_iter().all(lifted),
            Some(_) => allowed.iter().any(|set| set.contains(&label)),
            None => true,
        };
        let mut rules = json!({ "deny": deny.iter().map(|rule| spelled(*rule)).collect::<Vec<_>>() });
        if let Some(allow) = &allow {
            rules["allow"] = json!(allow.iter().map(|rule| spelled(*rule)).collect::<Vec<_>>());
        }
        let engine = engine(&[json!({ "labels": { "secret": rules } })]);
        let secret = Descriptor::new(["secret"], [""; 0]);
        prop_assert_eq!(allows(&engine, &[secret], &[&spelled(Some(label))]), expected);
    }
}

/// Labels of up to three stretches, each `x` or `y`, by number: `x`, `y`, `x:x`, `x:y`, `y:x`, ….
const UNIVERSE: usize = 14;
/// The same with a fourth stretch, so that nothing means a single label only.
const ALL: usize = 30;

fn rules_of_sets() -> impl Strategy<Value = Vec<Option<usize>>> {
    prop::collection::vec(prop::option::weighted(0.9, 0..UNIVERSE), 0..4)
}

/// The label above another.
fn above(label: usize) -> Option<usize> {
    label.checked_sub(2).map(|below| below / 2)
}

fn spelled(rule: Option<usize>) -> String {
    let Some(label) = rule else { return "*".to_owned() };
    let own = if label % 2 == 0 { "x" } else { "y" };
    above(label).map_or_else(|| own.to_owned(), |above| format!("{}:{own}", spelled(Some(above))))
}

/// The labels that a rule means; `*` means one more, which has other stretches.
fn meaning(rule: Option<usize>) -> BTreeSet<usize> {
    let Some(rule) = rule else { return (0..=ALL).collect() };
    let is_meant =
        |label: &usize| std::iter::successors(Some(*label), |label| above(*label)).any(|label| label == rule);
    (0..ALL).filter(is_meant).collect()
}
