//! Programs that with plain words do nothing but run: the program table, prepared so that a word costs a look or two.
//!
//! shell.md, "Reading the text": a command line of plain words may take a fast path that must give the same plan. Here is
//! what such a path may know without [`Reading`](super::read::Reading): the words of which that reader says nothing.
//! Whatever is not certain is not inert; a property holds the two against each other.

use super::effects::{Effects, Output};
use super::entry::{Entry, Kind, Network, Operands, Style, lists};
use super::{BY_NAME, effects};
use crate::pattern::command::Word;
use crate::shell::plain::PlainWord;

/// The words that do nothing behind a program, or behind its subcommand.
#[derive(Debug)]
pub(crate) struct InertWords {
    /// Long options that may do something.
    options: Vec<&'static str>,
    /// The same of a single letter, as bits of their ASCII codes.
    letters: u128,
    /// How many words may stand there that are no options.
    operands: usize,
    /// Options whose value is the next word, whatever that is; told only where the number of operands matters.
    valued: Vec<&'static str>,
    /// Those of a single letter among them.
    valued_letters: u128,
    /// Whether words of which nothing is known do nothing either.
    indifferent: bool,
}

impl InertWords {
    /// What is known of `program`, a name as the table has it, and of `command`, which must be the first word behind it
    /// where the program has subcommands, and `None` elsewhere.
    ///
    /// `None` where the two do something by themselves, or where what they do is not for the table to say.
    pub(crate) fn of(program: &str, command: Option<&str>) -> Option<Self> {
        let listed = BY_NAME.get(program).copied()?;
        let own = match command {
            Some(command) => named(listed.commands, command)?,
            None if listed.commands.is_empty() => listed,
            None => return None,
        };
        if !own.commands.is_empty() || listed.style != Style::Getopt || listed.strict || own.strict {
            return None;
        }
        let (operands, excluded) = match own.operands {
            Operands::Text | Operands::Names => (usize::MAX, ""),
            Operands::Reads => (0, ""),
            Operands::Searches(options) => (1, options),
            _ => return None,
        };
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
        let all = [listed, own].into_iter().flat_map(Entry::listed);
        let risky = all.filter(|(_, kind)| !matches!(kind, Kind::Flag | Kind::Text | Kind::Query));
        let risky = risky.map(|(name, _)| name).chain(excluded.split_ascii_whitespace());
        let known = risky.into_iter().all(|name| words.beware(name));
        if operands != usize::MAX {
            // Of options of two levels it is not told here which is meant.
            if command.is_some() {
                return None;
            }
            let valued = own.listed().filter(|(name, kind)| *kind == Kind::Text && !name.ends_with(['?', '*']));
            words.valued = valued.map(|(name, _)| name).collect();
            let letters = words.valued.iter().filter_map(|name| match name.as_bytes() {
                [b'-', letter] => Some(bit(*letter)),
                _ => None,
            });
            words.valued_letters = letters.fold(0, |all, letter| all | letter);
        }
        let behind = |more: &[Word]| does_nothing(program, command, more);
        words.indifferent = behind(&[Word::unknown()]);
        let names = [Word::literal("name")];
        (quiet && known && behind(&[]) && (operands == 0 || behind(&names))).then_some(words)
    }

    /// Notes an option that may do something; whether its spelling is one of those that are looked for.
    fn beware(&mut self, name: &'static str) -> bool {
        match name.as_bytes() {
            [b'-', letter] if letter.is_ascii_alphanumeric() => self.letters |= bit(*letter),
            [b'-', letter, b'?'] if letter.is_ascii_alphanumeric() => self.letters |= bit(*letter),
            [b'-', b'-', _, ..] if !name.ends_with('*') => self.options.push(name.trim_end_matches('?')),
            _ => return false,
        }
        true
    }

    /// Whether these words, behind the program and its subcommand, do nothing.
    pub(crate) fn hold<'w>(&self, mut words: impl Iterator<Item = PlainWord<'w>>) -> bool {
        let mut operands = self.operands;
        let mut is_value = false;
        words.all(|word| {
            let was_value = std::mem::take(&mut is_value);
            match word {
                PlainWord::Output(_) => return self.indifferent && !was_value,
                PlainWord::Bare(text) if !is_name(text) => {
                    is_value = self.valued.contains(&text);
                    // A value may look like an option; then it is not told apart here.
                    return !was_value && self.holds_option(text);
                }
                PlainWord::Bare(_) | PlainWord::Quoted(_) => {}
            }
            if was_value || operands == usize::MAX {
                return true;
            }
            let left = operands.checked_sub(1);
            operands = left.unwrap_or_default();
            left.is_some()
        })
    }

    fn holds_option(&self, word: &str) -> bool {
        match word.as_bytes() {
            [b'-', b'-', name @ ..] => {
                let (name, value) = match name.iter().position(|byte| *byte == b'=') {
                    Some(at) => (name.get(..at).unwrap_or_default(), word.get(at.saturating_add(3)..)),
                    None => (name, None),
                };
                // A value may be a file, unless operands are none either.
                let harmless = |value: &str| self.operands == usize::MAX && is_name(value);
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

/// Whether a word is a name: no option, path, host, or mark of any kind.
pub(crate) fn is_name(word: &str) -> bool {
    let mut bytes = word.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// Whether a program of the table has subcommands, so that the word behind it is part of what is known of it.
pub(crate) fn has_commands(program: &str) -> Option<bool> {
    BY_NAME.get(program).map(|entry| !entry.commands.is_empty())
}

fn named(commands: &'static [Entry], name: &str) -> Option<&'static Entry> {
    commands.iter().find(|entry| entry.names == "*" || lists(entry.names, name))
}

/// Whether the reader of the table finds nothing either.
fn does_nothing(program: &str, command: Option<&str>, more: &[Word]) -> bool {
    let words: Vec<Word> = command.into_iter().map(Word::literal).chain(more.iter().cloned()).collect();
    Effects { output: Output::Text, ..effects(program, &words) } == Effects::default()
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

    static ALL: LazyLock<Vec<(String, Option<&'static str>)>> = LazyLock::new(all);

    /// Every pair of a program and a subcommand of which something is known.
    fn all() -> Vec<(String, Option<&'static str>)> {
        let commands = |program: &str| -> Vec<Option<&'static str>> {
            let listed = BY_NAME.get(program).map_or(&[][..], |entry| entry.commands);
            let names = listed.iter().flat_map(|entry| entry.names.split_ascii_whitespace());
            let other = |name| if name == "*" { "other" } else { name };
            if listed.is_empty() { vec![None] } else { names.map(other).map(Some).collect() }
        };
        let pairs = BY_NAME.names().flat_map(|name| commands(name).into_iter().map(move |of| (name.to_owned(), of)));
        pairs.filter(|(name, command)| InertWords::of(name, *command).is_some()).collect()
    }

    /// Words as people and attackers write them: options of the table, whole, shortened, in clusters, with values.
    fn word() -> impl Strategy<Value = (String, Index, Index)> {
        let shape = select(vec![
            "o", "o", "o", "b", "b", "v", "c", "n", "n", "d", "f", "--", "-", "x=y", "a/b", ".", "h:p", "+x", "@f",
        ]);
        (shape, any::<Index>(), any::<Index>()).prop_map(|(shape, which, cut)| (shape.to_owned(), which, cut))
    }

    fn spelled(program: &str, command: Option<&str>, (shape, which, cut): &(String, Index, Index)) -> String {
        let listed = BY_NAME.get(program).copied().unwrap();
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

    fn as_plain(word: &str) -> PlainWord<'_> {
        match word.strip_prefix('\'') {
            Some(text) => PlainWord::Quoted(text),
            None if word == "$" => PlainWord::Output("pwd"),
            None => PlainWord::Bare(word),
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
            let plain: Vec<PlainWord<'_>> = words.iter().map(|word| as_plain(word)).collect();
            if inert.hold(plain.iter().copied()) {
                let of = |word: &PlainWord<'_>| match word {
                    PlainWord::Bare(text) | PlainWord::Quoted(text) => Word::literal(*text),
                    PlainWord::Output(_) => Word::unknown(),
                };
                let of_command = command.iter().copied().map(Word::literal);
                let found = effects(program, &of_command.chain(plain.iter().map(of)).collect::<Vec<_>>());
                prop_assert_eq!(Effects { output: Output::Text, ..found }, Effects::default(), "{} {:?} {:?}", program, command, words);
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
            let command = if has_commands(program) == Some(true) { words.next() } else { None };
            let found = InertWords::of(program, command).is_some_and(|known| known.hold(words.map(PlainWord::Bare)));
            assert_eq!(found, inert, "{line}");
        }
    }
}
