//! What must hold inside a browser as it does natively. Run by `make test-wasm` in headless Chromium and Firefox.
#![cfg(target_arch = "wasm32")]

use mlld_policy::span::{Span, line_and_column};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// JavaScript itself is the judge of what a UTF-16 code unit is: its strings are indexed by them.
#[wasm_bindgen_test]
fn utf16_spans_index_javascript_strings() {
    let text = "é🦀rm -rf";
    let start = text.find("rm").unwrap();
    let span = Span::new(start, start + "rm".len()).to_utf16(text);

    let units = |offset: usize| u32::try_from(offset).unwrap();
    let cut = js_sys::JsString::from(text).slice(units(span.start), units(span.end));
    assert_eq!(String::from(cut), "rm");
}

#[wasm_bindgen_test]
fn columns_count_from_one_in_utf16_units() {
    assert_eq!(line_and_column("{\n  \"🦀\": 1", "{\n  \"🦀\"".len()), (2, 7));
}
