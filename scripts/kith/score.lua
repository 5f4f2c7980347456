-- Scores of relationships: which rule each is scored by, the columns it needs, what comes of it. One scan of the record serves all
-- relationships of a rule and all days asked for.

local kith = require "kith"
local rules = require "kith.rules"

local score = {}

score.TREND = "90 days" -- how far back the change of a score looks

local function rule_name(ws, relationship, asked)
  return asked or relationship.score or ws.core:raw "score" or "health"
end

-- Relationships by the rule they are scored by; those that have ended by the day are left out unless named.
local function grouped(ws, options, day)
  local groups, order = {}, {}
  local wanted
  if options.of then
    wanted = {}
    for _, id in ipairs(options.of) do wanted[id] = true end
  end
  for _, relationship in ipairs(ws:relationships()) do
    local ended = relationship["until"] and kith.day_number(relationship["until"]) < kith.day_number(day)
    local take = wanted and wanted[relationship.id] or not wanted and relationship.parent and not ended
    if take then
      local name = rule_name(ws, relationship, options.rule)
      if not groups[name] then
        groups[name] = { rule = name, relationships = {} }
        order[#order + 1] = groups[name]
      end
      table.insert(groups[name].relationships, relationship)
    end
  end
  return order
end

-- Findings of a run stand at the line of the function and name the relationship.
local function tell_findings(ws, rule, columns_of, findings)
  for _, finding in ipairs(findings) do
    local part = finding.what == "factor" and rule.factors[finding.part] or finding.what == "limit" and rule.limits[finding.part]
      or { name = "class", line = rule.class_line, chunk = rule.header.class_chunk }
    local path = finding.source ~= "" and finding.source or part.chunk or rule.script
    local line = finding.line > 0 and finding.line or part.line or 1
    local of = columns_of[finding.row // columns_of.views + 1]
    local subject = finding.what == "class" and "the class" or ("%s \"%s\""):format(finding.what, part.name)
    local column, width = ws:word_of_message(path, line, finding.line > 0 and finding.message or subject)
    ws.findings:error(ws:script_source(path), line, column, width,
      ("%s of %s%s %s"):format(subject, of and of.id or "?", finding.message:find "^is " and "" or ":", finding.message))
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
local function state_of(ws, columns, row, relationship, view, day)
  if kith.day_number(ws:begins_of(relationship)) > kith.day_number(day) then return "not begun" end
  if not columns:observed(row, view) then return "nothing recorded" end
  return "scored"
end

local function fill_classes(columns, row, rule, out)
  local class, missing = columns:class(row, 1)
  out.band, out.band_number, out.missing = class and rule.classes[class] or "unknown", class, missing
  out.coverage = class and 1 or 0
end

local function fill_scores(columns, row, rule, out)
  local value, coverage, band, limit, oldest, costly, cost = columns:score(row, 1)
  out.value, out.coverage, out.oldest = value, coverage, oldest
  out.band, out.band_number = band and rule.bands[band].name or "unknown", band
  out.limit = limit and rule.limits[limit].name or nil
  if costly then out.costs, out.cost = rule.factors[costly].name, cost end
  local before, _, band_before = columns:score(row, 2)
  out.value_before, out.band_before = before, band_before and rule.bands[band_before].name or "unknown"
end

local function contact_of(columns, row, out, relationship)
  local cadence = relationship.cadence
  if not cadence or not cadence.ideal then return end
  out.contact = columns:cell(row, 1, "contact_days")
  out.ideal, out.max = columns:cell(row, 1, "cadence.ideal"), columns:cell(row, 1, "cadence.max")
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

local function score_group(ws, group, day, before, rows)
  local rule, why = rules.load(ws, group.rule)
  if not rule then return nil, why end
  rule = with_contact(rule)
  local columns = score.run(ws, rule, group.relationships, { { as_of = day }, { as_of = before } })
  if not columns then return nil end
  for i, relationship in ipairs(group.relationships) do
    local out = { id = relationship.id, relationship = relationship, rule = rule.name, owner = relationship.owner,
                  state = state_of(ws, columns, i, relationship, 1, day) }
    if rule.classes then fill_classes(columns, i, rule, out) else fill_scores(columns, i, rule, out) end
    if out.state == "not begun" then out.band, out.band_number, out.value = "unknown", nil, nil end
    contact_of(columns, i, out, relationship)
    rows[#rows + 1] = out
  end
  return true
end

-- options: rule, of (ids), as_of, before (day the change is counted from). Rows in the order of the model:
--   { id, relationship, rule, value 0..1 or nil, band, band_number, coverage 0..1, oldest (days), costs, cost, limit,
--     value_before, band_before, contact (days), ideal, max, state = "scored" | "nothing recorded" | "not begun" }
-- nil and a message where a rule cannot be used; its findings are in ws.findings.
function score.rows(ws, options)
  local day = options.as_of or ws.day
  local before = options.before or kith.day_add(day, score.TREND, -1)
  local rows = {}
  for _, group in ipairs(grouped(ws, options, day)) do
    local good, why = score_group(ws, group, day, before, rows)
    if not good then return nil, why end
  end
  return rows
end

-- Known ones first, the lowest value first, ties by id; for classes the most demanding first. Unknown ones after, by id.
function score.sort(rows)
  table.sort(rows, function(a, b)
    if (a.band_number ~= nil) ~= (b.band_number ~= nil) then return a.band_number ~= nil end
    if a.band_number and a.value and b.value and a.value ~= b.value then return a.value < b.value end
    if a.band_number and not a.value and a.band_number ~= b.band_number then return a.band_number < b.band_number end
    return a.id < b.id
  end)
  return rows
end

return score
