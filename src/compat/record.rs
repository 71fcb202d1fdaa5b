//! Values as JavaScript has them: objects that keep the order of their keys, lists without duplicates.

use alloc::collections::BTreeMap;

use super::text::{text_of, trim};
use crate::policy::value::{Data, Member, Value};
use crate::prelude::*;

/// An object that is being made. A key that is set again keeps its place, as in JavaScript.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    places: BTreeMap<String, usize>,
    members: Vec<Member>,
}

impl Record {
    pub(super) fn set(&mut self, key: &str, value: Value) {
        if let Some(place) = self.get_mut(key) {
            *place = value;
        } else {
            self.places.insert(key.to_owned(), self.members.len());
            self.members.push(Member { key: key.to_owned(), key_span: None, value });
        }
    }

    /// Sets the key unless there is no value.
    pub(super) fn set_some(&mut self, key: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.set(key, value);
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.members.get(*self.places.get(key)?).map(|member| &member.value)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.members.get_mut(*self.places.get(key)?).map(|member| &mut member.value)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.places.contains_key(key)
    }

    pub(super) fn remove(&mut self, key: &str) {
        if let Some(place) = self.places.remove(key) {
            self.members.remove(place);
            self.places.values_mut().for_each(|other| *other = other.saturating_sub(usize::from(*other > place)));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.members.iter().map(|member| (member.key.as_str(), &member.value))
    }

    /// The same, or nothing if it is empty.
    pub(super) fn filled(self) -> Option<Value> {
        (!self.is_empty()).then(|| self.into())
    }
}

impl From<&Value> for Record {
    /// The members of an object; none of any other value.
    fn from(value: &Value) -> Self {
        let mut record = Self::default();
        for member in members(value) {
            record.set(&member.key, member.value.clone());
        }
        record
    }
}

impl From<Record> for Value {
    /// Keys that are whole numbers come first, by number: the order that JavaScript gives every object.
    fn from(record: Record) -> Self {
        let mut members = record.members;
        members.sort_by_key(|member| index(&member.key).unwrap_or(u32::MAX));
        Data::Object(members).into()
    }
}

/// The number of a key that is an index of a list.
fn index(key: &str) -> Option<u32> {
    let number = key.parse().ok()?;
    (number != u32::MAX && (key == "0" || !key.starts_with(['0', '+']))).then_some(number)
}

/// Texts, each once, in the order of their first appearance: a JavaScript `Set` of strings.
#[derive(Debug, Clone, Default)]
pub(super) struct Set {
    places: BTreeMap<String, usize>,
}

impl Set {
    /// Whether it is new.
    pub(super) fn add(&mut self, text: &str) -> bool {
        let place = self.places.len();
        let new = !self.places.contains_key(text);
        if new {
            self.places.insert(text.to_owned(), place);
        }
        new
    }

    pub(super) fn has(&self, text: &str) -> bool {
        self.places.contains_key(text)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    pub(super) fn into_texts(self) -> Vec<String> {
        let mut texts: Vec<_> = self.places.into_iter().collect();
        texts.sort_by_key(|(_, place)| *place);
        texts.into_iter().map(|(text, _)| text).collect()
    }
}

impl<T: AsRef<str>> FromIterator<T> for Set {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut set = Self::default();
        texts.into_iter().for_each(|text| {
            set.add(text.as_ref());
        });
        set
    }
}

impl From<Set> for Value {
    fn from(set: Set) -> Self {
        Self::list(set.into_texts())
    }
}

/// The members of an object; none of any other value.
pub(super) fn members(value: &Value) -> &[Member] {
    match &value.data {
        Data::Object(members) => members,
        _ => &[],
    }
}

/// Whether it is an object, and no list.
pub(super) fn is_object(value: &Value) -> bool {
    matches!(value.data, Data::Object(_))
}

/// A member of an object.
pub(super) fn get<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    members(value).iter().find(|member| member.key == key).map(|member| &member.value)
}

/// A member of a member.
pub(super) fn get_in<'v>(value: Option<&'v Value>, path: [&str; 2]) -> Option<&'v Value> {
    let [outer, inner] = path;
    get(get(value?, outer)?, inner)
}

/// The items of a list.
pub(super) fn list(value: &Value) -> Option<&[Value]> {
    match &value.data {
        Data::Array(items) => Some(items),
        _ => None,
    }
}

/// A string as such.
pub(super) fn string(value: &Value) -> Option<&str> {
    match &value.data {
        Data::String(text) => Some(text),
        _ => None,
    }
}

/// A string that is not empty.
pub(super) fn filled_string(value: Option<&Value>) -> Option<&str> {
    string(value?).filter(|text| !text.is_empty())
}

/// A string, trimmed, unless nothing is left.
pub(super) fn trimmed(value: Option<&Value>) -> Option<&str> {
    Some(trim(string(value?)?)).filter(|text| !text.is_empty())
}

/// Whether it is the boolean `true`, and nothing that counts as such.
pub(super) fn is_true(value: Option<&Value>) -> bool {
    value.is_some_and(|value| value.data == Data::Bool(true))
}

/// What mlld makes of a value where it wants a list of names: texts, trimmed, each once, blank ones left out. A scalar is
/// a list of one. Nothing for `null` and for objects.
pub(super) fn texts(value: Option<&Value>) -> Option<Set> {
    let value = value?;
    let items = match &value.data {
        Data::Null | Data::Object(_) => return None,
        Data::Array(items) => items,
        _ => core::slice::from_ref(value),
    };
    let mut set = Set::default();
    for item in items {
        let text = text_of(item);
        let text = trim(&text);
        if !text.is_empty() {
            set.add(text);
        }
    }
    Some(set)
}

/// The strings of a list, and nothing else of it.
pub(super) fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.and_then(list).unwrap_or_default().iter().filter_map(string)
}
