//! Tools: what hosts say of them, and which calls policies authorise (labels.md, "Authorisations" and "Tool calls").

mod compare;
mod number;

pub use compare::{satisfies, tolerantly_equal};
