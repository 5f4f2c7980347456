-- Runs of a scenario: the policies, chunk after chunk, and what they come to.
--
-- A policy is a number for every parameter but the sampled ones. All policies run with the same seed, so that equal runs of two of them
-- have equal luck and their difference is the policies' own.

local findings = require "kith.script_findings"
local kith = require "kith"
local output = require "kith.output"

local runs = {}

runs.CHUNK = 64 -- runs; core/simulate/simulation.h
runs.CONFIDENCE = 0.95

-- ---- Policies ----

local function copy(map)
  local new = {}
  for key, value in pairs(map) do new[key] = value end
  return new
end

-- How a value is written in a policy's name.
function runs.shown(value) return type(value) == "number" and kith.number(value) or tostring(value) end

local function label(values, names)
  local parts = {}
  for _, name in ipairs(names) do parts[#parts + 1] = ("%s = %s"):format(name, runs.shown(values[name])) end
  return table.concat(parts, ", ")
end

-- Parameters as `set` (name → value) and `compare` (name → list) of the command line change them: the fixed ones by name, and the
-- compared ones as a list { name =, values =, now = }.
local function parameters(scenario, options)
  local fixed, compared = {}, {}
  for _, param in ipairs(scenario.params) do
    local set, list = options.set and options.set[param.name], options.compare and options.compare[param.name]
    local now = param.value
    if param.parameter == "compare" then now = param.now end
    if list then
      local known = false
      for _, value in ipairs(list) do known = known or value == now end
      if not known then now = list[1] end
      compared[#compared + 1] = { name = param.name, values = list, now = now }
    elseif set ~= nil then
      fixed[param.name] = set
    elseif param.parameter == "compare" then
      compared[#compared + 1] = { name = param.name, values = param.values, now = now }
    elseif param.parameter == "given" then
      fixed[param.name] = now
    end
  end
  return fixed, compared
end

-- Every combination of the compared parameters, the first moving slowest: { { name =, values = { param = value }, against = number } … },
-- the number of the one that all are held against, the names of compared parameters, and the fixed ones.
function runs.policies(scenario, options)
  local fixed, compared = parameters(scenario, options)
  local list, names, baseline = { copy(fixed) }, {}, 1
  for _, param in ipairs(compared) do
    local more = {}
    for _, values in ipairs(list) do
      for _, value in ipairs(param.values) do
        local new = copy(values)
        new[param.name] = value
        more[#more + 1] = new
      end
    end
    list, names[#names + 1] = more, param.name
  end
  local policies = {}
  for i, values in ipairs(list) do
    local is_now = true
    for _, param in ipairs(compared) do is_now = is_now and values[param.name] == param.now end
    if is_now then baseline = i end
    policies[i] = { name = label(values, names), values = values }
  end
  for _, policy in ipairs(policies) do policy.against = baseline end
  return policies, baseline, names, fixed
end

-- ---- Runs ----

local function tell(ws, scenario, population, finding)
  local path, line = finding.source, finding.line
  local of
  if path == "" then
    local function walk(value)
      if type(value) ~= "table" then return end
      if value["function"] == finding["function"] and value.line then of = value end
      for _, each in pairs(value) do walk(each) end
    end
    walk(scenario.header)
    path, line = of and of.chunk or scenario.script, of and of.line or 1
  end
  local who = population.size and "" or population.relationships[finding.row] and population.relationships[finding.row].id or ""
  local where = ("%s%srun %d, %s"):format(who, who ~= "" and ", " or "", finding.run, finding.step == 0 and "at the start"
    or "step " .. finding.step)
  local subject = finding.rule and ("%s, %s: "):format(finding.rule, finding.part) or ""
  local column, width
  line, column, width = findings.place_of_message(ws, path, math.max(line, 1), finding.message)
  ws.findings:error(ws:script_source(path), line, column, width, ("%s%s (%s)"):format(subject, finding.message, where))
end

-- What the player had to do otherwise than wanted costs time, and is said once. `untranslated` is why the step could not be translated,
-- `doubles` why not in single precision.
local function tell_slower(scenario, population, reply)
  local note, said = reply.untranslated or reply.doubles, population.slower_said
  population.slower_said = true
  if not note or said then return end
  local path = note.source ~= "" and note.source or scenario.script
  local what = reply.untranslated and "the step is interpreted, relationship by relationship, which takes ten to fifty times as long: %s"
    or "single precision is not possible, so doubles are computed: %s"
  output.progress(nil)
  output.say(("%s:%d: note: "):format(path, math.max(note.line, 1)) .. what:format(note.why))
end

-- Chunks (their numbers, from 0) of one policy, which has `count` runs in all: the bytes of each; or nil with a finding.
function runs.chunks(ws, scenario, population, policy, chunks, count, seed)
  local reply, failure = ws.player:call { ["do"] = "simulate", scenario = scenario.name, script = scenario.script, params = policy.values,
                                          seed = seed, chunks = chunks, runs = count, single = scenario.arithmetic == "single" }
  if not reply then
    ws:tell_failure(failure)
    return nil
  end
  if reply.partials then
    tell_slower(scenario, population, reply)
    return reply.partials
  end
  tell(ws, scenario, population, reply.finding)
end

-- Half the width of the interval round a mean or difference with that standard error.
function runs.half_width(count, deviation_of_mean)
  local width = count and count > 1 and kith.student(runs.CONFIDENCE, count - 1)
  return width and deviation_of_mean and width * deviation_of_mean or nil
end

return runs
