-- How much a result hangs on each assumption: one bar an assumption, from the result with its low setting to that with its high one. The
-- longest stands on top.
--
--   base = { value =, label = "as assumed" }                       the result with every assumption as it is
--   items = { { label =, low =, high =, from =, to =, note = }, … } low, high: the result with the assumption at its low and high setting;
--                                                                  from, to: these settings, as texts or numbers
--   low_least, low_most, high_least, high_most in an item          the range that either end may lie in, as thin lines
--   reference = { value = 0, label = "no difference" }             a dashed line
--   as = "number" | "percent" | "score" | "days", signed = true    how results are written; signed: "+3", for differences

local axis = require "kith.chart.axis"
local canvas = require "kith.chart.canvas"
local kith = require "kith"
local words = require "kith.render.words"

local tornado = {}

tornado.shape = {
  base = { value = "number!", label = "text" },
  items = { list = { label = "text!", low = "number!", high = "number!", from = "cell", to = "cell", note = "text",
    low_least = "number", low_most = "number", high_least = "number", high_most = "number" } },
  reference = { value = "number!", label = "text" },
  as = axis.AS, signed = "flag",
}

function tornado.fault(node)
  if not (node.base and node.items) then return "a tornado needs `base` and `items`" end
  for _, item in ipairs(node.items) do
    for _, side in ipairs { "low", "high" } do
      local least, most = item[side .. "_least"], item[side .. "_most"]
      if (least == nil) ~= (most == nil) then return ("an item has both `%s_least` and `%s_most`, or neither"):format(side, side) end
      if least and not (least <= item[side] and item[side] <= most) then
        return ("`%s` lies between `%s_least` and `%s_most`"):format(side, side, side)
      end
    end
  end
end

local function reach(item) return math.abs(item.high - item.low) end

local function sorted(node)
  local list = {}
  for i, item in ipairs(node.items) do list[i] = item end
  table.sort(list, function(a, b) return reach(a) > reach(b) end)
  return list
end

local function setting(value)
  if value == nil then return nil end
  return type(value) == "number" and kith.number(value) or words.line(value)
end

-- "+3", "−2": the sign is part of a difference.
local function told(node, value) return (node.signed and value > 0 and "+" or "") .. axis.text(value, node.as) end

function tornado.describe(node)
  local parts = {}
  for i, item in ipairs(sorted(node)) do
    if i <= 12 then
      parts[i] = words.say("%s moves it from %s to %s", item.label, told(node, item.low), told(node, item.high))
    end
  end
  if #node.items > 12 then parts[#parts + 1] = words.say("and %d more", #node.items - 12) end
  return ("%s %s. %s"):format(node.base.label or words.say "as assumed", told(node, node.base.value),
    #parts > 0 and table.concat(parts, "; ") .. "." or words.say "Nothing to show.")
end

-- "0.5 … 0.7": where an end of an item may lie.
local function range_text(node, item, side)
  local least, most = item[side .. "_least"], item[side .. "_most"]
  return least and ("%s … %s"):format(told(node, least), told(node, most)) or nil
end

function tornado.tables(node)
  local rows, notes, ranges, form = {}, false, false, node.as or "number"
  for i, item in ipairs(sorted(node)) do
    rows[i] = { label = item.label, from = item.from, low = item.low, to = item.to, high = item.high, reach = reach(item),
                note = item.note, low_range = range_text(node, item, "low"), high_range = range_text(node, item, "high") }
    notes, ranges = notes or item.note ~= nil, ranges or rows[i].low_range or rows[i].high_range
  end
  local columns = { { key = "label", title = words.say "Assumption" } }
  local function add(column) columns[#columns + 1] = column end
  local between = ("%s … %s"):format(words.say "From", words.say "To")
  for _, side in ipairs { { "from", "Low setting", "low" }, { "to", "High setting", "high" } } do
    add { key = side[1], title = words.say(side[2]), right = true }
    add { key = side[3], title = words.say "Result", as = form }
    if ranges then add { key = side[3] .. "_range", title = between, right = true } end
  end
  add { key = "reach", title = words.say "Difference", as = form }
  if notes then columns[#columns + 1] = { key = "note", title = words.say "Note" } end
  return { { columns = columns, rows = rows } }
end

-- ---- Drawing ----

local ROW, BAR, TOP, SETTING = 28, 16, 20, 46

local function layout(node, board)
  local left = 0
  for _, item in ipairs(node.items) do
    left = math.max(left, canvas.measure(canvas.cut(item.label, board.width * (board:narrow() and 0.34 or 0.36))))
  end
  return { left = left + 12 + SETTING, right = board.width - SETTING - 8, top = TOP, bottom = TOP + #node.items * ROW + 2 }
end

-- The side of the low setting is white, that of the high one filled: told apart without colour.
local FILLS = { low = "#ffffff", high = canvas.MAIN }

-- All places that an item's drawing comes to.
local function reached(item, base)
  local list = { base, item.low, item.high }
  for _, key in ipairs { "low_least", "low_most", "high_least", "high_most" } do list[#list + 1] = item[key] end
  return list
end

local function draw_range(board, item, side, x_of, y)
  local least, most = item[side .. "_least"], item[side .. "_most"]
  if not least then return end
  for _, style in ipairs { { stroke = "#ffffff", ["stroke-width"] = 3.5 }, { stroke = canvas.INK, ["stroke-width"] = 1.5 } } do
    board:line(x_of(least), y, x_of(most), y, style)
    for _, value in ipairs { least, most } do board:line(x_of(value), y - 4, x_of(value), y + 4, style) end
  end
end

local function draw_item(board, item, base, place, x_of, y)
  board:text(place.left - SETTING - 8, y + 13, canvas.cut(item.label, place.left - SETTING - 10), { anchor = "end" })
  for _, side in ipairs { "low", "high" } do
    local from, to = x_of(math.min(base, item[side])), x_of(math.max(base, item[side]))
    board:rect(from, y, to - from, BAR, { fill = FILLS[side], stroke = canvas.INK, ["stroke-width"] = 0.8 })
  end
  for _, side in ipairs { "low", "high" } do draw_range(board, item, side, x_of, y + BAR / 2) end
  local ends = { { x_of(item.low), setting(item.from) }, { x_of(item.high), setting(item.to) } }
  if ends[1][1] > ends[2][1] then ends[1], ends[2] = ends[2], ends[1] end
  for _, value in ipairs(reached(item, base)) do
    ends[1][1], ends[2][1] = math.min(ends[1][1], x_of(value)), math.max(ends[2][1], x_of(value))
  end
  for i, each in ipairs(ends) do
    local text = each[2] and canvas.cut(each[2], SETTING, 11)
    local style = { anchor = i == 1 and "end" or "start", size = 11, fill = canvas.SOFT, halo = true }
    if text then board:text(each[1] + (i == 1 and -4 or 4), y + 12, text, style) end
  end
end

local function scale_of(node, board)
  local values = { node.base.value, node.reference and node.reference.value }
  for _, item in ipairs(node.items) do
    for _, value in ipairs(reached(item, node.base.value)) do values[#values + 1] = value end
  end
  return axis.over(values, nil, nil, board:narrow() and 3 or 6)
end

local REFERENCE = { stroke = canvas.INK, ["stroke-dasharray"] = "4 3", ["stroke-width"] = 1.5 }

local function draw_base(node, board, x, place)
  board:line(x, place.top - 3, x, place.bottom, { stroke = canvas.INK, ["stroke-width"] = 1.5 })
  local text = canvas.cut(("%s %s"):format(node.base.label or words.say "as assumed", told(node, node.base.value)), board.width * 0.5, 12)
  local width = canvas.measure(text, 12)
  board:text(math.max(2, math.min(x - width / 2, board.width - width - 2)), place.top - 8, text, { size = 12 })
end

local function legend(node)
  local entries = { { text = words.say "low setting", fill = FILLS.low }, { text = words.say "high setting", fill = FILLS.high } }
  if node.reference then
    entries[3] = { text = node.reference.label or axis.text(node.reference.value, node.as), line = REFERENCE }
  end
  return entries
end

function tornado.draw(node, board)
  local place, scale = layout(node, board), scale_of(node, board)
  local function x_of(value) return axis.place(scale, value, place.left, place.right) end
  axis.below(board, scale, place, node.as)
  if node.reference then board:line(x_of(node.reference.value), place.top, x_of(node.reference.value), place.bottom, REFERENCE) end
  for i, item in ipairs(sorted(node)) do draw_item(board, item, node.base.value, place, x_of, place.top + (i - 1) * ROW + 5) end
  draw_base(node, board, x_of(node.base.value), place)
  board:legend(2, place.bottom + 38, legend(node))
end

return tornado
