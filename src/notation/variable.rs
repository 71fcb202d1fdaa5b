//! Names after an `@` in the texts of literals.
//!
//! A literal is read where no variable is known: a policy is what it says, wherever it stands. mlld would put the value of a
//! variable into a text in `"` or in backticks, and a rule such as `cmd:@tool` would deny something else than was meant; so
//! what would be a variable is refused. Text are only:
//!
//! - the places `@base` and `@root`, where a path begins: alone or before a `/`, at the beginning of the text or after a `:`
//!   (or within the braces of a glob); and `@keychain` alone,
//! - what follows a letter or digit: `ann@example.com`, `left-pad@1.2.3`,
//! - a package with a scope, `"@scope/name"`, among packages of `node`,
//! - the names of guards in `with { guards: { only: ["@name"] } }`,
//! - everything in `'`, and `\@`.

use super::reader::Reader;
use super::tree::{Part, Path, Template};
use crate::guard::condition::{is_name, is_name_start, name};
use crate::policy::path::Step;
use crate::policy::value::Value;
use crate::prelude::*;
use crate::span::Span;
use crate::suggest::nearest;
use crate::text::quoted;

/// Where paths begin.
const PLACES: [&str; 2] = ["base", "root"];

/// Whether an `@` behind this character is text.
pub(super) fn is_joined(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What stands around a name.
struct Around<'a> {
    before: &'a str,
    after: &'a str,
}

impl Reader<'_> {
    /// A string of a literal, whose quote is next. Variables in it are reported.
    pub(super) fn literal_string(&mut self) -> Option<String> {
        let template = self.string(true)?;
        let quote = self.byte(template.span.start);
        Some(self.without_variables(template, quote))
    }

    fn without_variables(&mut self, template: Template, quote: Option<u8>) -> String {
        let text = |part: &Part| match part {
            Part::Text(part) => part.value.clone(),
            Part::Path(path) => self.between(path.span.start, path.span.end).to_owned(),
        };
        let mut texts: Vec<String> = template.parts.iter().map(text).collect();
        let mut before = String::new();
        // A string of several lines may be one that another backtick ends than was meant.
        let has_lines = self.between(template.span.start, template.span.end).contains('\n');
        let mut refused = false;
        for (index, part) in template.parts.iter().enumerate() {
            if let Part::Path(path) = part {
                let after = texts.get(index.saturating_add(1)..).and_then(|rest| rest.first());
                let around = Around { before: &before, after: after.map_or("", String::as_str) };
                let is_told = refused && has_lines;
                if !is_told && !self.is_text(&path.name, path.steps.is_empty(), &around) {
                    refused = true;
                    self.refuse_variable(path, quote, around.after.starts_with('/'));
                }
            }
            before.push_str(&texts.get_mut(index).map(core::mem::take).unwrap_or_default());
        }
        before
    }

    /// Reports the variables of a bare word; whether there are any.
    pub(super) fn refuse_variables_of(&mut self, word: &str, start: usize) -> bool {
        let mut refused = false;
        for (at, _) in word.match_indices('@') {
            let (before, rest) = word.split_at_checked(at).unwrap_or_default();
            let rest = rest.get(1..).unwrap_or_default();
            // A word that is no name of anything is no text either: `@/x`, `@`.
            let is_name_here = rest.starts_with(is_name_start) || before.is_empty();
            if before.ends_with(is_joined) || !is_name_here {
                continue;
            }
            let found = name(rest);
            let after = rest.get(found.len()..).unwrap_or_default();
            if self.is_text(found, true, &Around { before, after }) {
                continue;
            }
            let start = start.saturating_add(at);
            let span = Span::new(start, start.saturating_add(found.len()).saturating_add(1));
            self.refuse_variable(
                &Path { span, name: found.to_owned(), steps: Vec::new() },
                None,
                after.starts_with('/'),
            );
            refused = true;
        }
        refused
    }

    fn is_text(&self, name: &str, is_alone: bool, around: &Around<'_>) -> bool {
        let Around { before, after } = around;
        let begins_path = before.is_empty() || before.ends_with([':', '{', ',', '!']);
        let ends_place = after.is_empty() || after.starts_with(['/', '}', ',']);
        let scope_ends = || after.trim_start_matches(|c: char| is_name(c) || c == '-' || c == '.').starts_with('/');
        is_alone && PLACES.contains(&name) && begins_path && ends_place
            || is_alone && name == "keychain" && before.is_empty() && after.is_empty()
            || before.is_empty() && self.is_package() && scope_ends()
            || is_alone
                && before.is_empty()
                && self.names_guards()
                && !after.contains(|c: char| !is_name(c) && c != '-')
    }

    /// Whether what is read is a package of `node`, of which a policy says nothing.
    fn is_package(&self) -> bool {
        let keys =
            || self.path.iter().rev().filter_map(|step| if let Step::Key(key) = step { Some(&**key) } else { None });
        keys().next() == Some("node") && !keys().any(|key| matches!(key, "allow" | "deny" | "policy"))
    }

    /// Whether what is read names a guard that is not to be asked.
    fn names_guards(&self) -> bool {
        let is_key = |step: &Step, wanted: &[&str]| matches!(step, Step::Key(key) if wanted.contains(&key.as_str()));
        match self.path.as_slice() {
            // Whatever the key: that it is unknown is what has to be told.
            [guards, _, ..] => self.in_with && is_key(guards, &["guards"]),
            _ => false,
        }
    }

    fn refuse_variable(&mut self, path: &Path, quote: Option<u8>, is_folder: bool) {
        let found = quoted(self.between(path.span.start, path.span.end));
        // A quote too many makes strings of what stands between them.
        let quiet = self.quiet;
        self.quiet |= self.doubt.is_some();
        self.report(path.span, format!("a literal holds no variables, found {found}"));
        let place = PLACES.into_iter().find(|place| path.name.starts_with(place));
        let place = place.or_else(|| nearest(&path.name, PLACES).filter(|_| is_folder));
        let is_text = match quote {
            Some(_) => "an `@` that is text is written `\\@`",
            None => "text with an `@` stands in single quotes",
        };
        self.suggest(match (path.name.as_str(), place) {
            ("home" | "user", _) => "write `~/…` for the home folder".to_owned(),
            (_, Some(place)) => format!("did you mean `@{place}/…`? {is_text}"),
            _ => format!("write what it stands for; {is_text}"),
        });
        self.quiet = quiet;
    }
}

/// A text in `"`, with `\@` for each `@` that would be a variable in a literal.
pub(super) fn in_quotes(text: &str) -> String {
    // What stands between two of them is written as JSON writes it.
    let json = |text: &str| {
        let json = Value::from(text).to_string();
        json.get(1..json.len().saturating_sub(1)).unwrap_or_default().to_owned()
    };
    let mut written = "\"".to_owned();
    let (mut start, mut last) = (0, None);
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let begins = c == '@' && rest.get(1..).is_some_and(|rest| rest.starts_with(is_name_start));
        if begins && !last.is_some_and(is_joined) && !is_place(last, rest) {
            written.push_str(&json(text.get(start..at).unwrap_or_default()));
            written.push('\\');
            start = at;
        }
        last = Some(c);
    }
    written.push_str(&json(text.get(start..).unwrap_or_default()));
    written.push('"');
    written
}

/// Whether a text that goes on with this is read as a place; only what is written most often.
fn is_place(last: Option<char>, rest: &str) -> bool {
    let word = rest.strip_prefix('@').map(name).unwrap_or_default();
    let after = rest.get(word.len().saturating_add(1)..).unwrap_or_default();
    match last {
        None | Some(':') if PLACES.contains(&word) => after.is_empty() || after.starts_with('/'),
        None => word == "keychain" && after.is_empty(),
        _ => false,
    }
}
