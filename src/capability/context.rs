//! What every decision of an engine needs besides its layers.

use alloc::sync::Arc;

use super::rules::CompiledRules;
use crate::pattern::command::CommandContext;
use crate::pattern::path::Places;
use crate::prelude::*;

/// A callback that resolves links: the real path of an absolute path, or why it is not known.
pub type RealPath = Box<dyn Fn(&str) -> Result<String, String>>;

/// The folders, the danger list and the host's callbacks.
pub(crate) struct Context {
    pub(crate) places: Places,
    pub(crate) trusted_folders: Vec<String>,
    pub(crate) project_name: Option<String>,
    pub(crate) real_path: Option<RealPath>,
    /// The built-in danger list.
    pub(crate) danger: Arc<CompiledRules>,
}

impl Context {
    pub(crate) fn commands(&self) -> CommandContext<'_> {
        CommandContext { places: &self.places, trusted_folders: &self.trusted_folders }
    }
}

impl core::fmt::Debug for Context {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Context").field("places", &self.places).finish_non_exhaustive()
    }
}
