-- Which weights the record itself would give a rule's factors, and whether they would tell more than its own: judged on relationships that
-- the fit had not seen.

local backtest = require "kith.backtest"
local kith = require "kith"

local fit = {}

local FOLDS = 10
local FEWEST = 20 -- on either side: below that chance would choose
local LARGEST = 10

-- The largest weight is 10, the others whole numbers beside it. All zero where no factor speaks for what is good.
local function to_whole(weights)
  local most, whole = 0, {}
  for _, weight in ipairs(weights) do most = math.max(most, weight) end
  for i, weight in ipairs(weights) do whole[i] = most > 0 and math.floor(weight / most * LARGEST + 0.5) or 0 end
  return whole, most > 0
end

-- Why there is nothing to fit; nil where there is.
local function obstacle(result)
  local happened, count = result.base.happened, result.base.count
  local combine = result.rule.combine
  if combine ~= "weighted" then return ("the rule combines its factors by \"%s\", not by weights"):format(combine) end
  if #result.rule.factors < 2 then return "the rule has only one factor" end
  if math.min(happened, count - happened) < FEWEST then
    return ("it wants at least %d with whom it happened and %d with whom not; there are %d and %d"):format(FEWEST, FEWEST, happened,
      count - happened)
  end
end

-- For each factor its values, a missing one at the row's score, which is what leaving it out comes to (house); whether what is good
-- happened; and the part of the relationships each row belongs to.
local function training(result)
  local inputs, good, folds = {}, {}, {}
  for f in ipairs(result.rule.factors) do inputs[f] = {} end
  for i, row in ipairs(result.scored) do
    for f, values in ipairs(inputs) do values[i] = row.factors[f] or row.value end
    good[i], folds[i] = row.happened ~= result.bad, (row.of - 1) % FOLDS + 1
  end
  return inputs, good, folds
end

-- Scores each row by the weights found without it: row.fitted, nil where no factor with a weight is present.
local function score_unseen(result, folds, fold_weights)
  local by_columns, order = {}, {}
  for i, row in ipairs(result.scored) do
    local lists = by_columns[row.columns]
    if not lists then
      lists = {}
      by_columns[row.columns], order[#order + 1] = lists, row.columns
    end
    lists[folds[i]] = lists[folds[i]] or {}
    table.insert(lists[folds[i]], row)
  end
  for _, columns in ipairs(order) do
    for fold, weights in ipairs(fold_weights) do
      columns:shape(backtest.shape(result.rule, to_whole(weights)))
      for _, row in ipairs(by_columns[columns][fold] or {}) do row.fitted = columns:score(row.line, 1) end
    end
  end
end

local function fitted_of(row) return row.fitted end

-- { lambda, folds, weights (whole, as tune wants them), before, after (AUCs of the same rows), gain = { value, low, high },
--   worth = whether the gain is beyond chance }; or nil and why there is nothing to fit.
function fit.weights(result)
  local why = obstacle(result)
  if why then return nil, why end
  local inputs, good, folds = training(result)
  local weights, fold_weights, lambda = kith.logistic(inputs, good, folds)
  local whole, any = to_whole(weights)
  if not any then return nil, "no factor is higher where it went well" end
  score_unseen(result, folds, fold_weights)
  local both = {}
  for _, row in ipairs(result.scored) do
    if row.fitted then both[#both + 1] = row end
  end
  local gain = backtest.auc_gain(both, result.bad, fitted_of, backtest.value_of)
  return { lambda = lambda, folds = FOLDS, weights = whole, before = backtest.auc_of(both, result.bad, backtest.value_of),
           after = backtest.auc_of(both, result.bad, fitted_of), gain = gain, worth = gain ~= nil and gain.low ~= nil and gain.low > 0 }
end

return fit
