//! What modules declare: needs, wanted tiers and profiles, and which of them policies grant.
//!
//! A declaration is read once (`read`) into [`Needs`], each [`Need`] being a set of operations. The engine says of every
//! need whether its policies permit all of that set; `selection` chooses among tiers, `table` shows the choice.
//!
//! Granting a need lets nothing run: each operation is decided when it is tried, whatever was granted.

mod containment;
mod declaration;
mod package;
mod read;
mod report;
mod selection;
mod table;
#[cfg(test)]
mod tests;

pub use declaration::{Need, NeedKind, Needs, Profile, Tier};
pub use package::Package;
pub use read::{read_needs, read_profiles, read_wants};
pub use report::{NeedReport, NeedsReport};
pub(crate) use selection::{Grants, select_profile, select_tier};
pub use selection::{Named, Outcome, ProfileChoice, ProfileOrder, SelectionCode, TierChoice, Verdict};
pub(crate) use table::tier_table;
pub use table::{Cell, Column, DecidingRule, Row, TierTable};
