# Reports: which there are, one in each format, what is refused and how.

$ kith new --example restaurant trattoria > made && cd trattoria

$ for name in reservations measures events; do kith import $name data/$name.csv --today 2026-07-01 > ../made; done

# Without a name it says which there are.
$ kith report
name         about    for   doc
handout      SUBJECT  both  One page for both sides of a review.
map          all      us    Everybody who has a stake, as a picture.
portfolio    all      us    All relationships on one page, with what needs a decision.
practice     all      us    How well the practice itself is done.
register     all      us    Everybody with every attribute that may be shown.
review_pack  SUBJECT  us    One relationship, to hold its review from.

# The pack says where we stand before all else, and at the end what it rests on.
$ kith report review_pack luca-moretti --as-of 2026-07-01 | sed -n '1,8p'
Review pack: Luca Moretti
=========================
As of 2026-07-01

Luca Moretti stands at 52 of 100, amber, 38 points lower than on 2026-04-02.

To green it lacks 20 points. Most would be gained by trust: up to 19 points.

$ kith report review_pack luca-moretti --as-of 2026-07-01 | grep -A 9 '^From 2026-04-02'
From 2026-04-02 to 2026-07-01:
Step           Change  Value  What moved
2026-04-02          –     90  –
time went by      −17     73  contact 100 → 20, csat 86 → 88
what happened     −21     52  trust 85 → 30, contact 20 → 87, csat 88 → 71
2026-07-01          –     52  –

Which factors moved
- −17 time went by: contact 100 → 20, csat 86 → 88
- −21 what happened: trust 85 → 30, contact 20 → 87, csat 88 → 71

$ kith report review_pack luca-moretti --as-of 2026-07-01 | tail -6
As of 2026-07-01.
Record: 434:[...]
Report review_pack: kith:scripts/reports/review_pack.lua, [...]
Rule health: kith:scripts/rules/health.lua, [...]
Tuning: practice.yaml, [...]
kith [...]

# Who is not known well enough has no number anywhere.
$ kith report review_pack tom-baker --as-of 2026-07-01 | sed -n '5,18p'
We do not know how we stand with Tom Baker: only 18 % of the evidence is there.

Band                      ○ unknown
Evidence                  18 %
Last contact that counts  none recorded
We owe                    nothing
They owe                  nothing
Next review               2027-02-10
Owner                     Anna Conti
Model                     New diner
Stage                     Hear of us
Engagement                Unaware, desired Neutral

The score

$ kith report register --format csv --as-of 2026-07-01 | grep '"Giulia Neri"'
"Giulia Neri","giulia-neri","person","Customer",,,,,"unknown","unknown",,,"Anna Conti","New diner","Operational","Basic","Hear of us","2026-05-22",,"unknown",12,,,

# What was not yet known on a day is not in its report.
$ kith report review_pack luca-moretti --as-of 2026-05-01 | grep -c shellfish
0
? 1

# What needs a decision, the gravest first.
$ kith report portfolio --as-of 2026-07-01 | sed -n '/^What needs/,/^$/p'
What needs a decision
---------------------
Relationship            Band     Score  Why                     Owner        Read more
Birrificio Alto         ▼ red       42  1 severe incident       Paolo Conti  kith explain brewer
                                        open; red at 42; 1
                                        promise overdue; fell
                                        from green
Luca Moretti            ◆ amber     52  1 promise overdue;      Anna Conti   kith explain
                                        fell from green                      luca-moretti
Association of the      ● green     79  1 complaint open;       Anna Conti   kith explain neighbours
Borgo quarter                           review 77 days late
Dario Leone             ◆ amber     55  fell from green         Paolo Conti  kith explain
                                                                             dario-leone

$ kith report practice --as-of 2026-07-01 | sed -n '/^Shares/,/^$/p'
Shares of a hundred:
Item                                       Value, %  Note
Review completion                                 0  0 of 1
Review actions on time                            –  nothing to count
Complaints resolved in time                      50  3 of 6
Improvements that got there                       –  nothing to count
Stakeholders heard within the agreed time       100  17 of 17
Relationships covered by a model                100  18 of 18
Needs aligned to a goal                          92  12 of 13
Stakeholder records complete                     89  16 of 18
Stakeholder map complete                         89  16 of 18

# A personal attribute is in no report, in no format.
$ for format in text md html json csv; do kith report register --as-of 2026-07-01 --format $format; done | grep -c -i -e gluten -e allerg
0
? 1

# The page for both sides has no judgement of ours.
$ kith report handout brewer --as-of 2026-07-01 --format md | sed -n '1,30p'
\# Birrificio Alto and Trattoria Conti

For our talk; as of 2026-07-01

- Together since: 2022-04-01
- With you: Paolo Conti
- We meet again: 2026-07-08

## What we promised you

- A forecast for the festival weeks: kept, due 2026-03-31

## What you promised us

- Two reserve kegs in our cellar: kept, due 2025-10-20
- To call before noon when a delivery will be late: kept late, due 2026-04-30
- A double delivery before the wine-road weekend: broken, due 2026-05-15
- A second driver, from the middle of June: overdue, due 2026-06-20

## What you told us you need

| Need | Where it stands |
| :-- | :-- |
| To know the orders of the festival weeks a month ahead | identified |

## What we would like to ask

1. What did we both know and nobody say?
2. Which dish depends on you alone?

$ kith report handout brewer --as-of 2026-07-01 --format json | grep -c -i -e score -e power -e engagement
0
? 1

# The file's name says the format; nothing is overwritten unawares; the same input gives the same bytes.
$ kith report portfolio --as-of 2026-07-01 --out june.html && head -1 june.html
<!DOCTYPE html>
june.html written

$ kith report portfolio --as-of 2026-07-01 --out june.html
kith report: error: june.html: exists already; --replace overwrites a file
? 1

$ cp june.html before.html && kith report portfolio --as-of 2026-07-01 --out june.html --replace && cmp june.html before.html
june.html written

$ grep -c -i -e '<script' -e 'src=' -e ' href' -e ' style=' june.html
0
? 1

# Mistakes are told with the word probably meant.
$ kith report portfolo
kith report: error: no report "portfolo"; did you mean "portfolio"?
? 1

$ kith report review_pack
kith report: error: the report review_pack is about one relationship; say which: kith report review_pack SUBJECT
? 1

$ kith report review_pack luca-moreti
kith report: error: no stakeholder "luca-moreti"; did you mean "luca-moretti"?
? 1

$ kith report portfolio luca-moretti
kith report: error: the report portfolio is about all relationships; leave "luca-moretti" out
? 1

# The client's colour and logo.
$ printf 'report: { colour: red }\n' >> practice.yaml && kith report portfolio --format html
practice.yaml:14:19: error: a colour is written with six digits, such as "#7a1f2b"
   14 | report: { colour: red }
      |                   ^~~
? 2

$ sed -i 's/colour: red/colour: "#7a1f2b"/' practice.yaml && kith report portfolio --format html | grep -o 'client: #7a1f2b'
client: #7a1f2b

# A report of one's own, wrong in several ways, then right.
$ printf 'return { doc = "Mine.", audience = "both",\n  needs = { scor = true, score = true, contacts = { within = "soon" } },\n  build = function(d) return document { "Mine" } end }\n' > scripts/reports/mine.lua

$ kith check
18 stakeholders, 19 relationships, 9 relationship models, 3 rules, 1 importer, 2 reports, 1 scenario: 3 errors
scripts/reports/mine.lua:2:13: error: no data "scor" for a report to need; did you mean "score"?
    2 |   needs = { scor = true, score = true, contacts = { within = "soon" } },
      |             ^~~~
scripts/reports/mine.lua:2:26: error: "score" is for our own side only; a report with audience = "both" cannot need it
    2 |   needs = { scor = true, score = true, contacts = { within = "soon" } },
      |                          ^~~~~
scripts/reports/mine.lua:2:53: error: needs.contacts: within is a length of time such as "90d" or "6 months"
    2 |   needs = { scor = true, score = true, contacts = { within = "soon" } },
      |                                                     ^~~~~~
? 2

$ printf 'return { doc = "Mine.", needs = { facts = true },\n  build = function(d)\n    return document { "Mine", section { "A", { is = "tabel" } }, chart("bars", "B", { items = { { label = "x", value = 0/0 } } }) }\n  end }\n' > scripts/reports/mine.lua

$ kith report mine brewer
scripts/reports/mine.lua:2:1: error: document.content › 1 (section).content › 1: is nothing a document is made of; did you mean "table"?
    2 |   build = function(d)
      | ^
scripts/reports/mine.lua:2:1: error: document.content › 2 (chart).items 1.value: is not finite, not a number
    2 |   build = function(d)
      | ^
? 2

$ printf 'return extend("handout", { doc = "Shorter.", build = function(d)\n  return document { d.facts.name, text(plural(#d.promises, "promise")) }\nend })\n' > scripts/reports/mine.lua

$ kith report mine brewer --as-of 2026-07-01 | head -4
Birrificio Alto
===============

5 promises

# What another program writes is not written under its name.
# Folders that are not there are made.
$ kith report portfolio --as-of 2026-07-01 --out out/2026/june.md && head -1 out/2026/june.md
\# Portfolio
out/2026/june.md written

$ kith report portfolio --as-of 2026-07-01 --out june.html/june.md
kith report: error: june.html/june.md: a part of the path is not a folder
? 1

$ kith report portfolio --as-of 2026-07-01 --out june.html/a/june.md
kith report: error: june.html/a: the folder cannot be made: not a directory
? 1

$ kith report portfolio --as-of 2026-07-01 --out june.pdf
kith report: error: --out june.pdf: kith does not write .pdf; print the page: write .html, open it in a browser, print it to a file
? 1

$ kith report portfolio --as-of 2026-07-01 --out june.docx --format html
kith report: error: --out june.docx: kith does not write .docx; pandoc does: --out june.md, then pandoc june.md -o june.docx
? 1

$ kith report portfolio --as-of 2026-07-01 --out june.xlsx
kith report: error: --out june.xlsx: kith does not write .xlsx; spreadsheets open .csv
? 1

$ kith report portfolio --as-of 2026-07-01 --out june.htlm
kith report: error: --out june.htlm: kith does not write .htlm; it writes .txt, .md, .html, .json and .csv
? 1

# Who was never heard is not told as heard, however short the time is.
$ mkdir ../quiet && cd ../quiet && printf 'name: Quiet\nbegins: 2026-06-01\nstakeholders:\n  zoe: { name: Zoe, power: 1, interest: 1, relationship: { model: cooperative-tactical } }\n  ann: { name: Ann, power: 1, interest: 1, relationship: { model: cooperative-tactical } }\n' > practice.yaml && kith log ann call trust=0.9 csat=5 --at 2026-06-02 --today 2026-06-20 > ../made

$ kith report practice --as-of 2026-06-20 | grep '^Stakeholders heard'
Stakeholders heard within the agreed time       100  1 of 1
Stakeholders heard within the agreed  100 %  1 of 1            Relationships whose last contact that

$ kith report practice --as-of 2026-11-20 | grep -A 4 '^Stakeholders heard within the agreed time$'
Stakeholders heard within the agreed time
Relationships whose last contact that counts lies within the longest agreed silence, of those that
agreed one; who was never heard counts once that time has passed since the beginning.

- Zoe: never

$ kith report register --as-of 2026-06-20 --format csv | grep -o '"never heard"'
"never heard"

$ kith report portfolio --as-of 2026-11-20 | grep -i 'heard in'
Zoe           ○ unknown      –  never heard in 172 days               –      kith explain zoe

$ kith explain zoe --as-of 2026-06-20 | grep -A 2 '  contact'
  contact          100 of 100, weight 2, adds 100  (kith:scripts/rules/health.lua:31)
      “19 days without a contact that counts”
      silence 19 – days since of contact: none is noted, so counted from the beginning

# In the practice's language, with its numbers and days; commands stay as one types them.
$ cd ../trattoria && sed -i '/^report:/d' practice.yaml && cp practice.yaml ../plain.yaml && printf 'report: { language: de }\n' >> practice.yaml && kith report portfolio --as-of 2026-07-01 | sed -n '1,11p'
Portfolio
=========
Stand 01.07.2026

18 Beziehungen: 1 rot, 4 gelb, 10 grün, 3 unbekannt.

Zuerst Birrificio Alto: 1 schwere Störung offen; rot mit 42; 1 Zusage überfällig; gefallen von grün.
Seit 02.04.2026 sind 2 um fünf Punkte oder mehr gestiegen und 3 gefallen.

Was eine Entscheidung braucht
-----------------------------

$ sed -i '/^report:/d' practice.yaml && printf 'report: { language: it, words: { "Portfolio": "Tutti i rapporti" } }\n' >> practice.yaml && kith report portfolio --as-of 2026-07-01 | sed -n '1,5p'
Tutti i rapporti
================
Al 01/07/2026

18 relazioni: 1 rosso, 4 giallo, 10 verde, 3 ignoto.

$ sed -i '/^report:/d' practice.yaml && printf 'report: { language: pt, words: { "As of %%s": "Hoje" } }\n' >> practice.yaml && kith check
18 stakeholders, 19 relationships, 9 relationship models, 3 rules, 1 importer, 2 reports, 1 scenario: 2 errors
practice.yaml:14:21: error: no language "pt"; there are de, en, es, fr and it
   14 | report: { language: pt, words: { "As of %s": "Hoje" } }
      |                     ^~
practice.yaml:14:46: error: what stands for "As of %s" needs the places %s, in this order
   14 | report: { language: pt, words: { "As of %s": "Hoje" } }
      |                                              ^~~~~~
? 2
