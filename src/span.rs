//! Where something stands in a text.

use serde::Serialize;

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

impl Span {
    /// The range of `text` that is counted in UTF-16 code units; `None` for one that is empty, reaches past the end or
    /// cuts a character in two.
    #[must_use]
    pub fn from_utf16(start: usize, end: usize, text: &str) -> Option<Self> {
        let mut units: usize = 0;
        let (mut from, mut to) = (None, None);
        for (at, c) in text.char_indices().map(|(at, c)| (at, c.len_utf16())).chain([(text.len(), 0)]) {
            from = from.or((units == start).then_some(at));
            to = to.or((units == end).then_some(at));
            units = units.saturating_add(c);
        }
        Some(Self::new(from?, to?)).filter(|span| span.start < span.end)
    }
}

/// Converts many spans of one text, in time that is linear in the text and the number of spans.
#[derive(Debug)]
pub struct Utf16Offsets {
    /// The units before each byte; empty for ASCII text, where both are the same.
    units: Vec<usize>,
    len: usize,
}

impl Utf16Offsets {
    /// Prepares the spans of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut units = Vec::new();
        if text.is_ascii() {
            return Self { units, len: text.len() };
        }
        units.reserve(text.len());
        let mut count: usize = 0;
        for c in text.chars() {
            units.push(count);
            count = count.saturating_add(c.len_utf16());
            // An offset inside a character counts that character.
            units.extend(std::iter::repeat_n(count, c.len_utf8().saturating_sub(1)));
        }
        Self { units, len: count }
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

/// Line and column of a byte offset, both counted from 1; columns in UTF-16 code units, as editors count them.
#[must_use]
pub fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let mut line: u32 = 1;
    let mut column: u32 = 1;
    for (at, c) in text.char_indices() {
        if at >= offset {
            break;
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
        let text = "é🦀rm";
        assert_eq!(Span::from_utf16(3, 5, text), Some(Span::new(6, 8)));
        assert_eq!(Span::from_utf16(0, 3, text), Some(Span::new(0, 6)));
        for (start, end) in [(2, 3), (1, 2), (0, 6), (1, 1), (3, 1)] {
            assert_eq!(Span::from_utf16(start, end, text), None, "{start}..{end}");
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
