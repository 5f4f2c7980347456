-- What people do with kith, one command each, for tests that make it fail: `before` prepares, `writes` says that it changes the workspace,
-- `adds` that it does so anew each time, `status` with which it ends if not with 0.

local TODAY = " --today 2026-04-02"
local ON = " --as-of 2026-04-02"

local workflows = {
  TODAY = "2026-04-02",
  BASE = [[
set -e
kith new . --today 2026-03-02 >/dev/null
kith log first-customer call csat=3 trust=0.7 --by anna --today 2026-03-02 >/dev/null
kith log first-customer commitment by=us due=2026-03-20 text="One person to call" --by anna --today 2026-03-02 >/dev/null
cat >cards.csv <<'END'
of,at,measure,value,source
The first customer,2026-03-18,csat,5,card
first-supplier,2026-03-20,csat,4,card
first-supplier,2026-03-20,trust,0.8,talk
END
]],
  { name = "log", command = "log first-customer call csat=4 --by anna --note 'Asks for Tuesdays'" .. TODAY, writes = true, adds = true },
  { name = "log kept", command = "log kept first-customer#5" .. TODAY, writes = true },
  { name = "log undo", command = "log undo first-customer#4" .. TODAY, writes = true },
  { name = "log first", command = "log first-customer call" .. TODAY, before = "rm journal.db*\n", writes = true, adds = true },
  { name = "log list", command = "log first-customer" },
  { name = "import", command = "import measures cards.csv" .. TODAY, writes = true },
  { name = "import dry", command = "import measures cards.csv --dry-run" .. TODAY },
  { name = "import again", command = "import measures cards.csv" .. TODAY, before = "kith import measures cards.csv >/dev/null" .. TODAY },
  { name = "check", command = "check" },
  { name = "check wrong", command = "check", before = "sed -i 's/roles: supplier/roles: suplier/' models/people.yaml\n", status = 2 },
  { name = "score", command = "score" .. ON },
  { name = "score json", command = "score --format json" .. ON },
  { name = "explain", command = "explain first-customer --since 2026-03-10" .. ON },
  { name = "review plan", command = "review plan" .. TODAY },
  { name = "review run", command = "review run" .. TODAY, writes = true },
  { name = "review close", command = "review close first-customer#6 --today 2026-04-15", writes = true,
    before = "kith review run" .. TODAY .. " >/dev/null\n"
      .. "sed -i 's/^held:.*/held: 2026-04-14/; s/^  trust:.*/  trust: 0.9/' reviews/*.yaml\n" },
  { name = "improve open", writes = true, adds = true,
    command = "improve open first-customer csat to=4.5 from=3 due=2026-09-30 --cycle pdca --text 'One to call'" .. TODAY },
  { name = "improve list", command = "improve list" .. ON,
    before = "kith improve open first-customer csat to=4.5 from=3 due=2026-09-30 --cycle pdca --text 'One to call' >/dev/null" .. TODAY },
  { name = "digest", command = "digest" .. ON },
  { name = "calendar", command = "digest anna --format ics --out anna.ics" .. ON, writes = true },
  { name = "portfolio", command = "report portfolio --out june.html --replace" .. ON, writes = true },
  { name = "register csv", command = "report register --format csv" .. ON },
  { name = "verify", command = "verify --anchor" },
  { name = "rebuild", command = "verify --rebuild", writes = true },
  { name = "simulate", command = "simulate review_cadence --runs 64" .. ON },
}

return workflows
