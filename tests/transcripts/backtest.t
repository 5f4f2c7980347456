# Scores as of past days, held against what happened. Forty guests: those with an even number came every fortnight and went on coming.
$ mkdir -p bistro && cd bistro && cat > practice.yaml <<'END'
> name: Bistro
> begins: 2026-01-01
> relationship_models:
>   guest: { type: basic, level: operational, score: recency_frequency, cadence: { ideal: 30d, max: 90d, by: [visit] } }
> END

$ { echo id,name,model,since; seq 1 40 | awk '{ printf "g%02d,Guest %02d,guest,2026-01-01\n", $1, $1 }'; } > guests.csv

$ { echo of,at,kind,channel
>   seq 1 40 | awk '{ n = $1 % 2 ? 1 + $1 % 3 : 5
>     for (i = 0; i < n; i++) printf "g%02d,2026-%02d-%02d,interaction,visit\n", $1, 1 + int(i / 2), 1 + (i % 2) * 14 + $1 % 11
>     if ($1 % 2 == 0 && $1 % 10 || $1 == 9) printf "g%02d,2026-05-%02d,interaction,visit\n", $1, 1 + $1 % 20 }'
> } > visits.csv

$ awk -F, 'NR == 1 || $2 < "2026-03-01"' visits.csv > winter.csv

$ kith import contacts guests.csv --today 2026-01-01
40 rows read; 40 stakeholders (40 new); 0 events: 0 new, 0 known, 0 corrected

$ kith import events winter.csv --today 2026-03-01
119 rows read; 119 events: 119 new, 0 known, 0 corrected

$ kith import events visits.csv --today 2026-07-01
156 rows read; 156 events: 37 new, 119 known, 0 corrected

$ kith backtest recency_frequency --outcome 'visit within 90d' --at 2026-03-31 --as-of 2026-07-01
recency_frequency against “visit within 90d”, Bistro

day         until       scored  unknown  happened    AUC  95%
2026-03-31  2026-06-29      40        0  17 (43%)  0.804  0.601 – 0.918

Of one with whom it happened and one with whom not, the higher score is that of the first 80 times
in 100.

band   scored  happened  95%
green      33  16 (48%)  33% – 65%
amber       7   1 (14%)  3% – 51%
red         0         0  –

What happened by score, the highest first:
part       happened  times the average  of all, so far
1st fifth       50%                1.2             24%
2nd fifth      100%                2.4             71%
3rd fifth       50%                1.2             94%
4th fifth        0%                0.0             94%
5th fifth       13%                0.3            100%

factor     weight  AUC alone  95%            missing
recency         2      0.804  0.601 – 0.918        0
frequency       4      0.867  0.701 – 0.948        0
alive           1      0.785  0.539 – 0.919        7
The best single factor is frequency, 0.867; the score differs by -0.063 (-0.131 to +0.006).

Mind:
- 20 of the 139 events of 2026-03-31 or before were noted only after that day; the score of the day
  could not know them. --known leaves them out.

$ kith backtest recency_frequency --outcome 'contact within 60d' --at 2026-03-31,2026-02-28 --as-of 2026-07-01
recency_frequency against “contact within 60d”, Bistro

day         until       scored  unknown  happened    AUC  95%
2026-02-28  2026-04-29      40        0  20 (50%)  1.000  –
2026-03-31  2026-05-30      40        0  17 (43%)  0.804  0.601 – 0.918
all         –               80        0  37 (46%)  0.929  0.841 – 0.970

Of one with whom it happened and one with whom not, the higher score is that of the first 93 times
in 100.

band   scored  happened  95%
green      66  36 (55%)  43% – 66%
amber      14    1 (7%)  1% – 31%
red         0         0  –

What happened by score, the highest first:
part       happened  times the average  of all, so far
1st fifth       94%                2.0             41%
2nd fifth       81%                1.8             76%
3rd fifth       50%                1.1             97%
4th fifth        0%                0.0             97%
5th fifth        6%                0.1            100%

factor     weight  AUC alone  95%            missing
recency         2      0.896  0.824 – 0.941        0
frequency       4      0.907  0.790 – 0.962        0
alive           1      0.929  0.859 – 0.966       14
The best single factor is alive, 0.929; the score differs by +0.002 (-0.024 to +0.027), of the 66
that have it.

Mind:
- All 119 events of 2026-02-28 or before were noted only after that day; the score of the day could
  not know them. --known leaves them out.
- Bands take each observation as its own; where the same are seen on several days, their intervals
  are too narrow.

# What is bad is foretold by low scores, and told from the words; --foretold-by says otherwise.
$ kith backtest recency_frequency --outcome 'no contact within 90d' --at 2026-03-31 --as-of 2026-07-01 | head -6
recency_frequency against “no contact within 90d”, Bistro

day         until       scored  unknown  happened    AUC  95%
2026-03-31  2026-06-29      40        0  23 (57%)  0.804  0.601 – 0.918

Of one with whom it happened and one with whom not, the lower score is that of the first 80 times in

$ kith backtest recency_frequency --outcome 'no contact within 90d' --at 2026-03-31 --as-of 2026-07-01 --foretold-by high | head -7
recency_frequency against “no contact within 90d”, Bistro

day         until       scored  unknown  happened    AUC  95%
2026-03-31  2026-06-29      40        0  23 (57%)  0.196  0.082 – 0.399

Of one with whom it happened and one with whom not, the higher score is that of the first 20 times
in 100. The score points the other way (see --foretold-by).

# A page with pictures; it is the same figures.
$ kith backtest recency_frequency --outcome 'contact within 90d' --at 2026-03-31 --as-of 2026-07-01 --fit --out page.html
page.html written

$ grep -c '<svg' page.html
6

$ kith backtest recency_frequency --outcome 'contact within 90d' --at 2026-03-31 --as-of 2026-07-01 --out page.html
kith backtest: error: page.html: exists already; --replace overwrites a file
? 1

# A name that promises what is not written is refused.
$ kith backtest recency_frequency --outcome 'contact within 90d' --at 2026-03-31 --out page.csv; kith backtest recency_frequency --outcome 'contact within 90d' --at 2026-03-31 --out page.pdf
kith backtest: error: --out page.csv: kith does not write .csv here; it writes .html and .md
kith backtest: error: --out page.pdf: kith does not write .pdf; print the page: write .html, open it in a browser, print it to a file
? 1

$ kith backtest recency_frequency --outcome 'contact within 90d' --at 2026-03-31 --as-of 2026-07-01 --out page.md && sed -n 1,20p page.md
\# recency\_frequency against “contact within 90d”

Scores as of 2026-03-31

**Of one with whom it happened and one with whom not, the higher score is that of the first 80 times in 100.**

## How well the score tells

| day | until | scored | unknown | happened | AUC | 95% |
| :-- | :-- | --: | --: | --: | --: | :-- |
| 2026-03-31 | 2026-06-29 | 40 | 0 | 17 (43 %) | 0\.804 | 0\.601 – 0.918 |

## What happened in each band

**Share with whom it happened**

| Item | Value | From | To | Leaves out: of all | Note |
| :-- | --: | --: | --: | :-- | :-- |
| green | 48 % | 33 % | 65 % | no | of 33 |
| amber | 14 % | 3 % | 51 % | no | of 7 |
page.md written

# Weights from the record: too few guests for that.
$ kith backtest recency_frequency --outcome 'contact within 90d' --at 2026-03-31 --as-of 2026-07-01 --fit | grep -A2 weights
No weights fitted: it wants at least 20 with whom it happened and 20 with whom not; there are 17 and
23.

# The visits of March were noted in July: on the day itself nobody knew of them.
$ kith backtest recency_frequency --outcome 'contact within 90d' --at 2026-03-31 --as-of 2026-07-01 --format csv | grep g02
"g02","2026-03-31",1,0.7361832100270274,"green",0.8060207523233376,0.7142857142857143,0.6840981083996598

$ kith backtest recency_frequency --outcome 'contact within 90d' --at 2026-03-31 --as-of 2026-07-01 --format csv --known | grep g02
"g02","2026-03-31",1,0.6694578689674512,"green",0.7236346187201891,0.6666666666666666,0.5722691786651133

# A rule that was tuned since may have been tuned knowing what happened. A measure that is outcome and input foretells itself.
$ echo 'tune: { recency_frequency: { weights: { recency: 9 } } }' >> practice.yaml

$ kith log g01 csat=4 --today 2026-07-01
g01#4  measure  csat 4  2026-07-01

$ kith backtest recency_frequency --outcome 'contact within 90d' --at 2026-03-31 --as-of 2026-07-01 | sed -n '/Mind/,$p'
Mind:
- 20 of the 139 events of 2026-03-31 or before were noted only after that day; the score of the day
  could not know them. --known leaves them out.
- The rule or its tuning was changed after 2026-03-31: it may have been made knowing what happened.

$ kith backtest health --outcome 'csat >= 4 within 180d' --at 2026-01-31 --as-of 2026-12-31 | sed -n '/Mind/,$p'
Mind:
- All 73 events of 2026-01-31 or before were noted only after that day; the score of the day could
  not know them. --known leaves them out.
- csat is read by the rule and is the outcome: part of this is that csat stays as it was.
- 1 relationship had too little evidence for a score on the day: only the bands count them, as
  unknown.
- Of 39 relationships nothing is known within the time: left out.

# For programs: the measures, or the observations themselves.
$ kith backtest recency_frequency --outcome 'contact within 90d' --at 2026-03-31 --as-of 2026-07-01 --format json | head -30
{
  "practice":"Bistro",
  "rule":"recency_frequency",
  "outcome":"contact within 90d",
  "foretold_by":"high",
  "known":false,
  "days":[{
      "day":"2026-03-31",
      "until":"2026-06-29",
      "scored":40,
      "unknown":0,
      "not_begun":0,
      "undecided":0,
      "ended":0,
      "happened":17,
      "auc":{
        "value":0.8043478260869562,
        "low":0.6012885600912731,
        "high":0.9180806237478216,
        "error":0.08052286137346643,
        "count":40
      }
    }],
  "relationships":40,
  "scored":40,
  "happened":17,
  "share":0.425,
  "auc":{
    "value":0.8043478260869562,
    "low":0.6012885600912731,

$ kith backtest recency_frequency --outcome 'contact within 90d' --at 2026-03-31 --as-of 2026-07-01 --format csv | head -4
"id","day","happened","value","band","recency","frequency","alive"
"g01","2026-03-31",0,0.5405043131851825,"green",0.5655701084185465,0.5,0.4769294088256375
"g02","2026-03-31",1,0.7711019811751826,"green",0.8060207523233376,0.7142857142857143,0.6840981083996598
"g03","2026-03-31",0,0.45954770874206247,"amber",0.5156429867014977,0.3333333333333333,

# Nothing to tell apart: said, and the exit status is 2.
$ kith backtest recency_frequency --outcome 'incident within 90d' --at 2026-03-31 --as-of 2026-07-01
recency_frequency against “incident within 90d”, Bistro

day         until       scored  unknown  happened  AUC  95%
2026-03-31  2026-06-29      40        0    0 (0%)    –  –

It happened with none: there is nothing to tell apart.

band   scored  happened  95%
green      33    0 (0%)  0% – 10%
amber       7    0 (0%)  0% – 35%
red         0         0  –

Mind:
- 20 of the 139 events of 2026-03-31 or before were noted only after that day; the score of the day
  could not know them. --known leaves them out.
- The rule or its tuning was changed after 2026-03-31: it may have been made knowing what happened.
? 2

$ kith backtest health --outcome 'contact within 90d' --at 2026-03-31 --as-of 2026-07-01
health against “contact within 90d”, Bistro

day         until       scored  unknown  happened  AUC  95%
2026-03-31  2026-06-29       0       40         0    –  –

Nobody was scored on these days of whom it is known what happened.

band     scored  happened  95%
green         0         0  –
amber         0         0  –
red           0         0  –
unknown      40  17 (43%)  29% – 58%

Mind:
- 20 of the 139 events of 2026-03-31 or before were noted only after that day; the score of the day
  could not know them. --known leaves them out.
- 40 relationships had too little evidence for a score on the day: only the bands count them, as
  unknown.
? 2

$ kith backtest power_interest --outcome 'contact within 90d' --at 2026-03-31 --as-of 2026-07-01
kith backtest: error: power_interest puts into classes; only scores can be held against what happened
? 1

# Told in June of what was in January: everything could have been written with the outcome in mind. Without a record nobody is scored.
$ mkdir ../late && cd ../late && cat > practice.yaml <<'END'
> name: Late
> begins: 2026-01-01
> stakeholders: { ann: { relationship: { model: cooperative-tactical } }, bob: { relationship: { model: cooperative-tactical } } }
> END

$ kith backtest cadence --outcome 'contact within 30d' --at 2026-02-01 --as-of 2026-06-01 --known | tail -1
- Of 2 relationships nothing is known within the time: left out.

$ kith log ann call --at 2026-02-10 --today 2026-06-01
ann#2  interaction  call  2026-02-10

$ kith log bob call --at 2026-01-10 --today 2026-06-01
bob#2  interaction  call  2026-01-10

$ kith backtest cadence --outcome 'contact within 30d' --at 2026-02-01 --as-of 2026-06-01 --fit
cadence against “contact within 30d”, Late

day         until       scored  unknown  happened    AUC  95%
2026-02-01  2026-03-03       2        0   1 (50%)  0.000  –

Of one with whom it happened and one with whom not, the higher score is that of the first 0 times in
100. There are too few for an interval, or nothing overlaps.

band   scored  happened  95%
green       1    0 (0%)  0% – 79%
amber       1  1 (100%)  21% – 100%
red         0         0  –

factor   weight  AUC alone  95%  missing
contact       1      0.000  –          0

No weights fitted: the rule has only one factor.

Mind:
- 1 event of 2026-02-01 or before was noted only after that day; the score of the day could not know
  it. --known leaves it out.
- The rule was first noted on 2026-06-01, after 2026-02-01: its weights may have been chosen knowing
  what happened.
- The rule reads cadence.ideal and cadence.max of the model, which was first noted on 2026-06-01,
  after 2026-02-01.
- "green" does no better than "amber": the bands are not in order.
