-- kith check: reads everything a practice is made of and tells all that is wrong with it in one pass. As compilers do, it prints findings
-- on standard error; standard output gets one line that sums up, or with --layers the list of definitions.

local needs = require "kith.needs"
local output = require "kith.output"
local rules = require "kith.rules"
local workspace = require "kith.workspace"

local check = { summary = "read everything and say what is wrong with it" }

-- What the closing line counts: a kind of model entity, or a kind of script file.
local ENTITIES = { { "stakeholder" }, { "relationship" }, { "relationship_model", "relationship model" } }
local SCRIPTS = { { "rules", "rule" }, { "cycles", "cycle" }, { "importers", "importer" }, { "reports", "report" },
                  { "scenarios", "scenario" } }

-- What ships with kith is there in every practice and not counted.
local function own_entities(ws, kind)
  local count = 0
  for _, entity in ipairs(ws.core:list(kind)) do
    if not ws.core:source_name(entity.place[1]):find "^kith:" then count = count + 1 end
  end
  return count
end

local function counts(ws)
  local list = {}
  for _, each in ipairs(ENTITIES) do list[#list + 1] = { key = each[1], n = own_entities(ws, each[1]), word = each[2] or each[1] } end
  for _, each in ipairs(SCRIPTS) do list[#list + 1] = { key = each[2], n = #ws:own_names(each[1]), word = each[2] } end
  return list
end

local function findings_text(errors, warnings)
  local parts = {}
  if errors > 0 then parts[1] = output.count(errors, "error") end
  if warnings > 0 then parts[#parts + 1] = output.count(warnings, "warning") end
  return #parts > 0 and table.concat(parts, ", ") or "no findings"
end

local function summary(ws, errors, warnings)
  local parts = {}
  for i, each in ipairs(counts(ws)) do
    if i <= 2 or each.n > 0 then parts[#parts + 1] = output.count(each.n, each.word) end
  end
  return table.concat(parts, ", ") .. ": " .. findings_text(errors, warnings)
end

-- Nothing of these is cut: a place is there to be copied.
local LAYER_COLUMNS = { { key = "kind", keep = true }, { key = "id", keep = true }, { key = "layer", keep = true },
                        { key = "place", keep = true }, { key = "overrides", keep = true, missing = "" } }

local FUNCTION_COLUMNS = { { key = "rule", keep = true }, { key = "part", title = "function", keep = true },
                           { key = "place", keep = true }, { key = "how", title = "runs", keep = true } }

local function print_json(ws, errors, warnings, layers, functions)
  local count = output.object {}
  for _, each in ipairs(counts(ws)) do count[each.key] = each.n end
  output.json({
    errors = errors, warnings = warnings, findings = ws.findings:render(true), count = count, confined = ws.confined ~= false,
    layers = layers, rules = functions,
  }, { "errors", "warnings", "findings", "count", "confined", "layers", "kind", "id", "layer", "place", "overrides", "rules",
       "rule", "part", "how" })
end

-- Scripts run all the same, behind the other walls; whoever runs a stranger's pack should know.
local function tell_unconfined(ws)
  if ws.confined ~= false then return end
  output.say(("kith check: note: this system offers no filter of system calls (%s); scripts run confined by language, memory and time only")
    :format(ws.confined_why or "reason unknown"))
end

-- No fault of the files: both sides may need what they need. Whoever decides between them should know.
local function tell_conflicts(ws)
  for _, each in ipairs(needs.conflict_lines(ws)) do output.say("kith check: note: conflicting needs: " .. each) end
end

function check.define(command)
  command:description "Read every model and script and say what is wrong. Exit status 2 where there are errors; warnings alone are 0."
  command:flag("--layers", "List each definition in force, where it comes from and what it overrides.")
  command:flag("--rules", "List each function of the rules, and whether it runs over whole columns or row by row, and why.")
end

function check.run(arguments)
  local ws, why, status = workspace.open { dir = arguments.dir, lenient = true }
  if not ws then
    output.say(why)
    return status or 1
  end
  ws:check_scripts()
  ws:check_record()
  local errors, warnings = ws.findings:errors(), ws.findings:warnings()
  local layers = arguments.layers and ws:layers() or nil
  local functions = arguments.rules and rules.functions(ws) or nil
  if arguments.format == "json" then
    print_json(ws, errors, warnings, layers, functions)
  else
    if errors + warnings > 0 then output.findings("check", ws.findings, arguments.all_findings) end
    if layers then output.table(LAYER_COLUMNS, layers) end
    if functions then output.table(FUNCTION_COLUMNS, functions) end
    tell_unconfined(ws)
    tell_conflicts(ws)
    output.line(summary(ws, errors, warnings))
  end
  ws:close()
  return errors > 0 and 2 or 0
end

return check
