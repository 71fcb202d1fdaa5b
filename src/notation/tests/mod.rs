#![allow(clippy::arithmetic_side_effects, clippy::string_slice, reason = "a test")]

mod constructs;
mod laws;
mod literals;
mod mistakes;
mod pages;
mod show;

use show::shown;

use super::{Flavour, parse};

/// What a text without problems says, a directive on each line.
fn read(text: &str, flavour: Flavour) -> String {
    let parsed = parse(text, flavour);
    let problems: Vec<String> = parsed.problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{text}\n{problems:#?}");
    shown(text, &parsed.directives)
}

/// The problems of a text, a line for each.
fn problems(text: &str, flavour: Flavour) -> Vec<String> {
    parse(text, flavour).problems.iter().map(line).collect()
}

fn line(problem: &crate::error::Problem) -> String {
    let place = format!("{}:{}", problem.line.unwrap(), problem.column.unwrap());
    match &problem.suggestion {
        Some(suggestion) => format!("{place} {} ({suggestion})", problem.message),
        None => format!("{place} {}", problem.message),
    }
}
