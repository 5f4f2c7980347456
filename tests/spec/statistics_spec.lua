-- AUC, lift and logistic weights against plain computations of the same things, over small random data and a published example.

package.path = "tests/tools/?.lua;" .. package.path
local kith = require "kith"

local function near(expected, found, within)
  assert(math.abs(expected - found) <= (within or 1e-12), ("%.15g is not %.15g"):format(found, expected))
end

local function each_own(n)
  local of = {}
  for i = 1, n do of[i] = i end
  return of
end

-- ---- Plainly ----

local function sides(numbers, happened)
  local yes, no = {}, {}
  for i, number in ipairs(numbers) do table.insert(happened[i] and yes or no, number) end
  return yes, no
end

local function half(a, b) return a > b and 1 or a == b and 0.5 or 0 end

-- Every pair compared: the definition.
local function auc_by_pairs(numbers, happened)
  local yes, no = sides(numbers, happened)
  local sum = 0
  for _, a in ipairs(yes) do
    for _, b in ipairs(no) do sum = sum + half(a, b) end
  end
  return sum / (#yes * #no)
end

-- DeLong's components, pair by pair: variances of the means of either side, or of the difference where there are others.
local function delong(numbers, happened, others)
  local yes, no = sides(numbers, happened)
  local other_yes, other_no = sides(others or numbers, happened)
  local function component(list, list_others, against, against_others, turned)
    local places, mean = {}, 0
    for i in ipairs(list) do
      local sum = 0
      for j in ipairs(against) do
        local a, b = list[i], against[j]
        local c, d = list_others[i], against_others[j]
        sum = sum + (turned and half(b, a) or half(a, b)) - (others and (turned and half(d, c) or half(c, d)) or 0)
      end
      places[i] = sum / #against
      mean = mean + places[i] / #list
    end
    local square = 0
    for _, place in ipairs(places) do square = square + (place - mean) ^ 2 end
    return square / (#list - 1) / #list
  end
  return math.sqrt(component(yes, other_yes, no, other_no, false) + component(no, other_no, yes, other_yes, true))
end

local function random_data(n, steps)
  local numbers, happened = {}, {}
  for i = 1, n do
    numbers[i] = math.random(steps) / steps
    happened[i] = math.random() < 0.2 + 0.5 * numbers[i]
  end
  happened[1], happened[2], happened[3], happened[4] = true, true, false, false
  return numbers, happened
end

describe("the AUC", function()
  before_each(function() math.randomseed(19) end)

  it("is the share of pairs that are in order, ties counting half", function()
    for _ = 1, 60 do
      local numbers, happened = random_data(math.random(4, 40), math.random(1, 30))
      near(auc_by_pairs(numbers, happened), kith.auc(numbers, happened, each_own(#numbers)))
    end
  end)

  it("has DeLong's error, and so has the difference of two", function()
    for _ = 1, 60 do
      local numbers, happened = random_data(math.random(6, 40), math.random(2, 30))
      local others = random_data(#numbers, 10)
      local _, error = kith.auc(numbers, happened, each_own(#numbers))
      near(delong(numbers, happened), error)
      local difference, paired = kith.auc_difference(numbers, happened, each_own(#numbers), others)
      near(auc_by_pairs(numbers, happened) - auc_by_pairs(others, happened), difference)
      near(delong(numbers, happened, others), paired)
    end
  end)

  -- Hanley & McNeil (1982), The meaning and use of the area under a ROC curve, table I: 58 normal and 51 abnormal images rated 1 to 5.
  it("agrees with the published ratings of 109 images", function()
    local numbers, happened = {}, {}
    for rating, counts in ipairs { { 33, 3 }, { 6, 2 }, { 6, 2 }, { 11, 11 }, { 2, 33 } } do
      for side, count in ipairs(counts) do
        for _ = 1, count do numbers[#numbers + 1], happened[#happened + 1] = rating, side == 2 end
      end
    end
    local value, error = kith.auc(numbers, happened, each_own(#numbers))
    near(0.893, value, 0.0005)
    near(0.032, error, 0.002)
  end)

  it("keeps its interval within 0 and 1", function()
    local _, _, low, high = kith.auc({ 0.1, 0.2, 0.3, 0.25, 0.9, 0.8 }, { false, false, false, true, true, true }, each_own(6))
    assert(low > 0 and low < high and high < 1)
  end)

  it("is not known where all or none happened, its error not with one alone, its interval not where nothing overlaps", function()
    assert.is_nil((kith.auc({ 1, 2 }, { true, true }, each_own(2))))
    assert.is_nil((kith.auc({ 1, 2 }, { false, false }, each_own(2))))
    assert.is_nil((kith.auc({}, {}, {})))
    local value, error = kith.auc({ 1, 2, 3 }, { false, false, true }, each_own(3))
    assert.equal(1, value)
    assert.is_nil(error)
    local all, none, low = kith.auc({ 1, 2, 3, 4 }, { false, false, true, true }, each_own(4))
    assert.same({ 1, 0 }, { all, none })
    assert.is_nil(low)
  end)

  it("is less sure where the same are seen again", function()
    local numbers, happened = random_data(40, 30)
    local twice, happened_twice, of = {}, {}, {}
    for i = 1, 80 do
      local own = (i - 1) % 40 + 1
      twice[i], happened_twice[i], of[i] = numbers[own], happened[own], own
    end
    local _, once = kith.auc(numbers, happened, each_own(40))
    local _, again = kith.auc(twice, happened_twice, of)
    local _, as_if_new = kith.auc(twice, happened_twice, each_own(80))
    near(once, again, 1e-9)         -- nothing new was learnt
    assert(as_if_new < 0.75 * once)
  end)

  it("refuses what is no list of finite numbers of one length", function()
    assert.has_error(function() kith.auc({ 1, "a" }, { true, false }, { 1, 2 }) end)
    assert.has_error(function() kith.auc({ 1, 0 / 0 }, { true, false }, { 1, 2 }) end)
    assert.has_error(function() kith.auc({ 1, 2 }, { true }, { 1, 2 }) end)
    assert.has_error(function() kith.auc({ 1, 2 }, { true, false }, { 1, 3 }) end)
  end)
end)

describe("shares and lift", function()
  it("give Wilson's interval", function()
    local low, high = kith.share_interval(9, 10)
    near(0.5958, low, 5e-5)
    near(0.9821, high, 5e-5)
    assert.same({ 0, 1 }, { (kith.share_interval(0, 7)), (select(2, kith.share_interval(7, 7))) })
  end)

  it("put the highest first, and share out what is tied", function()
    local groups = kith.lift({ 1, 2, 3, 4, 5, 6 }, { false, false, false, true, false, true }, 3)
    assert.same({ { size = 2, happened = 1 }, { size = 2, happened = 1 }, { size = 2, happened = 0 } }, groups)
    for _, happened in ipairs { { true, true, false, false }, { false, true, false, true } } do
      assert.same({ { size = 2, happened = 1 }, { size = 2, happened = 1 } }, kith.lift({ 7, 7, 7, 7 }, happened, 2))
    end
  end)
end)

-- ---- Logistic weights ----

-- Descent along the gradient, a small step at a time: slow, and nothing of the C in it.
local function by_descent(inputs, happened, lambda)
  local n, k = #happened, #inputs
  local mean, deviation, beta, intercept = {}, {}, {}, 0
  local function number(i, row) return inputs[i][row] or mean[i] end
  for i = 1, k do
    local sum, square, present = 0, 0, 0
    for row = 1, n do
      if inputs[i][row] then sum, present = sum + inputs[i][row], present + 1 end
    end
    mean[i] = sum / present
    for row = 1, n do square = square + (number(i, row) - mean[i]) ^ 2 end
    deviation[i], beta[i] = math.sqrt(square / present), 0
  end
  for _ = 1, 2500 do
    local gradient, of_intercept = {}, 0
    for i = 1, k do gradient[i] = lambda * beta[i] end
    for row = 1, n do
      local odds = intercept
      for i = 1, k do odds = odds + beta[i] * (number(i, row) - mean[i]) / deviation[i] end
      local residual = 1 / (1 + math.exp(-odds)) - (happened[row] and 1 or 0)
      of_intercept = of_intercept + residual / n
      for i = 1, k do gradient[i] = gradient[i] + residual * (number(i, row) - mean[i]) / deviation[i] / n end
    end
    intercept = intercept - of_intercept
    for i = 1, k do beta[i] = math.max(0, beta[i] - 0.8 * gradient[i]) end
  end
  local weights = {}
  for i = 1, k do weights[i] = beta[i] / deviation[i] end
  return weights
end

local function random_inputs(n)
  local inputs, happened, fold = { {}, {}, {} }, {}, {}
  for row = 1, n do
    local a, b = math.random(), math.random()
    inputs[1][row], inputs[2][row], inputs[3][row] = a, math.random() < 0.2 and false or b * 3, math.random() - a / 2
    happened[row], fold[row] = math.random() < 1 / (1 + math.exp(-(3 * a - 2 * b))), (row - 1) % 5 + 1
  end
  return inputs, happened, fold
end

describe("logistic weights", function()
  before_each(function() math.randomseed(23) end)

  it("are those of a plain descent, none below zero, what is missing at the mean", function()
    for _, lambda in ipairs { 0.001, 0.05, 0.5 } do
      local inputs, happened, fold = random_inputs(120)
      local plain = by_descent(inputs, happened, lambda)
      for i, weight in ipairs((kith.logistic(inputs, happened, fold, lambda))) do near(plain[i], weight, 1e-5) end
    end
  end)

  it("without a fold are those of the others alone", function()
    local inputs, happened, fold = random_inputs(100)
    local _, folds = kith.logistic(inputs, happened, fold, 0.01)
    local rest, rest_happened, rest_fold = { {}, {}, {} }, {}, {}
    for row = 1, 100 do
      if fold[row] ~= 2 then
        rest_happened[#rest_happened + 1], rest_fold[#rest_fold + 1] = happened[row], 1
        for i = 1, 3 do table.insert(rest[i], inputs[i][row]) end
      end
    end
    for i, weight in ipairs((kith.logistic(rest, rest_happened, rest_fold, 0.01))) do near(weight, folds[2][i], 1e-9) end
  end)

  it("take much ridge where there is nothing to learn, little where there is", function()
    local inputs, happened, fold = random_inputs(400)
    local _, _, little = kith.logistic(inputs, happened, fold)
    for row = 1, 400 do happened[row] = math.random() < 0.5 end
    local _, _, much = kith.logistic(inputs, happened, fold)
    assert(little <= 0.03 and much >= 0.1)
  end)

  it("are zero where all happened, or an input does not vary", function()
    assert.same({ 0, 0 }, (kith.logistic({ { 1, 2, 3 }, { 3, 2, 1 } }, { true, true, true }, { 1, 2, 1 })))
    assert.equal(0, kith.logistic({ { 5, 5, 5, 5 } }, { true, false, true, false }, { 1, 2, 1, 2 })[1])
  end)

  it("stay finite where the sides can be parted", function()
    local weight = kith.logistic({ { 1, 2, 3, 4, 5, 6, 7, 8 } }, { false, false, false, false, true, true, true, true },
      { 1, 2, 1, 2, 1, 2, 1, 2 })[1]
    assert(weight > 0 and weight < 1000)
  end)
end)
