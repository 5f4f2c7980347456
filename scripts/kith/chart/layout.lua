-- Where the nodes of a map stand. Graphviz's neato says who is near whom (stress majorization: Gansner, Koren & North 2004); it is given
-- numbers and sizes only, never a name or a label, and starts from a fixed seed. Then the nodes are fitted into the width there is and
-- pushed apart until no box lies on another, so that a label in its box lies on no other label.

local kith = require "kith"

local layout = {}

local PATIENCE = 10000 -- milliseconds
local COMMAND = { "neato", "-Tplain", "-Gstart=1", "-Goverlap=true", "-Gsplines=false" }

-- nodes: { { width =, height = }, … } in units of the drawing; links: { { a, b, length = 1 }, … } with places in that list.
local function graph_of(nodes, links)
  local lines = { "graph {", 'node [shape=box fixedsize=true label=""]' }
  for i, node in ipairs(nodes) do
    lines[#lines + 1] = ("n%d [width=%.3f height=%.3f]"):format(i, node.width / 72, node.height / 72)
  end
  for _, link in ipairs(links) do lines[#lines + 1] = ("n%d -- n%d [len=%.2f]"):format(link[1], link[2], link.length or 1) end
  lines[#lines + 1] = "}\n"
  return table.concat(lines, "\n")
end

-- Graphviz's answer as a list of { x, y }, y downwards; nil where it is not what was asked for.
local function read_plain(text, count)
  local places = {}
  for line in text:gmatch "[^\n]+" do
    local n, x, y = line:match "^node n(%d+) (%S+) (%S+) "
    n, x, y = tonumber(n), tonumber(x), tonumber(y)
    if n and x and y and x - x == 0 and y - y == 0 and n <= count then places[n] = { x, -y } end
  end
  for i = 1, count do
    if not places[i] then return nil end
  end
  return places
end

local function range(places, axis)
  local low, high = places[1][axis], places[1][axis]
  for _, place in ipairs(places) do low, high = math.min(low, place[axis]), math.max(high, place[axis]) end
  return low, high
end

-- Spread over a rectangle; each box keeps within the width.
local function spread(places, nodes, width, height)
  local out = {}
  local left, right = range(places, 1)
  local top, bottom = range(places, 2)
  for i, place in ipairs(places) do
    local x = right > left and (place[1] - left) / (right - left) or 0.5
    local y = bottom > top and (place[2] - top) / (bottom - top) or 0.5
    out[i] = { x = nodes[i].width / 2 + x * (width - nodes[i].width), y = nodes[i].height / 2 + y * math.max(0, height - nodes[i].height) }
  end
  return out
end

local GAP_X, GAP_Y, ROUNDS = 10, 7, 120

-- Moves two boxes that meet apart along the way that is shorter; true where they met.
local function push(a, b, one, two, width)
  local x, y = b.x - a.x, b.y - a.y
  local over_x = (one.width + two.width) / 2 + GAP_X - math.abs(x)
  local over_y = (one.height + two.height) / 2 + GAP_Y - math.abs(y)
  if over_x <= 0.01 or over_y <= 0.01 then return false end
  local share = one.fixed and 0 or two.fixed and 1 or 0.5
  if over_x < over_y then
    local step = x < 0 and -over_x or over_x
    a.x, b.x = a.x - step * share, b.x + step * (1 - share)
  else
    local step = y < 0 and -over_y or over_y
    a.y, b.y = a.y - step * share, b.y + step * (1 - share)
  end
  for _, each in ipairs { { a, one }, { b, two } } do
    local half = each[2].width / 2
    each[1].x = math.max(half, math.min(each[1].x, width - half))
  end
  return true
end

local function apart(places, nodes, width)
  for _ = 1, ROUNDS do
    local met = false
    for i = 1, #nodes do
      for j = i + 1, #nodes do met = push(places[i], places[j], nodes[i], nodes[j], width) or met end
    end
    if not met then return true end
  end
  return false
end

-- Where pushing does not end: row by row, from the top as they lay.
local function shelves(places, nodes, width)
  local order, x, y, tallest = {}, 0, 0, 0
  for i in ipairs(places) do order[i] = i end
  table.sort(order, function(a, b) return places[a].y < places[b].y or places[a].y == places[b].y and a < b end)
  for _, i in ipairs(order) do
    if x > 0 and x + nodes[i].width > width then x, y, tallest = 0, y + tallest + GAP_Y, 0 end
    places[i].x, places[i].y = x + nodes[i].width / 2, y + nodes[i].height / 2
    x, tallest = x + nodes[i].width + GAP_X, math.max(tallest, nodes[i].height)
  end
  return places
end

-- Down to the decimal that is written, and from the top.
local function settle(places, nodes)
  local top = math.huge
  for i, place in ipairs(places) do top = math.min(top, place.y - nodes[i].height / 2) end
  for _, place in ipairs(places) do
    place.x, place.y = math.floor(place.x * 10 + 0.5) / 10, math.floor((place.y - top) * 10 + 0.5) / 10
  end
  return places
end

-- A list of the boxes' middles { x =, y = }, none of them on another, within `width`; or nil and why.
function layout.place(nodes, links, width)
  if #nodes == 0 then return {} end
  local text, why = kith.run(COMMAND, graph_of(nodes, links), PATIENCE)
  local found = text and read_plain(text, #nodes)
  if not found then return nil, why or "answers something else than coordinates" end
  local area = 0
  for _, node in ipairs(nodes) do area = area + (node.width + GAP_X) * (node.height + GAP_Y) end
  local height = math.max(area * 1.7 / width, width * 0.45)
  for _ = 1, 16 do
    local places = spread(found, nodes, width, height)
    if apart(places, nodes, width) then return settle(places, nodes) end
    height = height * 1.2
  end
  return settle(shelves(spread(found, nodes, width, height), nodes, width), nodes)
end

return layout
