#!/usr/bin/env bash
# Runs tests/wasm.rs in headless Chromium and Firefox, or in those given: scripts/test-wasm.sh [chrome] [firefox]
# webdriver.json has Chromium's flags.
# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$root"
with() { "$root/scripts/with-toolchain.sh" "$@"; }

[[ $root != *[[:space:]]* ]] ||
  die "wasm-pack cannot run tests in a folder whose path contains a space: move the project ($root)."
[ $# -gt 0 ] || set -- chrome firefox
for browser in "$@"; do
  case $browser in
  chrome) driver=chromedriver ;;
  firefox) driver=geckodriver ;;
  *) die "\`$browser\` is not one of the browsers: chrome firefox." ;;
  esac
  path=$(with which "$driver") || die "$driver is missing: \`make setup\` installs it."
  say "testing the WebAssembly module in headless $browser"
  with wasm-pack test --mode no-install --headless "--$browser" "--$driver" "$path" -- --locked --test wasm ||
    die "tests failed in $browser: see above; \`scripts/test-wasm.sh $browser\` repeats them in this browser only."
done
