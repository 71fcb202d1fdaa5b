# shellcheck shell=bash
# What the scripts share: where things are, how they speak, and what has been done already. Sourced, not run.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Everything the set-up makes. May be moved or copied with the project: nothing inside holds its own path.
toolchain=$root/.toolchain

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

# Ends the script; the sentence says what to do about it.
die() {
  printf '\033[31merror:\033[0m %s\n' "$*" >&2
  exit 1
}

# Is there a program of this name? (Not a function: the parts of the set-up are named for programs.)
has() { type -P "$1" >/dev/null; }

# Is version $1 at least version $2?
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]; }

# Stamps remember which state of its inputs a step was last finished for.
is_done() { [ "$(cat "$toolchain/stamps/$1" 2>/dev/null)" = "$2" ]; }
mark_done() {
  mkdir -p "$toolchain/stamps"
  printf '%s\n' "$2" >"$toolchain/stamps/$1"
}

# The version of crate $1 in Cargo.lock.
locked_version() {
  awk -v name="name = \"$1\"" '$0 == name { getline; gsub(/"/, "", $3); print $3; exit }' "$root/Cargo.lock"
}

# Installs Debian packages; false where that is not possible.
apt_install() {
  has apt-get || return 1
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    has sudo || return 1
    sudo=(sudo)
    [ -t 0 ] || sudo+=(--non-interactive)
  fi
  say "installing Debian packages: $* (about 15 s)"
  local log=$toolchain/apt.log
  local get=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0)
  mkdir -p "$toolchain"
  { "${get[@]}" update && "${get[@]}" install -y --no-install-recommends "$@"; } >"$log" 2>&1 && return
  tail -n 5 "$log" >&2
  return 1
}

cargo_home=${CARGO_HOME:-$HOME/.cargo}

# Flags for CARGO_ENCODED_RUSTFLAGS that keep this machine's folders out of what is built: the crates' (which must
# have been fetched) and those given as `FROM=TO`.
remap_flags() {
  local folder flags=()
  for folder in "$cargo_home"/registry/src/*; do flags+=("--remap-path-prefix=$folder=/crates"); done
  for folder in "$@"; do flags+=("--remap-path-prefix=$folder"); done
  (IFS=$'\x1f' && printf '%s' "${flags[*]}")
}
