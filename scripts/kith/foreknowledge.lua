-- Where a score of a past day could know what it could not have known on that day.

local output = require "kith.output"
local rules = require "kith.rules"

local foreknowledge = {}

-- ---- What was noted later ----

local function late_events(ws, days)
  local worst
  for _, day in ipairs(days) do
    local late, all = ws.core:late(day)
    if late > 0 and (not worst or late / all > worst.late / worst.all) then worst = { day = day, late = late, all = all } end
  end
  if not worst then return nil end
  local part = worst.late < worst.all and ("%s of the "):format(output.number(worst.late)) or worst.all > 1 and "All " or ""
  return ("%s%s of %s or before %s noted only after that day; the score of the day could not know %s. --known leaves %s out."):format(
    part, output.count(worst.all, "event"), worst.day, worst.late == 1 and "was" or "were", worst.late == 1 and "it" or "them",
    worst.late == 1 and "it" or "them")
end

-- ---- Rules that are younger than the day ----

-- path → text of the rule's own files, its helpers and its tuning, from what was noted.
local function made_of(ws, rule, texts, tune)
  local parts = { tune = tune and tune[rule.name] or {} }
  for _, kind in ipairs { "rules", "lib" } do
    for _, file in ipairs(ws:scripts(kind, kind == "rules" and rule.name or nil)) do parts[file.path] = texts[file.path] or "" end
  end
  return parts
end

local same

function same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for key, part in pairs(a) do
    if not same(part, b[key]) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end

local function first_noted(ws, kind)
  local events = ws.core:events { kind = kind }
  return events[1] and events[1].noted
end

-- On the first of the days whose rule was another one, or not noted yet: the rule may have been made knowing what happened.
local function younger_rule(ws, rule, days)
  local first = first_noted(ws, "scripts")
  if not first then return nil end
  if days[1] < first then
    return ("The rule was first noted on %s, after %s: its weights may have been chosen knowing what happened."):format(first, days[1])
  end
  local now = {}
  for _, file in ipairs(ws.files) do now[file.path] = file.text end
  local of_today = made_of(ws, rule, now, { [rule.name] = rules.tune_of(ws, rule.name) })
  local texts = ws.core:scripts_at(days[1])
  local tune = texts and texts.tune and require("dkjson").decode(texts.tune) or {}
  if not texts or same(made_of(ws, rule, texts, tune), of_today) then return nil end
  return ("The rule or its tuning was changed after %s: it may have been made knowing what happened."):format(days[1])
end

-- ---- Attributes that are younger than the day ----

-- The first noted value of a model attribute holds for ever, also before it was noted.
local function younger_attributes(ws, result)
  local first = first_noted(ws, "practice")
  if not first or result.days[1].day >= first then return nil end
  local is_feature = { stage = true, engagement = true, desired = true, engagement_gap = true, maturity_us = true, maturity_them = true }
  for _, feature in ipairs(result.rule.declared) do is_feature[feature.name] = true end
  local names, seen = {}, {}
  for _, inputs in ipairs(result.days[1].inputs) do
    for _, name in ipairs(inputs) do
      if not is_feature[name] and not seen[name] then seen[name], names[#names + 1] = true, name end
    end
  end
  if #names == 0 then return nil end
  return ("The rule reads %s of the model, which was first noted on %s, after %s."):format(output.list(names), first, result.days[1].day)
end

-- ---- The outcome among the inputs ----

-- A measure that is both: part of what is told is that it stays as it is.
local function own_measure(result)
  for _, feature in ipairs(result.rule.declared) do
    if result.outcome.measure and feature.of == result.outcome.of then
      return ("%s is read by the rule and is the outcome: part of this is that %s stays as it was."):format(feature.of, feature.of)
    end
  end
end

-- Sentences about a backtest's result.
function foreknowledge.warnings(ws, result, known)
  local days, list = {}, {}
  for i, day in ipairs(result.days) do days[i] = day.day end
  if not ws.journal_absent then
    if not known then list[#list + 1] = late_events(ws, days) end
    list[#list + 1] = younger_rule(ws, result.rule, days)
    list[#list + 1] = younger_attributes(ws, result)
  end
  list[#list + 1] = own_measure(result)
  return list
end

return foreknowledge
