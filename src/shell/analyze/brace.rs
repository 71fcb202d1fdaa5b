//! Brace expansion (Bash Reference Manual, "Brace Expansion"): the first expansion, on the text of a word alone.

use crate::list::{AddAll, List};
use crate::prelude::*;
use crate::shell::syntax::WordPart;

/// One word never becomes more words than this by its braces.
const MAX_WORDS: usize = 256;

/// All of them together are never longer than this.
const MAX_ATOMS: usize = 1 << 20;

/// A stretch of a word as brace expansion sees it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Atom<'w> {
    /// An unquoted character.
    Char(char),
    /// A character that a sequence (`{1..3}`) generated: no glob.
    Generated(char),
    /// Anything else.
    Part(&'w WordPart),
}

/// What a word becomes.
pub(super) enum Braces<'w> {
    /// These words, at least one.
    Words(Vec<Vec<Atom<'w>>>),
    /// More numbers than are worth telling apart.
    Numbers,
    /// Braces whose reading is not certain.
    Unclear,
}

/// The characters and parts of a word.
pub(super) fn atoms(parts: &[WordPart]) -> Vec<Atom<'_>> {
    let mut atoms = Vec::new();
    for part in parts {
        match part {
            WordPart::Plain(text) => atoms.add_all(text.chars().map(Atom::Char)),
            part => atoms.push(Atom::Part(part)),
        }
    }
    atoms
}

/// Expands the braces of a word.
pub(super) fn expand<'w>(atoms: Vec<Atom<'w>>) -> Braces<'w> {
    // Nothing is expanded where no brace closes one that opens before it.
    let closed = atoms.iter().skip_while(|atom| !is(atom, '{')).any(|atom| is(atom, '}'));
    if !closed {
        return Braces::Words(vec![atoms]);
    }
    let mut words = vec![Vec::new()];
    match expand_into(&atoms, &mut words, 0) {
        Ok(()) => Braces::Words(words),
        Err(unclear) => unclear,
    }
}

fn is(atom: &Atom<'_>, c: char) -> bool {
    matches!(atom, Atom::Char(found) if *found == c)
}

/// Appends what `atoms` become to every one of `words`.
fn expand_into<'w>(atoms: &[Atom<'w>], words: &mut Vec<Vec<Atom<'w>>>, depth: usize) -> Result<(), Braces<'w>> {
    if depth > 8 {
        return Err(Braces::Unclear);
    }
    let mut rest = atoms;
    while let Some((atom, after)) = rest.split_first() {
        if !is(atom, '{') {
            // An unbalanced brace: what bash makes of it depends on what stands around it.
            if is(atom, '}') {
                return Err(Braces::Unclear);
            }
            words.iter_mut().for_each(|word| word.push(*atom));
            rest = after;
            continue;
        }
        let (inner, after) = group(after).ok_or(Braces::Unclear)?;
        rest = after;
        let alternatives = split(inner);
        let endings = if alternatives.len() > 1 {
            let mut endings = Vec::new();
            for alternative in alternatives {
                let mut expanded = vec![Vec::new()];
                expand_into(alternative, &mut expanded, depth.saturating_add(1))?;
                endings.add_all(expanded);
            }
            endings
        } else if let Some(sequence) = sequence(inner) {
            let alone = words.iter().all(Vec::is_empty) && rest.is_empty() && depth == 0;
            match sequence? {
                Some(texts) => texts.iter().map(|text| text.chars().map(Atom::Generated).list()).list(),
                None if alone => return Err(Braces::Numbers),
                None => return Err(Braces::Unclear),
            }
        } else {
            // No comma and no sequence: the braces stay, and what is in them is expanded.
            let mut expanded = vec![vec![Atom::Char('{')]];
            expand_into(inner, &mut expanded, depth.saturating_add(1))?;
            expanded.iter_mut().for_each(|word| word.push(Atom::Char('}')));
            expanded
        };
        let most = words.len().saturating_mul(endings.len());
        if most > MAX_WORDS || most.saturating_mul(atoms.len()) > MAX_ATOMS {
            return Err(Braces::Unclear);
        }
        let join = |word: &Vec<Atom<'w>>| endings.iter().map(|ending| [word.as_slice(), ending].concat()).list();
        *words = words.iter().flat_map(join).list();
    }
    Ok(())
}

/// What stands in a group, and what follows it.
fn group<'a, 'w>(atoms: &'a [Atom<'w>]) -> Option<(&'a [Atom<'w>], &'a [Atom<'w>])> {
    let mut depth = 0_usize;
    for (at, atom) in atoms.iter().enumerate() {
        if is(atom, '{') {
            depth = depth.saturating_add(1);
        } else if is(atom, '}') {
            match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Some((atoms.get(..at)?, atoms.get(at.saturating_add(1)..)?)),
            }
        }
    }
    None
}

/// The alternatives of a group, parted by the commas that stand in no other.
fn split<'a, 'w>(atoms: &'a [Atom<'w>]) -> Vec<&'a [Atom<'w>]> {
    let mut depth = 0_usize;
    let outer = |atom: &Atom<'_>| {
        if is(atom, '{') {
            depth = depth.saturating_add(1);
        } else if is(atom, '}') {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && is(atom, ',')
    };
    atoms.split(outer).list()
}

/// The texts of `x..y` and `x..y..step`; `None` in place of very many numbers.
fn sequence<'w>(atoms: &[Atom<'w>]) -> Option<Result<Option<Vec<String>>, Braces<'w>>> {
    /// More numbers than this count as some number.
    const MANY: i64 = 64;
    let mut dots = atoms.windows(2).any(|pair| pair.iter().all(|atom| is(atom, '.'))).then(String::new)?;
    for atom in atoms {
        match atom {
            Atom::Char(c) => dots.push(*c),
            // `{$a..3}` is no sequence: braces are expanded before parameters.
            _ => return None,
        }
    }
    let parts: Vec<&str> = dots.split("..").list();
    let (from, to, step) = match parts.as_slice() {
        [from, to] => (*from, *to, "1"),
        [from, to, step] => (*from, *to, *step),
        _ => return Some(Err(Braces::Unclear)),
    };
    let plain = |text: &str| text == "0" || !text.trim_start_matches('-').starts_with('0');
    let letters = |text: &str| text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    match (from.parse::<i64>(), to.parse::<i64>(), step.parse::<i64>()) {
        // Leading zeros pad, and an odd step counts in ways of its own.
        (Ok(low), Ok(high), Ok(1)) if plain(from) && plain(to) && !from.starts_with('+') && !to.starts_with('+') => {
            let (first, last) = (low.min(high), low.max(high));
            if last.saturating_sub(first) >= MANY {
                return Some(Ok(None));
            }
            let mut texts: Vec<String> = (first..=last).map(|number| number.to_string()).list();
            if low > high {
                texts.reverse();
            }
            Some(Ok(Some(texts)))
        }
        _ if letters(from) && letters(to) => Some(Err(Braces::Unclear)),
        (Ok(_), Ok(_), _) => Some(Err(Braces::Unclear)),
        // Anything else stays as it is.
        _ => None,
    }
}
