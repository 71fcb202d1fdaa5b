//! A command pattern, as a permission, as a language: `permission` says the same of one command.
//!
//! A command is the text of its words, a NUL before each: no argument can hold one.

use super::{CommandPattern, glob};
use crate::pattern::language::{Language, Letter, Row, State};
use crate::prelude::*;

/// What stands before every word.
const BEFORE_WORD: char = '\0';

/// The characters between which `permission` looks for `..`, besides `/` and `\`, which no `*` stands for.
const DIVIDERS: [char; 4] = ['=', ':', ',', '@'];

/// What one step within a command accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// That character.
    Exactly(char),
    /// Any character of a word.
    OfWord,
    /// Any character of a word but a dash.
    NoDash,
    /// What a `*` within a word may stand for and `..` may stand between, without the slash.
    Divider,
    /// What else a `*` within a word may stand for, without the dot; the dash if so said.
    Plain { dash: bool },
}

impl Letter for Part {
    fn accepts(&self, c: char) -> bool {
        match self {
            Self::Exactly(own) => *own == c,
            Self::OfWord => c != BEFORE_WORD,
            Self::NoDash => c != BEFORE_WORD && c != '-',
            Self::Divider => DIVIDERS.contains(&c),
            Self::Plain { dash } => {
                let special = matches!(c, BEFORE_WORD | '/' | '\\' | '.') || DIVIDERS.contains(&c);
                !special && !c.is_ascii_whitespace() && (*dash || c != '-')
            }
        }
    }

    fn ranges(&self, add: &mut dyn FnMut(char, char)) {
        if let Self::Exactly(c) = self {
            return add(*c, *c);
        }
        for c in [BEFORE_WORD, '/', '\\', '.', '-', ' ', '\t', '\n', '\u{c}', '\r'].into_iter().chain(DIVIDERS) {
            add(c, c);
        }
    }
}

impl Language<Part> {
    /// Adds every command that `pattern` permits; with `options`, those whose last words are operands and these options.
    pub(super) fn add_pattern(
        &mut self,
        pattern: &CommandPattern,
        options: Option<&[String]>,
        trusted_folders: &[String],
    ) {
        let words = pattern.open_words();
        let mut at = self.state();
        self.jump(Self::START, at);
        let mut rest = words.as_slice();
        if let Some((program, arguments)) = words.split_first().filter(|(program, _)| !glob::is_star(program)) {
            at = self.program(at, program, trusted_folders);
            rest = arguments;
        }
        if options.is_some() {
            rest = without_last_star(rest);
        }
        for word in rest {
            at = if glob::is_star(word) { self.any_words(at) } else { self.word(at, "", word) };
        }
        if let Some(options) = options {
            at = self.operands_and(at, options);
        }
        self.accept(at);
    }

    /// A program by its name, or by its path in a trusted folder.
    fn program(&mut self, from: State, program: &str, trusted_folders: &[String]) -> State {
        let by_name = self.word(from, "", program);
        // The name of a path holds no slash.
        if !program.contains('/') {
            for folder in trusted_folders {
                let by_path = self.word(from, &format!("{folder}/"), program);
                self.jump(by_path, by_name);
            }
        }
        by_name
    }

    /// Any number of words.
    fn any_words(&mut self, from: State) -> State {
        let (at, within) = (self.state(), self.state());
        self.jump(from, at);
        self.step(at, Part::Exactly(BEFORE_WORD), within);
        self.step(within, Part::OfWord, within);
        self.jump(within, at);
        at
    }

    /// Any number of words, each an operand or one of these options, with or without a value after `=`.
    fn operands_and(&mut self, from: State, options: &[String]) -> State {
        let (at, begun, within) = (self.state(), self.state(), self.state());
        self.jump(from, at);
        self.step(at, Part::Exactly(BEFORE_WORD), begun);
        self.step(begun, Part::NoDash, within);
        self.step(within, Part::OfWord, within);
        self.jump(begun, at);
        self.jump(within, at);
        for option in options.iter().map(String::as_str).chain(["-"]) {
            let end = self.text(begun, option);
            self.jump(end, at);
            if option.starts_with("--") {
                self.step(end, Part::Exactly('='), within);
            }
        }
        at
    }

    fn text(&mut self, from: State, text: &str) -> State {
        text.chars().fold(from, |at, c| {
            let next = self.state();
            self.step(at, Part::Exactly(c), next);
            next
        })
    }

    /// One word after `prefix`: [`super::permission::literal_matches`] for what follows it.
    fn word(&mut self, from: State, prefix: &str, pattern: &str) -> State {
        let begun = self.state();
        self.step(from, Part::Exactly(BEFORE_WORD), begun);
        let begun = self.text(begun, prefix);
        if !glob::is_glob(pattern) {
            return self.text(begun, pattern);
        }
        // A row of states for each place in the pattern: what was read of a segment decides whether it may be `..`.
        let mut row = self.row(Segment::ALL.len());
        self.jump(begun, row.of(Segment::Fresh as usize));
        for c in pattern.chars() {
            if c == '*' {
                self.star(&row, !pattern.starts_with('*'));
                continue;
            }
            let next = self.row(Segment::ALL.len());
            for segment in Segment::ALL {
                if let Some(after) = segment.after(c) {
                    // A text that begins with a dash is not for a pattern that begins with a star.
                    if segment != Segment::Fresh || c != '-' || !pattern.starts_with('*') {
                        self.step(row.of(segment as usize), Part::Exactly(c), next.of(after as usize));
                    }
                }
            }
            row = next;
        }
        let end = self.state();
        for segment in Segment::ALL.into_iter().filter(|segment| *segment != Segment::TwoDots) {
            self.jump(row.of(segment as usize), end);
        }
        end
    }

    /// Whatever a `*` may stand for, without leaving the row.
    fn star(&mut self, row: &Row, dash_first: bool) {
        for segment in Segment::ALL {
            let dash = segment != Segment::Fresh || dash_first;
            self.step(row.of(segment as usize), Part::Plain { dash }, row.of(Segment::Other as usize));
            for (part, c) in [(Part::Exactly('.'), '.'), (Part::Divider, '=')] {
                if let Some(after) = segment.after(c) {
                    self.step(row.of(segment as usize), part, row.of(after as usize));
                }
            }
        }
    }
}

/// The words without a `*` that stands for any number of them at the end.
pub(super) fn without_last_star<'w, 'p>(words: &'w [&'p str]) -> &'w [&'p str] {
    match words.split_last() {
        Some((last, before)) if glob::is_star(last) => before,
        _ => words,
    }
}

/// What was read of the segment so far that must not be `..`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Segment {
    /// Nothing of the whole word.
    Fresh,
    /// Nothing of this segment.
    Empty,
    OneDot,
    TwoDots,
    Other,
}

impl Segment {
    const ALL: [Self; 5] = [Self::Fresh, Self::Empty, Self::OneDot, Self::TwoDots, Self::Other];

    /// After one more character; `None` where a segment `..` ends.
    fn after(self, c: char) -> Option<Self> {
        let parts = |c| matches!(c, '/' | '\\') || DIVIDERS.contains(&c);
        match (self, c) {
            (Self::TwoDots, c) if parts(c) => None,
            (_, c) if parts(c) => Some(Self::Empty),
            (Self::Fresh | Self::Empty, '.') => Some(Self::OneDot),
            (Self::OneDot, '.') => Some(Self::TwoDots),
            _ => Some(Self::Other),
        }
    }
}
