-- A rule's header as it came from the player, held against what rules may say; and its tuning against the rule.

local findings = require "kith.script_findings"
local script_text = require "kith.script_text"
local sorted_keys = require "kith.sorted_keys"
local suggest = require "kith.suggest"

local header = {}

local KEYS = { "doc", "source", "features", "params", "factors", "combine", "limits", "enough_evidence", "bands", "classes", "class" }
local FACTOR_KEYS = { "name", "weight", "say", "value", "line", "chunk" }
local COMBINES = { "weighted", "min", "any_poor" }
local DEFAULT_BANDS = { { name = "red", from = 0 }, { name = "amber", from = 0.5 }, { name = "green", from = 0.75 } }

local function check_factor(ws, rule, factor)
  local name = factor.name
  if type(name) ~= "string" then
    findings.tell(ws, rule, "factors", "a factor begins with its name: { \"trust\", weight = 3 }")
    return
  end
  findings.unknown_keys(ws, rule, factor, FACTOR_KEYS, "a factor")
  factor.weight = factor.weight or 1
  if type(factor.weight) ~= "number" or not (factor.weight > 0 and factor.weight < math.huge) then
    local message = ("the weight of \"%s\" must be a number above 0"):format(name)
    local _, place = ws.core:raw("tune", rule.name, "weights", name)
    if place then ws.findings:error(place[1], place[2], place[3], place[4], message) else findings.tell(ws, rule, name, message) end
    factor.weight = 1
  end
  if factor.value ~= nil then
    findings.tell(ws, rule, name, ("the value of \"%s\" must be a function of a row"):format(name))
  elseif not factor.line and not rule.feature_of[name] and not rule.told[name] then
    local meant = suggest.among(name, sorted_keys(rule.feature_of))
    findings.tell(ws, rule, name, ("\"%s\" is no feature of this rule and has no value function%s"):format(name, meant))
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
      findings.tell(ws, rule, "bands", "a band is written { \"amber\", 0.5 }: its name and its lower bound")
      rule.bands = DEFAULT_BANDS
      return
    end
    if band.from <= last or band.from > 1 or (i == 1 and band.from ~= 0) then
      local message = "lower bounds of bands begin at 0 and rise, none above 1"
      if tuned then ws.findings:error(tuned[1], tuned[2], tuned[3], tuned[4], message) else findings.tell(ws, rule, band.name, message) end
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
    findings.tell(ws, rule, at, ("the limit \"%s\" needs a `when` function of a row"):format(limit.name))
  end
  limit.band = band_number(rule, limit.at_most)
  if not limit.band then
    local word = tostring(limit.at_most)
    findings.tell(ws, rule, word, ("at_most names no band: \"%s\"%s"):format(word, suggest.among(word, names)))
    limit.band = #rule.bands
  end
end

-- Where the options of a feature stand: keys and the texts under them, sought from what the feature goes over on.
local function place_options(file, source, line, column, feature)
  local keys, values = {}, {}
  for key, value in pairs(feature) do
    if key ~= "how" and key ~= "of" and key ~= "line" and key ~= "chunk" and key ~= "place" and key ~= "name" then
      local at, from, width = script_text.find_word(file, tostring(key), line, column)
      if width > 0 then keys[key], values[key] = { source, at, from, width }, { source, at, from, width } end
      if type(value) == "string" and width > 0 then
        local value_line, value_from, value_width = script_text.find_word(file, value, at, from + width)
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
      findings.tell(ws, rule, tostring(name), ("the feature \"%s\" must be made with latest, average, count, …"):format(name))
    else
      local file = ws:file(feature.chunk)
      local source = file and ws:script_source(feature.chunk) or 0
      local line, column, width = script_text.find_word(file, feature.of, feature.line)
      rule.feature_of[name] = feature
      feature.name, feature.chunk = tostring(name), nil
      feature.place = { source, line, column, width }
      if file then place_options(file, source, line, column, feature) end
      declared[#declared + 1] = feature
    end
  end
  table.sort(declared, function(a, b) return a.name < b.name end)
  rule.declared = declared
end

local function check_classes(ws, rule)
  if type(rule.classes) ~= "table" or #rule.classes == 0 then
    findings.tell(ws, rule, "classes", "classes is a list of names, the most demanding first")
    rule.classes = nil
  elseif not rule.class_line then
    findings.tell(ws, rule, "classes", "a rule with classes needs a `class` function that returns one of them")
  end
end

function header.check(ws, rule)
  findings.unknown_keys(ws, rule, rule.header, KEYS, "a rule")
  place_features(ws, rule)
  rule.bands = #rule.bands > 0 and rule.bands or DEFAULT_BANDS
  check_bands(ws, rule)
  for _, factor in ipairs(rule.factors) do check_factor(ws, rule, factor) end
  for _, limit in ipairs(rule.limits) do check_limit(ws, rule, limit) end
  rule.combine = rule.combine or "weighted"
  if not ({ weighted = true, min = true, any_poor = true })[rule.combine] then
    local word = tostring(rule.combine)
    findings.tell(ws, rule, word, ("combine is weighted, min or any_poor, not \"%s\"%s"):format(word, suggest.nearest(word, COMBINES)))
    rule.combine = "weighted"
  end
  rule.enough_evidence = rule.enough_evidence or 0.5
  if type(rule.enough_evidence) ~= "number" or rule.enough_evidence < 0 or rule.enough_evidence > 1 then
    local _, tuned = ws.core:raw("tune", rule.name, "enough_evidence")
    local message = "enough_evidence is a share between 0 and 1"
    if tuned then ws.findings:error(tuned[1], tuned[2], tuned[3], tuned[4], message)
    else findings.tell(ws, rule, "enough_evidence", message) end
    rule.enough_evidence = 0.5
  end
  if rule.classes then check_classes(ws, rule) end
  if #rule.factors == 0 and not rule.classes then
    findings.tell(ws, rule, "return", "a rule needs factors, or classes and a class function")
  end
end

-- ---- Tuning ----

local TUNE_KEYS = { "weights", "params", "bands", "enough_evidence" }

-- The weight of a factor that does not exist would be lost without a word.
function header.check_tune(ws, rule, tune)
  local function wrong(message, ...)
    local _, _, place = ws.core:raw("tune", rule.name, ...)
    ws.findings:error(place[1], place[2], place[3], place[4], message)
  end
  local known = { weights = {}, bands = {}, params = {} }
  for i, factor in ipairs(rule.factors) do known.weights[i] = factor.name end
  for _, name in ipairs(type(rule.header.left_out) == "table" and rule.header.left_out or {}) do table.insert(known.weights, name) end
  for i, band in ipairs(rule.bands) do known.bands[i] = band.name end
  for key in pairs(type(rule.header.untuned) == "table" and rule.header.untuned or {}) do known.params[#known.params + 1] = key end
  for key, value in pairs(tune) do
    if not known[key] and key ~= "enough_evidence" then
      wrong(("%s has no \"%s\" to tune%s"):format(rule.name, key, suggest.among(key, TUNE_KEYS)), key)
    elseif known[key] and type(value) ~= "table" then
      wrong(("%s are tuned one by one: %s: { NAME: … }"):format(key, key), key)
    end
    table.sort(known[key] or {})
    for name in pairs(known[key] and type(value) == "table" and value or {}) do
      local found = false
      for _, each in ipairs(known[key]) do found = found or each == name end
      local given = tonumber(value[name]) and "number" or type(value[name]) -- numbers come from YAML as texts
      local own = key == "params" and found and type(rule.header.untuned[name])
      local meant = suggest.among(name, known[key])
      if not found then wrong(("%s has no \"%s\" among its %s%s"):format(rule.name, name, key, meant), key, name) end
      if own and given ~= own then
        wrong(("%s is a %s in %s, not a %s"):format(name, own, rule.name, given == "string" and "text" or given), key, name)
      end
    end
  end
end

return header
