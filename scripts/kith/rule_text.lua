-- What can be seen in the text of a rule before it runs: words that do not exist, fields no row has, parameters nobody set.

local findings = require "kith.script_findings"
local script_text = require "kith.script_text"
local suggest = require "kith.suggest"

local script = {}

local VOCABULARY = { level = "level", type = "type", stage = "stage", model = "relationship_model", owner = "staff", role = "role",
                     engagement = "engagement", desired = "engagement" }
local ROW_FIELDS = { "id", "level", "type", "stage", "model", "owner", "kind", "role", "power", "interest", "legitimacy", "urgency",
                     "value", "age", "cadence", "engagement", "desired", "engagement_gap", "maturity_us", "maturity_them" }

-- r.level == "strategc": a comparison that can never hold is a mistake, told with the word probably meant.
function script.check_words(ws, file)
  for _, each in ipairs(script_text.comparisons(file)) do
    local kind, values = VOCABULARY[each.field], ws.core:attribute_values(each.field)
    local wrong
    if kind and not ws.core:find(kind, each.word) then
      wrong = suggest.unknown(ws.core, kind, each.word)
    elseif values and not table.concat(values, "\n"):find(each.word, 1, true) then
      wrong = ("no %s \"%s\"%s"):format(each.field:gsub("_", " "), each.word, suggest.among(each.word, values))
    end
    if wrong then ws.findings:error(ws:script_source(file.path), each.line, each.column, #each.word, wrong) end
  end
end

-- What stands in the braces of a sentence: "x" { name }, "x%" { name, share }, "x|noun" and "x|noun|plural" { name, noun, plural }; nil
-- for anything else.
function script.sentence_part(text)
  local name, rest = text:match "^([%w_.]+)(.*)$"
  if not name or rest == "" then return name and { name = name } end
  if rest == "%" then return { name = name, share = true } end
  local noun, plural = rest:match "^|([^|]+)|?([^|]*)$"
  if not noun or rest:find "|$" then return nil end
  return { name = name, noun = noun, plural = plural ~= "" and plural or nil }
end

-- The files a rule is made of: its own, and those of the rules it extends.
local function files_of(ws, rule)
  local files, seen = {}, {}
  local function add(file)
    if file and not seen[file.path] then
      seen[file.path] = true
      files[#files + 1] = file
    end
  end
  for _, file in ipairs(ws:scripts("rules", rule.name)) do add(file) end
  for _, part in ipairs(rule.factors) do add(part.chunk and ws:file(part.chunk)) end
  for _, part in ipairs(rule.limits) do add(part.chunk and ws:file(part.chunk)) end
  return files
end

-- A finding at a text of the rule's topmost file that holds it just so.
local function tell_text(ws, rule, text, message)
  local files = files_of(ws, rule)
  for i = #files, 1, -1 do
    for line, content in ipairs(script_text.lines(files[i])) do
      local column = content:find(text, 1, true)
      if column then return ws.findings:error(ws:script_source(files[i].path), line, column, #text, message) end
    end
  end
  findings.tell(ws, rule, rule.name, message)
end

-- Names in the braces of a sentence that no row has: explain could only show a question mark. And forms that explain does not know.
local function check_sentences(ws, rule, known, list)
  for _, factor in ipairs(rule.factors) do
    for text in (type(factor.say) == "string" and factor.say or ""):gmatch "{([^{}]*)}" do
      local part = script.sentence_part(text)
      local name = part and part.name
      local good = known[name] and name ~= "cadence" or name == "cadence.ideal" or name == "cadence.max"
      if not part then
        local message = "\"{%s}\" cannot be filled in; write {x}, {x%%} for a share, or {x|noun} for a count with its noun"
        tell_text(ws, rule, "{" .. text .. "}", message:format(text))
      elseif not good then
        findings.tell(ws, rule, name, ("no field \"%s\" in a row to put into a sentence%s"):format(name, suggest.among(name, list)))
      end
    end
  end
end

-- Names of the first (the row) or second (the params) parameter of a rule's functions.
local function parameters(file, position)
  local names = {}
  for _, each in ipairs(script_text.functions(file)) do
    local name = (each.word == "value" or each.word == "when" or each.word == "class") and each.params[position]
    if name then names[name] = true end
  end
  return names
end

-- What a rule's rows have: { name = true }, and the names in order.
local function row_fields(ws, rule)
  local known, list = {}, {}
  for _, name in ipairs(ROW_FIELDS) do known[name] = true end
  for name in pairs(rule.feature_of) do known[name] = true end
  for _, kind in ipairs { "stakeholder_attribute", "relationship_attribute" } do
    for _, attribute in ipairs(ws.core:list_attributes(kind)) do known[attribute] = true end
  end
  for name in pairs(known) do list[#list + 1] = name end
  table.sort(list)
  return known, list
end

-- Fields read from the row that no row has.
local function check_fields(ws, file, known, list)
  local rows = parameters(file, 1)
  for _, each in ipairs(script_text.fields(file)) do
    if rows[each.of] and not known[each.field] then
      local message = ("no field \"%s\" in a row%s"):format(each.field, suggest.among(each.field, list))
      ws.findings:error(ws:script_source(file.path), each.line, each.column, #each.field, message)
    end
  end
end

-- Parameters that are read and that nobody set: without a word such a factor would be missing for everybody.
local function check_params(ws, rule, file)
  local names, list = parameters(file, 2), {}
  local params = type(rule.params) == "table" and rule.params or {}
  for name in pairs(params) do list[#list + 1] = name end
  table.sort(list)
  for _, each in ipairs(script_text.fields(file)) do
    if names[each.of] and params[each.field] == nil then
      local message = ("no \"%s\" among the params%s"):format(each.field, suggest.among(each.field, list))
      ws.findings:error(ws:script_source(file.path), each.line, each.column, #each.field, message)
    end
  end
end

function script.check(ws, rule)
  local known, list = row_fields(ws, rule)
  for _, file in ipairs(files_of(ws, rule)) do
    script.check_words(ws, file)
    check_fields(ws, file, known, list)
    check_params(ws, rule, file)
  end
  check_sentences(ws, rule, known, list)
end

return script
