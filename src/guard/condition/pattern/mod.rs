//! Regular expressions: compiled where they are written, and found in time that is linear in the text.
//!
//! Whether an expression is found is all that is asked: what does not change it (which group matched what, whether a
//! repetition is lazy) is read and forgotten. What is left is a list of instructions, which is followed along all ways at
//! once (Thompson's construction), so that no text takes longer than its length times theirs.

mod parse;

use alloc::rc::Rc;

use super::error::ConditionError;
use super::steps::Steps;
use crate::prelude::*;
use crate::span::Span;

/// No pattern is longer, in bytes.
const MAX_PATTERN: usize = 1 << 10;

/// How many instructions a pattern may have; every repetition that is counted repeats them.
const MAX_INSTRUCTIONS: usize = 1000;

/// How many instructions are looked at in one step.
const INSTRUCTIONS_A_STEP: usize = 256;

/// A regular expression.
#[derive(Debug)]
pub(super) struct Pattern {
    instructions: Vec<Instruction>,
}

/// Jumps say how far to go, so that a part of a pattern can stand anywhere, and many times.
#[derive(Debug, Clone)]
enum Instruction {
    /// Goes on behind a character of a set.
    One(Set),
    /// Goes on where something holds.
    Where(Place),
    /// Goes on at the next instruction, and so much further.
    Split(isize),
    Jump(isize),
    Found,
}

#[derive(Debug, Clone)]
struct Set {
    items: Rc<[Item]>,
    negated: bool,
    /// Whether ASCII letters mean both cases.
    fold: bool,
}

#[derive(Debug, Clone, Copy)]
enum Item {
    Range(char, char),
    Class(Class, bool),
}

/// Classes of ASCII, and whether a character is in them.
type Class = fn(char) -> bool;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    End,
    LineStart,
    LineEnd,
    WordEdge,
    NoWordEdge,
}

/// A pattern that stands in a condition at `span`.
pub(super) fn compile(pattern: &str, span: Span) -> Result<Pattern, ConditionError> {
    if pattern.len() > MAX_PATTERN {
        let message = format!("expected a regular expression of at most {MAX_PATTERN} bytes");
        return Err(ConditionError::outside(span, message));
    }
    parse::pattern(pattern).map_err(|message| {
        ConditionError::new(span, format!("expected a regular expression: {message}"))
            .suggest_or_evaluate("a backslash is written twice in a string, as in \"\\\\d+\"")
    })
}

impl Pattern {
    /// Whether it is found anywhere in a text.
    pub(super) fn is_in(&self, text: &str, steps: &Steps) -> Result<bool, String> {
        let work = text.len().saturating_add(1).saturating_mul(self.instructions.len());
        steps.take((work / INSTRUCTIONS_A_STEP).saturating_add(1))?;
        let mut ahead = text.chars();
        let mut before = None;
        // Where instructions wait for the next character, and which were looked at for this one.
        let (mut at, mut waiting) = (Vec::new(), Vec::new());
        let mut seen = vec![0_usize; self.instructions.len()];
        let mut place: usize = 0;
        let is_anchored = matches!(self.instructions.first(), Some(Instruction::Where(Place::Start)));
        loop {
            place = place.saturating_add(1);
            let next = ahead.next();
            // It may begin anywhere.
            at.push(0);
            while let Some(index) = at.pop() {
                match seen.get_mut(index) {
                    Some(seen) if *seen != place => *seen = place,
                    _ => continue,
                }
                match self.instructions.get(index) {
                    None | Some(Instruction::Found) => return Ok(true),
                    Some(Instruction::One(_)) => waiting.push(index),
                    Some(Instruction::Where(place)) => {
                        if place.is_between(before, next) {
                            at.push(index.saturating_add(1));
                        }
                    }
                    Some(Instruction::Jump(by)) => at.push(index.saturating_add_signed(*by)),
                    Some(Instruction::Split(by)) => {
                        at.push(index.saturating_add(1));
                        at.push(index.saturating_add_signed(*by));
                    }
                }
            }
            let Some(c) = next else { return Ok(false) };
            for index in waiting.drain(..) {
                if matches!(self.instructions.get(index), Some(Instruction::One(set)) if set.has(c)) {
                    at.push(index.saturating_add(1));
                }
            }
            before = Some(c);
            // What stands at the start alone does not begin later.
            if at.is_empty() && is_anchored {
                return Ok(false);
            }
        }
    }
}

impl Set {
    fn has(&self, c: char) -> bool {
        let swapped = if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
        let is_item = |c: char| {
            self.items.iter().any(|item| match item {
                Item::Range(from, to) => (*from..=*to).contains(&c),
                Item::Class(class, negated) => class(c) != *negated,
            })
        };
        (is_item(c) || self.fold && is_item(swapped)) != self.negated
    }
}

impl Place {
    fn is_between(self, before: Option<char>, next: Option<char>) -> bool {
        let is_edge = before.is_some_and(is_word) != next.is_some_and(is_word);
        match self {
            Self::Start => before.is_none(),
            Self::End => next.is_none(),
            Self::LineStart => before.is_none_or(|c| c == '\n'),
            Self::LineEnd => next.is_none_or(|c| c == '\n'),
            Self::WordEdge => is_edge,
            Self::NoWordEdge => !is_edge,
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests;
