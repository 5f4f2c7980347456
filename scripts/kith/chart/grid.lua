-- Numbers in rows and columns, darker where there is more: what the heat table and the migration matrix have in common.

local canvas = require "kith.chart.canvas"
local words = require "kith.render.words"

local grid = {}

function grid.fault(node)
  if not (node.rows and node.columns and node.values) then return "it needs `rows`, `columns` and `values`" end
  if #node.values ~= #node.rows then return "there are as many lists in `values` as there are `rows`" end
  for _, list in ipairs(node.values) do
    if #list ~= #node.columns then return "each list in `values` has as many numbers as there are `columns`" end
  end
end

function grid.tables(node, corner)
  local columns, rows = { { key = "row", title = corner } }, {}
  for c, name in ipairs(node.columns) do columns[c + 1] = { key = "c" .. c, title = words.band_name(name), as = "number" } end
  for r, name in ipairs(node.rows) do
    rows[r] = { row = words.band_name(name) }
    for c in ipairs(node.columns) do rows[r]["c" .. c] = node.values[r][c] end
  end
  return { { columns = columns, rows = rows } }
end

-- A blue from white to dark; the number on it stays readable.
local function shade(share)
  local function mix(from, to) return math.floor(from + (to - from) * share + 0.5) end
  return ("#%02x%02x%02x"):format(mix(255, 30), mix(255, 72), mix(255, 112)), share > 0.5 and "#ffffff" or canvas.INK
end

-- options: diagonal (outlined), across, down (what the axes are)
function grid.draw(node, board, options)
  local left, row = 0, 30
  for _, name in ipairs { options.down or "", table.unpack(node.rows) } do left = math.max(left, canvas.measure(words.band_name(name))) end
  left = math.min(left + 12, board.width * (board:narrow() and 0.42 or 0.36))
  local width = math.min((board.width - left - 4) / math.max(1, #node.columns), 110)
  local top, high = options.across and 44 or 26, 0
  for _, list in ipairs(node.values) do
    for _, value in ipairs(list) do high = math.max(high, value) end
  end
  local soft = { anchor = "middle", size = 12, fill = canvas.SOFT }
  if options.across then board:text(left + width * #node.columns / 2, 14, options.across, soft) end
  soft.anchor = "end"
  if options.down then board:text(left - 8, top - 8, canvas.cut(options.down, left - 10, 12), soft) end
  for c, name in ipairs(node.columns) do
    local size = board:narrow() and 11 or 12
    if canvas.measure(words.band_name(name), size) > width then size = 10 end
    board:text(left + (c - 0.5) * width, top - 8, canvas.cut(words.band_name(name), width, size), { anchor = "middle", size = size })
  end
  for r, name in ipairs(node.rows) do
    local y = top + (r - 1) * row
    board:text(left - 8, y + 19, canvas.cut(words.band_name(name), left - 10), { anchor = "end" })
    for c in ipairs(node.columns) do
      local value = node.values[r][c]
      local fill, ink = shade(high > 0 and math.max(0, value) / high * 0.85 or 0)
      local outlined = options.diagonal and r == c
      board:rect(left + (c - 1) * width + 1, y + 1, width - 2, row - 2,
        { fill = fill, stroke = outlined and canvas.INK or canvas.GRID, ["stroke-width"] = outlined and 2 or 1 })
      local style = { anchor = "middle", fill = ink, weight = value ~= 0 and "bold" or nil }
      board:text(left + (c - 0.5) * width, y + 19, value == 0 and "·" or words.number(value), style)
    end
  end
end

return grid
