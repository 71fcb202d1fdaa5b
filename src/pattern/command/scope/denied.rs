//! Whether a denial takes away some command of a scope.
//!
//! What a denial means of commands is no regular language, so the wide reading itself is asked, with words of which not
//! all is known: it then matches if any command they could be matches.

use super::CommandScope;
use crate::list::{AddAll, List};
use crate::pattern::command::candidate::Candidate;
use crate::pattern::command::language::without_last_star;
use crate::pattern::command::operand::{EXTENSIONS, base_name, names_path, without_extension};
use crate::pattern::command::programs::Program;
use crate::pattern::command::{CommandContext, CommandPattern, Extent, Invocation, Part, Word, denial, equals, glob};
use crate::prelude::*;

/// So many words with a `*` among others may stand in a need: each can be several things. More are no honest need, and are
/// taken for what a denial of the program stops.
const MAX_GLOBS: usize = 4;

/// More operands than any option among the words of a denial takes.
const SPARE_OPERANDS: usize = 8;

impl CommandScope {
    /// Which of some denials could match some command of the scope, each in its turn. A true answer may be wrong where a word
    /// is known in part and the denial looks at it in two ways.
    #[must_use]
    pub fn meets_denials<'d>(
        &self,
        denials: impl IntoIterator<Item = &'d CommandPattern>,
        context: &CommandContext<'_>,
    ) -> Vec<bool> {
        let words = self.pattern.open_words();
        let (program, rest) = match words.split_first() {
            // The star may be a program and any words before what is spelled.
            Some((program, _)) if glob::is_star(program) => (*program, words.as_slice()),
            Some((program, rest)) => (*program, rest),
            None => return denials.into_iter().map(|_| true).list(),
        };
        // What no denial has a bearing on is prepared once.
        let readings = if self.options.is_none() && is_readable(rest) { fixed_readings(rest, program) } else { vec![] };
        let invocations = readings.iter().map(|words| Invocation::new(program, words)).list();
        let own = invocations.iter().map(|invocation| Candidate::new(invocation, context)).list();
        let meets = |deny: &CommandPattern, name: &str| {
            if !is_readable(rest) {
                return is_named(name, deny, context);
            }
            let matches =
                |words: &Vec<Word>| denial::matches(deny, &Candidate::new(&Invocation::new(name, words), context));
            let is_matched = if name == program && !own.is_empty() {
                own.iter().any(|candidate| denial::matches(deny, candidate))
            } else {
                self.readings(name, rest, deny.segment_count()).iter().any(matches)
            };
            is_matched || is_joined(rest, deny) && is_named(name, deny, context)
        };
        denials.into_iter().map(|deny| programs(program, deny, context).iter().any(|name| meets(deny, name))).list()
    }

    /// The words as far as they are known, in every way that makes a difference.
    fn readings(&self, program: &str, rest: &[&str], segments: usize) -> Vec<Vec<Word>> {
        let Some(options) = &self.options else { return fixed_readings(rest, program) };
        let given = || options.iter().flat_map(|option| option_of(option));
        let operands = || any_operands(segments.saturating_add(options.len()).saturating_add(SPARE_OPERANDS));
        let mut readings: Vec<Vec<Word>> = Vec::new();
        for fixed in fixed_readings(without_last_star(rest), program) {
            let mut add =
                |words: &[Vec<Word>]| readings.push(fixed.iter().chain(words.iter().flatten()).cloned().list());
            add(&[given().list(), operands().list()]);
            // The first word of some programs is a cluster of options, and behind `--` options are operands.
            add(&[operands().list(), given().list()]);
            add(&[operands().list()]);
            // An operand that may be any may have a mark that does what an option does. It does so for one subcommand.
            for (subcommand, mark) in equals::marks_of(&base_name(program).to_ascii_lowercase()) {
                let subcommand = fixed.is_empty().then(|| Word::literal(subcommand));
                let marked = Word::literal(format!("{mark}x"));
                add(&[subcommand.into_iter().list(), given().list(), operands().list(), vec![marked]]);
            }
        }
        readings
    }
}

/// Whether all that the words can be is looked at.
fn is_readable(words: &[&str]) -> bool {
    words.iter().filter(|word| is_partly_known(word)).count() <= MAX_GLOBS
}

/// Words that are spelled or known in part, each in every way that makes a difference.
fn fixed_readings(words: &[&str], program: &str) -> Vec<Vec<Word>> {
    let mut readings: Vec<Vec<Word>> = vec![Vec::new()];
    for word in words {
        let mut ways = vec![word_of(word)];
        if is_partly_known(word) {
            ways.add_all(special_texts(word, program));
        }
        readings = ways
            .iter()
            .flat_map(|way| readings.iter().map(move |before| before.iter().cloned().chain([way.clone()]).list()))
            .list();
    }
    readings
}

/// The programs a denial may be about, of those that a pattern permits.
fn programs(program: &str, deny: &CommandPattern, context: &CommandContext<'_>) -> Vec<String> {
    let named = deny.each_word().next().unwrap_or_default();
    if !glob::is_glob(program) {
        // A permission for a name is one for its path in a trusted folder, which some denials are about.
        let by_path = names_path(named) && glob::is_glob(named) && !names_path(program);
        let folders = context.trusted_folders.iter().filter(|_| by_path);
        return core::iter::once(program.to_owned()).chain(folders.map(|folder| format!("{folder}/{program}"))).list();
    }
    let anything = |text: &str| text.replace('*', "x");
    // Of programs that tables know the words may mean more than of others.
    let denied =
        |name: &&str| glob::matches(base_name(named), name, true) || equals::programs().any(|other| other == *name);
    let known = known_programs().filter(|name| could_name(program, name)).filter(denied).map(str::to_owned);
    let own = match (glob::is_star(named), glob::is_star(program)) {
        (true, true) => Some("x".to_owned()),
        (true, false) => Some(anything(program)),
        (false, _) => could_name(program, named).then(|| anything(named)),
    };
    own.into_iter().chain(known).list()
}

/// Every program that some table knows.
fn known_programs() -> impl Iterator<Item = &'static str> {
    equals::programs().chain(Program::names())
}

/// Whether a program that a pattern with a `*` permits may go by this name to a denial: without folder and extension.
pub(super) fn could_name(program: &str, name: &str) -> bool {
    let name = without_extension(base_name(name));
    let parts = parts_of(base_name(program));
    let spelled = |extension: &str| glob::could_match(&format!("{name}{extension}"), &parts, true);
    spelled("") || EXTENSIONS.iter().any(|extension| spelled(&format!(".{extension}")))
}

/// Whether a denial that reads a colon as part of a word, with a `*` before or after it, could mean a word of the scope:
/// `deploy:prod` for `*:prod`. For commands that is far-fetched, unless the word is known.
fn is_joined(rest: &[&str], deny: &CommandPattern) -> bool {
    let joined = |from: usize| deny.runs(from).map(|(run, _)| run).filter(|run| run.contains(':') && run.contains('*'));
    let could_be = |run: &str| {
        let words = rest.iter().filter(|word| is_partly_known(word));
        words.into_iter().any(|word| glob::could_match(run, &parts_of(word), true))
    };
    (1..deny.segment_count()).flat_map(joined).any(could_be)
}

/// Whether a denial is about this program.
fn is_named(program: &str, deny: &CommandPattern, context: &CommandContext<'_>) -> bool {
    let named = deny.each_word().next().unwrap_or_default();
    let invocation = Invocation::new(program, &[]);
    glob::is_star(named)
        || Candidate::new(&invocation, context).views.iter().any(|view| view.is_program(named, context))
}

/// A word with a `*` in it, which is not all of it.
fn is_partly_known(word: &str) -> bool {
    glob::is_glob(word) && !glob::is_star(word)
}

/// What a word with a `*` may be that the wide reading does not see in what is not known: nothing or a dot in place of the
/// star, which paths are read without, and a mark.
fn special_texts(word: &str, program: &str) -> Vec<Word> {
    let name = base_name(program).to_ascii_lowercase();
    let marks = equals::marks_of(&name).map(|(_, mark)| mark);
    let marked = marks.filter(|_| word.starts_with('*')).map(|mark| {
        let parts = core::iter::once(Part::Known(mark.to_string())).chain(parts_of(word));
        Word::new(parts, Extent::Operand)
    });
    let spelled = ["", "."].map(|text| Word::literal(word.replace('*', text)));
    // Windows stores no dots and blanks at the end of a name.
    let shorter = word.trim_end_matches('.');
    let shorter = (shorter != word && is_partly_known(shorter)).then(|| word_of(shorter));
    spelled.into_iter().chain(marked).chain(shorter).list()
}

fn any_operands(count: usize) -> impl Iterator<Item = Word> {
    core::iter::repeat_with(|| Word::new([Part::Unknown], Extent::Operand)).take(count)
}

/// An option with its value, in the same word or the next.
fn option_of(option: &str) -> impl Iterator<Item = Word> {
    let attached = [Part::Known(format!("{option}=")), Part::Unknown];
    let attached = option.starts_with("--").then(|| Word::new(attached, Extent::One));
    core::iter::once(Word::literal(option)).chain(any_operands(1)).chain(attached)
}

/// A word of a pattern as one of a command.
pub(crate) fn word_of(word: &str) -> Word {
    if glob::is_star(word) {
        return Word::unknown();
    }
    // A `*` in front never stands for the beginning of an option.
    Word::new(parts_of(word), if word.starts_with('*') { Extent::Operand } else { Extent::One })
}

fn parts_of(word: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for (index, text) in word.split('*').enumerate() {
        parts.add_all((index > 0).then_some(Part::Segment));
        parts.push(Part::Known(text.to_owned()));
    }
    parts
}
