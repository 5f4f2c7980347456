-- What the command line asks of a scenario: parameters, policies, how many runs. All that is wrong with it is nil and why.

local experiment = require "kith.simulate.experiment"
local kith = require "kith"
local runs = require "kith.simulate.runs"
local suggest = require "kith.suggest"

local asked = {}

local function value_of(text)
  if text == "true" or text == "false" then return text == "true" end
  return math.tointeger(tonumber(text)) or tonumber(text) or text
end

-- "param=value" → the parameter and the text; or nil and why.
local function split(scenario, option, text)
  local name, rest = text:match "^([%w_]+)=(.+)$"
  if not name then return nil, ("%s takes PARAM=VALUE, not %s"):format(option, kith.visible(text)) end
  local names = {}
  for i, param in ipairs(scenario.params) do
    if param.name == name then return param, rest end
    names[i] = param.name
  end
  return nil, ("%s: no parameter \"%s\"%s"):format(option, name, suggest.among(name, names))
end

-- A scenario knows only the words it compares: another would be taken for whatever comes last.
local function check_word(param, option, value)
  for _, known in ipairs(param.values) do
    if known == value then return value end
  end
  return nil, ("%s: %s has no \"%s\"%s"):format(option, param.name, kith.visible(value), suggest.among(value, param.values))
end

-- A value must be of the kind that the scenario's own is.
local function check_kind(param, option, value)
  local own = param.value
  if param.parameter == "compare" then own = param.now end
  if own == nil then own = 0 end
  if type(own) == "string" and type(value) == "string" then return check_word(param, option, value) end
  if type(own) == type(value) then return value end
  local kind = type(own) == "boolean" and "true or false" or type(own) == "number" and "a number" or "a text"
  return nil, ("%s: %s is %s, and \"%s\" is none"):format(option, param.name, kind, kith.visible(tostring(value)))
end

-- { set = { name = value }, compare = { name = { value… } } }; or nil and why.
local function changes(scenario, arguments)
  local wanted = { set = {}, compare = {} }
  for _, text in ipairs(arguments.set) do
    local param, rest = split(scenario, "--set", text)
    if not param then return nil, rest end
    local value, why = check_kind(param, "--set", value_of(rest))
    if value == nil then return nil, why end
    wanted.set[param.name] = value
  end
  for _, text in ipairs(arguments.compare) do
    local param, rest = split(scenario, "--compare", text)
    if not param then return nil, rest end
    local list, seen = {}, {}
    for each in rest:gmatch "[^,]+" do
      local value, why = check_kind(param, "--compare", value_of(each))
      if value == nil then return nil, why end
      if seen[value] then return nil, ("--compare: %s has %s twice"):format(param.name, kith.visible(each)) end
      seen[value], list[#list + 1] = true, value
    end
    wanted.compare[param.name] = list
  end
  return wanted
end

local function shard_of(text)
  if not text then return nil end
  local i, n = text:match "^(%d+)/(%d+)$"
  i, n = math.tointeger(tonumber(i)), math.tointeger(tonumber(n))
  if not i or i < 1 or n < i or n > 100000 then return nil, "--shard takes I/N, such as 2/4" end
  return { of = n, number = i }
end

local MOST_RUNS = 1000000 -- until a precision is reached

-- What is to be run: policies and how many runs; or nil and why.
function asked.plan(scenario, arguments)
  local wanted, why = changes(scenario, arguments)
  if not wanted then return nil, why end
  local shard, wrong = shard_of(arguments.shard)
  if wrong then return nil, wrong end
  if shard and not arguments.results then return nil, "--shard needs --results FILE" end
  if shard and arguments.precision then return nil, "a shard cannot know when all are precise enough; use --runs" end
  local plan = { runs = arguments.runs or arguments.precision and MOST_RUNS or scenario.runs, seed = arguments.seed or scenario.seed,
                 stop = arguments.precision, shard = shard, size = arguments.population }
  local kinds = { tornado = arguments.tornado, grid = arguments.grid, hypercube = arguments.hypercube }
  local policies, baseline, compared, fixed = runs.policies(scenario, wanted)
  for kind, count in pairs(kinds) do
    if plan.experiment then return nil, "--tornado, --grid and --hypercube go one at a time" end
    if count then
      policies, plan.experiment, compared = experiment.policies(scenario, wanted, kind, count, plan.seed)
      if not policies then return nil, plan.experiment end
      baseline = plan.experiment.baseline
    end
  end
  plan.policies, plan.baseline, plan.compared, plan.fixed = policies, baseline, compared, fixed
  return plan
end

-- What belongs to the runs themselves, and cannot be asked of results that are there.
local OF_RUNS = { "runs", "precision", "seed", "set", "compare", "tornado", "grid", "hypercube", "population", "resume", "shard", "slurm" }

-- Whether nothing is asked of a merge that only running could answer; or nil and why.
function asked.of_a_merge(arguments)
  if #arguments.files == 0 then return nil, "say which result files to merge: kith simulate merge part-*.sim" end
  for _, name in ipairs(OF_RUNS) do
    local given = arguments[name]
    if given and (type(given) ~= "table" or #given > 0) then
      return nil, ("--%s is for runs; merge puts together what was run, as it was run"):format(name)
    end
  end
  return true
end

return asked
