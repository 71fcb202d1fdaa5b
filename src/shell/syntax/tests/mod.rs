//! Tests of the parser.

#![allow(clippy::arithmetic_side_effects, clippy::string_slice, reason = "a test")]

mod judges;
mod rable;
mod show;
mod tables;
mod values;

use super::{Dialect, parse};

/// The tree of `text` in the notation of [`show`], or what is wrong with it.
fn bash(text: &str) -> String {
    read(text, Dialect::Bash)
}

fn posix(text: &str) -> String {
    read(text, Dialect::Posix)
}

fn read(text: &str, dialect: Dialect) -> String {
    let parsed = parse(text, dialect);
    match parsed.error {
        None => show::script(&parsed.script),
        Some(error) => format!("error: {}", error.what),
    }
}
