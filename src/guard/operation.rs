//! An operation as guards see it.

use crate::label::{Operation, OperationLabels};
use crate::list::List;
use crate::prelude::*;

/// An operation as filters see it.
#[derive(Debug)]
pub(crate) struct OperationView<'a> {
    pub(crate) name: Option<&'a str>,
    /// What it goes by, besides its labels.
    pub(crate) keys: Vec<&'a str>,
    pub(crate) labels: &'a OperationLabels,
}

impl<'a> OperationView<'a> {
    /// guards.md, "Selection": its type and subtype, `run` for commands inside functions, `exe` for `run`.
    pub(crate) fn new(operation: &'a Operation, name: Option<&'a str>, labels: &'a OperationLabels) -> Self {
        let kind = operation.kind.as_deref();
        let also = match kind {
            Some("exe") if !operation.commands.is_empty() => Some("run"),
            Some("run" | "cmd") => Some("exe"),
            _ => None,
        };
        let also_run = (kind == Some("cmd")).then_some("run");
        let keys = kind.into_iter().chain(operation.subtype.as_deref()).chain(also).chain(also_run);
        Self { name, keys: keys.list(), labels }
    }
}
