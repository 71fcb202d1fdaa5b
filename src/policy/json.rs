//! JSON text (RFC 8259) to a [`Value`] with spans.
//!
//! Two passes, both linear. `serde_json` decides whether the text is JSON: it is strict, bounds the nesting, and its
//! messages are good. Then `jsonc-parser` gives the tree with spans, which `serde_json` cannot. On its own it would
//! not do: with every leniency off it still takes control characters in strings and Unicode blanks between tokens.

use std::collections::HashSet;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::path;
use super::value::{Data, Member, Value};
use crate::error::{Problem, ProblemCode};
use crate::span::Span;

/// How many keys that stand twice are reported; a text with more of them has other worries.
const MAX_DUPLICATES: usize = 1000;

/// Reads strict JSON: the value, and a [`ProblemCode::DuplicateKey`] for each key that stands twice in one object
/// (the first stays). Problems have spans, lines and columns are for the caller to add.
///
/// # Errors
/// One [`ProblemCode::InvalidSyntax`] if the text is not JSON or is nested more than 127 levels deep.
pub fn parse(text: &str) -> Result<(Value, Vec<Problem>), Problem> {
    if text.starts_with('\u{feff}') {
        let problem = syntax(Span::new(0, 3), "the text starts with a byte order mark");
        return Err(problem.suggest("save it as UTF-8 without a byte order mark"));
    }
    if text.trim().is_empty() {
        let problem = syntax(Span::new(0, 0), "the text is empty");
        return Err(problem.suggest("write `{}` for a policy without rules"));
    }
    serde_json::from_str::<Strict>(text).map_err(|error| {
        let at = offset(text, error.line(), error.column());
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        let message = match message {
            "recursion limit exceeded" => "the text is nested too deeply",
            other => other,
        };
        syntax(Span::new(at, at), message)
    })?;
    let options = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &options).map_err(|error| {
        let range = error.range();
        syntax(Span::new(range.start, range.end), error.kind().to_string().to_lowercase())
    })?;
    let root = parsed.value.ok_or_else(|| syntax(Span::new(0, 0), "the text is empty"))?;
    let mut conversion = Conversion { path: Vec::new(), problems: Vec::new() };
    let value = conversion.value(root);
    Ok((value, conversion.problems))
}

fn syntax(span: Span, message: impl Into<String>) -> Problem {
    Problem::error(ProblemCode::InvalidSyntax, "", message).at(Some(span))
}

/// The byte that `serde_json` means by a line and a column, both counted from 1, columns in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    before.saturating_add(column.saturating_sub(1)).min(text.len())
}

/// Accepts every JSON value and keeps nothing of it. Unlike `serde::de::IgnoredAny` it has `serde_json` read strings
/// and numbers in full and count the levels.
struct Strict;

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Self;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Self, E> {
        if number.is_finite() { Ok(self) } else { Err(E::custom("number out of range")) }
    }
    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        while members.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}

struct Conversion {
    /// Where the value being converted stands, rendered only when there is something to say about it.
    path: Vec<Step>,
    problems: Vec<Problem>,
}

enum Step {
    Key(String),
    Index(usize),
}

impl Conversion {
    fn value(&mut self, value: ast::Value<'_>) -> Value {
        let range = value.range();
        let span = Span::new(range.start, range.end);
        let data = match value {
            ast::Value::NullKeyword(_) => Data::Null,
            ast::Value::BooleanLit(literal) => Data::Bool(literal.value),
            // The first pass has read the number; if this one cannot, no key accepts what it gives.
            ast::Value::NumberLit(literal) => Data::Number(literal.value.parse().unwrap_or(f64::NAN)),
            ast::Value::StringLit(literal) => Data::String(literal.value.into_owned()),
            ast::Value::Array(array) => Data::Array(self.array(array)),
            ast::Value::Object(object) => Data::Object(self.object(object)),
        };
        Value { data, span: Some(span) }
    }

    fn array(&mut self, array: ast::Array<'_>) -> Vec<Value> {
        let mut items = Vec::with_capacity(array.elements.len());
        for (index, element) in array.elements.into_iter().enumerate() {
            self.path.push(Step::Index(index));
            items.push(self.value(element));
            self.path.pop();
        }
        items
    }

    fn object(&mut self, object: ast::Object<'_>) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::with_capacity(object.properties.len());
        let mut seen = HashSet::with_capacity(object.properties.len());
        for property in object.properties {
            let range = property.name.range();
            let key_span = Some(Span::new(range.start, range.end));
            let key = match property.name {
                ast::ObjectPropName::String(name) => name.value.into_owned(),
                ast::ObjectPropName::Word(name) => name.value.to_owned(),
            };
            self.path.push(Step::Key(key.clone()));
            if seen.insert(key.clone()) {
                members.push(Member { key, key_span, value: self.value(property.value) });
            } else if self.problems.len() < MAX_DUPLICATES {
                let message = format!("the key {} stands twice in this object", path::quoted(&key));
                self.problems
                    .push(Problem::error(ProblemCode::DuplicateKey, self.rendered_path(), message).at(key_span));
            }
            self.path.pop();
        }
        members
    }

    fn rendered_path(&self) -> String {
        self.path.iter().fold(String::new(), |parent, step| match step {
            Step::Key(key) => path::key(&parent, key),
            Step::Index(index) => path::index(&parent, *index),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusal(text: &str) -> (String, usize) {
        let problem = parse(text).expect_err("refused");
        (problem.message, problem.span.unwrap().start)
    }

    #[test]
    fn values_and_keys_know_their_place() {
        let text = r#" {"é": ["🦀", -1.5e1]} "#;
        let (value, problems) = parse(text).unwrap();
        assert_eq!(problems, []);
        let Data::Object(members) = &value.data else { panic!("{value:?}") };
        let Data::Array(items) = &members[0].value.data else { panic!("{value:?}") };
        let at = |span: Option<Span>| span.and_then(|span| text.get(span.start..span.end)).unwrap();
        assert_eq!(at(value.span), text.trim());
        assert_eq!(at(members[0].key_span), "\"é\"");
        assert_eq!(items.iter().map(|item| at(item.span)).collect::<Vec<_>>(), ["\"🦀\"", "-1.5e1"]);
        assert_eq!(items[1].data, Data::Number(-15.0));
    }

    macro_rules! refused {
        ($($name:ident: $text:expr => $message:literal at $offset:expr;)*) => {$(
            #[test]
            fn $name() {
                assert_eq!(refusal($text), ($message.to_owned(), $offset));
            }
        )*};
    }

    refused! {
        byte_order_mark: "\u{feff}{}" => "the text starts with a byte order mark" at 0;
        empty: "" => "the text is empty" at 0;
        blank: " \n\t" => "the text is empty" at 0;
        trailing_garbage: "{}\n x" => "trailing characters" at 4;
        trailing_comma: "[1,]" => "trailing comma" at 3;
        line_comment: "{} // x" => "trailing characters" at 3;
        block_comment: "/* x */ {}" => "expected value" at 0;
        single_quotes: "['a']" => "expected value" at 1;
        missing_comma: "[1 2]" => "expected `,` or `]`" at 3;
        loose_key: "{a: 1}" => "key must be a string" at 1;
        hexadecimal: "[0x1]" => "expected `,` or `]`" at 2;
        unary_plus: "[+1]" => "expected value" at 1;
        bare_point: "[.5]" => "expected value" at 1;
        leading_zero: "[01]" => "invalid number" at 2;
        not_a_number: "[NaN]" => "expected value" at 1;
        infinite: "[Infinity]" => "expected value" at 1;
        too_large: "[1e999]" => "number out of range" at 5;
        line_break_in_string: "[\"a\nb\"]" => "control character (\\u0000-\\u001F) found while parsing a string" at 4;
        unicode_blank: "[\u{a0}]" => "expected value" at 1;
        vertical_tab: "[\u{b}]" => "expected value" at 1;
        extended_escape: r#"["\x41"]"# => "invalid escape" at 3;
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let (value, _) = parse(&nested(127)).unwrap();
        assert!(!value.is_deeper_than(super::super::value::MAX_DEPTH));
        assert_eq!(refusal(&nested(128)).0, "the text is nested too deeply");
        assert_eq!(refusal(&"[".repeat(1_000_000)).0, "the text is nested too deeply");
        assert_eq!(refusal(&"{\"a\":".repeat(1_000_000)).0, "the text is nested too deeply");
    }

    #[test]
    fn a_key_that_stands_twice_is_reported_wherever_it_is() {
        let (value, problems) = parse(r#"{"a":[{"b":1,"b":{"c":1,"c":2}}],"\u0061":2}"#).unwrap();
        let paths: Vec<_> = problems.iter().map(|problem| (problem.code, problem.path.as_str())).collect();
        assert_eq!(paths, [(ProblemCode::DuplicateKey, "a[0].b"), (ProblemCode::DuplicateKey, "a")]);
        assert_eq!(serde_json::to_string(&value).unwrap(), r#"{"a":[{"b":1}]}"#);
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i32>().prop_map(Into::into),
            // Short enough for `serde_json`, whose default reading of long fractions is off in the last digit.
            any::<i32>().prop_map(|n| (f64::from(n) / 8.0).into()),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::Array),
                proptest::collection::btree_map(any::<String>(), inner, 0..4)
                    .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
            ]
        })
    }

    fn says(value: &Value, json: &serde_json::Value) -> bool {
        match (&value.data, json) {
            (Data::Null, json) => json.is_null(),
            (Data::Bool(value), json) => json.as_bool() == Some(*value),
            (Data::Number(value), json) => json.as_f64() == Some(*value),
            (Data::String(value), json) => json.as_str() == Some(value),
            (Data::Array(items), json) => json.as_array().is_some_and(|json| {
                json.len() == items.len() && items.iter().zip(json).all(|(item, json)| says(item, json))
            }),
            (Data::Object(members), json) => json.as_object().is_some_and(|json| {
                json.len() == members.len()
                    && members.iter().all(|member| json.get(&member.key).is_some_and(|json| says(&member.value, json)))
            }),
        }
    }

    /// Every character beyond ASCII as `\u` escapes.
    fn escaped(text: &str) -> String {
        let escape = |c: char| match c.is_ascii() {
            true => c.to_string(),
            false => c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
        };
        text.chars().map(escape).collect()
    }

    proptest! {
        /// The judge is `serde_json`'s own tree.
        #[test]
        fn what_is_read_is_what_was_written(json in json()) {
            for text in [json.to_string(), serde_json::to_string_pretty(&json).unwrap(), escaped(&json.to_string())] {
                let (value, problems) = parse(&text).unwrap();
                prop_assert_eq!(&problems, &[]);
                prop_assert!(says(&value, &json), "{value:?}");
            }
        }

        #[test]
        fn it_accepts_what_serde_json_accepts(text in r#"[ \[\]{}":,0-9eE.+\-a-c\\/untrfls\n\t]{0,24}"#) {
            prop_assert_eq!(parse(&text).is_ok(), serde_json::from_str::<serde_json::Value>(&text).is_ok());
        }

        #[test]
        fn any_text_gives_a_value_or_a_problem_in_it(text in any::<String>()) {
            if let Err(problem) = parse(&text) {
                prop_assert!(problem.span.unwrap().start <= text.len());
            }
        }
    }
}
