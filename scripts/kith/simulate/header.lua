-- A scenario's header as it came from the player, held against what scenarios may say, and brought into one form: lists in the order of
-- their names. What is wrong is told at its place, all of it in one pass.

local findings = require "kith.rule_findings"
local kith = require "kith"
local expression = require "kith.simulate.expression"

local header = {}

local KEYS = { "doc", "horizon", "every", "runs", "seed", "precision", "of", "population_of", "params", "state", "links", "peers",
               "population", "uses", "plan", "step", "outcomes" }
local ON_ROWS, RESERVED = { state = true, plan = true, uses = true }, { peers = true, all = true, p = true } -- r.peers is taken

local function sorted(map)
  local names = {}
  for name in pairs(type(map) == "table" and map or {}) do names[#names + 1] = tostring(name) end
  table.sort(names)
  return names
end

local function is_list(value) return type(value) == "table" and #value > 0 end
local function is_function(value) return type(value) == "table" and value["function"] ~= nil end
local function is_number(value) return type(value) == "number" and value == value and value - value == 0 end

-- Each check gets one of these: tell(word, message, at) points at `word` from the line of `at` on.
local function teller(ws, scenario)
  return function(word, message, at)
    local line = type(at) == "table" and at.line or nil
    local path = type(at) == "table" and at.chunk ~= "" and at.chunk or nil
    findings.tell(ws, scenario, word, message, line, path)
  end
end

local function unknown_keys(tell, map, known, what, at)
  local is_known = {}
  for _, key in ipairs(known) do is_known[key] = true end
  for _, key in ipairs(sorted(map)) do
    if not is_known[key] then tell(key, ("no field \"%s\" in %s%s"):format(key, what, findings.suggestion(key, known)), at) end
  end
end

-- A map of the header as a list of { name =, made = }, told where it is none.
local function entries(tell, scenario, key)
  local map, list = scenario.header[key], {}
  if map ~= nil and (type(map) ~= "table" or is_list(map)) then tell(key, ("%s is a table of names: %s = { name = … }"):format(key,
    key)) return list end
  for _, name in ipairs(sorted(map)) do
    if not name:find "^[%a_][%w_]*$" or ON_ROWS[key] and RESERVED[name] then
      tell(name, ("\"%s\" cannot be a name in %s"):format(name, key))
    else
      list[#list + 1] = { name = name, made = map[name] }
    end
  end
  return list
end

-- ---- Time ----

local MOST_STEPS, MOST_RUNS = 100000, 100000000

local function check_time(scenario, tell)
  local own = scenario.header
  scenario.every = own.every or "1 week"
  local step = type(scenario.every) == "string" and kith.is_span(scenario.every) and kith.span_days(scenario.every)
  if not step then
    tell("every", "every is the length of a step, such as \"1 week\" or \"1 month\"")
    step = 7
  end
  scenario.step_days = step
  if type(own.horizon) == "string" and kith.is_span(own.horizon) then
    scenario.horizon, scenario.steps = own.horizon, math.floor(kith.span_days(own.horizon) / step + 1e-9)
  elseif math.type(own.horizon) == "integer" then
    scenario.steps = own.horizon
  else
    tell(own.horizon == nil and "return" or "horizon", "a scenario needs `horizon`: how far it looks, \"5 years\" or a number of steps")
    scenario.steps = 1
  end
  if scenario.steps < 1 or scenario.steps > MOST_STEPS then
    tell("horizon", ("the horizon is 1 to 100,000 steps, and this is %d"):format(scenario.steps))
    scenario.steps = 1
  end
  scenario.runs = own.runs or 1000
  if math.type(scenario.runs) ~= "integer" or scenario.runs < 1 or scenario.runs > MOST_RUNS then
    tell("runs", "runs is a whole number from 1 to 100,000,000")
    scenario.runs = 1000
  end
  scenario.seed = own.seed or 1
  if math.type(scenario.seed) ~= "integer" or scenario.seed < 0 then
    tell("seed", "seed is a whole number, 0 or above")
    scenario.seed = 1
  end
  scenario.precision = own.precision or "double"
  if scenario.precision ~= "double" and scenario.precision ~= "single" then
    tell("precision", "precision is \"double\" or \"single\"")
    scenario.precision = "double"
  end
end

-- ---- Parameters ----

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

local function check_sampled(tell, name, made)
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

local CHECKS = { given = check_given, compare = check_compare, sampled = check_sampled }

local function check_params(scenario, tell)
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

-- ---- The state ----

local FEATURES = { latest = true, first = true, average = true, sum = true, lowest = true, highest = true, count = true, share = true,
                   days_since = true, strength = true, trend = true }

-- A starting value taken from the record, and what stands in for it: the feature for the core, its place included.
local function feature_of(ws, scenario, name, made)
  local feature = {}
  for key, value in pairs(made) do feature[key] = value end
  feature.otherwise, feature.because, feature.line, feature.chunk = nil, nil, nil, nil
  local path = made.chunk and made.chunk ~= "" and made.chunk or scenario.script
  local file = findings.file_of(ws, path)
  local line, column, width = findings.find_word(file and file.text or "", tostring(made.of), made.line)
  if width == 0 then line, column, width = findings.find_word(file and file.text or "", name, made.line) end
  feature.name, feature.place = name, { ws:script_source(path), line, column, width }
  return feature
end

local function check_otherwise(tell, field, made)
  if made.otherwise == nil then return end
  if not is_number(made.otherwise) then tell("otherwise", ("what %s is otherwise is a number"):format(field.name), made) return end
  if type(made.because) ~= "string" then
    tell("otherwise", ("say why %s is otherwise %s: because = \"…\""):format(field.name, kith.number(made.otherwise)), made)
    return
  end
  field.otherwise, field.because = made.otherwise, made.because
end

local function start_of(ws, scenario, tell, field, made)
  if type(made) == "boolean" then
    field.flag, field.number = true, made and 1 or 0
  elseif is_number(made) then
    field.number = made
  elseif type(made) == "table" and made.parameter == "sampled" then
    if made.kind == "recorded" then tell(field.name, "a starting value is drawn from dist.uniform and the like, or taken from the record",
      made)
    elseif check_sampled(tell, field.name, made) then field.sampled, field.flag = made, made.kind == "flag" end
  elseif type(made) == "string" then
    if ws.core:find("measure", made) then field.feature = feature_of(ws, scenario, field.name, { how = "latest", of = made })
    else field.attribute, field.made = made, {} end
  elseif type(made) == "table" and made.how == "attribute" and type(made.of) == "string" then
    field.attribute, field.made = made.of, made
    check_otherwise(tell, field, made)
  elseif type(made) == "table" and FEATURES[made.how] then
    field.feature = feature_of(ws, scenario, field.name, made)
    check_otherwise(tell, field, made)
  else
    tell(field.name, ("%s starts from a number, true or false, a measure's name, latest(…) and the like, attribute(…) or dist.…")
      :format(field.name))
    return
  end
  return field
end

local function check_state(ws, scenario, tell)
  scenario.state = {}
  for _, entry in ipairs(entries(tell, scenario, "state")) do
    local field = start_of(ws, scenario, tell, { name = entry.name }, entry.made)
    if field then table.insert(scenario.state, field) end
  end
  if #scenario.state == 0 and scenario.header.state == nil then
    tell("return", "a scenario needs `state`: what changes from step to step, and where it starts")
  end
end

-- Fields of the state by name, those too that had a finding.
local function state_names(scenario)
  local known, list = {}, sorted(scenario.header.state)
  for _, name in ipairs(list) do known[name] = true end
  return known, list
end

-- Starting values from attributes can be held against the columns only once these are known.
local function check_attributes(scenario, tell, columns)
  local numbers = {}
  for _, column in ipairs(columns) do
    if column.type ~= "word" then numbers[#numbers + 1] = column.name end
  end
  for _, field in ipairs(scenario.state) do
    local found
    for position, column in ipairs(columns) do
      if field.attribute == column.name and column.type ~= "word" then found, field.position, field.flag = true, position,
        column.type == "flag" end
    end
    if field.attribute and not found then
      local message = ("no measure and no attribute with a number is called \"%s\"%s"):format(field.attribute,
        findings.suggestion(field.attribute, numbers))
      tell(field.attribute, message, field.made)
    end
  end
end

-- ---- Neighbours ----

local GATHERED = { mean = true, sum = true, count = true, max = true, min = true }

-- Declared ones, and a mean of every field of the state that the text reads as peers.NAME or all.NAME.
local function check_gathered(ws, scenario, tell, key, word)
  local list, seen, state, names = {}, {}, state_names(scenario)
  for _, entry in ipairs(entries(tell, scenario, key)) do
    local made, name = entry.made, entry.name
    seen[name] = true
    if type(made) ~= "table" or not GATHERED[made.how] then
      tell(name, ("%s.%s is made with mean, sum, count, max or min"):format(word, name))
    elseif made.of == nil and made.how == "count" then
      list[#list + 1] = { name = name, how = "count" }
    elseif type(made.of) ~= "string" or not state[made.of] then
      local of = tostring(made.of)
      tell(of, ("%s.%s is of a field of the state, and \"%s\" is none%s"):format(word, name, of, findings.suggestion(of, names)), made)
    else
      list[#list + 1] = { name = name, how = made.how, of = made.of }
    end
  end
  for _, file in ipairs(scenario.files(ws)) do
    for name in file.text:gmatch("%f[%w_]" .. word .. "%.([%a_][%w_]*)") do
      if state[name] and not seen[name] then
        seen[name] = true
        list[#list + 1] = { name = name, how = "mean", of = name }
      end
    end
  end
  table.sort(list, function(a, b) return a.name < b.name end)
  return list
end

local function check_links(scenario, tell)
  local given = scenario.header.links
  if type(given) == "table" and given.links then given = { given } end
  scenario.links = given == nil and { { links = "recorded" } } or is_list(given) and given or {}
  if given ~= nil and not is_list(given) then tell("links", "links is a list of recorded(), alike(\"owner\") and random(6, \"why\")") end
  for _, made in ipairs(scenario.links) do
    if type(made) ~= "table" or not made.links then
      tell("links", "links is a list of recorded(), alike(\"owner\") and random(6, \"why\")")
    elseif made.links == "random" then
      if not is_number(made.degree) or made.degree < 0 then tell("random",
        "random takes the mean number of neighbours: random(6, \"why\")", made)
      elseif type(made.because) ~= "string" then tell("random", "say why so many: random(6, \"…\")", made) end
    elseif made.links == "alike" and type(made.field) ~= "string" then
      tell("alike", "alike takes the name of a field with words: alike(\"owner\")", made)
    end
  end
end

-- ---- Rules, plans, outcomes ----

-- `uses = { health = { trust = "trust", silence = 0 } }`: every feature of the rule has to come from somewhere.
local function check_uses(ws, scenario, tell)
  local rules = require "kith.rules"
  scenario.uses = {}
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
          tell(feature, ("%s has no feature \"%s\"%s"):format(name, feature, findings.suggestion(feature, features)))
        elseif not is_number(map[feature]) and (not scenario.known[map[feature]] or scenario.known[map[feature]] == "word") then
          local given, numbers = tostring(map[feature]), select(2, state_names(scenario))
          tell(given, ("%s of %s: no field with a number is called \"%s\"%s"):format(feature, name, given, findings.suggestion(given,
            numbers)))
        end
      end
      if #unmapped > 0 then
        tell(name, ("%s also reads %s; say what stands for it: a field of the state, or a number"):format(name, table.concat(unmapped,
          ", ")))
      end
      table.insert(scenario.uses, { name = name, rule = rule, map = map })
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
  if not made then tell(value:match "[%a_][%w_]*" or what, why, at) end
  return made
end

local function check_plans(scenario, tell)
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
        tell(per, ("per names a field with words, and \"%s\" is none%s"):format(per, findings.suggestion(per, words)), made)
      end
      if made.where ~= nil then plan.where = reading(scenario, tell, made.where, "where", made) end
      plan.rank = made.rank ~= nil and reading(scenario, tell, made.rank, "rank", made) or { kind = "number", number = 0 }
      table.insert(scenario.plans, plan)
    end
  end
end

local OUTCOMES = { mean = true, sum = true, share = true, count = true, max = true, min = true, first = true, ever = true, cost = true }
local OUTCOME_KEYS = { "how", "of", "where", "weight", "by", "each", "share", "unit", "doc", "line", "chunk" }

-- Outcomes that are shares print as percentages.
local function is_share(scenario, outcome)
  if outcome.how == "share" or outcome.how == "ever" then return true end
  local of = outcome.of
  local plain = of and (of.kind == "compared" or of.negated or of.kind == "column" and scenario.known[of.name] == "flag")
  return outcome.how == "mean" and plain or false
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
    tell(by, ("by names a field with words, and \"%s\" is none%s"):format(by, findings.suggestion(by, words)), made)
    outcome.by = nil
  end
  if made.each ~= nil and made.each ~= "step" and made.each ~= "end" then tell("each", "each is \"step\" or \"end\"", made) end
  outcome.each_step = (made.each or (made.how == "first" and "end" or "step")) == "step"
  if made.share ~= nil and (made.how ~= "first" and made.how ~= "ever" or not is_number(made.share) or made.share <= 0
    or made.share > 1) then
    tell("share", "share is for first and ever: how much of the rows must meet it, above 0 and at most 1", made)
  end
  outcome.share = made.share
  outcome.percent = is_share(scenario, outcome)
  return outcome
end

local function check_outcomes(scenario, tell)
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

-- ---- The whole ----

-- What functions see by name: name → "number", "word", "flag"; and of those the ones with words.
local function know(scenario, columns)
  local known, words = {}, {}
  for _, column in ipairs(columns) do known[column.name] = column.type end
  for _, name in ipairs(sorted(scenario.header.state)) do known[name] = "number" end
  for _, field in ipairs(scenario.state) do known[field.name] = field.flag and "flag" or "number" end
  for _, each in ipairs(scenario.peers) do known["peers." .. each.name] = "number" end
  for _, each in ipairs(scenario.population) do known["all." .. each.name] = "number" end
  for _, name in ipairs(sorted(scenario.header.uses)) do known[name] = "number" end
  for _, name in ipairs(sorted(scenario.header.plan)) do known[name] = "flag" end
  for name, type in pairs(known) do words[name] = type == "word" or nil end
  scenario.known, scenario.words = known, words
end

-- Columns as rows have them beside the scenario's own fields: attributes, and the assessments of the day.
local function row_columns(ws, scenario)
  local declared = {}
  for _, field in ipairs(scenario.state) do
    if field.feature then
      declared[#declared + 1] = field.feature
      field.position = #declared
    end
  end
  scenario.declared = declared
  local columns = ws.core:columns { features = declared, views = { { as_of = ws.day } }, of = {} }
  local list = columns and columns:list() or {}
  for i, column in ipairs(list) do column.declared = i <= #declared end
  return list
end

local function check_filter(scenario, tell)
  local of = scenario.header.of
  if of == nil then return end
  if type(of) ~= "table" or is_list(of) then tell("of", "of says which relationships: of = { level = \"strategic\" }") return end
  for _, name in ipairs(sorted(of)) do
    if not scenario.words[name] then tell(name, ("of: no field with words is called \"%s\"%s"):format(name, findings.suggestion(name,
      sorted(scenario.words)))) end
  end
  scenario.of = of
end

function header.check(ws, scenario)
  local tell = teller(ws, scenario)
  unknown_keys(tell, scenario.header, KEYS, "a scenario")
  if type(scenario.header.doc) ~= "string" then tell("return", "a scenario needs `doc`: what it asks, in a sentence") end
  scenario.doc = scenario.header.doc
  check_time(scenario, tell)
  check_params(scenario, tell)
  check_state(ws, scenario, tell)
  local columns = row_columns(ws, scenario)
  check_attributes(scenario, tell, columns)
  check_links(scenario, tell)
  scenario.peers = check_gathered(ws, scenario, tell, "peers", "peers")
  scenario.population = check_gathered(ws, scenario, tell, "population", "all")
  know(scenario, columns)
  check_uses(ws, scenario, tell)
  check_filter(scenario, tell)
  check_plans(scenario, tell)
  check_outcomes(scenario, tell)
  if is_function(scenario.header.step) then scenario.step = scenario.header.step
  else tell(scenario.header.step ~= nil and "step" or "return",
    "a scenario needs `step`: function(r, t, p, draw), what happens to a row in a step") end
end

return header
