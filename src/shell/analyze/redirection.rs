//! Redirections: the files they open, and what a command reads on standard input.

use super::Analyzer;
use super::variable::Variable;
use crate::pattern::command::{Extent, Part, Word};
use crate::prelude::*;
use crate::shell::plan::{Access, FileUse, OpaqueKind, Origin};
use crate::shell::syntax::{Descriptor, Redirection, RedirectionOperator, Target, WordPart};
use crate::span::Span;

/// What a command reads on standard input, where a redirection says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    /// The text of a here-document or here-string, all of which is known.
    Text(String, Span),
    /// Anything else.
    Unknown,
}

impl Analyzer<'_> {
    /// Opens the files of a command's redirections; what standard input then is. The command `copies` if it writes
    /// what it reads, all of it and nothing else.
    pub(super) fn redirections(&mut self, redirections: &[Redirection], copies: bool) -> Option<Input> {
        let mut input = None;
        let mut output: Vec<(Word, Access)> = Vec::new();
        for redirection in redirections {
            if let Descriptor::Variable(name) = &redirection.descriptor {
                self.assign(name, Variable::number(), redirection.span);
            }
            let stdin = matches!(redirection.descriptor, Descriptor::Default | Descriptor::Number(0));
            match (redirection.operator, &redirection.target) {
                (RedirectionOperator::HereDocument, Target::Document(body)) => {
                    let field = self.string(body);
                    if stdin {
                        input = Some(known_input(field.word.as_literal(), "", redirection.span));
                    }
                }
                (RedirectionOperator::HereString, Target::Word(word)) => {
                    let field = self.string(word);
                    if stdin {
                        input = Some(known_input(field.word.as_literal(), "\n", redirection.span));
                    }
                }
                (operator, Target::Word(word)) => {
                    let mut fields = self.fields(word);
                    let single = fields.len() == 1;
                    let path = match fields.pop() {
                        // A glob that finds one file is that file; several words are an error.
                        Some(field) if single => {
                            let extent = if field.word.is_repeated() { Extent::One } else { field.word.extent() };
                            field.word.with_extent(extent)
                        }
                        _ => Word::new([Part::Unknown], Extent::One),
                    };
                    if stdin
                        && matches!(
                            operator,
                            RedirectionOperator::Read
                                | RedirectionOperator::ReadWrite
                                | RedirectionOperator::DuplicateInput
                        )
                    {
                        input = Some(Input::Unknown);
                    }
                    self.open(redirection, operator, path, &mut output);
                }
                (_, Target::Document(body)) => drop(self.string(body)),
            }
        }
        for (path, access) in output {
            let text = match &input {
                Some(Input::Text(text, _)) if copies && access == Access::Write => Some(text.clone()),
                _ => None,
            };
            self.writes(&path, text.as_deref());
        }
        input
    }

    /// Whether one of the redirections may fail, so that its command is not run.
    pub(super) fn may_fail(&self, redirections: &[Redirection]) -> bool {
        redirections.iter().any(|redirection| match (redirection.operator, &redirection.target) {
            (RedirectionOperator::HereDocument | RedirectionOperator::HereString, _) => false,
            (operator, Target::Word(word)) => {
                let text = match word.parts.as_slice() {
                    [WordPart::Plain(text)] => text.as_str(),
                    _ => "",
                };
                let duplicates =
                    matches!(operator, RedirectionOperator::DuplicateInput | RedirectionOperator::DuplicateOutput);
                let safe = text == "/dev/null" || (duplicates && matches!(text, "1" | "2" | "-") && !self.closes);
                !safe
            }
            (_, Target::Document(_)) => true,
        })
    }

    fn open(
        &mut self,
        redirection: &Redirection,
        operator: RedirectionOperator,
        path: Word,
        output: &mut Vec<(Word, Access)>,
    ) {
        let duplicates = |path: &Word| {
            path.as_literal().is_some_and(is_descriptor)
                || (path.as_literal().is_none() && path.extent() == Extent::Operand)
        };
        // What is closed cannot be duplicated any more.
        self.closes |= matches!(operator, RedirectionOperator::DuplicateInput | RedirectionOperator::DuplicateOutput)
            && path.as_literal().is_none_or(|text| text.ends_with('-'));
        let access = match operator {
            RedirectionOperator::Read => Access::Read,
            RedirectionOperator::Write | RedirectionOperator::WriteBoth => Access::Write,
            RedirectionOperator::Append | RedirectionOperator::AppendBoth => Access::Append,
            RedirectionOperator::ReadWrite => Access::ReadWrite,
            // Anything but a number is an error.
            RedirectionOperator::DuplicateInput => return,
            RedirectionOperator::DuplicateOutput if duplicates(&path) => return,
            RedirectionOperator::DuplicateOutput => Access::Write,
            RedirectionOperator::HereDocument | RedirectionOperator::HereString => return,
        };
        if access != Access::Read {
            output.push((path.clone(), access));
        }
        self.add_file(&path, access, Origin::Redirection, redirection.span);
    }

    /// Adds a file to the plan, seen from the folders the command may run in.
    pub(super) fn add_file(&mut self, path: &Word, access: Access, origin: Origin, span: Span) {
        if is_pipe(path) {
            return;
        }
        if access != Access::Read && path.as_literal().is_none() && path.known_beginning().starts_with("/dev/") {
            // `/dev/$X/host/80` could be a connection.
            self.opaque_at(OpaqueKind::Argument, "a device that is not known", span);
        }
        let place = self.place(span);
        for path in self.state.folders.paths(path) {
            let file = FileUse { path, access, origin, span: place };
            if !self.plan.files.last().is_some_and(|last| *last == file) {
                self.plan.files.push(file);
            }
        }
    }
}

/// `/dev/fd/63`, which stands for a process substitution.
pub(super) fn is_pipe(path: &Word) -> bool {
    matches!(path.parts(), [Part::Known(text), Part::Segment] if text == "/dev/fd/")
}

/// `2`, `-`, `2-`: no file.
fn is_descriptor(text: &str) -> bool {
    text == "-" || {
        let digits = text.strip_suffix('-').unwrap_or(text);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    }
}

fn known_input(text: Option<&str>, end: &str, span: Span) -> Input {
    match text {
        Some(text) => Input::Text(format!("{text}{end}"), span),
        None => Input::Unknown,
    }
}
