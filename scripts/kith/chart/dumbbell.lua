-- Two views of the same thing and the distance between them.

local canvas = require "kith.chart.canvas"
local words = require "kith.render.words"

local dumbbell = {}

dumbbell.shape = {
  items = { list = { label = "text!", a = "number", b = "number" } },
  a = "text!", b = "text!", low = "number!", high = "number!",
}

function dumbbell.fault(node)
  if not node.items then return "a dumbbell needs `items`" end
  if not (node.low and node.high and node.high > node.low) then return "`high` lies above `low`" end
  for _, item in ipairs(node.items) do
    for _, value in ipairs { item.a or node.low, item.b or node.low } do
      if value < node.low or value > node.high then return "values lie between `low` and `high`" end
    end
  end
end

local function told(value) return value and words.number(value) or words.say "not known" end

function dumbbell.describe(node)
  local parts = {}
  for i, item in ipairs(node.items) do
    if i <= 12 then parts[i] = ("%s: %s %s, %s %s"):format(item.label, node.a, told(item.a), node.b, told(item.b)) end
  end
  return #parts > 0 and table.concat(parts, "; ") .. "." or words.say "Nothing to show."
end

function dumbbell.tables(node)
  local rows = {}
  for i, item in ipairs(node.items) do
    rows[i] = { label = item.label, a = item.a, b = item.b, gap = item.a and item.b and item.a - item.b or nil }
  end
  return { { rows = rows, columns = { { key = "label", title = words.say "Item" }, { key = "a", title = node.a, as = "number" },
    { key = "b", title = node.b, as = "number" }, { key = "gap", title = words.say "Gap", as = "number" } } } }
end

local ROW = 34

function dumbbell.draw(node, board)
  local left = math.min(board.width * 0.36, 190)
  local right = board.width - 20
  local bottom = 8 + #node.items * ROW
  local function x_of(value) return left + 12 + (value - node.low) / (node.high - node.low) * (right - left - 12) end
  local span = node.high - node.low
  local step = span <= 12 and 1 or span / 4
  for i = 0, span <= 12 and math.floor(span + 1e-9) or 4 do -- counted: a step that is nothing beside large numbers would never end
    local value = node.low + i * step
    board:line(x_of(value), 6, x_of(value), bottom)
    board:text(x_of(value), bottom + 15, words.number(value), { anchor = "middle", size = 11, fill = canvas.SOFT })
  end
  for i, item in ipairs(node.items) do
    local y = 8 + (i - 0.5) * ROW
    board:text(left - 4, y + 4, canvas.cut(item.label, left - 6), { anchor = "end" })
    if item.a and item.b then board:line(x_of(item.a), y, x_of(item.b), y, { stroke = canvas.INK, ["stroke-width"] = 3 }) end
    if item.b then board:circle(x_of(item.b), y, 9, { fill = "#ffffff", stroke = canvas.INK, ["stroke-width"] = 2 }) end
    if item.a then board:circle(x_of(item.a), y, 6, { fill = canvas.MAIN, stroke = canvas.INK }) end
    if not (item.a and item.b) then
      board:text(item.a and x_of(item.a) + 16 or item.b and x_of(item.b) + 16 or left + 12, y + 4,
        words.say("%s not known", item.a and node.b or item.b and node.a or words.say "both"), { size = 12, fill = canvas.SOFT })
    end
  end
  local y = bottom + 38
  board:circle(left + 6, y - 4, 6, { fill = canvas.MAIN, stroke = canvas.INK })
  board:text(left + 18, y, canvas.cut(node.a, 130, 12), { size = 12, fill = canvas.SOFT })
  local second = left + 44 + canvas.measure(canvas.cut(node.a, 130, 12), 12)
  board:circle(second, y - 4, 8, { fill = "#ffffff", stroke = canvas.INK, ["stroke-width"] = 2 })
  board:text(second + 13, y, canvas.cut(node.b, 130, 12), { size = 12, fill = canvas.SOFT })
end

return dumbbell
