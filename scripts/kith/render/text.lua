-- A document for a terminal or a mail.

local chart = require "kith.chart"
local kith = require "kith"
local output = require "kith.output"
local words = require "kith.render.words"

local MOST_ROWS = 40 -- of the table behind a chart: beyond that only the drawing in words is shown

local render = {}

local function add(out, text) out[#out + 1] = text end

local function heading(out, title, depth)
  local line = words.days_in(words.line(title))
  if depth > 2 then return add(out, line .. "\n") end
  add(out, line .. "\n" .. (depth == 1 and "=" or "-"):rep(math.min(kith.width(line), out.width)) .. "\n")
end

local function paragraph(out, text, options)
  options = options or {}
  options.width = out.width
  add(out, output.wrap(words.days_in(text), options) .. "\n")
end

-- ---- Tables: cells are broken into lines, never cut ----

local GAP, NARROWEST = 2, 10

local function cell_text(row, column)
  local value = row[column.key]
  if column.as == "band" and value then return words.band(value) end
  local text = words.cell(value, column.as) or words.MISSING
  return column.as == "command" and text or words.days_in(text)
end

-- What each column would like and, where it has words to break, could do with.
local function widths_of(columns, cells, width)
  local widths, total = {}, 0
  for c in ipairs(columns) do
    widths[c] = 0
    for _, row in ipairs(cells) do widths[c] = math.min(math.max(widths[c], kith.width(row[c])), width) end
    total = total + widths[c] + (c > 1 and GAP or 0)
  end
  while total > width do
    local widest = 1
    for c = 2, #columns do
      if widths[c] > widths[widest] then widest = c end
    end
    if widths[widest] <= NARROWEST then break end
    widths[widest], total = widths[widest] - 1, total - 1
  end
  return widths
end

-- A word longer than the column is broken as well.
local function broken(text, width)
  local lines = {}
  for line in output.wrap(text, { width = width }):gmatch "[^\n]+" do
    while kith.width(line) > width do
      local beginning = kith.within(line, width)
      if beginning == "" then break end
      lines[#lines + 1], line = beginning, line:sub(#beginning + 1)
    end
    lines[#lines + 1] = line
  end
  return lines
end

local function add_row(out, columns, cells, widths)
  local lines, most = {}, 1
  for c, text in ipairs(cells) do
    lines[c] = broken(text, widths[c])
    most = math.max(most, #lines[c])
  end
  for n = 1, most do
    local parts = {}
    for c, column in ipairs(columns) do
      local text = lines[c][n] or ""
      local blank = (" "):rep(widths[c] - kith.width(text))
      parts[c] = words.right(column) and blank .. text or text .. blank
    end
    add(out, (table.concat(parts, (" "):rep(GAP)):gsub("%s+$", "")) .. "\n")
  end
end

-- A table of many columns is told row by row: beside each other there would be no room for words.
local MOST_COLUMNS = 9

local function add_blocks(out, node)
  for i, row in ipairs(node.rows) do
    if i > 1 then add(out, "\n") end
    for c, column in ipairs(node.columns) do
      local first = (c > 1 and "  " or "") .. words.line(column.title or column.key) .. ": "
      if row[column.key] ~= nil then
        add(out, output.wrap(cell_text(row, column), { width = out.width, first = c > 1 and first or "", indent = "    " }) .. "\n")
      end
    end
  end
end

local function table_text(out, node)
  if #node.columns > MOST_COLUMNS then return add_blocks(out, node) end
  local cells = { {} }
  for c, column in ipairs(node.columns) do cells[1][c] = words.line(column.title or column.key) end
  for r, row in ipairs(node.rows) do
    cells[r + 1] = {}
    for c, column in ipairs(node.columns) do cells[r + 1][c] = cell_text(row, column) end
  end
  local widths = widths_of(node.columns, cells, out.width)
  for _, row in ipairs(cells) do add_row(out, node.columns, row, widths) end
end

local nodes = {}

function nodes.text(out, node)
  paragraph(out, node.text, node.tone == "warning" and { first = "! ", indent = "  " } or nil)
end

function nodes.list(out, node)
  if #node.items == 0 then return paragraph(out, words.empty(node)) end
  local lines = {}
  for i, item in ipairs(node.items) do
    local first = node.ordered and ("%2d. "):format(i) or "- "
    lines[i] = output.wrap(words.days_in(item), { width = out.width, first = first, indent = (" "):rep(#first) })
  end
  add(out, table.concat(lines, "\n") .. "\n")
end

function nodes.facts(out, node)
  if #node.items == 0 then return paragraph(out, words.empty(node)) end
  local rows = {}
  for i, item in ipairs(node.items) do
    local value = item.as == "band" and item.value and words.band(item.value) or words.cell(item.value, item.as)
    rows[i] = { words.line(item.label), item.as == "command" and value or words.days_in(value or words.MISSING) }
  end
  add(out, output.table_text({ { key = "label", keep = true }, { key = "value", right = false } }, rows,
    { width = out.width, headings = false }))
end

nodes["table"] = function(out, node)
  if node.title then paragraph(out, node.title .. ":") end
  if #node.rows == 0 then paragraph(out, words.empty(node)) else table_text(out, node) end
  if node.note then paragraph(out, node.note) end
end

function nodes.chart(out, node)
  paragraph(out, node.title .. ":")
  if chart.is_empty(node) then return paragraph(out, words.empty(node)) end
  local drawn = chart.in_words(node)
  if drawn then paragraph(out, drawn) end
  for i, each in ipairs(chart.tables(node)) do
    if i > 1 and #each.rows > 0 then paragraph(out, each.title .. ":") end
    if #each.rows > 0 and not (drawn and #each.rows > MOST_ROWS) then table_text(out, each) end
  end
  if node.note then paragraph(out, node.note) end
end

local function content(out, list, depth)
  for i, node in ipairs(list) do
    if i > 1 then add(out, "\n") end
    if node.is == "section" then
      heading(out, node.title, depth)
      if #(node.content or {}) == 0 then paragraph(out, words.empty(node)) else content(out, node.content, depth + 1) end
    elseif node.is == "columns" then content(out, node.content, depth)
    else nodes[node.is](out, node) end
  end
end

-- The document as text; options.width is the columns to fill.
function render.document(tree, source, options)
  local out = { width = options and options.width or output.width() }
  heading(out, tree.title, 1)
  if tree.subtitle then paragraph(out, tree.subtitle) end
  add(out, "\n")
  content(out, tree.content, 2)
  add(out, "\n")
  for _, line in ipairs(words.provenance(source)) do paragraph(out, line) end
  return table.concat(out)
end

return render
