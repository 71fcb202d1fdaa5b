//! What the table says of a program.

pub(super) use super::kind::{Kind, Style};
use super::read::Reading;
use crate::policy::Capability;

/// What is known of a program, or of a subcommand. Lists are separated by blanks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) names: &'static str,
    /// How it writes its options.
    pub(super) style: Style,
    /// Its options and what their values are; see [`Kind`]. A name that ends in `?` has a value only where that is
    /// attached; one that ends in `*` is every word with that beginning, and the rest of the word is the value.
    ///
    /// An option that is not listed has no value in the next word, and does nothing that matters.
    pub(super) options: &'static [(&'static str, Kind)],
    /// What it does with its operands.
    pub(super) operands: Operands,
    /// Its subcommands that differ from the rest; `*` is every other, and stands last.
    pub(super) commands: &'static [Entry],
    /// Whether an option that is not listed makes the program opaque.
    pub(super) strict: bool,
    /// Whether its options may stand behind the subcommand too.
    pub(super) everywhere: bool,
    /// Whether it needs no permission while it starts a program.
    pub(super) transparent: bool,
    /// What it does with the network.
    pub(super) network: Network,
    /// The capabilities it is: a denial of one of them denies the program.
    pub(super) capabilities: &'static [Capability],
}

/// What a program does with its operands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Operands {
    /// They are text.
    Text,
    /// Files that are read.
    Reads,
    /// Files that are written or removed.
    Writes,
    /// Files that are read and written.
    Changes,
    /// Files that are read or written, or anything else.
    Files,
    /// All but the last are files that are read; the last is written, or is a folder that receives the others.
    Copies,
    /// The same, and all but the last are removed.
    Moves,
    /// The first is a pattern, unless one of these options brings it; the others are files that are read.
    Searches(&'static str),
    /// The first is a mode or an owner, unless one of these options names a file with it; the others are changed.
    Attributes(&'static str),
    /// Names of all kinds; those that look like paths are files that are read or written.
    Names,
    /// URLs.
    Urls,
    /// Files of this machine or another; those of this machine are read, the last is written.
    Transfers,
    /// The first is read, and parts of it are written to files whose names begin with the second.
    Splits,
    /// URLs whose content is written to the current folder, unless one of these options names another place.
    Downloads(&'static str),
    /// After this many operands a program with its arguments, which is started.
    Program(usize),
    /// After this many operands a program that runs on another machine or in a container.
    Remote(usize),
    /// The same as one string that a shell reads, if there is any.
    ShellWords(usize),
    /// A script and its arguments; without one, code comes from standard input.
    Script,
    /// Whatever they are, and if there are none, something is started, loaded or written in a way nobody follows.
    Opaque(&'static str),
    /// The program's own reader.
    Own(fn(&mut Reading<'_>)),
    /// The same, where the first operand ends the options.
    Wrapper(fn(&mut Reading<'_>)),
}

impl Operands {
    /// Whether the first operand ends the options.
    pub(super) const fn ends_options(self) -> bool {
        matches!(self, Self::Program(_) | Self::Remote(_) | Self::ShellWords(_) | Self::Script | Self::Wrapper(_))
    }

    /// Whether the operands themselves start or load something.
    pub(super) const fn is_risky(self) -> bool {
        matches!(
            self,
            Self::Program(_)
                | Self::Remote(_)
                | Self::ShellWords(_)
                | Self::Script
                | Self::Opaque(_)
                | Self::Own(_)
                | Self::Wrapper(_)
        )
    }

    /// Whether the operands are a program that is started, or name one.
    pub(super) const fn starts_operands(self) -> bool {
        matches!(self, Self::Program(_) | Self::Remote(_) | Self::ShellWords(_) | Self::Script | Self::Wrapper(_))
    }

    /// Whether the program writes its operands by nature.
    pub(super) const fn writes(self) -> bool {
        matches!(self, Self::Writes | Self::Changes | Self::Copies | Self::Moves | Self::Files)
    }
}

/// What a program does with the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Network {
    /// Its words are not searched for hosts.
    Local,
    /// Unlisted: a word that is a URL names a host.
    IfUrl,
    /// A client whose hosts are operands.
    Client,
    /// A client whose first operand is its host.
    FirstOperand,
    /// Operands of the form `host:path` name hosts.
    Remote,
    /// Talks to a host that is configured elsewhere if its subcommand is one of these (`-`: none at all; an empty list:
    /// whatever it is).
    Configured(&'static str),
    /// The same for Git, whose repositories may be named `host:path` without a user.
    Repository(&'static str),
}

/// An entry with nothing but its operands.
pub(super) const fn entry(names: &'static str, operands: Operands) -> Entry {
    Entry {
        names,
        style: Style::Getopt,
        options: &[],
        operands,
        commands: &[],
        strict: false,
        everywhere: true,
        transparent: false,
        network: Network::Local,
        capabilities: &[],
    }
}

impl Entry {
    pub(super) const fn with(self, options: &'static [(&'static str, Kind)]) -> Self {
        Self { options, ..self }
    }

    pub(super) const fn commands(self, commands: &'static [Self]) -> Self {
        Self { commands, ..self }
    }

    pub(super) const fn network(self, network: Network) -> Self {
        Self { network, ..self }
    }

    pub(super) const fn is(self, capabilities: &'static [Capability]) -> Self {
        Self { capabilities, ..self }
    }

    pub(super) const fn strict(self) -> Self {
        Self { strict: true, ..self }
    }

    pub(super) const fn in_front(self) -> Self {
        Self { everywhere: false, ..self }
    }

    pub(super) const fn transparent(self) -> Self {
        Self { transparent: true, ..self }
    }

    pub(super) const fn words(self) -> Self {
        Self { style: Style::Words, ..self }
    }

    /// The options of the table, each by itself, with what they do and whether a value must be attached.
    pub(super) fn listed(&self) -> impl Iterator<Item = (&'static str, Kind)> {
        let options = self.options.iter();
        options.flat_map(|(names, kind)| names.split_ascii_whitespace().map(move |name| (name, *kind)))
    }

    /// The option of this name, in full.
    fn exact(&self, name: &str) -> Option<Listed> {
        self.listed().find_map(|(listed, kind)| {
            let bare = listed.trim_end_matches(['?', '*']);
            let exact = bare == name && !listed.ends_with('*');
            exact.then_some(Listed { name: bare, kind, attached: listed.ends_with('?') })
        })
    }

    /// The option whose every word begins like this one.
    fn beginning(&self, word: &str) -> Option<Listed> {
        self.listed().find_map(|(listed, kind)| {
            let name = listed.strip_suffix('*')?;
            word.starts_with(name).then_some(Listed { name, kind, attached: true })
        })
    }

    /// An option by its name or, where it is a long one, an abbreviation: the one that matters most.
    pub(super) fn option(&self, name: &str, style: Style) -> Option<Listed> {
        let abbreviated = || {
            let long = style == Style::Getopt && name.len() > 2 && name.starts_with("--");
            let all = self.listed().filter(|(listed, _)| long && listed.starts_with(name) && !listed.ends_with('*'));
            let worst = all.max_by_key(|(_, kind)| (kind.is_risky(), *kind != Kind::Flag, *kind != Kind::Text));
            worst.map(|(listed, kind)| Listed {
                name: listed.trim_end_matches('?'),
                kind,
                attached: listed.ends_with('?'),
            })
        };
        let listed = |name: &str| self.exact(name).or_else(|| self.beginning(name));
        // `--exec` and `-exec` are the same to Go and Java.
        let single = || name.get(1..).filter(|single| style == Style::Words && single.starts_with('-'));
        listed(name).or_else(|| single().and_then(listed)).or_else(abbreviated)
    }

    /// The option of a single letter.
    pub(super) fn letter(&self, letter: char) -> Option<Listed> {
        let mut name = [b'-'; 5];
        let length = letter.encode_utf8(name.get_mut(1..)?).len();
        self.exact(core::str::from_utf8(name.get(..length.saturating_add(1))?).ok()?)
    }

    /// Whether what follows may start, load or write something that an unknown word could bring.
    pub(super) fn is_risky(&self) -> bool {
        self.operands.is_risky()
            || self.listed().any(|(_, kind)| kind.is_risky())
            || self.commands.iter().any(Self::is_risky)
    }
}

/// An option that the table lists.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Whether a value must be attached.
    pub(super) attached: bool,
}

/// Whether a list whose items are separated by blanks holds `item`. The tables are searched for every command, and so
/// byte by byte.
pub(super) fn lists(list: &str, item: &str) -> bool {
    let (mut rest, item) = (list.as_bytes(), item.as_bytes());
    loop {
        if rest.first() == item.first()
            && let Some(behind) = rest.strip_prefix(item)
            && matches!(behind.first(), None | Some(b' '))
        {
            return !item.is_empty() && !item.contains(&b' ');
        }
        let Some(blank) = rest.iter().position(|byte| *byte == b' ') else { return false };
        rest = rest.get(blank.saturating_add(1)..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::lists;

    #[test]
    fn only_whole_items_are_listed() {
        let list = "-a --all  -b";
        for (item, listed) in [
            ("-a", true),
            ("--all", true),
            ("-b", true),
            ("--al", false),
            ("all", false),
            ("", false),
            ("-a --all", false),
        ] {
            assert_eq!(lists(list, item), listed, "{item:?}");
        }
        assert!(!lists("", "x") && !lists("", ""));
    }
}
