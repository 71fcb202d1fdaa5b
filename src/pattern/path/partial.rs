//! Paths of which a part is not known: what a glob or an expansion in a command line may become.

use super::glob::{SegmentGlob, Token};
use super::places::Places;
use super::target::{Place, TargetPath, has_drive, separators, split_place, windows_name};
use crate::pattern::{MAX_TARGET_BYTES, TargetError};
use crate::prelude::*;

#[cfg(test)]
mod tests;

/// A stretch of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Piece<'a> {
    /// That text.
    Known(&'a str),
    /// Any text, which may climb by `..`, or be none.
    Unknown,
    /// What the shell puts in for a glob: text without `/`. At the start of a name it is not empty and begins with no
    /// dot (Bash Reference Manual, "Filename Expansion": a `.` at the start of a name must be matched explicitly).
    Segment,
}

/// A path that is known in part, made absolute as far as it can be.
///
/// As a *denial* of a policy reads it, it may be every file that some text for its unknown pieces makes it: with one
/// that may climb, every file there is. As a *permission* does, all of these must be covered. The built-in danger list
/// keeps to what the path says: an unknown piece stays within the folders before it, and a name that is known must be
/// one that the list spells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartialPath {
    /// Whether it may be every path.
    roams: bool,
    /// What it says, as far as its unknown pieces do not climb: one list for each way to read it.
    readings: Vec<Vec<Step>>,
}

/// One step down a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Into what has such a name.
    Name(Name),
    /// Down any number of folders, none as well.
    Folders,
    /// A name with a hole that may hold a `/`: either one name, or the first, any folders, and the last.
    Torn { whole: Name, first: Name, last: Name },
}

/// What is known of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// The characters that are known, with runs of any others.
    pub(super) glob: SegmentGlob,
    /// Whether it is a glob of the shell that names no hidden file.
    pub(super) no_dot: bool,
    /// Whether the path says it, beyond the base folder that every relative path has.
    pub(super) said: bool,
}

/// The names that a glob such as `.*` may be besides ordinary ones are `.` and `..`, in shells before bash 5.2. So many
/// of them are followed each way; with more the path may lead anywhere.
const MAX_CLIMBS: usize = 2;

impl PartialPath {
    /// Reads a path as [`TargetPath::resolve`] does. With `splits`, a shell splits its text at blanks, so that it may
    /// become several paths.
    ///
    /// # Errors
    /// As for [`TargetPath::resolve`], as far as the known text shows it.
    pub fn resolve(pieces: &[Piece<'_>], splits: bool, places: &Places) -> Result<Self, TargetError> {
        let known =
            || pieces.iter().filter_map(|piece| if let Piece::Known(text) = piece { Some(*text) } else { None });
        if known().map(str::len).fold(0, usize::saturating_add) > MAX_TARGET_BYTES {
            return Err(TargetError::new(format!("the path is longer than {MAX_TARGET_BYTES} bytes")));
        }
        if known().any(|text| text.contains('\0')) {
            return Err(TargetError::new("the path holds NUL"));
        }
        if pieces.iter().all(|piece| *piece == Piece::Known("")) {
            return Err(TargetError::new("the path is empty"));
        }
        let mut path = Self { roams: splits || pieces.contains(&Piece::Unknown), readings: Vec::new() };
        for word in if splits { split(pieces) } else { vec![pieces.to_vec()] } {
            path.read(&word, places)?;
        }
        Ok(path)
    }

    /// Whether an unknown piece may lead to every path.
    pub(super) fn roams(&self) -> bool {
        self.roams
    }

    pub(super) fn readings(&self) -> &[Vec<Step>] {
        &self.readings
    }

    fn read(&mut self, pieces: &[Piece<'_>], places: &Places) -> Result<(), TargetError> {
        let mut segments = segments(pieces, places.windows()).into_iter();
        let beginning = match pieces.first() {
            Some(Piece::Known(text)) => separators(text, places.windows()),
            _ => String::new(),
        };
        let head = match (pieces.len(), beginning.rfind('/')) {
            (0 | 1, _) if !beginning.is_empty() => beginning.as_str(),
            (_, Some(slash)) => beginning.get(..=slash).unwrap_or_default(),
            _ => "",
        };
        let mut readings = vec![start(head, &beginning, pieces, places)?];
        if head.len() < beginning.len() || pieces.len() > 1 || head.is_empty() {
            // What stands before the last known `/` is done.
            let done = head.split('/').count().saturating_sub(1);
            segments.by_ref().take(done).for_each(drop);
            let mut climbs: usize = 0;
            for segment in segments {
                if segment.climbs() {
                    climbs = climbs.saturating_add(1);
                    if climbs > MAX_CLIMBS {
                        self.roams = true;
                    } else {
                        let up = readings.iter().cloned().map(|mut steps| {
                            climb(&mut steps);
                            steps
                        });
                        let stay = readings.clone();
                        let others: Vec<_> = up.chain(stay).collect();
                        readings.iter_mut().try_for_each(|steps| segment.step(steps, places.windows()))?;
                        readings.extend(others);
                        continue;
                    }
                }
                readings.iter_mut().try_for_each(|steps| segment.step(steps, places.windows()))?;
            }
        }
        if !places.windows() && readings.iter().any(|steps| leads_elsewhere(steps)) {
            return Err(TargetError::new("the path leads through a link of `/proc` or `/dev` to somewhere else")
                .suggest("write the path it leads to"));
        }
        self.readings.append(&mut readings);
        Ok(())
    }
}

/// The folder that the known `head` of a path names, or that a path without one starts from.
fn start(head: &str, beginning: &str, pieces: &[Piece<'_>], places: &Places) -> Result<Vec<Step>, TargetError> {
    let open = matches!(pieces, [Piece::Unknown, ..] | [Piece::Known(_), Piece::Unknown, ..]);
    // Nobody knows where a path starts whose first characters are not known.
    let unplaced = beginning.is_empty()
        || beginning.starts_with('~')
        || matches!(beginning, "@base" | "@root")
        || places.windows() && has_drive(beginning);
    if head.is_empty() && open && unplaced {
        return Ok(vec![Step::Folders]);
    }
    let folder = TargetPath::resolve(if head.is_empty() { "." } else { head }, places)?;
    let names = |path: &TargetPath| -> Vec<String> { path.names().map(str::to_owned).collect() };
    let names_of_base = places.base().map(names).unwrap_or_default();
    let names = names(&folder);
    let shared = names.iter().zip(&names_of_base).take_while(|(name, base)| name == base).count();
    let relative = head.is_empty() || matches!(split_place(head).0, Place::Relative | Place::Base);
    let unsaid = if relative || shared == names_of_base.len() { shared } else { 0 };
    let name = |(index, text): (usize, &String)| {
        Step::Name(Name { glob: SegmentGlob::exactly(text), no_dot: false, said: index >= unsaid })
    };
    Ok(names.iter().enumerate().map(name).collect())
}

/// What stands between two slashes.
#[derive(Debug, Default)]
struct Segment<'a> {
    pieces: Vec<Piece<'a>>,
}

/// The path between its known slashes.
fn segments<'a>(pieces: &[Piece<'a>], windows: bool) -> Vec<Segment<'a>> {
    let is_separator = |c: char| c == '/' || windows && c == '\\';
    let mut segments = vec![Segment::default()];
    for piece in pieces {
        let Piece::Known(text) = piece else {
            segments.last_mut().into_iter().for_each(|segment| segment.pieces.push(*piece));
            continue;
        };
        for (index, part) in text.split(is_separator).enumerate() {
            if index > 0 {
                segments.push(Segment::default());
            }
            if !part.is_empty() {
                segments.last_mut().into_iter().for_each(|segment| segment.pieces.push(Piece::Known(part)));
            }
        }
    }
    segments
}

impl Segment<'_> {
    /// Whether a glob in it may be `.` or `..`: where it is made of dots otherwise, and at least one.
    fn climbs(&self) -> bool {
        let known: Vec<&str> = self.known().collect();
        self.pieces.contains(&Piece::Segment)
            && !self.pieces.contains(&Piece::Unknown)
            && !known.is_empty()
            && known.iter().flat_map(|text| text.chars()).all(|c| c == '.')
            && known.iter().map(|text| text.len()).fold(0, usize::saturating_add) <= 2
    }

    fn known(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| if let Piece::Known(text) = piece { Some(*text) } else { None })
    }

    /// Goes on from `steps` into this segment.
    fn step(&self, steps: &mut Vec<Step>, windows: bool) -> Result<(), TargetError> {
        match self.pieces.as_slice() {
            [] | [Piece::Known(".")] => {}
            [Piece::Known("..")] => climb(steps),
            [Piece::Known(name)] => {
                let name = if windows { windows_name(name)? } else { name };
                steps.push(Step::Name(Name { glob: SegmentGlob::exactly(name), no_dot: false, said: true }));
            }
            [Piece::Unknown] => folders(steps),
            pieces => self.step_open(pieces, steps, windows),
        }
        Ok(())
    }

    /// The same for a name of which a part is not known.
    fn step_open(&self, pieces: &[Piece<'_>], steps: &mut Vec<Step>, windows: bool) {
        let name = |pieces: &[Piece<'_>]| name_of(pieces, windows);
        if let Some(Piece::Unknown) = pieces.first() {
            folders(steps);
        }
        let within = pieces.iter().position(|piece| *piece == Piece::Unknown);
        let last = pieces.iter().rposition(|piece| *piece == Piece::Unknown);
        match (within, last) {
            (Some(first), Some(last)) if first > 0 && last.saturating_add(1) < pieces.len() => {
                let before = pieces.get(..=first).unwrap_or_default();
                let after = pieces.get(last..).unwrap_or_default();
                steps.push(Step::Torn { whole: name(pieces), first: name(before), last: name(after) });
            }
            _ => steps.push(Step::Name(name(pieces))),
        }
        if let Some(Piece::Unknown) = pieces.last() {
            folders(steps);
        }
    }
}

/// What is known of a name that is not known whole.
fn name_of(pieces: &[Piece<'_>], windows: bool) -> Name {
    let mut tokens = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Known(text) => tokens.extend(text.chars().map(Token::Char)),
            _ => tokens.push(Token::AnyRun),
        }
    }
    if windows {
        // Windows drops dots and blanks at the end; what follows the last run may be one of them too.
        let open = tokens.last() == Some(&Token::AnyRun);
        let dropped = |token: Option<&Token>| matches!(token, Some(Token::Char('.' | ' ')));
        tokens.truncate(tokens.len().saturating_sub(usize::from(open)));
        while dropped(tokens.last()) {
            tokens.pop();
        }
        if open && tokens.last() != Some(&Token::AnyRun) {
            tokens.push(Token::AnyRun);
        }
    }
    let no_dot = pieces.first() == Some(&Piece::Segment);
    Name { glob: SegmentGlob::of(tokens), no_dot, said: true }
}

fn folders(steps: &mut Vec<Step>) {
    if steps.last() != Some(&Step::Folders) {
        steps.push(Step::Folders);
    }
}

/// One folder up.
fn climb(steps: &mut Vec<Step>) {
    match steps.last() {
        Some(Step::Folders) | None => {}
        Some(Step::Name(_)) => drop(steps.pop()),
        Some(Step::Torn { .. }) => {
            steps.pop();
            folders(steps);
        }
    }
}

/// The words that a shell makes of text it splits at blanks.
fn split<'a>(pieces: &[Piece<'a>]) -> Vec<Vec<Piece<'a>>> {
    let mut words = vec![Vec::new()];
    for piece in pieces {
        let Piece::Known(text) = piece else {
            words.last_mut().into_iter().for_each(|word| word.push(*piece));
            continue;
        };
        for (index, part) in text.split([' ', '\t', '\n']).enumerate() {
            if index > 0 {
                words.push(Vec::new());
            }
            if !part.is_empty() {
                words.last_mut().into_iter().for_each(|word| word.push(Piece::Known(part)));
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a glob may stand in a path for one of the links that lead anywhere (`/proc/self/ro?t/etc`), as
/// [`TargetPath::resolve`] refuses them where they are spelled.
fn leads_elsewhere(steps: &[Step]) -> bool {
    let may_be = |step: Option<&Step>, names: &[&str]| match step {
        Some(Step::Name(name)) => names.iter().any(|text| name.may_be(text, false)),
        Some(Step::Folders | Step::Torn { .. }) | None => false,
    };
    let of_process = may_be(steps.first(), &["proc"]);
    let of_device = may_be(steps.first(), &["dev"]) && may_be(steps.get(1), &["fd"]);
    if of_device {
        return steps.len() > 3;
    }
    let last = steps.len().saturating_sub(1);
    of_process
        && steps.iter().enumerate().skip(2).any(|(at, step)| {
            let said = matches!(step, Step::Name(name) if name.glob.is_spelled());
            may_be(Some(step), &["root", "cwd"]) && (at < last || said)
                || may_be(Some(step), &["fd", "map_files"]) && at.saturating_add(1) < last
        })
}

impl Name {
    /// Whether it may be this name.
    pub(super) fn may_be(&self, name: &str, ignore_case: bool) -> bool {
        !(self.no_dot && name.starts_with('.')) && self.glob.matches(name, ignore_case)
    }
}
