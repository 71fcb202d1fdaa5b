//! Guards: what hosts add to policies, and asks before an operation runs and after it ran.

pub mod condition;
