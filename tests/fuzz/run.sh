# Runs a fuzzer over the files of that kind in this repository and what becomes of them: run.sh BUILD yaml|csv COUNT
set -e
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
number=0
for file in $(git ls-files "*.$2"); do
  number=$((number + 1))
  { test "$2" = yaml || printf ','; cat "$file"; } | head -c 1024 >"$corpus/seed-$number"
done
status=0
"$1/fuzz_$2" -seed=1 -runs="$3" -max_len=1024 -timeout=10 -rss_limit_mb=4096 -print_final_stats=1 -artifact_prefix="$1/" "$corpus" \
  >"$1/$2.log" 2>&1 || status=$?
grep -E '^(Done|stat::|SUMMARY|==|artifact)' "$1/$2.log"
exit $status
