-- Experiments over the ranges of given parameters: which policies are run for them, and what is read off.

local kith = require "kith"
local output = require "kith.output"
local runs = require "kith.simulate.runs"
local tables = require "kith.simulate.tables"

local experiment = {}

local MOST_POINTS = 10000

-- Given parameters with a range that neither --set nor --compare takes; or nil and why there are none.
local function ranged(scenario, asked)
  local free, taken = {}, {}
  for _, param in ipairs(scenario.params) do
    if param.parameter == "given" and param.range then
      local is_taken = asked.set[param.name] ~= nil or asked.compare[param.name]
      if is_taken then taken[#taken + 1] = param.name else free[#free + 1] = param end
    end
  end
  if #free > 0 then return free end
  if #taken > 0 then return nil, ("no range is left to try: --set and --compare take %s"):format(output.list(taken)) end
  return nil, "no given parameter has a range: given(0.7, \"why\", { 0.6, 0.8 })"
end

local function with(base, changes)
  local values = {}
  for key, value in pairs(base) do values[key] = value end
  for key, value in pairs(changes) do values[key] = value end
  return values
end

local function label(values, params)
  local parts = {}
  for i, param in ipairs(params) do parts[i] = ("%s = %s"):format(param.name,
    kith.number(tonumber(("%.6g"):format(values[param.name])))) end
  return table.concat(parts, ", ")
end

-- ---- Settings: what is tried of the ranges, as { param = value } ----

-- Each parameter at its lowest and its highest, the others as given.
local function tornado(params)
  local list = {}
  for _, param in ipairs(params) do
    for _, value in ipairs(param.range) do list[#list + 1] = { [param.name] = value } end
  end
  return list
end

-- `count` values over every range, every combination.
local function grid(params, count)
  local list = { {} }
  for _, param in ipairs(params) do
    local more, low, high = {}, param.range[1], param.range[2]
    if #list * count > MOST_POINTS then return nil, ("a grid of more than %d points; fewer values, or --hypercube"):format(MOST_POINTS) end
    for _, changes in ipairs(list) do
      for i = 0, count - 1 do more[#more + 1] = with(changes, { [param.name] = low + (high - low) * i / (count - 1) }) end
    end
    list = more
  end
  return list
end

-- Latin hypercube (McKay, Beckman & Conover 1979): every range in `count` strips, each used once, at a place of its own by chance.
local function hypercube(params, count, seed)
  if count > MOST_POINTS then return nil, ("a hypercube has at most %d points"):format(MOST_POINTS) end
  local points = {}
  for i = 1, count do points[i] = {} end
  for _, param in ipairs(params) do
    local order = {}
    for i = 1, count do order[i] = i end
    for i = count, 2, -1 do
      local other = math.floor(kith.uniform(seed, "hypercube order of " .. param.name, i) * i) + 1
      order[i], order[other] = order[other], order[i]
    end
    local low, high = param.range[1], param.range[2]
    for i = 1, count do
      local place = (order[i] - 1 + kith.uniform(seed, "hypercube place of " .. param.name, i)) / count
      points[i][param.name] = low + (high - low) * place
    end
  end
  return points
end

local SETTINGS = { tornado = tornado, grid = grid, hypercube = hypercube }

-- ---- Policies ----

-- What is compared under every setting: the values of --compare, everything else as it is now. Without --compare the policy of now alone.
local function compared_policies(scenario, asked)
  local usual, baseline = runs.policies(scenario, { set = asked.set })
  return runs.policies(scenario, { set = usual[baseline].values, compare = asked.compare })
end

local function own_name(setting, policy) return policy.name == "" and setting.name or ("%s, %s"):format(policy.name, setting.name) end

-- `kind` is "tornado", "grid" or "hypercube", `count` its number. Policies, setting by setting, the first setting being what is assumed;
-- within a setting, what --compare compares, held against each other. With them, for the header, { kind =, params = { { name =, low =,
-- high = } … }, settings = { { name =, values = } … }, policies = { the names of those compared }, baseline = the number of one }; and
-- the names of compared parameters. Or nil and why.
function experiment.policies(scenario, asked, kind, count, seed)
  local params, why = ranged(scenario, asked)
  if not params then return nil, why end
  local tried
  tried, why = SETTINGS[kind](params, count, seed)
  if not tried then return nil, why end
  local own, baseline, names = compared_policies(scenario, asked)
  local about = { kind = kind, params = {}, settings = { { name = "as assumed", values = {} } }, policies = {}, baseline = baseline }
  for i, param in ipairs(params) do about.params[i] = { name = param.name, low = param.range[1], high = param.range[2] } end
  for _, changes in ipairs(tried) do
    local order = kind == "tornado" and { { name = next(changes) } } or params
    about.settings[#about.settings + 1] = { name = label(changes, order), values = changes }
  end
  for k, policy in ipairs(own) do about.policies[k] = policy.name end
  local policies = {}
  for s, setting in ipairs(about.settings) do
    for _, policy in ipairs(own) do
      policies[#policies + 1] = { name = own_name(setting, policy), values = with(policy.values, setting.values),
                                  against = #own > 1 and (s - 1) * #own + baseline or 1 }
    end
  end
  return policies, about, names
end

-- ---- What is read off ----

-- The policies compared under every setting, but the one they are held against, by number; { false } where there is but one, and outcomes
-- themselves are read.
function experiment.compared(header)
  local list, about = {}, header.experiment
  for k in ipairs(about.policies) do
    if k ~= about.baseline then list[#list + 1] = k end
  end
  return #list > 0 and list or { false }
end

-- "review_every = 4 rather than review_every = 13"
function experiment.title(header, k)
  return ("%s rather than %s"):format(header.experiment.policies[k], header.experiment.policies[header.experiment.baseline])
end

-- What a series came to at a setting: the difference that compared policy `k` makes there, or the outcome itself where `k` is false.
function experiment.at(result, series, setting, k)
  local about = result.header.experiment
  if k then return tables.difference(result, series, (setting - 1) * #about.policies + k) end
  return tables.ending(result, series, setting)
end

-- Of a tornado: { param =, from =, to =, low =, high =, span = } for a series, the widest first. `low` and `high` are differences: of an
-- outcome at either end less as assumed, or between policy `k` and the one it is held against at either end.
function experiment.bars(result, series, k)
  local list, count = {}, #result.header.experiment.policies
  for i, param in ipairs(result.header.experiment.params) do
    local low, high = tables.difference(result, series, (2 * i - 1) * count + (k or 1)),
      tables.difference(result, series, 2 * i * count + (k or 1))
    local span = low.mean and high.mean and math.abs(high.mean - low.mean)
    list[#list + 1] = { param = param.name, from = param.low, to = param.high, low = low, high = high, span = span or 0 }
  end
  table.sort(list, function(a, b)
    if a.span ~= b.span then return a.span > b.span end
    return a.param < b.param
  end)
  return list
end

-- Ranks from 1; equal ones share their mean.
local function ranks(values)
  local order, rank = {}, {}
  for i in ipairs(values) do order[i] = i end
  table.sort(order, function(a, b)
    if values[a] ~= values[b] then return values[a] < values[b] end
    return a < b
  end)
  local i = 1
  while i <= #order do
    local j = i
    while order[j + 1] and values[order[j + 1]] == values[order[i]] do j = j + 1 end
    for k = i, j do rank[order[k]] = (i + j) / 2 end
    i = j + 1
  end
  return rank
end

local function correlation(xs, ys)
  local n, mx, my, xx, yy, xy = #xs, 0, 0, 0, 0, 0
  for i = 1, n do mx, my = mx + xs[i] / n, my + ys[i] / n end
  for i = 1, n do
    local x, y = xs[i] - mx, ys[i] - my
    xx, yy, xy = xx + x * x, yy + y * y, xy + x * y
  end
  return xx > 0 and yy > 0 and xy / math.sqrt(xx * yy) or nil
end

-- Of a grid or hypercube: Spearman's rank correlation of each parameter with a series at the end, or with the difference that policy `k`
-- makes, over the points: { param =, value = }.
function experiment.correlations(result, series, k)
  local list, settings = {}, result.header.experiment.settings
  for _, param in ipairs(result.header.experiment.params) do
    local xs, ys = {}, {}
    for s = 2, #settings do
      local mean = experiment.at(result, series, s, k).mean
      if mean then xs[#xs + 1], ys[#ys + 1] = settings[s].values[param.name], mean end
    end
    list[#list + 1] = { param = param.name, value = #xs > 2 and correlation(ranks(xs), ranks(ys)) or nil, points = #xs }
  end
  return list
end

return experiment
