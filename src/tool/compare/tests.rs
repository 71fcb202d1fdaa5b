use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{is_empty, satisfies, tolerantly_equal};
use crate::policy::Clause;
use crate::policy::json::{nearest_number, parse};
use crate::policy::value::{Data, MAX_DEPTH, Member, Value};

fn value(text: &str) -> Value {
    parse(text, nearest_number).unwrap_or_else(|problem| panic!("{text}: {problem}")).0
}

/// JSON text, where nothing at all is absent.
fn equal(actual: &str, expected: &str) -> bool {
    let read = |text: &str| (!text.is_empty()).then(|| value(text));
    tolerantly_equal(read(actual).as_ref(), read(expected).as_ref())
}

macro_rules! table {
    ($($name:ident: $result:literal { $($actual:literal, $expected:literal;)* })*) => {
        $(#[test]
        fn $name() {
            for (actual, expected) in [$(($actual, $expected)),*] {
                assert_eq!(equal(actual, expected), $result, "{actual} for {expected}");
            }
        })*
    };
}

table! {
    empty_values_are_alike: true {
        "", ""; "", "null"; "", r#""""#; "", "[]"; "null", ""; "null", r#""""#; "null", "[]"; r#""""#, "null";
        r#""""#, "[]"; "[]", ""; "[]", "null"; "[]", r#""""#; "[]", "[]"; "", "[null]"; r#""""#, r#"[""]"#; "null", r#"[""]"#;
        "[null]", "null"; "[null]", ""; r#"[""]"#, "null"; "[null]", r#"[""]"#; r#"["", null]"#, "null"; r#"[""]"#, r#"["a", ""]"#;
    }
    an_empty_value_is_no_other: false {
        "", "0"; "", "false"; "", "{}"; "", "[[]]"; "", "[{}]"; "null", r#""null""#; r#""""#, r#"" ""#; "[]", r#"["a"]"#;
        "", r#"["a", ""]"#; "null", r#"["a", null]"#; "[]", "[null, null]"; "0", ""; "false", "null"; "{}", ""; "{}", "[]";
        "[[]]", "[]"; "[[]]", "null"; "[null]", "[]"; r#"[""]"#, "[]"; r#"" ""#, r#""""#; r#""null""#, "null"; "[[]]", r#"[""]"#;
    }
    a_scalar_is_like_a_list_of_it: true {
        r#""a""#, r#""a""#; r#""a""#, r#"["a"]"#; r#"["a"]"#, r#""a""#; "1", "[1]"; "[true]", "true"; "true", "[true]";
    }
    lists_may_be_fewer: true {
        r#"["a", "b"]"#, r#"["a", "b"]"#; r#"["b", "a"]"#, r#"["a", "b"]"#; r#"["b"]"#, r#"["a", "b"]"#; r#""b""#, r#"["a", "b"]"#;
        r#"["a", "a"]"#, r#"["a"]"#; r#"["a", "a"]"#, r#""a""#; r#"["a", "b", "a"]"#, r#"["b", "a", "c"]"#; "[1, 2]", r#"["2", "1"]"#;
        "[[1], [2]]", "[[2], [1]]"; "[{}]", "[{}]"; r#"["a", null]"#, r#"["", "a"]"#;
    }
    lists_must_not_be_more: false {
        r#"["a", "b"]"#, r#"["a"]"#; r#"["a", "b"]"#, r#""a""#; r#"["a", "b", "c"]"#, r#"["a", "b"]"#; r#"["a"]"#, "[]";
        r#"["a", ""]"#, r#""a""#; r#"["a", null]"#, r#"["a"]"#; r#"["c"]"#, r#"["a", "b"]"#; "[[1, 2]]", "[1, 2]"; "[1, 2]", "[[1, 2]]";
        r#"[["a"]]"#, r#""a""#; r#""a""#, r#"[["a"]]"#; r#"[["a"]]"#, r#"["a"]"#;
    }
    strings_are_never_taken_apart: false {
        r#""a""#, r#""a,b""#; r#"["a", "b"]"#, r#""a,b""#; r#""a,b""#, r#"["a", "b"]"#; r#""a,""#, r#""a""#; r#"" a""#, r#""a""#;
        r#""a""#, r#"" a ""#; r#""A""#, r#""a""#; r#""null""#, r#""NULL""#; r#""\u00e9""#, r#""e\u0301""#; r#""{}""#, "{}"; r#""[]""#, "[]";
    }
    numbers_are_like_their_text: true {
        "1", r#""1""#; r#""1""#, "1"; r#"["1"]"#, "1"; "1.5", r#""1.5""#; "-1", r#""-1""#; "0", r#""0""#; "-0", "0"; "0", "-0";
        r#""0""#, "-0"; "1e0", r#""1""#; "1.0", "1"; "9007199254740991", r#""9007199254740991""#;
        "1e-7", r#""1e-7""#; "0.000001", r#""0.000001""#; r#""01""#, r#""01""#;
    }
    numbers_are_like_no_other_text: false {
        "1", r#""01""#; "1", r#""1.0""#; "1", r#""1e0""#; "1", r#"" 1""#; "1", r#""+1""#; "1", r#""1 ""#; "11", r#""0x0B""#;
        "-0", r#""-0""#; "0", r#""-0""#; "0", r#""""#; "1e21", r#""1000000000000000000000""#; "1e21", r#""1e21""#; "1e20", r#""1e+20""#;
        "1e-7", r#""0.0000001""#; "9007199254740993", r#""9007199254740993""#; "9007199254740993", r#""9007199254740992""#; "1e21", "1e21"; "1e21", r#""1e+21""#;
        "1e20", r#""100000000000000000000""#; "1", "2"; r#""1""#, r#""1.0""#; "0.5", r#"".5""#;
        "1", r#""\u0661""#; "1", r#""\uff11""#;
    }
    booleans_equal_only_booleans: false {
        "true", r#""true""#; r#""true""#, "true"; "true", "1"; "1", "true"; "false", "0"; "false", ""; "false", "null"; "true", "false";
        "[true]", r#"["true"]"#;
    }
    objects_are_compared_as_json: true {
        "{}", "{}"; r#"{ "a": 1, "b": [1, "x"] }"#, r#"{ "b": [1, "x"], "a": 1.0 }"#; r#"{ "a": -0 }"#, r#"{ "a": 0 }"#;
        r#"[{ "a": { "b": null, "c": "" } }]"#, r#"[{}, { "a": { "c": "", "b": null } }]"#;
    }
    tolerance_ends_at_the_first_level: false {
        r#"{ "a": 1 }"#, r#"{ "a": "1" }"#; r#"{ "a": "x" }"#, r#"{ "a": ["x"] }"#; r#"{ "a": ["x"] }"#, r#"{ "a": ["x", "y"] }"#;
        r#"{ "a": [1, 2] }"#, r#"{ "a": [2, 1] }"#; r#"{ "a": null }"#, "{}"; "{}", r#"{ "a": null }"#; r#"{ "a": "" }"#, r#"{ "a": [] }"#;
        "[[1, 2]]", "[[2, 1]]"; "[[1]]", r#"[["1"]]"#; "[[null]]", r#"[[""]]"#; "[[1, 1]]", "[[1]]"; r#"{ "a": true }"#, r#"{ "a": "true" }"#;
        "{}", "[{}]"; "[{}]", "{}"; r#"{ "a": 1 }"#, r#"{ "a": 1, "b": 2 }"#; r#"{ "a": 1, "b": 2 }"#, r#"{ "a": 1 }"#;
    }
    texts_do_not_run_into_each_other: false {
        r#"[["a", "b"]]"#, r#"[["ab"]]"#; r#"[["a\"1:b"]]"#, r#"[["a", "b"]]"#; r#"[["a\":b"]]"#, r#"[["a", "b"]]"#; r#"{ "a": "b" }"#, r#"{ "a\"1:b": "" }"#;
        "[[1, 2]]", "[[12]]"; r#"[["n"]]"#, "[[null]]"; "[[[], []]]", "[[[[]]]]"; r#""empty""#, r#"[""]"#; r#""exact t""#, "true";
    }
}

#[test]
fn what_cannot_be_compared_equals_nothing() {
    let twice = || {
        let member = |value: f64| Member { key: "a".into(), key_span: None, value: value.into() };
        Value::from(Data::Object(vec![member(1.0), member(1.0)]))
    };
    let deep = |levels| (1..levels).fold(Value::list([true]), |inner, _| Value::list([inner]));
    for value in
        [f64::NAN.into(), f64::INFINITY.into(), twice(), deep(MAX_DEPTH + 5), Value::object([("a", f64::NAN.into())])]
    {
        for value in [Value::list([value.clone()]), Value::list([value.clone(), true.into()]), value] {
            assert!(!tolerantly_equal(Some(&value), Some(&value)));
            assert!(!tolerantly_equal(Some(&value), Some(&Value::list([value.clone(), "NaN".into()]))));
        }
    }
    // Beside it, others are still found.
    assert!(tolerantly_equal(Some(&true.into()), Some(&Value::list([twice(), f64::NAN.into(), true.into()]))));
    assert!(!tolerantly_equal(Some(&"NaN".into()), Some(&f64::NAN.into())));
    assert!(tolerantly_equal(Some(&deep(MAX_DEPTH - 1)), Some(&deep(MAX_DEPTH - 1))));
}

#[test]
fn one_of_compares_with_each_alternative_as_a_whole() {
    let one_of = |text: &str| match value(text).data {
        Data::Array(alternatives) => Clause::OneOf(alternatives),
        _ => panic!(),
    };
    for (actual, alternatives, result) in [
        (r#""a""#, r#"["a", "b"]"#, true),
        (r#"["b"]"#, r#"["a", "b"]"#, true),
        (r#"["a", "b"]"#, r#"["a", "b"]"#, false),
        (r#"["a", "b"]"#, r#"["a", ["b", "a"]]"#, true),
        ("null", r#"["a", "b"]"#, false),
        ("null", r#"["a", ""]"#, true),
        ("[]", r#"["a", []]"#, true),
        ("null", "[]", false),
        (r#""a""#, "[]", false),
        (r#"{ "a": 1 }"#, r#"[1, { "a": 1 }]"#, true),
    ] {
        assert_eq!(satisfies(Some(&value(actual)), &one_of(alternatives)), result, "{actual} for {alternatives}");
    }
    assert!(!satisfies(None, &one_of("[]")));
    assert!(!satisfies(None, &Clause::Eq("a".into())));
}

/// The scalars of the small world: no two of them are alike but for the empty ones, and numbers and the text beside them.
fn scalars() -> Vec<Value> {
    let numbers = [(0.0, "0"), (1.0, "1"), (10.0, "10"), (1.5, "1.5"), (1e-7, "1e-7")];
    let mut all: Vec<Value> = ["", " ", "a", "b", "a,b", "01", "1.0", "true", "null", "[]"].map(Value::from).to_vec();
    all.extend([Data::Null.into(), true.into(), false.into(), Value::from(-0.0)]);
    all.extend(numbers.iter().flat_map(|(number, text)| [Value::from(*number), Value::from(*text)]));
    all
}

/// What labels.md says, sentence by sentence, with no regard to time.
mod reference {
    use super::{Data, Value};

    fn says_nothing(value: Option<&Value>) -> bool {
        let Some(value) = value else { return true };
        *value == Data::Null.into() || *value == "".into() || *value == Data::Array(vec![]).into()
    }

    fn same_json(a: &Value, b: &Value) -> bool {
        match (&a.data, &b.data) {
            (Data::Object(a), Data::Object(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .all(|one| b.iter().any(|other| one.key == other.key && same_json(&one.value, &other.value)))
            }
            (Data::Array(a), Data::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_json(a, b)),
            (a, b) => a == b,
        }
    }

    fn alike(a: &Value, b: &Value) -> bool {
        let empty = |value: &Value| matches!(&value.data, Data::Null) || *value == "".into();
        let is_text_of = |text: &Value, number: &Value| {
            let texts = [(0.0, "0"), (1.0, "1"), (10.0, "10"), (1.5, "1.5"), (1e-7, "1e-7")];
            texts.iter().any(|(known, written)| *number == (*known).into() && *text == (*written).into())
        };
        (empty(a) && empty(b)) || same_json(a, b) || is_text_of(a, b) || is_text_of(b, a)
    }

    pub(super) fn equal(actual: Option<&Value>, expected: Option<&Value>) -> bool {
        let null = Value::from(Data::Null);
        let (given, wanted) = (actual.unwrap_or(&null), expected.unwrap_or(&null));
        let is_object = |value: &Value| matches!(value.data, Data::Object(_));
        let listed = |value: &Value| match &value.data {
            Data::Array(items) => items.clone(),
            _ => vec![value.clone()],
        };
        if says_nothing(actual) {
            // "An empty actual value satisfies a clause only if the clause expects an empty value", where
            // "scalar and one-element list are alike".
            return says_nothing(expected) || *wanted == Value::list([null.clone()]) || *wanted == Value::list([""]);
        }
        if is_object(given) || is_object(wanted) {
            return is_object(given) && is_object(wanted) && same_json(given, wanted);
        }
        // "Each of its elements is among the expected ones."
        listed(given).iter().all(|element| listed(wanted).iter().any(|expected| alike(element, expected)))
    }
}

#[test]
fn agrees_with_the_sentences_over_a_small_world() {
    let mut elements = scalars();
    let one = |key: &str, value: Value| Value::object([(key, value)]);
    elements.extend([
        Data::Array(vec![]).into(),
        Value::list(["a"]),
        Value::list([1.0]),
        Value::list(["1"]),
        Value::list(["a", "b"]),
    ]);
    elements.extend([
        Data::Object(vec![]).into(),
        one("a", 1.0.into()),
        one("a", "1".into()),
        one("a", Value::list([1.0])),
    ]);
    let mut world: Vec<Option<Value>> = vec![None];
    world.extend(elements.iter().cloned().map(Some));
    world.extend(elements.iter().map(|element| Some(Value::list([element.clone()]))));
    for (index, first) in elements.iter().enumerate() {
        // Every third pair keeps the world small and still holds every kind beside every other.
        let others = elements.iter().skip(index % 3).step_by(3);
        world.extend(others.map(|second| Some(Value::list([first.clone(), second.clone()]))));
    }
    for actual in &world {
        for expected in &world {
            let (actual, expected) = (actual.as_ref(), expected.as_ref());
            assert_eq!(
                tolerantly_equal(actual, expected),
                reference::equal(actual, expected),
                "{} for {}",
                actual.map_or_else(String::new, Value::to_string),
                expected.map_or_else(String::new, Value::to_string)
            );
        }
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    prop::sample::select(scalars()).prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::list),
            prop::collection::btree_map("[ab]", inner, 0..3).prop_map(|members| Value::object(members).clone()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn agrees_with_the_sentences_on_nested_values(actual in any_value(), expected in any_value()) {
        for (actual, expected) in [(&actual, &expected), (&actual, &actual)] {
            prop_assert_eq!(tolerantly_equal(Some(actual), Some(expected)), reference::equal(Some(actual), Some(expected)));
        }
    }

    #[test]
    fn every_value_is_what_it_is_in_any_order(items in prop::collection::vec(any_value(), 1..5)) {
        let backwards = Value::list(items.iter().rev().cloned());
        prop_assert!(tolerantly_equal(Some(&Value::list(items.clone())), Some(&backwards)));
        prop_assert!(items.iter().all(|item| tolerantly_equal(Some(item), Some(item))));
    }

    #[test]
    fn fewer_elements_stay_and_more_alternatives_stay(
        items in prop::collection::vec(any_value(), 1..4),
        expected in prop::collection::vec(any_value(), 0..5),
        more in any_value(),
    ) {
        let given = Value::list(items.clone());
        if tolerantly_equal(Some(&given), Some(&Value::list(expected.clone()))) {
            for item in &items {
                prop_assert!(tolerantly_equal(Some(&Value::list([item.clone()])), Some(&Value::list(expected.clone()))));
            }
            let wider = Value::list(expected.into_iter().chain([more]));
            prop_assert!(tolerantly_equal(Some(&given), Some(&wider)));
        }
    }

    #[test]
    fn only_the_four_are_empty(value in any_value()) {
        let empty = ["null", "[]", r#""""#].contains(&value.to_string().as_str());
        prop_assert_eq!(is_empty(Some(&value)), empty);
    }
}

#[test]
fn large_values_are_compared_in_little_time() {
    let texts = |from: usize| Value::list((from..from + 10_000).map(|n| format!("{:>80}", n)));
    let (one, other) = (texts(0), texts(1));
    let alternatives = Clause::OneOf((0..10_000).map(|n| Value::from(n.to_string())).collect());
    let nested = Value::list((0..10_000).map(|n| Value::object([("id", Value::list([f64::from(n)]))])));
    let object = |reverse: bool| {
        let mut members: Vec<_> = (0..10_000).map(|n| (format!("key{n}"), Value::from(f64::from(n)))).collect();
        if reverse {
            members.reverse();
        }
        Value::object(members)
    };
    let long = Value::from("x".repeat(1 << 20));
    let start = Instant::now();
    assert!(tolerantly_equal(Some(&one), Some(&one)));
    assert!(!tolerantly_equal(Some(&one), Some(&other)));
    assert!(!satisfies(Some(&one), &alternatives));
    assert!(satisfies(Some(&9_999.0.into()), &alternatives));
    assert!(tolerantly_equal(Some(&nested), Some(&nested)));
    assert!(tolerantly_equal(Some(&object(false)), Some(&object(true))));
    assert!(tolerantly_equal(Some(&long), Some(&long)));
    let took = start.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
}
