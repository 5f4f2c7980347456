-- What a result rests on and how it is to be read, as plain data: the header of a result file, from which every table and report is made.

local kith = require "kith"
local output = require "kith.output"
local rules = require "kith.rules"
local runs = require "kith.simulate.runs"

local describe = {}

-- ---- Assumptions ----

local function distribution_text(made)
  if made.kind == "recorded" then return ("drawn from the record's %s"):format(made.of) end
  if made.kind == "discrete" then return ("drawn from %s"):format(output.count(#made.values, "value")) end
  local numbers = {}
  for _, field in ipairs { "a", "b", "c" } do
    if made[field] then numbers[#numbers + 1] = kith.number(made[field]) end
  end
  return ("drawn: %s(%s)"):format(made.kind == "flag" and "chance" or made.kind, table.concat(numbers, ", "))
end

-- The values that policies have of a parameter, each once: { 4, 13, 26 }.
local function policy_values(plan, name)
  local list, seen = {}, {}
  for _, policy in ipairs(plan.policies) do
    local value = policy.values[name]
    if value ~= nil and not seen[value] then seen[value], list[#list + 1] = true, value end
  end
  return list
end

-- Values of the command line may leave a parameter's range: that is tried, and told.
local function outside(param, values)
  for _, value in ipairs(values) do
    local low, high = table.unpack(param.parameter == "given" and param.range or {})
    if low and (value < low or value > high) then return "outside its range" end
  end
end

local function param_assumptions(list, scenario, plan)
  local compared = {}
  for _, name in ipairs(plan.compared) do compared[name] = true end
  for _, param in ipairs(scenario.params) do
    local set = plan.fixed[param.name]
    local own = { what = param.name, because = param.because }
    if param.parameter == "given" then own.low, own.high = param.range and param.range[1], param.range and param.range[2] end
    if compared[param.name] then
      local values, shown = policy_values(plan, param.name), {}
      for i, value in ipairs(values) do shown[i] = runs.shown(value) end
      own.value, own.because = "compared: " .. table.concat(shown, ", "), outside(param, values) or param.because
    elseif set ~= nil and set ~= param.value then
      local beyond = outside(param, { set })
      own.value, own.because = runs.shown(set), "set by --set" .. (beyond and ", " .. beyond or "")
    elseif param.parameter == "sampled" then
      own.value = distribution_text(param)
    else
      own.value = runs.shown(plan.policies[plan.baseline].values[param.name])
    end
    list[#list + 1] = own
  end
end

local function start_text(field)
  local feature = field.feature
  if feature then return ("from the record: %s %s"):format(feature.how:gsub("_", " "), feature.of) end
  if field.attribute then return ("from the models: %s"):format(field.attribute) end
  if field.sampled then return distribution_text(field.sampled) end
  return field.flag and tostring(field.number ~= 0) or kith.number(field.number)
end

local function state_assumptions(list, scenario, relationships)
  for _, field in ipairs(scenario.state) do
    list[#list + 1] = { what = field.name .. " at the start", value = start_text(field), because = field.sampled and field.sampled.because }
    local lacking = scenario.lacking[field.name]
    if lacking then
      list[#list + 1] = { what = ("%s of those without one"):format(field.name), value = kith.number(field.otherwise),
                          because = ("%s of %s; %s"):format(output.number(lacking), output.count(relationships, "relationship"),
                            field.because) }
    end
  end
end

local function link_assumptions(list, scenario, population)
  if #scenario.peers == 0 then return end
  for _, made in ipairs(scenario.links) do
    local value = made.links == "recorded" and "as the models have them" or made.links == "alike" and "all with the same " .. made.field
      or ("%s on average, by chance"):format(kith.number(made.degree))
    list[#list + 1] = { what = "neighbours", value = value, because = made.because }
  end
  if population.links > 0 then
    local mean = kith.number(tonumber(("%.3g"):format(population.links / population.rows)))
    list[#list + 1] = { what = "neighbours of each", value = ("%s on average"):format(mean) }
  else
    list[#list + 1] = { what = "neighbours", value = "nobody has any", because = "no links between these relationships" }
  end
end

local function rule_assumptions(list, scenario)
  for _, use in ipairs(scenario.uses) do
    local parts = {}
    for _, feature in ipairs(use.rule.declared) do
      parts[#parts + 1] = ("%s = %s"):format(feature.name, runs.shown(use.map[feature.name]))
    end
    list[#list + 1] = { what = "rule " .. use.name, value = table.concat(parts, ", ") }
  end
end

-- ---- Digests ----

local function script_digests(ws, scenario)
  local list, seen = {}, {}
  local function add(file)
    if not seen[file.path] then
      seen[file.path] = true
      list[#list + 1] = { path = file.path, digest = kith.digest(file.text) }
    end
  end
  for _, file in ipairs(scenario.files(ws)) do add(file) end
  for _, use in ipairs(scenario.uses) do
    for _, file in ipairs(ws:scripts("rules", use.name)) do add(file) end
  end
  local tune = rules.tune_text(ws)
  if #scenario.uses > 0 and tune ~= "[]" then list[#list + 1] = { path = "tune in practice.yaml", digest = kith.digest(tune) } end
  return list
end

local function definitions_digest(ws)
  local parts = {}
  for _, file in ipairs(ws.files) do
    if file.kind == "model" or file.kind == "list"
      or file.kind == "practice" then parts[#parts + 1] = file.path .. "\n" .. kith.digest(file.text) end
  end
  return kith.digest(table.concat(parts, "\n"))
end

-- ---- The header ----

local function outcomes_of(scenario)
  local list = {}
  for i, outcome in ipairs(scenario.outcomes) do
    list[i] = { name = outcome.name, how = outcome.how, percent = outcome.percent, unit = outcome.unit, each_step = outcome.each_step,
                groups = outcome.groups, by = outcome.by, doc = outcome.doc, over = outcome.over }
  end
  return list
end

-- `plan` = { runs =, seed =, policies =, baseline =, compared =, fixed =, experiment =, stop =, size =, shard = } as the command line
-- asked.
function describe.header(ws, scenario, population, plan)
  local assumptions = {}
  param_assumptions(assumptions, scenario, plan)
  state_assumptions(assumptions, scenario, #population.relationships)
  link_assumptions(assumptions, scenario, population)
  rule_assumptions(assumptions, scenario)
  if plan.size then
    table.insert(assumptions, 1, { what = "population", value = output.count(plan.size, "relationship"),
      because = ("drawn from the %s of the record, with neighbours in the same numbers"):format(output.number(#population.relationships)) })
  end
  if scenario.arithmetic == "single" then
    assumptions[#assumptions + 1] = { what = "arithmetic", value = "single precision", because = "as the scenario says" }
  end
  local plans = {}
  for i, each in ipairs(scenario.plans) do plans[i] = each.name end
  return {
    scenario = scenario.name, doc = scenario.doc, practice = ws.name, day = ws.day, version = kith.version,
    every = scenario.every, horizon = scenario.horizon, steps = scenario.steps, rows = population.rows, links = population.links,
    runs = plan.runs, seed = plan.seed, size = plan.size, stop = plan.stop, shard = plan.shard,
    policies = plan.policies, baseline = plan.baseline, compared = plan.compared, experiment = plan.experiment,
    outcomes = outcomes_of(scenario), plans = plans, assumptions = assumptions,
    scripts = script_digests(ws, scenario), definitions = definitions_digest(ws), anchor = not ws.journal_absent and ws.core:anchor()
      or nil,
  }
end

-- Series of a header as cells of a chunk lie: one a group of each outcome, everybody first; and how many cells there are.
function describe.series(header)
  local list, cell = {}, 0
  for _, outcome in ipairs(header.outcomes) do
    local points = outcome.each_step and header.steps + 1 or 1
    for group = 0, #outcome.groups do
      list[#list + 1] = { outcome = outcome, group = outcome.groups[group], first = cell + 1, points = points, number = #list + 1 }
      cell = cell + points
    end
  end
  return list, cell
end

function describe.fold(header)
  local series, cells = describe.series(header)
  local against = {}
  for p, policy in ipairs(header.policies) do against[p] = policy.against end
  local fold = kith.fold { cells = cells, series = #series, plans = #header.plans, policies = #header.policies, against = against }
  return fold, series
end

return describe
