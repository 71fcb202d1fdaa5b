//! Folders that words name: `~`, `$PWD`, `$(pwd)`.

use super::Analyzer;
use super::state::Folders;
use crate::pattern::command::{Part, Word};
use crate::prelude::*;
use crate::shell::plan::Reach;
use crate::shell::syntax::{self, WordPart};

impl Analyzer<'_> {
    /// The working folder, where the script is `pwd` and nothing else.
    pub(super) fn printed_folder(&mut self, script: &syntax::Script) -> Option<Vec<Part>> {
        let [item] = script.items.as_slice() else { return None };
        let [command] = item.first.commands.as_slice() else { return None };
        let syntax::CommandKind::Simple(simple) = &command.kind else { return None };
        let [word] = simple.words.as_slice() else { return None };
        let is_pwd = matches!(word.parts.as_slice(), [WordPart::Plain(text)] if text == "pwd");
        let alone = item.rest.is_empty() && simple.assignments.is_empty() && command.redirections.is_empty();
        (is_pwd && alone && !self.state.functions.contains("pwd")).then_some(())?;
        let folder = self.working_folder()?;
        self.in_subshell(Reach::Substitution, |analyzer| analyzer.script(script));
        Some(folder)
    }

    /// The home folder, as far as it is known.
    pub(super) fn home_folder(&self) -> Option<Vec<Part>> {
        match self.state.variables.get("HOME") {
            Some(variable) => variable.literal().map(|text| vec![Part::Known(text.to_owned())]),
            None => Some(vec![Part::Known(self.folders.home?.trim_end_matches('/').to_owned())]),
        }
    }

    /// The working folder, as far as it is known.
    pub(super) fn working_folder(&self) -> Option<Vec<Part>> {
        if self.state.variables.contains("PWD") {
            return None;
        }
        let base = Part::Known(self.folders.base?.trim_end_matches('/').to_owned());
        let folder = self.state.folders.single()?;
        match folder.first() {
            None => Some(vec![base]),
            // The shell writes its folder without `.`, `..` and empty segments.
            Some(Part::Known(text)) if folder.len() == 1 && is_folded(text.trim_start_matches('/')) => {
                let absolute = text.starts_with('/');
                let slash = Part::Known("/".to_owned());
                Some(if absolute { folder.to_vec() } else { [&[base, slash], folder].concat() })
            }
            _ => None,
        }
    }

    /// The folders that a path leads to.
    pub(super) fn entered(&self, path: &Word) -> Folders {
        self.state.folders.enter(path)
    }
}

/// Whether a path has no segment that the shell would leave out of `$PWD`.
fn is_folded(path: &str) -> bool {
    path.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
}
