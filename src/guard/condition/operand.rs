//! Values while they are evaluated: what is there already is borrowed, however large it is.

use alloc::rc::Rc;

use super::scope::Input;
use super::steps::Steps;
use crate::label::OperationLabels;
use crate::list::all_ok;
use crate::policy::value::{Data, MAX_DEPTH, Member, Value};
use crate::prelude::*;
use crate::tool::decimal;

/// A value, borrowed as far as it is there already.
#[derive(Debug, Clone)]
pub(super) enum Operand<'a> {
    Null,
    Bool(bool),
    Number(f64),
    Text(Text<'a>),
    List(List<'a>),
    Object(Object<'a>),
}

#[derive(Debug, Clone)]
pub(super) enum Text<'a> {
    Borrowed(&'a str),
    Built(Rc<str>),
}

/// A list, and what `includes` means of it.
#[derive(Debug, Clone)]
pub(super) struct List<'a> {
    pub(super) items: Items<'a>,
    pub(super) covering: Covering<'a>,
}

#[derive(Debug, Clone)]
pub(super) enum Items<'a> {
    Values(&'a [Value]),
    Inputs(&'a [Input]),
    Texts(&'a [String]),
    Built(Rc<[Operand<'a>]>),
}

/// How the items of a list are asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Covering<'a> {
    /// Items are equal or not.
    Exact,
    /// Labels of data: `secret` covers `secret:api`.
    Labels,
    /// Labels of an operation, which may do more than they say.
    Operation(&'a OperationLabels),
}

#[derive(Debug, Clone)]
pub(super) enum Object<'a> {
    Members(&'a [Member]),
    Built(Rc<[(&'a str, Operand<'a>)]>),
}

impl<'a> From<&'a Value> for Operand<'a> {
    fn from(value: &'a Value) -> Self {
        match &value.data {
            Data::Null => Self::Null,
            Data::Bool(value) => Self::Bool(*value),
            Data::Number(number) => Self::Number(*number),
            Data::String(text) => Self::text(text),
            Data::Array(items) => List { items: Items::Values(items), covering: Covering::Exact }.into(),
            Data::Object(members) => Self::Object(Object::Members(members)),
        }
    }
}

impl<'a> From<List<'a>> for Operand<'a> {
    fn from(list: List<'a>) -> Self {
        Self::List(list)
    }
}

impl<'a> Text<'a> {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Built(text) => text,
        }
    }

    /// The bytes from `start` up to `end`, both between characters; copied only where the text itself is made anew.
    pub(super) fn part(&self, start: usize, end: usize, steps: &Steps) -> Result<Operand<'a>, String> {
        match self {
            Self::Borrowed(text) => Ok(Operand::text(text.get(start..end).unwrap_or_default())),
            Self::Built(text) => Operand::built(text.get(start..end).unwrap_or_default(), steps),
        }
    }
}

impl<'a> Items<'a> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Values(items) => items.len(),
            Self::Inputs(items) => items.len(),
            Self::Texts(items) => items.len(),
            Self::Built(items) => items.len(),
        }
    }

    pub(super) fn get(&self, index: usize) -> Option<Operand<'a>> {
        Some(match self {
            Self::Values(items) => items.get(index)?.into(),
            Self::Inputs(items) => Operand::maybe(items.get(index)?.value.as_ref()),
            Self::Texts(items) => Operand::text(items.get(index)?),
            Self::Built(items) => items.get(index)?.clone(),
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Operand<'a>> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// The items from `start` up to `end`, both within the list.
    pub(super) fn slice(&self, start: usize, end: usize, steps: &Steps) -> Result<Self, String> {
        Ok(match self {
            Self::Values(items) => Self::Values(items.get(start..end).unwrap_or_default()),
            Self::Inputs(items) => Self::Inputs(items.get(start..end).unwrap_or_default()),
            Self::Texts(items) => Self::Texts(items.get(start..end).unwrap_or_default()),
            Self::Built(items) => {
                let items = items.get(start..end).unwrap_or_default();
                steps.build(size_of_val(items))?;
                Self::Built(items.into())
            }
        })
    }
}

impl<'a> Object<'a> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Members(members) => members.len(),
            Self::Built(members) => members.len(),
        }
    }

    pub(super) fn get(&self, index: usize) -> Option<(&'a str, Operand<'a>)> {
        match self {
            Self::Members(members) => members.get(index).map(|member| (member.key.as_str(), (&member.value).into())),
            Self::Built(members) => members.get(index).cloned(),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&'a str, Operand<'a>)> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// The value of a key; of one that stands twice the last, as JavaScript reads JSON.
    pub(super) fn key(&self, key: &str, steps: &Steps) -> Result<Operand<'a>, String> {
        steps.take((self.len() / 8).saturating_add(1))?;
        let place = match self {
            Self::Members(members) => members.iter().rposition(|member| member.key == key),
            Self::Built(members) => members.iter().rposition(|(name, _)| *name == key),
        };
        Ok(place.and_then(|place| self.get(place)).map_or(Operand::Null, |(_, value)| value))
    }
}

impl<'a> Operand<'a> {
    pub(super) fn text(text: &'a str) -> Self {
        Self::Text(Text::Borrowed(text))
    }

    /// A text that is made anew.
    pub(super) fn built(text: &str, steps: &Steps) -> Result<Self, String> {
        steps.build(text.len())?;
        Ok(Self::Text(Text::Built(text.into())))
    }

    /// A list that is made anew.
    pub(super) fn list(items: Vec<Self>, covering: Covering<'a>, steps: &Steps) -> Result<Self, String> {
        steps.build(size_of_val(items.as_slice()))?;
        Ok(List { items: Items::Built(items.into()), covering }.into())
    }

    /// What is absent is `null`.
    pub(super) fn maybe(value: Option<&'a Value>) -> Self {
        value.map_or(Self::Null, Self::from)
    }

    /// guards.md, "Conditions": what counts as false.
    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(value) => *value,
            Self::Number(number) => *number != 0.0,
            Self::Text(text) => !text.as_str().is_empty(),
            Self::List(list) => list.items.len() > 0,
            Self::Object(_) => true,
        }
    }

    /// What it is, for messages, which show no data.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// The value by itself. What is copied costs steps.
    pub(super) fn to_value(&self, steps: &Steps, depth: usize) -> Result<Value, String> {
        let below = deeper(depth)?;
        steps.take(1)?;
        Ok(match self {
            Self::Null => Data::Null.into(),
            Self::Bool(value) => (*value).into(),
            Self::Number(number) => (*number).into(),
            Self::Text(text) => {
                steps.read(text.as_str())?;
                text.as_str().into()
            }
            Self::List(list) => {
                let items = list.items.iter().map(|item| item.to_value(steps, below));
                Data::Array(all_ok(items)?).into()
            }
            Self::Object(object) => {
                let mut members = Vec::new();
                for (key, value) in object.iter() {
                    steps.read(key)?;
                    members.push(Member { key: key.to_owned(), key_span: None, value: value.to_value(steps, below)? });
                }
                Data::Object(members).into()
            }
        })
    }

    /// The text that stands for it: strings as they are, unless they are `quoted`, everything else as JSON with the numbers
    /// of JavaScript.
    pub(super) fn write(&self, text: &mut String, quoted: bool, steps: &Steps, depth: usize) -> Result<(), String> {
        let below = deeper(depth)?;
        let add = |part: &str, text: &mut String| -> Result<(), String> {
            steps.build(part.len())?;
            text.push_str(part);
            Ok(())
        };
        match self {
            Self::Null => add("null", text),
            Self::Bool(value) => add(name(*value), text),
            Self::Number(number) => add(&decimal(*number).unwrap_or_default(), text),
            Self::Text(own) if quoted => {
                let json = serde_json::to_string(own.as_str()).map_err(|error| error.to_string())?;
                add(&json, text)
            }
            Self::Text(own) => add(own.as_str(), text),
            Self::List(list) => {
                add("[", text)?;
                for (index, item) in list.items.iter().enumerate() {
                    add(if index > 0 { "," } else { "" }, text)?;
                    item.write(text, true, steps, below)?;
                }
                add("]", text)
            }
            Self::Object(object) => {
                add("{", text)?;
                for (index, (key, value)) in object.iter().enumerate() {
                    add(if index > 0 { "," } else { "" }, text)?;
                    Operand::text(key).write(text, true, steps, below)?;
                    add(":", text)?;
                    value.write(text, true, steps, below)?;
                }
                add("}", text)
            }
        }
    }
}

/// The name of a boolean.
pub(super) fn name(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// One level less of values within values.
pub(super) fn deeper(depth: usize) -> Result<usize, String> {
    depth.checked_sub(1).ok_or_else(|| format!("values are nested more than {MAX_DEPTH} levels deep"))
}
