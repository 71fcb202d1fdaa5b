//! Labels: what is known of data, and where it may flow.
//!
//! A [`Descriptor`] says of a value what it is and where it came from, and follows it; [`OperationLabels`] say what an
//! operation does; the rules of policies stand between the two (`flow`).

mod builtin;
mod change;
mod command;
mod descriptor;
mod flow;
mod lint;
mod name;
mod operation;
mod operation_labels;
mod prepared;
mod rule;

pub(crate) use builtin::{barred, watched};
pub use change::{Change, ChangeCode, ChangeError, Changed};
pub use descriptor::{Descriptor, ToolUse};
pub use flow::{Flow, FlowRules};
pub use lint::idle_rules;
pub use name::{covers, is_protected, is_source};
pub(crate) use name::{is_endorsement, is_label};
pub use operation::Operation;
pub use operation_labels::OperationLabels;
pub use prepared::{PreparedOperation, PreparedValue};
