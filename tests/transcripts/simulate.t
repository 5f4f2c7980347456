# Rehearsals: which there are, what they say, what they keep, and what is refused.

$ kith new --example restaurant trattoria > made && cd trattoria

$ for name in reservations measures events; do kith import $name data/$name.csv --today 2026-07-01 > ../made; done

$ kith simulate --as-of 2026-07-01
name               horizon  every     runs  doc
at_the_tables      1 year   1 week     500  Should we sit down with those who stand worst, or with…
churn_and_winback  5 years  3 months  1000  How many stay, and what does winning back bring?
review_cadence     5 years  1 week    1000  Does reviewing more often keep more relationships?
staffing           2 years  1 week    1000  How many visits a week keep trust up?
supplier_failure   1 year   1 week    1000  How deep does a supplier's failure go, and how long doe…
trust_repair       2 years  1 week     500  How long does trust take to come back after a bad month?
word_of_mouth      2 years  1 week    1000  How soon do most recommend us, left to word of mouth?

$ kith simulate staffing --as-of 2026-07-01 --runs 100
staffing: How many visits a week keep trust up?
Trattoria Conti from 2026-07-01: 18 relationships, 104 steps of 1 week (2 years), 100 runs, seed 2.
A rehearsal, not a forecast: it shows what follows from the assumptions, not what will be.

at the end  visits = 1  visits = 2  visits = 4
neglected       22.9 %      0.28 %         0 %
trust           0.5354      0.6833      0.7244
visits             202         379         458

visits = 1 rather than visits = 2:
  neglected +22.61 points (95 %: +22.06 to +23.16)
  trust −0.14787 (95 %: −0.14811 to −0.14764)
  visits −177 (95 %: −177 to −177)

visits = 4 rather than visits = 2:
  neglected −0.28 points (95 %: −0.52 to −0.04)
  trust +0.041109 (95 %: +0.041023 to +0.041195)
  visits +79 (95 %: +79 to +79)

Plan visit with visits = 1 used 97% of its capacity.
Plan visit with visits = 2 used 91% of its capacity.
Plan visit with visits = 4 used 55% of its capacity.

It rests on:
  fades: 0.01 (0.005 to 0.02) – assumed: trust not cared for falls by a hundredth in a week
  lifts: 0.1 (0.05 to 0.15) – assumed: a visit gives back a tenth of the trust that is missing
  visits: compared: 1, 2, 4 – visits an owner can make in a week
  trust at the start: from the record: latest trust
  trust of those without one: 0.6 – 4 of 18 relationships; assumed: a little above the middle of the
    scale
  weeks at the start: 0

Outcomes:
  neglected: share of those not visited for two months
  trust: trust on average, 0 to 1
  visits: visits made so far

# One policy: how the runs lie.
$ kith simulate staffing --as-of 2026-07-01 --runs 100 --set visits=2 | head -8
staffing: How many visits a week keep trust up?
Trattoria Conti from 2026-07-01: 18 relationships, 104 steps of 1 week (2 years), 100 runs, seed 2.
A rehearsal, not a forecast: it shows what follows from the assumptions, not what will be.

at the end    mean   95% of the mean  1 in 20 below  middle  1 in 20 above
neglected   0.28 %  0.04 % to 0.52 %            0 %     0 %            0 %
trust       0.6833  0.6826 to 0.6840          0.676   0.683          0.688
visits         379        379 to 379            379     379            379

# What is kept is gone on with, and refused where it is of other runs.
$ kith simulate staffing --as-of 2026-07-01 --runs 100 --results one.sim --format csv > one.csv

$ kith simulate staffing --as-of 2026-07-01 --runs 100 --results one.sim
kith simulate: error: one.sim: exists already; --resume goes on with it, --replace begins anew
? 1

$ head -c 20000 one.sim > cut.sim && kith simulate staffing --as-of 2026-07-01 --runs 100 --results cut.sim --resume --format csv | cmp - one.csv && cmp cut.sim one.sim

$ kith simulate staffing --as-of 2026-07-01 --runs 100 --results one.sim --resume --seed 3
kith simulate: error: one.sim is of other runs: the seed (2, now 3) changed; --replace begins anew
? 1

$ kith log luca-moretti trust=0.9 --today 2026-07-01 > ../made; kith simulate staffing --as-of 2026-07-01 --runs 100 --results one.sim --resume
kith simulate: error: one.sim is of other runs: the record changed; --replace begins anew
? 1

# Shards make the same file.
$ for i in 1 2; do kith simulate staffing --as-of 2026-07-01 --runs 100 --results part-$i.sim --shard $i/2; done
shard 1 of 2: 64 runs in part-1.sim; kith simulate merge puts all shards together
shard 2 of 2: 36 runs in part-2.sim; kith simulate merge puts all shards together

$ kith simulate merge part-*.sim --format csv | head -3
"policy","param.fades","param.lifts","param.visits","outcome","group","step","runs","mean","deviation","low","high","least","p05","p25","p50","p75","p95","most"
"visits = 1",0.01,0.1,1,"neglected",,0,100,0,0,0,0,0,0,0,0,0,0,0
"visits = 1",0.01,0.1,1,"neglected",,1,100,0,0,0,0,0,0,0,0,0,0,0

# … anywhere: a result file says all that it rests on.

$ mkdir ../elsewhere && cp part-*.sim ../elsewhere && cd ../elsewhere && kith simulate merge part-*.sim | sed -n '1,5p'; kith simulate merge part-*.sim --out merged.html; cd ../trattoria
staffing: How many visits a week keep trust up?
Trattoria Conti from 2026-07-01: 18 relationships, 104 steps of 1 week (2 years), 100 runs, seed 2.
A rehearsal, not a forecast: it shows what follows from the assumptions, not what will be.

at the end  visits = 1  visits = 2  visits = 4
merged.html written

$ printf 'kith results 1\n\002\000\000\000{}' > none.sim; kith simulate merge none.sim
kith simulate: error: none.sim: is no file of results
? 1

$ kith simulate merge part-2.sim
kith simulate: error: not all shards are here; run --shard 1/2
? 1

$ kith simulate merge part-*.sim --set visits=2
kith simulate: error: --set is for runs; merge puts together what was run, as it was run
? 1

$ kith simulate staffing --precision 0.2
kith simulate: error: --precision takes a percentage such as 0.5%
kith simulate --help shows how it is used
? 1

$ kith simulate staffing --as-of 2026-07-01 --precision 1% | sed -n '4,5p'
Means at the end, and differences, are known to 1 %: 128 runs were enough. Groups may be known less
well.

# A page fetches and runs nothing.
$ kith simulate trust_repair --as-of 2026-07-01 --runs 64 --tornado --out trust.html
trust.html written

# A name that promises what is not written is refused before anything runs.
$ kith simulate trust_repair --as-of 2026-07-01 --out trust.pdf; kith simulate trust_repair --as-of 2026-07-01 --out "q3 trust.docx"
kith simulate: error: --out trust.pdf: kith does not write .pdf; print the page: write .html, open it in a browser, print it to a file
kith simulate: error: --out q3 trust.docx: kith does not write .docx; pandoc does: --out 'q3 trust.md', then pandoc 'q3 trust.md' -o 'q3 trust.docx'
? 1

# Of few runs too: the least value is told whole, the others by the edges of their bins, and none below it.
$ kith simulate trust_repair --as-of 2026-07-01 --runs 3 --out out/few.html
out/few.html written

$ grep -c '<script\|src=' trust.html
0
? 1

$ kith simulate trust_repair --as-of 2026-07-01 --runs 64 --hypercube 5 --format json | grep -c '"policy"'
1905

$ kith simulate staffing --slurm 3 --results long.sim --as-of 2026-07-01
#!/bin/sh
#SBATCH --job-name=kith-staffing
#SBATCH --array=1-3
\#
\# Submit, wait for all tasks, put their parts together:
\#   sbatch --wait THIS_SCRIPT && kith simulate merge long.sim.part-* --results long.sim
\# A task that was stopped goes on where it was when it is submitted again.
set -e
kith simulate staffing -C . --as-of 2026-07-01 --results long.sim.part-"$SLURM_ARRAY_TASK_ID" --shard "$SLURM_ARRAY_TASK_ID"/3 --resume

# No quantile lies beyond the extremes, though bins are coarser than numbers

$ kith simulate staffing --as-of 2026-07-01 --runs 64 --format csv | awk -F, 'NR > 1 && ($(NF-5) < $(NF-6) || $(NF-1) > $NF) { n++ } END { print (NR > 1), n + 0 }'
1 0

# Many points: in a line what they come to; policies that do not fit beside each other stand below each other

$ kith simulate trust_repair --as-of 2026-07-01 --runs 64 --hypercube 5 | sed -n '5,10p'
at the end  as assumed  lowest point  highest point
lowest           0.231        0.1293          0.385
scarred         0.3745        0.2058         0.6365
trust           0.3383        0.2079         0.5306
These are means of 5 points; --format csv has every point.

$ kith simulate review_cadence --as-of 2026-07-01 --runs 64 --compare review_every=4,13 --compare quality=0.6,0.8 | sed -n '5,10p'
at the end                        first_left  retention   trust
quality = 0.6, review_every = 4    5.6 weeks    99.39 %  0.6071
quality = 0.6, review_every = 13    77 weeks     97.1 %  0.5128
quality = 0.8, review_every = 4      5 weeks    99.83 %  0.8033
quality = 0.8, review_every = 13   5.3 weeks    99.48 %  0.7549
first_left with quality = 0.6, review_every = 4: in 7 of 64 runs.

# A page of few runs, where quantiles are single runs

$ for runs in 2 5 10; do kith simulate review_cadence --as-of 2026-07-01 --runs $runs --out few.html --replace; done
few.html written
few.html written
few.html written

# Compared policies in an experiment: which assumption the answer hangs on, and where it turns

$ kith simulate trust_repair --as-of 2026-07-01 --runs 64 --compare effort=0.55,0.75 --set gain=0.1 --set scar=0.6 --tornado
trust_repair: How long does trust take to come back after a bad month?
Trattoria Conti from 2026-07-01: 18 relationships, 104 steps of 1 week (2 years), 64 runs, seed 5.
A rehearsal, not a forecast: it shows what follows from the assumptions, not what will be.

effort = 0.75 rather than effort = 0.55, as assumed and at either end of each range:

lowest +0.5777 (95 %: +0.5729 to +0.5826)
  parameter    at                      at
  heals      0.01  +0.4179 ± 0.0052  0.06  +0.6007 ± 0.0053
  loss        0.1  +0.4828 ± 0.0069   0.4  +0.6116 ± 0.0045
  It is higher at both ends of heals and loss too.

scarred −0.3386 (95 %: −0.3426 to −0.3345)
  parameter    at                      at
  heals      0.01  −0.3866 ± 0.0031  0.06  −0.2201 ± 0.0041
  loss        0.1  −0.3386 ± 0.0041   0.4  −0.3386 ± 0.0041
  It is lower at both ends of heals and loss too.

trust +0.5046 (95 %: +0.5023 to +0.5068)
  parameter    at                      at
  loss        0.1  +0.3430 ± 0.0016   0.4  +0.5503 ± 0.0023
  heals      0.01  +0.3751 ± 0.0020  0.06  +0.5152 ± 0.0025
  It is higher at both ends of loss and heals too.

It rests on:
  effort: compared: 0.55, 0.75 – how well we treat them afterwards, 0 to 1
  gain: 0.1 (0.05 to 0.15) – Pant & Yu
  heals: 0.03 (0.01 to 0.06) – Pant & Yu
  loss: 0.3 (0.1 to 0.4) – Pant & Yu
  scar: 0.6 (0.3 to 0.8) – Pant & Yu
  scarred at the start: 0
  trust at the start: from the record: latest trust
  trust of those without one: 0.6 – 4 of 18 relationships; assumed: a little above the middle of the
    scale

Outcomes:
  lowest: the one who trusts us least
  scarred: how much of what was lost cannot be won back for now, 0 to 1
  trust: trust on average, 0 to 1

$ kith simulate trust_repair --as-of 2026-07-01 --runs 64 --compare effort=0.55,0.75 --set gain=0.1 --set scar=0.6 --hypercube 6 | sed -n '5,17p'
effort = 0.75 rather than effort = 0.55:
at the end        as assumed      lowest point     highest point
lowest      +0.5777 ± 0.0049  +0.4647 ± 0.0045  +0.6296 ± 0.0052
scarred     −0.3386 ± 0.0041  −0.3931 ± 0.0033  −0.2235 ± 0.0041
trust       +0.5046 ± 0.0022  +0.3251 ± 0.0015  +0.5517 ± 0.0025

lowest: higher at all 6 points.
scarred: lower at all 6 points.
trust: higher at all 6 points.

How the difference moves with the parameters (rank correlation, −1 to 1):
  parameter  lowest  scarred  trust
  heals       +0.83    +1.00  +0.77

$ kith simulate staffing --as-of 2026-07-01 --runs 64 --compare visits=2,4 --format csv --differences
"policy","against","param.fades","param.lifts","param.visits","outcome","group","step","runs","difference","deviation","low","high"
"visits = 4","visits = 2",0.01,0.1,4,"neglected",,104,64,-0.005208333333333332,0.016321379205361197,-0.009285292558711956,-0.0011313741079547078
"visits = 4","visits = 2",0.01,0.1,4,"trust",,104,64,0.040526101289458105,0.00038808646741491504,0.040429160174147695,0.040623042404768515
"visits = 4","visits = 2",0.01,0.1,4,"visits",,104,64,79,0,79,79

$ kith simulate staffing --as-of 2026-07-01 --runs 64 --compare visits=2,4 --tornado --format json | grep -c '"against"'
25

$ kith simulate staffing --as-of 2026-07-01 --differences
kith simulate: error: --differences is for --format csv; the other formats say them with the outcomes
? 1

# Many intervals leave the truth out now and then

$ kith simulate trust_repair --as-of 2026-07-01 --runs 64 --compare effort=0.55,0.75 --tornado | grep 'Of these'
Of these 27 differences, each with its own 95 % interval, about 1 may in truth lie outside.

$ kith simulate staffing --as-of 2026-07-01 --runs 64 --set lifts=0.5 --compare fades=0.01,0.5 --set visits=2 | grep 'range'
  fades: compared: 0.01, 0.5 (0.005 to 0.02) – outside its range
  lifts: 0.5 (0.05 to 0.15) – set by --set, outside its range

$ kith simulate staffing --as-of 2026-07-01 --slurm 2 --results jobs/results/long.sim --out jobs/long.sh && sed -n '6p' jobs/long.sh
\#   sbatch --wait jobs/long.sh && kith simulate merge jobs/results/long.sim.part-* --results jobs/results/long.sim
jobs/long.sh written; sbatch --wait jobs/long.sh runs it
