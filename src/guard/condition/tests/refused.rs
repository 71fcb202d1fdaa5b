//! Texts that are no conditions.

use super::*;

/// The place is marked by `<` and `>` in the form `«…»`.
fn check(marked: &str, message: &str, suggestion: &str) -> Option<String> {
    let (before, rest) = marked.split_once('«').unwrap();
    let (inside, after) = rest.split_once('»').unwrap();
    let text = format!("{before}{inside}{after}");
    let expected = Span::new(before.len(), before.len() + inside.len());
    let Err(error) = Condition::parse(&text) else { return Some(format!("{text} is a condition")) };
    let found = (error.message.as_str(), error.suggestion.as_deref().unwrap_or_default(), error.span);
    (found != (message, suggestion, expected)).then(|| format!("{marked}\n  {found:?}"))
}

#[test]
fn refusals_have_place_message_and_suggestion() {
    const EVALUATE: &str = "write it in an `evaluate` function";
    let rows = [
        ("«»", "expected a value, found the end", ""),
        ("1 +«»", "expected a value, found the end", ""),
        ("(1«»", "expected an operator or `)`, found the end", ""),
        ("«)»", "expected a value, found `)`", ""),
        ("1 «2»", "expected the end or an operator, found `2`", ""),
        ("[1 «2»]", "expected `,` or `]`, found `2`", ""),
        ("{ «1»: 2 }", "expected a key, found `1`", ""),
        (
            "{ a «=» 2 }",
            "`=` is an assignment, which conditions do not have",
            "write `==` to compare; or write an `evaluate` function",
        ),
        ("{ a: 1, «a»: 2 }", "the key `a` stands twice", ""),
        (
            "@mx.op.name «=» 'x'",
            "`=` is an assignment, which conditions do not have",
            "write `==` to compare; or write an `evaluate` function",
        ),
        (
            "@input «===» 1",
            "`===` is a comparison of JavaScript, which conditions do not have",
            "write `==`; or write an `evaluate` function",
        ),
        (
            "@input «!==» 1",
            "`!==` is a comparison of JavaScript, which conditions do not have",
            "write `!=`; or write an `evaluate` function",
        ),
        (
            "@input «?» 1 : 2",
            "`?` is a conditional, which conditions do not have",
            "write `condition && value || other`; or write an `evaluate` function",
        ),
        ("@input.any(x «=>» x)", "", ""),
        ("«`a`»", "", ""),
        (
            "@input «and» 1",
            "expected the end or an operator, found `and`",
            "write `&&`; or write an `evaluate` function",
        ),
        ("«not» 1", "expected a value, found the bare word `not`", "write `!`; or write an `evaluate` function"),
        (
            "@input == «admin»",
            "expected a value, found the bare word `admin`",
            "text stands in quotes, and a path begins with `@`",
        ),
        ("«True»", "expected a value, found the bare word `True`", "did you mean `true`?"),
        ("«mx».op.name", "expected a value, found the bare word `mx`", "did you mean `@mx`?"),
        (
            "«@inptu».x",
            "expected `@mx`, `@input` or `@output`, found `@inptu`",
            "did you mean `@input`? Or write an `evaluate` function",
        ),
        (
            "«@user».x",
            "expected `@mx`, `@input` or `@output`, found `@user`",
            "did you mean `@mx.args.user`? Or write an `evaluate` function",
        ),
        ("«@f»(1)", "`@f` is a function, and conditions call none", EVALUATE),
        ("@input«(»1)", "`@input` is called, and is no method", EVALUATE),
        ("«@»", "expected a name after `@`", "a path begins with `@mx`, `@input` or `@output`"),
        ("@mx«.opp».name", "", ""),
        (
            "@mx.op.«tpye» == 1",
            "expected one of `type`, `subtype`, `name`, `command`, `labels` after `@mx.op`, found `tpye`",
            "did you mean `type`?",
        ),
        (
            "«@mx.op» == 1",
            "`@mx.op` is no value by itself: expected one of `type`, `subtype`, `name`, `command`, `labels` after it",
            "as in `@mx.op.type`",
        ),
        (
            "«@mx.args»",
            "expected the name of an argument after `@mx.args`",
            "as in `@mx.args.path` or `@mx.args[\"dry-run\"]`",
        ),
        (
            "@mx.labels.«includes»",
            "`@mx.labels` is a list of strings: expected `length` or a method after it, found `includes`",
            "a method is called: `includes(…)`",
        ),
        (
            "@mx.op.name.«first»",
            "`@mx.op.name` is a single value: expected `length` or a method after it, found `first`",
            "write `.includes(…)` to ask for an item",
        ),
        (
            "@input.user.«mx».labels",
            "`.mx` stands directly after `@input`, `@input[0]`, `@input.any` or `@output`",
            "for a key of that name write `[\"mx\"]`",
        ),
        ("@input.user.«any».x", "`.any` stands directly after `@input`", "for a key of that name write `[\"any\"]`"),
        (
            "@mx.args.a.«mx».labels",
            "`.mx` stands directly after `@input`, `@input[0]`, `@input.any` or `@output`",
            "for a key of that name write `[\"mx\"]`",
        ),
        ("'x'.«all»", "`.all` stands directly after `@input`", "for a key of that name write `[\"all\"]`"),
        ("@input.any.«any»", "`.any` stands directly after `@input`", "for a key of that name write `[\"any\"]`"),
        (
            "@input.mx.«label»",
            "expected one of `labels`, `taint`, `sources` after `@input.mx`, found `label`",
            "did you mean `labels`?",
        ),
        ("@input[«@mx.guard»]", "", ""),
        (
            "@input[«-»1]",
            "expected an index or a key in quotes, found `-`",
            "`slice(-1)` counts from the end; keys are written out",
        ),
        ("@input.«0»", "expected a name after `.`, found `0`", "an index is written `[0]`, any other key `[\"a-b\"]`"),
        (
            "@input.«contains»('a')",
            "there is no method `contains`",
            "write `includes`; or write an `evaluate` function",
        ),
        ("@input.«replace»('a', 'b')", "there is no method `replace`", EVALUATE),
        ("@input.«trm»()", "there is no method `trm`", "did you mean `trim`? Or write an `evaluate` function"),
        ("@input.«trim»(1)", "`trim` takes no arguments, found 1", ""),
        ("@input.«slice»()", "`slice` takes one or two arguments, found 0", ""),
        (
            "@input.match(«@mx.op.name»)",
            "`match` takes a pattern that is written out as a string",
            "`\\@` in it is an `@`; or write an `evaluate` function",
        ),
        (
            "@input.match(«'@mx.op.name'»)",
            "`match` takes a pattern that is written out as a string",
            "`\\@` in it is an `@`; or write an `evaluate` function",
        ),
        (
            "@input.match(«'a('»)",
            "expected a regular expression: a group has no end",
            "a backslash is written twice in a string, as in \"\\\\d+\"; or write an `evaluate` function",
        ),
        (
            "@input.match('«\\d»')",
            "expected an escape of JSON, `\\'` or `\\@`, found `\\d`",
            "a backslash is written twice, as in \"\\\\d+\"",
        ),
        ("'\\«ud800»'", "", ""),
        (
            "'a' «+» @input",
            "`+` adds numbers, found a string",
            "strings take paths, as in \"by @mx.op.name\"; or write an `evaluate` function",
        ),
        (
            "1 < 2 «<» 3",
            "comparisons form no chain: a second one begins at `<`",
            "join comparisons with `&&`; or write an `evaluate` function",
        ),
        (
            "1 == 2 «!=» 3",
            "comparisons form no chain: a second one begins at `!=`",
            "join comparisons with `&&`; or write an `evaluate` function",
        ),
        (
            "!@input «==» 'a'",
            "`==` compares what is true or false with something else",
            "`!` is before the whole comparison in `!(a == b)`; for items equal to something write `includes`; or write an `evaluate` function",
        ),
        (
            "@input.any «~=» @mx.op.name",
            "`~=` compares what is true or false with something else",
            "`!` is before the whole comparison in `!(a == b)`; for items equal to something write `includes`; or write an `evaluate` function",
        ),
        ("«'»abc", "expected `'` at the end of the string", "a string ends on its line; `\\n` is a new line"),
        ("«“»abc”", "a typographic quote begins no string", "write `\"` or `'`"),
        (
            "1 «//» no",
            "`//` is a comment, which conditions do not have",
            "conditions have no comments; or write an `evaluate` function",
        ),
        (
            "«12px»",
            "expected a number of at most 15 digits, as JSON writes it, found `12px`",
            "as in `12`, `0.5` or `1e6`; text that begins with a digit stands in quotes",
        ),
        ("@input «é»", "`é` has no meaning here", "text stands in quotes"),
        ("é«»", "", ""),
    ];
    let checked = rows.iter().filter(|row| !row.1.is_empty());
    let failures: Vec<_> =
        checked.filter_map(|(marked, message, suggestion)| check(marked, message, suggestion)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    for (marked, ..) in rows {
        assert!(Condition::parse(&marked.replace(['«', '»'], "")).is_err(), "{marked}");
    }
}

#[test]
fn there_are_bounds() {
    let nested = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Condition::parse(&nested(60)).is_ok());
    assert!(Condition::parse(&nested(64)).unwrap_err().message.contains("64 levels"));
    for open in ["(", "[", "!", "-", "{a:", "'x'.includes(", "1+(", "1||(", "1&&1==(1<(1+(1*"] {
        assert!(Condition::parse(&open.repeat(1000)).is_err(), "{open}");
    }
    let long = format!("@mx.op.name == 'a'{}", " || @mx.op.name == 'a'".repeat(700));
    assert!(Condition::parse(&long).is_ok());
    assert!(Condition::parse(&format!("1{}", " ".repeat(16 << 10))).unwrap_err().message.contains("16384"));
}

#[test]
fn the_deepest_condition_needs_little_stack() {
    let nested = |open: &str, inner: &str, close: &str, depth: usize| {
        format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
    };
    let deepest = [
        nested("(1 + ", "1", ")", 31),
        nested("[", "", "]", 62),
        nested("{ a: ", "1", "}", 62),
        nested("'x'.slice(", "0", ").length", 62),
        nested("!", "1", "", 62),
        nested("(", &format!("'x'.match('{}')", nested("(a|", "x", ")", 48)), ")", 60),
        nested("@input.any == !(", "1", ")", 20),
    ];
    // A WebAssembly module has a megabyte, and is compiled with optimisations.
    let evaluated = std::thread::Builder::new().stack_size(1 << 20).spawn(move || {
        for text in deepest {
            let condition = Condition::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
            let world = World::new("{ \"inputs\": [{ \"value\": 1 }] }");
            condition.holds(&world.scope(), &Steps::new()).unwrap();
        }
    });
    evaluated.unwrap().join().unwrap();
}
