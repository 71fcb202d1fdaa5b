//! The arguments of a program: options with their values, the subcommand, operands.

use super::apply::Findings;
use super::entry::{Entry, Kind, Listed, Network, Operands, Style, entry, lists};
use super::words::{after, could_spell, may_be_option, may_split};
use crate::pattern::command::{Extent, Invocation, Word, subcommand};
use crate::prelude::*;
use crate::shell::plan::OpaqueKind;

/// The arguments of a program as its entry reads them, and what they were found to do.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) name: &'a str,
    pub(super) words: &'a [Word],
    /// The program.
    pub(super) program: &'static Entry,
    /// Its subcommand's own entry, or the program's.
    pub(super) entry: &'static Entry,
    /// What is done with the operands.
    pub(super) kind: Operands,
    /// The subcommands, as far as they are known: `compose exec`.
    pub(super) subcommands: Vec<&'a str>,
    /// The options that are listed, in order.
    pub(super) options: Vec<Given>,
    /// The places of options that are not.
    pub(super) unlisted: Vec<usize>,
    /// The places of operands, those that name the subcommand not among them.
    pub(super) operands: Vec<usize>,
    /// The places of words that are not known and could be an option.
    pub(super) doubtful: Vec<usize>,
    /// Those among them that could be one that runs, loads or writes something.
    pub(super) risky: Vec<usize>,
    /// Whether there is a subcommand of which nobody knows which.
    pub(super) unknown_subcommand: bool,
    /// Whether `--` stands before the operand of this place.
    pub(super) ended_at: Option<usize>,
    pub(super) found: Findings,
    /// Whether the last option may have a value nobody knows of.
    uncertain: bool,
    levels: Vec<&'static Entry>,
}

/// An option that was given.
#[derive(Debug, Clone)]
pub(super) struct Given {
    /// As the table lists it.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) value: Option<Word>,
    /// The place of its word.
    pub(super) index: usize,
    /// The place of the word that is its value, where that is a word of its own.
    pub(super) value_index: Option<usize>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(name: &'a str, program: &'static Entry, words: &'a [Word]) -> Self {
        let mut reading = Self {
            name,
            words,
            program,
            entry: program,
            kind: program.operands,
            subcommands: Vec::new(),
            options: Vec::new(),
            unlisted: Vec::new(),
            operands: Vec::new(),
            doubtful: Vec::new(),
            risky: Vec::new(),
            unknown_subcommand: false,
            ended_at: None,
            found: Findings::default(),
            uncertain: false,
            levels: vec![program],
        };
        reading.read();
        reading
    }

    pub(super) fn word(&self, index: usize) -> Option<&'a Word> {
        self.words.get(index)
    }

    /// The text of a word that is wholly known.
    pub(super) fn text(&self, index: usize) -> Option<&'a str> {
        self.word(index).and_then(Word::as_literal)
    }

    /// The operands as words.
    pub(super) fn operand_words(&self) -> impl Iterator<Item = (usize, &'a Word)> {
        let words = self.words;
        self.operands.iter().filter_map(move |index| Some((*index, words.get(*index)?)))
    }

    /// The words from the operand at this place on.
    pub(super) fn words_from(&self, nth: usize) -> &'a [Word] {
        self.operands.get(nth).and_then(|index| self.words.get(*index..)).unwrap_or_default()
    }

    /// Whether one of these options was given. The list is separated by blanks.
    pub(super) fn has(&self, names: &str) -> bool {
        self.options.iter().any(|given| lists(names, given.name))
    }

    /// The value of the last of these options.
    pub(super) fn value(&self, names: &str) -> Option<&Word> {
        let given = self.options.iter().rev().find(|given| lists(names, given.name))?;
        given.value.as_ref()
    }

    fn read(&mut self) {
        let mut ended = false;
        let mut index = 0;
        while let Some(word) = self.words.get(index) {
            let at = index;
            index = index.saturating_add(1);
            let text = word.as_literal();
            if ended || word.extent() == Extent::Operand {
                self.operand(at, word, &mut ended);
            } else if text == Some("--") && self.program.style == Style::Getopt {
                ended = true;
                self.ended_at = Some(index);
            } else if let Some(text) = text {
                // `+command` of a pager, `@file` of a compiler.
                let marked = text.starts_with(['+', '@']) && self.lookup(text).is_some();
                if text.len() < 2 || !(text.starts_with('-') || marked) {
                    self.operand(at, word, &mut ended);
                } else if self.option(at, word, text) {
                    index = index.saturating_add(1);
                }
                if self.options.last().is_some_and(|given| given.kind == Kind::Module) {
                    // What follows are the module's own arguments.
                    ended = true;
                }
            } else if self.partial_option(at, word) {
                if may_split(word) {
                    self.doubt(at, word);
                }
            } else {
                if may_be_option(word) {
                    self.doubt(at, word);
                }
                self.operand(at, word, &mut ended);
            }
        }
    }

    /// A word that may be an option, nobody knows which.
    fn doubt(&mut self, at: usize, word: &Word) {
        self.doubtful.push(at);
        let mut own = self.levels.iter();
        let style = self.program.style;
        let could_be = |entry: &Entry| {
            let writes = entry.operands.writes();
            entry.listed().any(|(name, kind)| {
                // Where operands are written anyway, so may be the word: see `Reading::unknown_writes`.
                let risky = kind.is_risky() && !(writes && matches!(kind, Kind::Writes | Kind::InPlace | Kind::Here));
                risky && could_spell(word, name, kind, style)
            })
        };
        let strict = self.entry.strict;
        let below = !self.entry.commands.is_empty() && self.entry.is_risky() && may_be_option(word);
        let unknown = self.unknown_subcommand && self.entry.is_risky();
        if strict || below || unknown || own.any(|entry| could_be(entry)) {
            self.risky.push(at);
        }
    }

    fn operand(&mut self, at: usize, word: &'a Word, ended: &mut bool) {
        if !self.entry.commands.is_empty() && !self.unknown_subcommand && self.operands.is_empty() {
            return self.subcommand(at, word, ended);
        }
        self.uncertain = false;
        self.operands.push(at);
        *ended |= self.kind.ends_options();
    }

    /// The subcommand where the table of patterns is certain of it.
    fn certain(&self) -> Option<&'a str> {
        subcommand(&Invocation::new(self.name, self.words))
    }

    fn subcommand(&mut self, at: usize, word: &'a Word, ended: &mut bool) {
        let uncertain = core::mem::take(&mut self.uncertain);
        let first = self.subcommands.is_empty();
        match word.as_literal() {
            Some(text) if !uncertain || (first && self.certain() == Some(text)) => {
                let parent = self.entry;
                self.subcommands.push(text);
                let own = |entry: &&Entry| entry.names == "*" || lists(entry.names, text);
                if !parent.everywhere {
                    self.levels.clear();
                }
                self.entry = match parent.commands.iter().find(own) {
                    Some(entry) => {
                        self.levels.push(entry);
                        entry
                    }
                    None => &OTHER_COMMAND,
                };
                self.kind = match self.entry.names {
                    "" => parent.operands,
                    _ => self.entry.operands,
                };
                *ended = false;
            }
            text => {
                self.unknown_subcommand = true;
                self.operands.push(at);
                // An option's value, perhaps; or a subcommand that could be any.
                let could_be = |name: &str| match text {
                    Some(_) => true,
                    None => may_split(word) || could_be_text(word, name),
                };
                let risky = self.entry.commands.iter().filter(|entry| entry.is_risky());
                let mut names = risky.flat_map(|entry| entry.names.split_ascii_whitespace());
                if names.any(could_be) && !self.risky.contains(&at) {
                    self.risky.push(at);
                }
            }
        }
    }

    /// Where options are looked up: those of the subcommand, then those of what stands above it.
    fn lookup(&self, name: &str) -> Option<Listed> {
        self.levels.iter().rev().find_map(|entry| entry.option(name, self.program.style))
    }

    fn lookup_letter(&self, letter: char) -> Option<Listed> {
        self.levels.iter().rev().find_map(|entry| entry.letter(letter))
    }

    /// Reads an option; whether the next word is its value.
    fn option(&mut self, at: usize, word: &Word, text: &str) -> bool {
        let (name, attached) = match text.split_once('=') {
            Some((name, _)) if name.len() > 1 => (name, Some(name.len().saturating_add(1))),
            _ => (text, None),
        };
        let short = self.program.style == Style::Getopt && !text.starts_with("--");
        // A letter with `=` behind it is a cluster, unless every word with its beginning is the option.
        let is_whole = |listed: &Listed| {
            !short || listed.name.len() > 2 || attached.is_none() || (listed.attached && name.len() > listed.name.len())
        };
        let whole = self.lookup(name).filter(is_whole);
        let Some(listed) = whole else {
            if short {
                return self.cluster(at, word, text);
            }
            self.unlisted.push(at);
            self.uncertain = attached.is_none();
            return false;
        };
        // `-Dname=value` of an option that is every word with that beginning.
        if listed.attached
            && name.len() > listed.name.len()
            && name.starts_with(listed.name)
            && !listed.name.starts_with("--")
        {
            self.give(listed, at, Some(after(word, listed.name.len())), None);
            return false;
        }
        if let Some(from) = attached {
            self.give(listed, at, Some(after(word, from)), None);
            return false;
        }
        if listed.attached || !listed.kind.takes_value() {
            self.give(listed, at, None, None);
            return false;
        }
        self.value_next(listed, at)
    }

    /// A cluster of single letters: the first that takes a value takes the rest, or the next word.
    fn cluster(&mut self, at: usize, word: &Word, text: &str) -> bool {
        for (from, letter) in text.char_indices().skip(1) {
            let end = from.saturating_add(letter.len_utf8());
            let Some(listed) = self.lookup_letter(letter) else {
                if self.unlisted.last() != Some(&at) {
                    self.unlisted.push(at);
                }
                self.uncertain = true;
                continue;
            };
            self.uncertain = false;
            let rest = text.get(end..).unwrap_or_default();
            let suffix = listed.attached || listed.kind == Kind::InPlace;
            if !listed.kind.takes_value() && !suffix {
                self.give(listed, at, None, None);
                continue;
            }
            if !rest.is_empty() || word.as_literal().is_none() {
                // `-o=value`, as libraries of Go and Rust read it.
                let modern = matches!(self.program.network, Network::Configured(_)) && rest.starts_with('=');
                self.give(listed, at, Some(after(word, end.saturating_add(usize::from(modern)))), None);
                return false;
            }
            if suffix {
                self.give(listed, at, None, None);
                return false;
            }
            return self.value_next(listed, at);
        }
        false
    }

    fn value_next(&mut self, listed: Listed, at: usize) -> bool {
        let next = at.saturating_add(1);
        match self.words.get(next) {
            Some(value) if !value.is_repeated() => {
                self.give(listed, at, Some(value.clone()), Some(next));
                true
            }
            // It becomes any number of words: its first is the value, the others are options or operands.
            Some(value) => {
                self.give(listed, at, Some(value.clone().with_extent(Extent::One)), Some(next));
                self.uncertain = true;
                false
            }
            None => {
                self.give(listed, at, None, None);
                false
            }
        }
    }

    fn give(&mut self, listed: Listed, index: usize, value: Option<Word>, value_index: Option<usize>) {
        self.uncertain = false;
        self.options.push(Given { name: listed.name, kind: listed.kind, value, index, value_index });
    }

    /// An option whose name is known and whose value is not: `--output=$X`, `-o$X`. Whether it is one.
    fn partial_option(&mut self, at: usize, word: &Word) -> bool {
        let text = word.known_beginning();
        if text.len() < 2 || !text.starts_with('-') {
            return false;
        }
        if let Some((name, _)) = text.split_once('=').filter(|(name, _)| name.len() > 1)
            && let Some(listed) = self.lookup(name)
        {
            let attached = listed.name.len() < name.len() && !listed.name.starts_with("--");
            let from = if attached { listed.name.len() } else { name.len().saturating_add(1) };
            self.give(listed, at, Some(after(word, from)), None);
            return true;
        }
        if text.starts_with("--") || self.program.style == Style::Words {
            let known = text.contains('=');
            if known {
                self.unlisted.push(at);
            }
            return known;
        }
        for (from, letter) in text.char_indices().skip(1) {
            let end = from.saturating_add(letter.len_utf8());
            let Some(listed) = self.lookup_letter(letter) else { continue };
            if listed.kind.takes_value() || listed.attached {
                let value = after(word, end);
                // `-u"$x"` takes the next word for its value where the variable is empty.
                let may_be_empty = value.known_beginning().is_empty() && value.extent() != Extent::Operand;
                if may_be_empty && listed.kind.takes_value() && (self.kind.starts_operands() || listed.kind.is_risky())
                {
                    self.opaque(OpaqueKind::Argument, "an option whose value may be the next word");
                }
                self.give(listed, at, Some(value), None);
                return true;
            }
        }
        false
    }
}

/// Whether a word could be this text.
fn could_be_text(word: &Word, text: &str) -> bool {
    match word.known_beginning() {
        "" => true,
        beginning => text.starts_with(beginning),
    }
}

/// A subcommand without an entry: its operands are as those of the program.
static OTHER_COMMAND: Entry = entry("", Operands::Names);
