//! A second parser as a judge: both find the same simple commands.

use rable::{Node, NodeKind};

use crate::shell::syntax::{Command, CommandKind, Dialect, Pipeline, Script, parse};

/// The first words of all simple commands outside words, as this parser finds them.
fn ours(text: &str) -> Option<Vec<String>> {
    let parsed = parse(text, Dialect::Bash);
    let mut found = Vec::new();
    script(text, &parsed.script, &mut found);
    parsed.error.is_none().then_some(found)
}

fn script(text: &str, it: &Script, found: &mut Vec<String>) {
    for item in &it.items {
        pipeline(text, &item.first, found);
        for (_, next) in &item.rest {
            pipeline(text, next, found);
        }
    }
}

fn pipeline(text: &str, it: &Pipeline, found: &mut Vec<String>) {
    for it in &it.commands {
        command(text, it, found);
    }
}

fn command(text: &str, it: &Command, found: &mut Vec<String>) {
    match &it.kind {
        CommandKind::Simple(simple) => {
            if let Some(word) = simple.words.first() {
                found.push(text[word.span.start..word.span.end].to_owned());
            }
        }
        CommandKind::Group(list) | CommandKind::Subshell(list) => script(text, list, found),
        CommandKind::If { branches, otherwise } => {
            for (condition, branch) in branches {
                script(text, condition, found);
                script(text, branch, found);
            }
            if let Some(list) = otherwise {
                script(text, list, found);
            }
        }
        CommandKind::Loop { condition, body } => {
            script(text, condition, found);
            script(text, body, found);
        }
        CommandKind::For { body, .. } | CommandKind::ArithmeticFor { body, .. } => script(text, body, found),
        CommandKind::Case { clauses, .. } => clauses.iter().for_each(|clause| script(text, &clause.body, found)),
        CommandKind::Arithmetic(_) | CommandKind::Conditional(_) => {}
        CommandKind::Function { body, .. } | CommandKind::Coprocess { body, .. } => command(text, body, found),
        CommandKind::Timed(timed) => {
            if let Some(timed) = timed {
                pipeline(text, timed, found);
            }
        }
    }
}

/// The same as rable finds them.
fn theirs(text: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    rable::parse(text, false).ok()?.iter().for_each(|node| walk(node, &mut found));
    Some(found)
}

fn walk(node: &Node, found: &mut Vec<String>) {
    match &node.kind {
        NodeKind::Command { words, .. } => {
            if let Some(NodeKind::Word { value, .. }) = words.first().map(|word| &word.kind) {
                found.push(value.clone());
            }
        }
        NodeKind::Pipeline { commands, .. } => commands.iter().for_each(|node| walk(node, found)),
        NodeKind::List { items } => items.iter().for_each(|item| walk(&item.command, found)),
        NodeKind::If { condition, then_body, else_body, .. } => {
            walk(condition, found);
            walk(then_body, found);
            if let Some(node) = else_body {
                walk(node, found);
            }
        }
        NodeKind::While { condition, body, .. } | NodeKind::Until { condition, body, .. } => {
            walk(condition, found);
            walk(body, found);
        }
        NodeKind::For { body, .. }
        | NodeKind::ForArith { body, .. }
        | NodeKind::Select { body, .. }
        | NodeKind::Function { body, .. }
        | NodeKind::Subshell { body, .. }
        | NodeKind::BraceGroup { body, .. } => walk(body, found),
        NodeKind::Case { patterns, .. } => {
            patterns.iter().filter_map(|clause| clause.body.as_ref()).for_each(|node| walk(node, found));
        }
        NodeKind::Coproc { command, .. } => walk(command, found),
        NodeKind::Time { pipeline, .. } | NodeKind::Negation { pipeline } => walk(pipeline, found),
        _ => {}
    }
}

/// Where the other parser is known to differ from bash: blanks in a subscript, blanks after the delimiter of a
/// here-document, and `time --`.
fn is_known_to_differ(text: &str) -> bool {
    let plain =
        ["[[ ", "[1]", "[k]", "[@]", "[a-z]"].iter().fold(text.to_owned(), |text, known| text.replace(known, ""));
    plain.contains('[') || text.contains("E \n") || text.contains("time --")
}

#[test]
fn both_parsers_find_the_same_commands() {
    let joined = |words: Vec<String>| words.iter().map(|word| word.replace("\\\n", "")).collect::<Vec<_>>();
    let mut compared = 0;
    for text in super::judges::texts(super::judges::count("SYNTAX_TEXTS", 3000)) {
        let (Some(ours), Some(theirs)) = (ours(&text), theirs(&text)) else { continue };
        if !is_known_to_differ(&text) {
            assert_eq!(joined(ours), joined(theirs), "{text:?}");
            compared += 1;
        }
    }
    assert!(compared > 1000);
}
