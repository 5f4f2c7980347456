-- The relationship primitives: what `kith repl` and the engine's own Lua read a practice with.
--
--   kith.day                                   the day all of it is as of
--   kith.stakeholders{ roles = "supplier" }    kith.relationships{ level = "strategic", owner = { "anna", "paolo" } }
--   kith.stakeholder "maria-rossi"             kith.relationship "maria-rossi"
--   rel.owner  rel.stage  rel.engagement  rel.desired  rel.maturity  rel.stakeholder.name  and every field of the model
--   rel:latest("csat") --> value, day          rel:series("csat", "1y") --> { { at =, value = }, … }      in the measure's own units
--   rel:events("incident", "90d")              newest last; what was told later of an incident or a promise is put in
--   rel:score("health") --> value 0 … 1, band, coverage 0 … 1, age in days of its oldest input, factors
--   rel:needs()  rel:reviews()  rel:commitments()  rel:improvements()
--
-- All of it is read-only and as of kith.day: what happened later is not there. A window is (day − within, day]. What is not recorded is
-- nil; a name that does not exist is an error that says which was probably meant.

local as_of = require "kith.as_of"
local events = require "kith.events"
local improvement = require "kith.improvement"
local kith = require "kith"
local needs = require "kith.needs"
local sorted_keys = require "kith.sorted_keys"
local suggest = require "kith.suggest"

local primitives = {}

-- proxy -> { entity = , world = }: what stands behind the objects that are handed out.
local inside = setmetatable({}, { __mode = "k" })

local RELATIONSHIP_FIELDS = {
  "id", "name", "label", "stakeholder", "from", "to", "model", "type", "level", "owner", "journey", "cadence", "score", "measures",
  "review", "responsibilities", "behaviour", "risks", "opportunities", "since", "until", "value", "tags", "note", "begins",
  "stage", "engagement", "desired", "maturity",
}
local RELATIONSHIP_METHODS = { "latest", "series", "events", "needs", "reviews", "commitments", "improvements" }
local STAKEHOLDER_FIELDS = {
  "id", "name", "label", "kind", "roles", "power", "interest", "legitimacy", "urgency", "owner", "tags", "aliases", "email", "phone",
  "note", "relationships",
}

local FIELDS = { relationship = RELATIONSHIP_FIELDS, stakeholder = STAKEHOLDER_FIELDS }

-- Which list of words a field takes its value from.
local WORDS_OF = {
  level = "level", type = "type", stage = "stage", owner = "staff", model = "relationship_model", engagement = "engagement",
  desired = "engagement", roles = "role", stakeholder = "stakeholder", measures = "measure",
}

-- ---- Errors ----

-- Raised at the caller of the primitive.
local function refuse(level, message, ...)
  error(message:format(...), level + 1)
end

local function shown(word) return kith.visible(tostring(word)) end

local function find(world, kind, id, level)
  local entity = world.core:find(kind, tostring(id))
  return entity or refuse(level + 1, "%s", suggest.unknown(world.core, kind, id))
end

-- ---- A relationship ----

local Relationship = {}

-- The last value that is still believed, and its day; nil where there is none.
function Relationship:latest(measure)
  local world = inside[self].world
  local valid = find(world, "measure", measure, 2).valid
  local series = Relationship.series(self, measure)
  local last = series[#series]
  if not last or valid and as_of.day(last.at) <= kith.day_add(world.ws.day, valid, -1) then return nil end
  return last.value, as_of.day(last.at)
end

function Relationship:series(measure, within)
  local world, entity = inside[self].world, inside[self].entity
  find(world, "measure", measure, 2)
  local list = {}
  for _, event in ipairs(as_of.within(as_of.events(world, entity.id), as_of.after(world, within, 2))) do
    local value = event.kind == "measure" and event.values and event.values[measure]
    if value then list[#list + 1] = { at = event.at, value = value } end
  end
  return list
end

function Relationship:events(kind, within)
  local world, entity = inside[self].world, inside[self].entity
  local wanted = as_of.test(world, entity, kind, 2)
  return as_of.within(events.folded(as_of.events(world, entity.id), wanted), as_of.after(world, within, 2))
end

-- Each factor with its value and its part of the score, or the input that was missing.
local function factors_of(ws, name, entity)
  local rule = require("kith.rules").load(ws, name)
  local columns = rule and require("kith.score").run(ws, rule, { entity }, { { as_of = ws.day } })
  local list = columns and columns:factors(1, 1) or {}
  for i, factor in ipairs(list) do factor.name = rule.factors[i].name end
  return list
end

function Relationship:score(rule)
  local ws, entity = inside[self].world.ws, inside[self].entity
  local rows, why = ws:score { rule = rule, of = { entity.id }, as_of = ws.day }
  local row = rows and rows[1]
  if not row then refuse(2, "%s", why or (ws.findings:render():gsub("%s+$", ""))) end
  return row.value, row.band, row.coverage, row.oldest, factors_of(ws, row.rule, entity)
end

-- Each with the state it is in, since when and by whom, the steps that led there, and the needs of others that are in its way.
function Relationship:needs()
  local world, entity = inside[self].world, inside[self].entity
  local states, list = as_of.state(world, entity).needs, {}
  local history = needs.history(world.ws, entity, world.ws.day, as_of.events(world, entity.id))
  world.conflicts = world.conflicts or needs.conflicts(world.ws)
  for _, need in ipairs(world.core:list "need") do
    if need.parent and need.parent.id == entity.id then
      local steps = history[need.id] or {}
      local last = steps[#steps] or {}
      list[#list + 1] = {
        since = last.day, by = last.by, steps = steps, conflicts = world.conflicts[entity.id .. "/" .. need.id] or {},
        id = need.id, text = need.text, goal = need.goal, service = need.service, priority = need.priority,
        state = states[need.id] or "identified",
      }
    end
  end
  return list
end

function Relationship:reviews()
  local world, entity = inside[self].world, inside[self].entity
  return events.folded(as_of.events(world, entity.id), function(event) return as_of.root(world, event.kind) == "review" end)
end

function Relationship:commitments()
  local world, entity = inside[self].world, inside[self].entity
  local list = events.folded(as_of.events(world, entity.id), function(event) return as_of.root(world, event.kind) == "commitment" end)
  for _, promise in ipairs(list) do promise.state = events.promise_state(promise, world.ws.day) end
  return list
end

local OF_IMPROVEMENT = { "id", "subject", "text", "measure", "within", "cycle", "step", "state", "baseline", "target", "actual", "reached",
                         "opened", "entered", "due", "owner", "rounds", "ended", "because" }

-- By relationship; the whole register is read and measured at once.
local function improvements_of(world)
  local list, by_subject = improvement.all(world.ws), {}
  improvement.measure(world.ws, list)
  for _, item in ipairs(list) do
    local plain = { events = improvement.event_ids(world.ws, item.events) }
    for _, key in ipairs(OF_IMPROVEMENT) do plain[key] = item[key] end
    by_subject[item.subject] = by_subject[item.subject] or {}
    table.insert(by_subject[item.subject], plain)
  end
  return by_subject
end

-- Each with its step, what was measured since, and whether it got there: true, false, or nil where that is not known.
function Relationship:improvements()
  local world, entity = inside[self].world, inside[self].entity
  world.improvements = world.improvements or improvements_of(world)
  return world.improvements[entity.id] or {}
end

-- ---- Objects ----

local wrap

-- Names of a kind's fields, with the attributes that the practice declares itself.
local function field_names(world, what)
  local names = table.move(FIELDS[what], 1, #FIELDS[what], 1, {})
  local attributes = world.core:raw "attributes"
  local own = sorted_keys(type(attributes) == "table" and attributes[what] or nil)
  return table.move(own, 1, #own, #names + 1, names)
end

-- A field of the model; an error at the caller of the object's __index where there is none of that name.
local function model_field(self, name)
  local entity, what = inside[self].entity, inside[self].what
  local found, value = pcall(function() return entity[name] end)
  if found then return value end
  local known = field_names(inside[self].world, what)
  if what == "relationship" then table.move(RELATIONSHIP_METHODS, 1, #RELATIONSHIP_METHODS, #known + 1, known) end
  refuse(3, "a %s has no field \"%s\"%s", what, shown(name), suggest.among(name, known))
end

local function read_only()
  refuse(2, "nothing is changed here; what happened is noted by `kith log`, what holds is written in models/")
end

local function to_string(self) return inside[self].what .. " " .. inside[self].entity.id end

local STATE = { stage = true, engagement = true, desired = true, maturity = true }

local relationship_meta = {
  __name = "relationship", __newindex = read_only, __tostring = to_string,
  __index = function(self, name)
    local world, entity = inside[self].world, inside[self].entity
    if STATE[name] then return as_of.state(world, entity)[name] end
    if name == "stakeholder" then return wrap(world, entity.stakeholder, "stakeholder") end
    if name == "begins" then return world.ws:begins_of(entity) end
    if name == "name" then return world.ws:name_of(entity) end
    return Relationship[name] or model_field(self, name)
  end,
}

local function relationships_of(world, id)
  local list = {}
  for _, entity in ipairs(world.core:list "relationship") do
    local stakeholder = entity.stakeholder
    if stakeholder and stakeholder.id == id then list[#list + 1] = wrap(world, entity, "relationship") end
  end
  return list
end

local stakeholder_meta = {
  __name = "stakeholder", __newindex = read_only, __tostring = to_string,
  __index = function(self, name)
    local world, entity = inside[self].world, inside[self].entity
    if name == "relationships" then return relationships_of(world, entity.id) end
    return model_field(self, name)
  end,
}

local METAS = { relationship = relationship_meta, stakeholder = stakeholder_meta }

-- The same entity is always the same object.
function wrap(world, entity, what)
  if not entity then return nil end
  local known = world.objects[what]
  if not known[entity.id] then
    known[entity.id] = setmetatable({}, METAS[what])
    inside[known[entity.id]] = { world = world, entity = entity, what = what }
  end
  return known[entity.id]
end

-- "relationship", "stakeholder" or nil
function primitives.what(value) return inside[value] and inside[value].what end

-- What an object holds, to be shown: a list of { name, value } in the model's order, without what is absent.
function primitives.fields(object)
  local list = {}
  for _, name in ipairs(field_names(inside[object].world, inside[object].what)) do
    local found, value = pcall(function() return object[name] end) -- an attribute may have been taken out again with `off`
    value = found and value or nil
    local empty = type(value) == "table" and not inside[value] and next(value) == nil
    if name ~= "label" and not empty and value ~= nil and type(value) ~= "function" then list[#list + 1] = { name, value } end
  end
  return list
end

-- ---- Lists with a filter ----

local function as_list(value) return type(value) == "table" and not inside[value] and value or { value } end

local function check_words(world, filter, level)
  for name, wanted in pairs(filter) do
    local kind = WORDS_OF[name]
    for _, word in ipairs(kind and type(wanted) ~= "function" and as_list(wanted) or {}) do
      if not inside[word] then find(world, kind, word, level + 1) end
    end
  end
end

local function same(value, wanted)
  if value == wanted then return true end
  return inside[value] ~= nil and inside[value].entity.id == wanted
end

-- A value meets a wish: equal, one of a list, or what a function says. A list of values meets it where one of them does.
local function meets(value, wanted)
  if type(wanted) == "function" then return wanted(value) end
  for _, each in ipairs(as_list(value)) do
    for _, wish in ipairs(as_list(wanted)) do
      if same(each, wish) then return true end
    end
  end
  return value == wanted
end

-- At the caller of the list, also where it would be empty.
local function check_names(world, what, names, level)
  local known, is_known = field_names(world, what), {}
  for _, name in ipairs(known) do is_known[name] = true end
  for _, name in ipairs(names) do
    if not is_known[name] then refuse(level + 1, "a %s has no field \"%s\"%s", what, shown(name), suggest.among(name, known)) end
  end
end

local function lister(world, what)
  return function(filter)
    filter = filter or {}
    if type(filter) ~= "table" then refuse(2, "a filter is a table, such as { owner = \"anna\" }") end
    check_words(world, filter, 2)
    local names, list = sorted_keys(filter), {}
    check_names(world, what, names, 2)
    for _, entity in ipairs(world.core:list(what)) do
      local object, good = wrap(world, entity, what), true
      for _, name in ipairs(names) do good = good and meets(object[name], filter[name]) end
      if good then list[#list + 1] = object end
    end
    return list
  end
end

-- A table in which an unknown name is an error that says the nearest known one; `message` has a %s for the name.
function primitives.strict(names, message)
  return setmetatable(names, {
    __index = function(_, name)
      refuse(2, message .. "%s", shown(name), suggest.among(name, sorted_keys(names)))
    end,
  })
end

-- The table `kith` for a workspace that is open.
function primitives.of(ws)
  local world = { ws = ws, core = ws.core, events = {}, states = {}, objects = { relationship = {}, stakeholder = {} } }
  return primitives.strict({
    day = ws.day,
    stakeholders = lister(world, "stakeholder"),
    relationships = lister(world, "relationship"),
    stakeholder = function(id) return wrap(world, find(world, "stakeholder", id, 2), "stakeholder") end,
    relationship = function(id) return wrap(world, find(world, "relationship", id, 2), "relationship") end,
  }, "kith has no \"%s\"")
end

return primitives
