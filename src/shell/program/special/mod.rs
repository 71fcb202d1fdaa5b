//! Readers for programs whose arguments are a language of their own.

pub(super) mod awk;
pub(super) mod containers;
pub(super) mod find;
pub(super) mod git;
pub(super) mod interpreter;
pub(super) mod make;
pub(super) mod sed;
pub(super) mod shells;
pub(super) mod sql;
pub(super) mod ssh;
pub(super) mod tar;
pub(super) mod wrappers;
