//! What a program is started with: its name and its words, as far as they are known.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::list::List;
use crate::prelude::*;

/// A stretch of a word.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(tag = "kind", content = "text", rename_all = "lowercase")]
pub enum Part {
    /// Text the program receives as it stands.
    Known(String),
    /// Text nobody knows before the command runs; it may be empty.
    Unknown,
    /// What a glob stands for: text without a `/`, which may be empty.
    Segment,
}

/// How many words of the program an expression may become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// Exactly one word, which is known to be no option (a quoted parameter after `--`, for instance).
    Operand,
    /// Exactly one word that comes from the environment, in quotes: rules reckon with an option, the danger list takes
    /// it for an operand.
    Parameter,
    /// Exactly one word, which may be an option if its beginning is not known.
    One,
    /// Any number of words, each of these parts: what a glob becomes.
    Each,
    /// Any number of words, options among them: what the shell splits.
    Many,
    /// Any number of words that the program adds which starts this one: a denial reads them as it does `Many`, but they
    /// are that program's own, and no option is looked for among them.
    Added,
}

/// One word of a command line: known text with parts that may be unknown.
///
/// A permission lets a word with an unknown part stand only where its pattern has `*`; a denial matches it if any
/// text it could be matches.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Word {
    parts: Vec<Part>,
    extent: Extent,
}

impl Word {
    /// A word that is known.
    #[must_use]
    pub fn literal(text: impl Into<String>) -> Self {
        Self { parts: vec![Part::Known(text.into())], extent: Extent::One }
    }

    /// Known words, one for each text.
    pub fn literals<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Vec<Self> {
        texts.into_iter().map(Self::literal).list()
    }

    /// An expression of which nothing is known: no word, one, or many, options among them.
    #[must_use]
    pub fn unknown() -> Self {
        Self { parts: vec![Part::Unknown], extent: Extent::Many }
    }

    /// A word of several parts. Neighbouring known parts become one; no parts at all are the empty word.
    #[must_use]
    pub fn new(parts: impl IntoIterator<Item = Part>, extent: Extent) -> Self {
        let mut joined: Vec<Part> = Vec::new();
        for part in parts {
            match (joined.last_mut(), part) {
                (Some(Part::Known(text)), Part::Known(more)) => text.push_str(&more),
                (Some(Part::Unknown), Part::Unknown | Part::Segment) => {}
                (Some(Part::Segment), Part::Segment) => {}
                (Some(last @ Part::Segment), Part::Unknown) => *last = Part::Unknown,
                (_, Part::Known(text)) if text.is_empty() => {}
                (_, part) => joined.push(part),
            }
        }
        if joined.is_empty() {
            joined.push(Part::Known(String::new()));
        }
        Self { parts: joined, extent }
    }

    /// The text, if all of it is known and it is one word.
    #[must_use]
    pub fn as_literal(&self) -> Option<&str> {
        match (self.parts.as_slice(), self.extent) {
            ([Part::Known(text)], Extent::One | Extent::Operand | Extent::Parameter) => Some(text),
            _ => None,
        }
    }

    /// Its parts, at least one, neighbours never of the same kind.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// How many words it may become.
    #[must_use]
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// The same parts as another number of words.
    #[must_use]
    pub fn with_extent(self, extent: Extent) -> Self {
        Self { extent, ..self }
    }

    /// Whether it may become more than one word.
    #[must_use]
    pub fn is_repeated(&self) -> bool {
        matches!(self.extent, Extent::Each | Extent::Many | Extent::Added)
    }

    /// The text with `…` for what is not known, to be shown.
    #[must_use]
    pub fn shown(&self) -> String {
        let text = |part: &Part| match part {
            Part::Known(text) => text.clone(),
            Part::Unknown | Part::Segment => "…".to_owned(),
        };
        self.parts.iter().map(text).collect()
    }

    /// Whether it may become any words at all.
    #[must_use]
    pub fn is_any_words(&self) -> bool {
        matches!(self.extent, Extent::Many | Extent::Added)
    }

    /// The text before the first unknown part.
    #[must_use]
    pub fn known_beginning(&self) -> &str {
        match self.parts.first() {
            Some(Part::Known(text)) => text,
            _ => "",
        }
    }
}

/// All of the text where that is known, and otherwise `null` beside what is: a reader cannot take a part for the whole.
impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut word = serializer.serialize_struct("Word", 3)?;
        word.serialize_field("text", &self.as_literal())?;
        word.serialize_field("parts", &self.parts)?;
        word.serialize_field("extent", &self.extent)?;
        word.end()
    }
}

/// One program that is about to run. Its name is known: one that is not is no matter of patterns.
#[derive(Debug, Clone, Copy)]
pub struct Invocation<'a> {
    /// The program as it is named: `git`, `./git`, `/usr/bin/git`.
    pub program: &'a str,
    /// Its arguments as the program will receive them.
    pub args: &'a [Word],
}

impl<'a> Invocation<'a> {
    /// A program with its arguments.
    #[must_use]
    pub fn new(program: &'a str, args: &'a [Word]) -> Self {
        Self { program, args }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_knows_its_text_and_a_word_with_a_hole_only_its_beginning() {
        assert_eq!(Word::literal("x").as_literal(), Some("x"));
        assert_eq!(Word::new([], Extent::One).as_literal(), Some(""));
        let word = Word::new([Part::Known("a".into()), Part::Known("b".into()), Part::Unknown], Extent::One);
        assert_eq!(word.as_literal(), None);
        assert_eq!(word.known_beginning(), "ab");
        assert_eq!(Word::unknown().known_beginning(), "");
    }

    #[test]
    fn text_that_the_shell_may_split_is_no_literal() {
        assert_eq!(Word::new([Part::Known("a b".into())], Extent::Many).as_literal(), None);
    }
}
