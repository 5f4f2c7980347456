-- How a table is laid out as text.
--
-- A column is its key, "name", or a table:
--   { key = "name", title = "Name", right = false, keep = false, wrap = false, missing = "–", drop = 1, short = "initials" }
-- `right` defaults to true where every cell is a number; a column with `keep` is never cut (ids, figures, commands that people copy), nor
-- is a column of numbers. Where a table is too wide, texts are cut to ROOMY columns; then whole columns go, the lowest `drop` first (with
-- `short` the cells of that key take their place instead); then texts are cut to NARROWEST. A column with `wrap` is made narrower in the
-- same way, to WRAPPED columns, but loses nothing: its text goes on below.
-- A row holds its cells by key or by position. A list in a cell is joined with commas.

local kith = require "kith"
local output = require "kith.output"

local table_text = {}

local NARROWEST = 8
local ROOMY = 16
local WRAPPED = 36
local GAP = "  "
local MISSING = "–"

-- ---- Cells and columns ----

-- Columns as tables, each with its position.
function table_text.columns(columns)
  local list = {}
  for i, column in ipairs(columns) do
    list[i] = { at = i }
    for key, value in pairs(type(column) == "table" and column or { key = column }) do list[i][key] = value end
  end
  return list
end

function table_text.cell(row, column)
  local value = row[column.key]
  if value == nil then value = row[column.at] end
  return value
end

-- A column's cells as text, the width of each, the widest of them, and whether they are numbers throughout.
local function measure(column, rows, headings)
  local texts, lengths, numeric = {}, {}, nil
  local widest = headings and kith.width(column.title or column.key) or 0
  for r, row in ipairs(rows) do
    local value = table_text.cell(row, column)
    local text, length
    if type(value) == "string" then
      text, length = kith.shown(value)
      numeric = false
    else
      text = value == nil and (column.missing or MISSING) or output.shown(value)
      if value ~= nil then numeric = numeric ~= false and type(value) == "number" end
      length = kith.width(text)
    end
    texts[r], lengths[r] = text, length
    if length > widest then widest = length end
  end
  return { texts = texts, lengths = lengths, width = widest, numeric = numeric }
end

-- ---- What fits ----

local function may_be_cut(column, width, numeric, least)
  return not column.keep and not numeric and width > (column.wrap and WRAPPED or least)
end

local function widest(columns, widths, numeric)
  local found
  for i, column in ipairs(columns) do
    if may_be_cut(column, widths[i], numeric[i], NARROWEST) and (not found or widths[i] > widths[found]) then found = i end
  end
  return found
end

local function total_of(widths)
  local total = #GAP * (#widths - 1)
  for _, width in ipairs(widths) do total = total + width end
  return total
end

-- Takes from the widest column, a step at a time, until all fit or nothing more can be cut.
local function fit(columns, widths, numeric, width)
  local total = total_of(widths)
  while total > width do
    local i = widest(columns, widths, numeric)
    if not i then return end
    widths[i] = widths[i] - 1
    total = total - 1
  end
end

local function first_to_drop(columns)
  local found
  for i, column in ipairs(columns) do
    if column.drop and (not found or column.drop < columns[found].drop) then found = i end
  end
  return found
end

-- The columns without one, or with its short form in its place.
local function without(columns, i)
  local rest = table.move(columns, 1, #columns, 1, {})
  local column = table.remove(rest, i)
  if column.short then
    table.insert(rest, i, { key = column.short, title = column.title or column.key, right = column.right, keep = column.keep,
                            missing = column.missing })
  end
  return rest
end

-- Columns that fit once texts are cut to ROOMY, and what measure says of each; a column is measured once, however many are dropped.
local function choose(columns, rows, headings, width)
  local known = {}
  while true do
    local measured, widths, numeric, cut = {}, {}, {}, {}
    for i, column in ipairs(columns) do
      known[column] = known[column] or measure(column, rows, headings)
      measured[i], widths[i], numeric[i] = known[column], known[column].width, known[column].numeric
      cut[i] = may_be_cut(column, widths[i], numeric[i], ROOMY) and (column.wrap and WRAPPED or ROOMY) or widths[i]
    end
    local dropped = total_of(cut) > width and first_to_drop(columns)
    if not dropped then return columns, measured, widths, numeric end
    columns = without(columns, dropped)
  end
end

-- ---- Lines ----

-- `taken` is the text's own width.
local function pad(text, taken, width, right)
  local blank = (" "):rep(width - taken)
  return right and blank .. text or text .. blank
end

-- How many leading columns have room; a terminal would break the others anywhere, so they go on below.
local function first_to_fold(widths, width)
  local taken = 0
  for i, each in ipairs(widths) do
    taken = taken + each + (i > 1 and #GAP or 0)
    if i > 1 and taken > width then return i end
  end
end

local FOLD, LEAST_FOLDED = "    ", 36 -- on less, nothing helps

-- What stands below a line, cell by cell, as many on a line as fit.
local function folded(texts, indent, width)
  local lines, line = {}, nil
  for _, text in ipairs(texts) do
    if text ~= "" and line and kith.width(line) + #GAP + kith.width(text) <= width then line = line .. GAP .. text
    elseif text ~= "" then
      lines[#lines + 1] = line
      line = output.wrap(text, { width = width, indent = indent .. FOLD })
    end
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

-- The text of a column that wraps: its first line, and the others, each in its place below.
local function wrapped(text, i, widths, indent)
  local first, below = output.wrap(text, { width = widths[i] }):match "^([^\n]*)(.*)$"
  local before = #indent
  for left = 1, i - 1 do before = before + widths[left] + #GAP end
  return first, (below:gsub("\n", "%0" .. (" "):rep(before)))
end

-- One line of a table; text_of(i) gives a column's text and its width. From column `fold` on, if there is one, it goes on below.
local function line_of(columns, text_of, widths, numeric, indent, fold, width)
  local parts, more = {}, ""
  for i, column in ipairs(columns) do
    local right, text, length = column.right, text_of(i)
    if right == nil then right = numeric[i] end
    if length > widths[i] and not (fold and i >= fold) and column.wrap then
      text, more = wrapped(text, i, widths, indent)
      length = kith.width(text)
    elseif length > widths[i] and not (fold and i >= fold) then
      text = output.cut(text, widths[i])
      length = kith.width(text)
    end
    parts[i] = (i < #columns or right) and not (fold and i >= fold) and pad(text, length, math.max(widths[i], length), right) or text
  end
  local line = indent .. table.concat(parts, GAP, 1, fold and fold - 1 or #parts)
  if line:byte(-1) == 32 then line = line:gsub(" +$", "") end
  local below = fold and folded({ table.unpack(parts, fold) }, indent, width) or ""
  return line .. more .. "\n" .. below .. (below ~= "" and "\n" or "")
end

-- options: width, indent = "  ", headings = false
function table_text.lay_out(columns, rows, options)
  options = options or {}
  local indent, headings = options.indent or "", options.headings ~= false
  local width = (options.width or output.width()) - #indent
  local measured, widths, numeric
  columns, measured, widths, numeric = choose(table_text.columns(columns), rows, headings, width)
  fit(columns, widths, numeric, width)
  local fold = kith.is_terminal(1) and width >= LEAST_FOLDED and first_to_fold(widths, width) or nil
  local lines, row = {}, 0
  local function title(i) return columns[i].title or columns[i].key, kith.width(columns[i].title or columns[i].key) end
  local function cell(i) return measured[i].texts[row], measured[i].lengths[row] end
  if headings then lines[1] = line_of(columns, title, widths, numeric, indent, fold, width + #indent) end
  for r = 1, #rows do
    row = r
    lines[#lines + 1] = line_of(columns, cell, widths, numeric, indent, fold, width + #indent)
  end
  return table.concat(lines)
end

return table_text
