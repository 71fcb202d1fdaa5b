use super::*;

fn world() -> World {
    World::new(
        r#"{ "op": { "type": "show", "name": "post" }, "args": { "a-b": 1e21, "s": "x\"y" },
             "input": { "value": [1, { "k": "v" }], "labels": ["pii"] } }"#,
    )
}

fn value(text: &str) -> String {
    let template = Template::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let world = world();
    let found = template.value(&world.scope(), &Steps::new()).map(|value| value.to_string());
    found.unwrap_or_else(|failure| failure.0)
}

#[test]
fn texts_take_paths() {
    for (text, expected) in [
        ("", r#""""#),
        ("plain", r#""plain""#),
        ("@mx.op.name", r#""post""#),
        ("@mx.op.name!", r#""post!""#),
        ("@mx.op.name.", r#""post.""#),
        ("@mx.op.name's", r#""post's""#),
        ("see @mx.op.name[1]", "`@mx.op.name` is a single value"),
        ("@input", r#"[1,{"k":"v"}]"#),
        ("<@input>", r#""<[1,{\"k\":\"v\"}]>""#),
        ("@input[1].k", r#""v""#),
        ("@input[1]['k'].", r#""v.""#),
        ("@input[see]", r#""[1,{\"k\":\"v\"}][see]""#),
        ("@input[9]", "null"),
        ("@input[9] ", r#""null ""#),
        ("@input [0]", r#""[1,{\"k\":\"v\"}] [0]""#),
        ("@input.mx.labels", r#"["pii"]"#),
        ("@input.any.mx.labels", "true"),
        ("@mx.args[\"a-b\"]", "1000000000000000000000"),
        ("=@mx.args[\"a-b\"]", r#""=1e+21""#),
        ("@mx.args.s", r#""x\"y""#),
        ("a@b.c @mxx @inputs @ @@ \\n \\", r#""a@b.c @mxx @inputs @ @@ \\n \\""#),
        ("\\@input \\\\@mx.op.name", r#""@input \\@mx.op.name""#),
        ("@mx.op.name(s)", r#""post(s)""#),
        ("@output", "null"),
    ] {
        if expected.starts_with('`') {
            assert!(Template::parse(text).unwrap_err().message.starts_with(expected), "{text}");
        } else if expected.starts_with("1000") {
            assert!(matches!(parsed(&value(text)).data, Data::Number(number) if number == 1e21));
        } else {
            assert_eq!(value(text), expected, "{text}");
        }
    }
}

#[test]
fn texts_take_nothing_else() {
    for (text, place, message) in [
        (
            "by @mx",
            3..6,
            "`@mx` is no value by itself: expected one of `op`, `labels`, `taint`, `sources`, `args`, `guard` after it",
        ),
        (
            "by @mx.opp.name",
            6..10,
            "expected one of `op`, `labels`, `taint`, `sources`, `args`, `guard` after `@mx`, found `opp`",
        ),
        ("@input.trim()", 6..11, "text takes paths, found the method `trim`"),
        ("@mx.args", 0..8, "expected the name of an argument after `@mx.args`"),
        ("@input['@input']", 8..14, "a key is written out, found a path"),
    ] {
        let error = Template::parse(text).unwrap_err();
        assert_eq!((error.message.as_str(), error.span.start..error.span.end), (message, place), "{text}");
        assert!(error.suggestion.is_some(), "{text}");
    }
}

#[test]
fn a_failure_shows_the_path() {
    assert_eq!(
        value("n: @mx.args.none.length"),
        "`@mx.args.none.length`: `length` needs a string or a list, found null"
    );
    let large = "@input".repeat(20);
    let world = World::new(&format!(r#"{{ "input": {{ "value": "{}" }} }}"#, "x".repeat(100_000)));
    let failure = Template::parse(&large).unwrap().text(&world.scope(), &Steps::new()).unwrap_err();
    assert_eq!(failure.0, "`@input`: texts and lists of more than 1048576 bytes are built");
    assert!(Template::parse(&"x".repeat(64 << 10)).is_ok());
    assert!(Template::parse(&"x".repeat((64 << 10) + 1)).is_err());
}

#[test]
fn what_is_read_is_known() {
    let reads = |text| Condition::parse(text).unwrap().reads();
    let of = |inputs, args, output| Reads { inputs, args, output };
    for (text, expected) in [
        ("@mx.op.name == 'x' && @mx.labels && @input.mx.labels && @output.mx.taint", of(false, false, false)),
        ("@input", of(true, false, false)),
        ("[{ a: !@input.length }]", of(true, false, false)),
        ("@input.any.mx.labels", of(true, false, false)),
        ("'x'.includes(@mx.args.a)", of(false, true, false)),
        ("'is @output.x'", of(false, false, true)),
    ] {
        assert_eq!(reads(text), expected, "{text}");
    }
    assert_eq!(Template::parse("a @input @mx.args.b").unwrap().reads(), of(true, true, false));
}
