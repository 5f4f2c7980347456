-- How one value became another, step by step; the steps add up.

local canvas = require "kith.chart.canvas"
local words = require "kith.render.words"

local waterfall = {}

waterfall.shape = {
  from = { label = "text!", value = "number!" },
  to = { label = "text!", value = "number!" },
  steps = { list = { label = "text!", change = "number!", note = "text" } },
}

function waterfall.fault(node)
  if not (node.from and node.to and node.steps) then return "a waterfall needs `from`, `steps` and `to`" end
  local sum = node.from.value
  for _, step in ipairs(node.steps) do sum = sum + step.change end
  if math.abs(sum - node.to.value) > 1e-6 * math.max(1, math.abs(sum)) then return "the steps do not add up to the difference" end
end

function waterfall.describe(node)
  local parts = { ("%s %s"):format(node.from.label, words.number(node.from.value)) }
  for _, step in ipairs(node.steps) do parts[#parts + 1] = ("%s %s"):format(step.label, words.cell(step.change, "change")) end
  parts[#parts + 1] = ("%s %s"):format(node.to.label, words.number(node.to.value))
  return table.concat(parts, "; ") .. "."
end

function waterfall.tables(node)
  local rows, notes = { { what = node.from.label, value = node.from.value } }, false
  local value = node.from.value
  for _, step in ipairs(node.steps) do
    value = value + step.change
    rows[#rows + 1] = { what = step.label, change = step.change, value = value, note = step.note }
    notes = notes or step.note ~= nil
  end
  rows[#rows + 1] = { what = node.to.label, value = node.to.value }
  local columns = { { key = "what", title = words.say "Step" }, { key = "change", title = words.say "Change", as = "change" },
                    { key = "value", title = words.say "Value", as = "number" } }
  if notes then columns[4] = { key = "note", title = words.say "What moved" } end
  return { { columns = columns, rows = rows } }
end

-- ---- Drawing: one row a step, so that its words have room ----

local ROW, BAR = 28, 16

local function extent(node)
  local low, high, value = math.min(0, node.from.value, node.to.value), math.max(node.from.value, node.to.value), node.from.value
  for _, step in ipairs(node.steps) do
    value = value + step.change
    low, high = math.min(low, value), math.max(high, value)
  end
  return low, high > low and high or low + 1
end

function waterfall.draw(node, board)
  local low, high = extent(node)
  local left, size = 0, board:narrow() and 12 or canvas.SIZE
  for _, each in ipairs { node.from, node.to, table.unpack(node.steps) } do left = math.max(left, canvas.measure(each.label, size)) end
  left = math.min(left + 12, board.width * 0.45)
  local width, y, value = board.width - left - 56, 4, node.from.value
  local function x_of(v) return left + (v - low) / (high - low) * width end
  local function row(label, from, to, text, style)
    board:text(left - 8, y + 13, canvas.cut(label, left - 8, size), { anchor = "end", size = size, weight = style.total and "bold" or nil })
    local x = math.min(x_of(from), x_of(to))
    local length = math.max(math.abs(x_of(to) - x_of(from)), 1.5)
    board:rect(x, y, length, BAR, { fill = style.fill, stroke = canvas.INK, ["stroke-width"] = 0.6 })
    board:text(math.max(x_of(from), x_of(to)) + 6, y + 13, text, { weight = "bold" })
    if not style.last then board:line(x_of(to), y + BAR, x_of(to), y + ROW, { stroke = canvas.SOFT, ["stroke-dasharray"] = "2 2" }) end
    y = y + ROW
  end
  row(node.from.label, low, value, words.number(value), { fill = canvas.MAIN, total = true })
  for _, step in ipairs(node.steps) do
    local fill = step.change < 0 and canvas.fill_of "red" or step.change > 0 and canvas.fill_of "green" or canvas.GRID
    row(step.label, value, value + step.change, words.cell(step.change, "change"), { fill = fill })
    value = value + step.change
  end
  row(node.to.label, low, node.to.value, words.number(node.to.value), { fill = canvas.MAIN, total = true, last = true })
end

return waterfall
