# Another due day: what was said before stays in the record, and whether a promise was kept in time goes by the day that holds.
$ mkdir bistro && cd bistro && printf 'name: Bistro\nbegins: 2026-01-01\nstakeholders: { brewer: { name: Brewer, relationship: { type: basic } } }\n' > practice.yaml

$ kith log brewer commitment by=them due=2026-02-01 text="A driver on Fridays" --today 2026-01-10
brewer#2  commitment  them, "A driver on Fridays", due 2026-02-01  2026-01-10

$ kith log brewer complaint severity=minor title="Late" due=2026-02-10 --today 2026-01-11
brewer#3  complaint  minor, "Late", due 2026-02-10  2026-01-11

$ kith log due brewer#2=2026-03-01 brewer#3=2026-02-20 --note "They asked for time" --today 2026-02-03
brewer#4  commitment  brewer#2 due 2026-03-01, "They asked for time", was 2026-02-01  2026-02-03
brewer#5  complaint   brewer#3 due 2026-02-20, "They asked for time", was 2026-02-10  2026-02-03

$ kith log due brewer#2 --today 2026-02-03
command line:1:14: error: say until when: kith log due brewer#2=2026-02-17 --today 2026-02-03
    1 | kith log due brewer#2
      |              ^~~~~~~~
? 1

$ kith log due brewer#2=soon --today 2026-02-03
command line:1:23: error: due must be a day such as 2026-03-01, not "soon"
    1 | kith log due brewer#2=soon
      |                       ^~~~
? 1

$ kith log brewer call --today 2026-02-03
brewer#6  interaction  call  2026-02-03

$ kith log due brewer#6=2026-03-01 brewer#4=2026-03-02 --today 2026-02-04
command line:1:14: error: brewer#6 is an interaction, which has no due day
    1 | kith log due brewer#6=2026-03-01 brewer#4=2026-03-02
      |              ^~~~~~~~~~~~~~~~~~~
command line:1:34: error: brewer#4 continues brewer#2; name that one
    1 | kith log due brewer#6=2026-03-01 brewer#4=2026-03-02
      |                                  ^~~~~~~~~~~~~~~~~~~
? 1

$ kith repl --as-of 2026-02-02 -e 'print(kith.relationship("brewer"):commitments()[1].state)'
overdue

$ kith repl --as-of 2026-02-04 -e 'print(kith.relationship("brewer"):commitments()[1].state)'
open

$ kith log kept brewer#2 --today 2026-03-03
brewer#7  commitment  brewer#2 kept, 2 days late  2026-03-03

$ kith log due brewer#2=2026-04-01 --today 2026-03-04
command line:1:14: error: brewer#2 is kept already, since 2026-03-03; to take that back: kith log undo brewer#7 --today 2026-03-04
    1 | kith log due brewer#2=2026-04-01
      |              ^~~~~~~~~~~~~~~~~~~
? 1

$ kith repl --as-of 2026-03-04 -e 'print(kith.relationship("brewer"):commitments()[1].state)'
kept late

$ kith log undo brewer#4 --today 2026-03-05
brewer#4  commitment  taken back: brewer#2 due 2026-03-01, "They asked for time"  2026-03-05

$ kith log brewer --all
brewer#2  2026-01-10  commitment   them, "A driver on Fridays", due 2026-02-01
brewer#3  2026-01-11  complaint    minor, "Late", due 2026-02-10
brewer#4  2026-02-03  commitment   taken back: brewer#2 due 2026-03-01, "They asked for time"
brewer#5  2026-02-03  complaint    brewer#3 due 2026-02-20, "They asked for time"
brewer#6  2026-02-03  interaction  call
brewer#7  2026-03-03  commitment   brewer#2 kept

$ kith verify
