-- Values over time, with the bands they fall into and numbered marks for what happened. A missing value leaves a gap: nothing was known.

local canvas = require "kith.chart.canvas"
local kith = require "kith"
local language = require "kith.language"
local words = require "kith.render.words"

local line = {}

line.shape = {
  series = { list = { name = "text!", points = { list = { day = "day!", value = "number" } } } },
  bands = { list = { name = "text!", from = "number!" } },
  marks = { list = { day = "day!", text = "text!" } },
  low = "number", high = "number", unit = "text",
}

function line.fault(node)
  if not node.series then return "a line needs `series`" end
  for _, each in ipairs(node.series) do
    for i = 2, #(each.points or {}) do
      if each.points[i].day <= each.points[i - 1].day then return "points of a series stand in the order of their days" end
    end
  end
end

-- ---- In words ----

local function known(points)
  local list = {}
  for _, point in ipairs(points or {}) do
    if point.value then list[#list + 1] = point end
  end
  return list
end

function line.describe(node)
  local parts = {}
  for _, each in ipairs(node.series) do
    local points = known(each.points)
    if #points > 0 then
      local first, last = points[1], points[#points]
      parts[#parts + 1] = words.say("%s: %s on %s, %s on %s", each.name, words.number(first.value), first.day, words.number(last.value),
        last.day)
    else
      parts[#parts + 1] = each.name .. ": " .. words.say "nothing known"
    end
  end
  local marks = #(node.marks or {})
  return table.concat(parts, "; ") .. (marks > 0 and words.say("; %d marked", marks) or "") .. "."
end

local BLOCKS = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" }

local function range(node)
  local low, high = node.low, node.high
  for _, each in ipairs(node.series) do
    for _, point in ipairs(known(each.points)) do
      low, high = math.min(low or point.value, point.value), math.max(high or point.value, point.value)
    end
  end
  low, high = low or 0, high or 1
  return low, high > low and high or low + 1
end

function line.in_words(node)
  local low, high = range(node)
  local parts = {}
  for i, each in ipairs(node.series) do
    local blocks = {}
    for p, point in ipairs(each.points or {}) do
      local share = point.value and (point.value - low) / (high - low)
      blocks[p] = share and BLOCKS[math.min(8, math.floor(share * 8) + 1)] or "·"
    end
    parts[i] = table.concat(blocks)
  end
  return table.concat(parts, "  ") .. "  " .. line.describe(node)
end

function line.tables(node)
  local days, by_day, columns = {}, {}, { { key = "day", title = words.say "Day", as = "day" } }
  for _, each in ipairs(node.series) do
    columns[#columns + 1] = { key = each.name, title = each.name, as = "number" }
    for _, point in ipairs(each.points or {}) do
      if not by_day[point.day] then
        days[#days + 1] = point.day
        by_day[point.day] = { day = point.day }
      end
      by_day[point.day][each.name] = point.value
    end
  end
  table.sort(days)
  local rows, tables = {}, {}
  for i, day in ipairs(days) do rows[i] = by_day[day] end
  tables[1] = { columns = columns, rows = rows }
  if #(node.marks or {}) == 0 then return tables end
  local marks = {}
  for i, mark in ipairs(node.marks) do marks[i] = { number = i, day = mark.day, what = mark.text } end
  tables[2] = { title = words.say("%s: marks", node.title), rows = marks,
                columns = { { key = "number", title = words.say "Mark", as = "number" },
                  { key = "day", title = words.say "Day", as = "day" }, { key = "what", title = words.say "What happened" } } }
  return tables
end

-- ---- Drawing ----

local LEFT, RIGHT, TOP, HEIGHT = 34, 74, 24, 190

local function extent(node)
  local first, last
  local function see(day)
    first, last = math.min(first or day, day), math.max(last or day, day)
  end
  for _, each in ipairs(node.series) do
    for _, point in ipairs(each.points or {}) do see(kith.day_number(point.day)) end
  end
  for _, mark in ipairs(node.marks or {}) do see(kith.day_number(mark.day)) end
  if not first then return nil end
  return first, last > first and last or first + 1
end

local function draw_bands(node, board, y_of, high, right)
  for i, band in ipairs(node.bands or {}) do
    local top = node.bands[i + 1] and node.bands[i + 1].from or high
    local y = y_of(top)
    board:rect(LEFT, y, right - LEFT, y_of(band.from) - y, { fill = canvas.tint_of(band.name) })
    local middle = (y + y_of(band.from)) / 2
    board:mark(right + 10, middle, 4, band.name)
    board:text(right + 19, middle + 4, canvas.cut(words.band_name(band.name), RIGHT - 20, 12), { size = 12, fill = canvas.SOFT })
    if i > 1 then
      board:line(LEFT, y_of(band.from), right, y_of(band.from), { ["stroke-dasharray"] = "2 3", stroke = canvas.SOFT })
      board:text(LEFT - 5, y_of(band.from) + 4, words.number(band.from), { anchor = "end", size = 11, fill = canvas.SOFT })
    end
  end
end

local function draw_months(board, x_of, first, last, bottom, right)
  local start = kith.day_text(first):sub(1, 8) .. "01"
  local months = math.max(1, kith.days_between(start, kith.day_text(last)) // 30)
  local every, labelled = math.max(1, math.ceil(months * 50 / (right - LEFT))), false
  for i = 0, months + 1, every do
    local day = kith.day_add(start, "1 month", i)
    local at = kith.day_number(day)
    if at >= first and at <= last then
      local x, month = x_of(at), tonumber(day:sub(6, 7))
      board:line(x, bottom, x, bottom + 4, { stroke = canvas.SOFT })
      local year = (month <= every or not labelled) and " " .. day:sub(1, 4) or ""
      local name = language.now.months[month] .. year
      if x < right - 14 then board:text(x, bottom + 17, name, { anchor = "middle", size = 11, fill = canvas.SOFT }) end
      labelled = true
    end
  end
end

-- Numbers of marks that would touch stand beneath each other.
local function draw_marks(node, board, x_of, bottom)
  local last, row = -100, 0
  for i, mark in ipairs(node.marks or {}) do
    local x = x_of(kith.day_number(mark.day))
    row = x - last < 18 and row + 1 or 0
    last = x
    local y = 11 + row % 4 * 17
    board:line(x, y, x, bottom, { stroke = canvas.SOFT, ["stroke-dasharray"] = "1 3" })
    board:circle(x, y, 8, { fill = canvas.INK })
    board:text(x, y + 4, i, { anchor = "middle", size = 11, fill = "#ffffff" })
  end
end

local DASHES = { nil, "6 3", "2 3", "8 3 2 3" }

local function draw_series(each, board, x_of, y_of, number)
  local style = { stroke = canvas.step(number), ["stroke-width"] = 2.5, ["stroke-linejoin"] = "round",
    ["stroke-dasharray"] = DASHES[number] }
  local run, last, before = {}, nil, nil
  local function flush()
    if #run > 2 then board:polyline(run, style) end
    if #run == 2 then board:circle(run[1], run[2], 2.5, { fill = style.stroke }) end
    run = {}
  end
  for _, point in ipairs(each.points or {}) do
    if point.value then
      table.move({ x_of(kith.day_number(point.day)), y_of(point.value) }, 1, 2, #run + 1, run)
      last, before = point, last
    else
      flush()
    end
  end
  flush()
  if not last then return end
  local x, y = x_of(kith.day_number(last.day)), y_of(last.value)
  board:circle(x, y, 4, { fill = style.stroke, stroke = "#ffffff" })
  local falls = before and before.value > last.value -- the number stands where the line does not come from
  board:text(x - 5, falls and y + 18 or y - 9, words.number(last.value, 0), { anchor = "end", weight = "bold", halo = true })
end

-- What the numbers mean stands beneath: a drawing whose key is elsewhere is not read.
local function draw_key(node, board, y)
  for i, mark in ipairs(node.marks or {}) do
    board:circle(LEFT, y - 4, 8, { fill = canvas.INK })
    board:text(LEFT, y, i, { anchor = "middle", size = 11, fill = "#ffffff" })
    for l, text in ipairs(canvas.lines(words.day(mark.day) .. ": " .. mark.text, board.width - LEFT - 16, 12, 3)) do
      if l > 1 then y = y + 15 end
      board:text(LEFT + 14, y, text, { size = 12 })
    end
    y = y + 21
  end
end

function line.draw(node, board)
  local first, last = extent(node)
  if not first then return end
  local low, high = range(node)
  local right, bottom = board.width - RIGHT, TOP + HEIGHT
  local function x_of(day) return LEFT + (day - first) / (last - first) * (right - LEFT) end
  local function y_of(value) return bottom - (value - low) / (high - low) * HEIGHT end
  draw_bands(node, board, y_of, high, right)
  board:line(LEFT, bottom, right, bottom, { stroke = canvas.SOFT })
  board:text(LEFT - 5, TOP + 4, words.number(high), { anchor = "end", size = 11, fill = canvas.SOFT })
  board:text(LEFT - 5, bottom + 4, words.number(low), { anchor = "end", size = 11, fill = canvas.SOFT })
  draw_months(board, x_of, first, last, bottom, right)
  draw_marks(node, board, x_of, bottom)
  for i, each in ipairs(node.series) do draw_series(each, board, x_of, y_of, i) end
  local y = bottom + 40
  if #node.series > 1 then
    local entries = {}
    for i, each in ipairs(node.series) do entries[i] = { text = canvas.cut(each.name, 160, 12), fill = canvas.step(i) } end
    board:legend(LEFT, y, entries)
    y = y + 24
  end
  draw_key(node, board, y)
end

return line
