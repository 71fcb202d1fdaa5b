//! Quotes and backticks (Bash Reference Manual, "Quoting").

use super::Dialect;
use super::reader::{Failure, Read, Reader};
use super::tree::{Script, WordPart};
use super::word::{Around, Parts, Place};
use crate::list::AddAll;
use crate::prelude::*;

impl Reader<'_> {
    /// Takes `'…'`.
    pub(super) fn single_quotes(&mut self, parts: &mut Parts) -> Read<()> {
        let inside = self.rest().get(1..).and_then(|rest| rest.split_once('\''));
        let Some((inside, _)) = inside else {
            return self.fail("a quote that is not closed");
        };
        self.skip(inside.len().saturating_add(2));
        parts.quoted(inside);
        Ok(())
    }

    /// Takes `'…'` in the word of a `${…}` in double quotes, where the quotes are ordinary characters. Some shells pair
    /// them nonetheless, which makes no difference for plain text.
    pub(super) fn literal_single_quotes(&mut self, parts: &mut Parts) -> Read<()> {
        self.bash_only(self.at)?;
        let inside = self.rest().get(1..).and_then(|rest| rest.split_once(['\'', '}', '"', '$', '`', '\\', '{']));
        let length = inside.map_or(0, |(inside, _)| inside.len()).saturating_add(2);
        match self.rest().get(..length) {
            Some(text) if length > 1 && text.ends_with('\'') => {
                parts.quoted(text);
                self.skip(length);
                Ok(())
            }
            _ => self.fail("a single quote that shells read differently"),
        }
    }

    /// Takes `"…"`.
    pub(super) fn double_quotes(&mut self, parts: &mut Parts) -> Read<()> {
        self.enter()?;
        let start = self.at;
        let before = parts.list.len();
        let mut empty = true;
        self.skip(1);
        loop {
            match self.peek() {
                None => return Err(Failure { at: start, what: "a quote that is not closed" }),
                Some(b'"') => break,
                Some(_) => self.stretch(parts, Place::DoubleQuotes)?,
            }
            empty = false;
        }
        self.skip(1);
        if empty && parts.list.len() == before {
            parts.quoted("");
        }
        self.leave();
        Ok(())
    }

    /// Takes `"…"` where `place` lets double quotes stand.
    pub(super) fn inner_double_quotes(&mut self, parts: &mut Parts, place: Place) -> Read<()> {
        match place {
            Place::Word
            | Place::Operand { around: Around::Nothing, .. }
            | Place::Expression { around: Around::Nothing } => self.double_quotes(parts),
            // Some shells take them for the end of the quotes around, except in patterns.
            Place::Operand { around: Around::DoubleQuotes, pattern } if pattern || self.dialect == Dialect::Bash => {
                let start = self.at;
                self.double_quotes(parts)?;
                let taken = self.text.get(start..self.at).unwrap_or_default();
                // There, bash itself removes other backslashes than elsewhere.
                if taken.contains(['\\', '\'']) || taken.ends_with("$\"") {
                    return Err(Failure { at: start, what: "quotes in quotes that shells read differently" });
                }
                Ok(())
            }
            _ => self.fail("a double quote that shells read differently"),
        }
    }

    /// Takes the `"…"` of `$"…"`, which is translated by the catalogue that the environment names.
    pub(super) fn translated(&mut self, parts: &mut Parts, start: usize) -> Read<()> {
        self.bash_only(start)?;
        let before = parts.list.len();
        self.double_quotes(parts)?;
        let added = parts.list.get(before..).unwrap_or_default();
        if added.iter().any(|part| !matches!(part, WordPart::Quoted(_))) {
            return Err(Failure { at: start, what: "an expansion in text that is translated" });
        }
        Ok(())
    }

    /// Takes the `'…'` of `$'…'`.
    pub(super) fn ansi_quotes(&mut self, parts: &mut Parts, start: usize) -> Read<()> {
        self.bash_only(start)?;
        let fail = |what| Failure { at: start, what };
        self.skip(1);
        let mut bytes = Vec::new();
        loop {
            match self.take() {
                None => return Err(fail("a quote that is not closed")),
                Some('\'') => break,
                Some('\\') => match self.ansi_escape(&mut bytes) {
                    Some(()) if bytes.last() != Some(&0) => {}
                    _ => return Err(fail("an escape that shells read differently")),
                },
                Some(c) => bytes.add_all(c.encode_utf8(&mut [0; 4]).bytes()),
            }
        }
        let text = String::from_utf8(bytes).map_err(|_| fail("quoted bytes that are no UTF-8"))?;
        parts.quoted(&text);
        Ok(())
    }

    /// Takes what follows a backslash in `$'…'`.
    fn ansi_escape(&mut self, bytes: &mut Vec<u8>) -> Option<()> {
        let c = self.take()?;
        bytes.push(match c {
            'a' => 0x07,
            'b' => 0x08,
            'e' | 'E' => 0x1b,
            'f' => 0x0c,
            'n' => b'\n',
            'r' => b'\r',
            't' => b'\t',
            'v' => 0x0b,
            '\\' | '\'' | '"' | '?' => u8::try_from(c).ok()?,
            '0'..='7' => {
                self.at = self.at.saturating_sub(1);
                u8::try_from(self.number(8, 3)?).ok()?
            }
            'x' => u8::try_from(self.number(16, 2)?).ok()?,
            'u' | 'U' => {
                let c = char::from_u32(self.number(16, if c == 'u' { 4 } else { 8 })?)?;
                bytes.add_all(c.encode_utf8(&mut [0; 4]).bytes());
                return Some(());
            }
            'c' => {
                let c = self.take().filter(char::is_ascii_alphabetic)?;
                u8::try_from(c).ok()? & 0x1f
            }
            // Bash keeps the backslash before any other character.
            _ => {
                bytes.push(b'\\');
                bytes.add_all(c.encode_utf8(&mut [0; 4]).bytes());
                return Some(());
            }
        });
        Some(())
    }

    /// Takes up to `most` digits, at least one.
    fn number(&mut self, radix: u32, most: usize) -> Option<u32> {
        let digits = self.rest().chars().take(most).take_while(|c| c.is_digit(radix)).count();
        let number = u32::from_str_radix(self.rest().get(..digits)?, radix).ok()?;
        self.skip(digits);
        Some(number)
    }

    /// Takes `` `…` ``: its text without one level of backslashes is a script.
    pub(super) fn backticks(&mut self, parts: &mut Parts, place: Place) -> Read<()> {
        self.enter()?;
        let start = self.at;
        let fail = |what| Failure { at: start, what };
        self.skip(1);
        let mut inside = String::new();
        let mut quotes = false;
        loop {
            match self.take() {
                None => return Err(fail("a backtick that is not closed")),
                Some('`') => break,
                Some('\\') => match self.take() {
                    Some(c @ ('`' | '$' | '\\')) => inside.push(c),
                    // In double quotes bash removes the backslash before a `"` too; elsewhere shells differ.
                    Some('"') if place == Place::DoubleQuotes && self.dialect == Dialect::Bash => inside.push('"'),
                    Some('"') if place.is_quoted() => return Err(fail("a quote that shells read differently")),
                    // Bash removes it even between single quotes inside.
                    Some('\n') => return Err(fail("a line continuation in backticks")),
                    Some(c) => inside.extend(['\\', c]),
                    None => return Err(fail("a backtick that is not closed")),
                },
                Some('"') if place.is_quoted() => {
                    self.bash_only(start)?;
                    quotes = true;
                    inside.push('"');
                }
                Some(c) => inside.push(c),
            }
        }
        // Brace expansion, which comes first, takes such a quote for the end of those around the backticks.
        if quotes && inside.contains('{') {
            return Err(fail("a brace between quotes in backticks in quotes"));
        }
        let reader = Reader {
            text: &inside,
            at: 0,
            dialect: self.dialect,
            depth: self.depth,
            substitutions: self.substitutions,
            documented: false,
            opened: self.text.len(),
            word_end: 0,
            span_of_backticks: Some(self.span(start)),
            documents: None,
        };
        let mut items = Vec::new();
        reader.text(&mut items).map_err(|(_, failure)| fail(failure.what))?;
        parts.list.push(WordPart::Command { script: Script { items }, quoted: place.is_quoted() });
        self.leave();
        Ok(())
    }
}
