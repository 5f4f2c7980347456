-- The practice's own measures (DOMAIN: what is worth reporting on the practice itself). Each is a share with what it is counted from, its
-- definition in words and the cases that keep it from being whole. All definitions are house.

local improvement = require "kith.improvement"
local kith = require "kith"
local primitives = require "kith.primitives"
local review = require "kith.review"

local gather = {}

local YEAR = "1 year"
local MOST_CASES = 12

local function day_of(moment) return moment and moment:sub(1, 10) end

-- Counts good cases; keeps the names of the others.
local function counter(id, label, doc)
  return { id = id, label = label, doc = doc, count = 0, of = 0, cases = {}, others = 0 }
end

local function count(measure, good, name)
  measure.of = measure.of + 1
  if good then
    measure.count = measure.count + 1
  elseif #measure.cases < MOST_CASES then
    measure.cases[#measure.cases + 1] = name
  else
    measure.others = measure.others + 1
  end
end

-- ---- From the model ----

local function stakeholder_measures(ws, list)
  local complete = counter("complete", "Stakeholder records complete",
    "Those with kind, role, power, interest and a relationship that has an owner, of all.")
  local mapped = counter("mapped", "Stakeholder map complete", "Those whose power and interest are both known, of all.")
  local owned = {}
  for _, relationship in ipairs(ws:relationships()) do
    if relationship.to_organization and relationship.owner then owned[relationship.stakeholder.id] = true end
  end
  for _, each in ipairs(ws.core:list "stakeholder") do
    local on_map = each.power ~= nil and each.interest ~= nil
    count(mapped, on_map, each.label)
    count(complete, on_map and each.kind ~= nil and #(each.roles or {}) > 0 and owned[each.id], each.label)
  end
  list[#list + 1], list[#list + 2] = complete, mapped
end

local function relationship_measures(ws, current, list)
  local covered = counter("covered", "Relationships covered by a model", "Relationships that follow a relationship model, of all.")
  local aligned = counter("aligned", "Needs aligned to a goal", "Needs that name a business goal, of all needs.")
  local names = {}
  for _, relationship in ipairs(current) do
    names[relationship.id] = ws:name_of(relationship)
    count(covered, relationship.model ~= nil, names[relationship.id])
  end
  for _, need in ipairs(ws.core:list "need") do
    local name = need.parent and names[need.parent.id]
    if name then count(aligned, need.goal ~= nil, ("%s: %s"):format(name, need.text or need.id)) end
  end
  list[#list + 1], list[#list + 2] = covered, aligned
end

-- ---- From the record ----

local function heard_measure(ws, current, list)
  local heard = counter("heard", "Stakeholders heard within the agreed time",
    "Relationships whose last contact that counts lies within the longest agreed silence, of those that agreed one; who was never heard "
    .. "counts once that time has passed since the beginning.")
  local ids = {}
  for _, relationship in ipairs(current) do
    if relationship.cadence and relationship.cadence.max and ws:begins_of(relationship) < ws.day then ids[#ids + 1] = relationship.id end
  end
  local features = { { name = "silence", how = "days_since", of = "contact" } }
  local columns = #ids > 0 and ws.core:columns { features = features, views = { { as_of = ws.day } }, of = ids }
  for i, id in ipairs(columns and ids or {}) do
    local silence, max = columns:cell(i, 1, "silence"), columns:cell(i, 1, "cadence.max")
    local ever = not ws.journal_absent and columns:evidence(i, 1, "silence")[1] ~= nil
    local late = silence == nil or silence > max
    local told = ever and kith.number(silence) .. " days" or "never"
    if ever or late then count(heard, ever and not late, ("%s: %s"):format(ws:name_of(id), told)) end
  end
  list[#list + 1] = heard
end

local function in_year(day, from, to) return day ~= nil and day > from and day <= to end

local function record_measures(ws, current, list)
  local reviewed = counter("reviewed", "Review completion", "Reviews that fell due within a year and are closed, of those that fell due.")
  local actions = counter("actions", "Review actions on time", "Actions due within a year that were done by their day, of those due.")
  local resolved = counter("resolved", "Complaints resolved in time",
    "Complaints of a year that were to be resolved by a day and were, of those whose day has come.")
  local world, from = primitives.of(ws), kith.day_add(ws.day, YEAR, -1)
  for _, relationship in ipairs(current) do
    local it, name = world.relationship(relationship.id), ws:name_of(relationship)
    for _, each in ipairs(it:reviews()) do
      if in_year(each.due, from, ws.day) and each.state ~= "cancelled" then
        count(reviewed, each.state == "closed", ("%s, due %s"):format(name, each.due))
      end
    end
    for _, each in ipairs(it:events("action")) do
      local on_time = each.state == "done" and each.due ~= nil and day_of(each.last_at) <= each.due
      if in_year(each.due, from, ws.day) and each.state ~= "dropped" then
        count(actions, on_time, ("%s: %s"):format(name, each.text or each.id))
      end
    end
    for _, each in ipairs(it:events("complaint")) do
      local on_time = each.resolved_at ~= nil and each.due ~= nil and day_of(each.resolved_at) <= each.due
      if in_year(each.due, from, ws.day) then count(resolved, on_time, ("%s: %s"):format(name, each.title or each.id)) end
    end
  end
  for _, each in ipairs(review.plan(ws, ws.day, ws.day).due) do -- never opened, so the record has no event of it
    if in_year(each.due, from, ws.day) then count(reviewed, false, ("%s, due %s, not opened"):format(each.name, each.due)) end
  end
  list[#list + 1], list[#list + 2], list[#list + 3] = reviewed, actions, resolved
end

-- Claims do not count: what is asked is whether the record shows it.
local function improvement_measure(ws, list)
  local improved = counter("improved", "Improvements that got there",
    "Improvements whose target fell due within a year and that were closed with it reached, as measured, of those that fell due.")
  local from = kith.day_add(ws.day, YEAR, -1)
  for _, item in ipairs((improvement.all(ws))) do
    local name = ("%s: %s"):format(ws:name_of(item.subject), item.text or item.measure or item.id)
    if item.target and in_year(item.due, from, ws.day) then count(improved, item.state == "closed" and item.reached_then == "yes", name) end
  end
  list[#list + 1] = improved
end

local function current_of(ws)
  local list = {}
  for _, relationship in ipairs(ws:relationships()) do
    local ended = relationship["until"] and relationship["until"] < ws.day
    if relationship.to_organization and not ended then list[#list + 1] = relationship end
  end
  return list
end

-- A list of { id, label, doc, count, of, share = nil where `of` is 0, cases = names, others = how many more }.
function gather.upkeep(ws)
  local list, current = {}, current_of(ws)
  record_measures(ws, current, list)
  improvement_measure(ws, list)
  heard_measure(ws, current, list)
  relationship_measures(ws, current, list)
  stakeholder_measures(ws, list)
  for _, each in ipairs(list) do each.share = each.of > 0 and each.count / each.of or nil end
  return list
end

return gather
