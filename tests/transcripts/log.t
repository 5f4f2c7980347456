# What is noted in one line: words are typed by the vocabulary, and either all of it is understood or nothing is noted.
$ mkdir bistro && cd bistro && cat > practice.yaml <<'END'
> name: Bistro
> begins: 2026-01-01
> staff: { anna: { name: Anna }, paolo: { name: Paolo } }
> event_kinds: { tasting: { like: interaction, attributes: { verdict: { type: word, values: [liked, mixed] } } } }
> relationship_models: { regular: { cadence: { ideal: 30d, max: 60d } } }
> stakeholders:
>   maria-rossi:
>     name: Maria Rossi
>     relationship: { model: regular, start: { stage: explore }, needs: { gluten-free: { text: A menu she can trust } } }
>   brewer: { name: Birrificio Alto, relationship: { model: regular } }
>   landlord: { name: Immobiliare Ponte, relationship: { model: regular, since: 2026-02-01 } }
>   studio: { name: Studio Greco, relationships: { studio-room: { model: regular }, studio-lunch: { model: regular } } }
> END

# A contact and a measure are two events in one transaction.
$ kith log maria-rossi csat=4 call --note "Would like the early table again" --by anna --today 2026-07-01
maria-rossi#3  measure      csat 4                                    2026-07-01
maria-rossi#4  interaction  call, "Would like the early table again"  2026-07-01

$ kith log maria-rossi stage=agree engagement="supportive -> leading" maturity.us=3 need.gluten-free=agreed --today 2026-07-02
maria-rossi#5  assessment  stage agree, engagement supportive -> leading, maturity us 3,  2026-07-02
                           need gluten-free agreed

$ kith log maria-rossi tasting verdict=liked --at 2026-06-30T20:15 --today 2026-07-02 --format json
[{
    "id":"maria-rossi#6",
    "kind":"tasting",
    "what":"verdict liked",
    "at":"2026-06-30T20:15"
  }]

$ kith log maria-rossi --note "Moves in autumn" --today 2026-07-02
maria-rossi#7  note  "Moves in autumn"  2026-07-02

# All that is wrong is told at once, each under its word, and nothing is noted.
$ kith log maria-rosi csat=9 cal --at 2026-08-01 --by ana --today 2026-07-01
command line:1:10: error: no stakeholder "maria-rosi"; did you mean "maria-rossi"?
    1 | kith log maria-rosi csat=9 cal --at 2026-08-01 --by ana
      |          ^~~~~~~~~~
command line:1:26: error: csat is 9, outside its scale of 1 to 5
    1 | kith log maria-rosi csat=9 cal --at 2026-08-01 --by ana
      |                          ^
command line:1:28: error: no channel or kind of event "cal"; did you mean "call"?
    1 | kith log maria-rosi csat=9 cal --at 2026-08-01 --by ana
      |                            ^~~
command line:1:37: error: 2026-08-01 is after 2026-07-01, the day it is noted; what is still to come is a commitment with due=
    1 | kith log maria-rosi csat=9 cal --at 2026-08-01 --by ana
      |                                     ^~~~~~~~~~
command line:1:53: error: no staff member "ana"; did you mean "anna"?
    1 | kith log maria-rosi csat=9 cal --at 2026-08-01 --by ana
      |                                                     ^~~
? 1

$ kith log maria-rossi csta=4 csat severity=severe need.gluten=agreed --today 2026-07-02
command line:1:22: error: no measure or field "csta"; did you mean "csat"?
    1 | kith log maria-rossi csta=4 csat severity=severe need.gluten=agreed
      |                      ^~~~~~
command line:1:29: error: "csat" needs a value: csat=…
    1 | kith log maria-rossi csta=4 csat severity=severe need.gluten=agreed
      |                             ^~~~
command line:1:34: error: "severity" belongs to another word, such as incident or complaint: add that
    1 | kith log maria-rossi csta=4 csat severity=severe need.gluten=agreed
      |                                  ^~~~~~~~~~~~~~~
command line:1:50: error: maria-rossi has no need "gluten"; there is only gluten-free
    1 | kith log maria-rossi csta=4 csat severity=severe need.gluten=agreed
      |                                                  ^~~~~~~~~~~~~~~~~~
? 1

$ kith log maria-rossi engagement="supportive -> leadin" maturity.us=7 need.gluten-free=agred stage=agree stage=offer --today 2026-07-02
command line:1:48: error: no engagement "leadin"; did you mean "leading"?
    1 | kith log maria-rossi engagement='supportive -> leadin' maturity.us=7 need.gluten-free=agred stage...
      |                                                ^~~~~~
command line:1:68: error: maturity.us is 7, outside 1 to 5
    1 | kith log maria-rossi engagement='supportive -> leadin' maturity.us=7 need.gluten-free=agred stage...
      |                                                                    ^
command line:1:87: error: a need is identified, agreed, planned, delivered, verified or declined; did you mean "agreed"?
    1 | kith log maria-rossi engagement='supportive -> leadin' maturity.us=7 need.gluten-free=agred stage...
      |                                                                                       ^~~~~
command line:1:111: error: stage is given twice
    1 | ...si engagement='supportive -> leadin' maturity.us=7 need.gluten-free=agred stage=agree stage=offer
      |                                                                                                ^~~~~
? 1

$ kith log maria-rossi tasting verdict=lked --at 2026-06-31 --today 2026-07-02
command line:1:38: error: verdict must be liked or mixed, not "lked"; did you mean "liked"?
    1 | kith log maria-rossi tasting verdict=lked --at 2026-06-31
      |                                      ^~~~
command line:1:48: error: 2026-06-31 is neither a day such as 2026-03-01 nor a time such as 2026-03-01T14:30
    1 | kith log maria-rossi tasting verdict=lked --at 2026-06-31
      |                                                ^~~~~~~~~~
? 1

$ kith log studio call --today 2026-07-02
command line:1:10: error: studio has several relationships; say which: studio-room, studio-lunch
    1 | kith log studio call
      |          ^~~~~~
? 1

$ kith log maria-rossi --by anna --today 2026-07-02
command line:1:10: error: say what happened: a channel such as call, a measure such as csat=4, or --note TEXT
    1 | kith log maria-rossi --by anna
      |          ^~~~~~~~~~~
? 1

# What was promised and what is noted must be said.
$ kith log brewer commitment by=us --today 2026-07-02
command line:1:17: error: say what was promised: text="…"
    1 | kith log brewer commitment by=us
      |                 ^~~~~~~~~~
? 1

$ kith log brewer note --note " " commitment by=us text= --today 2026-07-02
command line:1:17: error: say what there is to note: --note TEXT
    1 | kith log brewer note commitment by=us text='' --note ' '
      |                 ^~~~
command line:1:45: error: say what was promised: text="…"
    1 | kith log brewer note commitment by=us text='' --note ' '
      |                                             ^
command line:1:55: error: this note is empty; leave it out, or say what there is to note
    1 | kith log brewer note commitment by=us text='' --note ' '
      |                                                       ^
? 1

# A name or an alias names whom an id names, where only one has it.
$ kith log "Maria Rossi" csat=5 --today 2026-07-02
maria-rossi#8  measure  csat 5  2026-07-02

$ kith log "Studio Greco" call --today 2026-07-02
command line:1:11: error: "Studio Greco" may be studio-room or studio-lunch; say which by its id
    1 | kith log 'Studio Greco' call
      |           ^~~~~~~~~~~~
? 1

# What lies before the record, or before the relationship, is noted and told.
$ kith log landlord call --at 2025-12-31 --today 2026-07-02
landlord#2  interaction  call  2025-12-31
kith log: note: 2025-12-31 lies before the record begins (2026-01-01)

$ kith log landlord call --at 2026-01-31T10:00 --today 2026-07-02
landlord#3  interaction  call  2026-01-31T10:00
kith log: note: 2026-01-31 lies before the relationship begins (2026-02-01)

$ kith log brewer commitment due=2026-08-35 text="credit note" --today 2026-07-02
command line:1:17: error: whose promise is it? add by=us or by=them
    1 | kith log brewer commitment due=2026-08-35 text='credit note'
      |                 ^~~~~~~~~~
command line:1:32: error: due must be a day such as 2026-03-01, not "2026-08-35"
    1 | kith log brewer commitment due=2026-08-35 text='credit note'
      |                                ^~~~~~~~~~
? 1

# Promises, troubles and actions are noted, and continued by their ids.
$ kith log brewer commitment by=them due=2026-06-20 text="credit note" --at 2026-06-01 --today 2026-07-02
brewer#2  commitment  them, "credit note", due 2026-06-20  2026-06-01

$ kith log brewer complaint severity=severe title="No delivery" --today 2026-07-02
brewer#3  complaint  severe, "No delivery"  2026-07-02

$ kith log brewer action by=anna due=2026-07-05 --note "Look for a second brewery" --today 2026-07-02
brewer#4  action  anna, "Look for a second brewery", due 2026-07-05  2026-07-02

$ kith log kept brewer --today 2026-07-02
command line:1:15: error: "brewer" is not the id of an event, such as brewer#12; open: brewer#2 (due 2026-06-20)
    1 | kith log kept brewer
      |               ^~~~~~
? 1

$ kith log kept brewer#2 --at 2026-05-30 --today 2026-07-02
command line:1:15: error: brewer#2 is of 2026-06-01; it was not kept before that
    1 | kith log kept brewer#2 --at 2026-05-30
      |               ^~~~~~~~
? 1

$ kith log kept brewer#2 --today 2026-07-02
brewer#5  commitment  brewer#2 kept, 12 days late  2026-07-02

$ kith log broken brewer#2 --today 2026-07-03
command line:1:17: error: brewer#2 is kept already, since 2026-07-02; to take that back: kith log undo brewer#5 --today 2026-07-03
    1 | kith log broken brewer#2
      |                 ^~~~~~~~
? 1

$ kith log kept brewer#3 brewer#5 brewer#99 brewer#1 --today 2026-07-03
command line:1:15: error: brewer#3 is a complaint; only a commitment can be kept
    1 | kith log kept brewer#3 brewer#5 brewer#99 brewer#1
      |               ^~~~~~~~
command line:1:24: error: brewer#5 continues brewer#2; name that one
    1 | kith log kept brewer#3 brewer#5 brewer#99 brewer#1
      |                        ^~~~~~~~
command line:1:33: error: nothing is noted as brewer#99
    1 | kith log kept brewer#3 brewer#5 brewer#99 brewer#1
      |                                 ^~~~~~~~~
command line:1:43: error: brewer#1 is a definition; only a commitment can be kept
    1 | kith log kept brewer#3 brewer#5 brewer#99 brewer#1
      |                                           ^~~~~~~~
? 1

$ kith log resolved brewer#3 --note "They called" --today 2026-07-03
brewer#6  complaint  brewer#3 resolved at 2026-07-03, "They called"  2026-07-03

$ kith log done brewer#4 --today 2026-07-03
brewer#7  action  brewer#4 done  2026-07-03

# To take something back leaves both in the record.
$ kith log undo brewer#6 --by paolo --today 2026-07-03
brewer#6  complaint  taken back: brewer#3 resolved at 2026-07-03, "They called"  2026-07-03

$ kith log undo brewer#6 brewer#1 --today 2026-07-03
command line:1:15: error: brewer#6 does not count any more: it was taken back or corrected
    1 | kith log undo brewer#6 brewer#1
      |               ^~~~~~~~
command line:1:24: error: brewer#1 is a definition, which cannot be taken back
    1 | kith log undo brewer#6 brewer#1
      |                        ^~~~~~~~
? 1

$ kith log resolved brewer#3 --today 2026-07-04
brewer#9  complaint  brewer#3 resolved at 2026-07-04  2026-07-04

$ kith log due --today 2026-07-04
command line:1:10: error: say which: kith log due ID=DAY, such as brewer#12=2026-09-01
    1 | kith log due
      |          ^~~
? 1

$ kith log kept --today 2026-07-04
command line:1:10: error: say which: kith log kept ID, such as brewer#12
    1 | kith log kept
      |          ^~~~
? 1

# Without words it lists what was noted, with the ids that the words above take.
$ kith log brewer
brewer#2  2026-06-01  commitment  them, "credit note", due 2026-06-20
brewer#3  2026-07-02  complaint   severe, "No delivery"
brewer#4  2026-07-02  action      anna, "Look for a second brewery", due 2026-07-05
brewer#5  2026-07-02  commitment  brewer#2 kept
brewer#7  2026-07-03  action      brewer#4 done
brewer#9  2026-07-04  complaint   brewer#3 resolved at 2026-07-04

$ kith log brewer --all
brewer#2  2026-06-01  commitment  them, "credit note", due 2026-06-20
brewer#3  2026-07-02  complaint   severe, "No delivery"
brewer#4  2026-07-02  action      anna, "Look for a second brewery", due 2026-07-05
brewer#5  2026-07-02  commitment  brewer#2 kept
brewer#6  2026-07-03  complaint   taken back: brewer#3 resolved at 2026-07-03, "They called"
brewer#7  2026-07-03  action      brewer#4 done
brewer#9  2026-07-04  complaint   brewer#3 resolved at 2026-07-04

$ kith log studio-room
nothing is noted of studio-room

$ kith log maria-rossi --format json
[{
    "id":"maria-rossi#6",
    "at":"2026-06-30T20:15",
    "kind":"tasting",
    "what":"verdict liked",
    "counts":true
  },{
    "id":"maria-rossi#3",
    "at":"2026-07-01",
    "kind":"measure",
    "what":"csat 4",
    "counts":true
  },{
    "id":"maria-rossi#4",
    "at":"2026-07-01",
    "kind":"interaction",
    "what":"call, \"Would like the early table again\"",
    "counts":true
  },{
    "id":"maria-rossi#5",
    "at":"2026-07-02",
    "kind":"assessment",
    "what":"stage agree, engagement supportive -> leading, maturity us 3, need gluten-free agreed",
    "counts":true
  },{
    "id":"maria-rossi#7",
    "at":"2026-07-02",
    "kind":"note",
    "what":"\"Moves in autumn\"",
    "counts":true
  },{
    "id":"maria-rossi#8",
    "at":"2026-07-02",
    "kind":"measure",
    "what":"csat 5",
    "counts":true
  }]

$ kith log brewer call --all
kith log: error: --all belongs to a list: kith log SUBJECT --all
? 1

# What was noted is told even where it cannot be printed.
$ kith log brewer call --today 2026-07-04 >/dev/full
kith: error: noted as brewer#10, but standard output cannot be written: No space left on device
? 1

$ kith log undo brewer#10 --today 2026-07-04 >/dev/full
kith: error: took back brewer#10, but standard output cannot be written: No space left on device
? 1

# What was imported and taken back stays so; importing it again tells it apart.
$ printf 'of,at,measure,value,source\nbrewer,2026-07-01,csat,4,card\nbrewer,2026-07-02,csat,3,card\n' > cards.csv
> kith import measures cards.csv --today 2026-07-04 && kith log undo brewer#12 --today 2026-07-04 && kith import measures cards.csv --today 2026-07-04
2 rows read; 2 events: 2 new, 0 known, 0 corrected
brewer#12  measure  taken back: csat 4, source card  2026-07-04
2 rows read; 2 events: 0 new, 1 known, 0 corrected, 1 known but taken back

$ kith import measures cards.csv --today 2026-07-04 >/dev/full
kith: error: cannot write standard output: No space left on device
? 1

$ sed -i 's/,3,card/,2,card/' cards.csv && kith import measures cards.csv --today 2026-07-04 >/dev/full
kith: error: noted 1 event, but standard output cannot be written: No space left on device
? 1

$ kith log brewer --all | grep csat
brewer#12  2026-07-01  measure      taken back: csat 4, source card
brewer#13  2026-07-02  measure      corrected: csat 3, source card
brewer#15  2026-07-02  measure      csat 2, source card

# Who is in no model any more.
$ cp practice.yaml before.yaml && sed -i 's/^  brewer:/  bruer:/' practice.yaml && kith check
4 stakeholders, 5 relationships, 1 relationship model: 1 warning
kith: warning: brewer has 7 events in the journal but stands in no model; renamed? then: was: brewer

$ sed -i 's/^  bruer: {/  bruer: { was: brewer,/' practice.yaml && kith check && mv before.yaml practice.yaml
4 stakeholders, 5 relationships, 1 relationship model: no findings

$ kith log brewer call --today 2026-13-01
kith log: error: --today 2026-13-01 is no day; write it like 2026-03-01
kith log --help shows how it is used
? 1

$ kith verify

# A journal is made when something is noted, not before; one that is empty is damaged.
$ mkdir anew && cp practice.yaml anew && cd anew && kith log maria-rossi cal >/dev/null 2>&1 || ls
practice.yaml

$ : > journal.db && kith log maria-rossi call
journal.db: error: it is empty or damaged; put back a copy
? 1

$ kith verify
journal.db: error: it is empty or damaged; put back a copy
? 1

# A name is found whatever its case and accents.
$ cd .. && mkdir tapas && cd tapas && printf 'name: Tapas\nbegins: 2026-01-01\nstakeholders:\n  jose: { name: "José Núñez", relationship: { type: basic } }\n' > practice.yaml

$ kith log "jose nunez" call --today 2026-02-01
jose#2  interaction  call  2026-02-01

$ kith log "JOSÉ NÚÑEZ" call --today 2026-02-01
jose#3  interaction  call  2026-02-01
