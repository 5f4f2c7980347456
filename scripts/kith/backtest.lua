-- Scores held against what happened: the score as of past days, by the definitions of those days and today's rule, and what came of it.
-- An observation is a relationship on a day: it had begun and not ended, it was scored, and what happened afterwards is known.

local foreknowledge = require "kith.foreknowledge"
local happened = require "kith.happened"
local kith = require "kith"
local rules = require "kith.rules"
local score = require "kith.score"

local backtest = {}

-- ---- One day ----

-- Relationships to the organization that were there on the day; how many of them ended within the window.
local function there(ws, day, known_on)
  local list, ended = {}, 0
  for _, relationship in ipairs(ws:relationships()) do
    local last = relationship["until"]
    if relationship.to_organization and not (last and last < day) then
      list[#list + 1] = relationship
      if last and last < known_on then ended = ended + 1 end
    end
  end
  return list, ended
end

local function add_row(rows, rule, columns, i, happened_then)
  local value, _, band = columns:score(i, 1)
  local row = { happened = happened_then, band = band, columns = columns, line = i }
  if band then row.value = value end
  row.factors = {}
  for f, factor in ipairs(columns:factors(i, 1)) do row.factors[f] = factor.value or false end
  rows[#rows + 1] = row
  return row
end

-- The definitions that were in force on a day.
local function build_as_of(ws, day)
  local defined = not ws.journal_absent and ws.core:defined_until()
  ws.core:build(defined and day < defined and day or nil)
end

-- Rows of a day, and a summary: { day, known_on, there, not_begun, undecided, ended }; nil with findings.
local function day_rows(ws, rule, outcome, day, rows, known)
  local known_on = happened.known_on(outcome, day)
  known = known and not ws.journal_absent
  build_as_of(ws, day)
  local relationships, ended = there(ws, day, known_on)
  local ids = {}
  for i, relationship in ipairs(relationships) do ids[i] = relationship.id end
  local then_ = happened.after(ws, outcome, day, ids)
  if known then ws.core:only_known(day) end
  local columns = then_ and score.run(ws, rule, relationships, { { as_of = day } })
  if known then ws.core:only_known() end
  if not columns then return nil end
  local summary = { day = day, known_on = known_on, there = 0, not_begun = 0, undecided = 0, ended = ended }
  for i, id in ipairs(ids) do
    if not columns:begun(i, 1) then
      summary.not_begun = summary.not_begun + 1
    else
      summary.there = summary.there + 1
      if then_[i] == nil then
        summary.undecided = summary.undecided + 1
      else
        local row = add_row(rows, rule, columns, i, then_[i])
        row.id, row.day = id, day
      end
    end
  end
  summary.inputs = {}
  for f in ipairs(rule.factors) do summary.inputs[f] = columns:inputs(f) end
  return summary
end

-- ---- Measures ----

-- Numbers from 1 for relationships, so that several days of one are known to be of one.
local function number_owners(rows)
  local numbers, count = {}, 0
  for _, row in ipairs(rows) do
    if not numbers[row.id] then
      count = count + 1
      numbers[row.id] = count
    end
    row.of = numbers[row.id]
  end
  return count
end

-- Lists for kith.auc: of the rows for which `number` gives one.
local function lists(rows, number)
  local numbers, happened_then, of, chosen = {}, {}, {}, {}
  local numbered, count = {}, 0 -- numbers without gaps, of those that are left
  for _, row in ipairs(rows) do
    local value = number(row)
    if value then
      local n = #numbers + 1
      if not numbered[row.of] then
        count = count + 1
        numbered[row.of] = count
      end
      numbers[n], happened_then[n], of[n], chosen[n] = value, row.happened, numbered[row.of], row
    end
  end
  return numbers, happened_then, of, chosen
end

-- The AUC of a number of the rows, as foretold: { value, error, low, high, count = rows that have it }.
local function auc_of(rows, bad, number)
  local numbers, happened_then, of = lists(rows, number)
  for i = 1, bad and #numbers or 0 do numbers[i] = -numbers[i] end
  local value, error, low, high = kith.auc(numbers, happened_then, of)
  return { value = value, error = error, low = low, high = high, count = #numbers }
end

-- How much more `number` tells than `other` does, of the rows that have both.
local function auc_gain(rows, bad, number, other)
  local numbers, happened_then, of, chosen = lists(rows, function(row) return other(row) and number(row) end)
  local others, sign = {}, bad and -1 or 1
  for i, row in ipairs(chosen) do
    numbers[i], others[i] = sign * numbers[i], sign * other(row)
  end
  local value, error = kith.auc_difference(numbers, happened_then, of, others)
  if not value then return nil end
  local reach = error and 1.959963984540054 * error
  return { value = value, low = reach and value - reach, high = reach and value + reach }
end
backtest.auc_of, backtest.auc_gain = auc_of, auc_gain

function backtest.value_of(row) return row.value end
function backtest.factor_of(f) return function(row) return row.value and row.factors[f] or nil end end

local function count_happened(rows)
  local count = 0
  for _, row in ipairs(rows) do count = count + (row.happened and 1 or 0) end
  return count
end

local function share_of(rows)
  local met, of = count_happened(rows), #rows
  if of == 0 then return { happened = 0, count = 0 } end
  local low, high = kith.share_interval(met, of)
  return { happened = met, count = of, share = met / of, low = low, high = high }
end

-- The best band first, those without one last.
local function bands_of(rows, rule)
  local by_band = {}
  for i = 0, #rule.bands do by_band[i] = {} end
  for _, row in ipairs(rows) do table.insert(by_band[row.band or 0], row) end
  local list = {}
  for i = #rule.bands, 0, -1 do
    local band = share_of(by_band[i])
    band.band = i > 0 and rule.bands[i].name or "unknown"
    if i > 0 or band.count > 0 then list[#list + 1] = band end
  end
  return list
end

-- Groups of equal size, those of which it is foretold first: { size, happened, share, lift, caught = share of all that happened, so far }
local function lift_of(scored, bad)
  local groups = #scored >= 200 and 10 or #scored >= 25 and 5
  local total = count_happened(scored)
  if not groups or total == 0 then return nil end
  local numbers, happened_then = lists(scored, backtest.value_of)
  for i = 1, bad and #numbers or 0 do numbers[i] = -numbers[i] end
  local list, caught = kith.lift(numbers, happened_then, groups), 0
  for _, group in ipairs(list) do
    caught = caught + group.happened
    group.share, group.caught = group.happened / group.size, caught / total
    group.lift = group.share / (total / #scored)
  end
  return list
end

local function factors_of(scored, rule, bad)
  local list, best = {}, nil
  for f, factor in ipairs(rule.factors) do
    local auc = auc_of(scored, bad, backtest.factor_of(f))
    list[f] = { name = factor.name, weight = factor.weight, auc = auc, number = f }
    if auc.value and (not best or auc.value > best.auc.value) then best = list[f] end
  end
  if best then best.gain = auc_gain(scored, bad, backtest.value_of, backtest.factor_of(best.number)) end
  return list, best
end

-- Where a band does no better than one below it: { better, worse }, as foretold.
local function out_of_order(bands, bad)
  local last
  for _, band in ipairs(bands) do
    if band.share and band.band ~= "unknown" then
      if last and (bad and band.share < last.share or not bad and band.share > last.share) then return { last.band, band.band } end
      last = band
    end
  end
end

local function summarise_day(rows, bad, summary)
  local own, scored = {}, {}
  for _, row in ipairs(rows) do
    if row.day == summary.day then
      own[#own + 1] = row
      if row.value then scored[#scored + 1] = row end
    end
  end
  summary.scored, summary.unknown = #scored, #own - #scored
  summary.happened = count_happened(scored)
  summary.auc = auc_of(scored, bad, backtest.value_of)
end

-- options: rule (loaded), outcome (happened.read), days (rising), bad (low scores foretell it), known (only what was noted by the day).
--   { rule, outcome, bad, days = { summaries }, rows, scored, relationships, base = share, auc, bands, disorder, lift, factors, best }
-- nil with findings.
function backtest.run(ws, options)
  local rule, rows, days = options.rule, {}, {}
  for i, day in ipairs(options.days) do
    if options.progress then options.progress(i, #options.days) end
    days[i] = day_rows(ws, rule, options.outcome, day, rows, options.known)
    if not days[i] then return nil end
  end
  build_as_of(ws, ws.day)
  local result = { rule = rule, outcome = options.outcome, bad = options.bad, known = options.known, days = days, rows = rows, scored = {} }
  result.relationships = number_owners(rows)
  for _, row in ipairs(rows) do
    if row.value then result.scored[#result.scored + 1] = row end
  end
  for _, summary in ipairs(days) do summarise_day(rows, options.bad, summary) end
  result.base = share_of(result.scored)
  result.auc = auc_of(result.scored, options.bad, backtest.value_of)
  result.bands = bands_of(rows, rule)
  result.disorder = out_of_order(result.bands, options.bad)
  result.lift = lift_of(result.scored, options.bad)
  result.factors, result.best = factors_of(result.scored, rule, options.bad)
  result.warnings = foreknowledge.warnings(ws, result, options.known)
  return result
end

-- What --fit re-scores rows by: the shape of the rule with other weights (0 leaves a factor out).
function backtest.shape(rule, weights)
  local shape = rules.shape(rule)
  shape.weights = weights
  return shape
end

return backtest
