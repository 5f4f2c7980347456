-- Runs in the player, before any rule: the constructors that rules declare features with, and how layers of a rule become one.
-- What it returns goes back to the keeper as plain data, to be checked there; the functions stay here.
-- `engine` gives line(level), where(function) and definitions(name).

local engine = ...

-- latest("csat", { within = "90d" }) is a description of a feature; the core computes it as a column.
local function constructor(how)
  return function(of, options)
    if type(of) ~= "string" then error(how .. " needs the name of a measure, an event kind or \"contact\"", 2) end
    if options ~= nil and type(options) ~= "table" then error(how .. " takes its options in a table: { within = \"90d\" }", 2) end
    local declared = {}
    for key, value in pairs(options or {}) do declared[key] = value end
    declared.how, declared.of = how, of
    declared.line, declared.chunk = engine.line(2)
    return declared
  end
end

local globals = {}
for _, how in ipairs { "latest", "first", "average", "sum", "lowest", "highest", "count", "share", "days_since", "strength", "trend" } do
  globals[how] = constructor(how)
end

-- 0 at bad, 1 at good, straight between; bad may lie above good. Missing passes on.
function globals.ramp(x, bad, good)
  if x == nil or bad == nil or good == nil then return nil end
  if bad == good then return x >= good and 1 or 0 end
  local share = (x - bad) / (good - bad)
  if share < 0 then return 0 end
  if share > 1 then return 1 end
  return share
end

-- Half-life form of recency: 2^(-age / half_life).
function globals.fade(age, half_life)
  if age == nil or half_life == nil then return nil end
  return 2 ^ (-age / half_life)
end

-- x held between low and high, by default 0 and 1.
function globals.clamp(x, low, high)
  if x == nil then return nil end
  low, high = low or 0.0, high or 1.0
  if x < low then return low end
  if x > high then return high end
  return x
end

-- Lists of named entries (factors, limits, bands): an entry of the same name is changed, `off` takes it out, others are added.
local function merge_named(base, changes)
  local merged, position = {}, {}
  for _, entry in ipairs(base or {}) do
    merged[#merged + 1] = entry
    if type(entry) == "table" and type(entry[1]) == "string" then position[entry[1]] = #merged end
  end
  for _, entry in ipairs(changes) do
    local at = type(entry) == "table" and type(entry[1]) == "string" and position[entry[1]]
    if at then
      local both = {}
      for key, value in pairs(merged[at]) do both[key] = value end
      for key, value in pairs(entry) do both[key] = value end
      merged[at] = both
    else
      merged[#merged + 1] = entry
    end
  end
  local kept = {}
  for _, entry in ipairs(merged) do
    if type(entry) ~= "table" or not entry.off then kept[#kept + 1] = entry end
  end
  return kept
end

local function merge_map(base, changes)
  local merged = {}
  for key, value in pairs(base or {}) do merged[key] = value end
  for key, value in pairs(changes) do merged[key] = value end
  return merged
end

local mergers = { factors = merge_named, limits = merge_named, features = merge_map, params = merge_map }

local prelude = { globals = globals, called = "rule", mergers = mergers } -- layers.lua gives it resolve

-- Factors with other weights; 0 leaves one out. The names of those.
local function weighed(factors, weights)
  local list, left_out = {}, {}
  for _, entry in ipairs(factors or {}) do
    local weight = type(entry) == "table" and weights[entry[1]]
    if weight == 0 then left_out[#left_out + 1] = entry[1]
    else list[#list + 1] = weight and merge_map(entry, { weight = weight }) or entry end
  end
  return list, left_out
end

-- tune in practice.yaml: weights, params, limits by name; bands by name with their lower bounds; enough_evidence.
local function tuned(rule, tune)
  local out = merge_map(rule, {})
  if tune.params then out.params, out.untuned = merge_map(rule.params, tune.params), rule.params or {} end
  if tune.enough_evidence then out.enough_evidence = tune.enough_evidence end
  local function with(list, changes, apply)
    local changed = {}
    for i, entry in ipairs(list or {}) do
      local value = type(entry) == "table" and changes[entry[1]]
      changed[i] = value and apply(entry, value) or entry
    end
    return changed
  end
  if tune.weights then out.factors, out.left_out = weighed(rule.factors, tune.weights) end
  if tune.bands then out.bands = with(rule.bands, tune.bands, function(entry, from) return { entry[1], from } end) end
  return out
end

-- What the keeper checks: everything but the functions, and on which lines these begin.
local function described(rule)
  local header, functions = {}, { factors = {}, limits = {}, class = rule.class }
  for key, value in pairs(rule) do
    if type(value) ~= "function" then header[key] = value end
  end
  local function describe(list, field, into)
    local out = {}
    for i, entry in ipairs(type(list) == "table" and list or {}) do
      local plain = {}
      for key, value in pairs(type(entry) == "table" and entry or { entry }) do
        if type(value) ~= "function" then plain[key == 1 and "name" or key == 2 and "from" or key] = value end
      end
      local own = type(entry) == "table" and entry[field]
      if type(own) == "function" then
        into[i] = own
        plain.line, plain.chunk = engine.where(own)
      elseif own ~= nil then
        plain[field] = own
      end
      out[i] = plain
    end
    return out
  end
  header.factors = describe(rule.factors, "value", functions.factors)
  header.limits = describe(rule.limits, "when", functions.limits)
  header.bands = describe(rule.bands, "from", {})
  if type(rule.class) == "function" then header.class_line, header.class_chunk = engine.where(rule.class) end
  return header, functions
end

function prelude.load(name, tune)
  local rule = prelude.resolve(name)
  if not rule then return nil end
  rule = tuned(rule, tune or {})
  local header, functions = described(rule)
  return header, functions, type(rule.params) == "table" and rule.params or {}
end

return prelude
