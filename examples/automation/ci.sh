#!/bin/sh
# What runs on every push: is the practice sound? Usage: ci.sh WORKSPACE RESULTS [DAY]
#
# On a copy, and without the real journal.db, which is in no repository: it holds people. What is scored and reported here is a record that
# is invented: RECORD names a script that plays it into the workspace it stands in, as year.sh of the example it-provider does.
# Exit 0, or that of the first that failed. RESULTS gets check.txt, rules.txt, tests.txt and, with a record, portfolio.html.
set -eu

workspace=$(cd "${1:?"usage: ci.sh WORKSPACE RESULTS [DAY]"}" && pwd)
results=${2:?"usage: ci.sh WORKSPACE RESULTS [DAY]"}
day=${3:-$(date +%F)}
mkdir -p "$results"
results=$(cd "$results" && pwd)

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
trap 'exit 1' HUP INT TERM
cp -R "$workspace/." "$copy"
rm -rf "$copy"/journal.db* "$copy/out"
cd "$copy"

# "models/people.yaml:24:12: error: no role …" becomes a mark at that line of the change, where the service shows such.
marks() {
  [ -z "${GITHUB_ACTIONS:-}" ] || sed -n 's/^\([^:]*\):\([0-9]*\):\([0-9]*\): \(error\|warning\): \(.*\)/::\4 file=\1,line=\2,col=\3::\5/p' "$1"
}

# step NAME COMMAND…: runs it, keeps and shows what it said.
step() {
  name=$1
  shift
  status=0
  "$@" > "$results/$name.txt" 2>&1 || status=$?
  cat "$results/$name.txt"
  marks "$results/$name.txt"
  [ "$status" -eq 0 ] || { echo "ci.sh: $name failed ($status): $*" >&2; exit "$status"; }
}

step check kith check
step rules kith check --rules
[ -z "${RECORD:-}" ] || step record sh "$RECORD"
[ ! -d tests ] || step tests lua5.4 "$(command -v busted)" --ignore-lua -o plainTerminal tests
[ -z "${RECORD:-}" ] || kith report portfolio --as-of "$day" --out "$results/portfolio.html"
