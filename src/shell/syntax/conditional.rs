//! `[[ … ]]` (Bash Reference Manual, "Conditional Constructs").

use super::reader::{Failure, Read, Reader};
use super::tree::{Test, Word, WordPart};
use super::word::{Parts, Place};
use crate::prelude::*;
use crate::shell::MAX_NESTING;

const UNARY: &str = "abcdefghknoprstuvwxzGLNORS";
const BINARY: [&str; 15] =
    ["=", "==", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "<", ">"];
const WHAT: &str = "a conditional that is not understood or not closed";

impl Reader<'_> {
    /// Reads what follows `[[`, and its `]]`.
    pub(super) fn conditional(&mut self, start: usize) -> Read<Vec<Test>> {
        let fail = Failure { at: start, what: WHAT };
        let mut tests = Vec::new();
        let mut open: usize = 0;
        loop {
            // What stands before an operand.
            loop {
                self.lines()?;
                if self.byte() == Some(b'(') {
                    self.skip(1);
                    open = open.saturating_add(1);
                    if open > MAX_NESTING {
                        return self.fail("deeper nesting than is read");
                    }
                } else if self.reserved() == Some("!") {
                    self.eat("!");
                    if self.byte() == Some(b'(') {
                        return self.fail("an extended glob");
                    }
                } else {
                    break;
                }
            }
            tests.push(self.test(start)?);
            // What stands behind it.
            loop {
                self.lines()?;
                if self.byte() == Some(b')') && open > 0 {
                    self.skip(1);
                    open = open.saturating_sub(1);
                } else {
                    break;
                }
            }
            if self.reserved() == Some("]]") && open == 0 {
                self.eat("]]");
                return Ok(tests);
            }
            if !self.eat("&&") && !self.eat("||") {
                return Err(fail);
            }
        }
    }

    /// Reads one test.
    fn test(&mut self, start: usize) -> Read<Test> {
        let left = self.test_word(start)?;
        self.blank()?;
        if let Some(operator) = literal(&left)
            && let Some(letter) = operator.strip_prefix('-')
            && letter.len() == 1
            && UNARY.contains(letter)
        {
            return Ok(Test::Unary { operator: operator.into(), operand: self.test_word(start)? });
        }
        let at_operator = matches!(self.peek(), Some(b'<' | b'>')) && !self.at_process();
        let operator = if at_operator {
            self.take().into_iter().collect()
        } else if !self.at_word() || self.reserved() == Some("]]") {
            return Ok(Test::Word(left));
        } else {
            let word = self.test_word(start)?;
            literal(&word).unwrap_or_default().to_owned()
        };
        if !BINARY.contains(&operator.as_str()) {
            return Err(Failure { at: start, what: WHAT });
        }
        self.blank()?;
        let right = if operator == "=~" { self.regex(start)? } else { self.test_word(start)? };
        Ok(Test::Binary { left, operator, right })
    }

    /// Reads an operand or operator.
    fn test_word(&mut self, start: usize) -> Read<Word> {
        let fail = Failure { at: start, what: WHAT };
        if !self.at_word() || self.reserved() == Some("]]") {
            return Err(fail);
        }
        let word = self.word_with_brackets()?;
        // Digits before `<` and `>` are a file descriptor.
        let digits = literal(&word).is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        if digits && self.at_redirection() {
            return Err(fail);
        }
        Ok(word)
    }

    /// Reads the right side of `=~`, in which parentheses and `|` are ordinary.
    fn regex(&mut self, start: usize) -> Read<Word> {
        let fail = Failure { at: start, what: "a regular expression that shells read differently" };
        let mut parts = Parts::default();
        let mut open: usize = 0;
        let from = self.at;
        loop {
            match self.peek() {
                None | Some(b'<' | b'>' | b';' | b'&') => return Err(fail),
                Some(b' ' | b'\t' | b'\n') if open > 0 => return Err(fail),
                Some(b' ' | b'\t' | b'\n') => break,
                Some(b')') if open == 0 => break,
                Some(b'(') => {
                    open = open.saturating_add(1);
                    self.ordinary(&mut parts, Place::Word)?;
                }
                Some(b')') => {
                    open = open.saturating_sub(1);
                    self.ordinary(&mut parts, Place::Word)?;
                }
                Some(_) => self.stretch(&mut parts, Place::Word)?,
            }
        }
        if parts.list.is_empty() {
            return Err(fail);
        }
        Ok(Word { parts: parts.list, span: self.span(from), array: None })
    }
}

/// The text of a word without quotes and expansions.
fn literal(word: &Word) -> Option<&str> {
    match word.parts.as_slice() {
        [WordPart::Plain(text)] => Some(text),
        _ => None,
    }
}
