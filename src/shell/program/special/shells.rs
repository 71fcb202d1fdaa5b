//! `bash`, `sh` and the like: what they are given as code.
//!
//! Options are those of the Bash Reference Manual, "Invoking Bash" and "The Set Builtin"; POSIX sh has a part of them.

use super::super::effects::Started;
use super::super::read::Reading;
use super::super::words::{may_be_option, may_split};
use crate::list::List;
use crate::pattern::command::{Extent, Word};
use crate::prelude::*;
use crate::shell::Shell;
use crate::shell::plan::{OpaqueKind, Reach};

/// Letters that leave the reading of code as it is.
const LETTERS: &str = "ceuxvfhmbptCETPlrsn";
/// Names of `-o` that do.
const NAMES: [&str; 12] = [
    "pipefail",
    "errexit",
    "nounset",
    "xtrace",
    "verbose",
    "noglob",
    "noclobber",
    "errtrace",
    "functrace",
    "physical",
    "hashall",
    "noexec",
];
const STRANGE: &str = "a shell with an option that changes what it reads or runs";

pub(in super::super) fn program(reading: &mut Reading<'_>) {
    let name = reading.name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let bare = core::iter::successors(Some(name.as_str()), |name| name.strip_suffix(".exe")).last();
    let shell = match bare.unwrap_or_default() {
        "bash" => Shell::Bash,
        "sh" | "dash" | "ash" => Shell::Sh,
        _ => Shell::Other,
    };
    let (mut code, mut input) = (false, false);
    let mut strange = false;
    let words = reading.words;
    let mut index = 0;
    while let Some(word) = words.get(index) {
        let Some(text) = word.as_literal() else {
            // An option nobody knows, or the operand: where an option would matter.
            strange |= word.extent() != Extent::Operand && may_be_option(word) && (!code || may_split(word));
            break;
        };
        if word.extent() == Extent::Operand || text.len() < 2 || !text.starts_with(['-', '+']) {
            // A dash alone ends the options as two do.
            index = index.saturating_add(usize::from(text == "-"));
            break;
        }
        index = index.saturating_add(1);
        let known_value = |at: usize| words.get(at).and_then(Word::as_literal);
        match text {
            "--" => break,
            "--help" | "--version" if shell != Shell::Other || words.len() == 1 => {
                reading.found.query = true;
                return;
            }
            "--norc" | "--noprofile" | "--login" | "--verbose" | "--restricted" | "--noediting" => {}
            "--rcfile" | "--init-file" => {
                // Only an interactive shell reads it; an option that makes it one is strange anyway.
                strange |= true;
                index = index.saturating_add(1);
            }
            _ if text.starts_with("--") => strange = true,
            _ => {
                for letter in text.chars().skip(1) {
                    match letter {
                        'o' => {
                            strange |= !known_value(index).is_some_and(|value| NAMES.contains(&value));
                            index = index.saturating_add(1);
                        }
                        'c' if text.starts_with('-') => code = true,
                        's' if text.starts_with('-') => input = true,
                        'n' | 'P' if shell == Shell::Other => strange = true,
                        _ if LETTERS.contains(letter) => {}
                        _ => strange = true,
                    }
                }
            }
        }
    }
    if strange {
        reading.opaque(OpaqueKind::Code, STRANGE);
    }
    let rest = words.get(index..).unwrap_or_default();
    let Some((first, arguments)) = rest.split_first() else {
        return reading.start(Started::StandardInput { shell }, Reach::ShellC);
    };
    if code {
        if may_split(first) || first.is_repeated() {
            return reading.opaque(OpaqueKind::Code, "shell code that is not known");
        }
        let what = Started::Code { code: first.clone(), shell, arguments: arguments.to_vec() };
        return reading.start(what, Reach::ShellC);
    }
    if input || is_standard_input(first) {
        return reading.start(Started::StandardInput { shell }, Reach::ShellC);
    }
    if first.is_repeated() && first.as_literal().is_none() && may_be_option(first) {
        return reading.opaque(OpaqueKind::Code, "a script that is not known");
    }
    reading.start(Started::Script { path: first.clone(), shell }, Reach::ShellC);
    let operands: Vec<usize> = (index..words.len()).list();
    reading.either(&operands, |_| true);
}

/// Whether a path is standard input, or something else that was opened before, by another name.
pub(in super::super) fn is_standard_input(path: &Word) -> bool {
    let beginning = path.known_beginning();
    path.as_literal() == Some("-") || beginning.starts_with("/dev/") || beginning.starts_with("/proc/")
}
