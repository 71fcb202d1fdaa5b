//! The JavaScript boundary: the only place that names `wasm_bindgen` and `js_sys`.

use wasm_bindgen::prelude::*;

/// The version of the package.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
