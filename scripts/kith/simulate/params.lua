-- The parameters of a scenario: given, compared or sampled.

local checking = require "kith.simulate.checking"
local kith = require "kith"

local params = {}

local is_list, is_number, unknown_keys, entries = checking.is_list, checking.is_number, checking.unknown_keys, checking.entries

local function check_given(tell, name, made)
  unknown_keys(tell, made, { "parameter", "value", "because", "range", "line", "chunk" }, "given", made)
  if not is_number(made.value) then tell(name, ("%s is given as a number: given(0.7, \"why\", { 0.6, 0.8 })"):format(name), made) return end
  if type(made.because) ~= "string" or made.because == "" then
    tell(name, ("say why %s is %s: given(%s, \"…\")"):format(name, kith.number(made.value), kith.number(made.value)), made)
  end
  local range = made.range
  if range ~= nil and not (is_list(range) and #range == 2 and is_number(range[1]) and is_number(range[2])) then
    tell(name, ("the range of %s is its lowest and its highest number: { 0.6, 0.8 }"):format(name), made)
    made.range = nil
  elseif range and not (range[1] <= made.value and made.value <= range[2]) then
    local text = ("%s is %s, outside its range %s to %s"):format(name, kith.number(made.value), kith.number(range[1]),
      kith.number(range[2]))
    tell(name, text, made)
  end
  return true
end

local function is_plain(value) return is_number(value) or type(value) == "string" or type(value) == "boolean" end

local function check_compare(tell, name, made)
  if made.unknown then tell(made.unknown, ("compare has no \"%s\"; it takes values, `now` and `because`"):format(made.unknown), made) end
  if not is_list(made.values) then tell(name, "compare takes the values of the policies: compare { 4, 13, 26 }", made) return end
  local known = false
  for _, value in ipairs(made.values) do
    if not is_plain(value) then tell(name, "compare takes numbers, texts, true and false", made) return end
    known = known or value == made.now
  end
  if made.now == nil then made.now = made.values[1] end
  if not known and made.now ~= made.values[1] then table.insert(made.values, 1, made.now) end
  return true
end

function params.sampled(tell, name, made)
  unknown_keys(tell, made, { "parameter", "kind", "a", "b", "c", "values", "weights", "of", "within", "raw", "because", "line", "chunk" },
    "a distribution", made)
  if made.kind == "recorded" then
    if type(made.of) ~= "string" then tell(name, "dist.recorded takes the name of a measure", made) return end
    return true
  end
  local fault = kith.distribution_fault(made)
  if fault then tell(name, ("%s: %s"):format(name, fault), made) end
  return not fault
end

local CHECKS = { given = check_given, compare = check_compare, sampled = params.sampled }

function params.check(scenario, tell)
  scenario.params = {}
  for _, entry in ipairs(entries(tell, scenario, "params")) do
    local name, made = entry.name, entry.made
    local check = type(made) == "table" and CHECKS[made.parameter]
    if not check then
      tell(name, ("%s is made with given(value, \"why\"), compare { … } or dist.…"):format(name))
    elseif check(tell, name, made) then
      made.name = name
      table.insert(scenario.params, made)
    end
  end
end

return params
