-- Many write to one record at once and are killed at any instant: what was acknowledged must be there, whole, and the chain with it.
--
--   lua5.4 tests/faults/load.lua [KILLS [WORKERS]]
--
-- Workers log contacts, import files and close reviews, each command under `timeout -s KILL` for a time drawn anew. A command that ended
-- with status 0 was acknowledged. Meanwhile `kith verify` must stay silent. What was killed may be noted or not, an import whole or not at
-- all.

package.path = "scripts/?.lua;tests/tools/?.lua;" .. package.path
local build = os.getenv "KITH_BUILD" or "build"
package.cpath = build .. "/?.so;" .. package.cpath

local harness = require "harness"
local lfs = require "lfs"
local scratch = require "scratch"

local TODAY, ROWS, MOST_ATTEMPTS = "2026-04-02", 20, 1000000
local STAKEHOLDERS = 60
local KILLED = { [9] = true, [137] = true } -- timeout dies as the command did, unless a shell stands between
local PATIENCE = 20                         -- half seconds in which somebody must be killed

local function practice()
  local lines = {
    "name: Load", "begins: 2026-01-01", "measures: { smiles: { scale: [0, 10] } }",
    "relationship_models: { guest: { type: basic, review: { every: 1 month, anchor: 2026-01-01, prepare: 7d } } }", "stakeholders:",
  }
  for i = 1, STAKEHOLDERS do
    lines[#lines + 1] = ("  guest-%d: { name: Guest %d, relationship: { model: guest, since: 2025-01-01 } }"):format(i, i)
  end
  return table.concat(lines, "\n") .. "\n"
end

-- ---- A worker ----

local function append(path, line)
  local file = assert(io.open(path, "a"))
  file:write(line, "\n")
  file:close()
end

-- "done", "killed" or "refused"; told where it was.
local function attempt(mine, seconds, command)
  local run = ("exec timeout -s KILL %.4f %s/kith %s --today %s </dev/null >>%s.out 2>%s.err"):format(
    seconds, harness.build, command, TODAY, mine, mine)
  local fine, _, status = os.execute(run)
  local outcome = fine and "done" or KILLED[status] and "killed" or "refused"
  append(mine .. "." .. outcome, command)
  if outcome == "refused" then append(mine .. ".why", (harness.read(mine .. ".err"):gsub("%s+$", ""))) end
  return outcome
end

local workers = {}

function workers.log(index, number) return ("log guest-%d call --note log-%d-%d."):format(number % STAKEHOLDERS + 1, index, number) end

function workers.import(index, number)
  local path, rows = ("rows-%d.csv"):format(index), { "of,at,measure,value,source" }
  for row = 1, ROWS do rows[row + 1] = ("guest-%d,2026-03-%02d,smiles,%d,import-%d-%d."):format(row, row, row % 10, index, number) end
  harness.write(path, table.concat(rows, "\n") .. "\n")
  return ("import measures %s"):format(path)
end

-- Its share of the reviews, one after the other; what was killed is tried again.
function workers.review(index, _, state)
  if state.outcome ~= "killed" then state.at = (state.at or index) + (state.at and state.step or 0) end
  local id = state.reviews[state.at]
  return id and "review close " .. id
end

local function work(kind, index, step, seconds)
  local mine, state = "load-" .. index, { step = step, reviews = harness.lines(harness.read "reviews.txt") }
  math.randomseed(index)
  for number = 1, MOST_ATTEMPTS do
    if harness.read "stop" then return end
    local command = workers[kind](index, number, state)
    if not command then kind = "log" else
      state.outcome = attempt(mine, math.random() * seconds, command)
      if kind ~= "review" then append(("%s.%s-%s"):format(mine, kind, state.outcome), number) end
    end
  end
end

-- ---- What came of it ----

local function count_lines(folder, pattern)
  local pipe = assert(io.popen(("cd %s && cat %s 2>/dev/null | wc -l"):format(folder, pattern)))
  local count = tonumber(pipe:read "a")
  pipe:close()
  return math.tointeger(count)
end

local function tokens_of(events)
  local found = {}
  for _, event in ipairs(events) do
    local token = (event.note or event.source or ""):match "^[a-z]+%-%d+%-%d+%.$"
    if token then found[token] = (found[token] or 0) + 1 end
    if event.kind == "review" and event.state == "closed" then found[event.about] = (found[event.about] or 0) + 1 end
  end
  return found
end

local function numbers(folder, index, kind, outcome)
  return harness.lines(harness.read(("%s/load-%d.%s-%s"):format(folder, index, kind, outcome)) or "")
end

-- How many acknowledged, how many of these are not there as a whole, how many of the killed are there by half.
local function compare(folder, found, count)
  local told = { acknowledged = 0, lost = 0, half = 0 }
  for index = 1, count do
    for kind, whole in pairs { log = 1, import = ROWS } do
      for _, number in ipairs(numbers(folder, index, kind, "done")) do
        told.acknowledged = told.acknowledged + 1
        if found[("%s-%d-%s."):format(kind, index, number)] ~= whole then told.lost = told.lost + 1 end
      end
      for _, number in ipairs(numbers(folder, index, kind, "killed")) do
        local there = found[("%s-%d-%s."):format(kind, index, number)]
        if there and there ~= whole then told.half = told.half + 1 end
      end
    end
    for _, command in ipairs(harness.lines(harness.read(("%s/load-%d.done"):format(folder, index)) or "")) do
      local review = command:match "^review close (.+)"
      told.acknowledged = told.acknowledged + (review and 1 or 0)
      if review and found[review] ~= 1 then told.lost = told.lost + 1 end
    end
  end
  return told
end

-- ---- All of it ----

local function verified(folder)
  local out, err, status = harness.run("kith verify", folder)
  return status == 0 and out == "" and err == "", out .. err
end

local function run(kills, count, folder)
  harness.write(folder .. "/practice.yaml", practice())
  local out, err, status = harness.run(([[
    set -e
    kith review run --today %s | grep -o 'guest-[0-9]*#[0-9]*' >reviews.txt
    sed -i 's/^held:.*/held: 2026-04-01/' reviews/*.yaml]]):format(TODAY), folder)
  assert(status == 0, out .. err)
  local seconds = tonumber(os.getenv "LOAD_SECONDS") or 0.25
  local kinds = { "log", "import", "review" }
  for index = 1, count do
    assert(os.execute(("lua5.4 tests/faults/load.lua worker %s %s %d %d %f &"):format(
      folder, kinds[(index - 1) % #kinds + 1], index, count, seconds)))
  end
  local looks, bad, killed, still = 0, 0, 0, 0
  repeat
    os.execute "sleep 0.5"
    local fine, why = verified(folder)
    looks, bad = looks + 1, bad + (fine and 0 or 1)
    if not fine then print("  kith verify, meanwhile: " .. why) end
    local now = count_lines(folder, "load-*.killed")
    killed, still = now, now == killed and still + 1 or 0
  until killed >= kills or still > PATIENCE
  harness.write(folder .. "/stop", "")
  os.execute "sleep 2"
  local fine, why = verified(folder)
  if not fine then print("  kith verify: " .. why) end
  local events = scratch.open(folder, { today = TODAY }, function(ws) return ws.core:events { with_superseded = true } end)
  local told = compare(folder, tokens_of(events), count)
  os.execute(("cat %s/load-*.why 2>/dev/null | sed 's/guest-[0-9]*#[0-9]*/ID/' | sort | uniq -c"):format(folder))
  print(("%d killed, %d done, %d refused, of %d at once; verified %d times, %d bad"):format(
    killed, count_lines(folder, "load-*.done"), count_lines(folder, "load-*.refused"), count, looks + 1, bad + (fine and 0 or 1)))
  print(("%d events; %d commands acknowledged, %d lost, %d killed ones there by half"):format(
    #events, told.acknowledged, told.lost, told.half))
  return fine and killed >= kills and bad + told.lost + told.half == 0 and told.acknowledged > 0
end

if arg[1] == "worker" then
  assert(lfs.chdir(arg[2]))
  work(arg[3], math.tointeger(tonumber(arg[4])), math.tointeger(tonumber(arg[5])), tonumber(arg[6]))
else
  local kills, count = tonumber(arg[1] or 2000), math.tointeger(tonumber(arg[2] or 6))
  os.exit(harness.with_folder(function(folder) return run(kills, count, folder) end))
end
