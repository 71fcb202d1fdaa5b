//! Literals: JSON, and what one need not write of it.
//!
//! A bare word is a text: `[git, cmd:npm:*]`. Alone in an object it is a key whose value is `true`, and both have the same
//! place: `{ js }`. `true`, `false`, `null` and numbers are what they are in JSON.

use super::lookalike::{described, folded, odd_letter};
use super::reader::{Reader, is_word};
use crate::guard::condition::number;
use crate::names::Names;
use crate::policy::json::duplicate;
use crate::policy::path::Step;
use crate::policy::value::{Data, MAX_DEPTH, Member, Value};
use crate::prelude::*;
use crate::span::Span;
use crate::text::{quoted, shown};

const QUOTE: &str = "text with other signs stands in quotes";

impl<'t> Reader<'t> {
    /// The literal that is next. After a mistake the reader is behind it, as far as it can tell.
    pub(super) fn literal(&mut self) -> Option<Value> {
        let start = self.at;
        let data = match self.peek() {
            // Recursion ends here: WebAssembly has little stack.
            Some(b'[' | b'{') if self.open.len().saturating_add(1) >= MAX_DEPTH => {
                self.report(self.span_of(1), "the text is nested too deeply");
                self.recover();
                return None;
            }
            Some(b'[') => Data::Array(self.list()),
            Some(b'{') => Data::Object(self.object()),
            Some(b'"' | b'\'' | b'`') => Data::String(self.literal_string()?),
            _ => self.word()?,
        };
        Some(Value { data, span: Some(Span::new(start, self.at)) })
    }

    fn list(&mut self) -> Vec<Value> {
        let mut values = Vec::new();
        let mut items = self.items("an item", false);
        while self.more(&mut items) {
            self.path.push(Step::Index(values.len()));
            values.extend(self.literal());
            self.path.pop();
        }
        values
    }

    fn object(&mut self) -> Vec<Member> {
        let mut members = Vec::new();
        let mut seen = Names::default();
        let mut items = self.items("a member", false);
        while self.more(&mut items) {
            let start = self.at;
            let Some((key, key_span, has_value)) = self.key() else {
                if self.at == start || self.quiet {
                    self.recover();
                }
                continue;
            };
            self.path.push(Step::Key(key));
            let value = if has_value {
                self.space();
                self.literal()
            } else {
                Some(Value { data: Data::Bool(true), span: Some(key_span) })
            };
            if let Some(Step::Key(key)) = self.path.last() {
                if !seen.insert(key, ()) {
                    let problem = duplicate(key, &self.path).at(Some(key_span));
                    self.add(problem);
                } else if let Some(value) = value {
                    members.push(Member { key: key.clone(), key_span: Some(key_span), value });
                }
            }
            self.path.pop();
        }
        members
    }

    /// A key, its place, and whether a value stands behind it.
    fn key(&mut self) -> Option<(String, Span, bool)> {
        let start = self.at;
        if matches!(self.peek(), Some(b'"' | b'\'' | b'`')) {
            let key = self.literal_string()?;
            let span = Span::new(start, self.at);
            self.space();
            if self.take(b':') {
                return Some((key, span, true));
            }
            self.expected_in_structure("`:` after the key");
            self.suggest("a key without a value is a bare word");
            self.quiet = true;
            return None;
        }
        let word = self.bare("a key")?;
        if word.starts_with('@') {
            self.report(Span::new(start, self.at), format!("expected a key, found {}", quoted(word)));
            self.suggest(format!("write `'{}'`", shown(word.trim_end_matches(':'))));
            self.quiet = true;
            return None;
        }
        let (key, rest) = match word.split_once(':') {
            None => {
                let (word, end) = (word.to_owned(), self.at);
                self.blanks();
                let has_value = self.take(b':');
                self.at = if has_value { self.at } else { end };
                return Some((word, Span::new(start, end), has_value));
            }
            // Two colons: a label, and what is said of it.
            Some((_, rest)) if rest.ends_with(':') && !rest.ends_with("::") => {
                let key = word.strip_suffix(':').unwrap_or(word);
                let span = Span::new(start, start.saturating_add(key.len()));
                self.report(span, format!("the key {} holds a `:`", quoted(key)));
                self.suggest(format!("write `\"{}\"`", shown(key)));
                return Some((key.to_owned(), span, true));
            }
            Some(parts) => parts,
        };
        self.at = self.at.saturating_sub(rest.len());
        let span = Span::new(start, start.saturating_add(key.len()));
        if key.is_empty() {
            self.at = start;
            self.expected("a key");
            return None;
        }
        Some((key.to_owned(), span, true))
    }

    /// The bare word that is next, where `what` is expected.
    fn bare(&mut self, what: &str) -> Option<&'t str> {
        let start = self.at;
        let rest = self.rest();
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        if length == 0 {
            self.expected_in_structure(what);
            self.suggest_sign();
            if rest.starts_with(['[', '{']) {
                self.be_in_doubt();
            }
            self.recover();
            return None;
        }
        self.skip(length);
        // A number may have a sign in its exponent.
        let word = self.between(start, self.at);
        if word.starts_with(|c: char| c.is_ascii_digit() || c == '-') && word.ends_with(['e', 'E']) && self.take(b'+') {
            let rest = self.rest();
            self.skip(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
        }
        let word = self.between(start, self.at);
        let next = self.rest().chars().next();
        let ends = next.is_none_or(|c| c.is_whitespace() || ",]})".contains(c) || word.ends_with(':'));
        if !ends {
            let sign = next.map(String::from).unwrap_or_default();
            if self.doubt.is_none() {
                self.report(self.span_of(sign.len()), format!("a bare word holds no {}", quoted(&sign)));
                self.suggest(QUOTE);
            }
            if "[{\"'`".contains(&sign) {
                self.be_in_doubt();
            }
            self.recover();
            return None;
        }
        self.latin_letters(word, start);
        Some(word)
    }

    /// Reports a letter of a bare word that only looks like a Latin one.
    fn latin_letters(&mut self, word: &str, start: usize) {
        let Some((at, letter)) = odd_letter(word) else { return };
        let at = start.saturating_add(at);
        self.report(Span::new(at, at.saturating_add(letter.len_utf8())), described(letter));
        self.suggest(format!("write {}, or quotes around it", quoted(folded(word).trim_end_matches(':'))));
    }

    fn word(&mut self) -> Option<Data> {
        let start = self.at;
        let word = self.bare("a value")?;
        if let Some(data) = constant(word) {
            return Some(data);
        }
        let span = Span::new(start, self.at);
        if word.contains('@') && self.refuse_variables_of(word, start) {
            return None;
        }
        if word.ends_with(':') {
            if self.doubt.is_none() {
                self.report(span, format!("expected a value, found the key {}", quoted(word)));
                self.suggest("keys stand in `{ }`");
            }
            self.be_in_doubt();
            self.recover();
            return None;
        }
        if looks_like_number(word) {
            self.report(
                span,
                format!("expected a number of at most 15 digits, as JSON writes it, found {}", quoted(word)),
            );
            self.suggest("text that looks like a number stands in quotes");
            return None;
        }
        Some(Data::String(word.to_owned()))
    }

    /// What to write instead of a sign that begins nothing.
    fn suggest_sign(&mut self) {
        let rest = self.rest();
        if rest.starts_with(['“', '”', '‘', '’', '«', '»']) {
            self.suggest("write `\"` or `'`");
        } else if rest.starts_with('#') {
            self.suggest("a comment begins with `>>`");
        } else if !rest.starts_with([',', ']', '}', ')', '\n', '\r']) && !rest.is_empty() {
            self.suggest(QUOTE);
        }
    }
}

/// What a word means that is no text.
pub(super) fn constant(word: &str) -> Option<Data> {
    Some(match word {
        "true" => Data::Bool(true),
        "false" => Data::Bool(false),
        "null" => Data::Null,
        _ => match word.strip_prefix('-') {
            Some(positive) => Data::Number(-number(positive)?),
            None => Data::Number(number(word)?),
        },
    })
}

/// Whether a word is nothing but digits and what stands among them; an address has more than one point.
pub(super) fn looks_like_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || ".eE-+".contains(c))
        && digits.matches('.').count() < 2
}
