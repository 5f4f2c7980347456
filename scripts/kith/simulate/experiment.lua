-- Experiments over the ranges of given parameters: which policies are run for them, and what is read off.

local kith = require "kith"
local runs = require "kith.simulate.runs"
local tables = require "kith.simulate.tables"

local experiment = {}

local MOST_POINTS = 10000

-- Given parameters with a range that nothing has set; or nil and why there are none.
local function ranged(scenario, asked)
  local list = {}
  for _, param in ipairs(scenario.params) do
    if param.parameter == "given" and param.range and asked.set[param.name] == nil then list[#list + 1] = param end
  end
  if #list == 0 then return nil, "no given parameter has a range: given(0.7, \"why\", { 0.6, 0.8 })" end
  return list
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

-- Each parameter at its lowest and its highest, the others as given.
local function tornado(base, params)
  local list = { { name = "as assumed", values = base } }
  for _, param in ipairs(params) do
    for _, value in ipairs(param.range) do
      list[#list + 1] = { name = ("%s = %s"):format(param.name, kith.number(value)), values = with(base, { [param.name] = value }) }
    end
  end
  return list
end

-- `count` values over every range, every combination.
local function grid(base, params, count)
  local list = { base }
  for _, param in ipairs(params) do
    local more, low, high = {}, param.range[1], param.range[2]
    if #list * count > MOST_POINTS then return nil, ("a grid of more than %d points; fewer values, or --hypercube"):format(MOST_POINTS) end
    for _, values in ipairs(list) do
      for i = 0, count - 1 do more[#more + 1] = with(values, { [param.name] = count > 1 and low + (high - low) * i / (count - 1)
        or param.value }) end
    end
    list = more
  end
  local policies = { { name = "as assumed", values = base } }
  for _, values in ipairs(list) do policies[#policies + 1] = { name = label(values, params), values = values } end
  return policies
end

-- Latin hypercube (McKay, Beckman & Conover 1979): every range in `count` strips, each used once, at a place of its own by chance.
local function hypercube(base, params, count, seed)
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
  local policies = { { name = "as assumed", values = base } }
  for _, changes in ipairs(points) do policies[#policies + 1] = { name = label(changes, params), values = with(base, changes) } end
  return policies
end

-- The ranges are tried under one policy: with several, whichever were taken, the others would be missing and nobody told.
local function check_one_policy(asked, kind)
  local name, values = next(asked.compare)
  if not name then return true end
  return nil, ("--%s tries the ranges under one policy; choose it: --set %s=%s"):format(kind, name, kith.visible(tostring(values[1])))
end

-- `kind` is "tornado", "grid" or "hypercube", `count` its number. Policies, the first of which is what is assumed, and
-- { kind =, params = { { name =, low =, high = } … } } for the header; or nil and why.
function experiment.policies(scenario, asked, kind, count, seed)
  local params, why = check_one_policy(asked, kind)
  if params then params, why = ranged(scenario, asked) end
  if not params then return nil, why end
  local usual, baseline = runs.policies(scenario, asked)
  local base = usual[baseline].values
  local policies
  if kind == "tornado" then policies = tornado(base, params)
  elseif kind == "grid" then policies, why = grid(base, params, count)
  elseif count > MOST_POINTS then return nil, ("a hypercube has at most %d points"):format(MOST_POINTS)
  else policies = hypercube(base, params, count, seed) end
  if not policies then return nil, why end
  local about = { kind = kind, params = {} }
  for i, param in ipairs(params) do about.params[i] = { name = param.name, low = param.range[1], high = param.range[2] } end
  return policies, about
end

-- ---- What is read off ----

-- Of a tornado: { param =, from =, to =, low =, high = (differences, as tables.differences), span = } for a series, the widest first.
function experiment.bars(result, series)
  local list, differences = {}, tables.differences(result, series)
  for i, param in ipairs(result.header.experiment.params) do
    local low, high = differences[2 * i - 1], differences[2 * i]
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

-- Of a grid or hypercube: Spearman's rank correlation of each parameter with a series at the end, over the points: { param =, value = }.
function experiment.correlations(result, series)
  local list = {}
  for _, param in ipairs(result.header.experiment.params) do
    local xs, ys = {}, {}
    for p, cell in ipairs(tables.ends(result, series)) do
      if p > 1 and cell.mean then xs[#xs + 1], ys[#ys + 1] = result.header.policies[p].values[param.name], cell.mean end
    end
    list[#list + 1] = { param = param.name, value = #xs > 2 and correlation(ranks(xs), ranks(ys)) or nil, points = #xs }
  end
  return list
end

return experiment
