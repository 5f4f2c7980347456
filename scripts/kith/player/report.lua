-- Runs in the player, before any report: the constructors that documents are built with, and small helpers. What build returns goes to the
-- keeper as plain data and is checked there (document.lua); the function stays here.
-- `engine` gives definitions(name) and where(function).

local engine = ...

local globals = {}

-- English text → the reader's; comes with the data.
local words = {}

local function said(text) return type(text) == "string" and words[text] or text end

-- ---- The document ----

local function need_table(what, value)
  if type(value) ~= "table" then error(what .. " takes a table: " .. what .. "{ … }", 3) end
end

-- What stands in a constructor by position, in order; `nil` and `false` leave out, so that a part can hang on a condition.
local function positional(given, from)
  local parts = {}
  for key, value in pairs(given) do -- sorted, as everywhere in scripts
    if type(key) == "number" and key >= from and value then parts[#parts + 1] = value end
  end
  return parts
end

local function node(is, given)
  local made = {}
  for key, value in pairs(given) do
    if type(key) ~= "number" then made[key] = value end
  end
  made.is, made.note, made.empty = is, said(made.note), said(made.empty)
  return made
end

local function titled(is)
  return function(given)
    need_table(is, given)
    local made = node(is, given)
    made.title, made.content = said(made.title or given[1]), positional(given, 2)
    return made
  end
end

-- document{ "Title", part, part, …, subtitle = "…" }
globals.document = titled "document"

-- section{ "Title", part, part, …, empty = "what stands here if there is no part" }
globals.section = titled "section"

-- text("A paragraph."), text("…", "lead" | "note" | "warning")
function globals.text(paragraph, tone) return { is = "text", text = paragraph, tone = tone } end

-- list{ "one", "two", ordered = true, empty = "…" }
function globals.list(given)
  need_table("list", given)
  local made = node("list", given)
  made.items = positional(given, 1)
  return made
end

-- facts{ { "Label", value, as = "day" }, …, empty = "…" }; those without a value are left out.
function globals.facts(given)
  need_table("facts", given)
  local made, items = node("facts", given), {}
  for _, each in ipairs(positional(given, 1)) do
    if each[2] ~= nil then items[#items + 1] = { label = said(each[1]), value = each[2], as = each.as } end
  end
  made.items = items
  return made
end

-- data_table{ title = "…", columns = { { "key", "Title", as = "score" }, "key", … }, rows = { { key = cell }, … }, empty = "…",
--             note = "…" }
function globals.data_table(given)
  need_table("data_table", given)
  local made, headings = node("table", given), {}
  for i, each in ipairs(given.columns or {}) do
    if type(each) ~= "table" then each = { each } end
    headings[i] = { key = each.key or each[1], title = said(each.title or each[2]), as = each.as, right = each.right }
  end
  made.title, made.columns, made.rows = said(made.title), headings, given.rows or {}
  return made
end

-- columns{ part, part }: beside each other where there is room.
function globals.columns(given)
  need_table("columns", given)
  return { is = "columns", content = positional(given, 1) }
end

-- chart("line", "Title", { series = …, bands = …, note = "…", empty = "…" })
function globals.chart(kind, title, given)
  need_table("chart", given)
  local made = node("chart", given)
  made.kind, made.title = kind, said(title)
  return made
end

-- ---- Helpers; missing passes on ----

-- A text of ours in the reader's language, with what belongs into its places, as string.format has them. Titles, headings, labels of
-- facts, notes and `empty` need no say: they are looked up by themselves.
function globals.say(text, ...)
  local ours = said(text)
  return select("#", ...) > 0 and string.format(ours, ...) or ours
end

-- 0 … 1 as points of a hundred.
function globals.points(share)
  if share == nil then return nil end
  return math.floor(share * 100 + 0.5)
end

-- (1, "day") -> "1 day", (3, "day") -> "3 days"; a plural of its own as third. A text with %d has the number there:
-- (3, "%d day ago", "%d days ago") -> "3 days ago". Both are looked up in the reader's language.
function globals.plural(n, word, several)
  if n == nil then return nil end
  local text, number = said(n == 1 and word or several or word .. "s"), string.format(n == math.floor(n) and "%d" or "%g", n)
  return text:find("%d", 1, true) and (text:gsub("%%d", number)) or number .. " " .. text
end

-- The entries that share a value of `key`, as a list { { name = value, items = … }, … } in the order in which the values first occur.
function globals.group_by(entries, key)
  local groups, by = {}, {}
  for _, entry in ipairs(entries) do
    local value = entry[key]
    if value ~= nil then
      if not by[value] then
        by[value] = { name = value, items = {} }
        groups[#groups + 1] = by[value]
      end
      table.insert(by[value].items, entry)
    end
  end
  return groups
end

-- ---- Loading ----

local KEYS = { doc = true, audience = true, needs = true, build = true }

local function merged(base, changes)
  local both = {}
  for key, value in pairs(base) do both[key] = value end
  for key, value in pairs(changes) do both[key] = value end
  return both
end

local prelude = { globals = globals, called = "report", mergers = { needs = merged } } -- layers.lua gives it resolve

function prelude.load(name)
  local report = prelude.resolve(name)
  for key in pairs(report) do
    if not KEYS[key] then error("no field \"" .. tostring(key) .. "\" in a report; it has doc, audience, needs and build", 0) end
  end
  if type(report.build) ~= "function" then error("a report needs a function build(data) that returns a document", 0) end
  if type(report.needs) ~= "table" then error("a report needs `needs`: the data it is built from, such as { score = true }", 0) end
  local line, chunk = engine.where(report.build)
  local function build(data)
    words, data.words = data.words or {}, nil
    return report.build(data)
  end
  return { doc = report.doc, audience = report.audience, needs = report.needs, line = line, chunk = chunk }, build
end

return prelude
