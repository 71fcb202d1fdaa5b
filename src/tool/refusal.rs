//! Why a tool must not be called.

use crate::prelude::*;

/// A call that must not be made, and why. Its texts name tools and arguments, never the value of an argument: it may be a
/// secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// One sentence a user understands: `Tool 'send_email' denied by authorization: argument 'to' is missing`.
    pub reason: String,
    /// The rule that refused, as a path into the document: `authorizations.allow.send_email.args.to`.
    pub rule: String,
    /// What to change, in the policy or in the call.
    pub suggestion: String,
}
