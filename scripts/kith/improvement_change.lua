-- Changes of the improvement register, as events to be noted: opened, moved on, changed, dropped. What may be wrong with them is said here,
-- for the command line, for outcomes of reviews and for Lua programs alike.

local cycles = require "kith.cycles"
local events = require "kith.events"
local improvement = require "kith.improvement"
local kith = require "kith"
local output = require "kith.output"
local suggest = require "kith.suggest"

local change = {}

change.DEFAULT_CYCLE = "continual_improvement"

-- ---- What may be wrong ----

local function measure_fault(ws, id)
  if id == improvement.SCORE or ws.core:find("measure", id) then return nil end
  local known = suggest.ids(ws.core, "measure")
  table.insert(known, 1, improvement.SCORE)
  return ("no measure \"%s\"%s"):format(kith.visible(id), suggest.among(id, known))
end

local function scale_of(ws, id)
  if id == improvement.SCORE then return 0, 100 end
  local measure = ws.core:find("measure", id)
  local scale = measure and measure.scale
  if scale then return scale[1], scale[2] end
end

local function off_scale(ws, id, value)
  local low, high = scale_of(ws, id)
  if not low or value >= low and value <= high then return nil end
  return ("%s is %s, outside its scale of %s to %s"):format(id, kith.number(value), kith.number(low), kith.number(high))
end

-- Values as a person types them; files were held against their schema before.
local function check_types(ws, said, tell)
  local function wrong(key, what) tell(key, ("%s must be %s, not \"%s\""):format(key, what, kith.visible(tostring(said[key])))) end
  for _, key in ipairs { "baseline", "target" } do
    if said[key] ~= nil and not tonumber(said[key]) then wrong(key, "a number") end
  end
  if said.due and not kith.is_day(said.due) then wrong("due", "a day such as 2026-03-01") end
  if said.within and not kith.is_span(said.within) then wrong("within", "a length of time such as 30d, 2 weeks or 6 months") end
  if said.owner and not ws.core:find("staff", said.owner) then tell("owner", suggest.unknown(ws.core, "staff", said.owner)) end
end

-- What an improvement would hold once this is said.
local function after_saying(item, said)
  local both = {}
  for _, key in ipairs { "measure", "within", "baseline", "target", "due" } do
    both[key] = said[key]
    if both[key] == nil and item then both[key] = item[key] end
  end
  return both
end

local NEED_A_MEASURE = { "baseline", "target", "within" }

local function check_measured(ws, both, said, tell)
  local fault = said.measure and measure_fault(ws, said.measure)
  if fault then return tell("measure", fault) end
  for _, key in ipairs(NEED_A_MEASURE) do
    if said[key] ~= nil and not both.measure then
      tell(key, "without a measure nobody can tell; name one beside it, such as csat, or score")
      return
    end
    local value = key ~= "within" and said[key] ~= nil and tonumber(said[key])
    fault = value and off_scale(ws, both.measure, value)
    if fault then tell(key, fault) end
  end
  if both.within and both.measure == improvement.SCORE then
    tell(said.within and "within" or "measure", "within is for measures; a score has its own windows")
  end
end

local function check_sense(ws, both, said, tell)
  local from, to = tonumber(both.baseline), tonumber(both.target)
  if not from or not to or not (said.baseline or said.target or said.measure) then return end
  if ws.core:is_better(both.measure, from, to) then return end
  local better = ws.core:is_better(both.measure, 1, 2) and "higher" or "lower"
  tell(said.target and "target" or "baseline", ("the target %s is no better than the baseline %s; of %s, %s is better")
    :format(kith.number(to), kith.number(from), both.measure, better))
end

local function check_evidence(ws, said, tell)
  for _, id in ipairs(said.evidence or {}) do
    if not ws.core:events({ id = id })[1] then tell("evidence", ("nothing that counts is noted as %s"):format(kith.visible(id))) end
  end
end

-- Holds what is said against the vocabulary and the improvement (nil for a new one); tell(key, message) takes each finding. Whether there
-- was none.
function change.check(ws, item, said, tell_one)
  local good, both = true, after_saying(item, said)
  local function tell(key, message)
    good = false
    tell_one(key, message)
  end
  check_types(ws, said, tell)
  check_measured(ws, both, said, tell)
  if good then check_sense(ws, both, said, tell) end
  if said.due and kith.is_day(said.due) and kith.days_between(ws.day, said.due) < 0 then
    tell("due", ("%s lies before %s, today"):format(said.due, ws.day))
  end
  check_evidence(ws, said, tell)
  return good
end

-- ---- Events ----

local SAID = { "text", "measure", "within", "baseline", "target", "due", "owner", "evidence", "note" }

local function say(event, said)
  for _, key in ipairs(SAID) do event[key] = said[key] end
  return event
end

-- The event that opens one; nil with findings. The baseline is taken from the record, the owner from the relationship, where not said.
function change.open(ws, relationship, said, tell)
  local cycle, why = cycles.load(ws, said.cycle or change.DEFAULT_CYCLE)
  if why then tell("cycle", why) end
  local named = said.measure or said.text and said.text:find "%S"
  if not named then
    tell("of", "say what is to be improved: a measure such as csat, score, or a text")
  end
  local full = { owner = relationship.owner }
  for key, value in pairs(said) do full[key] = value end
  if full.measure and full.baseline == nil and not measure_fault(ws, full.measure) and (not full.within or kith.is_span(full.within)) then
    full.baseline = improvement.value_now(ws, relationship.id, full.measure, full.within)
  end
  local good = change.check(ws, nil, full, tell)
  if not (cycle and named and good) then return nil end
  return say({ kind = "improvement", of = relationship.id, cycle = cycle.name, step = cycle.steps[1].name }, full), cycle
end

-- The event that changes what is said of one; nil with findings.
function change.change(ws, item, said, tell)
  if not change.check(ws, item, said, tell) then return nil end
  return say({ kind = "improvement", about = item.id }, said)
end

function change.drop(item, note) return { kind = "improvement", about = item.id, state = "dropped", note = note } end

-- ---- Moving on ----

local CALLED = {
  text = "a text", measure = "a measure", baseline = "a baseline", target = "a target", due = "a due day", owner = "an owner",
  actual = "a value measured since", note = "a note", evidence = "evidence",
}
local TYPED = {
  text = "--text \"…\"", measure = "MEASURE", baseline = "from=…", target = "to=…", due = "due=…", owner = "--owner …",
  note = "--note \"…\"", evidence = "evidence=ID",
}

-- The commands that give what a step lacks: first what is to be recorded, then the advance. `again` follows each (see workspace.lua).
function change.commands(item, lacking, again)
  local list, words = {}, { "kith improve advance " .. item.id }
  for _, word in ipairs(lacking) do
    if TYPED[word] then words[#words + 1] = TYPED[word] end
    if word == "actual" and item.measure and item.measure ~= improvement.SCORE then
      list[1] = ("kith log %s %s=…%s"):format(output.shell(item.subject), item.measure, again)
    elseif word == "actual" and item.measure then
      list[1] = ("kith score %s"):format(output.shell(item.subject))
    end
  end
  list[#list + 1] = table.concat(words, " ") .. again
  return list
end

function change.describe(item, lacking)
  local list = {}
  for i, word in ipairs(lacking) do
    list[i] = CALLED[word]
    if word == "actual" and item.measure then list[i] = ("%s measured after %s"):format(item.measure, item.round_from) end
  end
  return output.list(list)
end

local function still_needs(ws, item, step, lacking)
  local lines = { ("%s cannot leave \"%s\" yet: it needs %s"):format(item.id, step.name, change.describe(item, lacking)) }
  for _, command in ipairs(change.commands(item, lacking, ws.again)) do lines[#lines + 1] = "  " .. command end
  return table.concat(lines, "\n")
end

local ANSWER = { [true] = "yes", [false] = "no" }

-- "csat is 3.6, target 4.2: not reached"
function change.standing(item)
  if not item.target then return nil end
  local label = item.measure or "the measure"
  if item.actual == nil then return ("%s is not measured since, target %s: not known"):format(label, kith.number(item.target)) end
  return ("%s is %s, target %s: %s"):format(label, output.figure(item.actual), kith.number(item.target),
    item.reached and "reached" or "not reached")
end

-- A claim needs a reason; what the record shows needs none.
local function claim_fault(ws, item, closing, because)
  local claims = closing and item.target and not item.reached
  if claims and not because then
    return ("%s\n  kith improve advance %s --because \"…\"%s    closes it as claimed, not reached\n  kith improve drop %s --note \"…\"%s")
      :format(change.standing(item), item.id, ws.again, item.id, ws.again)
  elseif because and not claims then
    return closing and "--because is for a target that the record does not show as reached"
      or "--because is for the last step; this one is not"
  end
end

-- What is said with this advance counts for its step and for what is measured.
local function with_said(ws, item, said)
  local now = setmetatable({}, { __index = item })
  for _, key in ipairs(SAID) do now[key] = said[key] end
  for _, key in ipairs { "baseline", "target" } do now[key] = tonumber(now[key]) or now[key] end
  improvement.measure(ws, { now })
  return now
end

local function going_on(ws, now, cycle, step, said)
  local lacking = improvement.lacks(now, step, said)
  if lacking[1] then return nil, still_needs(ws, now, step, lacking) end
  local to = improvement.next_step(ws, now, cycle, step)
  if to and said.to and said.to ~= to then
    return nil, ("%s goes on to \"%s\", not to \"%s\""):format(now.id, to, kith.visible(said.to))
  end
  return to
end

local function moved(ws, now, to, said)
  local event = say({ kind = "improvement", about = now.id }, said)
  if to ~= improvement.CLOSED then
    event.step = to
    return event
  end
  event.state, event.because, event.actual = "closed", said.because, now.actual
  if now.target then event.reached = ANSWER[ws.core:improvement_reached(now.measure, now.target, now.actual)] or "unknown" end
  return event
end

-- The event that moves one on, the step it goes to, the improvement with what was said; or nil and why, nil with findings about what was
-- said, nil and "script" with findings about the cycle.
function change.advance(ws, item, said, tell)
  local cycle, why = cycles.load(ws, item.cycle)
  if not cycle then return nil, why or "script" end
  if not change.check(ws, item, said, tell) then return nil end
  local now, step = with_said(ws, item, said), cycle.by_name[item.step]
  if not step then return nil, ("the cycle %s has no step \"%s\" any more; kith improve drop %s"):format(cycle.name, item.step, item.id) end
  local to
  to, why = going_on(ws, now, cycle, step, said)
  if not to then return nil, why or "script" end
  why = claim_fault(ws, now, to == improvement.CLOSED, said.because)
  if why then return nil, why end
  return moved(ws, now, to, said), to, now
end

-- ---- Which one ----

-- The open improvement of that id, measured; or nil and why.
function change.find(ws, id)
  local list, by_id = improvement.all(ws)
  local item = by_id[id]
  if item and item.later then
    return nil, ("%s went on on %s; nothing can be noted of it for %s any more"):format(id, item.later, ws.day)
  elseif item and item.state == "open" then
    improvement.measure(ws, { item })
    return item
  end
  if item then return nil, ("%s was %s on %s"):format(id, item.state, item.ended) end
  local event = ws.journal_absent and nil or ws.core:events({ id = id, with_superseded = true })[1]
  if event and event.kind == "improvement" and event.about then
    return nil, ("%s is about the improvement %s; name that one"):format(id, event.about)
  end
  local subject, open = id:match "^(.-)#?%d*$", {}
  for _, each in ipairs(list) do
    if each.state == "open" and each.subject == subject then open[#open + 1] = each.id end
  end
  local advice = open[1] and "open: " .. output.list(open, "or") or "kith improve list shows those that are open"
  return nil, ("there is no improvement %s; %s"):format(kith.visible(id), advice)
end

-- Notes one event in a transaction of its own. A row to print, or nil and why.
function change.note(ws, event, places, options)
  local rows, why = events.transaction(ws, function()
    return events.note_all(ws, { { event = event, places = places or {} } }, options)
  end, nil, options.dry_run)
  return rows and rows[1], why
end

-- ---- For Lua programs ----

local Handle = {}
Handle.__index = Handle

-- Moves it on, as `kith improve advance` does: `given` may hold note, evidence (a list), baseline, target, due, owner, because, by (who
-- does it) and to (the step expected; a text alone is that). The step it went to and the event's id; nil and why.
function Handle:advance(given)
  given = type(given) == "table" and given or { to = given }
  local messages = {}
  local item, why = change.find(self.ws, self.id)
  if not item then return nil, why end
  local event, to = change.advance(self.ws, item, given, function(_, message) messages[#messages + 1] = message end)
  if messages[1] then return nil, table.concat(messages, "\n") end
  if not event then return nil, to == "script" and self.ws.findings:render() or to end
  local row
  row, why = change.note(self.ws, event, nil, { today = self.ws.day, by = given.by })
  if not row then return nil, why == "findings" and self.ws.findings:render() or why end
  return to, row.id
end

-- An open improvement of a workspace that is open for writing; nil and why where there is none.
function change.handle(ws, id)
  local item, why = change.find(ws, id)
  if not item then return nil, why end
  return setmetatable({ ws = ws, id = id }, Handle)
end

return change
