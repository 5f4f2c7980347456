-- Points on two axes, with four named quarters: the power/interest grid. Labels never lie on each other or on a point: each takes the
-- first free place around its point, further ones with a line; one that finds none gets a number and stands in the key beneath.

local canvas = require "kith.chart.canvas"
local words = require "kith.render.words"

local scatter = {}

local AXIS = { label = "text!", low = "number!", high = "number!", split = "number" }

scatter.shape = {
  points = { list = { label = "text!", x = "number!", y = "number!", band = "text" } },
  x = AXIS, y = AXIS,
  quarters = { top_left = "text", top_right = "text", bottom_left = "text", bottom_right = "text" },
}

function scatter.fault(node)
  if not (node.points and node.x and node.y) then return "a scatter needs `points`, `x` and `y`" end
  if node.x.high <= node.x.low or node.y.high <= node.y.low then return "an axis ends above where it begins" end
  for _, point in ipairs(node.points) do
    if point.x < node.x.low or point.x > node.x.high or point.y < node.y.low or point.y > node.y.high then
      return ("the point \"%s\" lies outside the axes"):format(words.line(point.label))
    end
  end
end

local function quarter_of(node, point)
  if not (node.quarters and node.x.split and node.y.split) then return nil end
  local row, side = point.y >= node.y.split and "top" or "bottom", point.x >= node.x.split and "right" or "left"
  return node.quarters[row .. "_" .. side]
end

function scatter.describe(node)
  local count, order = {}, {}
  for _, point in ipairs(node.points) do
    local quarter = quarter_of(node, point) or words.say "points"
    if not count[quarter] then order[#order + 1] = quarter end
    count[quarter] = (count[quarter] or 0) + 1
  end
  for i, quarter in ipairs(order) do order[i] = ("%s: %d"):format(quarter, count[quarter]) end
  return words.say("%s across, %s up. %s.", node.x.label, node.y.label, #order > 0 and table.concat(order, "; ") or words.say "No points")
end

function scatter.tables(node)
  local rows, quarters = {}, node.quarters and node.x.split and node.y.split
  for i, point in ipairs(node.points) do
    rows[i] = { number = i, label = point.label, x = point.x, y = point.y, quarter = quarter_of(node, point), band = point.band }
  end
  local columns = { { key = "number", title = "Number", as = "number" }, { key = "label", title = "Name" },
                    { key = "x", title = node.x.label, as = "number" }, { key = "y", title = node.y.label, as = "number" } }
  if quarters then columns[#columns + 1] = { key = "quarter", title = words.say "Quarter" } end
  columns[#columns + 1] = { key = "band", title = words.say "Band", as = "band" }
  return { { columns = columns, rows = rows } }
end

-- ---- Places ----

local LEFT, TOP, SIZE = 30, 8, 12

-- Points at the same place stand beside each other around it, so that none hides another.
local function placed(node, x_of, y_of, radius)
  local groups, order, dots = {}, {}, {}
  for i, point in ipairs(node.points) do
    local key = ("%.0f,%.0f"):format(x_of(point.x), y_of(point.y))
    if not groups[key] then
      groups[key] = {}
      order[#order + 1] = key
    end
    table.insert(groups[key], i)
  end
  for _, key in ipairs(order) do
    local group = groups[key]
    local across = math.min(#group, 5)
    for n, i in ipairs(group) do
      local point, step = node.points[i], 2 * radius + 3
      local x, y = x_of(point.x) + ((n - 1) % 5 - (across - 1) / 2) * step, y_of(point.y) + (n - 1) // 5 * step
      dots[i] = { x = x, y = y, band = point.band, r = radius }
    end
  end
  return dots
end

local function box_of_dot(dot) return { dot.x - dot.r - 1, dot.y - dot.r - 1, dot.x + dot.r + 1, dot.y + dot.r + 1 } end

local function meet(a, b) return a[1] < b[3] and b[1] < a[3] and a[2] < b[4] and b[2] < a[4] end

local function free(box, taken, bounds)
  if box[1] < bounds[1] or box[2] < bounds[2] or box[3] > bounds[3] or box[4] > bounds[4] then return false end
  for _, other in ipairs(taken) do
    if meet(box, other) then return false end
  end
  return true
end

-- Right, left, above, below, the corners; then the same further away.
local DIRECTIONS = { { 1, 0 }, { -1, 0 }, { 0, -1 }, { 0, 1 }, { 1, -1 }, { 1, 1 }, { -1, -1 }, { -1, 1 } }

-- The box of a label around its dot: { left, top, right, bottom }, and how far away it is.
local function place_label(dot, width, taken, bounds)
  for distance = 0, 5 do
    for _, to in ipairs(DIRECTIONS) do
      local gap = dot.r + 3 + distance * 13
      local x = to[1] == 1 and dot.x + gap or to[1] == -1 and dot.x - gap - width or dot.x - width / 2
      local y = to[2] == 0 and dot.y - SIZE / 2 or to[2] == 1 and dot.y + gap or dot.y - gap - SIZE
      local box = { x, y - 1, x + width, y + SIZE + 2 }
      if free(box, taken, bounds) then return box, distance end
    end
  end
end

-- ---- Drawing ----

local function draw_axes(node, board, right, bottom, x_of, y_of)
  board:rect(LEFT, TOP, right - LEFT, bottom - TOP, { fill = "#ffffff", stroke = canvas.SOFT })
  local dashed = { stroke = canvas.GRID, ["stroke-dasharray"] = "4 3", ["stroke-width"] = 1.5 }
  if node.x.split then board:line(x_of(node.x.split), TOP, x_of(node.x.split), bottom, dashed) end
  if node.y.split then board:line(LEFT, y_of(node.y.split), right, y_of(node.y.split), dashed) end
  for _, each in ipairs { { LEFT, "start", node.x.low }, { right, "end", node.x.high } } do
    board:text(each[1], bottom + 14, words.number(each[3]), { anchor = each[2], size = 11, fill = canvas.SOFT })
  end
  board:text((LEFT + right) / 2, bottom + 14, canvas.cut(node.x.label .. " →", right - LEFT - 60),
    { anchor = "middle", fill = canvas.SOFT })
  board:text(LEFT - 4, bottom, words.number(node.y.low), { anchor = "end", size = 11, fill = canvas.SOFT })
  board:text(LEFT - 4, TOP + 9, words.number(node.y.high), { anchor = "end", size = 11, fill = canvas.SOFT })
  local up = canvas.cut(node.y.label .. " →", bottom - TOP - 40)
  board:text(LEFT - 9, (TOP + bottom) / 2, up, { anchor = "middle", fill = canvas.SOFT, up = true })
end

local function draw_quarters(node, board, right, bottom, taken)
  local quarters = node.quarters or {}
  for _, each in ipairs { { "top_left", LEFT + 6, TOP + 15, "start" }, { "top_right", right - 6, TOP + 15, "end" },
                          { "bottom_left", LEFT + 6, bottom - 8, "start" }, { "bottom_right", right - 6, bottom - 8, "end" } } do
    local text = quarters[each[1]]
    if text then
      text = canvas.cut(text, (right - LEFT) / 2 - 12, 12)
      local width = canvas.measure(text, 12)
      board:text(each[2], each[3], text, { anchor = each[4], size = 12, fill = canvas.SOFT, weight = "bold" })
      local x = each[4] == "start" and each[2] or each[2] - width
      taken[#taken + 1] = { x, each[3] - 12, x + width, each[3] + 4 }
    end
  end
end

local function draw_dot(board, dot, number)
  board:mark(dot.x, dot.y, dot.r, dot.band)
  if not number then return end
  local dark = dot.band == "red" or not ({ amber = 1, green = 1, unknown = 1 })[dot.band]
  board:text(dot.x, dot.y + 4, number, { anchor = "middle", size = 11, weight = "bold", fill = dark and "#ffffff" or canvas.INK })
end

local function draw_label(board, dot, box, distance, text)
  if distance > 0 then
    local x = math.max(box[1], math.min(dot.x, box[3]))
    local y = math.max(box[2] + 1, math.min(dot.y, box[4] - 1))
    board:line(dot.x, dot.y, x, y, { stroke = canvas.SOFT, ["stroke-width"] = 0.7 })
  end
  board:text(box[1], box[4] - 4, text, { size = SIZE, halo = true })
end

local function band_entries(node)
  local seen, entries = {}, {}
  for _, point in ipairs(node.points) do seen[point.band or ""] = true end
  for _, band in ipairs { "red", "amber", "green", "unknown" } do
    if seen[band] then entries[#entries + 1] = { text = words.say(band), band = band } end
  end
  return entries
end

local function label_all(node, board, dots, taken, bounds)
  local left_over, labels = {}, {}
  for i, dot in ipairs(dots) do
    local box, distance, text
    for _, room in ipairs { 260, 150, 90 } do -- whole where there is a place for it, else shorter
      text = canvas.cut(node.points[i].label, room, SIZE)
      box, distance = place_label(dot, canvas.measure(text, SIZE), taken, bounds)
      if box then break end
    end
    if box then
      taken[#taken + 1] = box
      labels[#labels + 1] = { dot, box, distance, text }
    else
      left_over[#left_over + 1] = i
    end
  end
  for _, each in ipairs(labels) do draw_label(board, each[1], each[2], each[3], each[4]) end
  return left_over
end

function scatter.draw(node, board)
  local right = board.width - 6
  local bottom = TOP + math.min(board.width * 0.62, 440)
  local numbered = board:narrow() or #node.points > 60
  local radius, inset = numbered and 9 or 5, 16
  local function x_of(v) return LEFT + inset + (v - node.x.low) / (node.x.high - node.x.low) * (right - LEFT - 2 * inset) end
  local function y_of(v) return bottom - inset - (v - node.y.low) / (node.y.high - node.y.low) * (bottom - TOP - 2 * inset) end
  local taken, numbers, left_over = {}, {}, {}
  draw_axes(node, board, right, bottom, x_of, y_of)
  draw_quarters(node, board, right, bottom, taken)
  local dots = placed(node, x_of, y_of, radius)
  for i, dot in ipairs(dots) do
    taken[#taken + 1] = box_of_dot(dot)
    numbers[i] = i
  end
  if not numbered then left_over = label_all(node, board, dots, taken, { LEFT + 2, TOP + 2, right - 2, bottom - 2 }) end
  local without = {}
  for _, i in ipairs(left_over) do without[i] = true end
  for i, dot in ipairs(dots) do draw_dot(board, dot, (numbered or without[i]) and i or nil) end
  board:legend(LEFT, bottom + 38, band_entries(node))
  local key = {}
  for _, i in ipairs(numbered and numbers or left_over) do key[i] = node.points[i].label end
  board:key(key, bottom + 62)
end

return scatter
