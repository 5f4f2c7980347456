-- Documents of any shape for the renderers: what document.check lets through, every format must render, and the same text twice.
--
--   lua5.4 tests/fuzz/documents.lua [COUNT [SEED]]       COUNT renderings; run with kith.so of the sanitizers by `make fuzz-documents`

package.path = "scripts/?.lua;" .. package.path
package.cpath = (os.getenv "KITH_BUILD" or "build") .. "/?.so;" .. package.cpath

local chart = require "kith.chart"
local document = require "kith.document"
local kith = require "kith"
local lfs = require "lfs"
local sorted_keys = require "kith.sorted_keys"

kith.home = lfs.currentdir()

local FORMATS = { "text", "markdown", "html", "json", "csv" }
local SOURCE = { day = "2026-07-01", anchor = "12:abcd", practice = "A practice", version = "0", language = "en", scripts = {} }

local TEXTS = {
  "", " ", "a", "Maria Rossi", "2026-03-01", "<script>alert(1)</script>", "</style><b>", '" onload="x', "'", "&amp;", "=1+1", "@SUM(A1)",
  "| a |", "`x`", "# x", "\27[31m", "\0", "\u{202e}x", "\255\254", "a\nb", ("word "):rep(40), ("x"):rep(400), "red", "green",
  "日本語", "e\u{301}", "-", "…",
}
local NUMBERS = { 0, 1, -1, 0.5, 72, 100, 1e-9, 1e9, 1e300, -1e300, 2^53, 1 / 3, math.mininteger, math.maxinteger, 1 / 0, 0 / 0 }
local DAYS = { "2026-03-01", "2026-07-01", "2024-02-29", "0001-01-01", "9999-12-31", "2026-02-30", "soon" }

local function one_of(list) return list[math.random(#list)] end

local function text()
  if math.random(4) > 1 then return one_of(TEXTS) end
  local bytes = {}
  for i = 1, math.random(0, 24) do bytes[i] = string.char(math.random(3) == 1 and math.random(0, 255) or math.random(32, 126)) end
  return table.concat(bytes)
end

local function number() return math.random(3) == 1 and one_of(NUMBERS) or math.random() * 10 ^ math.random(-3, 4) end

local make, nodes

local makers = {
  text = text, number = number, flag = function() return math.random(2) == 1 end, nodes = function() return nodes() end,
  day = function() return one_of(DAYS) end,
  cell = function() return math.random(2) == 1 and text() or number() end,
}

-- A value as the shape asks for, now and then none or another.
function make(spec)
  if math.random(200) == 1 then return one_of { {}, "x", 1, true } end
  if type(spec) == "string" then return (makers[spec:gsub("!", "")] or makers.cell)() end
  if spec.choice then return one_of(spec.choice) end
  local made = {}
  if spec.list then
    for i = 1, math.random(0, 4) do made[i] = make(spec.list) end
    return made
  end
  for _, name in ipairs(sorted_keys(spec)) do
    local each = spec[name]
    if type(each) == "string" and each:sub(-1) == "!" or math.random(5) > 1 then made[name] = make(each) end
  end
  return made
end

local function grid()
  local columns, rows = {}, {}
  for i = 1, math.random(1, 4) do
    columns[i] = { key = "k" .. i, title = text(), as = math.random(2) == 1 and one_of(document.FORMS) or nil }
  end
  for r = 1, math.random(0, 4) do
    rows[r] = {}
    for i = 1, #columns do rows[r][i] = makers.cell() end
  end
  return { is = "table", title = text(), note = text(), columns = columns, rows = rows, empty = text() }
end

local function a_chart()
  local kind = one_of(chart.NAMES)
  local node = make(chart.kinds[kind].shape)
  if type(node) ~= "table" then return node end
  node.is, node.kind, node.title, node.note = "chart", kind, text(), text()
  return node
end

local kinds = {
  function() return { is = "text", text = text(), tone = one_of { "lead", "note", "warning" } } end,
  function() return { is = "list", items = make { list = "text" }, ordered = makers.flag(), empty = text() } end,
  function() return { is = "facts", items = { { label = text(), value = makers.cell(), as = one_of(document.FORMS) } } } end,
  function() return { is = "section", title = text(), content = nodes(), empty = text() } end,
  function() return { is = "columns", content = nodes() } end,
  grid, grid, a_chart, a_chart, a_chart,
}

local depth = 0
function nodes()
  local made = {}
  depth = depth + 1
  for i = 1, depth > 4 and 0 or math.random(0, 2) do made[i] = one_of(kinds)() end
  depth = depth - 1
  return made
end

-- ---- Holding it ----

local function hold(condition, seed, what)
  if not condition then error(("seed %d: %s"):format(seed, what), 0) end
end

local function render(format, tree, seed)
  local fine, made = xpcall(require("kith.render." .. format).document, debug.traceback, tree, SOURCE, { width = 40 + seed % 100 })
  hold(fine, seed, ("%s: %s"):format(format, made))
  hold(type(made) == "string", seed, format .. " gave no text")
  hold(utf8.len(made), seed, format .. " is no UTF-8")
  hold(not made:find "[%z\1-\8\11\12\14-\31\127]", seed, format .. " has control characters")
  if format == "html" then hold(not made:lower():find "<script" and not made:lower():find "<b>", seed, "markup came through") end
  return made
end

local count, first = math.tointeger(tonumber(arg[1] or 1000)), math.tointeger(tonumber(arg[2] or 1))
local rendered, refused, seed = 0, 0, first
while rendered < count do
  math.randomseed(seed)
  local tree = document.check { is = "document", title = text(), subtitle = text(), content = { one_of(kinds)(), one_of(kinds)() } }
  for _, format in ipairs(tree and FORMATS or {}) do
    local made = render(format, tree, seed)
    if seed % 16 == 0 then hold(made == render(format, tree, seed), seed, format .. " differs the second time") end
    rendered = rendered + 1
  end
  refused, seed = refused + (tree and 0 or 1), seed + 1
end
print(("%d documents, %d refused, %d renderings, 0 findings"):format(seed - first, refused, rendered))
