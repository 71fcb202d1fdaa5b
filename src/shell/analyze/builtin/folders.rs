//! `cd`, `pushd` and `popd`: later relative paths are relative to where they lead.

use super::arguments;
use crate::pattern::command::{Extent, Word};
use crate::prelude::*;
use crate::shell::analyze::flow::Failed;
use crate::shell::analyze::simple::Call;
use crate::shell::analyze::state::Folders;
use crate::shell::analyze::{Analyzer, Field};

impl Analyzer<'_> {
    /// Changes the folder; the state if that fails is the one before.
    pub(super) fn change_folder(&mut self, name: &str, call: &Call<'_>) -> Failed {
        self.moved = true;
        self.changes = self.changes.saturating_add(1);
        let failed = self.state.clone();
        let mut operands: Vec<&Field> = Vec::new();
        let mut certain = true;
        for field in arguments(call) {
            match field.literal() {
                Some("--") if operands.is_empty() => {}
                Some("-L" | "-P" | "-e" | "-@" | "-LP" | "-PL") if operands.is_empty() && name == "cd" => {}
                Some(text) if text.starts_with(['-', '+']) && text.len() > 1 => certain = false,
                _ => operands.push(field),
            }
        }
        // `CDPATH` in the environment is the host's affair; one that the text sets is opaque already.
        let target = match (name, operands.as_slice()) {
            ("cd", []) => self.home_folder().map(|parts| Folders::base().enter(&Word::new(parts, Extent::One))),
            ("cd", [field]) if field.literal() == Some("-") => Some(self.state.previous.clone()),
            ("cd" | "pushd", [field]) if !field.word.is_repeated() || field.word.extent() == Extent::Each => {
                Some(self.state.folders.enter(&field.word.clone().with_extent(Extent::One)))
            }
            _ => None,
        };
        let target = target.filter(|_| certain).unwrap_or_else(Folders::anywhere);
        self.state.previous = core::mem::replace(&mut self.state.folders, target);
        // More than one operand is an error, after which nothing has changed.
        Some(failed)
    }
}
