//! What is known about the options of programs. Data; a program that is not here is read in every way it could be.

/// How a program reads its options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Nothing is known: every reading counts.
    Unlisted,
    /// Single letters in clusters, long options that may be abbreviated (`getopt_long` and its like).
    Getopt,
    /// Single letters in clusters, long options in full (clap, cobra, commander).
    Full,
    /// Whole words after one dash or two (`find -delete`, `go test -run`).
    Words,
}

/// A program, with what is needed to tell its options from its operands.
#[derive(Debug)]
pub(super) struct Program {
    /// Its names, in lower case.
    pub(super) names: &'static [&'static str],
    pub(super) style: Style,
    /// Options without a value, wherever they stand, separated by blanks.
    pub(super) flags: &'static str,
    /// Options with a value.
    pub(super) values: &'static str,
    /// The same for single subcommands: names, flags, values.
    pub(super) subcommands: &'static [(&'static str, &'static str, &'static str)],
}

const UNLISTED: Program = Program { names: &[], style: Style::Unlisted, flags: "", values: "", subcommands: &[] };

impl Program {
    /// The entry of a program, by its name in lower case.
    pub(super) fn named(name: &str) -> &'static Self {
        PROGRAMS.iter().find(|program| program.names.contains(&name)).unwrap_or(&UNLISTED)
    }

    /// Whether an option, as it stands before any `=`, takes the next word as its value. `None`: not known.
    /// `subcommand` is the first operand so far.
    pub(super) fn takes_value(&self, option: &str, subcommand: Option<&str>) -> Option<bool> {
        let own = || {
            let name = subcommand?;
            self.subcommands.iter().find(|(names, _, _)| lists(names, name))
        };
        let (flags, values) = own().map_or(("", ""), |(_, flags, values)| (*flags, *values));
        if lists(values, option) {
            Some(true)
        } else if lists(flags, option) {
            Some(false)
        } else if lists(self.values, option) {
            Some(true)
        } else if lists(self.flags, option) {
            Some(false)
        } else {
            None
        }
    }
}

fn lists(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|listed| listed == word)
}

const fn program(
    names: &'static [&'static str],
    style: Style,
    flags: &'static str,
    values: &'static str,
    subcommands: &'static [(&'static str, &'static str, &'static str)],
) -> Program {
    Program { names, style, flags, values, subcommands }
}

const PROGRAMS: &[Program] = &[program(&["git"], Style::Getopt, "", "-C -c", &[])];
