-- Rules: loaded by the player, checked here like any input, and given the shape the core combines scores by.

local rule_header = require "kith.rule_header"
local script = require "kith.rule_text"
local suggest = require "kith.suggest"

local rules = {}

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
  return require("dkjson").encode(tune, { keyorder = keys })
end

-- ---- Loading ----

-- The rule as the layers and the tuning say; nil where it cannot be used, with findings. `past` = { texts =, tune = } takes those of a
-- past day.
function rules.load(ws, name, past)
  ws.rules = ws.rules or {}
  if not past and ws.rules[name] ~= nil then return ws.rules[name] or nil end
  if #ws:scripts("rules", name) == 0 then
    return nil, ("no rule \"%s\"%s"):format(name, suggest.among(name, ws:script_names "rules"))
  end
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
  rule_header.check(ws, rule)
  if tune and not past then rule_header.check_tune(ws, rule, tune) end
  if not past then script.check(ws, rule) end
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
    local changes = file.kind == "rules" or file.kind == "lib"
    local text = not changes and file.text or texts[file.path]
    if text then ws.files[#ws.files + 1] = { layer = file.layer, kind = file.kind, name = file.name, path = file.path, text = text } end
  end
  local rule = rules.load(ws, name, { texts = texts, tune = texts.tune and require("dkjson").decode(texts.tune) or {} })
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
local function to_check(ws)
  local own = {}
  for _, name in ipairs(ws:own_names "rules") do own[name] = true end
  local names = {}
  for _, name in ipairs(ws:script_names "rules") do
    if own[name] or in_use(ws, name) then names[#names + 1] = name end
  end
  return names
end

-- Loads every rule that is used or one's own, and one's own importers; what a relationship or the practice names as its score must be among
-- the rules.
function rules.check(ws)
  for _, name in ipairs(to_check(ws)) do
    local rule = rules.load(ws, name)
    for _, file in ipairs(not rule and ws:scripts("rules", name) or {}) do script.check_words(ws, file) end
  end
  for _, name in ipairs(ws:own_names "importers") do
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

local function no_rule(name, names) return ("no rule \"%s\" to score by%s"):format(name, suggest.among(name, names)) end

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
      ws.findings:error(key[1], key[2], key[3], key[4], ("no rule \"%s\" to tune%s"):format(name, suggest.among(name, names)))
    elseif type(changes) ~= "table" then
      ws.findings:error(key[1], key[2], key[3], key[4], ("a rule is tuned by part: %s: { weights: { … } }"):format(name))
    end
  end
end

return rules
