//! Assignments.

use super::reader::{Failure, Read, Reader};
use super::tree::{AssignedValue, Assignment, Word};
use super::word::Around;
use crate::prelude::*;

impl Reader<'_> {
    /// Reads an assignment before the program's name, if one stands here.
    pub(super) fn assignment(&mut self) -> Read<Option<Assignment>> {
        self.peek();
        let start = self.at;
        let Some(name) = self.name() else { return Ok(None) };
        let mut subscript = None;
        if self.peek() == Some(b'[') {
            subscript = Some(self.subscript(Around::Nothing)?);
        }
        let append = self.starts("+=");
        if append {
            self.bash_only(start)?;
            self.eat("+");
        }
        if !self.eat("=") {
            if subscript.is_some() {
                return Err(Failure { at: start, what: "a subscript without an assignment" });
            }
            self.at = start;
            return Ok(None);
        }
        let value = if self.peek() == Some(b'(') {
            if subscript.is_some() {
                return Err(Failure { at: start, what: "an array in an element of an array" });
            }
            let array = self.array()?;
            if self.at_word() || self.byte() == Some(b'(') {
                return Err(Failure { at: start, what: "text right after an array" });
            }
            AssignedValue::Array(array)
        } else {
            AssignedValue::Scalar(self.word()?)
        };
        Ok(Some(Assignment { name, subscript, append, value, span: self.span(start) }))
    }

    /// Reads `name=(…)` as an argument of `declare` and the like, if one stands here.
    pub(super) fn declared_array(&mut self) -> Read<Option<Word>> {
        self.peek();
        let start = self.at;
        if self.name().is_none() {
            return Ok(None);
        }
        // Bash takes blanks in such a subscript for a part of the word.
        if self.peek() == Some(b'[') {
            return Err(Failure { at: start, what: "a subscript in a declaration" });
        }
        let is_array = self.starts("=(") || self.starts("+=(");
        self.at = start;
        if !is_array {
            return Ok(None);
        }
        let assignment = self.assignment()?;
        Ok(assignment.map(|array| Word { parts: Vec::new(), span: array.span, array: Some(Box::new(array)) }))
    }

    /// Reads `(…)` after `name=`.
    fn array(&mut self) -> Read<Vec<(Option<Word>, Word)>> {
        let start = self.at;
        self.bash_only(start)?;
        self.skip(1);
        let mut elements = Vec::new();
        loop {
            self.lines()?;
            if self.eat(")") {
                return Ok(elements);
            }
            if !self.at_word() {
                return Err(Failure { at: start, what: "an array that is not understood or not closed" });
            }
            let mut key = None;
            if self.peek() == Some(b'[') {
                let at = self.at;
                key = Some(self.subscript(Around::Nothing)?);
                self.expect("=", at, "an element that begins with a bracket")?;
            }
            elements.push((key, self.word()?));
        }
    }
}
