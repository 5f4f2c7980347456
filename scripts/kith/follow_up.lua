-- Events that continue another: a promise kept, a complaint resolved, an action done. And undo, which takes an event back.

local kith = require "kith"
local events = require "kith.events"
local output = require "kith.output"
local review = require "kith.review"

local follow_up = {}

local PROMISES = { commitment = true }
local TROUBLES = { incident = true, complaint = true }
local ACTIONS = { action = true }

local DUE = { commitment = true, incident = true, complaint = true, action = true }

-- What each word continues, and what it says of it; `takes` is the field that follows the id, ID=VALUE.
local STEPS = {
  kept      = { roots = PROMISES, needs = "a commitment", says = { state = "kept" } },
  broken    = { roots = PROMISES, needs = "a commitment", says = { state = "broken" } },
  withdrawn = { roots = PROMISES, needs = "a commitment", says = { state = "withdrawn" } },
  resolved  = { roots = TROUBLES, needs = "an incident or complaint", says = {} },
  done      = { roots = ACTIONS, needs = "an action", says = { state = "done" } },
  dropped   = { roots = ACTIONS, needs = "an action", says = { state = "dropped" } },
  due       = { roots = DUE, says = {}, takes = "due" },
  undo      = {},
}
follow_up.WORDS = { "kept", "broken", "withdrawn", "resolved", "done", "dropped", "due", "undo" }

-- What people do not note, they cannot take back.
local NOT_NOTED = { definition = true, practice = true, scripts = true, stakeholder = true, start = true, undo = true }

-- A step, unless it is the id of somebody and what follows is no event.
function follow_up.is(ws, word, rest)
  if not STEPS[word] then return false end
  return (rest[1] or ""):find("#", 1, true) ~= nil or not (ws.core:find("stakeholder", word) or ws.core:find("relationship", word))
end

local function settled(event) return event.state or event.resolved_at end

-- The event that settled this one: itself, or the last that continues it.
local function settling(ws, event)
  local found = settled(event) and event or nil
  for _, each in ipairs(ws.core:events { of = event.of, kind = event.kind }) do
    if each.about == event.id and settled(each) then found = each end
  end
  return found
end

-- Ids of what could have been meant: those of a subject that are still open.
local function open_ones(ws, subject, step)
  local list = {}
  for _, event in ipairs(subject and ws.core:events { of = subject } or {}) do
    local may = step.roots[events.root(ws, event.kind)] and not event.about and not settling(ws, event)
    if may then list[#list + 1] = event.due and ("%s (due %s)"):format(event.id, event.due) or event.id end
  end
  return list
end

local function not_an_id(ws, step, id)
  local message = ('"%s" is not the id of an event, such as brewer#12'):format(kith.visible(id))
  local subject = step.roots and (ws.core:find("relationship", id) or ws.core:find("stakeholder", id))
  local open = open_ones(ws, subject and subject.id, step)
  return open[1] and ("%s; open: %s"):format(message, output.list(open, "or")) or message
end

-- The event of that id, if it still counts; else nil and why.
local function counted(ws, step, id)
  if not id:find "#%d+$" then return nil, not_an_id(ws, step, id) end
  local event = ws.core:events({ id = id, with_superseded = true })[1]
  if not event then return nil, ("nothing is noted as %s"):format(kith.visible(id)) end
  if event.superseded then return nil, ("%s does not count any more: it was taken back or corrected"):format(id) end
  return event
end

local function article(word) return (word:find "^[aeiou]" and "an " or "a ") .. word end

-- Why this event cannot take this step, or nil.
local function obstacle(ws, word, step, event, day)
  if not step.roots[events.root(ws, event.kind)] then
    local what = step.takes and ", which has no due day" or ("; only %s can be %s"):format(step.needs, word)
    return ("%s is %s%s"):format(event.id, article(event.kind), what)
  end
  if event.about then return ("%s continues %s; name that one"):format(event.id, event.about) end
  if kith.days_between(event.at, day) < 0 then return ("%s is of %s; it was not %s before that"):format(event.id, event.at, word) end
  local by = settling(ws, event)
  if by then
    local what = by.state or "resolved"
    return ("%s is %s already, since %s; to take that back: kith log undo %s%s"):format(event.id, what, by.resolved_at or by.at, by.id,
      ws.again)
  end
end

-- The day it is due, as it was said last.
local function due_of(ws, event)
  local due = event.due
  for _, each in ipairs(ws.core:events { of = event.of, kind = event.kind }) do
    if each.about == event.id then due = each.due or due end
  end
  return due
end

-- "9 days late", where something due was settled after its day.
local function lateness(due, day)
  local days = due and kith.days_between(due, day) or 0
  return days > 0 and output.count(days, "day") .. " late" or nil
end

-- The event that says it, { event =, places =, late = }; or nil and why.
function follow_up.event(ws, word, id, options)
  local step = STEPS[word]
  local event, why = counted(ws, step, id)
  if not event then return nil, why end
  local day = options.at or options.today
  why = obstacle(ws, word, step, event, day)
  if why then return nil, why end
  local new = { kind = event.kind, about = id, by = step.roots == PROMISES and event.by or nil, at = options.at, note = options.note }
  for field, value in pairs(step.says) do new[field] = value end
  if word == "resolved" then new.resolved_at = day end
  local due = due_of(ws, event)
  if step.takes then
    if not options.value then return nil, ("say until when: kith log %s %s=%s%s"):format(word, id, kith.day_add(day, "14d"), ws.again) end
    new[step.takes] = options.value
    return { event = new, places = { due = options.value_at }, late = due and "was " .. due }
  end
  if step.roots == ACTIONS then new.note, new.text = nil, options.note end
  return { event = new, places = {}, late = word ~= "withdrawn" and word ~= "broken" and lateness(due, day) }
end

-- An improvement's steps rest on those before: with one go all that came after it.
local function later_steps(ws, event)
  local list = {}
  for _, each in ipairs(ws.core:events { of = event.of, kind = "improvement" }) do
    if each.about == (event.about or event.id) and each.seq > event.seq then list[#list + 1] = each end
  end
  return list
end

-- What goes with an event that is taken back: with the closing of a review all that was noted from its outcome, with its opening the
-- closing as well.
local function company(ws, event)
  local list = {}
  if event.kind == "improvement" then return later_steps(ws, event) end
  if event.kind ~= "review" or event.about and event.state ~= "closed" then return list end
  local opening = event.about and ws.core:events({ id = event.about, with_superseded = true })[1] or event
  local key = review.key(opening)
  for _, each in ipairs(ws.core:events { of = event.of }) do
    local closing = not event.about and each.about == event.id
    if closing or each.key == key and each.seq > event.seq then list[#list + 1] = each end
  end
  return list
end

local function take_back(ws, event, options)
  local done, why = ws.core:undo(event.id, { today = options.today, by = options.by, note = options.note })
  if not done then return nil, why end
  return { id = event.id, kind = event.kind, what = "taken back: " .. events.summary(ws, event), at = options.today }
end

-- Takes one event back, and what goes with it. Rows to print, or nil and why.
function follow_up.undo(ws, id, options)
  local event, why = counted(ws, STEPS.undo, id)
  if event and NOT_NOTED[event.kind] then why = ("%s is %s, which cannot be taken back"):format(id, article(event.kind)) end
  if why then return nil, why end
  local list, rows = company(ws, event), {}
  table.insert(list, 1, event)
  for _, each in ipairs(list) do
    rows[#rows + 1], why = take_back(ws, each, options)
    if why then return nil, why end
  end
  return rows
end

return follow_up
