-- Who is a neighbour of whom: what the links of a scenario come to among the relationships it is about.

local findings = require "kith.script_findings"
local kith = require "kith"
local output = require "kith.output"

local neighbours = {}

-- They take some 45 bytes each, and each is gone through twice in every step of every run.
local MOST_LINKS = 20000000

local function id_of(party) return type(party) == "string" and party or party and party.id end

-- Pairs of relationships whose stakeholders are linked in the models: { a, b, weight, … }.
local function recorded_pairs(ws, relationships)
  local row_of, pairs_found = {}, {}
  for i, relationship in ipairs(relationships) do
    local party = id_of(relationship.stakeholder)
    if party then row_of[party] = row_of[party] or i end
  end
  for _, relationship in ipairs(ws:relationships()) do
    local from, to = id_of(relationship.from) or "", id_of(relationship.to) or ""
    if not relationship.to_organization and row_of[from] and row_of[to] then
      for _, each in ipairs { row_of[from], row_of[to], 1 } do pairs_found[#pairs_found + 1] = each end
    end
  end
  return pairs_found
end

-- How many pairs have the same word in a column, and how many rows the largest group of them has.
local function alike_count(columns, position, rows)
  local sizes, links, largest = {}, 0, 0
  for row = 1, rows do
    local word = columns:number(row, 1, position)
    if word then
      links = links + (sizes[word] or 0)
      sizes[word] = (sizes[word] or 0) + 1
      largest = math.max(largest, sizes[word])
    end
  end
  return links, largest
end

local function position_of(columns, name)
  for position, column in ipairs(columns:list()) do
    if column.name == name then return position end
  end
end

local function tell_too_many(ws, scenario, word, count, rest)
  findings.tell(ws, scenario, word, ("%s makes %s, and a scenario has at most %s; %s"):format(word, output.count(count, "link"),
    output.number(MOST_LINKS), rest))
end

-- What columns:population takes: { pairs =, alike = { position … }, random = mean number }; nil with a finding where it is too much.
-- `size` is that of a population drawn from the relationships: its links grow with it.
function neighbours.links(ws, scenario, relationships, columns, size)
  local rows, made, before = #relationships, { alike = {} }, ws.findings:errors()
  local scale = size and rows > 0 and size / rows or 1
  for _, each in ipairs(scenario.links) do
    if each.links == "recorded" then made.pairs = recorded_pairs(ws, relationships) end
    if each.links == "alike" then
      local position = position_of(columns, each.field)
      local count, largest = alike_count(columns, position, rows)
      table.insert(made.alike, position)
      if count * scale > MOST_LINKS then
        tell_too_many(ws, scenario, "alike", math.floor(count * scale + 0.5), ("%s are alike in the largest group; "
          .. "random(20, \"assumed: …\") gives everybody as many as they may really know"):format(output.number(largest)))
      end
    elseif each.links == "random" then
      made.random = (made.random or 0) + each.degree
      local count = math.floor(each.degree * rows * scale / 2 + 0.5)
      if count > MOST_LINKS then tell_too_many(ws, scenario, "random", count, ("%s for each of %s"):format(kith.number(each.degree),
        output.number(math.tointeger(size or rows)))) end
    end
  end
  return ws.findings:errors() == before and made or nil
end

return neighbours
