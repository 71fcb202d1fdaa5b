//! From Rust values to plain JavaScript objects, and what is thrown.

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::error::{PolicyError, Problem};

/// A plain object, by way of JSON text: in what is built member by member, a key `__proto__` or a setter that somebody
/// put on `Object.prototype` would swallow what is said. `null` where the value cannot be one, which the JavaScript side
/// treats as a failure.
pub(super) fn to_object<T: Serialize + ?Sized>(value: &T) -> JsValue {
    let text = serde_json::to_string(value).ok();
    text.and_then(|text| js_sys::JSON::parse(&text).ok()).unwrap_or(JsValue::NULL)
}

/// What is thrown for a policy that is refused.
pub(super) fn failure(error: &PolicyError) -> JsValue {
    refusal("PolicyError", &error.problems)
}

/// What is thrown for problems of this kind.
pub(super) fn refusal(kind: &str, problems: &[Problem]) -> JsValue {
    #[derive(Serialize)]
    struct Refusal<'e> {
        kind: &'e str,
        problems: &'e [Problem],
    }
    to_object(&Refusal { kind, problems })
}

/// What is thrown for a misuse.
pub(super) fn thrown(kind: &str, message: &str) -> JsValue {
    #[derive(Serialize)]
    struct Thrown<'e> {
        kind: &'e str,
        message: &'e str,
    }
    to_object(&Thrown { kind, message })
}

/// What is thrown for JSON text of another shape than the JavaScript side makes.
pub(super) fn misshapen() -> JsValue {
    thrown("TypeError", "a value has another shape than it is declared to have")
}
