//! Arithmetic expressions and subscripts: text in which brackets are paired.
//!
//! What it means is for whoever evaluates it; here only its end and the expansions in it are found.

use super::Dialect;
use super::reader::{Failure, Read, Reader};
use super::tree::Word;
use super::word::{Around, Parts, Place};
use crate::prelude::*;
use crate::shell::MAX_NESTING;

impl Reader<'_> {
    /// Reads an expression up to `end`, which is not taken.
    pub(super) fn enclosed_expression(&mut self, around: Around, end: u8, start: usize) -> Read<Word> {
        self.enter()?;
        let expression = self.expression(around, &[end], start)?;
        self.leave();
        Ok(expression)
    }

    /// Reads an expression up to one of `ends` outside brackets, which is not taken.
    pub(super) fn expression(&mut self, around: Around, ends: &[u8], start: usize) -> Read<Word> {
        let mut parts = Parts::default();
        let mut open = Vec::new();
        self.peek();
        let from = self.at;
        loop {
            match self.peek() {
                None => return Err(Failure { at: start, what: "an expression that is not closed" }),
                Some(byte) if open.is_empty() && ends.contains(&byte) => break,
                Some(b'{' | b'}') => return self.fail("a brace in an expression"),
                Some(b'[') if self.dialect == Dialect::Posix => self.bash_only(start)?,
                Some(b'(') => open.push(b')'),
                Some(b'[') => open.push(b']'),
                Some(byte @ (b')' | b']')) if open.pop() != Some(byte) => {
                    return self.fail("brackets in an expression that are not paired");
                }
                Some(_) => {}
            }
            if open.len() > MAX_NESTING {
                return self.fail("deeper nesting than is read");
            }
            self.stretch(&mut parts, Place::Expression { around })?;
        }
        Ok(Word { parts: parts.list, span: self.span(from), array: None })
    }

    /// Reads `[…]`.
    pub(super) fn subscript(&mut self, around: Around) -> Read<Word> {
        self.peek();
        let start = self.at;
        self.bash_only(start)?;
        self.skip(1);
        let word = match self.key() {
            Some(word) => word,
            None => self.enclosed_expression(around, b']', start)?,
        };
        self.skip(1);
        if word.parts.is_empty() {
            return Err(Failure { at: start, what: "an empty subscript" });
        }
        Ok(word)
    }

    /// Takes the key of an associative array in single quotes, which every bash reads alike if it is plain.
    fn key(&mut self) -> Option<Word> {
        let start = self.at;
        let (key, rest) = self.rest().strip_prefix('\'')?.split_once('\'')?;
        if !rest.starts_with(']') || !key.chars().all(|c| c.is_ascii_alphanumeric() || " _-.:/".contains(c)) {
            return None;
        }
        self.skip(key.len().saturating_add(2));
        let mut parts = Parts::default();
        parts.quoted(key);
        Some(Word { parts: parts.list, span: self.span(start), array: None })
    }
}
