//! Which parts of a command line have certainly ended before another begins.

use super::Shell;
use super::syntax::{self, Command, CommandKind, Dialect, Pipeline, Word, WordPart};
use crate::span::Span;

/// The parts of a text that have ended before the program is started in whose words `value` stands.
///
/// labels.md, "Operations": "only a program certain to have ended before is spared". Those are plain commands of the
/// outermost list, one after another, that stand before: no groups, functions, traps or what runs in the background. A value
/// in an assignment, a redirection or a here-document stays, so that nothing is spared then.
pub(crate) fn ended_before(text: &str, shell: Shell, value: Span) -> Vec<Span> {
    let dialect = match shell {
        Shell::Bash => Dialect::Bash,
        Shell::Sh => Dialect::Posix,
        Shell::Other => return Vec::new(),
    };
    let parsed = syntax::parse(text, dialect);
    if parsed.error.is_some() {
        return Vec::new();
    }
    let mut ended = Vec::new();
    for item in &parsed.script.items {
        for pipeline in std::iter::once(&item.first).chain(item.rest.iter().map(|(_, pipeline)| pipeline)) {
            if pipeline.commands.iter().any(|command| contains(command.span, value)) {
                return if pipeline.commands.iter().any(|command| holds(command, value)) { ended } else { Vec::new() };
            }
            if !item.background && is_plain(pipeline) {
                ended.extend(pipeline.commands.iter().map(|command| command.span));
            }
        }
    }
    // It stands nowhere that was found.
    Vec::new()
}

/// Whether a value stands in the words of a simple command.
fn holds(command: &Command, value: Span) -> bool {
    match &command.kind {
        CommandKind::Simple(simple) => simple.words.iter().any(|word| contains(word.span, value)),
        _ => false,
    }
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
