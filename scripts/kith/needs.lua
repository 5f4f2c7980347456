-- The needs of a relationship and the states they go through (DOMAIN: identified → agreed → planned → delivered → verified, or declined).

local kith = require "kith"
local output = require "kith.output"

local needs = { STATES = { "identified", "agreed", "planned", "delivered", "verified", "declined" } }

function needs.of(ws, relationship)
  local list = {}
  for _, need in ipairs(ws.core:list "need") do
    if need.parent == relationship then list[#list + 1] = need end
  end
  return list
end

local function or_nearest(message, word, known)
  local meant = kith.nearest(word, known)
  return meant and ('%s; did you mean "%s"?'):format(message, meant) or message
end

local function no_need(relationship, id, known)
  local message = or_nearest(('%s has no need "%s"'):format(relationship.id, id), id, known)
  local unaided = known[1] and not kith.nearest(id, known)
  return unaided and ("%s; it has %s"):format(message, output.list(known)) or message
end

-- What is wrong with saying that a need is in a state: a message, and whether it is the state; nil where nothing is.
-- Without a relationship only the state is judged.
function needs.fault(ws, relationship, id, state)
  local known = {}
  for i, need in ipairs(relationship and needs.of(ws, relationship) or {}) do known[i] = need.id end
  if relationship and not ws.core:find_need(relationship.id, id) then
    return no_need(relationship, id, known), false
  end
  for _, each in ipairs(needs.STATES) do
    if each == state then return nil end
  end
  return or_nearest(("a need is %s"):format(table.concat(needs.STATES, ", ", 1, 5) .. " or declined"), state, needs.STATES), true
end

return needs
