-- What results come to in sentences that never say more than the interval.

local kith = require "kith"
local output = require "kith.output"
local tables = require "kith.simulate.tables"

local words = {}

words.MARK = "A rehearsal, not a forecast: it shows what follows from the assumptions, not what will be."

-- ---- Numbers ----

-- Digits after the point so that the interval's width shows two figures.
local function digits_for(width)
  if not width or width <= 0 then return 1 end
  return math.max(0, math.min(6, 1 - math.floor(math.log(width, 10) + 1e-9)))
end

local function number(value, digits)
  if not value then return "–" end
  if digits == 0 and math.abs(value) < 1e15 then return output.number(math.floor(value + 0.5)) end
  local text = ("%%.%df"):format(digits):format(value)
  if tonumber(text) == 0 then text = text:gsub("^%-", "") end
  return text
end

-- 0.932 -> "93.2 %", 12.5 -> "12.5 EUR"
function words.value(outcome, value, width)
  if not value then return "–" end
  if outcome.percent then return number(value * 100, math.min(digits_for(width and width * 100), 3)) .. " %" end
  return number(value, digits_for(width)) .. (outcome.unit and " " .. outcome.unit or "")
end

-- A difference with its sign, in points where the outcome is a share.
local function signed(outcome, value, digits)
  local scaled = outcome.percent and value * 100 or value
  local text = number(math.abs(scaled), digits)
  return (scaled < 0 and tonumber((text:gsub(",", ""))) ~= 0 and "−" or "+") .. text
end

local function unit_of(outcome) return outcome.percent and " points" or outcome.unit and " " .. outcome.unit or "" end

local function series_name(series) return series.group and ("%s of %s"):format(series.outcome.name, series.group) or series.outcome.name end
words.series_name = series_name

-- ---- Differences ----

-- What would be worth seeing: half a point of a share, a hundredth of anything else.
local function worth(series, baseline)
  if series.outcome.percent then return 0.005 end
  return baseline and math.abs(baseline) * 0.01 or nil
end

-- How many runs would show a difference of `size`, by the spread there was.
local function runs_needed(difference, size) return math.ceil(difference.runs * (difference.half / size) ^ 2) end

local function rounded_up(n)
  local unit = 10 ^ math.max(0, math.floor(math.log(n, 10) + 1e-9) - 1)
  return math.tointeger(math.ceil(n / unit - 1e-9) * unit)
end

-- One difference in words: "retention +1.8 points (95 %: +0.9 to +2.7)"; `baseline` is what the other policy came to.
function words.difference(series, difference, baseline)
  local outcome, name = series.outcome, series_name(series)
  if difference.runs == 0 then return ("%s: no run in which both have a value"):format(name) end
  if not difference.half then return ("%s: one run says nothing of a difference"):format(name) end
  if difference.half == 0 and difference.mean == 0 then return ("%s: the same in every run"):format(name) end
  local scaled = outcome.percent and difference.half * 100 or difference.half
  local digits = math.min(digits_for(scaled), outcome.percent and 3 or 6)
  local low, high = signed(outcome, difference.low, digits), signed(outcome, difference.high, digits)
  if difference.low > 0 or difference.high < 0 then
    return ("%s %s%s (95 %%: %s to %s)"):format(name, signed(outcome, difference.mean, digits), unit_of(outcome), low, high)
  end
  local text = ("%s: no difference can be seen in %s; it lies between %s and %s%s"):format(name, output.count(difference.runs, "run"),
    low, high,
    unit_of(outcome))
  local size = worth(series, baseline)
  if not size or difference.half <= size then return text end
  local shown = words.value({ percent = false, unit = outcome.unit }, outcome.percent and size * 100 or size)
  if outcome.percent then shown = "0.5 points" end
  return ("%s. About %s would be needed to see %s"):format(text, output.count(rounded_up(runs_needed(difference, size)), "run"), shown)
end

-- ---- The text ----

function words.horizon(header)
  local length = header.horizon and (" (%s)"):format(header.horizon) or ""
  return ("%s of %s%s"):format(output.count(header.steps, "step"), header.every, length)
end

local function opening(result)
  local header = result.header
  output.paragraph(("%s: %s"):format(header.scenario, kith.visible(header.doc)))
  output.paragraph(("%s from %s: %s, %s, %s, seed %d."):format(kith.visible(header.practice), header.day, output.count(header.rows,
    "relationship"),
    words.horizon(header), output.count(result.done, "run"), header.seed))
  output.paragraph(words.MARK)
end

local function policy_title(header, p) return header.policies[p].name ~= "" and header.policies[p].name or "mean" end

-- Everything at the end, a row a series and a column a policy; quantiles where there is one policy only.
local function ends_table(result)
  local header, rows = result.header, {}
  local one = #header.policies == 1
  local columns = { { key = "name", title = "at the end", keep = true } }
  if one then
    for _, each in ipairs { { "mean", "mean" }, { "interval", "95 %" }, { "p05", "5 %" }, { "p50", "median" }, { "p95", "95 %" } } do
      columns[#columns + 1] = { key = each[1], title = each[2], right = true, keep = true }
    end
    columns[3].title, columns[4].title, columns[6].title = "of the mean", "1 run in 20 below", "above"
  else
    for p in ipairs(header.policies) do columns[#columns + 1] = { key = "p" .. p, title = policy_title(header, p), right = true,
      keep = true } end
  end
  for _, series in ipairs(result.series) do
    local row = { name = series_name(series) }
    for p, cell in ipairs(tables.ends(result, series)) do
      local width = cell.high and cell.high - cell.low
      local function shown(value) return words.value(series.outcome, value, width) end
      row["p" .. p] = shown(cell.mean)
      if one then
        row.mean, row.p05, row.p50, row.p95 = shown(cell.mean), shown(cell.p05), shown(cell.p50), shown(cell.p95)
        row.interval = cell.low and ("%s to %s"):format(shown(cell.low), shown(cell.high)) or "–"
      end
    end
    rows[#rows + 1] = row
  end
  output.line()
  output.table(columns, rows)
end

-- First times and conditional means are of the runs that have them.
local function partial_runs(result)
  for _, series in ipairs(result.series) do
    for p, cell in ipairs(tables.ends(result, series)) do
      if cell.runs < result.done then
        local policy = #result.header.policies > 1 and (" with %s"):format(result.header.policies[p].name) or ""
        output.paragraph(("%s%s: in %s of %s."):format(series_name(series), policy, output.number(cell.runs), output.count(result.done,
          "run")))
      end
    end
  end
end

local function differences(result)
  local header = result.header
  if #header.policies == 1 then return end
  for p, policy in ipairs(header.policies) do
    if p ~= header.baseline then
      output.line()
      output.paragraph(("%s rather than %s:"):format(policy.name, header.policies[header.baseline].name))
      for _, series in ipairs(result.series) do
        local baseline = tables.ends(result, series)[header.baseline].mean
        for _, difference in ipairs(tables.differences(result, series)) do
          if difference.policy == p then output.paragraph(words.difference(series, difference, baseline), { indent = "    ",
            first = "  " }) end
        end
      end
    end
  end
end

local function capacity(result)
  local rows = tables.capacity(result)
  if #rows > 0 then output.line() end
  for _, row in ipairs(rows) do
    local policy = #result.header.policies > 1 and (" with %s"):format(result.header.policies[row.policy].name) or ""
    local used = row.share and ("%s of its capacity"):format(output.percentage(row.share)) or "it had no capacity"
    output.paragraph(("Plan %s%s: %s%s."):format(row.plan, policy, row.share and "used " or "", used))
  end
end

function words.assumption(each)
  local range = each.low and (" (%s to %s)"):format(kith.number(each.low), kith.number(each.high)) or ""
  return ("%s: %s%s%s"):format(each.what, each.value, range, each.because and " – " .. each.because or "")
end

local function assumptions(result)
  output.line "\nIt rests on:"
  for _, each in ipairs(result.header.assumptions) do output.paragraph(words.assumption(each), { indent = "    ", first = "  " }) end
end

function words.print(result)
  opening(result)
  ends_table(result)
  partial_runs(result)
  differences(result)
  capacity(result)
  assumptions(result)
end

return words
