-- Makes calls of kith fail, one after the other, and looks at what is left; tests/faults/fail.c is what fails.
--
--   lua5.4 tests/faults/fail.lua memory [once|on] [WORKFLOW…]    every allocation: only that one, or all from then on
--   lua5.4 tests/faults/fail.lua disk [WORKFLOW…]                every write, sync and change of names: no room, cannot be written
--   lua5.4 tests/faults/fail.lua kill [WORKFLOW…]                killed before each of these
--
-- --step N tries only every N-th, --start begins at kith's own start instead of where it first looks at the workspace, --show tells each.
--
-- After each the record must verify and hold all that the command notes, or nothing of it. The command ends with a status and, where that
-- is 1, with a message; where it says that it is done, output and files are what they would have been. After a disk that failed, and after
-- a kill, the same command run again ends as it would have.

package.path = "scripts/?.lua;tests/tools/?.lua;tests/faults/?.lua;" .. package.path
local build = os.getenv "KITH_BUILD" or "build"
package.cpath = build .. "/?.so;" .. package.cpath

local harness = require "harness"
local lfs = require "lfs"
local scratch = require "scratch"
local workflows = require "workflows"

local DISK = {
  { name = "full once", line = "disk %d 28 once" }, { name = "full", line = "disk %d 28 on" },
  { name = "failing once", line = "disk %d 5 once" }, { name = "failing", line = "disk %d 5 on" },
}
local WAYS = {
  memory = { once = { { name = "memory once", line = "memory %d once" } }, on = { { name = "memory", line = "memory %d on" } } },
  disk = DISK, kill = { { name = "killed", line = "kill %d" } },
}

-- ---- Folders ----

-- Every file below `folder`: path → text.
local function contents(folder, below, found)
  found, below = found or {}, below or ""
  for name in lfs.dir(folder .. "/" .. below) do
    local path = below .. name
    if name ~= "." and name ~= ".." then
      if lfs.attributes(folder .. "/" .. path, "mode") == "directory" then
        contents(folder, path .. "/", found)
      else
        found[path] = harness.read(folder .. "/" .. path)
      end
    end
  end
  return found
end

local function restore(folder, before, now)
  for path in pairs(now) do
    if not before[path] then os.remove(folder .. "/" .. path) end
  end
  for path, text in pairs(before) do
    if now[path] ~= text then harness.write(folder .. "/" .. path, text) end
  end
end

-- Whether all of `one` is in `other` alike, but for the journal, whose salts are random.
local function holds(one, other)
  for path, text in pairs(one) do
    if not path:find "^journal%.db" and other[path] ~= text then return false end
  end
  return true
end

local function same_files(one, other) return holds(one, other) and holds(other, one) end

-- ---- What a record holds ----

local function look(folder)
  if not lfs.attributes(folder .. "/journal.db") then return 0 end
  local fine, events = pcall(scratch.open, folder, { today = workflows.TODAY, lenient = true }, function(ws)
    local faults, why = ws.core:verify()
    if not faults or faults[1] then error(why or faults[1], 0) end
    return math.tointeger(tonumber(ws.core:anchor():match "^%d+"))
  end)
  if fine then return events end
  return nil, events
end

-- ---- A kith that waits to be told what fails ----

local function start(folder, workflow, from)
  local beside = folder .. ".faults"
  assert(os.execute(("rm -rf %s; mkdir %s && mkfifo %s/ask %s/tell"):format(beside, beside, beside, beside)))
  local variables = ("FAULT_FOLDER=%s FAULT_ASK=%s/ask FAULT_TELL=%s/tell %s LD_PRELOAD=%s"):format(
    folder, beside, beside, from and "FAULT_FROM=start" or "", harness.build .. "/fail.so")
  assert(os.execute(("cd %s && { env -i PATH=$PATH HOME=%s LC_ALL=C.UTF-8 TZ=UTC %s %s/kith %s </dev/null >%s/out 2>%s/err & }"):format(
    folder, folder, variables, harness.build, workflow.command:gsub("DIR", folder), beside, beside)))
  local server = { ask = assert(io.open(beside .. "/ask", "w")), tell = assert(io.open(beside .. "/tell", "r")), beside = beside }
  server.ask:setvbuf "no"
  return server
end

-- Exit status (nil: a signal), whether the call was reached, standard output, standard error.
local function fail(server, line)
  server.ask:write(line, "\n")
  local status, fired = assert(server.tell:read "l", "kith did not get that far"):match "^(%d+) (%d)$"
  status = tonumber(status)
  local signal = status & 0x7f
  local out, err = harness.read(server.beside .. "/out"), harness.read(server.beside .. "/err")
  return signal == 0 and status >> 8 or nil, fired == "1", out, err, signal
end

local function stop(server)
  server.ask:close()
  server.tell:close()
  os.execute("rm -rf " .. server.beside)
end

-- ---- Judging ----

-- What a command said that ended with the status it would have had.
local function judge_done(case)
  if case.events ~= case.after then return ("said it was done, but %d events, not %d"):format(case.events, case.after) end
  if case.out ~= case.whole_out then return "said it was done, but the output differs" end
  if not same_files(case.now, case.whole) then return "said it was done, but files differ" end
end

-- Of memory that ran out in a player, or for a folder or a file of kith's own that could not be opened: then it is a finding like others,
-- or an error of Lua's with the reason or the places where it looked.
local function is_told(case)
  local said = case.out .. case.err
  for _, words in ipairs { "ended without an answer", "Cannot allocate memory", "no file '" } do
    if said:find(words, 1, true) then return case.status == 1 or case.status == 2 end
  end
end

local function judge_told(case)
  if is_told(case) then return end
  if case.status ~= 1 then return ("status %d, not %d or 1"):format(case.status, case.expected) end
  if case.err == "" then return "status 1 without a word" end
  if case.err:find("internal error", 1, true) then return "no message for people: " .. case.err:sub(1, 200) end
end

-- nil where all is well, else what is wrong.
local function judge(case, way)
  local events = case.events
  if not case.status and not (way.name == "killed" and case.signal == 9) then return "ended by signal " .. case.signal end
  if not events then return "the record does not verify: " .. tostring(case.why) end
  if events ~= case.before and events ~= case.after then return ("%d events, not %d or %d"):format(events, case.before, case.after) end
  if not case.status then return end
  return (case.status == case.expected and not is_told(case) and judge_done or judge_told)(case)
end

-- The same command with nothing in its way, from what the failure left: it ends as it would have.
local function again(folder, workflow, case)
  local command = "kith " .. workflow.command:gsub("DIR", folder)
  local _, err, status = harness.run(command, folder)
  local events, why = look(folder)
  if status ~= case.expected then return ("run again: status %d: %s"):format(status, err:sub(1, 200)) end
  if not events then return "run again: the record does not verify: " .. why end
  if not workflow.adds and events ~= case.after then return ("run again: %d events, not %d"):format(events, case.after) end
end

-- ---- One workflow ----

local function prepare(folder, workflow)
  local out, err, status = harness.run(workflows.BASE .. (workflow.before or ""), folder)
  if status ~= 0 then error(workflow.name .. ": cannot be prepared: " .. out .. err) end
  return { files = contents(folder), events = assert(look(folder)) }
end

local function undisturbed(folder, workflow, before)
  local out, err, status = harness.run("kith " .. workflow.command:gsub("DIR", folder), folder)
  if status ~= (workflow.status or 0) then error(workflow.name .. ": status " .. status .. ": " .. err) end
  local whole = { out = out, status = status, files = contents(folder), events = assert(look(folder)) }
  restore(folder, before.files, whole.files)
  return whole
end

local function try(folder, server, way, index, before, whole)
  local status, fired, out, err, signal = fail(server, way.line:format(index))
  local now = contents(folder)
  local changed = now["journal.db"] ~= before.files["journal.db"] or now["journal.db-journal"] ~= before.files["journal.db-journal"]
  local events, why = before.events, nil
  if changed then
    events, why = look(folder)
    now = contents(folder)
  end
  return { status = status, fired = fired, out = out, err = err, signal = signal, now = now, events = events, why = why,
           before = before.events, after = whole.events, expected = whole.status, whole_out = whole.out, whole = whole.files }
end

local function add_up(count, case, wrong)
  local done = case.status == case.expected
  count.tried = count.tried + 1
  count.done = count.done + (done and 1 or 0)
  count.told = count.told + (case.status and not done and 1 or 0)
  count.bad = count.bad + (wrong and 1 or 0)
end

local FORM = "%d failures: %d told, %d went on, %d bad"
local function summary(count) return FORM:format(count.tried, count.told, count.done, count.bad) end

local MOST_TOLD = 5
local function run_way(folder, workflow, way, options)
  local before = prepare(folder, workflow)
  local whole = undisturbed(folder, workflow, before)
  local server, count = start(folder, workflow, options.start), { tried = 0, told = 0, done = 0, bad = 0 }
  for index = 1, math.huge, options.step do
    local case = try(folder, server, way, index, before, whole)
    if options.show then print(index, case.status, case.fired, case.err, case.out) end
    if not case.fired then break end
    local wrong = judge(case, way)
    local undone = case.status ~= case.expected and case.events == case.before
    if not wrong and options.again and undone then wrong = again(folder, workflow, case) end
    add_up(count, case, wrong)
    if wrong and count.bad <= MOST_TOLD then print(("  %s, %s %d: %s"):format(workflow.name, way.name, index, wrong)) end
    restore(folder, before.files, contents(folder))
  end
  stop(server)
  print(("%-14s %-13s %s"):format(workflow.name, way.name, summary(count)))
  return count
end

-- ---- All of them ----

local function read_arguments()
  local options, names, i = { what = arg[1], step = 1 }, {}, 2
  while arg[i] do
    local flag = arg[i]:match "^%-%-(.*)"
    if flag == "step" then
      options.step, i = math.tointeger(tonumber(arg[i + 1])), i + 1
    elseif flag then
      options[flag] = true
    elseif arg[i] == "once" or arg[i] == "on" then
      options.how = arg[i]
    else
      names[arg[i]] = true
    end
    i = i + 1
  end
  options.again = options.what ~= "memory"
  return options, names
end

local options, names = read_arguments()
local ways = assert(WAYS[options.what], "memory, disk or kill")
ways = ways[options.how or "once"] or ways

local total, tried = { tried = 0, told = 0, done = 0, bad = 0 }, 0
for _, workflow in ipairs(workflows) do
  local wanted = names[workflow.name]
  if next(names) == nil then wanted = options.what == "memory" or workflow.writes end
  tried = tried + (wanted and 1 or 0)
  for _, way in ipairs(wanted and ways or {}) do
    local count = harness.with_folder(function(folder) return run_way(folder, workflow, way, options) end)
    for name, number in pairs(count) do total[name] = total[name] + number end
  end
end
print(("%d workflows, %s"):format(tried, summary(total)))
os.exit(total.bad == 0 and total.tried > 0)
