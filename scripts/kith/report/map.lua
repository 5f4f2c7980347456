-- What a map of relationships needs: everybody, and every relationship, those between others among them.

local labels = require "kith.report.labels"

local gather = {}

-- What stakeholders can be grouped by.
local BY = { model = "relationship_model", owner = "staff", level = "level", type = "type" }

local function plain_stakeholders(ws)
  local list = {}
  for i, each in ipairs(ws.core:list "stakeholder") do
    list[i] = { id = each.id, name = each.label, kind = each.kind, power = each.power, interest = each.interest }
  end
  return list
end

local function scores_of(ws)
  local by_id = {}
  for _, row in ipairs(ws:score { as_of = ws.day } or {}) do by_id[row.id] = row end
  return by_id
end

local function has_ended(ws, relationship) return relationship["until"] ~= nil and relationship["until"] < ws.day end

local function plain_relationship(ws, relationship, row, by)
  return {
    id = relationship.id, name = ws:name_of(relationship), type = labels.of(ws, "type", relationship.type), worth = relationship.value,
    group = labels.of(ws, BY[by], relationship[by]), with = relationship.stakeholder.id, band = row and row.band,
    band_number = row and row.band ~= "unknown" and row.band_number or nil,
    from = not relationship.to_organization and relationship.from or nil, to = not relationship.to_organization and relationship.to or nil,
  }
end

-- { organization =, by =, types = names in the vocabulary's order, stakeholders = { … }, relationships = those to us: { id, name, with,
--   type, group, band, band_number, worth }, others = those between others: { id, name, from, to, type } }
function gather.map(ws, _, options)
  local by, rows, types = options.by or "model", scores_of(ws), {}
  for i, each in ipairs(ws.core:list "type") do types[i] = each.label end
  local data = { organization = ws.core:raw "organization" or ws.name, by = by, types = types, stakeholders = plain_stakeholders(ws),
                 relationships = {}, others = {} }
  for _, relationship in ipairs(ws:relationships()) do
    if not has_ended(ws, relationship) then
      local list = relationship.to_organization and data.relationships or data.others
      list[#list + 1] = plain_relationship(ws, relationship, rows[relationship.id], by)
    end
  end
  return data
end

return gather
