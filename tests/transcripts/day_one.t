# The first day: people are known, nothing has happened yet. Nobody is called red for that; kith says what to record next.
$ mkdir bistro && cd bistro && cat > practice.yaml <<'END'
> name: Bistro
> begins: 2026-01-01
> stakeholders:
>   maria-rossi: { name: Maria Rossi, relationship: { model: cooperative-tactical, start: { stage: explore } } }
>   brewer: { name: Birrificio Alto, kind: organization, relationship: { model: partnership-operational } }
>   bank: { name: Cassa di Borgo, kind: organization, relationship: { model: basic-strategic, since: 2026-09-01 } }
> END

$ kith check
3 stakeholders, 3 relationships: no findings

$ kith score --as-of 2026-02-01
Bistro, as of 2026-02-01: 3 unknown

Unknown:
id           name             what to record next
bank         Cassa di Borgo   begins 2026-09-01
brewer       Birrificio Alto  nothing recorded yet; record: kith log brewer call trust=… csat=…
maria-rossi  Maria Rossi      nothing recorded yet; record: kith log maria-rossi call trust=… csat=…

$ kith score --as-of 2026-02-01 --format csv
"id","name","rule","value","band","limit","value_before","band_before","coverage","oldest_days","contact_days","ideal_days","max_days","costs_most","cost","owner","state"
"bank","Cassa di Borgo","health",,"unknown",,,,0,,,180,365.25,,,,"not begun"
"brewer","Birrificio Alto","health",,"unknown",,,,0.2,,31,7,14,,,,"nothing recorded"
"maria-rossi","Maria Rossi","health",,"unknown",,,,0.2,,31,30,60,,,,"nothing recorded"

$ kith explain maria-rossi --as-of 2026-02-01
Maria Rossi (maria-rossi), as of 2026-02-01: unknown
rule health, kith:scripts/rules/health.lua; evidence 20%
unknown: the evidence is less than the 50% this rule asks for

  trust            missing, weight 3: no trust  (kith:scripts/rules/health.lua:11)
      trust is missing: not recorded – latest of trust
  csat             missing, weight 2: no csat  (kith:scripts/rules/health.lua:12)
      csat is missing: not recorded – average of csat (within 180d)
  contact           99 of 100, weight 2, adds 99  (kith:scripts/rules/health.lua:31)
      “31 days without a contact that counts”
      silence 31 – days since of contact: none is noted, so counted from the beginning
      cadence.ideal 30
      cadence.max 60
  promises         missing, weight 2: no promises  (kith:scripts/rules/health.lua:35)
      promises is missing: not recorded – share of commitment (state kept late/broken/overdue,
        within 365d)
      level tactical
  problems         missing, weight 1: no complaints  (kith:scripts/rules/health.lua:40)
      complaints is missing: nothing observed yet – count of complaint (open true)
      incidents is missing: nothing observed yet – count of incident (open true)

What would lift it:
  contact: up to +1

What is not known:
  trust; record it: kith log maria-rossi trust=…
  csat; record it: kith log maria-rossi csat=…
  promises; record it: kith log maria-rossi commitment by=us due=… text="…"
  problems; record it: kith log maria-rossi call

# Nothing was written by looking.
$ ls
practice.yaml

$ kith verify

$ kith log maria-rossi visit csat=5 trust=0.8 --today 2026-02-01
maria-rossi#3  interaction  visit              2026-02-01
maria-rossi#4  measure      csat 5, trust 0.8  2026-02-01

$ kith score maria-rossi --as-of 2026-02-01
Bistro, as of 2026-02-01: 1 green

id           name         value  band   90 d  evidence     contact  costs most  owner
maria-rossi  Maria Rossi     93  green   new  80%, ≤ 0 d  0 / 30 d  trust −7    –

Why: kith explain maria-rossi --as-of 2026-02-01

# All help fits a terminal of 80 columns.
$ for verb in "" $(kith --help | sed -n 's/^  \([a-z]*\) .*/\1/p') "review plan" "review run" "review close" "improve open" "improve advance"; do kith $verb --help; done > help && LC_ALL=C.UTF-8 grep -E '.{81}' help
? 1
