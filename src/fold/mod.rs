//! Case folding, for files on systems that do not tell upper from lower case, and for the names of programs there.

mod cases;

use alloc::borrow::Cow;

pub(crate) use cases::{lower, upper};

/// The one character that stands for every case of `c`: upper and then lower case, where each is a single character.
///
/// This is what the case tables of NTFS and APFS do; foldings that change the length (`ß` and `ss`) are left alone.
pub(crate) fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let upper = single(upper(c)).unwrap_or(c);
    single(lower(upper)).unwrap_or(upper)
}

/// `text` folded character by character.
pub(crate) fn fold_text(text: &str) -> Cow<'_, str> {
    if text.as_bytes().iter().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        Cow::Borrowed(text)
    } else if text.is_ascii() {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Owned(text.chars().map(fold).collect())
    }
}

fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::{fold, fold_text};

    #[test]
    fn folding_twice_changes_nothing() {
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            assert_eq!(fold(fold(c)), fold(c), "{c:?}");
        }
    }

    #[test]
    fn every_case_folds_to_one_spelling() {
        assert_eq!(fold_text("SÉCRET"), fold_text("sécret"));
        assert_eq!(fold_text("ΣΊΣΥΦΟΣ"), fold_text("σίσυφος"));
        // The long s and the Kelvin sign have ASCII letters for partners.
        assert_eq!(fold_text("\u{17f}\u{212a}"), "sk");
        assert_ne!(fold_text("ß"), fold_text("ss"));
    }
}
