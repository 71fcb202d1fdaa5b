//! mlld-policy: decides what an agent may do before it does it.
//!
//! [`engine::Engine`] is the way in; `docs/architecture.md` says how a command becomes a decision. Comments that cite
//! `policy.md` or `needs.md` mean `docs/policy.md`, which says what policies mean, and `docs/needs.md`.

#![cfg_attr(not(test), no_std)]
// What is built natively has the standard library, and the modules have not.
#![cfg_attr(not(test), warn(clippy::std_instead_of_core, clippy::std_instead_of_alloc, clippy::alloc_instead_of_core))]

#[cfg(all(not(feature = "std"), not(target_arch = "wasm32")))]
compile_error!("without the feature `std` this crate is built for wasm32 alone");

#[macro_use]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

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
mod number;
pub mod options;
mod order;
pub mod pattern;
pub mod policy;
mod prelude;
mod random;
pub mod scenario;
pub mod shell;
pub mod span;
#[cfg(all(target_arch = "wasm32", not(feature = "std")))]
mod standalone;
mod suggest;
mod table;
mod text;
pub mod tool;
#[cfg(all(target_arch = "wasm32", not(feature = "adapter")))]
mod wasm;
