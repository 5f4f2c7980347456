-- A drawing: shapes and texts put down at fixed decimals, then written as one SVG element. Only attributes, no style sheet and no script,
-- so that it shows the same in a page with the strictest policy, in a file of its own, and in a printer's grey.

local kith = require "kith"
local language = require "kith.language"
local sorted_keys = require "kith.sorted_keys"

local canvas = {}
canvas.__index = canvas

canvas.INK, canvas.SOFT, canvas.GRID, canvas.PALE, canvas.MAIN = "#1d2329", "#56616b", "#d5dbe0", "#eef1f3", "#2d5f8a"
canvas.SIZE = 13

-- Dark, middle, light, white: bands stay apart on a printer without colour too.
local FILL = { red = "#8f231f", amber = "#d4922a", green = "#c2e6d0", unknown = "#ffffff" }
local TINT = { red = "#f5e1df", amber = "#fbf2da", green = "#e6f4ea", unknown = "#ffffff" }
local STEPS = { "#2d5f8a", "#9dbfd9", "#5a5f66", "#d9c08a", "#7fa68a", "#c9ced3" }

function canvas.fill_of(band) return FILL[band] or canvas.MAIN end
function canvas.tint_of(band) return TINT[band] or canvas.PALE end
-- The colour of the n-th part of several.
function canvas.step(i) return STEPS[(i - 1) % #STEPS + 1] end

function canvas.new(width) return setmetatable({ width = width, height = 0, parts = {} }, canvas) end

function canvas.narrow(self) return self.width < 480 end

-- ---- Writing ----

local ENTITIES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }

-- Text as it may stand in an element or an attribute.
function canvas.escape(text) return (kith.visible((tostring(text):gsub("%s+", " "))):gsub("[&<>\"']", ENTITIES)) end

-- One decimal, never "-0" and never a locale's comma.
local function number(value)
  local text = ("%.1f"):format(value):gsub("%.0$", "")
  return text == "-0" and "0" or text
end

local function attribute(name, value)
  return (' %s="%s"'):format(name, type(value) == "number" and number(value) or canvas.escape(value))
end

local function attributes(map)
  local list = {}
  for i, name in ipairs(sorted_keys(map)) do list[i] = attribute(name, map[name]) end
  return table.concat(list)
end

local function put(self, name, map, bottom)
  self.height = math.max(self.height, bottom)
  self.parts[#self.parts + 1] = ("<%s%s/>"):format(name, attributes(map))
end

-- ---- Shapes ----

local function styled(map, style)
  for name, value in pairs(style or {}) do map[name] = value end
  return map
end

function canvas:rect(x, y, width, height, style)
  put(self, "rect", styled({ x = x, y = y, width = math.max(0, width), height = math.max(0, height) }, style), y + height)
end

function canvas:line(x1, y1, x2, y2, style)
  put(self, "line", styled({ x1 = x1, y1 = y1, x2 = x2, y2 = y2, stroke = canvas.GRID }, style), math.max(y1, y2))
end

function canvas:circle(x, y, r, style) put(self, "circle", styled({ cx = x, cy = y, r = r }, style), y + r) end

-- points: x, y, x, y, …
function canvas:polyline(points, style)
  local list, bottom = {}, 0
  for i = 1, #points, 2 do
    list[#list + 1] = number(points[i]) .. "," .. number(points[i + 1])
    bottom = math.max(bottom, points[i + 1])
  end
  put(self, "polyline", styled({ points = table.concat(list, " "), fill = "none" }, style), bottom)
end

function canvas:polygon(points, style)
  local list, bottom = {}, 0
  for i = 1, #points, 2 do
    list[#list + 1] = number(points[i]) .. "," .. number(points[i + 1])
    bottom = math.max(bottom, points[i + 1])
  end
  put(self, "polygon", styled({ points = table.concat(list, " ") }, style), bottom)
end

-- A mark of a band: its shape tells it apart without colour. ▼ red, ◆ amber, ● green, ○ unknown, ■ anything else.
function canvas:mark(x, y, r, band)
  local style = { fill = canvas.fill_of(band), stroke = canvas.INK, ["stroke-width"] = 1 }
  if band == "red" then self:polygon({ x - r, y - r, x + r, y - r, x, y + r }, style)
  elseif band == "amber" then self:polygon({ x, y - r - 1, x + r + 1, y, x, y + r + 1, x - r - 1, y }, style)
  elseif band == "green" or band == "unknown" then self:circle(x, y, r, style)
  else self:rect(x - r, y - r, 2 * r, 2 * r, style) end
end

-- options: anchor = "start" | "middle" | "end", size, fill, weight, halo, up (written upwards)
function canvas:text(x, y, text, options)
  options = options or {}
  local map = { x = x, y = y, ["font-size"] = options.size or canvas.SIZE, fill = options.fill or canvas.INK,
                ["text-anchor"] = options.anchor or "start" }
  if options.weight then map["font-weight"] = options.weight end
  if options.halo then map["paint-order"], map.stroke, map["stroke-width"] = "stroke", "#ffffff", 3 end -- readable across a line
  if options.up then map.transform = ("rotate(-90 %s %s)"):format(number(x), number(y)) end
  self.height = math.max(self.height, y + 4)
  self.parts[#self.parts + 1] = ("<text%s>%s</text>"):format(attributes(map), canvas.escape(language.days_in(tostring(text))))
end

local MOST_LETTERS = 400 -- of a name; no drawing has room for more

-- One line that shows all it holds, of at most so many letters.
local function clean(text)
  text = tostring(text)
  if #text > 4 * MOST_LETTERS then text = text:sub(1, 4 * MOST_LETTERS) end
  text = kith.visible((text:gsub("%s+", " ")))
  local after = utf8.offset(text, MOST_LETTERS + 1)
  return after and text:sub(1, after - 1) or text
end

-- Wide scripts and emoji count double.
local function width_of(code) return code >= 0x1100 and 1.1 or 0.6 end

local function units_of(text)
  local units = 0
  for _, code in utf8.codes(text) do units = units + width_of(code) end
  return units
end

-- About how wide a text is drawn.
function canvas.measure(text, size) return units_of(clean(text)) * (size or canvas.SIZE) end

-- Cut to a width, the last letter an ellipsis.
function canvas.cut(text, width, size)
  text = clean(text)
  local room = width / (size or canvas.SIZE)
  if units_of(text) <= room then return text end
  local units, last = 0.6, 0
  for at, code in utf8.codes(text) do
    units = units + width_of(code)
    if units > room then break end
    last = utf8.offset(text, 2, at) - 1
  end
  return (text:sub(1, last):gsub("%s+$", "")) .. "…"
end

-- A text broken into at most `most` lines of that width.
function canvas.lines(text, width, size, most)
  local lines, line = {}, ""
  for word in clean(text):gmatch "%S+" do
    word = canvas.cut(word, width, size)
    local longer = line == "" and word or line .. " " .. word
    if line ~= "" and canvas.measure(longer, size) > width then
      lines[#lines + 1] = line
      line = word
    else
      line = longer
    end
  end
  lines[#lines + 1] = line
  if #lines > most then
    lines[most] = canvas.cut(table.concat(lines, " ", most), width, size)
    for i = #lines, most + 1, -1 do lines[i] = nil end
  end
  return lines
end

-- Bands, parts and marks explained beneath a drawing: { { text =, band = or fill = or line = style or draw = function(board, x, y) }, … };
-- where the last line of it stands.
function canvas:legend(x, y, entries)
  local left = x
  for _, entry in ipairs(entries) do
    local width = canvas.measure(entry.text, 12) + 28
    if left > x and left + width > self.width then
      left, y = x, y + 18
    end
    if entry.band then self:mark(left + 6, y - 4, 5, entry.band)
    elseif entry.draw then entry.draw(self, left + 6, y - 4)
    elseif entry.fill then self:rect(left, y - 10, 12, 12, { fill = entry.fill, stroke = canvas.INK, ["stroke-width"] = 0.5 })
    else self:line(left, y - 4, left + 13, y - 4, entry.line) end
    self:text(left + 17, y, entry.text, { size = 12, fill = canvas.SOFT })
    left = left + width
  end
  return y
end

-- Who is who, where a drawing has numbers: a map from number to name. In columns, read line by line.
function canvas:key(names, y)
  local order = {}
  for n in pairs(names) do order[#order + 1] = n end
  table.sort(order)
  local columns = self:narrow() and 2 or 4
  local width = (self.width - 4) / columns
  for place, n in ipairs(order) do
    local x = (place - 1) % columns * width + 2
    self:text(x, y + (place - 1) // columns * 17, canvas.cut(("%d %s"):format(n, names[n]), width - 6, 12), { size = 12 })
  end
end

local SVG = '<svg%s viewBox="0 0 %s %s" role="img" aria-labelledby="%s-title %s-desc" font-family="system-ui, sans-serif" '
  .. 'xmlns="http://www.w3.org/2000/svg"><title id="%s-title">%s</title><desc id="%s-desc">%s</desc>%s</svg>'

function canvas:svg(id, title, description, class)
  local height = number(math.ceil(self.height + 4))
  title, description = canvas.escape(language.days_in(title)), canvas.escape(language.days_in(description))
  return SVG:format(class and attribute("class", class) or "", number(self.width), height, id, id, id, title, id, description,
    table.concat(self.parts))
end

return canvas
