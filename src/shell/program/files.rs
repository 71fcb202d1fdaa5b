//! The files among the arguments of a program: what its operands are, and what its options carry.

use super::effects::NamedFile;
use super::entry::{Kind, Operands};
use super::read::Reading;
use super::words::{after, any, begun, joined, last_segment, may_be_option};
use super::{hosts, special};
use crate::list::AddAll;
use crate::pattern::command::{Extent, Part, Word};
use crate::prelude::*;
use crate::shell::plan::{Access, OpaqueKind, Origin};

impl Reading<'_> {
    pub(super) fn unlisted_value(&mut self, value: &Word) {
        let value = without_mark(value);
        let names_files = !matches!(
            self.kind,
            Operands::Text | Operands::Names | Operands::Urls | Operands::Downloads(_) | Operands::Transfers
        );
        if !looks_like_path(&value) {
            // Most such values are no files, so that only denials are asked.
            if names_files {
                self.file(&value, Access::Either, Origin::Operand, None);
            }
        } else {
            let known = match self.kind {
                Operands::Reads | Operands::Searches(_) | Operands::Changes => Access::Read,
                Operands::Writes | Operands::Moves => Access::Write,
                _ => Access::Either,
            };
            self.file(&value, known, Origin::Operand, None);
            self.file(&value, Access::Either, Origin::Operand, None);
        }
        hosts::url_in_option(self, &value);
    }

    /// A file, named once for each way in which it is used.
    pub(super) fn file(&mut self, path: &Word, access: Access, origin: Origin, argument: Option<usize>) {
        let standard = ["", "-", "/dev/null", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/tty"];
        // To those that only write, `-` is a file like any other.
        if path.as_literal() == Some("-") && access == Access::Write && origin == Origin::Operand {
            return self.file(&Word::literal("./-"), access, origin, argument);
        }
        // What another program adds are files of its own, unless they are written.
        if path.extent() == Extent::Added && access == Access::Write {
            return self.file(&any(), access, origin, None);
        }
        if path.extent() == Extent::Added || path.as_literal().is_some_and(|path| standard.contains(&path)) {
            return;
        }
        if self.found.files.is_new((path.clone(), access, origin)) {
            let folder = self.found.folder.clone();
            self.found.effects.files.push(NamedFile { path: path.clone(), access, origin, argument, folder });
        }
    }

    /// A file that is relative to the current folder, whatever an option says.
    pub(super) fn file_in(&mut self, path: &Word, access: Access, origin: Origin, argument: Option<usize>) {
        let folder = self.found.folder.take();
        self.file(path, access, origin, argument);
        self.found.folder = folder;
    }

    /// `@file`, `name@file`: the content of a file, whose name is all that follows the first mark.
    pub(super) fn data(&mut self, value: &Word) {
        let beginning = value.known_beginning();
        match beginning.find('@') {
            Some(at) => self.file(&after(value, at.saturating_add(1)), Access::Read, Origin::Operand, None),
            // The mark may be in the part nobody knows.
            None if beginning.is_empty() => self.file(value, Access::Read, Origin::Operand, None),
            None => {}
        }
    }

    /// `path`, `key=path,key=path`, where a field may stand in quotes.
    pub(super) fn fields(&mut self, value: &Word, access: Access) {
        let Some(text) = value.as_literal() else {
            return self.file(&any(), access, Origin::Option, None);
        };
        for field in text.split(',') {
            let field = field.trim_matches('"');
            let path = match field.split_once('=') {
                // What is written has its own field.
                Some((key, _)) if access == Access::Write && !key.to_ascii_lowercase().starts_with("dest") => continue,
                Some((_, path)) => path,
                None => field,
            };
            self.file(&Word::literal(path.trim_start_matches('@')), access, Origin::Option, None);
        }
    }

    /// `name=@file`, `name=<file`, several files (`name=@a,b`), with attributes (`;type=x`) that may name more
    /// (`;headers=@file`), and names in quotes.
    pub(super) fn form(&mut self, value: &Word) {
        let Some(text) = value.as_literal() else {
            return self.file(&any(), Access::Read, Origin::Operand, None);
        };
        let mut paths = Vec::new();
        for mark in ["=@", "=<"] {
            let Some((_, list)) = text.split_once(mark) else { continue };
            for element in list.split(',') {
                paths.push(element.split(';').next().unwrap_or(element).trim_matches('"'));
            }
            // In quotes a comma or semicolon is part of the name.
            paths.add_all(list.split('"').skip(1).step_by(2));
            for attribute in list.split([';', ',']) {
                let path = attribute.split_once(mark).map_or("", |(_, path)| path);
                paths.push(path.trim_matches('"'));
            }
        }
        paths.into_iter().for_each(|path| self.file(&Word::literal(path), Access::Read, Origin::Operand, None));
    }

    pub(super) fn operand_file(&mut self, index: usize, access: Access) {
        if let Some(word) = self.word(index) {
            self.file(word, access, Origin::Operand, Some(index));
        }
    }

    /// What the operands are.
    pub(super) fn operand_effects(&mut self) {
        let indices = self.operands.clone();
        match self.kind {
            Operands::Text => {}
            Operands::Urls => self.urls(&indices),
            Operands::Reads => indices.iter().for_each(|index| self.operand_file(*index, Access::Read)),
            Operands::Writes => indices.iter().for_each(|index| self.operand_file(*index, Access::Write)),
            Operands::Changes => {
                for index in indices {
                    self.operand_file(index, Access::Read);
                    self.operand_file(index, Access::Write);
                }
            }
            Operands::Attributes(options) => {
                // `chmod -w file`: a mode that takes away looks like an option.
                let is_mode = |text: &str| text.bytes().all(|byte| b"rwxXstugoa,=+-01234567".contains(&byte));
                let given = self.unlisted.iter().any(|index| self.text(*index).is_some_and(is_mode));
                let attributes = usize::from(!given && !self.has(options));
                for index in indices.into_iter().skip(attributes) {
                    self.operand_file(index, Access::Write);
                }
            }
            Operands::Files => self.either(&indices, |_| true),
            Operands::Names => self.either(&indices, looks_like_path),
            Operands::Copies => self.copies(&indices, false),
            Operands::Moves => self.copies(&indices, true),
            Operands::Searches(options) => {
                let pattern = usize::from(!self.has(options));
                for index in indices.into_iter().skip(pattern) {
                    self.operand_file(index, Access::Read);
                    if self.found.in_place {
                        self.operand_file(index, Access::Write);
                    }
                }
            }
            Operands::Transfers => {
                if let Some((last, sources)) = indices.split_last() {
                    let words = self.words;
                    let here = |index: &&usize| words.get(**index).is_some_and(|word| !hosts::is_remote(word));
                    sources.iter().filter(here).for_each(|index| self.operand_file(*index, Access::Read));
                    [last].into_iter().filter(here).for_each(|index| self.operand_file(*index, Access::Write));
                }
            }
            Operands::Splits => {
                indices.iter().take(1).for_each(|index| self.operand_file(*index, Access::Read));
                let prefix =
                    indices.get(1).and_then(|index| self.word(*index).cloned()).unwrap_or_else(|| Word::literal("x"));
                self.file(&begun(&prefix), Access::Write, Origin::Operand, None);
            }
            Operands::Downloads(options) => {
                if !self.has(options) {
                    self.file(&Word::literal("."), Access::Write, Origin::Operand, None);
                }
            }
            Operands::Program(skip) => self.wrapped(skip),
            Operands::Remote(skip) => self.wrapped(skip),
            Operands::ShellWords(skip) => special::wrappers::shell_words(self, skip),
            Operands::Script => special::interpreter::script(self),
            Operands::Opaque(what) => {
                if !self.found.query {
                    self.opaque(OpaqueKind::Code, what);
                    self.either(&indices, |_| true);
                }
            }
            Operands::Own(read) | Operands::Wrapper(read) => return read(self),
        }
        self.unknown_writes();
        if !self.kind.ends_options() {
            self.assigned();
        }
    }

    /// The files that operands of a client name, and options that name files in more than one way.
    pub(super) fn urls(&mut self, indices: &[usize]) {
        // The value of an option nobody knows of, perhaps.
        self.either(indices, |word| word.known_beginning().trim_start_matches('@').starts_with(['/', '~', '.']));
        // curl makes several of `{a,b}` and `[1-9]`.
        let several = |word: &Word| {
            word.parts().iter().any(|part| matches!(part, Part::Known(text) if text.contains(['{', '['])))
        };
        let is_file = |word: &Word| word.known_beginning().to_ascii_lowercase().starts_with("file:");
        let options = self.options.clone();
        let sent = options.iter().filter(|given| given.name == "-T" || given.name == "--upload-file");
        let read = self.operand_words().any(|(_, word)| is_file(word) && several(word))
            || sent.filter_map(|given| given.value.as_ref()).any(several);
        if read {
            self.file(&any(), Access::Read, Origin::Operand, None);
        }
        // `-o name --output-dir folder`
        if let Some(folder) = self.found.target.take() {
            self.file(&folder, Access::Write, Origin::Option, None);
            for name in
                options.iter().filter(|given| given.kind == Kind::Writes).filter_map(|given| given.value.as_ref())
            {
                self.file(&joined(&folder, name), Access::Write, Origin::Option, None);
            }
        }
    }

    /// A word that could be an option of a program that writes anyway: whatever it names may be written.
    pub(super) fn unknown_writes(&mut self) {
        if !self.kind.writes() {
            return;
        }
        for index in self.doubtful.clone() {
            let Some(word) = self.word(index) else { continue };
            if may_be_option(word)
                && self.entry.listed().any(|(_, kind)| matches!(kind, Kind::Writes | Kind::Target | Kind::Here))
            {
                self.operand_file(index, Access::Write);
            }
        }
    }

    /// `dd if=x of=y`, and the like of other programs.
    pub(super) fn assigned(&mut self) {
        for index in self.operands.clone() {
            let Some(word) = self.word(index) else { continue };
            let Some((key, _)) = word.known_beginning().split_once('=') else { continue };
            let value = after(word, key.len().saturating_add(1));
            match key {
                "if" => self.file(&value, Access::Read, Origin::Operand, None),
                "of" => self.file(&value, Access::Write, Origin::Option, None),
                _ if matches!(self.kind, Operands::Text) => {}
                _ => self.unlisted_value(&value),
            }
        }
    }

    /// Operands that may be read, written, or no files at all.
    pub(super) fn either(&mut self, indices: &[usize], which: fn(&Word) -> bool) {
        for index in indices {
            let Some(word) = self.word(*index).filter(|word| which(word)) else { continue };
            let bare = without_mark(word);
            let argument = (bare == *word).then_some(*index);
            self.file(&bare, Access::Either, Origin::Operand, argument);
        }
    }

    /// A program with its arguments, after some operands of the wrapper's own.
    pub(super) fn wrapped(&mut self, skip: usize) {
        let words = self.words_from(skip).to_vec();
        self.wrap(&words);
    }

    /// A copy's target may be a folder, in which the sources then appear by their names.
    pub(super) fn copies(&mut self, indices: &[usize], removes: bool) {
        let (target, sources) = match (self.found.target.take(), indices.split_last()) {
            (Some(target), _) => {
                self.file(&target, Access::Write, Origin::Operand, None);
                (target, indices)
            }
            (None, Some((source, []))) if !self.word(*source).is_some_and(Word::is_repeated) => {
                // A link gets the name of what it leads to.
                if let Some(name) = self
                    .word(*source)
                    .and_then(last_segment)
                    .filter(|_| super::makes_links(&super::base_name(self.name)))
                {
                    self.file(&joined(&Word::literal("."), &name), Access::Write, Origin::Operand, None);
                }
                return self.operand_file(*source, Access::Read);
            }
            (None, Some((target, sources))) => {
                self.operand_file(*target, Access::Write);
                let Some(word) = self.word(*target) else { return };
                // One expression may be the sources and the target.
                (word.clone(), if sources.is_empty() { indices } else { sources })
            }
            (None, None) => return,
        };
        // Below the target the whole path of a source appears.
        let parents = self.has("--parents");
        for source in sources {
            self.operand_file(*source, Access::Read);
            if removes {
                self.operand_file(*source, Access::Write);
            }
            if let Some(name) = self.word(*source).and_then(last_segment) {
                self.file(&joined(&target, &name), Access::Write, Origin::Operand, None);
            }
            if let Some(path) = self.word(*source).filter(|_| parents) {
                self.file(&joined(&target, path), Access::Write, Origin::Operand, None);
            }
        }
    }
}

/// Without the `@`, `file://` or `fileb://` that some programs put before a file.
fn without_mark(word: &Word) -> Word {
    let beginning = word.known_beginning();
    if let Some(mark) = ["file://", "fileb://"].iter().find(|mark| beginning.starts_with(**mark)) {
        return after(word, mark.len());
    }
    let count = beginning.len().saturating_sub(beginning.trim_start_matches('@').len());
    if count == 0 { word.clone() } else { after(word, count) }
}

/// Whether a word looks like a path rather than a name, or may.
pub(super) fn looks_like_path(word: &Word) -> bool {
    let slash = |part: &Part| match part {
        Part::Known(text) => text.contains(['/', '\\']),
        Part::Unknown => true,
        Part::Segment => false,
    };
    let start = word.parts().first();
    word.parts().iter().any(slash)
        || matches!(start, Some(Part::Segment))
        || word.known_beginning().starts_with(['~', '.'])
}
