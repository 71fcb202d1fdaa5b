//! Globs over names that are no paths: identities of signers, entries of the keychain.
use crate::list::List;
use crate::prelude::*;
/// A pattern in which `*` stands for any text and every other character for itself (policy.md, `signers`: in identity
/// globs `*` crosses everything and is the only special character).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wildcard {
    /// The texts between the stars; never empty.
    pieces: Vec<String>,
}

impl Wildcard {
    /// Reads a pattern; every text is one.
    #[must_use]
    pub fn parse(pattern: &str) -> Self {
        Self { pieces: pattern.split('*').map(str::to_owned).list() }
    }

    /// The pattern with every `placeholder` replaced by `text`, in which a star is only a star.
    #[must_use]
    pub fn fill(&self, placeholder: &str, text: &str) -> Self {
        Self { pieces: self.pieces.iter().map(|piece| piece.replace(placeholder, text)).list() }
    }

    /// Whether a literal part of the pattern holds `text`.
    #[must_use]
    pub fn mentions(&self, text: &str) -> bool {
        self.pieces.iter().any(|piece| piece.contains(text))
    }

    /// Whether all of `text` is matched. A star takes as little as it can and is only ever extended, so that the time
    /// is linear but for the search of each piece.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        matches(&self.pieces, text)
    }

    /// The same with `*` confined to one segment between slashes, as permissions read it.
    #[must_use]
    pub fn matches_within_segments(&self, text: &str) -> bool {
        let segments = self.segments();
        segments.len() == text.split('/').count()
            && segments.iter().zip(text.split('/')).all(|(pieces, segment)| matches(pieces, segment))
    }

    /// The pieces of each segment between slashes.
    fn segments(&self) -> Vec<Vec<String>> {
        let mut segments = Vec::new();
        let mut current: Vec<String> = Vec::new();
        for piece in &self.pieces {
            for (index, part) in piece.split('/').enumerate() {
                if index > 0 {
                    segments.push(core::mem::take(&mut current));
                }
                current.push(part.to_owned());
            }
        }
        segments.push(current);
        segments
    }
}

fn matches(pieces: &[String], text: &str) -> bool {
    let Some((first, others)) = pieces.split_first() else { return text.is_empty() };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
    let Some((last, middle)) = others.split_last() else { return rest.is_empty() };
    for piece in middle {
        match rest.split_once(piece.as_str()) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Wildcard;

    fn matches(pattern: &str, text: &str) -> bool {
        Wildcard::parse(pattern).matches(text)
    }

    #[test]
    fn a_star_is_any_text_and_nothing_else_is_special() {
        for (pattern, text) in
            [("*", ""), ("*", "a/b"), ("a*", "a"), ("a*c", "abbc"), ("a*b*c", "aXbbYc"), ("[a]?", "[a]?")]
        {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("", "a"), ("a", "ab"), ("a*a", "a"), ("?", "a"), ("[a]", "a"), ("*b", "abc")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn within_segments_a_star_stops_at_a_slash() {
        let within = |pattern, text| Wildcard::parse(pattern).matches_within_segments(text);
        assert!(within("box/*", "box/token"));
        assert!(within("b*x/*", "box/token"));
        assert!(!within("box/*", "box/a/b"));
        assert!(!within("*", "box/token"));
        assert!(!within("box/*", "box"));
    }

    #[test]
    fn a_star_in_a_filled_placeholder_is_a_star() {
        let filled = Wildcard::parse("box-{name}/*").fill("{name}", "*");
        assert!(filled.matches("box-*/token"));
        assert!(!filled.matches("box-other/token"));
    }

    /// The definition, by brute force.
    fn by_definition(pattern: &[char], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('*', rest)) => (0..=text.len()).any(|skip| by_definition(rest, &text[skip..])),
            Some((c, rest)) => text.split_first().is_some_and(|(t, after)| t == c && by_definition(rest, after)),
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(pattern in "[ab*]{0,6}", text in "[ab]{0,8}") {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(matches(&pattern, &text), by_definition(&chars(&pattern), &chars(&text)));
        }
    }
}
