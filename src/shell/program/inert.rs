//! Programs that with plain words do nothing but run, and perhaps read: the program table, prepared so that a word costs
//! a look or two.
//!
//! shell.md, "Reading the text": a command line of plain words may take a fast path that must give the same plan. Here is
//! what such a path may know without [`Reading`](super::read::Reading): the words of which that reader says nothing, and
//! those it takes for files. Whatever is not certain is not inert; a property holds the two against each other.

use super::effects::{Effects, Output};
use super::entry::{Entry, Kind, Network, Operands, Style, lists};
use super::{BY_NAME, effects, lookup};
use crate::list::List;
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::plain::PlainWord;
use crate::shell::plan::{Access, Origin};

/// The words that do nothing, or name files, behind a program or behind its subcommand.
#[derive(Debug)]
pub(crate) struct InertWords {
    /// Long options that may do something.
    options: Vec<&'static str>,
    /// The same of a single letter, as bits of their ASCII codes.
    letters: u128,
    /// What words are that are no options.
    operands: InertOperands,
    /// Options whose value is the next word, whatever that is, where it would be a file otherwise.
    valued: Vec<&'static str>,
    /// Those of a single letter among them.
    valued_letters: u128,
    /// Whether words of which nothing is known do nothing either.
    indifferent: bool,
}

/// What operands are that do nothing but name files.
#[derive(Debug, Clone, Copy)]
struct InertOperands {
    /// So many, from the first on, are text.
    texts: usize,
    /// What happens to the files that names are.
    names: Option<Access>,
    /// The same of paths.
    paths: Option<Access>,
}

impl InertOperands {
    /// What they are where nothing is written, started, or read in a way of its own, with the options that bring one of
    /// them.
    fn of(operands: Operands) -> Option<(Self, &'static str)> {
        let files = |texts, access| Self { texts, names: Some(access), paths: Some(access) };
        Some(match operands {
            Operands::Text => (Self { texts: usize::MAX, names: None, paths: None }, ""),
            Operands::Names => (Self { texts: 0, names: None, paths: Some(Access::Either) }, ""),
            Operands::Files => (files(0, Access::Either), ""),
            Operands::Reads => (files(0, Access::Read), ""),
            Operands::Searches(options) => (files(1, Access::Read), options),
            _ => return None,
        })
    }
}

impl InertWords {
    /// What is known of `program`, a name as the table has it or that no entry has, and of `command`, which must be the
    /// first word behind it where the program has subcommands, and `None` elsewhere.
    ///
    /// `None` where the two do something by themselves, or where what they do is not for the table to say.
    pub(crate) fn of(program: &str, command: Option<&str>) -> Option<Self> {
        let (listed, relative) = lookup(program);
        let own = match command {
            Some(command) => named(listed.commands, command)?,
            None if listed.commands.is_empty() => listed,
            None => return None,
        };
        let strict = listed.strict || own.strict || relative;
        if !own.commands.is_empty() || listed.style != Style::Getopt || strict {
            return None;
        }
        let (operands, excluded) = InertOperands::of(own.operands)?;
        // Where hosts are operands, or an operand is what decides whether there are any, words are more than names.
        let quiet = match listed.network {
            Network::Local | Network::IfUrl => true,
            Network::Configured(_) | Network::Repository(_) => command.is_some(),
            Network::Client | Network::FirstOperand | Network::Remote => false,
        };
        let mut words = Self {
            options: Vec::new(),
            letters: 0,
            operands,
            valued: Vec::new(),
            valued_letters: 0,
            indifferent: false,
        };
        // Behind a subcommand the program's own options may be no options any more.
        let levels =
            if command.is_some() && !listed.everywhere { [None, Some(own)] } else { [Some(listed), Some(own)] };
        let all = levels.into_iter().flatten().flat_map(Entry::listed);
        let risky = all.filter(|(_, kind)| !matches!(kind, Kind::Flag | Kind::Text | Kind::Query));
        let mut risky = risky.map(|(name, _)| name).chain(excluded.split_ascii_whitespace());
        let known = risky.all(|name| words.beware(name));
        // Of options of two levels it is not told here which is meant: all words may be files there.
        if operands.names.is_some() && command.is_none() {
            words.tell_values(own);
        }
        let does_nothing = |more: &[Word]| {
            let words: Vec<Word> = command.into_iter().map(Word::literal).chain(more.iter().cloned()).list();
            let found = effects(program, &words);
            let named = found.files.iter().all(|file| {
                matches!(file.access, Access::Read | Access::Either)
                    && file.origin == Origin::Operand
                    && !more.is_empty()
            });
            named && Effects { output: Output::Text, files: Vec::new(), ..found } == Effects::default()
        };
        words.indifferent = operands.texts == usize::MAX && does_nothing(&[Word::unknown()]);
        (quiet && known && does_nothing(&[]) && does_nothing(&[Word::literal("name")])).then_some(words)
    }

    /// Notes an option that may do something; whether its spelling is one of those that are looked for.
    fn beware(&mut self, name: &'static str) -> bool {
        match name.as_bytes() {
            [b'-', letter] | [b'-', letter, b'?'] if letter.is_ascii_alphanumeric() => self.letters |= bit(*letter),
            [b'-', b'-', _, ..] if !name.ends_with('*') => self.options.push(name.trim_end_matches('?')),
            _ => return false,
        }
        true
    }

    fn tell_values(&mut self, own: &Entry) {
        let valued = own.listed().filter(|(name, kind)| *kind == Kind::Text && !name.ends_with(['?', '*']));
        self.valued = valued.map(|(name, _)| name).list();
        for name in &self.valued {
            if let [b'-', letter] = name.as_bytes() {
                self.valued_letters |= bit(*letter);
            }
        }
    }

    /// Whether these words, behind the program and its subcommand, do nothing; `may_use` is asked about each file.
    pub(crate) fn hold<'w>(
        &self,
        mut words: impl Iterator<Item = PlainWord<'w>>,
        may_use: &mut dyn FnMut(&'w str, Access) -> bool,
    ) -> bool {
        let mut texts = self.operands.texts;
        let (mut is_value, mut ended) = (false, false);
        words.all(|word| {
            let was_value = core::mem::take(&mut is_value);
            let (text, is_path) = match word {
                PlainWord::Output(_) => return self.indifferent && !was_value,
                PlainWord::Quoted(text) => (text, false),
                PlainWord::Bare(text) if is_name(text) => (text, false),
                PlainWord::Bare(text) if is_path(text) => (text, true),
                // Behind `--` all words are operands; and a value may look like an option.
                PlainWord::Bare(_) if ended || was_value => return false,
                PlainWord::Bare("--") => {
                    ended = true;
                    return true;
                }
                PlainWord::Bare(text) => {
                    is_value = self.valued.contains(&text);
                    return self.holds_option(text);
                }
            };
            if was_value || texts == usize::MAX {
                return true;
            }
            if texts > 0 {
                texts = texts.saturating_sub(1);
                return true;
            }
            let access = if is_path { self.operands.paths } else { self.operands.names };
            access.is_none_or(|access| may_use(text, access))
        })
    }

    fn holds_option(&self, word: &str) -> bool {
        match word.as_bytes() {
            [b'-', b'-', name @ ..] => {
                let (name, value) = match name.iter().position(|byte| *byte == b'=') {
                    Some(at) => (name.get(..at).unwrap_or_default(), word.get(at.saturating_add(3)..)),
                    None => (name, None),
                };
                // A value may be a file where names are.
                let harmless = |value: &str| self.operands.names.is_none() && is_name(value);
                let plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
                let end = name.len().saturating_add(2);
                // Long options may be abbreviated, also those that take the next word for their value.
                let abbreviates = |option: &&str| word.get(..end).is_some_and(|begun| option.starts_with(begun));
                let may_take = |option: &&str| *option != word && abbreviates(option);
                !name.is_empty()
                    && value.is_none_or(harmless)
                    && name.iter().all(plain)
                    && !self.options.iter().any(abbreviates)
                    && !self.valued.iter().any(may_take)
            }
            [b'-', letters @ ..] => {
                let inert = |byte: &u8| byte.is_ascii_alphanumeric() && self.letters & bit(*byte) == 0;
                // At the end of a cluster a letter may take the next word for its value.
                let takes = |byte: &u8| self.valued_letters & bit(*byte) != 0;
                !letters.is_empty()
                    && letters.iter().all(inert)
                    && (letters.len() == 1 || !letters.last().is_some_and(takes))
            }
            _ => false,
        }
    }
}

/// Whether a word is a name: no option, path, host, or mark of any kind. `~-` is one wherever it stands: not every
/// `/bin/sh` leaves it alone.
pub(crate) fn is_name(word: &str) -> bool {
    let mut bytes = word.bytes();
    let mut before = 0;
    bytes.next().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && bytes.all(|byte| match (core::mem::replace(&mut before, byte), byte) {
            (b'~', b'-') => false,
            (_, b'_' | b'-' | b'.' | b'~') => true,
            _ => byte.is_ascii_alphanumeric(),
        })
}

/// Whether a word is a path of names, or begins as one.
fn is_path(word: &str) -> bool {
    let mut bytes = word.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/'))
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/'))
}

/// What the first word behind a program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FirstWord {
    /// A subcommand that the table knows, and nothing is known without it.
    Command,
    /// An operand or option as any other.
    Any,
    /// The same, of a program that is not in the table; rules often name it.
    Unlisted,
}

/// What the first word behind a program is.
pub(crate) fn first_word(program: &str) -> FirstWord {
    match BY_NAME.get(program) {
        Some(entry) if entry.commands.is_empty() => FirstWord::Any,
        Some(_) => FirstWord::Command,
        None => FirstWord::Unlisted,
    }
}

fn named(commands: &'static [Entry], name: &str) -> Option<&'static Entry> {
    commands.iter().find(|entry| entry.names == "*" || lists(entry.names, name))
}

fn bit(letter: u8) -> u128 {
    1_u128.checked_shl(u32::from(letter)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::*;
    use crate::shell::plain::{CommandEnd, PlainLine};

    static ALL: LazyLock<Vec<(String, Option<&'static str>)>> = LazyLock::new(all);

    /// Every pair of a program and a subcommand of which something is known.
    fn all() -> Vec<(String, Option<&'static str>)> {
        let commands = |program: &str| -> Vec<Option<&'static str>> {
            let listed = BY_NAME.get(program).map_or(&[][..], |entry| entry.commands);
            let names = listed.iter().flat_map(|entry| entry.names.split_ascii_whitespace());
            let other = |name| if name == "*" { "other" } else { name };
            if listed.is_empty() { vec![None] } else { names.map(other).map(Some).collect() }
        };
        let pairs = BY_NAME
            .names()
            .chain(["unlisted"])
            .flat_map(|name| commands(name).into_iter().map(move |of| (name.to_owned(), of)));
        pairs.filter(|(name, command)| InertWords::of(name, *command).is_some()).collect()
    }

    /// Words as people and attackers write them: options of the table, whole, shortened, in clusters, with values.
    fn word() -> impl Strategy<Value = (String, Index, Index)> {
        let shape = select(vec![
            "o",
            "o",
            "o",
            "b",
            "b",
            "v",
            "c",
            "n",
            "n",
            "d",
            "f",
            "--",
            "-",
            "x=y",
            "a/b",
            ".",
            "h:p",
            "+x",
            "@f",
            "'a b'",
            "\"a,b (c) #1.d\"",
            "'--output=x'",
            "'-o'",
            "'/etc/x'",
            "\"~/x\"",
            "'a/b'",
            "'a::b'",
            "'of=x'",
            "\"a: b\"",
            "\"ext::sh\"",
            "'*.ts'",
            "a/../b",
            "/etc/x",
            "./x",
            "../x",
            "HEAD~2",
            "x~/y",
            "$(pwd)",
            "\"$(pwd)\"",
        ]);
        (shape, any::<Index>(), any::<Index>()).prop_map(|(shape, which, cut)| (shape.to_owned(), which, cut))
    }

    fn spelled(program: &str, command: Option<&str>, (shape, which, cut): &(String, Index, Index)) -> String {
        let (listed, _) = lookup(program);
        let own = command.and_then(|command| named(listed.commands, command));
        let all: Vec<&str> =
            [Some(listed), own].into_iter().flatten().flat_map(Entry::listed).map(|(name, _)| name).collect();
        let option = if all.is_empty() { "--none" } else { *which.get(&all) }.trim_end_matches(['?', '*']);
        let letters = || all.iter().filter_map(|name| name.strip_prefix('-').filter(|rest| rest.len() == 1)).collect();
        match shape.as_str() {
            "o" => option.to_owned(),
            "b" => option.get(..cut.index(option.len().max(1)).saturating_add(1)).unwrap_or(option).to_owned(),
            "v" => format!("{option}=value"),
            "f" => format!("{option}=a/b"),
            "c" => {
                let letters: Vec<&str> = letters();
                let one = |index: &Index| if letters.is_empty() { "q" } else { *index.get(&letters) };
                format!("-{}{}q", one(which), one(cut))
            }
            "n" => (*which.get(&["main", "HEAD", "x1", "a.b", "_", "5"])).to_owned(),
            "d" => format!("-{}", which.index(30)),
            other => other.to_owned(),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn inert_words_are_those_of_which_the_reader_says_nothing(
            which in any::<Index>(), words in prop::collection::vec(word(), 0..6)
        ) {
            let (program, command) = which.get(&ALL);
            let inert = InertWords::of(program, *command).unwrap();
            let words: Vec<String> = words.iter().map(|word| spelled(program, *command, word)).collect();
            // As they are read, for what marks there may be is for that reader to say.
            let line = words.join(" ");
            let plain: Vec<PlainWord<'_>> = PlainLine::new(&line).collect();
            let mut files = Vec::new();
            let mut note = |path: &str, access| {
                files.push((Word::literal(path), access));
                true
            };
            if PlainLine::new(&line).end_command() == CommandEnd::Line && inert.hold(plain.iter().copied(), &mut note) {
                let of = |word: &PlainWord<'_>| match word {
                    PlainWord::Bare(text) | PlainWord::Quoted(text) => Word::literal(*text),
                    PlainWord::Output(_) => Word::unknown(),
                };
                let of_command = command.iter().copied().map(Word::literal);
                let found = effects(program, &of_command.chain(plain.iter().map(of)).collect::<Vec<_>>());
                for file in &found.files {
                    let asked = files.contains(&(file.path.clone(), file.access));
                    prop_assert!(asked && file.folder.is_none(), "{} {:?} {}: {:?}", program, command, line, file);
                    prop_assert_eq!(file.origin, Origin::Operand);
                }
                let rest = Effects { output: Output::Text, files: Vec::new(), ..found };
                prop_assert_eq!(rest, Effects::default(), "{} {:?} {}", program, command, line);
            }
        }
    }

    #[test]
    fn much_of_what_agents_write_is_inert() {
        for (line, inert) in [
            ("git status --short", true),
            ("git log --oneline -n 5", true),
            ("git log --output=x", false),
            ("git log --outp=x", false),
            ("git diff HEAD", false),
            ("git branch -a", true),
            ("git push origin main", false),
            ("git show --textconv", false),
            ("cargo test --workspace", true),
            ("npm run build", true),
            ("npm install", false),
            ("head -n 5", true),
            ("head -n -c", false),
            ("head -5", true),
            ("head -qn 5", false),
            ("fmt --p -w name", false),
            ("head 5", false),
            ("wc -l", true),
            ("grep -i error", true),
            ("grep -i error log", false),
            ("grep -f words", false),
            ("grep --fi words", false),
            ("ls", true),
            ("ls src", false),
            ("echo done", true),
            ("curl x", false),
            ("sudo ls", false),
            ("sh script", false),
            ("tar xf a", false),
        ] {
            let mut words = line.split(' ').peekable();
            let program = words.next().unwrap();
            let command = if first_word(program) == FirstWord::Command { words.next() } else { None };
            let words = words.map(PlainWord::Bare);
            let found = InertWords::of(program, command).is_some_and(|known| known.hold(words, &mut |_, _| false));
            assert_eq!(found, inert, "{line}");
        }
    }
}
