-- What results come to in sentences that never say more than the interval.

local kith = require "kith"
local output = require "kith.output"
local tables = require "kith.simulate.tables"

local words = {}

words.MARK = "A rehearsal, not a forecast: it shows what follows from the assumptions, not what will be."

-- ---- Numbers ----

-- Digits after the point so that the interval's width shows two figures.
local function digits_for(width, value)
  if not width or width <= 0 then return value and value == math.floor(value) and 0 or 1 end
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
  if outcome.percent then return number(value * 100, math.min(digits_for(width and width * 100, value * 100), 3)) .. " %" end
  return number(value, digits_for(width, value)) .. (outcome.unit and " " .. outcome.unit or "")
end

-- A quantile, in the digits it has.
function words.quantile(outcome, value)
  if not value then return "–" end
  if outcome.percent then return kith.number(tonumber(("%.3g"):format(value * 100))) .. " %" end
  local text = value == math.floor(value) and output.number(math.tointeger(value)) or kith.number(value)
  return text .. (outcome.unit and " " .. outcome.unit or "")
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

local function is_seen(difference) return difference.low > 0 or difference.high < 0 end

-- Digits that show the width of a difference's interval; more where an end of it that is not zero would read so.
local function digits_of(outcome, difference)
  local scale = outcome.percent and 100 or 1
  local digits = math.min(digits_for(difference.half * scale, difference.mean), outcome.percent and 3 or 6)
  local nearest = is_seen(difference) and math.min(math.abs(difference.low), math.abs(difference.high)) * scale or 1
  while nearest > 0 and digits < 6 and nearest * 10 ^ digits < 0.5 do digits = digits + 1 end
  return digits
end

-- Between what a difference lies that cannot be seen, and how many runs would show one worth seeing.
function words.unseen(series, difference, baseline)
  local outcome, digits = series.outcome, digits_of(series.outcome, difference)
  local text = ("it lies between %s and %s%s"):format(signed(outcome, difference.low, digits), signed(outcome, difference.high, digits),
    unit_of(outcome))
  local size = worth(series, baseline)
  if not size or difference.half <= size then return text end
  local shown = outcome.percent and "0.5 points" or words.value({ unit = outcome.unit }, size)
  return ("%s. About %s would be needed to see %s"):format(text, output.count(rounded_up(runs_needed(difference, size)), "run"), shown)
end

-- One difference of `done` runs in words: "retention +1.8 points (95 %: +0.9 to +2.7)"; `baseline` is what the other policy came to.
function words.difference(series, difference, baseline, done)
  local outcome, name = series.outcome, series_name(series)
  if difference.runs == 0 then return ("%s: no run in which both have a value"):format(name) end
  if difference.runs < done then name = ("%s, where both have one (%s)"):format(name, output.count(difference.runs, "run")) end
  if not difference.half then return ("%s: one run says nothing of a difference"):format(name) end
  if difference.half == 0 and difference.mean == 0 then return ("%s: no difference in any run"):format(name) end
  local digits = digits_of(outcome, difference)
  local low, high = signed(outcome, difference.low, digits), signed(outcome, difference.high, digits)
  if is_seen(difference) then
    return ("%s %s%s (95 %%: %s to %s)"):format(name, signed(outcome, difference.mean, digits), unit_of(outcome), low, high)
  end
  return ("%s: no difference can be seen in %s; %s"):format(name, output.count(difference.runs, "run"),
    words.unseen(series, difference, baseline))
end

-- A difference alone, "+1.8 ± 0.4 points"; "–" where there is none to tell.
function words.change(outcome, difference)
  if not (difference and difference.mean) then return "–" end
  if not difference.half then return ("%s%s"):format(signed(outcome, difference.mean, 2), unit_of(outcome)) end
  if difference.half == 0 and difference.mean == 0 then return "no difference" end
  local digits = digits_of(outcome, difference)
  return ("%s ± %s%s"):format(signed(outcome, difference.mean, digits),
    number(difference.half * (outcome.percent and 100 or 1), digits), unit_of(outcome))
end

-- What steps are counted in: "1 week" -> "weeks", "3 months" -> "steps of 3 months".
function words.steps(every)
  local unit = every:match "^1 (%a+)$"
  return unit and unit .. "s" or "steps of " .. every
end

-- What was simulated, in a sentence.
function words.setting(result)
  local header = result.header
  local length = header.horizon and (" (%s)"):format(header.horizon) or ""
  return ("%s from %s: %s, %s of %s%s, %s, seed %d."):format(header.practice, header.day, output.count(header.rows, "relationship"),
    output.count(header.steps, "step"), header.every, length, output.count(result.done, "run"), header.seed)
end

-- ---- Where it ends ----

-- Mean differences of two policies at the end, and over the last quarter of the steps.
local function end_and_before(result, series, p)
  local steps, against = series.points // 4, result.header.policies[p].against
  local function difference(point)
    local mean, other = select(2, result.fold:cell(p, point)), select(2, result.fold:cell(against, point))
    return mean and other and mean - other
  end
  local sum, last = 0, series.first + series.points - 1
  for point = last - steps + 1, last do
    local each = difference(point)
    if not each then return nil end
    sum = sum + each
  end
  return difference(last), sum / steps, steps
end

local FEWEST_STEPS, MUCH = 20, 1 / 3

-- What swings from step to step looks as it happens to stand in the last: a sentence for each difference that is another there than over
-- the last quarter of the steps, by more than its interval and a third.
function words.swings(result)
  local list, header = {}, result.header
  for p, policy in ipairs(header.experiment and {} or header.policies) do
    for _, series in ipairs(policy.against ~= p and result.series or {}) do
      local plain = not series.group and series.outcome.each_step and not series.outcome.over and series.points >= FEWEST_STEPS
      local ending, before, steps = nil, nil, nil
      if plain then ending, before, steps = end_and_before(result, series, p) end
      local half = ending and tables.difference(result, series, p).half
      local apart = half and math.abs(ending - before)
      if apart and apart > 3 * half and apart > MUCH * math.max(math.abs(ending), math.abs(before)) then
        local shown = { half = half, mean = before, low = before, high = before }
        list[#list + 1] = ("%s with %s: %s%s in the last step, %s%s on average over the last %d. Where it stops decides; "
          .. "over = %d in the outcome takes the average."):format(series.outcome.name, policy.name,
          signed(series.outcome, ending, digits_of(series.outcome, shown)), unit_of(series.outcome),
          signed(series.outcome, before, digits_of(series.outcome, shown)), unit_of(series.outcome), steps, steps)
      end
    end
  end
  return list
end

-- Whether runs were ended by the precision that was wanted.
function words.precision(result)
  local wanted, done = kith.number(result.header.stop * 100) .. " %", output.count(result.done, "run")
  if not result.reached then return ("Known to %s was wanted, and not reached in %s."):format(wanted, done) end
  return ("Means at the end, and differences, are known to %s: %s were enough. Groups may be known less well."):format(wanted, done)
end

-- Every policy against the baseline: { { title =, items = { sentence … } } … }.
function words.differences(result)
  local header, list = result.header, {}
  for p, policy in ipairs(header.policies) do
    if p ~= header.baseline then
      local items = {}
      for _, series in ipairs(result.series) do
        local baseline = tables.ending(result, series, header.baseline).mean
        if not series.group then
          items[#items + 1] = words.difference(series, tables.difference(result, series, p), baseline, result.done)
        end
      end
      list[#list + 1] = { title = ("%s rather than %s"):format(policy.name, header.policies[header.baseline].name), items = items }
    end
  end
  return list
end

local MANY = 20 -- intervals of 95 %, of which one leaves the truth out

-- What many intervals come to together; nil where there are few.
function words.together(result)
  local count = 0
  for p, policy in ipairs(result.header.policies) do
    for _, series in ipairs(policy.against ~= p and result.series or {}) do
      local seen = not series.group and tables.difference(result, series, p).half
      if seen and seen > 0 then count = count + 1 end
    end
  end
  if count < MANY then return nil end
  return ("Of these %s differences, each with its own 95 %% interval, about %s may in truth lie outside."):format(output.number(count),
    output.number(math.floor(count / MANY + 0.5)))
end

-- How much of what they may choose the plans chose.
function words.capacity(result)
  local list = {}
  for _, row in ipairs(tables.capacity(result)) do
    local policy = #result.header.policies > 1 and (" with %s"):format(result.header.policies[row.policy].name) or ""
    local used = row.share and ("used %s of its capacity"):format(output.percentage(row.share)) or "had no capacity"
    list[#list + 1] = ("Plan %s%s %s."):format(row.plan, policy, used)
  end
  return list
end

function words.assumption(each)
  local range = each.low and (" (%s to %s)"):format(kith.number(each.low), kith.number(each.high)) or ""
  return ("%s: %s%s%s"):format(each.what, each.value, range, each.because and " – " .. each.because or "")
end

-- What outcomes are, of those that say: "retention: share of relationships that are still there".
function words.outcomes(result)
  local parts = {}
  for _, outcome in ipairs(result.header.outcomes) do
    local said = { outcome.doc }
    if outcome.over then
      local steps = type(outcome.over) == "number" and output.count(outcome.over, "step") or outcome.over
      said[#said + 1] = ("mean over %s up to each step"):format(steps)
    end
    if #said > 0 then parts[#parts + 1] = ("%s: %s"):format(outcome.name, table.concat(said, ", ")) end
  end
  return parts
end

return words
