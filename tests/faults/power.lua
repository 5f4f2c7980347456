-- The power goes: from the changes that kith made to its files (tests/faults/record.c) states are made that a disk may be in then, and each
-- is looked at.
--
--   lua5.4 tests/faults/power.lua [STATES [SEED]]
--
-- A disk keeps what was synced. Of what was not, each sector of 512 bytes may be there, not be there, or be torn; a change of length may be
-- there or not; of the changes of names in the folder, which are kept in order, only the first so many. In every state the record must
-- verify and hold every event that was acknowledged. Two other ways to use SQLite, its own default and a faster one, must lose some here:
-- else this test could not tell.

package.path = "scripts/?.lua;tests/tools/?.lua;" .. package.path
local build = os.getenv "KITH_BUILD" or "build"
package.cpath = build .. "/?.so;" .. package.cpath

local harness = require "harness"
local scratch = require "scratch"

local TODAY, SECTOR = "2026-04-02", 512
local PRACTICE = [[
name: Power
begins: 2026-01-01
measures: { smiles: { scale: [0, 10] } }
stakeholders:
  ann: { name: Ann, relationship: { type: basic } }
  bob: { name: Bob, relationship: { type: basic } }
]]

local WAYS = {
  { name = "kith", part = 1 },
  { name = "DELETE, FULL", pragma = "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL", part = 0.15, loses = true },
  { name = "WAL, NORMAL", pragma = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", part = 0.15, loses = true },
}

local function commands()
  local list, rows = {}, { "of,at,measure,value,source" }
  for i = 1, 40 do rows[#rows + 1] = ("%s,2026-03-%02d,smiles,%d,card"):format(i % 2 == 0 and "ann" or "bob", (i + 1) // 2, i % 10) end
  for i = 1, 6 do list[#list + 1] = ("log ann call smiles=%d --note 'call %d'"):format(i, i) end
  list[#list + 1] = "import measures rows.csv"
  list[#list + 1] = "log undo ann#3"
  for i = 7, 10 do list[#list + 1] = ("log bob complaint severity=minor title='%s'"):format(("trouble "):rep(i * 40)) end
  return list, table.concat(rows, "\n") .. "\n"
end

-- ---- Recording ----

local function anchor_of(folder)
  return scratch.open(folder, { today = TODAY }, function(ws)
    local faults, why = ws.core:verify()
    if not faults or faults[1] then error(why or faults[1], 0) end
    return ws.core:anchor()
  end)
end

-- In a copy, for to read in a journal with -wal changes files.
local function anchor_of_copy(folder)
  return harness.with_folder(function(copy)
    assert(os.execute(("cp %s/practice.yaml %s/journal.db* %s"):format(folder, folder, copy)))
    return anchor_of(copy)
  end)
end

-- { what =, name =, … } in order.
local function read_record(path)
  local text, at, changes = assert(harness.read(path)), 1, {}
  while at <= #text do
    local line, after = text:match("^([^\n]*)\n()", at)
    local what, name, first, second = line:match "^(%S+) ?(%S*) ?(%S*) ?(%S*)$"
    local change = { what = what, name = name, to = first, offset = tonumber(first) }
    if what == "write" then
      change.bytes, after = text:sub(after, after + tonumber(second) - 1), after + tonumber(second)
    end
    changes[#changes + 1], at = change, after
  end
  return changes
end

-- The changes of a whole day's work; those that are a commit which was acknowledged have its anchor.
local function record(way)
  return harness.with_folder(function(folder)
    local list, rows = commands()
    local path = folder .. ".record"
    harness.write(folder .. "/practice.yaml", PRACTICE)
    harness.write(folder .. "/rows.csv", rows)
    local anchors = {}
    for _, command in ipairs(list) do
      local out, err, status = harness.run(("LD_PRELOAD=%s/record.so FAULT_FOLDER=%s FAULT_RECORD=%s %s kith %s --today %s"):format(
        harness.build, folder, path, way.pragma and "FAULT_PRAGMA=" .. harness.quote(way.pragma) or "", command, TODAY), folder)
      assert(status == 0, out .. err)
      anchors[#read_record(path)] = anchor_of_copy(folder)
    end
    local changes, anchor = read_record(path), nil
    os.remove(path)
    for i = #changes, 1, -1 do
      anchor = anchors[i] or anchor
      if changes[i].what == "commit" and anchor then changes[i].anchor, anchor = anchor, nil end
    end
    return changes
  end)
end

-- ---- A disk ----

local function written(bytes, at, new)
  if #bytes < at then bytes = bytes .. ("\0"):rep(at - #bytes) end
  return bytes:sub(1, at) .. new .. bytes:sub(at + #new + 1)
end

local function resized(bytes, length) return #bytes > length and bytes:sub(1, length) or bytes .. ("\0"):rep(length - #bytes) end

local function apply_to_file(bytes, change)
  if change.what == "size" then return resized(bytes, change.offset) end
  return written(bytes, change.offset, change.bytes)
end

local function apply_to_names(names, change)
  if change.what == "create" then names[change.name] = change.file
  elseif change.what == "unlink" then names[change.name] = nil
  elseif change.what == "link" then names[change.to] = change.file
  elseif change.what == "rename" then names[change.to], names[change.name] = change.file, nil
  end
end

local Disk = {}
Disk.__index = Disk

-- `now`: names as kith sees them; `safe`: as they are on disk; `unsafe`: changes of names since.
local function new_disk() return setmetatable({ now = {}, safe = {}, unsafe = {}, files = {} }, Disk) end

function Disk:sync(name)
  if name == "." then
    for _, change in ipairs(self.unsafe) do apply_to_names(self.safe, change) end
    self.unsafe = {}
  else
    local file = self.now[name]
    for _, change in ipairs(file.unsafe) do file.safe = apply_to_file(file.safe, change) end
    file.unsafe = {}
  end
end

function Disk:change(change)
  if change.what == "commit" or change.name:find "%-shm$" then return end -- what processes share need not outlive them
  if change.what == "sync" then return self:sync(change.name) end
  if change.what == "write" or change.what == "size" then
    table.insert(self.now[change.name].unsafe, change)
    return
  end
  if change.what == "create" then
    change.file = { safe = "", unsafe = {} }
    table.insert(self.files, change.file)
  else
    change.file = self.now[change.name]
  end
  apply_to_names(self.now, change)
  table.insert(self.unsafe, change)
end

-- ---- States ----

local function sectors(bytes, change, keep)
  local at, last = change.offset, change.offset + #change.bytes
  while at < last do
    local stop = math.min((at // SECTOR + 1) * SECTOR, last)
    local part = change.bytes:sub(at - change.offset + 1, stop - change.offset)
    local torn = math.random(24) == 1
    if torn then part = part:sub(1, math.random(0, #part)) end
    if torn or keep() then bytes = written(bytes, at, part) end
    at = stop
  end
  return bytes
end

-- What of unsynced changes is there: all, nothing, or with a chance that is drawn anew for every state.
local function drawn()
  local chance = ({ 0, 1, 0.5, math.random(), math.random() })[math.random(5)]
  return function() return math.random() < chance end, chance
end

local function file_after(file, keep, chance)
  local bytes = file.safe
  for _, change in ipairs(file.unsafe) do
    if change.what == "size" then
      if keep() then bytes = resized(bytes, change.offset) end
    elseif chance == 0 or chance == 1 then
      if chance == 1 then bytes = apply_to_file(bytes, change) end
    else
      bytes = sectors(bytes, change, keep)
    end
  end
  return bytes
end

-- name → bytes
local function state_of(disk)
  local names, made = {}, {}
  for name, file in pairs(disk.safe) do names[name] = file end
  for i = 1, math.random(0, #disk.unsafe) do apply_to_names(names, disk.unsafe[i]) end
  for _, file in ipairs(disk.files) do
    local keep, chance = drawn()
    made[file] = file_after(file, keep, chance)
  end
  local state = {}
  for name, file in pairs(names) do state[name] = made[file] end
  return state
end

-- ---- Looking ----

local JOURNALS = { "journal.db", "journal.db-journal", "journal.db-wal" }

-- "kept", "lost" or "damaged", and what was said.
local function look(folder, state, acknowledged)
  os.remove(folder .. "/journal.db-shm")
  for _, name in ipairs(JOURNALS) do
    if state[name] then harness.write(folder .. "/" .. name, state[name]) else os.remove(folder .. "/" .. name) end
  end
  if not state["journal.db"] then return acknowledged and "lost" or "kept" end
  local fine, outcome, said = pcall(scratch.open, folder, { today = TODAY }, function(ws)
    local faults, why = ws.core:verify()
    if not faults or faults[1] then return "damaged", why or faults[1] end
    if not acknowledged then return "kept" end
    return ws.core:anchor_at(math.tointeger(tonumber(acknowledged:match "^%d+"))) == acknowledged and "kept" or "lost"
  end)
  if not fine then return "damaged", outcome end
  return outcome, said
end

-- `goes_on`: after what is left was read, something is noted: nothing that is left behind may spoil that.
local function goes_on(folder)
  return pcall(scratch.note, folder, TODAY, { { kind = "note", of = "ann", text = "after" } }) and pcall(anchor_of, folder)
end

local function try(way, states)
  local changes, disk, acknowledged = record(way), new_disk(), nil
  local count = { states = 0, kept = 0, lost = 0, damaged = 0, stuck = 0 }
  local each = math.max(1, math.ceil(states * way.part / #changes))
  scratch.folder({ ["practice.yaml"] = PRACTICE }, function(folder)
    for i, change in ipairs(changes) do
      disk:change(change)
      acknowledged = change.anchor or acknowledged
      for _ = 1, each do
        local outcome, said = look(folder, state_of(disk), acknowledged)
        count.states, count[outcome] = count.states + 1, count[outcome] + 1
        if outcome ~= "kept" and not way.loses then
          print(("  after change %d (%s %s): %s %s"):format(i, change.what, change.name, outcome, said or ""))
        end
        if outcome == "kept" and acknowledged and count.states % 10 == 0 and not goes_on(folder) then count.stuck = count.stuck + 1 end
      end
    end
  end)
  local bad = count.lost + count.damaged + count.stuck
  print(("%-13s %d changes, %d states: %d kept, %d lost, %d damaged, %d could not go on%s"):format(
    way.name, #changes, count.states, count.kept, count.lost, count.damaged, count.stuck, way.loses and " (must lose)" or ""))
  return way.loses and bad > 0 or not way.loses and bad == 0
end

math.randomseed(math.tointeger(tonumber(arg[2] or 1)))
local good = true
for _, way in ipairs(WAYS) do good = try(way, tonumber(arg[1] or 9000)) and good end
os.exit(good)
