//! Many patterns at once: a command is held only against the patterns that name its program.

use super::candidate::PreparedCommand;
use super::operand::{base_name, on_drive, without_extension};
use super::{CommandPattern, denial, glob, permission};
use crate::pattern::Reading;
use crate::prelude::*;
use crate::table::Texts;

/// A list of patterns for one reading, which stand elsewhere. The cost of a match does not grow with patterns that name
/// other programs.
#[derive(Debug, Clone)]
pub struct CommandSet {
    reading: Reading,
    /// Positions by the program's name as the reading compares it.
    by_program: ByProgram,
    /// Patterns whose program is no single name.
    others: Vec<usize>,
    /// Patterns that a denial may also read with a colon in the program (`C:\\tools\\x.exe`, `a:b`).
    with_colon: Vec<usize>,
}

impl CommandSet {
    /// Prepares patterns; their positions in the iterator are what [`matches`](Self::matches) returns.
    pub fn new<'a>(reading: Reading, patterns: impl IntoIterator<Item = &'a CommandPattern>) -> Self {
        let mut set = Self { reading, by_program: ByProgram::default(), others: vec![], with_colon: vec![] };
        for (index, pattern) in patterns.into_iter().enumerate() {
            match reading {
                Reading::Permission => set.index_permission(index, pattern),
                Reading::Denial => set.index_denial(index, pattern),
            }
        }
        set
    }

    fn index_permission(&mut self, index: usize, pattern: &CommandPattern) {
        match pattern.each_word().next().filter(|program| !glob::is_glob(program)) {
            Some(program) => self.by_program.push(program, index),
            None => self.others.push(index),
        }
    }

    /// The first word up to each of its colons may be the program; all but the first only with a colon in the command.
    fn index_denial(&mut self, index: usize, pattern: &CommandPattern) {
        let mut programs = pattern.runs(0).map(|(program, _)| program);
        let mut by_name = |program: &str| {
            let key = without_extension(base_name(program)).to_ascii_lowercase();
            self.by_program.push(&key, index);
        };
        match programs.next() {
            Some(program) if !glob::is_glob(program) => by_name(program),
            _ => self.others.push(index),
        }
        match programs.next() {
            Some(program) if on_drive(program) && !glob::is_glob(program) => by_name(program),
            Some(_) => self.with_colon.push(index),
            None => {}
        }
    }

    /// The positions of the patterns that match, ascending; `pattern` gives the one at a position.
    pub fn matches<'p>(
        &self,
        command: &PreparedCommand<'_>,
        pattern: impl Fn(usize) -> Option<&'p CommandPattern>,
    ) -> impl Iterator<Item = usize> {
        let candidates = match self.reading {
            Reading::Permission => {
                let program = command.invocation.program;
                let trusted = permission::trusted_name(program, command.candidate.context.trusted_folders);
                self.naming(core::iter::once(program).chain(trusted), false)
            }
            Reading::Denial => {
                let names = command.candidate.views.iter().flat_map(|view| view.names.iter().map(String::as_str));
                self.naming(names, command.invocation.program.contains(':'))
            }
        };
        let is_match = |pattern: &CommandPattern| match self.reading {
            Reading::Permission => {
                permission::matches(pattern, &command.invocation, command.candidate.context.trusted_folders)
            }
            Reading::Denial => denial::matches(pattern, &command.candidate),
        };
        candidates.into_iter().filter(move |index| pattern(*index).is_some_and(is_match))
    }

    /// The patterns that could match a program of these names, ascending.
    fn naming<'n>(&self, names: impl Iterator<Item = &'n str>, colon: bool) -> Vec<usize> {
        if self.others.is_empty() && self.by_program.entries.is_empty() {
            return vec![];
        }
        let mut found = self.others.clone();
        for name in names {
            self.by_program.add_to(&mut found, name);
        }
        if colon {
            found.extend(&self.with_colon);
        }
        crate::order::sort(&mut found);
        found.dedup();
        found
    }
}

/// Positions by name, without a list for each name: most are about one program each.
#[derive(Debug, Clone, Default)]
struct ByProgram {
    names: Texts,
    /// Of each name, the last entry.
    last: Vec<usize>,
    /// A position, and the entry before it that has the same name.
    entries: Vec<(usize, Option<usize>)>,
}

impl ByProgram {
    fn push(&mut self, name: &str, position: usize) {
        let entry = self.entries.len();
        let name = self.names.add(name);
        let before = self.last.get_mut(name).map(|last| core::mem::replace(last, entry));
        if before.is_none() {
            self.last.push(entry);
        }
        self.entries.push((position, before));
    }

    fn add_to(&self, found: &mut Vec<usize>, name: &str) {
        let mut next = self.names.number(name).and_then(|name| self.last.get(name).copied());
        while let Some((position, before)) = next.and_then(|entry| self.entries.get(entry)) {
            found.push(*position);
            next = *before;
        }
    }
}
