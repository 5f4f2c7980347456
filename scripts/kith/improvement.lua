-- The improvement register: what the journal says of each improvement as of a day, what was measured since, and whether it got there.
-- An improvement is an event that opens it and later ones about it, which move it on, change it or end it. Legality of steps and the answer
-- are the core's (practice/improvement.h); the steps come from cycles.lua.

local cycles = require "kith.cycles"
local findings = require "kith.script_findings"
local kith = require "kith"
local output = require "kith.output"
local suggest = require "kith.suggest"

local improvement = {}

improvement.SCORE = "score" -- measured by the relationship's own rule, in points of a hundred

local function day_of(moment) return moment:sub(1, 10) end

-- ---- State ----

-- What an event may say anew.
local SAID = { "cycle", "text", "measure", "within", "baseline", "target", "due", "owner" }

local function entry_of(event)
  return { id = event.id, day = day_of(event.at), by = event.by_whom ~= "" and event.by_whom or nil, step = event.step, note = event.note,
           evidence = event.evidence, state = event.state, reached = event.reached, actual = event.actual, because = event.because }
end

local function opened(event)
  local day = day_of(event.at)
  local item = { id = event.id, seq = event.seq, subject = event.of, state = "open", step = event.step, opened = day,
                 entered = day, round_from = day, rounds = 1, visited = {}, history = {} }
  item.visited[event.step or ""] = true
  return item
end

-- Coming back to a step of the round begins a new one: only what is measured after that day counts.
local function enter(item, entry)
  if item.visited[entry.step] then item.round_from, item.rounds, item.visited = entry.day, item.rounds + 1, {} end
  entry.left, item.visited[entry.step] = item.step, true
  entry.after = kith.days_between(item.entered, entry.day)
  item.step, item.entered = entry.step, entry.day
end

local function put(item, event, entry)
  for _, key in ipairs(SAID) do
    if event[key] ~= nil then item[key] = event[key] end
  end
  item.history[#item.history + 1] = entry
  if not event.about then return end
  if event.step then enter(item, entry) end
  if not event.state then return end
  item.state, item.ended, item.reached_then, item.actual_then = event.state, entry.day, event.reached, event.actual
  item.because, entry.left = event.because, item.step
  entry.after = kith.days_between(item.entered, entry.day)
end

-- All improvements known on ws.day in the order they were opened, also by id; `later` is a day after it on which one went on. One reading
-- of the journal.
function improvement.all(ws)
  local list, by_id = {}, {}
  for _, event in ipairs(ws.journal_absent and {} or ws.core:events { kind = "improvement" }) do
    local known = not event.erased and day_of(event.at) <= ws.day
    if not known and by_id[event.about] then
      by_id[event.about].later = event.at and day_of(event.at)
    elseif known and not event.about then
      local item = opened(event)
      by_id[event.id], list[#list + 1] = item, item
      put(item, event, entry_of(event))
    elseif known and by_id[event.about] then
      put(by_id[event.about], event, entry_of(event))
    end
  end
  return list, by_id
end

-- ---- What was measured ----

-- Points of a hundred by relationship, as of ws.day; what rests on too little is not known.
local function scores(ws, ids)
  local points = {}
  if not ids[1] then return points end
  local rows = ws:score { of = ids, as_of = ws.day }
  for _, row in ipairs(rows or {}) do points[row.id] = row.band ~= "unknown" and row.value and row.value * 100 or nil end
  return points
end

local function is_open(item) return item.state == "open" end

local function question(ws, item)
  return { of = item.subject, measure = item.measure, after = item.round_from, until_ = item.ended or ws.day, within = item.within }
end

-- A measure that was taken out of the vocabulary since is still measured: its facts stand.
local function measure_facts(ws, list)
  local asked = {}
  for _, item in ipairs(list) do
    if item.measure and item.measure ~= improvement.SCORE then asked[#asked + 1] = item end
  end
  table.sort(asked, function(a, b) return a.subject < b.subject end) -- each subject is read once
  local questions = {}
  for i, item in ipairs(asked) do questions[i] = question(ws, item) end
  for i, answer in ipairs(ws.core:measured(questions)) do
    asked[i].actual, asked[i].actual_day, asked[i].events = answer.value, answer.day, answer.events
  end
end

-- A score follows from the whole record: of what has ended that of its last day is kept.
local function measure_scores(ws, list)
  local asked, ids = {}, {}
  for _, item in ipairs(list) do
    if item.measure == improvement.SCORE and not is_open(item) then item.actual = item.actual_then end
    if item.measure == improvement.SCORE and is_open(item) and item.opened < ws.day then
      asked[#asked + 1] = item
      if ws.core:find("relationship", item.subject) then ids[#ids + 1] = item.subject end
    end
  end
  local points = scores(ws, ids)
  for _, item in ipairs(asked) do item.actual, item.actual_day = points[item.subject], ws.day end
end

-- Whether those past their due day had got there by then; of a score only today's is known.
local function measure_in_time(ws, list)
  local late, questions = {}, {}
  for _, item in ipairs(list) do
    if is_open(item) and item.reached and item.measure ~= improvement.SCORE and item.due and item.due < ws.day then
      late[#late + 1] = item
      questions[#late] = question(ws, item)
      questions[#late].until_ = item.due
    end
  end
  for i, answer in ipairs(late[1] and ws.core:measured(questions) or {}) do
    local item = late[i]
    item.reached_in_time = ws.core:improvement_reached(item.measure, item.target, answer.value)
  end
end

-- Adds to each: actual, actual_day, events (numbers, see improvement.event_ids), reached = true, false or nil where it is not known,
-- reached_in_time where it is reached now and was on its due day.
function improvement.measure(ws, list)
  measure_facts(ws, list)
  measure_scores(ws, list)
  for _, item in ipairs(list) do
    item.reached = nil
    if item.measure then item.reached = ws.core:improvement_reached(item.measure, item.target, item.actual) end
  end
  measure_in_time(ws, list)
end

function improvement.event_ids(ws, numbers)
  local ids = {}
  for i, number in ipairs(numbers or {}) do ids[i] = ws.core:event_id(number) end
  return ids
end

-- The value of a measure on ws.day, for a baseline: nil where it is not known.
function improvement.value_now(ws, subject, measure, within)
  if measure == improvement.SCORE then return scores(ws, { subject })[subject] end
  return ws.core:measured({ { of = subject, measure = measure, until_ = ws.day, within = within } })[1].value
end

-- ---- Time limits ----

local function limit_of(step, entered)
  return step and step.within and kith.day_add(entered, step.within) or nil
end

-- Adds: limit, the day by which the step is to be left; days_late, of its due day, 0 where it had got there by then; step_late, of the
-- limit; late.
function improvement.judge(ws, item, cycle)
  local step = cycle and cycle.by_name[item.step]
  local day = item.ended or ws.day
  item.limit = limit_of(step, item.entered)
  item.days_late = item.due and (item.reached_in_time and 0 or math.max(0, kith.days_between(item.due, day))) or nil
  item.step_late = item.limit and math.max(0, kith.days_between(item.limit, day)) or nil
  item.late = is_open(item) and ((item.days_late or 0) > 0 or (item.step_late or 0) > 0)
end

-- The time limit of a step that was left after so many days, and whether it was kept; nil where it had none.
function improvement.limit_kept(cycle, name, entered, left)
  local limit = limit_of(cycle and cycle.by_name[name], entered)
  if not limit then return nil end
  return limit, left <= limit
end

-- ---- Going on ----

local OF_THE_STEP = { note = true, evidence = true }

-- What the step still needs: words of cycles.NEEDS. `given` is what this advance says, with note and evidence.
function improvement.lacks(item, step, given)
  local list = {}
  for _, word in ipairs(step.needs) do
    local value = given[word]
    if value == nil and not OF_THE_STEP[word] then value = item[word] end
    if value == nil then list[#list + 1] = word end
  end
  return list
end

local CHOOSE_FIELDS = { "id", "subject", "cycle", "step", "measure", "baseline", "target", "actual", "reached", "due", "days_late", "days",
                        "days_in_step", "rounds", "owner", "level", "type", "model" }

-- Plain data of an improvement, for choose.
local function plain(ws, item)
  local relationship = ws.core:find("relationship", item.subject)
  local data = { days = kith.days_between(item.opened, ws.day), days_in_step = kith.days_between(item.entered, ws.day) }
  for _, key in ipairs { "level", "type", "model" } do data[key] = relationship and relationship[key] or nil end
  for _, key in ipairs(CHOOSE_FIELDS) do
    if data[key] == nil then data[key] = item[key] end
  end
  return data
end

-- Findings stand at the choose function.
local function wrong_choice(ws, cycle, message) findings.tell(ws, cycle, "choose", message, cycle.line, cycle.chunk) end

local function not_an_exit(ws, cycle, step, answer)
  local text = answer.found and "answered with " .. answer.found
    or ("answered \"%s\""):format(output.cut(kith.visible(answer.step), 40))
  local advice = answer.step and suggest.nearest(answer.step, step.exits) or ""
  wrong_choice(ws, cycle, ("choose %s, and the exits of \"%s\" are %s%s"):format(text, step.name, output.list(step.exits), advice))
end

-- The step it goes on to; nil with findings where the cycle's choose does not say.
function improvement.next_step(ws, item, cycle, step)
  if #step.exits == 1 then return step.exits[1] end
  local answer, failure = ws.player:call { ["do"] = "run_cycle", cycle = cycle.name, script = cycle.script, fields = CHOOSE_FIELDS,
                                           improvement = plain(ws, item) }
  if not answer then
    if failure.source == "" then failure.source, failure.line = cycle.chunk, cycle.line end
    ws:tell_failure(failure)
  elseif answer.missing then
    wrong_choice(ws, cycle, ("choose reckons with %s, which is not known of %s"):format(answer.missing, item.id))
  elseif answer.step and ws.core:improvement_may(cycle.steps, step.name, answer.step) then
    return answer.step
  else
    not_an_exit(ws, cycle, step, answer)
  end
end

improvement.CLOSED = cycles.CLOSED

return improvement
