//! `==` and `<`. (`~=` is the comparison of tools.)

use core::cmp::Ordering;

use super::operand::{Operand, deeper, name};
use super::steps::Steps;
use crate::names::Names;
use crate::prelude::*;
use crate::tool::decimal;

/// Whether two values are equal, all through (guards.md, "Conditions").
///
/// A boolean equals its name as text, and a number the text that JavaScript writes for it, at every depth. Lists are equal
/// in their order, objects in any; one that names a key twice equals nothing, for it says two things.
pub(super) fn equal(a: &Operand<'_>, b: &Operand<'_>, steps: &Steps, depth: usize) -> Result<bool, String> {
    let below = deeper(depth)?;
    steps.take(1)?;
    Ok(match (a, b) {
        (Operand::Null, Operand::Null) => true,
        (Operand::Bool(a), Operand::Bool(b)) => a == b,
        (Operand::Number(a), Operand::Number(b)) => a == b,
        (Operand::Text(a), Operand::Text(b)) => {
            let (a, b) = (a.as_str(), b.as_str());
            if a.len() == b.len() {
                steps.read(a)?;
            }
            a == b
        }
        (Operand::Bool(value), Operand::Text(text)) | (Operand::Text(text), Operand::Bool(value)) => {
            text.as_str() == name(*value)
        }
        (Operand::Number(number), Operand::Text(text)) | (Operand::Text(text), Operand::Number(number)) => {
            decimal(*number).as_deref() == Some(text.as_str())
        }
        (Operand::List(a), Operand::List(b)) => {
            if a.items.len() != b.items.len() {
                return Ok(false);
            }
            for (a, b) in a.items.iter().zip(b.items.iter()) {
                if !equal(&a, &b, steps, below)? {
                    return Ok(false);
                }
            }
            true
        }
        (Operand::Object(a), Operand::Object(b)) => {
            let mut places = Names::default();
            for (place, (key, _)) in b.iter().enumerate() {
                steps.read(key)?;
                if !places.insert(key, place) {
                    return Ok(false);
                }
            }
            if a.len() != b.len() {
                return Ok(false);
            }
            // A key that stands twice is not found again, and then another is missing.
            for (key, a) in a.iter() {
                steps.read(key)?;
                let Some((_, b)) = places.remove(key).and_then(|place| b.get(place)) else { return Ok(false) };
                if !equal(&a, &b, steps, below)? {
                    return Ok(false);
                }
            }
            true
        }
        _ => false,
    })
}

/// How two numbers or two strings are ordered; strings as JavaScript orders them, by UTF-16 code units.
pub(super) fn order(a: &Operand<'_>, b: &Operand<'_>, steps: &Steps) -> Result<Option<Ordering>, String> {
    match (a, b) {
        (Operand::Number(a), Operand::Number(b)) => Ok(a.partial_cmp(b)),
        (Operand::Text(a), Operand::Text(b)) => {
            steps.read(a.as_str())?;
            Ok(Some(a.as_str().encode_utf16().cmp(b.as_str().encode_utf16())))
        }
        _ => Err(format!("expected two numbers or two strings, found {} and {}", a.kind(), b.kind())),
    }
}
