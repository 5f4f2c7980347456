#!/bin/sh
# Plays the year 2025 into the workspace one stands in: imports at the end of each quarter, reviews, a change of owners, promises kept.
# Usage: sh year.sh        (KITH=path of the program, if it is not on the path; -q as argument: print nothing)
# Every day is given, so every run makes the same record. demo.sh reads this file with `.` and goes on from there.
set -eu

kith=${KITH:-kith}
[ -e practice.yaml ] || { echo "year.sh: no practice.yaml here; cd to the workspace" >&2; exit 1; }
[ ! -e journal.db ] || { echo "year.sh: there is a journal already; the year begins in a workspace without one" >&2; exit 1; }
case ${1:-} in -q) exec > /dev/null ;; esac

say() { printf '\n# %s\n' "$*"; }

# Prints a command as one would type it, then runs it.
run() {
  printf '\n$ kith'
  for word do
    case $word in
      *[!A-Za-z0-9_./:=,#-]*) printf " '%s'" "$word" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n'
  "$kith" "$@"
}

# A quarter's exports, read on a day.
quarter() {
  run import events "data/events-$1.csv" --today "$2"
  run import measures "data/measures-$1.csv" --today "$2"
}

# The id of an event, by words of its text.
event() { "$kith" log "$1" | sed -n "/$2/ s/^\($1#[0-9]*\).*/\1/p" | sed -n 1p; }

# The review that `kith review run` opened for a subject, by the file it wrote.
review() { sed -n 's/^review: *\([^ ]*\).*/\1/p' "reviews/$1-$2.yaml"; }

# The improvement that is open for a subject.
improvement() { "$kith" improve list --today "$2" --format csv | sed -n "s/^\"\($1#[0-9]*\)\".*/\1/p"; }

# Moves it on: ID NOTE DAY. A step that asks for nothing gets an empty note.
advance() {
  if [ -n "$2" ]; then set -- improve advance "$1" --note "$2" --by "$4" --today "$3"
  else set -- improve advance "$1" --by "$4" --today "$3"; fi
  run "$@"
}

# A review with an outcome worth reading: DUE SUBJECT FILE DAY.
close_with() {
  id=$(review "$1" "$2")
  sed "s/^review: .*/review: $id/" "reviews/$3" > "reviews/$1-$2.yaml"
  run review close "$id" --today "$4"
}

# Ordinary ones, a line each: the day due, the subject, the day held, what trust they named (- where it was not asked).
close_all() {
  while read -r due subject held trust; do
    file=reviews/$due-$subject.yaml
    [ "$trust" = - ] || sed -i "s/^  trust:.*/  trust: $trust/" "$file"
    sed -i "s/^held:.*/held: $held/" "$file"
    "$kith" review close "$(review "$due" "$subject")" --today "$held" > /dev/null
    printf '  closed: %s\n' "$file"
  done
}

say "January. Names come from the purchasing system; who they are to us stands in models/."
run check
run import contacts data/suppliers.csv --today 2025-01-02

say "April. The first quarter: a night without screens, and a service centre that has had enough."
quarter q1 2025-04-02
run log grid-operations need.no-night-changes=agreed --at 2025-02-21 --by mikael --today 2025-04-02
run log grid-operations need.no-night-changes=planned --at 2025-03-10 --by mikael --today 2025-04-02
run log daniel-okafor need.unit-costs=agreed --at 2025-03-10 --by ines --today 2025-04-02
run log daniel-okafor need.unit-costs=planned --at 2025-03-24 --by ines --today 2025-04-02
run score --as-of 2025-04-02
run review run --today 2025-04-08
close_all <<'LIST'
2025-04-14 karin-solberg    2025-04-11 0.7
2025-04-15 grid-operations  2025-04-15 0.5
2025-04-14 daniel-okafor    2025-04-16 0.4
2025-04-14 joao-pereira     2025-04-17 0.4
2025-04-22 strandby         2025-04-22 0.75
LIST
close_with 2025-04-15 customer-service customer-service-april.yaml 2025-04-22

say "Two improvements. Whether they got there is computed from what is measured, not said by whoever made them."
run improve open customer-service first_call to=0.65 due=2025-09-30 --text "Callers get their answer at the first call" \
  --by priya --today 2025-04-22
centre=$(improvement customer-service 2025-04-22)
advance "$centre" "" 2025-04-22 priya
advance "$centre" "" 2025-04-22 priya
advance "$centre" "" 2025-04-22 priya
run improve open grid-operations trust to=0.7 due=2025-09-30 --cycle pdca --text "The night shift believes us again" \
  --by mikael --today 2025-04-23
grid=$(improvement grid-operations 2025-04-23)
advance "$grid" "" 2025-04-23 mikael
close_all <<'LIST'
2025-04-14 helena-marsh     2025-04-24 0.5
2025-04-22 fenholt          2025-04-24 -
2025-04-22 pennycote        2025-04-29 0.45
LIST

run log "done" "$(event customer-service 'Two days beside')" --by priya --today 2025-05-09
advance "$centre" "Nine questions make half of the calls: write an answer to each, callers read it first" 2025-05-09 priya
advance "$grid" "A rehearsal in May with the night shift; no change to the screens at night" 2025-05-26 mikael

say "July. The second quarter, and the first survey: a column a question."
quarter q2 2025-07-02
run import survey data/survey-june.csv --today 2025-07-02
run review run --today 2025-07-08
close_all <<'LIST'
2025-07-15 finance          2025-07-10 0.8
2025-07-14 karin-solberg    2025-07-11 0.75
2025-07-15 human-resources  2025-07-14 0.7
2025-07-14 daniel-okafor    2025-07-15 0.45
2025-07-15 customer-service 2025-07-16 0.4
2025-07-15 field-crews      2025-07-16 0.6
LIST
close_with 2025-07-15 grid-operations grid-operations-july.yaml 2025-07-18
advance "$grid" "" 2025-07-18 mikael
close_all <<'LIST'
2025-07-14 joao-pereira     2025-07-18 0.45
2025-07-15 water-works      2025-07-22 0.75
2025-06-30 ardlemoor        2025-07-22 0.7
2025-07-22 product-owners   2025-07-22 0.6
2025-07-22 employee-council 2025-07-23 0.6
2025-07-15 billing-unit     2025-07-24 0.65
2025-07-14 helena-marsh     2025-07-24 0.6
LIST

advance "$grid" "A rehearsal every quarter; the shift says when" 2025-07-25 mikael

say "August. Mikael leaves. Who answers for a relationship is a definition: it is changed in models/, and kith notes the day."
sed -i '/^  water-works:/,/owner:/ s/owner: mikael/owner: priya/; s/owner: mikael/owner: ruth/' models/units.yaml
run log grid-operations visit --note "Ruth takes over" --by ruth --today 2025-08-01
run log "done" "$(event grid-operations 'two night shifts')" --by ruth --today 2025-08-19
run log kept "$(event fenholt 'second power feed')" --note "Seen on site" --by olga --today 2025-08-22

say "October. The third quarter. Some promises of the second were kept since: their rows are corrections."
quarter q3 2025-10-02
run log kept "$(event grid-operations 'switch-over in September')" --by ruth --today 2025-10-02
advance "$centre" "All nine answers in use since September; forty people trained" 2025-10-02 priya
advance "$centre" "" 2025-10-06 priya
run improve change "$centre" due=2026-01-31 --by priya --today 2025-10-06
advance "$centre" "One screen for bill and payments, and an extra line in January" 2025-10-07 priya
run review run --today 2025-10-08
run review cancel "$(review 2025-10-20 internal-audit)" --note "They report to the board, and asked us to wait" --today 2025-10-13
close_all <<'LIST'
2025-10-14 karin-solberg    2025-10-13 0.8
2025-10-15 grid-operations  2025-10-15 0.75
2025-10-14 joao-pereira     2025-10-16 0.6
LIST
close_with 2025-10-14 daniel-okafor daniel-okafor-october.yaml 2025-10-17
close_all <<'LIST'
2025-10-22 fenholt          2025-10-20 0.65
2025-10-20 city-council     2025-10-21 0.6
2025-10-22 field-crews      2025-10-21 0.65
2025-10-15 customer-service 2025-10-21 0.5
2025-10-22 water-works      2025-10-22 0.75
LIST
close_with 2025-09-30 ardlemoor ardlemoor-october.yaml 2025-10-23
close_all <<'LIST'
2025-10-20 university       2025-10-23 0.8
2025-10-22 pennycote        2025-10-23 0.3
2025-10-14 helena-marsh     2025-10-24 0.7
2025-10-20 data-protection  2025-10-27 -
2025-10-22 strandby         2025-10-28 0.75
2025-10-20 energy-regulator 2025-11-27 0.65
LIST

say "January. The last quarter, and the second survey: a unit was given a new name, and one is known to nobody."
quarter q4 2026-01-02
run import survey data/survey-december.csv --today 2026-01-02
advance "$centre" "The one screen came in November, for bill and payments; the meter is missing" 2026-01-02 priya
advance "$centre" "" 2026-01-02 priya
