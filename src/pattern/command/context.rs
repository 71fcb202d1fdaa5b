//! What patterns need to know about the machine.

use core::fmt;

use crate::pattern::path::{Places, TargetPath};
use crate::prelude::*;

/// Makes paths comparable: the engine's places, seen from command patterns.
pub trait ResolvePath {
    /// The normalised absolute path that an argument names (`~` and the base folder resolved, `.` and `..` folded),
    /// or `None` where that cannot be known.
    fn absolute(&self, path: &str) -> Option<String>;

    /// Whether paths that differ in case name one file (macOS, Windows).
    fn ignores_case(&self) -> bool {
        false
    }
}

impl ResolvePath for Places {
    fn absolute(&self, path: &str) -> Option<String> {
        TargetPath::resolve(path, self).ok().map(|target| target.as_str().to_owned())
    }

    fn ignores_case(&self) -> bool {
        !self.case_sensitive()
    }
}

/// Where a command runs, as far as its patterns depend on it.
#[derive(Clone, Copy)]
pub struct CommandContext<'a> {
    /// Resolves the paths among the arguments.
    pub places: &'a dyn ResolvePath,
    /// Folders whose programs a permission takes by their name alone; see [`TRUSTED_FOLDERS`].
    pub trusted_folders: &'a [String],
}

// `ResolvePath` does not ask for `Debug`: the module would then hold all that shows texts with escapes, 5 kB.
impl fmt::Debug for CommandContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandContext").field("trusted_folders", &self.trusted_folders).finish_non_exhaustive()
    }
}

/// The folders a permission trusts by default: `/usr/bin/git` is `git`, `/tmp/git` is not.
pub const TRUSTED_FOLDERS: [&str; 6] =
    ["/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin", "/opt/homebrew/bin"];

/// Resolves nothing: paths are compared as they are written and by their last segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Nowhere;

impl ResolvePath for Nowhere {
    fn absolute(&self, _path: &str) -> Option<String> {
        None
    }
}
