//! A policy before it is understood: a tree of JSON values that know where they stand in their text.

use core::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::list::List;
use crate::number::{EXACT, is_whole};
use crate::prelude::*;
use crate::span::Span;

/// How deep values may be nested. Whoever builds a [`Value`] from the outside keeps to it, so that walking the tree
/// never needs more stack than WebAssembly has.
pub const MAX_DEPTH: usize = 128;

/// A JSON value. Those read from JSON text have spans, those handed over as JavaScript objects do not.
#[derive(Debug, Clone)]
pub struct Value {
    /// What it is.
    pub data: Data,
    /// Where it stands in the text it was read from.
    pub span: Option<Span>,
}

/// What a [`Value`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, finite when it was read from JSON.
    Number(f64),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object: its members in their order. Keys are unique when it comes from text or from JavaScript.
    Object(Vec<Member>),
}

/// A key of an object with its value.
#[derive(Debug, Clone)]
pub struct Member {
    /// The key.
    pub key: String,
    /// Where the key stands, its quotes included.
    pub key_span: Option<Span>,
    /// The value.
    pub value: Value,
}

impl Member {
    /// Whether it is written as a word alone, as notation may have it: then key and value have one place.
    pub(crate) fn is_bare(&self) -> bool {
        self.key_span.is_some() && self.key_span == self.value.span
    }
}

/// Two values are equal when they say the same, wherever they stand.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data
    }
}

impl PartialEq for Member {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.value == other.value
    }
}

impl From<Data> for Value {
    fn from(data: Data) -> Self {
        Self { data, span: None }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Data::Bool(value).into()
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Data::Number(value).into()
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Data::String(text).into()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Data::String(text.to_owned()).into()
    }
}

impl Value {
    /// A list of the given items.
    pub fn list<T: Into<Self>>(items: impl IntoIterator<Item = T>) -> Self {
        Data::Array(items.into_iter().map(Into::into).list()).into()
    }

    /// An object of the given members.
    pub fn object<K: Into<String>>(members: impl IntoIterator<Item = (K, Self)>) -> Self {
        let members = members.into_iter().map(|(key, value)| Member { key: key.into(), key_span: None, value });
        Data::Object(members.list()).into()
    }

    /// What it is, for messages: `a list`, `null`, …
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.data {
            Data::Null => "`null`",
            Data::Bool(true) => "`true`",
            Data::Bool(false) => "`false`",
            Data::Number(_) => "a number",
            Data::String(_) => "a string",
            Data::Array(_) => "a list",
            Data::Object(_) => "an object",
        }
    }

    /// Whether values are nested in it more than `depth` levels deep.
    #[must_use]
    pub fn is_deeper_than(&self, depth: usize) -> bool {
        let Some(below) = depth.checked_sub(1) else { return true };
        match &self.data {
            Data::Array(items) => items.iter().any(|item| item.is_deeper_than(below)),
            Data::Object(members) => members.iter().any(|member| member.value.is_deeper_than(below)),
            Data::Null | Data::Bool(_) | Data::Number(_) | Data::String(_) => false,
        }
    }
}

/// As JSON text, where `NaN` and the infinities are `null`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.data {
            Data::Null => serializer.serialize_unit(),
            Data::Bool(value) => serializer.serialize_bool(*value),
            Data::Number(value) => match whole(*value) {
                Some(whole) => serializer.serialize_i64(whole),
                None => serializer.serialize_f64(*value),
            },
            Data::String(text) => serializer.serialize_str(text),
            Data::Array(items) => serializer.collect_seq(items),
            Data::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for member in members {
                    map.serialize_entry(&member.key, &member.value)?;
                }
                map.end()
            }
        }
    }
}

/// The number as an integer, where it is one that JavaScript holds exactly; so that `5` is not written `5.0`.
fn whole(value: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    (is_whole(value) && value.abs() <= EXACT).then_some(value as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_serialises_in_order_and_integers_without_a_fraction() {
        let value = Value::object([("b", Value::from(5.0)), ("a", Value::list([Value::from(1.5), Value::from("x")]))]);
        assert_eq!(value.to_string(), r#"{"b":5,"a":[1.5,"x"]}"#);
    }

    #[test]
    fn depth_counts_levels() {
        let nested = Value::list([Value::list([true])]);
        assert!(!nested.is_deeper_than(3));
        assert!(nested.is_deeper_than(2));
    }
}
