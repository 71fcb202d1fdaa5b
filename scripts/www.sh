#!/usr/bin/env bash
# Builds the playground to static files in `www/dist/`, or serves it while it is worked on. What decides in it is the
# package as users install it: packed, and installed into `www/node_modules/`.
#
#   scripts/www.sh build      static files in www/dist/
#   scripts/www.sh check      the types of its sources
#   scripts/www.sh serve      the built page on http://localhost:4173/, or the port in PORT
#   scripts/www.sh dev        from its sources, each change shown at once
# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

www=$root/www
cd "$root"

install_package() {
  local stamp=$www/node_modules/.mlld-policy state packed
  [ -f pkg/package.json ] || die "pkg/ is missing: \`make build\` makes it."
  state=$(find pkg -type f -exec cksum {} + | sort | cksum)
  [ -d "$www/node_modules/mlld-policy" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$state" ] && return
  say "installing the package into www/ (seconds)"
  mkdir -p target/www
  packed=$(npm pack ./pkg --silent --pack-destination target/www | tail -1)
  # What npm does for a package that depends on nothing and runs nothing. npm itself would ask the registry about all others.
  rm -rf "$www/node_modules/mlld-policy"
  mkdir "$www/node_modules/mlld-policy"
  tar -xzf "target/www/$packed" -C "$www/node_modules/mlld-policy" --strip-components=1 ||
    die "the package could not be installed into www/: see above; \`make build\` makes it anew."
  printf '%s\n' "$state" >"$stamp"
}

# A program of www/node_modules, in www/. Not by npx, which tells of every setting of npm that it does not know.
run() { (cd "$www" && "node_modules/.bin/$1" "${@:2}"); }

check() { run tsc --noEmit || die "the types of www/src/ do not check: see above."; }

build() {
  local stamp=$www/dist/.built-from state
  state=$(cd "$www" && find index.html package-lock.json tsconfig.json vite.config.ts node_modules/.mlld-policy public src \
    -type f -exec cksum {} + | sort | cksum)
  [ "$(cat "$stamp" 2>/dev/null)" = "$state" ] && return
  say "building the playground (seconds)"
  check
  run vite build --logLevel warn || die "the playground could not be built: see above."
  printf '%s\n' "$state" >"$stamp"
  say "the playground is in www/dist/"
}

serve() {
  local port=${PORT:-4173}
  build
  say "the playground is on http://localhost:$port/ (Ctrl+C ends it)"
  run vite preview --port "$port" --strictPort --logLevel error ||
    [ $? -gt 128 ] || die "port $port could not be used: \`PORT=8080 make playground\` takes another."
}

"$root/scripts/npm-ci.sh" "$www"
install_package
case ${1:-build} in
build | check | serve) "${1:-build}" ;;
dev) run vite ;;
*) die "\`$1\` is nothing that scripts/www.sh does: it does build, check, serve and dev." ;;
esac
