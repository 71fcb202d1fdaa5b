//! Globs of paths as minimatch 10 reads them, with `{ dot: true }`.

use std::collections::BTreeSet;

use super::Thrown;
use super::braces;
use super::glob_part::Part;

/// No longer glob is read.
const MAX_LENGTH: usize = 65_536;

/// No more sections between `**` are looked for.
const MAX_SECTIONS: usize = 200;

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
    let hit = expanded.map(|glob| parts(&glob)).any(|parts| path_matches(&segments, &parts));
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

/// Whether segments match parts one by one.
fn one_by_one(segments: &[&str], parts: &[Part]) -> bool {
    segments.len() == parts.len() && segments.iter().zip(parts).all(|(segment, part)| part.matches(segment))
}

fn path_matches(segments: &[&str], parts: &[Part]) -> bool {
    let mut sections = parts.split(|part| matches!(part, Part::Globstar));
    let Some(head) = sections.next() else { return false };
    let mut sections: Vec<&[Part]> = sections.collect();
    let Some(tail) = sections.pop() else {
        // An empty segment at the end is a slash there, which may be one too many.
        let without_slash = segments.split_last().and_then(|(last, others)| last.is_empty().then_some(others));
        return one_by_one(segments, head) || without_slash.is_some_and(|segments| one_by_one(segments, head));
    };
    let Some((start, rest)) = segments.split_at_checked(head.len()) else { return false };
    if !one_by_one(start, head) {
        return false;
    }
    let Some(middle) = before_tail(rest, tail) else { return false };
    between(middle, &sections, !tail.is_empty())
}

/// The segments before those that match the tail.
fn before_tail<'s, 'p>(segments: &'s [&'p str], tail: &[Part]) -> Option<&'s [&'p str]> {
    let split = |segments: &'s [&'p str]| {
        let (middle, end) = segments.split_at_checked(segments.len().checked_sub(tail.len())?)?;
        one_by_one(end, tail).then_some(middle)
    };
    if tail.is_empty() {
        return Some(segments);
    }
    split(segments).or_else(|| {
        let (last, others) = segments.split_last()?;
        last.is_empty().then(|| split(others)).flatten()
    })
}

/// Whether sections are found in their order, each as early as it can be, and nothing is passed over that `**` does not
/// match. Without a tail something must be left for the last `**`.
fn between(segments: &[&str], sections: &[&[Part]], has_tail: bool) -> bool {
    if sections.len() > MAX_SECTIONS {
        return false;
    }
    let mut rest = segments;
    for section in sections {
        loop {
            let Some((start, after)) = rest.split_at_checked(section.len()) else { return false };
            if one_by_one(start, section) {
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

pub(super) fn is_dots(segment: &str) -> bool {
    matches!(segment, "." | "..")
}
