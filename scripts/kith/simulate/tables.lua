-- Results as rows: one a policy, outcome, group and step; what happened at the end; and differences between policies.

local describe = require "kith.simulate.describe"
local kith = require "kith"
local runs = require "kith.simulate.runs"

local tables = {}

tables.SHARES = { { "p05", 0.05 }, { "p25", 0.25 }, { "p50", 0.5 }, { "p75", 0.75 }, { "p95", 0.95 } }

-- Of what a run has or has not, Wilson 1927: where no run has it, that is no proof that none could.
local function wilson(mean, n)
  local z = kith.student(runs.CONFIDENCE, 1000000)
  local middle, half = mean + z * z / (2 * n), z * math.sqrt(mean * (1 - mean) / n + z * z / (4 * n * n))
  return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
end

-- The interval round a mean, by Student's t; that of a share ends where shares end.
local function interval(outcome, n, mean, error)
  if outcome.how == "ever" and mean then return wilson(mean, n) end
  local half = runs.half_width(n, error)
  if not half then return nil end
  if not outcome.percent then return mean - half, mean + half end
  return math.max(mean - half, 0), math.min(mean + half, 1)
end

-- Mean, its interval and quantiles of a cell; `n` may be fewer than the runs, where the outcome is of nobody in some.
local function cell_row(fold, policy, cell, outcome)
  local n, mean, deviation, error, least, most = fold:cell(policy, cell)
  local low, high = interval(outcome, n, mean, error)
  local row = { runs = n, mean = mean, deviation = deviation, half = low and (high - low) / 2, low = low, high = high, least = least,
    most = most }
  for _, share in ipairs(tables.SHARES) do row[share[1]] = fold:quantile(policy, cell, share[2]) end
  return row
end

local function step_of(series, point, steps) return series.outcome.each_step and point - 1 or steps end

-- Every point of every series of every policy, tidy: one observation a row.
function tables.tidy(result)
  local rows = {}
  for p, policy in ipairs(result.header.policies) do
    for _, series in ipairs(result.series) do
      for point = 1, series.points do
        local row = cell_row(result.fold, p, series.first + point - 1, series.outcome)
        row.policy, row.outcome, row.group = policy.name, series.outcome.name, series.group
        row.step = step_of(series, point, result.header.steps)
        for name, value in pairs(policy.values) do row["param." .. name] = value end
        rows[#rows + 1] = row
      end
    end
  end
  return rows
end

-- The keys of tidy rows in order.
function tables.tidy_keys(result)
  local names, seen, keys = {}, {}, { "policy" }
  for _, policy in ipairs(result.header.policies) do
    for name in pairs(policy.values) do
      if not seen[name] then seen[name], names[#names + 1] = true, name end
    end
  end
  table.sort(names)
  for _, name in ipairs(names) do keys[#keys + 1] = "param." .. name end
  for _, key in ipairs { "outcome", "group", "step", "runs", "mean", "deviation", "low", "high", "least", "p05", "p25", "p50", "p75",
    "p95", "most" } do
    keys[#keys + 1] = key
  end
  return keys
end

-- What a series came to in the end, a row a policy: { policy = number, … as cell_row }.
function tables.ends(result, series)
  local rows = {}
  for p in ipairs(result.header.policies) do
    rows[p] = cell_row(result.fold, p, series.first + series.points - 1, series.outcome)
    rows[p].policy = p
  end
  return rows
end

-- The end of a series under each policy less that under the baseline, run by run: { policy =, runs =, mean =, low =, high =, half = }.
function tables.differences(result, series)
  local rows = {}
  for p in ipairs(result.header.policies) do
    if p ~= result.header.baseline then
      local n, mean, _, error = result.fold:difference(p, series.number)
      local half = runs.half_width(n, error)
      rows[#rows + 1] = { policy = p, runs = n, mean = mean, half = half, low = half and mean - half, high = half and mean + half }
    end
  end
  return rows
end

-- What share of its capacity a plan used: { policy =, plan =, chosen =, capacity = } over all runs and steps.
function tables.capacity(result)
  local rows = {}
  for i, plan in ipairs(result.header.plans) do
    for p in ipairs(result.header.policies) do
      local chosen, capacity = result.fold:plan(p, i)
      rows[#rows + 1] = { plan = plan, policy = p, chosen = chosen, capacity = capacity, share = capacity > 0 and chosen / capacity or nil }
    end
  end
  return rows
end

-- A result from its header: chunks are added to it.
function tables.result(header)
  local fold, series = describe.fold(header)
  return { header = header, fold = fold, series = series, done = 0 }
end

return tables
