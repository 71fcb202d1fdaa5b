//! Files that a text writes and then runs: what is in them is part of the text.

use super::Analyzer;
use super::field::Field;
use super::state::{Folders, State};
use crate::list::AddAll;
use crate::pattern::command::{Part, Word};
use crate::prelude::*;
use crate::shell::Shell;
use crate::shell::plan::{Access, FileUse, Opaque, OpaqueKind, Reach, Vouch};
use crate::shell::program::NamedFile;
use crate::span::Span;

/// Links are followed as long as the plan does not name more files than this.
const MAX_FILES: usize = 20_000;

/// What is written and run.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Names with the files that they become other names of.
    links: Vec<(Word, Word)>,
    /// The files that making those links names: nothing is done through them yet.
    linking: Vec<FileUse>,
    /// Paths with what a here-document of the same command puts there, if that is known.
    contents: Vec<(Word, Option<String>)>,
    /// Files that are run.
    runs: Vec<Run>,
}

#[derive(Debug)]
struct Run {
    path: Word,
    how: How,
    span: Span,
    enclosing: Option<Span>,
    via: Vec<Reach>,
    state: State,
}

#[derive(Debug)]
pub(super) enum How {
    /// A shell reads it.
    Script(Shell),
    /// It is the program itself.
    Program,
    /// Another interpreter reads it.
    Text(Option<Vouch>),
}

impl Analyzer<'_> {
    /// Notes that a file is written, and with what if that is known: `cat > file <<EOF` writes the text it is given.
    pub(super) fn writes(&mut self, path: &Word, text: Option<&str>) {
        if path.known_beginning().starts_with("/dev/") {
            return;
        }
        for path in self.state.folders.paths(path) {
            self.written.contents.push((path, text.map(str::to_owned)));
        }
    }

    /// Notes the links that a program makes: every file that it writes may become a name of every one that it reads.
    pub(super) fn links(&mut self, files: &[NamedFile], before: usize) {
        let linking = self.plan.files.get(before..).unwrap_or_default().to_vec();
        self.written.linking.add_all(linking);
        let of = |access: Access| files.iter().filter(move |file| file.access == access);
        for link in of(Access::Write) {
            for target in of(Access::Read) {
                for name in self.state.folders.paths(&link.path) {
                    // A link by text is seen from its own folder, another from where it is made.
                    let mut folders = self.state.folders.clone();
                    if let Some((folder, _)) = name.known_beginning().rsplit_once('/') {
                        folders = folders.join(Folders::base().enter(&Word::literal(folder)));
                    }
                    for target in folders.paths(&target.path) {
                        self.written.links.push((name.clone(), target));
                    }
                }
            }
        }
    }

    /// A path from the root, as far as that is known.
    fn rooted(&self, path: &Word) -> Word {
        let relative = !matches!(path.known_beginning().as_bytes(), [] | [b'/', ..]);
        match self.folders.base {
            Some(base) if relative => {
                let base = Part::Known(format!("{}/", base.trim_end_matches('/')));
                Word::new(core::iter::once(base).chain(path.parts().iter().cloned()), path.extent())
            }
            _ => path.clone(),
        }
    }

    /// What is done to a name is done to the file that it was linked to.
    pub(super) fn follow_links(&mut self) {
        // A link to a link needs another round; nobody needs many.
        for _ in 0..4 {
            let mut more: Vec<FileUse> = Vec::new();
            for (name, target) in &self.written.links {
                for file in self.plan.files.iter().filter(|file| !self.written.linking.contains(file)) {
                    if let Some(path) = through(&self.rooted(name), target, &self.rooted(&file.path)) {
                        let followed = FileUse { path, ..file.clone() };
                        if !self.plan.files.contains(&followed) && !more.contains(&followed) {
                            more.push(followed);
                        }
                    }
                }
            }
            if more.is_empty() {
                return;
            }
            if self.plan.files.len().saturating_add(more.len()) > MAX_FILES {
                break;
            }
            self.plan.files.append(&mut more);
        }
        self.plan.add_opaque(OpaqueKind::File, "links to links", None);
    }

    /// Notes that a file is run, which matters if the text writes it.
    pub(super) fn runs(&mut self, path: &Word, how: How, span: Span) {
        for path in self.state.folders.paths(path) {
            let how = match &how {
                How::Script(shell) => How::Script(*shell),
                How::Program => How::Program,
                How::Text(vouch) => How::Text(vouch.clone()),
            };
            // No shell reads the text of another language.
            let state = if matches!(how, How::Text(_)) { State::new() } else { self.state.child() };
            self.written.runs.push(Run { path, how, span, enclosing: self.enclosing, via: self.via.clone(), state });
        }
    }

    /// Reads the scripts that the text writes itself.
    pub(super) fn resolve_scripts(&mut self) {
        if self.written.runs.is_empty() || self.written.contents.is_empty() {
            return;
        }
        if !self.spend(self.written.runs.len().saturating_mul(self.written.contents.len()).wrapping_div(64)) {
            return;
        }
        for run in core::mem::take(&mut self.written.runs) {
            let mut contents =
                self.written.contents.iter().filter(|(path, _)| may_be_same(path, &run.path)).map(|(_, text)| text);
            let content = match (contents.next(), contents.next()) {
                (None, _) => continue,
                (Some(Some(text)), None) => Some(text.clone()),
                _ => None,
            };
            self.enclosing = run.enclosing;
            match (run.how, content) {
                (How::Text(vouch), _) => {
                    let what = "a program text that the same command line writes".to_owned();
                    let span = self.place(run.span);
                    self.plan.opaque.push(Opaque { kind: OpaqueKind::Code, span, what, vouch });
                }
                (how, Some(text)) => {
                    let shell = match how {
                        How::Script(shell) => shell,
                        _ if text.starts_with("#!/bin/sh\n") => Shell::Sh,
                        _ if text.starts_with("#!/bin/bash\n") || text.starts_with("#!/usr/bin/env bash\n") => {
                            Shell::Bash
                        }
                        _ => Shell::Other,
                    };
                    self.state = run.state;
                    self.via = run.via;
                    self.code(&text, shell, Reach::ShellC, run.span);
                    self.run_deferred();
                }
                (_, None) => {
                    let what = "a script that the same command line writes";
                    self.opaque_at(OpaqueKind::Code, what, run.span);
                }
            }
        }
        self.via.clear();
        self.enclosing = None;
        // What was read may itself run what was written: once is enough to see that it is not simple.
        if !self.written.runs.is_empty() {
            let runs = core::mem::take(&mut self.written.runs);
            for run in runs {
                if self.written.contents.iter().any(|(path, _)| may_be_same(path, &run.path)) {
                    self.opaque_at(OpaqueKind::Code, "a script that the same command line writes", run.span);
                }
            }
        }
    }

    /// Whether the text may write to this path so far.
    pub(super) fn literal_content(&mut self, path: &Field) -> Option<String> {
        if !self.spend(self.written.contents.len().wrapping_div(64)) {
            return None;
        }
        let paths = self.state.folders.paths(&path.word);
        let [path] = paths.as_slice() else { return None };
        let mut contents = self.written.contents.iter().filter(|(written, _)| may_be_same(written, path));
        match (contents.next(), contents.next()) {
            (Some((written, Some(text))), None)
                if written.as_literal().map(folded) == path.as_literal().map(folded) && path.as_literal().is_some() =>
            {
                Some(text.clone())
            }
            _ => None,
        }
    }
}

/// The path that `path` leads to, where `name` is a link to `target`.
fn through(name: &Word, target: &Word, path: &Word) -> Option<Word> {
    let (Some(name), Some(text)) = (name.as_literal(), path.as_literal()) else {
        return may_be_same(name, path).then(|| target.clone());
    };
    let (name, text) = (folded(name), folded(text));
    let rest = text.strip_prefix(name.as_slice())?;
    let slash = rest.iter().flat_map(|segment| ["/", segment]).collect::<String>();
    Some(Word::new(target.parts().iter().cloned().chain([Part::Known(slash)]), target.extent()))
}

/// Whether two words may name one file: known ones by their folded text, others by what is known of them.
fn may_be_same(one: &Word, other: &Word) -> bool {
    match (one.as_literal(), other.as_literal()) {
        (Some(one), Some(other)) => {
            // A name alone may be reached by another path: a link, another folder.
            folded(one) == folded(other) || base_name(one) == base_name(other)
        }
        (Some(text), None) => could_be(other, text),
        (None, Some(text)) => could_be(one, text),
        (None, None) => true,
    }
}

/// Whether the name at the end of a text fits what is known of the end of a word.
fn could_be(word: &Word, text: &str) -> bool {
    match word.parts().last() {
        Some(Part::Known(end)) => base_name(text).ends_with(base_name(end)) || base_name(end).is_empty(),
        _ => true,
    }
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The segments of a path, `.` and `..` folded.
fn folded(path: &str) -> Vec<&str> {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match (segment, segments.last()) {
            ("" | ".", _) => {}
            ("..", Some(last)) if *last != ".." => drop(segments.pop()),
            (segment, _) => segments.push(segment),
        }
    }
    segments
}
