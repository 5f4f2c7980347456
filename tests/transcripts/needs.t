# Needs: identified, agreed, planned, delivered, verified; a step that cannot be is refused, one that was passed over is told.
$ mkdir bistro && cd bistro && cat > practice.yaml <<'X'
> name: Bistro
> begins: 2026-01-01
> staff: { anna: { name: Anna } }
> stakeholders:
>   maria:
>     name: Maria Rossi
>     relationship:
>       owner: anna
>       needs:
>         quiet: { text: A quiet room on Fridays, conflicts: band/stage }
>         menu: { text: A menu she can trust }
>   band: { name: The band, relationship: { owner: anna, needs: { stage: { text: To play on Fridays } } } }
> X

# A conflict is named on both sides, whoever says it.
$ kith check | grep -o "no findings"
no findings
kith check: note: conflicting needs: maria/quiet and band/stage

$ kith explain maria --as-of 2026-02-01 | tail -2
Needs in conflict:
  quiet: “To play on Fridays” of The band (band/stage)

$ kith explain band --as-of 2026-02-01 | tail -2
Needs in conflict:
  stage: “A quiet room on Fridays” of Maria Rossi (maria/quiet)

# What cannot be is refused with what comes next.
$ kith log maria need.menu=verified --by anna --today 2026-02-01
command line:1:26: error: menu is identified and cannot be verified; what comes next: kith log maria need.menu=agreed --today 2026-02-01
    1 | kith log maria need.menu=verified --by anna
      |                          ^~~~~~~~
? 1

$ kith log maria need.menu=agreed --by anna --today 2026-02-01
maria#2  assessment  need menu agreed  2026-02-01

$ kith log maria need.menu=verified need.quiet=agred --by anna --today 2026-02-02
command line:1:26: error: menu is agreed and cannot be verified; what comes next: kith log maria need.menu=planned --today 2026-02-02
    1 | kith log maria need.menu=verified need.quiet=agred --by anna
      |                          ^~~~~~~~
command line:1:46: error: a need is identified, agreed, planned, delivered, verified or declined; did you mean "agreed"?
    1 | kith log maria need.menu=verified need.quiet=agred --by anna
      |                                              ^~~~~
? 1

$ kith log maria need.menu=identified --today 2026-02-02
command line:1:26: error: menu is agreed and cannot be identified; what comes next: kith log maria need.menu=planned --today 2026-02-02
    1 | kith log maria need.menu=identified
      |                          ^~~~~~~~~~
? 1

# States between that nobody noted are told; said later for an earlier day, they stand in the order of the days.
$ kith log maria need.menu=delivered --today 2026-03-01
maria#3  assessment  need menu delivered  2026-03-01
kith log: note: menu was never noted as planned; if it was, say when:
  kith log maria need.menu=planned --at DAY --today 2026-03-01

$ kith log maria need.menu=planned --at 2026-02-10 --today 2026-03-02
maria#4  assessment  need menu planned  2026-02-10

# Delivered is not verified: somebody made sure that it is what they need.
$ kith log maria need.menu=verified --today 2026-03-10
command line:1:26: error: who made sure that menu is what they need? add --by STAFF
    1 | kith log maria need.menu=verified
      |                          ^~~~~~~~
? 1

$ kith log maria need.menu=verified --by anna --today 2026-03-10
maria#5  assessment  need menu verified  2026-03-10

$ kith log maria need.menu=declined --today 2026-03-11
command line:1:26: error: menu is verified and cannot be declined; what comes next: kith log maria need.menu=identified --today 2026-03-11
    1 | kith log maria need.menu=declined
      |                          ^~~~~~~~
? 1

$ kith log maria need.menu=identified --note "The kitchen changed hands" --today 2026-06-01
maria#6  assessment  "The kitchen changed hands", need menu identified  2026-06-01

$ kith log maria need.quiet=declined --today 2026-06-01
maria#7  assessment  need quiet declined  2026-06-01

$ kith log maria need.quiet=planned --today 2026-06-02
command line:1:27: error: quiet is declined and cannot be planned; what comes next: kith log maria need.quiet=identified --today 2026-06-02
    1 | kith log maria need.quiet=planned
      |                           ^~~~~~~
? 1

$ kith repl -C . --as-of 2026-03-10 -e 'for _, n in ipairs(kith.relationship("maria"):needs()) do print(n.id, n.state, n.since, n.by, table.concat(n.conflicts, " ")) for _, s in ipairs(n.steps) do print("", s.day, s.state, s.by, s.id) end end'
quiet	identified	nil	nil	band/stage
menu	verified	2026-03-10	anna	
	2026-02-01	agreed	anna	maria#2
	2026-02-10	planned	nil	maria#4
	2026-03-01	delivered	nil	maria#3
	2026-03-10	verified	anna	maria#5

# An outcome says who was present; that is who made sure.
$ kith log maria need.menu=delivered --at 2026-06-10 --today 2026-06-20
maria#8  assessment  need menu delivered  2026-06-10
kith log: note: menu was never noted as agreed or planned; if it was, say when:
  kith log maria need.menu=agreed --at DAY --today 2026-06-20

$ cat > practice2 <<'X'
>       review: { every: 1 year, anchor: 2026-07-01 }
> X

$ sed -i '/^      owner: anna/r practice2' practice.yaml && kith review run --today 2026-07-01
maria#10  2026-07-01  reviews/2026-07-01-maria.yaml

$ printf 'review: maria#10\nheld: 2026-07-02\nneeds: { menu: verified, quiet: verified }\n' > outcome.yaml && kith review close maria#10 outcome.yaml --today 2026-07-03
outcome.yaml:3:16: error: who made sure that menu is what they need? add --by STAFF
    3 | needs: { menu: verified, quiet: verified }
      |                ^~~~~~~~
outcome.yaml:3:33: error: quiet is declined and cannot be verified; what comes next: kith log maria need.quiet=identified --today 2026-07-03
    3 | needs: { menu: verified, quiet: verified }
      |                                 ^~~~~~~~
? 2

$ printf 'review: maria#10\nheld: 2026-07-02\npresent: Maria Rossi\nneeds: { menu: verified }\n' > outcome.yaml && kith review close maria#10 outcome.yaml --today 2026-07-03
maria#11  review      maria#10 closed     2026-07-03
maria#12  assessment  need menu verified  2026-07-02
The next review of maria is due 2027-07-01; it opens 2027-07-01.
