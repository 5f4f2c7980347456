-- Why a relationship stands as it does: each factor with its inputs and the events behind them; and what changed it since a day, split
-- in a fixed order: time went by, what happened, what was redefined, which rule changed. The parts add up.

local kith = require "kith"
local language = require "kith.language"
local output = require "kith.output"
local record = require "kith.record"
local rule_text = require "kith.rule_text"
local rules = require "kith.rules"
local score = require "kith.score"

local explain = {}

local MOST_EVENTS = 12 -- behind one input; more are counted

-- ---- One day ----

-- One {…} of a sentence; core/README.md lists the forms, rule_text.sentence_part reads them.
local function part_text(part, cell)
  local value = cell(part.name)
  if value == nil then return "?" end
  if type(value) ~= "number" then return kith.visible(value) end
  if part.share then return language.number(output.percentage(value)) end
  local figure = language.number(output.figure(value))
  return part.noun and figure .. " " .. language.say(output.noun(value, part.noun, part.plural)) or figure
end

local function filled(say, cell)
  return (language.say(say):gsub("{([^{}]*)}", function(text)
    local part = rule_text.sentence_part(text)
    return part and part_text(part, cell) or nil
  end))
end

local function event_ids(ws, columns, name)
  local seqs = columns:evidence(1, 1, name)
  local ids = {}
  for i = math.max(1, #seqs - MOST_EVENTS + 1), #seqs do ids[#ids + 1] = ws.core:event_id(seqs[i]) end
  return ids, #seqs - #ids
end

local function declared_feature(rule, name)
  for _, feature in ipairs(rule.declared) do
    if feature.name == name then return feature end
  end
end

-- 'share("commitment", { state = …, within = "365d" })' as the rule says it, in words short enough for a line.
local function feature_text(feature)
  local options = {}
  for key, value in pairs(feature) do
    if not ({ how = 1, of = 1, name = 1, line = 1, place = 1, chunk = 1, keys = 1, values = 1 })[key] then
      options[#options + 1] = key .. " " .. (type(value) == "table" and table.concat(value, "/") or tostring(value))
    end
  end
  table.sort(options)
  return ("%s of %s%s"):format(feature.how:gsub("_", " "), feature.of, #options > 0 and " (" .. table.concat(options, ", ") .. ")" or "")
end

local function inputs_of(ws, rule, columns, factor)
  local inputs = {}
  for _, name in ipairs(columns:inputs(factor)) do
    local value, reason, day = columns:cell(1, 1, name)
    local feature = declared_feature(rule, name)
    local input = { name = name, value = value, reason = reason, day = day, what = feature and feature_text(feature) or nil }
    if feature and not ws.journal_absent then input.events, input.more = event_ids(ws, columns, name) end
    input.from_begin = feature and feature.how == "days_since" and value ~= nil and #(input.events or {}) == 0 or nil
    inputs[#inputs + 1] = input
  end
  return inputs
end

local function place_of(ws, rule, part)
  if part.line then return ("%s:%d"):format(part.chunk, part.line) end
  local feature = declared_feature(rule, part.name)
  return feature and feature.place[1] > 0 and ("%s:%d"):format(ws.core:source_name(feature.place[1]), feature.place[2]) or rule.script
end

local function factor_rows(ws, rule, columns, points)
  local list, parts = columns:factors(1, 1), {}
  for i, factor in ipairs(list) do parts[i] = factor.part * 100 end
  local weighted = 0
  for _, part in ipairs(parts) do weighted = weighted + part end
  local adds = kith.round_parts(parts, points or math.floor(weighted + 0.5))
  local function cell(name) return columns:position(name) and (columns:cell(1, 1, name)) end -- kith check tells unknown ones
  local rows, present = {}, 0
  for i, factor in ipairs(list) do
    if factor.value then present = present + rule.factors[i].weight end
  end
  for i, factor in ipairs(list) do
    local own = rule.factors[i]
    rows[i] = { name = own.name, weight = own.weight, value = factor.value, missing = factor.missing,
                adds = factor.value and adds[i] or nil, place = place_of(ws, rule, own),
                says = own.say and factor.value and filled(own.say, cell) or nil,
                inputs = inputs_of(ws, rule, columns, i), cost = factor.value and own.weight * (1 - factor.value) / present * 100 or nil }
  end
  return rows
end

local function limit_of(rule, limit) return limit and { name = rule.limits[limit].name, at_most = rule.limits[limit].at_most,
                                                       place = ("%s:%d"):format(rule.limits[limit].chunk, rule.limits[limit].line) } end

-- What full marks in a factor would add, the most first; only where something can be gained.
local function lifts(rows)
  local list = {}
  for _, row in ipairs(rows) do
    if row.cost and row.cost >= 0.5 then list[#list + 1] = { name = row.name, gain = math.floor(row.cost + 0.5) } end
  end
  table.sort(list, function(a, b) return a.gain > b.gain or a.gain == b.gain and a.name < b.name end)
  return list
end

local function next_band(rule, band, points)
  local above = band and rule.bands[band + 1]
  return above and { name = above.name, needs = score.bound(above) - points } or nil
end

-- Factors that are missing, the input that was, and what to record.
local function missing_of(ws, rule, relationship, rows)
  local list = {}
  for _, row in ipairs(rows) do
    if not row.value then
      local words = row.missing and record.words(ws, rule, relationship, row.missing)
      list[#list + 1] = { factor = row.name, input = row.missing, record = words }
    end
  end
  return list
end

function explain.at(ws, relationship, options)
  local name = options.rule or relationship.score or ws.core:raw "score" or "health"
  local rule, why = rules.load(ws, name)
  if not rule then return nil, why end
  local columns = score.run(ws, rule, { relationship }, { { as_of = ws.day } })
  if not columns then return nil end
  local out = { id = relationship.id, rule = rule.name, script = rule.script, doc = rule.doc, observed = columns:observed(1, 1) }
  if rule.classes then
    local class, missing = columns:class(1, 1)
    out.band, out.missing = class and rule.classes[class] or "unknown", missing
    out.place = ("%s:%d"):format(rule.header.class_chunk, rule.class_line)
    out.inputs = inputs_of(ws, rule, columns, 0)
    return out
  end
  local value, coverage, band, limit, oldest = columns:score(1, 1)
  out.value, out.points, out.coverage, out.oldest = value, score.points(value, rule.bands), coverage, oldest
  out.band, out.limit = band and rule.bands[band].name or "unknown", limit_of(rule, limit)
  out.factors = factor_rows(ws, rule, columns, out.points)
  out.lifts, out.missing_factors = lifts(out.factors), missing_of(ws, rule, relationship, out.factors)
  out.next_band = value and not limit and next_band(rule, band, out.points) or nil
  out.enough = rule.enough_evidence
  return out
end

-- ---- Since a day ----

local function run_views(ws, rule, relationship, views)
  local columns = score.run(ws, rule, { relationship }, views)
  if not columns then return nil end
  local out = {}
  for i = 1, #views do
    local value, coverage, band = columns:score(1, i)
    local factors = {}
    for f, factor in ipairs(columns:factors(1, i)) do
      factors[f] = { name = rule.factors[f].name, value = factor.value, part = factor.part }
    end
    out[i] = { value = value, points = score.points(value, rule.bands), coverage = coverage,
               band = band and rule.bands[band].name or "unknown", factors = factors }
  end
  return out
end

-- What a change of value is made of; missing values carry the last known one, so that the parts still add up.
local function steps_of(states)
  local STEPS = { "time went by", "what happened", "what was redefined", "which rule changed" }
  local steps, last = {}, states[1].value
  for i, name in ipairs(STEPS) do
    local value = states[i + 1].value or last
    steps[i] = { name = name, change = value and last and (value - last) * 100 or 0, from = states[i], to = states[i + 1] }
    last = value or last
  end
  return steps
end

local function round_steps(steps, total)
  local changes = {}
  for i, step in ipairs(steps) do changes[i] = step.change end
  for i, whole in ipairs(kith.round_parts(changes, total)) do steps[i].points = whole end
end

-- Which factors moved in a step, most first.
local function moved(step)
  local before, list = {}, {}
  for _, factor in ipairs(step.from.factors) do before[factor.name] = factor end
  for _, factor in ipairs(step.to.factors) do
    local was = before[factor.name]
    local change = ((factor.value and factor.part or 0) - (was and was.value and was.part or 0)) * 100
    local differs = was and (was.value == nil) ~= (factor.value == nil) or was and was.value and math.abs(was.value - factor.value) >= 0.005
    if differs then
      list[#list + 1] = { name = factor.name, change = change, from = was and was.value, to = factor.value }
    end
  end
  table.sort(list, function(a, b)
    if math.abs(a.change) ~= math.abs(b.change) then return math.abs(a.change) > math.abs(b.change) end
    return a.name < b.name
  end)
  return list
end

local function events_since(ws, relationship, day)
  local list = {}
  if ws.journal_absent then return list end
  local from, to = kith.day_number(day), kith.day_number(ws.day)
  for _, event in ipairs(ws.core:events { of = relationship.id }) do
    local at = event.at and kith.day_number(event.at)
    local tells = event.kind ~= "definition" and event.kind ~= "start" and event.kind ~= "stakeholder"
    if at and at > from and at <= to and tells then list[#list + 1] = event end
  end
  local place = {}
  for i, event in ipairs(list) do place[event] = i end
  table.sort(list, function(a, b) return a.at < b.at or a.at == b.at and place[a] < place[b] end)
  return list
end

function explain.since(ws, relationship, day, options)
  local name = options.rule or relationship.score or ws.core:raw "score" or "health"
  local rule_now = rules.load(ws, name)
  if not rule_now or rule_now.classes then return nil, rule_now and "a class has no parts; --since explains scores" or nil end
  local id = relationship.id
  local views_then = { { as_of = day }, { as_of = ws.day, until_ = day }, { as_of = ws.day } }
  local past = rules.at(ws, name, day)
  if not ws.journal_absent then ws.core:build(day) end
  local relationship_then = ws.core:find("relationship", id)
  local before = past and relationship_then and run_views(ws, past, relationship_then, views_then)
  ws.core:build()
  relationship = ws.core:find("relationship", id)
  local redefined = past and run_views(ws, past, relationship, { { as_of = ws.day } })
  rule_now = rules.reload(ws, name)
  local now = rule_now and run_views(ws, rule_now, relationship, { { as_of = ws.day } })
  if not before or not redefined or not now then return nil end
  local steps = steps_of { before[1], before[2], before[3], redefined[1], now[1] }
  local first, last = before[1], now[1]
  local total = (last.points or 0) - (first.points or 0)
  if first.value and last.value then round_steps(steps, total) end
  for _, step in ipairs(steps) do step.moved = moved(step) end
  return { day = day, from = first, to = last, total = total, steps = steps, events = events_since(ws, relationship, day) }
end

return explain
