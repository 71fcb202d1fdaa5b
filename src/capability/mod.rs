//! Capability decisions: commands, files, hosts and named capabilities held against the rules of each layer.
//!
//! An operation (`operation.rs`) raises questions (`question.rs`); each question is judged (`judge.rs`) against each layer
//! by its compiled rules (`rules.rs`).

mod command;
mod context;
mod danger;
mod environment;
mod filesystem;
mod integrity;
mod integrity_rule;
mod judge;
mod keychain;
mod layer;
mod named;
mod need;
mod network;
mod operation;
mod question;
mod rules;
mod scope;
mod subject;
mod suggest;

pub(crate) use command::{CommandOperation, NeededCommand, allows_operand};
pub(crate) use context::Context;
pub use context::RealPath;
pub(crate) use danger::danger_rules;
pub(crate) use environment::ProviderOperation;
pub(crate) use filesystem::FileOperation;
pub(crate) use integrity::IntegrityOperation;
pub(crate) use judge::weightier;
pub(crate) use keychain::KeychainOperation;
pub(crate) use layer::Layer;
pub(crate) use named::CapabilityOperation;
pub(crate) use need::NeedOperation;
pub(crate) use network::NetworkOperation;
pub(crate) use operation::{Operation, decide, explain};
pub(crate) use scope::Scope;
pub use subject::FileMode;
