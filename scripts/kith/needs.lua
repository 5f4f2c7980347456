-- The needs of a relationship and the states they go through: identified → agreed → planned → delivered → verified, or declined. Which
-- state may follow which is the core's (practice/need.h). Needs of several people can be in each other's way.

local output = require "kith.output"
local sorted_keys = require "kith.sorted_keys"
local suggest = require "kith.suggest"

local needs = { STATES = { "identified", "agreed", "planned", "delivered", "verified", "declined" } }

function needs.of(ws, relationship)
  local list = {}
  for _, need in ipairs(ws.core:list "need") do
    if need.parent == relationship then list[#list + 1] = need end
  end
  return list
end

local function no_need(relationship, id, known)
  return ('%s has no need "%s"%s'):format(relationship.id, id, suggest.among(id, known))
end

-- ---- History ----

-- By need: the steps noted by the end of a day, oldest first: { state, day, by, id }. `noted` are the relationship's events, where they
-- were read already.
function needs.history(ws, relationship, day, noted)
  local steps = {}
  for _, event in ipairs(noted or ws.journal_absent and {} or ws.core:events { of = relationship.id }) do
    local assessed = (event.kind == "assessment" or event.kind == "start") and event.needs or {}
    local at = (event.at or event.noted):sub(1, 10)
    for id, state in pairs(at <= day and assessed or {}) do
      local by = event.by_whom ~= "" and event.by_whom or nil
      steps[id] = steps[id] or {}
      table.insert(steps[id], { state = state, day = at, by = by, id = event.id, seq = event.seq })
    end
  end
  for _, list in pairs(steps) do
    table.sort(list, function(a, b) return a.day < b.day or a.day == b.day and a.seq < b.seq end)
    for _, step in ipairs(list) do step.seq = nil end
  end
  return steps
end

local function state_name(state) return state or "identified" end

local function skipped(from, to)
  local list, inside = {}, false
  for _, state in ipairs(needs.STATES) do
    if state == to then break end
    if inside then list[#list + 1] = state end
    inside = inside or state == from
  end
  return list
end

-- What is wrong with taking a need from the state it is in to another: a message, or nil; and what was passed over, as a note. `who` is
-- whoever tells it.
local function step_fault(ws, relationship, id, to, from, who)
  local may, next_state = ws.core:need_may(from, to)
  local record = ("kith log %s need.%s="):format(output.shell(relationship.id), id)
  if not may then
    return ("%s is %s and cannot be %s; what comes next: %s%s%s"):format(id, state_name(from), to, record, next_state, ws.again)
  elseif to == "verified" and from ~= to and not who then
    return ("who made sure that %s is what they need? add --by STAFF"):format(id)
  elseif may == "skips" then
    local passed = skipped(state_name(from), to)
    return nil, ("%s was never noted as %s; if it was, say when:\n  %s%s --at DAY%s"):format(id, output.list(passed, "or"), record,
      passed[1], ws.again)
  end
end

-- Holds states (need → state) that are noted for a day against those the needs are in; tell(id, message) takes what cannot be. A list of
-- what was passed over, to be told beside.
function needs.check_steps(ws, relationship, states, day, who, tell)
  local history, notes = needs.history(ws, relationship, day), {}
  for _, id in ipairs(sorted_keys(states)) do
    local steps = history[id] or {}
    local last = steps[#steps]
    if not needs.fault(ws, relationship, id, states[id]) then
      local fault, note = step_fault(ws, relationship, id, states[id], last and last.state, who)
      if fault then tell(id, fault) end
      notes[#notes + 1] = note
    end
  end
  return notes
end

-- ---- Conflicts ----

-- By "RELATIONSHIP/NEED": the others that it is in conflict with, whichever side names it, in the order of the model.
function needs.conflicts(ws)
  local of, names = {}, {}
  local function add(a, b)
    of[a] = of[a] or {}
    for _, each in ipairs(of[a]) do
      if each == b then return end
    end
    table.insert(of[a], b)
  end
  for _, need in ipairs(ws.core:list "need") do
    local name = need.parent.id .. "/" .. need.id
    names[#names + 1] = name
    for _, other in ipairs(need.conflicts or {}) do
      local of_whom, id = other:match "^([^/]+)/(.+)$"
      local known = of_whom and other ~= name and ws.core:find_need(of_whom, id)
      if known then
        add(name, other)
        add(other, name)
      end
    end
  end
  return of, names
end

-- Lines "maria/quiet-room (A quiet room) and brewer/live-music (…)", each conflict once.
function needs.conflict_lines(ws)
  local of, names = needs.conflicts(ws)
  local lines, told = {}, {}
  for _, name in ipairs(names) do
    for _, other in ipairs(of[name] or {}) do
      if not told[other .. " " .. name] then lines[#lines + 1] = ("%s and %s"):format(name, other) end
      told[name .. " " .. other] = true
    end
  end
  return lines
end

-- The text people gave a need that is named "RELATIONSHIP/NEED", and whose it is.
function needs.named(ws, name)
  local of, id = name:match "^(.-)/(.+)$"
  local need = of and ws.core:find_need(of, id)
  return need and need.text or id, ws:name_of(of)
end

-- ---- What may be wrong ----

-- What is wrong with saying that a need is in a state: a message, and whether it is the state; nil where nothing is.
-- Without a relationship only the state is judged.
function needs.fault(ws, relationship, id, state)
  local known = {}
  for i, need in ipairs(relationship and needs.of(ws, relationship) or {}) do known[i] = need.id end
  if relationship and not ws.core:find_need(relationship.id, id) then
    return no_need(relationship, id, known), false
  end
  for _, each in ipairs(needs.STATES) do
    if each == state then return nil end
  end
  return ("a need is %s%s"):format(output.list(needs.STATES, "or"), suggest.nearest(state, needs.STATES)), true
end

return needs
