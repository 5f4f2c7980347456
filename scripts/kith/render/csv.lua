-- The tables of a document, those behind charts among them, for a spreadsheet: each under its title, a blank line between. A single one
-- stands without a title, so that programs can read it. Cells are the raw values; kith.csv_field keeps a spreadsheet from computing them,
-- and what would move a cursor or turn the direction of a line is shown escaped.

local document = require "kith.document"
local kith = require "kith"
local output = require "kith.output"
local words = require "kith.render.words"

local render = {}

local function block(each)
  local columns, rows = {}, {}
  for i, column in ipairs(each.columns) do columns[i] = kith.visible(column.key) end
  for r, row in ipairs(each.rows) do
    rows[r] = {}
    for i, column in ipairs(each.columns) do
      local value = row[column.key]
      rows[r][i] = type(value) == "number" and value or value ~= nil and kith.visible(tostring(value)) or nil
    end
  end
  return output.csv_text(columns, rows)
end

function render.document(tree)
  local tables = document.tables(tree)
  if #tables == 1 then return block(tables[1]) end
  local parts = {}
  for i, each in ipairs(tables) do parts[i] = kith.csv_field(words.line(each.title)) .. "\n" .. block(each) end
  return table.concat(parts, "\n")
end

return render
