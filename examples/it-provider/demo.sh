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
# shellcheck source=year.sh
. ./year.sh                               # defines say and run, and plays the year

say "Monday, 5 January 2026. How do we stand?"
run score --as-of 2026-01-05
run explain energy-trading --since 2025-07-01 --as-of 2026-01-05
run score --rule attention --as-of 2026-01-05
run digest ruth --as-of 2026-01-05

say "Tuesday. What is due? The second time nothing is left to do."
run review plan --today 2026-01-06
run review run --today 2026-01-06
run review run --today 2026-01-06

say "Wednesday. Did the service centre get there?"
run improve why "$centre" --today 2026-01-07

say "Friday. What the board hears."
run score --rule perception_gap --as-of 2026-01-09
run report portfolio --as-of 2026-01-09 --out portfolio.html        # each has the anchor of its record in it
run report map --as-of 2026-01-09 --out map.html

say "And the record is whole."
run verify
