-- Rules: loaded by the player, checked here like any input, and given the shape the core combines scores by.

local json = require "dkjson"
local kith = require "kith"

local rules = {}

local KEYS = { "doc", "source", "features", "params", "factors", "combine", "limits", "enough_evidence", "bands", "classes", "class" }
local FACTOR_KEYS = { "name", "weight", "say", "value", "line", "chunk" }
local COMBINES = { "weighted", "min", "any_poor" }
local DEFAULT_BANDS = { { name = "red", from = 0 }, { name = "amber", from = 0.5 }, { name = "green", from = 0.75 } }

-- ---- Findings at their place in a script ----

-- Line, column and width of a word in a text, from a line (and a column of it) on; 1, 1 and width 0 where it does not stand there.
local function find_word(text, word, from_line, from_column)
  local line, pattern = 0, "%f[%w_]" .. word:gsub("%W", "%%%0") .. "%f[^%w_]"
  for content in (text .. "\n"):gmatch "(.-)\r?\n" do
    line = line + 1
    local column = line >= (from_line or 1) and content:find(pattern, line == from_line and from_column or 1)
    if column then return line, column, #word end
  end
  return from_line or 1, 1, 0
end

local function file_of(ws, path)
  for _, file in ipairs(ws.files) do
    if file.path == path then return file end
  end
end

-- A finding at a word of the rule's topmost file that holds it.
local function tell(ws, rule, word, message, line, path)
  local files = path and { file_of(ws, path) } or ws:scripts("rules", rule.name)
  for i = #files, 1, -1 do
    local file = files[i]
    local at, column, width = find_word(file.text, word, line)
    if width > 0 or i == 1 then
      ws.findings:error(ws:script_source(file.path), at, column, width, message)
      return
    end
  end
  ws.findings:error(0, 0, 0, 0, message)
end

local function suggestion(word, known)
  local meant = kith.nearest(word, known)
  return meant and ("; did you mean \"%s\"?"):format(meant) or ""
end

local function unknown_keys(ws, rule, map, known, what)
  local names = {}
  for key in pairs(map) do names[#names + 1] = tostring(key) end
  table.sort(names)
  local is_known = {}
  for _, key in ipairs(known) do is_known[key] = true end
  for _, key in ipairs(names) do
    if not is_known[key] and key ~= "class_line" and key ~= "class_chunk" and key ~= "untuned" then
      tell(ws, rule, key, ("no field \"%s\" in %s%s"):format(key, what, suggestion(key, known)))
    end
  end
end

-- ---- Checking a header ----

local function check_factor(ws, rule, factor)
  local name = factor.name
  if type(name) ~= "string" then
    tell(ws, rule, "factors", "a factor begins with its name: { \"trust\", weight = 3 }")
    return
  end
  unknown_keys(ws, rule, factor, FACTOR_KEYS, "a factor")
  factor.weight = factor.weight or 1
  if type(factor.weight) ~= "number" or not (factor.weight > 0 and factor.weight < math.huge) then
    local message = ("the weight of \"%s\" must be a number above 0"):format(name)
    local _, place = ws.core:raw("tune", rule.name, "weights", name)
    if place then ws.findings:error(place[1], place[2], place[3], place[4], message) else tell(ws, rule, name, message) end
    factor.weight = 1
  end
  if factor.value ~= nil then
    tell(ws, rule, name, ("the value of \"%s\" must be a function of a row"):format(name))
  elseif not factor.line and not rule.feature_of[name] and not rule.told[name] then
    local known = {}
    for each in pairs(rule.feature_of) do known[#known + 1] = each end
    table.sort(known)
    tell(ws, rule, name, ("\"%s\" is no feature of this rule and has no value function%s"):format(name, suggestion(name, known)))
  end
end

local function check_bands(ws, rule)
  local last = -1
  for i, band in ipairs(rule.bands) do
    local _, tuned = ws.core:raw("tune", rule.name, "bands", tostring(band.name))
    if tuned and type(band.from) ~= "number" then
      ws.findings:error(tuned[1], tuned[2], tuned[3], tuned[4], ("the lower bound of \"%s\" must be a number"):format(band.name))
      rule.bands = DEFAULT_BANDS
      return
    elseif type(band.name) ~= "string" or type(band.from) ~= "number" then
      tell(ws, rule, "bands", "a band is written { \"amber\", 0.5 }: its name and its lower bound")
      rule.bands = DEFAULT_BANDS
      return
    end
    if band.from <= last or band.from > 1 or (i == 1 and band.from ~= 0) then
      local message = "lower bounds of bands begin at 0 and rise, none above 1"
      if tuned then ws.findings:error(tuned[1], tuned[2], tuned[3], tuned[4], message) else tell(ws, rule, band.name, message) end
    else
      last = band.from
    end
  end
end

local function band_number(rule, name)
  for i, band in ipairs(rule.bands) do
    if band.name == name then return i end
  end
end

local function check_limit(ws, rule, limit)
  local names = {}
  for i, band in ipairs(rule.bands) do names[i] = band.name end
  limit.name = type(limit.name) == "string" and limit.name or "limit"
  if not limit.line then
    local at = limit.name == "limit" and "limits" or limit.name
    tell(ws, rule, at, ("the limit \"%s\" needs a `when` function of a row"):format(limit.name))
  end
  limit.band = band_number(rule, limit.at_most)
  if not limit.band then
    local word = tostring(limit.at_most)
    tell(ws, rule, word, ("at_most names no band: \"%s\"%s"):format(word, suggestion(word, names)))
    limit.band = #rule.bands
  end
end

-- Where the options of a feature stand: keys and the texts under them, sought from what the feature goes over on.
local function place_options(text, source, line, column, feature)
  local keys, values = {}, {}
  for key, value in pairs(feature) do
    if key ~= "how" and key ~= "of" and key ~= "line" and key ~= "chunk" and key ~= "place" and key ~= "name" then
      local at, from, width = find_word(text, tostring(key), line, column)
      if width > 0 then keys[key], values[key] = { source, at, from, width }, { source, at, from, width } end
      if type(value) == "string" and width > 0 then
        local value_line, value_from, value_width = find_word(text, value, at, from + width)
        if value_width > 0 then values[key] = { source, value_line, value_from, value_width } end
      end
    end
  end
  feature.keys, feature.values = next(keys) and keys, next(values) and values
end

-- Features as the core takes them, sorted by name, each with the place of its declaration.
local function place_features(ws, rule)
  rule.feature_of, rule.told = {}, {}
  local declared = {}
  local names = {}
  for name in pairs(type(rule.features) == "table" and rule.features or {}) do names[#names + 1] = name end
  table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
  for _, name in ipairs(names) do
    local feature = rule.features[name]
    if type(feature) ~= "table" or not feature.how then
      rule.told[name] = true
      tell(ws, rule, tostring(name), ("the feature \"%s\" must be made with latest, average, count, …"):format(name))
    else
      local text = file_of(ws, feature.chunk)
      local source = text and ws:script_source(feature.chunk) or 0
      local line, column, width = find_word(text and text.text or "", feature.of, feature.line)
      rule.feature_of[name] = feature
      feature.name, feature.chunk = tostring(name), nil
      feature.place = { source, line, column, width }
      if text then place_options(text.text, source, line, column, feature) end
      declared[#declared + 1] = feature
    end
  end
  table.sort(declared, function(a, b) return a.name < b.name end)
  rule.declared = declared
end

local function check_classes(ws, rule)
  if type(rule.classes) ~= "table" or #rule.classes == 0 then
    tell(ws, rule, "classes", "classes is a list of names, the most demanding first")
    rule.classes = nil
  elseif not rule.class_line then
    tell(ws, rule, "classes", "a rule with classes needs a `class` function that returns one of them")
  end
end

local function check_header(ws, rule)
  unknown_keys(ws, rule, rule.header, KEYS, "a rule")
  place_features(ws, rule)
  rule.bands = #rule.bands > 0 and rule.bands or DEFAULT_BANDS
  check_bands(ws, rule)
  for _, factor in ipairs(rule.factors) do check_factor(ws, rule, factor) end
  for _, limit in ipairs(rule.limits) do check_limit(ws, rule, limit) end
  rule.combine = rule.combine or "weighted"
  if not ({ weighted = true, min = true, any_poor = true })[rule.combine] then
    local word = tostring(rule.combine)
    tell(ws, rule, word, ("combine is weighted, min or any_poor, not \"%s\"%s"):format(word, suggestion(word, COMBINES)))
    rule.combine = "weighted"
  end
  rule.enough_evidence = rule.enough_evidence or 0.5
  if type(rule.enough_evidence) ~= "number" or rule.enough_evidence < 0 or rule.enough_evidence > 1 then
    local _, tuned = ws.core:raw("tune", rule.name, "enough_evidence")
    local message = "enough_evidence is a share between 0 and 1"
    if tuned then ws.findings:error(tuned[1], tuned[2], tuned[3], tuned[4], message) else tell(ws, rule, "enough_evidence", message) end
    rule.enough_evidence = 0.5
  end
  if rule.classes then check_classes(ws, rule) end
  if #rule.factors == 0 and not rule.classes then tell(ws, rule, "return", "a rule needs factors, or classes and a class function") end
end

-- ---- Tuning ----

function rules.tune_of(ws, name)
  local tune, place = ws.core:raw "tune"
  local own = type(tune) == "table" and tune[name] or nil
  return type(own) == "table" and own or nil, place
end

-- Numbers come from YAML as texts.
local function numbers(value)
  if type(value) ~= "table" then return tonumber(value) or value end
  local out = {}
  for key, item in pairs(value) do out[key] = numbers(item) end
  return out
end

-- What the player can apply: parts of another shape have a finding.
local function tunable(tune)
  local parts = { enough_evidence = tune.enough_evidence }
  for _, key in ipairs { "weights", "params", "bands" } do parts[key] = type(tune[key]) == "table" and tune[key] or nil end
  return numbers(parts)
end

local function all_keys(value, keys, seen)
  for key, each in pairs(value) do
    if not seen[key] then keys[#keys + 1] = key end
    seen[key] = true
    if type(each) == "table" then all_keys(each, keys, seen) end
  end
  return keys
end

-- The same tuning is the same text: it is noted by its digest.
function rules.tune_text(ws)
  local tune = ws.core:raw "tune"
  if type(tune) ~= "table" then return "[]" end
  local keys = all_keys(tune, {}, {})
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  return json.encode(tune, { keyorder = keys })
end

local TUNE_KEYS = { "weights", "params", "bands", "enough_evidence" }

-- The weight of a factor that does not exist would be lost without a word.
local function check_tune(ws, rule, tune)
  local function wrong(message, ...)
    local _, _, place = ws.core:raw("tune", rule.name, ...)
    ws.findings:error(place[1], place[2], place[3], place[4], message)
  end
  local known = { weights = {}, bands = {}, params = {} }
  for i, factor in ipairs(rule.factors) do known.weights[i] = factor.name end
  for i, band in ipairs(rule.bands) do known.bands[i] = band.name end
  for key in pairs(type(rule.header.untuned) == "table" and rule.header.untuned or {}) do known.params[#known.params + 1] = key end
  for key, value in pairs(tune) do
    if not known[key] and key ~= "enough_evidence" then
      wrong(("%s has no \"%s\" to tune%s"):format(rule.name, key, suggestion(key, TUNE_KEYS)), key)
    elseif known[key] and type(value) ~= "table" then
      wrong(("%s are tuned one by one: %s: { NAME: … }"):format(key, key), key)
    end
    table.sort(known[key] or {})
    for name in pairs(known[key] and type(value) == "table" and value or {}) do
      local found = false
      for _, each in ipairs(known[key]) do found = found or each == name end
      local given, own = type(numbers(value[name])), key == "params" and found and type(rule.header.untuned[name])
      if not found then wrong(("%s has no \"%s\" among its %s%s"):format(rule.name, name, key, suggestion(name, known[key])), key, name) end
      if own and given ~= own then
        wrong(("%s is a %s in %s, not a %s"):format(name, own, rule.name, given == "string" and "text" or given), key, name)
      end
    end
  end
end

-- ---- Loading ----

-- The rule as the layers and the tuning say; nil where it cannot be used, with findings. `past` = { texts =, tune = } takes those of a
-- past day.
function rules.load(ws, name, past)
  ws.rules = ws.rules or {}
  if not past and ws.rules[name] ~= nil then return ws.rules[name] or nil end
  if #ws:scripts("rules", name) == 0 then return nil, ("no rule \"%s\"%s"):format(name, suggestion(name, ws:script_names "rules")) end
  local call = ws:script_call("rules", name, past and past.texts)
  local tune = past and past.tune and past.tune[name] or not past and rules.tune_of(ws, name) or nil
  call["do"], call.tune = "load_rule", tune and tunable(tune) or nil
  local header, failure = ws.player:call(call)
  if not header then
    if failure then ws:tell_failure(failure) end
    ws.rules[name] = false
    return nil
  end
  local rule = { name = name, header = header, features = header.features, factors = header.factors or {}, limits = header.limits or {},
                 bands = header.bands or {}, classes = header.classes, class_line = header.class_line, combine = header.combine,
                 enough_evidence = header.enough_evidence, params = header.params, doc = header.doc, script = call.script }
  local before = ws.findings:errors()
  check_header(ws, rule)
  if tune and not past then check_tune(ws, rule, tune) end
  if not past then rules.check_text(ws, rule) end
  local good = ws.findings:errors() == before and ws.core:columns { features = rule.declared, check = true } ~= nil
  if not past then ws.rules[name] = good and rule or false end
  return good and rule or nil
end

-- The rule of today again, after one of a past day took its place in the player.
function rules.reload(ws, name)
  ws.rules[name] = nil
  return rules.load(ws, name)
end

-- The rule of a past day: its text, helpers and tuning as they were noted.
function rules.at(ws, name, day)
  local texts = not ws.journal_absent and ws.core:scripts_at(day) or nil
  if not texts then return rules.load(ws, name) end
  local now = {}
  for _, file in ipairs(ws.files) do now[file.path] = file.text end
  local same = true
  for path, text in pairs(texts) do same = same and (path == "tune" or now[path] == text) end
  if same and texts.tune == rules.tune_text(ws) then return rules.load(ws, name) end
  local files = ws.files
  ws.files = {}
  for _, file in ipairs(files) do
    local then_text = texts[file.path]
    local copy = {}
    for key, value in pairs(file) do copy[key] = value end
    if file.kind == "rules" or file.kind == "lib" then copy.text = then_text end
    if copy.text then ws.files[#ws.files + 1] = copy end
  end
  local rule = rules.load(ws, name, { texts = texts, tune = texts.tune and json.decode(texts.tune) or {} })
  ws.files = files
  return rule
end

-- The shape that scores are combined by.
function rules.shape(rule)
  local weights, bands, limits = {}, {}, {}
  for i, factor in ipairs(rule.factors) do weights[i] = factor.weight end
  for i, band in ipairs(rule.bands) do bands[i] = band.from end
  for i, limit in ipairs(rule.limits) do limits[i] = limit.band end
  return { combine = rule.combine, weights = weights, bands = bands, limits = limits, enough = rule.enough_evidence }
end

-- ---- Words in the text of a script ----

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
local function check_words(ws, file)
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
function rules.sentence_part(text)
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
  for _, part in ipairs(rule.factors) do add(part.chunk and file_of(ws, part.chunk)) end
  for _, part in ipairs(rule.limits) do add(part.chunk and file_of(ws, part.chunk)) end
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
  tell(ws, rule, rule.name, message)
end

-- Names in the braces of a sentence that no row has: explain could only show a question mark. And forms that explain does not know.
local function check_sentences(ws, rule, known, list)
  for _, factor in ipairs(rule.factors) do
    for text in (type(factor.say) == "string" and factor.say or ""):gmatch "{([^{}]*)}" do
      local part = rules.sentence_part(text)
      local name = part and part.name
      local good = known[name] and name ~= "cadence" or name == "cadence.ideal" or name == "cadence.max"
      if not part then
        local message = "\"{%s}\" cannot be filled in; write {x}, {x%%} for a share, or {x|noun} for a count with its noun"
        tell_text(ws, rule, "{" .. text .. "}", message:format(text))
      elseif not good then
        tell(ws, rule, name, ("no field \"%s\" in a row to put into a sentence%s"):format(name, suggestion(name, list)))
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
        local message = ("no field \"%s\" in a row%s"):format(field, suggestion(field, list))
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
        local message = ("no \"%s\" among the params%s"):format(param, suggestion(param, list))
        ws.findings:error(ws:script_source(file.path), line, at, #param, message)
      end
    end
  end)
end

function rules.check_text(ws, rule)
  for _, file in ipairs(files_of(ws, rule)) do
    check_words(ws, file)
    check_fields(ws, rule, file)
    check_params(ws, rule, file)
  end
end

-- ---- kith check ----

-- Whether a relationship, a relationship model or the practice is scored by it, or it is tuned.
local function in_use(ws, name)
  if name == (ws.core:raw "score" or "health") or ws.core:raw("tune", name) ~= nil then return true end
  for _, kind in ipairs { "relationship_model", "relationship" } do
    for _, entity in ipairs(ws.core:list(kind)) do
      if entity.score == name then return true end
    end
  end
end

-- A shipped rule that nobody uses may read words that the practice took out.
local function to_check(ws, name)
  for _, file in ipairs(ws:scripts("rules", name)) do
    if file.layer ~= "shipped" then return true end
  end
  return in_use(ws, name)
end

-- Loads every rule and importer; what a relationship or the practice names as its score must be one of them.
function rules.check(ws)
  for _, name in ipairs(ws:script_names "rules") do
    local wanted = to_check(ws, name)
    local rule = wanted and rules.load(ws, name)
    for _, file in ipairs(wanted and not rule and ws:scripts("rules", name) or {}) do check_words(ws, file) end
  end
  for _, name in ipairs(ws:script_names "importers") do
    local call = ws:script_call("importers", name)
    call["do"] = "load_importer"
    local header, failure = ws.player:call(call)
    if not header and failure then ws:tell_failure(failure) end
  end
  rules.check_named(ws)
end

-- How each function of each rule runs: { rule =, part =, place =, how = }. Functions are translated with the columns they will see, but
-- no rows.
function rules.functions(ws)
  local rows = {}
  for _, name in ipairs(ws:script_names "rules") do
    local rule = rules.load(ws, name)
    local columns = rule and ws.core:columns { features = rule.declared, views = { { as_of = ws.day } }, of = {} }
    local _, parts = nil, {}
    if columns then
      _, parts = columns:run(ws.player, {
        rule = name, script = rule.script, factors = #rule.factors, limits = #rule.limits, classes = rule.classes,
      })
    end
    for _, part in ipairs(parts) do
      local of = part.what == "factor" and rule.factors[part.part] or part.what == "limit" and rule.limits[part.part]
        or { line = rule.class_line, chunk = rule.header.class_chunk }
      local known = (part.line or 0) > 0
      rows[#rows + 1] = {
        rule = name, part = of.name and part.what .. " \"" .. of.name .. "\"" or "class",
        place = ("%s:%d"):format(known and part.source ~= "" and part.source or of.chunk, known and part.line or of.line),
        how = part.translated and "translated" or "interpreted: " .. part.why,
      }
    end
  end
  return rows
end

local function no_rule(name, names) return ("no rule \"%s\" to score by%s"):format(name, suggestion(name, names)) end

function rules.check_named(ws)
  local names, known = ws:script_names "rules", {}
  for _, name in ipairs(names) do known[name] = true end
  local told = {}
  for _, kind in ipairs { "relationship_model", "relationship" } do
    for _, entity in ipairs(ws.core:list(kind)) do
      local score = entity.score
      if score and not known[score] and not told[score] then -- once, though many may follow the same model
        told[score] = true
        local place = ws.core:field_place(kind, entity.id, "score") or { 0, 0, 0, 0 }
        ws.findings:error(place[1], place[2], place[3], place[4], no_rule(score, names))
      end
    end
  end
  local score, place = ws.core:raw "score"
  if score and not known[score] then
    ws.findings:error(place[1], place[2], place[3], #tostring(score), no_rule(score, names))
  end
  local tune = ws.core:raw "tune"
  for name, changes in pairs(type(tune) == "table" and tune or {}) do
    local _, _, key = ws.core:raw("tune", name)
    if not known[name] then
      ws.findings:error(key[1], key[2], key[3], key[4], ("no rule \"%s\" to tune%s"):format(name, suggestion(name, names)))
    elseif type(changes) ~= "table" then
      ws.findings:error(key[1], key[2], key[3], key[4], ("a rule is tuned by part: %s: { weights: { … } }"):format(name))
    end
  end
end

return rules
