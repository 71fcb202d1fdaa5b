//! A command prepared for denials: every way its words can be read, worked out once for all patterns.

use std::cell::OnceCell;

use super::options::{self, OptionWord};
use super::programs::{Program, Style};
use super::{CommandContext, Extent, Invocation, Part, Word, equals, glob};

/// A command, as denials look at it.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    pub(super) context: CommandContext<'a>,
    pub(super) profile: &'static Program,
    /// Every word that may be an option, in order.
    pub(super) options: Vec<OptionWord<'a>>,
    /// Whether some unknown word may hold any option.
    pub(super) any_option: bool,
    /// The command as it stands, then its other spellings: at least one.
    pub(super) views: Vec<View<'a>>,
    /// What the beginning of an operand means.
    pub(super) marks: Vec<&'static equals::Mark>,
    /// All arguments; options look at the word after them.
    pub(super) words: &'a [Word],
}

/// One spelling of the program and its operands.
#[derive(Debug)]
pub(super) struct View<'a> {
    program: &'a str,
    /// What the program is called without folder and extension, in lower case; the first is the shortest.
    pub(super) names: Vec<String>,
    pub(super) operands: Vec<Operand<'a>>,
}

/// A word that is, or may be, an operand.
#[derive(Debug, Clone)]
pub(super) struct Operand<'a> {
    text: Text<'a>,
    pub(super) presence: Presence,
    absolute: OnceCell<Option<String>>,
}

#[derive(Debug, Clone, Copy)]
enum Text<'a> {
    Given(&'a Word),
    /// A word of another spelling, out of the table of equals.
    Table(&'static str),
}

/// Whether a word counts among the operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It is one.
    Certain,
    /// It is one, or the value of an option before it, or an option.
    Possible,
    /// It stands for any number of operands.
    Repeated,
}

impl<'a> Candidate<'a> {
    pub(super) fn new(invocation: &Invocation<'a>, context: &CommandContext<'a>) -> Self {
        let names = program_names(invocation.program);
        let profile = names.first().map_or_else(|| Program::named(""), |name| Program::named(name));
        let mut scan = Scan::new(profile);
        for (index, word) in invocation.args.iter().enumerate() {
            scan.word(index, word);
        }
        let mut candidate = Self {
            context: *context,
            profile,
            options: scan.options,
            any_option: scan.any_option,
            views: vec![View { program: invocation.program, names, operands: scan.operands }],
            marks: vec![],
            words: invocation.args,
        };
        candidate.views.extend(candidate.other_spellings());
        candidate.marks = equals::marks(|command| candidate.begins_with(command));
        candidate
    }

    /// The command in the words of every group of equals it begins like.
    fn other_spellings(&self) -> Vec<View<'a>> {
        let Some(view) = self.views.first() else { return vec![] };
        let mut views = vec![];
        for group in equals::groups(&view.names) {
            for from in &group {
                for rest in view.positions_after(from).take(MAX_POSITIONS) {
                    let tail = view.operands.get(rest..).unwrap_or_default();
                    views.extend(group.iter().filter(|to| *to != from).filter_map(|to| View::respelled(to, tail)));
                }
            }
        }
        views
    }

    /// Whether one of these commands (separated by `,`) is, or may be, the one that runs.
    pub(super) fn begins_with(&self, commands: &str) -> bool {
        commands.split(',').any(|command| {
            let words: Vec<&str> = command.split(' ').collect();
            self.views.iter().any(|view| view.positions_after(&words).next().is_some())
        })
    }

    /// Whether a word of a pattern, which is neither `*` nor an option, matches an operand.
    pub(super) fn operand_matches(&self, pattern: &str, operand: &Operand<'_>) -> bool {
        operand.matches(pattern, &self.context) || self.marked_operand_matches(pattern, operand)
    }

    /// A mark before a word (`+main`) does what an option does elsewhere, so the word counts without it too; and a
    /// word with it, where the option stands.
    fn marked_operand_matches(&self, pattern: &str, operand: &Operand<'_>) -> bool {
        self.marks.iter().any(|mark| {
            let bare = || operand.literal()?.strip_prefix(mark.text);
            let wanted = || pattern.strip_prefix(mark.text).filter(|rest| !rest.is_empty());
            bare().is_some_and(|bare| text_matches(pattern, bare, &self.context))
                || wanted().is_some_and(|wanted| {
                    operand.matches(wanted, &self.context)
                        && mark.options.iter().any(|option| options::found_as_written(self, option))
                })
        })
    }
}

/// How many places a subcommand is looked for behind options nobody knows.
const MAX_POSITIONS: usize = 16;

impl<'a> View<'a> {
    /// A command in words of the table of equals, with the operands that follow them.
    fn respelled(words: &[&'static str], tail: &[Operand<'a>]) -> Option<Self> {
        let (program, words) = words.split_first()?;
        let words = words.iter().map(|word| Operand::new(Text::Table(word), Presence::Certain));
        Some(Self {
            program,
            names: vec![(*program).to_owned()],
            operands: words.chain(tail.iter().cloned()).collect(),
        })
    }

    /// Whether a pattern's program is this one: by its base name in any case, with or without `.exe`. A pattern with
    /// a `*` and a folder is compared as a path, since its base name alone may mean every program.
    pub(super) fn is_program(&self, pattern: &str, context: &CommandContext<'_>) -> bool {
        let base = base_name(pattern);
        if base.len() != pattern.len() && glob::is_glob(pattern) {
            return names_path(self.program)
                && (glob::matches(pattern, self.program, true) || same_path(pattern, self.program, context));
        }
        let base = without_extension(base);
        self.names.iter().any(|name| glob::matches(base, name, true))
    }

    /// The places among the operands that may follow these words: program, then operands.
    fn positions_after(&self, words: &[&str]) -> impl Iterator<Item = usize> + use<> {
        let mut reached = vec![];
        if words.first().is_some_and(|program| self.names.iter().any(|name| name == program)) {
            reached.resize(self.operands.len().saturating_add(1), false);
            set(&mut reached, 0);
            for word in words.iter().skip(1) {
                reached = self.step(&reached, |operand| operand.is_word(word));
            }
        }
        reached.into_iter().enumerate().filter_map(|(position, reached)| reached.then_some(position))
    }

    /// From the places reached so far, those reached when one more word of a pattern takes one operand.
    pub(super) fn step(&self, reached: &[bool], takes: impl Fn(&Operand<'_>) -> bool) -> Vec<bool> {
        let mut next = vec![false; reached.len()];
        let mut here = false;
        for (position, operand) in self.operands.iter().enumerate() {
            here |= reached.get(position) == Some(&true);
            let took = here && takes(operand);
            if took && operand.presence == Presence::Repeated {
                set(&mut next, position);
            }
            if took {
                set(&mut next, position.saturating_add(1));
            }
            here &= operand.presence != Presence::Certain;
        }
        next
    }
}

fn set(places: &mut [bool], at: usize) {
    if let Some(place) = places.get_mut(at) {
        *place = true;
    }
}

impl<'a> Operand<'a> {
    fn new(text: Text<'a>, presence: Presence) -> Self {
        Self { text, presence, absolute: OnceCell::new() }
    }

    /// The text, where all of it is known.
    pub(super) fn literal(&self) -> Option<&str> {
        match self.text {
            Text::Given(word) => word.as_literal(),
            Text::Table(text) => Some(text),
        }
    }

    /// Whether it begins with a mark, or could.
    pub(super) fn has_mark(&self, mark: &str) -> bool {
        match self.text {
            Text::Table(_) => false,
            Text::Given(word) => match (word.known_beginning(), word.extent()) {
                // What only the host sets is not taken for a mark: the denial would be for a mere possibility.
                ("", extent) => extent != Extent::Operand && word.as_literal().is_none(),
                (known, _) => known.len() > mark.len() && known.starts_with(mark),
            },
        }
    }

    /// Whether it is exactly this word, or could be.
    fn is_word(&self, word: &str) -> bool {
        match self.literal() {
            Some(text) => text.eq_ignore_ascii_case(word),
            None => self.could_be(word, true),
        }
    }

    fn could_be(&self, pattern: &str, fold: bool) -> bool {
        match self.text {
            _ if self.presence == Presence::Repeated => true,
            Text::Given(word) => glob::could_match(pattern, word.parts(), fold),
            Text::Table(text) => glob::matches(pattern, text, fold),
        }
    }

    fn matches(&self, pattern: &str, context: &CommandContext<'_>) -> bool {
        if let Some(text) = self.literal() {
            return spells(pattern, text, context, || {
                self.absolute.get_or_init(|| context.places.absolute(text)).as_deref().map(str::to_owned)
            });
        }
        let Text::Given(word) = self.text else { return false };
        self.presence == Presence::Repeated || could_spell(pattern, word.parts(), context)
    }
}

/// Whether a word of a pattern means this text.
pub(super) fn text_matches(pattern: &str, text: &str, context: &CommandContext<'_>) -> bool {
    spells(pattern, text, context, || context.places.absolute(text))
}

/// The same for a word that may have unknown parts.
pub(super) fn word_matches(pattern: &str, word: &Word, context: &CommandContext<'_>) -> bool {
    match word.as_literal() {
        Some(text) => text_matches(pattern, text, context),
        None => word.extent() == Extent::Many || could_spell(pattern, word.parts(), context),
    }
}

/// As written, or as a path: by its base name or the file it names.
fn spells(pattern: &str, text: &str, context: &CommandContext<'_>, absolute: impl FnOnce() -> Option<String>) -> bool {
    let fold = ignores_case(pattern, context);
    glob::matches(pattern, text, fold)
        || (names_path(text) && glob::matches(pattern, base_name(text), fold))
        || ((names_path(text) || names_path(pattern))
            && match (context.places.absolute(pattern), absolute()) {
                (Some(pattern), Some(text)) => glob::matches(&pattern, &text, context.places.ignores_case()),
                _ => false,
            })
}

/// Whether some text with these parts would be spelled by the pattern.
fn could_spell(pattern: &str, parts: &[Part], context: &CommandContext<'_>) -> bool {
    let fold = ignores_case(pattern, context);
    if glob::could_match(pattern, parts, fold) {
        return true;
    }
    // An unknown part may hold `/..`, so what follows the last known `/` decides which file it is.
    let base = match parts.split_last() {
        Some((Part::Known(text), _)) if names_path(text) => glob::matches(pattern, base_name(text), fold),
        Some((Part::Known(text), _)) => {
            let tail = [Part::Unknown, Part::Known(text.clone())];
            glob::could_match(base_name(pattern), &tail, fold)
        }
        _ => true,
    };
    base || (names_path(pattern)
        && match (context.places.absolute(pattern), parts.last()) {
            (Some(path), Some(Part::Known(text))) => {
                glob::could_match(&path, &[Part::Unknown, Part::Known(text.clone())], fold)
            }
            _ => true,
        })
}

/// Subcommands and other names compare without regard to case; single-letter options never do, and what looks like a
/// path only where the machine's files do.
fn ignores_case(pattern: &str, context: &CommandContext<'_>) -> bool {
    let letters = pattern.starts_with('-') && !pattern.starts_with("--");
    let name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_:*@+".contains(&byte);
    !letters && (pattern.bytes().all(name) || context.places.ignores_case())
}

fn same_path(pattern: &str, text: &str, context: &CommandContext<'_>) -> bool {
    match (context.places.absolute(pattern), context.places.absolute(text)) {
        (Some(pattern), Some(text)) => glob::matches(&pattern, &text, context.places.ignores_case()),
        _ => false,
    }
}

/// Whether a text names a path beyond a bare file name.
fn names_path(text: &str) -> bool {
    text.contains(['/', '\\']) || text.starts_with('~')
}

/// The last segment of a path.
pub(super) fn base_name(path: &str) -> &str {
    let trimmed = path.trim_end_matches(['/', '\\']);
    trimmed.rsplit(['/', '\\']).next().unwrap_or(trimmed)
}

/// A program name without the extension Windows adds.
pub(super) fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension))
            if !stem.is_empty()
                && ["exe", "cmd", "bat", "com"].iter().any(|known| extension.eq_ignore_ascii_case(known)) =>
        {
            stem
        }
        _ => name,
    }
}

/// What a program is called: its base name without extension, and with it where it has one.
pub(super) fn program_names(program: &str) -> Vec<String> {
    let base = base_name(program).to_ascii_lowercase();
    let stem = without_extension(&base).to_owned();
    if stem == base { vec![base] } else { vec![stem, base] }
}

/// Reads the words from left to right, telling options, their values and operands apart as far as that is known.
struct Scan<'a> {
    profile: &'static Program,
    subcommand: Subcommand<'a>,
    options: Vec<OptionWord<'a>>,
    operands: Vec<Operand<'a>>,
    any_option: bool,
    /// Whether the next word is the value of the option before it; `None`: not known.
    value_next: Option<bool>,
    end: End,
}

/// The first operand so far.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Subcommand<'a> {
    None,
    Known(&'a str),
    /// There may have been one, and nobody knows which.
    Unknown,
}

/// Whether a `--` has ended the options.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    No,
    /// There was one that may have been the value of an option, or a word that may have been one.
    Perhaps,
    Yes,
}

impl<'a> Scan<'a> {
    fn new(profile: &'static Program) -> Self {
        Self {
            profile,
            subcommand: Subcommand::None,
            options: vec![],
            operands: vec![],
            any_option: false,
            value_next: Some(false),
            end: End::No,
        }
    }

    fn word(&mut self, index: usize, word: &'a Word) {
        let is_value = self.value_next.replace(false);
        if self.end < End::Yes {
            if word.as_literal() == Some("--") {
                match is_value {
                    Some(true) => {}
                    Some(false) => self.end = End::Yes,
                    None => self.end = End::Perhaps,
                }
                return;
            }
            if may_be_option(word) {
                return self.option(index, word, is_value);
            }
        }
        let presence = match (word.extent(), is_value) {
            (Extent::Many, _) => Presence::Repeated,
            (_, Some(true)) => return,
            (_, Some(false)) if !self.may_be_skipped(word) => Presence::Certain,
            _ => Presence::Possible,
        };
        if word.extent() == Extent::Many && self.end < End::Yes {
            // Its later words may be options too.
            (self.any_option, self.value_next, self.end) = (true, None, End::Perhaps);
        }
        self.operand(word, presence);
    }

    /// A word that is an option for sure, or perhaps.
    fn option(&mut self, index: usize, word: &'a Word, is_value: Option<bool>) {
        let beginning = word.known_beginning();
        let certain_dash = beginning.len() > 1;
        let option = OptionWord::read(index, word, self.profile.style, |option| {
            self.profile.takes_value(option, self.subcommand)
        });
        self.value_next = match (is_value, option.takes_value) {
            (Some(true), _) => Some(false),
            // It may itself be a value, or an operand: then the next word is no value.
            (None, Some(true)) => None,
            (_, Some(true)) if self.end == End::Perhaps => None,
            (_, takes_value) => takes_value,
        };
        self.options.push(option);
        if !certain_dash || self.end == End::Perhaps || word.extent() == Extent::Many {
            let repeated = word.extent() == Extent::Many;
            self.operand(word, if repeated { Presence::Repeated } else { Presence::Possible });
        }
        if word.as_literal().is_none() {
            self.any_option |= beginning.is_empty() || word.extent() == Extent::Many;
            if word.extent() == Extent::Many {
                self.value_next = None;
            }
            if "--".starts_with(beginning) || word.extent() == Extent::Many {
                self.end = End::Perhaps;
            }
        }
    }

    /// A word that is no operand although no option takes it: one the program's entry names, and the `true` or `false`
    /// that some programs read after an option without a value.
    fn may_be_skipped(&self, word: &Word) -> bool {
        word.as_literal().is_some_and(|text| {
            matches!(text, "true" | "false" | "null")
                || (self.subcommand == Subcommand::None && self.profile.skips(text))
        })
    }

    fn operand(&mut self, word: &'a Word, presence: Presence) {
        if self.subcommand == Subcommand::None {
            self.subcommand = match word.as_literal() {
                Some(text) if presence == Presence::Certain => Subcommand::Known(text),
                _ => Subcommand::Unknown,
            };
        }
        self.operands.push(Operand::new(Text::Given(word), presence));
    }
}

/// Whether a word begins with a dash, or might. A dash alone is an operand.
fn may_be_option(word: &Word) -> bool {
    let beginning = word.known_beginning();
    match (word.as_literal(), word.extent()) {
        (_, Extent::Operand) => false,
        (Some(text), _) => text.len() > 1 && text.starts_with('-'),
        (None, _) => beginning.is_empty() || beginning.starts_with('-'),
    }
}

/// Whether clusters of single letters are read at all.
pub(super) fn has_clusters(style: Style) -> bool {
    style != Style::Words
}
