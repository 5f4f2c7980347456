-- What to record so that an unknown becomes known: the words that follow `kith log SUBJECT`.

local record = {}

local EVENTS = { incident = true, complaint = true, interaction = true }

-- What a row has beside the rule's own features comes by assessment; the rest only a model file can say.
local ASSESSED = {
  stage = "stage=…", engagement = 'engagement="… -> …"', desired = 'engagement="… -> …"', engagement_gap = 'engagement="… -> …"',
  maturity_us = "maturity.us=…", maturity_them = "maturity.them=…",
}

local function channel_of(relationship)
  local by = relationship["cadence.by"]
  return by and by[1] or "call"
end

local function declared(rule, name)
  for _, feature in ipairs(rule.declared) do
    if feature.name == name then return feature end
  end
end

local A_CONTACT = true -- the words depend on the relationship

local function words_of(ws, rule, input)
  local feature = declared(rule, input)
  if not feature then return ASSESSED[input] or false end
  if ws.core:find("measure", feature.of) then return feature.of .. "=…" end
  if feature.of == "commitment" then return 'commitment by=us due=… text="…"' end
  if feature.of == "contact" or EVENTS[feature.of] then return A_CONTACT end
  return ws.core:find("event_kind", feature.of) and A_CONTACT or false -- to count none, observe first
end

-- What would be typed to record an input of a rule, by the input's name in a row; nil for what only a model file can say.
function record.words(ws, rule, relationship, input)
  rule.recorded = rule.recorded or {}
  local words = rule.recorded[input]
  if words == nil then
    words = words_of(ws, rule, input)
    rule.recorded[input] = words
  end
  if words == A_CONTACT then return channel_of(relationship) end
  return words or nil
end

-- The same for several inputs, at most `most`; promises take a command of their own and are left out beside others.
function record.all(ws, rule, relationship, inputs, most)
  local key = table.concat(inputs, " ") .. " " .. channel_of(relationship) .. most
  rule.recorded_all = rule.recorded_all or {}
  local known = rule.recorded_all[key] -- hundreds lack the same
  if known then return table.move(known, 1, #known, 1, {}) end
  local list, seen = {}, {}
  for _, input in ipairs(inputs) do
    local words = record.words(ws, rule, relationship, input)
    if words and not seen[words] and #list < most and not words:find "^commitment" then list[#list + 1] = words end
    if words then seen[words] = true end
  end
  rule.recorded_all[key] = list
  return table.move(list, 1, #list, 1, {})
end

record.channel_of = channel_of

return record
