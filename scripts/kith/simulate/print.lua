-- Results as text for a terminal or a mail.

local experiment = require "kith.simulate.experiment"
local kith = require "kith"
local output = require "kith.output"
local points = require "kith.simulate.print_points"
local tables = require "kith.simulate.tables"
local words = require "kith.simulate.words"

local print = {}

local MOST_COLUMNS = 4 -- policies beside each other; more go below each other
local LONGEST_NAME = 40 -- of a policy that has a line of its own

local function opening(result)
  local header = result.header
  output.paragraph(("%s: %s"):format(header.scenario, header.doc))
  output.paragraph(words.setting(result))
  output.paragraph(words.MARK)
  if header.stop then output.paragraph(words.precision(result)) end
end

local function shown_cell(series, cell)
  local width = cell.half and 2 * cell.half
  return function(value) return words.value(series.outcome, value, width) end
end

-- One policy: the mean and how the runs lie round it.
local function one_policy(result)
  local rows = {}
  for i, series in ipairs(result.series) do
    local cell = tables.ends(result, series)[1]
    local shown = shown_cell(series, cell)
    local function quantile(value) return words.quantile(series.outcome, value) end
    rows[i] = { name = words.series_name(series), mean = shown(cell.mean), low = quantile(cell.p05), middle = quantile(cell.p50),
                high = quantile(cell.p95),
                interval = cell.low and ("%s to %s"):format(shown(cell.low), shown(cell.high)) or nil }
  end
  output.table({ { key = "name", title = "at the end", keep = true }, { key = "mean", right = true, keep = true },
    { key = "interval", title = "95% of the mean", right = true, keep = true, drop = 1 },
    { key = "low", title = "1 in 20 below", right = true, keep = true, drop = 2 }, { key = "middle", right = true, keep = true, drop = 3 },
    { key = "high", title = "1 in 20 above", right = true, keep = true, drop = 2 } }, rows)
end

local function beside_each_other(result)
  local columns, rows = { { key = "name", title = "at the end", keep = true } }, {}
  for p, policy in ipairs(result.header.policies) do columns[p + 1] = { key = "p" .. p, title = policy.name, right = true, keep = true } end
  for i, series in ipairs(result.series) do
    rows[i] = { name = words.series_name(series) }
    for p, cell in ipairs(tables.ends(result, series)) do rows[i]["p" .. p] = shown_cell(series, cell)(cell.mean) end
  end
  output.table(columns, rows)
end

local function below_each_other(result)
  local columns, rows = { { key = "name", title = "at the end", keep = true } }, {}
  for p, policy in ipairs(result.header.policies) do rows[p] = { name = policy.name } end
  for s, series in ipairs(result.series) do
    columns[s + 1] = { key = "s" .. s, title = words.series_name(series), right = true, keep = true }
    for p, cell in ipairs(tables.ends(result, series)) do rows[p]["s" .. s] = shown_cell(series, cell)(cell.mean) end
  end
  output.table(columns, rows)
end

local function longest(list, name_of)
  local most = 0
  for _, each in ipairs(list) do most = math.max(most, kith.width(name_of(each))) end
  return most
end

local function policy_name(policy) return policy.name end

-- What every policy came to: whichever way round fits the line.
local function every_policy(result)
  local policies, width = result.header.policies, longest(result.series, words.series_name)
  for _, policy in ipairs(policies) do width = width + 2 + kith.width(policy.name) end
  if #policies <= MOST_COLUMNS and width <= output.width() then beside_each_other(result)
  elseif not result.header.experiment or longest(policies, policy_name) <= LONGEST_NAME then below_each_other(result)
  else points.outcomes(result) end
end

-- First times and means of a subset are of the runs that have them.
local function partial_runs(result)
  for _, series in ipairs(result.series) do
    for p, cell in ipairs(tables.ends(result, series)) do
      if cell.runs < result.done and #result.header.policies <= MOST_COLUMNS then
        local policy = #result.header.policies > 1 and (" with %s"):format(result.header.policies[p].name) or ""
        output.paragraph(("%s%s: in %s of %s."):format(words.series_name(series), policy, cell.runs == 0 and "none"
          or output.number(cell.runs),
          output.count(result.done, "run")))
      end
    end
  end
end

local function differences(result)
  for _, each in ipairs(words.differences(result)) do
    output.line()
    output.paragraph(each.title .. ":")
    for _, sentence in ipairs(each.items) do output.paragraph(sentence, { indent = "    ", first = "  " }) end
  end
end

-- What came of the runs: of one policy, of several beside each other, of the settings of an experiment.
local function results(result)
  local about = result.header.experiment
  if about and about.kind == "tornado" then return points.tornado(result) end
  output.line()
  if #result.header.policies == 1 then one_policy(result)
  elseif not (about and experiment.compared(result.header)[1]) then every_policy(result) end
  partial_runs(result)
  if about then points.spread(result) else differences(result) end
end

function print.result(result)
  opening(result)
  results(result)
  for _, sentence in ipairs(words.swings(result)) do
    output.line()
    output.paragraph(sentence)
  end
  local together = words.together(result)
  if together then
    output.line()
    output.paragraph(together)
  end
  local plans = result.header.experiment and {} or words.capacity(result)
  if #plans > 0 then output.line() end
  for _, sentence in ipairs(plans) do output.paragraph(sentence) end
  output.line "\nIt rests on:"
  for _, each in ipairs(result.header.assumptions) do output.paragraph(words.assumption(each), { indent = "    ", first = "  " }) end
  local said = words.outcomes(result)
  if #said > 0 then output.line "\nOutcomes:" end
  for _, sentence in ipairs(said) do output.paragraph(sentence, { indent = "    ", first = "  " }) end
end

return print
