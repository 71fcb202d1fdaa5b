//! Where something stands in a text.

use core::cmp::Ordering;

use serde::Serialize;

use crate::list::AddAll;
use crate::prelude::*;

/// A range of a text in **bytes** of its UTF-8 form: `start` is the first byte, `end` the byte after the last.
///
/// At the JavaScript boundary spans are converted to UTF-16 code units, the unit of JavaScript string indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The same range counted in UTF-16 code units of `text`. An offset past the end becomes the end, an offset
    /// inside a character counts that character.
    #[must_use]
    pub fn to_utf16(self, text: &str) -> Self {
        let units =
            |offset: usize| text.char_indices().take_while(|(at, _)| *at < offset).map(|(_, c)| c.len_utf16()).sum();
        Self::new(units(self.start), units(self.end))
    }
}

/// Converts many spans of one text, in time that is linear in the text and the number of spans.
#[derive(Debug)]
pub struct Utf16Offsets {
    /// The units before each byte; empty for ASCII text, where both are the same.
    units: Vec<usize>,
    len: usize,
    bytes: usize,
}

impl Utf16Offsets {
    /// Prepares the spans of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut units = Vec::new();
        if text.is_ascii() {
            return Self { units, len: text.len(), bytes: text.len() };
        }
        units.reserve(text.len());
        let mut count: usize = 0;
        for c in text.chars() {
            units.push(count);
            count = count.saturating_add(c.len_utf16());
            // An offset inside a character counts that character.
            units.add_all(core::iter::repeat_n(count, c.len_utf8().saturating_sub(1)));
        }
        Self { units, len: count, bytes: text.len() }
    }

    /// The range of bytes that is counted in UTF-16 code units; `None` for one that is empty, reaches past the end or cuts
    /// a character in two.
    #[must_use]
    pub fn bytes(&self, start: usize, end: usize) -> Option<Span> {
        let byte = |unit: usize| match unit.cmp(&self.len) {
            Ordering::Less if self.units.is_empty() => Some(unit),
            // The first byte of a character counts those before it, as do the others of the character before.
            Ordering::Less => {
                let at = self.units.partition_point(|units| *units <= unit).checked_sub(1)?;
                self.units.get(at).filter(|units| **units == unit).map(|_| at)
            }
            Ordering::Equal => Some(self.bytes),
            Ordering::Greater => None,
        };
        Some(Span::new(byte(start)?, byte(end)?)).filter(|span| span.start < span.end)
    }

    /// The same as [`Span::to_utf16`].
    #[must_use]
    pub fn convert(&self, span: Span) -> Span {
        let units = |offset: usize| match self.units.get(offset) {
            Some(units) => *units,
            None if self.units.is_empty() => offset.min(self.len),
            None => self.len,
        };
        Span::new(units(span.start), units(span.end))
    }
}

/// What may stand at the beginning of a file. Editors do not count it.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// Line and column of a byte offset, both counted from 1; columns in UTF-16 code units, as editors count them: without a
/// byte order mark.
#[must_use]
pub fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let mut line: u32 = 1;
    let mut column: u32 = 1;
    for (at, c) in text.char_indices() {
        if at >= offset {
            break;
        }
        if at == 0 && c == BYTE_ORDER_MARK {
            continue;
        }
        if c == '\n' {
            line = line.saturating_add(1);
            column = 1;
        } else {
            column = column.saturating_add(u32::try_from(c.len_utf16()).unwrap_or(1));
        }
    }
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_convert_to_utf16_code_units() {
        // "é" is two bytes and one unit, "🦀" four bytes and two units.
        let text = "é🦀rm";
        assert_eq!(Span::new(6, 8).to_utf16(text), Span::new(3, 5));
        assert_eq!(Span::new(0, 99).to_utf16(text), Span::new(0, 5));
    }

    #[test]
    fn spans_convert_from_utf16_code_units() {
        for text in ["", "rm", "é🦀rm", "a\u{1f980}é", "🦀"] {
            let offsets = Utf16Offsets::new(text);
            let units: Vec<u16> = text.encode_utf16().collect();
            for (start, end) in (0..9).flat_map(|start| (0..9).map(move |end| (start, end))) {
                // Two halves of a character are no text.
                let whole = |units: Option<&[u16]>| units.and_then(|units| String::from_utf16(units).ok());
                let (before, inside) = (whole(units.get(..start)), whole(units.get(start..end)));
                let after = whole(units.get(end..));
                let expected = before.zip(inside).filter(|(_, inside)| !inside.is_empty() && after.is_some());
                let expected =
                    expected.map(|(before, inside)| Span::new(before.len(), before.len().saturating_add(inside.len())));
                assert_eq!(offsets.bytes(start, end), expected, "{start}..{end} of {text}");
            }
        }
    }

    #[test]
    fn many_spans_convert_as_one_does() {
        for text in ["", "rm -rf", "é🦀rm", "a\u{1f980}é"] {
            let offsets = Utf16Offsets::new(text);
            for span in (0..12).flat_map(|start| (0..12).map(move |end| Span::new(start, end))) {
                assert_eq!(offsets.convert(span), span.to_utf16(text), "{span:?} of {text}");
            }
        }
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        assert_eq!(line_and_column("a\nb🦀c", 0), (1, 1));
        assert_eq!(line_and_column("a\nb🦀c", 7), (2, 4));
    }
}
