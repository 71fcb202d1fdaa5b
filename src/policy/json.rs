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

/// Reads strict JSON: the value, and a [`ProblemCode::DuplicateKey`] for each key that stands twice in one object
/// (the first stays). Problems have spans, lines and columns are for the caller to add.
///
/// # Errors
/// One [`ProblemCode::InvalidSyntax`] if the text is not JSON or is nested more than 127 levels deep.
pub fn parse(text: &str) -> Result<(Value, Vec<Problem>), Problem> {
    if text.starts_with('\u{feff}') {
        return Err(syntax(Span::new(0, 3), "the text starts with a byte order mark")
            .suggest("save it as UTF-8 without a byte order mark"));
    }
    if text.trim().is_empty() {
        return Err(syntax(Span::new(0, 0), "the text is empty").suggest("write `{}` for a policy without rules"));
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
    let value = conversion.value(root)?;
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
    fn value(&mut self, value: ast::Value<'_>) -> Result<Value, Problem> {
        let range = value.range();
        let span = Span::new(range.start, range.end);
        let data = match value {
            ast::Value::NullKeyword(_) => Data::Null,
            ast::Value::BooleanLit(literal) => Data::Bool(literal.value),
            ast::Value::NumberLit(literal) => {
                Data::Number(literal.value.parse().map_err(|_| syntax(span, "invalid number"))?)
            }
            ast::Value::StringLit(literal) => Data::String(literal.value.into_owned()),
            ast::Value::Array(array) => Data::Array(self.array(array)?),
            ast::Value::Object(object) => Data::Object(self.object(object)?),
        };
        Ok(Value { data, span: Some(span) })
    }

    fn array(&mut self, array: ast::Array<'_>) -> Result<Vec<Value>, Problem> {
        let mut items = Vec::with_capacity(array.elements.len());
        for (index, element) in array.elements.into_iter().enumerate() {
            self.path.push(Step::Index(index));
            items.push(self.value(element)?);
            self.path.pop();
        }
        Ok(items)
    }

    fn object(&mut self, object: ast::Object<'_>) -> Result<Vec<Member>, Problem> {
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
                members.push(Member { key, key_span, value: self.value(property.value)? });
            } else {
                let message = format!("the key {} stands twice in this object", path::quoted(&key));
                self.problems
                    .push(Problem::error(ProblemCode::DuplicateKey, self.rendered_path(), message).at(key_span));
            }
            self.path.pop();
        }
        Ok(members)
    }

    fn rendered_path(&self) -> String {
        self.path.iter().fold(String::new(), |parent, step| match step {
            Step::Key(key) => path::key(&parent, key),
            Step::Index(index) => path::index(&parent, *index),
        })
    }
}
