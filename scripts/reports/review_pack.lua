-- One relationship, to hold its review from: what both should know before they sit down, and what to ask.
--
-- Read it as the agenda: where we stand, why it moved, what each promised, what they need, what to ask, what we do not know.
-- To change it: extend("review_pack", { needs = { series = { within = "2 years", every = "1 month" } } }), or write your own `build`.

local UNSETTLED = { open = true, overdue = true }

local function signed(points) return string.format("%s%d", points < 0 and "−" or "+", math.abs(points)) end

-- ---- Where we stand, in a sentence ----

local function standing(d)
  local s = d.score
  if not s then return "Nothing can be said of this relationship yet." end
  if not s.bands then return string.format("%s is classed %s by the rule %s.", d.facts.name, s.band, s.rule) end
  if not s.value or s.band == "unknown" then
    return string.format("We do not know how we stand with %s: only %d %% of the evidence is there.", d.facts.name, points(s.coverage or 0))
  end
  local sentence = string.format("%s stands at %d of 100, %s", d.facts.name, points(s.value), s.band)
  local c = d.changes
  if c and c.from and c.points ~= 0 then
    sentence = string.format("%s, %d points %s than on %s", sentence, math.abs(c.points), c.points < 0 and "lower" or "higher", c.day)
  elseif c and c.from then
    sentence = string.format("%s, as on %s", sentence, c.day)
  end
  return sentence .. "."
end

local function costly(d)
  local lift = d.score and d.score.lifts and d.score.lifts[1]
  if not lift or not d.score.value then return nil end
  local next_band = d.score.next_band
  local lacks = next_band and string.format("To %s it lacks %s. ", next_band.name, plural(next_band.needs, "point")) or ""
  return string.format("%sMost would be gained by %s: up to %d points.", lacks, lift.name, lift.gain)
end

local function limited(d)
  if not (d.score and d.score.limit) then return nil end
  return text(string.format("Held down: %s. No average may hide that.", d.score.limit), "warning")
end

local function owed(d, by)
  local count, late = 0, 0
  for _, each in ipairs(d.promises) do
    if each.by == by and UNSETTLED[each.state] then
      count = count + 1
      if each.state == "overdue" then late = late + 1 end
    end
  end
  if count == 0 then return "nothing" end
  local promised = plural(count, "promise")
  return late == count and promised .. ", overdue" or late > 0 and string.format("%s, %d overdue", promised, late) or promised
end

local function key_facts(d)
  local f, s = d.facts, d.score or {}
  local silence = d.contacts.last and plural(d.contacts.silence, "day") .. " ago" or "none recorded"
  return facts {
    { "Band", s.band, as = "band" },
    { "Evidence", s.coverage, as = "percent" },
    { "Last contact that counts", silence },
    { "We owe", owed(d, "us") },
    { "They owe", owed(d, "them") },
    { "Next review", d.reviews.next },
    { "Owner", f.owner },
    { "Model", f.model },
    { "Stage", f.stage },
    { "Engagement", f.engagement and (f.desired and f.desired ~= f.engagement and f.engagement .. ", desired " .. f.desired
      or f.engagement) },
  }
end

-- ---- The score over time ----

-- What may have moved it: the gravest first where there is no room for all.
local function marks(d)
  local found = {}
  local from = d.series[1] and d.series[1].day
  local function add(day, what, weight)
    if day and from and day >= from then found[#found + 1] = { day = day, text = what, weight = weight } end
  end
  for _, each in ipairs(d.problems) do
    add(each.day, each.kind .. ": " .. (each.title or each.severity or each.id), each.severity == "Severe" and 4 or 2)
  end
  for _, each in ipairs(d.promises) do
    local ours = each.by == "us" and "we" or "they"
    if each.state == "broken" then add(each.settled, string.format("%s broke a promise: %s", ours, each.text or each.id), 3) end
    if each.state == "overdue" then add(each.due, string.format("overdue, %s promised: %s", ours, each.text or each.id), 3) end
  end
  for _, each in ipairs(d.reviews.list) do
    if each.state == "closed" then add(each.last, "review closed", 1) end
  end
  table.sort(found, function(a, b) return a.weight > b.weight end)
  local kept = {}
  for i = 1, math.min(#found, 7) do kept[i] = { day = found[i].day, text = found[i].text } end
  table.sort(kept, function(a, b) return a.day < b.day end)
  return kept
end

local function score_line(d)
  if not (d.score and d.score.bands and d.series) then return nil end
  local line, bands = {}, {}
  local known = false
  for i, each in ipairs(d.series) do
    line[i] = { day = each.day, value = each.value and points(each.value) }
    known = known or each.value ~= nil
  end
  if not known then return text("There never was enough evidence for a score.") end
  for i, band in ipairs(d.score.bands) do bands[i] = { name = band.name, from = points(band.from) } end
  return chart("line", "Score over the past year", { series = { { name = "score", points = line } }, bands = bands, marks = marks(d),
    low = 0, high = 100,
    note = "By today's rule. Where the line is broken the evidence was too thin to say.", empty = "The record is too young for a line." })
end

-- ---- Why it moved ----

local function moved_text(step)
  local parts = {}
  for i, each in ipairs(step.moved) do
    if i <= 3 then
      parts[i] = string.format("%s %s → %s", each.name, each.from and points(each.from) or "missing", each.to and points(each.to)
        or "missing")
    end
  end
  return #parts > 0 and table.concat(parts, ", ") or nil
end

local function why_moved(d)
  local c = d.changes
  if not c then return nil end
  if not (c.from and c.to) then
    return section { "Why it moved since " .. c.day,
      text(string.format("It was %s on %s and is %s now: with too little evidence on either day there is no change to explain.",
      c.from_band, c.day, c.to_band)) }
  end
  local steps, explained = {}, {}
  for i, step in ipairs(c.steps) do
    steps[i] = { label = step.name, change = step.points, note = moved_text(step) }
    if step.points ~= 0 then explained[#explained + 1] = string.format("%s %s: %s", signed(step.points), step.name, moved_text(step)
      or "no factor by itself") end
  end
  local from, to = { label = c.day, value = points(c.from) }, { label = d.day, value = points(c.to) }
  local since = c.reviewed and "the last review, closed " .. c.day or c.day
  return section { "Why it moved since " .. since,
    columns {
      chart("waterfall", "From " .. c.day .. " to " .. d.day, { from = from, steps = steps, to = to }),
      section { "Which factors moved", list { empty = "None.", table.unpack(explained) } },
    } }
end

local function factor_table(d)
  if not (d.score and d.score.bands) then return nil end
  local rows = {}
  for i, each in ipairs(d.score.factors) do
    rows[i] = { factor = each.name, value = each.value, weight = each.weight, adds = each.adds,
                says = each.says or each.missing and "missing: no " .. each.missing or each.value == nil and "missing" or nil }
  end
  return section { "What the score is made of", data_table { columns = { { "factor", "Factor" }, { "value", "Of 100", as = "score" },
    { "weight", "Weight", as = "number" }, { "adds", "Adds", as = "number" }, { "says", "Because" } }, rows = rows,
    note = string.format("Rule %s: %s", d.score.rule, d.score.doc or "") } }
end

-- ---- What each promised ----

local STATE_BAND = { kept = "green", ["kept late"] = "amber", broken = "red", overdue = "red", open = "amber", withdrawn = "unknown" }

local function promises(d)
  local from, to = d.promises[1] and d.promises[1].made or d.day, d.day
  for _, each in ipairs(d.promises) do
    if each.made < from then from = each.made end
  end
  local us, them, rows = {}, {}, {}
  for _, each in ipairs(d.promises) do
    local lane = each.by == "us" and us or them
    local last = each.settled or each.due
    if last and last > to and (each.state == "open") then to = last end
    lane[#lane + 1] = { day = each.made, to = last and last > each.made and last or nil, text = (each.text or each.id) .. ", "
      .. each.state, band = STATE_BAND[each.state] }
    rows[#rows + 1] = { by = each.by == "us" and "we" or "they", text = each.text or each.id, due = each.due, state = each.state,
      id = each.id }
  end
  local rank = { overdue = 1, broken = 2, open = 3 }
  table.sort(rows, function(a, b) return (rank[a.state] or 4) < (rank[b.state] or 4) end)
  if from >= to then return section { "What each promised", empty = "No promise is recorded on either side." } end
  return section { "What each promised", empty = "No promise is recorded on either side.",
    #rows > 0 and chart("timeline", "Promises from their day to their due day or end", { from = from, to = to, today = d.day < to
      and d.day or nil,
      lanes = { { label = "we promised", items = us }, { label = "they promised", items = them } },
      note = "● kept, ◆ open or kept late, ▼ broken or overdue" }),
    #rows > 0 and data_table { columns = { { "text", "Promise" }, { "by", "By" }, { "due", "Due", as = "day" }, { "state", "State" },
      { "id", "Id" } }, rows = rows } }
end

-- ---- Contacts ----

local function contacts(d)
  local c = d.contacts
  local ideal = c.cadence and c.cadence.ideal
  local items, first = {}, math.max(1, #c.list - 10)
  for i = first, #c.list do
    local each = c.list[i]
    local band = ideal and (each.gap <= ideal and "green" or c.cadence.max and each.gap > c.cadence.max and "red" or "amber") or nil
    items[#items + 1] = { label = each.day, value = each.gap, band = band, note = each.channel }
  end
  if c.last and c.silence > 0 then
    local band = ideal and (c.silence <= ideal and "green" or c.cadence.max and c.silence > c.cadence.max and "red" or "amber") or nil
    items[#items + 1] = { label = "until today", value = c.silence, band = band }
  end
  local marked = {}
  if ideal then marked[1] = { value = ideal, label = "ideal" } end
  if c.cadence and c.cadence.max then marked[#marked + 1] = { value = c.cadence.max, label = "longest" } end
  local by = c.cadence and c.cadence.by and #c.cadence.by > 0 and "Only these count: " .. table.concat(c.cadence.by, ", ") .. "." or nil
  return section { "Contacts against the agreed cadence",
    chart("bars", "Days of silence before each contact", { items = items, marks = marked, unit = "d", note = by,
      empty = "No contact that counts is recorded." }) }
end

-- ---- Needs, the two sides, what was decided ----

local function needs_table(d)
  local rows = {}
  for i, each in ipairs(d.needs) do rows[i] = { text = each.text, priority = each.priority, state = each.state, goal = each.goal,
    service = each.service } end
  return section { "What they need, and which goal it serves", data_table { columns = { { "text", "Need" }, { "priority", "Priority" },
    { "state", "State" },
    { "goal", "Our goal" }, { "service", "Service" } }, rows = rows, empty = "No need is written down. A review is the time to ask." } }
end

local function gap(d)
  local p = d.perception
  local said
  if p.us and p.them then
    local difference = p.us - p.them
    said = difference == 0 and "Both sides see the same." or difference > 0 and string.format("We rate it %s higher than they do.",
      plural(difference, "step"))
      or string.format("They rate it %s higher than we do.", plural(-difference, "step"))
  elseif p.us or p.them then said = p.us and "Only our view is known: ask for theirs." or "Only their view is known: assess ours."
  else return section { "How each side sees it", empty = "Neither side has assessed it." } end
  return section { "How each side sees it", text(said),
    chart("dumbbell", "Maturity, 1 ad hoc to 5 strategic partner", { a = "we", b = "they", low = p.low, high = p.high,
      items = { { label = "maturity", a = p.us, b = p.them } } }) }
end

local function actions(d)
  local rows = {}
  for i = math.max(1, #d.actions - 9), #d.actions do
    local each = d.actions[i]
    if each then rows[#rows + 1] = { text = each.text or each.id, by = each.by, due = each.due, state = each.late and "late"
      or each.state, done = each.done } end
  end
  return section { "What was decided last time", data_table { columns = { { "text", "Action" }, { "by", "By" },
    { "due", "Due", as = "day" }, { "state", "State" },
    { "done", "Done", as = "day" } }, rows = rows, empty = "No action from a review is recorded." } }
end

local function problems(d)
  local rows = {}
  for _, each in ipairs(d.problems) do
    rows[#rows + 1] = { day = each.day, what = each.title or each.id, kind = each.kind, severity = each.severity, resolved = each.resolved
      or "open" }
  end
  return section { "Incidents and complaints of a year", data_table { columns = { { "day", "Day", as = "day" }, { "what", "What" },
    { "kind", "Kind" },
    { "severity", "Severity" }, { "resolved", "Resolved" } }, rows = rows, empty = "None, as far as the record goes." } }
end

local function happened(d)
  local rows = {}
  for i = #d.events, math.max(1, #d.events - 11), -1 do rows[#rows + 1] = { what = d.events[i].what, day = d.events[i].day,
    kind = d.events[i].kind } end
  return section { "The latest of the record", data_table { columns = { { "day", "Day", as = "day" }, { "kind", "Kind" },
    { "what", "What" } }, rows = rows,
    empty = "Nothing in ninety days." } }
end

local function questions(d)
  local own = {}
  for i, each in ipairs(d.questions) do own[i] = each end
  for _, each in ipairs(d.promises) do
    if each.by == "us" and each.state == "overdue" then own[#own + 1] = string.format("We owe “%s”, due %s: what do we say?", each.text
      or each.id, each.due) end
  end
  return section { "What to ask", list { ordered = true, empty = "The relationship model has no questions.", table.unpack(own) } }
end

local function unknown(d)
  local rows = {}
  for i, each in ipairs(d.unknown) do rows[i] = { what = each.what, record = each.record } end
  return section { "What we do not know", data_table { columns = { { "what", "Not known" }, { "record", "Where to record it",
    as = "command" } }, rows = rows,
    empty = "Nothing that the rule and the model ask for." } }
end

return {
  doc = "One relationship, to hold its review from.",
  audience = "us",
  needs = {
    facts = true, score = true, series = { within = "1 year", every = "1 week" }, changes = true, promises = true,
    contacts = { within = "1 year" }, needs = true, perception = true, problems = { within = "1 year" }, events = { within = "90d" },
    actions = true, questions = true, reviews = true, unknown = true,
  },
  build = function(d)
    return document { "Review pack: " .. d.facts.name, subtitle = "As of " .. d.day,
      text(standing(d), "lead"), costly(d) and text(costly(d)), limited(d), key_facts(d),
      section { "The score", score_line(d), empty = "There is no score to draw." },
      why_moved(d), questions(d), promises(d), contacts(d), needs_table(d), gap(d), actions(d), problems(d), factor_table(d), unknown(d),
        happened(d) }
  end,
}
