//! Literals: the judge is the reader of JSON, where a literal is JSON.

use proptest::prelude::*;

use super::line;
use crate::error::Problem;
use crate::notation::parse_literal;
use crate::policy::json;
use crate::policy::value::{Data, MAX_DEPTH};

macro_rules! literals {
    ($($name:ident: $text:expr => $json:expr;)*) => {$(
        #[test]
        fn $name() {
            let read = parse_literal($text).map_err(|problems| problems.iter().map(line).collect::<Vec<_>>());
            let json = json::parse($json, json::nearest_number).unwrap().0;
            assert_eq!(read.map(|value| value.to_string()), Ok(json.to_string()));
        }
    )*};
}

literals! {
    bare_keys: "{ js, sh }" => r#"{"js":true,"sh":true}"#;
    bare_keys_and_others: r#"{ tier: "full", sh, cmd: [git, npm] }"# => r#"{"tier":"full","sh":true,"cmd":["git","npm"]}"#;
    bare_words: "[sh, py]" => r#"["sh","py"]"#;
    bare_value: "{ cmd: git }" => r#"{"cmd":"git"}"#;
    alone: "no-secret-exfil" => r#""no-secret-exfil""#;
    patterns: "[cmd:git:*, sh, net:*.github.com, fs:r:src/**]" => r#"["cmd:git:*","sh","net:*.github.com","fs:r:src/**"]"#;
    pattern_as_value: "{ cmd: git:*, net: a.b }" => r#"{"cmd":"git:*","net":"a.b"}"#;
    without_blanks: "{a:b,c:git:*,d:[e],f:{g}}" => r#"{"a":"b","c":"git:*","d":["e"],"f":{"g":true}}"#;
    blank_before_colon: "{ a : 1, b\t: 2 }" => r#"{"a":1,"b":2}"#;
    places: "[@base/tmp/**, @root, @keychain, ~/x, ./y, ../z]" =>
        r#"["@base/tmp/**","@root","@keychain","~/x","./y","../z"]"#;
    paths_on_lines_of_their_own: "[\n  /var\n,\n/run\n, /needs ,\n/run/user,\n  /import\n]" =>
        r#"["/var","/run","/needs","/run/user","/import"]"#;
    places_in_strings: "[\"@base\", `fs:w:@root/x`, \"fs:r:{@base,@root}/x\", \"@keychain\", \"ann@example.com\"]" =>
        r#"["@base","fs:w:@root/x","fs:r:{@base,@root}/x","@keychain","ann@example.com"]"#;
    packages_with_scopes: "{ node: [\"@scope/left-pad@1.2.3\", @a.b/c] }" => r#"{"node":["@scope/left-pad@1.2.3","@a.b/c"]}"#;
    packages: "{ node: [left-pad@1.2.3, lodash@~4] }" => r#"{"node":["left-pad@1.2.3","lodash@~4"]}"#;
    star: "{ *: *, danger: * }" => r#"{"*":"*","danger":"*"}"#;
    dashed_key: "{ x-about: y, a_b: 1, a.b: 2 }" => r#"{"x-about":"y","a_b":1,"a.b":2}"#;
    words_that_are_no_texts: "[true, false, null, \"true\"]" => r#"[true,false,null,"true"]"#;
    numbers: "[0, -1, 1.5, 2e3, 1e+2, -2.5E-1]" => "[0,-1,1.5,2000,100,-0.25]";
    addresses: "[127.0.0.1, 127.0.0.1:80, 7z, 2fa]" => r#"["127.0.0.1","127.0.0.1:80","7z","2fa"]"#;
    options: "[-rf, --force]" => r#"["-rf","--force"]"#;
    quotes: r#"['a', "b", `c`, 'say "x"', "it's", `"'`]"# => r#"["a","b","c","say \"x\"","it's","\"'"]"#;
    escapes: r#"["a\n\t\\\"\u00e9\ud83e\udd80\/", '\'', `\``, "\@x", '@x']"# => r#"["a\n\t\\\"é🦀/","'","`","@x","@x"]"#;
    backticks_with_lines: "[`a\nb`]" => r#"["a\nb"]"#;
    trailing_commas: "{ a: [1, 2,], }" => r#"{"a":[1,2]}"#;
    empty: "[{}, [], { }, [\n]]" => "[{},[],{},[]]";
    comments: "{ >> all of it\n  a: 1, << one\n  b: [ >> list\n 2 ],\n>> end\n}" => r#"{"a":1,"b":[2]}"#;
    no_comment: "[\"a >> b\", `x\n>> y`]" => r#"["a >> b","x\n>> y"]"#;
    unicode: "{ größe: [naïve, \"🦀\"] }" => r#"{"größe":["naïve","🦀"]}"#;
    windows_lines: "{\r\n  a: 1,\r\n  b\r\n}" => r#"{"a":1,"b":true}"#;
    value_on_the_next_line: "{ a:\n 1,\n b:\n\n [] }" => r#"{"a":1,"b":[]}"#;
    from_the_specification: "{\n  allow: {\n    js,                              >> Shorthand\n    cmd: [\n      \"git:*\",                       \
        >> git with any\n      \"npm install:*\",\n    ],\n    network: {\n      domains: [\"*.github.com\", \"api.anthropic.com\"]\n    },\n    \
        filesystem: {\n      read: [\"**\"],\n      write: [\"@base/tmp/**\", \"@base/dist/**\"]\n    }\n  },\n  deny: [sh, py]\n}" =>
        r#"{"allow":{"js":true,"cmd":["git:*","npm install:*"],"network":{"domains":["*.github.com","api.anthropic.com"]},
            "filesystem":{"read":["**"],"write":["@base/tmp/**","@base/dist/**"]}},"deny":["sh","py"]}"#;
}

macro_rules! refused {
    ($($name:ident: $text:expr => $($problem:literal),+;)*) => {$(
        #[test]
        fn $name() {
            let problems = parse_literal($text).expect_err("refused");
            assert_eq!(problems.iter().map(line).collect::<Vec<_>>(), [$($problem),+]);
        }
    )*};
}

refused! {
    nothing: "" => "1:1 expected a value, found the end of the text";
    more_than_one: "{} {}" => "1:4 expected the end of the text, found `{`";
    comma_at_the_end_of_a_line: "{\n  a: 1\n  b: [x\n  y]\n}" =>
        "2:7 expected `,` or `}` after a member, found `b:` (write `,`)",
        "3:8 expected `,` or `]` after an item, found `y` (write `,`)";
    text_with_blanks: "{ cmd: [git status, npm] }" =>
        "1:12 expected `,` or `]` after an item, found `status` (text with blanks stands in quotes)";
    words_in_an_object: "{ git status }" =>
        "1:6 expected `,` or `}` after a member, found `status` (text with blanks stands in quotes)";
    double_comma: "[1,, 2]" => "1:4 expected an item or `]`, found `,`";
    first_comma: "[, 1]" => "1:2 expected an item or `]`, found `,`";
    key_with_colon: "{ src:mcp: { deny: [x] }, op:cmd: 1 }" =>
        "1:3 the key `src:mcp` holds a `:` (write `\"src:mcp\"`)",
        "1:27 the key `op:cmd` holds a `:` (write `\"op:cmd\"`)";
    key_with_at: "{ @base: 1, b: 2 }" => "1:3 expected a key, found `@base:` (write `'@base'`)";
    key_of_another_kind: "{ [1]: 2, b: 1, +: 3 }" =>
        "1:3 expected a key, found `[` (text with other signs stands in quotes)";
    sign_as_key: "{ +: 2, b: 1, -: 3, ?: 4 }" =>
        "1:3 expected a key, found `+` (text with other signs stands in quotes)",
        "1:21 expected a key, found `?` (text with other signs stands in quotes)";
    colon_first: "{ :a, b }" => "1:3 expected a key, found `:a`";
    quoted_key_alone: "{ \"a\", b: 1 }" => "1:6 expected `:` after the key, found `,` (a key without a value is a bare word)";
    equals: "{ a = 1, b: 2 }" => "1:5 expected `,` or `}` after a member, found `=` (write `:`)";
    no_value: "{ a: , b: ] }" =>
        "1:6 expected a value, found `,`", "1:11 expected a value, found `]`";
    keys_in_a_list: "[a: 1, b]" => "1:2 expected a value, found the key `a:` (keys stand in `{ }`)";
    reference: "{ a: @name, b: [@x.y] }" =>
        "1:6 a literal holds no variables, found `@name` (write what it stands for; text with an `@` stands in single quotes)",
        "1:17 a literal holds no variables, found `@x` (write what it stands for; text with an `@` stands in single quotes)";
    variables_in_words: "[cmd:@tool, fs:w:@dir/x, cmd:-@x, a@b.c, x:@base/y]" =>
        "1:6 a literal holds no variables, found `@tool` (write what it stands for; text with an `@` stands in single quotes)",
        "1:18 a literal holds no variables, found `@dir` (write what it stands for; text with an `@` stands in single quotes)",
        "1:31 a literal holds no variables, found `@x` (write what it stands for; text with an `@` stands in single quotes)";
    variables_in_strings: "[\"cmd:@tool\", `fs:w:@dir.x/y`, '@this', \"\\@that, a@b.c\", \"a @b, @c\"]" =>
        "1:7 a literal holds no variables, found `@tool` (write what it stands for; an `@` that is text is written `\\@`)",
        "1:21 a literal holds no variables, found `@dir.x` (write what it stands for; an `@` that is text is written `\\@`)",
        "1:61 a literal holds no variables, found `@b` (write what it stands for; an `@` that is text is written `\\@`)",
        "1:65 a literal holds no variables, found `@c` (write what it stands for; an `@` that is text is written `\\@`)";
    variables_in_keys: "{ \"@x\": 1, '@y': 2, \"src:@z\": 3 }" =>
        "1:4 a literal holds no variables, found `@x` (write what it stands for; an `@` that is text is written `\\@`)",
        "1:26 a literal holds no variables, found `@z` (write what it stands for; an `@` that is text is written `\\@`)";
    no_places: "[fs:w:@basefoo/x, \"@base.x\", \"a @base/x\", @bsae/x, \"@home/x\", @root-x/y]" =>
        "1:7 a literal holds no variables, found `@basefoo` (did you mean `@base/…`? text with an `@` stands in single quotes)",
        "1:20 a literal holds no variables, found `@base.x` (did you mean `@base/…`? an `@` that is text is written `\\@`)",
        "1:33 a literal holds no variables, found `@base` (did you mean `@base/…`? an `@` that is text is written `\\@`)",
        "1:43 a literal holds no variables, found `@bsae` (did you mean `@base/…`? text with an `@` stands in single quotes)",
        "1:53 a literal holds no variables, found `@home` (write `~/…` for the home folder)",
        "1:63 a literal holds no variables, found `@root` (did you mean `@root/…`? text with an `@` stands in single quotes)";
    packages_elsewhere: "{ node: [\"@scope\"], cmd: [\"@scope/name\"], allow: { node: [\"@scope/name\"] } }" =>
        "1:11 a literal holds no variables, found `@scope` (write what it stands for; an `@` that is text is written `\\@`)",
        "1:28 a literal holds no variables, found `@scope` (write what it stands for; an `@` that is text is written `\\@`)",
        "1:60 a literal holds no variables, found `@scope` (write what it stands for; an `@` that is text is written `\\@`)";
    letters_that_look_like_others: "{ dеny: [cmd:gіt:push, дом] }" =>
        "1:4 the letter `е` (U+0435) only looks like `e` (write `deny`, or quotes around it)",
        "1:15 the letter `і` (U+0456) only looks like `i` (write `cmd:git:push`, or quotes around it)";
    signs_in_words: "[a+b, src/*.{js,ts}, c]" =>
        "1:3 a bare word holds no `+` (text with other signs stands in quotes)",
        "1:13 a bare word holds no `{` (text with other signs stands in quotes)";
    signs: "[+, ?, “a”, # x\n]" =>
        "1:2 expected a value, found `+` (text with other signs stands in quotes)",
        "1:5 expected a value, found `?` (text with other signs stands in quotes)",
        "1:8 expected a value, found `“` (write `\"` or `'`)",
        "1:13 expected a value, found `#` (a comment begins with `>>`)";
    no_numbers: "[01, 1., 1e, 12345678901234567890, 0x1]" =>
        "1:2 expected a number of at most 15 digits, as JSON writes it, found `01` (text that looks like a number stands in quotes)",
        "1:6 expected a number of at most 15 digits, as JSON writes it, found `1.` (text that looks like a number stands in quotes)",
        "1:10 expected a number of at most 15 digits, as JSON writes it, found `1e` (text that looks like a number stands in quotes)",
        "1:14 expected a number of at most 15 digits, as JSON writes it, found `12345678901234567890` (text that looks like a number stands in quotes)";
    open_string: "{ a: [\"sh, py],\n  b: 1 }" =>
        "1:7 expected `\"` at the end of the string (text of several lines stands in backticks)";
    quote_too_many: "{ a: [\"sh, \"py\"],\n  b: 1 }" => "1:13 expected `,` or `]` after an item, found `py`";
    open_backticks: "{ a: `x,\n  b: 1 }" => "1:6 expected a backtick at the end of the string (the string is never closed)";
    bad_escape: r#"["\d+", 'ok']"# =>
        "1:3 expected an escape of JSON, `\\'` or `\\@`, found `\\d` (a backslash is written twice, as in \"\\\\d+\")";
    half_pair: r#"["\ud800"]"# => "1:3 expected four hexadecimal digits that are a character (as in `\\u00e9`; characters above U+FFFF take two)";
    wrong_bracket: "{ a: [b }" => "1:9 expected `,` or `]` after an item, found `}`";
    wrong_bracket_for_the_last: "[a, b }" => "1:7 expected `,` or `]` after an item, found `}`";
    wrong_bracket_in_an_object: "[{ a: 1 ], b" => "1:9 expected `,` or `}` after a member, found `]`";
    forgotten_bracket: "{ deny: [sh\n  allow: [cmd],\n  name: x }" => "2:3 expected `,` or `]` after an item, found `allow:`";
    forgotten_bracket_after_a_comma: "{ deny: [sh,\n  allow: [cmd] }" => "2:3 expected an item or `]`, found `allow:`";
    never_closed: "{ a: [1, { b" => "1:10 expected `}` that closes this `{`, found the end of the text (write `}` where it ends)";
    key_twice: "{ a: 1, b: { c, c: 2 }, \"a\": 3 }" =>
        "1:17 the key `c` stands twice in this object", "1:25 the key `a` stands twice in this object";
}

#[test]
fn keys_that_stand_twice_are_named_with_their_path() {
    let problems = parse_literal("{ a: [{ b, b: 2 }] }").unwrap_err();
    assert_eq!((problems[0].code, problems[0].path.as_str()), (crate::error::ProblemCode::DuplicateKey, "a[0].b"));
}

#[test]
fn nesting_is_bounded_as_in_json() {
    let nested = |open: &str, depth: usize, close: &str| format!("{}{}", open.repeat(depth), close.repeat(depth));
    let value = parse_literal(&nested("[", MAX_DEPTH - 1, "]")).unwrap();
    assert!(!value.is_deeper_than(MAX_DEPTH));
    for text in [nested("[", MAX_DEPTH, "]"), nested("[", 200_000, "]"), "[".repeat(200_000), "{a:".repeat(200_000)] {
        let problems = parse_literal(&text).unwrap_err();
        assert_eq!(problems[0].message, "the text is nested too deeply");
        assert_eq!(problems.len(), 1, "{problems:?}");
    }
}

#[test]
fn a_bare_key_and_its_value_have_one_place() {
    let text = "{ js, sh: true, 'é': [x] }";
    let value = parse_literal(text).unwrap();
    let Data::Object(members) = value.data else { panic!() };
    let places: Vec<_> = members
        .iter()
        .map(|member| (member.key_span.unwrap(), member.value.span.unwrap()))
        .map(|(key, value)| (&text[key.start..key.end], &text[value.start..value.end]))
        .collect();
    assert_eq!(places, [("js", "js"), ("sh", "true"), ("'é'", "[x]")]);
    assert_eq!(members[0].key_span, members[0].value.span);
}

/// Every JSON text among the examples and test data.
fn json_files() -> Vec<String> {
    let mut folders = vec!["examples".into(), "tests".into()];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        let folder: std::path::PathBuf = folder;
        for entry in std::fs::read_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                texts.push(std::fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    assert!(texts.len() > 10);
    texts
}

#[test]
fn the_json_of_the_project_says_the_same() {
    let mut compared = 0;
    for text in json_files() {
        let Ok((value, problems)) = json::parse(&text, json::nearest_number) else { continue };
        if problems.is_empty() {
            match parse_literal(&text) {
                Ok(read) => assert_eq!(read, value),
                // Numbers whose digits no longer say which they are; and what would be a variable.
                Err(problems) => {
                    let told = ["at most 15 digits", "a literal holds no variables"];
                    let is_told = |p: &Problem| told.iter().any(|told| p.message.contains(told));
                    assert!(problems.iter().all(is_told), "{:?}", problems.first())
                }
            }
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared}");
}

fn data() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
        "[ -~]{0,8}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::Array),
            proptest::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn json_is_a_literal(data in data()) {
        for text in [data.to_string(), serde_json::to_string_pretty(&data).unwrap()] {
            let json = json::parse(&text, json::nearest_number).unwrap().0;
            match parse_literal(&text) {
                // What would be a variable.
                Err(problems) => prop_assert!(text.contains('@'), "{:?}", problems.first()),
                read => prop_assert_eq!(read, Ok(json)),
            }
        }
    }
}
