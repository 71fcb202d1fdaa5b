//! A number that is hard to foresee, for the keys of hashes: not for secrets.

#[cfg(feature = "std")]
pub(crate) fn number() -> u64 {
    use core::hash::BuildHasher;

    std::hash::RandomState::new().hash_one(())
}

#[cfg(not(feature = "std"))]
pub(crate) fn number() -> u64 {
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(catch, js_namespace = Math)]
        fn random() -> Result<f64, JsValue>;
    }

    // Some hosts have no random numbers while they load a program. Hashes can do without: then texts that
    // collide can be made, and cost time.
    let half = || random().unwrap_or_default().to_bits();
    // The first bits are those of the exponent: two numbers cover each other's.
    half().rotate_left(32) ^ half()
}
