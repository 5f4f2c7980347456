-- One relationship, to hold its review from: what both should know before they sit down, and what to ask.
--
-- Read it as the agenda: where we stand, why it moved, what each promised, what they need, what to ask, what we do not know.
-- To change it: extend("review_pack", { needs = { series = { within = "2 years", every = "1 month" } } }), or write your own `build`.

local UNSETTLED = { open = true, overdue = true }

local function signed(points) return string.format("%s%d", points < 0 and "−" or "+", math.abs(points)) end

-- ---- Where we stand, in a sentence ----

local function standing(d)
  local s = d.score
  if not s then return say "Nothing can be said of this relationship yet." end
  if not s.bands then return say("%s is classed %s by the rule %s.", d.facts.name, say(s.band), s.rule) end
  if not s.value or s.band == "unknown" then
    return say("We do not know how we stand with %s: only %d %% of the evidence is there.", d.facts.name, points(s.coverage or 0))
  end
  local sentence = say("%s stands at %d of 100, %s", d.facts.name, points(s.value), say(s.band))
  local c = d.changes
  if c and c.from and c.points ~= 0 then
    sentence = sentence
      .. say(c.points < 0 and ", %s lower than on %s" or ", %s higher than on %s", plural(math.abs(c.points), "point"), c.day)
  elseif c and c.from then
    sentence = sentence .. say(", as on %s", c.day)
  end
  return sentence .. "."
end

local function costly(d)
  local lift = d.score and d.score.lifts and d.score.lifts[1]
  if not lift or not d.score.value then return nil end
  local next_band = d.score.next_band
  local lacks = next_band and say("To %s it lacks %s.", say(next_band.name), plural(next_band.needs, "point")) .. " " or ""
  return lacks .. say("Most would be gained by %s: up to %d points.", say(lift.name), lift.gain)
end

local function limited(d)
  if not (d.score and d.score.limit) then return nil end
  return text(say("Held down: %s. No average may hide that.", d.score.limit), "warning")
end

local function owed(d, by)
  local count, late = 0, 0
  for _, each in ipairs(d.promises) do
    if each.by == by and UNSETTLED[each.state] then
      count = count + 1
      if each.state == "overdue" then late = late + 1 end
    end
  end
  if count == 0 then return say "nothing" end
  local promised = plural(count, "promise")
  return late == count and say("%s, overdue", promised) or late > 0 and say("%s, %d overdue", promised, late) or promised
end

local function engagement_text(f)
  if not f.engagement then return nil end
  return f.desired and f.desired ~= f.engagement and say("%s, desired %s", f.engagement, f.desired) or f.engagement
end

-- One whose day has gone by says so.
local function next_review(d)
  local day = d.reviews.next
  return day and day < d.day and say("%s, overdue", day) or day
end

local function key_facts(d)
  local f, s = d.facts, d.score or {}
  return facts {
    { "Band", s.band, as = "band" },
    { "Evidence", s.coverage, as = "percent" },
    { "Last contact that counts", d.contacts.last and plural(d.contacts.silence, "%d day ago", "%d days ago") or say "none recorded" },
    { "We owe", owed(d, "us") },
    { "They owe", owed(d, "them") },
    { "Next review", next_review(d) },
    { "Owner", f.owner },
    { "Model", f.model },
    { "Stage", f.stage },
    { "Engagement", engagement_text(f) },
  }
end

-- ---- The score over time ----

local MOST_MARKS = 7

-- What may have moved it: the gravest first where there is no room for all.
local function marks(d)
  local found, from = {}, d.series[1] and d.series[1].day
  local function add(day, what, weight)
    if day and from and day >= from then found[#found + 1] = { day = day, text = what, weight = weight } end
  end
  for _, each in ipairs(d.problems) do
    add(each.day, say(each.kind) .. ": " .. (each.title or each.severity or each.id), each.severity == "Severe" and 4 or 2)
  end
  for _, each in ipairs(d.promises) do
    local ours, what = each.by == "us", each.text or each.id
    if each.state == "broken" then add(each.settled, say(ours and "we broke a promise: %s" or "they broke a promise: %s", what), 3) end
    if each.state == "overdue" then add(each.due, say(ours and "we promised, overdue: %s" or "they promised, overdue: %s", what), 3) end
  end
  for _, each in ipairs(d.reviews.list) do
    if each.state == "closed" then add(each.last, say "review closed", 1) end
  end
  table.sort(found, function(a, b) return a.weight > b.weight end)
  local kept = {}
  for i = 1, math.min(#found, MOST_MARKS) do kept[i] = { day = found[i].day, text = found[i].text } end
  table.sort(kept, function(a, b) return a.day < b.day end)
  return kept
end

local function score_line(d)
  if not (d.score and d.score.bands and d.series) then return nil end
  local line, bands, known = {}, {}, false
  for i, each in ipairs(d.series) do
    line[i] = { day = each.day, value = points(each.value) }
    known = known or each.value ~= nil
  end
  if not known then return text(say "There never was enough evidence for a score.") end
  for i, band in ipairs(d.score.bands) do bands[i] = { name = band.name, from = points(band.from) } end
  return chart("line", "Score over the past year", {
    series = { { name = say "score", points = line } }, bands = bands, marks = marks(d), low = 0, high = 100,
    note = "By today's rule. Where the line is broken the evidence was too thin to say.",
  })
end

-- ---- Why it moved ----

local function share_text(value) return value and tostring(points(value)) or say "missing" end

local function moved_text(step)
  local parts = {}
  for i = 1, math.min(3, #step.moved) do
    local each = step.moved[i]
    parts[i] = say("%s %s → %s", say(each.name), share_text(each.from), share_text(each.to))
  end
  return #parts > 0 and table.concat(parts, ", ") or nil
end

local function why_moved(d)
  local c = d.changes
  if not c then return nil end
  if not (c.from and c.to) then
    return section { say("Why it moved since %s", c.day), text(say("It was %s on %s and is %s now: with too little evidence on either "
      .. "day there is no change to explain.", say(c.from_band), c.day, say(c.to_band))) }
  end
  local steps, explained = {}, {}
  for i, step in ipairs(c.steps) do
    local moved = moved_text(step)
    if step.points ~= 0 or #c.steps == 1 then steps[#steps + 1] = { label = say(step.name), change = step.points, note = moved } end
    if step.points ~= 0 then
      explained[#explained + 1] = say("%s %s: %s", signed(step.points), say(step.name), moved or say "no factor by itself")
    end
  end
  return section { say(c.reviewed and "Why it moved since the last review, closed %s" or "Why it moved since %s", c.day),
    columns {
      chart("waterfall", say("From %s to %s", c.day, d.day), {
        from = { label = c.day, value = points(c.from) }, steps = steps, to = { label = d.day, value = points(c.to) } }),
      section { "Which factors moved", list(explained) },
    } }
end

local function factor_table(d)
  if not (d.score and d.score.bands) then return nil end
  local rows = {}
  for i, each in ipairs(d.score.factors) do
    local missing = each.missing and say("missing: no %s", each.missing) or each.value == nil and say "missing" or nil
    rows[i] = { factor = say(each.name), value = each.value, weight = each.weight, adds = each.adds, says = each.says or missing }
  end
  return section { "What the score is made of", data_table {
    columns = { { "factor", "Factor" }, { "value", "Of 100", as = "score" }, { "weight", "Weight", as = "number" },
                { "adds", "Adds", as = "number" }, { "says", "Because" } },
    rows = rows, note = say("Rule %s: %s", d.score.rule, d.score.doc or "") } }
end

-- ---- What each promised ----

local STATE_BAND = { kept = "green", ["kept late"] = "amber", broken = "red", overdue = "red", open = "amber", withdrawn = "unknown" }
local RANK = { overdue = 1, broken = 2, open = 3 } -- what is to be talked about stands first

local function promise_table(d)
  local rows = {}
  for i, each in ipairs(d.promises) do
    rows[i] = { text = each.text or each.id, by = say(each.by == "us" and "we" or "they"), due = each.due, state = say(each.state),
                id = each.id, rank = RANK[each.state] or 4 }
  end
  table.sort(rows, function(a, b) return a.rank < b.rank end)
  return data_table {
    columns = { { "text", "Promise" }, { "by", "By" }, { "due", "Due", as = "day" }, { "state", "State" }, { "id", "Id" } }, rows = rows }
end

local function promise_timeline(d)
  local from, to, lanes = d.day, d.day, { us = {}, them = {} }
  for _, each in ipairs(d.promises) do
    local last = each.settled or each.due
    if each.made < from then from = each.made end
    if last and last > to and each.state == "open" then to = last end
    local lane = lanes[each.by]
    if lane then
      lane[#lane + 1] = { day = each.made, to = last and last > each.made and last or nil, band = STATE_BAND[each.state],
                          text = (each.text or each.id) .. ", " .. say(each.state) }
    end
  end
  if from >= to then return nil end
  return chart("timeline", "Promises from their day to their due day or end", { from = from, to = to, today = d.day < to and d.day or nil,
    lanes = { #lanes.us > 0 and { label = say "we promised", items = lanes.us } or { label = say "they promised", items = lanes.them },
              #lanes.us > 0 and #lanes.them > 0 and { label = say "they promised", items = lanes.them } or nil },
    note = "● kept, ◆ open or kept late, ▼ broken or overdue" })
end

local function promises(d)
  if #d.promises == 0 then return section { "What each promised", empty = "No promise is recorded on either side." } end
  return section { "What each promised", promise_timeline(d), promise_table(d) }
end

-- ---- Contacts ----

local MOST_CONTACTS = 11

local function cadence_band(cadence, gap)
  if not (cadence and cadence.ideal) then return nil end
  return gap <= cadence.ideal and "green" or cadence.max and gap > cadence.max and "red" or "amber"
end

local function contacts(d)
  local c, items, lines = d.contacts, {}, {}
  for i = math.max(1, #c.list - MOST_CONTACTS + 1), #c.list do
    local each = c.list[i]
    items[#items + 1] = { label = each.day, value = each.gap, band = cadence_band(c.cadence, each.gap), note = each.channel }
  end
  if c.last and c.silence > 0 then
    items[#items + 1] = { label = say "until today", value = c.silence, band = cadence_band(c.cadence, c.silence) }
  end
  if c.cadence and c.cadence.ideal then lines[1] = { value = c.cadence.ideal, label = say "ideal" } end
  if c.cadence and c.cadence.max then lines[#lines + 1] = { value = c.cadence.max, label = say "longest" } end
  local by = c.cadence and c.cadence.by
  return section { "Contacts against the agreed cadence", chart("bars", "Days of silence before each contact", {
    items = items, marks = lines, unit = say "d", empty = "No contact that counts is recorded.",
    note = by and #by > 0 and say("Only these count: %s.", table.concat(by, ", ")) or nil }) }
end

-- ---- Needs, the two sides, what was decided ----

local function needs_table(d)
  local against, rows = {}, {}
  for i, need in ipairs(d.needs) do
    for _, other in ipairs(need.conflicts) do against[#against + 1] = say("“%s” stands against %s", need.text, other) end
    rows[i] = { text = need.text, priority = say(need.priority), state = say(need.state), since = need.since, goal = need.goal,
                service = need.service }
  end
  return section { "What they need, and which goal it serves", data_table {
    columns = { { "text", "Need" }, { "priority", "Priority" }, { "state", "State" }, { "since", "Since", as = "day" },
                { "goal", "Our goal" }, { "service", "Service" } },
    rows = rows, empty = "No need is written down. A review is the time to ask." }, #against > 0 and list(against) }
end

local function improvements(d)
  local rows = {}
  for i, each in ipairs(d.improvements) do
    local ended = each.because and say("claimed: %s", each.because) or each.state == "closed" and each.reached and say "reached"
      or say(each.state)
    rows[i] = { what = each.what, measure = each.measure, from = each.baseline, to = each.target, now = each.actual,
                step = each.state == "open" and each.step or ended, due = each.due, owner = each.owner, id = each.id }
  end
  return section { "What we improve together", data_table {
    columns = { { "what", "Improvement" }, { "measure", "Measured by" }, { "from", "Baseline", as = "number" },
                { "to", "Target", as = "number" }, { "now", "Now", as = "number" }, { "step", "Step" }, { "due", "Due", as = "day" },
                { "owner", "Owner" }, { "id", "Id" } },
    rows = rows, empty = "Nothing is in the improvement register. A review is the time to open one." } }
end

local function gap_text(p)
  if not p.them then return say "Only our view is known: ask for theirs." end
  if not p.us then return say "Only their view is known: assess ours." end
  if p.us == p.them then return say "Both sides see the same." end
  local steps = math.abs(p.us - p.them)
  return say(p.us > p.them and "We rate it higher than they do, by %s." or "They rate it higher than we do, by %s.", plural(steps, "step"))
end

local function gap(d)
  local p = d.perception
  if not (p.us or p.them) then return section { "How each side sees it", empty = "Neither side has assessed it." } end
  return section { "How each side sees it", text(gap_text(p)),
    chart("dumbbell", "Maturity, 1 ad hoc to 5 strategic partner", {
      a = say "we", b = say "they", low = p.low, high = p.high, items = { { label = say "maturity", a = p.us, b = p.them } } }) }
end

local function actions(d)
  local rows = {}
  for i = math.max(1, #d.actions - 9), #d.actions do
    local each = d.actions[i]
    rows[#rows + 1] = { text = each.text or each.id, by = each.by, due = each.due, state = say(each.late and "late" or each.state),
                        done = each.done }
  end
  return section { "What was decided last time", data_table {
    columns = { { "text", "Action" }, { "by", "By" }, { "due", "Due", as = "day" }, { "state", "State" }, { "done", "Done", as = "day" } },
    rows = rows, empty = "No action from a review is recorded." } }
end

local function problems(d)
  local rows = {}
  for i, each in ipairs(d.problems) do
    rows[i] = { day = each.day, what = each.title or each.id, kind = say(each.kind), severity = each.severity,
                resolved = each.resolved or say "open" }
  end
  return section { "Incidents and complaints of a year", data_table {
    columns = { { "day", "Day", as = "day" }, { "what", "What" }, { "kind", "Kind" }, { "severity", "Severity" },
                { "resolved", "Resolved" } },
    rows = rows, empty = "None, as far as the record goes." } }
end

local function happened(d)
  local rows = {}
  for i = #d.events, math.max(1, #d.events - 11), -1 do rows[#rows + 1] = d.events[i] end
  return section { "The latest of the record", data_table {
    columns = { { "day", "Day", as = "day" }, { "kind", "Kind" }, { "what", "What" } }, rows = rows, empty = "Nothing in ninety days." } }
end

local function questions(d)
  local own = { ordered = true, empty = "The relationship model has no questions." }
  for i, each in ipairs(d.questions) do own[i] = each end
  for _, each in ipairs(d.promises) do
    if each.by == "us" and each.state == "overdue" then
      own[#own + 1] = say("We owe “%s”, due %s: what do we say?", each.text or each.id, each.due)
    end
  end
  return section { "What to ask", list(own) }
end

local function unknown(d)
  local rows = {}
  for i, each in ipairs(d.unknown) do
    local what = each.factor and say("The factor “%s” of the score.", say(each.factor)) or say(each.what)
    rows[i] = { what = what, record = each.record }
  end
  return section { "What we do not know", data_table {
    columns = { { "what", "Not known" }, { "record", "Where to record it", as = "command" } }, rows = rows,
    empty = "Nothing that the rule and the model ask for." } }
end

return {
  doc = "One relationship, to hold its review from.",
  audience = "us",
  needs = {
    facts = true, score = true, series = { within = "1 year", every = "1 week" }, changes = true, promises = true,
    contacts = { within = "1 year" }, needs = true, perception = true, problems = { within = "1 year" }, events = { within = "90d" },
    actions = true, improvements = true, questions = true, reviews = true, unknown = true,
  },
  build = function(d)
    local gain = costly(d)
    return document { say("Review pack: %s", d.facts.name), subtitle = say("As of %s", d.day),
      text(standing(d), "lead"), gain and text(gain), limited(d), key_facts(d),
      section { "The score", score_line(d), empty = "There is no score to draw." },
      why_moved(d), questions(d), promises(d), contacts(d), needs_table(d), gap(d), actions(d),
      improvements(d), problems(d), factor_table(d),
      unknown(d), happened(d) }
  end,
}
