-- A heat table: a number in each cell, darker where there is more.

local grid = require "kith.chart.grid"
local words = require "kith.render.words"

local heat = {}

heat.shape = { rows = { list = "text" }, columns = { list = "text" }, values = { list = { list = "number" } }, corner = "text" }
heat.fault = grid.fault

function heat.tables(node) return grid.tables(node, node.corner or words.say "Row") end

function heat.describe(node)
  local most, where = nil, nil
  for r, name in ipairs(node.rows) do
    for c, column in ipairs(node.columns) do
      local value = node.values[r][c]
      if not most or value > most then most, where = value, ("%s, %s"):format(name, column) end
    end
  end
  return most and words.say("%d rows, %d columns; the most is %s at %s.", #node.rows, #node.columns, words.number(most), where)
    or words.say "Nothing to show."
end

function heat.draw(node, board) grid.draw(node, board, {}) end

return heat
