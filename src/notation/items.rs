//! What stands between brackets, and where to go on after a mistake.

use super::reader::{Bracket, Reader, is_word};
use crate::span::Span;

/// A list of things between brackets that is being read.
#[derive(Debug)]
pub(super) struct Items {
    start: usize,
    close: u8,
    /// What one of them is, for messages.
    what: &'static str,
    /// Whether a new line parts them as a comma does.
    lines: bool,
    /// Whether one may stand next.
    parted: bool,
    any: bool,
}

impl Reader<'_> {
    /// Passes an opening bracket. Each call needs one of [`Self::more`] that says false.
    pub(super) fn items(&mut self, what: &'static str, lines: bool) -> Items {
        let start = self.at;
        let close = match self.peek() {
            Some(b'[') => b']',
            Some(b'{') => b'}',
            _ => b')',
        };
        self.skip(1);
        self.open.push(Bracket { close, start });
        Items { start, close, what, lines, parted: true, any: false }
    }

    /// Goes to the next item; false at the end, with the closing bracket behind.
    pub(super) fn more(&mut self, items: &mut Items) -> bool {
        let more = self.is_more(items);
        items.parted = false;
        items.any = true;
        if !more {
            self.open.pop();
        }
        more
    }

    fn is_more(&mut self, items: &mut Items) -> bool {
        let end = self.at;
        loop {
            self.space();
            let found = self.peek();
            match found {
                None => return self.unclosed(items, "the end of the text"),
                Some(byte) if byte == items.close => {
                    self.skip(1);
                    return false;
                }
                Some(byte @ (b']' | b'}' | b')')) => {
                    self.expected_in(items);
                    self.be_in_doubt();
                    // If it closes nothing else, it was meant to close this.
                    self.skip(usize::from(!self.is_open(byte)));
                    return false;
                }
                Some(b',') => {
                    if items.parted {
                        self.expected_in(items);
                    }
                    self.skip(1);
                    self.quiet = false;
                    items.parted = true;
                }
                Some(_) if self.is_fresh() && self.directive_begins() => {
                    return self.unclosed(items, "the next directive");
                }
                Some(_) if self.is_fresh() && items.close == b']' && self.key_begins() && self.is_open(b'}') => {
                    self.expected_in(items);
                    self.be_in_doubt();
                    self.trust_lines(items);
                    return false;
                }
                Some(_) if items.parted => return true,
                Some(_) if items.lines && self.is_fresh() => {
                    self.quiet = false;
                    return true;
                }
                // A quote or a sign too many: what stands here is no item.
                Some(byte) if self.at == end && !self.is_fresh() || !self.item_begins(items) => {
                    self.expected_in(items);
                    if byte == b'=' && items.close == b'}' {
                        self.suggest("write `:`");
                    }
                    if !items.lines {
                        self.be_in_doubt();
                    }
                    self.recover_to(items.lines);
                }
                Some(_) => {
                    self.missing_comma(items, end);
                    return true;
                }
            }
        }
    }

    /// Tells that neither an item nor what may follow one stands here.
    fn expected_in(&mut self, items: &Items) {
        let close = char::from(items.close);
        let what = items.what;
        let comma = if items.lines { "`,`, a new line" } else { "`,`" };
        self.expected_in_structure(&match (items.parted, items.any) {
            (false, _) => format!("{comma} or `{close}` after {what}"),
            (true, _) => format!("{what} or `{close}`"),
        });
    }

    fn missing_comma(&mut self, items: &Items, end: usize) {
        let at = self.at;
        let before = self.problems.len();
        self.expected_in(items);
        if let Some(problem) = self.problems.get_mut(before) {
            problem.span = Some(Span::new(end, end));
        }
        let is_text = |c: char| is_word(c);
        let words = self.between(0, end).ends_with(is_text) && self.rest().starts_with(is_text);
        let same_line = !self.between(end, at).contains('\n');
        self.suggest(if words && same_line { "text with blanks stands in quotes" } else { "write `,`" });
    }

    fn unclosed(&mut self, items: &Items, found: &str) -> bool {
        let bracket = self.between(items.start, items.start.saturating_add(1));
        let close = char::from(items.close);
        let message = format!("expected `{close}` that closes this `{bracket}`, found {found}");
        if self.doubt.is_none() {
            self.report(Span::new(items.start, items.start.saturating_add(1)), message);
            self.suggest(format!("write `{close}` where it ends"));
        }
        self.unclosed = true;
        self.be_in_doubt();
        false
    }

    /// Whether what stands here may be an item before which only the comma is missing.
    fn item_begins(&self, items: &Items) -> bool {
        if items.lines {
            return false;
        }
        let signs = if items.close == b'}' { "\"'`" } else { "\"'`[{(!" };
        self.rest().starts_with(|c| is_word(c) && (c != '@' || items.close != b'}') || signs.contains(c))
    }

    fn is_open(&self, close: u8) -> bool {
        self.open.iter().any(|bracket| bracket.close == close)
    }

    /// Ends the doubt that began in a list, at a key on a line of its own: where the object around the list was opened on
    /// another line than the list, its members have lines of their own.
    fn trust_lines(&mut self, list: &Items) {
        let around = self.open.iter().rev().nth(1).filter(|around| around.close == b'}');
        let apart = around.is_some_and(|around| self.between(around.start, list.start).rfind('\n').is_some());
        if apart && self.doubt == Some(self.open.len()) {
            self.doubt = None;
        }
    }

    /// Whether `word:` stands here, and then a value.
    fn key_begins(&self) -> bool {
        let rest = self.rest();
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(length).unwrap_or_default();
        word.strip_suffix(':').is_some_and(|key| !key.is_empty() && !key.contains([':', '@', '*', '/']))
            && after.starts_with([' ', '\t', '\r', '\n', '[', '{', '"', '\'', '`'])
    }

    /// Goes to the next comma or closing bracket of this level, or to the next line where a directive begins.
    pub(super) fn recover(&mut self) {
        self.recover_to(false);
    }

    /// The same, or, where `lines` says so, to the next line of this level.
    pub(super) fn recover_to(&mut self, lines: bool) {
        self.quiet = true;
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            self.space();
            if self.is_fresh() && (lines && depth == 0 && self.at > start || self.directive_begins()) {
                return;
            }
            match self.peek() {
                None => return,
                Some(b',') if depth == 0 => return,
                Some(b'[' | b'{' | b'(') => depth = depth.saturating_add(1),
                Some(b']' | b'}' | b')') => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => return,
                },
                Some(b'"' | b'\'' | b'`') => {
                    self.skip_string();
                    continue;
                }
                _ => {}
            }
            self.next();
        }
    }

    /// Passes what is left of a directive after a mistake: to the end of a line where no bracket is open, or to the next
    /// line where a directive begins.
    pub(super) fn skip_directive(&mut self) {
        let mut depth = 0_usize;
        loop {
            self.blanks();
            match self.peek() {
                None => return,
                Some(b'\n') => {
                    let end = self.at;
                    self.space();
                    let inner = matches!(self.text.as_bytes().get(self.at.saturating_sub(1)), Some(b' ' | b'\t'));
                    if depth == 0 || (!inner || self.torn) && self.directive_begins() {
                        self.at = end;
                        return;
                    }
                    continue;
                }
                Some(b'[' | b'{' | b'(') => depth = depth.saturating_add(1),
                Some(b']' | b'}' | b')') => depth = depth.saturating_sub(1),
                Some(b'"' | b'\'' | b'`') => {
                    self.skip_string();
                    continue;
                }
                _ => {}
            }
            self.next();
        }
    }

    /// Passes a string, or what is left of the line where it does not end.
    fn skip_string(&mut self) {
        let quote = self.next();
        let mut escaped = false;
        while !self.is_line_end() {
            let c = self.next();
            match c {
                _ if escaped => escaped = false,
                Some('\\') => escaped = true,
                c if c == quote => return,
                _ => {}
            }
        }
    }
}
