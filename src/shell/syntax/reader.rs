//! The place in a text up to which it was read.

use super::Dialect;
use super::document::Documents;
use crate::prelude::*;
use crate::shell::MAX_NESTING;
use crate::span::Span;

/// Why reading ended: from `at` on, the text is not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) at: usize,
    pub(super) what: &'static str,
}

/// What reading a piece of text gives.
pub(super) type Read<T> = Result<T, Failure>;

/// Reads a text from left to right.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    /// The next byte, which is the first of a character.
    pub(super) at: usize,
    pub(super) dialect: Dialect,
    /// How many constructs are open around this place.
    pub(super) depth: usize,
    /// How many of them are `$(`, `<(` and `>(`.
    pub(super) substitutions: usize,
    /// Whether a here-document was read in the substitution around this place.
    pub(super) documented: bool,
    /// Where the innermost of them begins inside.
    pub(super) opened: usize,
    /// Where the last word ended: no reserved word follows one.
    pub(super) word_end: usize,
    /// The backticks whose inside the text is: within, places are not those of the whole text.
    pub(super) span_of_backticks: Option<Span>,
    /// The here-documents below the line that is being read.
    pub(super) documents: Option<Documents>,
}

impl<'t> Reader<'t> {
    pub(super) const fn new(text: &'t str, dialect: Dialect) -> Self {
        Self {
            text,
            at: 0,
            dialect,
            depth: 0,
            substitutions: 0,
            documented: false,
            opened: 0,
            word_end: 0,
            span_of_backticks: None,
            documents: None,
        }
    }

    /// The byte at this place, whatever stands around it.
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The text from this place on.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next byte after line continuations, which mean nothing outside single quotes.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while self.byte() == Some(b'\\') && self.rest().starts_with("\\\n") {
            self.skip(2);
        }
        self.byte()
    }

    pub(super) const fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    /// Takes one character, without looking for line continuations.
    pub(super) fn take(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.skip(c.len_utf8());
        Some(c)
    }

    /// Takes `token`, which is ASCII and may have line continuations inside, or nothing.
    pub(super) fn eat(&mut self, token: &str) -> bool {
        let start = self.at;
        for byte in token.bytes() {
            if self.peek() != Some(byte) {
                self.at = start;
                return false;
            }
            self.skip(1);
        }
        true
    }

    /// Whether `token` stands here.
    pub(super) fn starts(&mut self, token: &str) -> bool {
        let start = self.at;
        let found = self.eat(token);
        self.at = start;
        found
    }

    /// Takes `token` or fails at `start`.
    pub(super) fn expect(&mut self, token: &str, start: usize, what: &'static str) -> Read<()> {
        if self.eat(token) { Ok(()) } else { Err(Failure { at: start, what }) }
    }

    /// Takes blanks, line continuations and a comment.
    pub(super) fn blank(&mut self) -> Read<()> {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.skip(1);
        }
        if self.byte() == Some(b'#') {
            let comment = self.rest().split('\n').next().unwrap_or_default();
            // Old bashes look for the end of a substitution without knowing comments.
            if self.substitutions > 0 && comment.contains(['(', ')', '\'', '"', '`', '\\', '$']) {
                return self.fail("a comment in a substitution that some shells misread");
            }
            self.skip(comment.len());
        }
        Ok(())
    }

    /// Takes blanks, comments and line ends.
    pub(super) fn lines(&mut self) -> Read<()> {
        self.blank()?;
        while self.byte() == Some(b'\n') {
            self.newline()?;
            self.blank()?;
        }
        Ok(())
    }

    /// Takes `[A-Za-z_][A-Za-z0-9_]*`.
    pub(super) fn name(&mut self) -> Option<String> {
        let mut name = String::new();
        while let Some(byte) = self.peek()
            && (byte.is_ascii_alphabetic() || byte == b'_' || (byte.is_ascii_digit() && !name.is_empty()))
        {
            name.push(char::from(byte));
            self.skip(1);
        }
        (!name.is_empty()).then_some(name)
    }

    /// Takes decimal digits.
    pub(super) fn digits(&mut self) -> String {
        let mut digits = String::new();
        while let Some(byte) = self.peek()
            && byte.is_ascii_digit()
        {
            digits.push(char::from(byte));
            self.skip(1);
        }
        digits
    }

    /// A failure at this place.
    pub(super) const fn fail<T>(&self, what: &'static str) -> Read<T> {
        Err(Failure { at: self.at, what })
    }

    /// Fails where `/bin/sh` reads the text.
    pub(super) fn bash_only(&self, start: usize) -> Read<()> {
        match self.dialect {
            Dialect::Bash => Ok(()),
            Dialect::Posix => Err(Failure { at: start, what: "syntax that not every `/bin/sh` reads alike" }),
        }
    }

    /// Enters a construct; the caller [leaves](Self::leave) it, unless reading fails.
    pub(super) const fn enter(&mut self) -> Read<()> {
        if self.depth >= MAX_NESTING {
            return self.fail("deeper nesting than is read");
        }
        self.depth = self.depth.saturating_add(1);
        Ok(())
    }

    pub(super) const fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// The span from `start` to this place.
    pub(super) fn span(&self, start: usize) -> Span {
        self.span_of_backticks.unwrap_or_else(|| Span::new(start, self.at))
    }
}
