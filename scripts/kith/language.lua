-- The language a report is written in: our own words, and how numbers and days are written. What people wrote stays as it is.
--
-- A language is a file in language/ that returns { code =, decimal =, thousands =, day = "D.M.Y", months = twelve short names,
-- words = { ["English text"] = "text", … } }. Words are found by the English text they stand for; one that is missing stays English.
-- Places (%s, %d) stand in both in the same order. One document is made at a time, in language.now.

local kith = require "kith"

local language = {}

language.NAMES = { "de", "en", "es", "fr", "it" }

local ENGLISH = require "kith.language.en"

language.now = ENGLISH

function language.shipped(code) return require("kith.language." .. code) end

-- The shipped language with a client's own words laid over it.
function language.with(it, own)
  local copy = {}
  for key, value in pairs(it) do copy[key] = value end
  copy.words = {}
  for _, words in ipairs { it.words, own or {} } do
    for text, ours in pairs(words) do copy.words[text] = ours end
  end
  return copy
end

-- What is written from here on is in this language; nil: English.
function language.write_in(it) language.now = it or ENGLISH end

-- "%s", "%d" … of a text, in their order; a plain percent sign is none.
local function places(text)
  local list = {}
  for place in text:gsub("%%%%", ""):gmatch "%%[%d.]*%a" do list[#list + 1] = place end
  return table.concat(list, " ")
end

-- What is wrong with a client's word for an English text, or nil.
function language.fault(text, ours)
  if places(text) == places(ours) then return nil end
  return ("what stands for \"%s\" needs the places %s, in this order"):format(text, places(text) ~= "" and places(text) or "of none")
end

-- A text in the language, with what belongs into its places. Without any it is taken as it stands.
function language.say(text, ...)
  local said = language.now.words[text] or text
  return select("#", ...) > 0 and said:format(...) or said
end

-- ---- Numbers and days ----

-- "12,345.6" as the language writes it.
function language.number(text)
  local now = language.now
  if now.decimal == "." then return text end
  return (text:gsub("[.,]", { ["."] = now.decimal, [","] = now.thousands }))
end

function language.day(day)
  local form = language.now.day
  local year, month, of_month = day:match "^(%d%d%d%d)%-(%d%d)%-(%d%d)$"
  if not form or not year then return day end
  return (form:gsub("%a", { Y = year, M = month, D = of_month }))
end

-- Days within a text; those that are part of a name or path stay.
function language.days_in(text)
  if not language.now.day then return text end
  return (text:gsub("%f[%w%-/](%d%d%d%d%-%d%d%-%d%d)%f[^%w%-]", function(day) return kith.is_day(day) and language.day(day) or nil end))
end

return language
