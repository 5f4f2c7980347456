-- A document as Markdown: CommonMark with pipe tables, as pandoc and the usual forges read it. What people wrote stays text: nothing of
-- it becomes a link, markup or a formula.

local chart = require "kith.chart"
local words = require "kith.render.words"

local render = {}

-- Punctuation that could begin something; `<`, `>` and `&` as entities, for some readers take a backslashed `<` for markup.
local function escape(text, as)
  local line = words.line(text)
  if as ~= "command" then line = words.days_in(line) end
  local safe = line:gsub("[\\`*_%[%]|~$^{}@!#\"]", "\\%0"):gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;")
  safe = safe:gsub(":(/?/?)", function(rest) return rest ~= "" and "\\:" .. rest or ":" end):gsub("([wW][wW][wW])%.", "%1\\.")
  return (safe:gsub("^(%s*)([-+=:%%])", "%1\\%2"):gsub("^(%s*%d+)([.)])", "%1\\%2"))
end

local function add(out, text) out[#out + 1] = text end

local function cells(columns, read)
  local list = {}
  for i, column in ipairs(columns) do list[i] = read(column) end
  return "| " .. table.concat(list, " | ") .. " |\n"
end

local function cell_text(row, column)
  local value = row[column.key]
  if column.as == "band" and value then return escape(words.band(value)) end
  local text = words.cell(value, column.as)
  return text and escape(text, column.as) or words.MISSING
end

local function table_text(out, node)
  add(out, cells(node.columns, function(column) return escape(column.title or column.key) end))
  add(out, cells(node.columns, function(column) return words.right(column) and "--:" or ":--" end))
  for _, row in ipairs(node.rows) do
    add(out, cells(node.columns, function(column) return cell_text(row, column) end))
  end
end

local function caption(out, title) if title then add(out, "**" .. escape(title) .. "**\n\n") end end

local function note(out, text) if text then add(out, "\n*" .. escape(text) .. "*\n") end end

local nodes = {}

function nodes.text(out, node)
  local text = escape(node.text)
  add(out, (node.tone == "lead" and "**" .. text .. "**" or node.tone == "warning" and "> " .. text or text) .. "\n")
end

function nodes.list(out, node)
  for i, item in ipairs(node.items) do add(out, (node.ordered and i .. ". " or "- ") .. escape(item) .. "\n") end
  if #node.items == 0 then add(out, escape(words.empty(node)) .. "\n") end
end

function nodes.facts(out, node)
  for _, item in ipairs(node.items) do
    local value = item.as == "band" and item.value and words.band(item.value) or words.cell(item.value, item.as) or words.MISSING
    add(out, ("- %s: %s\n"):format(escape(item.label), escape(value, item.as)))
  end
  if #node.items == 0 then add(out, escape(words.empty(node)) .. "\n") end
end

nodes["table"] = function(out, node)
  caption(out, node.title)
  if #node.rows == 0 then add(out, escape(words.empty(node)) .. "\n") else table_text(out, node) end
  note(out, node.note)
end

function nodes.chart(out, node)
  caption(out, node.title)
  if chart.is_empty(node) then return add(out, escape(words.empty(node)) .. "\n") end
  local drawn = chart.in_words(node)
  if drawn then add(out, escape(drawn) .. "\n\n") end
  for i, each in ipairs(chart.tables(node)) do
    if i > 1 and #each.rows > 0 then
      add(out, "\n")
      caption(out, each.title)
    end
    if #each.rows > 0 then table_text(out, each) end
  end
  note(out, node.note)
end

local function content(out, list, depth)
  for _, node in ipairs(list) do
    if node.is ~= "columns" then add(out, "\n") end
    if node.is == "section" then
      add(out, ("#"):rep(math.min(depth, 6)) .. " " .. escape(node.title) .. "\n")
      if #(node.content or {}) == 0 then add(out, "\n" .. escape(words.empty(node)) .. "\n") else content(out, node.content, depth + 1) end
    elseif node.is == "columns" then content(out, node.content, depth)
    else nodes[node.is](out, node) end
  end
end

function render.document(tree, source)
  local out = { "# " .. escape(tree.title) .. "\n" }
  if tree.subtitle then add(out, "\n" .. escape(tree.subtitle) .. "\n") end
  content(out, tree.content, 2)
  add(out, "\n---\n\n")
  for _, line in ipairs(words.provenance(source)) do add(out, "- " .. escape(line) .. "\n") end
  return table.concat(out)
end

return render
