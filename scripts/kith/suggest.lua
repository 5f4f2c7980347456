-- What stands behind a word that nobody knows: `no rule "helth"; did you mean "health"?`

local kith = require "kith"
local output = require "kith.output"

local suggest = {}

local MOST = 12 -- names that are listed

-- '; did you mean "health"?' of a word that was found to be near; "" of nil.
function suggest.meant(word) return word and ("; did you mean \"%s\"?"):format(kith.visible(word)) or "" end

-- The same of the nearest of the known words, where one is near.
function suggest.nearest(word, known) return suggest.meant(kith.nearest(tostring(word), known)) end

-- The same; where none is near and the known are few, which there are: "; there are amber, green and red".
function suggest.among(word, known)
  local near = suggest.nearest(word, known)
  if near ~= "" or #known == 0 or #known > MOST then return near end
  if #known == 1 then return "; there is only " .. kith.visible(known[1]) end
  return "; there are " .. kith.visible(output.list(known))
end

-- The ids of a kind, in the order of the model.
function suggest.ids(core, kind)
  local ids = {}
  for i, each in ipairs(core:list(kind)) do ids[i] = each.id end
  return ids
end

local CALLED = { staff = "staff member" }

-- 'no staff member "ana"; did you mean "anna"?' for a word that names none of a kind.
function suggest.unknown(core, kind, word)
  local called = CALLED[kind] or kind:gsub("_", " ")
  return ("no %s \"%s\"%s"):format(called, kith.visible(tostring(word)), suggest.among(word, suggest.ids(core, kind)))
end

return suggest
