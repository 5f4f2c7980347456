-- What to record so that an unknown becomes known: the words that follow `kith log SUBJECT`.

local output = require "kith.output"

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

-- What a reader can do about a row of scores that is unknown (score.rows): why it is and what would make it known; and the command alone.
function record.advice(ws, row)
  local relationship = row.relationship
  if row.state == "not begun" then return "begins " .. ws:begins_of(relationship) end
  local words = record.all(ws, row.scored_by, relationship, row.lacks(), 2)
  if row.missing and #words == 0 then return row.missing .. " is not set; add it to its entry in the model" end
  local channel = channel_of(relationship)
  if row.state == "nothing recorded" and words[1] ~= channel and words[2] ~= channel then table.insert(words, 1, channel) end
  local part = ("%d%% of the evidence"):format(math.floor((row.coverage or 0) * 100 + 0.5))
  local what = row.state == "nothing recorded" and "nothing recorded yet" or part
  if row.missing then what = row.missing .. " is not recorded" end
  if #words == 0 then return ("%s; see: kith explain %s --rule %s"):format(what, output.shell(row.id), row.rule) end
  local command = ("kith log %s %s"):format(output.shell(row.id), table.concat(words, " "))
  return ("%s; record: %s"):format(what, command), command
end

return record
