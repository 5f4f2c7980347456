-- What renderers have in common: values as a reader sees them. Everything that came from a person or a script goes through `line`, so that
-- control and bidirectional characters arrive escaped in every format.

local kith = require "kith"
local language = require "kith.language"
local output = require "kith.output"

local words = {}

words.MISSING = "–"

-- One line of text that shows everything it holds.
function words.line(text) return kith.visible((tostring(text):gsub("%s+", " "))) end

-- 12345.678 -> "12,345.68"; whole numbers without decimals.
function words.number(value, decimals)
  local rounded = tonumber(("%%.%df"):format(decimals or 2):format(value))
  if math.type(value) == "integer" or rounded == math.floor(rounded) and math.abs(rounded) < 1e15 then
    rounded = math.tointeger(rounded) or rounded
  end
  return language.number(output.number(rounded))
end

-- A number in a table: two decimals, below 1 three figures.
local function in_a_table(value)
  local size = math.abs(value + 0.0) -- of the smallest integer there is no positive one
  if size == 0 or size >= 1 then return words.number(value) end
  return words.number(value, math.min(2 - math.floor(math.log(size, 10) + 1e-9), 6))
end

-- A fixed text of ours in the reader's language, with what belongs into its places.
words.say = language.say

-- A day as it is written in that language.
words.day, words.days_in = language.day, language.days_in

function words.whole(value) return math.floor(value + 0.5) end

local shown = {
  score = function(value) return tostring(words.whole(value * 100)) end,
  percent = function(value) return words.whole(value * 100) .. " %" end,
  change = function(value)
    local whole = words.whole(value)
    return whole > 0 and "+" .. whole or whole < 0 and "−" .. -whole or "0"
  end,
  number = in_a_table,
  days = function(value)
    local days = words.whole(value)
    return words.number(days) .. " " .. words.say(days == 1 and "day" or "days")
  end,
}

-- A cell as text; nil where there is nothing.
function words.cell(value, form)
  if value == nil then return nil end
  if type(value) == "boolean" then return words.say(value and "yes" or "no") end
  if type(value) == "number" then return (shown[form] or in_a_table)(value) end
  return words.line(value)
end

local RIGHT = { number = true, score = true, percent = true, change = true, days = true }

function words.right(column)
  if column.right ~= nil then return column.right end
  return RIGHT[column.as] or false
end

-- Where a table, list or section has nothing: its own words, else the common ones.
function words.empty(node) return words.line(node.empty or words.say "None.") end

-- Bands are told by a mark as well as by colour, for grey print and for those who see no red.
local MARKS = { red = "▼", amber = "◆", green = "●", unknown = "○" }

-- A band by its name in the reader's language; any other name as it is.
function words.band_name(name) return MARKS[name] and words.say(name) or name end

function words.band(name) return MARKS[name] and MARKS[name] .. " " .. words.say(name) or words.line(name) end

-- What a report rests on, one line each.
function words.provenance(source)
  local lines = { words.say("As of %s.", words.day(source.day)) }
  lines[#lines + 1] = source.anchor and words.say("Record: %s.", source.anchor) or words.say "Record: nothing is noted yet."
  for _, each in ipairs(source.scripts) do
    local name = each.name and " " .. words.line(each.name) or ""
    lines[#lines + 1] = ("%s%s: %s, %s"):format(words.say(each.what), name, words.line(each.path), each.digest:sub(1, 12))
  end
  lines[#lines + 1] = ("kith %s"):format(source.version)
  return lines
end

return words
