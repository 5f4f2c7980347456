-- The tables of results, as nodes of a document.

local charts = require "kith.simulate.charts"
local experiment = require "kith.simulate.experiment"
local kith = require "kith"
local output = require "kith.output"
local tables = require "kith.simulate.tables"
local words = require "kith.simulate.words"

local page = {}

local MOST_ROWS, MOST_COLUMNS = 40, 6

-- ---- At the end ----

local function row_of(result, series, p)
  local cell = tables.ending(result, series, p)
  local width = cell.half and 2 * cell.half
  local function shown(value) return words.value(series.outcome, value, width) end
  return { outcome = words.series_name(series), policy = charts.policy_name(result.header, p),
           mean = shown(cell.mean), interval = cell.low and ("%s to %s"):format(shown(cell.low), shown(cell.high)) or "–",
           p05 = words.quantile(series.outcome, cell.p05), p50 = words.quantile(series.outcome, cell.p50),
           p95 = words.quantile(series.outcome, cell.p95), runs = cell.runs }
end

-- Runs are told where not all have a value.
local function columns_of(first, rows, done)
  local columns, some = first, false
  for _, column in ipairs { { key = "mean", title = "Mean", right = true }, { key = "interval", title = "95 % of the mean", right = true },
    { key = "p05", title = "1 run in 20 below", right = true }, { key = "p50", title = "Middle", right = true },
    { key = "p95", title = "1 in 20 above", right = true } } do columns[#columns + 1] = column end
  for _, row in ipairs(rows) do some = some or row.runs < done end
  if some then columns[#columns + 1] = { key = "runs", title = "Runs", as = "number" } end
  return columns
end

-- The groups of an outcome in rows, the policies in columns.
local function by_group(result, outcome)
  local columns = { { key = "group", title = "Of" } }
  local made = { is = "table", title = ("%s by %s"):format(outcome.name, outcome.by), rows = {}, columns = columns }
  for p in ipairs(result.header.policies) do
    columns[p + 1] = { key = "p" .. p, title = charts.policy_name(result.header, p), right = true }
  end
  for _, series in ipairs(result.series) do
    if series.outcome == outcome and series.group then
      local row = { group = series.group }
      for p in ipairs(result.header.policies) do row["p" .. p] = row_of(result, series, p).mean end
      made.rows[#made.rows + 1] = row
    end
  end
  return made
end

local function of_one_policy(result)
  local rows = {}
  for i, series in ipairs(result.series) do rows[i] = row_of(result, series, 1) end
  return { { is = "table", rows = rows, columns = columns_of({ { key = "outcome", title = "Outcome" } }, rows, result.done) } }
end

local function of_policies(result, series)
  local rows, count = {}, #result.header.policies
  for p = 1, math.min(count, MOST_ROWS) do rows[p] = row_of(result, series, p) end
  local all = output.count(count, "policy", "policies")
  return { is = "table", title = words.series_name(series), rows = rows,
           columns = columns_of({ { key = "policy", title = "Policy" } }, rows, result.done),
           note = count > MOST_ROWS and ("The first of %s; --format csv has all."):format(all) or nil }
end

-- One policy: an outcome a row. Several: a table an outcome, a policy a row; where it is taken by groups, these in a table of their own.
function page.ends(result)
  local list, count = {}, #result.header.policies
  if count == 1 then return of_one_policy(result) end
  for _, series in ipairs(result.series) do
    if not series.group then
      list[#list + 1] = of_policies(result, series)
      if #series.outcome.groups > 0 and count <= MOST_COLUMNS then list[#list + 1] = by_group(result, series.outcome) end
    end
  end
  return list
end

-- ---- Points of a grid or a hypercube ----

local function each_outcome(result, visit)
  for _, series in ipairs(result.series) do
    if not series.group then visit(series, "s" .. series.number) end
  end
end

local function short(value) return kith.number(tonumber(("%.3g"):format(value))) end

-- A point a row: its parameters, and what outcomes, or the differences that policy `k` makes, came to.
function page.points(result, k)
  local about, columns, rows = result.header.experiment, { { key = "point", title = "Point" } }, {}
  for _, param in ipairs(about.params) do columns[#columns + 1] = { key = "p_" .. param.name, title = param.name, right = true } end
  for s = 1, math.min(#about.settings, MOST_ROWS) do
    rows[s] = { point = s == 1 and "as assumed" or tostring(s - 1) }
    for _, param in ipairs(about.params) do
      local value = about.settings[s].values[param.name] or result.header.policies[result.header.baseline].values[param.name]
      rows[s]["p_" .. param.name] = short(value)
    end
  end
  each_outcome(result, function(series, key)
    columns[#columns + 1] = { key = key, title = words.series_name(series), right = true }
    for s, row in ipairs(rows) do
      local cell = experiment.at(result, series, s, k)
      row[key] = k and words.change(series.outcome, cell) or words.value(series.outcome, cell.mean, cell.half and 2 * cell.half)
    end
  end)
  local all = output.count(#about.settings - 1, "point")
  return { is = "table", columns = columns, rows = rows,
           note = #about.settings > MOST_ROWS and ("The first of %s; --format csv has all."):format(all) or nil }
end

-- How much outcomes, or differences, move with each parameter.
function page.correlations(result, k)
  local columns, rows = { { key = "param", title = "Parameter" } }, {}
  each_outcome(result, function(series, key)
    columns[#columns + 1] = { key = key, title = words.series_name(series), right = true }
    for i, each in ipairs(experiment.correlations(result, series, k)) do
      rows[i] = rows[i] or { param = each.param }
      rows[i][key] = each.value and (("%+.2f"):format(each.value):gsub("^%-", "−")) or "–"
    end
  end)
  return { is = "table", columns = columns, rows = rows,
           note = "Rank correlation over the points: +1 where more of the parameter always comes with more of the outcome, −1 with less." }
end

-- ---- What it rests on ----

function page.assumptions(result)
  local rows = {}
  for i, each in ipairs(result.header.assumptions) do
    rows[i] = { what = each.what, value = each.value, because = each.because,
                range = each.low and ("%s to %s"):format(kith.number(each.low), kith.number(each.high)) or nil }
  end
  return { is = "table", columns = { { key = "what", title = "Assumed" }, { key = "value", title = "Value" },
                                     { key = "range", title = "Range" }, { key = "because", title = "Because" } }, rows = rows }
end

-- What the outcomes are, of those that say.
function page.outcomes(result)
  local parts = words.outcomes(result)
  return #parts > 0 and { is = "text", tone = "note", text = table.concat(parts, "; ") .. "." } or nil
end

return page
