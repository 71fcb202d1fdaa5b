//! `tar`: archives are read or written, members are written or read.

use super::super::effects::Effects;
use super::super::read::Reading;
use crate::distinct::Met;
use crate::list::AddAll;
use crate::pattern::command::{Part, Word};
use crate::prelude::*;
use crate::shell::plan::{Access, OpaqueKind, Origin};

/// The words with the first, a cluster without its dash (`xf a.tar`), taken apart: its letters take their values from
/// the words that follow, in order.
pub(in super::super) fn unbundled(program: &super::super::entry::Entry, words: &[Word]) -> Option<Vec<Word>> {
    let (first, rest) = words.split_first()?;
    let letters = first.as_literal().filter(|text| !text.starts_with('-'))?;
    let mut rest = rest.iter();
    let mut apart = Vec::new();
    for letter in letters.chars() {
        apart.push(Word::literal(format!("-{letter}")));
        if program.letter(letter).is_some_and(|listed| listed.kind.takes_value()) {
            apart.add_all(rest.next().cloned());
        }
    }
    apart.add_all(rest.cloned());
    Some(apart)
}

/// The effects of words that were taken apart, with places among the words as they were given.
pub(in super::super) fn placed(mut effects: Effects, words: &[Word]) -> Effects {
    // The last place of each.
    let (mut met, mut places) = (Met::default(), Vec::new());
    places.add_all((0..words.len()).rev().filter(|index| words.get(*index).is_some_and(|word| met.is_new(word))));
    for file in &mut effects.files {
        file.argument = file.argument.and_then(|_| places.get(met.number(&&file.path)?).copied());
    }
    effects
}

pub(in super::super) fn program(reading: &mut Reading<'_>) {
    let first = reading.words.first();
    if first.is_some_and(|word| word.as_literal().is_none()) {
        reading.opaque(OpaqueKind::Argument, "options that are not known");
    }
    for given in reading.options.clone().iter().filter(|given| given.name == "--checkpoint-action") {
        let value = given.value.clone().unwrap_or_else(super::super::words::any);
        let text = value.known_beginning();
        if text.starts_with("exec=") {
            reading.runs(&super::super::words::after(&value, "exec=".len()));
        } else if value.as_literal().is_none()
            || !["dot", ".", "echo", "bell", "sleep=", "totals", "ttyout="]
                .iter()
                .any(|action| text.starts_with(action))
        {
            reading.opaque_word(OpaqueKind::Code, "an option that starts or loads something else", given.index);
        }
    }
    let extracts = reading.has("-x --extract --get");
    let lists = reading.has("-t --list -d --diff --compare");
    let archive = reading.value("-f --file").cloned();
    if let Some(archive) = &archive {
        // `host:file` is fetched by a remote shell.
        if archive.parts().iter().any(|part| matches!(part, Part::Known(text) if text.contains(':')))
            && !reading.has("--force-local")
        {
            reading.opaque(OpaqueKind::Code, "an archive on another host");
        }
        // It may name another host.
        if archive.known_beginning().is_empty() && archive.as_literal().is_none() && !reading.has("--force-local") {
            reading.found.effects.hosts.push(archive.clone());
        }
        let reads = extracts || lists;
        let access = if reads { Access::Read } else { Access::Write };
        reading.file_in(archive, access, Origin::Operand, None);
        if reading.has("-r --append -u --update -A --catenate --concatenate --delete") {
            reading.file_in(archive, Access::Read, Origin::Operand, None);
        }
    }
    let operands = reading.operands.clone();
    if extracts {
        let standard = reading.has("-O --to-stdout");
        if !standard {
            // The folders of `-C` and `--one-top-level`, or the current one, receive what the archive holds.
            // Each `-C` is relative to the one before it.
            let several =
                reading.options.iter().filter(|given| given.name == "-C" || given.name == "--directory").count() > 1;
            let folder = if several { Some(super::super::words::any()) } else { reading.found.folder.clone() };
            match folder {
                Some(folder) => reading.file_in(&folder, Access::Write, Origin::Operand, None),
                None => reading.file_in(&Word::literal("."), Access::Write, Origin::Operand, None),
            }
            if reading.has("-P --absolute-names") {
                reading.file_in(&super::super::words::any(), Access::Write, Origin::Operand, None);
            }
        }
    } else if !lists {
        operands.into_iter().for_each(|index| reading.operand_file(index, Access::Read));
        if reading.has("--remove-files") {
            reading.operands.clone().into_iter().for_each(|index| reading.operand_file(index, Access::Write));
        }
    }
}
