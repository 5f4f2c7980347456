-- What can be seen in the text of a scenario before it runs: fields no row has, parameters that were not declared, draws without a name,
-- words that the vocabulary does not have.

local kith = require "kith"
local rule_text = require "kith.rule_text"
local script_text = require "kith.script_text"
local sorted_keys = require "kith.sorted_keys"
local suggest = require "kith.suggest"

local text = {}

-- Names of the parameters of functions by what they are for: rows, params, draws.
local OF_ROWS = { where = true, rank = true, weight = true, mean = true, sum = true, share = true, count = true, max = true, min = true,
                  first = true, ever = true, cost = true }

local function parameters(file)
  local rows, params, draws = {}, {}, {}
  for _, each in ipairs(script_text.functions(file)) do
    local word, names = each.word, each.params
    if word == "step" then
      rows[names[1] or ""], params[names[3] or ""], draws[names[4] or ""] = true, true, true
    elseif word == "limit" then
      params[names[1] or ""] = true
    elseif OF_ROWS[word] then
      rows[names[1] or ""], params[names[2] or ""] = true, true
    end
  end
  return rows, params, draws
end

local function check_fields(ws, file, scenario, rows)
  local known, groups = {}, { peers = true, all = true }
  for name in pairs(scenario.known) do
    known[name] = true
    if name:find "%." then groups[name:match "^[^.]+"] = true end
  end
  local list = sorted_keys(known)
  for _, each in ipairs(script_text.fields(file)) do
    local group, below = groups[each.field], each.below
    local name = group and #below > 1 and each.field .. below or each.field
    if rows[each.of] and not known[name] and not (group and #below <= 1) then
      ws.findings:error(ws:script_source(file.path), each.line, each.column, #name, ("no field \"%s\" in a row%s"):format(name,
        suggest.among(name, list)))
    end
  end
end

local function check_params(ws, file, scenario, params)
  local known, list = {}, {}
  for name in pairs(type(scenario.header.params) == "table" and scenario.header.params or {}) do
    known[name], list[#list + 1] = true, name
  end
  table.sort(list)
  for _, each in ipairs(script_text.fields(file)) do
    if params[each.of] and not known[each.field] then
      ws.findings:error(ws:script_source(file.path), each.line, each.column, #each.field,
        ("no \"%s\" among the params%s"):format(each.field, suggest.among(each.field, list)))
    end
  end
end

local DRAWS = { "uniform", "normal", "chance", "exponential", "poisson" }

local function check_draws(ws, file, draws)
  local known = {}
  for _, name in ipairs(DRAWS) do known[name] = true end
  for line, content in ipairs(script_text.split(script_text.code(file))) do
    for name, at, kind, after in content:gmatch "%f[%w_]([%a_][%w_]*)%.()([%a_][%w_]*)%s*(%(?%s*.?)" do
      if draws[name] and not known[kind] then
        ws.findings:error(ws:script_source(file.path), line, at, #kind, ("no draw \"%s\"%s"):format(kind, suggest.among(kind, DRAWS)))
      elseif draws[name] and not after:find "[\"']$" then
        ws.findings:error(ws:script_source(file.path), line, at, #kind,
          ("a draw begins with its name as a text: %s.%s(\"incident\", …)"):format(name, kind))
      end
    end
  end
end

-- r.health_band == "gren" can never hold.
local function check_bands(ws, file, scenario)
  for _, each in ipairs(script_text.comparisons(file)) do
    local bands, known = scenario.band_of[each.field], false
    for _, band in ipairs(bands or {}) do known = known or band == each.word end
    if bands and not known then
      ws.findings:error(ws:script_source(file.path), each.line, each.column, #each.word,
        ("no band \"%s\"%s"):format(each.word, suggest.among(each.word, bands)))
    end
  end
end

-- A probability that is written out can be held against its bounds before anything runs.
local function check_chances(ws, file, draws)
  for line, content in ipairs(script_text.split(script_text.code(file))) do
    for name, at, word in content:gmatch "%f[%w_]([%a_][%w_]*)%.chance%s*%(%s*[\"'][^\"']*[\"']%s*,%s*()(%-?[%d.]+)%s*%)" do
      local number = tonumber(word)
      if draws[name] and number and (number < 0 or number > 1) then
        ws.findings:error(ws:script_source(file.path), line, at, #word, ("a probability is between 0 and 1, and this is %s"):format(word))
      end
    end
  end
end

-- Names whose numbers are equal by chance would draw the same: told, so that one of them is called otherwise.
local function check_names(ws, file, draws, by_number)
  for line, content in ipairs(script_text.split(script_text.code(file))) do
    for name, at, word in content:gmatch "%f[%w_]([%a_][%w_]*)%.[%a_][%w_]*%s*%(%s*[\"']()([^\"']*)[\"']" do
      local number = draws[name] and kith.draw_number(word)
      local other = number and by_number[number]
      if other and other ~= word then
        ws.findings:error(ws:script_source(file.path), line, at, #word,
          ("the draws \"%s\" and \"%s\" have the same number and would share their luck; call one otherwise"):format(other, word))
      elseif number then
        by_number[number] = word
      end
    end
  end
end

function text.check(ws, scenario)
  local by_number = {}
  for _, file in ipairs(scenario.files(ws)) do
    if file.kind == "scenarios" then
      local rows, params, draws = parameters(file)
      for _, set in ipairs { rows, params, draws } do set[""] = nil end
      rule_text.check_words(ws, file)
      check_bands(ws, file, scenario)
      check_fields(ws, file, scenario, rows)
      check_params(ws, file, scenario, params)
      check_draws(ws, file, draws)
      check_chances(ws, file, draws)
      check_names(ws, file, draws, by_number)
    end
  end
end

return text
