# What a timer runs, from examples/automation, on the example it-provider.
# needs: command -v sqlite3 && command -v flock && command -v busted
$ scripts=$REPO/examples/automation && kith new --example it-provider tarnwick > /dev/null && (cd tarnwick && sh year.sh -q)

# ---- Every night ----

# Reviews that are due are no failure.
$ sh $scripts/nightly.sh tarnwick backups 2026-01-06 > said; echo $?; sed -n '1p;$p' said; ls backups
0
[...] stakeholders, [...]: no findings
water-works#[...]  2026-01-15  reviews/2026-01-15-water-works.yaml
2026-01-06.anchor
2026-01-06.db

# The same night again: nothing is left to do, and that is no failure either.
$ sh $scripts/nightly.sh tarnwick backups 2026-01-06 | tail -n +2
nothing to open

# After an outage of three weeks, once: what fell due meanwhile is opened, each review once.
$ sh $scripts/nightly.sh tarnwick backups 2026-01-27 | tail -n +2
employee-council#[...]  2026-01-22  reviews/2026-01-22-employee-council.yaml
product-owners#[...]  2026-01-22  reviews/2026-01-22-product-owners.yaml
belwick#[...]  2026-02-10  reviews/2026-02-10-belwick.yaml
oxhurst#[...]  2026-02-10  reviews/2026-02-10-oxhurst.yaml

# Four at once open each review once: whoever comes later finds it open.
$ for i in 1 2 3 4; do kith review run -C tarnwick --today 2026-04-20 > opened.$i 2>&1 & done; wait; cat opened.* | grep -v '^nothing to open' | sort > all; test -s all && sort -u all | cmp - all && kith verify -C tarnwick

# A finding in a model: exit 2, the copy is made, nothing is opened.
$ cp tarnwick/models/units.yaml units.yaml && sed -i '0,/roles: user/s//roles: usr/' tarnwick/models/units.yaml; sh $scripts/nightly.sh tarnwick backups 2026-07-20; status=$?; ls backups; cp units.yaml tarnwick/models/units.yaml; (exit $status)
[...] error[...]
2026-01-06.anchor
2026-01-06.db
2026-01-27.anchor
2026-01-27.db
2026-07-20.anchor
2026-07-20.db
kith verify: note: [...]
models/units.yaml:[...]: error: no role "usr"; did you mean "user"?
...
? 2

# ---- To come back ----

# The copy of a night in place of the record is whole, and is what its anchor says.
$ cp -R tarnwick back && rm back/journal.db* && cp backups/2026-07-20.db back/journal.db && kith verify -C back --against "$(cat backups/2026-07-20.anchor)"

# An older one against the newest anchor: kith says what is lost.
$ cp backups/2026-01-06.db back/journal.db && kith verify -C back --against "$(cat backups/2026-07-20.anchor)"
...
? 2

# Copies are kept for so many days, and no longer.
$ touch -d '2025-12-01' backups/2026-01-06.db backups/2026-01-06.anchor && sh $scripts/backup.sh tarnwick backups 2026-07-21 && ls backups
2026-01-27.anchor
2026-01-27.db
2026-07-20.anchor
2026-07-20.db
2026-07-21.anchor
2026-07-21.db

$ KEEP=0 sh $scripts/backup.sh nowhere backups 2026-07-21
backup.sh: no record yet in nowhere: nothing to copy

# ---- Once a week ----

# A mailer that keeps what it is given.
$ cat > mailer <<'END_OF_MAILER'
> #!/bin/sh
> mkdir -p mails && cat > mails/mail && mv mails/mail "mails/$(sed -n '1s/To: //p' mails/mail)"
> END_OF_MAILER

$ chmod +x mailer && MAILER=./mailer MAIL_DOMAIN=tarnwick.example sh $scripts/weekly.sh tarnwick 2026-07-20 && ls mails && head -6 mails/ruth@tarnwick.example | cat -A | cut -c1-60 && cat tarnwick/out/digests/last-sent
...
ruth@tarnwick.example
...
To: ruth@tarnwick.example$
Subject: Your relationships, 2026-07-20$
MIME-Version: 1.0$
Content-Type: text/html; charset=utf-8$
Content-Transfer-Encoding: 8bit$
$
2026-07-20

# A mailer that fails: the day of the last mails stays, so that the next run tells all of it.
$ MAILER=false sh $scripts/weekly.sh tarnwick 2026-07-27 ; cat tarnwick/out/digests/last-sent
2026-07-20

# ---- On every push ----

# What a repository holds: the workspace without its record. An invented one is played where a script does so, and the client's tests run.
$ kith new --example it-provider pushed > /dev/null && cd pushed && mkdir -p tests && echo 'it("adds up", function() assert.equal(2, 1 + 1) end)' > tests/practice_spec.lua && echo 'kith import measures data/measures-q1.csv --today 2025-04-02' > record.sh && cd ..

$ RECORD=record.sh sh $scripts/ci.sh pushed results 2025-04-02 > /dev/null && ls results && grep -c '<!DOCTYPE html>' results/portfolio.html; test ! -e pushed/journal.db
check.txt
portfolio.html
record.txt
rules.txt
tests.txt
1
[...]portfolio.html written

# A test that fails is a failure.
$ echo 'it("fails", function() assert.equal(1, 2) end)' > pushed/tests/practice_spec.lua && sh $scripts/ci.sh pushed results > /dev/null
ci.sh: tests failed (1): lua5.4 [...]
? 1

# So is a finding, and it is a mark at its line.
$ sed -i '0,/roles: user/s//roles: usr/' pushed/models/units.yaml; GITHUB_ACTIONS=true sh $scripts/ci.sh pushed results > said; status=$?; grep '^::' said; (exit $status)
::error file=models/units.yaml,line=[...],col=[...]::no role "usr"; did you mean "user"?
ci.sh: check failed (2): kith check
? 2
