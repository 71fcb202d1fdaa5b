use proptest::prelude::*;

use super::{Validation, validate};
use crate::error::ProblemCode::{self, *};
use crate::policy::json::{nearest_number, parse};
use crate::policy::value::{Data, Member, Value};
use crate::tool::{Tools, authorize, read_tools};

fn value(text: &str) -> Value {
    parse(text, nearest_number).unwrap_or_else(|problem| panic!("{text}: {problem}")).0
}

fn tools() -> Tools {
    let tools = r#"{
        "send_email": { "args": { "to": "destination", "cc": "destination", "text": {} }, "controlArgs": ["to", "cc"] },
        "log": { "args": { "text": null }, "controlArgs": [] },
        "post": { "args": { "url": "net", "body": null } }
    }"#;
    read_tools(&value(tools)).unwrap()
}

fn check(fragment: &str) -> Validation {
    validate(&value(fragment), &tools())
}

#[test]
fn fragments_that_are_valid() {
    for fragment in [
        r#"{ "allow": {} }"#,
        r#"{ "allow": { "log": true } }"#,
        r#"{ "allow": { " log ": { "args": { " text ": "x" } } } }"#,
        r#"{ "allow": { "log": { "args": {} } } }"#,
        r#"{ "allow": { "send_email": { "args": { "to": "ann", "cc": [] } } } }"#,
        r#"{ "allow": { "send_email": { "args": { "to": { "oneOf": ["ann", "bob"] }, "cc": { "eq": null }, "text": "x" } } } }"#,
        r#"{ "allow": { "post": { "args": { "url": "https://a.example", "body": { "allOf": ["x"] } }, "x-why": 1 } }, "x-by": "me" }"#,
    ] {
        let validation = check(fragment);
        assert!(validation.valid, "{fragment}: {:?}", validation.problems);
        assert!(validation.problems.is_empty());
        assert!(validation.authorizations().is_some());
    }
}

#[test]
fn every_problem_is_reported_and_nothing_is_used() {
    const EMAIL: &str = "authorizations.allow.send_email";
    let at = |below: &str| format!("{EMAIL}{below}");
    for (fragment, expected) in [
        ("null", vec![(InvalidType, "authorizations".to_owned())]),
        ("{}", vec![(InvalidValue, "authorizations".to_owned())]),
        (r#"{ "allow": ["log"] }"#, vec![(InvalidType, "authorizations.allow".to_owned())]),
        (r#"{ "allow": { "log": true }, "deny": {} }"#, vec![(UnknownKey, "authorizations.deny".to_owned())]),
        (r#"{ "allow": { "lgo": true } }"#, vec![(UnknownTool, "authorizations.allow.lgo".to_owned())]),
        (r#"{ "allow": { "Log": true } }"#, vec![(UnknownTool, "authorizations.allow.Log".to_owned())]),
        (r#"{ "allow": { "send_email": true } }"#, vec![(MissingControlArgument, at(""))]),
        (r#"{ "allow": { "send_email": false } }"#, vec![(InvalidType, at(""))]),
        (r#"{ "allow": { "send_email": {} } }"#, vec![(InvalidValue, at(""))]),
        (
            r#"{ "allow": { "send_email": { "args": {} } } }"#,
            vec![(MissingControlArgument, at(".args")), (MissingControlArgument, at(".args"))],
        ),
        (
            r#"{ "allow": { "send_email": { "args": { "to": "ann", "text": "x" } } } }"#,
            vec![(MissingControlArgument, at(".args"))],
        ),
        (
            r#"{ "allow": { "post": { "args": { "url": "x" } } } }"#,
            vec![(MissingControlArgument, "authorizations.allow.post.args".to_owned())],
        ),
        (
            r#"{ "allow": { "send_email": { "args": { "to": "ann", "cc": [], "bcc": [] } } } }"#,
            vec![(UnknownArgument, at(".args.bcc"))],
        ),
        (
            r#"{ "allow": { "send_email": { "args": { "to": { "eq": "a", "oneOf": ["b"] }, "cc": [] } } } }"#,
            vec![(UnsupportedConstraint, at(".args.to"))],
        ),
        (
            r#"{ "allow": { "send_email": { "args": { "to": { "oneOf": [] }, "cc": { "matches": "x" } } } } }"#,
            vec![(UnsupportedConstraint, at(".args.cc.matches")), (UnsupportedConstraint, at(".args.to.oneOf"))],
        ),
        (
            r#"{ "allow": { "send_email": { "args": { "to": { "allOf": [{ "eqq": 1 }] }, "cc": { "oneOf": "x" } } } } }"#,
            vec![(UnsupportedConstraint, at(".args.cc.oneOf")), (UnsupportedConstraint, at(".args.to.allOf[0].eqq"))],
        ),
        (
            r#"{ "allow": { "a.b": { "args": { "c.d": {} } } } }"#,
            vec![
                (UnsupportedConstraint, r#"authorizations.allow["a.b"].args["c.d"]"#.to_owned()),
                (UnknownTool, r#"authorizations.allow["a.b"]"#.to_owned()),
            ],
        ),
        // The form in which another implementation hands on what it has read (a way to constrain an argument to nothing).
        (
            r#"{ "allow": { "log": { "kind": "constrained", "args": { "text": [] } } } }"#,
            vec![(UnknownKey, "authorizations.allow.log.kind".to_owned())],
        ),
        // What is not about an argument's constraint keeps its code.
        (
            r#"{ "allow": { "log": { "args": { "": 1 } } } }"#,
            vec![
                (InvalidValue, r#"authorizations.allow.log.args[""]"#.to_owned()),
                (UnknownArgument, r#"authorizations.allow.log.args[""]"#.to_owned()),
            ],
        ),
        (
            r#"{ "allow": { "log": { "args": { "text": 1, " text": 2 } } } }"#,
            vec![(DuplicateKey, r#"authorizations.allow.log.args[" text"]"#.to_owned())],
        ),
        (r#"{ "allow": { "log": { "args": [] } } }"#, vec![(InvalidType, "authorizations.allow.log.args".to_owned())]),
    ] {
        let validation = check(fragment);
        let mut found: Vec<(ProblemCode, String)> =
            validation.problems.iter().map(|problem| (problem.code, problem.path.clone())).collect();
        let mut expected = expected;
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{fragment}");
        assert!(!validation.valid);
        assert!(validation.authorizations().is_none());
    }
}

#[test]
fn likely_names_are_suggested() {
    let suggestions = |fragment: &str| -> Vec<_> {
        check(fragment).problems.into_iter().map(|problem| problem.suggestion.unwrap_or_default()).collect()
    };
    assert_eq!(suggestions(r#"{ "allow": { "send_emial": true } }"#), ["did you mean `send_email`?"]);
    assert_eq!(suggestions(r#"{ "allow": { "wipe": true } }"#), ["describe it in the option `tools`"]);
    assert_eq!(
        suggestions(r#"{ "allow": { "send_email": { "args": { "too": "a", "cc": [] } } } }"#),
        ["did you mean `to`?", "say what `to` may be, `[]` where it must be empty"]
    );
}

#[test]
fn codes_are_stable() {
    let json =
        serde_json::to_value(check(r#"{ "allow": { "x": true, "send_email": { "args": { "to": {}, "y": 1 } } } }"#))
            .unwrap();
    let codes: Vec<_> =
        json["problems"].as_array().unwrap().iter().map(|problem| problem["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["UNSUPPORTED_CONSTRAINT", "UNKNOWN_TOOL", "UNKNOWN_ARGUMENT", "MISSING_CONTROL_ARGUMENT"]);
    assert_eq!(json["valid"], false);
    assert_eq!(json.as_object().unwrap().len(), 2);
}

#[test]
fn a_fragment_that_is_nested_too_deeply_is_refused() {
    let deep = (0..200).fold(Value::from(true), |inner, _| Value::list([inner]));
    let fragment = Value::object([(
        "allow",
        Value::object([("log", Value::object([("args", Value::object([("text", deep)]))]))]),
    )]);
    let validation = validate(&fragment, &tools());
    assert!(!validation.valid && validation.authorizations().is_none());
}

#[test]
fn a_hostile_fragment_gets_no_more_problems_than_are_read() {
    let unknown = Value::object((0..20_000).map(|n| (format!("tool{n}"), Value::from(true))));
    let many = Value::object((0..5_000).map(|n| (format!("arg{n}"), Value::object::<&str>([]))));
    let both = Value::object([("allow", Value::object([("log", Value::object([("args", many)]))]))]);
    for fragment in [Value::object([("allow", unknown)]), both] {
        let validation = validate(&fragment, &tools());
        assert!(!validation.valid && validation.problems.len() <= 1001, "{}", validation.problems.len());
    }
}

fn any_entry() -> impl Strategy<Value = Value> {
    let clause = prop::sample::select(
        [
            r#""x""#,
            "[]",
            "null",
            r#"["x", "y"]"#,
            r#"{ "eq": 1 }"#,
            r#"{ "oneOf": ["x", null] }"#,
            r#"{ "oneOf": [] }"#,
            "{}",
        ]
        .map(value)
        .to_vec(),
    );
    let args = prop::collection::btree_map(prop::sample::select(vec!["to", "cc", "text", "bcc"]), clause, 0..4);
    prop_oneof![Just(Value::from(true)), args.prop_map(|args| Value::object([("args", Value::object(args))]))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// What is valid says something about every control argument of every tool: the call that gives one which the
    /// fragment does not name is refused because of it, and no such argument is left to be given.
    #[test]
    fn what_is_valid_constrains_every_control_argument(entry in any_entry()) {
        let fragment = Value::object([("allow", Value::object([("send_email", entry.clone())]))]);
        let tools = tools();
        let validation = validate(&fragment, &tools);
        prop_assert_eq!(validation.valid, validation.authorizations().is_some());
        let Some(authorizations) = validation.authorizations() else { return Ok(()) };
        let listed = authorizations.get("send_email").and_then(|entry| entry.args.as_ref());
        for control in ["to", "cc"] {
            prop_assert!(listed.is_some_and(|listed| listed.get(control).is_some_and(|clauses| !clauses.is_empty())));
            let stranger = Member { key: control.to_owned(), key_span: None, value: Data::String("stranger".to_owned()).into() };
            prop_assert!(authorize(authorizations, &tools, "send_email", &[stranger]).is_err());
        }
    }
}
