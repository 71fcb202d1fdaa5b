//! What a glob says of one segment of a path. Characters are UTF-16 code units, as in JavaScript, unless a class is named.

use super::glob::{Budget, is_dots};
use super::glob_class::{self, Class};
use crate::prelude::*;

/// No more groups within groups are read, whatever minimatch does with them.
const MAX_DEPTH: usize = 50;

/// After so many brackets that begin no class, others are not tried: each of them is read up to the end.
const MAX_UNCLOSED: usize = 100;

/// A part of a glob, between two slashes.
#[derive(Debug)]
pub(super) enum Part {
    /// `**`
    Globstar,
    /// This text and no other.
    Exact(String),
    /// `*`, and what ends like this.
    Ends(String),
    /// `?`, so many units, and what ends like this.
    Units(usize, String),
    Sequence {
        nodes: Vec<Node>,
        by_code_point: bool,
    },
}

#[derive(Debug)]
pub(super) enum Node {
    Unit(u32),
    Any,
    Star,
    Class(Class),
    /// `!()`
    Some,
    Group(char, Vec<Vec<Node>>),
}

impl Part {
    pub(super) fn new(glob: &str) -> Self {
        if glob == "**" {
            return Self::Globstar;
        }
        let plain = |text: &str| !text.contains(['+', '@', '!', '?', '*', '[', '(']);
        let after_stars = glob.trim_start_matches('*');
        if after_stars.len() < glob.len() && plain(after_stars) {
            return Self::Ends(after_stars.to_owned());
        }
        let after_marks = glob.trim_start_matches('?');
        if after_marks.len() < glob.len() && plain(after_marks) {
            return Self::Units(glob.encode_utf16().count(), after_marks.to_owned());
        }
        let by_code_point = glob_class::names_a_class(glob);
        let text: Vec<u32> = units(glob, by_code_point);
        let nodes = sequence(&text);
        match literal(&nodes) {
            Some(text) => Self::Exact(text),
            None => Self::Sequence { nodes, by_code_point },
        }
    }

    pub(super) fn matches(&self, segment: &str, budget: &Budget) -> bool {
        match self {
            _ if !budget.spend(1) => false,
            Self::Globstar => false,
            Self::Exact(text) => segment == text,
            Self::Ends(end) if end.is_empty() => !segment.is_empty() && !is_dots(segment),
            Self::Ends(end) => segment.ends_with(end.as_str()),
            Self::Units(count, end) => {
                segment.encode_utf16().count() == *count && !is_dots(segment) && segment.ends_with(end.as_str())
            }
            Self::Sequence { nodes, by_code_point } => {
                let text = units(segment, *by_code_point);
                let end: Places = (0..=text.len()).map(|at| at == text.len()).collect();
                let search = Search { text: &text, budget };
                !is_dots(segment) && search.before_all(nodes, &end, &end).first() == Some(&true)
            }
        }
    }
}

fn units(text: &str, by_code_point: bool) -> Vec<u32> {
    if by_code_point { text.chars().map(u32::from).collect() } else { text.encode_utf16().map(u32::from).collect() }
}

/// The text, where nothing but text is asked for.
fn literal(nodes: &[Node]) -> Option<String> {
    let unit = |node: &Node| if let Node::Unit(unit) = node { u16::try_from(*unit).ok() } else { None };
    String::from_utf16(&nodes.iter().map(unit).collect::<Option<Vec<u16>>>()?).ok()
}

fn is(unit: u32, c: char) -> bool {
    unit == u32::from(c)
}

fn sequence(text: &[u32]) -> Vec<Node> {
    let mut nodes = Reader { text, at: 0 }.sequence();
    if let [Node::Group('!', alternatives), stars @ ..] = nodes.as_mut_slice()
        && let Some(first) = alternatives.first_mut()
        && !stars.is_empty()
        && stars.iter().all(|node| matches!(node, Node::Star))
        && !first.iter().any(|node| matches!(node, Node::Group(..) | Node::Some))
    {
        // Stars that are all that follows stand for something in what the first alternative refuses.
        first.push(Node::Any);
    }
    if let [Node::Group(kind, alternatives)] = nodes.as_slice()
        && *kind != '!'
        && alternatives.iter().all(Vec::is_empty)
    {
        // A group of nothing, alone, is no group.
        return text.iter().map(|unit| Node::Unit(*unit)).collect();
    }
    nodes
}

struct Reader<'t> {
    text: &'t [u32],
    at: usize,
}

/// Where a class begins and ends, for what is read over: not by the rules by which it is read.
#[derive(Default)]
struct Over {
    is_escaping: bool,
    class: Option<(usize, bool)>,
}

impl Over {
    /// Whether a character at a place belongs to a class or an escape.
    fn passes(&mut self, unit: u32, at: usize) -> bool {
        if self.is_escaping || is(unit, '\\') {
            self.is_escaping = !self.is_escaping;
            return true;
        }
        match self.class {
            Some((start, negated)) => {
                let first = start.saturating_add(1);
                if at == first && (is(unit, '^') || is(unit, '!')) {
                    self.class = Some((start, true));
                } else if is(unit, ']') && at != first && !(negated && at == first.saturating_add(1)) {
                    self.class = None;
                } else if is(unit, ']') && at == first {
                    self.class = Some((start, negated));
                }
                true
            }
            None if is(unit, '[') => {
                self.class = Some((at, false));
                true
            }
            None => false,
        }
    }
}

impl Reader<'_> {
    fn unit(&self, at: usize) -> Option<u32> {
        self.text.get(at).copied()
    }

    /// The kind of the group that begins at a place.
    fn group_at(&self, at: usize) -> Option<char> {
        let kind = self.unit(at).and_then(char::from_u32).filter(|c| matches!(c, '!' | '?' | '+' | '*' | '@'))?;
        self.unit(at.checked_add(1)?).filter(|unit| is(*unit, '(')).map(|_| kind)
    }

    fn sequence(&mut self) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut start = self.at;
        let mut over = Over::default();
        while let Some(unit) = self.unit(self.at) {
            if !over.passes(unit, self.at)
                && let Some(kind) = self.group_at(self.at)
            {
                read_plain(self.text.get(start..self.at).unwrap_or_default(), &mut nodes);
                self.group(kind, 1, 0, &mut nodes);
                start = self.at;
                over = Over::default();
            } else {
                self.at = self.at.saturating_add(1);
            }
        }
        read_plain(self.text.get(start..).unwrap_or_default(), &mut nodes);
        nodes
    }

    /// Reads a group; one that is not closed is plain text up to the end of the glob.
    fn group(&mut self, kind: char, depth: usize, nesting: usize, nodes: &mut Vec<Node>) {
        let begin = self.at;
        self.at = self.at.saturating_add(2);
        let mut alternatives = Vec::new();
        let mut current = Vec::new();
        let mut start = self.at;
        let mut over = Over::default();
        while let Some(unit) = self.unit(self.at) {
            if over.passes(unit, self.at) {
                self.at = self.at.saturating_add(1);
                continue;
            }
            let inner = self.group_at(self.at).filter(|_| nesting < MAX_DEPTH);
            if let Some(inner) = inner.filter(|inner| depth <= 2 || adopts(kind, *inner)) {
                read_plain(self.text.get(start..self.at).unwrap_or_default(), &mut current);
                let below = if adopts(kind, inner) { depth } else { depth.saturating_add(1) };
                self.group(inner, below, nesting.saturating_add(1), &mut current);
                start = self.at;
                continue;
            }
            if is(unit, '|') || is(unit, ')') {
                read_plain(self.text.get(start..self.at).unwrap_or_default(), &mut current);
                alternatives.push(core::mem::take(&mut current));
                start = self.at.saturating_add(1);
            }
            self.at = self.at.saturating_add(1);
            if is(unit, ')') {
                let is_empty = matches!(alternatives.as_slice(), [only] if only.is_empty());
                nodes.push(if kind == '!' && is_empty { Node::Some } else { Node::Group(kind, alternatives) });
                return;
            }
        }
        read_plain(self.text.get(begin..).unwrap_or_default(), nodes);
        self.at = self.text.len();
    }
}

/// Whether a group within another is not counted as nested deeper.
fn adopts(outer: char, inner: char) -> bool {
    match outer {
        '!' | '?' | '@' => matches!(inner, '?' | '@'),
        _ => matches!(inner, '*' | '+' | '?' | '@'),
    }
}

/// Reads text without groups.
fn read_plain(text: &[u32], nodes: &mut Vec<Node>) {
    let mut at = 0_usize;
    let mut unclosed = 0_usize;
    while let Some(unit) = text.get(at) {
        let next = text.get(at.saturating_add(1));
        let mut length = 1;
        nodes.push(match char::from_u32(*unit) {
            Some('*') => Node::Star,
            Some('?') => Node::Any,
            Some('\\') => {
                length = if next.is_some() { 2 } else { 1 };
                Node::Unit(*next.unwrap_or(unit))
            }
            Some('[') if unclosed < MAX_UNCLOSED => match glob_class::read(text.get(at..).unwrap_or_default()) {
                Some((class, read)) => {
                    length = read;
                    class.single().map_or_else(|| Node::Class(class), Node::Unit)
                }
                None => {
                    unclosed = unclosed.saturating_add(1);
                    Node::Unit(*unit)
                }
            },
            _ => Node::Unit(*unit),
        });
        at = at.saturating_add(length);
    }
}

/// For each place of a text, whether something matches from there on.
type Places = Vec<bool>;

struct Search<'s> {
    text: &'s [u32],
    budget: &'s Budget,
}

impl Search<'_> {
    /// The places from which all nodes match up to one of `then`. `tail` are those from which what stands after them,
    /// once, matches up to the end.
    fn before_all(&self, nodes: &[Node], then: &Places, tail: &Places) -> Places {
        let (mut then, mut tail) = (then.clone(), tail.clone());
        for node in nodes.iter().rev() {
            let here = self.before(node, &then, &tail);
            tail = if then == tail { here.clone() } else { self.before(node, &tail, &tail) };
            then = here;
        }
        then
    }

    fn before(&self, node: &Node, then: &Places, tail: &Places) -> Places {
        if !self.budget.spend(then.len()) {
            return vec![false; then.len()];
        }
        match node {
            Node::Unit(wanted) => self.one(then, |unit| unit == *wanted),
            Node::Any => self.one(then, |_| true),
            Node::Class(class) => self.one(then, |unit| class.has(unit)),
            Node::Star => anything(then),
            Node::Some => anything(then).into_iter().skip(1).chain([false]).collect(),
            Node::Group('!', alternatives) => {
                let refused = self.before_any(alternatives, tail, tail);
                anything(then).into_iter().zip(refused).map(|(then, refused)| then && !refused).collect()
            }
            Node::Group(kind, alternatives) => {
                let mut all = if matches!(kind, '+' | '@') { vec![false; then.len()] } else { then.clone() };
                let mut reached = then.clone();
                loop {
                    let more = self.before_any(alternatives, &reached, tail);
                    let grown = unite(&mut all, &more);
                    if !grown || matches!(kind, '@' | '?') {
                        return all;
                    }
                    unite(&mut reached, &more);
                }
            }
        }
    }

    fn one(&self, then: &Places, fits: impl Fn(u32) -> bool) -> Places {
        let fitting = self.text.iter().zip(then.iter().skip(1)).map(|(unit, then)| *then && fits(*unit));
        fitting.chain([false]).collect()
    }

    fn before_any(&self, alternatives: &[Vec<Node>], then: &Places, tail: &Places) -> Places {
        let mut all = vec![false; then.len()];
        for alternative in alternatives {
            unite(&mut all, &self.before_all(alternative, then, tail));
        }
        all
    }
}

/// Adds places; whether there were new ones.
fn unite(all: &mut Places, more: &Places) -> bool {
    let mut grown = false;
    for (place, more) in all.iter_mut().zip(more) {
        grown |= *more && !*place;
        *place |= *more;
    }
    grown
}

/// The places that have one of these at or after them.
fn anything(then: &Places) -> Places {
    let last = then.iter().rposition(|then| *then);
    (0..then.len()).map(|at| last.is_some_and(|last| at <= last)).collect()
}
