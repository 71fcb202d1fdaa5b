//! What begins with `$` (Bash Reference Manual, "Shell Parameter Expansion").

use super::reader::{Failure, Read, Reader};
use super::tree::{Operation, Parameter, Word, WordPart};
use super::word::{Around, Parts, Place};
use crate::prelude::*;

const UNCLOSED: &str = "an expansion that is not understood or not closed";

impl Reader<'_> {
    /// Takes an expansion, or a `$` that means itself.
    pub(super) fn dollar(&mut self, parts: &mut Parts, place: Place) -> Read<()> {
        let start = self.at;
        let quoted = place.is_quoted() || matches!(place, Place::Expression { .. });
        self.skip(1);
        let part = match self.peek() {
            Some(b'(') if self.eat("((") => {
                let expression = self.enclosed_expression(place.around(), b')', start)?;
                self.expect("))", start, "nested parentheses that are no arithmetic")?;
                WordPart::Arithmetic { expression, quoted }
            }
            Some(b'(') => {
                self.skip(1);
                WordPart::Command { script: self.substitution(start)?, quoted }
            }
            Some(b'[') => {
                self.bash_only(start)?;
                self.skip(1);
                let expression = self.enclosed_expression(place.around(), b']', start)?;
                self.skip(1);
                WordPart::Arithmetic { expression, quoted }
            }
            Some(b'{') => {
                self.skip(1);
                self.enter()?;
                let parameter = Box::new(self.braces(place.around(), start)?);
                self.leave();
                WordPart::Parameter { parameter, quoted }
            }
            Some(b'\'') if place.is_bare() => return self.ansi_quotes(parts, start),
            Some(b'"') if place.is_bare() => return self.translated(parts, start),
            Some(b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!' | b'0'..=b'9') => {
                let name: String = self.take().into_iter().collect();
                let next = self.peek();
                // Where bash looks for the end of an expansion, it takes the second `$` for the beginning of one.
                if name == "$"
                    && (matches!(next, Some(b'(' | b'{' | b'['))
                        || (place.is_bare() && matches!(next, Some(b'\'' | b'"'))))
                {
                    return Err(Failure { at: start, what: "a `$$` that shells read differently" });
                }
                simple_parameter(name, quoted)
            }
            _ => {
                let name = self.name();
                if place == Place::Word && matches!(self.peek(), Some(b'{' | b',' | b'}' | b'.')) {
                    parts.dollar_at_brace = true;
                }
                match name {
                    Some(name) => simple_parameter(name, quoted),
                    None if matches!(place, Place::DoubleQuotes | Place::Document) => {
                        parts.quoted("$");
                        return Ok(());
                    }
                    None if place.is_bare() => {
                        parts.plain('$');
                        return Ok(());
                    }
                    None => return Err(Failure { at: start, what: "a `$` that shells read differently" }),
                }
            }
        };
        parts.list.push(part);
        Ok(())
    }

    /// Reads what follows `${`, and its `}`.
    fn braces(&mut self, around: Around, start: usize) -> Read<Parameter> {
        let bare =
            |name: &str| Parameter { name: name.into(), subscript: None, indirect: false, operation: Operation::None };
        let length = self.eat("#");
        if length && self.eat("}") {
            return Ok(bare("#"));
        }
        let indirect = !length && self.eat("!");
        if indirect && self.eat("}") {
            return Ok(bare("!"));
        }
        if indirect {
            self.bash_only(start)?;
        }
        let name = match self.peek() {
            Some(b'0'..=b'9') => self.digits(),
            Some(b'@' | b'*') if !indirect => self.take().into_iter().collect(),
            Some(b'#' | b'?' | b'-' | b'$' | b'!') if !indirect && !length => self.take().into_iter().collect(),
            _ => self.name().ok_or(Failure { at: start, what: UNCLOSED })?,
        };
        let mut subscript = None;
        if self.peek() == Some(b'[') && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            subscript = Some(self.subscript(around)?);
        }
        let operation = if length {
            Operation::Length
        } else if indirect && (self.starts("*}") || self.starts("@}")) {
            self.skip(1);
            Operation::Names
        } else if indirect && self.starts("}") && subscript.as_ref().is_some_and(is_all) {
            Operation::Names
        } else {
            self.operation(around, start)?
        };
        self.expect("}", start, UNCLOSED)?;
        Ok(Parameter { name, subscript, indirect, operation })
    }

    /// Reads the operator of a `${…}` and its words, up to the `}`.
    fn operation(&mut self, around: Around, start: usize) -> Read<Operation> {
        let word = Place::Operand { around, pattern: false };
        let pattern = Place::Operand { around, pattern: true };
        let Some(operator) = self.peek() else {
            return Err(Failure { at: start, what: UNCLOSED });
        };
        if operator == b'}' {
            return Ok(Operation::None);
        }
        self.skip(1);
        let (operator, colon) = match (operator, self.peek()) {
            (b':', Some(next @ (b'-' | b'=' | b'+' | b'?'))) => {
                self.skip(1);
                (next, true)
            }
            (operator, _) => (operator, operator == b':'),
        };
        if !matches!(operator, b'-' | b'=' | b'+' | b'?' | b'#' | b'%') {
            self.bash_only(start)?;
        }
        Ok(match operator {
            b'-' => Operation::Default { word: self.operand(word, start)?, if_empty: colon },
            b'=' => Operation::Assign(self.operand(word, start)?),
            b'+' => Operation::Alternative { word: self.operand(word, start)?, if_empty: colon },
            b'?' => {
                let message = self.operand(word, start)?;
                // Bash expands it in ways of its own before it prints it.
                let substitutes = |part: &WordPart| match part {
                    WordPart::Plain(text) | WordPart::Quoted(text) => text.contains("<(") || text.contains(">("),
                    _ => false,
                };
                if message.parts.iter().any(substitutes) {
                    return Err(Failure { at: start, what: "a process substitution in an error message" });
                }
                Operation::Error(message)
            }
            b'#' | b'%' => {
                let longest = self.eat(if operator == b'#' { "#" } else { "%" });
                Operation::Trim { pattern: self.operand(pattern, start)?, suffix: operator == b'%', longest }
            }
            b'^' | b',' => {
                self.eat(if operator == b'^' { "^" } else { "," });
                Operation::Case(self.operand(pattern, start)?)
            }
            b'/' => self.replacement(pattern, start)?,
            b':' if colon => Operation::Substring(self.substring(around, start)?),
            b'@' => match self.take() {
                Some(letter) if letter.is_ascii_alphabetic() => Operation::Transform(letter),
                _ => return Err(Failure { at: start, what: UNCLOSED }),
            },
            _ => return Err(Failure { at: start, what: UNCLOSED }),
        })
    }

    /// Reads `[/#%]pattern[/word]`.
    fn replacement(&mut self, place: Place, start: usize) -> Read<Operation> {
        let anchored = !self.eat("/") && (self.eat("#") || self.eat("%"));
        // A pattern may begin with a slash, which does not end it.
        if !anchored && self.peek() == Some(b'/') {
            return self.fail("a pattern that begins with a slash");
        }
        let pattern = self.operand_until(place, start, b'/')?;
        let mut replacement = Word { span: self.span(self.at), ..Word::default() };
        if self.eat("/") {
            replacement = self.operand(place, start)?;
            // Since bash 5.2 it stands for the text that matched.
            if replacement.parts.iter().any(|part| matches!(part, WordPart::Plain(text) if text.contains('&'))) {
                return Err(Failure { at: start, what: "an `&` in a replacement, which shells read differently" });
            }
        }
        Ok(Operation::Replace { pattern, replacement })
    }

    /// Reads `offset[:length]`.
    fn substring(&mut self, around: Around, start: usize) -> Read<Vec<Word>> {
        let mut expressions = vec![self.expression(around, b":}", start)?];
        if self.eat(":") {
            expressions.push(self.expression(around, b":}", start)?);
        } else if expressions.iter().all(|expression| expression.parts.is_empty()) {
            return Err(Failure { at: start, what: UNCLOSED });
        }
        // A `?` takes the next `:` for itself.
        let asks = |part: &WordPart| matches!(part, WordPart::Plain(text) if text.contains('?'));
        if expressions.iter().any(|expression| expression.parts.iter().any(asks)) {
            return Err(Failure { at: start, what: UNCLOSED });
        }
        Ok(expressions)
    }

    /// Reads the word of an operation, up to the `}`.
    fn operand(&mut self, place: Place, start: usize) -> Read<Word> {
        self.operand_until(place, start, b'}')
    }

    /// Reads the word of an operation, up to the `}` or `end`.
    fn operand_until(&mut self, place: Place, start: usize, end: u8) -> Read<Word> {
        let mut parts = Parts::default();
        self.peek();
        let from = self.at;
        loop {
            match self.peek() {
                None => return Err(Failure { at: start, what: UNCLOSED }),
                Some(byte) if byte == b'}' || byte == end => break,
                // Shells disagree whether it has to be closed.
                Some(b'{') => return self.fail("a brace inside an expansion"),
                Some(_) => self.stretch(&mut parts, place)?,
            }
        }
        Ok(Word { parts: parts.list, span: self.span(from), array: None })
    }
}

/// `[@]` and `[*]`
fn is_all(subscript: &Word) -> bool {
    matches!(subscript.parts.as_slice(), [WordPart::Plain(text)] if text == "@" || text == "*")
}

/// `$name`
fn simple_parameter(name: String, quoted: bool) -> WordPart {
    let parameter = Parameter { name, subscript: None, indirect: false, operation: Operation::None };
    WordPart::Parameter { parameter: Box::new(parameter), quoted }
}
