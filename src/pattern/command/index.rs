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
        let patterns: Vec<_> = patterns.into_iter().cloned().collect();
        let mut by_program = HashMap::<String, Vec<usize>>::new();
        let (mut others, mut with_colon) = (vec![], vec![]);
        for (index, pattern) in patterns.iter().enumerate() {
            match reading {
                Reading::Permission => match pattern.words().first().filter(|program| !glob::is_glob(program)) {
                    Some(program) => by_program.entry((*program).to_owned()).or_default().push(index),
                    None => others.push(index),
                },
                Reading::Denial => {
                    // The first word up to each of its colons may be the program.
                    for (run, (program, _)) in pattern.runs(0).enumerate() {
                        let key = || without_extension(base_name(program)).to_ascii_lowercase();
                        match (run, glob::is_glob(program)) {
                            (0, true) => others.push(index),
                            (0, false) => by_program.entry(key()).or_default().push(index),
                            (1, false) if on_drive(program) => by_program.entry(key()).or_default().push(index),
                            (1, _) => with_colon.push(index),
                            _ => {}
                        }
                    }
                }
            }
        }
        Self { reading, patterns, by_program, others, with_colon }
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
