-- Lengths beside each other: one value an item, or several parts of it; with marks where it should be.

local canvas = require "kith.chart.canvas"
local words = require "kith.render.words"

local bars = {}

bars.shape = {
  items = { list = { label = "text!", value = "number", values = { list = "number" }, band = "text", note = "text" } },
  parts = { list = "text" },                              -- names of values[1], values[2], …
  marks = { list = { value = "number!", label = "text!" } },
  unit = "text", high = "number",
}

function bars.fault(node)
  if not node.items then return "bars need `items`" end
  for _, item in ipairs(node.items) do
    if (item.value or 0) < 0 then return "bars begin at 0; for values below it take a waterfall" end
    if node.parts and #(item.values or {}) ~= #node.parts then return "each item has as many `values` as there are `parts`" end
    for _, value in ipairs(item.values or {}) do
      if value < 0 then return "bars begin at 0; for values below it take a waterfall" end
    end
  end
end

local function total(item)
  if not item.values then return item.value end
  local sum = 0
  for _, value in ipairs(item.values) do sum = sum + value end
  return sum
end

local function with_unit(node, value) return words.number(value) .. (node.unit and " " .. node.unit or "") end

function bars.describe(node)
  local parts = {}
  for i, item in ipairs(node.items) do
    if i <= 12 then parts[i] = ("%s %s"):format(item.label, total(item) and with_unit(node, total(item)) or words.say "not known") end
  end
  if #node.items > 12 then parts[#parts + 1] = words.say("and %d more", #node.items - 12) end
  for _, mark in ipairs(node.marks or {}) do parts[#parts + 1] = ("%s: %s"):format(mark.label, with_unit(node, mark.value)) end
  return #parts > 0 and table.concat(parts, "; ") .. "." or words.say "Nothing to show."
end

function bars.tables(node)
  local columns, rows = { { key = "label", title = "" } }, {}
  columns[1].title = words.say "Item"
  for i, part in ipairs(node.parts or {}) do columns[#columns + 1] = { key = "part" .. i, title = words.band_name(part), as = "number" } end
  local title = node.unit and words.say("Value, %s", node.unit) or words.say(node.parts and "All" or "Value")
  columns[#columns + 1] = { key = "value", title = title, as = "number" }
  local notes = false
  for r, item in ipairs(node.items) do
    rows[r] = { label = item.label, value = total(item), note = item.note }
    for i in ipairs(node.parts or {}) do rows[r]["part" .. i] = item.values[i] end
    notes = notes or item.note ~= nil
  end
  if notes then columns[#columns + 1] = { key = "note", title = words.say "Note" } end
  return { { columns = columns, rows = rows } }
end

-- ---- Drawing ----

local ROW, BAR = 26, 15

local function scale(node)
  local high = node.high or 0
  for _, item in ipairs(node.items) do high = math.max(high, total(item) or 0) end
  for _, mark in ipairs(node.marks or {}) do high = math.max(high, mark.value) end
  return high > 0 and high or 1
end

-- What stands at the end of a bar.
local function told(node, item)
  local value = total(item)
  if not value then return item.note or words.say "not known" end
  return with_unit(node, value) .. (item.note and ", " .. item.note or "")
end

-- Columns of text left and right of the bars, as wide as they need to be.
local function margins(node, board)
  local left, right = 0, 0
  for _, item in ipairs(node.items) do
    left = math.max(left, canvas.measure(canvas.cut(item.label, board.width * (board:narrow() and 0.36 or 0.48))))
    right = math.max(right, canvas.measure(canvas.cut(told(node, item), board.width * 0.32, 12), 12))
  end
  return left + 8, right + 8
end

local function fill_of_part(node, i)
  local fill = canvas.fill_of(node.parts[i])
  return fill ~= canvas.MAIN and fill or canvas.step(i)
end

-- Where words may begin so that no mark's line runs through them.
local function beside_marks(node, at, taken, left, width, of)
  local lines = {}
  for i, mark in ipairs(node.marks or {}) do lines[i] = left + mark.value / of * width end
  table.sort(lines)
  for _, line in ipairs(lines) do
    if line > at - 4 and line < at + taken + 4 then at = line + 6 end
  end
  return at
end

local function draw_item(node, board, item, x, y, width, of)
  board:text(x - 8, y + 12, canvas.cut(item.label, x - 8), { anchor = "end" })
  local from = x
  for i, value in ipairs(item.values or { item.value }) do
    local length = value / of * width
    local fill = node.parts and fill_of_part(node, i) or item.band and canvas.fill_of(item.band) or canvas.MAIN
    if length > 0 then board:rect(from, y, length, BAR, { fill = fill, stroke = canvas.INK, ["stroke-width"] = 0.6 }) end
    if node.parts and length > 16 then
      local dark = fill == canvas.fill_of "red" or fill == canvas.step(1) or fill == canvas.step(3)
      board:text(from + length / 2, y + 12, words.number(value), { anchor = "middle", size = 11, fill = dark and "#ffffff" or canvas.INK })
    end
    from = from + length
  end
  local at = beside_marks(node, from + 6, canvas.measure(told(node, item), 12), x, width, of)
  board:text(at, y + 12, canvas.cut(told(node, item), board.width - at, 12), { size = 12, fill = canvas.SOFT, halo = true })
end

-- Two that stand near each other have their names on either side.
local function draw_marks(node, board, place, of)
  local marks = node.marks or {}
  for i, mark in ipairs(marks) do
    local x = place.left + mark.value / of * place.width
    local other = marks[i + 1] or marks[i - 1]
    local near = other and math.abs(other.value - mark.value) / of * place.width < 90
    local anchor = near and (mark.value < other.value and "end" or "start") or x > board.width * 0.75 and "end" or "middle"
    board:line(x, place.top - 3, x, place.bottom - 6, { stroke = canvas.INK, ["stroke-dasharray"] = "4 3" })
    local aside = near and (anchor == "end" and -3 or 3) or 0
    board:text(x + aside, place.top - 8, canvas.cut(mark.label, 120, 11), { anchor = anchor, size = 11, fill = canvas.SOFT })
  end
end

function bars.draw(node, board)
  local left, right = margins(node, board)
  local width, of = board.width - left - right, scale(node)
  local top = #(node.marks or {}) > 0 and 20 or 4
  local bottom = top + #node.items * ROW
  draw_marks(node, board, { left = left, width = width, top = top, bottom = bottom }, of)
  for i, item in ipairs(node.items) do draw_item(node, board, item, left, top + (i - 1) * ROW, width, of) end
  board:line(left, top - 2, left, bottom - 6, { stroke = canvas.SOFT })
  local entries = {}
  for i, part in ipairs(node.parts or {}) do
    entries[i] = { text = canvas.cut(words.band_name(part), 160, 12), fill = fill_of_part(node, i) }
  end
  if #entries > 0 then board:legend(left, bottom + 14, entries) end
end

return bars
