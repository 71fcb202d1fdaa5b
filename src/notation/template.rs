//! Strings, the text of commands, and the paths in both.

use super::reader::Reader;
use super::tree::{Part, Path, Spanned, Step, Template};
use super::variable::is_joined;
use crate::guard::condition::{escape, is_name, is_name_start, name, number};
use crate::prelude::*;
use crate::span::Span;
use crate::text::quoted;

/// Collects the parts of a text.
#[derive(Default)]
struct Parts {
    parts: Vec<Part>,
    text: String,
    /// Where the text began.
    start: usize,
    last: Option<char>,
}

impl Parts {
    fn push(&mut self, c: char, at: usize) {
        if self.text.is_empty() {
            self.start = at;
        }
        self.text.push(c);
        self.last = Some(c);
    }

    /// Ends the text before `end`.
    fn flush(&mut self, end: usize) {
        if !self.text.is_empty() {
            let span = Span::new(self.start, end);
            self.parts.push(Part::Text(Spanned { value: core::mem::take(&mut self.text), span }));
        }
    }
}

/// How the text of a command is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Language {
    pub(super) name: &'static str,
    /// Whether `@name` in it is a path; other code has an `@` of its own.
    paths: bool,
    /// The quotes in which braces are text.
    quotes: &'static str,
    /// What begins a comment, in which quotes are text.
    comment: &'static str,
}

const fn language(name: &'static str, paths: bool, quotes: &'static str, comment: &'static str) -> Language {
    Language { name, paths, quotes, comment }
}

/// `run { … }` is read as the first.
pub(super) const LANGUAGES: [Language; 8] = [
    language("cmd", true, "\"'`", "#"),
    language("sh", true, "\"'`", "#"),
    language("bash", true, "\"'`", "#"),
    language("js", false, "\"'`", "//"),
    language("node", false, "\"'`", "//"),
    language("py", false, "\"'", "#"),
    language("python", false, "\"'", "#"),
    language("prose", true, "", "\0"),
];

impl Reader<'_> {
    /// A string, whose quote is next. Paths are read in `"` and `` ` ``, where `paths` says so; the escapes are those of
    /// JSON, `\@`, and the quotes. Strings in `` ` `` may have several lines.
    pub(super) fn string(&mut self, paths: bool) -> Option<Template> {
        let start = self.at;
        let quote = self.next()?;
        let paths = paths && quote != '\'';
        let lines = quote == '`';
        let mut parts = Parts::default();
        loop {
            let at = self.at;
            match self.rest().chars().next() {
                None => break,
                Some('\n') if !lines || self.is_cut_off() => break,
                Some('\\') => self.escape(&mut parts, quote),
                Some('@') if paths && self.begins_path(parts.last) => self.embedded(&mut parts),
                Some(c) => {
                    self.skip(c.len_utf8());
                    if c == quote {
                        parts.flush(at);
                        return Some(Template { span: Span::new(start, self.at), parts: parts.parts });
                    }
                    parts.push(c, at);
                }
            }
        }
        self.open_string(start, quote);
        if lines {
            self.tear(start);
        }
        self.be_in_doubt();
        None
    }

    /// Reports a string that is never closed.
    pub(super) fn open_string(&mut self, start: usize, quote: char) {
        let span = Span::new(start, start.saturating_add(1));
        self.report(span, format!("expected {} at the end of the string", shown(quote)));
        self.suggest(if quote == '`' {
            "the string is never closed"
        } else {
            "text of several lines stands in backticks"
        });
    }

    fn escape(&mut self, parts: &mut Parts, quote: char) {
        let at = self.at;
        let rest = self.rest();
        let next = rest.chars().nth(1);
        if next.is_none_or(|c| c == '\n') && quote != '`' {
            // The string that is never closed is problem enough.
            self.skip(1);
            return;
        }
        if let Some(c) = next.filter(|c| *c == '@' || *c == quote) {
            parts.push(c, at);
            self.skip(2);
            return;
        }
        match escape(rest, at) {
            Ok((c, length)) => {
                parts.push(c, at);
                self.skip(length);
            }
            Err(error) => {
                self.report(error.span, error.message);
                self.suggest(error.suggestion.unwrap_or_default());
                self.skip(1);
            }
        }
    }

    /// The text of a command from its `{` to the `}` that belongs to it. Quotes hide braces, as do backslashes; text
    /// stays as it stands, but that `\@` is an `@`.
    pub(super) fn body(&mut self, language: Language) -> Option<Template> {
        let start = self.at;
        self.skip(1);
        let mut parts = Parts::default();
        let mut depth = 0_usize;
        let mut quote: Option<char> = None;
        let mut in_comment = false;
        let is_shell = language.comment == "#" && language.paths;
        loop {
            let at = self.at;
            let rest = self.rest();
            let Some(c) = rest.chars().next().filter(|c| *c != '\n' || !self.is_cut_off()) else { break };
            if language.paths && c == '@' && self.begins_path(parts.last) {
                self.embedded(&mut parts);
                continue;
            }
            self.skip(c.len_utf8());
            match c {
                '\\' if language.paths && rest.starts_with("\\@") => {
                    self.skip(1);
                    parts.push('@', at);
                    continue;
                }
                // In the single quotes of a shell it hides nothing.
                '\\' if !(is_shell && quote == Some('\'')) => {
                    parts.push(c, at);
                    if let Some(hidden) = self.rest().chars().next().filter(|c| !matches!(c, '\n' | '@')) {
                        parts.push(hidden, self.at);
                        self.skip(hidden.len_utf8());
                    }
                    continue;
                }
                '\n' => in_comment = false,
                _ if quote == Some(c) => quote = None,
                _ if quote.is_some() => {}
                _ if !in_comment && language.quotes.contains(c) => quote = Some(c),
                '{' => depth = depth.saturating_add(1),
                '}' => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => {
                        parts.flush(at);
                        return Some(Template { span: Span::new(start, self.at), parts: parts.parts });
                    }
                },
                _ if rest.starts_with(language.comment) && parts.last.is_none_or(char::is_whitespace) => {
                    in_comment = true;
                }
                _ => {}
            }
            parts.push(c, at);
        }
        self.report(Span::new(start, start.saturating_add(1)), "expected `}` that closes this `{`");
        self.suggest(match quote {
            Some(quote) => format!("a {} within it is never closed", shown(quote)),
            None => "a `{` within it needs a `}`, or a backslash before it".to_owned(),
        });
        self.tear(start);
        None
    }

    /// Whether the `@` here begins a path: after a word, as in `user@example.com`, it is text.
    fn begins_path(&self, last: Option<char>) -> bool {
        let name = self.rest().get(1..).is_some_and(|after| after.starts_with(is_name_start));
        name && !last.is_some_and(is_joined)
    }

    fn embedded(&mut self, parts: &mut Parts) {
        parts.flush(self.at);
        let path = self.reference();
        parts.last = self.between(path.span.start, path.span.end).chars().next_back();
        parts.parts.push(Part::Path(path));
    }

    /// A path, as far as it goes. It begins with the `@` that is next, and a name after it.
    pub(super) fn reference(&mut self) -> Path {
        let start = self.at;
        self.skip(1);
        let root = name(self.rest());
        self.skip(root.len());
        let mut steps = Vec::new();
        while let Some(step) = self.step() {
            self.at = step.span.end;
            steps.push(step);
        }
        Path { span: Span::new(start, self.at), name: root.to_owned(), steps }
    }

    /// The step that is next, which is not behind yet.
    fn step(&self) -> Option<Spanned<Step>> {
        let rest = self.rest();
        if let Some(field) = rest.strip_prefix('.').map(name).filter(|field| !field.is_empty()) {
            return Some(Spanned {
                value: Step::Key(field.to_owned()),
                span: self.span_of(field.len().saturating_add(1)),
            });
        }
        let inner = rest.strip_prefix('[')?;
        let (value, length) = match inner.chars().next()? {
            quote @ ('"' | '\'') => {
                let key = inner.get(1..)?;
                // A quote in a key, or an escape, is beyond paths.
                let end = key.find([quote, '\n', '\\'])?;
                let key = key.get(..end).filter(|_| key.get(end..).is_some_and(|after| after.starts_with(quote)))?;
                (Step::Key(key.to_owned()), end.saturating_add(2))
            }
            _ => {
                let digits = inner.get(..inner.find(|c: char| !c.is_ascii_digit()).unwrap_or(inner.len()))?;
                // Beyond nine digits there is nothing in a list.
                number(digits).filter(|_| digits.len() < 10)?;
                (Step::Index(digits.parse().ok()?), digits.len())
            }
        };
        let closed = inner.get(length..)?.starts_with(']');
        closed.then(|| Spanned { value, span: self.span_of(length.saturating_add(2)) })
    }

    /// A name after an `@`, where `what` has to stand.
    pub(super) fn named(&mut self, what: &str, dashes: bool) -> Option<Spanned<String>> {
        let start = self.at;
        let after = self.rest().strip_prefix('@').filter(|after| after.starts_with(is_name_start));
        let Some(after) = after else {
            self.expected(what);
            if self.rest().starts_with(is_name_start) {
                let word = quoted(&format!("@{}", name(self.rest())));
                self.suggest(format!("did you mean {word}?"));
            }
            return None;
        };
        let length = after.find(|c| !(is_name(c) || dashes && c == '-')).unwrap_or(after.len());
        self.skip(length.saturating_add(1));
        Some(Spanned { value: after.get(..length).unwrap_or_default().to_owned(), span: Span::new(start, self.at) })
    }
}

fn shown(quote: char) -> &'static str {
    match quote {
        '"' => "`\"`",
        '\'' => "`'`",
        _ => "a backtick",
    }
}

/// The text of a string that was read without paths.
pub(super) fn plain(template: Template) -> String {
    template.parts.into_iter().fold(String::new(), |text, part| match part {
        Part::Text(part) => text + &part.value,
        Part::Path(_) => text,
    })
}
