//! Secrets in what is said: guards.md, "Secrets never appear outside `inputs` and `output`".

use core::cell::Cell;

use super::outcome::Outcome;
use crate::fold::lower;
use crate::label::Descriptor;
use crate::list::{AddAll, List};
use crate::policy::Names;
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::text::is_invisible;

/// What stands in place of a secret.
const REDACTED: &str = "[REDACTED]";
/// Shorter values are words of every text.
const SHORTEST: usize = 4;
/// How many forms of secrets are looked for.
const MANY: usize = 4096;
/// Of secrets up to this length parts are looked for, too: a shell makes several words of one, and leaves some out. Longer
/// ones are texts, the words of which are in other texts as well.
const IN_PARTS: usize = 256;
/// So many characters in a row are part of a secret, or two thirds of a shorter one.
const PART: usize = 8;
/// How many characters are held against how many forms in all.
const LONG: usize = 1 << 26;
/// What is written so that a text stands for itself, in JSON, patterns and shells: nothing of what it says.
const MARKS: [char; 3] = ['\\', '"', '\''];

/// The secrets of one run.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    /// Each once.
    forms: Vec<Form>,
    /// Parts without marks, and the lengths that they have in characters.
    parts: Names<()>,
    lengths: Vec<usize>,
    /// Whether there are more, or some that nobody knows: nothing that was said is shown at all.
    hides_all: bool,
    /// How much was looked at: what takes too long is not shown either.
    looked_at: Cell<usize>,
}

/// A text that is looked for, in lower case.
#[derive(Debug)]
struct Form {
    text: Vec<char>,
    /// For each beginning of the text the length of the longest shorter one that it ends with.
    again: Vec<usize>,
    /// Whether it has no marks, and those of a text are passed over.
    is_bare: bool,
}

/// A character of a text in lower case, and where the one stands that it comes from.
#[derive(Debug, Clone, Copy)]
struct Letter {
    lower: char,
    start: usize,
    end: usize,
}

impl Secrets {
    /// Remembers a value if its labels say that it is secret.
    pub(crate) fn learn(&mut self, descriptor: &Descriptor, value: Option<&Value>) {
        if let Some(value) = value.filter(|_| descriptor.has("secret")) {
            self.learn_all(value);
            // Of short members all together may be long enough.
            if matches!(value.data, Data::Array(_) | Data::Object(_)) {
                self.add(&value.to_string());
            }
        }
    }

    /// There is a secret that nobody says.
    pub(super) const fn hide_all(&mut self) {
        self.hides_all = true;
    }

    fn learn_all(&mut self, value: &Value) {
        match &value.data {
            Data::Null | Data::Bool(_) => {}
            Data::Number(_) => self.add(&value.to_string()),
            Data::String(text) => self.learn_text(text),
            Data::Array(items) => items.iter().for_each(|item| self.learn_all(item)),
            Data::Object(members) => {
                for member in members {
                    // Shorter keys are words of other texts.
                    if member.key.chars().count() >= PART {
                        self.learn_text(&member.key);
                    }
                    self.learn_all(&member.value);
                }
            }
        }
    }

    /// A text, and what becomes of it where it is shown: within JSON, with its invisible characters spelled out, line by line.
    fn learn_text(&mut self, text: &str) {
        self.add(text);
        self.add(text.trim());
        self.add_parts(text);
        if text.contains('%') {
            let decoded = percent_decoded(text);
            self.add(&decoded);
            self.add_parts(&decoded);
        }
        if text.contains(is_invisible) {
            let json = Value::from(text).to_string();
            self.add(json.trim_matches('"'));
            let spelled: String = text.chars().flat_map(Spelled::new).collect();
            self.add(&spelled);
        }
        if text.contains('\n') {
            text.lines().for_each(|line| self.add(line.trim()));
        }
    }

    fn add(&mut self, text: &str) {
        // Character by character: the last letter of a word may have a lower case of its own.
        let text: Vec<char> = text.chars().flat_map(lower).list();
        let bare: Vec<char> = text.iter().copied().filter(|c| !MARKS.contains(c)).list();
        let has_marks = bare.len() != text.len();
        self.add_form(bare, true);
        if has_marks {
            self.add_form(text, false);
        }
    }

    fn add_form(&mut self, text: Vec<char>, is_bare: bool) {
        if text.len() < SHORTEST {
            return;
        }
        if self.forms.len() >= MANY {
            self.hides_all = true;
        } else if !self.forms.iter().any(|form| form.text == text && form.is_bare == is_bare) {
            self.forms.push(Form::new(text, is_bare));
        }
    }

    fn add_parts(&mut self, text: &str) {
        let bare = text.chars().filter(|c| !MARKS.contains(c)).flat_map(lower);
        let bare: Vec<char> = bare.take(IN_PARTS.saturating_add(1)).list();
        let length = (bare.len().saturating_mul(2) / 3).clamp(SHORTEST, PART);
        if (length..=IN_PARTS).contains(&bare.len()) && !self.hides_all {
            bare.windows(length).for_each(|part| _ = self.parts.insert(&part.iter().collect::<String>(), ()));
            if !self.lengths.contains(&length) {
                self.lengths.push(length);
            }
        }
    }

    /// An outcome without secrets.
    pub(super) fn hide_in(&self, outcome: Outcome) -> Outcome {
        if self.forms.is_empty() && self.parts.is_empty() && !self.hides_all {
            return outcome;
        }
        outcome.without_secrets(&|text| self.hide(text))
    }

    /// A text without secrets.
    pub(super) fn hide(&self, text: &str) -> String {
        let forms = self.forms.len().saturating_add(self.lengths.len());
        let work = self.looked_at.get().saturating_add(text.len().saturating_mul(forms));
        self.looked_at.set(work);
        if self.hides_all || work > LONG {
            return REDACTED.to_owned();
        }
        let letters: Vec<Letter> = text
            .char_indices()
            .flat_map(|(start, c)| {
                let end = start.saturating_add(c.len_utf8());
                lower(c).map(move |lower| Letter { lower, start, end })
            })
            .list();
        let bare: Vec<Letter> = letters.iter().copied().filter(|letter| !MARKS.contains(&letter.lower)).list();
        let mut found: Vec<(usize, usize)> = Vec::new();
        for form in &self.forms {
            form.find_in(if form.is_bare { &bare } else { &letters }, &mut found);
        }
        for length in &self.lengths {
            let is_part =
                |window: &&[Letter]| self.parts.contains(&window.iter().map(|letter| letter.lower).collect::<String>());
            found.add_all(bare.windows(*length).filter(is_part).filter_map(stretch));
        }
        crate::order::sort(&mut found);
        without(text, &found)
    }
}

impl Form {
    fn new(text: Vec<char>, is_bare: bool) -> Self {
        let mut form = Self { again: Vec::with_capacity(text.len()), text, is_bare };
        let mut matched = 0;
        for at in 0..form.text.len() {
            if let Some(c) = form.text.get(at).filter(|_| at > 0) {
                matched = form.advanced(matched, *c);
            }
            form.again.push(matched);
        }
        form
    }

    /// How much of it a text ends with, that ended with so much before this character (Knuth, Morris, Pratt).
    fn advanced(&self, mut matched: usize, c: char) -> usize {
        loop {
            if self.text.get(matched) == Some(&c) {
                return matched.saturating_add(1);
            }
            match matched.checked_sub(1).and_then(|last| self.again.get(last)) {
                Some(shorter) => matched = *shorter,
                None => return 0,
            }
        }
    }

    /// Where it stands: all of it, or as much as is shown before an ellipsis.
    fn find_in(&self, letters: &[Letter], found: &mut Vec<(usize, usize)>) {
        let mut matched = 0;
        for (at, letter) in letters.iter().enumerate() {
            if letter.lower == '…' && matched >= SHORTEST {
                found.add_all(letters.get(at.saturating_sub(matched)..at).and_then(stretch));
            }
            matched = self.advanced(matched, letter.lower);
            if matched == self.text.len() {
                let next = at.saturating_add(1);
                found.add_all(letters.get(next.saturating_sub(matched)..next).and_then(stretch));
            }
        }
    }
}

/// Where letters stand.
fn stretch(letters: &[Letter]) -> Option<(usize, usize)> {
    Some((letters.first()?.start, letters.last()?.end))
}

/// A text without these stretches, which are in order: one word in place of those that reach into each other.
fn without(text: &str, found: &[(usize, usize)]) -> String {
    let mut hidden = String::with_capacity(text.len());
    let mut shown = 0;
    for (index, (start, end)) in found.iter().enumerate() {
        if *start >= shown || index == 0 {
            hidden.push_str(text.get(shown..*start).unwrap_or_default());
            hidden.push_str(REDACTED);
        }
        shown = shown.max(*end);
    }
    hidden.push_str(text.get(shown..).unwrap_or_default());
    hidden
}

/// As a URL is read: what is no encoding stands for itself.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|digits| *first == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        let byte = digits.and_then(|digits| u8::from_str_radix(core::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = after.get(if byte.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The characters by which messages show one.
enum Spelled {
    Itself(Option<char>),
    Escaped(core::char::EscapeUnicode),
}

impl Spelled {
    fn new(c: char) -> Self {
        if is_invisible(c) { Self::Escaped(c.escape_unicode()) } else { Self::Itself(Some(c)) }
    }
}

impl Iterator for Spelled {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::Itself(c) => c.take(),
            Self::Escaped(escaped) => escaped.next(),
        }
    }
}
