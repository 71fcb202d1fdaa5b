//! What of Markdown is not read: front matter, fences and comments.
//!
//! Who reads a page as Markdown shows it takes nothing of that for a policy, and who reads its source might. So a directive
//! is no part of them: in front matter and in a comment it is a problem. In a fence it is an example; but where a fence is indented
//! by more than three blanks, or stands in a list or a quotation, it depends on what stands around it how far it goes, and a
//! directive that might be outside is a problem, too.

use super::Flavour;
use super::almost::almost;
use super::lines::{Demand, HEAVY, begins};
use super::reader::Reader;
use crate::prelude::*;
use crate::span::Span;

/// A fence that is open.
#[derive(Debug, Clone, Copy)]
struct Fence {
    sign: char,
    count: usize,
    start: usize,
    indent: usize,
}

/// A comment that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comment {
    /// It began a line, and goes on until it is closed.
    Block,
    /// It began within a paragraph, and ends with that.
    Inline,
}

/// What is open on a page.
#[derive(Debug, Default)]
pub(super) struct Page {
    fence: Option<Fence>,
    /// A fence that is indented too far to be one everywhere, or that stands in an item of a list or in a quotation, and ends with
    /// that.
    deep: Option<Fence>,
    comment: Option<Comment>,
}

/// A line as far as fences are about it.
struct Line<'t> {
    /// Whether no more than three blanks stand before it.
    is_near: bool,
    /// Whether an item of a list begins on it.
    is_item: bool,
    indent: usize,
    sign: Option<char>,
    count: usize,
    after: &'t str,
}

impl<'t> Line<'t> {
    fn of(line: &'t str) -> Self {
        let (text, is_item) = behind_marks(line);
        let before = line.get(..line.len().saturating_sub(text.len())).unwrap_or_default();
        let indent = before.len();
        let sign = text.chars().next().filter(|c| matches!(c, '`' | '~'));
        let count = sign.map_or(0, |sign| text.chars().take_while(|c| *c == sign).count());
        let after = text.get(count..).unwrap_or_default().trim();
        let is_near = indent <= 3 && before.bytes().all(|byte| byte == b' ');
        Self { is_near, is_item, indent, sign, count, after }
    }

    /// CommonMark: what follows a fence of backticks has none.
    fn opens(&self, start: usize) -> Option<Fence> {
        let sign = self.sign.filter(|sign| self.count >= 3 && !(*sign == '`' && self.after.contains('`')))?;
        Some(Fence { sign, count: self.count, start, indent: self.indent })
    }

    fn closes(&self, fence: Fence) -> bool {
        !self.is_item && self.sign == Some(fence.sign) && self.count >= fence.count && self.after.is_empty()
    }
}

impl Reader<'_> {
    fn line(&self) -> &str {
        self.rest().split('\n').next().unwrap_or_default()
    }

    /// Passes a line that stands within something that hides it, or begins that.
    pub(super) fn skip_hidden(&mut self, page: &mut Page) -> bool {
        let text = self.line();
        let line = Line::of(text);
        let is_blank = text.trim().is_empty();
        match *page {
            Page { fence: Some(fence), .. } => {
                if line.is_near && line.closes(fence) {
                    page.fence = None;
                    // In a list it would open another one.
                    if line.indent < fence.indent {
                        let end = self.at.saturating_add(text.trim_end().len());
                        self.quiet = false;
                        self.report(
                            Span::new(self.at, end),
                            "this fence stands further left than the one that it closes",
                        );
                        self.suggest("indent both alike");
                    }
                } else if line.indent < fence.indent && !is_blank {
                    self.refuse_fenced();
                }
            }
            Page { comment: Some(Comment::Inline), .. } if is_blank => page.comment = None,
            Page { comment: Some(_), .. } => self.read_comments(page),
            Page { deep: Some(fence), .. } => {
                if line.closes(fence) {
                    page.deep = None;
                } else {
                    self.refuse_fenced();
                }
            }
            _ => match line.opens(self.at) {
                None => return false,
                fence if line.is_near => page.fence = fence,
                fence => page.deep = fence,
            },
        }
        self.skip_line();
        self.take(b'\n');
        true
    }

    /// Tells of a directive on a line that is fenced for some readers only.
    fn refuse_fenced(&mut self) {
        let Some((at, length)) = directive_in(self.line()) else { return };
        let at = self.at.saturating_add(at);
        self.quiet = false;
        self.report(
            Span::new(at, at.saturating_add(length)),
            "a directive stands in a fence that not every reader takes for one",
        );
        self.suggest("put the fence on lines of its own, further left, or close it above");
    }

    /// Passes a line of text, in which comments may begin.
    pub(super) fn skip_text(&mut self, page: &mut Page) {
        self.read_comments(page);
        self.skip_line();
    }

    /// Looks for a directive in the comments of this line, and behind them.
    fn read_comments(&mut self, page: &mut Page) {
        let line = self.line();
        let mut found = None;
        let mut at = 0;
        let mut is_code = false;
        loop {
            let rest = line.get(at..).unwrap_or_default();
            let is_comment = page.comment.is_some();
            let end = rest.find(if is_comment { "-->" } else { "<!--" });
            let piece = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            // What stands before the first comment is a line of its own, which is no directive.
            if found.is_none() && (is_comment || at > 0) {
                found = directive_in(piece).map(|(start, length)| (at.saturating_add(start), length, is_comment));
            }
            let Some(end) = end else { break };
            if is_comment {
                page.comment = None;
                at = at.saturating_add(end).saturating_add("-->".len());
                continue;
            }
            is_code ^= piece.matches('`').count() % 2 == 1;
            if !is_code {
                let is_block = at == 0 && piece.trim().is_empty();
                page.comment = Some(if is_block { Comment::Block } else { Comment::Inline });
            }
            at = at.saturating_add(end).saturating_add("<!--".len());
        }
        let Some((at, length, is_comment)) = found else { return };
        let at = self.at.saturating_add(at);
        let span = Span::new(at, at.saturating_add(length));
        self.quiet = false;
        if is_comment {
            self.report(span, "a directive within a comment is not read");
            self.suggest("move it out of `<!-- -->`, or delete it");
        } else {
            self.report(span, "a directive begins its line");
            self.suggest("put it on a line of its own");
        }
    }

    /// Passes over what stands between two lines of `---` at the beginning, if it does.
    pub(super) fn skip_front_matter(&mut self) {
        let mut lines = self.rest().split_inclusive('\n');
        let is_rule = |line: &&str| line.trim_end() == "---";
        let Some(first) = lines.next().filter(is_rule) else { return };
        let mut length = first.len();
        let mut found = Vec::new();
        for line in lines {
            if is_rule(&line) {
                for (at, length) in found {
                    let at = self.at.saturating_add(at);
                    self.report(
                        Span::new(at, at.saturating_add(length)),
                        "a directive within front matter is not read",
                    );
                    self.suggest("move it below the front matter");
                }
                self.skip(length.saturating_add(line.len()));
                return;
            }
            if !is_setting(line) {
                found.extend(directive_in(line).map(|(at, size)| (length.saturating_add(at), size)));
            }
            length = length.saturating_add(line.len());
        }
    }

    /// Markdown goes on to the end, and a policy below would be lost.
    pub(super) fn close_page(&mut self, page: &Page) {
        if let Some(Fence { start, .. }) = page.fence {
            self.quiet = false;
            let length = self.between(start, self.at).lines().next().map_or(0, str::len);
            self.report(Span::new(start, start.saturating_add(length)), "this fence is never closed");
        }
    }
}

/// What stands behind the marks of lists and quotations, and the blanks, at the beginning of a line; and whether there is one of
/// a list.
fn behind_marks(line: &str) -> (&str, bool) {
    let mut rest = line;
    let mut is_item = false;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        if let Some(after) = rest.strip_prefix('>') {
            rest = after;
            continue;
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let mark = rest.get(digits..).unwrap_or_default();
        let signs: &[char] = if digits == 0 { &['-', '*', '+'] } else { &['.', ')'] };
        let Some(after) = mark.strip_prefix(signs).filter(|after| after.starts_with([' ', '\t'])) else {
            return (rest, is_item);
        };
        is_item = true;
        rest = after;
    }
}

/// `output: "html"`: of a policy front matter says nothing by that, unless its key is one of a policy.
fn is_setting(line: &str) -> bool {
    let end = line.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(line.len());
    line.split_at_checked(end).is_some_and(|(word, after)| after.starts_with(':') && !HEAVY.contains(&word))
}

/// Where in a piece of a line a directive, or what is almost one, begins, and the length of its word.
fn directive_in(piece: &str) -> Option<(usize, usize)> {
    let text = piece.trim_start();
    let begins = begins(text, Flavour::Markdown, Demand::Text).is_some() || almost(piece).is_some();
    let length = text.find(|c: char| c != '/' && !c.is_alphabetic()).unwrap_or(text.len());
    begins.then(|| (piece.len().saturating_sub(text.len()), length))
}
