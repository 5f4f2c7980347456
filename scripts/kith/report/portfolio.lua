-- What a report about all relationships can need: each with its score and what presses, and all stakeholders with their attributes.

local kith = require "kith"
local labels = require "kith.report.labels"
local review = require "kith.review"
local rules = require "kith.rules"
local score = require "kith.score"

local gather = {}

-- ---- What presses: counts for all relationships in one scan of the record ----

local PRESSING = {
  { name = "complaints", how = "count", of = "complaint", open = true },
  { name = "overdue", how = "count", of = "commitment", state = "overdue" },
  { name = "severe", how = "count", of = "incident", severity = "severe", open = true },
}

local function ids_of(rows)
  local ids = {}
  for i, row in ipairs(rows) do ids[i] = row.id end
  return ids
end

-- Cells of every row, by id: the names given and those of PRESSING.
local function cells_of(ws, rows, names)
  local by_id = {}
  if #rows == 0 then return by_id end
  local columns = ws.core:columns { features = PRESSING, views = { { as_of = ws.day } }, of = ids_of(rows) }
  if not columns then return by_id end
  for i, row in ipairs(rows) do
    local cells = {}
    for _, name in ipairs(names) do cells[name] = columns:cell(i, 1, name) end
    for _, feature in ipairs(PRESSING) do cells[feature.name] = columns:cell(i, 1, feature.name) or 0 end
    by_id[row.id] = cells
  end
  return by_id
end

-- By relationship: the review that is late, { due =, days =, command = }.
local function late_reviews(ws)
  local late, plan = {}, review.plan(ws, ws.day, ws.day, { calendar = true })
  for _, list in ipairs { plan.open, plan.due } do
    for _, each in ipairs(list) do
      if each.days_late > 0 then late[each.relationship] = { due = each.due, days = each.days_late, command = each.command } end
    end
  end
  return late
end

-- ---- Relationships ----

-- The points that kith score prints, as a share, so that a report never says another number. A value that rests on too little is not
-- handed out: it would be read as one.
local function value_of(points, band) return points and band ~= "unknown" and points / 100 or nil end

local function plain_row(ws, row, cells, late, label)
  local relationship = row.relationship
  local stakeholder = relationship.stakeholder
  return {
    id = row.id, name = ws:name_of(relationship), owner = label("staff", relationship.owner), rule = row.rule,
    model = label("relationship_model", relationship.model), level = label("level", relationship.level),
    type = label("type", relationship.type), worth = relationship.value,
    power = stakeholder and stakeholder.power, interest = stakeholder and stakeholder.interest,
    value = value_of(row.points, row.band), band = row.band, band_number = row.band_number, coverage = row.coverage, limit = row.limit,
    costs = row.costs and (row.costs:gsub("_", " ")), cost = row.cost, state = row.state, band_before = row.band_before,
    value_before = value_of(row.points_before, row.band_before),
    contact = row.contact, heard = row.contact and score.ever_heard(row), ideal = row.ideal, max = row.max, review = late[row.id],
    severe = cells.severe, complaints = cells.complaints, overdue = cells.overdue,
  }
end

-- Names of bands from the worst to the best, as the rules in use have them, then of classes; unknown stands last.
local function bands_of(ws, rows)
  local order, seen = {}, { unknown = true }
  for _, row in ipairs(rows) do
    local rule = rules.load(ws, row.rule)
    for _, band in ipairs(rule and (rule.classes or rule.bands) or {}) do
      local name = rule.classes and band or band.name
      if not seen[name] then order[#order + 1] = name end
      seen[name] = true
    end
  end
  order[#order + 1] = "unknown"
  return order
end

-- { before = day the change is counted from, bands = names, rows = { … } }: the worst first, unknown ones last.
function gather.portfolio(ws)
  local before = kith.day_add(ws.day, score.TREND, -1)
  local rows = ws:score { as_of = ws.day, before = before }
  if not rows then return nil end
  rows = score.sort(rows)
  local cells, late, label, list = cells_of(ws, rows, {}), late_reviews(ws), labels.cached(ws), {}
  local bands = bands_of(ws, rows)
  for i, row in ipairs(rows) do
    list[i], rows[i] = plain_row(ws, row, cells[row.id], late, label), false -- hundreds of thousands are not kept twice
  end
  return { before = before, rows = list, bands = bands }
end

-- ---- Stakeholders ----

-- Attributes of the practice's own; the personal ones are not among them.
local function attributes_of(ws, what)
  local list = {}
  for _, name in ipairs(ws.core:list_attributes(what .. "_attribute")) do
    list[#list + 1] = { name = name, label = ws.core:raw("attributes", what, name, "label") or name, of = what }
  end
  table.sort(list, function(a, b) return a.name < b.name end)
  return list
end

local function classes_by(ws, rule)
  local by_id = {}
  if #ws:scripts("rules", rule) == 0 then return by_id end
  for _, row in ipairs(ws:score { rule = rule, as_of = ws.day } or {}) do by_id[row.id] = row.band end
  return by_id
end

local STATE = { "stage", "engagement", "desired" }

local function add_relationship(ws, out, row, known)
  local relationship, cells = row.relationship, known.cells[row.id]
  out.relationship, out.model = row.id, labels.of(ws, "relationship_model", relationship.model)
  out.type, out.level = labels.of(ws, "type", relationship.type), labels.of(ws, "level", relationship.level)
  out.owner, out.since = labels.of(ws, "staff", relationship.owner), relationship.since
  for _, name in ipairs(STATE) do out[name] = labels.of(ws, name == "stage" and name or "engagement", cells[name]) end
  out.value, out.band, out.contact = value_of(row.points, row.band), row.band, row.contact
  out.heard = row.contact and score.ever_heard(row)
  out.attention, out.salience = known.attention[row.id], known.salience[row.id]
  for _, attribute in ipairs(known.attributes) do
    if attribute.of == "relationship" then out.own[attribute.name] = relationship[attribute.name] end
  end
end

local OF_STAKEHOLDER = { "id", "name", "kind", "power", "interest", "legitimacy", "urgency", "tags" }

local function stakeholder_row(ws, stakeholder, row, known)
  local out = { roles = labels.list(ws, "role", stakeholder.roles), own = {} }
  for _, name in ipairs(OF_STAKEHOLDER) do out[name] = stakeholder[name] end
  for _, attribute in ipairs(known.attributes) do
    if attribute.of == "stakeholder" then out.own[attribute.name] = stakeholder[attribute.name] end
  end
  if row then add_relationship(ws, out, row, known) end
  return out
end

-- { attributes = { { name =, label = }, … }, rows = one for each stakeholder and each of its relationships }. Nothing personal is in it
-- but the name.
function gather.register(ws)
  local scored = ws:score { as_of = ws.day }
  if not scored then return nil end
  local known = { cells = cells_of(ws, scored, STATE), attention = classes_by(ws, "power_interest"), salience = classes_by(ws, "salience"),
                  attributes = attributes_of(ws, "stakeholder") }
  for _, each in ipairs(attributes_of(ws, "relationship")) do table.insert(known.attributes, each) end
  local of, rows = {}, {}
  for _, row in ipairs(scored) do
    local id = row.relationship.stakeholder.id
    of[id] = of[id] or {}
    table.insert(of[id], row)
  end
  for _, stakeholder in ipairs(ws.core:list "stakeholder") do
    for _, row in ipairs(of[stakeholder.id] or { false }) do rows[#rows + 1] = stakeholder_row(ws, stakeholder, row, known) end
  end
  return { attributes = known.attributes, rows = rows }
end

return gather
