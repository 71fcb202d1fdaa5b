//! Letters of other scripts that look like Latin ones: `dеny` with a Cyrillic `е` is another key than `deny`, and no reader
//! sees it.
//!
//! Words of other scripts are words like all others: only one that mixes such a letter with Latin ones is odd.

use crate::prelude::*;
use crate::text::may_be_letter;

/// The Latin letter that this one of another script looks like.
pub(crate) fn latin(c: char) -> Option<char> {
    let pairs = "аaсcеeһhіiјjкkӏlоoрpԛqѕsтtуyѵvԝwхxԁd\
                 АAВBСCЕEНHІIЈJКKМMОOРPЅSТTХXУYԌG\
                 αaοoνvρpτtιiκkυuχxγyεeηnΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX\
                 օoսuոnցgհhıiɑaɡgⅼlⅰiⅽcⅾd";
    if c.is_ascii() {
        return None;
    }
    let code = u32::from(c);
    let letter = |index: u32| u8::try_from(index % 26).ok().map(|index| char::from(b'a'.saturating_add(index)));
    match code {
        // The wide letters.
        0xff21..=0xff3a => letter(code.saturating_sub(0xff21)).map(|c| c.to_ascii_uppercase()),
        0xff41..=0xff5a => letter(code.saturating_sub(0xff41)),
        // The letters of mathematics: alphabets of capitals and small letters in turn.
        0x1d400..=0x1d6a3 => letter(code.saturating_sub(0x1d400)),
        _ => {
            let mut pairs = pairs.chars();
            while let (Some(other), Some(latin)) = (pairs.next(), pairs.next()) {
                if other == c {
                    return Some(latin);
                }
            }
            None
        }
    }
}

/// A text with Latin letters for those that look like them.
pub(crate) fn folded(text: &str) -> String {
    text.chars().map(|c| latin(c).unwrap_or(c)).collect()
}

/// The first letter that only looks like a Latin one, with its place, in a word that has Latin ones besides.
pub(crate) fn odd_letter(text: &str) -> Option<(usize, char)> {
    if text.is_ascii() {
        return None;
    }
    let mut odd = None;
    let mut has_latin = false;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if may_be_letter(c) {
            has_latin |= c.is_ascii();
            odd = odd.or_else(|| latin(c).map(|_| (at, c)));
        } else {
            if has_latin && odd.is_some() {
                return odd;
            }
            (odd, has_latin) = (None, false);
        }
    }
    None
}

/// A mark over or below the letter before it.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// A letter that only looks like another, in a sentence.
pub(crate) fn described(c: char) -> String {
    let like = latin(c).unwrap_or(c);
    format!("the letter `{c}` (U+{:04X}) only looks like `{like}`", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_look_alike_are_found_in_words_that_mix_them() {
        assert_eq!(odd_letter("dеny"), Some((1, 'е')));
        assert_eq!(odd_letter("cmd:gіt:push"), Some((5, 'і')));
        assert_eq!(odd_letter("ｄeny"), Some((0, 'ｄ')));
        for text in ["deny", "größe", "naïve", "документы/app", "fs:r:дом/**", "αβγ", "src-сор", "🦀a", ""]
        {
            assert_eq!(odd_letter(text), None, "{text}");
        }
        assert_eq!(folded("роlісу dеny ｒｕｎ 𝐫𝐮𝐧 ＲＵＮ größe"), "policy deny run run RUN größe");
        assert_eq!(described('е'), "the letter `е` (U+0435) only looks like `e`");
    }
}
