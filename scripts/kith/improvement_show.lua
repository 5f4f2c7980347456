-- Improvements as people read them: the register, one with its history, and what comes next.

local change = require "kith.improvement_change"
local cycles = require "kith.cycles"
local improvement = require "kith.improvement"
local kith = require "kith"
local output = require "kith.output"

local show = {}

local function figure(value) return value and output.figure(value) or nil end

-- ---- The register ----

local function is_open(item) return item.state == "open" end

-- "csat 3.1 → 4.2", "csat → 4.2", "csat 3.1"; nil without a measure
local function way(item)
  if not item.measure then return nil end
  local text = item.measure
  if item.baseline then text = text .. " " .. figure(item.baseline) end
  return item.target and text .. " → " .. figure(item.target) or text
end

local function late_text(days) return (days or 0) > 0 and (", %d d late"):format(days) or "" end

-- How it ended, in a word.
local function ending(item)
  if item.state == "dropped" then return "dropped" end
  if item.because then return "claimed" end
  return item.reached_then == "yes" and "reached" or "closed"
end

local function step_text(item) return is_open(item) and (item.step or "") .. late_text(item.step_late) or ending(item) end

local function text_row(item)
  return { id = item.id, subject = item.subject, what = item.text, way = way(item), step = step_text(item), now = figure(item.actual),
           due = item.due and item.due .. (is_open(item) and late_text(item.days_late) or ""), owner = item.owner }
end

local COLUMNS = {
  { key = "id", keep = true }, { key = "subject", drop = 1 }, { key = "what", missing = "", drop = 3 },
  { key = "way", title = "baseline → target", keep = true }, { key = "now", right = true, keep = true },
  { key = "step", keep = true }, { key = "due", keep = true }, { key = "owner", drop = 2 },
}

local KEYS = { "id", "subject", "text", "measure", "within", "cycle", "step", "state", "baseline", "target", "actual", "reached", "opened",
               "entered", "limit", "due", "days_late", "step_late", "late", "rounds", "owner", "ended", "because", "needs", "command" }

-- What the step still needs, and the first command that gives it, followed by `again` (see workspace.lua).
local function needs_of(item, cycle, again)
  local step = is_open(item) and cycle and cycle.by_name[item.step]
  if not step then return nil, ("kith improve why %s%s"):format(item.id, again) end
  local lacking = improvement.lacks(item, step, {})
  return lacking, change.commands(item, lacking, again)[1]
end

local function machine_row(ws, item)
  local row = {}
  for _, key in ipairs(KEYS) do row[key] = item[key] end
  row.needs, row.command = needs_of(item, cycles.load(ws, item.cycle or ""), "")
  row.events = improvement.event_ids(ws, item.events)
  return row
end

local function csv_row(row)
  for key, value in pairs(row) do
    if type(value) == "boolean" then row[key] = value and "yes" or "no" end
  end
  return row
end

local function print_commands(ws, list)
  local commands = {}
  for _, item in ipairs(list) do
    local _, command = needs_of(item, cycles.load(ws, item.cycle or ""), ws.again)
    if is_open(item) then commands[#commands + 1] = "  " .. command end
  end
  if commands[1] then output.line("\nNext:\n" .. table.concat(commands, "\n")) end
end

function show.list(ws, list, arguments)
  local rows = {}
  for i, item in ipairs(list) do rows[i] = arguments.format == "text" and text_row(item) or machine_row(ws, item) end
  if arguments.format == "json" then return output.json(rows, KEYS) end
  if arguments.format == "csv" then
    for i, row in ipairs(rows) do rows[i] = csv_row(row) end
    return output.csv(KEYS, rows)
  end
  if not rows[1] then
    return output.line(("No improvement is %s.  kith improve open SUBJECT MEASURE to=… due=…"):format(arguments.late and "late" or "open"))
  end
  output.table(COLUMNS, rows)
  print_commands(ws, list)
end

-- ---- What comes next ----

-- A line or two: the step it is at, what it needs, and the command that gives it.
function show.next(ws, item, cycle)
  local step = cycle and cycle.by_name[item.step]
  if not step then return end
  local lacking = improvement.lacks(item, step, {})
  local needs = lacking[1] and "; it needs " .. change.describe(item, lacking) or ""
  local label = step.label ~= step.name and (" (%s)"):format(step.label) or ""
  output.paragraph(("%s is at \"%s\"%s%s:"):format(item.id, step.name, label, needs))
  for _, command in ipairs(change.commands(item, lacking, ws.again)) do output.line("  " .. command) end
end

-- "brewer#3 check → act; csat is 4.3, target 4.2: reached"
function show.moved(item, to, event, cycle)
  local text = ("%s %s → %s"):format(item.id, item.step, to)
  local chosen = cycle and #cycle.by_name[item.step].exits > 1 or to == cycles.CLOSED
  local standing = chosen and change.standing(item)
  if standing then text = text .. "; " .. standing end
  if event.because then text = ("%s, claimed: \"%s\""):format(text, kith.visible(event.because)) end
  return text
end

-- ---- Why ----

local function sentence(text) output.paragraph(text, { indent = "  ", first = "" }) end

local function heading(ws, item, cycle)
  local relationship = ws.core:find("relationship", item.subject)
  local name = relationship and ws:name_of(relationship) or item.subject
  sentence(("%s, of %s (%s): %s"):format(item.id, name, item.subject, way(item) or "without a measure"))
  if item.text then sentence("“" .. item.text .. "”") end
  local parts = { "cycle " .. item.cycle .. (cycle and " (" .. cycle.doc:gsub("%.$", "") .. ")" or "") }
  if item.due then parts[#parts + 1] = "due " .. item.due .. late_text(item.days_late) end
  if item.owner then parts[#parts + 1] = "owner " .. item.owner end
  sentence(table.concat(parts, "; "))
end

local KEPT = { [true] = "kept", [false] = "not kept" }

-- What a line of the history says of the step that was left.
local function left_text(entry, cycle, entered)
  if not entry.left then return nil end
  local text = ("%s left after %s"):format(entry.left, output.count(entry.after, "day"))
  local limit, kept = improvement.limit_kept(cycle, entry.left, entered, entry.day)
  return limit and ("%s, limit %s %s"):format(text, limit, KEPT[kept]) or text
end

local function entry_text(entry, cycle, entered)
  local parts = { left_text(entry, cycle, entered) }
  if entry.because then parts[#parts + 1] = "claimed: “" .. entry.because .. "”" end
  if entry.note then parts[#parts + 1] = "“" .. entry.note .. "”" end
  if entry.evidence then parts[#parts + 1] = "evidence " .. table.concat(entry.evidence, ", ") end
  if entry.by then parts[#parts + 1] = "by " .. entry.by end
  return table.concat(parts, "; ")
end

local function print_history(item, cycle)
  local entered
  for i, entry in ipairs(item.history) do
    local what = entry.state or entry.step or "changed"
    local told = entry_text(entry, cycle, entered)
    local head = ("  %s  %-12s %s%s"):format(entry.day, i == 1 and "opened" or what, entry.id, told ~= "" and "  " or "")
    output.paragraph(told, { first = head, indent = (" "):rep(27) })
    if entry.step then entered = entry.day end
  end
end

local function print_now(ws, item, cycle)
  local step = cycle and cycle.by_name[item.step]
  if not is_open(item) then return sentence(("%s on %s."):format(ending(item):gsub("^%l", string.upper), item.ended)) end
  local text = ("At \"%s\" for %s"):format(item.step, output.count(kith.days_between(item.entered, ws.day), "day"))
  if item.limit then text = ("%s; to be left by %s%s"):format(text, item.limit, late_text(item.step_late)) end
  if item.rounds > 1 then text = ("%s; round %d, since %s"):format(text, item.rounds, item.round_from) end
  if step and step.by then text = ("%s; by %s"):format(text, step.by) end
  sentence(text .. ".")
  if step and step.doc then sentence(step.doc) end
end

-- Of what the answer is made: the value and the events it rests on.
local function print_answer(ws, item)
  if not item.measure then return sentence "Whether it got there cannot be told: nothing is measured." end
  if not item.target then return sentence(("Whether it got there cannot be told: %s has no target."):format(item.measure)) end
  local how = item.within and ("mean of %s"):format(item.within) or item.measure == improvement.SCORE and "by its rule" or "the latest"
  local since = ("measured after %s"):format(item.round_from)
  local ids = improvement.event_ids(ws, item.events)
  if item.actual == nil then
    sentence(("Not known: no %s %s."):format(item.measure, since))
  else
    local behind = ids[1] and ": " .. table.concat(ids, ", ") or ""
    sentence(("%s (%s, %s%s)."):format(change.standing(item), how, since, behind))
  end
  local now = item.reached == nil and "unknown" or item.reached and "yes" or "no"
  if item.reached_then and item.reached_then ~= now then
    sentence(("When it was closed the answer was %s; the record has changed since."):format(item.reached_then))
  end
end

local HISTORY = { "day", "id", "step", "left", "days", "limit", "limit_kept", "by", "note", "because", "state" }

local function history_of(item, cycle)
  local list, entered = {}, nil
  for i, entry in ipairs(item.history) do
    local row = { id = entry.id, day = entry.day, by = entry.by, step = entry.step, left = entry.left, days = entry.after,
                  note = entry.note, evidence = entry.evidence, state = entry.state, because = entry.because }
    if entry.left then row.limit, row.limit_kept = improvement.limit_kept(cycle, entry.left, entered, entry.day) end
    if entry.step then entered = entry.day end
    list[i] = row
  end
  return list
end

function show.why(ws, item, cycle, fault, format)
  if format ~= "text" then
    local row = machine_row(ws, item)
    row.history = history_of(item, cycle)
    if format == "json" then return output.json(row, KEYS) end
    for i, each in ipairs(row.history) do row.history[i] = csv_row(each) end
    return output.csv(HISTORY, row.history)
  end
  heading(ws, item, cycle)
  output.line()
  print_history(item, cycle)
  output.line()
  print_now(ws, item, cycle)
  print_answer(ws, item)
  if fault then sentence(fault) end
  if is_open(item) then
    output.line()
    show.next(ws, item, cycle)
  end
end

return show
