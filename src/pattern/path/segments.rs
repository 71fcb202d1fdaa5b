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
            let end = self.0.bytes().position(|byte| byte == b'/').unwrap_or(self.0.len());
            let segment = self.0.get(..end).unwrap_or_default();
            self.0 = self.0.get(end.saturating_add(1)..).unwrap_or_default();
            if !segment.is_empty() {
                return Some(segment);
            }
        }
        None
    }
}
