//! Commands that run text or another command: `eval`, `source`, `trap`, `exec`, `command`, `builtin`.

use super::{arguments, is_builtin};
use crate::list::{List, all_some};
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::Shell;
use crate::shell::analyze::field::Field;
use crate::shell::analyze::flow::Failed;
use crate::shell::analyze::simple::Call;
use crate::shell::analyze::{Analyzer, Dialect};
use crate::shell::plan::{Access, Opaque, OpaqueKind, Origin, Reach, Vouch};

impl Analyzer<'_> {
    /// The shell whose code the text is.
    fn own_shell(&self) -> Shell {
        match (self.dialect, self.shell) {
            (Dialect::Bash, _) => Shell::Bash,
            (Dialect::Posix, Shell::Other) => Shell::Other,
            (Dialect::Posix, _) => Shell::Sh,
        }
    }

    pub(super) fn eval(&mut self, call: &Call<'_>) {
        let texts: Option<Vec<&str>> = all_some(arguments(call).iter().map(Field::literal));
        match texts {
            Some(texts) => {
                let texts = if texts.first() == Some(&"--") { texts.get(1..).unwrap_or_default() } else { &texts };
                self.code(&texts.join(" "), self.own_shell(), Reach::Eval, call.span);
            }
            None => self.opaque_at(OpaqueKind::Code, "`eval` of text that is not known", call.span),
        }
    }

    /// A sourced file: its text, where the same line writes it; otherwise a policy has to vouch for it.
    pub(super) fn source(&mut self, call: &Call<'_>) {
        let (path, rest) = match arguments(call) {
            [dashes, path, rest @ ..] if dashes.literal() == Some("--") => (path, rest),
            [path, rest @ ..] => (path, rest),
            [] => return,
        };
        self.add_file(&path.word, Access::Read, Origin::Operand, call.span);
        let span = self.place(call.span);
        let what = match path.literal() {
            Some(text) => format!("the sourced file `{text}`"),
            None => "a sourced file that is not known".to_owned(),
        };
        let vouch =
            path.literal().filter(|text| !text.starts_with("/dev/") && !text.starts_with("/proc/")).map(|text| {
                // Where the folder has changed, the file is named as it is seen from the base.
                let seen = self.state.folders.paths(&path.word);
                let named = match seen.as_slice() {
                    [seen] => seen.clone(),
                    _ => Word::literal(text),
                };
                let words =
                    [Word::literal("source"), named].into_iter().chain(rest.iter().map(|field| field.word.clone()));
                Vouch::Spelled { words: words.list(), flag: 1 }
            });
        match self.literal_content(path) {
            Some(text) => self.code(&text, self.own_shell(), Reach::Eval, call.span),
            None => self.plan.opaque.push(Opaque { kind: OpaqueKind::SourcedFile, span, what, vouch }),
        }
        if path.literal().is_some() {
            self.runs(&path.word, crate::shell::analyze::written::How::Text(None), call.span);
        }
    }

    pub(super) fn set_trap(&mut self, call: &Call<'_>) {
        let mut fields = arguments(call).iter().peekable();
        if fields.next_if(|field| field.literal() == Some("--")).is_none()
            && fields.peek().is_some_and(|field| matches!(field.literal(), Some("-l" | "-p")))
        {
            return;
        }
        let Some(code) = fields.next() else { return };
        match code.literal() {
            Some("" | "-") => {}
            Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {}
            // One word alone is a signal that is reset.
            Some(_) if fields.peek().is_none() => {}
            Some(text) => {
                let at_exit = fields.all(|field| matches!(field.literal(), Some("EXIT" | "0" | "exit")));
                self.trap(text.to_owned(), self.own_shell(), at_exit, call.span);
            }
            None => self.opaque_at(OpaqueKind::Code, "a trap whose code is not known", call.span),
        }
    }

    /// `command`, `builtin` and `exec` before another command.
    pub(super) fn prefix(&mut self, name: &str, call: Call<'_>) -> Failed {
        let words: Vec<Word> = call.fields.iter().map(|field| field.word.clone()).list();
        let mut at = 1_usize;
        let mut asks = false;
        let mut clears = false;
        while let Some(text) = call.fields.get(at).and_then(Field::literal) {
            let takes_value = match (name, text) {
                (_, "--") => {
                    at = at.saturating_add(1);
                    break;
                }
                ("exec", "-c" | "-cl" | "-lc") => {
                    clears = true;
                    false
                }
                ("command", "-p") | ("exec", "-l") => false,
                ("command", "-v" | "-V" | "-pv" | "-pV") => {
                    asks = true;
                    false
                }
                ("exec", "-a") => true,
                (_, option) if option.starts_with('-') && option.len() > 1 => {
                    self.opaque_at(OpaqueKind::Program, "an option that is not known", call.span);
                    false
                }
                _ => break,
            };
            at = at.saturating_add(if takes_value { 2 } else { 1 });
        }
        self.add_free(words, true, call.span);
        if asks {
            return None;
        }
        let fields = call.fields.get(at..).unwrap_or_default().to_vec();
        let first = fields.first()?;
        let Some(target) = first.literal().map(str::to_owned) else {
            self.opaque_at(OpaqueKind::Program, "a program whose name is not known", first.span);
            return None;
        };
        if target.is_empty() {
            self.opaque_at(OpaqueKind::Program, "an empty program name", first.span);
            return None;
        }
        self.via.push(Reach::Wrapper);
        let call = Call { fields, words: call.words.get(at..).unwrap_or_default(), wrapped: true, ..call };
        let failed = if name != "exec" && is_builtin(&target) {
            self.builtin(&target, call)
        } else {
            // An empty environment has no home folder.
            let home = self.changed_home;
            self.changed_home |= clears;
            self.external(call.fields, &call.environment, call.span, call.input);
            self.changed_home = home;
            None
        };
        self.via.pop();
        failed
    }
}
