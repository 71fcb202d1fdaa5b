use super::*;

fn world() -> World {
    World::new(
        r#"{ "op": { "type": "run", "name": "deploy", "labels": ["op:cmd:git:push", "net:w"] },
             "args": { "s": "Text", "n": 3, "l": [1, "b", null, true], "o": { "a": 1, "length": 9 }, "b": true, "nil": null, "big": 1e21 },
             "guard": { "try": 1, "max": 3, "hints": ["x"] },
             "input": { "value": "body", "labels": ["secret:api"], "taint": ["src:mcp"], "sources": ["mcp:read"] } }"#,
    )
}

/// Rows of a condition and the JSON of its value.
macro_rules! gives {
    ($($name:ident: $($condition:literal => $expected:literal),+ $(,)?;)+) => { $(
        #[test]
        fn $name() {
            let world = world();
            $(world.gives($condition, $expected);)+
        }
    )+ };
}

gives! {
    logic:
        "!1" => "false", "!''" => "true", "!@mx.args.nil" => "true", "!@mx.args.o" => "false", "!!'0'" => "true",
        "1 && 2" => "2", "0 && 2" => "0", "0 || ''" => r#""""#, "null || [] || 3" => "3", "1 || 2 && 0" => "1",
        "'' || 'a' && 'b'" => r#""b""#, "false || true && false" => "false", "1 && 2 && 0 && 3" => "0",
        "!!@mx.args.l[2]" => "false";
    equality:
        "@mx.args.n == 3" => "true", "@mx.args.n == '3'" => "true", "@mx.args.n == '3.0'" => "false", "0 == -0" => "true",
        "'-0' == -0" => "false", "'0' == -0" => "true", "@mx.args.big == '1e+21'" => "true", "1 == true" => "false",
        "@mx.args.b == 'true'" => "true", "@mx.args.b == 'True'" => "false", "'' == null" => "false", "[] == null" => "false",
        "0 == null" => "false", "@mx.args.none == @mx.args.nil" => "true", "@mx.args.l == ['1', 'b', null, 'true']" => "true",
        "[[1]] == [['1']]" => "true", "1 == [1]" => "false", "{} == {}" => "true", "{ a: null } == {}" => "false",
        "@mx.args.o == { length: '9', a: 1 }" => "true", "@mx.args.o != { a: 1 }" => "true", "'a' != 'A'" => "true",
        "@mx.labels == ['secret:api']" => "true", "@mx.op.labels == ['op:cmd', 'op:cmd:git', 'op:cmd:git:push', 'net:w']" => "true";
    order:
        "2 < 10" => "true", "'2' < '10'" => "false", "'a' < 'ab'" => "true", "'' < 'a'" => "true", "1 <= 1" => "true",
        "'b' > 'a'" => "true", "'a' >= 'b'" => "false", "0.1 + 0.2 > 0.3" => "true",
        // JavaScript orders by UTF-16 code units.
        r#""\ud83e\udd80" < "\ufffd""# => "true";
    arithmetic:
        "1 + 2 - 3 * 4" => "-9", "10 / 4" => "2.5", "7 % 3" => "1", "-7 % 3" => "-1", "2 - -2" => "4", "- 3 + 1" => "-2",
        "10 - 3 - 2" => "5", "100 / 10 / 5" => "2", "2 * 3 % 4" => "2", "-@mx.args.n * 2" => "-6", "0 / 5" => "0";
    paths:
        "@mx.args.l[1]" => r#""b""#, "@mx.args['l'][1]" => r#""b""#, "@mx . args . s" => r#""Text""#, "@mx.args.l['1']" => "null",
        "@mx.args.s[0]" => "null", "@mx.args.o[0]" => "null", "@mx.args.o.length" => "9", "@mx.args.o['length']" => "9",
        "@mx.args.l['length']" => "null", "@mx.args.l.length" => "4", "@mx.args.s.length" => "4", "@mx.args.none.a.b[0]" => "null",
        "@mx.op.subtype" => "null", "@mx.op.name.length" => "6", "@mx.guard.hints[0]" => r#""x""#, "@input" => r#""body""#,
        "@input.mx.taint" => r#"["src:mcp"]"#, "@input.any.mx.sources" => "true", "@input.any == true" => "true",
        "@input[0].mx.labels" => "null", "[1, [2]][1][0]" => "2", "{ a: { b: 1 } }.a.b" => "1", "('a').length" => "1",
        "@output" => "null", "@mx.op.type\n  .includes('u')\n  && true" => "true";
    methods:
        "'abc'.includes('')" => "true", "'abc'.includes('bc')" => "true", "'abc'.includes('B')" => "false",
        "@mx.args.l.includes('1')" => "true", "@mx.args.l.includes(null)" => "true", "@mx.args.l.includes([])" => "false",
        "[[1, 2]].includes(['1', 2])" => "true", "'abc'.startsWith('ab')" => "true", "'abc'.endsWith('ab')" => "false",
        "'\\u00a0\\ufeff a \\n'.trim()" => r#""a""#, "'   '.trim()" => r#""""#, "'AbÇ'.toLowerCase()" => r#""abç""#,
        "'aß'.toUpperCase()" => r#""ASS""#, "'abc'.slice(1)" => r#""bc""#, "'abc'.slice(-2, -1)" => r#""b""#,
        "'abc'.slice(2, 1)" => r#""""#, "'abc'.slice(9)" => r#""""#, "'abc'.slice(-9)" => r#""abc""#, "[1,2,3].slice(1,2)" => "[2]",
        "@mx.args.l.slice(-1)" => "[true]", "'a🦀b'.slice(2)" => r#""b""#, "'a🦀b'.slice(1, 2)" => r#""🦀""#, "'a🦀b'.indexOf('b')" => "3",
        "'a🦀b'.length" => "4", "'abc'.indexOf('z')" => "-1", "'abc'.indexOf('')" => "0", "@mx.args.l.indexOf(true)" => "3",
        "[].join(',')" => r#""""#, "@mx.args.l.join('; ')" => r#""1; b; ; true""#, "' ab '.trim().slice(1)" => r#""b""#,
        "'x'.toUpperCase().slice(0).includes('X')" => "true", "'ab'.match('b$')" => "true", "'ab'.match('^b')" => "false",
        "'a\\nb'.match('^b')" => "false", "'a\\nb'.match('(?m)^b')" => "true", "'é'.match('^.$')" => "true", "''.match('')" => "true",
        "'a@b'.match('\\@b')" => "true", "'a@b'.match('a@b')" => "true", "[1, 2,].length()" => "2";
    labels_of_data:
        "@mx.labels.includes('secret')" => "true", "@mx.labels.includes('*')" => "true", "@mx.labels.includes('secret:ap')" => "false",
        "@input.mx.labels.includes('secret')" => "true", "@mx.taint.includes('src')" => "true", "@mx.sources.includes('mcp')" => "false",
        "@mx.labels.slice(0).includes('secret')" => "true", "@mx.labels.indexOf('secret')" => "0", "@mx.labels.slice(1).includes('secret')" => "false",
        "@mx.labels.join('').includes('secret:')" => "true", "['secret:api'].includes('secret')" => "false";
    labels_of_operations:
        "@mx.op.labels.includes('op:cmd:git')" => "true", "@mx.op.labels.includes('op:cmd:git:push:x')" => "false",
        "@mx.op.labels.includes('net')" => "true", "@mx.op.labels.indexOf('net')" => "3", "@mx.op.labels.length" => "4",
        "@mx.op.labels.slice(1).includes('op:cmd:git')" => "true";
    strings:
        r#""a\tb""# => r#""a\tb""#, r#"'\'"'"# => r#""'\"""#, r#""\u0041\ud83e\udd80\/""# => r#""A🦀/""#, "'@mx.op.name!'" => r#""deploy!""#,
        "'@mx.args.l and \\@input'" => r#""[1,\"b\",null,true] and @input""#, "'a@b.c'" => r#""a@b.c""#, "''" => r#""""#,
        "'@mx.args[\"s\"]-@mx.guard.try'" => r#""Text-1""#, "'@mx.args.n' == 3" => "true";
}

#[test]
fn what_may_do_anything_includes_every_label() {
    let world = World::new(r#"{ "op": { "type": "cmd", "labels": ["op:cmd:git:*", "*"] } }"#);
    world.gives("@mx.op.labels.includes('op:sh')", "true");
    world.gives("@mx.op.labels.slice(0, 1).includes('op:sh')", "true");
    world.gives("@mx.op.labels.indexOf('op:sh') >= 0", "true");
    let world = World::new(r#"{ "op": { "type": "cmd", "labels": ["op:cmd:git:*"] } }"#);
    world.gives("[@mx.op.labels.includes('op:cmd:git:push'), @mx.op.labels.includes('op:cmd:rm')]", "[true,false]");
}

#[test]
fn failures_show_the_part_and_no_data() {
    let world = World::new(r#"{ "input": { "value": { "k": "hunter2", "n": 5, "f": false } } }"#);
    for (condition, expected) in [
        ("1 == 1 && @input.none.trim()", "`@input.none.trim()`: `trim` needs a string, found an object"),
        ("@input.k.x.trim().length", "`@input.k.x.trim()`: `trim` needs a string, found null"),
        ("@input.n.includes('5')", "`@input.n.includes('5')`: `includes` needs a string or a list, found a number"),
        ("@input.k.includes(@input.n)", "`@input.k.includes(@input.n)`: `includes` takes a string, found a number"),
        ("@input.k.join(',')", "`@input.k.join(',')`: `join` needs a list, found a string"),
        ("[1].join(@input.n)", "`[1].join(@input.n)`: `join` takes a string, found a number"),
        ("@input.f.length", "`@input.f.length`: `length` needs a string or a list, found a boolean"),
        (
            "@input.k < @input.n",
            "`@input.k < @input.n`: `<`: expected two numbers or two strings, found a string and a number",
        ),
        ("null >= null", "`null >= null`: `>=`: expected two numbers or two strings, found null and null"),
        ("1 - (2 + @input.k)", "`2 + @input.k`: `+`: expected two numbers, found a number and a string"),
        ("@input.n % 0", "`@input.n % 0`: `%`: the result is no number"),
        ("-@input.k", "`-@input.k`: `-` needs a number, found a string"),
        ("'abc'.slice(0, null)", "`'abc'.slice(0, null)`: `slice` takes whole numbers, found null"),
        ("@mx.labels.includes(1)", "`@mx.labels.includes(1)`: a list of labels is asked for a string, found a number"),
        ("@input.n.match('5')", "`@input.n.match('5')`: `match` needs a string, found a number"),
    ] {
        world.fails(condition, expected);
    }
}

#[test]
fn quantifiers_fail_where_one_item_does() {
    let world = World::new(r#"{ "inputs": [{ "value": "a" }, { "value": 1 }] }"#);
    world.fails(
        "@input.any.includes('a')",
        "`@input.any.includes('a')`: `includes` needs a string or a list, found a number",
    );
    world.gives("[@input.any, @input.all, @input.none]", "[true,true,false]");
    let world = World::new(r#"{ "input": { "value": ["a", ""], "labels": ["pii"] } }"#);
    world.gives(
        "[@input.any, @input.all, @input.none, @input.all.mx.labels, @input[1].mx.labels.length]",
        "[true,false,false,true,1]",
    );
    let world = World::new(r#"{ "input": { "value": [], "labels": ["pii"] } }"#);
    world.gives("[@input.any.mx.labels, @input.all.x, @input.none.x]", "[false,true,true]");
    let world = World::new(r#"{ "input": { "labels": ["pii"] } }"#);
    world.gives("[@input.any, @input.any.mx.labels.includes('pii')]", "[false,true]");
}

#[test]
fn keys_of_data_are_no_descriptors() {
    let world =
        World::new(r#"{ "input": { "value": { "mx": { "labels": ["trusted"] }, "any": 1 }, "labels": ["secret"] } }"#);
    world.gives("@input.mx.labels", r#"["secret"]"#);
    world.gives("@input['mx'].labels", r#"["trusted"]"#);
    world.gives("@input['any']", "1");
}

#[test]
fn objects_that_name_a_key_twice_equal_nothing() {
    let member = |key: &str, value: f64| (key.to_owned(), Value::from(value));
    let mut world = world();
    let twice = Value::object([member("a", 1.0), member("a", 1.0)]);
    world.args.insert("twice", twice);
    world.gives(
        "@mx.args.twice == @mx.args.twice || @mx.args.twice == { a: 1 } || { a: 1, b: 1 } == @mx.args.twice",
        "false",
    );
    world.gives("@mx.args.twice == { a: 1, b: 1 }", "false");
}

#[test]
fn data_may_be_deep() {
    let mut deep = Value::from(1.0);
    for _ in 0..127 {
        deep = Value::list([deep]);
    }
    let mut world = world();
    world.args.insert("deep", deep.clone());
    world.gives("@mx.args.deep == @mx.args.deep", "true");
    world.fails(
        "[@mx.args.deep] == [@mx.args.deep]",
        "`[@mx.args.deep] == [@mx.args.deep]`: `==`: values are nested more than 128 levels deep",
    );
}

#[test]
fn steps_grow_with_the_data_and_no_faster() {
    let words: Vec<Value> = (0..4000).map(|n| Value::from(format!("word {n}"))).collect();
    let taken = |condition: &str, size: usize| {
        let mut world = world();
        let list = Value::list(words.iter().take(size).cloned());
        world.args.insert("list", list.clone());
        world.args.insert("same", list);
        world.args.insert("text", Value::from("x".repeat(size * 100)));
        world.args.insert("object", Value::object(words.iter().take(size).map(|word| (text(word), Value::from(1.0)))));
        let steps = Steps::new();
        world.value_with(condition, &steps).unwrap();
        steps.taken()
    };
    for condition in [
        "@mx.args.list == @mx.args.same",
        "@mx.args.list ~= @mx.args.same",
        "@mx.args.list.includes('none')",
        "@mx.args.list.join(',').length",
        "@mx.args.object == @mx.args.object",
        "@mx.args.text.includes('xy')",
        "@mx.args.text.toUpperCase().trim().indexOf('Y')",
        "@mx.args.text.match('(x+x+)+y')",
        "'@mx.args.list'.length",
    ] {
        let (small, large) = (taken(condition, 1000), taken(condition, 4000));
        assert!(small > 10 && large <= 4 * small + 100 && large >= 3 * small, "{condition}: {small}, {large}");
    }
}

#[test]
fn budgets_are_for_all_conditions_of_a_guard() {
    let mut world = world();
    world.args.insert("list", Value::list((0..30_000).map(f64::from)));
    world.args.insert("text", Value::from("x".repeat(500_000)));
    let steps = Steps::new();
    let failure = "`@mx.args.list.includes(-1)`: more than 100000 steps".to_owned();
    for _ in 0..3 {
        assert_eq!(world.value_with("@mx.args.list.includes(-1)", &steps), Ok(false.into()));
    }
    assert_eq!(world.value_with("@mx.args.list.includes(-1)", &steps), Err(failure));
    assert_eq!(world.value_with("true", &steps), Err("`true`: more than 100000 steps".to_owned()));
    let steps = Steps::new();
    for _ in 0..2 {
        assert!(world.value_with("@mx.args.text.toUpperCase().length", &steps).is_ok());
    }
    let failure = world.value_with("@mx.args.text.toUpperCase().length", &steps).unwrap_err();
    assert!(failure.ends_with("texts and lists of more than 1048576 bytes are built"), "{failure}");
    // What is only looked at may be larger.
    world.args.insert("text", Value::from("x".repeat(3_000_000)));
    world.gives("@mx.args.text.slice(5).endsWith('xy')", "false");
}

#[test]
fn patterns_have_bounds() {
    for pattern in
        ["(a{1000}){1000}", "(a?){4000000000}", "((a{100}){100}){100}", "[", "(?=a)", "\\\\1", "{99999999999999999999}"]
    {
        assert!(Condition::parse(&format!("'a'.match('{pattern}')")).is_err(), "{pattern}");
    }
    assert!(Condition::parse(&format!("'a'.match('{}')", "(".repeat(60))).is_err());
    let mut world = world();
    world.args.insert("text", Value::from("a".repeat(200_000)));
    world.gives("@mx.args.text.match('b')", "false");
    let failure = world.value("@mx.args.text.match('(a?){150}b')").unwrap_err();
    assert!(failure.ends_with("more than 100000 steps"), "{failure}");
}
