//! Redirections (Bash Reference Manual, "Redirections").

use super::Dialect;
use super::reader::{Failure, Read, Reader};
use super::tree::{Descriptor, Redirection, RedirectionOperator, Target, Word, WordPart};
use crate::prelude::*;

/// The operators; those that begin with another one stand before it.
const OPERATORS: [(&str, RedirectionOperator); 11] = [
    ("<<<", RedirectionOperator::HereString),
    ("<<", RedirectionOperator::HereDocument),
    ("<&", RedirectionOperator::DuplicateInput),
    ("<>", RedirectionOperator::ReadWrite),
    ("<", RedirectionOperator::Read),
    (">>", RedirectionOperator::Append),
    (">&", RedirectionOperator::DuplicateOutput),
    (">|", RedirectionOperator::Write),
    (">", RedirectionOperator::Write),
    ("&>>", RedirectionOperator::AppendBoth),
    ("&>", RedirectionOperator::WriteBoth),
];

impl Reader<'_> {
    /// Reads all redirections that stand here.
    pub(super) fn redirections(&mut self) -> Read<Vec<Redirection>> {
        let mut redirections = Vec::new();
        loop {
            let end = self.at;
            self.blank()?;
            match self.redirection()? {
                Some(redirection) => redirections.push(redirection),
                None => {
                    self.at = end;
                    return Ok(redirections);
                }
            }
        }
    }

    /// Reads a redirection, if one stands here.
    pub(super) fn redirection(&mut self) -> Read<Option<Redirection>> {
        self.peek();
        let start = self.at;
        let Some(descriptor) = self.descriptor()? else {
            self.at = start;
            return Ok(None);
        };
        let explicit = descriptor != Descriptor::Default;
        let found = OPERATORS.into_iter().find(|(token, _)| !(explicit && token.starts_with('&')) && self.eat(token));
        let Some((token, operator)) = found else {
            self.at = start;
            return Ok(None);
        };
        if matches!(token, "<<<" | "&>" | "&>>") {
            self.bash_only(start)?;
        }
        let target = if operator == RedirectionOperator::HereDocument {
            let strips_tabs = self.eat("-");
            Target::Document(self.document(strips_tabs)?)
        } else {
            Target::Word(self.target(operator, start)?)
        };
        Ok(Some(Redirection { descriptor, operator, target, span: self.span(start) }))
    }

    /// Reads what stands before an operator; nothing if none follows.
    fn descriptor(&mut self) -> Read<Option<Descriptor>> {
        let start = self.at;
        let descriptor = match self.peek() {
            Some(b'<' | b'>' | b'&') => Descriptor::Default,
            Some(b'0'..=b'9') => {
                let digits = self.digits();
                if !self.at_redirection() {
                    return Ok(None);
                }
                let number = digits.parse().ok().filter(|number| *number <= u32::from(u16::MAX));
                let number = number.ok_or(Failure { at: start, what: "a large file descriptor" })?;
                if number > 9 {
                    self.bash_only(start)?;
                }
                Descriptor::Number(number)
            }
            Some(b'{') => {
                self.skip(1);
                let Some(name) = self.name() else { return Ok(None) };
                if !self.eat("}") || !self.at_redirection() {
                    return Ok(None);
                }
                self.bash_only(start)?;
                Descriptor::Variable(name)
            }
            _ => return Ok(None),
        };
        Ok((!self.at_process()).then_some(descriptor))
    }

    /// Whether `<` or `>` stands here as an operator.
    pub(super) fn at_redirection(&mut self) -> bool {
        matches!(self.peek(), Some(b'<' | b'>')) && !self.at_process()
    }

    /// Fails where bash takes the word after an operator for a file descriptor: `> 2>x` has no target. `{x}` is one
    /// as well where bash knows such.
    pub(super) fn check_target(&mut self, word: &Word, start: usize) -> Read<()> {
        match word.parts.as_slice() {
            [WordPart::Plain(text)]
                if (text.starts_with('{') || text.bytes().all(|byte| byte.is_ascii_digit()))
                    && self.at_redirection() =>
            {
                Err(Failure { at: start, what: "a redirection without a target" })
            }
            _ => Ok(()),
        }
    }

    /// Reads the word to which something is redirected.
    fn target(&mut self, operator: RedirectionOperator, start: usize) -> Read<Word> {
        let duplicates = matches!(operator, RedirectionOperator::DuplicateInput | RedirectionOperator::DuplicateOutput);
        self.blank()?;
        if !self.at_word() {
            return Err(Failure { at: start, what: "a redirection without a target" });
        }
        let word = self.word_with_brackets()?;
        let literal = match word.parts.as_slice() {
            [WordPart::Plain(text)] => text.as_str(),
            _ => "",
        };
        let digits = !literal.is_empty() && literal.bytes().all(|byte| byte.is_ascii_digit());
        if duplicates {
            // `>&-x` is `>&-` and the word `x`.
            if literal.starts_with('-') && literal != "-" {
                return Err(Failure { at: start, what: "a target that begins with `-`" });
            }
            if self.dialect == Dialect::Posix && !digits && literal != "-" {
                self.bash_only(start)?;
            }
        }
        if !(duplicates && digits) || self.dialect == Dialect::Posix {
            self.check_target(&word, start)?;
        }
        Ok(word)
    }
}
