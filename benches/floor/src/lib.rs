//! Exported functions that take what the checks of the engine take, and do nothing with it.

use wasm_bindgen::prelude::wasm_bindgen;

/// The text's length in bytes, so that passing it is not optimised away.
#[wasm_bindgen]
pub fn empty(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// Two numbers, as a prepared flow passes them.
#[wasm_bindgen]
pub fn empty_numbers(one: u32, other: u32) -> bool {
    one == other
}
