//! From words as they are written to the words a program receives (Bash Reference Manual, "Shell Expansions").

use super::brace::{self, Atom, Braces};
use super::field::{Builder, Field, known_length};
use super::parameter::Expanded;
use super::{Analyzer, Dialect};
use crate::list::{List, all_some};
use crate::pattern::command::{Extent, Part, Word};
use crate::prelude::*;
use crate::shell::plan::{OpaqueKind, Reach};
use crate::shell::program::Output;
use crate::shell::syntax::{self, WordPart};
use crate::span::Span;

impl Analyzer<'_> {
    /// The fields of the words of a command.
    pub(super) fn fields_of(&mut self, words: &[syntax::Word]) -> Vec<Field> {
        words
            .iter()
            .flat_map(|word| {
                let fields = self.fields(word);
                self.spend_text(fields.iter().map(|field| known_length(field.word.parts())).sum());
                fields
            })
            .list()
    }

    /// The fields of one word, all expansions done.
    pub(super) fn fields(&mut self, word: &syntax::Word) -> Vec<Field> {
        if let [WordPart::Plain(text)] = word.parts.as_slice()
            && !text.contains(['{', '}', '~', '*', '?', '['])
        {
            return vec![Field {
                word: Word::literal(text.as_str()),
                host: true,
                shape: Output::Text,
                span: word.span,
            }];
        }
        match brace::expand(brace::atoms(&word.parts)) {
            Braces::Words(words) if self.spend(words.len().wrapping_div(4)) => {
                let mut fields = Vec::new();
                for atoms in words {
                    let mut builder = Builder::new(word.span);
                    self.expand(&atoms, &mut builder);
                    builder.finish();
                    fields.append(&mut builder.fields);
                }
                fields
            }
            Braces::Numbers => {
                vec![Field {
                    word: Word::new([Part::Unknown], Extent::Each),
                    host: true,
                    shape: Output::Text,
                    span: word.span,
                }]
            }
            Braces::Unclear | Braces::Words(_) => {
                // What it expands is in the plan all the same.
                let mut builder = Builder::new(word.span);
                self.expand(&brace::atoms(&word.parts), &mut builder);
                vec![Field { word: Word::unknown(), host: false, shape: Output::Text, span: word.span }]
            }
        }
    }

    /// One word where the shell neither splits nor globs nor expands braces: an assignment, the word of `case`.
    pub(super) fn string(&mut self, word: &syntax::Word) -> Field {
        self.string_with(word, false)
    }

    /// The value of an assignment, in which a `~` is expanded after every `:` too.
    pub(super) fn assigned(&mut self, word: &syntax::Word) -> Field {
        self.string_with(word, true)
    }

    fn string_with(&mut self, word: &syntax::Word, assignment: bool) -> Field {
        let mut builder = Builder::new(word.span);
        let atoms = brace::atoms(&word.parts);
        let mut rest = self.tilde(&atoms, &mut builder);
        while let Some((atom, after)) = rest.split_first() {
            rest = after;
            match atom {
                Atom::Char(c) | Atom::Generated(c) => {
                    builder.push_char(*c);
                    if assignment && *c == ':' {
                        rest = self.tilde(rest, &mut builder);
                    }
                }
                Atom::Part(part) => self.part(part, true, &mut builder),
            }
        }
        builder.quoted = true;
        builder.finish();
        self.spend_text(builder.fields.iter().map(|field| known_length(field.word.parts())).sum());
        let mut fields = builder.fields.into_iter();
        match (fields.next(), fields.next()) {
            (Some(Field { word, host, shape, span }), None) => {
                let word = if word.is_repeated() { word.with_extent(Extent::One) } else { word };
                Field { word, host, shape, span }
            }
            // `x=$@` joins several fields.
            _ => Field {
                word: Word::new([Part::Unknown], Extent::One),
                host: false,
                shape: Output::Text,
                span: word.span,
            },
        }
    }

    /// Tilde expansion, parameters, substitutions, splitting and globs on a word without braces.
    fn expand(&mut self, atoms: &[Atom<'_>], builder: &mut Builder) {
        builder.sole = atoms.len() == 1;
        let mut rest = self.tilde(atoms, builder);
        while let Some((atom, after)) = rest.split_first() {
            rest = after;
            match atom {
                Atom::Char('*' | '?') => {
                    builder.push(Part::Segment);
                    builder.globs = true;
                }
                Atom::Char('[') => rest = bracket(rest, builder),
                // Arguments that look like assignments expand a `~` in their values.
                Atom::Char('=') if is_name(builder.parts.as_slice()) => {
                    // Shells differ.
                    if self.dialect == syntax::Dialect::Posix && matches!(rest.first(), Some(Atom::Char('~'))) {
                        builder.push_char('=');
                        builder.push(Part::Unknown);
                        builder.host = false;
                        continue;
                    }
                    builder.push_char('=');
                    let tilde = matches!(rest.first(), Some(Atom::Char('~')));
                    if tilde && self.dialect == Dialect::Posix {
                        // Some shells do, others do not.
                        rest = rest.get(1..).unwrap_or_default();
                        builder.push(Part::Unknown);
                        builder.host = false;
                    }
                    rest = self.tilde(rest, builder);
                }
                Atom::Char(c) | Atom::Generated(c) => builder.push_char(*c),
                Atom::Part(part) => self.part(part, false, builder),
            }
        }
    }

    /// Expands a `~` that stands first; returns what follows.
    fn tilde<'a, 'w>(&self, atoms: &'a [Atom<'w>], builder: &mut Builder) -> &'a [Atom<'w>] {
        let Some((Atom::Char('~'), rest)) = atoms.split_first() else { return atoms };
        let end = rest.iter().position(|atom| matches!(atom, Atom::Char('/' | ':'))).unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end.min(rest.len()));
        // What is quoted or expanded in it leaves the `~` as it is.
        if name.iter().any(|atom| matches!(atom, Atom::Part(_))) {
            return atoms;
        }
        let folder = match name {
            [] => self.home_folder(),
            [Atom::Char('+')] => self.working_folder(),
            _ => None,
        };
        match folder {
            Some(parts) => parts.into_iter().for_each(|part| builder.push(part)),
            // Another user's home, or a name nobody has, which stays as it is.
            None => {
                builder.push(Part::Unknown);
                builder.host = false;
            }
        }
        rest
    }

    fn part(&mut self, part: &WordPart, joined: bool, builder: &mut Builder) {
        match part {
            WordPart::Plain(text) => builder.push(Part::Known(text.clone())),
            WordPart::Quoted(text) => {
                builder.quoted = true;
                if !text.is_empty() {
                    builder.push(Part::Known(text.clone()));
                }
            }
            WordPart::Parameter { parameter, quoted } => {
                let value = self.parameter(parameter, *quoted, builder.span);
                self.value(value, *quoted, joined, builder);
            }
            WordPart::Command { script, quoted } => {
                let value = self.substitution(script);
                let number = matches!(&value, Expanded::Text { shape: Output::Number, .. });
                if number && !quoted && !joined && !always_prints(script) {
                    // Several numbers, or no word at all.
                    if builder.parts.is_empty() {
                        builder.alone = Some((Extent::Many, Output::Number));
                    }
                    builder.splits = true;
                    return builder.push(Part::Unknown);
                }
                self.value(value, *quoted, joined, builder);
            }
            WordPart::Process { script, .. } => {
                self.in_subshell(Reach::ProcessSubstitution, |analyzer| analyzer.script(script));
                builder.push(Part::Known("/dev/fd/".to_owned()));
                builder.push(Part::Segment);
            }
            WordPart::Arithmetic { expression, quoted } => {
                let certain = self.arithmetic(expression);
                let value = if certain { Expanded::number() } else { Expanded::uncertain_number() };
                self.value(value, *quoted, joined, builder);
            }
        }
    }

    /// What an expansion yields, in quotes or split.
    fn value(&mut self, value: Expanded, quoted: bool, joined: bool, builder: &mut Builder) {
        // `"$@"` without arguments is no word at all.
        builder.quoted |= quoted && !matches!(&value, Expanded::Fields(fields) if fields.is_empty());
        match value {
            Expanded::Fields(fields) if quoted && !joined => builder.push_fields(fields),
            Expanded::Fields(fields) => {
                let known: Option<Vec<&str>> = all_some(fields.iter().map(Field::literal));
                match known {
                    // Quoted `$*`, and lists where nothing is split, are joined by the first character of `IFS`.
                    Some(texts) if joined => builder.push(Part::Known(texts.join(" "))),
                    Some(texts) => {
                        for (index, text) in texts.iter().enumerate() {
                            if index > 0 {
                                builder.finish();
                            }
                            split(text, builder);
                        }
                    }
                    None => {
                        builder.host &= fields.iter().all(|field| field.host);
                        builder.splits |= !joined;
                        builder.push(Part::Unknown);
                    }
                }
            }
            Expanded::Text { parts, shape, host } => {
                builder.host &= host;
                // What a program prints may be several numbers, or none.
                let number = shape == Output::Number && (quoted || joined || host);
                builder.globs |= shape == Output::Number && !number;
                if number || ((quoted || joined) && shape == Output::Operand && builder.parts.is_empty()) {
                    builder.alone = Some((Extent::Operand, shape));
                } else if (quoted || joined) && host && builder.parts.is_empty() {
                    builder.alone = Some((Extent::Parameter, shape));
                }
                for part in parts {
                    match part {
                        Part::Known(text) if quoted || joined => builder.push(Part::Known(text)),
                        Part::Known(text) => split(&text, builder),
                        part => {
                            builder.splits |= !quoted && !joined && shape != Output::Number;
                            builder.push(part);
                        }
                    }
                }
            }
        }
    }

    /// A command substitution: its commands are in the plan; what they print is seldom known.
    pub(super) fn substitution(&mut self, script: &syntax::Script) -> Expanded {
        self.last_output = Output::Text;
        if let Some(folder) = self.printed_folder(script) {
            return Expanded::Text { parts: folder, shape: Output::Text, host: true };
        }
        self.in_subshell(Reach::Substitution, |analyzer| analyzer.script(script));
        let last = |item: &syntax::Item| {
            matches!(item.first.commands.last().map(|last| &last.kind), Some(syntax::CommandKind::Simple(_)))
        };
        let single =
            matches!(script.items.as_slice(), [item] if item.rest.is_empty() && !item.background && last(item));
        let shape = if single { self.last_output } else { Output::Text };
        Expanded::Text { parts: vec![Part::Unknown], shape, host: false }
    }

    /// Runs something in a copy of the shell.
    pub(super) fn in_subshell(&mut self, via: Reach, run: impl FnOnce(&mut Self)) {
        if !self.step() || !self.descend() {
            return;
        }
        let state = self.state.clone();
        let frames = core::mem::take(&mut self.frames);
        self.via.push(via);
        run(self);
        self.via.pop();
        self.frames = frames;
        self.state = state;
        self.ascend();
    }

    /// Adds an opaque part where a word stands.
    pub(super) fn opaque_at(&mut self, kind: OpaqueKind, what: impl Into<String>, span: Span) {
        let span = self.place(span);
        self.plan.add_opaque(kind, what, span);
    }
}

/// Whether the last command of a script reads no file that may be missing.
fn always_prints(script: &syntax::Script) -> bool {
    let Some(last) = script.items.last().and_then(|item| item.first.commands.last()) else { return false };
    let syntax::CommandKind::Simple(simple) = &last.kind else { return false };
    let option = |word: &syntax::Word| matches!(word.parts.as_slice(), [WordPart::Plain(text), ..] if text.starts_with(['-', '+']));
    last.redirections.is_empty() && simple.words.iter().skip(1).all(option)
}

/// Splits known text at blanks, as `IFS` has it where nobody changes it; globs in it count.
fn split(text: &str, builder: &mut Builder) {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\n' => builder.finish(),
            // In a pattern a backslash goes away.
            '*' | '?' | '\\' => {
                builder.push(Part::Segment);
                builder.globs = true;
            }
            '[' => {
                let atoms: Vec<Atom<'_>> = chars.clone().take(1024).map(Atom::Char).list();
                let left = bracket(&atoms, builder).len();
                let taken = atoms.len().saturating_sub(left);
                for _ in 0..taken {
                    chars.next();
                }
            }
            c => builder.push_char(c),
        }
    }
}

/// After a `[`: a set of characters, if a `]` follows in the same segment of a path; else the character.
fn bracket<'a, 'w>(rest: &'a [Atom<'w>], builder: &mut Builder) -> &'a [Atom<'w>] {
    /// What is longer than the name of any file is not looked at.
    const LONG: usize = 512;
    let stop = |atom: &Atom<'_>| matches!(atom, Atom::Char('/' | ' ' | '\t' | '\n'));
    let segment = rest.iter().take(LONG).position(stop).unwrap_or(rest.len());
    if segment > LONG {
        builder.push(Part::Unknown);
        builder.globs = true;
        builder.host = false;
        return rest;
    }
    let closing = |atom: &Atom<'_>| matches!(atom, Atom::Char(']'));
    let literal = |atom: &Atom<'_>| match atom {
        Atom::Char(_) | Atom::Generated(_) => true,
        Atom::Part(part) => matches!(part, WordPart::Quoted(text) if !text.contains('/')),
    };
    let splits = |atom: &Atom<'_>| {
        matches!(atom, Atom::Part(WordPart::Parameter { quoted: false, .. } | WordPart::Command { quoted: false, .. }))
    };
    let Some(inside) = rest.get(..segment) else { return rest };
    match inside.iter().rposition(closing) {
        // Which `]` ends the set is not asked: any text up to the last covers every reading.
        Some(last) if inside.iter().take(last).all(literal) => {
            builder.push(Part::Segment);
            builder.globs = true;
            rest.get(last.saturating_add(1)..).unwrap_or_default()
        }
        // What an expansion brings into it may end it anywhere: the rest of the word is any text.
        last if last.is_some() || inside.iter().any(splits) => {
            builder.push(Part::Unknown);
            builder.globs = true;
            builder.host = false;
            builder.absorbs = true;
            rest
        }
        _ => {
            builder.push_char('[');
            rest
        }
    }
}

/// Whether what stands so far is a variable's name.
fn is_name(parts: &[Part]) -> bool {
    matches!(parts, [Part::Known(text)] if super::is_identifier(text))
}
