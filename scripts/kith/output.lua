-- What kith prints. Data goes to standard output: output.table, output.paragraph, output.line, output.json, output.csv print there;
-- table_text, wrap, json_text and csv_text return what they would print. Talk goes to standard error: output.say, output.fail,
-- output.progress. Nothing here looks at the clock, the locale or the order of a hash table, so the same data gives the same bytes.
--
-- A column is its key, "name", or a table:
--   { key = "name", title = "Name", right = false, keep = false, wrap = false, missing = "–", drop = 1, short = "initials" }
-- `right` defaults to true where every cell is a number; a column with `keep` is never cut (ids, figures, commands that people copy), nor
-- is a column of numbers. Where a table is too wide, texts are cut to ROOMY columns; then whole columns go, the lowest `drop` first (with
-- `short` the cells of that key take their place instead); then texts are cut to NARROWEST. A column with `wrap` is made narrower in the
-- same way, to WRAPPED columns, but loses nothing: its text goes on below.
-- A row holds its cells by key or by position. A list in a cell is joined with commas.

local kith = require "kith"

local output = {}

local PIPE_WIDTH = 100
local NARROWEST = 8
local ROOMY = 16
local WRAPPED = 36
local GAP = "  "
local MISSING = "–"

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
local function shown(value)
  if type(value) == "number" then return kith.number(value) end
  if type(value) ~= "table" then return kith.visible(tostring(value)) end
  local parts = {}
  for i, each in ipairs(value) do parts[i] = shown(each) end
  return table.concat(parts, ", ")
end

-- Cuts to so many columns, the last of them an ellipsis.
function output.cut(text, width)
  if kith.width(text) <= width then return text end
  return (kith.within(text, width - 1):gsub("%s+$", "")) .. "…"
end

-- `taken` is the text's own width.
local function pad(text, taken, width, right)
  local blank = (" "):rep(width - taken)
  return right and blank .. text or text .. blank
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

local function normal(columns)
  local list = {}
  for i, column in ipairs(columns) do
    list[i] = { at = i }
    for key, value in pairs(type(column) == "table" and column or { key = column }) do list[i][key] = value end
  end
  return list
end

local function cell_of(row, column)
  local value = row[column.key]
  if value == nil then value = row[column.at] end
  return value
end

-- A column's cells as text, the width of each, the widest of them, and whether they are numbers throughout.
local function measure(column, rows, headings)
  local texts, lengths, numeric = {}, {}, nil
  local widest = headings and kith.width(column.title or column.key) or 0
  for r, row in ipairs(rows) do
    local value = cell_of(row, column)
    local text, length
    if type(value) == "string" then
      text, length = kith.shown(value)
      numeric = false
    else
      text = value == nil and (column.missing or MISSING) or shown(value)
      if value ~= nil then numeric = numeric ~= false and type(value) == "number" end
      length = kith.width(text)
    end
    texts[r], lengths[r] = text, length
    if length > widest then widest = length end
  end
  return { texts = texts, lengths = lengths, width = widest, numeric = numeric }
end

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
function output.table_text(columns, rows, options)
  options = options or {}
  local indent, headings = options.indent or "", options.headings ~= false
  local width = (options.width or output.width()) - #indent
  local measured, widths, numeric
  columns, measured, widths, numeric = choose(normal(columns), rows, headings, width)
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

function output.table(columns, rows, options) io.write(output.table_text(columns, rows, options)) end

-- ---- For machines ----

local object_meta = { __jsontype = "object" }

-- An empty table is written as a list, [], unless it was made here: {}.
function output.object(value) return setmetatable(value or {}, object_meta) end

local number_meta = { __tojson = function(self) return kith.number(self[1]) end }

-- A copy whose floats are written without loss, and every key that occurs in `keys`.
local function prepare(value, keys)
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
  columns = normal(columns)
  local lines, parts = {}, {}
  for i, column in ipairs(columns) do parts[i] = kith.csv_field(column.key) end
  lines[1] = table.concat(parts, ",")
  for _, row in ipairs(rows) do
    for i, column in ipairs(columns) do parts[i] = field(cell_of(row, column)) end
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
