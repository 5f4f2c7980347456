-- Estimates with the range each may lie in, and what they are held against: differences between policies, mostly.
--
--   items = { { label =, value =, low =, high =, note = }, … }    low ≤ value ≤ high; without low and high only the dot
--   reference = { value = 0, label = "no difference" }            a line; a dot is full where its range leaves the line out
--   level = 0.9                                                   how sure the ranges are, for the words beneath
--   as = "number" | "percent" | "score" | "days", signed = true   how values are written; signed: "+3", for differences
--   low, high                                                     ends of the scale, where they are to be fixed

local axis = require "kith.chart.axis"
local canvas = require "kith.chart.canvas"
local words = require "kith.render.words"

local interval = {}

interval.shape = {
  items = { list = { label = "text!", value = "number!", low = "number", high = "number", note = "text" } },
  reference = { value = "number!", label = "text" },
  level = "number", as = axis.AS, signed = "flag", low = "number", high = "number",
}

function interval.fault(node)
  if not node.items then return "an interval chart needs `items`" end
  for _, item in ipairs(node.items) do
    if (item.low == nil) ~= (item.high == nil) then return "an item has both `low` and `high`, or neither" end
    if item.low and not (item.low <= item.value and item.value <= item.high) then return "`value` lies between `low` and `high`" end
    for _, value in ipairs { item.low or item.value, item.high or item.value } do
      if node.low and value < node.low or node.high and value > node.high then return "values lie between the ends of the scale" end
    end
  end
  if node.level and (node.level <= 0 or node.level >= 1) then return "`level` lies between 0 and 1" end
end

-- "+3", "−2": the sign is part of a difference. A percentage whose range is wide is whole, as in tables.
local function told(node, item, value)
  local wide = node.as == "percent" and not (item.low and item.high - item.low < 0.02)
  local text = axis.text(value, node.as, not wide and math.abs(value) / 100 or nil)
  return node.signed and value > 0 and "+" .. text or text
end

local function range_text(node, item)
  return item.low and ("%s … %s"):format(told(node, item, item.low), told(node, item, item.high)) or nil
end

-- Whether the range leaves the reference out; nil where there is nothing to hold it against.
local function apart(node, item)
  if not (node.reference and item.low) then return nil end
  return item.low > node.reference.value or item.high < node.reference.value
end

function interval.describe(node)
  local parts = {}
  for i, item in ipairs(node.items) do
    if i <= 12 then
      parts[i] = ("%s %s%s"):format(item.label, told(node, item, item.value), item.low and (" (%s)"):format(range_text(node, item)) or "")
    end
  end
  if #node.items > 12 then parts[#parts + 1] = words.say("and %d more", #node.items - 12) end
  return #parts > 0 and table.concat(parts, "; ") .. "." or words.say "Nothing to show."
end

function interval.tables(node)
  local rows, notes, form = {}, false, node.as or "number"
  for i, item in ipairs(node.items) do
    local leaves = apart(node, item)
    rows[i] = { label = item.label, value = item.value, low = item.low, high = item.high, note = item.note, apart = leaves }
    notes = notes or item.note ~= nil
  end
  local columns = { { key = "label", title = words.say "Item" }, { key = "value", title = words.say "Value", as = form },
                    { key = "low", title = words.say "From", as = form }, { key = "high", title = words.say "To", as = form } }
  if node.reference then
    local name = node.reference.label or axis.text(node.reference.value, node.as)
    columns[#columns + 1] = { key = "apart", title = words.say("Leaves out: %s", name), as = "flag" }
  end
  if notes then columns[#columns + 1] = { key = "note", title = words.say "Note" } end
  return { { columns = columns, rows = rows } }
end

-- ---- Drawing ----

local ROW, TOP = 30, 6

local function scale_of(node, most)
  local values = {}
  for _, item in ipairs(node.items) do
    for _, value in ipairs { item.value, item.low or item.value, item.high or item.value } do values[#values + 1] = value end
  end
  if node.reference then values[#values + 1] = node.reference.value end
  return axis.over(values, node.low, node.high, most)
end

-- A phone has no room for words beside the drawing: there they stand above their line.
local function margins(node, board)
  if board:narrow() then return { left = 18, right = board.width - 18, row = ROW + 34 } end
  local left, right = 0, 0
  for _, item in ipairs(node.items) do
    left = math.max(left, canvas.measure(canvas.cut(item.label, board.width * 0.4)))
    right = math.max(right, canvas.measure(range_text(node, item) or "", 12) + canvas.measure(told(node, item, item.value), 12) + 14)
  end
  return { left = left + 20, right = board.width - right - 12, row = ROW }
end

local function draw_words(node, board, item, place, y)
  local value, range = told(node, item, item.value), range_text(node, item)
  if board:narrow() then
    board:rect(0, y - 44, board.width, 33, { fill = "#ffffff" }) -- no line goes through the words
    board:text(0, y - 32, canvas.cut(item.label, board.width, 12), { size = 12, weight = "bold", halo = true })
    return board:text(0, y - 16, range and ("%s (%s)"):format(value, range) or value, { size = 12, fill = canvas.SOFT, halo = true })
  end
  board:text(place.left - 14, y + 4, canvas.cut(item.label, place.left - 14), { anchor = "end" })
  board:text(place.right + 14, y + 4, value, { size = 12, weight = "bold" })
  if range then board:text(board.width - 2, y + 4, range, { anchor = "end", size = 12, fill = canvas.SOFT }) end
end

local function draw_item(node, board, item, x_of, y)
  if item.low then
    local style = { stroke = canvas.MAIN, ["stroke-width"] = 3 }
    board:line(x_of(item.low), y, x_of(item.high), y, style)
    for _, value in ipairs { item.low, item.high } do board:line(x_of(value), y - 5, x_of(value), y + 5, style) end
  end
  local full = apart(node, item) ~= false
  board:circle(x_of(item.value), y, 6, { fill = full and canvas.MAIN or "#ffffff", stroke = canvas.MAIN, ["stroke-width"] = 2.5 })
end

local function legend(node)
  local parts = {}
  if node.level then parts[1] = words.say("Bars hold %s of what may be.", words.cell(node.level, "percent")) end
  if node.reference then
    local name = node.reference.label or axis.text(node.reference.value, node.as)
    parts[#parts + 1] = words.say("A full dot: its bar leaves out “%s”.", name)
  end
  return table.concat(parts, " ")
end

function interval.draw(node, board)
  local place = margins(node, board)
  local scale = scale_of(node, board:narrow() and 4 or 6)
  place.top, place.bottom = TOP, TOP + #node.items * place.row
  local function x_of(value) return axis.place(scale, value, place.left, place.right) end
  axis.below(board, scale, place, node.as)
  if node.reference then
    local x = x_of(node.reference.value)
    board:line(x, place.top, x, place.bottom, { stroke = canvas.INK, ["stroke-dasharray"] = "4 3", ["stroke-width"] = 1.5 })
  end
  for i, item in ipairs(node.items) do
    local y = place.top + i * place.row - (board:narrow() and 10 or place.row / 2)
    draw_item(node, board, item, x_of, y)
    draw_words(node, board, item, place, y)
  end
  local y = place.bottom + 36
  for _, line in ipairs(canvas.lines(legend(node), board.width - 4, 12, 3)) do
    board:text(2, y, line, { size = 12, fill = canvas.SOFT })
    y = y + 16
  end
end

return interval
