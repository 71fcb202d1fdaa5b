#!/usr/bin/env bash
# Installs what building and testing need. Safe to repeat and to interrupt; does nothing, and needs no network,
# where all is there. What it makes lives in `.toolchain/`; what comes from the system's packages is the exception.
#
#   scripts/setup.sh [PART…]     PART: rust wasm chromium firefox browsers lint node; default: all but lint
#
# WASM_TOOLCHAIN=rustup|debian chooses where the WebAssembly target comes from (default: the first way that works).
# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

target=wasm32-unknown-unknown
geckodriver_version=0.37.1
node_minimum=20

# --- Rust -------------------------------------------------------------------------------------------------------

rust() {
  local minimum
  minimum=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$root/Cargo.toml")
  has cargo || apt_install rustc-web cargo-web || die "Rust is missing: install it with rustup (rustup.rs), then run this again."
  at_least "$(rustc --version | cut -d ' ' -f 2)" "$minimum" ||
    die "$(rustc --version) is too old: Rust $minimum or newer is needed; \`rustup update\` brings it."
}

# --- The WebAssembly target -------------------------------------------------------------------------------------

wasm() {
  rust
  wasm_target
  cargo_tool wasm-bindgen-cli "$(locked_version wasm-bindgen)" "2 min"
}

wasm_target() {
  local way=${WASM_TOOLCHAIN:-any}
  if [ "$way" != debian ] && has_target "$(rustc --print sysroot)"; then
    rm -rf "$toolchain/wasm"
  elif debian_std_is_current; then
    :
  elif [ "$way" != debian ] && rustup_target; then
    rm -rf "$toolchain/wasm"
  elif [ "$way" != rustup ] && debian_target; then
    :
  else
    die "The Rust target $target is missing, and neither rustup nor Debian's packages could bring it: install rustup" \
      "(rustup.rs), run \`rustup target add $target\`, then run this again."
  fi
}

has_target() { compgen -G "$1/lib/rustlib/$target/lib/libstd-*.rlib" >/dev/null; }

rustup_target() {
  has rustup || return 1
  say "rustup target add $target (seconds; given up after a minute)"
  local limit=()
  has timeout && limit=(timeout 60)
  ${limit[@]+"${limit[@]}"} rustup target add "$target" >&2 && has_target "$(rustc --print sysroot)"
}

# Debian's rustc (beside rustup's, if any), with a standard library for WebAssembly built from Debian's own source.
# Debian's folders stay as they are: a private sysroot of symbolic links has the addition.
debian_target() {
  has apt-get || return 1
  { [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ] && [ -d /usr/lib/rustlib/src/rust/library ]; } ||
    apt_install rustc-web cargo-web rust-web-src || return 1
  local linker
  linker=wasm-ld-$(/usr/bin/rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  has "$linker" || apt_install "${linker/wasm-ld/lld}" || return 1

  say "building Rust's standard library for $target (about 40 s)"
  local work=$toolchain/wasm-std
  rm -rf "$toolchain/wasm"
  mkdir -p "$work"
  printf '[package]\nname = "empty"\nedition = "2021"\n[lib]\npath = "lib.rs"\n[workspace]\n' >"$work/Cargo.toml"
  : >"$work/lib.rs"
  build_std "$work" >&2 || return 1
  debian_sysroot "$work/sysroot" "$work/target/$target/release/deps"
  printf '%s\n' "$linker" >"$work/linker"
  /usr/bin/rustc --version >"$work/version"
  rm -rf "$work/target"
  mv "$work" "$toolchain/wasm"
}

# Builds the crate in folder $1 and with it the standard library, whose paths become those of the official builds.
build_std() (
  cd "$1"
  export PATH="/usr/bin:$PATH" RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$1/target" CARGO_PROFILE_RELEASE_CODEGEN_UNITS=1
  unset RUSTC RUSTFLAGS RUSTUP_TOOLCHAIN
  local std=-Zbuild-std=std,panic_abort,panic_unwind,test,proc_macro source=/usr/lib/rustlib/src/rust
  cargo fetch --quiet --target "$target" "$std" &&
    CARGO_ENCODED_RUSTFLAGS=$(remap_flags "$source=/rustc" "$(readlink -f "$source")=/rustc") \
      cargo build --quiet --release --target "$target" "$std"
)

# Fills $1 with links to Debian's sysroot and the libraries in $2, and writes a rustc and a cargo that use it.
debian_sysroot() {
  local sysroot=$1 libraries=$2 host
  host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
  rm -rf "$sysroot"
  mkdir -p "$sysroot/lib/rustlib/$target/lib" "$sysroot/../bin"
  ln -s "/usr/lib/rustlib/$host" "$sysroot/lib/rustlib/$host"
  find "$libraries" -name '*.rlib' ! -name 'libempty-*' -exec cp {} "$sysroot/lib/rustlib/$target/lib/" ';'
  ln -sf /usr/bin/cargo /usr/bin/cargo-clippy "$sysroot/../bin/"
  # shellcheck disable=SC2016 # expanded when the wrapper runs, so that the folder may be moved
  printf '#!/bin/sh\nexec /usr/bin/rustc --sysroot "${0%%/bin/rustc}/sysroot" "$@"\n' >"$sysroot/../bin/rustc"
  chmod +x "$sysroot/../bin/rustc"
}

debian_std_is_current() {
  [ -x /usr/bin/rustc ] && [ "$(cat "$toolchain/wasm/version" 2>/dev/null)" = "$(/usr/bin/rustc --version)" ]
}

# --- Tools that cargo installs -----------------------------------------------------------------------------------

# Installs crate $1 at exactly version $2 unless it is there; $3 says how long that takes, further words are for cargo.
cargo_tool() {
  is_done "$1" "$2" && return
  say "installing $1 $2 with cargo (about $3)"
  mkdir -p "$toolchain"
  # They run for seconds: compiling them fast counts for more.
  env -u RUSTFLAGS -u CARGO_BUILD_TARGET CARGO_TARGET_DIR="$toolchain/target" CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 \
    cargo install --quiet --force --root "$toolchain" "${@:4}" "$1@$2" >&2 ||
    die "\`cargo install $1@$2\` failed: see above; it needs the registry of Rust crates and a C compiler (Debian: build-essential)."
  rm -rf "$toolchain/target"
  mark_done "$1" "$2"
}

# --- Browsers ---------------------------------------------------------------------------------------------------

chromium() {
  { { has chromium || has google-chrome; } && has chromedriver; } || apt_install chromium chromium-driver ||
    die "Chromium (or Chrome) and chromedriver must be on PATH: install them with your system's package manager, then run this again."
}

firefox() {
  has firefox || has firefox-esr || apt_install firefox-esr ||
    die "Firefox must be on PATH: install it with your system's package manager, then run this again."
  has geckodriver || cargo_tool geckodriver "$geckodriver_version" "1.5 min" --locked
}

browsers() {
  chromium
  firefox
}

# --- Linters ----------------------------------------------------------------------------------------------------

# The one for shell scripts is used where it is there; Clippy and rustfmt must be.
lint() {
  rust
  wasm_target
  { cargo fmt --version && cargo clippy --version; } >/dev/null 2>&1 ||
    { has rustup && rustup component add rustfmt clippy >&2; } || apt_install rustfmt-web rust-web-clippy ||
    die "rustfmt and Clippy are missing: install them, with rustup by \`rustup component add rustfmt clippy\`."
  [ ! -d "$toolchain/wasm" ] || [ -x /usr/bin/clippy-driver ] || apt_install rust-web-clippy ||
    die "Clippy for Debian's rustc is missing: \`apt-get install rust-web-clippy\` brings it."
}

# --- Node -------------------------------------------------------------------------------------------------------

node() {
  has npm || apt_install nodejs npm || true
  local version
  version=$(command node --version 2>/dev/null | tr -d v) || true
  { has npm && at_least "${version:-0}" "$node_minimum"; } ||
    die "Node.js $node_minimum or newer with npm is needed (found: ${version:-none}): install it from nodejs.org or your" \
      "system's packages, then run this again."
  "$root/scripts/npm-ci.sh" "$root"
}

# ----------------------------------------------------------------------------------------------------------------

[ $# -gt 0 ] || set -- wasm browsers node
for part in "$@"; do
  case $part in
  rust | wasm | chromium | firefox | browsers | lint | node) "$part" ;;
  *) die "\`$part\` is no part of the set-up; the parts are rust wasm chromium firefox browsers lint node." ;;
  esac
done
