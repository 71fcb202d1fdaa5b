#!/usr/bin/env bash
# Builds the WebAssembly modules and assembles the npm package: cargo, wasm-bindgen, wasm-opt, then `pkg/`.
# Where nothing changed, nothing is built again. The engine's module, its glue and its types are in `target/wasm-bindgen/`,
# those for authoring in `target/wasm-bindgen-authoring/`, those of the adapter for mlld's interpreter in
# `target/wasm-bindgen-mlld/`.
# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

target=wasm32-unknown-unknown
# Measured after gzip, by which inlining, common subexpressions and code that is moved cost 30 kB: what was alike is no
# longer. The engine is as fast without. Offsets may be folded into accesses because nothing lies in the first kilobyte but
# the end of the stack: an access there that wraps around would trap. Zeros between data are left to gzip.
optimize=(-O3 --skip-pass=local-cse --skip-pass=memory-packing --skip-pass=ssa-nomerge --skip-pass=simplify-locals
  --skip-pass=code-pushing -fimfs=0 -aimfs=0 -ocimfs=10 --low-memory-unused --converge)
# LLVM's pass that gives loops pointers of their own in place of indices: WebAssembly has no use for it, and it costs 4 kB.
generate=-Cllvm-args=-disable-lsr
cargo_target=${CARGO_TARGET_DIR:-$root/target}

cd "$root"
with() { "$root/scripts/with-toolchain.sh" "$@"; }

# Builds one module: what it is called, how large it may be with gzip -9, where its glue goes, where cargo builds it, and
# options for cargo. Two variants of a crate share no folder of cargo's: the file that it leaves is named alike.
module() {
  local name=$1 limit=$2 glue=$root/target/$3 builds=$4 state compiled
  shift 4
  compile "$name" "$builds" "$@"
  compiled=$builds/$target/release/mlld_policy.wasm
  state=$(cat "$compiled" "$0" scripts/order-functions.mjs Cargo.lock package-lock.json | cksum)
  if [ "$(cat "$glue/.built-from" 2>/dev/null)" != "$state" ]; then
    bind "$name" "$compiled" "$glue"
    printf '%s\n' "$state" >"$glue/.built-from"
  fi
  inspect "$name" "$limit" "$glue/mlld_policy_bg.wasm"
}

# The module alone, for which nothing that an rlib has must be kept, and without the standard library (`src/standalone.rs`).
compile() {
  local name=$1 builds=$2
  shift 2
  say "compiling $name for WebAssembly (a minute or two the first time, then what has changed)"
  with cargo fetch --quiet --locked --target "$target"
  CARGO_ENCODED_RUSTFLAGS=$(remap_flags "$cargo_target=/target" \
    "$(with rustc --print sysroot)/lib/rustlib/src/rust=/rustc")$'\x1f'$generate \
    with cargo rustc --quiet --release --locked --lib --crate-type cdylib --no-default-features --target "$target" \
    --target-dir "$builds" "$@" ||
    die "the crate does not compile for $target: see above; where the target itself is missing, run \`make setup\`."
}

# Makes the glue and the optimised module ($3) from what cargo built ($2).
bind() {
  say "making the glue of $1 and optimising the module (seconds)"
  local work=$3.new
  rm -rf "$work" "$3"
  with wasm-bindgen --target web --omit-default-module-path --remove-name-section --remove-producers-section \
    --out-dir "$work" "$2" || die "wasm-bindgen failed: see above; \`make setup\` installs the version in Cargo.lock."
  # Which features of WebAssembly may be used is read from the module itself, where rustc recorded them.
  with wasm-opt "${optimize[@]}" "$work/mlld_policy_bg.wasm" -o "$work/optimized.wasm" ||
    die "wasm-opt failed: see above; \`make setup\` installs it."
  node scripts/order-functions.mjs "$work/optimized.wasm" "$work/named.wasm" || die "the functions could not be put in order."
  # Names are not written.
  with wasm-opt --reorder-functions-by-name --strip-target-features "$work/named.wasm" -o "$work/mlld_policy_bg.wasm" ||
    die "wasm-opt failed: see above."
  rm "$work/optimized.wasm" "$work/named.wasm"
  mv "$work" "$3"
}

# The module ($3) is no larger than it may be ($2), and names no folder of this machine.
inspect() {
  local folder raw zipped
  for folder in "$root" "$cargo_home"; do
    if grep -qaF "$folder/" "$3"; then
      die "the module of $1 contains paths below $folder: extend the \`remap_flags\` of scripts/build.sh."
    fi
  done
  raw=$(wc -c <"$3")
  zipped=$(gzip -9c "$3" | wc -c)
  say "module of $1: $((raw)) bytes, $((zipped)) with gzip -9 (limit $2)"
  [ "$zipped" -le "$2" ] ||
    die "the module is larger than $2 bytes with gzip -9: find what made it grow before raising the limit."
}

# What a page may be asked to load to decide must be 450,000 and should be 350,000, which `make bench-check` holds it to; other
# compilers than ours may take some more. The other modules are for whoever writes policies, and for hosts on a disk.
module "the engine" 454000 wasm-bindgen "$cargo_target"
module "authoring" 500000 wasm-bindgen-authoring "$cargo_target/authoring" --features authoring
module "the adapter" 427000 wasm-bindgen-mlld "$cargo_target/adapter" --features adapter
if [ -f scripts/package.mjs ]; then
  say "assembling pkg/"
  node scripts/package.mjs || die "the package could not be assembled: see above."
fi
