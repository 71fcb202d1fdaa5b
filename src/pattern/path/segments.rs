//! The names in the text of a path.

/// What stands between the `/` of a text, as far as that is not empty.
#[derive(Debug, Clone)]
pub(super) struct Segments<'a>(&'a str);

impl<'a> Segments<'a> {
    pub(super) const fn of(text: &'a str) -> Self {
        Self(text)
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        while !self.0.is_empty() {
            let end = self.0.as_bytes().iter().position(|byte| *byte == b'/').unwrap_or(self.0.len());
            let (segment, rest) = self.0.split_at_checked(end)?;
            self.0 = rest.get(1..).unwrap_or_default();
            if !segment.is_empty() {
                return Some(segment);
            }
        }
        None
    }
}
