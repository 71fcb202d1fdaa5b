//! Whether one pattern is contained in another.

use super::glob::{SegmentGlob, Token, token_matches};
use super::pattern::{Alternative, Anchor, Part, PathPattern};
use super::target::has_drive;
use crate::fold::fold;

/// The most pairs of characters to compare; a pair of patterns so long that it needs more counts as not contained.
const MAX_PAIRS: usize = 4_000_000;

impl PathPattern {
    /// Whether, as permissions and whatever the folders are, `self` matches every path that `other` matches.
    ///
    /// True answers are right. A false one may be wrong where globs overlap in ways that do not show piece by piece
    /// (`[ab]` is not found to be in `{a,b}`); for literal paths and `dir/**` both answers are right.
    ///
    /// ```
    /// use mlld_policy::pattern::path::PathPattern;
    /// let pattern = |text| PathPattern::parse(text).unwrap();
    /// assert!(pattern("src/**").covers(&pattern("src/*.rs")));
    /// assert!(!pattern("src/*").covers(&pattern("src/**")));
    /// assert!(!pattern("src/**").covers(&pattern("/src/a")));
    /// ```
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        if self.size().saturating_mul(other.size()) > MAX_PAIRS {
            return self.alternatives == other.alternatives;
        }
        other.alternatives.iter().all(|inner| self.alternatives.iter().any(|outer| outer.covers(inner)))
    }

    /// The narrower of two nested patterns: what both permit. `None` where neither is found in the other.
    #[must_use]
    pub fn narrower<'a>(&'a self, other: &'a Self) -> Option<&'a Self> {
        if other.covers(self) {
            Some(self)
        } else if self.covers(other) {
            Some(other)
        } else {
            None
        }
    }

    fn size(&self) -> usize {
        let part_size = |part: &Part| match part {
            Part::Recursive => 1,
            Part::Segment(segment) => segment.len().saturating_add(1),
        };
        self.alternatives.iter().flat_map(|alternative| &alternative.parts).map(part_size).sum()
    }
}

/// Where the parts of a pattern start, as a permission reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    Root,
    Share,
    /// On Windows a drive, elsewhere a folder below the base.
    Drive,
    Base(usize),
    Home(usize),
}

impl Alternative {
    fn start(&self) -> Start {
        let names_drive = || match self.parts.first() {
            Some(Part::Segment(segment)) => segment.literal().is_some_and(|name| has_drive(&name)),
            _ => false,
        };
        match self.anchor {
            Anchor::Root => Start::Root,
            Anchor::Share => Start::Share,
            Anchor::Relative if names_drive() => Start::Drive,
            Anchor::Relative | Anchor::Everything => Start::Base(0),
            Anchor::Base(ups) => Start::Base(ups),
            Anchor::Home(ups) => Start::Home(ups),
        }
    }

    fn covers(&self, other: &Self) -> bool {
        let all_below = self.parts == [Part::Recursive];
        match (self.start(), other.start()) {
            (own, start) if own == start => {
                aligned(&self.parts, &other.parts, |part| *part == Part::Recursive, part_covers)
            }
            // All below a folder is all below what stands in it. The base is always below its own root.
            (Start::Base(own), Start::Base(ups)) | (Start::Home(own), Start::Home(ups)) => all_below && own >= ups,
            (Start::Root, Start::Base(_)) => all_below,
            _ => false,
        }
    }
}

fn part_covers(outer: &Part, inner: &Part) -> bool {
    match (outer, inner) {
        (Part::Segment(outer), Part::Segment(inner)) => outer.covers(inner),
        _ => false,
    }
}

impl SegmentGlob {
    /// Whether it matches every name that `inner` matches; a false answer may be wrong, as in [`PathPattern::covers`].
    pub(super) fn covers(&self, inner: &Self) -> bool {
        // Windows drops dots and blanks at the end of a name, and a pattern that spells them names the shorter one.
        let shortened = |segment: &Self| matches!(segment.tokens().last(), Some(Token::Char('.' | ' ')));
        if shortened(self) || shortened(inner) {
            return self.is_any() || self == inner;
        }
        aligned(self.tokens(), inner.tokens(), |token| *token == Token::AnyRun, token_covers)
    }
}

fn token_covers(outer: &Token, inner: &Token) -> bool {
    match inner {
        // Also for targets whose case is folded.
        Token::Char(c) => {
            outer == inner
                || !matches!(outer, Token::Char(_))
                    && token_matches(outer, *c, false)
                    && token_matches(outer, fold(*c), true)
        }
        Token::AnyChar | Token::Class(_) => outer == inner || *outer == Token::AnyChar,
        Token::AnyRun => false,
    }
}

/// Whether `outer` can be laid over `inner` piece by piece, a run of `outer` over any number of pieces.
fn aligned<T>(outer: &[T], inner: &[T], is_run: impl Fn(&T) -> bool, covers: impl Fn(&T, &T) -> bool) -> bool {
    // `below[j]`: whether what remains of `outer` covers `inner[j..]`; filled from the ends.
    let mut below = vec![false; inner.len()];
    below.push(true);
    for piece in outer.iter().rev() {
        let run = is_run(piece);
        let mut row = vec![false; below.len()];
        let mut next_in_row = false;
        let mut next_below = false;
        let inner_from_end = core::iter::once(None).chain(inner.iter().rev().map(Some));
        for ((cell, below), inner) in row.iter_mut().rev().zip(below.iter().rev()).zip(inner_from_end) {
            *cell = match inner {
                _ if run => *below || next_in_row,
                Some(inner) => next_below && covers(piece, inner),
                None => false,
            };
            next_in_row = *cell;
            next_below = *below;
        }
        below = row;
    }
    below.first() == Some(&true)
}
