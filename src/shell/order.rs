//! Which parts of a command line have certainly ended before another begins.

use super::Shell;
use super::syntax::{self, Command, CommandKind, Dialect, Pipeline, Word, WordPart};
use crate::span::Span;

/// The plain commands of a text, one after another.
///
/// labels.md, "Operations": "only a program certain to have ended before is spared". Those are plain commands of the
/// outermost list that stand before: no groups, functions, traps or what runs in the background.
#[derive(Debug, Default)]
pub(crate) struct Order {
    /// Commands that have ended when the next begins, in order.
    ended: Vec<Span>,
    /// The commands of the outermost list in order, each with how many have ended when it begins.
    steps: Vec<(Span, usize)>,
    /// The words of those that are simple, in order.
    words: Vec<Span>,
}

impl Order {
    /// The order of a text; of one that cannot be read, nothing is known.
    pub(crate) fn new(text: &str, shell: Shell) -> Self {
        let dialect = match shell {
            Shell::Bash => Dialect::Bash,
            Shell::Sh => Dialect::Posix,
            Shell::Other => return Self::default(),
        };
        let parsed = syntax::parse(text, dialect);
        if parsed.error.is_some() {
            return Self::default();
        }
        let mut order = Self::default();
        for item in &parsed.script.items {
            for pipeline in std::iter::once(&item.first).chain(item.rest.iter().map(|(_, pipeline)| pipeline)) {
                let ended = order.ended.len();
                for command in &pipeline.commands {
                    order.steps.push((command.span, ended));
                    if let CommandKind::Simple(simple) = &command.kind {
                        order.words.extend(simple.words.iter().map(|word| word.span));
                    }
                }
                if !item.background && is_plain(pipeline) {
                    order.ended.extend(pipeline.commands.iter().map(|command| command.span));
                }
            }
        }
        order
    }

    /// The parts of the text that have ended before the program is started in whose words `value` stands, in order. A
    /// value in an assignment, a redirection or a here-document stays, so that nothing is spared then.
    pub(crate) fn ended_before(&self, value: Span) -> &[Span] {
        let step = self.steps.get(..self.steps.partition_point(|(step, _)| step.start <= value.start));
        let step = step.and_then(<[_]>::last).filter(|(step, _)| contains(*step, value));
        let is_word = is_within(&self.words, value);
        step.filter(|_| is_word).and_then(|(_, ended)| self.ended.get(..*ended)).unwrap_or_default()
    }
}

/// Whether one of these spans, which are in order and apart, holds another.
pub(crate) fn is_within(spans: &[Span], inner: Span) -> bool {
    let before = spans.get(..spans.partition_point(|span| span.start <= inner.start)).unwrap_or_default();
    before.last().is_some_and(|span| contains(*span, inner))
}

/// Whether it has ended when the next command starts, and leaves nothing that runs later.
fn is_plain(pipeline: &Pipeline) -> bool {
    const KEEPS: [&str; 13] = [
        "trap", "eval", "source", ".", "exec", "alias", "enable", "set", "shopt", "coproc", "command", "builtin", "at",
    ];
    let plain = |command: &Command| match &command.kind {
        CommandKind::Simple(simple) => {
            let texts: Option<Vec<String>> = simple.words.iter().map(literal).collect();
            let name = texts.as_ref().and_then(|texts| texts.first());
            simple.assignments.is_empty() && name.is_some_and(|name| !KEEPS.contains(&name.as_str()))
        }
        _ => false,
    };
    pipeline.commands.iter().all(plain)
}

/// A word without anything that is expanded.
fn literal(word: &Word) -> Option<String> {
    word.parts
        .iter()
        .map(|part| match part {
            WordPart::Plain(text) | WordPart::Quoted(text) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
