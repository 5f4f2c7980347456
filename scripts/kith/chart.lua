-- Charts of a document. A kind is a file in chart/ that returns
--   { shape = what a node of it takes (see document.lua), fault = function(node) → what is wrong or nil,
--     tables = function(node) → the data behind it as tables, describe = function(node) → a sentence for those who cannot see it,
--     in_words = function(node) → the drawing as a line of text or nil,
--     draw = function(node, canvas) → false or nil, why where it cannot be drawn here }
-- Drawn as SVG by ourselves: same data, same bytes; nothing is fetched, nothing runs, and every text in it is escaped.

local canvas = require "kith.chart.canvas"

local chart = { kinds = {}, NAMES = { "bars", "dumbbell", "fan", "heat", "interval", "line", "map", "matrix", "scatter", "timeline",
  "tornado", "waterfall" } }

for _, name in ipairs(chart.NAMES) do chart.kinds[name] = require("kith.chart." .. name) end

function chart.tables(node)
  local tables = chart.kinds[node.kind].tables(node)
  for _, each in ipairs(tables) do each.title = each.title or node.title end
  return tables
end

function chart.describe(node) return chart.kinds[node.kind].describe(node) end

function chart.in_words(node)
  local kind = chart.kinds[node.kind]
  return kind.in_words and kind.in_words(node) or nil
end

-- Whether there is anything to draw.
function chart.is_empty(node)
  for _, each in ipairs(chart.tables(node)) do
    if #each.rows > 0 then return false end
  end
  return true
end

-- options: id (unique in the page), width in units of the drawing: text keeps its size, so a narrow one is made for a phone.
-- nil and why where it cannot be drawn on this machine.
function chart.svg(node, options)
  local board = canvas.new(options.width)
  local _, why = chart.kinds[node.kind].draw(node, board)
  if why then return nil, why end
  return board:svg(options.id, node.title, chart.describe(node), options.class)
end

return chart
