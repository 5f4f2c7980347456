-- The charts of results, as nodes of a document.

local experiment = require "kith.simulate.experiment"
local tables = require "kith.simulate.tables"
local words = require "kith.simulate.words"

local charts = {}

local MOST_POINTS = 60 -- of a fan: more cannot be told apart on a page

local function form_of(series) return series.outcome.percent and "percent" or "number" end

-- A policy's own name, or the scenario's where there is but one.
function charts.policy_name(header, p) return header.policies[p].name ~= "" and header.policies[p].name or header.scenario end

-- ---- How it goes ----

-- A fan needs values in every run of every point.
local function fan_series(result, series)
  local list, every = {}, math.max(1, math.ceil(series.points / MOST_POINTS))
  for p in ipairs(result.header.policies) do
    local points = {}
    for point = 1, series.points do
      if (point - 1) % every == 0 or point == series.points then
        local values = {}
        for i, share in ipairs(tables.SHARES) do values[i] = tables.quantile(result.fold, p, series.first + point - 1, share[2]) end
        if #values == #tables.SHARES then points[#points + 1] = { x = point - 1, values = values } end
      end
    end
    if #points > 0 then list[#list + 1] = { name = charts.policy_name(result.header, p), points = points } end
  end
  return list
end

function charts.fan(result, series)
  local levels = {}
  for i, share in ipairs(tables.SHARES) do levels[i] = share[2] end
  return { is = "chart", kind = "fan", title = words.series_name(series), levels = levels, series = fan_series(result, series),
           x = { label = words.steps(result.header.every) }, as = form_of(series), empty = "No run has a value of it." }
end

-- ---- Differences ----

-- Differences of shares are points, not percentages of anything.
local function scaled(series, value) return value and value * (series.outcome.percent and 100 or 1) end

local function unit_of(series)
  local unit = series.outcome.percent and "points" or series.outcome.unit
  return unit and (" (%s)"):format(unit) or ""
end

local NO_DIFFERENCE = { value = 0, label = "no difference" }

function charts.intervals(result, series)
  local items = {}
  for _, difference in ipairs(tables.differences(result, series)) do
    if difference.half then
      items[#items + 1] = { label = result.header.policies[difference.policy].name, value = scaled(series, difference.mean),
                            low = scaled(series, difference.low), high = scaled(series, difference.high) }
    end
  end
  return { is = "chart", kind = "interval", items = items, signed = true, reference = NO_DIFFERENCE,
           title = ("%s%s, less that with %s"):format(words.series_name(series), unit_of(series),
             result.header.policies[result.header.baseline].name),
           note = "Bars are 95 % intervals of the mean difference, run by run.", empty = "No run has a value under both." }
end

-- What each assumption moves: the outcome, or the difference that policy `k` makes.
function charts.tornado(result, series, k)
  local base, items = experiment.at(result, series, 1, k).mean, {}
  local function shown(value)
    if k then return scaled(series, value) end
    return value and base + value
  end
  for _, bar in ipairs(base and experiment.bars(result, series, k) or {}) do
    if bar.low.mean and bar.high.mean then
      items[#items + 1] = { label = bar.param, low = shown(bar.low.mean), high = shown(bar.high.mean), from = bar.from, to = bar.to,
        low_least = shown(bar.low.low), low_most = shown(bar.low.high), high_least = shown(bar.high.low), high_most = shown(bar.high.high) }
    end
  end
  return { is = "chart", kind = "tornado", title = words.series_name(series) .. (k and unit_of(series) or ""), items = items,
           base = { value = k and scaled(series, base or 0) or base or 0, label = "as assumed" }, reference = k and NO_DIFFERENCE or nil,
           signed = k and true or nil, as = k and "number" or form_of(series), empty = "No run has a value of it.",
           note = "Thin lines are 95 % intervals of the mean difference, run by run." }
end

return charts
