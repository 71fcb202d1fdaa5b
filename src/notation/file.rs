//! A file, line by line.

use super::Flavour;
use super::lines::{Begins, Demand, OUTPUT, WORDS};
use super::reader::Reader;
use super::tree::Directive;
use crate::span::Span;
use crate::suggest::nearest;
use crate::text::quoted;

/// A fence of Markdown that is open.
#[derive(Debug, Clone, Copy)]
struct Fence {
    sign: char,
    count: usize,
    start: usize,
}

impl Reader<'_> {
    /// Every directive of the file.
    pub(super) fn file(&mut self) -> Vec<Directive> {
        let mut directives = Vec::new();
        let mut fence = None;
        // What follows a mistake, and begins no directive, belongs to the mistake.
        let mut lost = false;
        self.skip_front_matter();
        while self.peek().is_some() {
            if self.flavour == Flavour::Markdown && self.skip_fenced(&mut fence) {
                continue;
            }
            self.blanks();
            if !self.is_line_end() {
                let is_text = self.flavour == Flavour::Markdown;
                match self.begins(if is_text { Demand::Text } else { Demand::Word }) {
                    Some(begins) => lost = self.begun(begins, &mut directives).is_none(),
                    None if is_text || lost => self.skip_line(),
                    None => {
                        self.stray();
                        self.skip_directive();
                        lost = true;
                    }
                }
            }
            self.take(b'\n');
        }
        if let Some(Fence { start, .. }) = fence {
            // Markdown goes on to the end, and a policy below would be lost.
            self.quiet = false;
            let length = self.between(start, self.at).lines().next().map_or(0, str::len);
            self.report(Span::new(start, start.saturating_add(length)), "this fence is never closed");
        }
        directives
    }

    /// Reads what begins here; `None` if the reader does not know where it is afterwards.
    fn begun(&mut self, begins: Begins, directives: &mut Vec<Directive>) -> Option<()> {
        self.quiet = false;
        self.doubt = None;
        self.open.clear();
        let start = self.at;
        self.take(b'/');
        let rest = self.rest();
        let word = self.span_of(rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len()));
        let shown = quoted(self.between(word.start, word.end));
        self.at = word.end;
        let read = match begins {
            Begins::Directive(directive) => self.directive(directive, start),
            Begins::Misspelt(directive) => {
                self.report(word, format!("unknown directive {shown}"));
                self.suggest(format!("did you mean `{directive}`?"));
                self.directive(directive, start)
            }
            Begins::Other => {
                self.report(word, format!("the directive {shown} is not read here"));
                self.suggest(known());
                None
            }
        };
        let is_read = read.is_some();
        directives.extend(read);
        // What is never closed has ended before the next directive.
        if self.at > word.end && self.is_fresh() && self.directive_begins() {
            return None;
        }
        if is_read {
            self.blanks();
            if self.is_line_end() {
                return self.doubt.is_none().then_some(());
            }
            self.expected_in_structure("the end of the line");
            self.suggest_after();
        }
        self.quiet = true;
        self.skip_directive();
        None
    }

    /// What to do about something behind a directive.
    fn suggest_after(&mut self) {
        match self.peek() {
            Some(b'|') => self.suggest("pipelines are not read: a function is called as `@name(…)`"),
            Some(b'+' | b'-' | b'*' | b'=' | b'?' | b'&' | b'<' | b'>' | b'!') => {
                self.suggest("operators are read in conditions of guards only");
            }
            Some(b'#' | b'/') => self.suggest("a comment begins with `>>`"),
            _ => {}
        }
    }

    /// What stands here begins no directive.
    fn stray(&mut self) {
        self.quiet = false;
        let rest = self.rest();
        let after = rest.strip_prefix('/').unwrap_or(rest);
        let length = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
        let word = after.get(..length).unwrap_or_default();
        if word.is_empty() {
            self.expected("a directive");
            if rest.starts_with(['#', '/', '<', '-', '*']) {
                self.suggest("a comment begins with `>>`");
            }
            return;
        }
        let start = self.at.saturating_add(rest.len().saturating_sub(after.len()));
        let span = Span::new(start, start.saturating_add(length));
        if WORDS.contains(&word) || word == OUTPUT {
            self.at = span.end;
            self.expected(&format!("a blank after {}", quoted(word)));
            return;
        }
        self.report(span, format!("unknown directive {}", quoted(word)));
        let near = nearest(word, WORDS.into_iter().chain([OUTPUT]));
        self.suggest(near.map_or_else(known, |near| format!("did you mean `{near}`?")));
    }

    /// Passes over what stands between two lines of `---` at the beginning, if it does.
    fn skip_front_matter(&mut self) {
        let mut lines = self.rest().split_inclusive('\n');
        let is_rule = |line: &&str| line.trim_end() == "---";
        let Some(first) = lines.next().filter(is_rule) else { return };
        let mut length = first.len();
        for line in lines {
            length = length.saturating_add(line.len());
            if is_rule(&line) {
                self.skip(length);
                return;
            }
        }
    }

    /// Passes a line that is, or stands within, a fence.
    fn skip_fenced(&mut self, fence: &mut Option<Fence>) -> bool {
        let rest = self.rest();
        let line = rest.split('\n').next().unwrap_or_default().trim();
        let sign = line.chars().next().filter(|c| matches!(c, '`' | '~'));
        let count = sign.map_or(0, |sign| line.chars().take_while(|c| *c == sign).count());
        let after = line.get(count..).unwrap_or_default();
        let within = match (*fence, sign) {
            (Some(open), _) => {
                if sign == Some(open.sign) && count >= open.count && after.is_empty() {
                    *fence = None;
                }
                true
            }
            // CommonMark: what follows a fence of backticks has none.
            (None, Some(sign)) if count >= 3 && !(sign == '`' && after.contains('`')) => {
                *fence = Some(Fence { sign, count, start: self.at });
                true
            }
            _ => false,
        };
        if within {
            self.skip_line();
            self.take(b'\n');
        }
        within
    }
}

fn known() -> String {
    let list = WORDS.into_iter().chain([OUTPUT]).collect::<Vec<_>>().join("`, `");
    format!("known are `{list}`")
}
