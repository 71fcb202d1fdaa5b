//! Words with parts that are not known: cut, filled, and split.

use super::entry::{Kind, Style};
use crate::list::List;
use crate::pattern::command::{Extent, Part, Word};
use crate::prelude::*;

/// A word without the first `count` bytes of its known beginning: the value that is attached to an option.
pub(super) fn after(word: &Word, count: usize) -> Word {
    let mut parts = word.parts().to_vec();
    if let Some(Part::Known(text)) = parts.first_mut() {
        *text = text.get(count..).unwrap_or_default().to_owned();
    }
    let extent = if word.is_repeated() { word.extent() } else { Extent::One };
    Word::new(parts, extent)
}

/// A word of which every `mark` is text that stands for something else.
pub(super) fn filled(word: &Word, mark: &str, with: &Word) -> Word {
    if mark.is_empty() || !word.parts().iter().any(|part| matches!(part, Part::Known(text) if text.contains(mark))) {
        return word.clone();
    }
    let mut parts = Vec::new();
    for part in word.parts() {
        let Part::Known(text) = part else {
            parts.push(part.clone());
            continue;
        };
        for (index, piece) in text.split(mark).enumerate() {
            if index > 0 {
                parts.extend_from_slice(with.parts());
            }
            parts.push(Part::Known(piece.to_owned()));
        }
    }
    let operand = with.extent() == Extent::Operand && word.known_beginning().starts_with(mark);
    Word::new(parts, if operand { Extent::Operand } else { word.extent() })
}

/// The words as one text, parted by blanks: what a program joins before it gives it to a shell.
pub(super) fn sentence(words: &[Word]) -> Word {
    let mut parts = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            parts.push(Part::Known(" ".to_owned()));
        }
        parts.extend_from_slice(word.parts());
        if word.is_repeated() {
            parts.push(Part::Unknown);
        }
    }
    Word::new(parts, Extent::One)
}

/// The files whose names begin with this word.
pub(super) fn begun(beginning: &Word) -> Word {
    Word::new(beginning.parts().iter().cloned().chain([Part::Segment]), Extent::One)
}

/// `folder/name`.
pub(super) fn joined(folder: &Word, name: &Word) -> Word {
    let slash = match folder.parts().last() {
        Some(Part::Known(text)) if text.ends_with('/') => "",
        _ => "/",
    };
    let parts = folder.parts().iter().cloned().chain([Part::Known(slash.to_owned())]);
    Word::new(parts.chain(name.parts().iter().cloned()), Extent::One)
}

/// The last segment of a path, as far as it is known; `None` if there is none.
pub(super) fn last_segment(path: &Word) -> Option<Word> {
    let mut parts = path.parts().to_vec();
    if let [.., Part::Known(text)] = parts.as_mut_slice() {
        *text = text.trim_end_matches('/').to_owned();
    }
    let from = parts.iter().rposition(|part| matches!(part, Part::Known(text) if text.contains('/')));
    let mut parts = parts.split_off(from.unwrap_or(0));
    if let (Some(_), Some(Part::Known(text))) = (from, parts.first_mut()) {
        *text = text.rsplit('/').next().unwrap_or_default().to_owned();
    }
    let name = Word::new(parts, Extent::One);
    (!matches!(name.as_literal(), Some("" | "." | ".."))).then_some(name)
}

/// The words of a command line in which no shell would find anything but words, the first of which is a program.
pub(super) fn plain(text: &str) -> Option<Vec<Word>> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_./:=@%+,- \t".contains(&byte);
    if !text.bytes().all(is_plain) {
        return None;
    }
    let words: Vec<&str> = text.split_ascii_whitespace().list();
    let program = words.first()?;
    let plain = !program.contains('=') && !program.starts_with(['-', '%', '@', '+']);
    plain.then(|| Word::literals(words))
}

/// What a program adds to one that it starts.
pub(super) fn operands() -> Word {
    Word::new([Part::Unknown], Extent::Added)
}

/// One word of which nothing is known.
pub(super) fn any() -> Word {
    Word::new([Part::Unknown], Extent::One)
}

/// Whether a word may become further words of which nothing is known.
pub(super) fn may_split(word: &Word) -> bool {
    let unknown = word.parts().iter().any(|part| match part {
        Part::Known(text) => text.contains(char::is_whitespace),
        Part::Unknown | Part::Segment => true,
    });
    word.extent() == Extent::Many && unknown
}

/// Whether a word that is not wholly known could begin with a dash.
pub(super) fn may_be_option(word: &Word) -> bool {
    !matches!(word.extent(), Extent::Operand | Extent::Added)
        && (may_split(word) || matches!(word.known_beginning().as_bytes(), [] | [b'-', ..]))
}

/// Whether the parts of a word could spell this option of the table.
pub(super) fn could_spell(word: &Word, listed: &str, kind: Kind, style: Style) -> bool {
    if may_split(word) {
        return true;
    }
    if !may_be_option(word) {
        return false;
    }
    let beginning = word.known_beginning();
    let name = listed.trim_end_matches(['?', '*']);
    let open = listed.ends_with('*') || listed.ends_with('?');
    let is_letter = name.chars().count() == 2 && !name.starts_with("--");
    if style == Style::Getopt && is_letter {
        return !beginning.starts_with("--");
    }
    // Go takes `--name` for `-name`.
    let rest = match (style, beginning.strip_prefix("--")) {
        (Style::Words, Some(_)) => {
            name.strip_prefix(beginning).or_else(|| name.strip_prefix(beginning.get(1..).unwrap_or_default()))
        }
        _ => name.strip_prefix(beginning),
    };
    let Some(rest) = rest else {
        // More is known than the name: it could only be attached text.
        return open && beginning.starts_with(name);
    };
    // A value may be attached to a long option, so that anything may follow.
    if open || (kind.takes_value() && (style == Style::Getopt || !matches!(kind, Kind::Own | Kind::OwnValue))) {
        return true;
    }
    let mut rest = rest;
    let mut last = "";
    for text in word.parts().iter().skip(usize::from(!beginning.is_empty())) {
        if let Part::Known(text) = text {
            let Some(at) = rest.find(text.as_str()) else { return false };
            rest = rest.get(at.saturating_add(text.len())..).unwrap_or_default();
            last = text;
        }
    }
    // A long option may be abbreviated; any other must be spelled to its end.
    style == Style::Getopt || !matches!(word.parts().last(), Some(Part::Known(_))) || name.ends_with(last)
}
