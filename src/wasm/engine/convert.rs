//! From decisions, and what is thrown in their place, to plain JavaScript objects.

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::decision::Denial;
use crate::error::{DeclarationError, Problem};
use crate::label::ChangeError;
use crate::pattern::danger::{self, DangerKind};
use crate::policy;
use crate::prelude::*;
use crate::wasm::convert::{refusal, to_object};

/// What is thrown for a declaration that is refused.
pub(super) fn bad_declaration(error: &DeclarationError) -> JsValue {
    refusal("DeclarationError", &error.problems)
}

/// What is thrown for a guard that is refused.
pub(super) fn bad_guard(problems: &[Problem]) -> JsValue {
    refusal("GuardError", problems)
}

/// What is thrown for a denial that is no answer.
pub(super) fn thrown_denial(denial: &Denial) -> JsValue {
    #[derive(Serialize)]
    struct Thrown<'e> {
        kind: &'static str,
        denial: &'e Denial,
    }
    to_object(&Thrown { kind: "MlldSecurityError", denial })
}

/// What is thrown for a change of labels that is refused.
pub(super) fn refused_change(error: &ChangeError) -> JsValue {
    #[derive(Serialize)]
    struct Thrown<'e> {
        kind: &'static str,
        message: &'e str,
        change: &'e ChangeError,
    }
    to_object(&Thrown { kind: "LabelError", message: &error.to_string(), change: error })
}

/// Limits as an object without the keys that no layer sets.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Limits {
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeout: Option<f64>,
}

impl From<policy::Limits> for Limits {
    fn from(limits: policy::Limits) -> Self {
        Self { max_tokens: limits.max_tokens, timeout: limits.timeout }
    }
}

/// An entry of the danger list as an object.
#[derive(Serialize)]
pub(super) struct DangerEntry {
    entry: &'static str,
    kind: &'static str,
    reason: &'static str,
}

impl From<&danger::DangerEntry> for DangerEntry {
    fn from(entry: &danger::DangerEntry) -> Self {
        let kind = match entry.kind() {
            DangerKind::Command => "command",
            DangerKind::Read => "read",
            DangerKind::Write => "write",
            DangerKind::Network => "network",
            DangerKind::Keychain => "keychain",
        };
        Self { entry: entry.text, kind, reason: entry.reason }
    }
}

/// The denial with its span counted in UTF-16 code units of `text`.
pub(super) fn with_utf16_spans(denial: Denial, text: &str) -> Denial {
    Denial { span: denial.span.map(|span| span.to_utf16(text)), ..denial }
}
