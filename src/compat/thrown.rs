//! What mlld throws.

use crate::prelude::*;

/// An exception of mlld, for the host to throw as an instance of the class that it has by this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thrown {
    /// The name of its class.
    pub name: &'static str,
    /// Its message.
    pub message: String,
    /// Its code, where the class has them.
    pub code: Option<&'static str>,
    /// The code that was meant: mlld gives it to the wrong parameter of the class.
    pub intended_code: Option<&'static str>,
}

impl Thrown {
    pub(super) const fn error(message: String) -> Self {
        Self { name: "Error", message, code: None, intended_code: None }
    }

    pub(super) const fn type_error(message: String) -> Self {
        Self { name: "TypeError", message, code: None, intended_code: None }
    }

    pub(super) const fn security(message: String, code: &'static str) -> Self {
        Self { name: "MlldSecurityError", message, code: Some(code), intended_code: None }
    }

    /// An error about needs, whose intended code mlld loses on its way.
    pub(super) fn interpreter(reason: String, intended_code: &'static str) -> Self {
        Self {
            name: "MlldInterpreterError",
            message: format!("Interpreter error ([object Object]): {reason}"),
            code: Some("INTERPRETATION_FAILED"),
            intended_code: Some(intended_code),
        }
    }

    /// Arguments that cannot be read.
    #[cfg(all(target_arch = "wasm32", feature = "adapter"))]
    pub(crate) const fn unreadable(why: String) -> Self {
        Self::type_error(why)
    }

    /// An argument that is no string, which mlld calls the methods of strings on.
    pub(super) fn no_string(index: usize) -> Self {
        Self::type_error(format!("argument {} must be a string", index.saturating_add(1)))
    }
}

impl core::fmt::Display for Thrown {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: {}", self.name, self.message)
    }
}

impl core::error::Error for Thrown {}
