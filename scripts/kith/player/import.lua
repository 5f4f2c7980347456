-- Runs in the player, before any importer: the constructors that importers declare their columns with, and small helpers for rows.
-- What load returns is held against the file by the core, in C; the row function stays here.
-- `engine` gives definitions(name), date_form(text) and days(a, b), minutes(a, b).

local engine = ...

-- ---- Columns ----

-- `level` is how far up the script stands, for the message.
local function text_list(what, value, level)
  if value == nil then return {} end
  if type(value) == "string" then return { value } end
  local list = {}
  for i, each in ipairs(type(value) == "table" and value or { false }) do
    if type(each) ~= "string" then error(what .. " is a text or a list of texts", level) end
    list[i] = each
  end
  return list
end

-- The options every column has, and those in `own`; anything else is told.
local function column(kind, options, own)
  options = options or {}
  if type(options) ~= "table" then error(kind .. " takes its options in a table: " .. kind .. "{ from = \"Header\" }", 3) end
  for key in pairs(options) do
    local known = key == "from" or key == "optional" or own[key] or (kind == "date" and type(key) == "number")
    if not known then
      local names = { "from", "optional" }
      for name in pairs(own) do names[#names + 1] = name end -- sorted, as everywhere in scripts
      error(kind .. " has no option \"" .. tostring(key) .. "\"; it takes " .. table.concat(names, ", "), 3)
    end
  end
  return { column = kind, headers = text_list("from", options.from, 4), optional = options.optional and true or false }
end

local globals = {}

function globals.text(options)
  local made = column("text", options, {}) -- no tail call: messages count the levels
  return made
end

function globals.number(options)
  local made = column("number", options, { decimal = true })
  local decimal = options and options.decimal or "."
  if decimal ~= "." and decimal ~= "," then error("decimal is \".\" or \",\"", 2) end
  made.decimal = decimal
  return made
end

function globals.flag(options)
  local made = column("flag", options, { yes = true, no = true })
  made.yes = text_list("yes", options and options.yes or { "yes", "true", "1" }, 3)
  made.no = text_list("no", options and options.no or { "no", "false", "0" }, 3)
  return made
end

-- date("d/m/yyyy", { from = "Date" }) or date{ "yyyy-mm-dd", "d/m/yyyy HH:MM", from = "Date" }
function globals.date(first, options)
  local formats = {}
  if type(first) == "string" then
    formats[1] = first
  else
    options = first
    for i, each in ipairs(type(first) == "table" and first or {}) do formats[i] = each end
  end
  local made = column("date", options, {})
  if #formats == 0 then formats[1] = "yyyy-mm-dd" end
  for _, each in ipairs(formats) do
    if type(each) ~= "string" or not engine.date_form(each) then
      error("\"" .. tostring(each) .. "\" is no form of a date; one is made of yyyy or yy, mm, m or mon, dd or d, and HH:MM or H:MM", 2)
    end
  end
  made.formats = formats
  return made
end

-- ---- Helpers for rows; missing passes on ----

-- "Maria Rossi" -> "maria-rossi", "Žofia Müller" -> "zofia-muller": usable as an id.
function globals.slug(name)
  if name == nil then return nil end
  return engine.slug(name)
end

-- From a to b, with the fraction; days on their own count from midnight.
function globals.hours_between(a, b)
  if a == nil or b == nil then return nil end
  return engine.minutes(a, b) / 60
end

-- Whole days from the day of a to the day of b.
function globals.days_between(a, b)
  if a == nil or b == nil then return nil end
  return engine.days(a, b)
end

-- ---- Loading ----

local KEYS = { doc = true, columns = true, unknown = true, keep_last = true, unmatched = true, row = true }

local function merged(base, changes)
  local both = {}
  for key, value in pairs(base) do both[key] = value end
  for key, value in pairs(changes) do both[key] = value end
  return both
end

-- An error that belongs to a file as a whole.
local function wrong(file, message) error(file .. ":1: " .. message, 0) end

local prelude = { globals = globals, called = "importer", mergers = { columns = merged } } -- layers.lua gives it resolve

local function check(importer, file)
  for key in pairs(importer) do
    if not KEYS[key] then
      wrong(file, "no field \"" .. tostring(key) .. "\" in an importer; it has doc, columns, unknown, keep_last, unmatched and row")
    end
  end
  if type(importer.row) ~= "function" then wrong(file, "an importer needs a function row(r, emit)") end
  if type(importer.columns) ~= "table" then wrong(file, "an importer needs `columns`: { name = text{ from = \"Header\" } }") end
  local unmatched = importer.unmatched or "error"
  if unmatched ~= "hold" and unmatched ~= "create" and unmatched ~= "error" then
    wrong(file, "unmatched is \"hold\", \"create\" or \"error\", not \"" .. tostring(unmatched) .. "\"")
  end
  local last = importer.keep_last
  if last ~= nil and not (type(last) == "string" and importer.columns[last]) then
    wrong(file, "keep_last names one of the columns, and \"" .. tostring(last) .. "\" is none")
  end
end

-- The header as plain data, and the row function; nothing where there is no importer of that name.
function prelude.load(name)
  local importer, file = prelude.resolve(name)
  if not importer then return nil end
  check(importer, file)
  local columns = {}
  for field, made in pairs(importer.columns) do
    if type(field) ~= "string" or type(made) ~= "table" or not made.column then
      wrong(file, "the column \"" .. tostring(field) .. "\" is declared as text{}, number{}, flag{} or date{}")
    end
    columns[#columns + 1] = { field = field, type = made.column, headers = made.headers, optional = made.optional,
                              formats = made.formats, decimal = made.decimal, yes = made.yes, no = made.no }
  end
  return { doc = type(importer.doc) == "string" and importer.doc or nil, columns = columns, keep_last = importer.keep_last,
           unknown = text_list("unknown", importer.unknown, 0), unmatched = importer.unmatched or "error" }, importer.row
end

return prelude
