//! Secrets in what is said: guards.md, "Secrets never appear outside `inputs` and `output`".

use super::outcome::Outcome;
use crate::label::Descriptor;
use crate::policy::value::{Data, Value};
use crate::text::is_invisible;

/// What stands in place of a secret.
const REDACTED: &str = "[REDACTED]";
/// Shorter values are words of every text.
const SHORTEST: usize = 4;
/// How many forms of secrets are looked for. Beyond, nothing that was said is shown at all.
const MANY: usize = 4096;

/// The secrets of one run.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    /// In lower case, each once.
    forms: Vec<String>,
    too_many: bool,
}

impl Secrets {
    /// Remembers a value if its labels say that it is secret.
    pub(crate) fn learn(&mut self, descriptor: &Descriptor, value: Option<&Value>) {
        if let Some(value) = value.filter(|_| descriptor.has("secret")) {
            self.learn_all(value);
        }
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

    /// A text, and what becomes of it where it is shown: within JSON, with its invisible characters spelled out, as a
    /// pattern of a rule, line by line.
    fn learn_text(&mut self, text: &str) {
        self.add(text);
        self.add(text.trim());
        if text.contains(|c: char| is_invisible(c) || matches!(c, '"' | '\\')) {
            let json = Value::from(text).to_string();
            self.add(json.trim_matches('"'));
            let spelled: String = text.chars().flat_map(Spelled::new).collect();
            self.add(&spelled);
        }
        if text.contains([':', '*']) {
            self.add(&text.replace(':', "\\:"));
            self.add(&text.replace('*', "\\*"));
        }
        if text.contains('\n') {
            text.lines().for_each(|line| self.add(line.trim()));
        }
    }

    fn add(&mut self, form: &str) {
        if form.chars().nth(SHORTEST.saturating_sub(1)).is_none() {
            return;
        }
        let form = form.to_lowercase();
        if self.forms.len() >= MANY {
            self.too_many = true;
        } else if !self.forms.contains(&form) {
            self.forms.push(form);
        }
    }

    /// An outcome without secrets.
    pub(super) fn hide_in(&self, outcome: Outcome) -> Outcome {
        if self.forms.is_empty() {
            return outcome;
        }
        outcome.without_secrets(&|text| self.hide(text))
    }

    /// A text without secrets.
    fn hide(&self, text: &str) -> String {
        if self.too_many {
            return REDACTED.to_owned();
        }
        let mut hidden = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let secret = self.forms.iter().filter_map(|form| beginning(rest, form)).max();
            let (shown, length) = match secret {
                Some(length) => (true, length),
                None => (false, first.len_utf8()),
            };
            match (shown, rest.split_at_checked(length)) {
                (true, Some((_, after))) => {
                    hidden.push_str(REDACTED);
                    rest = after;
                }
                (false, Some((character, after))) => {
                    hidden.push_str(character);
                    rest = after;
                }
                (_, None) => return REDACTED.to_owned(),
            }
        }
        hidden
    }
}

/// How much of the beginning of `text` is a secret, in whatever case: all of it, or as much as is shown before an ellipsis.
fn beginning(text: &str, secret: &str) -> Option<usize> {
    let mut wanted = secret.chars();
    let mut next = wanted.next();
    let mut matched = 0_usize;
    for (at, c) in text.char_indices() {
        if next.is_none() {
            return Some(at);
        }
        for lower in c.to_lowercase() {
            if next != Some(lower) {
                return (c == '…' && matched >= SHORTEST).then_some(at);
            }
            next = wanted.next();
        }
        matched = matched.saturating_add(1);
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
