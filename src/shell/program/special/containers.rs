//! Programs that start another in a container, a cluster or an environment of packages.

use super::super::entry::Kind;
use super::super::read::Reading;
use super::super::words::{may_be_option, may_split};
use super::wrappers::UNKNOWN;
use crate::list::List;
use crate::pattern::command::{Part, Word};
use crate::prelude::*;
use crate::shell::plan::OpaqueKind;

/// A program behind `--`, or behind one operand: `kubectl exec pod -- program`.
pub(in super::super) fn after_dashes(reading: &mut Reading<'_>) {
    let words = match reading.ended_at {
        Some(at) => reading.words.get(at..).unwrap_or_default().to_vec(),
        None => reading.words_from(1).to_vec(),
    };
    if reading.operand_words().any(|(index, word)| word.is_repeated() && reading.ended_at.is_none_or(|at| index < at)) {
        reading.opaque(OpaqueKind::Program, UNKNOWN);
    }
    // Options of kubectl may stand between the pod and the program, where there is no `--`.
    if reading.ended_at.is_none() && words.iter().any(|word| may_be_option(word) || may_split(word)) {
        reading.opaque(OpaqueKind::Program, UNKNOWN);
    }
    reading.wrap(&words);
}

/// `docker run image program`: without a program, the image's own.
pub(in super::super) fn container(reading: &mut Reading<'_>) {
    // Folders of this machine that are seen inside.
    for given in reading.options.clone() {
        let Some(value) =
            given.value.as_ref().filter(|_| matches!(given.name, "-v" | "--volume" | "--mount" | "--device"))
        else {
            continue;
        };
        let text = value.known_beginning();
        let source = match given.name {
            // Fields may stand in quotes, their names in any case.
            "--mount" => text.split(',').find_map(|field| {
                let (key, path) = field.trim_matches('"').split_once('=')?;
                ["source", "src"].iter().any(|name| key.eq_ignore_ascii_case(name)).then_some(path)
            }),
            _ => text.split(':').next().filter(|_| text.contains(':') || given.name == "--device"),
        };
        let path = match source {
            Some(path) if path.contains('/') || path.starts_with(['.', '~']) => Word::literal(path),
            Some(_) => continue,
            None if value.as_literal().is_none() => value.clone(),
            None => continue,
        };
        reading.file(&path, crate::shell::plan::Access::Either, crate::shell::plan::Origin::Operand, None);
    }
    let words = reading.words_from(1).to_vec();
    if let Some(entry) = reading.value("--entrypoint").cloned() {
        let words: Vec<Word> = [entry].into_iter().chain(words).list();
        return reading.wrap(&words);
    }
    if !words.is_empty() {
        return reading.wrap(&words);
    }
    if !reading.found.query {
        let run = reading
            .subcommands
            .last()
            .and_then(|name| reading.words.iter().position(|word| word.as_literal() == Some(name)));
        reading.opaque_word(OpaqueKind::Program, "a program that an image names", run.unwrap_or(0));
    }
}

/// `uv run x.py`, `uv run -m module`, `uv run program`.
pub(in super::super) fn uv_run(reading: &mut Reading<'_>) {
    let mut words = reading.words_from(0).to_vec();
    let python = |more: &[&str]| Word::literals([&["python"], more].concat());
    if let Some(module) = reading.value("-m --module").cloned() {
        words = python(&["-m"]).into_iter().chain([module]).chain(words).list();
    } else if words.first().is_some_and(|word| !word.known_beginning().is_empty() && ends_with(word, ".py")) {
        words = python(&[]).into_iter().chain(words).list();
    } else if words.first().and_then(Word::as_literal) == Some("-") || words.is_empty() {
        return reading.opaque(OpaqueKind::Code, "program text for an interpreter");
    }
    reading.wrap(&words);
}

fn ends_with(word: &Word, end: &str) -> bool {
    matches!(word.parts().last(), Some(Part::Known(text)) if text.ends_with(end))
}

/// `npm exec program`, `pnpm exec program`; npm reads its own options before a `--` or the program.
pub(in super::super) fn node_exec(reading: &mut Reading<'_>) {
    if reading.options.iter().any(|given| given.kind == Kind::Runs) {
        // For pnpm `-c` has no value: the shell reads all words.
        if !reading.operands.is_empty() {
            reading.opaque(OpaqueKind::Program, UNKNOWN);
        }
        return;
    }
    // Without `--` npm takes the program's options for its own: they are arguments all the same to rules.
    let words = reading.words_from(0).to_vec();
    reading.wrap(&words);
    if words.is_empty() {
        reading.opaque(OpaqueKind::Program, UNKNOWN);
    }
}

/// `kubectl run pod --image=x -- program`.
pub(in super::super) fn cluster_run(reading: &mut Reading<'_>) {
    let words = reading.ended_at.map_or_else(Vec::new, |at| reading.words.get(at..).unwrap_or_default().to_vec());
    if words.is_empty() {
        return reading.opaque(OpaqueKind::Program, "a program that an image names");
    }
    reading.wrap(&words);
}
