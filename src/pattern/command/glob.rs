//! `*` within one word: any text that holds neither `/` nor a blank.

use super::word::Part;
use crate::prelude::*;

/// Whether `pattern` holds a `*`.
pub(super) fn is_glob(pattern: &str) -> bool {
    pattern.as_bytes().contains(&b'*')
}

/// Whether a pattern word is nothing but `*`, and so stands for any number of words.
pub(super) fn is_star(pattern: &str) -> bool {
    !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*')
}

/// Whether `*` may stand for a text with this byte.
fn crossed(byte: u8) -> bool {
    byte != b'/' && !byte.is_ascii_whitespace() && byte != 0
}

/// ASCII letters are equal without regard to case if `fold` says so. Other letters never are: U+212A is no `k`.
fn same(left: u8, right: u8, fold: bool) -> bool {
    left == right || (fold && left.eq_ignore_ascii_case(&right))
}

/// Whether `text` as a whole matches.
///
/// Only the last `*` is ever tried again: what an earlier one would gain by taking more, the later one takes as well.
/// A `/` or blank of the text can only be matched by one of the pattern, so it pins both sides alike.
pub(super) fn matches(pattern: &str, text: &str, fold: bool) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut of) = (0_usize, 0_usize);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        match (pattern.get(at), text.get(of)) {
            (None, None) => return true,
            (Some(b'*'), _) => {
                at = at.saturating_add(1);
                retry = Some((at, of));
            }
            (Some(&want), Some(&have)) if same(want, have, fold) => {
                at = at.saturating_add(1);
                of = of.saturating_add(1);
            }
            _ => match retry {
                Some((after, taken)) if text.get(taken).is_some_and(|&byte| crossed(byte)) => {
                    (at, of) = (after, taken.saturating_add(1));
                    retry = Some((after, of));
                }
                _ => return false,
            },
        }
    }
}

/// Whether some text that the parts could become matches. Time is the product of the two lengths.
pub(super) fn could_match(pattern: &str, parts: &[Part], fold: bool) -> bool {
    let pattern = pattern.as_bytes();
    // Which positions of the pattern are reached after the parts so far.
    let mut reached = vec![false; pattern.len().saturating_add(1)];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    let skip_stars = |reached: &mut Vec<bool>| {
        for (at, byte) in pattern.iter().enumerate() {
            if *byte == b'*' && reached.get(at) == Some(&true) {
                set(reached, at.saturating_add(1));
            }
        }
    };
    skip_stars(&mut reached);
    for part in parts {
        match part {
            Part::Unknown | Part::Segment => {
                let mut seen = false;
                for (place, byte) in reached.iter_mut().zip(pattern.iter().map(Some).chain([None])) {
                    seen |= *place;
                    *place = seen;
                    seen &= *part == Part::Unknown || byte != Some(&b'/');
                }
            }
            Part::Known(text) => {
                for have in text.bytes() {
                    let mut next = vec![false; reached.len()];
                    for (at, want) in pattern.iter().enumerate() {
                        if reached.get(at) != Some(&true) {
                            continue;
                        }
                        if *want == b'*' {
                            if crossed(have) {
                                set(&mut next, at);
                            }
                        } else if same(*want, have, fold) {
                            set(&mut next, at.saturating_add(1));
                        }
                    }
                    skip_stars(&mut next);
                    reached = next;
                }
            }
        }
    }
    reached.last() == Some(&true)
}

fn set(places: &mut [bool], at: usize) {
    if let Some(place) = places.get_mut(at) {
        *place = true;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, by trying everything.
    fn slow(pattern: &[u8], text: &[u8]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((b'*', rest)) => (0..=text.len())
                .any(|taken| text[..taken].iter().all(|byte| !b"/ \t".contains(byte)) && slow(rest, &text[taken..])),
            Some((want, rest)) => text.first() == Some(want) && slow(rest, &text[1..]),
        }
    }

    #[test]
    fn a_star_stays_within_a_segment_and_a_word() {
        assert!(matches("./scripts/*", "./scripts/build.sh", false));
        assert!(!matches("./scripts/*", "./scripts/deep/build.sh", false));
        assert!(!matches("./scripts/*", "./scripts/a b", false));
        assert!(matches("mkfs*", "mkfs.ext4", false));
        assert!(matches("mkfs*", "mkfs", false));
        assert!(!matches("mkfs*", "xmkfs", false));
    }

    #[test]
    fn only_ascii_letters_fold() {
        assert!(matches("Kill", "kILL", true));
        assert!(!matches("kill", "\u{212a}ill", true));
        assert!(!matches("kill", "Kill", false));
    }

    #[test]
    fn many_stars_take_no_long_time() {
        assert!(!matches(&"*a".repeat(2000), &"a".repeat(1999), false));
        assert!(!could_match(&"*a".repeat(200), &[Part::Known("a".repeat(199))], false));
    }

    proptest! {
        #[test]
        fn the_fast_way_is_the_definition(pattern in "[ab/* ]{0,7}", text in "[ab/ ]{0,7}") {
            let expected = slow(pattern.as_bytes(), text.as_bytes());
            prop_assert_eq!(matches(&pattern, &text, false), expected);
            prop_assert_eq!(could_match(&pattern, &[Part::Known(text)], false), expected);
        }

        #[test]
        fn a_hole_could_be_every_text(
            pattern in "[ab/*]{0,6}", before in "[ab/]{0,2}", hole in "[ab/]{0,3}", after in "[ab/]{0,2}",
        ) {
            let parts = [Part::Known(before.clone()), Part::Unknown, Part::Known(after.clone())];
            if matches(&pattern, &format!("{before}{hole}{after}"), false) {
                prop_assert!(could_match(&pattern, &parts, false));
            }
        }
    }
}
