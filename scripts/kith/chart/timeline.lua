-- What happened or is due, in lanes over time.

local canvas = require "kith.chart.canvas"
local kith = require "kith"
local words = require "kith.render.words"

local timeline = {}

timeline.shape = {
  from = "day!", to = "day!", today = "day",
  lanes = { list = { label = "text!", items = { list = { day = "day!", to = "day", text = "text!", band = "text" } } } },
}

function timeline.fault(node)
  if not (node.lanes and node.from and node.to) then return "a timeline needs `lanes`, `from` and `to`" end
  if node.to <= node.from then return "a timeline ends after it begins" end
end

function timeline.describe(node)
  local parts = {}
  for i, lane in ipairs(node.lanes) do parts[i] = ("%s: %d"):format(lane.label, #(lane.items or {})) end
  return words.say("%s to %s. %s.", node.from, node.to, table.concat(parts, "; "))
end

function timeline.tables(node)
  local rows, last = {}, false
  for _, lane in ipairs(node.lanes) do
    for _, item in ipairs(lane.items or {}) do
      rows[#rows + 1] = { lane = lane.label, day = item.day, to = item.to, what = item.text, band = item.band }
      last = last or item.to ~= nil
    end
  end
  local columns = { { key = "lane", title = words.say "Lane" }, { key = "day", title = words.say "Day", as = "day" } }
  if last then columns[#columns + 1] = { key = "to", title = words.say "Until", as = "day" } end
  columns[#columns + 1] = { key = "what", title = words.say "What" }
  columns[#columns + 1] = { key = "band", title = words.say "State", as = "band" }
  return { { columns = columns, rows = rows } }
end

local LANE = 34

local function draw_items(lane, board, y, x_of, from, to)
  for _, item in ipairs(lane.items or {}) do
    local start, stop = math.max(kith.day_number(item.day), from), math.min(kith.day_number(item.to or item.day), to)
    if start <= to and stop >= from then
      if stop > start then
        board:rect(x_of(start), y - 3, math.max(x_of(stop) - x_of(start), 3), 6, { fill = canvas.GRID, stroke = canvas.SOFT,
          ["stroke-width"] = 0.7 })
      end
      board:mark(x_of(stop), y, 5, item.band)
    end
  end
end

function timeline.draw(node, board)
  local from, to = kith.day_number(node.from), kith.day_number(node.to)
  local left, right = 0, board.width - 12
  for _, lane in ipairs(node.lanes) do left = math.max(left, canvas.measure(lane.label)) end
  left = math.min(left + 10, board.width * 0.35)
  local bottom = 8 + #node.lanes * LANE
  local function x_of(day) return left + 8 + (day - from) / (to - from) * (right - left - 8) end
  for i, lane in ipairs(node.lanes) do
    local y = 8 + (i - 0.5) * LANE
    board:line(left, y, right, y)
    board:text(left - 4, y + 4, canvas.cut(lane.label, left - 6), { anchor = "end" })
  end
  for i = 0, 4 do
    local day = from + (to - from) * i // 4
    local anchor = i == 0 and "start" or i == 4 and "end" or "middle"
    if i % 2 == 0 or not board:narrow() then
      board:text(x_of(day), bottom + 14, kith.day_text(day), { anchor = anchor, size = 11, fill = canvas.SOFT })
    end
    board:line(x_of(day), bottom - 4, x_of(day), bottom + 2, { stroke = canvas.SOFT })
  end
  if node.today then
    local x = x_of(kith.day_number(node.today))
    board:line(x, 2, x, bottom, { stroke = canvas.INK, ["stroke-dasharray"] = "4 3" })
  end
  for i, lane in ipairs(node.lanes) do draw_items(lane, board, 8 + (i - 0.5) * LANE, x_of, from, to) end
end

return timeline
