//! Which lines begin a directive.

use super::Flavour;
use super::reader::Reader;
use super::template::LANGUAGES;
use crate::guard::condition::{is_name, is_name_start};
use crate::suggest::nearest;

/// The words that begin directives.
pub(super) const WORDS: [&str; 10] =
    ["policy", "import", "needs", "wants", "profiles", "guard", "var", "exe", "run", "show"];
pub(super) const OUTPUT: &str = "output";

/// Directives of mlld that say nothing about security, or are not known here.
pub(super) const OTHERS: [&str; 26] = [
    "add",
    "append",
    "auth",
    "bail",
    "box",
    "checkpoint",
    "data",
    "embed",
    "export",
    "for",
    "foreach",
    "hook",
    "if",
    "let",
    "log",
    "loop",
    "path",
    "record",
    "sign",
    "stream",
    "text",
    "url",
    "verify",
    "when",
    "while",
    "file",
];

/// Words whose directive says so much that a misspelling must not pass as text.
pub(super) const HEAVY: [&str; 5] = ["policy", "needs", "wants", "profiles", "guard"];

/// When a guard is asked.
pub(super) const TIMINGS: [&str; 4] = ["before", "after", "always", "for"];

/// What begins on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    /// This directive.
    Directive(&'static str),
    /// Something that seems to be meant as this directive.
    Misspelt(&'static str),
    /// A directive that is not read.
    Other,
}

/// How much must show that a line begins a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Demand {
    /// Its word: nothing else can stand here.
    Word,
    /// Its word and a `/`, or that it goes on as the directive does: it might be text.
    Text,
    /// That it goes on as the directive does: it might be a part of what is open, such as the path `/run`.
    Open,
}

impl Reader<'_> {
    /// Whether the line here begins a directive beyond doubt, so that what is open must have ended.
    pub(super) fn directive_begins(&self) -> bool {
        self.begins(Demand::Open).is_some()
    }

    /// What begins here, where a line does.
    pub(super) fn begins(&self, demand: Demand) -> Option<Begins> {
        begins(self.rest(), self.flavour, demand)
    }
}

/// What begins at the beginning of this text.
pub(super) fn begins(rest: &str, flavour: Flavour, demand: Demand) -> Option<Begins> {
    let slash = rest.starts_with('/');
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (word, after) = rest.split_at_checked(length).filter(|(word, _)| !word.is_empty() && word.len() <= 20)?;
    let line = Line { after, prose: flavour == Flavour::Markdown && !slash };
    let known = || WORDS.into_iter().chain([OUTPUT]);
    if let Some(known) = known().find(|known| *known == word) {
        let ends = after.is_empty() || after.starts_with([' ', '\t', '\r', '\n', '{', '[', '"', '\'', '`', '@', '(']);
        let shows = demand == Demand::Word || demand == Demand::Text && slash;
        return (shows && ends || line.fits(known)).then_some(Begins::Directive(known));
    }
    if OTHERS.contains(&word) {
        let fits = after.trim_start_matches([' ', '\t']).starts_with(['@', '{', '[', '"', '\'', '`', '(']);
        return (!line.prose && fits).then_some(Begins::Other);
    }
    let meant = nearest(word, known()).filter(|meant| !line.prose || HEAVY.contains(meant))?;
    line.fits(meant).then_some(Begins::Misspelt(meant))
}

/// The line behind its first word.
struct Line<'t> {
    after: &'t str,
    /// Whether it might be Markdown: the word has no `/`.
    prose: bool,
}

impl Line<'_> {
    /// Whether it goes on as this directive demands.
    fn fits(&self, word: &str) -> bool {
        let next = self.after.trim_start_matches([' ', '\t']);
        let line = || next.split('\n').next().unwrap_or_default();
        let apart = next.len() < self.after.len();
        match word {
            "policy" => next.starts_with(['{', '@']),
            "import" => apart && begins_with(next, &["policy"]) || next.starts_with('{'),
            "needs" | "profiles" => next.starts_with('{'),
            "wants" => next.starts_with(['[', '{']),
            "guard" => {
                (next.starts_with('@') || apart && (begins_with(next, &TIMINGS) || begins_with(next, &["privileged"])))
                    && line().contains('=')
            }
            "var" | "exe" => {
                (next.starts_with('@') || apart && next.starts_with(is_name_start))
                    && line().split_once('@').is_some_and(|(_, after)| after.contains('=') || opens_parameters(after))
            }
            "run" => {
                let code = LANGUAGES.iter().any(|language| {
                    next.strip_prefix(language.name)
                        .is_some_and(|after| after.trim_start_matches([' ', '\t']).starts_with('{'))
                });
                next.starts_with('{')
                    || apart && code
                    || next.starts_with('@') && line().contains('(')
                    || !self.prose && next.starts_with(['"', '`', '\''])
                    || is_string_alone(line())
            }
            "show" => next.starts_with(['"', '@', '[', '{']) || !self.prose && next.starts_with(['`', '\'']),
            _ => next.starts_with(['"', '@', '`']) && line().contains(" to "),
        }
    }
}

/// Whether the parameters of a function go on on the next line: `name(`, without a `)`.
fn opens_parameters(text: &str) -> bool {
    text.trim_start_matches(is_name).starts_with('(') && !text.contains(')')
}

/// Whether a line is a string in `"` and nothing else, but for a comment: a sentence goes on.
fn is_string_alone(line: &str) -> bool {
    let inner = line.strip_prefix('"').and_then(|rest| rest.rsplit_once('"'));
    inner.is_some_and(|(_, after)| {
        let after = after.trim();
        after.is_empty() || ["with ", "with{", ">>", "<<"].iter().any(|beginning| after.starts_with(beginning))
    })
}

fn begins_with(text: &str, words: &[&str]) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    text.get(..end).is_some_and(|word| words.contains(&word))
}
