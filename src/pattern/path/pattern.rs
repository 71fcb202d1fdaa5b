//! A path pattern: parsed once, kept as written.

use alloc::borrow::Cow;

use super::braces::expand;
use super::glob::SegmentGlob;
use super::places::Places;
use super::target::{Place, TargetPath, has_drive, split_place};
use crate::fold::fold_text;
use crate::list::{List, all_ok};
use crate::pattern::quoted;
use crate::pattern::{PatternError, Reading};
use crate::prelude::*;

/// No path pattern may be longer, in bytes.
const MAX_PATTERN_BYTES: usize = 4096;

/// A path glob (policy.md, "Paths"), valid and not yet bound to any folder.
///
/// ```
/// use mlld_policy::pattern::path::PathPattern;
/// assert_eq!(PathPattern::parse("src/**/*.{ts,js}").unwrap().source(), "src/**/*.{ts,js}");
/// assert!(PathPattern::parse("src/**/../x").is_err());
/// assert!(PathPattern::parse("  ").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern {
    source: String,
    pub(super) alternatives: Vec<Alternative>,
}

/// One of the paths a pattern stands for, its groups multiplied out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alternative {
    pub(super) anchor: Anchor,
    /// Never two [`Part::Recursive`] in a row.
    pub(super) parts: Vec<Part>,
}

/// What the parts of a pattern are relative to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Anchor {
    /// The pattern is exactly `*` or `**`.
    Everything,
    /// `/x`
    Root,
    /// `//server/share/x`: on Windows a share, elsewhere the same as `/x`.
    Share,
    /// `x`: from the base, where nothing else is said.
    Relative,
    /// `@base/x`, `./x`, `../x`: from the base, so many folders up.
    Base(usize),
    /// `~/x`: from the home folder, so many folders up.
    Home(usize),
}

/// A piece of a pattern between slashes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// `**`: any number of segments, none as well.
    Recursive,
    /// One segment.
    Segment(SegmentGlob),
}

impl PathPattern {
    /// Reads a pattern. Blanks around it are dropped.
    ///
    /// # Errors
    /// A pattern that is empty, too long, malformed or can match nothing; that starts with `!` or with `@base` and no `/`
    /// after it; that names another user's home; or in which `..` would climb over a glob.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let source = text.trim();
        if source.is_empty() {
            return Err(PatternError::new("a path pattern is empty").suggest("write `**` for every path"));
        }
        if source.len() > MAX_PATTERN_BYTES {
            return Err(PatternError::new(format!("a path pattern is longer than {MAX_PATTERN_BYTES} bytes")));
        }
        if source.contains('\0') {
            return Err(PatternError::new("a path pattern holds NUL, which no path does"));
        }
        if source.starts_with('!') {
            return Err(PatternError::new(format!("{}: patterns are not negated by `!`", quoted(source)))
                .suggest("move it to the opposite list, or write `\\!` for a name that starts so"));
        }
        let in_pattern = |error: PatternError| PatternError {
            message: format!("path pattern {}: {}", quoted(source), error.message),
            ..error
        };
        let alternatives = if matches!(source, "*" | "**") {
            vec![Alternative { anchor: Anchor::Everything, parts: vec![Part::Recursive] }]
        } else {
            let texts = expand(source).map_err(in_pattern)?;
            all_ok(texts.iter().map(|text| Alternative::parse(text))).map_err(in_pattern)?
        };
        Ok(Self { source: source.to_owned(), alternatives })
    }

    /// The pattern as written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it is exactly `*` or `**`.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        matches!(self.alternatives.as_slice(), [Alternative { anchor: Anchor::Everything, .. }])
    }

    /// The absolute paths it stands for under `places`, on Windows with the root as the first part.
    pub(super) fn bind<'b>(
        &'b self,
        reading: Reading,
        places: &'b Places,
        missing: MissingPlace,
    ) -> Result<Vec<Bound<'b>>, PatternError> {
        let bind = |alternative: &'b Alternative| alternative.bind(reading, places, missing);
        all_ok(self.alternatives.iter().map(bind)).map_err(|error| PatternError {
            message: format!("path pattern {}: {}", quoted(&self.source), error.message),
            ..error
        })
    }
}

impl core::str::FromStr for PathPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        Self::parse(text)
    }
}

/// What a pattern does whose folder is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MissingPlace {
    /// It is an error.
    Refused,
    /// It matches in any folder; only for built-in denials.
    Anywhere,
}

impl Alternative {
    fn parse(text: &str) -> Result<Self, PatternError> {
        let (place, rest) = split_place(text);
        let mut anchor = match place {
            Place::Absolute if text.starts_with("//") => Anchor::Share,
            Place::Absolute => Anchor::Root,
            Place::Home => Anchor::Home(0),
            Place::OtherHome => {
                return Err(PatternError::new("another user's home folder is not known")
                    .suggest("write the absolute path, or `\\~` for a name that starts so"));
            }
            Place::Base => Anchor::Base(0),
            Place::Relative if text.is_empty() => return Err(PatternError::new("one of its groups leaves it empty")),
            // `@basefoo` would be a folder of that name, which nobody means.
            Place::Relative if text.starts_with("@base") || text.starts_with("@root") => {
                let first = text.split('/').next().unwrap_or_default();
                return Err(PatternError::new(format!("{} is neither `@base` nor `@root`", quoted(first))).suggest(
                    format!("write `@base/…`, or {} for a folder of that name", quoted(&format!("./{first}"))),
                ));
            }
            Place::Relative if matches!(text.split('/').next(), Some("." | "..")) => Anchor::Base(0),
            Place::Relative => Anchor::Relative,
        };
        let mut parts: Vec<Part> = Vec::new();
        for part in rest.split('/') {
            match part {
                "" | "." => {}
                "**" if parts.last() == Some(&Part::Recursive) => {}
                "**" => parts.push(Part::Recursive),
                ".." => match (parts.pop(), &mut anchor) {
                    (Some(Part::Segment(segment)), _) if segment.literal().is_some() => {}
                    (Some(_), _) => {
                        return Err(PatternError::new("`..` after a glob could lead anywhere")
                            .suggest("write the folder it should lead to"));
                    }
                    (None, Anchor::Base(ups) | Anchor::Home(ups)) => *ups = ups.saturating_add(1),
                    (None, Anchor::Relative) => anchor = Anchor::Base(1),
                    (None, Anchor::Root | Anchor::Share | Anchor::Everything) => {}
                },
                _ => parts.push(Part::Segment(SegmentGlob::parse(part)?)),
            }
        }
        Ok(Self { anchor, parts })
    }

    fn bind<'b>(
        &'b self,
        reading: Reading,
        places: &'b Places,
        missing: MissingPlace,
    ) -> Result<Bound<'b>, PatternError> {
        let parts =
            if places.windows() { Cow::Owned(windows_parts(&self.parts)?) } else { Cow::Borrowed(&*self.parts) };
        let alone = |parts| Ok(Bound { folder: None, parts });
        let below = |folder, ups, parts| Ok(Bound { folder: Some((folder, ups)), parts });
        let from = |option: &str, folder: Option<&'b TargetPath>, ups: usize, parts: Cow<'b, [Part]>| match (
            folder, missing,
        ) {
            (Some(folder), _) => below(folder, ups, parts),
            (None, MissingPlace::Anywhere) => alone(anywhere(&parts).into()),
            (None, MissingPlace::Refused) => {
                Err(PatternError::new(format!("no {option} folder is known"))
                    .suggest(format!("set the option `{option}`")))
            }
        };
        match (self.anchor, reading) {
            // "Every path in denials, and everything below the base in permissions"; `**/x` follows the same rule.
            (Anchor::Everything, Reading::Denial) => alone(parts),
            (Anchor::Relative, Reading::Denial) if parts.first() == Some(&Part::Recursive) => alone(parts),
            (Anchor::Relative, _) if places.windows() && first_literal(&parts).is_some_and(|name| has_drive(&name)) => {
                alone(drive(parts.into_owned())?.into())
            }
            (Anchor::Everything | Anchor::Relative, _) => from("base", places.base(), 0, parts),
            (Anchor::Base(ups), _) => from("base", places.base(), ups, parts),
            (Anchor::Home(ups), _) => from("home", places.home(), ups, parts),
            (Anchor::Root | Anchor::Share, _) if !places.windows() => alone(parts),
            (Anchor::Root, Reading::Denial) => alone([&[Part::Segment(SegmentGlob::any())], &*parts].concat().into()),
            (Anchor::Root, Reading::Permission) => match places.base() {
                Some(base) => below(base, usize::MAX, parts),
                None => Err(PatternError::new("names no drive").suggest("write `C:/…`, or set the option `base`")),
            },
            (Anchor::Share, _) => alone(share(parts.into_owned())?.into()),
        }
    }
}

/// The absolute paths of an alternative: its parts, from a folder so many above the given one.
#[derive(Debug, Clone)]
pub(super) struct Bound<'b> {
    pub(super) folder: Option<(&'b TargetPath, usize)>,
    pub(super) parts: Cow<'b, [Part]>,
}

impl Bound<'_> {
    /// All the parts, those of the folder as well, whose own names are literal.
    pub(super) fn into_parts(self) -> Vec<Part> {
        let names = self.folder.into_iter().flat_map(|(folder, ups)| folder.above(ups));
        let mut parts: Vec<Part> = names.map(|name| Part::Segment(SegmentGlob::exactly(name))).list();
        parts.extend_from_slice(&self.parts);
        parts
    }
}

/// `parts` in any folder.
fn anywhere(parts: &[Part]) -> Vec<Part> {
    let mut deep = parts.to_vec();
    if deep.first() != Some(&Part::Recursive) {
        deep.insert(0, Part::Recursive);
    }
    deep
}

fn first_literal(parts: &[Part]) -> Option<String> {
    match parts.first() {
        Some(Part::Segment(segment)) => segment.literal(),
        _ => None,
    }
}

/// `C:/x`: the drive in its one spelling.
fn drive(mut parts: Vec<Part>) -> Result<Vec<Part>, PatternError> {
    let name = first_literal(&parts).unwrap_or_default();
    if name.len() != 2 {
        return Err(PatternError::new("is relative to the current folder of a drive").suggest("write `C:/…`"));
    }
    if let Some(root) = parts.first_mut() {
        *root = Part::Segment(SegmentGlob::exactly(&name.to_ascii_uppercase()));
    }
    Ok(parts)
}

/// `//server/share/x`: server and share are one root.
fn share(parts: Vec<Part>) -> Result<Vec<Part>, PatternError> {
    let literal = |part: Option<&Part>| part.and_then(|part| first_literal(core::slice::from_ref(part)));
    match (literal(parts.first()), literal(parts.get(1))) {
        (Some(server), Some(share)) => {
            let root = format!("//{}/{}", fold_text(&server), fold_text(&share));
            let root = Part::Segment(SegmentGlob::exactly(&root));
            Ok(core::iter::once(root).chain(parts.into_iter().skip(2)).list())
        }
        _ => Err(PatternError::new("a share needs a server and a share name, both without globs")),
    }
}

/// Names as Windows stores them, without trailing dots and blanks; names it cannot store match nothing.
fn windows_parts(parts: &[Part]) -> Result<Vec<Part>, PatternError> {
    let windows_part = |(index, part): (usize, &Part)| {
        let Part::Segment(segment) = part else { return Ok(part.clone()) };
        let Some(name) = segment.literal() else { return Ok(part.clone()) };
        if name.contains('\\') || name.contains(':') && !(index == 0 && has_drive(&name)) {
            return Err(PatternError::new(format!("{} is no file name on Windows", quoted(&name))));
        }
        match name.trim_end_matches(['.', ' ']) {
            "" => Err(PatternError::new(format!("{} is no file name on Windows", quoted(&name)))),
            name => Ok(Part::Segment(SegmentGlob::exactly(name))),
        }
    };
    all_ok(parts.iter().enumerate().map(windows_part))
}
