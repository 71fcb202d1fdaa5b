#!/usr/bin/env bash
# Builds the WebAssembly module and assembles the npm package: cargo, wasm-bindgen, wasm-opt, then `pkg/`.
# Where nothing changed, nothing is built again. `target/wasm-bindgen/` holds the module, its glue and its types.
# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

target=wasm32-unknown-unknown
# What a page may be asked to load. The aim is 450,000.
gzip_limit=625000
# Measured after gzip, by which inlining and common subexpressions cost 30 kB: what was alike is no longer. The engine is
# as fast without. Offsets may be folded into accesses because nothing lies in the first kilobyte but the end of the
# stack: an access there that wraps around would trap.
optimize=(-O3 --skip-pass=local-cse -fimfs=0 -aimfs=0 -ocimfs=10 --low-memory-unused --converge)
glue=$root/target/wasm-bindgen
module=$glue/mlld_policy_bg.wasm

cd "$root"
with() { "$root/scripts/with-toolchain.sh" "$@"; }

compile() {
  say "compiling for WebAssembly (a minute or two the first time, then what has changed)"
  with cargo fetch --quiet --locked --target "$target"
  CARGO_ENCODED_RUSTFLAGS=$(remap_flags "${CARGO_TARGET_DIR:-$root/target}=/target" \
    "$(with rustc --print sysroot)/lib/rustlib/src/rust=/rustc") \
    with cargo build --quiet --release --locked --lib --target "$target" ||
    die "the crate does not compile for $target: see above; where the target itself is missing, run \`make setup\`."
}

# Makes the glue and the optimised module from what cargo built ($1).
bind() {
  say "making the glue and optimising the module (seconds)"
  local work=$root/target/wasm-bindgen.new
  rm -rf "$work" "$glue"
  with wasm-bindgen --target web --omit-default-module-path --remove-name-section --remove-producers-section \
    --out-dir "$work" "$1" || die "wasm-bindgen failed: see above; \`make setup\` installs the version in Cargo.lock."
  # Which features of WebAssembly may be used is read from the module itself, where rustc recorded them.
  with wasm-opt "${optimize[@]}" --strip-target-features "$work/mlld_policy_bg.wasm" -o "$work/optimized.wasm" ||
    die "wasm-opt failed: see above; \`make setup\` installs it."
  mv "$work/optimized.wasm" "$work/mlld_policy_bg.wasm"
  mv "$work" "$glue"
}

# The module fits into what a page may be asked to load, and names no folder of this machine.
inspect() {
  local folder raw zipped
  for folder in "$root" "$cargo_home"; do
    if grep -qaF "$folder/" "$module"; then
      die "the module contains paths below $folder: extend the \`remap_flags\` of scripts/build.sh."
    fi
  done
  raw=$(wc -c <"$module")
  zipped=$(gzip -9c "$module" | wc -c)
  say "module: $((raw)) bytes, $((zipped)) with gzip -9 (limit $gzip_limit)"
  [ "$zipped" -le "$gzip_limit" ] ||
    die "the module is larger than $gzip_limit bytes with gzip -9: find what made it grow before raising the limit."
}

compile
compiled=${CARGO_TARGET_DIR:-target}/$target/release/mlld_policy.wasm
state=$(cat "$compiled" "$0" Cargo.lock package-lock.json | cksum)
if [ "$(cat "$glue/.built-from" 2>/dev/null)" != "$state" ]; then
  bind "$compiled"
  printf '%s\n' "$state" >"$glue/.built-from"
fi
inspect
if [ -f scripts/package.mjs ]; then
  say "assembling pkg/"
  node scripts/package.mjs || die "the package could not be assembled: see above."
fi
