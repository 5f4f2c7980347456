# Reviews: plan shows what is due, run opens exactly that, close takes in what came of it.
$ mkdir bistro && cd bistro && cat > practice.yaml <<'END'
> name: Bistro
> begins: 2026-01-01
> staff: { anna: { name: Anna }, paolo: { name: Paolo } }
> relationship_models:
>   regular:
>     owner: anna
>     cadence: { ideal: 30d, max: 60d }
>     measures: [trust]
>     review: { every: 3 months, anchor: 2026-03-01, prepare: 14d, ask: [ "What would make you bring a friend?" ] }
>   lease: { like: regular, owner: paolo, review: { every: 1 year, anchor: 2026-09-01, prepare: 1 month } }
> END

$ mkdir models && cat > models/people.yaml <<'END'
> stakeholders:
>   brewer:
>     name: Birrificio Alto
>     relationship:
>       model: regular
>       level: tactical            # for now
>       needs:
>         forecast: { text: To know the orders a month ahead }
>   landlord: { name: Immobiliare Ponte, relationship: { model: lease } }
>   guest: { name: A guest, relationship: { type: basic } }
> END

# Before the time to prepare begins, nothing is due.
$ kith review plan --today 2026-02-14
No review is due to be opened.
The next is due 2026-03-01: brewer; it opens 2026-02-15.

$ kith review plan --today 2026-02-15
To open: 1 review    kith review run --today 2026-02-15
  brewer  anna  due 2026-03-01 (every 3 months from 2026-03-01); 14 days to prepare

$ kith review plan --today 2026-07-01 --until 2026-12-31
To open: 2 reviews    kith review run --until 2026-12-31 --today 2026-07-01
  brewer    anna   due 2026-03-01, 122 days ago (every 3 months from 2026-03-01); 14 days to prepare
  landlord  paolo  due 2026-09-01 (every 1 year from 2026-09-01); 31 days to prepare

$ kith review plan --today 2026-07-01 --format csv
"state","due","opens","relationship","name","owner","cover","days_late","recur","set_by","owed","cause","since","id","opened","file","why","command"
"due","2026-03-01","2026-02-15","brewer","Birrificio Alto","anna",,122,"skip","relationship model regular",,,,,,,"due 2026-03-01, 122 days ago (every 3 months from 2026-03-01); 14 days to prepare","kith review run"

$ kith review plan --today 2026-07-01 --exit-code > /dev/null
? 2

# Plan and apply; twice gives the same as once.
$ kith review run --today 2026-07-01
brewer#2  2026-03-01  reviews/2026-03-01-brewer.yaml

$ kith review run --today 2026-07-01
nothing to open

$ kith review plan --today 2026-07-01 --exit-code
No review is due to be opened.
The next is due 2026-09-01: landlord; it opens 2026-08-01.
Open, to be held, filled in and closed: 1 review
  opened 2026-07-01, due 2026-03-01, 122 days ago  reviews/2026-03-01-brewer.yaml  kith review close brewer#2 --today 2026-07-01

$ kith review plan --today 2026-07-01 --format csv
"state","due","opens","relationship","name","owner","cover","days_late","recur","set_by","owed","cause","since","id","opened","file","why","command"
"opened","2026-03-01",,"brewer","Birrificio Alto","anna",,122,,,,,,"brewer#2","2026-07-01","reviews/2026-03-01-brewer.yaml","opened 2026-07-01, due 2026-03-01, 122 days ago","kith review close brewer#2"

# The file to fill in says what each field is for. One that is lost is written again, one that is there is never touched.
$ cat reviews/2026-03-01-brewer.yaml
\# Review of Birrificio Alto, due 2026-03-01. Fill in what was talked about, leave the rest empty, then:
\#   kith review close brewer#2
\# When it was opened: unknown. Why: kith explain brewer --as-of 2026-07-01
\# To prepare: kith report review_pack brewer    What was noted: kith log brewer

review: brewer#2
held:                           # the day it was held; needed, such as 2026-03-01
present:                        # who took part: [ Anna Conti, … ]

view:                           # how each side sees it, before anything is discussed
  us:                           # what we say, in a sentence or two
  them:                         # what they say, in their words

answers:                        # to what the relationship model asks
  "What would make you bring a friend?":

findings:                       # - text: "…"
decisions:                      # - { text: "…", by: STAFF }
actions:                        # - { text: "…", by: STAFF, due: 2026-03-31, need: … }
improvements:                   # - { measure: …, to: …, due: 2026-03-31, owner: STAFF, text: "…" }
commitments:                    # what a side promises: - { text: "…", by: us or them, due: 2026-03-31 }

measures:                       # asked of them
  trust:                        # 0 to 1

assessed:                       # what moved
  stage:                        # explore, engage, offer, agree, onboard, co-create, realize
  engagement:                   # now -> wanted: unaware, resistant, neutral, supportive, leading
  maturity:                     # 1 ad hoc to 5 strategic partner, as each side sees it
    us:                         # as we see it
    them:                       # as they see it: ask

needs:                          # identified, agreed, planned, delivered, verified or declined
  forecast:                     # To know the orders a month ahead

changes:                        # to the model; kith shows where: { relationship: { level: … } }

$ rm reviews/2026-03-01-brewer.yaml && kith review run --today 2026-07-02
nothing to open
written again, to be filled in: reviews/2026-03-01-brewer.yaml

$ sed -i 's/^held:  */held: /' reviews/2026-03-01-brewer.yaml && kith review run --today 2026-07-02 && grep -c '^held: #' reviews/2026-03-01-brewer.yaml
1
nothing to open

# What is wrong with an outcome is told at its place, and nothing is noted.
$ kith review close brewer#2 --today 2026-07-10
reviews/2026-03-01-brewer.yaml:6:1: error: this review's outcome needs a field "held"
    6 | review: brewer#2
      | ^
? 2

$ cat > wrong.yaml <<'END'
> review: brewer#3
> held: 2026-08-01
> decisions: [ { text: We stay, by: paola } ]
> actions:
>   - { text: "Orders leave on Monday", by: paolo, need: forcast }
> commitments:
>   - text: A second driver
> measures: { trust: 0.5 }
> needs: { forecast: planed }
> END

$ kith review close brewer#2 wrong.yaml --today 2026-07-10
wrong.yaml:1:9: error: this is the outcome of brewer#3, not of brewer#2
    1 | review: brewer#3
      |         ^~~~~~~~
wrong.yaml:2:7: error: held 2026-08-01 is after today, 2026-07-10
    2 | held: 2026-08-01
      |       ^~~~~~~~~~
wrong.yaml:3:35: error: by "paola" is neither staff nor us or them; did you mean "paolo"?
    3 | decisions: [ { text: We stay, by: paola } ]
      |                                   ^~~~~
wrong.yaml:5:56: error: brewer has no need "forcast"; did you mean "forecast"?
    5 |   - { text: "Orders leave on Monday", by: paolo, need: forcast }
      |                                                        ^~~~~~~
wrong.yaml:7:11: error: whose promise is "A second driver"? by: us or by: them
    7 |   - text: A second driver
      |           ^~~~~~~~~~~~~~~
wrong.yaml:9:20: error: a need is identified, agreed, planned, delivered, verified or declined; did you mean "planned"?
    9 | needs: { forecast: planed }
      |                    ^~~~~~
? 2

$ printf 'review: brewer#2\nheld: 2026-07-09\nmeasures: { trust: 4 }\n' > wrong.yaml && kith review close brewer#2 wrong.yaml --today 2026-07-10
wrong.yaml:3:20: error: trust is 4, outside its scale of 0 to 1
    3 | measures: { trust: 4 }
      |                    ^
? 2

$ printf 'review: brewer#2\nheld: 2026-07-09\nmeasure: { trust: 1 }\nassessed: { stage: agre }\n' > wrong.yaml && kith review close brewer#2 wrong.yaml --today 2026-07-10
wrong.yaml:3:1: error: no field "measure" in a review's outcome; did you mean "measures"?
    3 | measure: { trust: 1 }
      | ^~~~~~~
wrong.yaml:4:20: error: no stage "agre"; did you mean "agree"?
    4 | assessed: { stage: agre }
      |                    ^~~~
? 2

$ kith review close brewer#2 nowhere.yaml --today 2026-07-10
kith review close: error: nowhere.yaml cannot be read: no such file
? 1

# Closing notes everything in one transaction and shows what would change in the model.
$ cat > outcome.yaml <<'END'
> review: brewer#2
> held: 2026-07-09
> present: [ Anna, Birrificio Alto ]
> view: { us: The beer is worth it, them: Orders come late }
> decisions: [ { text: We stay, by: paolo } ]
> actions: [ { text: Orders leave on Monday, by: paolo, due: 2026-07-20, need: forecast } ]
> commitments: [ { text: A second driver on Fridays, by: them, due: 2026-07-31 } ]
> answers: { friend: A table outside }
> assessed: { stage: agree, engagement: neutral -> leading, maturity: { us: 2, them: 3 } }
> measures: { trust: 0.4 }
> needs: { forecast: planned }
> changes: { relationship: { level: strategic, owner: paolo, cadence: { ideal: 20d } } }
> END

$ kith review close brewer#2 outcome.yaml --by anna --today 2026-07-10
brewer#3  review      brewer#2 closed                                                     2026-07-10
brewer#4  measure     trust 0.4, source review brewer#2                                   2026-07-09
brewer#5  assessment  stage agree, engagement neutral -> leading, maturity them 3,        2026-07-09
                      maturity us 2, need forecast planned
brewer#6  commitment  them, "A second driver on Fridays", due 2026-07-31                  2026-07-09
brewer#7  action      paolo, "Orders leave on Monday", due 2026-07-20                     2026-07-09

To be changed in the model, which is written by people:
--- models/people.yaml
+++ models/people.yaml
@@ -5,5 +5,8 @@
       model: regular
-      level: tactical            # for now
+      level: strategic            # for now
       needs:
         forecast: { text: To know the orders a month ahead }
+      cadence:
+        ideal: 20d
+      owner: paolo
   landlord: { name: Immobiliare Ponte, relationship: { model: lease } }
to make this change, edit models/people.yaml:6

The next review of brewer is due 2026-09-01; it opens 2026-08-18.
kith review close: note: forecast was never noted as agreed; if it was, say when:
  kith log brewer need.forecast=agreed --at DAY --today 2026-07-10

# The shown change is one that `patch` takes. What came with a closing is taken back with it, so that closing again does not double it.
$ cp models/people.yaml before.yaml && printf 'review: brewer#2\nheld: 2026-07-09\nchanges: { power: 0.7 }\n' > more.yaml && kith log undo brewer#3 --today 2026-07-10
brewer#3  review      taken back: brewer#2 closed                                         2026-07-10
brewer#4  measure     taken back: trust 0.4, source review brewer#2                       2026-07-10
brewer#5  assessment  taken back: stage agree, engagement neutral -> leading, maturity    2026-07-10
                      them 3, maturity us 2, need forecast planned
brewer#6  commitment  taken back: them, "A second driver on Fridays", due 2026-07-31      2026-07-10
brewer#7  action      taken back: paolo, "Orders leave on Monday", due 2026-07-20         2026-07-10

$ kith review close brewer#2 more.yaml --today 2026-07-11 > said && patch -s -p0 < said && diff before.yaml models/people.yaml
> cp before.yaml models/people.yaml
8a9
\>     power: 0.7

$ kith review close brewer#2 outcome.yaml --today 2026-07-11
kith review close: error: brewer#2 was closed on 2026-07-11; it cannot be closed now
? 1

$ kith review close brewer#13 --today 2026-07-11
kith review close: error: brewer#13 is about the review brewer#2; name that one
? 1

$ kith review cancel brewer#2 --today 2026-07-11
kith review cancel: error: brewer#2 was closed on 2026-07-11; it cannot be cancelled now
? 1

$ kith log brewer --all
brewer#2   2026-07-01  review      opened, due 2026-03-01
brewer#4   2026-07-09  measure     taken back: trust 0.4, source review brewer#2
brewer#5   2026-07-09  assessment  taken back: stage agree, engagement neutral -> leading, maturity them 3, maturity us 2, need forecast planned
brewer#6   2026-07-09  commitment  taken back: them, "A second driver on Fridays", due 2026-07-31
brewer#7   2026-07-09  action      taken back: paolo, "Orders leave on Monday", due 2026-07-20
brewer#3   2026-07-10  review      taken back: brewer#2 closed
brewer#13  2026-07-11  review      brewer#2 closed

# The next is counted from the later of the due day and the day of closing; one that is cancelled is past as well.
$ kith review run --today 2026-08-18
brewer#14   2026-09-01  reviews/2026-09-01-brewer.yaml
landlord#2  2026-09-01  reviews/2026-09-01-landlord.yaml

$ kith review cancel landlord#2 --note "They moved out" --by paolo --today 2026-08-20
landlord#3  review  landlord#2 cancelled  2026-08-20

$ kith review plan --today 2026-08-20
No review is due to be opened.
The next is due 2027-09-01: landlord; it opens 2027-08-01.
Open, to be held, filled in and closed: 1 review
  opened 2026-08-18, due 2026-09-01  reviews/2026-09-01-brewer.yaml  kith review close brewer#14 --today 2026-08-20

$ kith verify

# An open review of somebody who is in no model any more is not waited for.
$ sed -i 's/^  brewer:/  brewery:/' models/people.yaml && kith review plan --today 2026-08-20 && kith check
To open: 1 review    kith review run --today 2026-08-20
  brewery  anna  due 2026-03-01, 172 days ago (every 3 months from 2026-03-01); 14 days to prepare
3 stakeholders, 3 relationships, 2 relationship models: 1 warning
kith: warning: brewer has 3 events in the journal but stands in no model; renamed? then: was: brewer
