# Several are taken back at once, all or none; what goes with another may be named beside it.
$ mkdir bistro && cd bistro && cat > practice.yaml <<'END'
> name: Bistro
> begins: 2026-01-01
> relationship_models: { regular: { measures: trust, review: { every: 3 months } } }
> stakeholders: { brewer: { relationship: { model: regular } } }
> END

$ kith log brewer call trust=0.5 --today 2026-03-20 && kith log brewer email --today 2026-03-20
brewer#2  interaction  call       2026-03-20
brewer#3  measure      trust 0.5  2026-03-20
brewer#4  interaction  email  2026-03-20

$ kith log undo brewer#2 brewer#9 --today 2026-03-21
command line:1:24: error: nothing is noted as brewer#9
    1 | kith log undo brewer#2 brewer#9
      |                        ^~~~~~~~
? 1

$ kith log undo brewer#2 brewer#4 brewer#2 --today 2026-03-21
brewer#2  interaction  taken back: call   2026-03-21
brewer#4  interaction  taken back: email  2026-03-21

$ kith review run --until 2026-04-01 --today 2026-03-22 && printf 'review: brewer#7\nheld: 2026-04-01\nmeasures: { trust: 0.7 }\n' > outcome.yaml
> kith review close brewer#7 outcome.yaml --today 2026-04-01 | head -2 && kith log undo brewer#8 brewer#9 --today 2026-04-02 && kith log brewer
brewer#7  2026-04-01  reviews/2026-04-01-brewer.yaml
brewer#8  review   brewer#7 closed                    2026-04-01
brewer#9  measure  trust 0.7, source review brewer#7  2026-04-01
brewer#8  review   taken back: brewer#7 closed                    2026-04-02
brewer#9  measure  taken back: trust 0.7, source review brewer#7  2026-04-02
brewer#3  2026-03-20  measure  trust 0.5
brewer#7  2026-03-22  review   opened, due 2026-04-01
