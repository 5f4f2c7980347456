#!/bin/sh
# Ten months of a restaurant in two dozen commands. Usage: sh demo.sh [path of the kith program]
# Works in a folder of its own that is gone afterwards; every day is given, so every run prints the same.
set -eu

kith=${1:-kith}
case $kith in
  /*) ;;
  */*) kith=$(cd "$(dirname "$kith")" && pwd)/$(basename "$kith") ;;
esac

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
trap 'exit 1' HUP INT TERM
cd "$place"

say() { printf '\n# %s\n' "$*"; }

# Prints a command as one would type it, then runs it.
run() {
  printf '\n$ kith'
  for word do
    case $word in
      *[!A-Za-z0-9_./:=,-]*) printf " '%s'" "$word" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n'
  "$kith" "$@"
}

say "A workspace is a folder."
run new --example restaurant trattoria
cd trattoria
run check

say "What happened comes from files people already have. Try it first, then do it."
run import reservations data/reservations.csv --dry-run --today 2026-07-01
run import reservations data/reservations.csv --today 2026-07-01
run import measures data/measures.csv --today 2026-07-01
run import events data/events.csv --today 2026-07-01

say "The same file again changes nothing."
run import events data/events.csv --today 2026-07-01

say "Or it is noted in one line."
run log marta-villa call csat=4 --note "Would like the early table again" --at 2026-07-01 --by anna --today 2026-07-01
run log marta-villa tasting verdict=liked --by anna --today 2026-07-01

say "How do we stand? Who is not known well enough is neither red nor green."
run score --as-of 2026-07-01
run score --rule perception_gap --as-of 2026-07-01
run score brewer butcher farm --rule kraljic --as-of 2026-07-01

say "Why is the brewer red? What happened to Luca Moretti since April?"
run explain brewer --as-of 2026-07-01
run explain luca-moretti --since 2026-04-01 --as-of 2026-07-01

say "Reviewing is plan and apply; the second time nothing is left to do."
run review plan --today 2026-07-01
run review run --today 2026-07-01 > ../opened
cat ../opened
run review run --today 2026-07-01

say "The brewer's review was held on the 9th. Its outcome is a file, filled in by a person."
review=$(sed -n 's/.*\(brewer#[0-9][0-9]*\).*/\1/p' ../opened | sed -n 1p)
[ -n "$review" ] || { echo "demo.sh: no review of the brewer was opened" >&2; exit 1; }
sed "s/^review: [^ ]*/review: $review/" reviews/outcome.yaml > reviews/brewer-july.yaml
run review close "$review" reviews/brewer-july.yaml --today 2026-07-10
run score brewer --as-of 2026-07-10

say "And the record is whole."
run verify
