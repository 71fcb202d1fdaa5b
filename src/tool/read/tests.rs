use super::read_tools;
use crate::capability::FileMode;
use crate::error::ProblemCode;
use crate::policy::json::{nearest_number, parse};
use crate::policy::value::{Data, Member, Value};
use crate::tool::{Role, Tools};

fn value(text: &str) -> Value {
    parse(text, nearest_number).unwrap().0
}

fn tools(text: &str) -> Tools {
    read_tools(&value(text)).unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
}

#[test]
fn every_form_of_a_role() {
    let tools = tools(
        r#"{ "t": { "args": { "to": "destination", "path": "fs:w", "command": "cmd", "url": "net", "file": "fs:r", "item": "target",
             "both": ["destination", "net", "destination", "value"], "a": {}, "b": null, "c": "value", "d": [], "e": [null] } } }"#,
    );
    let tool = tools.get("t").unwrap();
    let roles = |name: &str| tool.argument(name).unwrap().roles().to_vec();
    assert_eq!(roles("to"), [Role::Destination]);
    assert_eq!(roles("path"), [Role::File(FileMode::Write)]);
    assert_eq!(roles("command"), [Role::Command]);
    assert_eq!(roles("url"), [Role::Network]);
    assert_eq!(roles("file"), [Role::File(FileMode::Read)]);
    assert_eq!(roles("item"), [Role::Target]);
    assert_eq!(roles("both"), [Role::Destination, Role::Network]);
    for plain in ["a", "b", "c", "d", "e"] {
        assert_eq!(roles(plain), [], "{plain}");
    }
    assert!(tool.argument("To").is_none());
}

#[test]
fn control_arguments_are_those_named_or_else_all() {
    for (text, control) in [
        (r#"{ "args": { "a": null, "b": null }, "controlArgs": ["b"] }"#, &["b"][..]),
        (r#"{ "args": { "a": null, "b": null }, "controlArgs": "a" }"#, &["a"]),
        (r#"{ "args": { "a": null, "b": null }, "controlArgs": [] }"#, &[]),
        (r#"{ "args": { "a": null, "b": null } }"#, &["a", "b"]),
        (r#"{ "controlArgs": ["a", "a"], "args": { "a": null } }"#, &["a"]),
        ("{}", &[]),
    ] {
        let tools = tools(&format!(r#"{{ "t": {text} }}"#));
        assert_eq!(tools.get("t").unwrap().control_arguments().collect::<Vec<_>>(), control, "{text}");
    }
}

#[test]
fn a_tool_that_is_not_known_to_read_writes() {
    for (labels, write) in [
        (r#"["tool:w"]"#, true),
        (r#"["tool:w:mail"]"#, true),
        (r#"["tool:r"]"#, false),
        (r#"["tool:r:mail", "net:r"]"#, false),
        (r#""tool:r""#, false),
        (r#"["tool:r", "tool:w"]"#, true),
        (r#"["tool:r", "tool:w:mail"]"#, true),
        (r#"["tool:read"]"#, true),
        (r#"["tool:r", "tool:write"]"#, false),
        (r#"["Tool:r"]"#, true),
        (r#"["tool"]"#, true),
        (r#"["op:tool:r"]"#, true),
        ("[]", true),
    ] {
        assert_eq!(tools(&format!(r#"{{ "t": {{ "labels": {labels} }} }}"#)).is_write("t"), write, "{labels}");
    }
    assert!(tools(r#"{ "t": {} }"#).is_write("t"));
    assert!(tools("{}").is_write("toString"));
    assert!(tools(r#"{ "t": { "labels": ["tool:r"] } }"#).is_write("T"));
}

#[test]
fn every_problem_is_reported_with_its_place() {
    for (text, expected) in [
        ("[]", &[("tools", "expected an object, found a list", None)][..]),
        (r#"{ "t": null }"#, &[("tools.t", "expected an object, found `null`", None)]),
        (
            r#"{ "t": { "label": [], "args": { "to": "destinaton", "f": "fs:rw", "x": "frobnicate" } }, "": {} }"#,
            &[
                (r#"tools[""]"#, "the name `` is empty", None),
                ("tools.t.label", "unknown key `label`", Some("did you mean `labels`?")),
                ("tools.t.args.to", "unknown role `destinaton`", Some("did you mean `destination`?")),
                ("tools.t.args.f", "unknown role `fs:rw`", Some(r#"write `["fs:r", "fs:w"]`"#)),
                ("tools.t.args.x", "unknown role `frobnicate`", None),
            ],
        ),
        (
            r#"{ "t": { "args": { "to": ["net", 5, "cmdd"], "o": { "role": "net" } }, "controlArgs": ["too", "c"] } }"#,
            &[
                ("tools.t.args.to[1]", "expected a role or a list of roles, found a number", None),
                ("tools.t.args.to[2]", "unknown role `cmdd`", Some("did you mean `cmd`?")),
                ("tools.t.args.o", "expected a role or a list of roles, found an object", None),
                ("tools.t.controlArgs[0]", "unknown argument `too`", Some("did you mean `to`?")),
                ("tools.t.controlArgs[1]", "unknown argument `c`", Some("did you mean `o`?")),
            ],
        ),
        (
            r#"{ "t": { "args": { " to ": null }, "labels": ["", " tool:r", 1, "a\u0000"], "controlArgs": null } }"#,
            &[
                (r#"tools.t.args[" to "]"#, "the name ` to ` has blanks around it", None),
                ("tools.t.labels[0]", "`` is empty", None),
                ("tools.t.labels[1]", "` tool:r` has blanks around it", None),
                ("tools.t.labels[2]", "expected a string, found a number", None),
                ("tools.t.labels[3]", r"`a\u{0}` contains a control character", None),
                ("tools.t.controlArgs", "expected a string, found `null`", None),
            ],
        ),
    ] {
        let problems = read_tools(&value(text)).unwrap_err();
        let shown: Vec<_> = problems
            .iter()
            .map(|problem| (problem.path.as_str(), problem.message.as_str(), problem.suggestion.as_deref()))
            .collect();
        assert_eq!(shown, expected, "{text}");
        assert!(problems.iter().all(|problem| problem.code == ProblemCode::InvalidOption));
    }
}

#[test]
fn a_key_that_stands_twice_is_a_problem() {
    let member = |key: &str, value: Value| Member { key: key.into(), key_span: None, value };
    let object = |members| Value::from(Data::Object(members));
    let tool = || object(vec![member("labels", Value::list(["tool:r"])), member("labels", Value::list(["tool:w"]))]);
    let problems = read_tools(&object(vec![member("t", tool()), member("t", tool())])).unwrap_err();
    let paths: Vec<_> = problems.iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["tools.t", "tools.t.labels"]);
}

#[test]
fn a_hostile_value_gets_no_more_problems_than_are_read() {
    let names = Value::object((0..5000).map(|n| (format!("tool{n}"), Value::from(true))));
    assert_eq!(read_tools(&names).unwrap_err().len(), 1000);
}
