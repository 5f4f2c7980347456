-- What a result comes to, for somebody who reads no further: a few sentences at the top of a page. They name a direction only where the
-- whole interval lies on that side.

local answers = require "kith.simulate.answers"
local experiment = require "kith.simulate.experiment"
local kith = require "kith"
local output = require "kith.output"
local runs = require "kith.simulate.runs"
local tables = require "kith.simulate.tables"
local words = require "kith.simulate.words"

local opening = {}

local MOST_FIGURES = 4 -- policies whose differences are given as numbers; of more only which way they go

local function whole_series(result)
  local list = {}
  for _, series in ipairs(result.series) do
    if not series.group then list[#list + 1] = series end
  end
  return list
end

local function items(result, sentence)
  local list = {}
  for _, series in ipairs(whole_series(result)) do list[#list + 1] = sentence(series) end
  return list
end

-- ---- One policy ----

local function one_policy(result)
  return { { lead = "At the end:", items = items(result, function(series)
    local cell = tables.ending(result, series, 1)
    local function shown(value) return words.value(series.outcome, value, cell.half and 2 * cell.half) end
    local name = words.series_name(series)
    if not cell.mean then return ("%s: no run has a value of it."):format(name) end
    if series.outcome.how == "ever" then return ("%s: in %s of the runs."):format(name, shown(cell.mean)) end
    local have = ("; %s of %s have one"):format(output.number(cell.runs), output.count(result.done, "run"))
    local some = cell.runs < result.done and have or ""
    local low, high = shown(cell.p05), shown(cell.p95)
    local spread = low == high and "at " .. low or ("between %s and %s"):format(low, high)
    return ("%s: %s on average; nine of ten runs lie %s%s."):format(name, shown(cell.mean), spread, some)
  end) } }
end

-- ---- Compared policies ----

-- Where one parameter is compared its name is said once: "visits = 3", then "4".
local function short_name(header, p, first)
  local name = header.compared[1]
  if first or #header.compared ~= 1 then return header.policies[p].name end
  return runs.shown(header.policies[p].values[name])
end

local function named(result, series, list, figures)
  local parts = {}
  for i, difference in ipairs(list) do
    parts[i] = short_name(result.header, difference.policy, i == 1)
    if figures then
      local some = difference.runs < result.done and (", in the %s where both have one"):format(output.count(difference.runs, "run")) or ""
      parts[i] = ("%s (%s%s)"):format(parts[i], words.change(series.outcome, difference), some)
    end
  end
  return output.list(parts)
end

local function compared_sentence(result, series)
  local by_way, none, header = { [1] = {}, [0] = {}, [-1] = {} }, {}, result.header
  for _, difference in ipairs(tables.differences(result, series)) do
    local list = difference.runs == 0 and none or by_way[answers.way(difference)]
    list[#list + 1] = difference
  end
  local parts, figures = {}, #header.policies <= MOST_FIGURES
  for _, way in ipairs { 1, -1 } do
    if #by_way[way] > 0 then parts[#parts + 1] = ("%s with %s"):format(way > 0 and "higher" or "lower", named(result, series, by_way[way],
      figures)) end
  end
  local text = #parts > 0 and { table.concat(parts, " and ") } or {}
  if #by_way[0] > 0 then
    local one = #by_way[0] == 1 and by_way[0][1].half and by_way[0][1].half > 0
    local between = one and ": " .. words.unseen(series, by_way[0][1], tables.ending(result, series, header.baseline).mean) or ""
    text[#text + 1] = ("no difference can be seen with %s%s"):format(named(result, series, by_way[0]), between)
  end
  if #none > 0 then text[#text + 1] = ("no run has one under both with %s"):format(named(result, series, none)) end
  return ("%s%s %s."):format(words.series_name(series), #parts > 0 and " is" or ":", table.concat(text, "; "))
end

local function compared_policies(result)
  local header = result.header
  return { { lead = ("Held against %s, at the end:"):format(header.policies[header.baseline].name),
             items = items(result, function(series) return compared_sentence(result, series) end) } }
end

-- ---- Experiments ----

local function moves(series, bar) return ("%s (%s at %s, %s at %s)"):format(bar.param, words.change(series.outcome, bar.low),
  kith.number(bar.from), words.change(series.outcome, bar.high), kith.number(bar.to)) end

local function tornado_sentence(result, series)
  local assumed, seen = tables.ending(result, series, 1), {}
  for _, bar in ipairs(experiment.bars(result, series)) do
    local is_seen = answers.way(bar.low) ~= 0 or answers.way(bar.high) ~= 0
    if is_seen then seen[#seen + 1] = bar end
  end
  local name = words.series_name(series)
  if not assumed.mean then return ("%s: no run has a value of it."):format(name) end
  local level = words.value(series.outcome, assumed.mean, assumed.half and 2 * assumed.half)
  if #seen == 0 then return ("%s, %s as assumed: nothing that was tried moves it so that it can be seen."):format(name, level) end
  local then_with = seen[2] and (", then with %s"):format(moves(series, seen[2])) or ""
  return ("%s, %s as assumed: it moves most with %s%s."):format(name, level, moves(series, seen[1]), then_with)
end

local function difference_sentence(result, series, k)
  local base = experiment.at(result, series, 1, k)
  local parts = { words.difference(series, base, tables.ending(result, series, base.against).mean, result.done) .. "." }
  if answers.any(result, series, k) then
    local list = result.header.experiment.kind == "tornado" and (answers.tornado(result, series, k))
      or { (answers.points(result, series, k):gsub("^%l", string.upper)) }
    for _, sentence in ipairs(list) do parts[#parts + 1] = sentence end
  end
  return table.concat(parts, " ")
end

local function strongest(result, series)
  local best
  for _, each in ipairs(experiment.correlations(result, series)) do
    if each.value and (not best or math.abs(each.value) > math.abs(best.value)) then best = each end
  end
  return best
end

local function points_sentence(result, series)
  local lowest, highest, count = nil, nil, #result.header.experiment.settings - 1
  for s = 2, count + 1 do
    local cell = tables.ending(result, series, s)
    if cell.mean and not (lowest and lowest.mean <= cell.mean) then lowest = cell end
    if cell.mean and not (highest and highest.mean >= cell.mean) then highest = cell end
  end
  if not lowest then return ("%s: no run has a value of it."):format(words.series_name(series)) end
  local function shown(cell) return words.value(series.outcome, cell.mean, cell.half and 2 * cell.half) end
  local best = strongest(result, series)
  local most = best and ("; it moves most with %s (rank correlation %+.2f)"):format(best.param, best.value) or ""
  return ("%s: means from %s to %s over %s%s."):format(words.series_name(series), shown(lowest), shown(highest),
    output.count(count, "point"), most)
end

local function experiments(result)
  local list, header = {}, result.header
  for i, k in ipairs(experiment.compared(header)) do
    local sentence = k and difference_sentence or header.experiment.kind == "tornado" and tornado_sentence or points_sentence
    list[i] = { lead = k and experiment.title(header, k) .. ", as assumed:" or "At the end:",
                items = items(result, function(series) return sentence(result, series, k) end) }
  end
  return list
end

-- { { lead =, items = { sentence … } } … }
function opening.of(result)
  if result.header.experiment then return experiments(result) end
  return #result.header.policies > 1 and compared_policies(result) or one_policy(result)
end

return opening
