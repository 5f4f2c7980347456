-- How something may go: the middle of many runs, and the bands that hold half, nine tenths … of them. Several policies stand beside each
-- other on the same scale, each with the middles of the others in grey.
--
--   levels = { 0.05, 0.25, 0.5, 0.75, 0.95 }          an odd number of quantiles, rising; the middle one, 0.5, is the line
--   series = { { name = "every 4 weeks", points = { { x = 0, values = { … } }, … } }, … }      a value a level, rising; x a number …
--                                                     … or day = "2026-01-01" instead, the same in the whole chart
--   x = { label = "weeks" }                           what x counts
--   as = "number" | "percent" | "score" | "days"      how values are written
--   low, high                                         ends of the scale, where they are to be fixed

local axis = require "kith.chart.axis"
local canvas = require "kith.chart.canvas"
local kith = require "kith"
local words = require "kith.render.words"

local fan = {}

fan.shape = {
  levels = { list = "number" },
  series = { list = { name = "text!", points = { list = { x = "number", day = "day", values = { list = "number" } } } } },
  x = { label = "text!" }, as = axis.AS, low = "number", high = "number",
}

local function fault_of_levels(levels)
  if not levels or #levels % 2 == 0 or levels[(#levels + 1) // 2] ~= 0.5 then
    return "`levels` are an odd number, with 0.5 in the middle"
  end
  for i, level in ipairs(levels) do
    if level <= (levels[i - 1] or 0) or level >= 1 then return "`levels` rise, from above 0 to below 1" end
  end
end

local function fault_of_point(node, point, before)
  if (point.x == nil) == (point.day == nil) then return "a point has an `x` or a `day`" end
  if before and ((before.x == nil) ~= (point.x == nil)) then return "points have all an `x`, or all a `day`" end
  if before and (point.x or point.day) <= (before.x or before.day) then return "points of a series stand in the order of their x or day" end
  if not point.values or #point.values ~= #node.levels then return "each point has as many `values` as there are `levels`" end
  for i = 2, #point.values do
    if point.values[i] < point.values[i - 1] then return "`values` of a point rise, as the levels do" end
  end
  for _, value in ipairs(point.values) do
    if node.low and value < node.low or node.high and value > node.high then return "values lie between the ends of the scale" end
  end
end

function fan.fault(node)
  if not (node.series and node.levels) then return "a fan needs `levels` and `series`" end
  local fault, dated = fault_of_levels(node.levels), nil
  for _, each in ipairs(node.series) do
    for i, point in ipairs(each.points or {}) do
      fault = fault or fault_of_point(node, point, each.points[i - 1])
      if dated == nil then dated = point.day ~= nil end
      if dated ~= (point.day ~= nil) then fault = fault or "points have all an `x`, or all a `day`" end
    end
  end
  return fault
end

-- ---- In words ----

local function middle(node) return (#node.levels + 1) // 2 end

local function place_text(node, point)
  return point.day and words.day(point.day) or ("%s %s"):format(node.x and node.x.label or "x", kith.number(point.x))
end

local function value_text(node, value) return axis.text(value, node.as, math.abs(value) / 100) end

local function told(node, each)
  local last = each.points and each.points[#each.points]
  if not last then return ("%s: %s"):format(each.name, words.say "nothing known") end
  local share = words.cell(node.levels[#node.levels] - node.levels[1], "percent")
  return words.say("%s: at the end (%s) the middle is %s, and %s lie between %s and %s", each.name, place_text(node, last),
    value_text(node, last.values[middle(node)]), share, value_text(node, last.values[1]), value_text(node, last.values[#last.values]))
end

function fan.describe(node)
  local parts = {}
  for i, each in ipairs(node.series) do parts[i] = told(node, each) end
  return #parts > 0 and table.concat(parts, "; ") .. "." or words.say "Nothing to show."
end

fan.in_words = fan.describe

function fan.tables(node)
  local rows, dated, several = {}, false, #node.series > 1
  for _, each in ipairs(node.series) do
    for _, point in ipairs(each.points or {}) do
      local row = { name = each.name, at = point.day or point.x }
      for i, value in ipairs(point.values) do row["q" .. i] = value end
      rows[#rows + 1], dated = row, point.day ~= nil
    end
  end
  local columns = several and { { key = "name", title = words.say "Which" } } or {}
  local x = dated and words.say "Day" or node.x and node.x.label or "x"
  columns[#columns + 1] = { key = "at", title = x, as = dated and "day" or "number" }
  for i, level in ipairs(node.levels) do
    local title = level == 0.5 and words.say "Middle" or words.cell(level, "percent")
    columns[#columns + 1] = { key = "q" .. i, title = title, as = node.as or "number" }
  end
  return { { columns = columns, rows = rows } }
end

-- ---- Drawing ----

local HEIGHT, GAP, TOP = 170, 22, 26
local SHADES = { "#dbe7f1", "#a9c5dc", "#7ba5c6", "#5289b3" } -- from the outermost band in

local function at(point) return point.day and kith.day_number(point.day) or point.x end

local function scales_of(node, width)
  local values, low, high = {}, nil, nil
  for _, each in ipairs(node.series) do
    for _, point in ipairs(each.points or {}) do
      values[#values + 1], values[#values + 2] = point.values[1], point.values[#point.values]
      low, high = math.min(low or at(point), at(point)), math.max(high or at(point), at(point))
    end
  end
  if not low then return nil end
  local y = axis.over(values, node.low, node.high, 4)
  local x = axis.over({ low, high }, low, high, math.max(2, width // 70))
  return x, y
end

-- As many beside each other as have room, all of one width.
local function panels(node, board, left)
  local across = math.max(1, math.min(#node.series, 3, (board.width + GAP) // 200))
  return across, (board.width - left - 8 - (across - 1) * GAP) / across
end

local function band_points(points, from, to, x_of, y_of)
  local list = {}
  for _, point in ipairs(points) do
    list[#list + 1], list[#list + 2] = x_of(at(point)), y_of(point.values[from])
  end
  for i = #points, 1, -1 do
    list[#list + 1], list[#list + 2] = x_of(at(points[i])), y_of(points[i].values[to])
  end
  return list
end

local function line_of(points, level, x_of, y_of)
  local list = {}
  for _, point in ipairs(points) do
    list[#list + 1], list[#list + 2] = x_of(at(point)), y_of(point.values[level])
  end
  return list
end

local function draw_fan(node, board, points, x_of, y_of)
  for i = 1, middle(node) - 1 do
    board:polygon(band_points(points, i, #node.levels + 1 - i, x_of, y_of), { fill = SHADES[math.min(i, #SHADES)] })
  end
  for _, level in ipairs { 1, #node.levels } do -- the outermost edge is drawn, so that a pale band ends in print too
    if middle(node) > 1 then board:polyline(line_of(points, level, x_of, y_of), { stroke = canvas.MAIN, ["stroke-width"] = 0.6 }) end
  end
  local style = { stroke = canvas.INK, ["stroke-width"] = 2.2, ["stroke-linejoin"] = "round" }
  board:polyline(line_of(points, middle(node), x_of, y_of), style)
end

local function draw_frame(node, board, panel, x, y)
  for _, tick in ipairs(axis.ticks(y)) do
    local place = axis.place(y, tick, panel.bottom, panel.top)
    board:line(panel.left, place, panel.right, place)
    if panel.first then
      board:text(panel.left - 5, place + 4, axis.text(tick, node.as, y.step), { anchor = "end", size = 11, fill = canvas.SOFT })
    end
  end
  local dated, ticks = node.series[1].points[1] and node.series[1].points[1].day ~= nil, axis.ticks(x)
  if dated then ticks = { x.low, x.high } end
  for i, tick in ipairs(ticks) do
    local place = axis.place(x, tick, panel.left, panel.right)
    board:line(place, panel.bottom, place, panel.bottom + 4, { stroke = canvas.SOFT })
    local anchor = dated and (i == 1 and "start" or "end") or "middle"
    local text = dated and words.day(kith.day_text(tick)) or axis.text(tick, nil, x.step)
    board:text(place, panel.bottom + 16, text, { anchor = anchor, size = 11, fill = canvas.SOFT })
  end
end

-- The value at the end of the middle line, inside the panel.
local function draw_end(node, board, each, panel, x_of, y_of)
  local last = each.points[#each.points]
  local x, y = x_of(at(last)), y_of(last.values[middle(node)])
  board:circle(x, y, 3.5, { fill = canvas.INK, stroke = "#ffffff" })
  local above = y - 9 > panel.top + 8
  local told_end = value_text(node, last.values[middle(node)])
  board:text(x - 6, above and y - 9 or y + 18, told_end, { anchor = "end", weight = "bold", halo = true })
end

local function draw_panel(node, board, each, panel, x, y)
  local function x_of(value) return axis.place(x, value, panel.left, panel.right) end
  local function y_of(value) return axis.place(y, value, panel.bottom, panel.top) end
  if #node.series > 1 then
    board:text(panel.left, panel.top - 9, canvas.cut(each.name, panel.right - panel.left, 12), { size = 12, weight = "bold" })
  end
  draw_frame(node, board, panel, x, y)
  if #(each.points or {}) == 0 then return end
  draw_fan(node, board, each.points, x_of, y_of)
  local dashed = { stroke = canvas.SOFT, ["stroke-width"] = 1, ["stroke-dasharray"] = "3 3" }
  for _, other in ipairs(node.series) do
    if other ~= each and #(other.points or {}) > 1 then
      board:polyline(line_of(other.points, middle(node), x_of, y_of), dashed)
    end
  end
  draw_end(node, board, each, panel, x_of, y_of)
end

local function legend(node)
  local entries = { { text = words.say "middle", line = { stroke = canvas.INK, ["stroke-width"] = 2.2 } } }
  for i = middle(node) - 1, 1, -1 do
    local share = words.cell(node.levels[#node.levels + 1 - i] - node.levels[i], "percent")
    entries[#entries + 1] = { text = words.say("%s of the runs", share), fill = SHADES[math.min(i, #SHADES)] }
  end
  if #node.series > 1 then
    entries[#entries + 1] = { text = words.say "middles of the others", line = { stroke = canvas.SOFT, ["stroke-dasharray"] = "3 3" } }
  end
  return entries
end

function fan.draw(node, board)
  local left = 44
  local across, width = panels(node, board, left)
  local x, y = scales_of(node, width)
  if not x then return end
  local head = #node.series > 1 and TOP or 8
  local row = head + HEIGHT + 30
  for i, each in ipairs(node.series) do
    local column, line = (i - 1) % across, (i - 1) // across
    local from, top = left + column * (width + GAP), line * row + head
    draw_panel(node, board, each, { left = from, right = from + width, top = top, bottom = top + HEIGHT, first = column == 0 }, x, y)
  end
  local bottom = math.ceil(#node.series / across) * row
  local label = node.x and canvas.cut(node.x.label .. " →", board.width / 2, 12)
  if label then board:text(board.width - 8, bottom, label, { anchor = "end", size = 12, fill = canvas.SOFT }) end
  board:legend(left, bottom + 24, legend(node))
end

return fan
