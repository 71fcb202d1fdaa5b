//! From the text of a command pattern to its words.

use core::ops::Range;

use super::glob;
use crate::list::List;
use crate::pattern::PatternError;
use crate::prelude::*;
use crate::text::is_invisible;

/// Longer patterns are mistakes; the bound keeps matching cheap.
const MAX_WORDS: usize = 64;
const MAX_BYTES: usize = 4096;

/// A pattern for one program and its arguments (policy.md, "Command patterns").
///
/// ```
/// use mlld_policy::pattern::command::CommandPattern;
///
/// assert_eq!(CommandPattern::parse("git:status:*")?.words(), ["git", "status", "*"]);
/// assert_eq!(CommandPattern::parse("npm run test:*")?.words(), ["npm", "run", "test", "*"]);
/// assert_eq!(CommandPattern::parse("npm run deploy:prod")?.words(), ["npm", "run", "deploy:prod"]);
/// assert!(CommandPattern::parse("").is_err());
/// # Ok::<(), mlld_policy::pattern::PatternError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandPattern {
    source: Box<str>,
    /// The pattern with `\:` resolved and one blank between words, where that is not its source.
    resolved: Option<Box<str>>,
    /// Every run of segments that stands here side by side is a slice of that text.
    segments: Vec<Segment>,
}

/// A stretch between two separators, of either reading.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Segment {
    /// No pattern is as long as these could say.
    start: u16,
    end: u16,
    after: Joint,
}

impl Segment {
    fn new(range: Range<usize>, after: Joint) -> Self {
        Self { start: short(range.start), end: short(range.end), after }
    }

    fn range(&self) -> Range<usize> {
        self.start.into()..self.end.into()
    }
}

fn short(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// What stands between a segment and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// A blank, or the end: always a separator.
    Blank,
    /// A colon that a permission reads as a separator; a denial reads it both ways.
    Separator,
    /// A colon that a permission reads as itself; a denial reads it both ways.
    Colon,
}

impl CommandPattern {
    /// Reads a pattern, without a `cmd:` before it.
    ///
    /// # Errors
    /// Where the pattern is empty, has an empty word, or holds what no word of a program can be meant to hold:
    /// control characters, invisible blanks, quotes, shell operators.
    pub fn parse(source: &str) -> Result<Self, PatternError> {
        if let Some(segments) = plain_segments(source) {
            return Ok(Self { source: source.into(), resolved: None, segments });
        }
        let (text, segments) = any_segments(source)?;
        let resolved = Some(text).filter(|text| text != source).map(String::into_boxed_str);
        let pattern = Self { source: source.into(), resolved, segments };
        pattern.check_words()?;
        Ok(pattern)
    }

    fn text(&self) -> &str {
        self.resolved.as_deref().unwrap_or(&self.source)
    }

    fn check_words(&self) -> Result<(), PatternError> {
        let Some(program) = self.each_word().next().filter(|_| !self.text().is_empty()) else {
            return Err(PatternError::new("the pattern is empty").suggest("write `*` for every command"));
        };
        if self.segments.len() > MAX_WORDS {
            return Err(PatternError::new(format!("the pattern has more than {MAX_WORDS} words")));
        }
        if self.each_word().any(str::is_empty) {
            return Err(PatternError::new(format!("the pattern `{}` has an empty word", self.source))
                .suggest("write `\\:` for a colon, or separate the words by blanks"));
        }
        if program.as_bytes().first() == Some(&b'-') {
            return Err(PatternError::new(format!("`{program}` is an option, not a program"))
                .suggest(format!("write `*:{program}` for that option of every program")));
        }
        if is_assignment(program) {
            return Err(PatternError::new(format!("`{program}` sets a variable, it is no program"))
                .suggest("leave the assignment out"));
        }
        let joins = |word: &&str| matches!(word.as_bytes(), b"|" | b"||" | b"&&" | b"|&");
        match self.each_word().find(joins) {
            Some(operator) => Err(PatternError::new(format!("`{operator}` joins two commands, a pattern is for one"))
                .suggest("write a pattern for each command")),
            None => Ok(()),
        }
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it matches every command: `*` alone.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.segments.iter().all(|segment| glob::is_star(self.slice(&segment.range())))
    }

    /// The words, as a permission reads them.
    #[must_use]
    pub fn words(&self) -> Vec<&str> {
        self.each_word().list()
    }

    /// The same, one by one.
    pub(super) fn each_word(&self) -> impl Iterator<Item = &str> {
        let mut start = None;
        self.segments.iter().filter_map(move |segment| {
            let from = *start.get_or_insert(usize::from(segment.start));
            let ends = segment.after != Joint::Colon;
            ends.then(|| {
                start = None;
                self.slice(&(from..usize::from(segment.end)))
            })
        })
    }

    /// The words of the commands it permits: a program alone has any arguments.
    pub(super) fn open_words(&self) -> Vec<&str> {
        let mut words = self.words();
        if words.len() == 1 {
            words.push("*");
        }
        words
    }

    /// How ambiguous colons were read, as a sentence for a linter; `None` where nothing is ambiguous.
    ///
    /// A colon is ambiguous in a word among blanks (`npm run deploy:prod`), unless it belongs to a URL, and in a
    /// pattern of colons where a word looks like the second half of one (`docker:run:alpine:3`, `curl:https://x`).
    #[must_use]
    pub fn ambiguity(&self) -> Option<String> {
        let colons = |joint: Joint| self.segments.iter().any(|segment| segment.after == joint);
        let text = self.text().as_bytes();
        let second_half = || {
            self.segments.iter().zip(self.segments.iter().skip(1)).enumerate().any(|(index, (left, right))| {
                let half = text.get(right.range()).unwrap_or_default();
                match (left.after, half) {
                    (Joint::Blank, _) => false,
                    (Joint::Separator, [b'/', b'/', ..] | [b'\\', ..]) => true,
                    (Joint::Separator, [b'0'..=b'9', ..]) => index > 0,
                    (Joint::Separator, _) => false,
                    (Joint::Colon, half) => !matches!(half, [b'/', b'/', ..]),
                }
            })
        };
        let runs_script = || {
            let mut words = self.each_word();
            matches!(words.next(), Some("npm" | "pnpm" | "yarn" | "bun"))
                && matches!(words.next(), Some("run" | "run-script"))
                && words.nth(1).is_some_and(|next| !glob::is_star(next) && !next.starts_with('-'))
        };
        let ambiguous = second_half() || (colons(Joint::Separator) && runs_script());
        ambiguous.then(|| {
            let words: Vec<_> = self.words().iter().map(|word| format!("`{word}`")).list();
            format!(
                "the colons in `{}` can be read in two ways: a permission reads the words {}, a denial tries both; \
                 write `\\:` for a colon within a word, or blanks between all words",
                self.source,
                words.join(" ")
            )
        })
    }

    /// How many segments the pattern has, a separator at every colon.
    pub(super) fn segment_count(&self) -> usize {
        self.segments.len()
    }

    /// The words that a denial can read from a segment on, each with the segment that follows it: one for every
    /// colon up to the next blank.
    pub(super) fn runs(&self, from: usize) -> impl Iterator<Item = (&str, usize)> {
        let start = self.segments.get(from).map_or(0, |segment| usize::from(segment.start));
        let mut joined = true;
        self.segments.iter().enumerate().skip(from).map_while(move |(index, segment)| {
            let run = joined.then(|| (self.slice(&(start..usize::from(segment.end))), index.saturating_add(1)));
            joined &= segment.after != Joint::Blank;
            run
        })
    }

    fn slice(&self, range: &Range<usize>) -> &str {
        self.text().get(range.clone()).unwrap_or_default()
    }
}

impl core::fmt::Display for CommandPattern {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.source)
    }
}

/// The segments of a source that holds nothing to resolve or to refuse: words of graphic ASCII, with single blanks or with
/// colons between them. This is a quick answer for most patterns; `None` says nothing.
fn plain_segments(source: &str) -> Option<Vec<Segment>> {
    // What is no longer has not too many words either: each has a sign behind it.
    if source.len() > MAX_WORDS.saturating_mul(2) || source.as_bytes().first() == Some(&b'-') {
        return None;
    }
    let mut segments = vec![];
    let mut start = 0_usize;
    // What separated the words so far.
    let mut joint = None;
    for (at, byte) in source.bytes().enumerate() {
        let after = match byte {
            b' ' => Joint::Blank,
            b':' => Joint::Separator,
            b'"' | b'\'' | b'`' | b'\\' | b'=' | b'|' | b'&' => return None,
            _ if byte.is_ascii_graphic() => continue,
            _ => return None,
        };
        if at == start || joint.is_some_and(|joint| joint != after) {
            return None;
        }
        joint = Some(after);
        segments.push(Segment::new(start..at, after));
        start = at.saturating_add(1);
    }
    if start == source.len() {
        return None;
    }
    segments.push(Segment::new(start..source.len(), Joint::Blank));
    Some(segments)
}

/// The text of any source, with its segments.
fn any_segments(source: &str) -> Result<(String, Vec<Segment>), PatternError> {
    let trimmed = source.trim_matches(is_blank);
    check_characters(trimmed)?;
    let blanks = trimmed.contains(is_blank);
    let (mut text, mut segments) = (String::with_capacity(trimmed.len()), vec![]);
    for word in trimmed.split(is_blank).filter(|word| !word.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        push_word(word, blanks, &mut text, &mut segments);
    }
    Ok((text, segments))
}

/// Adds a word that holds no blank; in a pattern without blanks that is all of it.
fn push_word(word: &str, blanks: bool, text: &mut String, segments: &mut Vec<Segment>) {
    let mut start = text.len();
    let mut rest = word;
    while let Some((before, after)) = rest.split_once(':') {
        rest = after;
        if let Some(escaped) = before.strip_suffix('\\') {
            text.push_str(escaped);
            text.push(':');
            continue;
        }
        text.push_str(before);
        let joint = if !blanks || glob::is_star(after) { Joint::Separator } else { Joint::Colon };
        segments.push(Segment::new(start..text.len(), joint));
        text.push(':');
        start = text.len();
    }
    text.push_str(rest);
    segments.push(Segment::new(start..text.len(), Joint::Blank));
}

/// What separates the words of a pattern. Other blanks are refused: they look like one of these and are not.
fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

fn check_characters(text: &str) -> Result<(), PatternError> {
    if text.len() > MAX_BYTES {
        return Err(PatternError::new(format!("the pattern is longer than {MAX_BYTES} bytes")));
    }
    for character in text.chars().filter(|character| !is_blank(*character)) {
        if character.is_whitespace() || is_invisible(character) {
            return Err(PatternError::new(format!(
                "the pattern holds the invisible character U+{:04X}",
                u32::from(character)
            )));
        }
        if matches!(character, '"' | '\'' | '`') {
            return Err(PatternError::new(format!("the pattern holds the quote `{character}`"))
                .suggest("write the words as the program receives them, without quotes; `*` stands for any words"));
        }
    }
    Ok(())
}

/// `NAME=value`, which a shell takes for an assignment.
fn is_assignment(word: &str) -> bool {
    word.as_bytes().contains(&b'=')
        && word.split_once('=').is_some_and(|(name, _)| {
            name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
                && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn plain_segments_are_those_of_any_source(source in r#"[a-c*./=| :-]{0,9}|[a:]{1,4}( [b*-]{1,2}){0,3}|[a: \\\\"\té]{0,6}"#) {
            if let Some(segments) = plain_segments(&source) {
                prop_assert_eq!(any_segments(&source), Ok((source.clone(), segments.clone())));
                let pattern = CommandPattern { source: source.into(), resolved: None, segments };
                prop_assert_eq!(pattern.check_words(), Ok(()));
            }
        }
    }

    #[test]
    fn most_sources_are_plain() {
        for source in ["git:push:*", "git push -f", "*", "a:b"] {
            assert!(plain_segments(source).is_some(), "{source}");
        }
        for source in
            ["", " a", "a  b", "a ", "a b:c", "a\\:b", "a\tb", "é", "\"a\"", "a:", ":a", "a::b", "-a", "a=b", "a | b"]
        {
            assert_eq!(plain_segments(source), None, "{source}");
        }
    }
}
