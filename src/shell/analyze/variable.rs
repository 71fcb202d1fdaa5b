//! Variables that a text sets, as far as their values are known.

use crate::list::List;
use crate::pattern::command::{Extent, Part, Word};
use crate::prelude::*;
use crate::shell::program::Output;

/// A variable that the text sets.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Variable {
    pub(super) value: Value,
    /// Whether its text is harmless where the shell evaluates it again: a number, or what the host put there.
    pub(super) harmless: bool,
    /// Whether programs get it.
    pub(super) exported: bool,
    /// Whether assigning to it fails.
    pub(super) readonly: bool,
    /// Whether what is assigned to it is an expression (`declare -i`).
    pub(super) evaluated: bool,
    /// Whether the case of what is assigned to it changes (`declare -l`).
    pub(super) recased: bool,
}

/// What a variable holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// One text.
    Scalar(Vec<Part>),
    /// One number, which is not known.
    Integer,
    /// One text that is not known, but its shape is.
    Shaped(Output),
    /// An indexed array: what `"${x[@]}"` becomes.
    Array(Vec<Word>),
    /// An associative array, whose subscripts are not evaluated.
    Associative,
}

impl Variable {
    pub(super) fn scalar(parts: Vec<Part>) -> Self {
        let harmless = match parts.as_slice() {
            [] => true,
            [Part::Known(text)] => is_number(text),
            _ => false,
        };
        let value = Value::Scalar(parts);
        Self { value, harmless, exported: false, readonly: false, evaluated: false, recased: false }
    }

    pub(super) fn number() -> Self {
        Self { value: Value::Integer, harmless: true, ..Self::unknown() }
    }

    /// What a program prints.
    pub(super) fn shaped(shape: Output) -> Self {
        match shape {
            Output::Text => Self::unknown(),
            shape => Self { value: Value::Shaped(shape), harmless: shape == Output::Number, ..Self::unknown() },
        }
    }

    pub(super) fn unknown() -> Self {
        Self::scalar(vec![Part::Unknown])
    }

    /// Its text, if all of it is known.
    pub(super) fn literal(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(parts) => match parts.as_slice() {
                [] => Some(""),
                [Part::Known(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// How much work it is to copy it.
    pub(super) fn size(&self) -> usize {
        match &self.value {
            Value::Scalar(parts) => super::field::known_length(parts).wrapping_div(128),
            Value::Array(words) => words.len().wrapping_div(4),
            Value::Shaped(_) | Value::Integer | Value::Associative => 0,
        }
    }

    pub(super) const fn is_array(&self) -> bool {
        matches!(self.value, Value::Array(_) | Value::Associative)
    }

    /// The array of these words once this is assigned to it.
    pub(super) fn into_first_of(self, words: &[Word]) -> Self {
        let first = match &self.value {
            Value::Scalar(parts) => Word::new(parts.clone(), Extent::One),
            _ => Word::new([Part::Unknown], Extent::One),
        };
        let words = match words.split_first() {
            Some((known, _)) if known.is_repeated() => vec![Word::unknown()],
            Some((_, rest)) => core::iter::once(first).chain(rest.iter().cloned()).list(),
            None => vec![first],
        };
        Self { value: Value::Array(words), ..self }
    }

    pub(super) fn join(self, other: Self) -> Self {
        let attributes = Self {
            exported: self.exported || other.exported,
            readonly: self.readonly || other.readonly,
            evaluated: self.evaluated || other.evaluated,
            recased: self.recased || other.recased,
            harmless: self.harmless && other.harmless,
            ..Self::unknown()
        };
        if self.value == other.value {
            return Self { value: self.value, ..attributes };
        }
        let is_number = |variable: &Self| match &variable.value {
            Value::Integer | Value::Shaped(Output::Number) => true,
            Value::Scalar(_) => variable.literal().is_some_and(is_number),
            _ => false,
        };
        if is_number(&self) && is_number(&other) {
            let shaped = |variable: &Self| matches!(variable.value, Value::Shaped(_));
            let value = if shaped(&self) || shaped(&other) { Value::Shaped(Output::Number) } else { Value::Integer };
            return Self { value, harmless: true, ..attributes };
        }
        attributes
    }
}

/// Decimal digits, with a sign or not.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
