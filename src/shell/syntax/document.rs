//! Here-documents (POSIX.1-2024, "Here-Document").
//!
//! A body is read where its redirection stands, although it begins below the line: where the line ends is certain as
//! long as no quote or substitution reaches over its end, which is an error.

use super::reader::{Failure, Read, Reader};
use super::tree::{Word, WordPart};
use super::word::{Parts, Place};
use crate::prelude::*;

/// The bodies below a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Documents {
    /// Where the line ends.
    newline: usize,
    /// Where the text goes on behind the bodies.
    end: usize,
}

/// The word after `<<`.
struct Delimiter {
    text: String,
    quoted: bool,
    strips_tabs: bool,
}

impl Delimiter {
    fn is(&self, line: &str) -> bool {
        self.strip(line) == self.text
    }

    fn strip<'l>(&self, line: &'l str) -> &'l str {
        if self.strips_tabs { line.trim_start_matches('\t') } else { line }
    }
}

impl Reader<'_> {
    /// Takes a line end, and the bodies of here-documents below it.
    pub(super) fn newline(&mut self) -> Read<()> {
        match self.documents.take() {
            Some(documents) if documents.newline != self.at => {
                self.fail("a here-document on a line whose end shells see differently")
            }
            Some(documents) => {
                self.at = documents.end;
                Ok(())
            }
            None => {
                self.skip(1);
                Ok(())
            }
        }
    }

    /// Takes the end of the text.
    pub(super) fn end(&mut self) -> Read<()> {
        if self.at < self.text.len() {
            return self.fail("an operator or word where none is expected");
        }
        if self.documents.is_some_and(|documents| documents.newline != self.at) {
            return self.fail("a here-document on a line whose end shells see differently");
        }
        Ok(())
    }

    /// Reads the delimiter of a here-document, and its body.
    pub(super) fn document(&mut self, strips_tabs: bool) -> Read<Word> {
        self.blank()?;
        let start = self.at;
        let delimiter = self.delimiter(strips_tabs)?;
        let (newline, from) = match self.documents {
            Some(documents) => (documents.newline, documents.end),
            None => {
                let newline = self.line_end();
                (newline, newline.saturating_add(1).min(self.text.len()))
            }
        };
        let (body_end, end) = self.find_end(&delimiter, from, start)?;
        self.documents = Some(Documents { newline, end });
        let body = self.text.get(from..body_end).unwrap_or_default();
        if self.substitutions > 0 {
            self.documented = true;
            self.check_old(body, body_end, start)?;
        }
        let span = self.span_of_backticks.unwrap_or(crate::span::Span::new(from, body_end));
        if delimiter.quoted {
            let text = body.split_inclusive('\n').map(|line| delimiter.strip(line)).collect();
            return Ok(Word { parts: vec![WordPart::Quoted(text)], span, array: None });
        }
        self.enter()?;
        let mut reader = Reader {
            text: self.text.get(..body_end).unwrap_or_default(),
            at: from,
            dialect: self.dialect,
            depth: self.depth,
            substitutions: self.substitutions,
            documented: false,
            opened: self.text.len(),
            word_end: 0,
            span_of_backticks: self.span_of_backticks,
            documents: None,
        };
        let parts = reader.body(&delimiter)?;
        self.leave();
        Ok(Word { parts, span, array: None })
    }

    fn delimiter(&mut self, strips_tabs: bool) -> Read<Delimiter> {
        let fail = |at| Err(Failure { at, what: "a here-document with an odd delimiter" });
        let start = self.at;
        let word = self.word()?;
        self.check_target(&word, start)?;
        let mut delimiter = Delimiter { text: String::new(), quoted: false, strips_tabs };
        for part in &word.parts {
            match part {
                WordPart::Plain(text) => delimiter.text.push_str(text),
                WordPart::Quoted(text) => {
                    delimiter.quoted = true;
                    delimiter.text.push_str(text);
                }
                _ => return fail(start),
            }
        }
        // `$'…'` is not decoded there.
        let raw = self.text.get(start..self.at).unwrap_or_default();
        if delimiter.text.is_empty() || raw.contains(['$', '`', '\n', '\t']) {
            return fail(start);
        }
        Ok(delimiter)
    }

    /// Where the line ends that is being read.
    fn line_end(&self) -> usize {
        let mut at = self.at;
        let mut escaped = false;
        for byte in self.rest().bytes() {
            if byte == b'\n' && !escaped {
                break;
            }
            escaped = byte == b'\\' && !escaped;
            at = at.saturating_add(1);
        }
        at
    }

    /// The end of the body that begins at `from`, and of the line with its delimiter.
    fn find_end(&self, delimiter: &Delimiter, from: usize, start: usize) -> Read<(usize, usize)> {
        let fail = |what| Err(Failure { at: start, what });
        let mut at = from;
        let mut continued: Option<String> = None;
        let rest = self.text.get(from..).unwrap_or_default();
        for whole in rest.split_inclusive('\n') {
            let line = whole.strip_suffix('\n').unwrap_or(whole);
            let end = at.saturating_add(whole.len());
            let backslashes = line.bytes().rev().take_while(|byte| *byte == b'\\').count();
            let continues = !delimiter.quoted && backslashes % 2 == 1 && whole.len() > line.len();
            if let Some(before) = &mut continued {
                if delimiter.strips_tabs && before.trim_start_matches('\t').is_empty() {
                    return fail("tabs in a here-document that shells strip differently");
                }
                // Whether a line that is continued can be the delimiter, shells see differently.
                before.push_str(line);
                if delimiter.is(line) || (!continues && delimiter.is(before)) {
                    return fail("a here-document whose end shells see differently");
                }
            } else if delimiter.is(line) && !continues {
                return Ok((at, end));
            }
            if continues {
                let before = continued.get_or_insert_with(|| line.to_owned());
                before.pop();
            } else {
                continued = None;
            }
            at = end;
        }
        if self.substitutions > 0 || self.span_of_backticks.is_some() {
            return fail("a here-document that is not ended");
        }
        Ok((at, at))
    }

    /// Reads the body of a here-document with expansions.
    fn body(&mut self, delimiter: &Delimiter) -> Read<Vec<WordPart>> {
        let mut parts = Parts::default();
        let mut line_begins = true;
        loop {
            while line_begins && delimiter.strips_tabs && self.byte() == Some(b'\t') {
                self.skip(1);
            }
            let Some(byte) = self.peek() else { return Ok(parts.list) };
            let start = self.at;
            self.stretch(&mut parts, Place::Document)?;
            line_begins = byte == b'\n';
            let taken = self.text.get(start..self.at).unwrap_or_default();
            // Line continuations and tabs are removed before expansions are looked for.
            if taken.contains("\\\n") || (delimiter.strips_tabs && taken.contains("\n\t")) {
                return Err(Failure { at: start, what: "a line end in an expansion of a here-document" });
            }
        }
    }

    /// Fails where bash 3.2, which does not know here-documents when it looks for the end of a substitution, would
    /// find another end than later ones: quotes and parentheses in the body count for it.
    fn check_old(&self, body: &str, end: usize, start: usize) -> Read<()> {
        let mut quote = None;
        let mut open: usize = 0;
        let mut chars = body.chars();
        let mut closes_early = false;
        while let Some(c) = chars.next() {
            match (c, quote) {
                ('\\', None | Some('"' | '`')) => {
                    chars.next();
                }
                (_, Some(open)) if open == c => quote = None,
                ('\'' | '"' | '`', None) => quote = Some(c),
                ('(', None) => open = open.saturating_add(1),
                (')', None) if open == 0 => closes_early = true,
                (')', None) => open = open.saturating_sub(1),
                _ => {}
            }
        }
        // A quote that is never closed is an error there before anything runs.
        let ends_elsewhere = match quote {
            Some(quote) => self.text.rfind(quote).is_some_and(|last| last >= end),
            None => open > 0,
        };
        if closes_early || ends_elsewhere {
            return Err(Failure { at: start, what: "a here-document in a substitution that some shells misread" });
        }
        Ok(())
    }
}
