//! Values of a scenario: what is known of them, where paths lead in them, and how they are printed.

use crate::label::Descriptor;
use crate::notation::Step;
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::tool::decimal;

/// A value with what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) value: Value,
    pub(super) descriptor: Descriptor,
    /// Whether a command or code would have to run before anybody could tell the value; what stands here says nothing.
    pub(super) is_unknown: bool,
}

impl Known {
    /// A value that the author wrote.
    pub(super) fn written(value: Value) -> Self {
        Self { value, descriptor: Descriptor::default(), is_unknown: false }
    }
}

/// What a path leads to, `null` where there is nothing.
pub(super) fn reach<'s>(value: &Value, mut steps: impl Iterator<Item = &'s Step>) -> Value {
    let found = steps.try_fold(value, |value, step| match (&value.data, step) {
        (Data::Object(members), Step::Key(key)) => {
            members.iter().find(|member| member.key == *key).map(|member| &member.value)
        }
        (Data::Array(items), Step::Index(index)) => items.get(*index),
        _ => None,
    });
    found.cloned().unwrap_or_else(|| Data::Null.into())
}

/// A value as text: strings as they are, others as `JSON.stringify` writes them.
pub(super) fn text_of(value: &Value) -> String {
    match &value.data {
        Data::String(text) => text.clone(),
        _ => {
            let mut text = String::new();
            write(value, &mut text);
            text
        }
    }
}

/// Values are nested in files no deeper than they may be.
fn write(value: &Value, text: &mut String) {
    let part = |text: &mut String, index: usize| text.push_str(if index > 0 { "," } else { "" });
    match &value.data {
        Data::Number(number) => text.push_str(&decimal(*number).unwrap_or_else(|| "null".to_owned())),
        Data::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                part(text, index);
                write(item, text);
            }
            text.push(']');
        }
        Data::Object(members) => {
            text.push('{');
            for (index, member) in members.iter().enumerate() {
                part(text, index);
                write(&member.key.as_str().into(), text);
                text.push(':');
                write(&member.value, text);
            }
            text.push('}');
        }
        Data::Null | Data::Bool(_) | Data::String(_) => text.push_str(&value.to_string()),
    }
}

/// About how long a value is as text.
pub(super) fn size(value: &Value) -> usize {
    match &value.data {
        Data::String(text) => text.len().saturating_add(2),
        Data::Array(items) => items.iter().map(size).fold(2, usize::saturating_add),
        Data::Object(members) => members
            .iter()
            .map(|member| member.key.len().saturating_add(4).saturating_add(size(&member.value)))
            .fold(2, usize::saturating_add),
        _ => 8,
    }
}
