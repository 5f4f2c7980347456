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

-- The value that so many of the runs do not pass, with as many digits as are known; whole numbers up to 2048 are exact
-- (core/simulate/statistics.h).
function tables.quantile(fold, policy, cell, share)
  local value = fold:quantile(policy, cell, share)
  if not value or value == math.floor(value) and math.abs(value) <= 2048 then return value end
  local least, most = select(5, fold:cell(policy, cell))
  return math.min(math.max(tonumber(("%.3g"):format(value)), least), most)
end

-- Mean, its interval and quantiles of a cell; `n` may be fewer than the runs, where the outcome is of nobody in some.
local function cell_row(fold, policy, cell, outcome)
  local n, mean, deviation, error, least, most = fold:cell(policy, cell)
  local low, high = interval(outcome, n, mean, error)
  local row = { runs = n, mean = mean, deviation = deviation, half = low and (high - low) / 2, low = low, high = high, least = least,
    most = most }
  for _, share in ipairs(tables.SHARES) do row[share[1]] = tables.quantile(fold, policy, cell, share[2]) end
  return row
end

local function step_of(series, point, steps) return series.outcome.each_step and point - 1 or steps end

local function add_params(row, policy)
  for name, value in pairs(policy.values) do row["param." .. name] = value end
  return row
end

-- Every point of every series of every policy, tidy: one observation a row.
function tables.tidy(result)
  local rows = {}
  for p, policy in ipairs(result.header.policies) do
    for _, series in ipairs(result.series) do
      for point = 1, series.points do
        local row = cell_row(result.fold, p, series.first + point - 1, series.outcome)
        row.policy, row.outcome, row.group = policy.name, series.outcome.name, series.group
        row.step = step_of(series, point, result.header.steps)
        rows[#rows + 1] = add_params(row, policy)
      end
    end
  end
  return rows
end

-- Keys of rows: those given, with the parameters behind the first ones.
local function with_params(result, first, rest)
  local names, seen, keys = {}, {}, first
  for _, policy in ipairs(result.header.policies) do
    for name in pairs(policy.values) do
      if not seen[name] then seen[name], names[#names + 1] = true, name end
    end
  end
  table.sort(names)
  for _, name in ipairs(names) do keys[#keys + 1] = "param." .. name end
  for _, key in ipairs(rest) do keys[#keys + 1] = key end
  return keys
end

-- The keys of tidy rows in order.
function tables.tidy_keys(result)
  return with_params(result, { "policy" }, { "outcome", "group", "step", "runs", "mean", "deviation", "low", "high", "least", "p05", "p25",
    "p50", "p75", "p95", "most" })
end

-- What a series came to in the end under a policy: { policy = its number, … as cell_row }.
function tables.ending(result, series, p)
  local row = cell_row(result.fold, p, series.first + series.points - 1, series.outcome)
  row.policy = p
  return row
end

-- The same under every policy, a row each.
function tables.ends(result, series)
  local rows = {}
  for p in ipairs(result.header.policies) do rows[p] = tables.ending(result, series, p) end
  return rows
end

-- Of what a run has or has not, where all runs differ alike: that none differs otherwise shows it only of about 3 in n (the rule of three,
-- Hanley & Lippman-Hand 1983).
local function half_of(outcome, n, deviation, error)
  if outcome.how == "ever" and deviation == 0 and n > 1 then return math.min(1, 3 / n) end
  return runs.half_width(n, error)
end

-- The end of a series under a policy less that under the one it is held against, run by run: { policy =, against =, runs =, mean =,
-- deviation =, half =, low =, high = }.
function tables.difference(result, series, p)
  local n, mean, deviation, error = result.fold:difference(p, series.number)
  local half = half_of(series.outcome, n, deviation, error)
  return { policy = p, against = result.header.policies[p].against, runs = n, mean = mean, deviation = deviation, half = half,
           low = half and mean - half, high = half and mean + half }
end

-- The same under every policy that is held against another.
function tables.differences(result, series)
  local rows = {}
  for p, policy in ipairs(result.header.policies) do
    if policy.against ~= p then rows[#rows + 1] = tables.difference(result, series, p) end
  end
  return rows
end

-- Differences as tidy rows, one a pair of policies, outcome and group, at the end; and their keys in order. The parameters are those of
-- `policy`.
function tables.tidy_differences(result)
  local rows, policies = {}, result.header.policies
  for p, policy in ipairs(policies) do
    for _, series in ipairs(policy.against ~= p and result.series or {}) do
      local each = tables.difference(result, series, p)
      rows[#rows + 1] = add_params({ policy = policy.name, against = policies[each.against].name, outcome = series.outcome.name,
                                     group = series.group, step = result.header.steps, runs = each.runs, difference = each.mean,
                                     deviation = each.deviation, low = each.low, high = each.high }, policy)
    end
  end
  return rows
end

function tables.difference_keys(result)
  return with_params(result, { "policy", "against" }, { "outcome", "group", "step", "runs", "difference", "deviation", "low", "high" })
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
