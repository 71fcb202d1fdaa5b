//! Mistakes in the files of a scenario, and how they are told.

use core::fmt::Write as _;

use super::ScenarioError;
use crate::error::{Problem, ProblemCode};
use crate::notation::lookalike::is_mark;
use crate::prelude::*;
use crate::span::Span;
use crate::text::{is_invisible, shown};

/// No more mistakes are told at once.
const MOST: usize = 50;

/// No longer line is shown below a mistake, in characters.
const WIDEST: usize = 120;

/// A file of a scenario.
#[derive(Debug)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) text: String,
    /// Where its lines begin.
    lines: Vec<usize>,
}

/// A mistake in a file, or in none.
#[derive(Debug)]
pub(super) struct Mistake {
    /// The place of the file among the files.
    pub(super) file: Option<usize>,
    pub(super) span: Option<Span>,
    pub(super) code: String,
    pub(super) message: String,
    pub(super) suggestion: Option<String>,
}

impl File {
    pub(super) fn new(name: String, text: String) -> Self {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at.saturating_add(1));
        let lines = core::iter::once(0).chain(after).collect();
        Self { name, text, lines }
    }

    /// The line of a byte and where it begins.
    fn line_at(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= at);
        (line, line.checked_sub(1).and_then(|index| self.lines.get(index)).copied().unwrap_or_default())
    }

    /// The number of the line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> u32 {
        u32::try_from(self.line_at(at).0).unwrap_or(u32::MAX)
    }

    /// Line and column of a byte.
    pub(super) fn place(&self, at: usize) -> (u32, u32) {
        let before = self.text.get(self.line_at(at).1..at).unwrap_or_default();
        let units: usize = before.chars().map(char::len_utf16).sum();
        (self.line(at), u32::try_from(units).unwrap_or(u32::MAX).saturating_add(1))
    }

    /// The line of a byte with a caret below that.
    fn pointed_at(&self, at: usize) -> Option<String> {
        let start = self.line_at(at).1;
        let line = self.text.get(start..)?.split(['\n', '\r']).next()?;
        let at = at.checked_sub(start)?;
        // A mark stands over the letter before it.
        let columns = |text: &str| text.chars().filter(|c| !is_mark(*c)).count();
        let is_over = line.get(at..)?.starts_with(is_mark);
        let column = columns(line.get(..at)?).saturating_sub(usize::from(is_over));
        let line: String = line.chars().map(|c| if is_invisible(c) { ' ' } else { c }).take(WIDEST).collect();
        (column < WIDEST).then(|| format!("  {line}\n  {}^", " ".repeat(column)))
    }
}

impl Mistake {
    pub(super) fn new(file: usize, span: Span, code: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { file: Some(file), span: Some(span), code: code.to_owned(), message, suggestion: None }
    }

    /// One that stands nowhere.
    pub(super) fn nowhere(code: &str, message: impl Into<String>) -> Self {
        Self { file: None, span: None, code: code.to_owned(), message: message.into(), suggestion: None }
    }

    /// A problem of something that stands in a file; `span` is where, should the problem itself not say.
    pub(super) fn of_problem(problem: Problem, file: usize, span: Option<Span>) -> Self {
        let code = code_of(problem.code);
        let span = problem.span.or(span);
        Self { file: Some(file), span, code, message: problem.message, suggestion: problem.suggestion }
    }

    pub(super) fn suggest(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }
}

/// A code as programs see it.
pub(super) fn code_of(code: ProblemCode) -> String {
    word(&code)
}

/// The word that a code is written as.
pub(super) fn word(code: &impl serde::Serialize) -> String {
    let text = serde_json::to_string(code).unwrap_or_default();
    text.trim_matches('"').to_owned()
}

/// The error of some mistakes, in the order of their files and places.
pub(super) fn error_of(mut mistakes: Vec<Mistake>, files: &[File]) -> ScenarioError {
    mistakes.sort_by_key(|mistake| (mistake.file, mistake.span.map(|span| span.start)));
    let mut message = String::new();
    for mistake in mistakes.iter().take(MOST) {
        let file = mistake.file.and_then(|file| files.get(file));
        let end = if message.is_empty() { "" } else { "\n" };
        message.push_str(end);
        if let Some(file) = file {
            message.push_str(&shown(&file.name));
            if let Some(span) = mistake.span {
                let (line, column) = file.place(span.start);
                _ = write!(message, ":{line}:{column}");
            }
            message.push_str(": ");
        }
        message.push_str(&mistake.message);
        if let Some(suggestion) = &mistake.suggestion {
            _ = write!(message, " ({suggestion})");
        }
        if let Some(line) = file.zip(mistake.span).and_then(|(file, span)| file.pointed_at(span.start)) {
            message.push('\n');
            message.push_str(&line);
        }
    }
    if let Some(others) = mistakes.len().checked_sub(MOST).filter(|others| *others > 0) {
        _ = write!(message, "\n{others} more mistakes are not told");
    }
    let first = mistakes.first();
    let file = first.and_then(|mistake| files.get(mistake.file?));
    let place = file.zip(first.and_then(|mistake| mistake.span)).map(|(file, span)| file.place(span.start));
    ScenarioError {
        message,
        code: first.map(|mistake| mistake.code.clone()),
        file: file.map(|file| file.name.clone()),
        line: place.map(|(line, _)| line),
        column: place.map(|(_, column)| column),
    }
}
