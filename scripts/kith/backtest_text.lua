-- A backtest as people and programs read it: tables on a terminal, JSON of the measures, CSV of the observations.

local output = require "kith.output"

local text = {}

-- ---- Figures ----

local function three(value) return value and ("%.3f"):format(value) or nil end
local function percent(share) return share and ("%d%%"):format(math.floor(share * 100 + 0.5)) or nil end -- rounded as charts round
local function from_to(low, high, shown) return low and ("%s – %s"):format(shown(low), shown(high)) or nil end
local function counted(share) return share.share and ("%s (%s)"):format(output.number(share.happened), percent(share.share)) or "0" end

local function signed(value)
  local shown = ("%+.3f"):format(value)
  return tonumber(shown) == 0 and "0.000" or shown
end

text.three, text.percent, text.signed = three, percent, signed

-- ---- Sentences ----

-- What the AUC says of one pair.
local function meaning(result)
  if not result.auc.value then
    local all = result.base.count > 0 and result.base.share == 1
    if result.base.count == 0 then return "Nobody was scored on these days of whom it is known what happened." end
    return ("It happened with %s: there is nothing to tell apart."):format(all and "all" or "none")
  end
  local times = math.floor(result.auc.value * 100 + 0.5)
  local sentence = ("Of one with whom it happened and one with whom not, the %s score is that of the first %d times in 100."):format(
    result.bad and "lower" or "higher", times)
  local low, high = result.auc.low, result.auc.high
  if not low then return sentence .. " There are too few for an interval, or nothing overlaps." end
  if high < 0.5 then return sentence .. " The score points the other way (see --foretold-by)." end
  return low <= 0.5 and sentence .. " The interval holds 0.5: that may be chance." or sentence
end

local function best_sentence(result)
  local best = result.best
  if not best or #result.factors < 2 or not best.gain then return nil end
  local gain = best.gain
  local by = gain.low and (" (%s to %s)"):format(signed(gain.low), signed(gain.high)) or ""
  local missing = result.base.count - best.auc.count
  local of = missing > 0 and (", of the %s that have it"):format(output.number(best.auc.count)) or ""
  return ("The best single factor is %s, %s; the score differs by %s%s%s."):format(best.name, three(best.auc.value),
    signed(gain.value), by, of)
end

-- What a reader should know before the figures are believed.
function text.notes(result)
  local notes = {}
  local function add(message, ...) notes[#notes + 1] = message:format(...) end
  for _, warning in ipairs(result.warnings or {}) do notes[#notes + 1] = warning end
  local undecided, ended, unknown = 0, 0, 0
  local whom = #result.days > 1 and "observation" or "relationship"
  for _, day in ipairs(result.days) do
    undecided, ended, unknown = undecided + day.undecided, ended + day.ended, unknown + day.unknown
  end
  if unknown > 0 then
    add("%s had too little evidence for a score on the day: only the bands count them, as unknown.", output.count(unknown, whom))
  end
  if undecided > 0 then add("Of %s nothing is known within the time: left out.", output.count(undecided, whom)) end
  if ended > 0 then
    add("%s ended within the time and %s with what happened until then.", output.count(ended, whom), ended == 1 and "counts" or "count")
  end
  local order = result.disorder
  if #result.days > 1 then
    add "Bands take each observation as its own; where the same are seen on several days, their intervals are too narrow."
  end
  if order then add("\"%s\" does no better than \"%s\": the bands are not in order.", order[1], order[2]) end
  return notes
end

-- ---- Tables ----

local INTERVAL = { key = "interval", title = "95%", keep = true }
local HAPPENED = { key = "happened", right = true, keep = true }
local SCORED = { key = "scored", right = true, keep = true }

text.DAYS = { { key = "day", keep = true }, { key = "known_on", title = "until", keep = true, drop = 1 }, SCORED,
              { key = "unknown", right = true, keep = true, drop = 2 }, HAPPENED,
              { key = "auc", title = "AUC", right = true, keep = true }, INTERVAL }

function text.day_rows(result)
  local list = {}
  local function add(name, known_on, scored, unknown, happened, auc)
    list[#list + 1] = { day = name, known_on = known_on, scored = output.number(scored), unknown = output.number(unknown),
                        happened = counted { happened = happened, share = scored > 0 and happened / scored or nil },
                        auc = three(auc.value), interval = from_to(auc.low, auc.high, three) }
  end
  local unknown = 0
  for _, day in ipairs(result.days) do
    add(day.day, day.known_on, day.scored, day.unknown, day.happened, day.auc)
    unknown = unknown + day.unknown
  end
  if #result.days > 1 then add("all", nil, result.base.count, unknown, result.base.happened, result.auc) end
  return list
end

text.BANDS = { { key = "band", keep = true }, SCORED, HAPPENED, INTERVAL }

function text.band_rows(result)
  local list = {}
  for i, band in ipairs(result.bands) do
    list[i] = { band = band.band, scored = output.number(band.count), happened = counted(band),
                interval = from_to(band.low, band.high, percent) }
  end
  return list
end

local ORDINALS = { "1st", "2nd", "3rd" }

text.LIFT = { { key = "part", keep = true }, HAPPENED,
              { key = "lift", title = "times the average", right = true, keep = true },
              { key = "caught", title = "of all, so far", right = true, keep = true } }

function text.lift_rows(result)
  local list = {}
  for i, group in ipairs(result.lift or {}) do
    local part = #result.lift == 10 and "tenth" or "fifth"
    list[i] = { part = ("%s %s"):format(ORDINALS[i] or i .. "th", part), happened = percent(group.share),
                lift = ("%.1f"):format(group.lift), caught = percent(group.caught) }
  end
  return list
end

text.FACTORS = { { key = "factor", keep = true }, { key = "weight", right = true, keep = true },
                 { key = "auc", title = "AUC alone", right = true, keep = true }, INTERVAL,
                 { key = "missing", right = true, keep = true, drop = 1 } }

function text.factor_rows(result)
  local list = {}
  for i, factor in ipairs(result.factors) do
    local auc = factor.auc
    list[i] = { factor = factor.name, weight = factor.weight, auc = three(auc.value), interval = from_to(auc.low, auc.high, three),
                missing = output.number(result.base.count - auc.count) }
  end
  return list
end

-- ---- Printing ----

function text.title(result) return ("%s against “%s”"):format(result.rule.name, result.outcome.text) end

local function section(heading, columns, rows)
  if #rows == 0 then return end
  output.line()
  if heading then output.paragraph(heading) end
  output.table(columns, rows)
end

function text.lift_heading(result)
  return ("What happened by score, the %s first:"):format(result.bad and "lowest" or "highest")
end

-- ---- Fitted weights ----

text.FIT = { { key = "factor", keep = true }, { key = "weight", title = "weight now", right = true, keep = true },
             { key = "fitted", right = true, keep = true } }

function text.fit_rows(result)
  local list = {}
  for i, factor in ipairs(result.factors) do
    list[i] = { factor = factor.name, weight = factor.weight, fitted = result.fit and result.fit.weights[i] }
  end
  return list
end

-- What a fit came to: whether its weights tell more than those the rule has.
function text.fit_sentence(result)
  local fit = result.fit
  if not fit then return ("No weights fitted: %s."):format(result.no_fit) end
  local by = fit.gain.low and (" (%s to %s)"):format(signed(fit.gain.low), signed(fit.gain.high)) or ""
  local told = ("On relationships it had not seen, the fit tells %s, the rule as it is %s: %s%s."):format(three(fit.after.value),
    three(fit.before.value), signed(fit.gain.value), by)
  if fit.worth then return told end
  return told .. (fit.gain.value > 0 and " That is nothing beyond chance: keep the weights." or " That is no gain: keep the weights.")
end

-- What follows from it; a text that can be put into practice.yaml where there is something to gain.
function text.fit_advice(result)
  local list, none = {}, {}
  for i, factor in ipairs(result.factors) do
    if result.fit.weights[i] == 0 then none[#none + 1] = factor.name end
  end
  if #none > 0 then
    list[1] = ("%s: no weight above 0, beside the others; 0 leaves a factor out."):format(output.list(none))
  end
  if result.fit.worth then list[#list + 1] = "The bands keep their bounds: look at them again, with `kith backtest` after tuning." end
  return list
end

function text.tune_block(result)
  local parts = {}
  for i, factor in ipairs(result.factors) do parts[i] = ("%s: %d"):format(factor.name, result.fit.weights[i]) end
  return ("tune:\n  %s: { weights: { %s } }"):format(result.rule.name, table.concat(parts, ", "))
end

local function print_fit(result)
  output.line()
  if not result.fit then
    output.paragraph(text.fit_sentence(result))
    return
  end
  output.paragraph(("Weights that the record itself would give (logistic regression, ridge %g, judged in %d parts):"):format(
    result.fit.lambda, result.fit.folds))
  output.table(text.FIT, text.fit_rows(result))
  output.paragraph(text.fit_sentence(result))
  for _, line in ipairs(text.fit_advice(result)) do output.paragraph(line) end
  if result.fit.worth then output.line("\n" .. text.tune_block(result)) end
end

local function print_text(ws, result)
  output.paragraph(("%s, %s"):format(text.title(result), ws.name))
  section(nil, text.DAYS, text.day_rows(result))
  output.line()
  output.paragraph(meaning(result))
  section(nil, text.BANDS, text.band_rows(result))
  section(text.lift_heading(result), text.LIFT, text.lift_rows(result))
  if result.auc.value then section(nil, text.FACTORS, text.factor_rows(result)) end
  if best_sentence(result) then output.paragraph(best_sentence(result)) end
  if result.asked_fit then print_fit(result) end
  for i, note in ipairs(text.notes(result)) do
    if i == 1 then output.line "\nMind:" end
    output.paragraph(note, { indent = "  ", first = "- " })
  end
end

text.meaning, text.best_sentence = meaning, best_sentence

local JSON_KEYS = { "practice", "rule", "outcome", "foretold_by", "known", "days", "day", "until", "relationships", "scored", "unknown",
                    "not_begun", "undecided", "ended", "happened", "share", "auc", "value", "low", "high", "error", "count", "bands",
                    "band", "lift", "factors", "factor", "weight", "best", "gain", "fit", "why_not", "weights",
                    "before", "after", "worth", "ridge", "folds", "notes" }

local function as_json(ws, result)
  local out = { practice = ws.name, rule = result.rule.name, outcome = result.outcome.text, foretold_by = result.bad and "low" or "high",
                known = result.known or false, auc = result.auc, relationships = result.relationships, days = {}, bands = {}, lift = {},
                factors = {}, notes = text.notes(result) }
  out.scored, out.happened, out.share = result.base.count, result.base.happened, result.base.share
  for i, day in ipairs(result.days) do
    out.days[i] = { day = day.day, ["until"] = day.known_on, scored = day.scored, unknown = day.unknown, not_begun = day.not_begun,
                    undecided = day.undecided, ended = day.ended, happened = day.happened, auc = day.auc }
  end
  for i, band in ipairs(result.bands) do
    out.bands[i] = { band = band.band, count = band.count, happened = band.happened, share = band.share, low = band.low,
                     high = band.high }
  end
  for i, group in ipairs(result.lift or {}) do
    out.lift[i] = { count = group.size, happened = group.happened, share = group.share, lift = group.lift, caught = group.caught }
  end
  for i, factor in ipairs(result.factors) do out.factors[i] = { factor = factor.name, weight = factor.weight, auc = factor.auc } end
  local fit = result.fit
  if fit then
    out.fit = { weights = output.object(), ridge = fit.lambda, folds = fit.folds, before = fit.before, after = fit.after, gain = fit.gain,
                worth = fit.worth }
    for i, factor in ipairs(result.factors) do out.fit.weights[factor.name] = fit.weights[i] end
  elseif result.asked_fit then
    out.fit = { why_not = result.no_fit }
  end
  if result.best then out.best = { factor = result.best.name, gain = result.best.gain } end
  return out
end

-- The observations: what an analyst needs to compute something else of them.
local function print_csv(result)
  local columns, rows = { "id", "day", "happened", "value", "band" }, {}
  for _, factor in ipairs(result.factors) do columns[#columns + 1] = factor.name end
  for i, row in ipairs(result.rows) do
    local out = { row.id, row.day, row.happened and 1 or 0, row.value, row.band and result.rule.bands[row.band].name or "unknown" }
    for f in ipairs(result.factors) do out[5 + f] = row.factors[f] or nil end
    rows[i] = out
  end
  output.csv(columns, rows)
end

function text.print(ws, result, format)
  if format == "json" then output.json(as_json(ws, result), JSON_KEYS)
  elseif format == "csv" then print_csv(result)
  else print_text(ws, result) end
end

return text
