-- What kith prints. Data goes to standard output: output.table, output.paragraph, output.line, output.json, output.csv print there;
-- table_text, wrap, json_text and csv_text return what they would print. Talk goes to standard error: output.say, output.fail,
-- output.progress. Nothing here looks at the clock, the locale or the order of a hash table, so the same data gives the same bytes.

local kith = require "kith"

local output = {}

local PIPE_WIDTH = 100

-- Columns that may be filled: the terminal's, or a fixed number so that a file or a pipe always gets the same.
function output.width()
  return kith.is_terminal(1) and kith.columns() or PIPE_WIDTH
end

-- ---- Words and numbers ----

-- 119998 -> "119,998"
function output.number(n)
  local sign, digits, rest = kith.number(n):match "^(%-?)(%d+)(.*)$"
  if not digits then return kith.number(n) end
  digits = digits:reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^,", "")
  return sign .. digits .. rest
end

local function plural_of(word)
  if word:find "[^aeiou]y$" then return (word:gsub("y$", "ies")) end
  if word:find "[sxz]$" or word:find "[cs]h$" then return word .. "es" end
  return word .. "s"
end

-- The noun of so many: (1, "event") -> "event"; `plural` where the rule does not give it.
function output.noun(n, word, plural) return n == 1 and word or plural or plural_of(word) end

-- (1, "event") -> "1 event"; (119998, "event") -> "119,998 events"
function output.count(n, word, plural) return ("%s %s"):format(output.number(n), output.noun(n, word, plural)) end

-- A number as a sentence has it: whole ones whole (1292, from 10,000 on with separators), others with three digits (0.667, 51.3, 1292).
function output.figure(n)
  if n ~= n or n - n ~= 0 then return kith.number(n) end
  if math.abs(n) >= 100 and math.abs(n) < 1e15 then n = math.floor(n + 0.5) end
  local whole = n == math.floor(n)
  if not whole then return kith.number(tonumber(("%.3g"):format(n))) end
  return math.abs(n) < 10000 and kith.number(n) or output.number(n)
end

-- A share as a percentage; what is not quite none or all does not read so.
function output.percentage(share)
  local percent = math.floor(share * 100 + 0.5)
  if percent == 0 and share > 0 then return "under 1%" end
  if percent == 100 and share < 1 then return "over 99%" end
  return ("%d%%"):format(percent)
end

-- { "a", "b", "c" }, "or" -> "a, b or c"
function output.list(words, last)
  if #words < 2 then return words[1] or "" end
  return ("%s %s %s"):format(table.concat(words, ", ", 1, #words - 1), last or "and", words[#words])
end

-- A word as one types it in a shell.
function output.shell(word)
  if word:find "^[%w_./:=,@+-][%w_./:=,@#+-]*$" then return word end
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

-- ---- Text ----

-- A value as one line that is safe to print.
function output.shown(value)
  if type(value) == "number" then return kith.number(value) end
  if type(value) ~= "table" then return kith.visible(tostring(value)) end
  local parts = {}
  for i, each in ipairs(value) do parts[i] = output.shown(each) end
  return table.concat(parts, ", ")
end

-- Cuts to so many columns, the last of them an ellipsis.
function output.cut(text, width)
  if kith.width(text) <= width then return text end
  return (kith.within(text, width - 1):gsub("%s+$", "")) .. "…"
end

-- Breaks a paragraph into lines. options: width, indent = "  " before every line, first = what the first line begins with instead.
function output.wrap(text, options)
  options = options or {}
  local width, indent = options.width or output.width(), options.indent or ""
  local lines, line = {}, options.first or indent
  local empty = true
  for word in kith.visible((text:gsub("%s+", " "))):gmatch "%S+" do
    if not empty and kith.width(line) + 1 + kith.width(word) > width then
      lines[#lines + 1] = line
      line, empty = indent, true
    end
    line = line .. (empty and "" or " ") .. word
    empty = false
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

function output.line(text) io.write(text or "", "\n") end
function output.paragraph(text, options) output.line(output.wrap(text, options)) end

-- ---- Tables ----

-- options: width, indent = "  ", headings = false. What a column can say stands in table_text.lua.
function output.table_text(columns, rows, options) return require("kith.table_text").lay_out(columns, rows, options) end
function output.table(columns, rows, options) io.write(output.table_text(columns, rows, options)) end

-- ---- For machines ----

local object_meta = { __jsontype = "object" }

-- An empty table is written as a list, [], unless it was made here: {}.
function output.object(value) return setmetatable(value or {}, object_meta) end

local number_meta = { __tojson = function(self) return kith.number(self[1]) end }

-- JSON is UTF-8: each byte of a text that is none becomes U+FFFD.
local function encoded(text)
  local parts, from = {}, 1
  local _, bad = utf8.len(text)
  while bad do
    parts[#parts + 1], from = text:sub(from, bad - 1), bad + 1
    _, bad = utf8.len(text, from)
  end
  parts[#parts + 1] = text:sub(from)
  return table.concat(parts, "\u{fffd}")
end

-- A copy whose floats are written without loss, and every key that occurs in `keys`.
local function prepare(value, keys)
  if type(value) == "string" then return encoded(value) end
  if math.type(value) == "float" and value == value and value - value == 0 then return setmetatable({ value }, number_meta) end
  local meta = getmetatable(value)
  if type(value) ~= "table" or type(meta) == "table" and meta.__tojson then return value end
  local copy = setmetatable({}, meta == object_meta and meta or nil)
  for key, each in pairs(value) do
    if type(key) == "string" then keys[key] = true end
    copy[key] = prepare(each, keys)
  end
  return copy
end

-- Keys in the order given, the rest by the alphabet, at every level.
local function order_of(keys, first)
  local order = {}
  for _, key in ipairs(first or {}) do
    if keys[key] then order[#order + 1] = key end
    keys[key] = nil
  end
  local rest = {}
  for key in pairs(keys) do rest[#rest + 1] = key end
  table.sort(rest)
  return table.move(rest, 1, #rest, #order + 1, order)
end

function output.json_text(value, order)
  local keys = {}
  local copy = prepare(value, keys)
  return require("dkjson").encode(copy, { indent = true, keyorder = order_of(keys, order) }) .. "\n"
end

function output.json(value, order) io.write(output.json_text(value, order)) end

local function field(value)
  if value == nil then return "" end
  if type(value) == "number" then return kith.number(value) end
  if type(value) ~= "table" then return kith.csv_field(tostring(value)) end
  local parts = {}
  for i, each in ipairs(value) do parts[i] = tostring(each) end
  return kith.csv_field(table.concat(parts, ", "))
end

-- Headings are the columns' keys, which do not change with the words that people are shown.
function output.csv_text(columns, rows)
  local table_text = require "kith.table_text"
  columns = table_text.columns(columns)
  local lines, parts = {}, {}
  for i, column in ipairs(columns) do parts[i] = kith.csv_field(column.key) end
  lines[1] = table.concat(parts, ",")
  for _, row in ipairs(rows) do
    for i, column in ipairs(columns) do parts[i] = field(table_text.cell(row, column)) end
    lines[#lines + 1] = table.concat(parts, ",", 1, #columns)
  end
  return table.concat(lines, "\n") .. "\n"
end

function output.csv(columns, rows) io.write(output.csv_text(columns, rows)) end

-- ---- Talk ----

local progress_shown = false

-- A line that is overwritten by the next, on a terminal only; nil takes it away.
function output.progress(text)
  if not kith.is_terminal(2) then return end
  if text or progress_shown then io.stderr:write("\r\27[K", text and output.cut(text, kith.columns() - 1) or "") end
  progress_shown = text ~= nil
  io.stderr:flush()
end

-- To people, on standard error. `text` may have several lines and ends with or without a line break.
function output.say(text)
  output.progress(nil)
  io.stdout:flush()
  io.stderr:write(text, text:sub(-1) == "\n" and "" or "\n")
end

-- What was found, of a verb that has --all-findings; without `all` those that are alike are left out, and told so.
function output.findings(verb, findings, all)
  output.say(findings:render(all))
  local more = not all and findings:left_out() or 0
  if more > 0 then output.say(("kith %s: %s not shown; --all-findings shows each"):format(verb, output.count(more, "finding"))) end
end

-- An error of a verb: prints it and returns the exit status 1, so that a verb ends with `return output.fail("score", "…")`.
function output.fail(verb, message)
  output.say(("kith%s: error: %s"):format(verb and " " .. verb or "", message))
  return 1
end

return output
