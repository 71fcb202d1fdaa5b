//! What is on the danger list, and whether entries opt in to it.

use super::policy::{MlldPolicy, Part, Places};
use super::shown::{is_command_among, is_file_among};
use crate::capability::FileMode;
use crate::policy::value::{Data, Value};

impl MlldPolicy {
    /// `isDangerousCommand`: whether nobody may run these words who has not opted in. Asked of the policy `{}`.
    pub(super) fn is_dangerous_command(&self, tokens: &Value, places: &Places) -> bool {
        !self.ask(Part::Whole, places, |engine| engine.check_argv(&words(tokens))).is_allowed()
    }

    /// `isDangerousFilesystem`, likewise.
    pub(super) fn is_dangerous_file(&self, mode: FileMode, path: &str, places: &Places) -> bool {
        !self.file_access(mode, path, places).is_allowed()
    }

    /// `isDangerAllowedForCommand`: whether the entries, which are those of the policy, are about these words, and permit
    /// what is dangerous of them.
    pub(super) fn opts_in_to_command(&self, tokens: &Value, places: &Places) -> bool {
        is_command_among(&self.value, tokens) && !self.is_dangerous_command(tokens, places)
    }

    /// `isDangerAllowedForFilesystem`, likewise.
    pub(super) fn opts_in_to_file(&self, mode: FileMode, path: &str, places: &Places) -> bool {
        let is_read = mode == FileMode::Read;
        is_file_among(&self.value, is_read, path, &places.base, &places.home)
            && !self.is_dangerous_file(mode, path, places)
    }
}

fn words(tokens: &Value) -> Vec<String> {
    let Data::Array(items) = &tokens.data else { return Vec::new() };
    let word = |item: &Value| match &item.data {
        Data::String(word) => word.clone(),
        _ => item.to_string(),
    };
    items.iter().map(word).collect()
}
