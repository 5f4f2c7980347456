-- How much a result hangs on each assumption: one bar an assumption, from the result with its low setting to that with its high one. The
-- longest stands on top.
--
--   base = { value =, label = "as assumed" }                       the result with every assumption as it is
--   items = { { label =, low =, high =, from =, to =, note = }, … } low, high: the result with the assumption at its low and high setting;
--                                                                  from, to: these settings, as texts or numbers
--   as = "number" | "percent" | "score" | "days"                   how results are written

local axis = require "kith.chart.axis"
local canvas = require "kith.chart.canvas"
local kith = require "kith"
local words = require "kith.render.words"

local tornado = {}

tornado.shape = {
  base = { value = "number!", label = "text" },
  items = { list = { label = "text!", low = "number!", high = "number!", from = "cell", to = "cell", note = "text" } },
  as = axis.AS,
}

function tornado.fault(node)
  if not (node.base and node.items) then return "a tornado needs `base` and `items`" end
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

function tornado.describe(node)
  local parts = {}
  for i, item in ipairs(sorted(node)) do
    if i <= 12 then
      parts[i] = words.say("%s moves it from %s to %s", item.label, axis.text(item.low, node.as), axis.text(item.high, node.as))
    end
  end
  if #node.items > 12 then parts[#parts + 1] = words.say("and %d more", #node.items - 12) end
  return ("%s %s. %s"):format(node.base.label or words.say "as assumed", axis.text(node.base.value, node.as),
    #parts > 0 and table.concat(parts, "; ") .. "." or words.say "Nothing to show.")
end

function tornado.tables(node)
  local rows, notes, form = {}, false, node.as or "number"
  for i, item in ipairs(sorted(node)) do
    rows[i] = { label = item.label, from = item.from, low = item.low, to = item.to, high = item.high, reach = reach(item),
                note = item.note }
    notes = notes or item.note ~= nil
  end
  local columns = { { key = "label", title = words.say "Assumption" }, { key = "from", title = words.say "Low setting", right = true },
                    { key = "low", title = words.say "Result", as = form }, { key = "to", title = words.say "High setting", right = true },
                    { key = "high", title = words.say "Result", as = form }, { key = "reach", title = words.say "Difference", as = form } }
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

local function draw_item(board, item, base, place, x_of, y)
  board:text(place.left - SETTING - 8, y + 13, canvas.cut(item.label, place.left - SETTING - 10), { anchor = "end" })
  for _, side in ipairs { "low", "high" } do
    local from, to = x_of(math.min(base, item[side])), x_of(math.max(base, item[side]))
    board:rect(from, y, to - from, BAR, { fill = FILLS[side], stroke = canvas.INK, ["stroke-width"] = 0.8 })
  end
  local ends = { { x_of(item.low), setting(item.from) }, { x_of(item.high), setting(item.to) } }
  if ends[1][1] > ends[2][1] then ends[1], ends[2] = ends[2], ends[1] end
  ends[1][1], ends[2][1] = math.min(ends[1][1], x_of(base)), math.max(ends[2][1], x_of(base))
  for i, each in ipairs(ends) do
    local text = each[2] and canvas.cut(each[2], SETTING, 11)
    local style = { anchor = i == 1 and "end" or "start", size = 11, fill = canvas.SOFT, halo = true }
    if text then board:text(each[1] + (i == 1 and -4 or 4), y + 12, text, style) end
  end
end

function tornado.draw(node, board)
  local values, place = { node.base.value }, layout(node, board)
  for _, item in ipairs(node.items) do
    values[#values + 1], values[#values + 2] = item.low, item.high
  end
  local scale = axis.over(values, nil, nil, board:narrow() and 3 or 6)
  local function x_of(value) return axis.place(scale, value, place.left, place.right) end
  axis.below(board, scale, place, node.as)
  local x = x_of(node.base.value)
  for i, item in ipairs(sorted(node)) do draw_item(board, item, node.base.value, place, x_of, place.top + (i - 1) * ROW + 5) end
  board:line(x, place.top - 3, x, place.bottom, { stroke = canvas.INK, ["stroke-width"] = 1.5 })
  local told = ("%s %s"):format(node.base.label or words.say "as assumed", axis.text(node.base.value, node.as))
  told = canvas.cut(told, board.width * 0.5, 12)
  local width = canvas.measure(told, 12)
  board:text(math.max(2, math.min(x - width / 2, board.width - width - 2)), place.top - 8, told, { size = 12 })
  board:legend(2, place.bottom + 38, {
    { text = words.say "low setting", fill = FILLS.low }, { text = words.say "high setting", fill = FILLS.high } })
end

return tornado
