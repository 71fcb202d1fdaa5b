//! Classes of characters in globs: `[a-z]`, `[!x]`, `[[:alpha:]]`.

use crate::prelude::*;

/// A class of characters.
#[derive(Debug, Default)]
pub(super) struct Class {
    is_negated: bool,
    ranges: Vec<(u32, u32)>,
    named: Vec<&'static Name>,
}

#[derive(Debug)]
struct Name {
    text: &'static str,
    has: fn(char) -> bool,
    /// Whether the name stands for all other characters.
    is_complement: bool,
}

/// Names by what they mean in Unicode, as far as Rust knows its properties.
const NAMES: [Name; 14] = [
    Name { text: "[:alnum:]", has: |c| c.is_alphabetic() || c.is_numeric(), is_complement: false },
    Name { text: "[:alpha:]", has: char::is_alphabetic, is_complement: false },
    Name { text: "[:ascii:]", has: |c| c.is_ascii(), is_complement: false },
    Name { text: "[:blank:]", has: |c| c == '\t' || is_separator(c), is_complement: false },
    Name { text: "[:cntrl:]", has: char::is_control, is_complement: false },
    Name {
        text: "[:digit:]",
        has: |c| if c.is_ascii() { c.is_ascii_digit() } else { c.is_numeric() },
        is_complement: false,
    },
    Name { text: "[:graph:]", has: |c| is_separator(c) || c.is_control(), is_complement: true },
    Name { text: "[:lower:]", has: char::is_lowercase, is_complement: false },
    Name { text: "[:print:]", has: char::is_control, is_complement: true },
    Name { text: "[:punct:]", has: is_punctuation, is_complement: false },
    Name { text: "[:space:]", has: |c| is_separator(c) || matches!(c, '\t'..='\r'), is_complement: false },
    Name { text: "[:upper:]", has: char::is_uppercase, is_complement: false },
    Name { text: "[:word:]", has: |c| c.is_alphabetic() || c.is_numeric() || c == '_', is_complement: false },
    Name { text: "[:xdigit:]", has: |c| c.is_ascii_hexdigit(), is_complement: false },
];

fn is_separator(c: char) -> bool {
    c.is_whitespace() && !c.is_control()
}

fn is_punctuation(c: char) -> bool {
    match c {
        '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' => false,
        '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' => true,
        _ => {
            c.is_ascii_punctuation()
                || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}')
        }
    }
}

/// Whether a glob names a class of which Unicode knows more than ASCII: it is then read by code points.
pub(super) fn names_a_class(glob: &str) -> bool {
    let by_unit = |name: &&Name| !matches!(name.text, "[:ascii:]" | "[:xdigit:]");
    NAMES.iter().filter(by_unit).any(|name| glob.contains(name.text))
}

impl Class {
    /// The one character that it is a way to write.
    pub(super) fn single(&self) -> Option<u32> {
        match self.ranges.as_slice() {
            [(low, high)] if low == high && !self.is_negated && self.named.is_empty() => Some(*low),
            _ => None,
        }
    }

    pub(super) fn has(&self, unit: u32) -> bool {
        let c = char::from_u32(unit);
        let is_named = |is_complement: bool| {
            let mut named = self.named.iter().filter(|name| name.is_complement == is_complement);
            named.any(|name| c.is_some_and(name.has))
        };
        let plain = self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&unit)) || is_named(false);
        let has_plain = !self.ranges.is_empty() || self.named.iter().any(|name| !name.is_complement);
        let has_complement = self.named.iter().any(|name| name.is_complement);
        (has_plain && plain != self.is_negated) || (has_complement && is_named(true) == self.is_negated)
    }
}

/// A class that begins here and how long it is, if it is one.
pub(super) fn read(text: &[u32]) -> Option<(Class, usize)> {
    let at = |place: usize| text.get(place).copied().and_then(char::from_u32);
    let unit = |place: usize| text.get(place).copied();
    let mut class = Class::default();
    let mut place = 1_usize;
    if matches!(at(place), Some('!' | '^')) {
        class.is_negated = true;
        place = 2;
    }
    let first = place;
    let mut escaped = false;
    let mut range_start: Option<u32> = None;
    loop {
        let current = unit(place)?;
        let c = at(place);
        if c == Some(']') && place > first && !escaped {
            break;
        }
        if c == Some('\\') && !escaped {
            escaped = true;
            place = place.saturating_add(1);
            continue;
        }
        let named = if c == Some('[') && !escaped { name_at(text.get(place..)?) } else { None };
        if let Some(name) = named {
            if range_start.is_some() {
                // A range cannot end in a name: nothing matches such a glob.
                return Some((Class::default(), text.len()));
            }
            class.named.push(name);
            place = place.saturating_add(name.text.len());
            continue;
        }
        escaped = false;
        let next = place.saturating_add(1);
        if let Some(start) = range_start.take() {
            if current >= start {
                class.ranges.push((start, current));
            }
        } else if at(next) == Some('-') && at(next.saturating_add(1)) == Some(']') {
            class.ranges.extend([(current, current), (u32::from('-'), u32::from('-'))]);
            place = place.saturating_add(2);
            continue;
        } else if at(next) == Some('-') {
            range_start = Some(current);
            place = place.saturating_add(2);
            continue;
        } else {
            class.ranges.push((current, current));
        }
        place = next;
    }
    let length = place.saturating_add(1);
    let caret = (u32::from('^'), u32::from('^'));
    if class.ranges.first() == Some(&caret) && !class.is_negated && class.ranges.len() > 1 {
        // minimatch makes a regular expression of it, where a caret that comes first negates.
        class.ranges.remove(0);
        class.is_negated = true;
    }
    if class.ranges.is_empty() && class.named.is_empty() {
        // Nothing is in it, and nothing matches a glob that has it.
        return Some((Class::default(), text.len()));
    }
    Some((class, length))
}

fn name_at(text: &[u32]) -> Option<&'static Name> {
    if text.get(1) != Some(&u32::from(':')) {
        return None;
    }
    NAMES.iter().find(|name| {
        text.len() >= name.text.len() && text.iter().zip(name.text.bytes()).all(|(unit, byte)| *unit == u32::from(byte))
    })
}
