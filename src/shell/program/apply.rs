//! From arguments to effects: what options and operands do.

use super::effects::{Effects, NamedFile, Start, Started};
use super::entry::{Kind, Network, Style};
use super::read::{Given, Reading};
use super::words::{after, any, operands, plain};
use super::{hosts, special};
use crate::distinct::Met;
use crate::list::{AddAll, List};
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::Shell;
use crate::shell::plan::{Access, Opaque, OpaqueKind, Origin, Reach, Vouch};

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) effects: Effects,
    /// The folder that receives the operands, where an option names it.
    pub(super) target: Option<Word>,
    /// Whether an option says that what is read is written too.
    pub(super) in_place: bool,
    /// What relative paths are relative to.
    pub(super) folder: Option<Word>,
    /// What is known already: a program may be given very many files.
    pub(super) files: Met<(Word, Access, Origin)>,
    /// Whether an option only asks for information.
    pub(super) query: bool,
}

impl<'a> Reading<'a> {
    /// What the program does.
    pub(super) fn effects(mut self) -> Effects {
        self.found.effects.capabilities = self.program.capabilities;
        // Each of several is relative to the one before it.
        let mut folders = self.options.iter().filter(|given| given.kind == Kind::Folder);
        self.found.folder = match (folders.next(), folders.next()) {
            (Some(_), Some(_)) => Some(any()),
            (given, _) => given.and_then(|given| given.value.clone()),
        };
        let given = core::mem::take(&mut self.options);
        self.options.clone_from(&given);
        for option in &given {
            self.apply(option);
        }
        self.unlisted_options();
        if !self.risky.is_empty() {
            self.opaque(OpaqueKind::Argument, "an argument that is not known and may be an option or subcommand that starts, loads or writes something");
        }
        if self.entry.strict && !self.unlisted.is_empty() && self.kind.is_risky() {
            self.opaque(OpaqueKind::Program, "a program that is started with an option nobody knows of");
        }
        self.operand_effects();
        if matches!(self.program.network, Network::Repository(_)) {
            special::git::transports(&mut self);
        }
        hosts::find(&mut self);
        let asks = self.program.names == "command" && self.found.query;
        let redirects = self.program.names == "exec" && self.operands.is_empty() && self.unlisted.is_empty();
        let mut effects = self.found.effects;
        let starts = effects.starts.iter().any(|start| start.via == Reach::Wrapper);
        effects.transparent = self.program.transparent && (starts || asks || redirects);
        effects
    }

    /// A part that is opaque, named once.
    pub(super) fn opaque(&mut self, kind: OpaqueKind, what: &str) {
        let parts = &mut self.found.effects.opaque;
        if !parts.iter().any(|part| part.kind == kind && part.what == what) {
            parts.push(Opaque { kind, span: None, what: what.to_owned(), vouch: None });
        }
    }

    /// A part that is opaque unless a policy spells the word at `index`.
    pub(super) fn opaque_word(&mut self, kind: OpaqueKind, what: &str, index: usize) {
        // Nobody spells more of them, and each holds all words.
        if self.found.effects.opaque.len() >= 16 {
            return self.opaque(kind, what);
        }
        let vouch = self.text(index).is_some().then(|| {
            let words: Vec<Word> = [Word::literal(self.name)].into_iter().chain(self.words.iter().cloned()).list();
            let (flag, capabilities) = (index.saturating_add(1), self.program.capabilities);
            let of_language = kind == OpaqueKind::Code && !capabilities.is_empty();
            if of_language { Vouch::Language { words, flag, capabilities } } else { Vouch::Spelled { words, flag } }
        });
        self.found.effects.opaque.push(Opaque { kind, span: None, what: what.to_owned(), vouch });
    }

    /// Program text from standard input: no word spells it, so that only the capability of the language vouches.
    pub(super) fn opaque_input(&mut self) {
        let words: Vec<Word> = [Word::literal(self.name)].into_iter().chain(self.words.iter().cloned()).list();
        let (flag, capabilities) = (0, self.program.capabilities);
        let vouch = (!capabilities.is_empty()).then_some(Vouch::Language { words, flag, capabilities });
        let what = "program text from standard input".to_owned();
        self.found.effects.opaque.push(Opaque { kind: OpaqueKind::Code, span: None, what, vouch });
    }

    pub(super) fn start(&mut self, what: Started, via: Reach) {
        let start = Start { what, folder: self.found.folder.clone(), environment: Vec::new(), via };
        self.found.effects.starts.push(start);
    }

    /// What another program, to which arguments are passed on, does with them.
    pub(super) fn include(&mut self, name: &str, arguments: &[Word]) {
        let inner = super::effects(name, arguments);
        let effects = &mut self.found.effects;
        effects.starts.add_all(inner.starts);
        effects.hosts.add_all(inner.hosts);
        effects.uses_network |= inner.uses_network;
        // Spelling the words of the one vouches for nothing the other does.
        effects.opaque.add_all(inner.opaque.into_iter().map(|part| Opaque { vouch: None, ..part }));
        effects.files.add_all(inner.files.into_iter().map(|file| NamedFile { argument: None, ..file }));
    }

    /// A program that the operands name, with its arguments.
    pub(super) fn wrap(&mut self, words: &[Word]) {
        if !words.is_empty() {
            self.start(Started::Program(words.to_vec()), Reach::Wrapper);
        }
    }

    /// What an option does.
    fn apply(&mut self, given: &Given) {
        const LOADS: &str = "an option that starts or loads something else";
        match given.kind {
            Kind::Loads | Kind::LoadsFlag | Kind::LoadsValue | Kind::LoadsKnown => {
                return self.opaque_word(OpaqueKind::Code, LOADS, given.index);
            }
            Kind::Here => return self.file(&Word::literal("."), Access::Write, Origin::Option, None),
            Kind::InPlace => self.found.in_place = true,
            Kind::Query => self.found.query = true,
            Kind::Input => self.opaque_word(OpaqueKind::Code, "code from standard input", given.index),
            Kind::Module => return special::interpreter::module(self, given),
            _ => {}
        }
        let Some(value) = &given.value else { return };
        match given.kind {
            Kind::Reads => self.file(value, Access::Read, Origin::Operand, given.value_index),
            Kind::Writes | Kind::WritesKnown => self.file(value, Access::Write, Origin::Option, given.value_index),
            Kind::Both => {
                self.file(value, Access::Read, Origin::Operand, given.value_index);
                self.file(value, Access::Write, Origin::Option, given.value_index);
            }
            Kind::Path => self.file(value, Access::Either, Origin::Operand, given.value_index),
            Kind::Fields => self.fields(value, Access::Either),
            Kind::FieldsWritten => self.fields(value, Access::Write),
            Kind::Data => self.data(value),
            Kind::WriteOut => {
                if value.as_literal().is_none_or(|text| text.contains("%output{")) {
                    self.opaque_word(OpaqueKind::File, "a format that writes to a file", given.index);
                }
                self.data(value);
            }
            Kind::Form => self.form(value),
            Kind::Host => self.found.effects.hosts.push(value.clone()),
            Kind::Target => self.found.target = Some(value.clone()),
            Kind::Runs => self.runs(value),
            Kind::RunsMore | Kind::Pager => self.runs_more(value, given.index),
            Kind::RunsWords => match value.as_literal().and_then(plain) {
                // Whether there are more arguments depends on what is done.
                Some(words) => {
                    self.start(Started::Program(words.clone()), Reach::Flag);
                    self.start(Started::Program(with_more(words)), Reach::Flag);
                }
                None => self.opaque_word(OpaqueKind::Code, LOADS, given.index),
            },
            Kind::RunsFile => self.start(Started::Program(with_more(vec![value.clone()])), Reach::Flag),
            Kind::Code => {
                self.opaque_word(OpaqueKind::Code, "program text for an interpreter", given.index);
            }
            Kind::ScriptFile if special::shells::is_standard_input(value) => {
                self.opaque_word(OpaqueKind::Code, "code from standard input", given.index);
            }
            Kind::ScriptFile => self.file(value, Access::Read, Origin::Operand, given.value_index),
            Kind::SedScript => special::sed::script(self, value, given.index),
            Kind::GitConfig => special::git::setting(self, value, given.index),
            Kind::SshConfig => special::ssh::setting(self, value, given.index),
            Kind::Sql => special::sql::statement(self, value, given.index),
            _ => {}
        }
        // A URL is a host in whatever option it stands, unless the option is text.
        if matches!(given.kind, Kind::Reads | Kind::Writes | Kind::Both | Kind::Path | Kind::ScriptFile) {
            hosts::url_in_option(self, value);
        }
    }

    /// Shell code that the program runs as it stands.
    pub(super) fn runs(&mut self, code: &Word) {
        if code.as_literal().is_none_or(|text| !text.trim().is_empty()) {
            let code = Started::Code { code: code.clone(), shell: Shell::Sh, arguments: Vec::new() };
            self.start(code, Reach::Flag);
        }
    }

    /// Shell code with arguments that the program appends: they belong to the last command of it.
    pub(super) fn runs_more(&mut self, code: &Word, index: usize) {
        match code.as_literal().and_then(plain) {
            Some(words) => self.start(Started::Program(with_more(words)), Reach::Flag),
            None => self.opaque_word(OpaqueKind::Code, "shell code with arguments behind it", index),
        }
    }

    /// Options that the table does not list: their value is a file if it looks like one.
    fn unlisted_options(&mut self) {
        for index in core::mem::take(&mut self.unlisted) {
            self.unlisted.push(index);
            let Some(word) = self.word(index) else { continue };
            let beginning = word.known_beginning();
            let value = match beginning.split_once('=') {
                Some((name, _)) => after(word, name.len().saturating_add(1)),
                None if beginning.starts_with("--") || self.program.style == Style::Words => continue,
                None => match beginning.find(['/', '~', '.']) {
                    Some(at) => after(word, at),
                    None => continue,
                },
            };
            self.unlisted_value(&value);
        }
    }
}

/// The words of a program, and arguments that are added by what starts it.
pub(super) fn with_more(mut words: Vec<Word>) -> Vec<Word> {
    words.push(operands());
    words
}
