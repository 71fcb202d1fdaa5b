//! Lines that need no parser: programs with plain words, in a row.
//!
//! What is read here every shell reads alike: words without any mark, text in quotes in which no mark means anything,
//! `$(…)` around such a line, and `|`, `&&`, `||` and `;` with blanks around them. Everything else is no plain line, be it
//! ever so simple. A property holds this against the parser and all that follows it.

/// A word of a plain line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlainWord<'t> {
    /// As it stands. It may have marks in it: who asks looks at its bytes.
    Bare(&'t str),
    /// In quotes; the text between them, which is plain.
    Quoted(&'t str),
    /// What a command line prints, with or without quotes.
    Output(&'t str),
}

impl<'t> PlainWord<'t> {
    pub(crate) const fn bare(self) -> Option<&'t str> {
        if let Self::Bare(text) = self { Some(text) } else { None }
    }

    pub(crate) const fn output(self) -> Option<&'t str> {
        if let Self::Output(text) = self { Some(text) } else { None }
    }
}

/// How a command of a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommandEnd {
    /// With the line.
    Line,
    /// Another command follows.
    Operator,
    /// Where something stands that is not plain.
    Mark,
}

/// The words of a command of a plain line, one after the other; what is left of the line is read once they are at their
/// end.
#[derive(Debug, Clone)]
pub(crate) struct PlainLine<'t> {
    rest: &'t str,
    end: Option<CommandEnd>,
}

impl<'t> PlainLine<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { rest: text, end: None }
    }

    /// What is still to be read.
    pub(crate) fn rest(&self) -> &'t str {
        self.rest
    }

    /// Reads past the words that are left of a command, and tells how it ends.
    pub(crate) fn end_command(&mut self) -> CommandEnd {
        while self.next().is_some() {}
        self.end.take().unwrap_or(CommandEnd::Mark)
    }

    /// The next word and what follows it.
    fn word(&self) -> Option<(PlainWord<'t>, &'t str)> {
        let text = self.rest;
        match text.as_bytes() {
            [b'\'', ..] => {
                let (inner, rest) = split_at_mark(text.get(1..)?, b'\'')?;
                is_text(inner).then_some((PlainWord::Quoted(inner), rest))
            }
            [b'"', ..] => {
                let (inner, rest) = split_at_mark(text.get(1..)?, b'"')?;
                match inner.as_bytes() {
                    [b'$', b'(', .., b')'] => {
                        Some((PlainWord::Output(inner.get(2..inner.len().wrapping_sub(1))?), rest))
                    }
                    _ => is_text(inner).then_some((PlainWord::Quoted(inner), rest)),
                }
            }
            [b'$', b'(', ..] => {
                let (inner, rest) = split_at_mark(text.get(2..)?, b')')?;
                Some((PlainWord::Output(inner), rest))
            }
            _ => {
                let end = text.bytes().position(|byte| matches!(byte, b' ' | b';')).unwrap_or(text.len());
                let (word, rest) = text.split_at_checked(end)?;
                (!word.is_empty()).then_some((PlainWord::Bare(word), rest))
            }
        }
    }

    /// Ends the command.
    fn finish(&mut self, end: CommandEnd) -> Option<PlainWord<'t>> {
        self.end = Some(end);
        None
    }
}

impl<'t> Iterator for PlainLine<'t> {
    type Item = PlainWord<'t>;

    fn next(&mut self) -> Option<PlainWord<'t>> {
        if self.end.is_some() {
            return None;
        }
        // A `;` may stand behind a word without a blank.
        let operator = match self.rest.as_bytes() {
            [] => return self.finish(CommandEnd::Line),
            [b'|' | b';', b' ', ..] => 2,
            [b'|', b'|', b' ', ..] | [b'&', b'&', b' ', ..] => 3,
            _ => 0,
        };
        if operator > 0 {
            self.rest = self.rest.get(operator..).unwrap_or_default();
            return self.finish(CommandEnd::Operator);
        }
        let Some((word, rest)) = self.word() else { return self.finish(CommandEnd::Mark) };
        self.rest = match rest.as_bytes() {
            [] | [b';', ..] => rest,
            [b' ', ..] => rest.get(1..).unwrap_or_default(),
            _ => return self.finish(CommandEnd::Mark),
        };
        Some(word)
    }
}

/// What stands before the first `mark`, and behind it.
fn split_at_mark(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == mark)?;
    Some((text.get(..at)?, text.get(at.saturating_add(1)..)?))
}

/// Whether text in quotes is a sentence, or a name with stars: no path, option, host or expression of any kind. Two colons
/// stand behind the name of a helper.
fn is_text(text: &str) -> bool {
    let marks = |byte| matches!(byte, b'_' | b'-' | b'.' | b',' | b':' | b' ' | b'(' | b')' | b'#' | b'*');
    let mut before = b' ';
    text.bytes().all(|byte| {
        let twice = before == b':' && byte == b':';
        before = byte;
        byte.is_ascii_alphanumeric() || (marks(byte) && !twice)
    }) && text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric())
}
