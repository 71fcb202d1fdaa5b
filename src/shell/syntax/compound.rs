//! Compound commands and functions (Bash Reference Manual, "Compound Commands").

use super::Dialect;
use super::command::{Until, is_reserved};
use super::reader::{Failure, Read, Reader};
use super::tree::{Clause, Command, CommandKind, Word, WordPart};
use super::word::Around;
use crate::prelude::*;

const INCOMPLETE: &str = "a compound command that is not understood or not closed";

impl Reader<'_> {
    /// Reads the compound command that `word` begins, with its redirections.
    pub(super) fn compound(&mut self, word: &str) -> Read<Command> {
        let start = self.at;
        if matches!(word, "((" | "[[" | "function" | "select" | "coproc") {
            self.bash_only(start)?;
        }
        self.enter()?;
        self.eat(word);
        let kind = match word {
            "(" => {
                let script = self.commands(Until::Parenthesis)?;
                self.expect(")", start, "a parenthesis that is not closed")?;
                CommandKind::Subshell(script)
            }
            "{" => {
                let script = self.commands(Until::Words(&["}"]))?;
                self.keyword("}", start)?;
                CommandKind::Group(script)
            }
            "((" => {
                let expression = self.enclosed_expression(Around::Nothing, b')', start)?;
                self.expect("))", start, "nested parentheses that are no arithmetic")?;
                CommandKind::Arithmetic(expression)
            }
            "[[" => CommandKind::Conditional(self.conditional(start)?),
            "if" => self.conditions(start)?,
            "while" | "until" => {
                let condition = self.commands(Until::Words(&["do"]))?;
                CommandKind::Loop { condition, body: self.body_of_loop(start)? }
            }
            "for" | "select" => self.for_loop(word, start)?,
            "case" => self.case(start)?,
            "function" => {
                self.blank()?;
                let name = self.word()?;
                self.blank()?;
                let before = self.at;
                if self.eat("(") {
                    self.blank()?;
                    if !self.eat(")") {
                        self.at = before;
                    }
                }
                let function = self.function_body(&name, start);
                self.leave();
                return function;
            }
            "coproc" => {
                let coprocess = self.coprocess(start);
                self.leave();
                return coprocess;
            }
            _ => return Err(Failure { at: start, what: "a reserved word where a command is expected" }),
        };
        self.leave();
        let redirections = self.redirections()?;
        Ok(Command { kind, redirections, span: self.span(start) })
    }

    /// Reads what follows `if`.
    fn conditions(&mut self, start: usize) -> Read<CommandKind> {
        let mut branches = Vec::new();
        let mut otherwise = None;
        loop {
            let condition = self.commands(Until::Words(&["then"]))?;
            self.keyword("then", start)?;
            branches.push((condition, self.commands(Until::Words(&["elif", "else", "fi"]))?));
            if self.reserved() != Some("elif") {
                break;
            }
            self.eat("elif");
        }
        if self.reserved() == Some("else") {
            self.eat("else");
            otherwise = Some(self.commands(Until::Words(&["fi"]))?);
        }
        self.keyword("fi", start)?;
        Ok(CommandKind::If { branches, otherwise })
    }

    /// Reads `do … done`.
    fn body_of_loop(&mut self, start: usize) -> Read<super::Script> {
        self.keyword("do", start)?;
        let body = self.commands(Until::Words(&["done"]))?;
        self.keyword("done", start)?;
        Ok(body)
    }

    /// Reads what follows `for` or `select`.
    fn for_loop(&mut self, word: &str, start: usize) -> Read<CommandKind> {
        self.blank()?;
        if word == "for" && self.starts("((") {
            self.bash_only(start)?;
            self.eat("((");
            let mut expressions = Vec::new();
            for end in [b';', b';', b')'] {
                expressions.push(self.expression(Around::Nothing, b";)", start)?);
                if self.byte() != Some(end) {
                    return Err(Failure { at: start, what: INCOMPLETE });
                }
                self.skip(1);
            }
            self.expect(")", start, INCOMPLETE)?;
            self.blank()?;
            self.eat(";");
            return Ok(CommandKind::ArithmeticFor { expressions, body: self.body_of_loop(start)? });
        }
        let variable = self.name().ok_or(Failure { at: start, what: INCOMPLETE })?;
        if self.at_word() {
            return Err(Failure { at: start, what: "a loop variable that is no name" });
        }
        self.blank()?;
        let mut words = None;
        if !self.eat(";") {
            self.lines()?;
            if self.reserved() == Some("in") {
                self.eat("in");
                words = Some(self.words()?);
                if self.byte() != Some(b'\n') && !self.eat(";") {
                    return Err(Failure { at: start, what: INCOMPLETE });
                }
            }
        }
        Ok(CommandKind::For { variable, words, body: self.body_of_loop(start)?, asks: word == "select" })
    }

    /// Reads words up to an operator or the end of the line.
    fn words(&mut self) -> Read<Vec<Word>> {
        let mut words = Vec::new();
        loop {
            self.blank()?;
            if !self.at_word() {
                return Ok(words);
            }
            words.push(self.word()?);
        }
    }

    /// Reads what follows `case`.
    fn case(&mut self, start: usize) -> Read<CommandKind> {
        self.blank()?;
        if !self.at_word() {
            return Err(Failure { at: start, what: INCOMPLETE });
        }
        let word = self.word()?;
        self.keyword("in", start)?;
        let mut clauses = Vec::new();
        loop {
            self.lines()?;
            if self.reserved() == Some("esac") {
                self.eat("esac");
                return Ok(CommandKind::Case { word, clauses });
            }
            // Old bashes take the `)` of such a clause for the end of a substitution around it.
            if !self.eat("(") && self.substitutions > 0 {
                return self.fail("a clause without `(` in a substitution");
            }
            let mut patterns = Vec::new();
            loop {
                self.blank()?;
                if !self.at_word() || self.reserved() == Some("esac") {
                    return Err(Failure { at: start, what: INCOMPLETE });
                }
                patterns.push(self.word()?);
                self.blank()?;
                if !self.eat("|") {
                    break;
                }
            }
            self.expect(")", start, INCOMPLETE)?;
            let body = self.list(Until::Clause)?;
            clauses.push(Clause { patterns, body });
            if self.starts(";&") || self.starts(";;&") {
                self.bash_only(self.at)?;
                let end = if self.starts(";&") { ";&" } else { ";;&" };
                self.eat(end);
            } else {
                // The last clause needs none.
                self.eat(";;");
            }
        }
    }

    /// Reads a function whose name was read; its `(` stands here.
    pub(super) fn function(&mut self, name: &Word, start: usize) -> Read<Command> {
        self.skip(1);
        self.blank()?;
        self.expect(")", start, "a parenthesis where none is expected")?;
        self.function_body(name, start)
    }

    fn function_body(&mut self, name: &Word, start: usize) -> Read<Command> {
        let odd = Failure { at: start, what: "a function with an odd name" };
        let [WordPart::Plain(name)] = name.parts.as_slice() else { return Err(odd) };
        let bash = self.dialect == Dialect::Bash;
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || (bash && "-.:".contains(c));
        if name.starts_with(|c: char| !c.is_ascii_alphabetic() && c != '_') || !name.chars().all(allowed) {
            return Err(odd);
        }
        let name = name.clone();
        self.lines()?;
        let body = match self.reserved() {
            Some("time" | "coproc" | "function") => return Err(odd),
            Some(word) => self.compound(word)?,
            None if self.byte() == Some(b'(') => self.compound("(")?,
            None => return Err(Failure { at: start, what: "a function whose body is no compound command" }),
        };
        let kind = CommandKind::Function { name, body: Box::new(body) };
        Ok(Command { kind, redirections: Vec::new(), span: self.span(start) })
    }

    /// Reads what follows `coproc`.
    fn coprocess(&mut self, start: usize) -> Read<Command> {
        self.blank()?;
        let before = self.at;
        let mut name = None;
        if self.reserved().is_none() {
            name = self.name().filter(|_| !self.at_word());
            self.blank()?;
            if name.is_none() || (self.byte() != Some(b'(') && self.reserved().is_none()) {
                name = None;
                self.at = before;
            }
        }
        let body = Box::new(match self.reserved() {
            Some("time" | "coproc" | "function" | "!") => return Err(Failure { at: start, what: INCOMPLETE }),
            _ => self.command()?,
        });
        // Bash takes the first word for a name if a compound command follows, and reads the second as if it could be
        // an assignment.
        if let CommandKind::Simple(simple) = &body.kind
            && let Some(WordPart::Plain(second)) = simple.words.get(1).and_then(|word| word.parts.first())
            && (is_reserved(second) || second.contains('['))
        {
            return Err(Failure { at: start, what: "a coprocess with an odd name" });
        }
        let kind = CommandKind::Coprocess { name, body };
        Ok(Command { kind, redirections: Vec::new(), span: self.span(start) })
    }
}
