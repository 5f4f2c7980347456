-- A migration matrix: from the row's state to the column's. The diagonal stayed.

local grid = require "kith.chart.grid"
local words = require "kith.render.words"

local matrix = {}

matrix.shape = { states = { list = "text" }, values = { list = { list = "number" } }, from = "text!", to = "text!" }

local function as_grid(node) return { rows = node.states, columns = node.states, values = node.values } end

local MOST = 2^53 -- counts are exact up to here

local function whole(value) return math.tointeger(value) and value >= 0 and value <= MOST end

function matrix.fault(node)
  local fault = grid.fault(as_grid(node))
  for _, list in ipairs(fault and {} or node.values) do
    for _, value in ipairs(list) do
      if not whole(value) then return "`values` of a matrix are counts: whole numbers from 0 on" end
    end
  end
  return fault
end

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
