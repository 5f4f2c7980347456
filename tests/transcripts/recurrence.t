# How reviews recur, what says so, and who stands in for whom.
$ mkdir bistro && cd bistro && cat > practice.yaml <<'END'
> name: Bistro
> begins: 2026-01-01
> holidays: [ 2026-05-01, 2026-06-02 ]
> staff:
>   anna:  { name: Anna, cover: paolo, away: 2026-08-01..2026-08-21 }
>   paolo: { name: Paolo, away: [ 2026-08-10..2026-08-14 ] }
> levels: { strategic: { review: { every: last working day of the quarter } } }
> tags:   { vip: { review: { every: 1st of the month, working_day: next, recur: fixed, prepare: 5 working days } } }
> stakeholders:
>   maria:  { relationship: { owner: anna, tags: [ sunday, vip ] } }
>   brewer: { relationship: { owner: paolo, level: strategic } }
>   bank:   { relationship: { owner: anna, review: { every: 4 months, recur: from_completion, working_day: previous } } }
>   guest:  { relationship: { owner: anna, tags: vip, review: { every: never } } }
> END

$ kith check > /dev/null
practice.yaml:5:44: warning: on 2026-08-10 both anna and whoever covers are away
    5 |   anna:  { name: Anna, cover: paolo, away: 2026-08-01..2026-08-21 }
      |                                            ^~~~~~~~~~~~~~~~~~~~~~
practice.yaml:6:33: warning: paolo is away and nobody covers; give paolo a cover
    6 |   paolo: { name: Paolo, away: [ 2026-08-10..2026-08-14 ] }
      |                                 ^~~~~~~~~~~~~~~~~~~~~~

$ kith review plan --today 2026-04-20 --until 2026-06-30
To open: 3 reviews    kith review run --until 2026-06-30 --today 2026-04-20
  maria   anna   due 2026-02-02, 77 days ago (1st of the month, each to be held, by tag vip); 7 days to prepare; 2 more owed since
  brewer  paolo  due 2026-03-31, 20 days ago (last working day of the quarter, by level strategic)
  bank    anna   due 2026-04-30 (every 4 months after the last, of its own)

# Whoever is away is stood in for.
$ kith review plan --today 2026-08-03
To open: 3 reviews    kith review run --today 2026-08-03
  maria   paolo (for anna)  due 2026-02-02, 182 days ago (1st of the month, each to be held, by tag vip); 7 days to prepare; 6 more owed since
  brewer  paolo             due 2026-03-31, 125 days ago (last working day of the quarter, by level strategic)
  bank    paolo (for anna)  due 2026-04-30, 95 days ago (every 4 months after the last, of its own)

$ kith review plan --today 2026-08-12 --format csv
"state","due","opens","relationship","name","owner","cover","days_late","recur","set_by","owed","cause","since","id","opened","file","why","command"
"due","2026-02-02","2026-01-26","maria","maria","anna","nobody",191,"fixed","tag vip",6,,,,,,"due 2026-02-02, 191 days ago (1st of the month, each to be held, by tag vip); 7 days to prepare; 6 more owed since","kith review run"
"due","2026-03-31","2026-03-31","brewer","brewer","paolo","nobody",134,"skip","level strategic",,,,,,,"due 2026-03-31, 134 days ago (last working day of the quarter, by level strategic)","kith review run"
"due","2026-04-30","2026-04-30","bank","bank","anna","nobody",104,"from_completion","relationship",,,,,,,"due 2026-04-30, 104 days ago (every 4 months after the last, of its own)","kith review run"

# Fixed days: each is held in its turn, one at a time.
$ kith review run --today 2026-08-03 && kith review cancel maria#2 --today 2026-08-03 > /dev/null && kith review plan --today 2026-08-03
maria#2   2026-02-02  reviews/2026-02-02-maria.yaml
brewer#2  2026-03-31  reviews/2026-03-31-brewer.yaml
bank#2    2026-04-30  reviews/2026-04-30-bank.yaml
To open: 1 review    kith review run --today 2026-08-03
  maria  paolo (for anna)  due 2026-03-02, 154 days ago (1st of the month, each to be held, by tag vip); 7 days to prepare; 5 more owed since
Open, to be held, filled in and closed: 2 reviews
  opened 2026-08-03, due 2026-03-31, 125 days ago                               reviews/2026-03-31-brewer.yaml  kith review close brewer#2 --today 2026-08-03
  opened 2026-08-03, due 2026-04-30, 95 days ago; paolo (for anna) prepares it  reviews/2026-04-30-bank.yaml    kith review close bank#2 --today 2026-08-03

$ kith check --layers 2> /dev/null | grep -E '^(tag|level) '
level               strategic                workspace  practice.yaml:7                                 kith:models/itil4/vocabulary.yaml
level               tactical                 shipped    kith:models/itil4/vocabulary.yaml:15
level               operational              shipped    kith:models/itil4/vocabulary.yaml:16
tag                 vip                      workspace  practice.yaml:8
