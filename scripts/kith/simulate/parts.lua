-- The rules, plans and outcomes of a scenario.

local kith = require "kith"
local contains = require "kith.contains"
local checking = require "kith.simulate.checking"
local expression = require "kith.simulate.expression"
local state = require "kith.simulate.state"
local suggest = require "kith.suggest"

local parts = {}

local sorted, is_function, is_number = checking.sorted, checking.is_function, checking.is_number
local unknown_keys, entries = checking.unknown_keys, checking.entries

-- r.health_band is the band that r.health lies in, where the scenario has nothing else of that name.
local function know_band(scenario, name, rule)
  local field, words = name .. "_band", {}
  if scenario.known[field] then return end
  for i, band in ipairs(rule.bands) do words[i] = band.name end
  scenario.known[field], scenario.band_of[field] = "word", words
end

-- `uses = { health = { trust = "trust", silence = 0 } }`: every feature of the rule has to come from somewhere.
function parts.uses(ws, scenario, tell)
  local rules = require "kith.rules"
  scenario.uses, scenario.band_of = {}, {}
  for _, entry in ipairs(entries(tell, scenario, "uses")) do
    local name, map = entry.name, entry.made
    local rule, why = rules.load(ws, name)
    if not rule then
      if why then tell(name, why) end
    elseif rule.classes then
      tell(name, ("%s sorts into classes; a scenario uses rules that give a score"):format(name))
    elseif type(map) ~= "table" then
      tell(name, ("say what stands for each feature of %s: { trust = \"trust\", silence = 0 }"):format(name))
    else
      local features, unmapped = {}, {}
      for _, feature in ipairs(rule.declared) do
        features[#features + 1] = feature.name
        if map[feature.name] == nil then unmapped[#unmapped + 1] = feature.name end
      end
      table.sort(features)
      for _, feature in ipairs(sorted(map)) do
        if not rule.feature_of[feature] then
          tell(feature, ("%s has no feature \"%s\"%s"):format(name, feature, suggest.among(feature, features)))
        elseif not is_number(map[feature]) and (not scenario.known[map[feature]] or scenario.known[map[feature]] == "word") then
          local given, numbers = tostring(map[feature]), select(2, state.names(scenario))
          tell(given, ("%s of %s: no field with a number is called \"%s\"%s"):format(feature, name, given, suggest.among(given,
            numbers)))
        end
      end
      if #unmapped > 0 then
        tell(name, ("%s also reads %s; say what stands for it: a field of the state, or a number"):format(name, table.concat(unmapped,
          ", ")))
      end
      table.insert(scenario.uses, { name = name, rule = rule, map = map })
      know_band(scenario, name, rule)
    end
  end
end

local function reading(scenario, tell, value, what, at)
  if is_function(value) then return { kind = "function", ["function"] = value["function"], line = value.line, chunk = value.chunk } end
  if is_number(value) then return { kind = "number", number = value } end
  if type(value) ~= "string" then
    tell(what, ("%s is a field, a condition such as \"trust < 0.25\", or a function of a row"):format(what), at)
    return nil
  end
  local made, why = expression.parse(value, scenario.known)
  local bands = made and made.word and scenario.band_of[made.name]
  if bands and not contains(bands, made.word) then
    why, made = ("no band \"%s\"%s"):format(made.word, suggest.among(made.word, bands)), nil
    tell(value:match "['\"](.-)['\"]", why, at)
  elseif not made then tell(value:match "[%a_][%w_]*" or what, why, at) end
  return made
end

function parts.plans(scenario, tell)
  scenario.plans = {}
  for _, entry in ipairs(entries(tell, scenario, "plan")) do
    local name, made = entry.name, entry.made
    if type(made) ~= "table" or not made.chooses then
      tell(name, ("%s is made with choose { limit = 5, rank = … }"):format(name))
    else
      unknown_keys(tell, made, { "chooses", "limit", "per", "where", "rank", "line", "chunk" }, "choose", made)
      local plan = { name = name, per = made.per, line = made.line, chunk = made.chunk }
      if is_function(made.limit) then plan.limit_function = made.limit["function"]
      elseif is_number(made.limit) and made.limit >= 0 then plan.limit = made.limit
      else tell(made.limit == nil and name or "limit",
        ("%s needs `limit`: how many at most, a number or a function of the parameters"):format(name), made) end
      if made.per ~= nil and (type(made.per) ~= "string" or not scenario.words[made.per]) then
        local per, words = tostring(made.per), sorted(scenario.words)
        tell(per, ("per names a field with words, and \"%s\" is none%s"):format(per, suggest.among(per, words)), made)
      end
      if made.where ~= nil then plan.where = reading(scenario, tell, made.where, "where", made) end
      plan.rank = made.rank ~= nil and reading(scenario, tell, made.rank, "rank", made) or { kind = "number", number = 0 }
      table.insert(scenario.plans, plan)
    end
  end
end

local OUTCOMES = { mean = true, sum = true, share = true, count = true, max = true, min = true, first = true, ever = true, cost = true }
local OUTCOME_KEYS = { "how", "of", "where", "weight", "by", "each", "over", "share", "unit", "doc", "line", "chunk" }

-- Outcomes that are shares print as percentages.
local function is_share(scenario, outcome)
  if outcome.how == "share" or outcome.how == "ever" then return true end
  local of = outcome.of
  local plain = of and (of.kind == "compared" or of.negated or of.kind == "column" and scenario.known[of.name] == "flag")
  return outcome.how == "mean" and plain or false
end

local OVER = { mean = true, sum = true, share = true, count = true, max = true, min = true }

-- How many steps are averaged: `over = "1 quarter"`, or a number of steps. Nil with a finding.
local function steps_over(scenario, tell, made)
  local steps = math.type(made.over) == "integer" and made.over
    or type(made.over) == "string" and kith.is_span(made.over) and math.floor(kith.span_days(made.over) / scenario.step_days + 1e-9)
  if not steps then tell("over", "over is a length of time, \"3 months\", or a number of steps", made)
  elseif steps < 1 or steps > scenario.steps then
    tell("over", ("over is 1 to %d steps, as far as the scenario looks, and this is %d"):format(scenario.steps, steps), made)
  elseif not OVER[made.how] then tell("over", ("over is for what can be averaged; %s looks at all steps anyway"):format(made.how), made)
  elseif made.each == "end" then tell("each", "over needs every step", made)
  else return steps end
end

local function check_outcome(scenario, tell, name, made)
  unknown_keys(tell, made, OUTCOME_KEYS, "an outcome", made)
  local outcome = { name = name, how = made.how, by = made.by, unit = made.unit, doc = made.doc, line = made.line, chunk = made.chunk }
  if made.of == nil and made.how == "count" then outcome.of = { kind = "number", number = 1 }
  else outcome.of = reading(scenario, tell, made.of, name, made) end
  if made.where ~= nil then outcome.where = reading(scenario, tell, made.where, "where", made) end
  if made.weight ~= nil then outcome.weight = reading(scenario, tell, made.weight, "weight", made) end
  if made.by ~= nil and (type(made.by) ~= "string" or not scenario.words[made.by]) then
    local by, words = tostring(made.by), sorted(scenario.words)
    tell(by, ("by names a field with words, and \"%s\" is none%s"):format(by, suggest.among(by, words)), made)
    outcome.by = nil
  end
  if made.each ~= nil and made.each ~= "step" and made.each ~= "end" then tell("each", "each is \"step\" or \"end\"", made) end
  outcome.each_step = (made.each or (made.how == "first" and "end" or "step")) == "step"
  if made.over ~= nil then outcome.over, outcome.over_steps = made.over, steps_over(scenario, tell, made) end
  if made.share ~= nil and (made.how ~= "first" and made.how ~= "ever" or not is_number(made.share) or made.share <= 0
    or made.share > 1) then
    tell("share", "share is for first and ever: how much of the rows must meet it, above 0 and at most 1", made)
  end
  outcome.share = made.share
  outcome.percent = is_share(scenario, outcome)
  return outcome
end

function parts.outcomes(scenario, tell)
  scenario.outcomes = {}
  local list = entries(tell, scenario, "outcomes")
  if #list == 0 and scenario.header.outcomes == nil then tell("return", "a scenario needs `outcomes`: { retention = mean(\"active\") }") end
  for _, entry in ipairs(list) do
    if type(entry.made) ~= "table" or not OUTCOMES[entry.made.how] then
      tell(entry.name, ("the outcome \"%s\" is made with mean, sum, share, count, max, min, first, ever or cost"):format(entry.name))
    else
      table.insert(scenario.outcomes, check_outcome(scenario, tell, entry.name, entry.made))
    end
  end
end

return parts
