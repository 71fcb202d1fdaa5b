//! Path globs and the paths they are matched against (policy.md, "Paths").
//!
//! A [`PathPattern`] is parsed once and keeps its text; a [`PathSet`] is a list of them for one [`Reading`] and one set
//! of [`Places`]; a [`TargetPath`] is what an operation names, made absolute; a [`PartialPath`] one that is known in part.
//!
//! | pattern | permission | denial |
//! |---|---|---|
//! | `docs` | that path | that path and all below it |
//! | `docs/*` | what stands directly in it | and all below that |
//! | `docs/**` | `docs` and all below it | the same |
//! | `*`, `**` | all below the base | every path |
//! | `**/x` | below the base | anywhere on the disk |
//! | `./x`, `x`, `@base/x`, `@root/x` | from the base folder | the same |
//! | `~/x` | from the home folder | the same |
//!
//! What the engine cannot see: links (the `realPath` option is for them), the Unicode normalisation that macOS applies
//! to names.
//!
//! [`Reading`]: super::Reading

mod braces;
mod cover;
mod glob;
mod partial;
mod pattern;
mod places;
mod plain;
mod possible;
mod runs;
mod scope;
mod segments;
mod set;
mod target;
#[cfg(test)]
mod tests;
mod tree;
mod walk;

pub use partial::{PartialPath, Piece};
pub use pattern::PathPattern;
pub use places::Places;
pub use scope::{BoundPathScope, PathScope};
pub use set::PathSet;
pub use target::TargetPath;
