#!/bin/sh
# Finds what building and testing need, and installs what is missing. Usage: dependencies.sh [lint] [bench] [pictures]
# Costs some hundredths of a second when all is there, so make asks every time.
set -u

cc=${CC:-gcc}
missing=

# need PACKAGE COMMAND…: the Debian package that makes COMMAND succeed
need() {
  package=$1
  shift
  "$@" >/dev/null 2>&1 || missing="$missing $package"
}
compiles() { echo '#include <stdio.h>' | $cc -E -x c -; }
has_random123() { echo '#include <Random123/philox.h>' | $cc -E -x c -; }
lua_has() { lua5.4 -e "require '$1'"; }

complete() {
  compiles && has_random123 && command -v busted &&
    pkg-config --exists lua5.4 lua5.4-filesystem yaml-0.1 sqlite3 libsodium libseccomp jansson &&
    lua5.4 -e 'require "lfs" require "argparse" require "dkjson" require "busted"'
}

if ! complete >/dev/null 2>&1; then
  need gcc command -v "${cc%% *}"
  need libc6-dev compiles
  need pkg-config command -v pkg-config
  need lua5.4 command -v lua5.4
  need liblua5.4-dev pkg-config --exists lua5.4
  need lua-filesystem lua_has lfs
  need lua-filesystem-dev pkg-config --exists lua5.4-filesystem
  need lua-argparse lua_has argparse
  need lua-dkjson lua_has dkjson
  need lua-busted lua_has busted
  need libyaml-dev pkg-config --exists yaml-0.1
  need libsqlite3-dev pkg-config --exists sqlite3
  need libsodium-dev pkg-config --exists libsodium
  need libseccomp-dev pkg-config --exists libseccomp
  need libjansson-dev pkg-config --exists jansson
  need librandom123-dev has_random123
fi
for extra in "$@"; do
  case $extra in
    lint) need gcc command -v gcc; need clang command -v clang; need lua-check command -v luacheck ;;
    pictures) need graphviz command -v neato; need chromium command -v chromium; need pngquant command -v pngquant ;;
    bench) need sqlite3 command -v sqlite3 ;;
    *) echo "dependencies.sh: no group \"$extra\"" >&2; exit 1 ;;
  esac
done
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "kith needs the following (Debian's names; here they may differ). Install them and run make again:$missing" >&2
  exit 1
fi
if [ "$(id -u)" = 0 ]; then
  as_root=
elif command -v sudo >/dev/null; then
  as_root=sudo
else
  echo "kith needs the following. As root, run: apt-get install --no-install-recommends lua5.4$missing" >&2
  exit 1
fi

echo "Missing, so installed now with apt-get:$missing" >&2
$as_root apt-get update -qq >&2 || echo "apt-get update failed; going on with the lists at hand" >&2
# lua5.4 is named even where it is there: without it lua-busted brings another Lua.
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends lua5.4 $missing >&2 || {
  echo "apt-get could not install:$missing" >&2
  exit 1
}
