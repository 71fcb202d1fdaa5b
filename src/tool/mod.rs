//! Tools: what hosts say of them, and which calls policies authorise (labels.md, "Authorisations" and "Tool calls").

mod compare;
mod description;
mod number;
mod read;

pub use compare::{satisfies, tolerantly_equal};
pub use description::{Argument, Description, Role, Tools};
pub use read::read_tools;
