//! Lists, pipelines and simple commands (POSIX.1-2024, "Shell Grammar").

use super::reader::{Failure, Read, Reader};
use super::tree::{
    AssignedValue, Command, CommandKind, Connector, Item, Pipeline, Redirection, Script, Simple, Word, WordPart,
};
use crate::prelude::*;

/// What ends a list.
#[derive(Debug, Clone, Copy)]
pub(super) enum Until {
    /// The end of the text.
    End,
    /// `)`
    Parenthesis,
    /// One of these reserved words.
    Words(&'static [&'static str]),
    /// `;;`, `;&`, `;;&` or `esac`.
    Clause,
}

/// The words that mean something where a command may begin.
const RESERVED: [&str; 23] = [
    "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "select", "in",
    "function", "time", "coproc", "{", "}", "!", "[[", "]]", "((",
];

impl Reader<'_> {
    /// Reads the whole text into `items`. A failure comes with the number of items on the lines before it.
    pub(super) fn text(mut self, items: &mut Vec<Item>) -> Result<(), (usize, Failure)> {
        let mut complete = 0;
        self.items(Until::End, items, &mut complete).and_then(|()| self.end()).map_err(|failure| (complete, failure))
    }

    /// Reads a list up to `until`, which is not taken.
    pub(super) fn list(&mut self, until: Until) -> Read<Script> {
        let mut items = Vec::new();
        self.items(until, &mut items, &mut 0)?;
        Ok(Script { items })
    }

    /// Reads a list in which a command has to stand.
    pub(super) fn commands(&mut self, until: Until) -> Read<Script> {
        let script = self.list(until)?;
        if script.items.is_empty() { self.fail("a list without a command") } else { Ok(script) }
    }

    /// Reads the items of a list; `complete` is the number of those on whole lines.
    fn items(&mut self, until: Until, items: &mut Vec<Item>, complete: &mut usize) -> Read<()> {
        loop {
            self.blank()?;
            if self.byte() == Some(b'\n') {
                self.newline()?;
                *complete = items.len();
                if let Some(last) = items.last_mut() {
                    last.ends_line = true;
                }
                continue;
            }
            if self.at_end_of_list(until) {
                return Ok(());
            }
            let mut item = self.item()?;
            self.blank()?;
            let ended = match self.peek() {
                Some(b'\n') => true,
                Some(b'&') => {
                    self.skip(1);
                    item.background = true;
                    true
                }
                Some(b';') if !self.starts(";;") && !self.starts(";&") => {
                    self.skip(1);
                    true
                }
                _ => false,
            };
            items.push(item);
            if ended {
                continue;
            }
            let since = self.text.get(self.word_end..self.at).unwrap_or_default();
            let after_word = self.byte().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'}')
                && since.trim_matches([' ', '\t', '\\', '\n']).is_empty();
            if after_word || !self.at_end_of_list(until) {
                return self.fail("text after a command");
            }
        }
    }

    fn at_end_of_list(&mut self, until: Until) -> bool {
        match until {
            Until::End => self.byte().is_none(),
            Until::Parenthesis => self.byte() == Some(b')'),
            Until::Words(words) => self.reserved().is_some_and(|word| words.contains(&word)),
            Until::Clause => self.starts(";;") || self.starts(";&") || self.reserved() == Some("esac"),
        }
    }

    /// The reserved word that stands here.
    pub(super) fn reserved(&mut self) -> Option<&'static str> {
        self.peek();
        let start = self.at;
        let found = RESERVED.into_iter().find(|word| {
            self.at = start;
            self.eat(word) && (*word == "((" || self.peek().is_none_or(|byte| b" \t\n;&|()<>".contains(&byte)))
        });
        self.at = start;
        found
    }

    /// Takes the reserved word `word`, after line ends; what began at `start` is not complete without it.
    pub(super) fn keyword(&mut self, word: &str, start: usize) -> Read<()> {
        self.lines()?;
        if self.reserved() == Some(word) && self.eat(word) {
            Ok(())
        } else {
            Err(Failure { at: start, what: "a compound command that is not understood or not closed" })
        }
    }

    /// Reads an and-or list.
    fn item(&mut self) -> Read<Item> {
        // Bash writes a substitution anew before it runs it, and loses what parts a here-document from what follows.
        if self.documented {
            return self.fail("a command after a here-document in a substitution");
        }
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            self.blank()?;
            let connector = if self.eat("&&") {
                Connector::And
            } else if self.eat("||") {
                Connector::Or
            } else {
                return Ok(Item { first, rest, background: false, ends_line: false });
            };
            self.lines()?;
            rest.push((connector, self.pipeline()?));
        }
    }

    /// Reads a pipeline, with what may stand before one.
    fn pipeline(&mut self) -> Read<Pipeline> {
        let mut negated = false;
        let mut before = false;
        while self.reserved() == Some("!") {
            if before {
                self.bash_only(self.at)?;
            }
            self.eat("!");
            if self.byte() == Some(b'(') {
                return self.fail("an extended glob");
            }
            self.blank()?;
            negated = !negated;
            before = true;
        }
        if self.reserved() == Some("time") {
            let command = self.timed()?;
            return Ok(Pipeline { commands: vec![command], negated });
        }
        let mut commands = vec![self.command()?];
        loop {
            self.blank()?;
            if self.starts("||") || !self.eat("|") {
                return Ok(Pipeline { commands, negated });
            }
            if self.byte() == Some(b'&') {
                self.bash_only(self.at)?;
                self.skip(1);
            }
            self.lines()?;
            commands.push(self.command()?);
        }
    }

    /// Reads `time [-p] [--] [pipeline]`.
    fn timed(&mut self) -> Read<Command> {
        let start = self.at;
        self.bash_only(start)?;
        // Bash takes it for a program there, but not when it reads the substitution again to run it.
        let before = self.text.get(self.opened..start).unwrap_or_default();
        if self.substitutions > 0 && before.trim_matches([' ', '\t', '\\', '\n']).is_empty() {
            return self.fail("`time` at the beginning of a substitution");
        }
        self.enter()?;
        self.eat("time");
        let mut end = self.at;
        self.blank()?;
        for option in ["-p", "--"] {
            let before = self.at;
            if self.eat(option) {
                if self.peek().is_none_or(|byte| b" \t\n;&|()<>".contains(&byte)) {
                    end = self.at;
                    self.blank()?;
                } else {
                    self.at = before;
                }
            }
        }
        // In POSIX mode `time` before an option is a program.
        if self.peek() == Some(b'-') {
            return self.fail("an option of `time`");
        }
        let pipeline = match self.peek() {
            None | Some(b'\n' | b';') if !self.starts(";;") && !self.starts(";&") => {
                self.at = end;
                None
            }
            _ => Some(Box::new(self.pipeline()?)),
        };
        self.leave();
        Ok(Command { kind: CommandKind::Timed(pipeline), redirections: Vec::new(), span: self.span(start) })
    }

    /// Reads a command.
    pub(super) fn command(&mut self) -> Read<Command> {
        self.peek();
        match self.reserved() {
            Some(word) => self.compound(word),
            None if self.byte() == Some(b'(') => self.compound("("),
            None => self.simple(),
        }
    }

    /// Reads a simple command, or a function that is written `name() …`.
    pub(super) fn simple(&mut self) -> Read<Command> {
        let start = self.at;
        let mut end = start;
        let mut simple = Simple::default();
        let mut redirections: Vec<Redirection> = Vec::new();
        let mut declares = false;
        loop {
            if let Some(redirection) = self.redirection()? {
                redirections.push(redirection);
                declares = false;
            } else if !self.at_word() {
                break;
            } else if simple.words.is_empty()
                && let Some(assignment) = self.assignment()?
            {
                let is_plain = assignment.subscript.is_none() && matches!(assignment.value, AssignedValue::Scalar(_));
                if !redirections.is_empty() && !is_plain {
                    return Err(Failure { at: start, what: "an array after a redirection" });
                }
                simple.assignments.push(assignment);
            } else if declares && let Some(array) = self.declared_array()? {
                simple.words.push(array);
            } else {
                let word = self.simple_word()?;
                let first = simple.words.is_empty();
                if first && simple.assignments.is_empty() && redirections.is_empty() {
                    let after = self.at;
                    self.blank()?;
                    if self.byte() == Some(b'(') {
                        return self.function(&word, start);
                    }
                    self.at = after;
                }
                declares |= first && takes_assignments(&word);
                simple.words.push(word);
            }
            end = self.at;
            self.blank()?;
        }
        if end == start {
            return self.fail("an operator or word where a command is expected");
        }
        self.at = end;
        Ok(Command { kind: CommandKind::Simple(simple), redirections, span: self.span(start) })
    }

    /// Reads a word of a simple command.
    fn simple_word(&mut self) -> Read<Word> {
        let start = self.at;
        let word = self.word()?;
        let raw = self.text.get(start..self.at).unwrap_or_default();
        if raw.starts_with('{') && raw.contains('[') && raw.ends_with('}') && self.at_redirection() {
            return Err(Failure { at: start, what: "an array element as a file descriptor" });
        }
        Ok(word)
    }
}

/// Whether a word means something where a command may begin.
pub(crate) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// Whether bash reads `name=(…)` among the arguments of this program as an array.
fn takes_assignments(word: &Word) -> bool {
    let [WordPart::Plain(name)] = word.parts.as_slice() else { return false };
    matches!(name.as_str(), "declare" | "typeset" | "local" | "export" | "readonly" | "alias" | "eval" | "let")
}
