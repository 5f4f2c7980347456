-- The short conditions of scenarios: "active", "not active", "trust < 0.25", "level == 'strategic'". Anything longer is a function.

local suggest = require "kith.suggest"

local expression = {}

local function known_names(known)
  local names = {}
  for name in pairs(known) do names[#names + 1] = name end
  table.sort(names)
  return names
end

-- `known` says of each field whether it is a "number", "word" or "flag". A reading { kind =, name =, negated =, comparison =, number =,
-- word = }; or nil and why not.
function expression.parse(text, known)
  local negated, rest = text:match "^%s*(not)%s+(.-)%s*$"
  if not negated then rest = text:match "^%s*(.-)%s*$" end
  local name, comparison, operand = rest:match "^([%a_][%w_.]*)%s*([=~<>]=?)%s*(.+)$"
  name = name or rest:match "^([%a_][%w_.]*)$"
  if not name then return nil, ("\"%s\" is no field and no condition such as \"trust < 0.25\"; write a function of a row"):format(text) end
  if not known[name] then return nil, ("no field \"%s\" in a row%s"):format(name, suggest.among(name, known_names(known))) end
  if not comparison then
    if known[name] == "word" then return nil, ("%s is a word; compare it: \"%s == 'strategic'\""):format(name, name) end
    return { kind = "column", name = name, negated = negated ~= nil }
  end
  local word, number = operand:match "^[\"'](.-)[\"']$", tonumber(operand)
  local ordered = comparison ~= "==" and comparison ~= "~="
  if comparison == "=" or comparison == "~" then return nil, ("\"%s\": a comparison is ==, ~=, <, <=, > or >="):format(text) end
  if known[name] == "flag" then return nil, ("%s is true or false: write \"%s\" or \"not %s\""):format(name, name, name) end
  if known[name] == "word" and (not word or ordered) then return nil, ("%s is a word: write \"%s == 'strategic'\""):format(name, name) end
  if known[name] == "number" and not number then return nil, ("%s is a number, and %s is none"):format(name, operand) end
  return { kind = "compared", name = name, negated = negated ~= nil, comparison = comparison, number = number, word = word }
end

return expression
