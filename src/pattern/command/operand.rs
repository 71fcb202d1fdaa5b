//! Words that are, or may be, operands, and what a word of a denial means among them.

use alloc::borrow::Cow;
use core::cell::OnceCell;

use super::{CommandContext, Extent, Part, Word, glob};
use crate::list::{AddAll, List};
use crate::prelude::*;

/// A word that is, or may be, an operand.
#[derive(Debug, Clone)]
pub(super) struct Operand<'a> {
    text: Text<'a>,
    pub(super) presence: Presence,
    absolute: OnceCell<Option<String>>,
}

#[derive(Debug, Clone, Copy)]
enum Text<'a> {
    Given(&'a Word),
    /// A word of another spelling, out of the table of equals.
    Table(&'static str),
}

/// Whether a word counts among the operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It is one.
    Certain,
    /// It is one, or the value of an option before it, or an option.
    Possible,
    /// It stands for any number of operands.
    Repeated,
}

impl<'a> Operand<'a> {
    /// A word of the command.
    pub(super) fn given(word: &'a Word, presence: Presence) -> Self {
        Self { text: Text::Given(word), presence, absolute: OnceCell::new() }
    }

    /// A word of another spelling.
    pub(super) fn of_table(word: &'static str) -> Self {
        Self { text: Text::Table(word), presence: Presence::Certain, absolute: OnceCell::new() }
    }

    /// The text, where all of it is known.
    pub(super) fn literal(&self) -> Option<&str> {
        match self.text {
            Text::Given(word) => word.as_literal(),
            Text::Table(text) => Some(text),
        }
    }

    /// Whether it begins with a mark, or could.
    pub(super) fn has_mark(&self, mark: char) -> bool {
        match self.text {
            Text::Table(_) => false,
            Text::Given(word) => match (word.known_beginning(), word.extent()) {
                // What only the host sets is not taken for a mark: the denial would be for a mere possibility.
                ("", extent) => extent != Extent::Operand && word.as_literal().is_none(),
                // A mark alone marks nothing; what follows it may not be known.
                (known, _) => known.starts_with(mark) && (known.len() > mark.len_utf8() || word.as_literal().is_none()),
            },
        }
    }

    /// What may follow a mark in a word that is not all known, each as it may read.
    pub(super) fn after_mark(&self, mark: char, separates: bool) -> Vec<Word> {
        let Text::Given(word) = self.text else { return vec![] };
        if word.as_literal().is_some() {
            return vec![];
        }
        let parts = word.parts();
        let tail = |at: usize| parts.get(at..).unwrap_or_default().to_vec();
        let mut found = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::Known(text) if at == 0 || separates => {
                    let after = if separates {
                        text.rsplit_once(mark).map(|(_, after)| after)
                    } else {
                        text.strip_prefix(mark)
                    };
                    found.add_all(after.map(|after| {
                        let mut rest = tail(at);
                        if let Some(first) = rest.first_mut() {
                            *first = Part::Known(after.rsplit('/').next().unwrap_or_default().to_owned());
                        }
                        rest
                    }));
                }
                // What is not known may end in a mark.
                Part::Unknown | Part::Segment if separates || at == 0 => found.push(tail(at)),
                Part::Known(_) | Part::Unknown | Part::Segment => {}
            }
        }
        found.into_iter().map(|parts| Word::new(parts, word.extent())).list()
    }

    /// Whether it is exactly this word, or could be.
    pub(super) fn is_word(&self, word: &str) -> bool {
        match self.literal() {
            Some(text) => text.eq_ignore_ascii_case(word),
            None => self.could_be(word, true),
        }
    }

    fn could_be(&self, pattern: &str, fold: bool) -> bool {
        match self.text {
            Text::Given(word) if word.is_any_words() => true,
            Text::Given(word) => glob::could_match(pattern, word.parts(), fold),
            Text::Table(text) => glob::matches(pattern, text, fold),
        }
    }

    /// Whether a word of a pattern, which is neither `*` nor an option, means it, or what it could be.
    pub(super) fn matches(&self, pattern: &str, context: &CommandContext<'_>) -> bool {
        if let Some(text) = self.literal() {
            return spells(pattern, text, context, || {
                self.absolute.get_or_init(|| context.places.absolute(text)).as_deref().map(Cow::Borrowed)
            });
        }
        let Text::Given(word) = self.text else { return false };
        word.is_any_words() || could_spell(pattern, word.parts(), context)
    }
}

/// Whether a word of a pattern means this text.
pub(super) fn text_matches(pattern: &str, text: &str, context: &CommandContext<'_>) -> bool {
    spells(pattern, text, context, || context.places.absolute(text).map(Cow::Owned))
}

/// The same for a word that may have unknown parts.
pub(super) fn word_matches(pattern: &str, word: &Word, context: &CommandContext<'_>) -> bool {
    match word.as_literal() {
        Some(text) => text_matches(pattern, text, context),
        None => word.is_any_words() || could_spell(pattern, word.parts(), context),
    }
}

/// As written, or as a path: by its base name or the file it names.
fn spells<'t>(
    pattern: &str,
    text: &str,
    context: &CommandContext<'_>,
    absolute: impl FnOnce() -> Option<Cow<'t, str>>,
) -> bool {
    // Most texts differ in more than case, so that how the pattern compares case is seldom asked.
    let is_named = |text: &str| {
        glob::matches(pattern, text, true) && (ignores_case(pattern, context) || glob::matches(pattern, text, false))
    };
    is_named(text)
        || (names_path(text) && is_named(base_name(text)))
        || ((names_path(text) || names_path(pattern))
            && absolute().is_some_and(|text| {
                let fold = context.places.ignores_case();
                // What is a bare name must be the last of the path: most are not, and need not be resolved.
                (!is_bare_name(pattern)
                    || text.rsplit('/').next().is_some_and(|name| glob::matches(pattern, name, fold)))
                    && context.places.absolute(pattern).is_some_and(|pattern| glob::matches(&pattern, &text, fold))
            }))
}

/// Whether a pattern is a name that every system stores as it stands: its path is some folder and then this name.
fn is_bare_name(pattern: &str) -> bool {
    pattern.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_*".contains(&byte))
}

/// Whether some text with these parts would be spelled by the pattern.
fn could_spell(pattern: &str, parts: &[Part], context: &CommandContext<'_>) -> bool {
    let fold = ignores_case(pattern, context);
    if glob::could_match(pattern, parts, fold) {
        return true;
    }
    if !parts.contains(&Part::Unknown) {
        return could_glob(pattern, parts, context, fold);
    }
    // An unknown part may hold `/..`, so what follows the last known `/` decides which file it is.
    let base = match parts.split_last() {
        Some((Part::Known(text), _)) if names_path(text) => glob::matches(pattern, base_name(text), fold),
        Some((Part::Known(text), _)) => {
            let tail = [Part::Unknown, Part::Known(text.clone())];
            glob::could_match(base_name(pattern), &tail, fold)
        }
        _ => true,
    };
    base || (names_path(pattern)
        && match (context.places.absolute(pattern), parts.last()) {
            (Some(path), Some(Part::Known(text))) => {
                glob::could_match(&path, &[Part::Unknown, Part::Known(text.clone())], fold)
            }
            _ => true,
        })
}

/// The same for a glob, which stays in the folders it names.
fn could_glob(pattern: &str, parts: &[Part], context: &CommandContext<'_>, fold: bool) -> bool {
    let parts = without_dots(parts);
    let mut folder = String::new();
    let mut name = Vec::new();
    for part in &parts {
        match part {
            Part::Known(text) => {
                if let Some((before, after)) = text.rsplit_once(['/', '\\']) {
                    // A glob in the name of a folder may stand for any: what comes after it decides.
                    let globbed = name.iter().any(|part| matches!(part, Part::Segment));
                    folder = if globbed { String::new() } else { format!("{folder}{before}/") };
                    name = vec![Part::Known(after.to_owned())];
                    if globbed {
                        name.insert(0, Part::Unknown);
                    }
                } else {
                    name.push(part.clone());
                }
            }
            part => name.push(part.clone()),
        }
    }
    if glob::could_match(pattern, &name, fold) {
        return true;
    }
    let absolute = context.places.absolute(if folder.is_empty() { "." } else { &folder });
    match (absolute, context.places.absolute(pattern)) {
        (Some(folder), Some(pattern)) => {
            // Behind a folder that a glob stands for, the name begins anywhere.
            let below = Part::Known(format!("{}/", folder.trim_end_matches('/')));
            let known = (name.first() != Some(&Part::Unknown)).then_some(below);
            let path: Vec<Part> = known.into_iter().chain(name).list();
            glob::could_match(&pattern, &path, fold)
        }
        _ => names_path(pattern),
    }
}

/// The parts of a path without `/` and `/.` at the end, which name the same file.
fn without_dots(parts: &[Part]) -> Vec<Part> {
    let mut parts = parts.to_vec();
    if let [_, .., Part::Known(text)] = parts.as_mut_slice() {
        while let Some(shorter) = text.strip_suffix("/.").or_else(|| text.strip_suffix('/')) {
            *text = shorter.to_owned();
        }
    }
    parts
}

/// Subcommands and other names compare without regard to case; single-letter options never do, and what looks like a
/// path only where the machine's files do.
fn ignores_case(pattern: &str, context: &CommandContext<'_>) -> bool {
    let letters = pattern.starts_with('-') && !pattern.starts_with("--");
    let name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_:*@+".contains(&byte);
    !letters && (pattern.bytes().all(name) || context.places.ignores_case())
}

/// Whether both name one file.
pub(super) fn same_path(pattern: &str, text: &str, context: &CommandContext<'_>) -> bool {
    match (context.places.absolute(pattern), context.places.absolute(text)) {
        (Some(pattern), Some(text)) => glob::matches(&pattern, &text, context.places.ignores_case()),
        _ => false,
    }
}

/// Whether a text names a path beyond a bare file name.
pub(super) fn names_path(text: &str) -> bool {
    text.as_bytes().first() == Some(&b'~') || text.bytes().any(|byte| matches!(byte, b'/' | b'\\'))
}

/// Whether a text is a path on a drive (`C:\x`), whose colon separates nothing.
pub(super) fn on_drive(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|drive| drive.is_ascii_alphabetic())
        && characters.next() == Some(':')
        && characters.next() == Some('\\')
}

/// The last segment of a path.
pub(super) fn base_name(path: &str) -> &str {
    let is_separator = |byte: u8| matches!(byte, b'/' | b'\\');
    let end = path.bytes().rposition(|byte| !is_separator(byte)).map_or(0, |last| last.saturating_add(1));
    let trimmed = path.get(..end).unwrap_or_default();
    let start = trimmed.bytes().rposition(is_separator).map_or(0, |last| last.saturating_add(1));
    trimmed.get(start..).unwrap_or_default()
}

/// What Windows adds to the name of a program.
pub(super) const EXTENSIONS: [&str; 4] = ["exe", "cmd", "bat", "com"];

/// A program name without the extension Windows adds.
pub(super) fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension))
            if !stem.is_empty() && EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known)) =>
        {
            stem
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pattern::path::Places;

    fn folders() -> [Places; 3] {
        let places = |base, home, windows, case| Places::new(Some(base), Some(home), windows, case).unwrap();
        [
            places("/x/a", "/home/a", false, true),
            places("/x/a", "/home/a", false, false),
            places("C:/x/a", "C:/home/a", true, false),
        ]
    }

    /// policy.md, "As a denial", without any shortcut.
    fn slow(pattern: &str, text: &str, context: &CommandContext<'_>) -> bool {
        let fold = ignores_case(pattern, context);
        let is_path = names_path(text) || names_path(pattern);
        glob::matches(pattern, text, fold)
            || names_path(text) && glob::matches(pattern, base_name(text), fold)
            || is_path && same_path(pattern, text, context)
    }

    #[test]
    fn a_backslash_is_part_of_a_name_where_it_separates_nothing() {
        let [places, ..] = &folders();
        assert!(text_matches("a*", r"./a\b", &CommandContext { places, trusted_folders: &[] }));
    }

    proptest! {
        #[test]
        fn shortcuts_change_nothing(pattern in r"[aAx*.\-/~\\]{1,5}", text in r"[aAx.\-/~\\ ]{1,7}") {
            for places in &folders() {
                let context = CommandContext { places, trusted_folders: &[] };
                let expected = slow(&pattern, &text, &context);
                prop_assert_eq!(text_matches(&pattern, &text, &context), expected, "{} on {}", pattern, text);
            }
        }
    }
}
