-- Whether models and journal still speak of the same things: warnings where somebody or some number in the record has lost its meaning.

local kith = require "kith"
local output = require "kith.output"

-- Who stands in the journal and in no model, by a slip or because of a new id.
local function strangers(ws)
  local renamed = {}
  for _, stakeholder in ipairs(ws.core:list "stakeholder") do renamed[stakeholder.was or ""] = true end
  for _, each in ipairs(ws.core:strangers()) do
    local id, events = kith.visible(each.id), output.count(each.count, "event")
    local message = ("%s has %s in the journal but stands in no model; renamed? then: was: %s"):format(id, events, id)
    if not renamed[each.id] then ws.findings:warning(0, 0, 0, 0, message) end
  end
end

local function scale_text(scale)
  if type(scale) ~= "table" then return nil end
  local low, high = tonumber(scale[1]), tonumber(scale[2])
  return low and high and ("%s to %s"):format(kith.number(low), kith.number(high))
end

-- By measure: the scales it had when definitions were noted, each with the last event noted on it.
local function former_scales(ws)
  local former, before = {}, {}
  local function until_event(seq)
    for name, scale in pairs(before) do table.insert(former, { name = name, scale = scale, last = seq }) end
    before = {}
  end
  for _, event in ipairs(ws.core:events { kind = "practice" }) do
    until_event(event.seq)
    for name, measure in pairs(type(event.tree) == "table" and event.tree.measures or {}) do before[name] = scale_text(measure.scale) end
  end
  until_event(math.huge)
  table.sort(former, function(a, b) return a.name < b.name or a.name == b.name and a.last < b.last end)
  return former
end

-- Values that were noted on a scale are read on the one in force: 4 of 5 is not 4 of 10.
local function rescaled(ws)
  local now, told = {}, {}
  for _, measure in ipairs(ws.core:list "measure") do now[measure.id] = scale_text(measure.scale) end
  for _, each in ipairs(former_scales(ws)) do
    local changed = now[each.name] and now[each.name] ~= each.scale and not told[each.name]
    local count = 0
    for _, event in ipairs(changed and ws.core:events { kind = "measure" } or {}) do
      if event.seq < each.last and event.values and event.values[each.name] then count = count + 1 end
    end
    if count > 0 then
      told[each.name] = true
      local _, place = ws.core:raw("measures", each.name, "scale")
      place = place or { 0, 0, 0, 0 }
      ws.findings:warning(place[1], place[2], place[3], place[4], ("%s of %s %s noted on a scale of %s and %s read on %s; "
        .. "a new scale wants a measure of its own"):format(output.count(count, "value"), each.name, count == 1 and "was" or "were",
        each.scale, count == 1 and "is" or "are", now[each.name]))
    end
  end
end

return function(ws)
  if ws.journal_absent then return end
  strangers(ws)
  rescaled(ws)
end
