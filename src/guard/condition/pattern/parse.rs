//! The text of a regular expression to instructions: the syntax that JavaScript and Rust have in common.

use super::{Class, Instruction, Item, MAX_INSTRUCTIONS, Pattern, Place, Set, is_word};
use crate::list::AddAll;
use crate::prelude::*;

/// How deep groups may be nested.
const MAX_DEPTH: usize = 50;

type Code = Vec<Instruction>;

/// Why a text is no pattern.
type Refusal = &'static str;

#[derive(Clone, Copy, Default)]
struct Flags {
    /// `i`
    fold: bool,
    /// `m`
    lines: bool,
    /// `s`
    dot_all: bool,
}

struct Parser<'p> {
    rest: &'p str,
    depth: usize,
}

pub(super) fn pattern(text: &str) -> Result<Pattern, Refusal> {
    let mut parser = Parser { rest: text, depth: 0 };
    let mut instructions = parser.alternatives(Flags::default())?;
    if !parser.rest.is_empty() {
        return Err("a group ends that has not begun");
    }
    instructions.push(Instruction::Found);
    Ok(Pattern { instructions })
}

fn sized(code: Code) -> Result<Code, Refusal> {
    if code.len() < MAX_INSTRUCTIONS {
        Ok(code)
    } else {
        Err("it is too large; counted repetitions repeat their parts")
    }
}

/// How far it is over some instructions, and `more` of them.
fn over(code: &Code, more: usize) -> isize {
    isize::try_from(code.len().saturating_add(more)).unwrap_or(isize::MAX)
}

impl<'p> Parser<'p> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    fn take(&mut self, expected: &str) -> bool {
        let rest = self.rest.strip_prefix(expected);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Up to the end, or the bracket that closes the group.
    fn alternatives(&mut self, mut flags: Flags) -> Result<Code, Refusal> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH {
            return Err("groups are nested too deep");
        }
        let mut all = vec![self.sequence(&mut flags)?];
        while self.take("|") {
            all.push(self.sequence(&mut flags)?);
        }
        self.depth = self.depth.saturating_sub(1);
        let mut code = all.pop().unwrap_or_default();
        while let Some(first) = all.pop() {
            let mut both = vec![Instruction::Split(over(&first, 2))];
            both.add_all(first);
            both.push(Instruction::Jump(over(&code, 1)));
            both.add_all(code);
            code = sized(both)?;
        }
        Ok(code)
    }

    fn sequence(&mut self, flags: &mut Flags) -> Result<Code, Refusal> {
        let mut code = Code::new();
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            let Some(part) = self.part(flags)? else { continue };
            let repeated = self.repeated(part)?;
            code.add_all(repeated);
            code = sized(code)?;
        }
        Ok(code)
    }

    /// `None` for flags of what follows.
    fn part(&mut self, flags: &mut Flags) -> Result<Option<Code>, Refusal> {
        let one =
            |items: &[Item], negated| vec![Instruction::One(Set { items: items.into(), negated, fold: flags.fold })];
        let place = |place| vec![Instruction::Where(place)];
        Ok(Some(match self.next() {
            Some('.') if flags.dot_all => one(&[], true),
            Some('.') => one(&[Item::Range('\n', '\n')], true),
            Some('^') => place(if flags.lines { Place::LineStart } else { Place::Start }),
            Some('$') => place(if flags.lines { Place::LineEnd } else { Place::End }),
            Some('[') => {
                let negated = self.take("^");
                one(&self.class()?, negated)
            }
            Some('(') => return self.group(flags),
            Some('*' | '+' | '?' | '{') => return Err("there is nothing to repeat; `\\` makes a sign a character"),
            Some('\\') => {
                let places = [("b", Place::WordEdge), ("B", Place::NoWordEdge), ("A", Place::Start), ("z", Place::End)];
                match places.iter().find(|(name, _)| self.take(name)) {
                    Some((_, found)) => place(*found),
                    None => one(&[self.escape()?], false),
                }
            }
            Some(c) => one(&[Item::Range(c, c)], false),
            None => return Ok(None),
        }))
    }

    fn group(&mut self, flags: &mut Flags) -> Result<Option<Code>, Refusal> {
        let mut inner = *flags;
        if self.take("?") {
            if self.rest.starts_with(['=', '!']) || self.rest.starts_with("<=") || self.rest.starts_with("<!") {
                return Err("there is no look-around");
            }
            if self.take("P<") || self.take("<") {
                let (name, rest) = self.rest.split_once('>').ok_or("the name of a group has no end")?;
                if name.is_empty() || !name.chars().all(is_word) {
                    return Err("the name of a group has other signs than letters, digits and `_`");
                }
                self.rest = rest;
            } else if self.flags(&mut inner)? {
                *flags = inner;
                return Ok(None);
            }
        }
        let code = self.alternatives(inner)?;
        if self.take(")") { Ok(Some(code)) } else { Err("a group has no end") }
    }

    /// Flags up to `:`, or up to `)`: then they are those of what follows, which is the answer.
    fn flags(&mut self, flags: &mut Flags) -> Result<bool, Refusal> {
        let mut value = true;
        loop {
            match self.next() {
                Some('-') if value => value = false,
                Some('i') => flags.fold = value,
                Some('m') => flags.lines = value,
                Some('s') => flags.dot_all = value,
                Some(':') => return Ok(false),
                Some(')') => return Ok(true),
                _ => return Err("expected one of the flags `i`, `m`, `s`"),
            }
        }
    }

    /// `*`, `+`, `?`, `{2}`, `{2,}` and `{2,5}` after a part.
    fn repeated(&mut self, part: Code) -> Result<Code, Refusal> {
        let (least, most) = match self.rest.chars().next() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.next();
                let (counts, _) = self.rest.split_once('}').ok_or("a number of repetitions has no end")?;
                let number = |text: &str| {
                    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                    text.parse::<usize>()
                        .ok()
                        .filter(|_| is_number)
                        .ok_or("expected a number of repetitions, as in `{2,5}`")
                };
                let bounds = match counts.split_once(',') {
                    None => (number(counts)?, Some(number(counts)?)),
                    Some((least, "")) => (number(least)?, None),
                    Some((least, most)) => (number(least)?, Some(number(most)?)),
                };
                self.rest = self.rest.get(counts.len()..).unwrap_or_default();
                bounds
            }
            _ => return Ok(part),
        };
        self.next();
        // Lazy or not, it is found or not.
        self.take("?");
        if self.rest.starts_with(['*', '+', '?', '{']) {
            return Err("a repetition is repeated; brackets say which is meant");
        }
        repeat(&part, least, most)
    }

    /// A set, behind its `[` or `[^`.
    fn class(&mut self) -> Result<Vec<Item>, Refusal> {
        let mut items = Vec::new();
        let mut is_first = true;
        loop {
            let first = match self.next().ok_or("a set has no end")? {
                ']' if !is_first => return Ok(items),
                '[' => return Err("a `[` in a set is written `\\[`"),
                '\\' => self.escape()?,
                c => Item::Range(c, c),
            };
            is_first = false;
            let is_range = self.rest.starts_with('-') && !self.rest.starts_with("-]");
            let Item::Range(from, _) = first else {
                if is_range {
                    return Err("a range begins with a class");
                }
                items.push(first);
                continue;
            };
            if !is_range {
                items.push(first);
                continue;
            }
            self.next();
            let last = match self.next().ok_or("a set has no end")? {
                '\\' => self.escape()?,
                c => Item::Range(c, c),
            };
            match last {
                Item::Range(to, _) if from <= to => items.push(Item::Range(from, to)),
                _ => return Err("a range ends before it begins"),
            }
        }
    }

    /// What a backslash and what follows it stand for.
    fn escape(&mut self) -> Result<Item, Refusal> {
        const CLASSES: [(char, Class); 3] =
            [('d', |c| c.is_ascii_digit()), ('w', is_word), ('s', |c| matches!(c, ' ' | '\t'..='\r'))];
        let c = self.next().ok_or("a backslash stands at the end")?;
        if let Some((name, class)) = CLASSES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&c)) {
            return Ok(Item::Class(*class, *name != c));
        }
        let c = match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'f' => '\u{c}',
            'v' => '\u{b}',
            'x' => self.code(2)?,
            'u' => self.code(4)?,
            '1'..='9' => return Err("there are no back-references"),
            // Edges of words to some.
            '<' | '>' => return Err("`<` and `>` stand without a backslash"),
            _ if c.is_ascii_punctuation() || c == ' ' => c,
            _ => return Err("a backslash stands before a character that has no meaning with it"),
        };
        Ok(Item::Range(c, c))
    }

    /// A character by its number: so many hexadecimal digits, or any number of them in `{}`.
    fn code(&mut self, length: usize) -> Result<char, Refusal> {
        let (digits, rest) = match self.rest.strip_prefix('{') {
            Some(rest) => rest.split_once('}'),
            None => self.rest.split_at_checked(length),
        }
        .filter(|(digits, _)| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .ok_or("expected the number of a character, in hexadecimal digits")?;
        self.rest = rest;
        u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).ok_or("there is no character of that number")
    }
}

fn repeat(part: &Code, least: usize, most: Option<usize>) -> Result<Code, Refusal> {
    if most.is_some_and(|most| most < least) {
        return Err("a number of repetitions ends before it begins");
    }
    let mut code = Code::new();
    // One more than can be is enough to be refused, however often nothing is repeated.
    for _ in 0..least.min(MAX_INSTRUCTIONS) {
        code.extend_from_slice(part);
        code = sized(code)?;
    }
    match most {
        None => {
            code.push(Instruction::Split(over(part, 2)));
            code.extend_from_slice(part);
            code.push(Instruction::Jump(over(part, 1).saturating_neg()));
        }
        Some(most) => {
            for _ in 0..most.saturating_sub(least).min(MAX_INSTRUCTIONS) {
                code.push(Instruction::Split(over(part, 1)));
                code.extend_from_slice(part);
                code = sized(code)?;
            }
        }
    }
    sized(code)
}
