#!/usr/bin/env bash
# Measures what decisions cost: natively, then in Node through the installed package, beside an empty call into
# WebAssembly and peers. docs/performance.md says how to read it. Needs what `make build` leaves.
#
#   scripts/bench.sh [--check]     --check: only in Node, and fails where a number is not what it must be
# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

target=wasm32-unknown-unknown
floor=$root/target/floor

cd "$root"
with() { "$root/scripts/with-toolchain.sh" "$@"; }

# The empty call, built as the package is.
floor() {
  with cargo build --quiet --release --locked --target "$target" --manifest-path benches/floor/Cargo.toml \
    --target-dir "$floor/cargo" || die "benches/floor does not compile: see above."
  local work=$floor/new
  rm -rf "$work"
  with wasm-bindgen --target nodejs --out-dir "$work" "$floor/cargo/$target/release/floor.wasm" ||
    die "wasm-bindgen failed: see above; benches/floor/Cargo.lock must name the version that Cargo.lock names."
  with wasm-opt -O3 --strip-target-features "$work/floor_bg.wasm" -o "$floor/floor_bg.wasm" ||
    die "wasm-opt failed: see above; \`make setup\` installs it."
  mv "$work/floor.js" "$floor/floor.js"
  rm -r "$work"
}

say "preparing: the empty call, and the packages to compare with"
floor
scripts/npm-ci.sh benches

in_node() {
  say "measuring in Node, through the installed package (about two minutes)"
  node benches/package.mjs "$@"
}

if [ "${1-}" = --check ]; then
  in_node --check || die "not everything is as fast, as small or as steady as it must be, or it could not be measured: see above."
  exit
fi

say "measuring natively, with criterion (about 4 minutes, the first time 2 more for compiling)"
cargo bench --quiet --locked --bench decisions -- --quiet ||
  die "the native benchmark failed: see above; \`cargo bench\` repeats it."
in_node || die "the benchmark of the package failed: see above; \`node benches/package.mjs\` repeats it."
say "natively, beside the same in Node"
node benches/native.mjs
