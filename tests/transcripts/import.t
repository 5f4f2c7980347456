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
kith import: nothing was noted; correct this, then: kith import incidents bad.csv
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
kith import: nothing was noted; correct this, then: kith import incidents broken.csv
? 2

# A header that the importer cannot do without.
$ sed '1s/opened_at/openedat/' data/sample.csv > header.csv

$ kith import incidents header.csv --today 2016-06-02
header.csv:1:95: error: no column "opened_at" or "Opened"; did you mean "openedat"?
    1 | ...d_count,made_sla,caller_id,openedat,contact_type,location,category,subcategory,impact,urgency,...
      |                               ^~~~~~~~
kith import: nothing was noted; correct this, then: kith import incidents header.csv
? 2

$ printf '' | kith import incidents - --today 2016-06-02
standard input: error: is empty: there is not even a header
kith import: nothing was noted; correct this, then: kith import incidents -
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
kith import: nothing was noted; correct this, then: kith import visits visits.csv
? 2

$ sed -i 's/unknown =/unmatched = "hold", unknown =/' scripts/importers/visits.lua

$ kith import visits visits.csv --today 2016-06-02
visits.csv:5:1: error: who is empty, and the importer reckons with it
    5 | ?;2016-05-04;
      | ^
kith import: nothing was noted; correct this, then: kith import visits visits.csv
? 2

$ sed -i '/^?/d' visits.csv

$ kith import visits visits.csv --today 2016-06-02
3 rows read; 2 events: 2 new, 0 known, 0 corrected
1 event held back, not noted, because nobody knows whom they concern:
  Ada Webber  1 event
Make each a stakeholder in models/, or an alias of one (aliases: [ "Ada Webber" ]), then: kith import visits visits.csv

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
kith import: nothing was noted; correct this, then: kith import visits visits.csv
? 2

$ sed -i 's/r\["Remark"\]/r.remarks/' scripts/importers/visits.lua

$ kith import visits visits.csv --today 2016-06-02
visits.csv:2:1: error: no column "remarks" in this file; did you mean "Remark"? (scripts/importers/visits.lua:5)
    2 | Ada Weber;2016-05-02;
      | ^
kith import: nothing was noted; correct this, then: kith import visits visits.csv
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
kith import: error: no staff member "nobody"
? 1

$ kith verify
