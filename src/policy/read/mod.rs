//! From a [`Value`] to a [`PolicyDocument`]: every problem is collected, nothing is half understood.

mod authorizations;
mod capabilities;
mod fields;
mod letters;
mod misread;
mod place;
mod sections;
#[cfg(test)]
mod tests;
mod text;

use alloc::borrow::Cow;

pub(crate) use capabilities::is_reserved;
pub(crate) use misread::may_be_program;
pub use place::{RulePlace, place_of_rule};
pub use text::{in_json, is_notation, read_json, read_text};

use super::document::{PolicyDocument, Word};
use super::json;
use super::path::quoted;
use super::rules::{Origin, Pattern, Rule};
use super::value::{Data, Value};
use crate::error::{MAX_PROBLEMS, PolicyError, Problem, ProblemCode, Severity, locate};
use crate::pattern::PatternError;
use crate::policy::node::Node;
use crate::prelude::*;
use crate::span::Span;
use crate::suggest::nearest;
use crate::table::Texts;
use crate::text::trimmed;

/// What a host adds to the language of policies.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Further names that are capabilities.
    pub capabilities: Vec<String>,
    /// How literals become numbers.
    pub number: json::ReadNumber,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { capabilities: Vec::new(), number: json::nearest_number }
    }
}

/// A policy that was read, with what a linter says about it.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The policy.
    pub document: PolicyDocument,
    /// Problems that do not refuse it; all of them have [`Severity::Warning`].
    pub warnings: Vec<Problem>,
}

/// Reads a policy from a value.
///
/// # Errors
/// All problems at once, warnings included, if one of them is an error.
pub fn read(value: &Value, options: &ReadOptions) -> Result<Accepted, PolicyError> {
    finish(options, Vec::new(), value, None)
}

fn finish(
    options: &ReadOptions,
    problems: Vec<Problem>,
    value: &Value,
    text: Option<&str>,
) -> Result<Accepted, PolicyError> {
    let (document, problems, unlisted) = as_far(options, problems, value);
    concluded(document, problems, unlisted, text)
}

/// What could be read of a value, with the problems, and how many more of them are errors.
fn as_far(options: &ReadOptions, problems: Vec<Problem>, value: &Value) -> (PolicyDocument, Vec<Problem>, usize) {
    let mut reader = Reader {
        options,
        problems,
        unlisted: 0,
        #[cfg(test)]
        asked: alloc::collections::BTreeMap::new(),
    };
    let document = reader.document(&Node::root(value, ""));
    if reader.unlisted == 0 {
        letters::tell_letters(value, &mut reader.problems);
    }
    (document, reader.problems, reader.unlisted)
}

fn concluded(
    document: PolicyDocument,
    mut problems: Vec<Problem>,
    unlisted: usize,
    text: Option<&str>,
) -> Result<Accepted, PolicyError> {
    if let Some(text) = text {
        locate(&mut problems, text);
    }
    if unlisted > 0 {
        let message = format!("{unlisted} more errors are not listed");
        problems.push(Problem::error(ProblemCode::InvalidValue, "", message));
    }
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(PolicyError { problems });
    }
    Ok(Accepted { document, warnings: problems })
}

/// Rules in their order, each source once: the first one stays.
struct Distinct<P> {
    rules: Vec<Rule<P>>,
    /// Each source has the number of its rule.
    seen: Texts,
}

impl<P> Default for Distinct<P> {
    fn default() -> Self {
        Self { rules: Vec::new(), seen: Texts::default() }
    }
}

impl<P> Distinct<P> {
    fn push(&mut self, source: &str, pattern: P, origin: Origin) {
        if self.seen.add(source) == self.rules.len() {
            self.rules.push(Rule { pattern, origin });
        }
    }
}

/// Whether an entry of a list may stand there; where not, the check reports it.
type TextCheck<R> = fn(&mut R, &Node<'_>, &str) -> bool;

struct Reader<'o> {
    options: &'o ReadOptions,
    problems: Vec<Problem>,
    /// Errors beyond [`MAX_PROBLEMS`].
    unlisted: usize,
    /// The keys that were asked for, by the path of their object: what the schema must list.
    #[cfg(test)]
    asked: alloc::collections::BTreeMap<String, alloc::collections::BTreeSet<&'static str>>,
}

impl Reader<'_> {
    /// Reports an error at a node. `suggestion` is what to write instead, if that is known.
    fn error(&mut self, node: &Node<'_>, code: ProblemCode, message: impl Into<String>, suggestion: Option<String>) {
        let problem = Problem::error(code, &node.path, message).at(node.value.span);
        self.report(Problem { suggestion, ..problem });
    }

    /// Lists a problem, or counts an error that is one too many.
    fn report(&mut self, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        } else if problem.severity == Severity::Error {
            self.unlisted = self.unlisted.saturating_add(1);
        }
    }

    /// Whether a further problem would not be listed, so that it need not be worded.
    const fn is_full(&self) -> bool {
        self.problems.len() >= MAX_PROBLEMS
    }

    fn warn(&mut self, node: &Node<'_>, code: ProblemCode, message: impl Into<String>) {
        self.report(Problem::warning(code, &node.path, message).at(node.value.span));
    }

    /// Reports that the value is of the wrong type.
    fn wrong_type(&mut self, node: &Node<'_>, expected: &str) {
        self.error(node, ProblemCode::InvalidType, format!("expected {expected}, found {}", node.value.kind()), None);
    }

    fn bool(&mut self, node: &Node<'_>) -> Option<bool> {
        if let Data::Bool(value) = node.value.data {
            return Some(value);
        }
        let suggestion = match &node.value.data {
            Data::String(text) if matches!(text.trim(), "true" | "false") => {
                Some(format!("write `{}` without quotes", text.trim()))
            }
            _ => None,
        };
        let message = format!("expected `true` or `false`, found {}", node.value.kind());
        self.error(node, ProblemCode::InvalidType, message, suggestion);
        None
    }

    /// A string that says something, trimmed.
    fn text(&mut self, node: &Node<'_>) -> Option<String> {
        let Data::String(text) = &node.value.data else {
            self.wrong_type(node, "a string");
            return None;
        };
        self.checked_text(node, text)
    }

    fn checked_text(&mut self, node: &Node<'_>, text: &str) -> Option<String> {
        let text = text.trim();
        if text.is_empty() {
            self.error(node, ProblemCode::InvalidValue, "the text is empty", None);
            return None;
        }
        if text.contains(char::is_control) {
            let message = format!("{} contains a control character", quoted(text));
            self.error(node, ProblemCode::InvalidValue, message, None);
            return None;
        }
        Some(text.to_owned())
    }

    /// One of the words of an enum.
    fn word<W: Word>(&mut self, node: &Node<'_>, code: ProblemCode) -> Option<W> {
        let given = self.text(node)?;
        let word = W::WORDS.iter().find(|(name, _)| *name == given).map(|(_, word)| *word);
        if word.is_none() {
            let names: Vec<_> = W::WORDS.iter().map(|(name, _)| *name).collect();
            self.unknown_word(node, code, &given, &names);
        }
        word
    }

    fn unknown_word(&mut self, node: &Node<'_>, code: ProblemCode, given: &str, names: &[&str]) {
        let message = format!("{} is none of `{}`", quoted(given), names.join("`, `"));
        self.error(node, code, message, nearest(given, names.iter().copied()).map(did_you_mean));
    }

    /// An entry of a list: a string, or a number taken as its decimal text.
    fn entry<'v>(&mut self, node: &Node<'v>) -> Option<Cow<'v, str>> {
        match &node.value.data {
            Data::String(text) if trimmed(text).is_empty() => {
                self.error(node, ProblemCode::InvalidPattern, "the entry is empty", None);
                None
            }
            Data::String(text) => Some(Cow::Borrowed(trimmed(text))),
            Data::Number(number) if number.is_finite() => Some(Cow::Owned(node.value.to_string())),
            Data::Array(_) => {
                self.error(
                    node,
                    ProblemCode::InvalidType,
                    "expected a string, found a list",
                    Some("write the inner entries directly into the outer list".to_owned()),
                );
                None
            }
            _ => {
                self.wrong_type(node, "a string");
                None
            }
        }
    }

    /// A list of texts (a single one stands for a list of one), each accepted or refused by `check`.
    fn texts(&mut self, node: &Node<'_>, check: TextCheck<Self>) -> Vec<Rule<String>> {
        let mut texts = Distinct::default();
        for item in node.items() {
            let Some(entry) = self.entry(&item) else { continue };
            if check(self, &item, &entry) {
                texts.push(&entry, entry.clone().into_owned(), item.origin());
            }
        }
        texts.rules
    }

    /// Compiles a pattern.
    fn pattern<P: Pattern>(&mut self, node: &Node<'_>, text: &str) -> Option<P> {
        match P::parse(text) {
            Ok(pattern) => Some(pattern),
            Err(PatternError { message, suggestion }) => {
                self.error(node, ProblemCode::InvalidPattern, message, suggestion);
                None
            }
        }
    }
}

fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}

/// Where a problem about a key is shown: at the key where its place is known, else at the value.
fn key_place(key_span: Option<Span>, value: &Value) -> Option<Span> {
    key_span.or(value.span)
}
