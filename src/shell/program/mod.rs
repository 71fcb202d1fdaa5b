//! What the engine knows of programs: whether they start others, open files, or talk to the network.
//!
//! The [table] is data, one entry for programs that behave alike; [`Reading`] reads arguments as an entry says, and
//! what they do becomes [`Effects`]. A program without an entry starts nothing by itself, may open any operand as a
//! file, and does not use the network unless a word is a URL.

mod apply;
mod conventional;
mod effects;
mod entry;
#[allow(dead_code, reason = "the evaluator asks it")]
mod environment;
mod files;
mod hosts;
mod inert;
mod kind;
mod output;
mod read;
mod special;
mod table;
#[cfg(test)]
mod tests;
mod words;

use alloc::borrow::Cow;

use spin::LazyLock;

pub(crate) use conventional::{changes_home, conventional, keeps_content, makes_links};
pub(crate) use effects::{Effects, NamedFile, Output, Start, Started};
use entry::{Entry, Network, Operands, entry};
pub(crate) use environment::{Assigned, assignment, is_often_inherited};
pub(crate) use inert::{FirstWord, InertWords, first_word, is_name};
use read::Reading;

use crate::fold::fold_text;
use crate::names::Names;
use crate::pattern::command::Word;
use crate::policy::Capability;
use crate::prelude::*;

static UNLISTED: Entry = entry("", Operands::Files).network(Network::IfUrl);

/// The table by name; no name stands twice in it.
static BY_NAME: LazyLock<Names<&Entry>> = LazyLock::new(|| {
    let names = |entry: &'static Entry| entry.names.split_ascii_whitespace().map(move |name| (name.to_owned(), entry));
    table::all().flat_map(names).collect()
});

/// What the program `name` does with these arguments.
pub(crate) fn effects(name: &str, arguments: &[Word]) -> Effects {
    let (program, relative) = lookup(name);
    if program.names.starts_with("tar ")
        && let Some(apart) = special::tar::unbundled(program, arguments)
    {
        return special::tar::placed(Reading::new(name, program, &apart).effects(), arguments);
    }
    let mut reading = Reading::new(name, program, arguments);
    if relative && !reading.kind.is_risky() {
        reading.kind = Operands::Files;
    }
    let mut effects = reading.effects();
    effects.output = output::of(&base_name(name), arguments);
    effects
}

/// What every program that is listed under one of these names does with any words.
pub(crate) fn effects_of(is_meant: impl Fn(&str) -> bool) -> impl Iterator<Item = Effects> {
    let names = BY_NAME.names().filter(move |name| is_meant(name));
    names.map(|name| effects(name, &[Word::unknown()]))
}

/// Whether a program reads program text of another language than the shell's from files among its operands.
pub(crate) fn interprets(name: &str) -> bool {
    let (program, _) = lookup(name);
    program.capabilities.iter().any(|capability| *capability != Capability::Sh)
}

/// The entry of the program `name`, by its base name without regard to case or a Windows extension, and whether it is
/// only a relative of the one that is listed.
fn lookup(name: &str) -> (&'static Entry, bool) {
    let base = base_name(name);
    let known = |name: &str| BY_NAME.get(name).copied();
    // `python3.12` and `bash-5.2` are the programs they are versions of.
    let unversioned = base.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    match known(&base).or_else(|| known(unversioned)) {
        Some(entry) => (entry, false),
        None => relative_of(&base, known).map_or((&UNLISTED, false), |entry| (entry, true)),
    }
}

/// `bash-static`, `nc.openbsd` and `python3.13t` are kinds of what stands before the mark, where that is a shell, an
/// interpreter or a client: knowing it takes permissions away. What it does with operands is not known.
fn relative_of(base: &str, known: impl Fn(&str) -> Option<&'static Entry>) -> Option<&'static Entry> {
    let (stem, _) = base.split_once(['-', '.'])?;
    let relative = known(stem).or_else(|| known(stem.trim_end_matches(|c: char| c.is_ascii_digit())))?;
    let client = matches!(relative.network, Network::Client | Network::FirstOperand | Network::Remote);
    (client || !relative.capabilities.is_empty()).then_some(relative)
}

/// The last segment of a program's name, lower-cased, without a Windows extension.
pub(crate) fn base_name(name: &str) -> Cow<'_, str> {
    let folder = name.bytes().rposition(|byte| matches!(byte, b'/' | b'\\'));
    let mut base = fold_text(folder.and_then(|at| name.get(at.saturating_add(1)..)).unwrap_or(name));
    let stem = [".exe", ".com", ".bat", ".cmd"].iter().find_map(|extension| base.strip_suffix(extension));
    match stem.map(str::len).filter(|length| *length > 0) {
        Some(length) => {
            match &mut base {
                Cow::Borrowed(base) => *base = base.get(..length).unwrap_or_default(),
                Cow::Owned(base) => base.truncate(length),
            }
            base
        }
        None => base,
    }
}
