//! Laws, over expressions and data at random.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::super::tree::{Access, Node, Operator};
use super::*;

/// An expression as simply as it can be: what is printed, and what the judge evaluates.
#[derive(Debug, Clone)]
enum Plain {
    Value(Json),
    Arg(&'static str),
    Not(Box<Plain>),
    Pair(&'static str, Box<Plain>, Box<Plain>),
}

const LEVELS: [(&str, u8); 13] = [
    ("||", 1),
    ("&&", 2),
    ("==", 3),
    ("!=", 3),
    ("<", 4),
    ("<=", 4),
    (">", 4),
    (">=", 4),
    ("+", 5),
    ("-", 5),
    ("*", 6),
    ("/", 6),
    ("%", 6),
];

fn level(expr: &Plain) -> u8 {
    match expr {
        Plain::Pair(operator, ..) => LEVELS.iter().find(|(known, _)| known == operator).unwrap().1,
        Plain::Not(_) => 7,
        Plain::Value(_) | Plain::Arg(_) => 8,
    }
}

/// With no more brackets than it needs.
fn printed(expr: &Plain) -> String {
    let within = |expr: &Plain, least: u8| {
        if level(expr) >= least { printed(expr) } else { format!("({})", printed(expr)) }
    };
    match expr {
        Plain::Value(value) => value.to_string(),
        Plain::Arg(name) => format!("@mx.args.{name}"),
        Plain::Not(of) => format!("!{}", within(of, 7)),
        Plain::Pair(operator, left, right) => {
            let own = level(expr);
            let chains = !(3..=4).contains(&own);
            let left = within(left, if chains { own } else { own + 1 });
            format!("{left} {operator} {}", within(right, own + 1))
        }
    }
}

/// With all brackets.
fn bracketed(expr: &Plain) -> String {
    match expr {
        Plain::Not(of) => format!("(!{})", bracketed(of)),
        Plain::Pair(operator, left, right) => format!("({} {operator} {})", bracketed(left), bracketed(right)),
        _ => printed(expr),
    }
}

/// The same of a tree.
fn shape(expr: &Expr) -> String {
    match &expr.node {
        Node::Literal(value) => value.to_string(),
        Node::Not(of) => format!("(!{})", shape(of)),
        Node::Operators(first, rest) => rest.iter().fold(shape(first), |left, (operator, right): &(Operator, Expr)| {
            format!("({left} {} {})", operator.text(), shape(right))
        }),
        Node::Source(tree::Source::Arg(name)) => format!("@mx.args.{name}"),
        Node::Steps(base, steps) => steps.iter().fold(shape(base), |base, step| match &step.access {
            Access::Key { name, .. } => format!("{base}.{name}"),
            _ => panic!("{:?}", step.access),
        }),
        Node::List(items) => format!("[{}]", items.iter().map(shape).collect::<Vec<_>>().join(",")),
        Node::Object(members) => {
            let members = members.iter().map(|(key, value)| format!("{key:?}:{}", shape(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        other => panic!("{other:?}"),
    }
}

/// guards.md, "Conditions", as naively as it can be read. `None` where there is no answer.
fn judge(expr: &Plain, args: &Json) -> Option<Json> {
    Some(match expr {
        Plain::Value(value) => value.clone(),
        Plain::Arg(name) => args[name].clone(),
        Plain::Not(of) => json!(!truth(&judge(of, args)?)),
        Plain::Pair(operator, left, right) => {
            let left = judge(left, args)?;
            match *operator {
                "&&" => return if truth(&left) { judge(right, args) } else { Some(left) },
                "||" => return if truth(&left) { Some(left) } else { judge(right, args) },
                _ => {}
            }
            let right = judge(right, args)?;
            match *operator {
                "==" => json!(canonical(&left) == canonical(&right)),
                "!=" => json!(canonical(&left) != canonical(&right)),
                "<" | "<=" | ">" | ">=" => {
                    let order = match (&left, &right) {
                        (Json::Number(a), Json::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?)?,
                        (Json::String(a), Json::String(b)) => a.cmp(b),
                        _ => return None,
                    };
                    json!(match *operator {
                        "<" => order.is_lt(),
                        "<=" => order.is_le(),
                        ">" => order.is_gt(),
                        _ => order.is_ge(),
                    })
                }
                _ => {
                    let (a, b) = (left.as_i64()?, right.as_i64()?);
                    // Small whole numbers: the exact result is known.
                    match *operator {
                        "+" => json!(a + b),
                        "-" => json!(a - b),
                        "*" => json!(a * b),
                        _ => return None,
                    }
                }
            }
        }
    })
}

fn truth(value: &Json) -> bool {
    let falsy = [json!(null), json!(false), json!(""), json!(0), json!([])];
    !falsy.contains(value)
}

/// Scalars as text, so that plain equality is the deep one.
fn canonical(value: &Json) -> Json {
    match value {
        Json::Bool(_) | Json::Number(_) => Json::String(value.to_string()),
        Json::Array(items) => items.iter().map(canonical).collect(),
        Json::Object(members) => members.iter().map(|(key, value)| (key.clone(), canonical(value))).collect(),
        _ => value.clone(),
    }
}

fn data() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|value| json!(value)),
        (0_i64..4).prop_map(|value| json!(value)),
        prop::sample::select(vec!["", "a", "b", "1", "true", "null", "0"]).prop_map(|text| json!(text)),
    ];
    scalar.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Json::Array),
            prop::collection::btree_map("[ab]", inner, 0..3)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

fn expression(
    operators: &'static [&'static str],
    negated: bool,
    leaf: BoxedStrategy<Plain>,
) -> impl Strategy<Value = Plain> {
    leaf.prop_recursive(5, 24, 2, move |inner| {
        prop_oneof![
            u32::from(negated) => inner.clone().prop_map(|of| Plain::Not(Box::new(of))),
            4 => (prop::sample::select(operators), inner.clone(), inner)
                .prop_map(|(operator, left, right)| Plain::Pair(operator, Box::new(left), Box::new(right))),
        ]
    })
}

fn arg() -> impl Strategy<Value = Plain> {
    prop::sample::select(vec!["a", "b", "c"]).prop_map(Plain::Arg)
}

fn world(args: &Json) -> World {
    World::new(
        &json!({ "op": { "type": "run", "name": "n", "labels": ["op:sh"] }, "args": args,
        "input": { "value": args, "labels": ["secret:x"] }, "output": { "value": "out" } })
        .to_string(),
    )
}

/// Valid text, to be broken.
const VALID: [&str; 8] = [
    r#"@mx.op.labels.includes("net:w") && (@input.a.b[0] == 'x' || !@input.any.mx.labels.includes("secret"))"#,
    r#"{ a: [1, -2.5e3, true], "b\u00e9": "by @mx.op.name\@ @mx.args["a-b"]" } ~= @output["k"].length"#,
    "@mx.args.a.slice(0, -1).trim().match('^a(b|c)*\\\\d$') != null",
    "1 + 2 * @mx.guard.try % 3 - 4 / 5 <= 'a'.indexOf(\"b\")",
    "[@input, @output.mx.sources, 'é🦀'.slice(1)].join(@input).toUpperCase()",
    "!!--1",
    "@input.all.a.length() >= 2 && @input.none || @input[3].mx.taint",
    "\"@input @mx.labels @mx.args.a[0]\".includes('\\'')",
];

proptest! {
    #[test]
    fn printing_and_parsing_agree_on_precedence(expr in expression(&["||", "&&", "+", "-", "*", "/", "%"], false, arg().boxed())) {
        for text in [printed(&expr), bracketed(&expr)] {
            prop_assert_eq!(shape(&Condition::parse(&text).unwrap().tree), bracketed(&expr));
        }
    }

    #[test]
    fn printing_and_parsing_agree_on_comparisons(
        expr in expression(&["||", "&&", "==", "!=", "<", "<=", ">", ">=", "+", "*"], true, arg().boxed())
    ) {
        for text in [printed(&expr), bracketed(&expr)] {
            match Condition::parse(&text) {
                Ok(condition) => prop_assert_eq!(shape(&condition.tree), bracketed(&expr)),
                // What adds or orders what is true or false is refused.
                Err(error) => prop_assert!(error.message.contains("true or false"), "{}", error),
            }
        }
    }

    #[test]
    fn a_naive_judge_agrees(
        expr in expression(&["||", "&&", "==", "!=", "<", ">=", "+", "*", "-"], true, prop_oneof![
            2 => arg(),
            1 => data().prop_map(Plain::Value),
        ].boxed()),
        args in prop::collection::btree_map("[abc]", data(), 0..4).prop_map(|args| json!(args)),
    ) {
        // Some comparisons that are always false are refused, and sums with strings.
        let Ok(condition) = Condition::parse(&printed(&expr)) else { return Ok(()) };
        let world = world(&args);
        let scope = world.scope();
        let steps = Steps::new();
        let expected = judge(&expr, &args);
        prop_assert_eq!(condition.holds(&scope, &steps).ok(), expected.as_ref().map(truth), "{}", printed(&expr));
        let found = world.value(&printed(&expr)).ok().map(|value| serde_json::from_str::<Json>(&value.to_string()).unwrap());
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,60}") {
        let _ = Condition::parse(&text).map(drop).map_err(|error| place(&text, &error));
        let _ = Template::parse(&text).map(drop).map_err(|error| place(&text, &error));
    }

    #[test]
    fn texts_of_its_own_signs_are_read_without_harm(
        text in prop::collection::vec(prop::sample::select(vec![
            "@mx", "@input", "@output", ".op", ".labels", ".any", ".mx", ".args", ".a", "[0]", "[\"k\"]", "(", ")", "[", "]", "{", "}", "==",
            "!", "-", "+", "<", "&&", "||", "~=", "!~=", "'a'", "\"@input\"", "1", "true", "null", ",", ":", ".includes(", ".match('a')",
            ".length", ".slice(", ".trim()", " ", "a", "'", "\\", "@", "é",
        ]), 0..16).prop_map(|parts| parts.concat()),
        args in data(),
    ) {
        run(&text, &args);
    }

    #[test]
    fn broken_conditions_are_read_without_harm(
        valid in prop::sample::select(&VALID[..]), from in 0_usize..120, length in 0_usize..6, new in "\\PC{0,3}", args in data(),
    ) {
        let mut chars: Vec<char> = valid.chars().collect();
        let from = from.min(chars.len());
        let end = (from + length).min(chars.len());
        chars.splice(from..end, new.chars());
        run(&chars.into_iter().collect::<String>(), &args);
    }

    #[test]
    fn slices_part_a_text(text in "[a🦀é]{0,6}", at in -8_i32..8) {
        let mut world = world(&json!({}));
        world.args.insert("text", text.as_str().into());
        let part = |range: &str| super::text(&world.value(&format!("@mx.args.text.slice({range})")).unwrap());
        prop_assert_eq!(part(&format!("0, {at}")) + &part(&format!("{at}")), text);
    }

    #[test]
    fn slices_are_those_of_code_units(text in "[a🦀é]{0,6}", start in 0_usize..10, end in 0_usize..10) {
        let mut world = world(&json!({}));
        world.args.insert("text", text.as_str().into());
        let found = super::text(&world.value(&format!("@mx.args.text.slice({start}, {end})")).unwrap());
        let units: Vec<u16> = text.encode_utf16().collect();
        let expected = units.get(start.min(units.len())..end.min(units.len())).unwrap_or_default();
        if let Ok(expected) = String::from_utf16(expected) {
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn equality_is_symmetric_and_of_itself(a in data(), b in data()) {
        let world = world(&json!({ "a": a, "b": b }));
        let is = |condition| world.value(condition).unwrap() == true.into();
        prop_assert!(is("@mx.args.a == @mx.args.a"));
        prop_assert_eq!(is("@mx.args.a == @mx.args.b"), is("@mx.args.b == @mx.args.a"));
        prop_assert_eq!(is("@mx.args.a == @mx.args.b"), !is("@mx.args.a != @mx.args.b"));
        prop_assert_eq!(is("[@mx.args.a].includes(@mx.args.b)"), is("@mx.args.a == @mx.args.b"));
        prop_assert_eq!(is("[@mx.args.a].indexOf(@mx.args.b) >= 0"), is("@mx.args.a == @mx.args.b"));
    }
}

fn place(text: &str, error: &ConditionError) {
    assert!(text.get(error.span.start..error.span.end).is_some(), "{error:?} of {text}");
    assert!(!error.message.is_empty() && !error.message.ends_with('.'), "{error:?}");
}

fn run(text: &str, args: &Json) {
    let world = world(args);
    let scope = world.scope();
    match Condition::parse(text) {
        Ok(condition) => drop(condition.holds(&scope, &Steps::new())),
        Err(error) => place(text, &error),
    }
    match Template::parse(text) {
        Ok(template) => drop((template.text(&scope, &Steps::new()), template.value(&scope, &Steps::new()))),
        Err(error) => place(text, &error),
    }
}
