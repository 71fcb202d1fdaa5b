//! What a condition can see.

use crate::label::{Descriptor, OperationLabels};
use crate::names::Names;
use crate::policy::value::Value;
use crate::prelude::*;

/// What a condition can see of the operation that is decided.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// `@mx.op`
    pub operation: &'a Facts,
    /// `@input`
    pub subject: Subject<'a>,
    /// `@mx.labels`, `@mx.taint`, `@mx.sources`
    pub about: &'a Descriptor,
    /// `@mx.args`
    pub args: &'a Names<Value>,
    /// `@output`, `null` before the operation.
    pub output: Option<&'a Input>,
    /// `@mx.guard`
    pub attempt: Attempt<'a>,
}

/// What a condition can see of an operation itself.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// `@mx.op.type`
    pub kind: String,
    /// `@mx.op.subtype`
    pub subtype: Option<String>,
    /// `@mx.op.name`
    pub name: Option<String>,
    /// `@mx.op.command`
    pub command: Option<String>,
    /// `@mx.op.labels`
    pub labels: OperationLabels,
}

/// What a guard looks at.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// Per input: `@input` is its value.
    Input(&'a Input),
    /// Per operation: `@input` is the list of the values.
    All(&'a [Input]),
}

/// A value that goes into an operation, or comes out of it.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// What is known of it.
    pub descriptor: Descriptor,
    /// `None` where only the descriptor is known: it is `null`.
    pub value: Option<Value>,
}

/// Which attempt at the operation this is.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// `@mx.guard.try`, from 1 on.
    pub number: u32,
    /// `@mx.guard.max`
    pub max: u32,
    /// `@mx.guard.hints`: those of the attempts before.
    pub hints: &'a [String],
}
