-- kith improve: the improvement register. `list` shows it, `open` adds to it, `advance` moves one on to the next step of its cycle,
-- `change` says something anew, `drop` gives one up, `why` tells its history and whether it got there.

local change = require "kith.improvement_change"
local cycles = require "kith.cycles"
local events = require "kith.events"
local improvement = require "kith.improvement"
local improvement_words = require "kith.improvement_words"
local options = require "kith.options"
local output = require "kith.output"
local show = require "kith.improvement_show"
local suggest = require "kith.suggest"
local workspace = require "kith.workspace"

local verb = { summary = "open improvements, move them on, say whether they got there" }

local EXAMPLES = [[
kith improve open maria-rossi csat to=4.2 due=2026-09-30 --text "At the door"
kith improve open brewer score from=60 to=75 --owner paolo --cycle pdca
kith improve list --late
kith improve advance maria-rossi#12 --note "A second waiter on Fridays"
kith improve why maria-rossi#12]]

local function define_said(command, with_note)
  command:argument("words",
    "A measure, or score; from=VALUE to=VALUE due=DAY; within=90d takes the mean of so long, not the latest; evidence=ID,ID.")
    :args "*":argname "WORD"
  command:option("--text", "What is to be better, in a sentence."):argname "TEXT"
  command:option("--owner", "Who answers for it: one of the staff."):argname "STAFF"
  if with_note then command:option("--note", "What there is to say about this step."):argname "TEXT" end
end

local function define_by(command)
  command:option("--by", "Who does it: one of the staff."):argname "STAFF"
  command:flag("--dry-run", "Do everything but keep it: say what would be noted.")
end

local function define_as_of(command)
  command:option("--as-of", "As things stood at the end of that day (default: today)."):argname "DAY":target "as_of"
    :convert(options.day "--as-of")
end

local function define_list(command)
  command:option("--owner", "Only those of one of the staff."):argname "STAFF"
  command:option("--cycle", "Only those of a cycle."):argname "CYCLE"
  command:flag("--late", "Only those that are late: past their due day, or past the time limit of their step.")
  command:flag("--all", "Also those that were closed or dropped.")
  define_as_of(command)
end

local function id_argument(command) command:argument("id", "The improvement, such as maria-rossi#12."):argname "ID" end

function verb.define(command)
  command:require_command(true):command_target "command"
  define_list(command:command("list", "Shows what is open."))
  local open = command:command("open", "Adds an improvement; without from= the baseline is today's value of the record.")
  open:argument("subject", "Whom it concerns."):argname "SUBJECT"
  define_said(open)
  open:option("--cycle", "The steps it goes through (default: " .. change.DEFAULT_CYCLE .. ")."):argname "CYCLE"
  local advance = command:command("advance", "Moves one on to the next step, with what this step needs.")
  id_argument(advance)
  define_said(advance, true)
  advance:option("--because", "Close it though the record does not show the target as reached; noted as claimed."):argname "TEXT"
  local other = command:command("change", "Says something of one anew; it stays at its step.")
  id_argument(other)
  define_said(other, true)
  local drop = command:command("drop", "Gives one up.")
  id_argument(drop)
  drop:option("--note", "Why."):argname "TEXT"
  local why = command:command("why", "Tells the history of one, and what its answer rests on.")
  id_argument(why)
  define_as_of(why)
  for _, each in ipairs { open, advance, other, drop } do define_by(each) end
  command:epilog(EXAMPLES)
end

-- ---- list ----

local function filter_fault(ws, arguments)
  local owner, cycle = arguments.owner, arguments.cycle
  if owner and not ws.core:find("staff", owner) then return suggest.unknown(ws.core, "staff", owner) end
  if cycle and #ws:scripts("cycles", cycle) == 0 then return cycles.unknown(ws, cycle) end
end

local function wanted(item, arguments)
  return (arguments.all or item.state == "open") and (not arguments.owner or item.owner == arguments.owner)
    and (not arguments.cycle or item.cycle == arguments.cycle) and (not arguments.late or item.late)
end

-- Measured, judged and filtered.
local function listed(ws, arguments)
  local all, list = improvement.all(ws), {}
  improvement.measure(ws, all)
  for _, item in ipairs(all) do
    local cycle = cycles.load(ws, item.cycle or "")
    improvement.judge(ws, item, cycle)
    if wanted(item, arguments) then list[#list + 1] = item end
  end
  return list
end

local function list_verb(ws, arguments)
  local fault = filter_fault(ws, arguments)
  if fault then return output.fail("improve list", fault) end
  local list = listed(ws, arguments)
  if ws.findings:errors() > 0 then output.say(ws.findings:render()) end
  show.list(ws, list, arguments)
  local late = false
  for _, item in ipairs(list) do late = late or item.late end
  return (ws.findings:errors() > 0 or arguments.exit_code and late) and 2 or 0
end

-- ---- open, advance, change, drop ----

local function tell_at(ws, places)
  return function(key, message)
    local place = places[key] or places.of
    ws.findings:error(place[1], place[2], place[3], place[4], message)
  end
end

local function check_by(ws, arguments, places)
  local by = arguments.by
  if by and not ws.core:find("staff", by) then tell_at(ws, places)("by", suggest.unknown(ws.core, "staff", by)) end
end

-- Notes the event and prints it with what comes next; `what` says it in our words.
local function note(ws, arguments, event, places, what)
  local row, why = change.note(ws, event, places, { today = arguments.today, by = arguments.by, dry_run = arguments.dry_run })
  if not row then return events.fail(ws, "improve " .. arguments.command, why) end
  if what then row.what = what end
  events.print({ row }, arguments.format)
  if arguments.dry_run then output.say "A dry run: nothing was noted." end
  return 0, row.id
end

local function fail(ws, arguments, why) return events.fail(ws, "improve " .. arguments.command, why) end

local function next_line(ws, arguments, id)
  if arguments.format ~= "text" or arguments.dry_run then return end
  local _, by_id = improvement.all(ws)
  local item = by_id[id]
  improvement.measure(ws, { item })
  show.next(ws, item, cycles.load(ws, item.cycle))
end

-- Another one of the same measure is not refused: two owners may work on it. But it is told.
local function tell_double(ws, event)
  for _, item in ipairs((improvement.all(ws))) do
    if item.state == "open" and event.measure and item.subject == event.of and item.measure == event.measure then
      output.say(("kith improve open: note: %s is open already, of %s too"):format(item.id, item.measure))
    end
  end
end

local function open_verb(ws, arguments)
  local line, places, placed = improvement_words.place("open", arguments)
  line:register(ws.findings)
  local relationship, why = ws:subject(arguments.subject)
  local tell = tell_at(ws, places)
  if not relationship then tell("of", why) end
  check_by(ws, arguments, places)
  local said = improvement_words.read(ws, arguments, places, placed)
  local event = change.open(ws, relationship or {}, said, tell)
  if not event or ws.findings:errors() > 0 then return fail(ws, arguments, "findings") end
  tell_double(ws, event)
  local status, id = note(ws, arguments, event, places)
  if id then next_line(ws, arguments, id) end
  return status
end

-- The improvement that is meant and what is said of it; nil and the exit status.
local function found(ws, arguments)
  local line, places, placed = improvement_words.place(arguments.command, arguments)
  line:register(ws.findings)
  local item, why = change.find(ws, arguments.id)
  if not item then return nil, output.fail("improve " .. arguments.command, why) end
  check_by(ws, arguments, places)
  return item, improvement_words.read(ws, arguments, places, placed), places
end

local function advance_verb(ws, arguments)
  local item, said, places = found(ws, arguments)
  if not item then return said end
  local event, to, now = nil, nil, nil
  if ws.findings:errors() == 0 then event, to, now = change.advance(ws, item, said, tell_at(ws, places)) end
  if not event then return events.fail(ws, "improve advance", to, to == "script" and 2 or nil) end
  local status, id = note(ws, arguments, event, places, show.moved(now, to, event, cycles.load(ws, item.cycle)))
  if id and to ~= improvement.CLOSED then next_line(ws, arguments, item.id) end
  return status
end

local function change_verb(ws, arguments)
  local item, said, places = found(ws, arguments)
  if not item then return said end
  if next(said) == nil then return output.fail("improve change", "say what changes: due=DAY, to=VALUE, --owner STAFF, …") end
  local event = change.change(ws, item, said, tell_at(ws, places))
  if not event or ws.findings:errors() > 0 then return fail(ws, arguments, "findings") end
  return (note(ws, arguments, event, places))
end

local function drop_verb(ws, arguments)
  local item, said, places = found(ws, arguments)
  if not item then return said end
  if ws.findings:errors() > 0 then return fail(ws, arguments, "findings") end
  return (note(ws, arguments, change.drop(item, arguments.note), places))
end

-- ---- why ----

local function why_verb(ws, arguments)
  local _, by_id = improvement.all(ws)
  local item = by_id[arguments.id]
  if not item then
    local _, why = change.find(ws, arguments.id)
    return output.fail("improve why", why)
  end
  improvement.measure(ws, { item })
  local cycle, fault = cycles.load(ws, item.cycle or "")
  improvement.judge(ws, item, cycle)
  if ws.findings:errors() > 0 then output.say(ws.findings:render()) end
  show.why(ws, item, cycle, fault, arguments.format)
  return ws.findings:errors() > 0 and 2 or 0
end

-- ---- The verb ----

local COMMANDS = { list = list_verb, open = open_verb, advance = advance_verb, change = change_verb, drop = drop_verb, why = why_verb }
local READS = { list = true, why = true }

function verb.run(arguments)
  local command = arguments.command
  local ws, why, failed = workspace.open { dir = arguments.dir, today = arguments.as_of or arguments.today, write = not READS[command] }
  if not ws then
    output.say(why)
    return failed
  end
  local status = COMMANDS[command](ws, arguments)
  ws:close()
  return status
end

return verb
