#!/bin/sh
# Makes the pictures in examples/pictures from the examples: `make pictures`. Usage: sh pictures.sh [path of the kith program]
# Pages are looked at with Chromium and made small with pngquant; the charts beside them are the pages' own SVG.
set -eu

kith=${1:-kith}
case $kith in
  /*) ;;
  */*) kith=$(cd "$(dirname "$kith")" && pwd)/$(basename "$kith") ;;
esac
PATH=$(dirname "$kith"):$PATH
pictures=$(cd "$(dirname "$0")" && pwd)/pictures
mkdir -p "$pictures"

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
trap 'exit 1' HUP INT TERM
cd "$place"
kith new --example it-provider tarnwick >made
cd tarnwick
sh year.sh -q >../made 2>&1
day=2026-01-05

# look NAME HEIGHT: the top of NAME.html, 860 wide, as NAME.png
look() {
  chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --hide-scrollbars --user-data-dir="$place/profile" --force-device-scale-factor=1.5 --window-size="860,$2" \
    --screenshot="$place/$1.png" "file://$place/$1.html" >"$place/said" 2>&1
  pngquant --force --quality 60-90 --speed 1 --strip --output "$pictures/$1.png" 48 "$place/$1.png"
}

# piece PAGE N NAME: the N-th chart of a page, for a wide screen, as a file of its own on white
piece() {
  sed -n 's/.*\(<svg class="wide".*<\/svg>\).*/\1/p' "$place/$1.html" | sed -n "$2p" |
    sed 's/<svg class="wide"/<svg style="background:#fff"/' >"$pictures/$3.svg"
}

kith report map --as-of $day --out "$place/map.html"
kith report portfolio --as-of $day --out "$place/portfolio.html"
kith report review_pack energy-trading --as-of $day --out "$place/pack.html"
kith report practice --as-of $day --out "$place/practice.html"
kith digest --as-of $day --format html >"$place/digest.html"

look map 900
look portfolio 1262
look pack 1400
look digest 900
piece practice 1 practice
ls -l "$pictures"
