-- Cycles: the steps an improvement goes through, loaded by the player and checked here like any input. Which step may follow which is the
-- core's (practice/improvement.h); what a step needs before it is left is looked after in improvement.lua.

local contains = require "kith.contains"
local findings = require "kith.script_findings"
local kith = require "kith"
local script_text = require "kith.script_text"
local sorted_keys = require "kith.sorted_keys"
local suggest = require "kith.suggest"

local cycles = {}

-- What a step may need before it is left. `note` and `evidence` belong to the step, the rest to the improvement.
cycles.NEEDS = { "text", "measure", "baseline", "target", "due", "owner", "actual", "note", "evidence" }

cycles.CLOSED = "closed" -- the exit behind the last step

local KEYS = { "doc", "steps", "choose" }
local STEP_KEYS = { "label", "doc", "needs", "within", "by", "next" }
local TAKEN = { closed = true, dropped = true, open = true }

-- ---- What may be wrong ----

local function tell(ws, cycle, word, message) findings.tell(ws, cycle, tostring(word), message) end

-- The topmost file and the line where a step is declared: { "plan", …
local function declared_at(ws, cycle, step)
  local files = ws:scripts("cycles", cycle.name)
  for i = #files, 1, -1 do
    for line, content in ipairs(script_text.lines(files[i])) do
      if content:find("{ *[\"']" .. step.name:gsub("%W", "%%%0") .. "[\"']") then return files[i].path, line end
    end
  end
end

-- A finding about a step: at the word, sought from where the step is declared on.
local function tell_step(ws, cycle, step, word, message)
  local path, line = declared_at(ws, cycle, step)
  findings.tell(ws, cycle, tostring(word), message, line, path)
end

local function check_keys(ws, cycle)
  for _, key in ipairs(sorted_keys(cycle.header)) do
    if key ~= "line" and key ~= "chunk" and not contains(KEYS, key) then
      tell(ws, cycle, key, ("no field \"%s\" in a cycle%s"):format(key, suggest.among(key, KEYS)))
    end
  end
end

-- One text alone stands for a list of one. nil where it is neither.
local function texts(value)
  if type(value) == "string" then return { value } end
  if type(value) ~= "table" then return nil end
  for key, each in pairs(value) do
    if type(key) ~= "number" or type(each) ~= "string" then return nil end
  end
  return value
end

local function check_text(ws, cycle, step, key)
  if step[key] ~= nil and (type(step[key]) ~= "string" or not step[key]:find "%S") then
    tell_step(ws, cycle, step, step.name, ("%s of the step \"%s\" must be a text"):format(key, step.name))
    step[key] = nil
  end
end

local function check_needs(ws, cycle, step)
  local needs = texts(step.needs or {})
  if not needs then
    local message = ("needs of the step \"%s\" is a list of words such as { \"target\", \"note\" }"):format(step.name)
    tell_step(ws, cycle, step, step.name, message)
  end
  for _, word in ipairs(needs or {}) do
    if not contains(cycles.NEEDS, word) then
      tell_step(ws, cycle, step, word, ("no step can need \"%s\"%s"):format(word, suggest.among(word, cycles.NEEDS)))
    end
  end
  step.needs = needs or {}
end

local function check_within(ws, cycle, step)
  if step.within == nil or type(step.within) == "string" and kith.is_span(step.within) then return end
  local message = ("within of the step \"%s\" is a length of time such as \"30d\" or \"6 weeks\", not %s")
    :format(step.name, tostring(step.within))
  tell_step(ws, cycle, step, "within", message)
  step.within = nil
end

-- Whether it begins with a name of its own.
local function check_name(ws, cycle, step, seen)
  local name = step.name
  if type(name) ~= "string" then
    tell(ws, cycle, "steps", "a step begins with its name: { \"plan\", label = \"Plan\" }")
  elseif not name:find "^%a[%w_-]*$" then
    tell(ws, cycle, name, ("\"%s\" cannot name a step: letters, digits, - and _, the first a letter"):format(name))
  elseif TAKEN[name] then
    tell(ws, cycle, name, ("\"%s\" cannot name a step: it is what kith calls an improvement's state"):format(name))
  elseif seen[name] then
    local path, line = declared_at(ws, cycle, step)
    findings.tell(ws, cycle, name, ("two steps are called \"%s\""):format(name), line and line + 1, path)
  else
    seen[name] = true
    return true
  end
end

local function check_step(ws, cycle, step, seen)
  if not check_name(ws, cycle, step, seen) then return false end
  for _, key in ipairs(sorted_keys(step)) do
    if key ~= "name" and not contains(STEP_KEYS, key) then
      tell_step(ws, cycle, step, key, ("no field \"%s\" in a step%s"):format(key, suggest.among(key, STEP_KEYS)))
    end
  end
  for _, key in ipairs { "label", "doc", "by" } do check_text(ws, cycle, step, key) end
  check_needs(ws, cycle, step)
  check_within(ws, cycle, step)
  return true
end

-- ---- Exits ----

-- Where a step leads: what it names, else the next in order.
local function check_exits(ws, cycle, i, step)
  local names = { cycles.CLOSED }
  for n, each in ipairs(cycle.steps) do names[n + 1] = each.name end
  local following = cycle.steps[i + 1]
  local exits = texts(step.next or { following and following.name or cycles.CLOSED })
  if not exits or not exits[1] then
    tell_step(ws, cycle, step, "next", ("next of the step \"%s\" is the name of a step, or a list of them"):format(step.name))
    exits = {}
  end
  step.exits = {}
  for _, exit in ipairs(exits) do
    if contains(names, exit) then table.insert(step.exits, exit)
    else tell_step(ws, cycle, step, exit, ("no step \"%s\" to go on to%s"):format(exit, suggest.among(exit, names))) end
  end
end

-- The names reached from one by following `ways`, itself among them.
local function reached_from(name, ways, seen)
  seen = seen or {}
  seen[name] = true
  for _, other in ipairs(ways[name] or {}) do
    if not seen[other] then reached_from(other, ways, seen) end
  end
  return seen
end

local function check_ways(ws, cycle)
  local onward, back = {}, { [cycles.CLOSED] = {} }
  for _, step in ipairs(cycle.steps) do onward[step.name], back[step.name] = step.exits, {} end
  for _, step in ipairs(cycle.steps) do
    for _, exit in ipairs(step.exits) do table.insert(back[exit], step.name) end
  end
  local begun, ending = reached_from(cycle.steps[1].name, onward), reached_from(cycles.CLOSED, back)
  for _, step in ipairs(cycle.steps) do
    if not begun[step.name] then
      tell_step(ws, cycle, step, step.name, ("no step leads to \"%s\""):format(step.name))
    elseif not ending[step.name] then
      local message = ("from \"%s\" there is no way to the end; name \"closed\" in the next of a step"):format(step.name)
      tell_step(ws, cycle, step, step.name, message)
    end
  end
end

local function check_choose(ws, cycle)
  local several
  for _, step in ipairs(cycle.steps) do several = several or #step.exits > 1 and step end
  if cycle.header.choose ~= nil and not cycle.chunk then
    tell(ws, cycle, "choose", "choose must be a function of an improvement")
  elseif several and not cycle.chunk then
    local message = ("the step \"%s\" has several exits: say which with choose = function(i) … end"):format(several.name)
    tell_step(ws, cycle, several, several.name, message)
  elseif cycle.chunk and not several then
    tell(ws, cycle, "choose", "choose is never asked, for no step has several exits; leave it out, or take it away with choose = false")
  end
end

local function check_all(ws, cycle)
  check_keys(ws, cycle)
  if type(cycle.doc) ~= "string" then tell(ws, cycle, "return", "a cycle needs `doc`: what it is for, in a sentence") end
  if type(cycle.header.steps) ~= "table" or not cycle.header.steps[1] then
    tell(ws, cycle, "return", "a cycle needs steps: { { \"plan\" }, { \"do\" }, … }")
    return
  end
  local seen, good = {}, true
  for _, step in ipairs(cycle.steps) do good = check_step(ws, cycle, step, seen) and good end
  if not good then return end -- ways between steps without names would be told at random
  local before = ws.findings:errors()
  for i, step in ipairs(cycle.steps) do check_exits(ws, cycle, i, step) end
  if ws.findings:errors() > before then return end
  check_ways(ws, cycle)
  check_choose(ws, cycle)
end

-- ---- Loading ----

-- The cycle as the layers say: { name, doc, steps = { { name, label, doc, needs, within, by, exits } … }, by_name, script, line, chunk };
-- nil with findings, or nil and why.
function cycles.load(ws, name)
  ws.cycles = ws.cycles or {}
  if ws.cycles[name] ~= nil then return ws.cycles[name] or nil end
  if #ws:scripts("cycles", name) == 0 then
    return nil, cycles.unknown(ws, name)
  end
  local call = ws:script_call("cycles", name)
  call["do"] = "load_cycle"
  ws.cycles[name] = false
  local header, failure = ws.player:call(call)
  if not header then
    ws:tell_failure(failure, call.script, 1)
    return nil
  end
  local cycle = { kind = "cycles", name = name, header = header, doc = header.doc,
                  steps = type(header.steps) == "table" and header.steps or {}, script = call.script, line = header.line,
                  chunk = header.chunk, by_name = {} }
  local before = ws.findings:errors()
  check_all(ws, cycle)
  if ws.findings:errors() > before then return nil end
  for i, step in ipairs(cycle.steps) do
    step.position, step.label = i, step.label or step.name
    cycle.by_name[step.name] = step
  end
  ws.cycles[name] = cycle
  return cycle
end

function cycles.names(ws) return ws:script_names "cycles" end

function cycles.unknown(ws, name) return ("no cycle \"%s\"%s"):format(kith.visible(name), suggest.among(name, cycles.names(ws))) end

-- kith check: each cycle of one's own loads.
function cycles.check(ws)
  for _, name in ipairs(ws:own_names "cycles") do cycles.load(ws, name) end
end

return cycles
