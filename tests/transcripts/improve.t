# Improvements: opened, moved on through the steps of a cycle, and closed by what was measured, never by what is said.
$ mkdir bistro && cd bistro && cat > practice.yaml <<'X'
> name: Bistro
> begins: 2026-01-01
> staff: { anna: { name: Anna }, paolo: { name: Paolo } }
> measures: { wait: { unit: minutes, better: low }, csat: { scale: [1, 5] } }
> X

$ mkdir models && cat > models/people.yaml <<'X'
> stakeholders:
>   maria: { name: Maria Rossi, relationship: { owner: anna, type: basic } }
>   brewer: { name: Birrificio Alto, relationship: { owner: paolo, type: basic } }
> X

$ kith improve list --today 2026-02-01
No improvement is open.  kith improve open SUBJECT MEASURE to=… due=…

# The baseline is today's value of the record, the owner the relationship's.
$ kith log maria csat=3 wait=25 --today 2026-02-01
maria#2  measure  csat 3, wait 25  2026-02-01

$ kith improve open maria csat to=4.2 due=2026-09-30 --cycle pdca --text "Quicker at the door" --today 2026-02-02
maria#3  improvement  "Quicker at the door", csat, baseline 3, target 4.2, due            2026-02-02
                      2026-09-30, owner anna, step plan, cycle pdca
maria#3 is at "plan" (Plan):
  kith improve advance maria#3 --today 2026-02-02

# All that is wrong is told at its word, and nothing is noted.
$ kith improve open mara csat to=6 due=2026-01-01 --cycle pcda --owner ana --by paola fron=3 --today 2026-02-02
command line:1:19: error: no stakeholder "mara"; did you mean "maria"?
    1 | kith improve open mara csat to=6 due=2026-01-01 fron=3 --cycle pcda --owner ana --by paola
      |                   ^~~~
command line:1:32: error: csat is 6, outside its scale of 1 to 5
    1 | kith improve open mara csat to=6 due=2026-01-01 fron=3 --cycle pcda --owner ana --by paola
      |                                ^
command line:1:38: error: 2026-01-01 lies before 2026-02-02, today
    1 | kith improve open mara csat to=6 due=2026-01-01 fron=3 --cycle pcda --owner ana --by paola
      |                                      ^~~~~~~~~~
command line:1:49: error: no "fron" of an improvement; did you mean "from"?
    1 | kith improve open mara csat to=6 due=2026-01-01 fron=3 --cycle pcda --owner ana --by paola
      |                                                 ^~~~~~
command line:1:64: error: no cycle "pcda"; did you mean "pdca"?
    1 | kith improve open mara csat to=6 due=2026-01-01 fron=3 --cycle pcda --owner ana --by paola
      |                                                                ^~~~
command line:1:77: error: no staff member "ana"; did you mean "anna"?
    1 | kith improve open mara csat to=6 due=2026-01-01 fron=3 --cycle pcda --owner ana --by paola
      |                                                                             ^~~
command line:1:86: error: no staff member "paola"; did you mean "paolo"?
    1 | kith improve open mara csat to=6 due=2026-01-01 fron=3 --cycle pcda --owner ana --by paola
      |                                                                                      ^~~~~
? 1

$ kith improve open maria to=4 --today 2026-02-02
command line:1:19: error: say what is to be improved: a measure such as csat, score, or a text
    1 | kith improve open maria to=4
      |                   ^~~~~
command line:1:28: error: without a measure nobody can tell; name one beside it, such as csat, or score
    1 | kith improve open maria to=4
      |                            ^
? 1

$ kith improve open maria wait to=40 --today 2026-02-02
command line:1:33: error: the target 40 is no better than the baseline 25; of wait, lower is better
    1 | kith improve open maria wait to=40
      |                                 ^~
? 1

$ kith improve open maria cast to=4 --today 2026-02-02
command line:1:25: error: no measure "cast"; did you mean "csat"?
    1 | kith improve open maria cast to=4
      |                         ^~~~
? 1

$ kith improve open maria --today 2026-02-02
command line:1:19: error: say what is to be improved: a measure such as csat, score, or a text
    1 | kith improve open maria
      |                   ^~~~~
? 1

$ kith improve open maria csat to=four due=soon owner=anna --today 2026-02-02
command line:1:33: error: target must be a number, not "four"
    1 | kith improve open maria csat to=four due=soon owner=anna
      |                                 ^~~~
command line:1:42: error: due must be a day such as 2026-03-01, not "soon"
    1 | kith improve open maria csat to=four due=soon owner=anna
      |                                          ^~~~
command line:1:47: error: this is an option: --owner anna
    1 | kith improve open maria csat to=four due=soon owner=anna
      |                                               ^~~~~~~~~~
? 1

$ kith improve open maria score to=80 within=30d --today 2026-02-02
command line:1:44: error: within is for measures; a score has its own windows
    1 | kith improve open maria score to=80 within=30d
      |                                            ^~~
? 1

# Each step says all that it needs, with the command that gives it.
$ kith improve advance maria#3 --by anna --today 2026-02-10
maria#4  improvement  maria#3 plan → do  2026-02-10
maria#3 is at "do" (Do); it needs a note:
  kith improve advance maria#3 --note "…" --today 2026-02-10

$ kith improve advance maria#3 --today 2026-03-01
kith improve advance: error: maria#3 cannot leave "do" yet: it needs a note
  kith improve advance maria#3 --note "…" --today 2026-03-01
? 1

$ kith improve advance maria#3 --note "A second waiter on Fridays" --today 2026-03-01
maria#5  improvement  maria#3 do → check  2026-03-01
maria#3 is at "check" (Check); it needs csat measured after 2026-02-02:
  kith log maria csat=… --today 2026-03-01
  kith improve advance maria#3 --today 2026-03-01

$ kith improve advance maria#3 --today 2026-03-02
kith improve advance: error: maria#3 cannot leave "check" yet: it needs csat measured after 2026-02-02
  kith log maria csat=… --today 2026-03-02
  kith improve advance maria#3 --today 2026-03-02
? 1

# What is measured before the round began does not count; a value below the target leads back to the plan.
$ kith log maria csat=3.6 --today 2026-04-20
maria#6  measure  csat 3.6  2026-04-20

$ kith improve advance maria#3 --today 2026-04-21
maria#7  improvement  maria#3 check → plan; csat is 3.6, target 4.2: not reached  2026-04-21
maria#3 is at "plan" (Plan):
  kith improve advance maria#3 --today 2026-04-21

$ kith improve list --late --today 2026-06-01
id       subject  what                 baseline → target  now  step             due         owner
maria#3  maria    Quicker at the door  csat 3 → 4.2         –  plan, 11 d late  2026-09-30  anna

Next:
  kith improve advance maria#3 --today 2026-06-01

$ kith improve list --owner paolo --today 2026-06-01
No improvement is open.  kith improve open SUBJECT MEASURE to=… due=…

$ kith improve list --owner ana --today 2026-06-01
kith improve list: error: no staff member "ana"; did you mean "anna"?
? 1

$ kith improve list --cycle pdc --today 2026-06-01
kith improve list: error: no cycle "pdc"; did you mean "pdca"?
? 1

$ kith improve list --today 2026-06-01 --format csv
"id","subject","text","measure","within","cycle","step","state","baseline","target","actual","reached","opened","entered","limit","due","days_late","step_late","late","rounds","owner","ended","because","needs","command"
"maria#3","maria","Quicker at the door","csat",,"pdca","plan","open",3,4.2,,,"2026-02-02","2026-04-21","2026-05-21","2026-09-30",0,11,"yes",2,"anna",,,"","kith improve advance maria#3"

# The second round: only what is measured after it began.
$ kith improve change maria#3 due=2026-12-31 --note "More time for the kitchen" --today 2026-06-01
maria#8  improvement  maria#3 due 2026-12-31, "More time for the kitchen"  2026-06-01

$ kith improve advance maria#3 --today 2026-06-02
maria#9  improvement  maria#3 plan → do  2026-06-02
maria#3 is at "do" (Do); it needs a note:
  kith improve advance maria#3 --note "…" --today 2026-06-02

$ kith improve advance maria#3 --note "A third waiter" --today 2026-06-20
maria#10  improvement  maria#3 do → check  2026-06-20
maria#3 is at "check" (Check); it needs csat measured after 2026-04-21:
  kith log maria csat=… --today 2026-06-20
  kith improve advance maria#3 --today 2026-06-20

$ kith improve advance maria#3 --today 2026-06-20
kith improve advance: error: maria#3 cannot leave "check" yet: it needs csat measured after 2026-04-21
  kith log maria csat=… --today 2026-06-20
  kith improve advance maria#3 --today 2026-06-20
? 1

$ kith log maria csat=4.3 --today 2026-07-01
maria#11  measure  csat 4.3  2026-07-01

$ kith improve advance maria#3 --today 2026-07-02 --dry-run
maria#12  improvement  maria#3 check → act; csat is 4.3, target 4.2: reached  2026-07-02
A dry run: nothing was noted.

$ kith improve advance maria#3 --today 2026-07-02
maria#12  improvement  maria#3 check → act; csat is 4.3, target 4.2: reached  2026-07-02
maria#3 is at "act" (Act); it needs a note:
  kith improve advance maria#3 --note "…" --today 2026-07-02

$ kith improve advance maria#3 --because "She says so" --note "Three waiters" --today 2026-07-03
kith improve advance: error: --because is for a target that the record does not show as reached
? 1

$ kith improve advance maria#3 --note "Three waiters on Fridays" --by anna --today 2026-07-03
maria#13  improvement  maria#3 act → closed; csat is 4.3, target 4.2: reached  2026-07-03

$ kith improve advance maria#3 --today 2026-07-04
kith improve advance: error: maria#3 was closed on 2026-07-03
? 1

$ kith improve why maria#3 --as-of 2026-07-10
maria#3, of Maria Rossi (maria): csat 3 → 4.2
“Quicker at the door”
cycle pdca (Plan, do, check, act: try a change, keep it if it helps); due 2026-12-31; owner anna

  2026-02-02  opened       maria#3
  2026-02-10  do           maria#4  plan left after 8 days, limit 2026-03-04 kept; by anna
  2026-03-01  check        maria#5  do left after 19 days, limit 2026-04-11 kept; “A second waiter
                           on Fridays”
  2026-04-21  plan         maria#7  check left after 51 days, limit 2026-03-31 not kept
  2026-06-01  changed      maria#8  “More time for the kitchen”
  2026-06-02  do           maria#9  plan left after 42 days, limit 2026-05-21 not kept
  2026-06-20  check        maria#10  do left after 18 days, limit 2026-08-01 kept; “A third waiter”
  2026-07-02  act          maria#12  check left after 12 days, limit 2026-07-20 kept
  2026-07-03  closed       maria#13  act left after 1 day, limit 2026-08-01 kept; “Three waiters on
                           Fridays”; by anna

Reached on 2026-07-03.
csat is 4.3, target 4.2: reached (the latest, measured after 2026-04-21: maria#11).

# As of a past day the register is what it was then.
$ kith improve why maria#3 --as-of 2026-04-21
maria#3, of Maria Rossi (maria): csat 3 → 4.2
“Quicker at the door”
cycle pdca (Plan, do, check, act: try a change, keep it if it helps); due 2026-09-30; owner anna

  2026-02-02  opened       maria#3
  2026-02-10  do           maria#4  plan left after 8 days, limit 2026-03-04 kept; by anna
  2026-03-01  check        maria#5  do left after 19 days, limit 2026-04-11 kept; “A second waiter
                           on Fridays”
  2026-04-21  plan         maria#7  check left after 51 days, limit 2026-03-31 not kept

At "plan" for 0 days; to be left by 2026-05-21; round 2, since 2026-04-21.
Say what is tried, and which value by which day would show that it helps.
Not known: no csat measured after 2026-04-21.

maria#3 is at "plan" (Plan):
  kith improve advance maria#3 --today 2026-04-21

$ kith improve list --today 2026-07-10
No improvement is open.  kith improve open SUBJECT MEASURE to=… due=…

$ kith improve list --all --today 2026-07-10
id       subject  what                 baseline → target  now  step     due         owner
maria#3  maria    Quicker at the door  csat 3 → 4.2       4.3  reached  2026-12-31  anna

# A correction reaches the answer; what was noted at the end stays beside it. Taking a step back takes back what came after it.
$ kith log undo maria#11 --today 2026-07-11
maria#11  measure  taken back: csat 4.3  2026-07-11

$ kith improve why maria#3 --as-of 2026-07-12 | tail -3
Reached on 2026-07-03.
Not known: no csat measured after 2026-04-21.
When it was closed the answer was yes; the record has changed since.

$ kith log undo maria#10 --today 2026-07-12
maria#10  improvement  taken back: maria#3 step check, "A third waiter"                   2026-07-12
maria#12  improvement  taken back: maria#3 step act                                       2026-07-12
maria#13  improvement  taken back: maria#3 closed, actual 4.3, reached yes, "Three        2026-07-12
                       waiters on Fridays"

$ kith improve list --today 2026-07-12
id       subject  what                 baseline → target  now  step  due         owner
maria#3  maria    Quicker at the door  csat 3 → 4.2         –  do    2026-12-31  anna

Next:
  kith improve advance maria#3 --note "…" --today 2026-07-12

# The seven steps of continual improvement, with a mean, where lower is better. Evidence names events that count.
$ kith improve open maria wait to=15 due=2026-12-31 within=60d --text "No queue at the door" --today 2026-08-01
maria#18  improvement  "No queue at the door", wait, within 60d, target 15, due           2026-08-01
                       2026-12-31, owner anna, step vision, cycle continual_improvement
maria#18 is at "vision" (What it is for):
  kith improve advance maria#18 --today 2026-08-01

$ kith improve advance maria#18 --today 2026-08-02
maria#19  improvement  maria#18 vision → now  2026-08-02
maria#18 is at "now" (Where we stand); it needs a baseline:
  kith improve advance maria#18 from=… --today 2026-08-02

$ kith improve advance maria#18 --today 2026-08-03
kith improve advance: error: maria#18 cannot leave "now" yet: it needs a baseline
  kith improve advance maria#18 from=… --today 2026-08-03
? 1

$ kith improve advance maria#18 from=22 evidence=maria#2,maria#99 --today 2026-08-03
command line:1:48: error: nothing that counts is noted as maria#99
    1 | kith improve advance maria#18 from=22 evidence=maria#2,maria#99
      |                                                ^~~~~~~~~~~~~~~~
? 1

$ kith improve advance maria#18 from=22 --today 2026-08-03
maria#20  improvement  maria#18 now → wanted  2026-08-03
maria#18 is at "wanted" (Where we want to be):
  kith improve advance maria#18 --today 2026-08-03

$ kith improve advance maria#18 --today 2026-08-04
maria#21  improvement  maria#18 wanted → plan  2026-08-04
maria#18 is at "plan" (How we get there); it needs a note:
  kith improve advance maria#18 --note "…" --today 2026-08-04

$ kith improve advance maria#18 --note "Tables by the hour" --today 2026-08-05
maria#22  improvement  maria#18 plan → act  2026-08-05
maria#18 is at "act" (Doing it); it needs a note:
  kith improve advance maria#18 --note "…" --today 2026-08-05

$ kith improve advance maria#18 --note "Done since Friday" --today 2026-08-20
maria#23  improvement  maria#18 act → check  2026-08-20
maria#18 is at "check" (Did we get there); it needs wait measured after 2026-08-01:
  kith log maria wait=… --today 2026-08-20
  kith improve advance maria#18 --today 2026-08-20

$ for day in 2026-08-10 2026-08-20; do kith log maria wait=18 --at $day --today 2026-08-21; done
maria#24  measure  wait 18  2026-08-10
maria#25  measure  wait 18  2026-08-20

$ kith improve advance maria#18 --today 2026-08-22
maria#26  improvement  maria#18 check → plan; wait is 18, target 15: not reached  2026-08-22
maria#18 is at "plan" (How we get there); it needs a note:
  kith improve advance maria#18 --note "…" --today 2026-08-22

$ kith improve advance maria#18 --note "And a bell" --today 2026-08-23
maria#27  improvement  maria#18 plan → act  2026-08-23
maria#18 is at "act" (Doing it); it needs a note:
  kith improve advance maria#18 --note "…" --today 2026-08-23

$ kith improve advance maria#18 --note "It rings" --today 2026-08-30
maria#28  improvement  maria#18 act → check  2026-08-30
maria#18 is at "check" (Did we get there); it needs wait measured after 2026-08-22:
  kith log maria wait=… --today 2026-08-30
  kith improve advance maria#18 --today 2026-08-30

$ for day in 2026-09-10 2026-09-20 2026-09-21T20:15; do kith log maria wait=14 --at $day --today 2026-09-22; done
maria#29  measure  wait 14  2026-09-10
maria#30  measure  wait 14  2026-09-20
maria#31  measure  wait 14  2026-09-21T20:15

$ kith improve advance maria#18 --today 2026-09-23
maria#32  improvement  maria#18 check → momentum; wait is 14, target 15: reached  2026-09-23
maria#18 is at "momentum" (What keeps it going); it needs a note:
  kith improve advance maria#18 --note "…" --today 2026-09-23

$ kith improve advance maria#18 --note "The bell stays" --today 2026-09-24
maria#33  improvement  maria#18 momentum → closed; wait is 14, target 15: reached  2026-09-24

$ kith improve why maria#18 --as-of 2026-09-24 | tail -2
wait is 14, target 15: reached (mean of 60d, measured after 2026-08-22: maria#29, maria#30,
  maria#31).

$ kith improve why maria#18 --as-of 2026-09-24 --format json | sed -n '1,22p'
{
  "id":"maria#18",
  "subject":"maria",
  "text":"No queue at the door",
  "measure":"wait",
  "within":"60d",
  "cycle":"continual_improvement",
  "step":"momentum",
  "state":"closed",
  "baseline":22,
  "target":15,
  "actual":14,
  "reached":true,
  "opened":"2026-08-01",
  "entered":"2026-09-23",
  "limit":"2026-10-23",
  "due":"2026-12-31",
  "days_late":0,
  "step_late":0,
  "late":false,
  "rounds":2,
  "owner":"anna",

# A claim without the record behind it is noted as a claim; giving up is no claim. Without a target nothing is claimed at all.
$ mkdir -p scripts/cycles && cat > scripts/cycles/short.lua <<'X'
> return extend("pdca", {
>   doc = "Two steps.",
>   steps = {
>     { "plan", needs = {}, within = "1 week" },
>     { "talk", after = "plan", needs = "evidence", next = "closed", by = "the host" },
>     { "do", off = true }, { "check", off = true }, { "act", off = true },
>   },
>   choose = false,
> })
> X

$ kith check | grep -o "no findings"
no findings

$ kith improve open brewer csat from=2 to=3 --cycle short --today 2026-10-01
brewer#2  improvement  csat, baseline 2, target 3, owner paolo, step plan, cycle short  2026-10-01
brewer#2 is at "plan" (Plan):
  kith improve advance brewer#2 --today 2026-10-01

$ kith improve advance brewer#2 --today 2026-10-02
brewer#3  improvement  brewer#2 plan → talk  2026-10-02
brewer#2 is at "talk"; it needs evidence:
  kith improve advance brewer#2 evidence=ID --today 2026-10-02

$ kith improve advance brewer#2 --today 2026-10-03
kith improve advance: error: brewer#2 cannot leave "talk" yet: it needs evidence
  kith improve advance brewer#2 evidence=ID --today 2026-10-03
? 1

$ kith log brewer visit --note "Talked" --today 2026-10-03
brewer#4  interaction  visit, "Talked"  2026-10-03

$ kith improve advance brewer#2 evidence=brewer#4 --today 2026-10-03
kith improve advance: error: csat is not measured since, target 3: not known
  kith improve advance brewer#2 --because "…" --today 2026-10-03    closes it as claimed, not reached
  kith improve drop brewer#2 --note "…" --today 2026-10-03
? 1

$ kith improve advance brewer#2 evidence=brewer#4 --because "We shook hands" --today 2026-10-03
brewer#5  improvement  brewer#2 talk → closed; csat is not measured since, target 3: not  2026-10-03
                       known, claimed: "We shook hands"

$ kith improve open brewer --text "Deliveries before noon" --cycle short --owner anna --today 2026-10-04
brewer#6  improvement  "Deliveries before noon", owner anna, step plan, cycle short  2026-10-04
brewer#6 is at "plan" (Plan):
  kith improve advance brewer#6 --today 2026-10-04

$ kith improve advance brewer#6 --because "no" --today 2026-10-04
kith improve advance: error: --because is for the last step; this one is not
? 1

$ kith improve advance brewer#6 --today 2026-10-04
brewer#7  improvement  brewer#6 plan → talk  2026-10-04
brewer#6 is at "talk"; it needs evidence:
  kith improve advance brewer#6 evidence=ID --today 2026-10-04

$ kith improve drop brewer#6 --note "Another brewer" --by anna --today 2026-10-05
brewer#8  improvement  brewer#6 dropped, "Another brewer"  2026-10-05

$ kith improve drop brewer#6 --today 2026-10-05
kith improve drop: error: brewer#6 was dropped on 2026-10-05
? 1

$ kith improve list --all --today 2026-10-06
id        subject  what                    baseline → target  now  step           due         owner
maria#3   maria    Quicker at the door     csat 3 → 4.2         –  do, 66 d late  2026-12-31  anna
maria#18  maria    No queue at the door    wait 22 → 15        14  reached        2026-12-31  anna
brewer#2  brewer                           csat 2 → 3           –  claimed        –           paolo
brewer#6  brewer   Deliveries before noon  –                    –  dropped        –           anna

Next:
  kith improve advance maria#3 --note "…" --today 2026-10-06

$ kith improve why brewer#2 --as-of 2026-10-06
brewer#2, of Birrificio Alto (brewer): csat 2 → 3
cycle short (Two steps); owner paolo

  2026-10-01  opened       brewer#2
  2026-10-02  talk         brewer#3  plan left after 1 day, limit 2026-10-08 kept
  2026-10-03  closed       brewer#5  talk left after 1 day; claimed: “We shook hands”; evidence
                           brewer#4

Claimed on 2026-10-03.
Not known: no csat measured after 2026-10-01.

# What choose answers is held against the exits of the step; a script that does not end is ended.
$ kith improve open brewer csat from=2 to=3 due=2026-12-01 --cycle pdca --today 2026-10-10 >/dev/null && kith improve advance brewer#9 --today 2026-10-10 >/dev/null
> kith improve advance brewer#9 --note Tried --today 2026-10-10 >/dev/null && kith log brewer csat=2.5 --today 2026-10-11
brewer#12  measure  csat 2.5  2026-10-11

$ try() { printf 'return extend("pdca", { choose = function(i)\n  %s\nend })\n' "$1" > scripts/cycles/pdca.lua; kith improve advance brewer#9 --today 2026-10-12 --dry-run; }

$ try 'return "plna"'
scripts/cycles/pdca.lua:1:25: error: choose answered "plna", and the exits of "check" are act and plan; did you mean "plan"?
    1 | return extend("pdca", { choose = function(i)
      |                         ^~~~~~
? 2

$ try 'return 3'
scripts/cycles/pdca.lua:1:25: error: choose answered with a number, and the exits of "check" are act and plan
    1 | return extend("pdca", { choose = function(i)
      |                         ^~~~~~
? 2

$ try 'return { "plan" }'
scripts/cycles/pdca.lua:1:25: error: choose answered with a table, and the exits of "check" are act and plan
    1 | return extend("pdca", { choose = function(i)
      |                         ^~~~~~
? 2

$ try 'return nil'
scripts/cycles/pdca.lua:1:25: error: choose answered with nothing, and the exits of "check" are act and plan
    1 | return extend("pdca", { choose = function(i)
      |                         ^~~~~~
? 2

$ try 'return "closed"'
scripts/cycles/pdca.lua:1:25: error: choose answered "closed", and the exits of "check" are act and plan
    1 | return extend("pdca", { choose = function(i)
      |                         ^~~~~~
? 2

$ try 'return ("x"):rep(100000)'
scripts/cycles/pdca.lua:1:25: error: choose answered "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…", and the exits of "check" are act and plan
    1 | return extend("pdca", { choose = function(i)
      |                         ^~~~~~
? 2

$ try 'while true do end'
scripts/cycles/pdca.lua:2:3: error: ran past its limit of 200,000,000 steps (limits: steps in practice.yaml)
    2 |   while true do end
      |   ^
? 2

$ try 'return i.reched and "act" or "plan"'
scripts/cycles/pdca.lua:2:12: error: no field "reched" in an improvement; did you mean "reached"?
    2 |   return i.reched and "act" or "plan"
      |            ^~~~~~
? 2

$ try 'i.reached = true return "act"'
scripts/cycles/pdca.lua:2:3: error: a cycle reads the improvement and cannot change it
    2 |   i.reached = true return "act"
      |   ^
? 2

$ try 'return i.value > 3 and "act" or "plan"'
scripts/cycles/pdca.lua:2:12: error: no field "value" in an improvement
    2 |   return i.value > 3 and "act" or "plan"
      |            ^~~~~
? 2

$ try 'return os.getenv "HOME"'
scripts/cycles/pdca.lua:2:10: error: "os" is not for scripts: scripts have no clock, no files and no programs
    2 |   return os.getenv "HOME"
      |          ^~
? 2

$ try 'error "no"'
scripts/cycles/pdca.lua:2:3: error: no
    2 |   error "no"
      |   ^
? 2

$ try 'return i.days_in_step > 1 and i.rounds == 1 and i.baseline < i.actual and i.owner == "paolo" and "plan" or "act"'
brewer#13  improvement  brewer#9 check → plan; csat is 2.5, target 3: not reached  2026-10-12
A dry run: nothing was noted.

$ try 'return i.level > "a" and "act" or "plan"'
scripts/cycles/pdca.lua:1:25: error: choose reckons with level, which is not known of brewer#9
    1 | return extend("pdca", { choose = function(i)
      |                         ^~~~~~
? 2

$ rm scripts/cycles/pdca.lua && kith improve list --today 2026-10-12
id        subject  what                 baseline → target  now  step           due         owner
maria#3   maria    Quicker at the door  csat 3 → 4.2         –  do, 72 d late  2026-12-31  anna
brewer#9  brewer                        csat 2 → 3         2.5  check          2026-12-01  paolo

Next:
  kith improve advance maria#3 --note "…" --today 2026-10-12
  kith improve advance brewer#9 --today 2026-10-12

$ rm scripts/cycles/short.lua && kith improve list --all --today 2026-10-12 && kith improve why brewer#2 --as-of 2026-10-12 | tail -4
id        subject  what                    baseline → target  now  step           due         owner
maria#3   maria    Quicker at the door     csat 3 → 4.2         –  do, 72 d late  2026-12-31  anna
maria#18  maria    No queue at the door    wait 22 → 15        14  reached        2026-12-31  anna
brewer#2  brewer                           csat 2 → 3           –  claimed        –           paolo
brewer#6  brewer   Deliveries before noon  –                    –  dropped        –           anna
brewer#9  brewer                           csat 2 → 3         2.5  check          2026-12-01  paolo

Next:
  kith improve advance maria#3 --note "…" --today 2026-10-12
  kith improve advance brewer#9 --today 2026-10-12

Claimed on 2026-10-03.
Not known: no csat measured after 2026-10-01.
no cycle "short"; there are continual_improvement, iso44001 and pdca

$ kith verify

# A review opens improvements; what was measured in the talk is where they begin. They go where the closing is taken back.
$ cat >> practice.yaml <<'X'
> relationship_models: { regular: { owner: anna, review: { every: 1 year, anchor: 2026-11-01 } } }
> X

$ sed -i 's/relationship: { owner: anna, type: basic }/relationship: { model: regular, type: basic }/' models/people.yaml && kith review run --today 2026-11-01
maria#35  2026-11-01  reviews/2026-11-01-maria.yaml

$ cat > wrong.yaml <<'X'
> review: maria#35
> held: 2026-11-01
> improvements:
>   - { measure: csat, from: 3, to: 2.5, cycle: pcda }
>   - { measure: cast, to: 4, due: 2026-01-01 }
>   - { to: 4, by: 2026-12-01, owner: ana }
> X

$ kith review close maria#35 wrong.yaml --today 2026-11-02
wrong.yaml:6:14: error: no field "by" in an improvement
    6 |   - { to: 4, by: 2026-12-01, owner: ana }
      |              ^~
wrong.yaml:6:37: error: no staff member "ana"; did you mean "anna"?
    6 |   - { to: 4, by: 2026-12-01, owner: ana }
      |                                     ^~~
? 2

$ sed -i '/by: 2026/d' wrong.yaml && kith review close maria#35 wrong.yaml --today 2026-11-02
wrong.yaml:4:35: error: the target 2.5 is no better than the baseline 3; of csat, higher is better
    4 |   - { measure: csat, from: 3, to: 2.5, cycle: pcda }
      |                                   ^~~
wrong.yaml:4:47: error: no cycle "pcda"; did you mean "pdca"?
    4 |   - { measure: csat, from: 3, to: 2.5, cycle: pcda }
      |                                               ^~~~
wrong.yaml:5:16: error: no measure "cast"; did you mean "csat"?
    5 |   - { measure: cast, to: 4, due: 2026-01-01 }
      |                ^~~~
wrong.yaml:5:34: error: 2026-01-01 lies before 2026-11-02, today
    5 |   - { measure: cast, to: 4, due: 2026-01-01 }
      |                                  ^~~~~~~~~~
? 2

$ cat > outcome.yaml <<'X'
> review: maria#35
> held: 2026-11-01
> measures: { csat: 3.5 }
> improvements:
>   - { measure: csat, to: 4, due: 2027-03-01, cycle: pdca, text: Quicker at the door }
>   - Find out what would bring her friends
> X

$ kith review close maria#35 outcome.yaml --today 2026-11-02
maria#36  review       maria#35 closed                                                    2026-11-02
maria#37  measure      csat 3.5, source review maria#35                                   2026-11-01
maria#38  improvement  "Quicker at the door", csat, baseline 3.5, target 4, due           2026-11-01
                       2027-03-01, owner anna, step plan, cycle pdca
maria#39  improvement  "Find out what would bring her friends", owner anna, step vision,  2026-11-01
                       cycle continual_improvement
The next review of maria is due 2027-11-01; it opens 2027-11-01.

$ kith improve list --cycle pdca --today 2026-11-03
id        subject  what                 baseline → target  now  step           due         owner
maria#3   maria    Quicker at the door  csat 3 → 4.2       3.5  do, 94 d late  2026-12-31  anna
brewer#9  brewer                        csat 2 → 3         2.5  check          2026-12-01  paolo
maria#38  maria    Quicker at the door  csat 3.5 → 4         –  plan           2027-03-01  anna

Next:
  kith improve advance maria#3 --note "…" --today 2026-11-03
  kith improve advance brewer#9 --today 2026-11-03
  kith improve advance maria#38 --today 2026-11-03

$ kith log undo maria#36 --today 2026-11-03
maria#36  review       taken back: maria#35 closed                                        2026-11-03
maria#37  measure      taken back: csat 3.5, source review maria#35                       2026-11-03
maria#38  improvement  taken back: "Quicker at the door", csat, baseline 3.5, target 4,   2026-11-03
                       due 2027-03-01, owner anna, step plan, cycle pdca
maria#39  improvement  taken back: "Find out what would bring her friends", owner anna,   2026-11-03
                       step vision, cycle continual_improvement

$ kith improve list --today 2026-11-03
id        subject  what                 baseline → target  now  step           due         owner
maria#3   maria    Quicker at the door  csat 3 → 4.2         –  do, 94 d late  2026-12-31  anna
brewer#9  brewer                        csat 2 → 3         2.5  check          2026-12-01  paolo

Next:
  kith improve advance maria#3 --note "…" --today 2026-11-03
  kith improve advance brewer#9 --today 2026-11-03

# In the repl and in reports.
$ kith repl --as-of 2026-09-24 -e 'for _, i in ipairs(kith.relationship("maria"):improvements()) do print(i.id, i.step, i.state, i.baseline, i.target, i.actual, i.reached, table.concat(i.events, " ")) end'
maria#3	do	open	3	4.2	nil	nil	
maria#18	momentum	closed	22	15	14	true	maria#29 maria#30 maria#31

$ kith report review_pack maria --as-of 2026-09-24 --format text | sed -n '/^What we improve/,/^$/p;/Reached/p' | head -12
What we improve together
------------------------
Improvement           Measured by   Baseline  Target  Now  Step     Due         Owner  Id
Quicker at the door   Satisfaction         3     4.2    –  Do       2026-12-31  Anna   maria#3
No queue at the door  wait                22      15   14  reached  2026-12-31  Anna   maria#18

$ kith report portfolio --as-of 2026-11-03 --format md | grep -A6 "being improved"
## What is being improved

| Relationship | Improvement | Measured by | Baseline | Target | Actual | Step | Due | Owner |  |
| :-- | :-- | :-- | --: | --: | --: | :-- | :-- | :-- | :-- |
| Maria Rossi | Quicker at the door | Satisfaction | 3 | 4\.2 | – | Do | 2026-12-31 | Anna | late |
| Birrificio Alto | Satisfaction | Satisfaction | 2 | 3 | 2\.5 | Check | 2026-12-01 | Paolo | – |

$ kith report practice --as-of 2026-12-31 --format csv | grep -i "got there" | head -3
"Improvements that got there",33,"1 of 3"
"Improvements that got there",0.3333333333333333,"1 of 3","Improvements whose target fell due within a year and that were closed with it reached, as measured, of those that fell due."

# What got there by its due day is not late, though it is still to be closed; what got there after it is.
$ cd .. && mkdir cafe && cd cafe && printf 'name: Cafe\nbegins: 2026-01-01\nstakeholders:\n  maria: { name: Maria, relationship: { type: basic } }\n  rosa: { name: Rosa, relationship: { type: basic } }\n' > practice.yaml

$ for who in maria rosa; do kith improve open $who csat from=3 to=4 due=2026-03-31 --cycle pdca --text Quicker --today 2026-03-15 > said; done

$ kith log maria csat=5 --today 2026-03-20 && kith log maria csat=4 --today 2026-04-10 && kith log rosa csat=5 --today 2026-04-10
maria#3  measure  csat 5  2026-03-20
maria#4  measure  csat 4  2026-04-10
rosa#3  measure  csat 5  2026-04-10

$ kith improve list --today 2026-04-12
id       subject  what     baseline → target  now  step  due                    owner
maria#2  maria    Quicker  csat 3 → 4           4  plan  2026-03-31             –
rosa#2   rosa     Quicker  csat 3 → 4           5  plan  2026-03-31, 12 d late  –

Next:
  kith improve advance maria#2 --owner … --today 2026-04-12
  kith improve advance rosa#2 --owner … --today 2026-04-12

$ kith improve list --late --today 2026-04-12 --format csv | cut -d, -f1,15-19
"id","limit","due","days_late","step_late","late"
"rosa#2","2026-04-14","2026-03-31",12,0,"yes"

$ kith digest --as-of 2026-04-12 | grep improvement
  rosa  12 days late, target reached: improvement “Quicker”  kith improve advance rosa#2
  maria  due 2026-04-14, target reached: improvement, step "plan" “Qu…  kith improve advance maria#2

# Got there in time, and no step presses: it is told all the same, for it waits to be closed.
$ mkdir -p scripts/cycles && echo 'return { doc = "Two steps.", steps = { { "plan" }, { "do" } } }' > scripts/cycles/plain.lua

$ kith improve open maria trust from=0.4 to=0.8 due=2026-05-31 --cycle plain --text Reliable --today 2026-04-01 > opened && kith log maria trust=0.9 --at 2026-05-01 --today 2026-05-01 > logged

$ kith digest --as-of 2026-06-08 | grep Reliable
  maria  target reached: improvement “Reliable”  kith improve advance maria#5
