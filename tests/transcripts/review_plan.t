# A plan is kept in a file, looked at, and carried out exactly; where the record or the models have moved on, it is refused.
$ mkdir bistro && cd bistro && cat > practice.yaml <<'END'
> name: Bistro
> begins: 2026-01-01
> staff: { anna: { name: Anna } }
> relationship_models: { regular: { owner: anna, review: { every: 3 months, anchor: 2026-03-01, prepare: 14d, when: complaint } } }
> stakeholders:
>   brewer: { relationship: { model: regular } }
>   farm:   { relationship: { model: regular } }
>   mill:   { relationship: { model: regular, review: { every: never } } }
> END

$ kith log mill complaint title="Weevils" --today 2026-02-10 > /dev/null && kith review plan --today 2026-02-14 --until 2026-02-20 --save plan.json
To open: 3 reviews    kith review run --until 2026-02-20 --today 2026-02-14
  mill    anna  due 2026-02-28 (complaint mill#2)
  brewer  anna  due 2026-03-01 (every 3 months from 2026-03-01); 14 days to prepare
  farm    anna  due 2026-03-01 (every 3 months from 2026-03-01); 14 days to prepare
saved in plan.json; kith review run plan.json --today 2026-02-14 opens exactly that

$ cat plan.json
{
  "kith":"review plan 1",
  "practice":"Bistro",
  "today":"2026-02-14",
  "until":"2026-02-20",
  "reviews":[{
      "relationship":"mill",
      "name":"mill",
      "owner":"anna",
      "due":"2026-02-28",
      "opens":"2026-02-14",
      "causes":["complaint #2"],
      "why":"due 2026-02-28 (complaint mill#2)"
    },{
      "relationship":"brewer",
      "name":"brewer",
      "owner":"anna",
      "due":"2026-03-01",
      "opens":"2026-02-15",
      "why":"due 2026-03-01 (every 3 months from 2026-03-01); 14 days to prepare"
    },{
      "relationship":"farm",
      "name":"farm",
      "owner":"anna",
      "due":"2026-03-01",
      "opens":"2026-02-15",
      "why":"due 2026-03-01 (every 3 months from 2026-03-01); 14 days to prepare"
    }]
}

# The models change: every difference is a line.
$ cp practice.yaml before.yaml && sed -i 's/3 months, anchor: 2026-03-01/3 months, anchor: 2026-03-02/; s/  farm: .*/  shop:   { relationship: { model: regular } }/' practice.yaml
> kith review run plan.json --today 2026-02-15
kith review run: error: plan.json is not the plan of today any more:
  brewer: due 2026-03-02, not 2026-03-01
  farm: no longer due
  shop: due 2026-03-02, new
a new one: kith review plan --until 2026-02-20 --save plan.json --today 2026-02-15
? 2

# So does the record.
$ cp before.yaml practice.yaml && kith log undo mill#2 --today 2026-02-15 > /dev/null && kith review run plan.json --today 2026-02-15
kith review run: error: plan.json is not the plan of today any more:
  mill: no longer due
a new one: kith review plan --until 2026-02-20 --save plan.json --today 2026-02-15
? 2

# A new plan is carried out, later too, on the days that were planned; twice is once.
$ kith log mill complaint title="Moths" --today 2026-02-15 > /dev/null && kith review plan --today 2026-02-15 --save plan.json > /dev/null
> kith review run plan.json --today 2026-02-17
brewer#2  2026-03-01  reviews/2026-03-01-brewer.yaml
farm#2    2026-03-01  reviews/2026-03-01-farm.yaml
mill#5    2026-03-01  reviews/2026-03-01-mill.yaml
saved in plan.json; kith review run plan.json --today 2026-02-15 opens exactly that

$ kith review run plan.json --today 2026-02-17
this plan was carried out already; kith review plan shows what is open

$ kith review run plan.json --today 2026-06-01
this plan was carried out already; kith review plan shows what is open

$ kith review plan --today 2026-06-01 --format csv | cut -d, -f1-4
"state","due","opens","relationship"
"opened","2026-03-01",,"brewer"
"opened","2026-03-01",,"farm"
"opened","2026-03-01",,"mill"

# One of them is open already, by another run.
$ kith log undo farm#2 --today 2026-06-01 > /dev/null && kith review run plan.json --today 2026-06-01
kith review run: error: plan.json is not the plan of today any more:
  brewer: is open already, as brewer#2
  mill: is open already, as mill#5
a new one: kith review plan --save plan.json --today 2026-06-01
? 2

$ kith review run nowhere.json --today 2026-06-01
kith review run: error: nowhere.json cannot be read: no such file
? 1

$ echo '{ "reviews": [] }' > wrong.json && kith review run wrong.json --today 2026-06-01
kith review run: error: wrong.json is no plan; kith review plan --save FILE writes one
? 1

$ sed 's/2026-03-01/2026-02-30/' plan.json > wrong.json && kith review run wrong.json --today 2026-06-01
kith review run: error: wrong.json: review 1 of the plan has no day for due
? 1

$ kith review plan --today 2026-06-01 --save plans/2026/plan.json > /dev/null; kith review plan --today 2026-06-01 --save plan.json/plan.json > /dev/null
saved in plans/2026/plan.json; kith review run plans/2026/plan.json --today 2026-06-01 opens exactly that
kith review plan: error: plan.json/plan.json cannot be written: a part of the path is not a folder
? 1

# Twice the same day gives the same record, in another time zone and language too.
$ cp journal.db before.db && kith review run --today 2026-06-01 && kith verify --anchor > one
> TZ=Asia/Tokyo LC_ALL=it_IT.UTF-8 kith review run --today 2026-06-01 && TZ=Asia/Tokyo LC_ALL=it_IT.UTF-8 kith verify --anchor | cmp - one
farm#4  2026-03-01  reviews/2026-03-01-farm.yaml
nothing to open
