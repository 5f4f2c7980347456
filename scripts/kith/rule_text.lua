-- What can be seen in the text of a rule before it runs: words that do not exist, fields no row has, parameters nobody set.

local findings = require "kith.script_findings"
local kith = require "kith"

local script = {}

local VOCABULARY = { level = "level", type = "type", stage = "stage", model = "relationship_model", owner = "staff", role = "role",
                     engagement = "engagement", desired = "engagement" }
local ROW_FIELDS = { "id", "level", "type", "stage", "model", "owner", "kind", "role", "power", "interest", "legitimacy", "urgency",
                     "value", "age", "cadence", "engagement", "desired", "engagement_gap", "maturity_us", "maturity_them" }

local function without_comments(text) return (text:gsub("%-%-[^\n]*", function(comment) return (" "):rep(#comment) end)) end

local function each_line(text, visit)
  local line = 0
  for content in (text .. "\n"):gmatch "(.-)\r?\n" do
    line = line + 1
    visit(line, content)
  end
end

-- r.level == "strategc": a comparison that can never hold is a mistake, told with the word probably meant.
function script.check_words(ws, file)
  local function check(line, column, field, word)
    local kind, values = VOCABULARY[field], ws.core:attribute_values(field)
    local found, meant = true, nil
    if kind then
      found, meant = ws.core:find(kind, word)
    elseif values then
      found, meant = table.concat(values, "\n"):find(word, 1, true), kith.nearest(word, values)
    end
    if found then return end
    ws.findings:error(ws:script_source(file.path), line, column, #word, ("no %s \"%s\"%s"):format((kind or field):gsub("_", " "), word,
      meant and ("; did you mean \"%s\"?"):format(meant) or ""))
  end
  each_line(without_comments(file.text), function(line, content)
    for field, _, at, word in content:gmatch "[%a_][%w_]*%.([%a_][%w_]*)%s*[=~]=%s*([\"'])()([^\"']*)[\"']" do
      check(line, at, field, word)
    end
    for _, at, word, field in content:gmatch "([\"'])()([^\"']*)[\"']%s*[=~]=%s*[%a_][%w_]*%.([%a_][%w_]*)" do
      check(line, at, field, word)
    end
  end)
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
  for _, part in ipairs(rule.factors) do add(part.chunk and findings.file_of(ws, part.chunk)) end
  for _, part in ipairs(rule.limits) do add(part.chunk and findings.file_of(ws, part.chunk)) end
  return files
end

-- A finding at a text of the rule's topmost file that holds it just so.
local function tell_text(ws, rule, text, message)
  local files = files_of(ws, rule)
  for i = #files, 1, -1 do
    local at, column
    each_line(files[i].text, function(line, content)
      local from = not at and content:find(text, 1, true)
      if from then at, column = line, from end
    end)
    if at then return ws.findings:error(ws:script_source(files[i].path), at, column, #text, message) end
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
        findings.tell(ws, rule, name, ("no field \"%s\" in a row to put into a sentence%s"):format(name, findings.suggestion(name, list)))
      end
    end
  end
end

-- Fields read from the row that no row has. The row is the first parameter of value, when and class functions.
local function check_fields(ws, rule, file)
  local text, rows = without_comments(file.text), {}
  for _, field in ipairs { "value", "when", "class" } do
    for row in text:gmatch("%f[%w_]" .. field .. "%s*=%s*function%s*%(%s*([%a_][%w_]*)") do rows[row] = true end
  end
  local known, list = {}, {}
  for _, name in ipairs(ROW_FIELDS) do known[name] = true end
  for name in pairs(rule.feature_of) do known[name] = true end
  for _, kind in ipairs { "stakeholder_attribute", "relationship_attribute" } do
    for _, attribute in ipairs(ws.core:list_attributes(kind)) do known[attribute] = true end
  end
  for name in pairs(known) do list[#list + 1] = name end
  table.sort(list)
  each_line(text, function(line, content)
    for row, at, field in content:gmatch "%f[%w_]([%a_][%w_]*)%.()([%a_][%w_]*)" do
      if rows[row] and not known[field] then
        local message = ("no field \"%s\" in a row%s"):format(field, findings.suggestion(field, list))
        ws.findings:error(ws:script_source(file.path), line, at, #field, message)
      end
    end
  end)
  check_sentences(ws, rule, known, list)
end

-- Parameters that are read and that nobody set: without a word such a factor would be missing for everybody.
local function check_params(ws, rule, file)
  local text, names, list = without_comments(file.text), {}, {}
  for _, field in ipairs { "value", "when", "class" } do
    for name in text:gmatch("%f[%w_]" .. field .. "%s*=%s*function%s*%(%s*[%a_][%w_]*%s*,%s*([%a_][%w_]*)") do names[name] = true end
  end
  local params = type(rule.params) == "table" and rule.params or {}
  for name in pairs(params) do list[#list + 1] = name end
  table.sort(list)
  each_line(text, function(line, content)
    for name, at, param in content:gmatch "%f[%w_]([%a_][%w_]*)%.()([%a_][%w_]*)" do
      if names[name] and params[param] == nil then
        local message = ("no \"%s\" among the params%s"):format(param, findings.suggestion(param, list))
        ws.findings:error(ws:script_source(file.path), line, at, #param, message)
      end
    end
  end)
end

function script.check(ws, rule)
  for _, file in ipairs(files_of(ws, rule)) do
    script.check_words(ws, file)
    check_fields(ws, rule, file)
    check_params(ws, rule, file)
  end
end

return script
