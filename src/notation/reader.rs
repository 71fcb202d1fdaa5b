//! The place in the text, what may be skipped, and what there is to say about it.

use super::Flavour;
use crate::error::{MAX_PROBLEMS, Problem, ProblemCode};
use crate::guard::condition::is_name;
use crate::policy::path::Step;
use crate::prelude::*;
use crate::span::{BYTE_ORDER_MARK, Span};
use crate::text::quoted;

/// A bracket that is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bracket {
    /// What closes it.
    pub(super) close: u8,
    pub(super) start: usize,
}

/// Reads a text from its beginning to its end.
///
/// What a mistake leads to is not reported. After one the reader is `quiet` until a comma or a directive shows where it
/// is; after one that leaves it in `doubt` which brackets are open it says nothing about structure until the directive ends.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    /// The byte that is read next.
    pub(super) at: usize,
    pub(super) flavour: Flavour,
    /// The brackets that are open.
    pub(super) open: Vec<Bracket>,
    /// Where in a literal the reader is.
    pub(super) path: Vec<Step>,
    /// Whether the literal that is read stands behind `with`.
    pub(super) in_with: bool,
    /// The place after the last blanks that held a new line.
    pub(super) fresh: Option<usize>,
    pub(super) quiet: bool,
    /// How many brackets were open when that became doubtful.
    pub(super) doubt: Option<usize>,
    /// Whether something of several lines was never closed: another search for its end would cost the whole text again,
    /// so that what follows ends before the next directive.
    pub(super) torn: bool,
    /// Whether a bracket was never closed, so that what stands in it may belong elsewhere.
    pub(super) unclosed: bool,
    /// Whether the last problem was added.
    added: bool,
    pub(super) problems: Vec<Problem>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, flavour: Flavour) -> Self {
        let mut reader = Self {
            text,
            at: 0,
            flavour,
            open: Vec::new(),
            path: Vec::new(),
            in_with: false,
            fresh: Some(0),
            quiet: false,
            doubt: None,
            torn: false,
            unclosed: false,
            added: false,
            problems: Vec::new(),
        };
        if text.starts_with(BYTE_ORDER_MARK) {
            reader.skip(BYTE_ORDER_MARK.len_utf8());
            reader.fresh = Some(reader.at);
        }
        // It is shown as the end of a line, but what follows would belong to a comment before it.
        let alone = text.match_indices('\r').find(|(at, _)| reader.byte(at.saturating_add(1)) != Some(b'\n'));
        if let Some((at, _)) = alone {
            reader.report(Span::new(at, at.saturating_add(1)), "a carriage return alone ends no line");
            reader.suggest("lines end with a line feed");
        }
        reader
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn between(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    /// The next character, which is then behind.
    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.skip(c.len_utf8());
        Some(c)
    }

    /// Whether the next byte was this one, which is then behind.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.skip(usize::from(found));
        found
    }

    /// Whether this word, and no longer one, is next; it is then behind.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.rest().strip_prefix(word).is_some_and(|after| !after.starts_with(|c| is_name(c) || c == '-'));
        self.skip(if found { word.len() } else { 0 });
        found
    }

    /// Skips what stands between words on one line, and a comment at its end.
    pub(super) fn blanks(&mut self) {
        let before = self.at;
        let rest = self.rest();
        self.skip(rest.len().saturating_sub(rest.trim_start_matches([' ', '\t', '\r']).len()));
        let is_start = || before.checked_sub(1).and_then(|at| self.byte(at)).is_none_or(|b| b == b'\n');
        let may_begin = self.at > before
            || is_start()
            || before == BYTE_ORDER_MARK.len_utf8() && self.text.starts_with(BYTE_ORDER_MARK);
        if may_begin && COMMENTS.iter().any(|comment| self.rest().starts_with(comment)) {
            self.skip_line();
        }
    }

    /// Skips blanks, new lines and comments.
    pub(super) fn space(&mut self) {
        loop {
            self.blanks();
            if !self.take(b'\n') {
                return;
            }
            self.blanks();
            self.fresh = Some(self.at);
        }
    }

    /// Whether only blanks stand before this place on its line, as [`Self::space`] has found.
    pub(super) fn is_fresh(&self) -> bool {
        self.fresh == Some(self.at)
    }

    /// Goes to the end of the line, before the new line.
    pub(super) fn skip_line(&mut self) {
        let rest = self.rest();
        self.skip(rest.find('\n').unwrap_or(rest.len()));
    }

    /// Whether something of several lines must end before the new line that is next: see [`Self::torn`].
    pub(super) fn is_cut_off(&mut self) -> bool {
        let start = self.at;
        if !self.torn || !self.take(b'\n') {
            return false;
        }
        let rest = self.rest();
        self.skip(rest.len().saturating_sub(rest.trim_start_matches([' ', '\t']).len()));
        let cut = self.directive_begins();
        self.at = start;
        cut
    }

    /// Goes back to the end of the line on which something of several lines began that is never closed, or stays where it
    /// was cut off.
    pub(super) fn tear(&mut self, start: usize) {
        self.be_in_doubt();
        if !self.torn {
            self.torn = true;
            self.at = start;
            self.skip_line();
        }
    }

    pub(super) fn is_line_end(&self) -> bool {
        matches!(self.peek(), None | Some(b'\n'))
    }

    /// Adds a problem, unless one before it explains it.
    pub(super) fn report(&mut self, span: Span, message: impl Into<String>) {
        self.add(Problem::error(ProblemCode::InvalidSyntax, "", message.into()).at(Some(span)));
    }

    pub(super) fn add(&mut self, problem: Problem) {
        self.added = !self.quiet && self.problems.len() < MAX_PROBLEMS;
        if self.added {
            self.problems.push(problem);
        }
    }

    /// After a mistake that may have hidden a bracket, or been one.
    pub(super) fn be_in_doubt(&mut self) {
        self.quiet = true;
        self.doubt = self.doubt.or(Some(self.open.len()));
    }

    /// [`Self::expected`] for what only a reader who knows which brackets are open can say.
    pub(super) fn expected_in_structure(&mut self, what: &str) {
        let quiet = self.quiet;
        self.quiet |= self.doubt.is_some();
        self.expected(what);
        self.quiet = quiet;
    }

    /// Says what to write instead of what was reported last.
    pub(super) fn suggest(&mut self, suggestion: impl Into<String>) {
        if let Some(problem) = self.problems.last_mut().filter(|_| self.added) {
            problem.suggestion = Some(suggestion.into());
        }
    }

    /// The problem that something else stands here.
    pub(super) fn expected(&mut self, what: &str) {
        let (found, length) = self.found();
        self.report(self.span_of(length), format!("expected {what}, found {found}"));
    }

    pub(super) fn span_of(&self, length: usize) -> Span {
        Span::new(self.at, self.at.saturating_add(length))
    }

    /// What stands here, for a message, and its length.
    fn found(&self) -> (String, usize) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return ("the end of the text".to_owned(), 0) };
        if matches!(first, '\n' | '\r') {
            return ("the end of the line".to_owned(), 0);
        }
        // No more is shown of a long word.
        let word: usize = rest.chars().take(200).take_while(|c| is_word(*c)).map(char::len_utf8).sum();
        let sign: usize = rest.chars().take(3).take_while(|c| SIGNS.contains(*c)).map(char::len_utf8).sum();
        let length = word.max(sign).max(first.len_utf8());
        (quoted(rest.get(..length).unwrap_or_default()), length)
    }
}

/// What begins a comment, at the beginning of a line or after a blank.
const COMMENTS: [&str; 2] = [">>", "<<"];

/// What signs of several characters consist of.
const SIGNS: &str = "=<>&|!?+";

/// What bare words consist of.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || "_-./:*~@".contains(c)
}
