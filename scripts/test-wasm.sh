#!/usr/bin/env bash
# Runs tests/wasm.rs in headless Chromium and Firefox, or in those given: scripts/test-wasm.sh [chrome] [firefox]
# webdriver.json has Chromium's flags.
# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$root"
with() { "$root/scripts/with-toolchain.sh" "$@"; }

target=wasm32-unknown-unknown
others=(-u NO_HEADLESS)
for name in CHROMEDRIVER GECKODRIVER SAFARIDRIVER MSEDGEDRIVER; do others+=(-u "$name" -u "${name}_REMOTE"); done

[ $# -gt 0 ] || set -- chrome firefox
for browser in "$@"; do
  case $browser in
  chrome) driver=chromedriver variable=CHROMEDRIVER ;;
  firefox) driver=geckodriver variable=GECKODRIVER ;;
  *) die "\`$browser\` is not one of the browsers: chrome firefox." ;;
  esac
  path=$(with which "$driver") || die "$driver is missing: \`make setup\` installs it."
  say "testing the WebAssembly module in headless $browser"
  # The runner takes the one browser whose driver it is told of. Builds that are not optimised take their time.
  with env "${others[@]}" "$variable=$path" CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
    WASM_BINDGEN_TEST_TIMEOUT="${WASM_BINDGEN_TEST_TIMEOUT:-300}" cargo test --locked --target "$target" --test wasm ||
    die "tests failed in $browser: see above; \`scripts/test-wasm.sh $browser\` repeats them in this browser only."
done
