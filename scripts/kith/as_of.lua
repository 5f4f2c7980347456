-- What is known of a relationship by the end of a day: its events, those of a kind or within a time, and what was assessed. `world` is what
-- primitives.lua keeps of a practice as of a day, { ws =, core =, events = {}, states = {} }; what was read stays in it.

local kith = require "kith"
local suggest = require "kith.suggest"

local as_of = {}

-- Kinds of events that are kith's own bookkeeping, not something that happened between two sides.
local BOOKKEEPING = { definition = true, practice = true, scripts = true, start = true, stakeholder = true, undo = true }

local function shown(word) return kith.visible(tostring(word)) end

-- ---- Events ----

function as_of.day(moment) return moment and moment:sub(1, 10) end

-- "delivery" -> "interaction": own kinds behave like one that kith knows.
function as_of.root(world, kind)
  if not world.roots then
    world.roots = {}
    for _, own in ipairs(world.core:list "event_kind") do world.roots[own.id] = own.like end
  end
  return world.roots[kind] or kind
end

-- All that is known of a subject by the day, by the time it happened; (at, seq) is also the order sums run in.
function as_of.events(world, id)
  local known = world.events[id]
  if known then return known end
  known = {}
  for _, event in ipairs(world.ws.journal_absent and {} or world.core:events { of = id }) do
    event.at = event.at or event.noted
    event.order = #known
    if as_of.day(event.at) <= world.ws.day then known[#known + 1] = event end
  end
  table.sort(known, function(a, b) return a.at < b.at or a.at == b.at and a.order < b.order end)
  for _, event in ipairs(known) do event.order = nil end
  world.events[id] = known
  return known
end

-- The day after which a length of time back from today begins; nil without one. An error at `level` where it is none.
function as_of.after(world, within, level)
  if within == nil then return nil end
  if type(within) ~= "string" or not kith.is_span(within) then
    error(("%s is no length of time; write it like \"90d\" or \"6 months\""):format(shown(within)), level + 1)
  end
  return kith.day_add(world.ws.day, within, -1)
end

-- What is of a later day than `after`; all without one.
function as_of.within(list, after)
  local kept = {}
  for _, each in ipairs(list) do
    if not after or as_of.day(each.at) > after then kept[#kept + 1] = each end
  end
  return kept
end

-- Whether an interaction counts for the relationship's cadence: by its channel, or by its own kind.
local function counts_as_contact(world, relationship, event)
  if as_of.root(world, event.kind) ~= "interaction" then return false end
  local by = relationship.cadence.by
  if not by or #by == 0 then return true end
  for _, word in ipairs(by) do
    if word == event.channel or word == event.kind then return true end
  end
  return false
end

local function kind_names(world)
  local names = { "contact", "interaction", "measure", "incident", "complaint", "commitment", "assessment", "review", "action", "note" }
  for _, own in ipairs(world.core:list "event_kind") do names[#names + 1] = own.id end
  return names
end

-- A test of events for the name of a kind, "contact", or nil for all that happened. An error at `level` for a kind that is not there.
function as_of.test(world, relationship, kind, level)
  if kind == nil then return function(event) return not BOOKKEEPING[event.kind] end end
  if kind == "contact" then return function(event) return counts_as_contact(world, relationship, event) end end
  local names = kind_names(world)
  for _, name in ipairs(names) do
    if name == kind then return function(event) return event.kind == kind or as_of.root(world, event.kind) == kind end end
  end
  error(("no kind of event \"%s\"%s"):format(shown(kind), suggest.among(kind, names)), level + 1)
end

-- ---- What was assessed ----

local function pair_of(shift)
  if type(shift) == "table" then return shift[1], shift[2] end
  local from, to = tostring(shift):match "^%s*(%S+)%s*%->%s*(%S+)%s*$"
  return from or shift, to
end

local function put(state, assessed)
  state.stage = assessed.stage or state.stage
  if assessed.engagement then
    local from, to = pair_of(assessed.engagement)
    state.engagement, state.desired = from, to or state.desired
  end
  for side, value in pairs(assessed.maturity or {}) do state.maturity[side] = value end
  for need, value in pairs(assessed.needs or {}) do state.needs[need] = value end
end

-- Stage, engagement, maturity and the states of needs, as of the day. Before anything is noted the model's starting values hold.
function as_of.state(world, entity)
  local state = world.states[entity.id]
  if state then return state end
  state = { maturity = {}, needs = {} }
  put(state, { stage = entity["start.stage"], engagement = entity["start.engagement"],
    maturity = { us = entity["start.maturity.us"], them = entity["start.maturity.them"] } })
  for _, event in ipairs(as_of.events(world, entity.id)) do
    if event.kind == "start" or event.kind == "assessment" then put(state, event) end
  end
  world.states[entity.id] = state
  return state
end

return as_of
