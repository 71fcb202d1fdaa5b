//! A file, line by line.

use super::Flavour;
use super::almost::{Almost, almost};
use super::leftover::Above;
use super::lines::{Begins, Demand, OUTPUT, WORDS};
use super::markdown::Page;
use super::reader::Reader;
use super::tree::Directive;
use crate::prelude::*;
use crate::span::Span;
use crate::suggest::nearest;
use crate::text::quoted;

impl Reader<'_> {
    /// Every directive of the file.
    pub(super) fn file(&mut self) -> Vec<Directive> {
        let mut directives = Vec::new();
        let mut page = Page::default();
        let is_text = self.flavour == Flavour::Markdown;
        // What follows a mistake, and begins no directive, belongs to the mistake.
        let mut lost = false;
        let mut above = Above::Nothing;
        self.skip_front_matter();
        while self.peek().is_some() {
            if is_text && self.skip_hidden(&mut page) {
                above = Above::Nothing;
                continue;
            }
            let line = self.rest().split('\n').next().unwrap_or_default();
            self.blanks();
            if self.is_line_end() {
                if above == Above::Directive && line.trim().is_empty() {
                    above = Above::Blank;
                }
            } else {
                match self.begins(if is_text { Demand::Text } else { Demand::Word }) {
                    Some(begins) => {
                        lost = self.begun(begins, &mut directives).is_none();
                        above = if lost { Above::Nothing } else { Above::Directive };
                    }
                    None if lost && !is_text => self.skip_line(),
                    None => match almost(self.rest()) {
                        Some(almost) => {
                            lost = self.slipped(almost, &mut directives).is_none();
                            above = Above::Nothing;
                        }
                        None if is_text => {
                            self.tell_leftover(&mut above);
                            self.skip_text(&mut page);
                        }
                        None => {
                            self.stray();
                            self.skip_directive();
                            lost = true;
                        }
                    },
                }
            }
            self.take(b'\n');
        }
        self.close_page(&page);
        directives
    }

    /// Tells what is wrong with what is almost a directive, and reads of it what can be read; `None` as for [`Self::begun`].
    fn slipped(&mut self, almost: Almost, directives: &mut Vec<Directive>) -> Option<()> {
        let slip = match almost {
            Almost::Directive(directive) => return self.begun(Begins::Directive(directive), directives),
            Almost::Slip(slip) => slip,
        };
        self.quiet = false;
        self.doubt = None;
        self.open.clear();
        let start = self.at;
        let at = start.saturating_add(slip.at);
        self.report(Span::new(at, at.saturating_add(slip.length)), slip.message);
        self.suggest(slip.suggestion);
        let Some((directive, behind)) = slip.goes_on else {
            self.quiet = true;
            self.skip_directive();
            return None;
        };
        self.skip(behind);
        let read = self.directive(directive, start);
        let is_read = read.is_some();
        directives.extend(read);
        self.quiet = true;
        if !self.is_line_end() {
            self.skip_directive();
        }
        is_read.then_some(())
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
}

/// The directives, for a suggestion.
pub(super) fn known() -> String {
    let list = WORDS.into_iter().chain([OUTPUT]).collect::<Vec<_>>().join("`, `");
    format!("known are `{list}`")
}
