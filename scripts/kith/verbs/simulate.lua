-- kith simulate: rehearses the future of a practice: many runs of a scenario from the record as it stood on a day.

local describe = require "kith.simulate.describe"
local kith = require "kith"
local output = require "kith.output"
local results = require "kith.simulate.results"
local runs = require "kith.simulate.runs"
local scenarios = require "kith.simulate.scenarios"
local tables = require "kith.simulate.tables"
local words = require "kith.simulate.words"
local workspace = require "kith.workspace"

local verb = { summary = "rehearse the future, many times over" }

local function whole(option, least)
  return function(text)
    local number = math.tointeger(tonumber(text))
    if number and number >= least then return number end
    return nil, ("%s takes a whole number, %d or above"):format(option, least)
  end
end

local EXAMPLES = [[
kith simulate                                             which scenarios there are
kith simulate review_cadence
kith simulate review_cadence --compare review_every=4,13 --runs 4000
kith simulate staffing --set visits=3 --format csv > staffing.csv
kith simulate review_cadence --results long.sim --runs 100000; again with --resume after Ctrl-C
kith simulate review_cadence --results part-2.sim --shard 2/4; kith simulate merge part-*.sim

The same day, record, scripts and seed give the same bytes, however the runs are divided.
Scenarios are Lua files in scripts/scenarios.]]

function verb.define(command)
  command:description("Run a scenario many times from the record as of a day and say what came of it. Without NAME it lists which "
    .. "there are. Policies that are compared meet the same luck, so their difference is their own.")
  command:argument("name", "Which scenario: a file in scripts/scenarios; or merge."):args "?":argname "NAME"
  command:argument("files", "With merge: the result files of all shards."):args "*":argname "FILE"
  command:option("--runs", "How many runs (default: as the scenario says)."):argname "N":convert(whole("--runs", 1))
  command:option("--seed", "Whole number that the luck depends on (default: as the scenario says)."):argname "S":convert(whole("--seed", 0))
  command:option("--set", "Give a parameter this value; may be repeated."):argname "PARAM=VALUE":count "*"
  command:option("--compare",
    "Compare these values of a parameter; may be repeated, then every combination."):argname "PARAM=A,B,…":count "*"
  command:option("--results", "Keep what the runs come to in this file, chunk by chunk."):argname "FILE"
  command:flag("--resume", "Go on with the file of --results.")
  command:flag("--replace", "Let --results or --out take the place of a file that is there.")
  command:option("--shard", "Run only the I-th of N parts; needs --results."):argname "I/N"
  command:option("--out", "Write to this file instead of standard output."):argname "FILE"
  command:epilog(EXAMPLES)
end

-- ---- What was asked ----

local function value_of(text)
  if text == "true" or text == "false" then return text == "true" end
  return tonumber(text) or text
end

-- "param=value" → name and text; or nil and why.
local function split(option, text)
  local name, rest = text:match "^([%w_]+)=(.+)$"
  if not name then return nil, ("%s takes PARAM=VALUE, not %s"):format(option, kith.visible(text)) end
  return name, rest
end

local function check_param(scenario, option, name)
  local names = {}
  for i, param in ipairs(scenario.params) do
    if param.name == name then return param end
    names[i] = param.name
  end
  return nil, ("%s: no parameter \"%s\"%s"):format(option, kith.visible(name), require("kith.rule_findings").suggestion(name, names))
end

-- { set = { name = value }, compare = { name = { value… } } }; or nil and why.
local function changes(scenario, arguments)
  local asked = { set = {}, compare = {} }
  for _, text in ipairs(arguments.set) do
    local name, rest = split("--set", text)
    if not name then return nil, rest end
    local param, why = check_param(scenario, "--set", name)
    if not param then return nil, why end
    asked.set[name] = value_of(rest)
  end
  for _, text in ipairs(arguments.compare) do
    local name, rest = split("--compare", text)
    if not name then return nil, rest end
    local param, why = check_param(scenario, "--compare", name)
    if not param then return nil, why end
    local list = {}
    for each in rest:gmatch "[^,]+" do list[#list + 1] = value_of(each) end
    asked.compare[name] = list
  end
  return asked
end

local function shard_of(text)
  if not text then return nil end
  local i, n = text:match "^(%d+)/(%d+)$"
  i, n = math.tointeger(tonumber(i)), math.tointeger(tonumber(n))
  if not i or i < 1 or n < i or n > 100000 then return nil, "--shard takes I/N, such as 2/4" end
  return { of = n, number = i }
end

-- ---- Running ----

-- Told on a terminal only: how far it is, how fast, how long it will take.
local function progress(done, all, since)
  local passed = os.time() - since
  local rate = passed > 0 and done / passed or nil
  local left = rate and rate > 0 and (", %s runs/s, %s s left"):format(output.figure(rate), output.number(math.ceil((all - done) / rate)))
    or ""
  output.progress(("%s of %s%s"):format(output.number(done), output.count(all, "run"), left))
end

local function chunks_of(count) return (count + runs.CHUNK - 1) // runs.CHUNK end
local function runs_in(chunk, count) return math.min(runs.CHUNK, count - chunk * runs.CHUNK) end

-- Adds a record to the result. false where it is none of this scenario's.
local function take(result, chunk, policy, count, partial)
  if policy < 1 or policy > #result.header.policies or count ~= runs_in(chunk, result.header.runs) then return false end
  if not result.fold:add(policy, count, partial) then return false end
  if policy == #result.header.policies then result.done = result.done + count end
  return true
end

-- The chunks of a shard, or all, in order.
local function own_chunks(header)
  local list, shard = {}, header.shard
  for chunk = 0, chunks_of(header.runs) - 1 do
    if not shard or chunk % shard.of == shard.number - 1 then list[#list + 1] = chunk end
  end
  return list
end

local function interrupted_words(arguments, result)
  local kept = arguments.results and ("%s of %s are in %s; --resume goes on"):format(output.number(result.done),
    output.count(result.header.runs, "run"), kith.visible(arguments.results)) or "nothing is kept; --results FILE would keep what is done"
  return "kith simulate: stopped; " .. kept
end

-- What a file that is there already holds: how many records, checked to be of this scenario and in order. Or nil and why.
local function read_back(result, path)
  local opened, why = results.open(path)
  if not opened then return nil, why end
  local now = results.header_text(result.header)
  if opened.text ~= now then
    opened.close()
    local changed = results.difference(opened.header, require("dkjson").decode(now)) or "its description"
    return nil, ("%s was made of something else: %s changed; --replace begins anew"):format(kith.visible(path), changed)
  end
  local chunks, records, policies = own_chunks(result.header), 0, #result.header.policies
  for chunk, policy, count, partial in opened.next do
    local expected = chunks[records // policies + 1]
    if chunk ~= expected or policy ~= records % policies + 1 or not take(result, chunk, policy, count, partial) then
      opened.close()
      return nil, ("%s: record %d is not what these runs come to"):format(kith.visible(path), records + 1)
    end
    records = records + 1
  end
  opened.close()
  return records, opened.good
end

local function open_writer(result, arguments)
  if not arguments.results then return nil, 0 end
  local there = require("lfs").attributes(arguments.results, "mode") ~= nil
  if there and arguments.resume then
    local records, good = read_back(result, arguments.results)
    if not records then return false, good end
    local writer, why = results.go_on(arguments.results, good)
    return writer or false, writer and records or why
  end
  local writer, why = results.create(arguments.results, result.header, arguments.replace)
  if not writer then
    local advice = why:find "exists" and "; --resume goes on with it, --replace begins anew" or ""
    return false, ("%s: %s%s"):format(kith.visible(arguments.results), why, advice)
  end
  return writer, 0
end

local function own_runs(result)
  local all = 0
  for _, chunk in ipairs(own_chunks(result.header)) do all = all + runs_in(chunk, result.header.runs) end
  return all
end

-- Runs what is not done yet. true; false with findings; or nil and why.
local function run_chunks(ws, scenario, population, result, arguments)
  local writer, records = open_writer(result, arguments)
  if writer == false then return nil, records end
  local since, all, policies = os.time(), own_runs(result), result.header.policies
  local before, number = result.done, 0
  for _, chunk in ipairs(own_chunks(result.header)) do
    local count = runs_in(chunk, result.header.runs)
    for policy, each in ipairs(policies) do
      number = number + 1
      if number > records then
        kith.when_interrupted(interrupted_words(arguments, result))
        local partial = runs.chunk(ws, scenario, population, each, chunk * runs.CHUNK, count, result.header.seed)
        if not partial then return false end
        if not take(result, chunk, policy, count, partial) then return nil, "the player answered with something that is no result" end
        local good, why = true, nil
        if writer then good, why = writer.add(chunk, policy, count, partial) end
        if not good then return nil, ("%s: %s"):format(kith.visible(arguments.results), why) end
        progress(result.done, all, since - (before > 0 and 0 or 0))
      end
    end
  end
  kith.when_interrupted(nil)
  if writer then writer.close() end
  output.progress(nil)
  return true
end

-- ---- Printing ----

local function write_table(result, format)
  if format == "csv" then
    output.csv(tables.tidy_keys(result), tables.tidy(result))
  elseif format == "json" then
    output.json({ header = result.header, runs = result.done, rows = tables.tidy(result), note = words.MARK }, { "note", "header", "runs",
      "rows" })
  else
    words.print(result)
  end
end

local function print_result(result, arguments)
  if result.header.shard then
    output.line(("%s done; kith simulate merge puts the %d parts together"):format(output.count(result.done, "run"),
      result.header.shard.of))
    return 0
  end
  write_table(result, arguments.format)
  return 0
end

-- ---- The verb ----

local function list_scenarios(ws, format)
  local rows = {}
  for _, name in ipairs(scenarios.names(ws)) do
    local scenario = scenarios.load(ws, name)
    if scenario then rows[#rows + 1] = { name = name, horizon = scenario.horizon or scenario.steps, every = scenario.every,
      runs = scenario.runs, doc = scenario.doc } end
  end
  local columns = { { key = "name", keep = true }, { key = "horizon", keep = true }, { key = "every", keep = true }, { key = "runs",
    keep = true }, "doc" }
  if format == "json" then output.json(rows, { "name", "horizon", "every", "runs", "doc" })
  elseif format == "csv" then output.csv(columns, rows)
  else output.table(columns, rows) end
end

local function told(ws)
  output.say(ws.findings:render())
  return 2
end

local function simulate_one(ws, arguments)
  local scenario, why = scenarios.load(ws, arguments.name)
  if not scenario then return nil, why end
  local asked
  asked, why = changes(scenario, arguments)
  if not asked then return nil, why end
  local shard
  shard, why = shard_of(arguments.shard)
  if why then return nil, why end
  if shard and not arguments.results then return nil, "--shard needs --results FILE" end
  local policies, baseline, compared, fixed = runs.policies(scenario, asked)
  local plan = { runs = arguments.runs or scenario.runs, seed = arguments.seed or scenario.seed, policies = policies, baseline = baseline,
                 compared = compared, fixed = fixed, shard = shard }
  local population
  population, why = scenarios.prepare(ws, scenario, { seed = plan.seed, fixed = fixed })
  if not population then return nil, why end
  local result = tables.result(describe.header(ws, scenario, population, plan))
  local done
  done, why = run_chunks(ws, scenario, population, result, arguments)
  if not done then return nil, why end
  return result
end

function verb.run(arguments)
  local ws, why, status = workspace.open { dir = arguments.dir, as_of = arguments.as_of }
  if not ws then
    output.say(why)
    return status
  end
  if not arguments.name then
    list_scenarios(ws, arguments.format)
    return ws.findings:errors() > 0 and told(ws) or 0
  end
  local result
  result, why = simulate_one(ws, arguments)
  output.progress(nil)
  if ws.findings:errors() > 0 then return told(ws) end
  if not result then return output.fail("simulate", why) end
  return print_result(result, arguments)
end

return verb
