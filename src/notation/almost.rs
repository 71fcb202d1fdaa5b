//! Lines of a text that are almost directives.
//!
//! What a reader of Markdown takes for a policy must not pass as text because of a colon, a capital or a character that nobody
//! sees. So a line is no text whose first word is one of those below, behind a `/` or before a sign that sentences lack:
//! `{`, `=`, `"`, `@name`, or a `[` that begins no link. Of a line without such a sign, `Policy is important.`, there is
//! nothing that could be lost. What begins with another sign (a list, a quotation, a heading, a table) is text.

use super::lines::{HEAVY, OTHERS, OUTPUT, WORDS};
use super::lookalike::{described, folded, is_mark};
use super::loose::{loose, says_in_order, says_much};
use crate::guard::condition::{is_name, is_name_start};
use crate::prelude::*;
use crate::suggest::nearest;
use crate::text::{is_invisible, quoted};

/// What a line was meant as that begins no directive.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Almost {
    /// This directive: reading it tells what is wrong.
    Directive(&'static str),
    /// One that is not to be read, for a reason.
    Slip(Slip),
}

/// Why a line is no directive.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Slip {
    /// Where in the text, and how long that is.
    pub(super) at: usize,
    pub(super) length: usize,
    pub(super) message: String,
    pub(super) suggestion: String,
    /// The directive, if it can be read from behind its word on, and where that is.
    pub(super) goes_on: Option<(&'static str, usize)>,
}

impl Slip {
    /// One of which nothing is read on.
    pub(super) fn alone(at: usize, length: usize, message: &str, suggestion: &str) -> Self {
        Self { at, length, message: message.to_owned(), suggestion: suggestion.to_owned(), goes_on: None }
    }
}

/// The first words of a line.
pub(super) struct Words<'t> {
    line: &'t str,
    /// A character before, within or right behind the word that is none of a directive, and its place.
    odd: Option<(usize, char)>,
    pub(super) slash: bool,
    /// Where the word stands.
    start: usize,
    end: usize,
    /// The word as it was probably meant.
    pub(super) word: String,
    /// What follows it, and the blanks or invisible characters after it.
    next: &'t str,
}

/// What stands at the beginning of this text, whose first line this is about.
pub(super) fn almost(text: &str) -> Option<Almost> {
    let (line, below) = text.split_once('\n').unwrap_or((text, ""));
    Words::of(line).and_then(|words| words.almost(below)).or_else(|| loose(line).map(Almost::Slip))
}

const UNION: &str = "union";

impl<'t> Words<'t> {
    pub(super) fn almost(&self, below: &str) -> Option<Almost> {
        let Some(known) = WORDS.into_iter().chain([OUTPUT, UNION]).find(|known| *known == self.word) else {
            return self.other(below).map(Almost::Slip);
        };
        let means = self.slash || self.has_sign_for(known) || says_much(known, self.rest(), below);
        let is_meant = means && (self.slash || known != "show") && !self.is_part_of_another(known);
        is_meant.then(|| self.meant(known))
    }

    pub(super) fn of(line: &'t str) -> Option<Self> {
        let mut odd = None;
        let mut rest = line.char_indices().peekable();
        let mut slash = false;
        while let Some((at, c)) = rest.next_if(|(_, c)| is_blank(*c) || !slash && is_slash(*c)) {
            slash |= is_slash(c);
            odd = odd.or_else(|| (!matches!(c, ' ' | '\t' | '/' | '\r')).then_some((at, c)));
            // A blank behind the `/`.
            if slash && !is_slash(c) {
                odd = odd.or(Some((at, c)));
            }
        }
        let start = rest.peek()?.0;
        let mut end = start;
        let mut word = String::new();
        // No word is longer, whatever is hidden in it.
        while let Some((at, c)) = rest.next_if(|(_, c)| c.is_alphabetic() || is_hidden(*c)).filter(|_| word.len() < 20)
        {
            if is_hidden(c) {
                odd = odd.or(Some((at, c)));
            } else {
                word.push(c);
            }
            end = at.saturating_add(c.len_utf8());
        }
        let after = line.get(end..).unwrap_or_default();
        let next = after.trim_start_matches(is_blank);
        let between = after.char_indices().take(after.len().saturating_sub(next.len()));
        let behind = between.map(|(at, c)| (end.saturating_add(at), c));
        let mut behind = behind.filter(|(at, c)| is_blank(*c) && !matches!(c, ' ' | '\t' | '\r') && *at < line.len());
        let odd = odd.or_else(|| behind.next().filter(|_| !next.is_empty()));
        let word = folded(&word).to_lowercase();
        (!word.is_empty()).then_some(Self { line, odd, slash, start, end, word, next })
    }

    /// Whether there is a sign in the line that sentences lack.
    fn has_sign(&self) -> bool {
        let rest = self.rest();
        rest.contains(['{', '=', '"'])
            || rest.match_indices('@').any(|(at, _)| is_reference(rest, at))
            || has_list(rest)
    }

    /// Sentences often begin with `Run`, and some of those are about code: there no more than the language stands before the sign.
    fn has_sign_for(&self, known: &str) -> bool {
        let end = self.next.find(['{', '=', '"', '@', '[']).unwrap_or(self.next.len());
        let before = self.next.get(..end).unwrap_or_default().trim_start_matches(':');
        self.has_sign() && (known != "run" || before.split(is_blank).filter(|word| !word.is_empty()).count() < 2)
    }

    fn rest(&self) -> &'t str {
        self.line.get(self.end..).unwrap_or_default()
    }

    /// Whether the word is a part of a longer one: `run-time`, `guard's`, `/run/user`.
    fn is_part_of_another(&self, known: &str) -> bool {
        let mut rest = self.rest().chars();
        let joins = match rest.next() {
            Some('-' | '_' | '\'' | '’') => true,
            // Files have such names; policies do not.
            Some('/') => true,
            Some('.') => !HEAVY.contains(&known),
            Some(c) if c.is_alphanumeric() => return true,
            _ => return false,
        };
        joins && rest.next().is_some_and(char::is_alphanumeric)
    }

    fn meant(&self, known: &'static str) -> Almost {
        let written = self.line.get(self.start..self.end).unwrap_or_default();
        if written == known && self.odd.is_none() && known != UNION {
            return Almost::Directive(known);
        }
        let goes_on = (self.odd.is_none() && known != UNION && self.next.starts_with(['{', '@', '[']))
            .then_some((known, self.end));
        let slip = |at: usize, length: usize, message: String, suggestion: String| {
            Almost::Slip(Slip { at, length, message, suggestion, goes_on })
        };
        let word = |message: String, suggestion: String| {
            slip(self.start, self.end.saturating_sub(self.start), message, suggestion)
        };
        if let Some((at, c)) = self.odd {
            let place = match at {
                at if at < self.start => "before",
                at if at < self.end => "within",
                _ => "behind",
            };
            let (what, instead) = name(c);
            let suggestion = if place == "behind"
                && instead == "delete it"
                && self.rest().trim_start_matches(is_hidden).starts_with(is_name)
            {
                "write a blank"
            } else if place == "behind" {
                instead
            } else {
                "delete it"
            };
            return slip(at, c.len_utf8(), format!("{what} stands {place} `{known}`"), suggestion.to_owned());
        }
        let other = written.chars().find(|c| !c.is_ascii());
        if let Some(letter) = other {
            return word(described(letter), format!("write `{known}`"));
        }
        if known == UNION {
            return word("a union is made of policies".to_owned(), "write `policy @name = union(@a, @b)`".to_owned());
        }
        word(format!("unknown directive {}", quoted(written)), format!("did you mean `{known}`?"))
    }

    /// A misspelt word, or a directive that is not read here.
    fn other(&self, below: &str) -> Option<Slip> {
        let written = self.line.get(self.start..self.end).unwrap_or_default();
        let slip = |message: String, suggestion: String, goes_on| {
            let length = self.end.saturating_sub(self.start);
            Some(Slip { at: self.start, length, message, suggestion, goes_on })
        };
        let mut words = self.next.split(|c: char| !c.is_alphabetic());
        let first = words.next().unwrap_or_default();
        let second = HEAVY.contains(&first) || first == "import";
        let exports = self.word == "export" && second && self.has_sign();
        if exports || OTHERS.contains(&self.word.as_str()) && self.slash && (second || self.has_sign()) {
            if self.is_part_of_another("export") {
                return None;
            }
            return slip(format!("the directive {} is not read here", quoted(&self.word)), super::file::known(), None);
        }
        if self.is_part_of_another("policy") || OTHERS.contains(&self.word.as_str()) {
            return None;
        }
        let said = |meant: &&'static str| says_in_order(meant, self.rest());
        let near = |candidates: &[&'static str]| nearest(&self.word, candidates.iter().copied());
        let meant = match near(&HEAVY).or(Some("policy").filter(|_| self.word == "policies")) {
            Some(heavy) if self.begins_value() || says_much(heavy, self.rest(), below) => Some(heavy),
            _ if near(&["export"]).is_some() && self.has_sign() && nearest(first, ["policy"]).is_some() => {
                Some("policy")
            }
            _ => near(&["import", "imports"]).map(|_| "import").filter(said),
        };
        let slashed = || near(&WORDS).filter(|_| self.slash && self.begins_value());
        // A short word is near to many.
        let short = || near(&["run", "var", "exe"]).filter(|_| self.word.len() <= 3);
        let light = || short().or_else(|| near(&[OUTPUT])).filter(said);
        let meant = meant.or_else(slashed).or_else(light)?;
        let goes_on = (self.odd.is_none() && self.next.starts_with(['{', '@'])).then_some((meant, self.end));
        slip(format!("unknown directive {}", quoted(written)), format!("did you mean `{meant}`?"), goes_on)
    }

    /// Whether what follows begins as what follows the word of a directive.
    fn begins_value(&self) -> bool {
        let next = self.next.trim_start_matches(':').trim_start_matches(is_blank);
        next.starts_with(['{', '=']) || is_reference(next, 0) || next.starts_with('[') && has_list(next)
    }
}

/// A character that is shown as nothing, and no blank.
pub(super) fn is_hidden(c: char) -> bool {
    is_invisible(c) && !is_blank_shown(c) || is_mark(c)
}

fn is_blank_shown(c: char) -> bool {
    c.is_whitespace() && c != '\n' || c == '\u{2800}'
}

/// A blank of any kind, or a character that is not shown.
pub(super) fn is_blank(c: char) -> bool {
    is_blank_shown(c) || is_hidden(c)
}

/// A `/`, or what looks like one.
pub(super) fn is_slash(c: char) -> bool {
    matches!(c, '/' | '／' | '∕' | '⁄' | '\u{29f8}' | '\u{2571}' | '\u{27cb}')
}

/// What a character is that has no place at a directive, and what to do about it.
fn name(c: char) -> (String, &'static str) {
    let code = u32::from(c);
    match c {
        ' ' | '\t' => ("a blank".to_owned(), "delete it"),
        _ if is_slash(c) => (format!("`{c}` (U+{code:04X}), which is no `/`,"), "write `/`"),
        _ if is_blank_shown(c) => (format!("a blank of another kind (U+{code:04X})"), "write a blank"),
        _ if is_mark(c) => (format!("a mark over a letter (U+{code:04X})"), "delete it"),
        _ => (format!("an invisible character (U+{code:04X})"), "delete it"),
    }
}

/// Whether this `@` begins a name, and does not belong to an address.
pub(super) fn is_reference(text: &str, at: usize) -> bool {
    let after = text.get(at..).and_then(|rest| rest.strip_prefix('@'));
    let before = text.get(..at).unwrap_or_default();
    after.is_some_and(|after| after.starts_with(is_name_start)) && !before.ends_with(super::variable::is_joined)
}

/// Whether a `[` stands in a text that begins no link of Markdown: `[text](…)`, `[text][…]`, `[^1]`, `[x]` of a box.
pub(super) fn has_list(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('[') {
        let Some((inner, behind)) = after.split_once(']') else { return true };
        if inner.contains('[') || !(behind.starts_with(['(', '[']) || inner.starts_with('^')) {
            return true;
        }
        rest = behind;
        // The second part of `[text][…]`.
        if let Some((_, behind)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            rest = behind;
        }
    }
    false
}
