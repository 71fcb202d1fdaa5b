//! What the standard library would bring along, for modules that are built without it.

use core::panic::PanicInfo;

/// The same that the standard library has for WebAssembly.
#[global_allocator]
static MEMORY: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

/// A panic traps, and whoever called the module denies. Nothing reads a message, so that none need be there.
#[panic_handler]
fn trap(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
