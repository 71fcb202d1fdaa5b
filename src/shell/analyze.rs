//! From command text to plan.
//!
//! The parser is `rable`, which follows the grammar of bash 5.3. A single simple command of literal words is
//! understood; everything else is opaque.

use rable::{Node, NodeKind};

use super::plan::{FileUse, Host, Opaque, OpaqueKind, Plan, Program};
use super::program;
use super::word::literal;
use super::{MAX_NESTING, MAX_OPERATORS, MAX_TEXT, Shell};
use crate::pattern::command::Word;
use crate::span::Span;
use crate::text::is_invisible;

/// What `text` would run when `shell` is given it as `-c text`.
///
/// `home` is what `~` stands for. The result is linear in the text; a text over [`MAX_TEXT`] bytes is opaque.
#[must_use]
pub fn analyze(text: &str, shell: Shell, home: Option<&str>) -> Plan {
    let whole = Some(Span::new(0, text.len()));
    if text.len() > MAX_TEXT {
        return Plan::opaque("a command line of more than 1 MiB", whole);
    }
    if text.trim_matches([' ', '\t', '\n']).is_empty() {
        return Plan::opaque("an empty command line", whole);
    }
    if let Some((at, c)) = text.char_indices().find(|(_, c)| matches!(c, '\0' | '\r')) {
        let span = Span::new(at, at.saturating_add(c.len_utf8()));
        return Plan::opaque("a NUL or carriage return", Some(span));
    }
    if nesting(text) > MAX_NESTING {
        return Plan::opaque("more nesting than the engine follows", whole);
    }
    if text.bytes().filter(|byte| matches!(byte, b'|' | b'&' | b';' | b'<' | b'>' | b'\n')).count() > MAX_OPERATORS {
        return Plan::opaque("more commands than the engine follows", whole);
    }
    let nodes = match rable::parse(text, false) {
        Ok(nodes) => nodes,
        Err(error) => return Plan::opaque(format!("text that is no bash ({})", error.message()), whole),
    };
    match nodes.as_slice() {
        [Node { kind: NodeKind::Command { assignments, words, redirects }, .. }] => {
            if !assignments.is_empty() {
                return Plan::opaque("an assignment before a program", whole);
            }
            if !redirects.is_empty() {
                return Plan::opaque("a redirection", whole);
            }
            simple_command(text, shell, words, home)
        }
        [node] => Plan::opaque(construct(&node.kind), whole),
        _ => Plan::opaque("several commands", whole),
    }
}

/// What runs when `argv` is started without a shell: no expansion of any kind.
#[must_use]
pub fn analyze_argv(argv: &[String]) -> Plan {
    if argv.iter().map(String::len).fold(0_usize, usize::saturating_add) > MAX_TEXT {
        return Plan::opaque("an argument list of more than 1 MiB", None);
    }
    if argv.iter().any(|word| word.contains('\0')) {
        return Plan::opaque("an argument with a NUL", None);
    }
    let words = argv.iter().map(|word| Word::literal(word.as_str())).collect();
    one_program(words, argv, None)
}

/// The plan of one simple command.
fn simple_command(text: &str, shell: Shell, words: &[Node], home: Option<&str>) -> Plan {
    let offsets = ByteOffsets::new(text);
    let mut literals: Vec<String> = Vec::with_capacity(words.len());
    let mut covered = Coverage::default();
    let mut first = None;
    let mut last = 0;
    for word in words {
        let span = Span::new(offsets.byte(word.span.start), offsets.byte(word.span.end));
        let Some(raw) = text.get(span.start..span.end) else {
            return Plan::opaque("a word whose place is not known", None);
        };
        // Where no shell is known, it may be one of Windows: there `%x%` is a variable, and a `,` ends a program's name.
        let special = raw.contains('%') || raw.starts_with(['=', '@']) || (first.is_none() && raw.contains(','));
        if shell == Shell::Other && (!raw.bytes().all(is_plain) || special) {
            return Plan::opaque("a shell other than bash and sh", Some(span));
        }
        if first.is_none() && is_reserved(raw) {
            return Plan::opaque("a word the shell reserves", Some(span));
        }
        match literal(raw, home) {
            Ok(word) => literals.push(word),
            Err(what) => return Plan::opaque(what, Some(span)),
        }
        covered.claim(text, span);
        first = first.or(Some(span.start));
        last = span.end;
    }
    if !covered.reaches_end(text) {
        return Plan::opaque("text that belongs to no word", Some(Span::new(last, text.len())));
    }
    let span = Span::new(first.unwrap_or(0), last);
    // `a=b` first is an assignment, and other shells disagree about which words are one.
    if literals.first().is_some_and(|name| name.contains('=')) {
        return Plan::opaque("an assignment", Some(span));
    }
    let words = literals.iter().map(|word| Word::literal(word.as_str())).collect();
    one_program(words, &literals, Some(span))
}

/// The plan of one program, with what it would start in turn.
fn one_program(words: Vec<Word>, literals: &[String], span: Option<Span>) -> Plan {
    let Some((name, _)) = literals.split_first() else {
        return Plan::opaque("an empty argument list", span);
    };
    if name.is_empty() {
        return Plan::opaque("an empty program name", span);
    }
    if let Some(c) = name.chars().find(|c| is_invisible(*c)) {
        return Plan::opaque(
            format!("a control or invisible character (U+{:04X}) in a program name", u32::from(c)),
            span,
        );
    }
    let (_, given) = words.split_at(words.len().min(1));
    let effects = program::effects(name, given);
    let mut plan = Plan::default();
    for file in effects.files {
        plan.files.push(FileUse { path: file.path, access: file.access, origin: file.origin, span });
    }
    plan.hosts.extend(effects.hosts.into_iter().map(|target| Host { target, span }));
    if effects.lacks_host {
        plan.add_opaque(OpaqueKind::Host, "a network program without a host among its words", span);
    }
    if effects.starts.iter().any(|start| start.via != super::plan::Reach::Heredoc) {
        plan.add_opaque(OpaqueKind::Code, "a program that starts another program", span);
    }
    plan.opaque.extend(effects.opaque.into_iter().map(|part| Opaque { span, ..part }));
    plan.programs.push(Program {
        words,
        span,
        via: Vec::new(),
        transparent: effects.transparent,
        elsewhere: Vec::new(),
        capabilities: effects.capabilities,
        uses_network: effects.uses_network,
    });
    plan
}

/// The characters every shell reads alike outside quotes.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/' | b':' | b'=' | b'@' | b'%' | b'+' | b',' | b'-')
}

/// The reserved words of bash, as far as a command may begin with them: none is a program unless it is quoted.
fn is_reserved(word: &str) -> bool {
    matches!(
        word,
        "!" | "{"
            | "}"
            | "[["
            | "]]"
            | "case"
            | "coproc"
            | "do"
            | "done"
            | "elif"
            | "else"
            | "esac"
            | "fi"
            | "for"
            | "function"
            | "if"
            | "select"
            | "then"
            | "time"
            | "until"
            | "while"
    )
}

/// An upper bound of how deep `text` nests: the parser recurses, and the stack of a WebAssembly module is small.
/// Openers in quotes count too, which reads wide.
fn nesting(text: &str) -> usize {
    let openers = text.bytes().filter(|byte| matches!(byte, b'(' | b'{' | b'`')).count();
    let words = text.split(|c: char| c.is_whitespace() || c == ';');
    let keywords = words.filter(|word| {
        matches!(*word, "if" | "while" | "until" | "for" | "case" | "select" | "!" | "time" | "coproc" | "function")
    });
    openers.saturating_add(keywords.count())
}

/// What a construct that is not a simple command is called.
const fn construct(kind: &NodeKind) -> &'static str {
    match kind {
        NodeKind::Pipeline { .. } => "a pipe",
        NodeKind::List { .. } => "several commands",
        NodeKind::If { .. } => "`if`",
        NodeKind::While { .. } => "`while`",
        NodeKind::Until { .. } => "`until`",
        NodeKind::For { .. } | NodeKind::ForArith { .. } => "`for`",
        NodeKind::Select { .. } => "`select`",
        NodeKind::Case { .. } => "`case`",
        NodeKind::Function { .. } => "a function",
        NodeKind::Subshell { .. } => "a subshell",
        NodeKind::BraceGroup { .. } => "a group",
        NodeKind::Coproc { .. } => "`coproc`",
        NodeKind::ArithmeticCommand { .. } => "arithmetic",
        NodeKind::ConditionalExpr { .. } => "`[[`",
        NodeKind::Negation { .. } => "`!`",
        NodeKind::Time { .. } => "`time`",
        _ => "shell syntax that is not a plain command",
    }
}

/// Which bytes of the text belong to a word: every byte between words must be a blank.
#[derive(Default)]
struct Coverage {
    until: usize,
    gap: bool,
}

impl Coverage {
    fn claim(&mut self, text: &str, span: Span) {
        self.gap |= !is_blank(text.get(self.until..span.start));
        self.until = span.end;
    }

    fn reaches_end(&self, text: &str) -> bool {
        !self.gap && is_blank(text.get(self.until..))
    }
}

fn is_blank(gap: Option<&str>) -> bool {
    gap.is_some_and(|gap| gap.chars().all(|c| matches!(c, ' ' | '\t' | '\n')))
}

/// From the parser's character offsets to byte offsets.
struct ByteOffsets {
    /// Byte offset of each character; empty for ASCII text, where both are the same.
    offsets: Vec<usize>,
    len: usize,
}

impl ByteOffsets {
    fn new(text: &str) -> Self {
        let offsets = if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(at, _)| at).collect() };
        Self { offsets, len: text.len() }
    }

    fn byte(&self, character: usize) -> usize {
        if self.offsets.is_empty() {
            character.min(self.len)
        } else {
            self.offsets.get(character).copied().unwrap_or(self.len)
        }
    }
}
