# What opens a review beside the calendar: a score that fell, trouble, promises not kept, the end of a contract, a new owner.
$ mkdir bistro && cd bistro && cat > practice.yaml <<'END'
> name: Bistro
> begins: 2026-01-01
> staff: { anna: { name: Anna }, paolo: { name: Paolo } }
> relationship_models:
>   regular:
>     owner: anna
>     cadence: { ideal: 30d, max: 60d }
>     review:
>       every: 6 months
>       anchor: 2026-10-01
>       when: [ severe incident, overdue commitment, csat below 3, new owner, band red ]
>       within: 10 working days
>   lease: { owner: paolo, notice: 3 months, review: { every: never, when: notice, prepare: 30d } }
> stakeholders:
>   brewer:   { relationship: { model: regular } }
>   farm:     { relationship: { model: regular, review: { again: 60d } } }
>   landlord: { relationship: { model: lease, until: 2026-11-30 } }
> END

$ kith review plan --today 2026-03-01
No review is due to be opened.
The next is due 2026-10-01: brewer; it opens 2026-10-01.

# A minor incident opens nothing; a severe one does, once, and is named.
$ kith log brewer incident severity=minor title="Late" --at 2026-03-02 --today 2026-03-02 > /dev/null
> kith log brewer incident severity=severe title="No beer" --at 2026-03-03 --today 2026-03-03 > /dev/null
> kith review plan --today 2026-03-10
To open: 1 review    kith review run --today 2026-03-10
  brewer  anna  due 2026-03-24 (severe incident brewer#3)

$ kith review run --today 2026-03-10 && kith review run --today 2026-03-10
brewer#4  2026-03-24  reviews/2026-03-24-brewer.yaml
nothing to open

# While it is open, what else happens opens nothing, and is told.
$ kith log brewer csat=2 --today 2026-03-12 > /dev/null && kith review plan --today 2026-03-12
No review is due to be opened.
The next is due 2026-10-01: farm; it opens 2026-10-01.
Open, to be held, filled in and closed: 1 review
  opened 2026-03-10 (severe incident brewer#3), due 2026-03-24; since then csat below 3 brewer#5, band red since 2026-03-12  reviews/2026-03-24-brewer.yaml  kith review close brewer#4 --today 2026-03-12

# Closing deals with all that was noted before; a promise becomes overdue after it.
$ kith log brewer commitment by=us due=2026-03-20 text="Credit note" --today 2026-03-12 > /dev/null
> sed -i 's/^held:.*/held: 2026-03-15/' reviews/2026-03-24-brewer.yaml && kith review close brewer#4 --today 2026-03-15 | head -1
> kith review plan --today 2026-03-20
brewer#7  review  brewer#4 closed  2026-03-15
No review is due to be opened.
The next is due 2026-10-01: brewer; it opens 2026-10-01.

$ kith review plan --today 2026-03-21
To open: 1 review    kith review run --today 2026-03-21
  brewer  anna  due 2026-04-03 (overdue commitment brewer#6)

# The cause is taken back: nothing opens; where it was opened already, plan says so.
$ kith review run --today 2026-03-21 && kith log undo brewer#6 --today 2026-03-22 > /dev/null && kith review plan --today 2026-03-22
brewer#8  2026-04-03  reviews/2026-04-03-brewer.yaml
No review is due to be opened.
The next is due 2026-10-01: farm; it opens 2026-10-01.
Open, to be held, filled in and closed: 1 review
  opened 2026-03-21 (overdue commitment brewer#6), due 2026-04-03; brewer#6 was taken back: kith review cancel brewer#8  reviews/2026-04-03-brewer.yaml  kith review close brewer#8 --today 2026-03-22

$ kith review cancel brewer#8 --today 2026-03-22 > /dev/null && kith review plan --today 2026-03-23
No review is due to be opened.
The next is due 2026-10-01: brewer; it opens 2026-10-01.

# An outage: what was noted meanwhile asks once, the newest is named.
$ kith log farm incident severity=severe title="One" --at 2026-03-25 --today 2026-03-25 > /dev/null
> kith log farm incident severity=severe title="Two" --at 2026-04-05 --today 2026-04-05 > /dev/null
> kith review run --today 2026-05-20 && kith review plan --today 2026-05-20
farm#4  2026-06-03  reviews/2026-06-03-farm.yaml
No review is due to be opened.
The next is due 2026-10-01: brewer; it opens 2026-10-01.
Open, to be held, filled in and closed: 1 review
  opened 2026-05-20 (severe incident farm#3), due 2026-06-03  reviews/2026-06-03-farm.yaml  kith review close farm#4 --today 2026-05-20

# It rests so long after the last one as `again` says.
$ sed -i 's/^held:.*/held: 2026-05-21/' reviews/2026-06-03-farm.yaml && kith review close farm#4 --today 2026-05-21 | head -1
> kith log farm incident severity=severe title="Three" --at 2026-06-01 --today 2026-06-01 > /dev/null
> kith review plan --today 2026-06-01
farm#5  review  farm#4 closed  2026-05-21
No review is due to be opened.
The next is due 2026-10-01: brewer; it opens 2026-10-01.

$ kith log farm incident severity=severe title="Four" --at 2026-07-21 --today 2026-07-21 > /dev/null && kith review plan --today 2026-07-21
To open: 1 review    kith review run --today 2026-07-21
  farm  anna  due 2026-08-04 (severe incident farm#7)

# A new owner, once a review knew the old one; and the day to give notice.
$ sed -i 's/owner: anna/owner: paolo/' practice.yaml && kith review plan --today 2026-07-22
To open: 2 reviews    kith review run --today 2026-07-22
  brewer  paolo  due 2026-08-05 (new owner paolo)
  farm    paolo  due 2026-08-05 (severe incident farm#7, new owner paolo)

$ kith review plan --today 2026-07-30
To open: 3 reviews    kith review run --today 2026-07-30
  brewer    paolo  due 2026-08-13 (new owner paolo)
  farm      paolo  due 2026-08-13 (severe incident farm#7, new owner paolo)
  landlord  paolo  due 2026-08-28 (notice 2026-08-30); 30 days to prepare
