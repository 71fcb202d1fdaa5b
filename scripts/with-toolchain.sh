#!/usr/bin/env bash
# Runs a command with what `scripts/setup.sh` installed in front of PATH, for example
#   scripts/with-toolchain.sh cargo build --target wasm32-unknown-unknown
# Meant for WebAssembly: where only Debian's rustc has that target, `rustc` and `cargo` are Debian's here.
# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export PATH="$toolchain/bin:$root/node_modules/.bin:$PATH"
if [ -x "$toolchain/wasm/bin/rustc" ]; then
  export PATH="$toolchain/wasm/bin:$PATH"
  export SYSROOT="$toolchain/wasm/sysroot" # Clippy's way of being told
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$(cat "$toolchain/wasm/linker")
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER
fi
exec "$@"
