#!/bin/sh
# A year of an IT provider, then a week of its head of relationship management. Usage: sh demo.sh [path of the kith program]
# Works in a folder of its own that is gone afterwards; every day is given, so every run prints the same.
set -eu

KITH=${1:-kith}
case $KITH in
  /*) ;;
  */*) KITH=$(cd "$(dirname "$KITH")" && pwd)/$(basename "$KITH") ;;
esac

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
trap 'exit 1' HUP INT TERM
cd "$place"

"$KITH" new --example it-provider tarnwick > /dev/null
cd tarnwick
set --
. ./year.sh                               # defines say and run, and plays the year

say "Monday, 5 January 2026. How do we stand?"
run score --as-of 2026-01-05
run review plan --today 2026-01-05

say "And the record is whole."
run verify
