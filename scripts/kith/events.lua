-- Events as people meet them: the kinds that can be noted by name, one line about each, and noting several as one.

local kith = require "kith"
local output = require "kith.output"
local sorted_keys = require "kith.sorted_keys"

local events = {}

-- Fields in the order in which they are told. `text` is the one that free words go to.
local KINDS = {
  interaction = { fields = { "channel", "direction", "sentiment", "participants", "note" }, text = "note" },
  incident    = { fields = { "severity", "title", "due", "resolved_at", "note" }, text = "note" },
  complaint   = { fields = { "severity", "title", "due", "resolved_at", "note" }, text = "note" },
  commitment  = { fields = { "by", "text", "due", "state", "settled", "owner", "note" }, text = "note" },
  action      = { fields = { "by", "text", "due", "state" }, text = "text" },
  improvement = { fields = { "text", "measure", "within", "baseline", "target", "due", "owner", "step", "cycle", "state", "actual",
                             "reached", "because", "evidence", "note" }, text = "note" },
  note        = { fields = { "text" }, text = "text" },
  measure     = { fields = { "source", "note" }, text = "note" },
  assessment  = { fields = { "stage", "engagement", "note" }, text = "note" },
  review      = { fields = { "state", "due", "cause" } },
}

-- Those that a person names on the command line, beside the workspace's own; the others follow from key=value.
events.NAMED = { "interaction", "incident", "complaint", "commitment", "action", "note" }

-- The built-in kind that a kind is, or behaves like.
function events.root(ws, kind)
  if KINDS[kind] then return kind end
  local own = ws.core:find("event_kind", kind)
  return own and own.like
end

-- All fields of a kind: its root's, then its own attributes.
function events.fields(ws, kind)
  local root = KINDS[events.root(ws, kind)]
  local fields = root and table.move(root.fields, 1, #root.fields, 1, {}) or {}
  if KINDS[kind] then return fields end
  for _, attribute in ipairs(ws.core:list "attribute") do
    if attribute.parent.id == kind then fields[#fields + 1] = attribute.id end
  end
  return fields
end

function events.text_field(ws, kind)
  local root = KINDS[events.root(ws, kind)]
  return root and root.text
end

-- ---- One line about an event ----

local QUOTED = { note = true, title = true, text = true, because = true }
local BARE = { channel = true, severity = true, state = true, by = true, measure = true }
local LONGEST = 60
local SHOWN = 6 -- ids in a message

local function text_of(value)
  if type(value) == "table" then return table.concat(value, ", ") end
  return math.type(value) and kith.number(value) or kith.visible(tostring(value))
end

local function field_text(field, value)
  if QUOTED[field] then return ('"%s"'):format(output.cut(text_of(value), LONGEST)) end
  return BARE[field] and text_of(value) or field:gsub("_", " ") .. " " .. text_of(value)
end

-- "csat 4", "nps 9": a map in order of its keys.
local function add_map(parts, prefix, map)
  for _, key in ipairs(sorted_keys(map)) do parts[#parts + 1] = prefix .. key .. " " .. text_of(tonumber(map[key]) or map[key]) end
end

-- What an event says, in a few words; of one that continues another, the other first.
function events.summary(ws, event)
  local parts = {}
  add_map(parts, "", event.values)
  for _, field in ipairs(events.fields(ws, event.kind)) do
    local known = event.about and field == "by" -- whose promise it is was said before
    if event[field] ~= nil and not known then parts[#parts + 1] = field_text(field, event[field]) end
  end
  add_map(parts, "maturity ", event.maturity)
  add_map(parts, "need ", event.needs)
  local told = table.concat(parts, ", ")
  return event.about and event.about .. " " .. told or told
end

-- ---- Several events about one thing ----

local OF_THE_EVENT_ITSELF = { id = true, of = true, kind = true, at = true, about = true, noted = true, seq = true, key = true }

-- Events as one each, of a list in the order of their days: what later ones told about it is put in. `last_at` is when it
-- was last heard of.
function events.folded(list, wanted)
  local out, by_id = {}, {}
  for _, event in ipairs(list) do
    local first = event.about and by_id[event.about]
    if first then
      for name, value in pairs(event) do
        if not OF_THE_EVENT_ITSELF[name] then first[name] = value end
      end
      first.last_at = event.at
    elseif not event.about and wanted(event) then
      first = { last_at = event.at }
      for name, value in pairs(event) do first[name] = value end
      by_id[event.id] = first
      out[#out + 1] = first
    end
  end
  return out
end

-- A promise on a day: open, overdue, kept, kept late, broken, withdrawn.
function events.promise_state(promise, day)
  local state, due = promise.state, promise.due
  if not state then return due and due < day and "overdue" or "open" end
  local settled = promise.settled or promise.last_at:sub(1, 10)
  if state == "kept" and due and settled > due then return "kept late" end
  return state
end

-- Of all relationships in one reading: the events of a built-in kind, and of those like it, that had happened by the day, folded.
function events.of_all(ws, kind)
  local kinds, list = { kind }, {}
  for _, own in ipairs(ws.core:list "event_kind") do
    if own.like == kind then kinds[#kinds + 1] = own.id end
  end
  for _, each in ipairs(ws.journal_absent and {} or kinds) do
    for _, event in ipairs(ws.core:events { kind = each }) do
      event.at = event.at or event.noted
      if event.at:sub(1, 10) <= ws.day then list[#list + 1] = event end
    end
  end
  table.sort(list, function(a, b) return a.at < b.at or a.at == b.at and a.seq < b.seq end)
  return events.folded(list, function() return true end)
end

-- ---- What was noted ----

-- kith's own bookkeeping.
local OWN = { definition = true, practice = true, scripts = true, stakeholder = true, start = true, undo = true }

-- Why an event does not count any more, or nil. What continues one that was taken back went with it.
local function not_counting(event, undone, gone)
  if event.superseded then return undone[event.id] and "taken back" or "corrected" end
  return event.about and gone[event.about] and "taken back" or nil
end

-- The events that concern a relationship, oldest first, as rows to print; with `all` also those that do not count any more.
function events.list(ws, relationship, all)
  if ws.journal_absent then return {} end
  local rows, undone, gone = {}, {}, {}
  local noted = ws.core:events { of = relationship.id, with_superseded = true }
  for _, event in ipairs(noted) do
    if event.kind == "undo" and event.about then undone[event.about] = true end
  end
  for _, event in ipairs(noted) do
    local lost = not_counting(event, undone, gone)
    gone[event.id] = lost
    if not OWN[event.kind] and (all or not lost) then
      local what = event.erased and "erased" or events.summary(ws, event)
      rows[#rows + 1] = { id = event.id, at = event.at, kind = event.kind, what = lost and lost .. ": " .. what or what,
                          counts = not lost, seq = event.seq }
    end
  end
  table.sort(rows, function(a, b)
    local one, other = a.at or "", b.at or ""
    if one ~= other then return one < other end
    return a.seq < b.seq
  end)
  return rows
end

-- A line an event, also where it is longer than a pipe's lines are: people look through it with grep. Id, day, kind, what it says.
function events.print_list(rows, format)
  for _, row in ipairs(rows) do row.seq = nil end
  if format == "json" then return output.json(rows, { "id", "at", "kind", "what", "counts" }) end
  local columns = { { key = "id", keep = true }, { key = "at", keep = true }, { key = "kind", keep = true }, { key = "what", keep = true } }
  output.table(columns, rows, { headings = false })
end

-- ---- Noting ----

-- What was noted, a line an event: id, kind, what it says, the day.
function events.print(rows, format)
  local columns = { { key = "id", keep = true }, { key = "kind", keep = true }, { key = "what", wrap = true }, { key = "at", keep = true } }
  if format == "json" then output.json(rows, { "id", "kind", "what", "at" })
  elseif format == "csv" then output.csv({ "id", "kind", "what", "at" }, rows)
  else output.table(columns, rows, { headings = false }) end
end

-- Notes one; `item` is { event =, places = }. A row to print, or nil and why.
local function note(ws, item, options)
  local done, id = ws.core:note(item.event, { today = options.today, by = options.by, places = item.places })
  if not done then return nil, id end
  return { id = id, kind = item.event.kind, what = events.summary(ws, item.event), at = item.event.at or options.today }
end

-- Notes a list within a transaction that has begun, going on after findings so that all are found. Rows to print, or nil and why.
function events.note_all(ws, items, options)
  local rows, failure = {}, nil
  for _, item in ipairs(items) do
    local row, why = note(ws, item, options)
    rows[#rows + 1] = row
    failure = failure or why
  end
  if failure then return nil, failure end
  return rows
end

-- Should the output be lost, it is told all the same that this is in the record.
local function tell_if_lost(rows, said)
  local ids = {}
  for i, row in ipairs(rows) do ids[i] = row.id end
  if #ids > SHOWN then ids = table.move(ids, 1, SHOWN, 1, { [SHOWN + 1] = output.count(#ids - SHOWN, "more", "more") }) end
  if ids[1] then kith.done((said or "noted as") .. " " .. output.list(ids)) end
end

-- One transaction: definitions that changed, then what `work` notes. What work returns, or nil and why; then nothing was noted. `said` is
-- what was done with the rows that work returns, if not noted. With `dry` all is done but kept.
function events.transaction(ws, work, said, dry)
  local begun, why = ws.core:begin()
  if not begun then return nil, why end
  local synced, result
  synced, why = ws:sync()
  if synced then result, why = work() end
  if result and ws.findings:errors() > 0 then result, why = nil, "findings" end
  if result and dry then
    ws.core:rollback()
    return result
  end
  if result then
    local committed
    committed, why = ws.core:commit()
    if committed then
      tell_if_lost(result, said)
      return result
    end
  end
  ws.core:rollback()
  return nil, why
end

-- Prints why nothing was noted: the findings if there are any, else the reason. The exit status: 1, or `found` where there are findings.
function events.fail(ws, verb, why, found)
  if ws.findings:errors() == 0 then return output.fail(verb, why) end
  output.say(ws.findings:render())
  return found or 1
end

return events
