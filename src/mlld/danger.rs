//! What is on the danger list, and whether entries opt in to it.

use super::policy::{MlldPolicy, Part, Places, member};
use super::shown::{is_command_among, is_file_among};
use crate::capability::FileMode;
use crate::policy::value::{Data, Value};
use crate::prelude::*;

impl MlldPolicy {
    /// `isDangerousCommand`: whether nobody may run these words who has not opted in. Asked of the policy `{}`.
    pub(super) fn is_dangerous_command(&self, tokens: &Value, places: &Places) -> bool {
        let Some(words) = words(tokens) else { return true };
        !self.ask(Part::Whole, places, |engine| engine.check_argv(&words)).is_allowed()
    }

    /// `isDangerousFilesystem`, likewise.
    pub(super) fn is_dangerous_file(&self, mode: FileMode, path: &str, places: &Places) -> bool {
        !self.file_access(mode, path, places).is_allowed()
    }

    fn opt_ins(&self) -> Option<&Value> {
        member(&self.value, "danger")
    }

    /// `isDangerAllowedForCommand`: whether the entries, which are those of the policy, are about these words, and permit
    /// what is dangerous of them.
    pub(super) fn opts_in_to_command(&self, tokens: &Value, places: &Places) -> bool {
        self.opt_ins().is_some_and(|entries| is_command_among(entries, tokens))
            && !self.is_dangerous_command(tokens, places)
    }

    /// `isDangerAllowedForFilesystem`, likewise.
    pub(super) fn opts_in_to_file(&self, mode: FileMode, path: &str, places: &Places) -> bool {
        let is_read = mode == FileMode::Read;
        let is_listed = |entries| is_file_among(entries, is_read, path, &places.base, &places.home);
        self.opt_ins().is_some_and(is_listed) && !self.is_dangerous_file(mode, path, places)
    }
}

/// The words of a command; `None` where they cannot be read.
fn words(tokens: &Value) -> Option<Vec<String>> {
    let Data::Array(items) = &tokens.data else { return None };
    let word = |item: &Value| match &item.data {
        Data::String(word) => Some(word.clone()),
        _ => None,
    };
    items.iter().map(word).collect()
}
