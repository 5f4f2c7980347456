-- Scores of relationships: which rule each is scored by, the columns it needs, what comes of it. One scan of the record serves all
-- relationships of a rule and all days asked for.

local kith = require "kith"
local output = require "kith.output"
local rules = require "kith.rules"
local place_of_message = require("kith.script_findings").place_of_message

local score = {}

score.TREND = "90 days" -- how far back the change of a score looks

-- Relationships by the rule they are scored by; those that have ended by the day are left out unless named.
local function grouped(ws, options, day)
  local groups, order, today = {}, {}, kith.day_number(day)
  local wanted
  local otherwise = ws.core:raw "score" or "health"
  if options.of then
    wanted = {}
    for _, id in ipairs(options.of) do wanted[id] = true end
  end
  for _, relationship in ipairs(ws:relationships()) do
    local last = relationship["until"]
    local ended = last and kith.day_number(last) < today
    local take = wanted and wanted[relationship.id] or not wanted and relationship.to_organization and not ended
    if take then
      local name = options.rule or relationship.score or otherwise
      if not groups[name] then
        groups[name] = { rule = name, relationships = {} }
        order[#order + 1] = groups[name]
      end
      table.insert(groups[name].relationships, relationship)
    end
  end
  return order
end

-- 0 … 1 as whole points. Where rounding would cross the bound of a band, it goes towards the side the value lies on: 0.496 is 49 where
-- amber begins at 50. A number so never contradicts its band.
function score.points(value, bands)
  if not value then return nil end
  local points = math.floor(value * 100 + 0.5)
  for _, band in ipairs(bands or {}) do
    local bound = score.bound(band)
    if value < band.from and points >= bound then points = bound - 1 end
    if value >= band.from and points < bound then points = bound end
  end
  return points
end

-- The lowest whole points within a band; 0.55 * 100 is a little more than 55.
function score.bound(band) return math.ceil(band.from * 100 - 1e-9) end

local MOST_FINDINGS = 20 -- more are not handed back by a run

-- Findings of the same line of a function, of however many relationships: { first, others = how many more }, in the order they came.
local function alike(rule, columns_of, findings)
  local groups, by_place = {}, {}
  for _, finding in ipairs(findings) do
    local part = finding.what == "factor" and rule.factors[finding.part] or finding.what == "limit" and rule.limits[finding.part]
      or { name = "class", line = rule.class_line, chunk = rule.header.class_chunk }
    local path = finding.source ~= "" and finding.source or part.chunk or rule.script
    local line = finding.line > 0 and finding.line or part.line or 1
    local of = columns_of[finding.row // columns_of.views + 1]
    local key = ("%s %s %s:%d"):format(finding.what, part.name, path, line)
    local group = by_place[key]
    if not group then
      group = { first = finding, part = part, path = path, line = line, of = of, seen = {}, others = -1 }
      by_place[key], groups[#groups + 1] = group, group
    end
    if not group.seen[of or 0] then group.seen[of or 0], group.others = true, group.others + 1 end
  end
  return groups
end

-- Findings of a run stand at the line of the function and name the relationship.
local function tell_findings(ws, rule, columns_of, findings)
  local least = #findings >= MOST_FINDINGS and "at least " or ""
  for _, group in ipairs(alike(rule, columns_of, findings)) do
    local finding, of = group.first, group.of
    local subject = finding.what == "class" and "the class" or ("%s \"%s\""):format(finding.what, group.part.name)
    local said = finding.line > 0 and finding.message or subject
    local line, column, width = place_of_message(ws, group.path, group.line, said)
    local more = group.others > 0 and (" … and %s%d more %s"):format(least, group.others, output.noun(group.others, "relationship")) or ""
    ws.findings:error(ws:script_source(group.path), line, column, width,
      ("%s of %s%s %s%s"):format(subject, of and of.id or "?", finding.message:find "^is " and "" or ":", finding.message, more))
  end
end

-- Columns with the rule's factors in them, or nil with findings.
function score.run(ws, rule, relationships, views)
  local ids = { views = #views }
  for i, relationship in ipairs(relationships) do ids[i] = relationship.id end
  local of = {}
  for i, id in ipairs(ids) do of[i] = id end
  local columns = ws.core:columns { features = rule.declared, views = views, of = of }
  if not columns then return nil end
  local defaults = {}
  for i, factor in ipairs(rule.factors) do defaults[i] = factor.line and 0 or columns:position(factor.name) or 0 end
  local findings, failure = columns:run(ws.player, {
    rule = rule.name, script = rule.script, factors = #rule.factors, limits = #rule.limits, defaults = defaults, classes = rule.classes,
  })
  if not findings then
    ws:tell_failure(failure)
    return nil
  end
  relationships.views = #views
  tell_findings(ws, rule, relationships, findings)
  columns:shape(rules.shape(rule))
  return columns
end

-- unknown, and why: what is asked next depends on it.
local function state_of(columns, row)
  if not columns:begun(row, 1) then return "not begun" end
  return columns:observed(row, 1) and "scored" or "nothing recorded"
end

local function fill_classes(columns, row, rule, out)
  local class, missing = columns:class(row, 1)
  out.band, out.band_number, out.missing = class and rule.classes[class] or "unknown", class, missing
  out.coverage = class and 1 or 0
end

local function fill_scores(columns, row, rule, out)
  local value, coverage, band, limit, oldest, costly, cost = columns:score(row, 1)
  out.coverage, out.oldest = coverage, oldest
  out.band, out.band_number = band and rule.bands[band].name or "unknown", band
  if not band then return end -- what is not known has no value to be mistaken for one
  out.value, out.points = value, score.points(value, rule.bands)
  out.limit = limit and rule.limits[limit].name or nil
  if costly then out.costs, out.cost = rule.factors[costly].name, cost end
  local before, _, band_before = columns:score(row, 2)
  out.points_before = band_before and score.points(before, rule.bands)
  out.value_before, out.band_before = before, band_before and rule.bands[band_before].name or "unknown"
end

local function contact_of(columns, row, positions, out)
  out.ideal = columns:number(row, 1, positions[2])
  if not out.ideal then return end
  out.contact, out.max = columns:number(row, 1, positions[1]), columns:number(row, 1, positions[3])
end

-- Every rule is asked for the days since the last contact as well: the list of scores shows it against the ideal.
local function with_contact(rule)
  local declared = {}
  for i, feature in ipairs(rule.declared) do declared[i] = feature end
  declared[#declared + 1] = { name = "contact_days", how = "days_since", of = "contact" }
  local copy = {}
  for key, value in pairs(rule) do copy[key] = value end
  copy.declared = declared
  return copy
end

local function score_group(ws, group, day, before, then_, rows)
  local rule, why
  if then_ then rule, why = rules.at(ws, group.rule, day) else rule, why = rules.load(ws, group.rule) end
  if not rule then return nil, why end
  rule = with_contact(rule)
  local columns = score.run(ws, rule, group.relationships, { { as_of = day }, { as_of = before } })
  if not columns then return nil end
  local positions = { columns:position "contact_days", columns:position "cadence.ideal", columns:position "cadence.max" }
  for i, relationship in ipairs(group.relationships) do
    local out = { id = relationship.id, relationship = relationship, rule = rule.name, owner = relationship.owner,
                  state = state_of(columns, i) }
    if rule.classes then fill_classes(columns, i, rule, out) else fill_scores(columns, i, rule, out) end
    out.scored_by = rule
    if not out.band_number then out.lacks = function() return out.missing and { out.missing } or columns:lacks(i, 1) end end
    out.columns, out.line = columns, i
    if out.state == "not begun" then out.band, out.band_number, out.value = "unknown", nil, nil end
    contact_of(columns, i, positions, out)
    rows[#rows + 1] = out
  end
  return true
end

-- options: rule, of (ids), as_of, before (day the change is counted from), rules_then (by the rules in force on that day, not today's).
-- Rows in the order of the model:
--   { id, relationship, rule, scored_by (the rule itself), lacks() (names of missing inputs),
--     value 0..1 or nil, points (0..100, as printed), band, band_number, coverage 0..1, oldest (days), costs, cost, limit,
--     value_before, points_before, band_before, contact (days), ideal, max, state = "scored" | "nothing recorded" | "not begun",
--     columns, line (where all of it stands) }
-- nil and a message where a rule cannot be used; its findings are in ws.findings.
function score.rows(ws, options)
  local day = options.as_of or ws.day
  local before = options.before or kith.day_add(day, score.TREND, -1)
  local rows = {}
  for _, group in ipairs(grouped(ws, options, day)) do
    local good, why = score_group(ws, group, day, before, options.rules_then, rows)
    if not good then return nil, why end
  end
  return rows
end

-- The last event that a factor rests on in the first view and not in the second.
local function newest(columns, row, factor)
  local last
  for _, name in ipairs(columns:inputs(factor)) do
    local known = {}
    for _, seq in ipairs(columns:evidence(row, 2, name)) do known[seq] = true end
    for _, seq in ipairs(columns:evidence(row, 1, name)) do
      if not known[seq] then last = math.max(last or 0, seq) end
    end
  end
  return last
end

-- Of a row: factors by how much their parts of the score changed between the two days, the most first: { name, from, to,
-- event = number of the last event behind it, where that is news }.
function score.moved(row)
  local columns, list = row.columns, {}
  local now, before = columns:factors(row.line, 1), columns:factors(row.line, 2)
  for f, factor in ipairs(now) do
    local was = before[f]
    local change = (factor.value and factor.part or 0) - (was.value and was.part or 0)
    if factor.value ~= was.value then
      list[#list + 1] = { name = row.scored_by.factors[f].name, from = was.value, to = factor.value, change = math.abs(change),
                          event = newest(columns, row.line, f) }
    end
  end
  table.sort(list, function(a, b) return a.change > b.change or a.change == b.change and a.name < b.name end)
  return list
end

-- Whether a contact that counts is noted at all. Days of silence are counted from the beginning where none is, so only a silence that
-- long needs a look at the record.
function score.ever_heard(row)
  local age = row.columns:cell(row.line, 1, "age")
  if row.contact and age and row.contact < age then return true end
  return row.columns:evidence(row.line, 1, "contact_days")[1] ~= nil
end

-- In order of their ids; sorting texts without a comparison of our own is several times faster.
local function by_id(rows)
  local ids, row_of, sorted = {}, {}, {}
  for i, row in ipairs(rows) do
    ids[i], row_of[row.id] = row.id, row
  end
  table.sort(ids)
  for i, id in ipairs(ids) do sorted[i] = row_of[id] end
  return sorted
end

local function worse(a, b)
  if a.value and b.value and a.value ~= b.value then return a.value < b.value end
  if not (a.value and b.value) and a.band_number ~= b.band_number then return a.band_number < b.band_number end
  return a.id < b.id
end

-- Known ones first, the lowest value first, ties by id; for classes the most demanding first. Unknown ones after, by id.
function score.sort(rows)
  local known, unknown = {}, {}
  for _, row in ipairs(rows) do
    local list = row.band_number and known or unknown
    list[#list + 1] = row
  end
  table.sort(known, worse)
  return table.move(by_id(unknown), 1, #unknown, #known + 1, known)
end

return score
