//! Text that somebody else wrote, as messages show it: on one line, short, and harmless to a terminal and its reader.

use crate::prelude::*;

/// No more characters of one text are shown: messages stay readable, and many of them about one long text stay small.
pub(crate) const SHOWN: usize = 100;

/// User text within a sentence, shortened when it is long.
pub(crate) fn shown(text: &str) -> String {
    escaped(text, |_| false)
}

/// The same in backticks.
pub(crate) fn quoted(text: &str) -> String {
    format!("`{}`", shown(text))
}

/// [`shown`] with a backslash before the characters for which `also` holds.
pub(crate) fn escaped(text: &str, also: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len().min(SHOWN));
    for (count, c) in text.chars().enumerate() {
        if count == SHOWN {
            shown.push('…');
            break;
        }
        if is_invisible(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.extend(also(c).then_some('\\'));
            shown.push(c);
        }
    }
    shown
}

/// [`str::trim`], which looks at most texts' first and last byte and nothing more.
pub(crate) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// Control characters, and those that change or hide how a text is displayed: Unicode `Bidi_Control`,
/// `Default_Ignorable_Code_Point`, the interlinear annotations and the byte order mark.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character may be a letter: those of ASCII, and what is not ASCII and no sign for certain, digits of other scripts
/// among it. Which of those are letters `core` knows, in tables of 2 kB that the module goes without.
pub(crate) fn may_be_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    // Signs of Latin-1, punctuation, signs of money, arrows and mathematics, boxes and pictures, ideographic and full-width
    // punctuation, private use, marks of variants, what is no character, emoji.
    !matches!(c, '\u{80}'..='\u{a9}' | '\u{ab}'..='\u{b1}' | '\u{b4}' | '\u{b6}'..='\u{b8}' | '\u{bb}' | '\u{bf}'
        | '\u{d7}' | '\u{f7}' | '\u{1680}' | '\u{180e}' | '\u{2000}'..='\u{206f}' | '\u{20a0}'..='\u{20ff}'
        | '\u{2190}'..='\u{245f}' | '\u{2500}'..='\u{2775}' | '\u{2794}'..='\u{2bff}' | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe6f}' | '\u{feff}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '\u{fff0}'..='\u{ffff}'
        | '\u{1f000}'..='\u{1f0ff}' | '\u{1f200}'..='\u{1faff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_letter_may_be_one_and_signs_are_none() {
        let is_one = |c: char| if c.is_ascii() { c.is_ascii_alphabetic() } else { c.is_alphanumeric() };
        assert!((char::MIN..=char::MAX).all(|c| may_be_letter(c) || !is_one(c)));
        assert!(
            "\0 5-_'\u{a0}«»„“”…、。「」，（）×→€✓✅📁🦀\u{feff}\u{fffd}\u{e000}".chars().all(|c| !may_be_letter(c))
        );
    }

    proptest! {
        #[test]
        fn trimming_is_trimming(text in "[ \\ta\u{a0}\u{3000}é]{0,5}") {
            prop_assert_eq!(trimmed(&text), text.trim());
        }
    }

    #[test]
    fn user_text_is_shown_on_one_line_short_and_harmlessly() {
        assert_eq!(quoted("r\u{200b}m\n\u{1b}[2J"), r"`r\u{200b}m\u{a}\u{1b}[2J`");
        assert_eq!(shown("\u{202e}\u{2066}é🦀"), r"\u{202e}\u{2066}é🦀");
        assert_eq!(shown(&"é".repeat(1000)).chars().count(), SHOWN + 1);
        assert_eq!(escaped("a\"b", |c| c == '"'), r#"a\"b"#);
    }
}
