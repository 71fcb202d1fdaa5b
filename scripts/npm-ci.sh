#!/usr/bin/env bash
# Installs the locked npm packages of a folder, only when its lock file has changed since the last time.
# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

folder=$(cd "${1:?usage: scripts/npm-ci.sh FOLDER}" && pwd)
lock=$folder/package-lock.json
stamp=$folder/node_modules/.installed
state=$(cksum <"$lock")
[ "$(cat "$stamp" 2>/dev/null)" = "$state" ] && exit 0

say "installing the npm packages that ${lock#"$root"/} names (seconds to a minute)"
npm ci --prefix "$folder" --no-fund --no-audit --loglevel error >&2 ||
  die "\`npm ci\` failed in $folder: see above; it needs the npm registry, or a filled npm cache."
printf '%s\n' "$state" >"$stamp"
