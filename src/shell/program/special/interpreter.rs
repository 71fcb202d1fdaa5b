//! Interpreters of other languages: program text, modules, scripts.

use super::super::read::{Given, Reading};
use crate::list::{AddAll, List};
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::plan::OpaqueKind;

const CODE: &str = "program text for an interpreter";

/// Modules of Python that run code they are given, or read it from standard input.
const RUNNERS: &str = "timeit cProfile profile pdb trace code codeop runpy asyncio bdb idlelib IPython ipython bpython ptpython \
     debugpy this antigravity sqlite3 turtledemo doctest zipapp pydoc webbrowser tkinter xonsh celery jupyter notebook";

/// Modules that are programs which the table knows.
const PROGRAMS: &str = "pip pytest coverage tox nox poetry pipenv pdm hatch black ruff mypy isort flake8 pylint";

/// `python -m module arguments`.
pub(in super::super) fn module(reading: &mut Reading<'_>, given: &Given) {
    let known = given.value.as_ref().and_then(Word::as_literal);
    let Some(module) =
        known.filter(|module| !super::super::entry::lists(RUNNERS, module.split('.').next().unwrap_or(module)))
    else {
        let what = if known.is_some() { "a module that runs program text" } else { "a module that is not known" };
        return reading.opaque_word(OpaqueKind::Code, what, given.value_index.unwrap_or(given.index));
    };
    let from = given.value_index.unwrap_or(given.index).saturating_add(1);
    let rest = reading.words.get(from..).unwrap_or_default();
    if super::super::entry::lists(PROGRAMS, module) {
        let inner = super::super::effects(module, rest);
        let effects = &mut reading.found.effects;
        effects.starts.add_all(inner.starts);
        effects.hosts.add_all(inner.hosts);
        effects.uses_network |= inner.uses_network;
        effects.opaque.add_all(inner.opaque);
        effects.files.add_all(inner.files.into_iter().map(|mut file| {
            file.argument = file.argument.map(|argument| argument.saturating_add(from));
            file
        }));
    } else {
        reading.found.effects.uses_network |= module == "http.server";
        let operands: Vec<usize> = (from..reading.words.len()).list();
        reading.either(&operands, |word| !word.known_beginning().starts_with('-'));
    }
}

/// A script operand, or code from standard input where there is none.
pub(in super::super) fn script(reading: &mut Reading<'_>) {
    use super::super::entry::Kind;
    let given = |kind: Kind| reading.options.iter().any(|given| given.kind == kind);
    if given(Kind::Code) || given(Kind::Module) {
        // What follows are arguments of the code.
        if given(Kind::Code) {
            let operands = reading.operands.clone();
            reading.either(&operands, |_| true);
        }
        return;
    }
    let operands = reading.operands.clone();
    match operands.first().copied() {
        None if reading.found.query => {}
        None => reading.opaque_input(),
        Some(first) if reading.word(first).is_some_and(super::shells::is_standard_input) => {
            reading.opaque_word(OpaqueKind::Code, CODE, first);
        }
        Some(_) => reading.either(&operands, |_| true),
    }
}
