//! Many patterns at once: a command is held only against the patterns that name its program.

use std::collections::HashMap;

use super::candidate::Candidate;
use super::operand::{base_name, on_drive, without_extension};
use super::{CommandContext, CommandPattern, Invocation, denial, glob, permission};
use crate::pattern::Reading;

/// A list of patterns for one reading. The cost of a match does not grow with patterns that name other programs.
#[derive(Debug, Clone)]
pub struct CommandSet {
    reading: Reading,
    patterns: Vec<CommandPattern>,
    /// Positions in `patterns`, ascending, by the program's name as the reading compares it.
    by_program: HashMap<String, Vec<usize>>,
    /// Patterns whose program is no single name.
    others: Vec<usize>,
    /// Patterns that a denial may also read with a colon in the program (`C:\\tools\\x.exe`, `a:b`).
    with_colon: Vec<usize>,
}

impl CommandSet {
    /// Prepares patterns; their positions in the iterator are what [`matches`](Self::matches) returns.
    pub fn new<'a>(reading: Reading, patterns: impl IntoIterator<Item = &'a CommandPattern>) -> Self {
        let mut set =
            Self { reading, patterns: vec![], by_program: HashMap::new(), others: vec![], with_colon: vec![] };
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
            Some(program) => self.by_program.entry((*program).to_owned()).or_default().push(index),
            None => self.others.push(index),
        }
    }

    /// The first word up to each of its colons may be the program; all but the first only with a colon in the command.
    fn index_denial(&mut self, index: usize, pattern: &CommandPattern) {
        let mut programs = pattern.runs(0).map(|(program, _)| program);
        let mut by_name = |program: &str| {
            let key = without_extension(base_name(program)).to_ascii_lowercase();
            self.by_program.entry(key).or_default().push(index);
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
    #[must_use]
    pub fn matches(&self, invocation: &Invocation<'_>, context: &CommandContext<'_>) -> Vec<usize> {
        match self.reading {
            Reading::Permission => {
                let trusted = permission::trusted_name(invocation.program, context.trusted_folders);
                let names = [Some(invocation.program), trusted];
                self.select(names.into_iter().flatten(), false, |pattern| {
                    permission::matches(pattern, invocation, context)
                })
            }
            Reading::Denial => {
                if self.patterns.is_empty() {
                    return vec![];
                }
                let candidate = Candidate::new(invocation, context);
                let names = candidate.views.iter().flat_map(|view| view.names.iter().map(String::as_str));
                let colon = invocation.program.contains(':');
                self.select(names, colon, |pattern| denial::matches(pattern, &candidate))
            }
        }
    }

    /// The patterns that could match a program of these names, and do.
    fn select<'n>(
        &self,
        names: impl Iterator<Item = &'n str>,
        colon: bool,
        is_match: impl Fn(&CommandPattern) -> bool,
    ) -> Vec<usize> {
        let mut found = self.others.clone();
        for name in names {
            found.extend(self.by_program.get(name).into_iter().flatten());
        }
        if colon {
            found.extend(&self.with_colon);
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|index| self.patterns.get(*index).is_some_and(&is_match));
        found
    }
}
