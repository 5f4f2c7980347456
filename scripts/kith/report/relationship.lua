-- What a report about one relationship can need. Everything is as of the day asked for, and plain data.

local events = require "kith.events"
local explain = require "kith.explain"
local kith = require "kith"
local need_list = require "kith.needs"
local primitives = require "kith.primitives"
local language = require "kith.language"
local labels = require "kith.report.labels"
local review = require "kith.review"
local rules = require "kith.rules"
local score = require "kith.score"

local gather = {}

local function proxy_of(ws, relationship) return primitives.of(ws).relationship(relationship.id) end

local function day_of(moment) return moment and moment:sub(1, 10) end

local function span_days(span) return span and math.floor(kith.span_days(span) + 0.5) or nil end

local function cadence_of(relationship)
  local cadence = relationship.cadence
  if not (cadence and cadence.ideal) then return nil end
  return { ideal = span_days(cadence.ideal), max = span_days(cadence.max), by = cadence.by }
end

-- ---- Facts ----

-- Of them what the other side may read as well: who, what kind of relationship, since when, by whom.
local function shared_facts(ws, relationship, it)
  local model = relationship.model and ws.core:find("relationship_model", relationship.model)
  return {
    id = relationship.id, name = ws:name_of(relationship), owner = labels.of(ws, "staff", relationship.owner),
    model = model and model.label, type = labels.of(ws, "type", relationship.type), level = labels.of(ws, "level", relationship.level),
    since = relationship.since, ["until"] = relationship["until"], begins = ws:begins_of(relationship),
    stage = labels.of(ws, "stage", it.stage), journey = labels.list(ws, "stage", relationship.journey),
    cadence = cadence_of(relationship), responsibilities = relationship.responsibilities,
  }
end

function gather.facts(ws, relationship, _, header)
  local it = proxy_of(ws, relationship)
  local facts, stakeholder = shared_facts(ws, relationship, it), relationship.stakeholder
  if header.audience == "both" then return facts end
  facts.kind, facts.roles = stakeholder and stakeholder.kind, stakeholder and labels.list(ws, "role", stakeholder.roles)
  facts.power, facts.interest = stakeholder and stakeholder.power, stakeholder and stakeholder.interest
  facts.engagement, facts.desired = labels.of(ws, "engagement", it.engagement), labels.of(ws, "engagement", it.desired)
  facts.value, facts.tags = relationship.value, relationship.tags
  facts.risks, facts.opportunities, facts.behaviour = relationship.risks, relationship.opportunities, relationship.behaviour
  return facts
end

-- ---- Score ----

-- "on_time" -> "on time": names of factors and features are words of a script.
local function readable(name) return name and (name:gsub("_", " ")) end

-- Points as a value, so that reports show what `kith score` does: a figure never contradicts its band.
local function whole(known, points) return known and points and points / 100 or nil end

-- What rests on too little is not handed out as a value: it would be read as one.
local function plain_factors(it, known)
  local list = {}
  for i, factor in ipairs(it.factors or {}) do
    list[i] = { name = readable(factor.name), weight = factor.weight, value = factor.value, says = factor.says,
                adds = known and factor.adds or nil, missing = readable(factor.missing), cost = factor.cost }
  end
  return list
end

local function plain_lifts(it)
  local list = {}
  for i, lift in ipairs(it.lifts or {}) do list[i] = { name = readable(lift.name), gain = lift.gain } end
  return list
end

local function bands_of(rule)
  local list = {}
  for i, band in ipairs(rule and rule.bands or {}) do list[i] = { name = band.name, from = band.from } end
  return list
end

function gather.score(ws, relationship)
  local it = explain.at(ws, relationship, {})
  if not it then return nil end
  local rows = ws:score { of = { relationship.id }, as_of = ws.day }
  local row, rule = rows and rows[1] or {}, rules.load(ws, it.rule)
  local known = it.band ~= "unknown"
  return {
    rule = it.rule, doc = it.doc, band = it.band, coverage = it.coverage, oldest = it.oldest, limit = it.limit and it.limit.name,
    value = whole(known, it.points), lifts = known and plain_lifts(it) or {}, next_band = known and it.next_band or nil,
    factors = plain_factors(it, known), bands = rule and not rule.classes and bands_of(rule) or nil,
    before = kith.day_add(ws.day, score.TREND, -1), band_before = row.band_before,
    value_before = whole(row.band_before ~= "unknown", row.points_before), state = row.state, contact = row.contact,
  }
end

local MOST_POINTS = 400

-- Days from the newest backwards by equal steps, the oldest first.
local function days_back(ws, relationship, within, every)
  local first = kith.day_number(kith.day_add(ws.day, within, -1))
  first = math.max(first, kith.day_number(ws:begins_of(relationship)))
  local days = {}
  for i = 0, MOST_POINTS - 1 do
    local day = kith.day_add(ws.day, every, -i)
    if kith.day_number(day) < first then break end
    table.insert(days, 1, day)
  end
  return days
end

-- The score on past days by today's definitions and rule: { day, value, coverage }, without a value where it was unknown.
local function series(ws, relationship, options)
  local rule = rules.load(ws, relationship.score or ws.core:raw "score" or "health")
  if not rule or rule.classes then return nil end
  local days, views = days_back(ws, relationship, options.within or "1 year", options.every or "2 weeks"), {}
  for i, day in ipairs(days) do views[i] = { as_of = day } end
  local columns = #views > 0 and score.run(ws, rule, { relationship }, views)
  if not columns then return {} end
  local list = {}
  for i, day in ipairs(days) do
    local value, coverage, band = columns:score(1, i)
    list[i] = { day = day, value = whole(band, score.points(value, rule.bands)), coverage = coverage }
  end
  return list
end

gather.series = series

-- ---- What changed ----

local function last_review(it)
  local last
  for _, each in ipairs(it:reviews()) do
    if each.state == "closed" then last = math.max(last or 0, kith.day_number(each.last_at)) end
  end
  return last and kith.day_text(last)
end

local function plain_steps(since)
  local steps = {}
  for i, step in ipairs(since.steps) do
    local moved = {}
    for m, each in ipairs(step.moved) do moved[m] = { name = readable(each.name), from = each.from, to = each.to } end
    steps[i] = { name = step.name, points = step.points, moved = moved }
  end
  return steps
end

local PROMISED = { us = "we promised: %s", them = "they promised: %s" }

-- An event for people who were not there: what was said first, then what is known of it. The rest as kith log tells it.
local function told(ws, event)
  local root, parts = events.root(ws, event.kind), {}
  if event.about then return events.summary(ws, event) end
  if root == "commitment" then
    local promised = language.say(PROMISED[event.by] or "somebody promised: %s", event.text or "")
    return event.due and language.say("%s, due %s", promised, event.due) or promised
  end
  if root ~= "interaction" then return events.summary(ws, event) end
  if event.note then parts[1] = "“" .. event.note .. "”" end
  if event.direction then parts[#parts + 1] = language.say(event.direction == "in" and "from them" or "from us") end
  if event.sentiment then parts[#parts + 1] = language.say("sentiment %s", kith.number(event.sentiment)) end
  return #parts > 0 and table.concat(parts, ", ") or language.say "no more is noted"
end

local function kind_of(ws, event)
  local label = event.kind == "interaction" and labels.of(ws, "channel", event.channel) or labels.of(ws, "event_kind", event.kind)
  return (label:gsub("^%l", string.upper))
end

local function plain_events(ws, list)
  local out = {}
  for i, event in ipairs(list) do
    out[i] = { id = event.id, day = day_of(event.at or event.noted), kind = kind_of(ws, event), what = told(ws, event) }
  end
  return out
end

-- Since the review that was closed last, else 90 days, but not before the record of the relationship begins.
local function changes(ws, relationship, options)
  local reviewed = last_review(proxy_of(ws, relationship))
  local day = reviewed or kith.day_add(ws.day, options.within or score.TREND, -1)
  local begins = ws:begins_of(relationship)
  if kith.day_number(day) < kith.day_number(begins) then day, reviewed = begins, nil end
  if day >= ws.day then return nil end
  local since = explain.since(ws, relationship, day, {})
  if not since then return nil end
  local known = since.from.band ~= "unknown" and since.to.band ~= "unknown"
  return {
    day = day, reviewed = reviewed ~= nil, from = whole(known, since.from.points), to = whole(known, since.to.points),
    from_band = since.from.band, to_band = since.to.band, points = since.total, steps = plain_steps(since),
    events = plain_events(ws, since.events),
  }
end

gather.changes = changes

-- ---- What was said and done ----

function gather.promises(ws, relationship)
  local list = {}
  for _, each in ipairs(proxy_of(ws, relationship):commitments()) do
    list[#list + 1] = { id = each.id, by = each.by, text = each.text, made = day_of(each.at), due = each.due, state = each.state,
                        settled = each.settled or each.state ~= "open" and each.state ~= "overdue" and day_of(each.last_at) or nil }
  end
  return list
end

-- The days of contacts that count, with the silence before each; and how long it has been silent now.
function gather.contacts(ws, relationship, options)
  local contacts, list, last = proxy_of(ws, relationship):events("contact"), {}, ws:begins_of(relationship)
  local from = kith.day_add(ws.day, options.within or "1 year", -1)
  for _, each in ipairs(contacts) do
    local day = day_of(each.at)
    local gap = kith.days_between(last, day)
    if day > from and gap > 0 then list[#list + 1] = { day = day, gap = gap, channel = kind_of(ws, each) } end
    if day > last then last = day end
  end
  return { list = list, last = #contacts > 0 and last or nil, silence = kith.days_between(last, ws.day),
    cadence = cadence_of(relationship) }
end

function gather.problems(ws, relationship, options)
  local it, list, after = proxy_of(ws, relationship), {}, kith.day_add(ws.day, options.within or "1 year", -1)
  for _, kind in ipairs { "incident", "complaint" } do
    for _, each in ipairs(it:events(kind)) do
      if day_of(each.at) > after or not each.resolved_at then
        list[#list + 1] = { id = each.id, day = day_of(each.at), kind = kind, severity = labels.of(ws, "severity", each.severity),
                            title = each.title or each.note, due = each.due, resolved = day_of(each.resolved_at) }
      end
    end
  end
  table.sort(list, function(a, b) return a.day < b.day or a.day == b.day and a.id < b.id end)
  return list
end

-- What stands against a need of somebody else is for our own side only.
function gather.needs(ws, relationship, _, header)
  local list = {}
  for i, need in ipairs(proxy_of(ws, relationship):needs()) do
    local against = {}
    for n, name in ipairs(header.audience ~= "both" and need.conflicts or {}) do
      local text, whose = need_list.named(ws, name)
      against[n] = ("%s: %s"):format(whose, text)
    end
    list[i] = { id = need.id, text = need.text or need.id, priority = need.priority, state = need.state, since = need.since,
                conflicts = against,
                goal = labels.of(ws, "goal", need.goal), service = labels.of(ws, "service", need.service) }
  end
  return list
end

-- The newest last; kith's own bookkeeping is not among them.
function gather.events(ws, relationship, options)
  local list, own = {}, {}
  for _, event in ipairs(ws.journal_absent and {} or ws.core:events { of = relationship.id }) do own[event.id] = event end
  for _, each in ipairs(proxy_of(ws, relationship):events(nil, options.within or "90d")) do list[#list + 1] = own[each.id] end
  return plain_events(ws, list)
end

-- What was decided in reviews and is still to be done, or was done lately.
function gather.actions(ws, relationship)
  local list = {}
  for _, each in ipairs(proxy_of(ws, relationship):events("action")) do
    local open = not each.state
    list[#list + 1] = { id = each.id, text = each.text, by = labels.of(ws, "staff", each.by), due = each.due, noted = day_of(each.at),
                        state = each.state or "open", done = not open and day_of(each.last_at) or nil,
                        late = open and each.due ~= nil and each.due < ws.day }
  end
  return list
end

-- ---- The two sides ----

function gather.perception(ws, relationship)
  local maturity = proxy_of(ws, relationship).maturity
  return { us = maturity.us, them = maturity.them, low = 1, high = 5 }
end

function gather.questions(_, relationship)
  return relationship.review and relationship.review.ask or {}
end

-- Reviews held, and the next one.
function gather.reviews(ws, relationship)
  local list, past, open = {}, nil, nil
  for _, each in ipairs(proxy_of(ws, relationship):reviews()) do
    list[#list + 1] = { id = each.id, due = each.due, state = each.state, opened = day_of(each.at), last = day_of(each.last_at) }
    if not review.is_over(each) then open = each.due end
    past = review.add_past(past, { id = each.id, state = each.state, due = each.due, at = day_of(each.last_at), causes = each.cause })
  end
  local coming = not open and relationship.to_organization and review.next(ws, relationship, past)
  return { list = list, open = open, next = open or coming and coming.due or nil }
end

-- ---- What we do not know ----

local function log_of(id, what) return ("kith log %s %s"):format(id, what) end

local function missing_assessments(relationship, it, list)
  local function missing(what, record) list[#list + 1] = { what = what, record = log_of(relationship.id, record) } end
  if not it.engagement then missing("How engaged they are.", "engagement=\"… -> …\"") end
  if not it.maturity.us then missing("How mature we take the relationship to be.", "maturity.us=…") end
  if not it.maturity.them then missing("How mature they take it to be: ask them.", "maturity.them=…") end
end

local function missing_in_model(relationship, stakeholder, list)
  local function missing(what, key) list[#list + 1] = { what = what, record = ("%s: … in models/"):format(key) } end
  if stakeholder and not stakeholder.power then missing("How much power they have.", "power") end
  if stakeholder and not stakeholder.interest then missing("How much interest they have.", "interest") end
  if not relationship.owner then missing("Who owns the relationship on our side.", "owner") end
  if not relationship.model then missing("Which relationship model it follows.", "model") end
end

function gather.unknown(ws, relationship)
  local list, it, own = {}, explain.at(ws, relationship, {}), proxy_of(ws, relationship)
  for _, each in ipairs(it and it.missing_factors or {}) do
    local record = each.record and log_of(relationship.id, each.record)
    local name = readable(each.factor)
    list[#list + 1] = { factor = name, what = ("The factor “%s” of the score."):format(name), record = record }
  end
  missing_assessments(relationship, own, list)
  missing_in_model(relationship, relationship.stakeholder, list)
  if #own:needs() == 0 then list[#list + 1] = { what = "What they need from us.", record = "needs: { … } in models/" } end
  return list
end

return gather
