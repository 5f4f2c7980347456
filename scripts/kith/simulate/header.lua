-- A scenario's header as it came from the player, held against what scenarios may say, and brought into one form: lists in the order of
-- their names. What is wrong is told at its place, all of it in one pass.

local checking = require "kith.simulate.checking"
local kith = require "kith"
local params = require "kith.simulate.params"
local parts = require "kith.simulate.parts"
local state = require "kith.simulate.state"
local suggest = require "kith.suggest"

local header = {}

local sorted, is_list, is_function, unknown_keys = checking.sorted, checking.is_list, checking.is_function, checking.unknown_keys

local KEYS = { "doc", "horizon", "every", "runs", "seed", "arithmetic", "of", "params", "state", "links", "peers",
               "population", "uses", "plan", "step", "outcomes" }

-- ---- Time ----

local function shown(value) return type(value) == "string" and ("\"%s\""):format(kith.visible(value)) or tostring(value) end

local MOST_STEPS, MOST_RUNS = 100000, 100000000

local function check_time(scenario, tell)
  local own = scenario.header
  scenario.every = own.every or "1 week"
  local step = type(scenario.every) == "string" and kith.is_span(scenario.every) and kith.span_days(scenario.every)
  if not step then
    tell("every", "every is the length of a step, such as \"1 week\" or \"1 month\"")
    step = 7
  end
  scenario.step_days = step
  if type(own.horizon) == "string" and kith.is_span(own.horizon) then
    scenario.horizon, scenario.steps = own.horizon, math.floor(kith.span_days(own.horizon) / step + 1e-9)
  elseif math.type(own.horizon) == "integer" then
    scenario.steps = own.horizon
  elseif own.horizon == nil then
    tell("return", "a scenario needs `horizon`: how far it looks, \"5 years\" or a number of steps")
    scenario.steps = 1
  else
    tell("horizon", ("horizon is a length of time, \"5 years\", or a number of steps, and not %s"):format(shown(own.horizon)))
    scenario.steps = 1
  end
  if scenario.steps < 1 or scenario.steps > MOST_STEPS then
    tell("horizon", ("the horizon is 1 to 100,000 steps, and this is %d"):format(scenario.steps))
    scenario.steps = 1
  end
  scenario.runs = own.runs or 1000
  if math.type(scenario.runs) ~= "integer" or scenario.runs < 1 or scenario.runs > MOST_RUNS then
    tell("runs", "runs is a whole number from 1 to 100,000,000")
    scenario.runs = 1000
  end
  scenario.seed = own.seed or 1
  if math.type(scenario.seed) ~= "integer" or scenario.seed < 0 then
    tell("seed", "seed is a whole number, 0 or above")
    scenario.seed = 1
  end
  scenario.arithmetic = own.arithmetic or "double"
  if scenario.arithmetic ~= "double" and scenario.arithmetic ~= "single" then
    tell("arithmetic", "arithmetic is \"double\" or \"single\"")
    scenario.arithmetic = "double"
  end
end

-- ---- The whole ----

-- What functions see by name: name → "number", "word", "flag"; and of those the ones with words.
local function know(scenario, columns)
  local known, words = {}, {}
  for _, column in ipairs(columns) do known[column.name] = column.type end
  for _, name in ipairs(sorted(scenario.header.state)) do known[name] = "number" end
  for _, field in ipairs(scenario.state) do known[field.name] = field.flag and "flag" or "number" end
  for _, each in ipairs(scenario.peers) do known["peers." .. each.name] = "number" end
  for _, each in ipairs(scenario.population) do known["all." .. each.name] = "number" end
  for _, name in ipairs(sorted(scenario.header.uses)) do known[name] = "number" end
  for _, name in ipairs(sorted(scenario.header.plan)) do known[name] = "flag" end
  for name, type in pairs(known) do words[name] = type == "word" or nil end
  scenario.known, scenario.words = known, words
end

-- Columns as rows have them beside the scenario's own fields: attributes, and the assessments of the day.
local function row_columns(ws, scenario)
  local declared = {}
  for _, field in ipairs(scenario.state) do
    if field.feature then
      declared[#declared + 1] = field.feature
      field.position = #declared
    end
  end
  scenario.declared = declared
  local columns = ws.core:columns { features = declared, views = { { as_of = ws.day } }, of = {} }
  local list = columns and columns:list() or {}
  for i, column in ipairs(list) do column.declared = i <= #declared end
  return list
end

local function check_filter(scenario, tell)
  local of = scenario.header.of
  if of == nil then return end
  if type(of) ~= "table" or is_list(of) then tell("of", "of says which relationships: of = { level = \"strategic\" }") return end
  for _, name in ipairs(sorted(of)) do
    if not scenario.words[name] then tell(name, ("of: no field with words is called \"%s\"%s"):format(name, suggest.among(name,
      sorted(scenario.words)))) end
  end
  scenario.of = of
end

local function check_keys(scenario, tell)
  local known = table.move(KEYS, 1, #KEYS, 1, {})
  if scenario.header.precision ~= nil then
    known[#known + 1] = "precision"
    tell("precision", "write arithmetic = \"single\" for arithmetic in single precision; how precise the answer is to be is asked with "
      .. "--precision on the command line")
  end
  unknown_keys(tell, scenario.header, known, "a scenario")
end

function header.check(ws, scenario)
  local tell = checking.teller(ws, scenario)
  check_keys(scenario, tell)
  if type(scenario.header.doc) ~= "string" then tell("return", "a scenario needs `doc`: what it asks, in a sentence") end
  scenario.doc = scenario.header.doc
  check_time(scenario, tell)
  params.check(scenario, tell)
  state.check(ws, scenario, tell)
  local columns = row_columns(ws, scenario)
  state.attributes(scenario, tell, columns)
  scenario.peers = state.gathered(ws, scenario, tell, "peers", "peers")
  scenario.population = state.gathered(ws, scenario, tell, "population", "all")
  know(scenario, columns)
  state.links(scenario, tell)
  parts.uses(ws, scenario, tell)
  check_filter(scenario, tell)
  parts.plans(scenario, tell)
  parts.outcomes(scenario, tell)
  if is_function(scenario.header.step) then scenario.step = scenario.header.step
  else tell(scenario.header.step ~= nil and "step" or "return",
    "a scenario needs `step`: function(r, t, p, draw), what happens to a row in a step") end
end

return header
