#!/usr/bin/env bash
# Checks format and lints of everything that has a checker; the code for WebAssembly is linted as such.
# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$root"
say "format"
cargo fmt --check || die "the format differs: \`cargo fmt\` repairs it."

say "lints, natively"
cargo clippy --quiet --locked --all-targets -- -D warnings || die "Clippy found something: see above."

say "lints, for WebAssembly"
clippy() { "$root/scripts/with-toolchain.sh" cargo clippy --quiet --locked --target wasm32-unknown-unknown "$@" -- -D warnings; }
clippy --test wasm || die "Clippy found something in the tests for WebAssembly: see above."
for module in "" authoring adapter; do
  clippy --lib --no-default-features --features "$module" ||
    die "Clippy found something in the code of the module \`${module:-engine}\`: see above."
done

if has shellcheck; then
  say "shell scripts"
  shellcheck .ci/run scripts/*.sh || die "shellcheck found something: see above."
fi

if [ -f pkg/package.json ]; then
  say "types of the playground"
  "$root/scripts/www.sh" check
else
  say "the types of the playground are not checked: they need pkg/, which \`make build\` makes"
fi
