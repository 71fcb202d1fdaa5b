//! The names in the text of a path.

/// What stands between the `/` of a text, as far as that is not empty.
#[derive(Debug, Clone)]
pub(super) struct Segments<'a> {
    text: &'a str,
    /// Where the last one ended.
    at: usize,
}

impl<'a> Segments<'a> {
    pub(super) const fn of(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        let (mut start, mut end) = (self.at, self.at);
        while let Some(byte) = bytes.get(end) {
            if *byte != b'/' {
                end = end.wrapping_add(1);
            } else if start < end {
                break;
            } else {
                end = end.wrapping_add(1);
                start = end;
            }
        }
        self.at = end;
        self.text.get(start..end).filter(|segment| !segment.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn segments_are_what_is_left_between_slashes(text in "[/aé.]{0,12}") {
            let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
            prop_assert_eq!(Segments::of(&text).collect::<Vec<_>>(), parts);
        }
    }
}
