//! Many patterns at once: a command is held only against the patterns that name its program.

use super::candidate::PreparedCommand;
use super::operand::{base_name, on_drive, without_extension};
use super::{CommandPattern, denial, glob, permission};
use crate::names::Names;
use crate::pattern::Reading;

/// A list of patterns for one reading. The cost of a match does not grow with patterns that name other programs.
#[derive(Debug, Clone)]
pub struct CommandSet {
    reading: Reading,
    patterns: Vec<CommandPattern>,
    /// Positions in `patterns`, ascending, by the program's name as the reading compares it.
    by_program: Names<Vec<usize>>,
    /// Patterns whose program is no single name.
    others: Vec<usize>,
    /// Patterns that a denial may also read with a colon in the program (`C:\\tools\\x.exe`, `a:b`).
    with_colon: Vec<usize>,
}

impl CommandSet {
    /// Prepares patterns; their positions in the iterator are what [`matches`](Self::matches) returns.
    pub fn new<'a>(reading: Reading, patterns: impl IntoIterator<Item = &'a CommandPattern>) -> Self {
        let mut set =
            Self { reading, patterns: vec![], by_program: Names::default(), others: vec![], with_colon: vec![] };
        for (index, pattern) in patterns.into_iter().enumerate() {
            match reading {
                Reading::Permission => set.index_permission(index, pattern),
                Reading::Denial => set.index_denial(index, pattern),
            }
            set.patterns.push(pattern.clone());
        }
        set
    }

    fn index_permission(&mut self, index: usize, pattern: &CommandPattern) {
        match pattern.words().first().filter(|program| !glob::is_glob(program)) {
            Some(program) => self.by_program.update(program, |indices| indices.push(index)),
            None => self.others.push(index),
        }
    }

    /// The first word up to each of its colons may be the program; all but the first only with a colon in the command.
    fn index_denial(&mut self, index: usize, pattern: &CommandPattern) {
        let mut programs = pattern.runs(0).map(|(program, _)| program);
        let mut by_name = |program: &str| {
            let key = without_extension(base_name(program)).to_ascii_lowercase();
            self.by_program.update(&key, |indices| indices.push(index));
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

    /// The positions of the patterns that match, ascending.
    pub fn matches(&self, command: &PreparedCommand<'_>) -> impl Iterator<Item = usize> {
        let candidates = match self.reading {
            Reading::Permission => {
                let program = command.invocation.program;
                let trusted = permission::trusted_name(program, command.candidate.context.trusted_folders);
                self.naming(std::iter::once(program).chain(trusted), false)
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
        candidates.into_iter().filter(move |index| self.patterns.get(*index).is_some_and(is_match))
    }

    /// The patterns that could match a program of these names, ascending.
    fn naming<'n>(&self, names: impl Iterator<Item = &'n str>, colon: bool) -> Vec<usize> {
        if self.patterns.is_empty() {
            return vec![];
        }
        let mut found = self.others.clone();
        for name in names {
            found.extend(self.by_program.get(name).into_iter().flatten());
        }
        if colon {
            found.extend(&self.with_colon);
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
