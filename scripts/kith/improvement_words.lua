-- Words of `kith improve`: "csat" names what is measured, "to=4.2" the target. Everything that cannot be understood is told at its word.

local command_line = require "kith.command_line"
local kith = require "kith"
local output = require "kith.output"
local suggest = require "kith.suggest"
local words = require "kith.words"

local improvement_words = {}

-- What is typed, and what an improvement calls it.
local KEYS = { from = "baseline", to = "target", due = "due", by = "due", within = "within", evidence = "evidence" }
local KNOWN = { "from", "to", "due", "within", "evidence" }
local OPTIONS = { "cycle", "text", "owner", "note", "because" }

local function is_option(word)
  for _, each in ipairs(OPTIONS) do
    if each == word then return true end
  end
end

local function tell(ws, place, message) ws.findings:error(place[1], place[2], place[3], place[4], message) end

local function put(ws, said, places, key, value, place)
  if said[key] ~= nil then return tell(ws, place, key .. " is given twice") end
  said[key], places[key] = value, place
end

local function ids_of(text)
  local list = {}
  for id in text:gmatch "[^,%s]+" do list[#list + 1] = id end
  return list
end

local function read_pair(ws, said, places, word)
  local field = KEYS[word.key]
  if is_option(word.key) then
    tell(ws, word.word_at, ("this is an option: --%s %s"):format(word.key, output.shell(kith.visible(word.value))))
  elseif not field then
    tell(ws, word.word_at, ("no \"%s\" of an improvement%s"):format(kith.visible(word.key), suggest.among(word.key, KNOWN)))
  else
    put(ws, said, places, field, field == "evidence" and ids_of(word.value) or word.value, word.value_at)
  end
end

-- The command as a source, with the places of everything in it: line, places of { of =, by =, … }, placed words.
function improvement_words.place(command, arguments)
  local line = command_line.new("kith improve " .. command)
  local places = { of = line:word(arguments.subject or arguments.id) }
  local placed = words.place(line, arguments.words or {})
  for _, option in ipairs { "cycle", "text", "owner", "note", "because", "by" } do
    local value, _ = arguments[option], nil
    if value then _, places[option] = line:pair("--" .. option, value, " ") end
  end
  return line, places, placed
end

-- What was said: fields of an improvement. Findings go to the workspace's.
function improvement_words.read(ws, arguments, places, placed)
  local said = {}
  for _, option in ipairs(OPTIONS) do said[option] = arguments[option] end
  for _, word in ipairs(placed) do
    if word.bare then put(ws, said, places, "measure", word.bare, word.word_at) else read_pair(ws, said, places, word) end
  end
  return said
end

return improvement_words
