-- The document tree: what a report is before it is Markdown, HTML or anything else. Plain data; a script in the player builds it, so it
-- is foreign until document.check has held it against the shapes here and copied what is known. Renderers (render/) read only copies.
--
--   { is = "document", title =, subtitle =, content = { … } }
--   { is = "section", title =, content = { … }, empty = }      headings follow the nesting; `empty` stands where there is no content
--   { is = "text", text =, tone = "lead" | "note" | "warning" }
--   { is = "list", items = { text, … }, ordered =, empty = }
--   { is = "facts", items = { { label =, value =, as = }, … }, empty = }
--   { is = "table", title =, columns = { { key =, title =, as =, right = }, … }, rows = { { key = cell }, … }, empty =, note = }
--   { is = "columns", content = { … } }                        beside each other where there is room
--   { is = "chart", kind = "line", title =, note =, empty =, … }       chart.lua says what each kind takes

local kith = require "kith"
local chart = require "kith.chart"
local sorted_keys = require "kith.sorted_keys"
local suggest = require "kith.suggest"

local document = {}

local MOST_NODES, MOST_ROWS, LONGEST, DEEPEST = 5000, 250000, 65536, 12
local MOST_FINDINGS = 20

-- How a cell is shown: `score` and `percent` take 0 … 1, `change` is signed points of 0 … 100, `band` gets its mark.
document.FORMS = { "text", "number", "score", "percent", "change", "day", "band", "flag", "days", "command" }

-- ---- Shapes ----

local COLUMN = { key = "text!", title = "text", as = { choice = document.FORMS }, right = "flag" }
local FACT = { label = "text!", value = "cell", as = { choice = document.FORMS } }

local SHAPES = {
  document = { title = "text!", subtitle = "text", content = "nodes!" },
  section = { title = "text!", content = "nodes", empty = "text" },
  text = { text = "text!", tone = { choice = { "lead", "note", "warning" } } },
  list = { items = { list = "text" }, ordered = "flag", empty = "text" },
  facts = { items = { list = FACT }, empty = "text" },
  table = { title = "text", columns = { list = COLUMN }, rows = "rows!", empty = "text", note = "text" },
  columns = { content = "nodes!" },
  chart = { kind = "text!", title = "text!", note = "text", empty = "text" },
}

-- ---- Checking ----

local function tell(state, where, message, ...)
  if #state.findings < MOST_FINDINGS then state.findings[#state.findings + 1] = where .. ": " .. message:format(...) end
end

local function shown_kind(value) return value == nil and "missing" or "a " .. type(value) end

local function finite(value) return type(value) == "number" and value == value and value - value == 0 end

local checks = {}

function checks.text(state, value, where)
  if finite(value) then value = kith.number(value) end
  if type(value) ~= "string" then return tell(state, where, "is %s, not a text", shown_kind(value)) end
  if #value > LONGEST then return tell(state, where, "is longer than %d bytes", LONGEST) end
  return value
end

function checks.number(state, value, where)
  if finite(value) then return value end
  return tell(state, where, "is %s, not a number", type(value) == "number" and "not finite" or shown_kind(value))
end

function checks.flag(state, value, where)
  if type(value) == "boolean" then return value end
  return tell(state, where, "is %s, not true or false", shown_kind(value))
end

function checks.day(state, value, where)
  if type(value) == "string" and kith.is_day(value:sub(1, 10)) then return value:sub(1, 10) end
  return tell(state, where, "is no day such as \"2026-03-01\"")
end

function checks.cell(state, value, where)
  if type(value) == "boolean" then return value end
  if type(value) == "number" then return checks.number(state, value, where) end
  return checks.text(state, value, where)
end

local check_value, check_node

local function check_list(state, spec, value, where)
  if type(value) ~= "table" then return tell(state, where, "is %s, not a list", shown_kind(value)) end
  local list = {}
  for i = 1, math.min(#value, MOST_ROWS) do list[i] = check_value(state, spec, value[i], ("%s %d"):format(where, i)) end
  if #value > MOST_ROWS then tell(state, where, "has more than %d entries", MOST_ROWS) end
  return list
end

function checks.nodes(state, value, where)
  if type(value) ~= "table" then return tell(state, where, "is %s, not a list", shown_kind(value)) end
  local list = {}
  for i = 1, #value do
    if state.nodes > MOST_NODES then break end
    list[#list + 1] = check_node(state, value[i], ("%s › %d"):format(where, i))
  end
  return list
end

-- Rows are checked together with their table's columns: cells of other keys are left out.
function checks.rows(state, value, where)
  if type(value) ~= "table" then return tell(state, where, "is %s, not a list of rows", shown_kind(value)) end
  state.rows = state.rows + #value
  if state.rows > MOST_ROWS then return tell(state, where, "the document has more than %d rows", MOST_ROWS) end
  return value
end

local function check_choice(state, choices, value, where)
  for _, each in ipairs(choices) do
    if each == value then return value end
  end
  local shown = kith.visible(tostring(value))
  return tell(state, where, "is \"%s\", not %s%s", shown, table.concat(choices, ", "), suggest.nearest(value, choices))
end

local function check_fields(state, shape, value, where, also)
  if type(value) ~= "table" then return tell(state, where, "is %s, not a table", shown_kind(value)) end
  local out, known = {}, sorted_keys(shape)
  for _, name in ipairs(known) do
    local spec, given = shape[name], value[name]
    local required = type(spec) == "string" and spec:sub(-1) == "!"
    if required then spec = spec:sub(1, -2) end
    if given ~= nil or required then out[name] = check_value(state, spec, given, where .. "." .. name) end
  end
  for _, key in ipairs(sorted_keys(value)) do
    if shape[key] == nil and not (also and also[key]) then
      tell(state, where, "has no \"%s\"%s", kith.visible(tostring(key)), suggest.among(key, known))
    end
  end
  return out
end

function check_value(state, spec, value, where)
  if type(spec) == "string" then return checks[spec](state, value, where) end
  if spec.list then return check_list(state, spec.list, value, where) end
  if spec.choice then return check_choice(state, spec.choice, value, where) end
  return check_fields(state, spec, value, where)
end

local function check_cells(state, node, where)
  local rows = {}
  for i, row in ipairs(node.rows or {}) do
    local out = {}
    for c, column in ipairs(node.columns) do
      local value = type(row) == "table" and column and row[column.key]
      if value == nil and type(row) == "table" then value = row[c] end
      if value ~= nil then out[column.key] = checks.cell(state, value, ("%s row %d, %s"):format(where, i, kith.visible(column.key))) end
    end
    if type(row) ~= "table" then tell(state, where, "row %d is %s, not a table", i, shown_kind(row)) end
    rows[i] = out
  end
  node.rows = rows
end

local function check_table(state, node, where)
  if not node.columns or #node.columns == 0 then
    node.columns, node.rows = {}, {}
    return tell(state, where, "has no columns")
  end
  for _, column in ipairs(node.columns) do
    if not (column and column.key) then return end
  end
  check_cells(state, node, where)
end

local function check_chart(state, node, value, where)
  local kind = node.kind and chart.kinds[node.kind]
  if not kind then
    if node.kind then tell(state, where, "no chart \"%s\"%s", kith.visible(node.kind), suggest.among(node.kind, chart.NAMES)) end
    return
  end
  local own = check_fields(state, kind.shape, value, where, { is = true, kind = true, title = true, note = true, empty = true })
  for key, each in pairs(own or {}) do node[key] = each end
  local fault = #state.findings == 0 and kind.fault and kind.fault(node)
  if fault then tell(state, where, "%s", fault) end
end

function check_node(state, value, where)
  state.nodes, state.depth = state.nodes + 1, state.depth + 1
  if type(value) == "string" then value = { is = "text", text = value } end
  local is = type(value) == "table" and value.is
  local shape = type(is) == "string" and is ~= "document" and SHAPES[is]
  local node
  if state.depth > DEEPEST then tell(state, where, "is nested deeper than %d levels", DEEPEST)
  elseif not shape then
    local advice = type(is) == "string" and suggest.among(is, sorted_keys(SHAPES)) or ""
    tell(state, where, "is nothing a document is made of%s", advice)
  else
    where = ("%s (%s)"):format(where, is)
    if is == "chart" then
      local common = { is = is, kind = value.kind, title = value.title, note = value.note, empty = value.empty }
      node = check_fields(state, shape, common, where, { is = true })
      check_chart(state, node, value, where)
    else
      node = check_fields(state, shape, value, where, { is = true })
      if is == "table" then check_table(state, node, where) end
    end
    node.is = is
  end
  state.depth = state.depth - 1
  return node
end

-- A copy of the tree with only what is known, or nil and what is wrong with it: a list of messages.
function document.check(tree)
  local state = { findings = {}, nodes = 0, rows = 0, depth = 0 }
  local copy
  if type(tree) ~= "table" or tree.is ~= "document" then tell(state, "the report", "is not made with document{ … }")
  else copy = check_fields(state, SHAPES.document, tree, "document", { is = true }) end
  if state.nodes > MOST_NODES then tell(state, "document", "has more than %d parts", MOST_NODES) end
  if #state.findings > 0 then return nil, state.findings end
  copy.is = "document"
  return copy
end

-- ---- Walking ----

-- Every table of a checked tree in order, those behind charts among them: { title =, columns =, rows =, section = }.
function document.tables(tree)
  local list = {}
  local function visit(nodes, section)
    for _, node in ipairs(nodes or {}) do
      if node.is == "section" then visit(node.content, node.title)
      elseif node.is == "columns" then visit(node.content, section)
      elseif node.is == "table" then
        list[#list + 1] = { title = node.title or section or tree.title, columns = node.columns, rows = node.rows, section = section }
      elseif node.is == "chart" then
        for _, each in ipairs(chart.tables(node)) do
          list[#list + 1] = { title = each.title, columns = each.columns, rows = each.rows, section = section }
        end
      end
    end
  end
  visit(tree.content)
  return list
end

return document
