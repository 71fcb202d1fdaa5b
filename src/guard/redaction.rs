//! Secrets in what is said: guards.md, "Secrets never appear outside `inputs` and `output`".

use std::collections::{BTreeMap, BTreeSet};

use super::outcome::Outcome;
use crate::label::Descriptor;
use crate::policy::value::{Data, Value};
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
/// What is written so that a text stands for itself, in JSON, patterns and shells: nothing of what it says.
const MARKS: [char; 3] = ['\\', '"', '\''];
/// How many marks may stand before one character: as many as JSON within JSON within JSON needs.
const MARKS_IN_A_ROW: usize = 16;

/// The secrets of one run.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    /// Each once.
    forms: Vec<Form>,
    /// Parts without marks, by their length in characters.
    parts: BTreeMap<usize, BTreeSet<String>>,
    /// Whether there are more, or some that nobody knows: nothing that was said is shown at all.
    hides_all: bool,
}

/// A text that is looked for, in lower case.
#[derive(Debug, PartialEq, Eq)]
struct Form {
    text: String,
    /// Whether it has no marks, and those of a text are passed over.
    is_bare: bool,
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
            Data::Object(members) => members.iter().for_each(|member| self.learn_all(&member.value)),
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
        let text = lower(text.chars());
        let bare = lower(without_marks(&text));
        let has_marks = bare.len() != text.len();
        self.add_form(Form { text: bare, is_bare: true });
        if has_marks {
            self.add_form(Form { text, is_bare: false });
        }
    }

    fn add_form(&mut self, form: Form) {
        if form.text.chars().nth(SHORTEST.saturating_sub(1)).is_none() {
            return;
        }
        if self.forms.len() >= MANY {
            self.hides_all = true;
        } else if !self.forms.contains(&form) {
            self.forms.push(form);
        }
    }

    fn add_parts(&mut self, text: &str) {
        let characters: Vec<char> = lower(without_marks(text)).chars().take(IN_PARTS.saturating_add(1)).collect();
        let length = (characters.len().saturating_mul(2) / 3).clamp(SHORTEST, PART);
        if (length..=IN_PARTS).contains(&characters.len()) {
            let parts = self.parts.entry(length).or_default();
            parts.extend(characters.windows(length).map(|part| part.iter().collect::<String>()));
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
        if self.hides_all {
            return REDACTED.to_owned();
        }
        let mut hidden = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = self.beginning(rest);
            match rest.split_at_checked(length.unwrap_or_else(|| first.len_utf8())) {
                Some((told, after)) => {
                    hidden.push_str(if length.is_some() { REDACTED } else { told });
                    rest = after;
                }
                None => return REDACTED.to_owned(),
            }
        }
        hidden
    }

    /// How much of the beginning of a text is secret, with all secrets and parts that reach into each other.
    fn beginning(&self, text: &str) -> Option<usize> {
        let mut end = self.first(text)?;
        for (at, _) in text.char_indices() {
            if at >= end {
                break;
            }
            let more = text.get(at..).and_then(|rest| self.first(rest));
            end = end.max(at.saturating_add(more.unwrap_or_default()));
        }
        Some(end)
    }

    fn first(&self, text: &str) -> Option<usize> {
        let forms = self.forms.iter().filter_map(|form| beginning(text, form));
        let parts = self.parts.iter().filter_map(|(length, parts)| {
            let (part, end) = bare_beginning(text, *length)?;
            parts.contains(&part).then_some(end)
        });
        forms.chain(parts).max()
    }
}

/// The first characters of a text in lower case, its marks passed over, and where they end.
fn bare_beginning(text: &str, length: usize) -> Option<(String, usize)> {
    let (mut part, mut count, mut marks) = (String::new(), 0_usize, 0_usize);
    for (at, c) in text.char_indices() {
        if MARKS.contains(&c) {
            marks = marks.saturating_add(1);
            if at == 0 || marks > MARKS_IN_A_ROW {
                return None;
            }
            continue;
        }
        marks = 0;
        // One character may be several in lower case, of which the part has the first.
        for lower in c.to_lowercase().take(length.saturating_sub(count)) {
            part.push(lower);
            count = count.saturating_add(1);
        }
        if count == length {
            return Some((part, at.saturating_add(c.len_utf8())));
        }
    }
    None
}

/// In lower case, character by character, as texts are compared: the last letter of a word may have one of its own.
fn lower(characters: impl Iterator<Item = char>) -> String {
    characters.flat_map(char::to_lowercase).collect()
}

fn without_marks(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !MARKS.contains(c))
}

/// As a URL is read: what is no encoding stands for itself.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|digits| *first == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        let byte = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = after.get(if byte.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// How much of the beginning of `text` is a secret, in whatever case: all of it, or as much as is shown before an ellipsis.
fn beginning(text: &str, secret: &Form) -> Option<usize> {
    let mut wanted = secret.text.chars();
    let mut next = wanted.next();
    let (mut matched, mut marks) = (0_usize, 0_usize);
    for (at, c) in text.char_indices() {
        if next.is_none() {
            return Some(at);
        }
        if secret.is_bare && matched > 0 && marks < MARKS_IN_A_ROW && MARKS.contains(&c) {
            marks = marks.saturating_add(1);
            continue;
        }
        for lower in c.to_lowercase() {
            if next != Some(lower) {
                return (c == '…' && matched >= SHORTEST).then_some(at);
            }
            next = wanted.next();
        }
        (matched, marks) = (matched.saturating_add(1), 0);
    }
    next.is_none().then_some(text.len())
}

/// The characters by which messages show one.
enum Spelled {
    Itself(Option<char>),
    Escaped(std::char::EscapeUnicode),
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
