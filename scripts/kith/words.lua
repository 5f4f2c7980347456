-- Words of `kith log`, typed by the vocabulary: "call" is a channel, "csat=4" a measure, "stage=agree" an assessment, "severity=severe"
-- belongs to the complaint named beside it. Everything that cannot be understood is told, each at its word.

local contains = require "kith.contains"
local events = require "kith.events"
local needs = require "kith.needs"
local output = require "kith.output"
local suggest = require "kith.suggest"

local words = {}

local function tell(reader, place, message)
  reader.ws.findings:error(place[1], place[2], place[3], place[4], message)
end

-- An event to be, in order of the word that began it.
local function item(reader, order, kind, place)
  local new = { order = order, word_at = place, event = { kind = kind }, places = { kind = place } }
  reader.items[#reader.items + 1] = new
  return new
end

local ids = suggest.ids

local function joined(...)
  local all = {}
  for _, list in ipairs { ... } do table.move(list, 1, #list, #all + 1, all) end
  return all
end

-- ---- Bare words ----

local ASSESSED = { "stage", "engagement", "maturity.us", "maturity.them" }

local function read_bare(reader, order, word, place)
  local core = reader.ws.core
  if core:find("channel", word) then
    local new = item(reader, order, "interaction", place)
    new.event.channel, new.places.channel = word, place
  elseif contains(events.NAMED, word) or core:find("event_kind", word) then
    item(reader, order, word, place)
  elseif core:find("measure", word) or contains(ASSESSED, word) then
    tell(reader, place, ('"%s" needs a value: %s=…'):format(word, word))
  else
    local known = joined(ids(core, "channel"), events.NAMED, ids(core, "event_kind"), ids(core, "measure"))
    tell(reader, place, ('no channel or kind of event "%s"%s'):format(word, suggest.among(word, known)))
  end
end

-- ---- key=value ----

-- The named event that takes a key: the nearest before it, else the first after.
local function taker(reader, order, key)
  local before, after
  for _, each in ipairs(reader.named) do
    if contains(events.fields(reader.ws, each.event.kind), key) then
      if each.order < order then before = each else after = after or each end
    end
  end
  return before or after
end

-- A word is not swallowed: what is given twice is told.
local function check_once(reader, map, key, place)
  if map and map[key] ~= nil then tell(reader, place, key .. " is given twice") end
end

local function set_field(reader, target, key, value, place)
  check_once(reader, target.event, key, place)
  if key == "participants" then
    local list = {}
    for each in value:gmatch "[^,]+" do list[#list + 1] = each end
    value = list
  end
  target.event[key], target.places[key] = value, place
end

-- All measures of one command are one event, all that is assessed another.
local function common(reader, kind, order, place)
  reader[kind] = reader[kind] or item(reader, order, kind, place)
  return reader[kind]
end

local function set_within(reader, target, group, key, value, place)
  check_once(reader, target.event[group], key, place)
  target.event[group] = target.event[group] or {}
  target.event[group][key], target.places[key] = value, place
end

local function read_need(reader, target, id, pair)
  local fault, in_value = needs.fault(reader.ws, reader.relationship, id, pair.value)
  if fault then tell(reader, in_value and pair.value_at or pair.word_at, fault) end
  set_within(reader, target, "needs", id, pair.value, pair.value_at)
end

local function read_assessment(reader, pair)
  local group, rest = pair.key:match "^(%a+)%.(.+)$"
  local known = contains(ASSESSED, pair.key) or group == "need"
  if not known then return false end
  local target = common(reader, "assessment", pair.order, pair.word_at)
  if group == "need" then read_need(reader, target, rest, pair)
  elseif group then set_within(reader, target, group, rest, pair.value, pair.value_at)
  else set_field(reader, target, pair.key, pair.value, pair.value_at) end
  return true
end

-- Where a key is a field of kinds that were not named: say so, rather than only that it is unknown.
local function unknown_key(reader, pair)
  local owners, known = {}, joined(ids(reader.ws.core, "measure"), ASSESSED)
  for _, kind in ipairs(joined(events.NAMED, ids(reader.ws.core, "event_kind"))) do
    local fields = events.fields(reader.ws, kind)
    known = joined(known, fields)
    if contains(fields, pair.key) and #owners < 3 then owners[#owners + 1] = kind end
  end
  local message = ('no measure or field "%s"'):format(pair.key)
  if owners[1] then message = ('"%s" belongs to another word, such as %s: add that'):format(pair.key, output.list(owners, "or"))
  else message = message .. suggest.among(pair.key, known) end
  tell(reader, pair.word_at, message)
end

local function read_pair(reader, pair)
  local target = taker(reader, pair.order, pair.key)
  if target then
    set_field(reader, target, pair.key, pair.value, pair.value_at)
  elseif reader.ws.core:find("measure", pair.key) then
    set_within(reader, common(reader, "measure", pair.order, pair.word_at), "values", pair.key, pair.value, pair.value_at)
  elseif not read_assessment(reader, pair) then
    unknown_key(reader, pair)
  end
end

-- ---- The whole ----

-- Free text goes to what was named first; without any word it is a note.
local function add_note(reader, note, place)
  if not note:find "%S" then return tell(reader, place, "this note is empty; leave it out, or say what there is to note") end
  local target = reader.named[1] or reader.measure or reader.assessment or item(reader, 0, "note", place)
  local field = events.text_field(reader.ws, target.event.kind)
  if target.event[field] then
    tell(reader, place, ("%s= says it already; leave one of them out"):format(field))
  else
    set_field(reader, target, field, note, place)
  end
end

local function check_text(reader, each, message)
  local text = each.event.text
  if not text or not text:find "%S" then tell(reader, each.places.text or each.word_at, message) end
end

-- Said here, because the core would have no word to point at; with a finding nothing is noted, so the rest may be checked with a stand-in.
local function check_whole(reader)
  for _, each in ipairs(reader.items) do
    local root = events.root(reader.ws, each.event.kind)
    if root == "commitment" and not each.event.by then
      tell(reader, each.word_at, "whose promise is it? add by=us or by=them")
      each.event.by = "us"
    end
    if root == "commitment" then check_text(reader, each, 'say what was promised: text="…"') end
    if root == "note" then check_text(reader, each, "say what there is to note: --note TEXT") end
  end
end

-- Places of words: read before the line is registered, so that each finding has one.
function words.place(line, list)
  local placed = {}
  for i, word in ipairs(list) do
    local key, value = word:match "^([^=]+)=(.*)$"
    if key then
      local whole, value_at = line:pair(key, value)
      placed[i] = { order = i, key = key, value = value, word_at = whole, value_at = value_at }
    else
      placed[i] = { order = i, bare = word, word_at = line:word(word) }
    end
  end
  return placed
end

-- Placed words -> a list of { event =, places = }; findings go to the workspace's. `relationship` may be nil where it is not known.
function words.read(ws, relationship, placed, note, note_at)
  local reader = { ws = ws, relationship = relationship, items = {} }
  for _, each in ipairs(placed) do
    if each.bare then read_bare(reader, each.order, each.bare, each.word_at) end
  end
  reader.named = table.move(reader.items, 1, #reader.items, 1, {})
  for _, each in ipairs(placed) do
    if each.key then read_pair(reader, each) end
  end
  if note then add_note(reader, note, note_at) end
  check_whole(reader)
  table.sort(reader.items, function(a, b) return a.order < b.order end)
  return reader.items
end

return words
