-- Who is related to whom: nodes and lines.
--
--   nodes = { { id =, label =, kind =, size =, band =, more =, note = }, … }    kind: person, organization, group, us (whose map it is)
--                                                     or bundle (a name for several; more: how many of them are not drawn); size 0 … 1,
--                                                     missing is not known
--   links = { { from =, to =, via =, type =, others = true }, … }     ids of nodes; via: the bundle in which its other end lies; type is
--                                                     one of `types`; others: between others than us
--   types = { "basic", "cooperative", "partnership" }         each gets its own line, thicker from one to the next
--
-- The shape says the kind, the size the power, a mark and the colour the band. Coordinates come from Graphviz (layout.lua); where it is not
-- there, the tables behind the map stand in its place and say so.

local canvas = require "kith.chart.canvas"
local layout = require "kith.chart.layout"
local words = require "kith.render.words"

local map = {}

local KINDS = { "person", "organization", "group", "us", "bundle" }
local MOST = 150

map.shape = {
  nodes = { list = { id = "text!", label = "text!", kind = { choice = KINDS }, size = "number", band = "text", more = "number",
    note = "text" } },
  links = { list = { from = "text!", to = "text!", via = "text", type = "text", others = "flag" } },
  types = { list = "text" },
}

local function by_id(node)
  local places = {}
  for i, each in ipairs(node.nodes) do places[each.id] = i end
  return places
end

function map.fault(node)
  if not node.nodes then return "a map needs `nodes`" end
  if #node.nodes > MOST then return ("a map has at most %d nodes: show those that matter, and say how many more there are"):format(MOST) end
  local places = by_id(node)
  for i, each in ipairs(node.nodes) do
    if places[each.id] ~= i then return ("two nodes have the id \"%s\""):format(words.line(each.id)) end
    if each.size and (each.size < 0 or each.size > 1) then return "`size` lies between 0 and 1" end
    if each.more and not math.tointeger(each.more) then return "`more` is a whole number" end
  end
  for _, link in ipairs(node.links or {}) do
    for _, id in ipairs { link.from, link.to, link.via } do
      if not places[id] then return ("no node has the id \"%s\""):format(words.line(id)) end
    end
  end
end

-- ---- In words ----

local BANDS = { "red", "amber", "green", "unknown" }

local function named(node)
  local list = {}
  for _, each in ipairs(node.nodes) do
    if each.kind ~= "bundle" and each.kind ~= "us" then list[#list + 1] = each end
  end
  return list
end

function map.describe(node)
  local counts, parts = {}, {}
  for _, each in ipairs(named(node)) do counts[each.band or ""] = (counts[each.band or ""] or 0) + 1 end
  for _, band in ipairs(BANDS) do
    if counts[band] then parts[#parts + 1] = ("%s: %d"):format(words.say(band), counts[band]) end
  end
  return words.say("%d are drawn, with %d lines. %s", #named(node), #(node.links or {}), table.concat(parts, "; "))
end

function map.tables(node)
  local who, lines, places, notes = {}, {}, by_id(node), false
  for i, each in ipairs(named(node)) do
    who[i] = { label = each.label, kind = each.kind and words.say(each.kind), size = each.size, band = each.band, note = each.note }
    notes = notes or each.note ~= nil
  end
  for i, link in ipairs(node.links or {}) do
    lines[i] = { from = node.nodes[places[link.from]].label, to = node.nodes[places[link.to]].label, type = link.type }
  end
  local columns = { { key = "label", title = words.say "Who" }, { key = "kind", title = words.say "Kind" },
                    { key = "size", title = words.say "Power", as = "number" }, { key = "band", title = words.say "Band", as = "band" } }
  if notes then columns[#columns + 1] = { key = "note", title = words.say "Note" } end
  return { { columns = columns, rows = who },
    { title = words.say("%s: relationships", node.title), rows = lines, columns = { { key = "from", title = words.say "Between" },
      { key = "to", title = words.say "and" }, { key = "type", title = words.say "Type" } } } }
end

-- ---- Boxes: a symbol with its words beneath, or words in a frame ----

local SIZE, LINE, PAD = 12, 14, 7

local function radius_of(each) return 7 + 9 * (each.size or 0.15) end

local function framed(each) return each.kind == "us" or each.kind == "bundle" end

-- number: what stands in place of the label, where there is no room for labels.
local function box_of(each, number, narrow)
  local room = narrow and 84 or each.kind == "us" and 150 or 112
  local lines = number and { tostring(number) } or canvas.lines(each.label, room, SIZE, each.kind == "us" and 3 or 2)
  if each.more then lines[#lines + 1] = words.say("+%d more", each.more) end
  local width = 0
  for _, line in ipairs(lines) do width = math.max(width, canvas.measure(line, SIZE)) end
  if framed(each) then return { width = width + 2 * PAD + 4, height = #lines * LINE + 2 * PAD, lines = lines } end
  local r = radius_of(each)
  return { width = math.max(width, 2 * r + 8), height = 2 * r + #lines * LINE + 4, lines = lines, r = r }
end

-- Where a line ends: the middle of the symbol. Words stand beneath it, or above where its lines come from below.
local function anchor(box, place)
  if not box.r then return place.x, place.y end
  return place.x, box.above and place.y + box.height / 2 - box.r or place.y - box.height / 2 + box.r
end

-- ---- Drawing ----

local OTHERS, GREY = "#8a5a2d", { stroke = "#aeb8c0", ["stroke-width"] = 1 }
local LINES = { { ["stroke-width"] = 1.3, ["stroke-dasharray"] = "1.5 3" }, { ["stroke-width"] = 1.5 }, { ["stroke-width"] = 3.4 },
                { ["stroke-width"] = 1.5, ["stroke-dasharray"] = "9 3 2 3" } }

local function style_of(node, link)
  local style = { stroke = link.others and OTHERS or canvas.MAIN, ["stroke-width"] = 1.5 }
  for i, name in ipairs(node.types or {}) do
    if name == link.type then
      for key, value in pairs(LINES[(i - 1) % #LINES + 1]) do style[key] = value end
    end
  end
  if link.others then style["stroke-dasharray"] = "6 4" end
  return style
end

-- The lines of a map: each bundle's to us, grey, then those of `links`, from the bundle they go by: { a, b, link = nil or the link }.
local function lines_of(node)
  local lines, index, us = {}, by_id(node), nil
  for i, each in ipairs(node.nodes) do us = us or each.kind == "us" and i or nil end
  for i, each in ipairs(node.nodes) do
    if us and each.kind == "bundle" then lines[#lines + 1] = { us, i } end
  end
  for _, link in ipairs(node.links or {}) do lines[#lines + 1] = { index[link.via or link.from], index[link.to], link = link } end
  return lines
end

-- Several lines between the same two lie beside each other.
local function draw_links(node, board, boxes, places)
  local seen = {}
  for _, line in ipairs(lines_of(node)) do
    local a, b = line[1], line[2]
    local key = math.min(a, b) .. "," .. math.max(a, b)
    local x, y = anchor(boxes[a], places[a])
    local to_x, to_y = anchor(boxes[b], places[b])
    local length = math.max(1, math.sqrt((to_x - x) ^ 2 + (to_y - y) ^ 2))
    local aside = (seen[key] or 0) * 5
    local off_x, off_y = -(to_y - y) / length * aside, (to_x - x) / length * aside
    seen[key] = (seen[key] or 0) + 1
    board:line(x + off_x, y + off_y, to_x + off_x, to_y + off_y, line.link and style_of(node, line.link) or GREY)
  end
end

local function symbol(board, each, x, y, r)
  local style = { fill = each.band and canvas.tint_of(each.band) or canvas.PALE, stroke = canvas.INK, ["stroke-width"] = 1.3 }
  if each.dashed then style["stroke-dasharray"] = "3 2" end
  if each.kind == "organization" then board:rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8, style)
  elseif each.kind == "group" then
    local h, w = r * 0.87, r * 0.5
    board:polygon({ x - r, y, x - w, y - h, x + w, y - h, x + r, y, x + w, y + h, x - w, y + h }, style)
  else board:circle(x, y, r, style) end
end

local function draw_framed(board, each, box, place)
  local us = each.kind == "us"
  local style = { fill = us and canvas.MAIN or "#ffffff", stroke = us and canvas.MAIN or "#8a959e", rx = us and 3 or 11 }
  board:rect(place.x - box.width / 2, place.y - box.height / 2, box.width, box.height, style)
  for l, line in ipairs(box.lines) do
    local ink = us and "#ffffff" or canvas.SOFT
    local y = place.y - box.height / 2 + PAD + l * LINE - 3
    board:text(place.x, y, line, { anchor = "middle", size = SIZE, weight = us and "bold" or nil, fill = ink })
  end
end

local function draw_node(board, each, box, place)
  if framed(each) then return draw_framed(board, each, box, place) end
  local x, y = anchor(box, place)
  symbol(board, { kind = each.kind, band = each.band, dashed = each.size == nil }, x, y, box.r)
  if each.band then board:mark(x, y, math.max(4, box.r * 0.45), each.band) end
  local top = box.above and y - box.r - 6 - #box.lines * LINE or y + box.r
  for l, line in ipairs(box.lines) do board:text(x, top + l * LINE, line, { anchor = "middle", size = SIZE, halo = true }) end
end

-- Puts words on the side from which fewer lines come.
local function turn(node, boxes, places)
  local pull = {}
  for _, line in ipairs(lines_of(node)) do
    local a, b = places[line[1]], places[line[2]]
    local length = math.sqrt((b.x - a.x) ^ 2 + (b.y - a.y) ^ 2) + 1
    pull[line[1]] = (pull[line[1]] or 0) + (b.y - a.y) / length
    pull[line[2]] = (pull[line[2]] or 0) + (a.y - b.y) / length
  end
  for i, box in ipairs(boxes) do box.above = (pull[i] or 0) > 0 end
end

-- ---- What the signs mean ----

local function legend_of(node)
  local entries, kinds, bands, types, others, unsized = {}, {}, {}, {}, false, false
  for _, each in ipairs(named(node)) do
    kinds[each.kind or "person"], bands[each.band or ""], unsized = true, true, unsized or each.size == nil
  end
  for _, link in ipairs(node.links or {}) do
    if link.others then others = true else types[link.type or ""] = true end
  end
  for _, band in ipairs(BANDS) do
    if bands[band] then entries[#entries + 1] = { text = words.say(band), band = band } end
  end
  for _, kind in ipairs { "person", "organization", "group" } do
    local function draw(board, x, y) symbol(board, { kind = kind }, x, y, 6) end
    if kinds[kind] then entries[#entries + 1] = { text = words.say(kind), draw = draw } end
  end
  if unsized then
    local function draw(board, x, y) symbol(board, { dashed = true }, x, y, 6) end
    entries[#entries + 1] = { text = words.say "power not known", draw = draw }
  end
  for _, name in ipairs(node.types or {}) do
    if types[name] then entries[#entries + 1] = { text = canvas.cut(name, 150, 12), line = style_of(node, { type = name }) } end
  end
  if others then entries[#entries + 1] = { text = words.say "between others", line = style_of(node, { others = true }) } end
  return entries
end

local function boxes_of(node, board, numbered)
  local boxes, key = {}, {}
  for i, each in ipairs(node.nodes) do
    local number = numbered and not framed(each) and #key + 1 or nil
    boxes[i] = box_of(each, number, board:narrow())
    boxes[i].fixed = each.kind == "us"
    if number then key[number] = each.label end
  end
  return boxes, key
end

local function edges_of(node)
  local edges = {}
  for i, line in ipairs(lines_of(node)) do
    edges[i] = { line[1], line[2], length = not line.link and 1.4 or line.link.others and 1.6 or 1 }
  end
  return edges
end

local ROOMY = 12 -- so many keep their names on a phone

-- nil and why where it cannot be drawn.
function map.draw(node, board)
  local boxes, key = boxes_of(node, board, board:narrow() and #named(node) > ROOMY)
  local places, why = layout.place(boxes, edges_of(node), board.width - 8)
  if not places then
    return nil, words.say("Drawn it would be with Graphviz, whose program neato %s. This is what it would show.",
      words.say(why))
  end
  for _, place in ipairs(places) do place.x, place.y = place.x + 4, place.y + 4 end
  turn(node, boxes, places)
  draw_links(node, board, boxes, places)
  for i, each in ipairs(node.nodes) do draw_node(board, each, boxes[i], places[i]) end
  local y = board:legend(4, board.height + 24, legend_of(node))
  board:key(key, y + 24)
  return true
end

return map
