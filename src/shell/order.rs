//! Which parts of a command line have certainly ended before another begins, and which stay what they are.

use super::Shell;
use super::analyze::builtin::is_builtin;
use super::syntax::{self, Command, CommandKind, Dialect, Pipeline, Simple, Target, Word, WordPart};
use crate::list::AddAll;
use crate::prelude::*;
use crate::span::Span;

/// The pipelines of the outermost list of a text.
///
/// labels.md, "Operations": "only a program certain to have ended before is spared". That is what is known to do its work and
/// end; whatever else stands before may have left something running.
#[derive(Debug, Default)]
pub(crate) struct Order {
    /// Commands that have ended when the next begins, in order.
    ended: Vec<Span>,
    steps: Vec<Step>,
    /// The words of commands that keep to themselves what they are told, in order.
    words: Vec<Span>,
}

/// A pipeline, with how many commands have ended when it begins.
#[derive(Debug)]
struct Step {
    span: Span,
    ended: usize,
}

/// Where a value stands that only one pipeline is told.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place<'a> {
    pub(crate) pipeline: Span,
    /// The parts of the text that have ended before, in order.
    pub(crate) ended: &'a [Span],
}

impl Order {
    /// The order of a text; of one that cannot be read, or that gives commands another meaning, nothing is known.
    pub(crate) fn new(text: &str, shell: Shell) -> Self {
        let dialect = match shell {
            Shell::Bash => Dialect::Bash,
            Shell::Sh => Dialect::Posix,
            Shell::Other => return Self::default(),
        };
        let parsed = syntax::parse(text, dialect);
        if parsed.error.is_some() || redefines(text) {
            return Self::default();
        }
        let mut order = Self::default();
        for item in &parsed.script.items {
            for pipeline in core::iter::once(&item.first).chain(item.rest.iter().map(|(_, pipeline)| pipeline)) {
                let spans = || pipeline.commands.iter().map(|command| command.span);
                let (Some(first), Some(last)) = (spans().next(), spans().next_back()) else { continue };
                order.steps.push(Step { span: Span::new(first.start, last.end), ended: order.ended.len() });
                for simple in pipeline.commands.iter().filter_map(simple).filter(|simple| keeps_to_itself(simple)) {
                    order.words.add_all(simple.words.iter().map(|word| word.span));
                }
                if !item.background && ends(pipeline) {
                    order.ended.add_all(spans());
                }
            }
        }
        order
    }

    /// Where a value stands, if it stands in a word that no other pipeline can see. In an assignment, a loop, a
    /// redirection or a here-document it does not.
    pub(crate) fn place(&self, value: Span) -> Option<Place<'_>> {
        let step = self.steps.get(self.steps.partition_point(|step| step.span.start <= value.start).checked_sub(1)?)?;
        let pipeline = Some(step.span).filter(|_| is_within(&self.words, value))?;
        Some(Place { pipeline, ended: self.ended.get(..step.ended)? })
    }
}

/// Whether one of these spans, which are in order and apart, holds another.
pub(crate) fn is_within(spans: &[Span], inner: Span) -> bool {
    let before = spans.get(..spans.partition_point(|span| span.start <= inner.start)).unwrap_or_default();
    before.last().is_some_and(|span| span.start <= inner.start && inner.end <= span.end)
}

/// Whether a text may define functions or aliases: the name of a command then says nothing.
fn redefines(text: &str) -> bool {
    let joined: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\\').collect();
    ["()", "function", "alias"].iter().any(|sign| joined.contains(sign))
}

fn simple(command: &Command) -> Option<&Simple> {
    match &command.kind {
        CommandKind::Simple(simple) => Some(simple),
        _ => None,
    }
}

/// Whether what a command is told reaches no later command by the shell itself: it is no builtin that sets anything.
fn keeps_to_itself(simple: &Simple) -> bool {
    let name = simple.words.first().and_then(literal);
    let harmless = |name: &str| matches!(name, "echo" | "test" | "[" | "true" | "false" | ":" | "pwd");
    name.is_some_and(|name| !is_builtin(&name) || harmless(&name))
}

/// Programs that do their work and end, and leave nothing running.
const ENDING: &str = " echo printf cat ls pwd mkdir rmdir touch cp mv rm ln head tail wc sort uniq cut tr grep true false \
                      test [ : date basename dirname realpath readlink stat file diff cmp comm seq sleep tee nl fold \
                      paste column rev tac md5sum sha1sum sha256sum base64 du df id whoami hostname uname which cd git \
                      curl ping dig host nslookup ";

/// Whether git is told what to run later.
fn names_later_programs(simple: &Simple) -> bool {
    simple
        .words
        .iter()
        .filter_map(literal)
        .any(|word| matches!(word.as_str(), "config" | "-c" | "bisect" | "submodule"))
}

/// Whether all of a pipeline has ended when the next command starts.
fn ends(pipeline: &Pipeline) -> bool {
    pipeline.commands.iter().all(|command| {
        let Some(simple) = simple(command) else { return false };
        let name = simple.words.first().and_then(literal);
        let redirected = command.redirections.iter().all(|redirection| match &redirection.target {
            Target::Word(word) | Target::Document(word) => literal(word).is_some(),
        });
        simple.assignments.is_empty()
            && redirected
            && simple.words.iter().all(|word| literal(word).is_some())
            && name.is_some_and(|name| !name.contains(' ') && ENDING.contains(&format!(" {name} ")))
            && !names_later_programs(simple)
    })
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
