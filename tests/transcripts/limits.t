# A script that will not end, wants all the memory or hangs inside one call is stopped at its limit, and told by name. The record stays as it was.
$ mkdir bistro && cd bistro && mkdir -p scripts/rules && cat > practice.yaml <<'END'
> name: Bistro
> begins: 2026-01-01
> limits: { steps: 1000000, memory: 16 }
> stakeholders:
>   ann: { name: Ann, relationship: { model: cooperative-tactical } }
> END

$ cat > scripts/rules/loops.lua <<'END'
> return { features = { trust = latest("trust") }, factors = { { "trust", value = function(r)
>   while r.trust do end
> end } } }
> END

$ cat > scripts/rules/grows.lua <<'END'
> return { features = { trust = latest("trust") }, factors = { { "trust", value = function(r)
>   local hoard = {}
>   while r.trust do hoard[#hoard + 1] = ("x"):rep(100000) .. #hoard end
> end } } }
> END

$ cat > scripts/rules/hangs.lua <<'END'
> return { features = { trust = latest("trust") }, factors = { { "trust", value = function(r)
>   return r.trust and ("a"):rep(100000):find(("a-"):rep(60) .. "b") or 0
> end } } }
> END

$ kith log ann trust=0.5 call --today 2026-02-01
...

$ kith verify --anchor > before && kith verify

$ timeout 5 kith score --rule loops --as-of 2026-03-01
scripts/rules/loops.lua:2:3: error: ran past its limit of 1,000,000 steps (limits: steps in practice.yaml)
    2 |   while r.trust do end
      |   ^
? 2

$ timeout 5 kith score --rule grows --as-of 2026-03-01
scripts/rules/grows.lua:3:3: error: asked for more than its limit of 16 MiB of memory (limits: memory in practice.yaml)
    3 |   while r.trust do hoard[#hoard + 1] = ("x"):rep(100000) .. #hoard end
      |   ^
? 2

$ timeout 5 kith score --rule hangs --as-of 2026-03-01
scripts/rules/hangs.lua: error: gave no sign of life for 2 s inside one library call (limits: silence in practice.yaml)
? 2

$ timeout 5 kith explain ann --rule loops --as-of 2026-03-01
scripts/rules/loops.lua:2:3: error: ran past its limit of 1,000,000 steps (limits: steps in practice.yaml)
    2 |   while r.trust do end
      |   ^
? 2

# Loading them is no harm; other rules work beside them.
$ kith check
1 stakeholder, 1 relationship, 3 rules: no findings

$ kith score --rule cadence --as-of 2026-03-01 --format csv
"id","name","rule","value","band","limit","value_before","band_before","coverage","oldest_days","contact_days","ideal_days","max_days","costs_most","cost","owner","state"
"ann","Ann","cadence",0.7666666666666666,"green",,,"unknown",1,28,28,30,60,"contact",0.2333333333333334,,"scored"

$ kith verify --against "$(cat before)"
