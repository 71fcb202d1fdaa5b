//! Globs of paths as minimatch 10 reads them, with `{ dot: true }`.

use alloc::collections::BTreeSet;
use core::cell::Cell;

use super::Thrown;
use super::braces;
use super::glob_part::Part;
use crate::prelude::*;

/// No longer glob is read.
const MAX_LENGTH: usize = 65_536;

/// No more sections between `**` are looked for.
const MAX_SECTIONS: usize = 200;

/// How many steps one question takes at most; minimatch takes years for some, and what it would say is then unknown.
const MAX_STEPS: usize = 5_000_000;

/// What is left of the steps. Without any, nothing matches any more.
pub(super) struct Budget(Cell<usize>);

impl Budget {
    pub(super) const fn new(steps: usize) -> Self {
        Self(Cell::new(steps))
    }

    pub(super) fn spend(&self, steps: usize) -> bool {
        let left = self.0.get().checked_sub(steps);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// `minimatch(path, glob, { dot: true })`
///
/// # Errors
///
/// Where the glob is longer than 64 KiB.
pub(super) fn matches(path: &str, glob: &str) -> Result<bool, Thrown> {
    if glob.encode_utf16().count() > MAX_LENGTH {
        return Err(Thrown::type_error("pattern is too long".to_owned()));
    }
    if glob.starts_with('#') {
        return Ok(false);
    }
    if glob.is_empty() {
        return Ok(path.is_empty());
    }
    let positive = glob.trim_start_matches('!');
    let is_negated = glob.len().saturating_sub(positive.len()) % 2 == 1;
    let segments = segments(path);
    let mut seen = BTreeSet::new();
    let expanded = braces::expand(positive).into_iter().filter(|glob| seen.insert(glob.clone()));
    let budget = Budget::new(MAX_STEPS);
    let hit =
        expanded.map(|glob| parts(&glob)).any(|parts| Search { parts: &parts, budget: &budget }.matches(&segments));
    Ok(hit != is_negated)
}

/// A path split at its slashes, several of which are like one.
fn segments(path: &str) -> Vec<&str> {
    let all = path.split('/').collect::<Vec<_>>();
    let last = all.len().saturating_sub(1);
    let keeps = |(at, segment): &(usize, &str)| !segment.is_empty() || *at == 0 || *at == last;
    let mut kept: Vec<&str> = all.iter().copied().enumerate().filter(keeps).map(|(_, segment)| segment).collect();
    // Nothing but slashes is one slash, between two empty segments.
    if path.chars().all(|c| c == '/') && !path.is_empty() {
        kept = vec!["", ""];
    }
    kept
}

fn parts(glob: &str) -> Vec<Part> {
    let mut kept: Vec<&str> = Vec::new();
    for segment in segments(glob) {
        match (segment, kept.last()) {
            ("**", Some(&"**")) => {}
            ("..", Some(before)) if !matches!(*before, "" | "." | ".." | "**") => {
                kept.pop();
            }
            _ => kept.push(segment),
        }
    }
    if kept.is_empty() {
        kept.push("");
    }
    kept.into_iter().map(Part::new).collect()
}

struct Search<'p> {
    parts: &'p [Part],
    budget: &'p Budget,
}

impl Search<'_> {
    /// Whether segments match parts one by one.
    fn one_by_one(&self, segments: &[&str], parts: &[Part]) -> bool {
        let mut pairs = segments.iter().zip(parts);
        segments.len() == parts.len() && pairs.all(|(segment, part)| part.matches(segment, self.budget))
    }

    fn matches(&self, segments: &[&str]) -> bool {
        let mut sections = self.parts.split(|part| matches!(part, Part::Globstar));
        let Some(head) = sections.next() else { return false };
        let mut sections: Vec<&[Part]> = sections.collect();
        let Some(tail) = sections.pop() else {
            // An empty segment at the end is a slash there, which may be one too many.
            return self.one_by_one(segments, head)
                || without_slash(segments).is_some_and(|all| self.one_by_one(all, head));
        };
        let Some((start, rest)) = segments.split_at_checked(head.len()) else { return false };
        let middle = self.one_by_one(start, head).then(|| self.before_tail(rest, tail)).flatten();
        middle.is_some_and(|middle| self.between(middle, &sections, !tail.is_empty()))
    }

    /// The segments before those that match the tail.
    fn before_tail<'s, 't>(&self, segments: &'s [&'t str], tail: &[Part]) -> Option<&'s [&'t str]> {
        let split = |segments: &'s [&'t str]| {
            let (middle, end) = segments.split_at_checked(segments.len().checked_sub(tail.len())?)?;
            self.one_by_one(end, tail).then_some(middle)
        };
        if tail.is_empty() { Some(segments) } else { split(segments).or_else(|| split(without_slash(segments)?)) }
    }

    /// Whether sections are found in their order, each as early as it can be, and nothing is passed over that `**` does
    /// not match. Without a tail something must be left for the last `**`.
    fn between(&self, segments: &[&str], sections: &[&[Part]], has_tail: bool) -> bool {
        if sections.len() > MAX_SECTIONS {
            return false;
        }
        let mut rest = segments;
        for section in sections {
            loop {
                let Some((start, after)) = rest.split_at_checked(section.len()) else { return false };
                if self.one_by_one(start, section) {
                    rest = after;
                    break;
                }
                match rest.split_first() {
                    Some((first, others)) if !is_dots(first) => rest = others,
                    _ => return false,
                }
            }
        }
        !rest.iter().any(|segment| is_dots(segment)) && (has_tail || !rest.is_empty())
    }
}

/// The segments of a path without the slash at its end, if it has one.
fn without_slash<'s, 't>(segments: &'s [&'t str]) -> Option<&'s [&'t str]> {
    segments.split_last().and_then(|(last, others)| last.is_empty().then_some(others))
}

pub(super) fn is_dots(segment: &str) -> bool {
    matches!(segment, "." | "..")
}
