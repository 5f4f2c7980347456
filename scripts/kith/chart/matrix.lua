-- A migration matrix: from the row's state to the column's. The diagonal stayed.

local grid = require "kith.chart.grid"
local words = require "kith.render.words"

local matrix = {}

matrix.shape = { states = { list = "text" }, values = { list = { list = "number" } }, from = "text!", to = "text!" }

local function as_grid(node) return { rows = node.states, columns = node.states, values = node.values } end

function matrix.fault(node) return grid.fault(as_grid(node)) end

function matrix.tables(node) return grid.tables(as_grid(node), words.say("From %s to %s", node.from, node.to)) end

-- States stand from the worst to the best; what has no order, such as unknown, is only counted as moved.
function matrix.describe(node)
  local stayed, moved = 0, 0
  for r in ipairs(node.states) do
    for c in ipairs(node.states) do
      if r == c then stayed = stayed + node.values[r][c] else moved = moved + node.values[r][c] end
    end
  end
  return words.say("From %s to %s: %d stayed, %d moved.", node.from, node.to, stayed, moved)
end

function matrix.draw(node, board)
  grid.draw(as_grid(node), board, { diagonal = true, across = words.say("to %s", node.to), down = words.say("from %s", node.from) })
end

return matrix
