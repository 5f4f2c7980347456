-- Runs in the player, before any scenario: the constructors that scenarios are declared with, and how layers of one become one. What it
-- returns goes back to the keeper as plain data, to be checked there (simulate/header.lua); the functions stay here, by number.
-- `engine` gives line(level), where(function) and definitions(name).

local engine = ...

local of_rules = require("kith.rule").globals
local globals = { ramp = of_rules.ramp, fade = of_rules.fade, clamp = of_rules.clamp }

-- mean("trust", { where = "active" }): what is taken of rows. Where it stands says of what: in `outcomes` of the simulated rows, in `peers`
-- of neighbours, in `state` of the record (then it is a feature, as in rules).
local function constructor(how)
  return function(of, options)
    if type(options or {}) ~= "table" then error(how .. " takes its options in a table: " .. how .. "(\"trust\", { … })", 2) end
    local made = {}
    for key, value in pairs(options or {}) do made[key] = value end
    made.how, made.of = how, of
    made.line, made.chunk = engine.line(2)
    return made
  end
end

for _, how in ipairs { "mean", "sum", "share", "count", "max", "min", "first", "ever", "cost",
                       "latest", "average", "lowest", "highest", "days_since", "strength", "trend", "attribute" } do
  globals[how] = constructor(how)
end

-- ---- Parameters ----

local function placed(made)
  made.line, made.chunk = engine.line(3)
  return made
end

-- given(0.7, "assumed by the owner", { 0.6, 0.8 }): a number that is taken as it is, why, and the range it may lie in.
function globals.given(value, because, range)
  local made = placed { parameter = "given", value = value, because = because, range = range }
  return made
end

-- compare { 4, 13, 26, now = 13 }: one policy for each; `now` is what the others are held against, else the first.
function globals.compare(values)
  if type(values) ~= "table" then error("compare takes its values in a table: compare { 4, 13, 26 }", 2) end
  local list = {}
  for i, value in ipairs(values) do list[i] = value end
  local made = placed { parameter = "compare", values = list, now = values.now, because = values.because }
  for key in pairs(values) do
    if type(key) ~= "number" and key ~= "now" and key ~= "because" then made.unknown = tostring(key) end
  end
  return made
end

-- The numbers of a distribution, and for each the name of the field it goes into.
local DISTRIBUTIONS = {
  uniform = { "a", "b" }, normal = { "a", "b" }, lognormal = { "a", "b" }, triangular = { "a", "b", "c" }, gamma = { "a", "b" },
  beta = { "a", "b" }, poisson = { "a" }, chance = { "a" },
}

local dist = {}
for kind, fields in pairs(DISTRIBUTIONS) do
  dist[kind] = function(...)
    local numbers, made = { ... }, { parameter = "sampled", kind = kind == "chance" and "flag" or kind }
    for i, field in ipairs(fields) do
      if type(numbers[i]) ~= "number" then error(("dist.%s takes %d number%s"):format(kind, #fields, #fields == 1 and "" or "s"), 2) end
      made[field] = numbers[i]
    end
    made.because = numbers[#fields + 1]
    made.line, made.chunk = engine.line(2)
    return made
  end
end

-- dist.discrete({ 1, 2, 3 }, { 5, 3, 1 }): values, and weights where they are not alike.
function dist.discrete(values, weights)
  if type(values) ~= "table" or type(weights or {}) ~= "table" then error("dist.discrete takes a table of values, and one of weights",
    2) end
  local made = { parameter = "sampled", kind = "discrete", values = values, weights = weights }
  made.line, made.chunk = engine.line(2)
  return made
end

-- dist.recorded("csat", { within = "1y" }): one of the values that the record has of that measure, over all relationships.
function dist.recorded(measure, options)
  local made = { parameter = "sampled", kind = "recorded", of = measure }
  for key, value in pairs(options or {}) do made[key] = value end
  made.line, made.chunk = engine.line(2)
  return made
end

globals.dist = dist

-- ---- Plans and neighbours ----

-- choose { limit = 5, per = "owner", where = "active", rank = function(r) return 1 - r.trust end }
function globals.choose(options)
  if type(options) ~= "table" then error("choose takes its options in a table: choose { limit = 5, rank = … }", 2) end
  local made = { chooses = true }
  for key, value in pairs(options) do made[key] = value end
  made.line, made.chunk = engine.line(2)
  return made
end

local function links(kind, field)
  return function(value, because)
    local made = { links = kind, [field] = value, because = because }
    made.line, made.chunk = engine.line(2)
    return made
  end
end

globals.recorded = links("recorded", "between")   -- relationships between the stakeholders themselves, as the models have them
globals.alike = links("alike", "field")           -- alike("owner"): all with the same word there know each other
globals.random = links("random", "degree")        -- random(6, "guessed"): so many neighbours on average, by chance

-- ---- Loading ----

local function merge_map(base, changes)
  local merged = {}
  for key, value in pairs(base) do merged[key] = value end
  for key, value in pairs(changes) do
    if value == false then merged[key] = nil else merged[key] = value end -- `false` takes an entry out
  end
  return merged
end

local mergers = {}
for _, key in ipairs { "params", "state", "uses", "plan", "outcomes", "peers", "population" } do mergers[key] = merge_map end

local prelude = { globals = globals, called = "scenario", mergers = mergers } -- layers.lua gives it resolve

-- What the keeper checks: everything, with each function as { ["function"] = its number, line =, chunk = }.
local function described(value, functions)
  if type(value) == "function" then
    functions[#functions + 1] = value
    local line, chunk = engine.where(value)
    return { ["function"] = #functions, line = line, chunk = chunk }
  elseif type(value) ~= "table" then
    return value
  end
  local plain = {}
  for key, each in pairs(value) do plain[key] = described(each, functions) end
  return plain
end

function prelude.load(name)
  local scenario = prelude.resolve(name)
  if not scenario then return nil end
  local functions = {}
  return described(scenario, functions), functions
end

return prelude
