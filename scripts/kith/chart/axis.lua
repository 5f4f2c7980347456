-- A scale with round steps, for charts whose values may lie anywhere.

local canvas = require "kith.chart.canvas"
local words = require "kith.render.words"

local axis = {}

-- How values of these charts may be shown; see document.FORMS.
axis.AS = { choice = { "number", "percent", "score", "days" } }

-- The next round step (1, 2, 2.5 or 5 times a power of ten) that cuts `span` into at most `most` parts.
local function step_of(span, most)
  local unit = 1.0
  while unit * 10 <= span / most do unit = unit * 10 end
  while unit > span / most do unit = unit / 10 end
  for _, times in ipairs { 1, 2, 2.5, 5 } do
    if span / (unit * times) <= most + 1e-9 then return unit * times end
  end
  return unit * 10
end

-- The ends of a scale that has but one value: that and zero, so that all of a share reads as 100 % of 100 %.
local function round_a_single(value)
  if value == 0 then return 0, 1 end
  return math.min(value, 0), math.max(value, 0)
end

-- The lowest and highest of a list, widened to round steps: { low, high, step }. `low` and `high` may be given instead.
function axis.over(values, low, high, most)
  local least, greatest = low, high
  for _, value in ipairs(values) do
    least, greatest = math.min(least or value, value), math.max(greatest or value, value)
  end
  least, greatest = least or 0, greatest or 1
  if greatest - least < 1e-12 * math.max(1, math.abs(greatest)) then least, greatest = round_a_single(least) end
  local step = step_of(greatest - least, most or 5)
  return { low = low and least or math.floor(least / step + 1e-9) * step,
           high = high and greatest or math.ceil(greatest / step - 1e-9) * step, step = step }
end

-- Where a value of the scale lies between two places.
function axis.place(scale, value, from, to) return from + (value - scale.low) / (scale.high - scale.low) * (to - from) end

-- Its round values, rising. Counted, not summed: no rounding creeps in.
function axis.ticks(scale)
  local ticks, first = {}, math.ceil(scale.low / scale.step - 1e-9)
  for i = first, math.floor(scale.high / scale.step + 1e-9) do ticks[#ticks + 1] = i * scale.step end
  return ticks
end

-- A value as these charts write it: as many digits as its step needs, and a minus as long as a plus is wide.
function axis.text(value, form, step)
  if value < 0 then return "−" .. axis.text(-value, form, step) end
  if form and form ~= "number" then
    local digits = form == "percent" and step and step < 0.01 and 1
    return digits and words.number(value * 100, digits) .. " %" or words.cell(value, form)
  end
  local decimals, size = 0, step or value / 100
  local function has_more() return math.abs(size - math.floor(size + 0.5)) > 1e-6 and (step or size < 1) end
  while size > 0 and decimals < 4 and has_more() do size, decimals = size * 10, decimals + 1 end
  return words.number(value, decimals)
end

-- Grid lines with their values beneath a drawing from `left` to `right`, `top` to `bottom`.
function axis.below(board, scale, place, form)
  local ticks = axis.ticks(scale)
  for _, tick in ipairs(ticks) do
    local x = axis.place(scale, tick, place.left, place.right)
    board:line(x, place.top, x, place.bottom)
    board:text(x, place.bottom + 15, axis.text(tick, form, scale.step), { anchor = "middle", size = 11, fill = canvas.SOFT })
  end
end

return axis
