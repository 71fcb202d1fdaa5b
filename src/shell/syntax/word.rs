//! Words, and the stretches of which they and everything in quotes consist.

use super::reader::{Failure, Read, Reader};
use super::tree::{Script, Word, WordPart};
use crate::prelude::*;
use crate::shell::syntax::Dialect;

/// The quotes around a `${…}` or an arithmetic expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    Nothing,
    DoubleQuotes,
    /// A here-document or an expression: as in double quotes, but quotes in it are read differently by different
    /// shells.
    Document,
}

/// Where a stretch of text stands, which tells what quotes and backslashes mean in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A word outside quotes.
    Word,
    /// Between double quotes.
    DoubleQuotes,
    /// The body of a here-document.
    Document,
    /// The word of a `${…}`.
    Operand { around: Around, pattern: bool },
    /// Arithmetic and subscripts.
    Expression { around: Around },
}

impl Place {
    /// What stands around a construct that opens at this place.
    pub(super) const fn around(self) -> Around {
        match self {
            Self::Word => Around::Nothing,
            Self::DoubleQuotes => Around::DoubleQuotes,
            Self::Document | Self::Expression { .. } => Around::Document,
            Self::Operand { around, .. } => around,
        }
    }

    /// Whether what is expanded here is neither split nor globbed.
    pub(super) const fn is_quoted(self) -> bool {
        !matches!(self.around(), Around::Nothing)
    }

    /// Whether ordinary characters count as quoted.
    const fn quotes_text(self) -> bool {
        match self {
            Self::DoubleQuotes | Self::Document => true,
            Self::Operand { around, pattern } => !pattern && !matches!(around, Around::Nothing),
            Self::Word | Self::Expression { .. } => false,
        }
    }

    /// Whether quotes mean what they mean outside quotes.
    pub(super) const fn is_bare(self) -> bool {
        matches!(self, Self::Word | Self::Operand { around: Around::Nothing, .. })
    }
}

/// The parts of a word while it is read.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) list: Vec<WordPart>,
    /// Whether a `$name` without braces, or a lone `$`, stands before a character of a brace expansion.
    pub(super) dollar_at_brace: bool,
}

impl Parts {
    pub(super) fn plain(&mut self, c: char) {
        if let Some(WordPart::Plain(text)) = self.list.last_mut() {
            text.push(c);
        } else {
            self.list.push(WordPart::Plain(c.into()));
        }
    }

    pub(super) fn quoted(&mut self, quoted: &str) {
        if let Some(WordPart::Quoted(text)) = self.list.last_mut() {
            text.push_str(quoted);
        } else {
            self.list.push(WordPart::Quoted(quoted.into()));
        }
    }

    pub(super) fn quoted_char(&mut self, c: char) {
        self.quoted(c.encode_utf8(&mut [0; 4]));
    }

    /// Whether an unquoted stretch has `wanted`.
    fn has(&self, wanted: &str) -> bool {
        self.list.iter().any(|part| matches!(part, WordPart::Plain(text) if text.contains(wanted)))
    }
}

impl Reader<'_> {
    /// Whether a word begins here.
    pub(super) fn at_word(&mut self) -> bool {
        !matches!(self.peek(), None | Some(b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>'))
            || self.at_process()
    }

    /// Whether a `<(` or `>(` stands here.
    pub(super) fn at_process(&mut self) -> bool {
        self.starts("<(") || self.starts(">(")
    }

    /// Reads a word, which is empty if none begins here.
    pub(super) fn word(&mut self) -> Read<Word> {
        let mut parts = Parts::default();
        self.peek();
        let start = self.at;
        while self.at_word() {
            if self.at_process() {
                self.bash_only(self.at)?;
                let at = self.at;
                let writes = self.eat(">(");
                if !writes {
                    self.eat("<(");
                }
                let script = self.substitution(at)?;
                parts.list.push(WordPart::Process { script, writes });
            } else {
                self.stretch(&mut parts, Place::Word)?;
            }
        }
        self.check_word(&parts, start)?;
        self.word_end = self.at;
        Ok(Word { parts: parts.list, span: self.span(start), array: None })
    }

    /// Reads a word where bash may take `name[` for the beginning of a subscript, in which blanks are ordinary.
    pub(super) fn word_with_brackets(&mut self) -> Read<Word> {
        let start = self.at;
        let word = self.word()?;
        let raw = self.text.get(start..self.at).unwrap_or_default();
        if raw.matches('[').count() == raw.matches(']').count() {
            Ok(word)
        } else {
            Err(Failure { at: start, what: "a bracket that is not closed" })
        }
    }

    /// What only a whole word shows.
    fn check_word(&mut self, parts: &Parts, start: usize) -> Read<()> {
        let fail = |what| Err(Failure { at: start, what });
        let braces = parts.has("{") && (parts.has(",") || parts.has(".."));
        // Braces are expanded before variables: `$a{b,c}` is `$ab $ac`.
        if braces && parts.dollar_at_brace {
            return fail("a variable beside a brace expansion");
        }
        if self.dialect == Dialect::Posix && (braces || parts.has("~+") || parts.has("~-")) {
            self.bash_only(start)?;
        }
        if self.byte() == Some(b'(')
            && matches!(parts.list.last(), Some(WordPart::Plain(text)) if text.ends_with(['?', '*', '+', '@', '!']))
        {
            return fail("an extended glob");
        }
        Ok(())
    }

    /// Takes one quoted stretch, expansion or ordinary character.
    pub(super) fn stretch(&mut self, parts: &mut Parts, place: Place) -> Read<()> {
        match self.peek() {
            Some(b'\\') => self.escape(parts, place),
            Some(b'\'') if place.is_bare() => self.single_quotes(parts),
            Some(b'\'') if matches!(place, Place::Operand { around: Around::DoubleQuotes, pattern: false }) => {
                self.literal_single_quotes(parts)
            }
            Some(b'\'') if !matches!(place, Place::DoubleQuotes | Place::Document) => {
                self.fail("a single quote that shells read differently")
            }
            Some(b'"') if place != Place::Document => self.inner_double_quotes(parts, place),
            Some(b'$') => self.dollar(parts, place),
            Some(b'`') => self.backticks(parts, place),
            Some(b'<' | b'>') if place != Place::Word && !place.quotes_text() && self.at_process() => {
                self.fail("a process substitution inside an expansion")
            }
            _ => self.ordinary(parts, place),
        }
    }

    /// Takes a character that means itself, or a glob, a brace or a `~`.
    pub(super) fn ordinary(&mut self, parts: &mut Parts, place: Place) -> Read<()> {
        let at = self.at;
        let Some(c) = self.take() else { return self.fail("an end where text is wanted") };
        if place.quotes_text() {
            parts.quoted_char(c);
        } else if c == '\r' {
            return Err(Failure { at, what: "a carriage return outside quotes" });
        } else {
            parts.plain(c);
        }
        Ok(())
    }

    /// Takes a backslash and what it escapes.
    fn escape(&mut self, parts: &mut Parts, place: Place) -> Read<()> {
        let escapable: &[char] = match place {
            Place::Word | Place::Operand { around: Around::Nothing, .. } | Place::Operand { pattern: true, .. } => &[],
            Place::DoubleQuotes => &['$', '`', '"', '\\'],
            Place::Document => &['$', '`', '\\'],
            Place::Operand { around: Around::DoubleQuotes, .. } => &['$', '`', '"', '\\', '}'],
            Place::Operand { .. } | Place::Expression { .. } => {
                return self.fail("a backslash that shells read differently");
            }
        };
        let start = self.at;
        self.skip(1);
        let Some(c) = self.take() else {
            return Err(Failure { at: start, what: "a backslash at the end" });
        };
        if c == '\'' && matches!(place, Place::Operand { around: Around::DoubleQuotes, .. }) {
            return Err(Failure { at: start, what: "a single quote that shells read differently" });
        }
        if !escapable.is_empty() && !escapable.contains(&c) {
            parts.quoted("\\");
            self.at = start.saturating_add(1);
        } else if c == '\r' {
            return Err(Failure { at: start, what: "a carriage return outside quotes" });
        } else {
            parts.quoted_char(c);
        }
        Ok(())
    }

    /// Reads the commands of a substitution and its `)`; what opens it at `start` is read.
    pub(super) fn substitution(&mut self, start: usize) -> Read<Script> {
        self.enter()?;
        self.substitutions = self.substitutions.saturating_add(1);
        let around = self.documents.take();
        let documented = core::mem::replace(&mut self.documented, false);
        self.opened = self.at;
        let script = self.list(super::command::Until::Parenthesis)?;
        if self.documents.is_some() {
            return self.fail("a here-document whose body is outside its substitution");
        }
        self.documents = around;
        self.documented = documented;
        self.expect(")", start, "a parenthesis that is not closed")?;
        self.substitutions = self.substitutions.saturating_sub(1);
        self.leave();
        Ok(script)
    }
}
