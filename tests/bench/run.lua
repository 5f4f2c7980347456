-- How fast kith is, beside what else could do the work. `make bench`, or from the repository's root: lua5.4 tests/bench/run.lua [NAME…]
--
-- Names: import, score, check, features, backtest. Times are wall clock, medians of five; where two are compared they take turns, so that a
-- busy machine is unfair to both. KITH_DATA_DIR names the folder of the public data (../shared/data); what it lacks is skipped.

package.path = "tests/tools/?.lua;" .. package.path
local harness = require "harness"
local lfs = require "lfs"

local ROUNDS = 5
local DATA = os.getenv "KITH_DATA_DIR" or "../shared/data"
local KITH = harness.build .. "/kith"
local quote = harness.quote

-- ---- Measuring ----

-- What a command prints, or an error with it.
local function output_of(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local text = pipe:read "a"
  local fine, _, status = pipe:close()
  if not fine then error(("%s\nexit status %s\n%s"):format(command, status, text), 0) end
  return text
end

-- Seconds of wall clock that a shell command takes; `before` is run first and not counted.
local function seconds(command, before)
  local script = "%s\na=$(date +%%s%%N)\n{ %s\n} >/dev/null || exit\nb=$(date +%%s%%N)\necho $((b - a))"
  return tonumber(output_of("sh -c " .. quote(script:format(before or ":", command)))) / 1e9
end

local function median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end

-- Medians of both, taking turns; `theirs` may be nil. Each is { command, before }.
local function compare(ours, theirs)
  local a, b = {}, {}
  for round = 1, ROUNDS do
    a[round] = seconds(ours[1], ours[2])
    b[round] = theirs and seconds(theirs[1], theirs[2]) or nil
  end
  return median(a), theirs and median(b)
end

-- ---- What is printed ----

local rows = {}

local function time_text(s) return s and (s < 1 and ("%.0f ms"):format(s * 1000) or ("%.2f s"):format(s)) or "–" end

local function add(what, ours, theirs, ratio, aim) rows[#rows + 1] = { what, ours, theirs or "–", ratio or "–", aim } end
local function skip(what, why) rows[#rows + 1] = { what, "skipped: " .. why } end

local function print_rows()
  print(("%-58s %10s %10s %8s  %s"):format("what", "ours", "theirs", "ratio", "aim"))
  for _, row in ipairs(rows) do
    if #row == 2 then print(("%-58s %s"):format(row[1], row[2]))
    else print(("%-58s %10s %10s %8s  %s"):format(row[1], row[2], row[3], row[4], row[5])) end
  end
end

-- ---- The benches; each gets a folder that is removed afterwards ----

local has_sqlite3 = os.execute "command -v sqlite3 >/dev/null"

-- The incident log and a workspace for it, or nil and why not.
local function service_desk(folder)
  local packed = DATA .. "/incident_event_log.csv.gz"
  if not lfs.attributes(packed) then return nil, "no " .. packed end
  local log, desk = folder .. "/log.csv", folder .. "/desk"
  output_of(("gzip -dc %s > %s && cp -r examples/service-desk %s"):format(quote(packed), quote(log), quote(desk)))
  local import = ("%s import incidents %s -C %s --today 2017-03-01"):format(quote(KITH), quote(log), quote(desk))
  return { log = log, dir = desk, import = import }
end

local benches = {}

function benches.import(folder)
  local what = "import of an incident log, 119,998 rows; sqlite3 .import"
  local desk, why = service_desk(folder)
  if not desk then return skip(what, why) end
  local fresh, other = "rm -f " .. quote(desk.dir .. "/journal.db"), folder .. "/theirs.db"
  local theirs = has_sqlite3 and {
    ("sqlite3 %s 'PRAGMA journal_mode=TRUNCATE' 'PRAGMA synchronous=EXTRA' '.mode csv' '.import %s log'"):format(quote(other), desk.log),
    "rm -f " .. quote(other),
  } or nil
  local a, b = compare({ desk.import, fresh }, theirs)
  add(what, time_text(a), time_text(b), b and ("%.2f"):format(a / b), "ratio ≤ 3")
  a = compare { desk.import }
  add("the same log again: nothing is new", time_text(a), nil, nil, "")
end

function benches.score(folder)
  local what = "score of 4,829 callers, the whole command"
  local desk, why = service_desk(folder)
  if not desk then return skip(what, why) end
  output_of(desk.import)
  add(what, time_text((compare { ("%s score -C %s --as-of 2017-03-01"):format(quote(KITH), quote(desk.dir)) })), nil, nil, "≤ 150 ms")
end

function benches.check()
  add("check of examples/restaurant", time_text((compare { quote(KITH) .. " check -C examples/restaurant" })), nil, nil, "≤ 30 ms")
end

-- Five million facts about 100,000 relationships, laid straight into the journal's tables.
local FACTS = [[
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
INSERT OR IGNORE INTO word (n, text) SELECT (SELECT max(n) FROM word) + row_number() OVER (), column1
  FROM (VALUES ('csat'), ('trust'), ('interaction'), ('incident'), ('call'), ('minor')) WHERE column1 NOT IN (SELECT text FROM word);
DELETE FROM party;
WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 100000)
  INSERT INTO party (n, tag, id) SELECT i, randomblob(16), printf('r%06d', i) FROM c;
CREATE TEMP TABLE kinds (k INTEGER PRIMARY KEY, name INTEGER, word INTEGER, per INTEGER);
INSERT INTO kinds SELECT row_number() OVER (ORDER BY w.n) - 1, w.n, (SELECT n FROM word WHERE text = column2), 0
  FROM (VALUES ('csat', NULL), ('trust', NULL), ('interaction', 'call'), ('incident', 'minor'), ('interaction', 'call'))
  JOIN word w ON w.text = column1;
WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < 4999999)
  INSERT INTO fact (subject, name, at, seq, num, word)
  SELECT i / 50 + 1, k.name, (20089 + (i % 10) * 36) * 1440 + i % 1440, i + 1,
    CASE WHEN k.word IS NULL THEN (i * 7919 % 5) / 5.0 END, k.word
  FROM c JOIN kinds k ON k.k = (i % 50) / 10;
]]

function benches.features(folder)
  local what = "features of 100,000 relationships from 5,000,000 facts"
  if not has_sqlite3 then return skip(what, "no sqlite3") end
  local dir = folder .. "/many"
  output_of(("mkdir -p %s/models"):format(quote(dir)))
  harness.write(dir .. "/practice.yaml", "name: Many\nbegins: 2025-01-01\n")
  local lines = { "stakeholders:" }
  for i = 1, 100000 do lines[#lines + 1] = ("  r%06d: { relationship: { model: basic-operational } }"):format(i) end
  harness.write(dir .. "/models/many.yaml", table.concat(lines, "\n") .. "\n")
  local lua = ("KITH_HOME=. LUA_PATH='scripts/?.lua;;' LUA_CPATH=%s lua5.4 tests/bench/features.lua %s "):format(
    quote(harness.build .. "/?.so;;"), quote(dir))
  output_of(lua .. "make")
  harness.write(folder .. "/facts.sql", FACTS)
  output_of(("sqlite3 %s/journal.db < %s/facts.sql"):format(quote(dir), quote(folder)))
  local times, memory = {}, nil
  for round = 1, 3 do
    local time, peak = output_of(lua .. "measure"):match "^(%S+) (%S+)"
    times[round], memory = tonumber(time), math.max(memory or 0, tonumber(peak))
  end
  add(what, time_text(median(times)), nil, nil, "≤ 3 s")
  add("  peak memory of the process, with a model of that size", ("%.0f MiB"):format(memory / 1024), nil, nil, "≤ 1,024 MiB")
end

function benches.backtest(folder)
  local what = "backtest of 23,570 buyers, one day, with fit"
  local cdnow = require "cdnow"
  if not cdnow.present() then return skip(what, "no " .. cdnow.DATA) end
  cdnow.make(folder)
  local command = ("%s backtest recency_frequency -C %s --outcome 'purchase within 273d' --at 1997-09-30 --as-of 1998-07-01 --fit"):format(
    quote(KITH), quote(folder))
  add(what, time_text((compare { command })), nil, nil, "≤ 10 s")
  local told = output_of(command)
  add("  AUC, with its 95% interval", told:match "(0%.%d+)  0%.%d+ – 0%.%d+", told:match "0%.%d+ – 0%.%d+", nil, "≥ 0.76")
end

-- ---- All of them ----

local wanted = #arg > 0 and arg or { "import", "score", "check", "features", "backtest" }
for _, name in ipairs(wanted) do
  local bench = assert(benches[name], "no bench " .. name)
  io.stderr:write(name, " …\n")
  local fine, why = pcall(harness.with_folder, bench)
  if not fine then skip(name, tostring(why)) end
end
print_rows()
