//! The words a program receives, and how they are put together.

use crate::pattern::command::{Extent, Part, Word};
use crate::prelude::*;
use crate::shell::program::Output;
use crate::span::Span;

/// A word a program receives.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) word: Word,
    /// Whether what is not known of it comes from the host's environment alone.
    pub(super) host: bool,
    /// What is known of its text, where that is not known itself.
    pub(super) shape: Output,
    /// Where it is written.
    pub(super) span: Span,
}

impl Field {
    pub(super) fn literal(&self) -> Option<&str> {
        self.word.as_literal()
    }
}

/// Puts fields together.
pub(super) struct Builder {
    pub(super) fields: Vec<Field>,
    pub(super) parts: Vec<Part>,
    /// Whether there is a field although nothing is in it: `''`.
    pub(super) quoted: bool,
    pub(super) globs: bool,
    pub(super) splits: bool,
    pub(super) host: bool,
    /// The extent, and the shape, of a field that is one expansion and nothing else.
    pub(super) alone: Option<(Extent, Output)>,
    /// Whether nothing of the rest of the field is certain: what stands so far stands for it.
    pub(super) absorbs: bool,
    /// Whether the word is one expansion and nothing else.
    pub(super) sole: bool,
    pub(super) span: Span,
}

impl Builder {
    pub(super) fn new(span: Span) -> Self {
        Self {
            fields: Vec::new(),
            parts: Vec::new(),
            quoted: false,
            globs: false,
            splits: false,
            host: true,
            alone: None,
            absorbs: false,
            sole: false,
            span,
        }
    }

    pub(super) fn push(&mut self, part: Part) {
        if self.absorbs {
            return;
        }
        match (self.parts.last_mut(), part) {
            (Some(Part::Known(text)), Part::Known(more)) => text.push_str(&more),
            (_, part) => self.parts.push(part),
        }
    }

    pub(super) fn push_char(&mut self, c: char) {
        if self.absorbs {
            return;
        }
        if let Some(Part::Known(text)) = self.parts.last_mut() {
            text.push(c);
        } else {
            self.parts.push(Part::Known(c.to_string()));
        }
    }

    /// Ends the field, if there is one.
    pub(super) fn finish(&mut self) {
        let parts = core::mem::take(&mut self.parts);
        if !parts.is_empty() || self.quoted {
            let single = matches!(parts.as_slice(), [Part::Unknown]);
            let (extent, shape) = match self.alone.filter(|_| single) {
                Some(alone) => alone,
                None if self.splits => (Extent::Many, Output::Text),
                None if self.globs => (Extent::Each, Output::Text),
                None => (Extent::One, Output::Text),
            };
            let word = Word::new(parts, extent);
            self.fields.push(Field { host: self.host && !self.globs, word, shape, span: self.span });
        }
        self.absorbs = false;
        (self.quoted, self.globs, self.splits, self.host, self.alone) = (false, false, false, true, None);
    }

    /// Adds whole fields: the first joins what stands before it, the last what comes after.
    pub(super) fn push_fields(&mut self, fields: Vec<Field>) {
        // A field that may be none lets what stands around it join its neighbours.
        if !self.sole && fields.iter().any(|field| field.word.is_repeated()) {
            self.quoted = true;
            self.splits = true;
            self.host = false;
            return self.push(Part::Unknown);
        }
        for (index, field) in fields.into_iter().enumerate() {
            if index > 0 {
                self.finish();
            }
            self.quoted = true;
            self.host &= field.host;
            self.splits |= field.word.extent() == Extent::Many;
            self.globs |= field.word.extent() == Extent::Each;
            if matches!(field.word.extent(), Extent::Operand | Extent::Parameter) {
                self.alone = Some((field.word.extent(), field.shape));
            }
            field.word.parts().iter().for_each(|part| self.push(part.clone()));
        }
    }
}

/// How much of a word is known.
pub(super) fn known_length(parts: &[Part]) -> usize {
    let length = |part: &Part| match part {
        Part::Known(text) => text.len(),
        _ => 1,
    };
    parts.iter().map(length).sum()
}
