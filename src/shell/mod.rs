//! What a command line would run.
//!
//! Text is parsed by a real bash grammar, never split on characters. What the analysis does not understand is in the
//! plan as an opaque part, which every layer that restricts commands denies.

mod analyze;
mod plan;
pub(crate) mod program;
#[expect(dead_code, reason = "the tree that analysis will walk")]
mod syntax;
mod word;

pub use analyze::{analyze, analyze_argv};
pub use plan::{Access, Assignment, FileUse, Host, Opaque, OpaqueKind, Origin, Plan, Program, Reach, Vouch};

/// The longest command line that is analysed, in bytes.
pub const MAX_TEXT: usize = 1 << 20;

/// The deepest nesting that is analysed.
pub const MAX_NESTING: usize = 100;

/// The most operators and line ends that are analysed, those in quotes included: the parser recurses over lists.
pub const MAX_OPERATORS: usize = 1000;

/// The shell that a command line is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Shell {
    /// `bash -c text`.
    #[default]
    Bash,
    /// `/bin/sh -c text`, whichever shell that is.
    Sh,
    /// Any other: only plain words are understood.
    Other,
}
