# Importing: what is noted, what a second import does, what is told when something is wrong.
$ kith new desk --example service-desk
...

$ cd desk

$ kith check
0 stakeholders[...]

# A dry run goes the whole way and keeps nothing.
$ kith import incidents data/sample.csv --today 2016-06-01 --dry-run
A dry run: nothing was noted. Without --dry-run it would be
52 rows read; 15 kept; 8 stakeholders (8 new); 44 events: 44 new, 0 known, 0 corrected

$ kith import incidents data/sample.csv --today 2016-06-01
52 rows read; 15 kept; 8 stakeholders (8 new); 44 events: 44 new, 0 known, 0 corrected

$ kith import incidents data/sample.csv --today 2016-06-02
52 rows read; 15 kept; 8 stakeholders (0 new); 44 events: 0 new, 44 known, 0 corrected

# Going on where a ticket went on: a correction, and the rest is known.
$ sed 's/INC1012,Active,true,2,0,2/INC1012,Closed,true,2,0,2/; /INC1012,Closed/s/?,?$/20\/5\/2016 09:00,20\/5\/2016 09:00/' data/sample.csv > more.csv

$ kith import incidents more.csv --today 2016-06-02
52 rows read; 15 kept; 8 stakeholders (0 new); 45 events: 1 new, 43 known, 1 corrected

$ kith import incidents - --today 2016-06-02 --format json < more.csv
{
  "importer":"incidents",
  "file":"standard input",
  "dry_run":false,
  "rows":52,
  "kept":15,
  "stakeholders":8,
  "stakeholders_new":0,
  "stakeholders_corrected":0,
  "events":45,
  "added":0,
  "known":45,
  "undone":0,
  "corrected":0,
  "held":0,
  "held_parties":0,
  "held_names":[]
}

# Bad cells are all told at once, and nothing is noted.
$ sed '2s/1\/3\/2016 08:12/31\/2\/2016/; 4s/true,Ada/maybe,Ada/; 7s/,Closed,false,2,0/,Closed,false,2,none/; 4s/1\/3\/2016 08:12/31\/2\/2016/' data/sample.csv > bad.csv

$ kith import incidents bad.csv --today 2016-06-02
bad.csv:4:28: error: made_sla is "maybe", not "true" or "false"
    4 | INC1001,Closed,false,2,0,2,maybe,Ada Weber,31/2/2016,Phone,Mill,Accounts,Password,2 - Medium,2 - ...
      |                            ^~~~~
bad.csv:4:44: error: opened_at is "31/2/2016", not a date of the form d/m/yyyy HH:MM
    4 | INC1001,Closed,false,2,0,2,maybe,Ada Weber,31/2/2016,Phone,Mill,Accounts,Password,2 - Medium,2 - ...
      |                                            ^~~~~~~~~
bad.csv:7:24: error: reopen_count is "none", not a number such as 12.5
    7 | INC1002,Closed,false,2,none,2,true,Bruno Costa,1/3/2016 09:05,Email,Mill,Printing,Paper jam,2 - M...
      |                        ^~~~
kith import: nothing was noted; correct this, then:
  kith import incidents bad.csv --today 2016-06-02
? 2

# What is no CSV is told at its place too.
$ sed '9s/Ada/"Ada/; 12s/$/,x/; 20s/Phone/"Ph"one/' data/sample.csv > broken.csv

$ kith import incidents broken.csv --today 2016-06-02
broken.csv:12:1: error: 19 fields where the header has 18
   12 | INC1003,Closed,false,2,1,4,false,Chiara Neri,2/3/2016 07:50,Phone,Harbour,Network,No connection,2...
      | ^
broken.csv:20:64: error: text after the closing quote
   20 | INC1005,Resolved,true,2,2,4,false,Elif Kaya,7/3/2016 11:00,"Ph"one,Tower,Payroll,Export fails,2 -...
      |                                                                ^
kith import: nothing was noted; correct this, then:
  kith import incidents broken.csv --today 2016-06-02
? 2

# A header that the importer cannot do without.
$ sed '1s/opened_at/openedat/' data/sample.csv > header.csv

$ kith import incidents header.csv --today 2016-06-02
header.csv:1:95: error: no column "opened_at" or "Opened"; did you mean "openedat"?
    1 | ...d_count,made_sla,caller_id,openedat,contact_type,location,category,subcategory,impact,urgency,...
      |                               ^~~~~~~~
kith import: nothing was noted; correct this, then:
  kith import incidents header.csv --today 2016-06-02
? 2

$ printf '' | kith import incidents - --today 2016-06-02
standard input: error: is empty: there is not even a header
kith import: nothing was noted; correct this, then:
  kith import incidents - --today 2016-06-02
? 2

# Names nobody knows: an error with the name probably meant, or held, or made into stakeholders.
$ cat > scripts/importers/visits.lua <<'END'
> return {
>   columns = { who = text{}, at = date{ "yyyy-mm-dd", "d.m.yy" }, hours = number{ decimal = ",", optional = true } },
>   unknown = { "?" },
>   row = function(r, emit)
>     emit { "interaction", of = r.who, at = r.at, key = r.who .. " " .. r.at, channel = "visit", note = r["Remark"] }
>   end,
> }
> END

$ printf 'Who;At;Remark\nAda Weber;2016-05-02;\nada weber;3.5.16;Early\nAda Webber;2016-05-04;\n?;2016-05-04;\n' > visits.csv

$ kith import visits visits.csv --today 2016-06-02
visits.csv:4:1: error: no stakeholder "Ada Webber"; did you mean "Ada Weber"?
    4 | Ada Webber;2016-05-04;
      | ^~~~~~~~~~
visits.csv:5:1: error: who is empty, and the importer reckons with it
    5 | ?;2016-05-04;
      | ^
kith import: nothing was noted; correct this, then:
  kith import visits visits.csv --today 2016-06-02
? 2

$ sed -i 's/unknown =/unmatched = "hold", unknown =/' scripts/importers/visits.lua

$ kith import visits visits.csv --today 2016-06-02
visits.csv:5:1: error: who is empty, and the importer reckons with it
    5 | ?;2016-05-04;
      | ^
kith import: nothing was noted; correct this, then:
  kith import visits visits.csv --today 2016-06-02
? 2

$ sed -i '/^?/d' visits.csv

$ kith import visits visits.csv --today 2016-06-02
3 rows read; 2 events: 2 new, 0 known, 0 corrected
1 event held back, not noted, because nobody knows whom it concerns:
  Ada Webber  1 event
Make each a stakeholder in models/, or an alias of one (aliases: [ "Ada Webber" ]), then:
  kith import visits visits.csv --today 2016-06-02

$ sed -i 's/"hold"/"create"/' scripts/importers/visits.lua

$ kith import visits visits.csv --today 2016-06-02
3 rows read; 1 stakeholder (1 new); 3 events: 1 new, 2 known, 0 corrected

$ kith import visits visits.csv --today 2016-06-02
3 rows read; 3 events: 0 new, 3 known, 0 corrected

# A day after today, a fault in the script, an unknown column.
$ kith import visits visits.csv --today 2016-05-03
visits.csv:4:1: error: this interaction lies after today, the day it is noted
    4 | Ada Webber;2016-05-04;
      | ^
kith import: nothing was noted; correct this, then:
  kith import visits visits.csv --today 2016-05-03
? 2

$ sed -i 's/r\["Remark"\]/r.remarks/' scripts/importers/visits.lua

$ kith import visits visits.csv --today 2016-06-02
visits.csv:2:1: error: no column "remarks" in this file; did you mean "Remark"? (scripts/importers/visits.lua:5)
    2 | Ada Weber;2016-05-02;
      | ^
kith import: nothing was noted; correct this, then:
  kith import visits visits.csv --today 2016-06-02
? 2

$ sed -i 's/"d.m.yy"/"dd.mm"/' scripts/importers/visits.lua

$ kith import visits visits.csv --today 2016-06-02
scripts/importers/visits.lua:2:55: error: "dd.mm" is no form of a date; one is made of yyyy or yy, mm, m or mon, dd or d, and HH:MM or H:MM
    2 |   columns = { who = text{}, at = date{ "yyyy-mm-dd", "dd.mm" }, hours = number{ decimal = ",", op...
      |                                                       ^~~~~
? 2

# Words that are not known.
$ kith import visit visits.csv --today 2016-06-02
kith import: error: no importer "visit"; did you mean "visits"?
? 1

$ kith import visits visit.csv --today 2016-06-02
kith import: error: visit.csv: no such file
? 1

$ kith import visits visits.csv --by nobody --today 2016-06-02
kith import: error: no staff member "nobody"; there is only desk
? 1

$ kith verify

# Two names that make one id are not one stakeholder, unless they differ in case, spaces and accents only; some names make none.
$ cd .. && kith new shop > /dev/null && cd shop

$ printf 'name,email\nMuller & Co,a@x\nMüller Co,b@x\nFirst Customer!,c@x\n李小龍,d@x\nMULLER  & Có,A@x\n' > people.csv

$ kith import contacts people.csv
people.csv:3:1: error: "Müller Co" would become the same stakeholder as "Muller & Co" of line 2, muller-co; give them ids
    3 | Müller Co,b@x
      | ^~~~~~~~~
people.csv:4:1: error: "First Customer!" would become the same stakeholder as "The first customer", first-customer; give it an id, or make it an alias there
    4 | First Customer!,c@x
      | ^~~~~~~~~~~~~~~
people.csv:5:1: error: no id can be made of "李小龍"; give the file an id column
    5 | 李小龍,d@x
      | ^~~~~~
kith import: nothing was noted; correct this, then:
  kith import contacts people.csv
? 2

# With ids they are who they are, and a name may change.
$ printf 'id,name\nc1,Muller & Co\nc2,Müller Co\nc3,李小龍\nmuller-co,Muller & Co\nmuller-co,Müller Co\n' > people.csv

$ kith import contacts people.csv --dry-run
A dry run: nothing was noted. Without --dry-run it would be
5 rows read; 4 stakeholders (4 new); 0 events: 0 new, 0 known, 0 corrected

$ kith import contacts people.csv
5 rows read; 4 stakeholders (4 new); 0 events: 0 new, 0 known, 0 corrected

$ kith import contacts people.csv
5 rows read; 4 stakeholders (0 new); 0 events: 0 new, 0 known, 0 corrected

$ printf 'name\nMuller and Co\nMuller/Co\nmüller co\n' > people.csv

$ kith import contacts people.csv
people.csv:3:1: error: "Muller/Co" would become the same stakeholder as "Müller Co", muller-co; give it an id, or make it an alias there
    3 | Muller/Co
      | ^~~~~~~~~
kith import: nothing was noted; correct this, then:
  kith import contacts people.csv
? 2

# Two values under one key: the same twice is one; what differs is told with both lines.
$ printf 'of,at,measure,value\nfirst-customer,2026-01-02,csat,4\nfirst-customer,2026-01-02,csat,4\nfirst-customer,2026-01-02,csat,5\n' > answers.csv

$ kith import measures answers.csv
answers.csv:4:1: error: this says otherwise than line 2 with the same key "first-customer csat 2026-01-02"; give the file a key column
    4 | first-customer,2026-01-02,csat,5
      | ^
kith import: nothing was noted; correct this, then:
  kith import measures answers.csv
? 2

$ printf 'of,at,measure,value,key\nfirst-customer,2026-01-02,csat,4,q1\nfirst-customer,2026-01-02,csat,5,q1\n' | kith import measures -
standard input:3:34: error: this says otherwise than line 2 with the same key "q1"; give the file a key column of which no value comes twice, or let the importer keep_last
    3 | first-customer,2026-01-02,csat,5,q1
      |                                  ^~
kith import: nothing was noted; correct this, then:
  kith import measures -
? 2

$ printf 'of,at,measure,value,key\nfirst-customer,2026-01-02,csat,4,q1\nfirst-customer,2026-01-02,csat,5,q2\n' > answers.csv

$ kith import measures answers.csv
2 rows read; 2 events: 2 new, 0 known, 0 corrected

$ kith import measures answers.csv
2 rows read; 2 events: 0 new, 2 known, 0 corrected

# Words that are not known are shown in their cells.
$ printf 'of;at;kind;channel;severity;text\nfirst-customer;2026-01-02;interaction;fax;;a, b, c\nfirst-customer;2026-01-02;incident;;sever;x\nfirst-customer;2026-01-02;visti;;;x\n' | kith import events -
standard input:2:39: error: no channel "fax"
    2 | first-customer;2026-01-02;interaction;fax;;a, b, c
      |                                       ^~~
standard input:3:37: error: no severity "sever"; did you mean "severe"?
    3 | first-customer;2026-01-02;incident;;sever;x
      |                                     ^~~~~
standard input:4:27: error: no event kind "visti"
    4 | first-customer;2026-01-02;visti;;;x
      |                           ^~~~~
kith import: nothing was noted; correct this, then:
  kith import events -
? 2

# Files as Windows programs save them.
$ printf 'name\nM\374ller\nN\374ller\n' | kith import contacts -
standard input:2:2: error: not valid UTF-8; save it as CSV UTF-8, or: iconv -f WINDOWS-1252 -t UTF-8
    2 | M?ller
      |  ^
standard input:3:2: error: not valid UTF-8
    3 | N?ller
      |  ^
kith import: nothing was noted; correct this, then:
  kith import contacts -
? 2

$ printf '\377\376n\0a\0m\0e\0\n\0' | kith import contacts -
standard input: error: is UTF-16, not UTF-8; save it as CSV UTF-8, or: iconv -f UTF-16 -t UTF-8
kith import: nothing was noted; correct this, then:
  kith import contacts -
? 2

# One fault all the way down is told twenty times, then counted.
$ { echo of,at,measure,value; for i in $(seq 31); do echo "first-customer,$i/03/2026,csat,4"; done; } > days.csv

$ kith import measures days.csv 2>&1 | tail -6
days.csv:21:16: error: at is "20/03/2026", not a date of the form yyyy-mm-dd, yyyy-mm-dd HH:MM or yyyy-mm-ddTHH:MM … and 11 more like this, up to line 32
   21 | first-customer,20/03/2026,csat,4
      |                ^~~~~~~~~~
kith import: 11 findings not shown; --all-findings shows each
kith import: nothing was noted; correct this, then:
  kith import measures days.csv

$ kith import measures days.csv --all-findings 2>&1 | grep -c error:
31

# Ctrl-C.
$ sleep 2 | timeout --preserve-status -s INT 1 kith import contacts -
kith import: stopped; nothing was noted
? 130
