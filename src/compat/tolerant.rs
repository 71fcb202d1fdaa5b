//! The comparison by which mlld holds an argument against what it should be.

use super::record::{list, string};
use super::text::{lower, number_in, text_of, trim};
use crate::policy::value::{Data, Value};
use crate::prelude::*;

/// `isTolerantMatch`: whether a value is what is expected, or a part of it.
///
/// - Nothing, the word `null` and an empty list are alike.
/// - A text is trimmed; commas in it make a list of it. A list is a part of another if each item has a partner there.
/// - A number is a text that reads as this number.
/// - Objects are equal to nothing.
pub(super) fn matches(actual: Option<&Value>, expected: Option<&Value>) -> bool {
    if is_nothing(actual) || is_nothing(expected) {
        return is_nothing(actual) && is_nothing(expected);
    }
    let (Some(actual), Some(expected)) = (actual, expected) else { return false };
    if let (Some(actual), Some(expected)) = (string(actual), string(expected))
        && trim(actual) == trim(expected)
    {
        return true;
    }
    match (items(actual), items(expected)) {
        (Some(actual), Some(expected)) => is_part(&actual, &expected),
        // What is no list and no text has to be one item, which is the whole of what is expected.
        (Some(actual), None) => matches!(actual.as_slice(), [only] if alike(only, expected)),
        (None, _) => match string(expected) {
            Some(text) => alike(actual, &trim(text).into()),
            None => list(expected).is_none() && alike(actual, expected),
        },
    }
}

fn is_nothing(value: Option<&Value>) -> bool {
    match value.map(|value| &value.data) {
        None | Some(Data::Null) => true,
        Some(Data::String(text)) => lower(trim(text)) == "null",
        Some(Data::Array(items)) => items.is_empty(),
        _ => false,
    }
}

/// The items of a list, or of a text; one that is nothing but commas is an item itself.
fn items(value: &Value) -> Option<Vec<Value>> {
    let Some(text) = string(value) else { return list(value).map(<[Value]>::to_vec) };
    let parts: Vec<&str> = text.split(',').map(trim).filter(|part| !part.is_empty()).collect();
    Some(if parts.is_empty() { vec![trim(text).into()] } else { parts.into_iter().map(Value::from).collect() })
}

/// Whether each item has one of the others to itself, taken from the first on.
fn is_part(items: &[Value], others: &[Value]) -> bool {
    if items.len() > others.len() {
        return false;
    }
    let mut free = vec![true; others.len()];
    items.iter().all(|item| {
        let partner = others.iter().zip(&mut free).find(|(other, free)| **free && alike(item, other));
        partner.map(|(_, free)| *free = false).is_some()
    })
}

fn alike(one: &Value, other: &Value) -> bool {
    match (&one.data, &other.data) {
        (Data::Number(number), Data::String(text)) | (Data::String(text), Data::Number(number)) => {
            number_in(text) == Some(*number)
        }
        (Data::Array(_), Data::Array(_)) => text_of(one) == text_of(other),
        (Data::Object(_), Data::Object(_)) => false,
        (one, other) => one == other,
    }
}
