mod laws;

use super::authorize;
use crate::policy::json::{nearest_number, parse};
use crate::policy::value::{Data, Member, Value};
use crate::policy::{Authorization, Names, Origin, ReadOptions, read_text};
use crate::tool::{Refusal, Tools, read_tools};

fn value(text: &str) -> Value {
    parse(text, nearest_number).unwrap_or_else(|problem| panic!("{text}: {problem}")).0
}

fn args(text: &str) -> Vec<Member> {
    match value(text).data {
        Data::Object(members) => members,
        _ => panic!("{text}"),
    }
}

fn entries(allow: &str) -> Names<Authorization> {
    let policy = format!(r#"{{ "authorizations": {{ "allow": {allow} }} }}"#);
    read_text(&policy, &ReadOptions::default()).unwrap().document.authorizations.unwrap()
}

/// Tools of a mail server, and one that the host does not describe: `wipe`.
fn tools() -> Tools {
    let tools = r#"{
        "send_email": { "labels": ["tool:w", "exfil:send"], "args": { "to": "destination", "cc": "destination", "text": {} },
                        "controlArgs": ["to", "cc"] },
        "log": { "labels": ["tool:w"], "args": { "text": null }, "controlArgs": [] },
        "ping": { "labels": ["tool:w"] },
        "post": { "args": { "url": "net", "body": null } }
    }"#;
    read_tools(&value(tools)).unwrap()
}

fn call(allow: &str, tool: &str, given: &str) -> Result<(), Refusal> {
    authorize(&entries(allow), &tools(), tool, &args(given))
}

#[test]
fn calls_that_are_authorised() {
    for (allow, tool, given) in [
        (r#"{ "send_email": { "args": { "to": "ann" } } }"#, "send_email", r#"{ "to": "ann" }"#),
        (r#"{ "send_email": { "args": { "to": "ann" } } }"#, "send_email", r#"{ "to": ["ann"], "text": "anything" }"#),
        (r#"{ "send_email": { "args": { "to": "ann" } } }"#, "send_email", r#"{ "to": "ann", "cc": [] }"#),
        (r#"{ "send_email": { "args": { "to": "ann" } } }"#, "send_email", r#"{ "to": "ann", "cc": null, "bcc": "" }"#),
        (r#"{ "send_email": { "args": { "to": "ann", "cc": [] } } }"#, "send_email", r#"{ "to": "ann" }"#),
        (r#"{ "send_email": { "args": { "to": ["ann", "bob"] } } }"#, "send_email", r#"{ "to": "bob" }"#),
        (r#"{ "send_email": { "args": { "to": { "oneOf": ["ann", []] } } } }"#, "send_email", "{}"),
        (
            r#"{ "send_email": { "args": { "to": "ann", "bcc": "bob" } } }"#,
            "send_email",
            r#"{ "to": "ann", "bcc": "bob" }"#,
        ),
        (r#"{ "send_email": { "args": {} } }"#, "send_email", r#"{ "text": "x" }"#),
        (
            r#"{ "send_email": { "args": { "to": { "allOf": ["ann", { "oneOf": ["ann", "bob"] }] } } } }"#,
            "send_email",
            r#"{ "to": "ann" }"#,
        ),
        (r#"{ "log": true }"#, "log", r#"{ "text": "anything" }"#),
        (r#"{ "log": true }"#, "log", "{}"),
        (r#"{ "ping": true }"#, "ping", "{}"),
        (
            r#"{ "post": { "args": { "url": "https://a.example", "body": "x" } } }"#,
            "post",
            r#"{ "url": "https://a.example", "body": "x" }"#,
        ),
        (r#"{ "wipe": true }"#, "wipe", "{}"),
        (r#"{ "wipe": { "args": { "disk": 1 } } }"#, "wipe", r#"{ "disk": "1", "now": null }"#),
        (r#"{ "constructor": true }"#, "constructor", "{}"),
    ] {
        assert_eq!(call(allow, tool, given), Ok(()), "{allow} {tool} {given}");
    }
}

#[test]
fn calls_that_are_refused() {
    const LISTED: &str = "authorizations.allow";
    for (allow, tool, given, reason, rule) in [
        ("{}", "send_email", "{}", "it is not listed", LISTED),
        (r#"{ "log": true }"#, "Log", "{}", "it is not listed", LISTED),
        (r#"{ "log": true }"#, "log ", "{}", "it is not listed", LISTED),
        (r#"{ "log": true }"#, "constructor", "{}", "it is not listed", LISTED),
        (r#"{ "log": true }"#, "", "{}", "it is not listed", LISTED),
        (
            r#"{ "log": true }"#,
            "log",
            r#"{ "level": 1 }"#,
            "its control argument 'level' is not constrained",
            "authorizations.allow.log",
        ),
        (
            r#"{ "log": true }"#,
            "log",
            r#"{ "level": null }"#,
            "its control argument 'level' is not constrained",
            "authorizations.allow.log",
        ),
        (
            r#"{ "send_email": true }"#,
            "send_email",
            "{}",
            "its control argument 'cc' is not constrained",
            "authorizations.allow.send_email",
        ),
        (
            r#"{ "wipe": true }"#,
            "wipe",
            r#"{ "disk": 1 }"#,
            "its control argument 'disk' is not constrained",
            "authorizations.allow.wipe",
        ),
        (
            r#"{ "send_email": { "args": { "to": "ann" } } }"#,
            "send_email",
            r#"{ "to": "eve" }"#,
            "argument 'to' has a value that the policy does not list",
            "authorizations.allow.send_email.args.to",
        ),
        (
            r#"{ "send_email": { "args": { "to": "ann" } } }"#,
            "send_email",
            r#"{ "to": ["ann", "eve"] }"#,
            "argument 'to' has a value that the policy does not list",
            "authorizations.allow.send_email.args.to",
        ),
        (
            r#"{ "send_email": { "args": { "to": "ann" } } }"#,
            "send_email",
            r#"{ "to": [] }"#,
            "argument 'to' has a value that the policy does not list",
            "authorizations.allow.send_email.args.to",
        ),
        (
            r#"{ "send_email": { "args": { "to": "ann" } } }"#,
            "send_email",
            "{}",
            "argument 'to' is missing",
            "authorizations.allow.send_email.args.to",
        ),
        (
            r#"{ "send_email": { "args": { "to": { "allOf": ["ann", "bob"] } } } }"#,
            "send_email",
            r#"{ "to": "ann" }"#,
            "argument 'to' has a value that the policy does not list",
            "authorizations.allow.send_email.args.to",
        ),
        (
            r#"{ "send_email": { "args": { "to": "ann" } } }"#,
            "send_email",
            r#"{ "to": "ann", "cc": "eve" }"#,
            "argument 'cc' must be empty",
            "authorizations.allow.send_email.args",
        ),
        (
            r#"{ "send_email": { "args": { "to": "ann" } } }"#,
            "send_email",
            r#"{ "to": "ann", "cc": [null] }"#,
            "argument 'cc' must be empty",
            "authorizations.allow.send_email.args",
        ),
        (
            r#"{ "send_email": { "args": { "to": "ann" } } }"#,
            "send_email",
            r#"{ "to": "ann", "cc": false }"#,
            "argument 'cc' must be empty",
            "authorizations.allow.send_email.args",
        ),
        // What the description does not declare decides, for all we know.
        (
            r#"{ "send_email": { "args": { "to": "ann" } } }"#,
            "send_email",
            r#"{ "to": "ann", "To": "eve" }"#,
            "argument 'To' must be empty",
            "authorizations.allow.send_email.args",
        ),
        (
            r#"{ "send_email": { "args": { "to": "ann" } } }"#,
            "send_email",
            r#"{ "to": "ann", "bcc\u202e": "eve" }"#,
            r"argument 'bcc\u{202e}' must be empty",
            "authorizations.allow.send_email.args",
        ),
        // Listed, and no control argument: still held to it.
        (
            r#"{ "log": { "args": { "text": "a" } } }"#,
            "log",
            r#"{ "text": "b" }"#,
            "argument 'text' has a value that the policy does not list",
            "authorizations.allow.log.args.text",
        ),
        (
            r#"{ "post": { "args": { "url": "https://a.example" } } }"#,
            "post",
            r#"{ "url": "https://a.example", "body": "x" }"#,
            "argument 'body' must be empty",
            "authorizations.allow.post.args",
        ),
        (
            r#"{ "wipe": { "args": { "my disk": 1 } } }"#,
            "wipe",
            r#"{ "disk": 1 }"#,
            "argument 'my disk' is missing",
            r#"authorizations.allow.wipe.args["my disk"]"#,
        ),
    ] {
        let refusal = call(allow, tool, given).expect_err(allow);
        let reason = format!("Tool '{tool}' denied by authorization: {reason}");
        assert_eq!((refusal.reason.as_str(), refusal.rule.as_str()), (reason.as_str(), rule), "{allow} {tool} {given}");
        assert!(!refusal.suggestion.is_empty());
    }
}

fn member(key: &str, value: impl Into<Value>) -> Member {
    Member { key: key.to_owned(), key_span: None, value: value.into() }
}

#[test]
fn an_argument_given_twice_is_refused_whatever_is_authorised() {
    for allow in [r#"{ "log": true }"#, r#"{ "log": { "args": { "text": "a" } } }"#, "{}"] {
        let refusal =
            authorize(&entries(allow), &tools(), "log", &[member("text", "a"), member("text", "a")]).unwrap_err();
        assert_eq!(refusal.reason, "Tool 'log' denied by authorization: argument 'text' is given twice");
    }
}

#[test]
fn an_empty_list_of_clauses_matches_nothing() {
    let args = Names::from_iter([("to".to_owned(), Vec::new())]);
    let origin = Origin { path: "authorizations.allow.send_email".into(), span: None };
    let entries = Names::from_iter([("send_email".to_owned(), Authorization { args: Some(args), origin })]);
    for given in ["{}", r#"{ "to": null }"#, r#"{ "to": "ann" }"#] {
        assert!(authorize(&entries, &tools(), "send_email", &self::args(given)).is_err(), "{given}");
    }
}

#[test]
fn no_text_shows_the_value_of_an_argument() {
    let given = r#"{ "to": "SECRET", "cc": ["SECRET"], "x": { "SECRET": 1 } }"#;
    for allow in [
        "{}",
        r#"{ "send_email": true }"#,
        r#"{ "send_email": { "args": {} } }"#,
        r#"{ "send_email": { "args": { "to": "HIDDEN" } } }"#,
    ] {
        let refusal = call(allow, "send_email", given).unwrap_err();
        for text in [&refusal.reason, &refusal.rule, &refusal.suggestion] {
            assert!(!text.contains("SECRET") && !text.contains("HIDDEN"), "{text}");
        }
    }
}
