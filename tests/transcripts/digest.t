# A digest for each owner: what is late, owed, quiet, moved and coming, each line with the command that comes next.
$ kith new acme --small --today 2026-01-05 >/dev/null && cd acme

$ cat > practice.yaml <<'END'
> name: Acme
> begins: 2026-01-05
> staff:
>   anna:  { name: Anna Conti, email: anna@example.org }
>   paolo: { name: Paolo Conti }
> relationship_models:
>   regular: { type: cooperative, level: tactical, cadence: { ideal: 30d, max: 60d }, review: { every: 6 months, anchor: 2026-04-10, prepare: 14d } }
> stakeholders:
>   brewer:  { name: The brewer, kind: organization, relationship: { model: regular, owner: anna } }
>   farm:    { name: "The farm; fields, and <woods>", kind: organization, relationship: { model: regular, owner: anna } }
>   landlord: { name: The landlord, kind: person, relationship: { model: regular } }
> END

$ kith digest --as-of 2026-01-06
Anna Conti, Acme, as of 2026-01-06: 2 unknown

Not known well enough: 2
  brewer  nothing recorded  kith log brewer call trust=… csat=…
  farm    nothing recorded  kith log farm call trust=… csat=…

nobody, Acme, as of 2026-01-06: 1 unknown

Not known well enough: 1
  landlord  nothing recorded  kith log landlord call trust=… csat=…

$ kith digest paolo --as-of 2026-01-06
Paolo Conti, Acme, as of 2026-01-06: nothing needs you

$ kith log brewer call csat=5 trust=0.9 --at 2026-01-10 --today 2026-01-10 --by anna >/dev/null

$ kith log brewer commitment by=us due=2026-03-01 text="A second tap" --at 2026-01-10 --today 2026-01-10 >/dev/null

$ kith log farm meeting csat=4 trust=0.8 --at 2026-01-12 --today 2026-01-12 >/dev/null

$ kith log farm email direction=in --note "When do you need the beans?" --at 2026-03-05 --today 2026-03-05 >/dev/null

$ kith log brewer incident severity=severe title="No beer on Friday" due=2026-03-20 --at 2026-03-06 --today 2026-03-06 >/dev/null

$ kith log brewer trust=0.2 --at 2026-03-06 --today 2026-03-06 >/dev/null

$ kith log brewer action by=paolo due=2026-03-18 text="Ask the other brewer" --today 2026-03-08 >/dev/null

$ kith digest --as-of 2026-03-12
Anna Conti, Acme, as of 2026-03-12: 1 late, 2 owed, 1 quiet, 1 moved

Late: 1
  brewer  11 days late: we promised “A second tap”  kith log kept brewer#4

Answers owed: 2
  brewer  due 2026-03-20: severe incident “No beer on Friday”  kith log resolved brewer#5
  farm    wrote 7 days ago (email), no answer since            kith log farm email direction=out

Gone quiet: 1
  brewer  61 days without a contact that counts, ideal is 30  kith log brewer call

Moved: 1
  brewer  amber → red, 72 → 46: trust 90 → 20 (brewer#6)
          kith explain brewer --since 2026-03-05

Paolo Conti, Acme, as of 2026-03-12: 1 coming

Coming: 1
  brewer  due 2026-03-18: to do “Ask the other brewer”  kith log done brewer#7

nobody, Acme, as of 2026-03-12: 1 quiet, 1 unknown

Gone quiet: 1
  landlord  never heard in 66 days, ideal is 30  kith log landlord call

Not known well enough: 1
  landlord  nothing recorded  kith log landlord call trust=… csat=…

$ kith digest anna --as-of 2026-03-12 --format ics | sed -n '/BEGIN:VEVENT/,$p' | sed 's/@.*/@ORIGIN/'
BEGIN:VEVENT
UID:promise-8@ORIGIN
DTSTAMP:20260312T000000Z
SEQUENCE:20524
DTSTART;VALUE=DATE:20260301
DTEND;VALUE=DATE:20260302
SUMMARY:Promised to The brewer “A second tap”
DESCRIPTION:kith log kept brewer#4
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:review-brewer-1@ORIGIN
DTSTAMP:20260312T000000Z
SEQUENCE:20524
DTSTART;VALUE=DATE:20260410
DTEND;VALUE=DATE:20260411
SUMMARY:Review: The brewer
DESCRIPTION:kith review run
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:review-farm-1@ORIGIN
DTSTAMP:20260312T000000Z
SEQUENCE:20524
DTSTART;VALUE=DATE:20260410
DTEND;VALUE=DATE:20260411
SUMMARY:Review: The farm\; fields\, and <woods>
DESCRIPTION:kith review run
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR

# What was kept is told to be off, under the same name.
$ kith log kept brewer#4 --today 2026-03-13 >/dev/null

$ kith digest anna --as-of 2026-03-13 --format ics | grep -A9 promise | sed 's/@.*/@ORIGIN/'
UID:promise-8@ORIGIN
DTSTAMP:20260313T000000Z
SEQUENCE:20525
DTSTART;VALUE=DATE:20260301
DTEND;VALUE=DATE:20260302
SUMMARY:Promised to The brewer “A second tap”
DESCRIPTION:kith log kept brewer#4
STATUS:CANCELLED
TRANSP:TRANSPARENT
END:VEVENT

$ kith digest --as-of 2026-03-13 --format html --out out/digests
out/digests/anna.html written
out/digests/paolo.html written
out/digests/nobody.html written

$ kith digest --as-of 2026-03-13 --format html --out out/digests && grep -c '<woods>' out/digests/anna.html
0
out/digests/anna.html written
out/digests/paolo.html written
out/digests/nobody.html written
? 1

$ kith digest paolo --as-of 2026-03-13 --format json
{
  "practice":"Acme",
  "as_of":"2026-03-13",
  "digests":[{
      "owner":"paolo",
      "name":"Paolo Conti",
      "late":[],
      "owed":[],
      "quiet":[],
      "moved":[],
      "coming":[{
          "name":"The brewer",
          "relationship":"brewer",
          "what":"due 2026-03-18: to do “Ask the other brewer”",
          "day":"2026-03-18",
          "id":"brewer#7",
          "command":"kith log done brewer#7"
        }],
      "unknown":[]
    }]
}

$ kith digest anna --as-of 2026-03-13 --exit-code > /dev/null
? 2

$ kith digest ana --as-of 2026-03-13
kith digest: error: no staff member "ana"; did you mean "anna"?
? 1

$ kith digest --as-of 2026-03-13 --since 2026-03-20
kith digest: error: --since is a day before 2026-03-13
? 1

$ kith digest --as-of 2026-03-13 --until 2026-03-01
kith digest: error: --until is 2026-03-13 or later
? 1

$ kith digest --format pdf
kith digest: error: --format is one of text, html, json, ics
kith digest --help shows how it is used
? 1

# Improvements have days too; who is away is stood in for.
$ sed -i 's/Anna Conti, email/Anna Conti, cover: paolo, away: 2026-04-01..2026-04-10, email/' practice.yaml

$ kith improve open farm csat from=4 to=4.5 due=2026-04-03 --text "Beans on time" --today 2026-03-14 >/dev/null

$ kith digest paolo --as-of 2026-04-02
Paolo Conti, Acme, as of 2026-04-02: 1 late, 2 owed, 1 quiet, 3 coming

Late: 1
  brewer  15 days late: to do “Ask the other brewer”  kith log done brewer#7

Answers owed: 2
  brewer  13 days late: severe incident “No beer on Friday” (for…  kith log resolved brewer#5
  farm    wrote 28 days ago (email), no answer since (for anna)    kith log farm email direction=out

Gone quiet: 1
  brewer  82 days without a contact that counts, ideal is 30 (for anna)  kith log brewer call

Coming: 3
  farm    due 2026-04-03: improvement “Beans on time” (for anna)  kith improve advance farm#5
  brewer  due 2026-04-10: review to be opened (for anna)          kith review run
  farm    due 2026-04-10: review to be opened (for anna)          kith review run

# A name that promises what is not written is refused, and makes no folder; a day in a folder's name is no ending.
$ kith digest --as-of 2026-03-13 --out digests.pdf; kith digest anna --as-of 2026-03-13 --out anna.docx; ls digests.pdf anna.docx
kith digest: error: --out digests.pdf: kith does not write .pdf; print the page: write .html, open it in a browser, print it to a file
kith digest: error: --out anna.docx: kith does not write .docx; it writes .txt, .html, .json and .ics
ls: cannot access 'digests.pdf': No such file or directory
ls: cannot access 'anna.docx': No such file or directory
? 2

$ kith digest anna --as-of 2026-03-13 --out out/2026.03.13/anna.txt && kith digest --as-of 2026-03-13 --out out/2026.03.14
out/2026.03.13/anna.txt written
out/2026.03.14/anna.txt written
out/2026.03.14/paolo.txt written
out/2026.03.14/nobody.txt written
