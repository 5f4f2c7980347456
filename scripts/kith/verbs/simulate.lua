-- kith simulate: rehearses the future of a practice: many runs of a scenario from the record as it stood on a day.

local asked = require "kith.simulate.asked"
local describe = require "kith.simulate.describe"
local kith = require "kith"
local output = require "kith.output"
local perform = require "kith.simulate.perform"
local scenarios = require "kith.simulate.scenarios"
local tables = require "kith.simulate.tables"
local words = require "kith.simulate.words"
local workspace = require "kith.workspace"

local verb = { summary = "rehearse the future, many times over" }

local FORMATS = { "text", "md", "html", "json", "csv" }
local MOST_RELATIONSHIPS = 1000000 -- of a population

-- ---- Options ----

local function whole(option, least, most)
  return function(text)
    local number = math.tointeger(tonumber(text))
    if number and number >= least and number <= (most or number) then return number end
    local bounds = most and ("%d to %s"):format(least, output.number(most)) or ("%d or above"):format(least)
    return nil, ("%s takes a whole number, %s"):format(option, bounds)
  end
end

-- "0.5%" as a share; a plain number could be meant either way.
local function share(text)
  local percent = tonumber(text:match "^([%d.]+)%s*%%$")
  if percent and percent > 0 and percent < 100 then return percent / 100 end
  return nil, "--precision takes a percentage such as 0.5%"
end

local EXAMPLES = [[
kith simulate                                          which scenarios there are
kith simulate review_cadence
kith simulate review_cadence --compare review_every=4,13 --runs 4000
kith simulate staffing --set visits=3 --format csv > staffing.csv
kith simulate trust_repair --tornado --out trust.html
kith simulate staffing --compare visits=2,4 --tornado
                              what "four rather than two" hangs on
kith simulate review_cadence --precision 0.2%
kith simulate review_cadence --runs 100000 --results long.sim
                              after Ctrl-C the same with --resume
kith simulate review_cadence --results part-2.sim --shard 2/4
                              on each of four machines, then:
kith simulate merge part-*.sim

The same day, record, scripts and seed give the same bytes, however the runs
are divided.
Scenarios are Lua files in scripts/scenarios.]]

function verb.define(command)
  command:description("Run a scenario many times from the record as of a day and say what came of it. Without NAME it lists which "
    .. "there are. Policies that are compared meet the same luck, so their difference is their own.")
  command:argument("name", "Which scenario: a file in scripts/scenarios; or merge."):args "?":argname "NAME"
  command:argument("files", "With merge: the result files of all shards."):args "*":argname "FILE"
  command:option("--runs", "How many runs (default: as the scenario says)."):argname "N":convert(whole("--runs", 1))
  command:option("--precision", "Run until shares are known to so many points, other outcomes to such a part; --runs is then the most.")
    :argname "P%":convert(share)
  command:option("--seed", "Whole number that the luck depends on (default: as the scenario says)."):argname "S":convert(whole("--seed", 0))
  command:option("--set", "Give a parameter this value; may be repeated."):argname "PARAM=VALUE":count "*"
  command:option("--compare",
    "Compare these values of a parameter; may be repeated, then every combination."):argname "PARAM=A,B,…":count "*"
  command:flag("--tornado",
    "Try each given parameter at both ends of its range: which one matters; with --compare, to the difference.")
  command:option("--grid", "Try N values over every range, in every combination."):argname "N":convert(whole("--grid", 2))
  command:option("--hypercube", "Try N points spread over all ranges at once."):argname "N":convert(whole("--hypercube", 3))
  command:option("--population",
    "Run with so many relationships, drawn from those of the record."):argname "N":convert(whole("--population", 1, MOST_RELATIONSHIPS))
  command:option("--results", "Keep what the runs come to in this file, chunk by chunk."):argname "FILE"
  command:flag("--resume", "Go on with the file of --results.")
  command:option("--shard", "Run only the I-th of N parts; needs --results."):argname "I/N"
  command:option("--slurm", "Do not run: write a script for Slurm that runs N shards and merges them. Needs --results."):argname "N"
    :convert(whole("--slurm", 1))
  command:option("--format", "How to write: text, md, html, json, csv (default: what --out ends with, else text).")
    :choices(FORMATS):argname "FORMAT"
  command:flag("--differences", "With csv: the differences between compared policies, run by run, instead of the outcomes.")
  command:option("--out", "Write to this file instead of standard output."):argname "FILE"
  command:flag("--replace", "Let --out or --results take the place of a file that is there.")
  command:epilog(EXAMPLES)
end

-- ---- Running ----

-- nil and why where --differences is asked of a single policy.
local function something_differs(policies, arguments)
  if not arguments.differences or #policies > 1 then return true end
  return nil, "--differences needs policies to hold against each other: --compare PARAM=A,B"
end

local function simulate(ws, arguments)
  local scenario, why = scenarios.load(ws, arguments.name)
  if not scenario then return nil, why end
  local plan
  plan, why = asked.plan(scenario, arguments)
  if not plan then return nil, why end
  local differs
  differs, why = something_differs(plan.policies, arguments)
  if not differs then return nil, why end
  local population
  population, why = scenarios.prepare(ws, scenario, { seed = plan.seed, size = plan.size, fixed = plan.fixed })
  if not population then return nil, why end
  population.size = plan.size
  local result = tables.result(describe.header(ws, scenario, population, plan))
  local done
  done, why = perform.run { ws = ws, scenario = scenario, population = population, result = result, options = arguments }
  return done and result or nil, why
end

-- ---- Printing ----

local function format_of(arguments) return require("kith.out_file").format(arguments, FORMATS) end

-- What goes into a file, or a format for machines and pages.
local function rendered(ws, result, format, differences)
  if format == "csv" and differences then return output.csv_text(tables.difference_keys(result), tables.tidy_differences(result)) end
  if format == "csv" then return output.csv_text(tables.tidy_keys(result), tables.tidy(result)) end
  if format == "json" then
    local plain = { note = words.MARK, header = result.header, runs = result.done, rows = tables.tidy(result),
                    differences = tables.tidy_differences(result) }
    return output.json_text(plain, { "note", "header", "runs", "rows", "differences" })
  end
  local report = require "kith.simulate.document"
  local tree, faults = require("kith.document").check(report.tree(result))
  if not tree then error(table.concat(faults, "\n")) end
  return require("kith.report").render(ws, tree, report.source(result.header), format)
end

local function deliver(ws, result, arguments)
  local format = format_of(arguments)
  if format == "text" and not arguments.out then
    require("kith.simulate.print").result(result)
    return 0
  end
  local text = rendered(ws, result, format, arguments.differences)
  if not arguments.out then
    io.write(text)
    return 0
  end
  local written, why = require("kith.out_file").write(arguments.out, text, arguments.replace)
  return written and 0 or output.fail("simulate", why)
end

local function told(ws)
  output.say(ws.findings:render())
  return 2
end

local function list_scenarios(ws, format)
  local rows = {}
  for _, name in ipairs(scenarios.names(ws)) do
    local scenario = scenarios.load(ws, name)
    if scenario then
      rows[#rows + 1] = { name = name, horizon = scenario.horizon or scenario.steps, every = scenario.every, runs = scenario.runs,
                          doc = scenario.doc }
    end
  end
  local columns = { { key = "name", keep = true }, { key = "horizon", keep = true, drop = 2 }, { key = "every", keep = true, drop = 1 },
                    { key = "runs", keep = true, drop = 3 }, "doc" }
  if format == "json" then output.json(rows, { "name", "horizon", "every", "runs", "doc" })
  elseif format == "csv" then output.csv(columns, rows)
  else output.table(columns, rows) end
  return ws.findings:errors() > 0 and told(ws) or 0
end

local function finish(ws, result, why, arguments)
  output.progress(nil)
  if ws and ws.findings:errors() > 0 then return told(ws) end
  if not result then return output.fail("simulate", why) end
  local shard = result.header.shard
  if not shard then return deliver(ws, result, arguments) end
  output.line(("shard %d of %d: %s in %s; kith simulate merge puts all shards together"):format(shard.number, shard.of,
    output.count(result.done, "run"), kith.visible(arguments.results)))
  return 0
end

-- Works anywhere: a result file says all that it rests on. A page has the looks of the workspace where there is one.
local function merge(arguments)
  local fits, unfit = asked.of_a_merge(arguments)
  if not fits then return output.fail("simulate", unfit) end
  local merged, why = perform.merge(arguments.files, arguments.results, arguments.replace)
  local differs, single = something_differs(merged and merged.header.policies or {}, arguments)
  if merged and not differs then merged, why = nil, single end
  local ws = format_of(arguments) == "html" and workspace.open { dir = arguments.dir, as_of = arguments.as_of, player = false } or nil
  return finish(ws, merged, why, arguments)
end

function verb.run(arguments)
  local format, refused = format_of(arguments)
  if not format and not arguments.slurm then return output.fail("simulate", refused) end
  if arguments.differences and format ~= "csv" then
    return output.fail("simulate", "--differences is for --format csv; the other formats say them with the outcomes")
  end
  if arguments.name == "merge" then return merge(arguments) end
  local ws, why, status = workspace.open { dir = arguments.dir, as_of = arguments.as_of, threads = arguments.name and 0 or nil }
  if not ws then
    output.say(why)
    return status
  end
  if not arguments.name then return list_scenarios(ws, arguments.format) end
  if #arguments.files > 0 then return output.fail("simulate", "one scenario at a time; files are for kith simulate merge") end
  if arguments.slurm then
    local scenario, message = scenarios.load(ws, arguments.name)
    if not scenario then return finish(ws, nil, message, arguments) end
    return require("kith.simulate.slurm").write(arguments)
  end
  local result
  result, why = simulate(ws, arguments)
  return finish(ws, result, why, arguments)
end

return verb
