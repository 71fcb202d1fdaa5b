//! The JavaScript boundary: the only place, beside `src/mlld/wasm.rs` and `src/random.rs`, that names `wasm_bindgen` and `js_sys`.
//!
//! The crate makes two modules of it. The engine's decides, and reads policies in JSON; with the feature `authoring` it is
//! the one for whoever writes policies, which a host that decides need not load.

#![allow(unreachable_pub, reason = "what `wasm_bindgen` exports is public to JavaScript")]

#[cfg(feature = "authoring")]
mod authoring;
mod convert;
#[cfg(not(feature = "authoring"))]
mod engine;
mod input;
