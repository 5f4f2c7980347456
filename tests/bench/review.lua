-- How long reviews take for 100,000 relationships and five million facts. `make bench-review`, or from the repository's root:
-- lua5.4 tests/bench/review.lua [FOLDER], which makes the workspace in FOLDER where it is not there yet, and keeps it.
--
-- Every relationship has triggers, a fifth have had a review; 2,000 are due at once. Times are of whole commands, by the wall clock and of
-- the processor; memory is the most that the process ever had, with its player's, which counts twice what the two share.

package.path = "tests/tools/?.lua;" .. package.path
local harness = require "harness"
local lfs = require "lfs"

local KITH = harness.build .. "/kith"
local quote = harness.quote
local TODAY = "2026-02-20"
local MANY, REVIEWED, DUE = 100000, 20000, 2000

local function output_of(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local text = pipe:read "a"
  if not pipe:close() then error(command .. "\n" .. text, 0) end
  return text
end

-- ---- The workspace ----

local PRACTICE = [[
name: Many
begins: 2025-01-01
limits: { silence: 30, memory: 1024 }
staff: { anna: { cover: paolo, away: 2026-02-01..2026-02-28 }, paolo: { cover: anna } }
relationship_models:
  many:
    like: basic-operational
    owner: anna
    review:
      every: 1 year
      anchor: 2027-01-15
      prepare: 14d
      when: [ severe incident, overdue commitment, csat below 0.1 ]
      ask: [ "What next?" ]
  due: { like: many, review: { every: last working day of the quarter, anchor: 2026-02-01, prepare: 60d } }
]]

local function write_models(dir)
  lfs.mkdir(dir .. "/models")
  harness.write(dir .. "/practice.yaml", PRACTICE)
  local lines = { "id,relationship.model" }
  for i = 1, MANY do lines[#lines + 1] = ("r%06d,%s"):format(i, i % (MANY // DUE) == 0 and "due" or "many") end
  harness.write(dir .. "/models/stakeholders.csv", table.concat(lines, "\n") .. "\n")
end

-- Fifty facts each, laid straight into the journal's table; reviews as events, one closed for a fifth of them.
local FACTS = [[
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
INSERT OR IGNORE INTO word (n, text) SELECT (SELECT max(n) FROM word) + row_number() OVER (), column1
  FROM (VALUES ('csat'), ('trust'), ('interaction'), ('incident'), ('call'), ('minor')) WHERE column1 NOT IN (SELECT text FROM word);
CREATE TEMP TABLE kinds (k INTEGER PRIMARY KEY, name INTEGER, word INTEGER);
INSERT INTO kinds SELECT row_number() OVER (ORDER BY w.n) - 1, w.n, (SELECT n FROM word WHERE text = column2)
  FROM (VALUES ('csat', NULL), ('trust', NULL), ('interaction', 'call'), ('incident', 'minor'), ('interaction', 'call'))
  JOIN word w ON w.text = column1;
CREATE TEMP TABLE who (i INTEGER PRIMARY KEY, n INTEGER);
INSERT INTO who SELECT row_number() OVER (ORDER BY id) - 1, n FROM party WHERE id GLOB 'r[0-9]*';
WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < 4999999)
  INSERT OR IGNORE INTO fact (subject, name, at, seq, num, word)
  SELECT who.n, k.name, (20089 + (c.i % 10) * 36) * 1440 + c.i % 1440, 10000000 + c.i,
    CASE WHEN k.word IS NULL THEN (c.i * 7919 % 5) / 5.0 END, k.word
  FROM c JOIN kinds k ON k.k = (c.i % 50) / 10 JOIN who ON who.i = c.i / 50;
]]

local MAKE = [[
local workspace = require "kith.workspace"
local dir, count, many = arg[1], tonumber(arg[2]), tonumber(arg[3])
local ws = assert(workspace.open { dir = dir, today = "2025-06-30", write = true, player = false })
assert(ws.core:begin())
assert(ws:sync())
for i = 1, count do
  local id = ("r%06d"):format(i * (many // count) - 1)
  local function note(event) return select(2, assert(ws.core:note(event, { today = ws.day, by = "anna" }))) end
  local opened = note { kind = "review", of = id, relationship = id, state = "opened", due = "2025-06-15",
    evidence = { owner = "anna", score = 0.5, band = "amber", rule = "health" } }
  note { kind = "review", about = opened, state = "closed", outcome = { held = "2025-06-14" } }
end
assert(ws.core:commit())
ws:close()
]]

local function make(dir)
  io.stderr:write("making the workspace …\n")
  lfs.mkdir(dir)
  write_models(dir)
  harness.write(dir .. "/make.lua", MAKE)
  local lua = ("KITH_HOME=. LUA_PATH='scripts/?.lua;;' LUA_CPATH=%s lua5.4 %s/make.lua %s %d %d"):format(
    quote(harness.build .. "/?.so;;"), quote(dir), quote(dir), REVIEWED, MANY)
  output_of(lua)
  harness.write(dir .. "/facts.sql", FACTS)
  output_of(("sqlite3 %s/journal.db < %s/facts.sql"):format(quote(dir), quote(dir)))
end

-- ---- Measuring ----

-- Wall clock in ms, processor time in ticks of 10 ms, most memory in KiB; the process and its player are looked at while they run.
local SAMPLE = [[
a=$(date +%%s%%N)
%s >%s 2>&1 & p=$!
most=0 busy=0
while kill -0 $p 2>/dev/null; do
  all=0 now=0
  for each in $p $(cat /proc/$p/task/$p/children 2>/dev/null); do
    size=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' /proc/$each/status 2>/dev/null); all=$((all + ${size:-0}))
    ticks=$(sed -n 's/.*) //p' /proc/$each/stat 2>/dev/null | cut -d' ' -f12-15 | tr ' ' +); now=$((now + ${ticks:-0}))
  done
  [ $all -gt $most ] && most=$all
  [ $now -gt $busy ] && busy=$now
  sleep 0.02
done
wait $p || exit
b=$(date +%%s%%N)
echo $(((b - a) / 1000000)) $busy $most
]]

local function measure(dir, what, command, aim)
  local out = dir .. "/out.txt"
  local said = output_of("bash -c " .. quote(SAMPLE:format(command, quote(out))))
  local milliseconds, ticks, memory = said:match "(%d+) (%d+) (%d+)%s*$"
  print(("%-42s %7.2f s  %7.2f s  %5d MiB   %s"):format(what, milliseconds / 1000, ticks / 100, memory // 1024, aim))
  return harness.read(out)
end

local function kith(dir, words, day) return ("%s %s -C %s %s"):format(quote(KITH), words, quote(dir), day) end

local function bench(dir)
  if not lfs.attributes(dir .. "/journal.db") then make(dir) end
  print(("%-42s %9s  %9s  %9s   %s"):format("what", "wall", "processor", "memory", "aim"))
  local kept, today = dir .. "/journal.db", " --today " .. TODAY
  output_of(("cp %s %s.before && rm -rf %s/reviews"):format(quote(kept), quote(kept), quote(dir)))
  local plan = measure(dir, "review plan", kith(dir, "review plan --format csv", today), "≤ 5 s, ≤ 1,024 MiB")
  local _, due = plan:gsub("\n\"due\"", "")
  local run = measure(dir, ("review run: %d opened, files written"):format(due), kith(dir, "review run --format csv", today), "≤ 30 s")
  local _, opened = run:gsub("\n", "")
  assert(opened - 1 == due and due >= DUE, "not what was planned was opened")
  measure(dir, "review run again: nothing to open", kith(dir, "review run", today), "")
  measure(dir, "report portfolio", kith(dir, "report portfolio --format json --as-of " .. TODAY, ""), "≤ 10 s")
  output_of(("mv %s.before %s"):format(quote(kept), quote(kept)))
end

if arg[1] then bench(arg[1]) else harness.with_folder(function(folder) bench(folder .. "/many") end) end
