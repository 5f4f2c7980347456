-- A document for a terminal or a mail.

local chart = require "kith.chart"
local kith = require "kith"
local output = require "kith.output"
local words = require "kith.render.words"

local MOST_ROWS = 40 -- of the table behind a chart: beyond that only the drawing in words is shown

local render = {}

local function add(out, text) out[#out + 1] = text end

local function heading(out, title, depth)
  local line = words.line(title)
  if depth > 2 then return add(out, line .. "\n") end
  add(out, line .. "\n" .. (depth == 1 and "=" or "-"):rep(math.min(kith.width(line), out.width)) .. "\n")
end

local function paragraph(out, text, options)
  options = options or {}
  options.width = out.width
  add(out, output.wrap(text, options) .. "\n")
end

local function table_text(out, node)
  local columns, rows = {}, {}
  for i, column in ipairs(node.columns) do
    columns[i] = { key = column.key, title = words.line(column.title or column.key), right = words.right(column) }
  end
  for r, row in ipairs(node.rows) do
    rows[r] = {}
    for _, column in ipairs(node.columns) do
      local value = row[column.key]
      if column.as == "band" and value then value = words.band(value) end
      rows[r][column.key] = words.cell(value, column.as)
    end
  end
  add(out, output.table_text(columns, rows, { width = out.width }))
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
    lines[i] = output.wrap(item, { width = out.width, first = first, indent = (" "):rep(#first) })
  end
  add(out, table.concat(lines, "\n") .. "\n")
end

function nodes.facts(out, node)
  if #node.items == 0 then return paragraph(out, words.empty(node)) end
  local rows = {}
  for i, item in ipairs(node.items) do
    local value = item.as == "band" and item.value and words.band(item.value) or words.cell(item.value, item.as)
    rows[i] = { words.line(item.label), value }
  end
  add(out, output.table_text({ { key = "label", keep = true }, { key = "value", right = false } }, rows, { width = out.width, headings = false }))
end

nodes["table"] = function(out, node)
  if node.title then paragraph(out, node.title .. ":") end
  if #node.rows == 0 then paragraph(out, words.empty(node)) else table_text(out, node) end
  if node.note then paragraph(out, node.note) end
end

function nodes.chart(out, node)
  paragraph(out, node.title .. ":")
  local drawn = chart.in_words(node)
  if drawn then paragraph(out, drawn) end
  for _, each in ipairs(chart.tables(node)) do
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
