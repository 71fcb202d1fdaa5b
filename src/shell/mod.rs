//! What a command line would run.
//!
//! Text is read by a grammar of bash ([syntax]), never split on characters; the tree is walked with what is known of the
//! shell's state ([analyze]); what a program does with its words is data ([program]). The result is a [`Plan`]. What is
//! not understood is in the plan as an opaque part, which every layer that restricts commands denies.

mod analyze;
mod order;
pub(crate) mod plain;
mod plan;
pub(crate) mod program;
mod syntax;

pub use analyze::{analyze, analyze_argv, analyze_parsed};
pub(crate) use analyze::{analyze_words, is_builtin};
pub(crate) use order::{Order, Place, is_within};
pub use plan::{Access, Assignment, FileUse, Host, Opaque, OpaqueKind, Origin, Plan, Program, Reach, Vouch};
pub(crate) use program::{FirstWord, InertWords, base_name, first_word, is_name};
pub(crate) use syntax::is_reserved;

/// The longest command line that is analysed, in bytes.
pub const MAX_TEXT: usize = 1 << 20;

/// The deepest nesting that is analysed.
pub const MAX_NESTING: usize = 100;

/// The most programs that a plan holds.
pub const MAX_PROGRAMS: usize = 10_000;

/// What a shell is started with, as far as it is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct Surroundings<'a> {
    /// The folder it is started in: what `$PWD` stands for.
    pub base: Option<&'a str>,
    /// The home folder: what `~` and `$HOME` stand for.
    pub home: Option<&'a str>,
}

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
