-- Scenarios: loaded by the player, checked here like any input, and described as a simulation for the player to run
-- (core/lua/scenario_setup.h).

local findings = require "kith.script_findings"
local header = require "kith.simulate.header"
local kith = require "kith"
local neighbours = require "kith.simulate.neighbours"
local output = require "kith.output"
local scenario_text = require "kith.simulate.text"
local suggest = require "kith.suggest"

local scenarios = {}

-- ---- Loading ----

-- The files a scenario is made of: of its own name, of those it extends as far as functions of theirs are in it, and the libraries.
local function files_of(scenario)
  return function(ws)
    local files, seen = {}, {}
    local function add(file)
      if file and not seen[file.path] then seen[file.path], files[#files + 1] = true, file end
    end
    for _, file in ipairs(ws:scripts("scenarios", scenario.name)) do add(file) end
    local function walk(value)
      if type(value) ~= "table" then return end
      if type(value.chunk) == "string" then add(ws:file(value.chunk)) end
      for _, each in pairs(value) do walk(each) end
    end
    walk(scenario.header)
    table.sort(files, function(a, b) return a.path < b.path end)
    for _, file in ipairs(ws:scripts "lib") do add(file) end
    return files
  end
end

-- The scenario as the layers say; nil with findings, or nil and why.
function scenarios.load(ws, name)
  ws.scenarios = ws.scenarios or {}
  if ws.scenarios[name] ~= nil then return ws.scenarios[name] or nil end
  if #ws:scripts("scenarios", name) == 0 then
    return nil, ("no scenario \"%s\"%s"):format(kith.visible(name), suggest.among(name, ws:script_names "scenarios"))
  end
  local call = ws:script_call("scenarios", name)
  call["do"] = "load_scenario"
  local own, failure = ws.player:call(call)
  if not own then
    if failure then ws:tell_failure(failure) end
    ws.scenarios[name] = false
    return nil
  end
  local scenario = { name = name, kind = "scenarios", header = own, script = call.script }
  scenario.files = files_of(scenario)
  local before = ws.findings:errors()
  header.check(ws, scenario)
  scenario_text.check(ws, scenario)
  local good = ws.findings:errors() == before
  ws.scenarios[name] = good and scenario or false
  return good and scenario or nil
end

function scenarios.names(ws) return ws:script_names "scenarios" end

-- kith check: each scenario of one's own loads.
function scenarios.check(ws)
  for _, name in ipairs(ws:own_names "scenarios") do scenarios.load(ws, name) end
end

-- ---- Whom it is about ----

local function fits(relationship, of)
  for field, wanted in pairs(of or {}) do
    local found = false
    for _, word in ipairs(type(wanted) == "table" and wanted or { wanted }) do found = found or relationship[field] == word end
    if not found then return false end
  end
  return true
end

-- Relationships to the organization that last beyond the day, and that `of` wants.
function scenarios.relationships(ws, scenario)
  local today, list = kith.day_number(ws.day), {}
  for _, relationship in ipairs(ws:relationships()) do
    local last, since = relationship["until"], relationship.since
    local lasts = not (last and kith.day_number(last) < today) and not (since and kith.day_number(since) > today)
    if relationship.to_organization and lasts and fits(relationship, scenario.of) then list[#list + 1] = relationship end
  end
  return list
end

-- ---- Columns ----

-- Numbers of columns by name, as the player gets them.
local function add_column(setup, column)
  setup.columns[#setup.columns + 1] = column
  setup.at[column.name] = #setup.columns
  return #setup.columns
end

-- Whether the scenario's functions, or those of a rule it uses, may read a row's field of that name: the word stands in their text.
local function mentioned(ws, scenario)
  local words = {}
  local function take(file)
    for word in file.text:gmatch "[%a_][%w_]*" do words[word] = true end
  end
  for _, file in ipairs(scenario.files(ws)) do take(file) end
  for _, use in ipairs(scenario.uses) do
    for _, file in ipairs(ws:scripts "rules") do
      if file.name == use.name or use.rule.header.chunk == file.path then take(file) end
    end
    for _, part in ipairs(use.rule.factors) do
      local file = part.chunk and ws:file(part.chunk)
      if file then take(file) end
    end
  end
  return words
end

-- Rows' own columns, taken from the record; and starting values from it behind them.
local function record_columns(ws, scenario, setup, columns)
  local words, own = mentioned(ws, scenario), {}
  for _, field in ipairs(scenario.state) do own[field.name] = true end
  for position, column in ipairs(columns:list()) do
    local wanted = words[column.name:match "^[^.]*"] or scenario.words[column.name] and setup.groups[column.name]
    if not own[column.name] and wanted then
      setup.memory[#setup.memory + 1] = position
      add_column(setup, { name = column.name, type = column.type, reach = "row", memory = #setup.memory })
    end
  end
end

local function distribution(made, name)
  return { kind = made.kind, a = made.a, b = made.b, c = made.c, values = made.values, weights = made.weights, name = name }
end

local function state_columns(scenario, setup)
  for _, field in ipairs(scenario.state) do
    local column = add_column(setup, { name = field.name, type = field.flag and "flag" or "number", reach = "lane", assignable = true })
    local start = { column = column }
    if field.position then
      setup.memory[#setup.memory + 1] = field.position
      setup.otherwise[#setup.memory] = field.otherwise
      start.memory = #setup.memory
      setup.from_record[#setup.memory] = field
    elseif field.sampled then
      start.distribution = distribution(field.sampled, "start of " .. field.name)
    else
      start.distribution = { kind = "fixed", a = field.number, name = field.name }
    end
    table.insert(setup.starts, start)
  end
end

local function gathered_columns(list, setup, prefix, reach, into)
  for _, each in ipairs(list) do
    local column = add_column(setup, { name = prefix .. each.name, type = "number", reach = reach })
    into[#into + 1] = { how = each.how, of = each.of and setup.at[each.of], into = column }
  end
end

-- ---- Readings ----

-- The number of a word among the texts of the columns; one that no row has is never equal.
local function number_of_word(setup, word) return setup.text_numbers[word] or -1 end

local function read(setup, made)
  if not made then return nil end
  return { kind = made.kind, column = made.name and setup.at[made.name], ["function"] = made["function"], negated = made.negated,
           comparison = made.comparison, number = made.word and number_of_word(setup, made.word) or made.number }
end

-- The words of a column in the order of the alphabet, as groups; rows without one are left out, or, in plans,
-- a group of their own.
local function groups(ws_columns, setup, name, rows)
  local seen, words, lacking = {}, {}, false
  local position = setup.memory[setup.columns[setup.at[name]].memory]
  for row = 1, rows do
    local word = ws_columns:number(row, 1, position)
    local text = word and setup.texts[math.tointeger(word)]
    lacking = lacking or not text
    if text and not seen[text] then seen[text], words[#words + 1] = true, text end
  end
  table.sort(words)
  local numbers = {}
  for i, word in ipairs(words) do numbers[i] = setup.text_numbers[word] end
  return words, numbers, setup.columns[setup.at[name]].memory, lacking
end

-- ---- Parts ----

local function describe_scores(scenario, setup, words)
  for _, use in ipairs(scenario.uses) do
    local rule, columns = use.rule, {}
    local default_of = {}
    for _, feature in ipairs(rule.declared) do
      local given = use.map[feature.name]
      columns[#columns + 1] = { name = feature.name, type = "number", column = type(given) == "string" and setup.at[given] or nil,
                                number = type(given) == "number" and given or nil }
      default_of[feature.name] = #columns
    end
    for _, column in ipairs(setup.columns) do
      local known = default_of[column.name] or column.name:find "^peers%." or column.name:find "^all%." or column.name:find "^p%."
      if not known then columns[#columns + 1] = { name = column.name, type = column.type, column = setup.at[column.name] } end
    end
    local factors = {}
    for i, factor in ipairs(rule.factors) do factors[i] = { name = factor.name, default = not factor.line and default_of[factor.name]
      or nil } end
    local into = add_column(setup, { name = use.name, type = "number", reach = "lane" })
    local band = scenario.band_of[use.name .. "_band"] and words[use.name .. "_band"]
    local band_into = band and add_column(setup, { name = use.name .. "_band", type = "word", reach = "lane" }) or nil
    table.insert(setup.scores, { rule = use.name, into = into, band_into = band_into, shape = require("kith.rules").shape(rule),
      columns = columns, factors = factors })
  end
end

-- Bands are words, lowest first; the record may not have them.
local function describe_bands(scenario, setup)
  for i, use in ipairs(scenario.uses) do
    local numbers = {}
    for b, band in ipairs(use.rule.bands) do
      if not setup.text_numbers[band.name] then
        setup.texts[#setup.texts + 1] = band.name
        setup.text_numbers[band.name] = #setup.texts
      end
      numbers[b] = setup.text_numbers[band.name]
    end
    setup.scores[i].band_words = numbers
  end
end

local function describe_plans(scenario, setup, columns, count)
  for _, plan in ipairs(scenario.plans) do
    local made = { into = setup.at[plan.name], limit = plan.limit, limit_function = plan.limit_function,
                   where = read(setup, plan.where), rank = read(setup, plan.rank) }
    if plan.per then
      local _, numbers, memory, lacking = groups(columns, setup, plan.per, count)
      if lacking then table.insert(numbers, 0) end
      made.groups, made.by = numbers, memory
    end
    table.insert(setup.plans, made)
  end
end

local function describe_outcomes(scenario, setup, columns, count)
  for _, outcome in ipairs(scenario.outcomes) do
    local made = { how = outcome.how, of = read(setup, outcome.of), where = read(setup, outcome.where), weight = read(setup,
      outcome.weight),
                   share = outcome.share, each_step = outcome.each_step, over = outcome.over_steps }
    outcome.groups = {}
    if outcome.by then outcome.groups, made.groups, made.by = groups(columns, setup, outcome.by, count) end
    table.insert(setup.outcomes, made)
  end
end

-- ---- What the record lacks ----

-- A starting value that some relationships have not, and that nothing stands in for, is a finding.
local function tell_missing(ws, scenario, columns, setup, missing, relationships)
  scenario.lacking = {}
  for i, count in ipairs(missing) do
    local field = setup.from_record[i]
    if field and count > 0 then
      local names = {}
      for row, relationship in ipairs(relationships) do
        if #names < 3 and not columns:number(row, 1, field.position) then names[#names + 1] = relationship.id end
      end
      scenario.lacking[field.name] = count
      if not field.otherwise then
        local more = count > #names and (", and %s more"):format(output.number(count - #names)) or ""
        local of = field.feature and ("latest(\"%s\""):format(field.feature.of) or ("attribute(\"%s\""):format(field.attribute)
        findings.tell(ws, scenario, field.name,
          ("%s of %s have no value of it on %s (%s%s); say what to take: %s, { otherwise = …, because = \"…\" })")
          :format(output.number(count), output.count(#relationships, "relationship"), ws.day, table.concat(names, ", "), more, of))
      end
    end
  end
end

-- ---- The whole ----

local function sampled_params(ws, scenario, setup, relationships)
  for _, param in ipairs(scenario.params) do
    if param.parameter == "sampled" and setup.fixed[param.name] == nil then
      local made = param
      if param.kind == "recorded" then
        made = { kind = "discrete", values = scenarios.recorded_values(ws, scenario, param, relationships) }
      end
      local column = add_column(setup, { name = "p." .. param.name, type = "number", reach = "run" })
      table.insert(setup.sampled, { column = column, distribution = distribution(made, "parameter " .. param.name) })
    end
  end
end

-- All values of a measure that the record has of these relationships by the day, in their order.
function scenarios.recorded_values(ws, scenario, param, relationships)
  local values, primitives = {}, require("kith.primitives").of(ws)
  for _, relationship in ipairs(relationships) do
    for _, each in ipairs(primitives.relationship(relationship.id):series(param.of, param.within)) do values[#values + 1] = each.value end
  end
  if #values == 0 then
    findings.tell(ws, scenario, param.of, ("the record has no value of %s to draw from"):format(param.of), param.line, param.chunk)
    return { 0 }
  end
  return values
end

-- Lays the population into the player's memory and describes the simulation to it. options: size (a synthetic population of so many), seed,
-- fixed (name → value: parameters that are one number after all). The simulation { rows =, links =, relationships =, bytes =, at_once = },
-- the last how many chunks are best run at once; or nil with findings; or nil and why.
function scenarios.prepare(ws, scenario, options)
  local relationships = scenarios.relationships(ws, scenario)
  if #relationships == 0 then return nil, "there is no relationship to simulate" end
  local ids = {}
  for i, relationship in ipairs(relationships) do ids[i] = relationship.id end
  local columns = ws.core:columns { features = scenario.declared, views = { { as_of = ws.day } }, of = ids }
  if not columns then return nil end
  local setup = { columns = {}, at = {}, memory = {}, otherwise = {}, from_record = {}, starts = {}, sampled = {}, peers = {},
    population = {},
                  scores = {}, plans = {}, outcomes = {}, groups = {}, fixed = options.fixed or {} }
  for _, each in ipairs(scenario.plans) do setup.groups[each.per or ""] = true end
  for _, each in ipairs(scenario.outcomes) do setup.groups[each.by or ""] = true end
  record_columns(ws, scenario, setup, columns)
  state_columns(scenario, setup)
  gathered_columns(scenario.peers, setup, "peers.", "lane", setup.peers)
  gathered_columns(scenario.population, setup, "all.", "run", setup.population)
  for _, plan in ipairs(scenario.plans) do add_column(setup, { name = plan.name, type = "flag", reach = "lane" }) end
  sampled_params(ws, scenario, setup, relationships)
  describe_scores(scenario, setup, mentioned(ws, scenario))
  local links = neighbours.links(ws, scenario, relationships, columns, options.size)
  if not links then return nil end
  local population = columns:population(ws.player, { columns = setup.memory, otherwise = setup.otherwise, pairs = links.pairs,
    alike = links.alike, random = links.random, size = options.size, seed = options.seed })
  setup.texts, setup.text_numbers = columns:texts(), {}
  for number, text in ipairs(setup.texts) do setup.text_numbers[text] = number end
  describe_bands(scenario, setup)
  tell_missing(ws, scenario, columns, setup, population.missing, relationships)
  describe_plans(scenario, setup, columns, #relationships)
  describe_outcomes(scenario, setup, columns, #relationships)
  if ws.findings:errors() > 0 then return nil end
  local prepared, failure = ws.player:call {
    ["do"] = "prepare_simulation", script = scenario.script, rows = population.rows, steps = scenario.steps,
      step = scenario.step["function"],
    memory_columns = #setup.memory, columns_size = population.bytes, links = population.links, columns = setup.columns,
      starts = setup.starts,
    sampled = setup.sampled, peers = setup.peers, population = setup.population, scores = setup.scores, plans = setup.plans,
    outcomes = setup.outcomes, texts = setup.texts,
  }
  if not prepared or not prepared.at_once then
    if failure then ws:tell_failure(failure) end
    return nil, not failure and "the player did not understand the simulation" or nil
  end
  return { rows = population.rows, links = population.links, relationships = relationships, bytes = population.bytes,
           at_once = prepared.at_once }
end

return scenarios
