//! One segment of a path pattern, character by character.

use super::braces::class_end;
use crate::fold::{fold, lower, upper};
use crate::list::List;
use crate::pattern::PatternError;
use crate::prelude::*;

/// A piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Token {
    /// That character.
    Char(char),
    /// `?`: any one character.
    AnyChar,
    /// `*`: any number of characters.
    AnyRun,
    /// `[a-z]`, `[!a-z]`: one character of a set.
    Class(Class),
}

impl Token {
    /// The one character it matches, if it has no choice.
    const fn literal(&self) -> Option<char> {
        match self {
            Self::Char(c) => Some(*c),
            _ => None,
        }
    }
}

/// A set of characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Class {
    negated: bool,
    /// First and last character of each range.
    ranges: Vec<(char, char)>,
}

impl Class {
    /// First and last character of each range that decides: without regard to case those of the other case too. `None`
    /// where case cannot be told apart by ranges.
    pub(super) fn ranges(&self, ignore_case: bool) -> Option<Vec<(char, char)>> {
        if !ignore_case {
            return Some(self.ranges.clone());
        }
        if self.ranges.iter().any(|(_, last)| !last.is_ascii()) {
            return None;
        }
        let cased = |(first, last): &(char, char)| {
            let part = |from: char, to: char| ((*first).max(from), (*last).min(to));
            [
                (part('A', 'Z'), char::to_ascii_lowercase as fn(&char) -> char),
                (part('a', 'z'), char::to_ascii_uppercase),
            ]
            .into_iter()
            .filter(|((first, last), _)| first <= last)
            .map(|((first, last), other)| (other(&first), other(&last)))
            .list()
        };
        Some(self.ranges.iter().flat_map(|range| core::iter::once(*range).chain(cased(range))).list())
    }

    /// Whether `c` is in the set; without regard to case if either case of `c` is listed.
    fn matches(&self, c: char, ignore_case: bool) -> bool {
        let lists = |c: char| self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&c));
        let listed = lists(c)
            || ignore_case && {
                let folded = fold(c);
                // The ASCII partner by name: folding leads from `A` to `a` but not back.
                lists(folded) || upper(folded).any(lists) || lower(folded).any(lists)
            };
        listed != self.negated
    }
}

/// A glob over one path segment, which never holds a `/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct SegmentGlob {
    tokens: Vec<Token>,
}

impl SegmentGlob {
    /// Reads one segment as written, without `/` and with its groups already expanded.
    pub(super) fn parse(text: &str) -> Result<Self, PatternError> {
        let chars: Vec<char> = text.chars().list();
        let mut tokens = Vec::new();
        let mut at = 0;
        while let Some(&c) = chars.get(at) {
            at = at.saturating_add(1);
            match c {
                '*' if tokens.last() == Some(&Token::AnyRun) => {
                    return Err(PatternError::new("`**` must stand alone between slashes")
                        .suggest("write `**/*.x` for any depth, `*.x` for one folder"));
                }
                '*' => tokens.push(Token::AnyRun),
                '?' => tokens.push(Token::AnyChar),
                '[' => {
                    let start = at.saturating_sub(1);
                    let unclosed = || PatternError::new("a character class `[` has no `]`");
                    at = class_end(&chars, start).ok_or_else(unclosed)?;
                    let inside = chars.get(start.saturating_add(1)..at.saturating_sub(1)).unwrap_or_default();
                    tokens.push(parse_class(inside)?);
                }
                '\\' => {
                    tokens.push(Token::Char(escaped(chars.get(at).copied())?));
                    at = at.saturating_add(1);
                }
                _ => tokens.push(Token::Char(c)),
            }
        }
        let glob = Self { tokens };
        // Written plainly these are folded before; spelled as a class they name nothing, as targets are folded too.
        if matches!(glob.literal().as_deref(), Some("." | "..")) {
            return Err(PatternError::new("a segment that is only `.` or `..` matches nothing"));
        }
        Ok(glob)
    }

    /// The segment that is exactly `text`.
    pub(super) fn exactly(text: &str) -> Self {
        Self { tokens: text.chars().map(Token::Char).list() }
    }

    /// The segment of these tokens.
    pub(super) fn of(tokens: Vec<Token>) -> Self {
        Self { tokens }
    }

    /// Whether it says anything about the characters of a name.
    pub(super) fn is_spelled(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Char(_) | Token::Class(_)))
    }

    /// The segment `*`.
    pub(super) fn any() -> Self {
        Self { tokens: vec![Token::AnyRun] }
    }

    pub(super) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// How many characters and wildcards it is written with.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether it is `*`.
    pub(super) fn is_any(&self) -> bool {
        matches!(self.tokens.as_slice(), [Token::AnyRun])
    }

    /// The one text it matches, if it has no glob character.
    pub(super) fn literal(&self) -> Option<String> {
        self.tokens.iter().map(Token::literal).collect()
    }

    /// This glob for targets whose characters are folded.
    pub(super) fn folded(&self) -> Self {
        let fold_token = |token: &Token| match token {
            Token::Char(c) => Token::Char(fold(*c)),
            other => other.clone(),
        };
        Self { tokens: self.tokens.iter().map(fold_token).list() }
    }

    /// The longest run of plain characters, which every match holds; empty if there is none.
    pub(super) fn longest_run(&self) -> impl Iterator<Item = char> {
        let runs = self.tokens.split(|token| token.literal().is_none());
        runs.max_by_key(|run| run.len()).into_iter().flatten().filter_map(Token::literal)
    }

    /// The first and the last byte of every match, where they are said and ASCII.
    pub(super) fn ends(&self) -> (Option<u8>, Option<u8>) {
        let byte = |token: Option<&Token>| token.and_then(Token::literal).filter(char::is_ascii).map(|c| c as u8);
        (byte(self.tokens.first()), byte(self.tokens.last()))
    }

    /// Whether the whole of `segment` matches: at most the product of both lengths, and linear without `*`.
    pub(super) fn matches(&self, segment: &str, ignore_case: bool) -> bool {
        let mut rest = segment.chars();
        let mut at: usize = 0;
        // After the last `*`: where in the glob to go on, and from which character the next try starts.
        let mut retry: Option<(usize, core::str::Chars<'_>)> = None;
        loop {
            let before = rest.clone();
            let fits = match (self.tokens.get(at), rest.next()) {
                (None, None) => return true,
                (Some(Token::AnyRun), _) => {
                    rest = before;
                    at = at.saturating_add(1);
                    retry = Some((at, rest.clone()));
                    continue;
                }
                (Some(token), Some(c)) => token_matches(token, c, ignore_case),
                (None, Some(_)) | (Some(_), None) => false,
            };
            if fits {
                at = at.saturating_add(1);
                continue;
            }
            // Let the last `*` take one character more. Earlier ones need no second try: the shortest match of
            // what stands between two `*` leaves the most for the rest.
            let Some((after_star, from)) = retry.as_mut() else { return false };
            if from.next().is_none() {
                return false;
            }
            at = *after_star;
            rest = from.clone();
        }
    }
}

/// Whether one character matches a token that stands for one character.
pub(super) fn token_matches(token: &Token, c: char, ignore_case: bool) -> bool {
    match token {
        Token::Char(own) => *own == c,
        Token::AnyChar => true,
        Token::Class(class) => class.matches(c, ignore_case),
        Token::AnyRun => false,
    }
}

/// The character after a `\`. Only what a glob gives a meaning can be escaped: a `\` before anything else is most
/// likely a Windows separator, and reading it as one of the two silently would protect another path.
fn escaped(c: Option<char>) -> Result<char, PatternError> {
    match c {
        Some(c) if "*?[]{}\\,!^-~@".contains(c) => Ok(c),
        Some(c) => Err(PatternError::new(format!("`\\{c}` escapes nothing"))
            .suggest("write `/` between folders, on Windows too, and `\\\\` for a backslash in a name")),
        None => Err(PatternError::new("a `\\` at the end of a segment escapes nothing")
            .suggest("write `/` between folders, on Windows too")),
    }
}

/// What stands between `[` and `]`.
fn parse_class(inside: &[char]) -> Result<Token, PatternError> {
    let (negated, members) = match inside {
        ['!' | '^', members @ ..] => (true, members),
        members => (false, members),
    };
    if let ['[', ':', ..] = members {
        return Err(PatternError::new("named classes such as `[[:alpha:]]` are not supported").suggest("write `[a-z]`"));
    }
    let mut ranges = Vec::new();
    let mut rest = members;
    while !rest.is_empty() {
        let (first, after) = class_member(rest)?;
        let (last, after) = match after {
            ['-', bound @ ..] if !bound.is_empty() => class_member(bound)?,
            after => (first, after),
        };
        if first > last {
            return Err(PatternError::new(format!("the range `{first}-{last}` is backwards")));
        }
        ranges.push((first, last));
        rest = after;
    }
    Ok(match (negated, ranges.as_slice()) {
        (false, [(first, last)]) if first == last => Token::Char(*first),
        _ => Token::Class(Class { negated, ranges }),
    })
}

fn class_member(members: &[char]) -> Result<(char, &[char]), PatternError> {
    match members {
        ['\\', rest @ ..] => Ok((escaped(rest.first().copied())?, rest.get(1..).unwrap_or_default())),
        [c, rest @ ..] => Ok((*c, rest)),
        [] => Err(PatternError::new("a character class is empty")),
    }
}

#[cfg(test)]
mod tests {
    use super::SegmentGlob;

    macro_rules! segments {
        ($($name:ident: $glob:expr, $yes:expr, $no:expr;)*) => {$(
            #[test]
            fn $name() {
                let glob = SegmentGlob::parse($glob).unwrap();
                let (yes, no): (&[&str], &[&str]) = (&$yes, &$no);
                for text in yes {
                    assert!(glob.matches(text, false), "{} should match {text}", $glob);
                }
                for text in no {
                    assert!(!glob.matches(text, false), "{} should not match {text}", $glob);
                }
            }
        )*};
    }

    segments! {
        star: "*", ["", "a", ".hidden", "é"], [];
        suffix: "*.pem", [".pem", "a.pem", "a.b.pem"], ["a.pem.txt", "pem", "a.PEM"];
        prefix: ".env*", [".env", ".env.local"], ["env", "a.env"];
        two_stars: "*a*b", ["ab", "xaxb", "aab", "abb"], ["a", "ba", "abc"];
        question: "?", ["a", "é", "🦀"], ["", "ab"];
        class: "[a-cx]", ["a", "c", "x"], ["d", "-", "A"];
        negated: "[!a-c]", ["d", "é"], ["a"];
        negated_caret: "[^a]", ["^", "b"], ["a"];
        bracket_member: "[]a]", ["]", "a"], ["["];
        dash_member: "[a-]", ["a", "-"], ["b"];
        unicode_class: "[à-é]x", ["éx", "àx"], ["ax"];
        escapes: r"\*\[a\]", ["*[a]"], ["x[a]", "*a"];
    }

    #[test]
    fn malformed_segments_are_refused() {
        for text in ["[a", "[z-a]", "[[:alpha:]]", r"a\", r"a\b", "a**", "**.pem", "[.][.]", "[.]"] {
            assert!(SegmentGlob::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn classes_ignore_case_both_ways() {
        for glob in ["[a-z]", "[A-Z]"] {
            let glob = SegmentGlob::parse(glob).unwrap().folded();
            assert!(glob.matches("q", true));
        }
        assert!(!SegmentGlob::parse("[!A-Z]").unwrap().folded().matches("q", true));
        assert!(SegmentGlob::parse("[É]x").unwrap().folded().matches("éx", true));
    }

    #[test]
    fn matching_is_linear_in_the_target() {
        let glob = SegmentGlob::parse(&format!("{}b", "*a".repeat(50))).unwrap();
        assert!(!glob.matches(&"a".repeat(60_000), false));
    }
}
