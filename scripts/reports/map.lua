-- Everybody who has a stake, as a picture: who they are, how we stand, and who is related to whom besides us.
--
-- Up to twelve stand around us. More stand around the group they belong to; and of very many only the sixty that matter most are drawn, the
-- rest is counted beneath their group. extend("map", { needs = { map = { by = "owner" } } }) groups them by owner (or level, or type).

local MOST_DRAWN, MOST_GROUPS, FEW = 60, 12, 12

-- ---- Who matters: power, then interest, then how badly we stand; those who tie others together come first (house) ----

local function standing_of(m)
  local of = {}
  for _, each in ipairs(m.relationships) do
    local worst = of[each.with]
    local number = each.band_number or 1.5 -- unknown: after the lowest band, before the others
    local group = worst and worst.group or each.group
    if not worst or number < worst.number then of[each.with] = { number = number, band = each.band, group = group } end
  end
  return of
end

local function ties_of(m)
  local ties = {}
  for _, each in ipairs(m.others) do
    for _, id in ipairs { each.from, each.to } do ties[id] = (ties[id] or 0) + 1 end
  end
  return ties
end

local function weight_of(each, standing, ties)
  local lowest = standing and standing.number == 1 and 0.5 or 0
  return (each.power or 0.2) + (each.interest or 0.2) / 2 + lowest + math.min(ties or 0, 4) * 0.25
end

-- Everybody with a relationship, the weightiest first; and those without any.
local function ranked(m)
  local standing, ties, known, alone = standing_of(m), ties_of(m), {}, {}
  for _, each in ipairs(m.stakeholders) do
    local at = standing[each.id]
    if at or ties[each.id] then
      known[#known + 1] = { id = each.id, name = each.name, kind = each.kind, power = each.power, band = at and at.band,
                            group = at and at.group, weight = weight_of(each, at, ties[each.id]) }
    else
      alone[#alone + 1] = each.name
    end
  end
  table.sort(known, function(a, b) return a.weight > b.weight end)
  return known, alone
end

-- ---- The drawing ----

local function drawn_of(known)
  local drawn, by_id = {}, {}
  for i = 1, math.min(#known, MOST_DRAWN) do
    drawn[i], by_id[known[i].id] = known[i], known[i]
  end
  return drawn, by_id
end

-- The largest groups of at least two: { id, name, more = how many of it are not drawn }. Few stakeholders need none.
local function groups_of(known, drawn)
  if #known <= FEW then return {} end
  local groups = group_by(known, "group")
  table.sort(groups, function(a, b) return #a.items > #b.items end)
  local list, shown = {}, {}
  for _, each in ipairs(drawn) do shown[each.group or ""] = (shown[each.group or ""] or 0) + 1 end
  for _, group in ipairs(groups) do
    if #group.items > 1 and #list < MOST_GROUPS then
      local more = #group.items - (shown[group.name] or 0)
      list[#list + 1] = { id = "group " .. #list + 1, name = group.name, more = more > 0 and more or nil }
    end
  end
  return list
end

local US = "us"

local function nodes_of(m, drawn, groups)
  local nodes = { { id = US, label = m.organization, kind = "us" } }
  for _, group in ipairs(groups) do nodes[#nodes + 1] = { id = group.id, label = group.name, kind = "bundle", more = group.more } end
  for _, each in ipairs(drawn) do
    nodes[#nodes + 1] = { id = "s " .. each.id, label = each.name, kind = each.kind, size = each.power, band = each.band,
                          note = each.group }
  end
  return nodes
end

local function links_of(m, by_id, groups)
  local links, hub = {}, {}
  for _, group in ipairs(groups) do hub[group.name] = group.id end
  for _, each in ipairs(m.relationships) do
    local who = by_id[each.with]
    if who then links[#links + 1] = { from = US, to = "s " .. who.id, via = hub[who.group or ""], type = each.type } end
  end
  for _, each in ipairs(m.others) do
    if by_id[each.from] and by_id[each.to] then
      links[#links + 1] = { from = "s " .. each.from, to = "s " .. each.to, type = each.type, others = true }
    end
  end
  return links
end

local function picture(m, known)
  local drawn, by_id = drawn_of(known)
  local groups = groups_of(known, drawn)
  local rest = #known - #drawn
  local note = rest > 0 and say("The %d that matter most are drawn: by power, interest, how badly we stand, and ties to others. "
    .. "%d more stand in the table beneath.", #drawn, rest) or nil
  return chart("map", "Who has a stake, and how we stand", { nodes = nodes_of(m, drawn, groups),
    links = links_of(m, by_id, groups), types = m.types, note = note, empty = "No stakeholder has a relationship." })
end

-- ---- In words ----

-- "1 red, 10 green": from the worst to the best, what else there is after them, unknown last.
local RANK = { red = 1, amber = 2, green = 3, unknown = 5 }

local function bands_of(known)
  local counts, order = {}, {}
  for _, each in ipairs(known) do
    local band = each.band or "unknown"
    if not counts[band] then order[#order + 1] = band end
    counts[band] = (counts[band] or 0) + 1
  end
  table.sort(order, function(a, b) return (RANK[a] or 4) < (RANK[b] or 4) end)
  for i, band in ipairs(order) do order[i] = string.format("%d %s", counts[band], say(band)) end
  return table.concat(order, ", ")
end

local function lead(m, known)
  if #known == 0 then return say "Nobody has a relationship yet." end
  local told = say("%s: %s.", plural(#known, "stakeholder"), bands_of(known))
  return #m.others > 0 and told .. " " .. say("%s between others.", plural(#m.others, "relationship")) or told
end

-- Of somebody with several relationships the worst stands on the map; here all of them count.
local function by_group(m, known)
  if #known <= FEW then return nil end
  local counts, order, bands, place = {}, {}, { "red", "amber", "green" }, { red = 1, amber = 2, green = 3, unknown = 0 }
  for _, each in ipairs(m.relationships) do -- a rule's own bands and classes
    if each.band and not place[each.band] then
      bands[#bands + 1] = each.band
      place[each.band] = #bands
    end
  end
  bands[#bands + 1] = "unknown"
  for _, each in ipairs(m.relationships) do
    local name = each.group or say "none"
    if not counts[name] then
      counts[name] = {}
      order[#order + 1] = name
    end
    for i, band in ipairs(bands) do
      counts[name][i] = (counts[name][i] or 0) + (band == (each.band or "unknown") and 1 or 0)
    end
  end
  table.sort(order)
  local values = {}
  for i, name in ipairs(order) do values[i] = counts[name] end
  return section { "Groups", chart("heat", "Relationships by group and band", { rows = order, columns = bands, values = values,
    corner = say "Group" }) }
end

local function between_others(m)
  local names, rows = {}, {}
  for _, each in ipairs(m.stakeholders) do names[each.id] = each.name end
  for i, each in ipairs(m.others) do
    rows[i] = { from = names[each.from] or each.from, to = names[each.to] or each.to, what = each.name, type = each.type }
  end
  return section { "Relationships between others", data_table { rows = rows, empty = "None is in the models.",
    columns = { { "from", "Between" }, { "to", "and" }, { "what", "What" }, { "type", "Type" } } } }
end

local function the_rest(known)
  local rows = {}
  for i = MOST_DRAWN + 1, #known do
    local each = known[i]
    rows[#rows + 1] = { name = each.name, band = each.band, power = each.power, group = each.group }
  end
  if #rows == 0 then return nil end
  return section { "Those not drawn", data_table { rows = rows, columns = { { "name", "Stakeholder" }, { "band", "Band", as = "band" },
    { "power", "Power", as = "number" }, { "group", "Group" } } } }
end

local function without(alone)
  if #alone == 0 then return nil end
  local names = {}
  for i = 1, math.min(#alone, 40) do names[i] = alone[i] end
  local more = #alone > #names and say("and %d more", #alone - #names) or nil
  return section { "Nobody's relationship", text(say("%s stand in the models without a relationship.", plural(#alone, "stakeholder"))),
    text(table.concat(names, ", ") .. (more and " " .. more or "") .. ".") }
end

return {
  doc = "Everybody who has a stake, as a picture.",
  audience = "us",
  needs = { map = true },
  build = function(d)
    local m = d.map
    local known, alone = ranked(m)
    return document { "Relationship map", subtitle = say("As of %s", d.day), text(lead(m, known), "lead"),
      picture(m, known), between_others(m), by_group(m, known), without(alone), the_rest(known) }
  end,
}
