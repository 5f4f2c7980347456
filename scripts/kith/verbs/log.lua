-- kith log: notes what happened, in one line. Either it is all understood and noted, or all that is wrong is told and nothing is noted.

local kith = require "kith"
local command_line = require "kith.command_line"
local events = require "kith.events"
local follow_up = require "kith.follow_up"
local needs = require "kith.needs"
local output = require "kith.output"
local suggest = require "kith.suggest"
local words = require "kith.words"
local workspace = require "kith.workspace"

local log = { summary = "note what happened" }

local EXAMPLES = [[
kith log maria-rossi call csat=4 --note "Would like the early table again"
kith log brewer complaint severity=severe title="No delivery"
kith log brewer commitment by=them due=2026-08-01 text="credit note"
kith log maria-rossi stage=agree maturity.us=3 need.gluten-free=agreed
kith log maria-rossi engagement="supportive -> leading"

kith log kept brewer#12             also broken, withdrawn; resolved for an
                                    incident or complaint; done, dropped for
                                    an action
kith log due brewer#12=2026-09-01   another due day of any of these
kith log undo brewer#12             takes it back, several at once too; both
                                    stay in the record
kith log brewer                     lists what is noted of brewer, with the
                                    ids; --all: also what was taken back]]

function log.define(command)
  command:argument("subject", "Whom it concerns; or kept, broken, withdrawn, resolved, done, dropped, due, undo."):argname "SUBJECT"
  command:argument("words", "A channel, a kind of event, measure=value, field=value; or ids of events. None: list what is noted.")
    :args "*":argname "WORD"
  command:option("--note", "What there is to say about it."):argname "TEXT"
  command:option("--at", "When it was so, if not today: a day, or 2026-03-01T14:30."):argname "DAY"
  command:option("--by", "Who tells it: one of the staff."):argname "STAFF"
  command:flag("--all", "In a list: also what was taken back or corrected.")
  command:epilog(EXAMPLES)
end

-- ---- Places and options ----

-- The command as a source, and the places of everything in it.
local function placed(arguments)
  local line = command_line.new "kith log"
  local at = { subject = line:word(arguments.subject) }
  at.words = words.place(line, arguments.words)
  for _, option in ipairs { "at", "by", "note" } do
    local value, _ = arguments[option], nil
    if value then _, at[option] = line:pair("--" .. option, value, " ") end
  end
  return line, at
end

local function tell(ws, place, message) ws.findings:error(place[1], place[2], place[3], place[4], message) end

-- The moment it was so, or nil for today.
local function read_at(ws, text, today, place)
  if not text then return nil end
  if not kith.is_moment(text) then
    tell(ws, place, ("%s is neither a day such as 2026-03-01 nor a time such as 2026-03-01T14:30"):format(kith.visible(text)))
  elseif kith.days_between(today, text) > 0 then
    tell(ws, place, ("%s is after %s, the day it is noted; what is still to come is a commitment with due="):format(text, today))
  else
    return text
  end
end

local function read_by(ws, by, place)
  if not by or ws.core:find("staff", by) then return by end
  tell(ws, place, suggest.unknown(ws.core, "staff", by))
end

local function read_options(ws, arguments, at)
  return {
    today = arguments.today, note = arguments.note,
    at = read_at(ws, arguments.at, arguments.today, at.at), by = read_by(ws, arguments.by, at.by),
  }
end

-- ---- Steps of something noted before ----

local function take_step(ws, word, placed_word, options)
  local id = placed_word.bare or placed_word.key
  if word == "undo" then return follow_up.undo(ws, id, options) end
  options.value, options.value_at = placed_word.value, placed_word.value_at
  local item, why = follow_up.event(ws, word, id, options)
  if not item then return nil, why end
  local rows = events.note_all(ws, { item }, options)
  if rows and item.late then rows[1].what = ("%s, %s"):format(rows[1].what, item.late) end
  return rows, "findings"
end

-- Of several, one may go with another: the closing of a review takes back what came of it.
local function take_steps(ws, word, at, options)
  local rows, done = {}, {}
  for _, each in ipairs(at.words) do
    local before, id = ws.findings:errors(), each.bare or each.key
    local taken, why = {}, nil
    if word ~= "undo" or not done[id] then taken, why = take_step(ws, word, each, options) end
    if not taken and ws.findings:errors() == before then tell(ws, each.word_at, why) end
    for _, row in ipairs(taken or {}) do rows[#rows + 1], done[row.id] = row, true end
  end
  return rows
end

local function which(ws, arguments, at)
  local due = arguments.subject == "due" and "kith log due ID=DAY, such as brewer#12=2026-09-01"
  tell(ws, at.subject, "say which: " .. (due or ("kith log %s ID, such as brewer#12"):format(arguments.subject)))
  return events.fail(ws, "log")
end

-- ---- Something new ----

-- Where the subject is not known, words are still checked, as if they concerned whoever comes first; nothing of that stays.
local function subject_of(ws, word, place)
  local relationship, stakeholder = ws:subject(word)
  if relationship then return relationship, relationship.id end
  tell(ws, place, stakeholder)
  local first = ws:relationships()[1]
  return nil, first and first.id
end

-- What cannot follow the state a need is in is told at its word; what was passed over is kept, to be told once all is noted.
local function check_needs(ws, relationship, item, options)
  if not relationship or not item.event.needs then return end
  local day = (options.at or options.today):sub(1, 10)
  item.passed = needs.check_steps(ws, relationship, item.event.needs, day, options.by, function(id, message)
    tell(ws, item.places[id], message)
  end)
end

local function tell_passed(items)
  for _, item in ipairs(items) do
    for _, message in ipairs(item.passed or {}) do output.say("kith log: note: " .. message) end
  end
end

local function note_new(ws, arguments, at, options)
  local relationship, of = subject_of(ws, arguments.subject, at.subject)
  local items = words.read(ws, relationship, at.words, options.note, at.note)
  if not items[1] and ws.findings:errors() == 0 then
    tell(ws, at.subject, "say what happened: a channel such as call, a measure such as csat=4, or --note TEXT")
  end
  for _, item in ipairs(items) do
    item.event.of, item.event.at = of, options.at
    item.places.of, item.places.at = at.subject, at.at
    check_needs(ws, relationship, item, options)
  end
  if not of then return nil end
  local rows, why = events.note_all(ws, items, options)
  if rows and ws.findings:errors() == 0 then tell_passed(items) end
  return rows, why
end

-- It is noted all the same: people may know of the time before.
local function tell_early(ws, arguments)
  local relationship = arguments.at and ws:subject(arguments.subject)
  local day = arguments.at and arguments.at:sub(1, 10)
  if not relationship then return end
  local message
  if ws.begins and day < ws.begins then
    message = ("%s lies before the record begins (%s)"):format(day, ws.begins)
  elseif relationship.since and day < relationship.since then
    message = ("%s lies before the relationship begins (%s)"):format(day, relationship.since)
  end
  if message then output.say("kith log: note: " .. message) end
end

local function note(ws, arguments, at, step)
  local rows, why = events.transaction(ws, function()
    local options = read_options(ws, arguments, at)
    if step then return take_steps(ws, arguments.subject, at, options) end
    return note_new(ws, arguments, at, options)
  end, step and arguments.subject == "undo" and "took back" or nil)
  if not rows then return events.fail(ws, "log", why) end
  events.print(rows, arguments.format)
  if not step then tell_early(ws, arguments) end
  return 0
end

-- ---- What was noted ----

local function list(ws, arguments, at)
  local relationship, why = ws:subject(arguments.subject)
  if not relationship then
    tell(ws, at.subject, why)
    return events.fail(ws, "log")
  end
  local rows = events.list(ws, relationship, arguments.all)
  if not rows[1] then output.say(("nothing is noted of %s"):format(relationship.id)) end
  if rows[1] or arguments.format ~= "text" then events.print_list(rows, arguments.format) end
  return 0
end

local function answer(ws, arguments, at, asks)
  local step = follow_up.is(ws, arguments.subject, arguments.words)
  if arguments.all and not asks then return output.fail("log", "--all belongs to a list: kith log SUBJECT --all") end
  if step and not arguments.words[1] then return which(ws, arguments, at) end
  if asks then return list(ws, arguments, at) end
  return note(ws, arguments, at, step)
end

-- ---- The verb ----

function log.run(arguments)
  local asks = not (arguments.words[1] or arguments.note or arguments.at or arguments.by)
  local ws, why, failed = workspace.open { dir = arguments.dir, today = arguments.today, write = not asks, player = false }
  if not ws then
    output.say(why)
    return failed
  end
  local line, at = placed(arguments)
  line:register(ws.findings)
  local status = answer(ws, arguments, at, asks)
  ws:close()
  return status
end

return log
