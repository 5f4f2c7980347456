# What kith score and kith explain say to people: numbers that agree with their bands, sentences, bands that do not exist, faulty factors.
$ mkdir bistro && cd bistro && mkdir -p scripts/rules models && cat > practice.yaml <<'END'
> name: Bistro
> begins: 2020-01-01
> stakeholders:
>   ann: { name: Ann, relationship: { model: cooperative-tactical } }
>   bob: { name: Bob, relationship: { model: cooperative-tactical } }
>   yamada: { name: 山田太郎 🍕, relationship: { model: cooperative-tactical } }
> END

$ cat > scripts/rules/near.lua <<'END'
> return {
>   features = { trust = latest("trust"), silence = days_since("contact"), late = share("commitment", { state = "overdue" }),
>                incidents = count("incident"), complaints = count("complaint") },
>   factors = {
>     { "trust", weight = 2, say = "trust is {trust%}, written {trust}" },
>     { "incidents", say = "{silence|day} of silence, {incidents|incident}, {complaints|complaint}, {late%} of the promises are late",
>       value = function(r) return r.silence > 0 and 0.498 or 0.996 end },
>   },
> }
> END

$ kith log ann trust=0.495 incident severity=minor --at 2026-01-01 --today 2026-02-01
...

$ kith log ann call --at 2022-01-01 --today 2026-02-01
...

$ kith log ann commitment by=us due=2022-02-01 text="A menu" --at 2022-01-02 --today 2026-02-01
...

$ kith log yamada trust=0.51 incident severity=minor complaint severity=minor --at 2026-01-01 --today 2026-02-01
...

$ kith log yamada call --at 2026-02-01 --today 2026-02-01
...

# 49.6 is red, so it reads 49, and one point is lacking; the parts add up to that. A whole number is shown whole.
$ kith score --rule near --as-of 2026-02-01
Bistro, as of 2026-02-01: 1 red, 1 amber, 1 unknown

id      name         value  band   90 d  evidence            contact  costs most  owner
ann     Ann             49  red     new  100%, ≤ 1492 d  1492 / 30 d  trust −34   –
yamada  山田太郎 🍕     67  amber   new  100%, ≤ 31 d       0 / 30 d  trust −33   –

Unknown:
id   name  what to record next
bob  Bob   nothing recorded yet; record: kith log bob call trust=…

Why: kith explain ann --rule near --as-of 2026-02-01

$ kith explain ann --rule near --as-of 2026-02-01
Ann (ann), as of 2026-02-01: 49, red
rule near, scripts/rules/near.lua; evidence 100%; oldest input 1,492 days

  trust             50 of 100, weight 2, adds 33  (scripts/rules/near.lua:2)
      “trust is 50%, written 0.495”
      trust 0.495 – latest of trust: ann#2
  incidents         50 of 100, weight 1, adds 16  (scripts/rules/near.lua:7)
      “1492 days of silence, 1 incident, 0 complaints, 100% of the promises are late”
      silence 1492 – days since of contact: ann#4

To amber it lacks 1 point. What would lift it:
  trust: up to +34
  incidents: up to +17

# 50.6 reads 51, 67.2 reads 67: the steps add up to the 16 between what is printed.
$ kith explain yamada --rule near --since 2026-01-31 --as-of 2026-02-01
山田太郎 🍕 (yamada), as of 2026-02-01: 67, amber
rule near, scripts/rules/near.lua; evidence 100%; oldest input 31 days

  trust             51 of 100, weight 2, adds 34  (scripts/rules/near.lua:2)
      “trust is 51%, written 0.51”
      trust 0.51 – latest of trust: yamada#2
  incidents        100 of 100, weight 1, adds 33  (scripts/rules/near.lua:7)
      “0 days of silence, 1 incident, 1 complaint, ? of the promises are late”
      silence 0 – days since of contact: yamada#5

To green it lacks 8 points. What would lift it:
  trust: up to +33

Since 2026-01-31: 51 amber → 67 amber
     0  time went by        
   +16  what happened       incidents 50 → 100
     0  what was redefined  
     0  which rule changed  

What happened since 2026-01-31:
  yamada#5  2026-02-01  interaction  call

# A band that no rule in play has.
$ kith score --rule near --band rde --as-of 2026-02-01
kith score: error: no band "rde"; did you mean "red"?
? 1

$ kith score --rule near --band gold --as-of 2026-02-01
kith score: error: no band "gold"; there are red, amber, green and unknown
? 1

$ kith score --rule near --band red --as-of 2026-02-01
Bistro, as of 2026-02-01: 1 red

id   name  value  band  90 d  evidence            contact  costs most  owner
ann  Ann      49  red    new  100%, ≤ 1492 d  1492 / 30 d  trust −34   –

Why: kith explain ann --rule near --as-of 2026-02-01

# What changed can only be asked of a day before.
$ kith explain ann --rule near --since 2027-01-01 --as-of 2026-11-21
kith explain: error: --since must lie before --as-of, which is 2026-11-21
? 1

$ kith explain ann --rule near --since 2026-02-01 --as-of 2026-02-01
kith explain: error: --since must lie before --as-of, which is 2026-02-01
? 1

# A factor that is wrong for everybody is told once.
$ cat > scripts/rules/wrong.lua <<'END'
> return { factors = { { "age", value = function(r) return r.age end } } }
> END

$ kith score --rule wrong --as-of 2026-02-01
Bistro, as of 2026-02-01: 3 unknown

Unknown:
id      name         what to record next
ann     Ann          0% of the evidence; see: kith explain ann --rule wrong
bob     Bob          nothing recorded yet; record: kith log bob call
yamada  山田太郎 🍕  0% of the evidence; see: kith explain yamada --rule wrong
scripts/rules/wrong.lua:1:25: error: factor "age" of ann is 2223, outside 0 to 1 … and 2 more relationships
    1 | return { factors = { { "age", value = function(r) return r.age end } } }
      |                         ^~~
? 2

$ echo stakeholders: > models/all.yaml

$ for i in $(seq 30); do echo "  q$i: { name: Q $i, relationship: { model: cooperative-tactical } }"; done >> models/all.yaml

$ kith score --rule wrong --as-of 2026-02-01 --format csv > /dev/null
scripts/rules/wrong.lua:1:25: error: factor "age" of q1 is 2223, outside 0 to 1 … and at least 9 more relationships
    1 | return { factors = { { "age", value = function(r) return r.age end } } }
      |                         ^~~
? 2

# Sentences that cannot be filled in are found without running.
$ cat > scripts/rules/wrong.lua <<'END'
> return { features = { silence = days_since("contact") }, factors = {
>   { "a", say = "{silence$} days", value = function() return 1 end },
>   { "b", say = "{silense|day}", value = function() return 1 end },
>   { "c", say = "{silence|day|}", value = function() return 1 end },
>   { "d", say = "{silence|day} {silence%} {cadence.ideal|day|days}", value = function() return 1 end },
> } }
> END

$ kith check
33 stakeholders, 33 relationships, 2 rules: 3 errors
scripts/rules/wrong.lua:2:17: error: "{silence$}" cannot be filled in; write {x}, {x%} for a share, or {x|noun} for a count with its noun
    2 |   { "a", say = "{silence$} days", value = function() return 1 end },
      |                 ^~~~~~~~~~
scripts/rules/wrong.lua:3:18: error: no field "silense" in a row to put into a sentence; did you mean "silence"?
    3 |   { "b", say = "{silense|day}", value = function() return 1 end },
      |                  ^~~~~~~
scripts/rules/wrong.lua:4:17: error: "{silence|day|}" cannot be filled in; write {x}, {x%} for a share, or {x|noun} for a count with its noun
    4 |   { "c", say = "{silence|day|}", value = function() return 1 end },
      |                 ^~~~~~~~~~~~~~
? 2

# A long name gives way; the command does not.
$ rm models/all.yaml scripts/rules/wrong.lua && cat >> practice.yaml <<END
>   long: { name: $(printf 'Name%.0s' $(seq 75)), relationship: { model: cooperative-tactical } }
> END

$ kith score --as-of 2026-02-01
Bistro, as of 2026-02-01: 1 red, 1 amber, 2 unknown

id      name         value  band   90 d  evidence           contact  costs most   owner
ann     Ann             36  red     new  60%, ≤ 1492 d  1492 / 30 d  contact −33  –
yamada  山田太郎 🍕     64  amber   new  60%, ≤ 31 d       0 / 30 d  trust −25    –

Unknown:
id    name                           what to record next
bob   Bob                            nothing recorded yet; record: kith log bob call trust=… csat=…
long  NameNameNameNameNameNameName…  nothing recorded yet; record: kith log long call trust=… csat=…

Why: kith explain ann --as-of 2026-02-01

# A folder within a workspace is none; it is said where one is.
$ cd scripts/rules && kith score
kith: error: practice.yaml: no such file (there is one in ../..; use -C ../..)
? 1

$ cd ../.. && kith -C models score
kith: error: practice.yaml: no such file (there is one in models/..; use -C models/..)
? 1
