-- Every aggregate and option of a feature against a plain computation in Lua, over small random histories.

package.path = "tests/tools/?.lua;" .. package.path
local kith = require "kith"
local scratch = require "scratch"

local PRACTICE = [[
name: Bistro
begins: 2025-06-01
measures:
  smiles: { scale: [1, 5], valid: 60d }
  wait: { scale: [0, 60], better: low }
  gift: { unit: EUR, flow: true }
event_kinds: { tasting: { like: interaction, attributes: { verdict: { type: word, values: [liked, mixed] }, courses: { type: number } } } }
relationship_models: { regular: { cadence: { ideal: 30d, max: 60d, by: [visit, tasting] } } }
stakeholders:
  ann: { relationship: { model: regular, since: 2025-07-15 } }
  bob: { relationship: { model: regular } }
]]

local FIRST, LAST = kith.day_number "2025-05-01", kith.day_number "2026-06-30"
local TODAY = "2026-12-31"

local function pick(list) return list[math.random(#list)] end
local function day() return math.random(FIRST, LAST) end
local function minute() return math.random(3) == 1 and math.random(0, 1439) or 0 end
local function moment(of_day, of_minute)
  local text = kith.day_text(of_day)
  return of_minute > 0 and ("%sT%02d:%02d"):format(text, of_minute // 60, of_minute % 60) or text
end

-- ---- A history: what is noted, and the same as plain records ----

-- A record is { kind, day, minute, seq, word, number, … }; the events to note are made from it.
local function record(history, kind, fields)
  fields.kind, fields.day, fields.minute = kind, fields.day or day(), minute()
  history[#history + 1] = fields
  return fields
end

local MAKERS = {
  function(h)
    local channel, direction = pick { "visit", "call", "email" }, pick { "in", "out" }
    record(h, "interaction", { channel = channel, direction = direction, sentiment = math.random(-10, 10) / 10 })
  end,
  function(h) record(h, "tasting", { verdict = pick { "liked", "mixed" }, courses = math.random(1, 7) }) end,
  function(h) record(h, "smiles", { number = math.random(1, 5) }) end,
  function(h) record(h, "wait", { number = math.random(0, 60) }) end,
  function(h) record(h, "gift", { number = math.random(1, 400) / 4 }) end,
  function(h)
    local it = record(h, pick { "incident", "complaint" }, { severity = pick { "minor", "major", "severe" } })
    if math.random(3) > 1 then it.resolved, it.resolved_apart = it.day + math.random(0, 60), math.random(2) == 1 end
  end,
  function(h)
    local it = record(h, "commitment", { by = pick { "us", "them" } })
    if math.random(4) > 1 then it.due = it.day + math.random(0, 60) end
    if math.random(4) > 1 then
      it.state, it.settled = pick { "kept", "kept", "kept late", "broken", "withdrawn" }, it.day + math.random(0, 90)
    end
    it.apart = math.random(3) > 1 -- the outcome comes as an event of its own; else with the promise, by `settled`
  end,
}

local MEASURES = { smiles = true, wait = true, gift = true }

local function events_of(it, of, events)
  local event = { kind = it.kind, of = of, at = moment(it.day, it.minute) }
  if MEASURES[it.kind] then
    event.kind, event.values = "measure", { [it.kind] = it.number }
  else
    for _, field in ipairs { "channel", "direction", "sentiment", "verdict", "courses", "severity", "by" } do event[field] = it[field] end
  end
  if it.due then event.due = kith.day_text(it.due) end
  local own = #events + 1
  events[own] = event
  local function later(on, fields)
    fields.kind, fields.about, fields.at = it.kind, own, kith.day_text(on)
    events[#events + 1] = fields
  end
  if it.resolved then
    local resolved_at = kith.day_text(it.resolved)
    if it.resolved_apart then later(it.resolved, { resolved_at = resolved_at }) else event.resolved_at = resolved_at end
  end
  if it.state then
    if it.apart then later(it.settled, { state = it.state })
    else event.state, event.settled = it.state, kith.day_text(it.settled) end
  end
end

local function history(length)
  local list = {}
  for _ = 1, length do pick(MAKERS)(list) end
  return list
end

local function by_time(list)
  local sorted = {}
  for i, it in ipairs(list) do
    it.order = i
    sorted[i] = it
  end
  table.sort(sorted, function(a, b)
    local at_a, at_b = a.day * 1440 + a.minute, b.day * 1440 + b.minute
    return at_a < at_b or at_a == at_b and a.order < b.order
  end)
  return sorted
end

-- ---- The plain computation ----

local SCALES = { smiles = { 1, 5 }, wait = { 0, 60, inverted = true } }

local function unit(it, feature)
  local scale = SCALES[it.kind]
  if not scale or feature.raw then return it.number end
  local value = (it.number - scale[1]) / (scale[2] - scale[1])
  return scale.inverted and 1 - value or value
end

local function promise(it, as_of)
  if it.state and it.settled <= as_of then
    if it.state == "kept" and it.due and it.settled > it.due then return "kept late" end
    return it.state
  end
  return it.due and it.due < as_of and "overdue" or "open"
end

local function is_open(it, as_of)
  if it.kind == "commitment" then
    local state = promise(it, as_of)
    return state == "open" or state == "overdue"
  end
  if not it.resolved or it.resolved_apart and it.resolved > as_of then return true end
  return it.resolved > as_of
end

local function of_kind(it, of)
  if of == "contact" then return it.kind == "tasting" or it.kind == "interaction" and it.channel == "visit" end
  if of == "interaction" then return it.kind == "interaction" or it.kind == "tasting" end
  return it.kind == of
end

local function meets(it, feature, as_of)
  if feature.open and not is_open(it, as_of) then return false end
  if feature.state then
    local found, states = false, type(feature.state) == "table" and feature.state or { feature.state }
    for _, state in ipairs(states) do found = found or promise(it, as_of) == state end
    if not found then return false end
  end
  if feature.at_least and it.number < feature.at_least then return false end
  if feature.at_most and it.number > feature.at_most then return false end
  if feature.above and it.number <= feature.above then return false end
  if feature.below and it.number >= feature.below then return false end
  return true
end

local function concerned(it, feature)
  for _, field in ipairs { "channel", "direction", "severity", "verdict", "courses", "by", "sentiment" } do
    if feature[field] ~= nil and it[field] ~= feature[field] then return false end
  end
  return true
end

-- A share of promises leaves out those that are open or withdrawn, unless it asks for them.
local function undecided(it, feature, as_of)
  if feature.how ~= "share" or not feature.state then return false end
  local state = promise(it, as_of)
  return (state == "open" or state == "withdrawn") and not meets(it, feature, as_of)
end

local function chosen(list, feature, as_of)
  local from = feature.within and kith.day_number(kith.day_add(kith.day_text(as_of), feature.within, -1)) or -math.huge
  local all, met = {}, {}
  for _, it in ipairs(list) do
    if it.day <= as_of and it.day > from and of_kind(it, feature.of) and concerned(it, feature)
      and not undecided(it, feature, as_of) then
      all[#all + 1] = it
      if meets(it, feature, as_of) then met[#met + 1] = it end
    end
  end
  return all, met
end

local function sum(list, value)
  local total = 0
  for _, it in ipairs(list) do total = total + value(it) end
  return total
end

local function slope(list, feature)
  local n, x, y = #list, 0, 0
  for _, it in ipairs(list) do x, y = x + it.day / n, y + unit(it, feature) / n end
  local cross, square = 0, 0
  for _, it in ipairs(list) do cross, square = cross + (it.day - x) * (unit(it, feature) - y), square + (it.day - x) ^ 2 end
  return square > 0 and 30 * cross / square or nil
end

local FOLD = {
  latest = function(list, feature) return unit(list[#list], feature) end,
  first = function(list, feature) return unit(list[1], feature) end,
  sum = function(list, feature) return sum(list, function(it) return unit(it, feature) end) end,
  average = function(list, feature) return sum(list, function(it) return unit(it, feature) end) / #list end,
  lowest = function(list, feature)
    local low = math.huge
    for _, it in ipairs(list) do low = math.min(low, unit(it, feature)) end
    return low
  end,
  highest = function(list, feature)
    local high = -math.huge
    for _, it in ipairs(list) do high = math.max(high, unit(it, feature)) end
    return high
  end,
  trend = slope,
  count = function(list, feature)
    local days, seen = 0, {}
    for _, it in ipairs(list) do
      days = days + (seen[it.day] and 0 or 1)
      seen[it.day] = true
    end
    return feature.days and days or #list
  end,
  days_since = function(list, feature, as_of) return as_of - list[feature.first and 1 or #list].day end,
  strength = function(list, feature, as_of)
    local half = feature.half_life and kith.span_days(feature.half_life) or 90
    return sum(list, function(it) return 2 ^ (-(as_of - it.day) / half) end)
  end,
}

local function observed(list, as_of)
  for _, it in ipairs(list) do
    if it.day <= as_of then return true end
  end
  return false
end

local VALID = { smiles = 60 }

local function expected(list, feature, as_of, begins)
  local all, met = chosen(list, feature, as_of)
  local valid = VALID[feature.of]
  if feature.how == "share" then
    if valid and not feature.within and #all > 0 and all[#all].day <= as_of - valid then return nil end
    return #all > 0 and #met / #all or nil
  end
  if #met == 0 then
    if feature.how == "days_since" and not feature.first and of_kind({ kind = "tasting" }, feature.of) then
      return as_of >= begins and as_of - begins or nil -- silence counts from the beginning
    end
    if feature.how == "count" or feature.how == "strength" then return observed(list, as_of) and 0 or nil end
    return nil
  end
  if valid and not feature.within and met[#met].day <= as_of - valid then return nil end
  return FOLD[feature.how](met, feature, as_of)
end

-- ---- The features that are tried ----

local FEATURES = {}
local function feature(how, of, options)
  local it = { how = how, of = of }
  for key, value in pairs(options or {}) do it[key] = value end
  FEATURES[#FEATURES + 1] = it
end

for _, how in ipairs { "latest", "first", "average", "sum", "lowest", "highest", "trend" } do
  for _, of in ipairs { "smiles", "wait", "gift" } do
    feature(how, of)
    feature(how, of, { within = pick { "30d", "90d", "6 months", "1 year" } })
    feature(how, of, { raw = true, within = "120d" })
    feature(how, of, { at_least = 2, within = "300d" })
    feature(how, of, { above = 1, below = 50 })
  end
end
for _, how in ipairs { "count", "strength", "days_since" } do
  for _, of in ipairs { "contact", "interaction", "tasting", "incident", "complaint", "commitment" } do
    feature(how, of)
    feature(how, of, { within = "45d" })
    feature(how, of, { within = "8 months" })
  end
  feature(how, "interaction", { channel = "call" })
  feature(how, "interaction", { direction = "in", within = "200d" })
  feature(how, "contact", { channel = "visit", direction = "out" })
  feature(how, "tasting", { verdict = "liked" })
  feature(how, "tasting", { courses = 3 })
  feature(how, "incident", { severity = "severe" })
  feature(how, "incident", { open = true })
  feature(how, "complaint", { open = true, severity = "minor", within = "300d" })
  feature(how, "commitment", { by = "us", open = true })
  feature(how, "commitment", { state = "overdue" })
  feature(how, "commitment", { by = "them", state = { "kept", "withdrawn" } })
end
for _, of in ipairs { "contact", "incident", "smiles" } do
  feature("count", of, { days = true })
  feature("count", of, { days = true, within = "90d" })
  feature("days_since", of, { first = true })
  feature("days_since", of, { first = true, within = "200d" })
end
for _, within in ipairs { "60d", "1 year" } do feature("strength", "contact", { half_life = "2 weeks", within = within }) end
for _, state in ipairs { "open", "overdue", "kept", "kept late", "broken", "withdrawn" } do
  feature("share", "commitment", { state = state })
end
feature("share", "commitment", { state = { "kept late", "broken", "overdue" }, within = "365d" })
feature("share", "commitment", { by = "us", open = true })
feature("share", "incident", { open = true })
feature("share", "incident", { severity = "major", open = true, within = "200d" })
feature("share", "smiles", { at_least = 4 })
feature("share", "smiles", { at_most = 2, within = "90d" })
feature("share", "gift", { above = 50 })
feature("share", "wait", { below = 30, within = "1 year" })

local function options_text(it)
  local parts = {}
  for key, value in pairs(it) do
    parts[#parts + 1] = key .. "=" .. (type(value) == "table" and table.concat(value, "/") or tostring(value))
  end
  table.sort(parts)
  return table.concat(parts, " ")
end

-- Both as the core wants and as the plain computation does, over the same days.
local function compare(folder, list)
  local sorted = by_time(list)
  return scratch.open(folder, { today = TODAY }, function(ws)
    local declared, views, days = {}, {}, {}
    for i, it in ipairs(FEATURES) do
      local copy = { name = "f" .. i }
      for key, value in pairs(it) do copy[key] = value end
      declared[i] = copy
    end
    for i = 1, 7 do
      days[i] = day()
      if i > 4 and list[1] then days[i] = pick(list).day + math.random(-1, 1) end
      views[i] = { as_of = kith.day_text(days[i]) }
    end
    local columns = ws.core:columns { features = declared, views = views, of = { "ann", "bob" } }
    assert(columns, ws.findings:render())
    local begins = kith.day_number "2025-07-15"
    for v, as_of in ipairs(days) do
      for i, it in ipairs(FEATURES) do
        local value, why = columns:cell(1, v, declared[i].name)
        local wanted = expected(sorted, it, as_of, begins)
        local same = value == wanted or value and wanted and math.abs(value - wanted) <= 1e-9 * math.max(1, math.abs(wanted))
        if not same then
          local said, asked = tostring(value) .. " (" .. tostring(why) .. ")", tostring(wanted)
          error(("as of %s: %s is %s, not %s"):format(views[v].as_of, options_text(it), said, asked), 0)
        end
        assert((value == nil) == (why ~= nil and why ~= ""), "what is missing says why")
      end
      assert(columns:observed(1, v) == observed(sorted, as_of))
      assert(not columns:observed(2, v))
      assert(columns:cell(2, v, "f1") == nil)
    end
  end)
end

describe("features", function()
  for round = 1, 24 do
    it("agree with a plain computation, history " .. round, function()
      math.randomseed(round)
      local list = history(({ 0, 1, 3, 12, 40, 90 })[(round - 1) % 6 + 1])
      scratch.folder({ ["practice.yaml"] = PRACTICE }, function(folder)
        local events = {}
        for _, it in ipairs(list) do events_of(it, "ann", events) end
        scratch.note(folder, TODAY, events)
        compare(folder, list)
      end)
    end)
  end
end)

-- ---- By hand, at the edges ----

local function value(events, declaration, as_of, of)
  return scratch.folder({ ["practice.yaml"] = PRACTICE }, function(folder)
    for _, event in ipairs(events) do event.of = event.of or not event.about and "ann" or nil end
    scratch.note(folder, TODAY, events)
    return scratch.open(folder, { today = TODAY }, function(ws) return scratch.feature(ws, declaration, of or "ann", as_of) end)
  end)
end

local function smile(at, number) return { kind = "measure", at = at, values = { smiles = number } } end
local function promise_of(due, state, at)
  local promised = { kind = "commitment", by = "us", at = "2026-01-01", due = due }
  return promised, state and { kind = "commitment", about = 1, state = state, at = at }
end

describe("windows", function()
  it("leave out the day they begin on and take in the day asked for", function()
    local function counted(at, as_of)
      return value({ { kind = "complaint", at = at } }, { how = "count", of = "complaint", within = "30d" }, as_of)
    end
    assert.equal(1, counted("2026-03-01", "2026-03-01"))
    assert.equal(1, counted("2026-03-01T23:59", "2026-03-01"))
    assert.equal(1, counted("2026-03-01", "2026-03-30"))
    assert.equal(0, counted("2026-03-01", "2026-03-31"))
    assert.equal(0, counted("2026-03-01T23:59", "2026-03-31"))
    assert.is_nil((counted("2026-03-02", "2026-03-01"))) -- nothing observed yet
  end)

  it("end in time for a measure that is no longer valid", function()
    local function latest(as_of) return value({ smile("2026-01-01", 5) }, { how = "latest", of = "smiles" }, as_of) end
    assert.equal(1, (latest "2026-03-01")) -- day 59 of 60
    local missing, why = latest "2026-03-02"
    assert.is_nil(missing)
    assert.equal("out of date", why)
    assert.equal(1, (value({ smile("2026-01-01", 5) }, { how = "latest", of = "smiles", within = "1 year" }, "2026-12-01")))
  end)

  it("take the last one noted of two at the same time", function()
    assert.equal(0.25, (value({ smile("2026-01-01", 5), smile("2026-01-01", 2) }, { how = "latest", of = "smiles" }, "2026-01-01")))
    assert.equal(1, (value({ smile("2026-01-01T09:00", 5), smile("2026-01-01", 2) }, { how = "latest", of = "smiles" }, "2026-01-01")))
  end)
end)

describe("promises", function()
  local function state(due, said, at, as_of)
    for _, each in ipairs { "open", "overdue", "kept", "kept late", "broken", "withdrawn" } do
      local first, second = promise_of(due, said, at)
      local share = value({ first, second }, { how = "share", of = "commitment", state = each }, as_of)
      if share == 1 then return each end
    end
  end

  it("are overdue from the day after they were due", function()
    assert.equal("open", state("2026-02-01", nil, nil, "2026-02-01"))
    assert.equal("overdue", state("2026-02-01", nil, nil, "2026-02-02"))
    assert.equal("open", state(nil, nil, nil, "2026-12-01"))
  end)

  it("are kept late when kept after that day", function()
    assert.equal("kept", state("2026-02-01", "kept", "2026-02-01", "2026-02-01"))
    assert.equal("kept late", state("2026-02-01", "kept", "2026-02-02", "2026-02-02"))
    assert.equal("kept late", state("2026-02-01", "kept late", "2026-01-20", "2026-02-02"))
    assert.equal("kept", state(nil, "kept", "2026-06-01", "2026-07-01"))
  end)

  it("stood as they stood, seen from before their outcome", function()
    assert.equal("open", state("2026-02-01", "broken", "2026-02-10", "2026-01-15"))
    assert.equal("overdue", state("2026-02-01", "broken", "2026-02-10", "2026-02-09"))
    assert.equal("broken", state("2026-02-01", "broken", "2026-02-10", "2026-02-10"))
  end)
end)

describe("silence", function()
  it("counts from when the relationship or the record began, the later of both", function()
    assert.equal(10, (value({}, { how = "days_since", of = "contact" }, "2025-07-25")))
    assert.equal(54, (value({}, { how = "days_since", of = "contact" }, "2025-07-25", "bob")))
    assert.is_nil((value({}, { how = "days_since", of = "contact" }, "2025-07-14")))
    assert.equal(0, (value({}, { how = "days_since", of = "contact" }, "2025-07-15")))
  end)

  it("is ended only by a contact that counts for the relationship model", function()
    local call = { kind = "interaction", channel = "call", at = "2026-01-10" }
    local visit = { kind = "interaction", channel = "visit", at = "2026-01-05" }
    local tasting = { kind = "tasting", at = "2026-01-08" }
    assert.equal(6, (value({ visit, call }, { how = "days_since", of = "contact" }, "2026-01-11")))
    assert.equal(1, (value({ visit, call }, { how = "days_since", of = "interaction" }, "2026-01-11")))
    assert.equal(3, (value({ visit, tasting, call }, { how = "days_since", of = "contact" }, "2026-01-11")))
  end)
end)
