//! The tolerant comparison of labels.md, "Authorisations": whether an argument is what a clause expects.
//!
//! Hosts and models write one argument in several ways: `"a"` or `["a"]`, `1` or `"1"`, `null` or nothing at all.
//! The comparison sees through that and through nothing else. It never trims, splits at commas, or ignores case.
//!
//! Tolerance ends at the first level. What stands inside an object, or inside a list within a list, is compared as JSON:
//! equal in every part, lists in their order, and only the keys of objects in any order. A permission reads narrow, so
//! the reading in which `{ "id": "1" }` is not `{ "id": 1 }` decides.
//!
//! Time is that of sorting both values, memory that of a copy; neither the number of elements nor their contents make it
//! worse. Values that cannot be compared are equal to nothing, not even to themselves: numbers that JSON cannot hold,
//! objects that name a key twice, nesting deeper than [`MAX_DEPTH`].

use core::slice;

use super::number::decimal;
use crate::policy::value::{Data, MAX_DEPTH, Value};
use crate::policy::{Clause, Names};
use crate::prelude::*;

/// Whether a value is what is expected. `None` is an absent value, and like `null`.
///
/// - An empty value (absent, `null`, `""`, `[]`) equals only an empty one, or a list of one `null` or `""`.
/// - A string, number or boolean is like a list that holds it alone.
/// - A list equals where each of its elements is among the expected ones, in any order and number: fewer is fine, more is
///   not. Among elements, `null` and `""` are alike.
/// - A number and a string are alike where the string is what JavaScript writes for the number: `"1"` is 1, `"1.0"`,
///   `"01"` and `" 1"` are not.
/// - An object equals an object with the same members; it is not like a list that holds it.
///
/// The relation has a direction: `["a"]` equals the expected `["a", "b"]`, not the other way round.
///
/// ```
/// use mlld_policy::policy::value::Value;
/// use mlld_policy::tool::tolerantly_equal;
///
/// let expected = Value::list(["ann", "bob"]);
/// assert!(tolerantly_equal(Some(&"bob".into()), Some(&expected)));
/// assert!(!tolerantly_equal(Some(&Value::list(["bob", "eve"])), Some(&expected)));
/// assert!(!tolerantly_equal(None, Some(&expected)));
/// assert!(tolerantly_equal(None, Some(&"".into())));
/// ```
#[must_use]
pub fn tolerantly_equal(actual: Option<&Value>, expected: Option<&Value>) -> bool {
    Given::new(actual).equals(expected)
}

/// Whether a value is what a clause expects: for `oneOf`, equal to one of the alternatives as a whole (`["a", "b"]` is not
/// one of `"a"`, `"b"`). Without alternatives nothing satisfies it.
///
/// ```
/// use mlld_policy::policy::{Clause, value::Value};
/// use mlld_policy::tool::satisfies;
///
/// let clause = Clause::OneOf(vec![1.0.into(), 2.0.into()]);
/// assert!(satisfies(Some(&"2".into()), &clause));
/// assert!(!satisfies(None, &clause));
/// assert!(!satisfies(None, &Clause::OneOf(vec![])));
/// ```
#[must_use]
pub fn satisfies(actual: Option<&Value>, clause: &Clause) -> bool {
    Given::new(actual).satisfies(clause)
}

/// Whether a value says nothing: absent, `null`, `""` or `[]`. A list of an empty value is not empty.
pub(super) fn is_empty(value: Option<&Value>) -> bool {
    match value.map(|value| &value.data) {
        None | Some(Data::Null) => true,
        Some(Data::String(text)) => text.is_empty(),
        Some(Data::Array(items)) => items.is_empty(),
        Some(Data::Bool(_) | Data::Number(_) | Data::Object(_)) => false,
    }
}

/// An absent value where elements are compared.
static NULL: Value = Value { data: Data::Null, span: None };

/// A value, prepared once for any number of clauses.
pub(super) enum Given {
    Empty,
    /// The keys of its elements, each with a place of its own below their number. A tree and no hash table: there is
    /// nothing to be gained by choosing elements that collide.
    Elements(Names<usize>),
    /// Its exact text.
    Object(String),
    /// Equal to nothing.
    Incomparable,
}

impl Given {
    pub(super) fn new(value: Option<&Value>) -> Self {
        let Some(value) = value.filter(|value| !is_empty(Some(value))) else { return Self::Empty };
        match &value.data {
            Data::Object(_) => exact(value).map_or(Self::Incomparable, Self::Object),
            Data::Array(items) => Self::elements(items),
            _ => Self::elements(slice::from_ref(value)),
        }
    }

    fn elements(items: &[Value]) -> Self {
        let mut keys = Names::default();
        for item in items {
            // An element that is equal to nothing is not among the expected ones.
            let Some(key) = element(item) else { return Self::Incomparable };
            if !keys.contains(&key) {
                keys.insert(&key, keys.len());
            }
        }
        Self::Elements(keys)
    }

    /// [`satisfies`]
    pub(super) fn satisfies(&self, clause: &Clause) -> bool {
        match clause {
            Clause::Eq(expected) => self.equals(Some(expected)),
            Clause::OneOf(alternatives) => alternatives.iter().any(|expected| self.equals(Some(expected))),
        }
    }

    /// [`tolerantly_equal`]
    fn equals(&self, expected: Option<&Value>) -> bool {
        let expected = expected.unwrap_or(&NULL);
        match (self, &expected.data) {
            (Self::Empty, _) => expects_nothing(expected),
            (Self::Object(given), Data::Object(_)) => exact(expected).as_ref() == Some(given),
            (Self::Elements(given), Data::Array(items)) => are_among(given, items),
            // An object and anything else are not alike.
            (Self::Object(_), _) | (_, Data::Object(_)) | (Self::Incomparable, _) => false,
            (Self::Elements(given), _) => are_among(given, slice::from_ref(expected)),
        }
    }
}

/// Whether an empty value is expected: one is written, or a list of one like it, which is the same as what it holds.
fn expects_nothing(expected: &Value) -> bool {
    match &expected.data {
        Data::Array(items) => match items.as_slice() {
            [] => true,
            [item] => !matches!(item.data, Data::Array(_)) && is_empty(Some(item)),
            _ => false,
        },
        _ => is_empty(Some(expected)),
    }
}

/// Whether each of the given elements, of which there is at least one, is among the expected ones.
fn are_among(given: &Names<usize>, expected: &[Value]) -> bool {
    // Also what keeps many short alternatives from each costing as much as a long list that is given.
    if given.len() > expected.len() {
        return false;
    }
    let mut missing = vec![true; given.len()];
    for item in expected {
        let place = element(item).and_then(|key| given.get(&key));
        if let Some(missing) = place.and_then(|place| missing.get_mut(*place)) {
            *missing = false;
        }
    }
    !missing.contains(&true)
}

/// A text that two elements share exactly when they are alike; `None` for what is equal to nothing.
fn element(value: &Value) -> Option<String> {
    match &value.data {
        Data::Null => Some("empty".to_owned()),
        Data::String(text) if text.is_empty() => Some("empty".to_owned()),
        Data::String(text) => Some(format!("text {text}")),
        Data::Number(number) => exact_decimal(*number).map(|text| format!("text {text}")),
        Data::Bool(_) | Data::Array(_) | Data::Object(_) => exact(value).map(|text| format!("exact {text}")),
    }
}

/// A text that two values share exactly when they are the same JSON, whatever the order of keys.
fn exact(value: &Value) -> Option<String> {
    let mut text = String::new();
    write_exact(value, MAX_DEPTH, &mut text)?;
    Some(text)
}

fn write_exact(value: &Value, depth: usize, text: &mut String) -> Option<()> {
    let below = depth.checked_sub(1)?;
    match &value.data {
        Data::Null => text.push('n'),
        Data::Bool(true) => text.push('t'),
        Data::Bool(false) => text.push('f'),
        Data::Number(number) => {
            text.push_str(&exact_decimal(*number)?);
            text.push(',');
        }
        Data::String(string) => write_string(string, text),
        Data::Array(items) => {
            text.push('[');
            for item in items {
                write_exact(item, below, text)?;
            }
            text.push(']');
        }
        Data::Object(members) => {
            let sorted: Names<&Value> = members.iter().map(|member| (member.key.clone(), &member.value)).collect();
            if sorted.len() < members.len() {
                return None;
            }
            text.push('{');
            for (key, value) in sorted.iter() {
                write_string(key, text);
                write_exact(value, below, text)?;
            }
            text.push('}');
        }
    }
    Some(())
}

/// The text of a number; of one that stands for others, too, which a policy may have meant, there is none.
fn exact_decimal(number: f64) -> Option<String> {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    decimal(number).filter(|_| number.abs() <= LARGEST)
}

/// With its length ahead, so that no content can pass for the end.
fn write_string(string: &str, text: &mut String) {
    text.push('"');
    text.push_str(&string.len().to_string());
    text.push(':');
    text.push_str(string);
}

#[cfg(test)]
mod tests;
