-- Which way the difference between two policies goes in the settings of an experiment: where it holds, where it turns, and where it cannot
-- be seen. A difference goes a way only where its whole interval does.

local experiment = require "kith.simulate.experiment"
local kith = require "kith"
local output = require "kith.output"
local runs = require "kith.simulate.runs"

local answers = {}

-- 1 where a difference lies above zero with its whole interval, −1 below, 0 where it cannot be told.
function answers.way(difference)
  if not difference.half then return 0 end
  return difference.low > 0 and 1 or difference.high < 0 and -1 or 0
end

local WORDS = { [1] = "higher", [0] = "no difference can be seen", [-1] = "lower" }

local function shown(value) return kith.number(tonumber(("%.6g"):format(value))) end

-- Whether a series has a difference in any setting: a first time that no run has has none.
function answers.any(result, series, k)
  for s in ipairs(result.header.experiment.settings) do
    if experiment.at(result, series, s, k).mean then return true end
  end
  return false
end

-- Between which neighbours of points { at =, way = }, in their order, it turns: { { from, to } … }.
local function turns(points)
  local list, before = {}, nil
  for _, point in ipairs(points) do
    if point.way ~= 0 then
      if before and before.way ~= point.way then list[#list + 1] = { before.at, point.at } end
      before = point
    end
  end
  return list
end

local function turning_text(param, between)
  local places = {}
  for i, each in ipairs(between) do places[i] = ("between %s and %s"):format(shown(each[1]), shown(each[2])) end
  return ("It turns with %s, %s."):format(param, output.list(places))
end

-- ---- A tornado ----

local function assumed_value(header, param) return header.policies[header.baseline].values[param] end

-- Bars of policy `k` by what they do to the answer: those at both ends of which it holds, those where it turns, and single ends where it
-- cannot be told, or only there.
local function sorted_out(result, series, k)
  local base = answers.way(experiment.at(result, series, 1, k))
  local holds, turned, single = {}, {}, {}
  for _, bar in ipairs(experiment.bars(result, series, k)) do
    local low, high = answers.way(bar.low), answers.way(bar.high)
    local between = turns { { at = bar.from, way = low }, { at = assumed_value(result.header, bar.param), way = base },
      { at = bar.to, way = high } }
    if #between > 0 then turned[#turned + 1] = { param = bar.param, between = between }
    elseif base ~= 0 and low == base and high == base then holds[#holds + 1] = bar.param end
    for _, each in ipairs { { bar.from, low }, { bar.to, high } } do
      if #between == 0 and each[2] ~= base then single[#single + 1] = { bar.param, each[1], each[2] } end
    end
  end
  return holds, turned, single, base
end

-- Sentences on what the answer hangs on for a series, behind the one that gives it as assumed; and the parameters with which it turns.
function answers.tornado(result, series, k)
  local holds, turned, single, base = sorted_out(result, series, k)
  local list, params = {}, {}
  if #holds > 0 then list[1] = ("It is %s at both ends of %s too."):format(WORDS[base], output.list(holds)) end
  for _, each in ipairs(turned) do
    list[#list + 1], params[#params + 1] = turning_text(each.param, each.between), each.param
  end
  for _, each in ipairs(single) do
    list[#list + 1] = ("With %s at %s %s%s."):format(each[1], shown(each[2]), each[3] ~= 0 and "it is " or "", WORDS[each[3]])
  end
  if base == 0 and #list == 0 then list[1] = "Nor can one be seen at either end of any range." end
  return list, params
end

-- ---- A grid or a hypercube ----

-- At how many points it goes which way; of one parameter also where it turns.
function answers.points(result, series, k)
  local about, count, points = result.header.experiment, { [1] = 0, [0] = 0, [-1] = 0 }, {}
  for s = 2, #about.settings do
    local way = answers.way(experiment.at(result, series, s, k))
    count[way], points[s - 1] = count[way] + 1, { at = about.settings[s].values[about.params[1].name], way = way }
  end
  local parts = {}
  for _, way in ipairs { 1, -1, 0 } do
    local at = count[way] == #points and ("all %s"):format(output.count(#points, "point")) or output.number(count[way])
    if count[way] > 0 then parts[#parts + 1] = ("%s at %s"):format(WORDS[way], at) end
  end
  if count[0] == #points then parts = { ("at none of %s can a difference be seen"):format(output.count(#points, "point")) } end
  local text = (#parts > 1 and ("of %s "):format(output.count(#points, "point")) or "") .. output.list(parts) .. "."
  local between = about.kind == "grid" and #about.params == 1 and turns(points) or {}
  return #between > 0 and text .. " " .. turning_text(about.params[1].name, between) or text
end

-- ---- Looking closer ----

local function option(name, param, text) return ("%s %s"):format(name, output.shell(("%s=%s"):format(param, text))) end

-- The command that tries values all over the range of one parameter, everything else as it was here.
function answers.closer(header, param)
  local words, base, compared = { "kith simulate", header.scenario, "--as-of", header.day }, header.policies[header.baseline].values, {}
  for _, name in ipairs(header.compared) do
    local values = {}
    for k = 1, #header.experiment.policies do values[k] = runs.shown(header.policies[k].values[name]) end
    compared[name], words[#words + 1] = true, option("--compare", name, table.concat(values, ","))
  end
  local names = {}
  for name in pairs(base) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    if name ~= param and not compared[name] then words[#words + 1] = option("--set", name, runs.shown(base[name])) end
  end
  if header.size then words[#words + 1] = ("--population %d"):format(header.size) end
  words[#words + 1] = ("--runs %d --seed %d --grid 9"):format(header.runs, header.seed)
  return table.concat(words, " ")
end

return answers
