//! mlld-policy: decides what an agent may do before it does it.
//!
//! [`engine::Engine`] is the way in; `docs/architecture.md` says how a command becomes a decision. Comments that cite
//! `policy.md` or `needs.md` mean `docs/policy.md`, which says what policies mean, and `docs/needs.md`.

mod bits;
pub mod capability;
pub mod compat;
pub mod decision;
mod distinct;
pub mod engine;
pub mod error;
mod fold;
pub mod guard;
pub mod label;
mod list;
pub mod mlld;
mod names;
pub mod needs;
pub mod notation;
pub mod options;
mod order;
pub mod pattern;
pub mod policy;
pub mod scenario;
pub mod shell;
pub mod span;
mod suggest;
mod table;
mod text;
pub mod tool;
#[cfg(all(target_arch = "wasm32", not(feature = "adapter")))]
mod wasm;
