-- What an experiment says, as text: a tornado, and the points of a grid or a hypercube.

local answers = require "kith.simulate.answers"
local experiment = require "kith.simulate.experiment"
local kith = require "kith"
local output = require "kith.output"
local tables = require "kith.simulate.tables"
local words = require "kith.simulate.words"

local print = {}

local MOST_LINES = 25 -- points of a single range that stand one by one

local function each_outcome(result, visit)
  for _, series in ipairs(result.series) do
    if not series.group then visit(series) end
  end
end

-- ---- A tornado ----

-- The widest first: which assumption it hangs on.
local function bars(result, series, k)
  local rows = {}
  for i, bar in ipairs(experiment.bars(result, series, k)) do
    rows[i] = { param = bar.param, low = kith.number(bar.from), low_is = words.change(series.outcome, bar.low),
                high = kith.number(bar.to), high_is = words.change(series.outcome, bar.high) }
  end
  output.table({ { key = "param", title = "parameter", keep = true }, { key = "low", title = "at", right = true, keep = true },
    { key = "low_is", title = "", right = true, keep = true }, { key = "high", title = "at", right = true, keep = true },
    { key = "high_is", title = "", right = true, keep = true } }, rows, { indent = "  " })
end

local function levels(result)
  each_outcome(result, function(series)
    local assumed = tables.ending(result, series, 1)
    local level = assumed.mean and (" the %s"):format(words.value(series.outcome, assumed.mean, assumed.half and 2 * assumed.half)) or ""
    output.line(("\n%s, less%s as assumed:"):format(words.series_name(series), level))
    bars(result, series)
  end)
end

local function base_sentence(result, series, k)
  local base = experiment.at(result, series, 1, k)
  return words.difference(series, base, tables.ending(result, series, base.against).mean, result.done)
end

local function differences(result, k)
  local turned, seen = {}, {}
  output.line()
  output.paragraph(("%s, as assumed and at either end of each range:"):format(experiment.title(result.header, k)))
  each_outcome(result, function(series)
    output.line()
    output.paragraph(base_sentence(result, series, k))
    local list, params = {}, {}
    if answers.any(result, series, k) then
      bars(result, series, k)
      list, params = answers.tornado(result, series, k)
    end
    for _, sentence in ipairs(list) do output.paragraph(sentence, { indent = "  " }) end
    for _, param in ipairs(params) do
      if not seen[param] then seen[param], turned[#turned + 1] = true, param end
    end
  end)
  for _, param in ipairs(turned) do output.line(("\nMore closely, over the range of %s:\n  %s"):format(param,
    answers.closer(result.header, param))) end
end

function print.tornado(result)
  for _, k in ipairs(experiment.compared(result.header)) do
    if k then differences(result, k) else levels(result) end
  end
end

-- ---- A grid or a hypercube ----

-- Between what the outcomes, or the differences that policy `k` makes, lie over all points.
local function extremes(result, k)
  local rows, settings = {}, #result.header.experiment.settings
  each_outcome(result, function(series)
    local function shown(cell)
      if k then return words.change(series.outcome, cell) end
      return words.value(series.outcome, cell.mean, cell.half and 2 * cell.half)
    end
    local lowest, highest = experiment.at(result, series, 1, k), experiment.at(result, series, 1, k)
    local assumed = shown(lowest)
    for s = 2, settings do
      local cell = experiment.at(result, series, s, k)
      if cell.mean and not (lowest.mean and lowest.mean <= cell.mean) then lowest = cell end
      if cell.mean and not (highest.mean and highest.mean >= cell.mean) then highest = cell end
    end
    rows[#rows + 1] = { name = words.series_name(series), assumed = assumed, low = shown(lowest), high = shown(highest) }
  end)
  output.table({ { key = "name", title = "at the end", keep = true }, { key = "assumed", title = "as assumed", right = true, keep = true },
    { key = "low", title = "lowest point", right = true, keep = true }, { key = "high", title = "highest point", right = true,
      keep = true } }, rows)
end

function print.outcomes(result)
  extremes(result, false)
  output.paragraph(("These are means of %s; --format csv has every point."):format(
    output.count(#result.header.experiment.settings - 1, "point")))
end

-- A single range, point by point.
local function one_by_one(result, k)
  local about, columns, rows = result.header.experiment, { { key = "point", title = "", keep = true } }, {}
  for s, setting in ipairs(about.settings) do rows[s] = { point = setting.name } end
  each_outcome(result, function(series)
    columns[#columns + 1] = { key = "s" .. series.number, title = words.series_name(series), right = true, keep = true }
    for s, row in ipairs(rows) do row["s" .. series.number] = words.change(series.outcome, experiment.at(result, series, s, k)) end
  end)
  output.table(columns, rows)
end

local function points_apart(result, k)
  local about = result.header.experiment
  output.paragraph(experiment.title(result.header, k) .. ":")
  if #about.params == 1 and #about.settings <= MOST_LINES then one_by_one(result, k) else extremes(result, k) end
  output.line()
  each_outcome(result, function(series)
    output.paragraph(("%s: %s"):format(words.series_name(series), answers.points(result, series, k)), { indent = "  ", first = "" })
  end)
end

local function correlations(result, k)
  local what = k and "How the difference moves" or "How outcomes move"
  output.line()
  output.paragraph(("%s with the parameters (rank correlation, −1 to 1):"):format(what))
  local columns, rows = { { key = "param", title = "parameter", keep = true } }, {}
  each_outcome(result, function(series)
    columns[#columns + 1] = { key = "s" .. series.number, title = words.series_name(series), right = true, keep = true }
    for i, each in ipairs(experiment.correlations(result, series, k)) do
      rows[i] = rows[i] or { param = each.param }
      rows[i]["s" .. series.number] = each.value and ("%+.2f"):format(each.value) or "–"
    end
  end)
  output.table(columns, rows, { indent = "  " })
end

function print.spread(result)
  for i, k in ipairs(experiment.compared(result.header)) do
    if k and i > 1 then output.line() end
    if k then points_apart(result, k) end
    correlations(result, k)
  end
end

return print
