-- Where the state of a scenario starts, and who is a neighbour of whom.

local checking = require "kith.simulate.checking"
local kith = require "kith"
local params = require "kith.simulate.params"
local script_text = require "kith.script_text"
local suggest = require "kith.suggest"

local state = {}

local sorted, is_list, is_number, entries = checking.sorted, checking.is_list, checking.is_number, checking.entries

-- ---- The state ----

local FEATURES = { latest = true, first = true, average = true, sum = true, lowest = true, highest = true, count = true, share = true,
                   days_since = true, strength = true, trend = true }

-- A starting value taken from the record, and what stands in for it: the feature for the core, its place included.
local function feature_of(ws, scenario, name, made)
  local feature = {}
  for key, value in pairs(made) do feature[key] = value end
  feature.otherwise, feature.because, feature.line, feature.chunk = nil, nil, nil, nil
  local path = made.chunk and made.chunk ~= "" and made.chunk or scenario.script
  local file = ws:file(path)
  local line, column, width = script_text.find_word(file, tostring(made.of), made.line)
  if width == 0 then line, column, width = script_text.find_word(file, name, made.line) end
  feature.name, feature.place = name, { ws:script_source(path), line, column, width }
  return feature
end

local function check_otherwise(tell, field, made)
  if made.otherwise == nil then return end
  if not is_number(made.otherwise) then tell("otherwise", ("what %s is otherwise is a number"):format(field.name), made) return end
  if type(made.because) ~= "string" then
    tell("otherwise", ("say why %s is otherwise %s: because = \"…\""):format(field.name, kith.number(made.otherwise)), made)
    return
  end
  field.otherwise, field.because = made.otherwise, made.because
end

local function start_of(ws, scenario, tell, field, made)
  if type(made) == "boolean" then
    field.flag, field.number = true, made and 1 or 0
  elseif is_number(made) then
    field.number = made
  elseif type(made) == "table" and made.parameter == "sampled" then
    if made.kind == "recorded" then tell(field.name, "a starting value is drawn from dist.uniform and the like, or taken from the record",
      made)
    elseif params.sampled(tell, field.name, made) then field.sampled, field.flag = made, made.kind == "flag" end
  elseif type(made) == "string" then
    if ws.core:find("measure", made) then field.feature = feature_of(ws, scenario, field.name, { how = "latest", of = made })
    else field.attribute, field.made = made, {} end
  elseif type(made) == "table" and made.how == "attribute" and type(made.of) == "string" then
    field.attribute, field.made = made.of, made
    check_otherwise(tell, field, made)
  elseif type(made) == "table" and FEATURES[made.how] then
    field.feature = feature_of(ws, scenario, field.name, made)
    check_otherwise(tell, field, made)
  else
    tell(field.name, ("%s starts from a number, true or false, a measure's name, latest(…) and the like, attribute(…) or dist.…")
      :format(field.name))
    return
  end
  return field
end

function state.check(ws, scenario, tell)
  scenario.state = {}
  for _, entry in ipairs(entries(tell, scenario, "state")) do
    local field = start_of(ws, scenario, tell, { name = entry.name }, entry.made)
    if field then table.insert(scenario.state, field) end
  end
  if #scenario.state == 0 and scenario.header.state == nil then
    tell("return", "a scenario needs `state`: what changes from step to step, and where it starts")
  end
end

-- Fields of the state by name, those too that had a finding.
function state.names(scenario)
  local known, list = {}, sorted(scenario.header.state)
  for _, name in ipairs(list) do known[name] = true end
  return known, list
end

-- Starting values from attributes can be held against the columns only once these are known.
function state.attributes(scenario, tell, columns)
  local numbers = {}
  for _, column in ipairs(columns) do
    if column.type ~= "word" then numbers[#numbers + 1] = column.name end
  end
  for _, field in ipairs(scenario.state) do
    local found
    for position, column in ipairs(columns) do
      if field.attribute == column.name and column.type ~= "word" then found, field.position, field.flag = true, position,
        column.type == "flag" end
    end
    if field.attribute and not found then
      local message = ("no measure and no attribute with a number is called \"%s\"%s"):format(field.attribute,
        suggest.nearest(field.attribute, numbers))
      tell(field.attribute, message, field.made)
    end
  end
end

-- ---- Neighbours ----

local GATHERED = { mean = true, sum = true, count = true, max = true, min = true }

-- Declared ones, and a mean of every field of the state that the text reads as peers.NAME or all.NAME.
function state.gathered(ws, scenario, tell, key, word)
  local list, seen, own, names = {}, {}, state.names(scenario)
  for _, entry in ipairs(entries(tell, scenario, key)) do
    local made, name = entry.made, entry.name
    seen[name] = true
    if type(made) ~= "table" or not GATHERED[made.how] then
      tell(name, ("%s.%s is made with mean, sum, count, max or min"):format(word, name))
    elseif made.of == nil and made.how == "count" then
      list[#list + 1] = { name = name, how = "count" }
    elseif type(made.of) ~= "string" or not own[made.of] then
      local of = tostring(made.of)
      tell(of, ("%s.%s is of a field of the state, and \"%s\" is none%s"):format(word, name, of, suggest.among(of, names)), made)
    else
      list[#list + 1] = { name = name, how = made.how, of = made.of }
    end
  end
  for _, file in ipairs(scenario.files(ws)) do
    for name in file.text:gmatch("%f[%w_]" .. word .. "%.([%a_][%w_]*)") do
      if own[name] and not seen[name] then
        seen[name] = true
        list[#list + 1] = { name = name, how = "mean", of = name }
      end
    end
  end
  table.sort(list, function(a, b) return a.name < b.name end)
  return list
end

function state.links(scenario, tell)
  local given = scenario.header.links
  if type(given) == "table" and given.links then given = { given } end
  scenario.links = given == nil and { { links = "recorded" } } or is_list(given) and given or {}
  if given ~= nil and not is_list(given) then tell("links", "links is a list of recorded(), alike(\"owner\") and random(6, \"why\")") end
  for _, made in ipairs(scenario.links) do
    if type(made) ~= "table" or not made.links then
      tell("links", "links is a list of recorded(), alike(\"owner\") and random(6, \"why\")")
    elseif made.links == "random" then
      if not is_number(made.degree) or made.degree < 0 then tell("random",
        "random takes the mean number of neighbours: random(6, \"why\")", made)
      elseif type(made.because) ~= "string" then tell("random", "say why so many: random(6, \"…\")", made) end
    elseif made.links == "alike" and type(made.field) ~= "string" then
      tell("alike", "alike takes the name of a field with words: alike(\"owner\")", made)
    elseif made.links == "alike" and not scenario.words[made.field] then
      tell(made.field, ("alike: no field with words is called \"%s\"%s"):format(made.field, suggest.among(made.field,
        sorted(scenario.words))), made)
    end
  end
end

return state
