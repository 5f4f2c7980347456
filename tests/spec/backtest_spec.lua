-- The rule recency_frequency against published figures of the BG/NBD model, and backtests against plain computations over the observations.

package.path = "tests/tools/?.lua;" .. package.path
local cdnow = require "cdnow"
local harness = require "harness"
local json = require "dkjson"
local kith = require "kith"
local scratch = require "scratch"

local function near(expected, found, within)
  assert(math.abs(expected - found) <= within, ("%.15g is not %.15g"):format(found, expected))
end

local KITH = harness.quote(harness.build .. "/kith")

-- ---- P(alive) ----

local FIRST = kith.day_number "1997-01-01"
local R, ALPHA, A, B = 0.243, 4.414, 0.793, 2.426 -- Fader, Hardie & Lee (2005), table 2

-- The likelihood of x repeats, the last at tx, within T: had they left after the last, and had they not (their equation for an individual's
-- likelihood, over the two gamma and beta mixtures, numerically). What both share is left out.
local function alive_by_integral(x, tx, T)
  local function integral(f, n) -- over 0 … 1, midpoints
    local sum = 0
    for i = 1, n do sum = sum + f((i - 0.5) / n) / n end
    return sum
  end
  local stays = integral(function(p) return p ^ (A - 1) * (1 - p) ^ (B + x - 1) end, 400000)
  local leaves = integral(function(p) return p ^ A * (1 - p) ^ (B + x - 2) end, 400000)
  local alive = stays * (ALPHA + T) ^ -(R + x)
  return alive / (alive + leaves * (ALPHA + tx) ^ -(R + x))
end

-- Gauss's hypergeometric series.
local function hypergeometric(a, b, c, z)
  local sum, term = 1, 1
  for n = 0, 10000 do
    term = term * (a + n) * (b + n) / (c + n) / (n + 1) * z
    sum = sum + term
  end
  return sum
end

-- Purchases expected within t more weeks: equation 10 there, which has P(alive) as its last factor.
local function expected_purchases(t, x, T, alive)
  local z = t / (ALPHA + T + t)
  local series = ((ALPHA + T) / (ALPHA + T + t)) ^ (R + x) * hypergeometric(R + x, B + x, A + B + x - 1, z)
  return (A + B + x - 1) / (A - 1) * (1 - series) * alive
end

local SHOP = "name: Shop\nbegins: 1997-01-01\nstakeholders: { ann: { relationship: { score: recency_frequency } } }\n"

-- Factors by name of one who bought on these days (from 0), as of a day.
local function factors_of(days, as_of)
  return scratch.folder({ ["practice.yaml"] = SHOP }, function(folder)
    local events = {}
    for i, day in ipairs(days) do events[i] = { kind = "interaction", of = "ann", at = kith.day_text(FIRST + day) } end
    scratch.note(folder, "1998-12-31", events)
    return scratch.open(folder, { as_of = kith.day_text(FIRST + as_of), player = true }, function(ws)
      local ask = require("kith.primitives").of(ws)
      local _, _, coverage, _, factors = ask.relationship("ann"):score "recency_frequency"
      local by_name = { coverage = coverage }
      for _, factor in ipairs(factors) do by_name[factor.name] = factor.value end
      return by_name
    end)
  end)
end

describe("recency_frequency", function()
  it("gives the published expectation for the first buyer of the sample", function()
    local alive = factors_of({ 0, 100, 213 }, 272).alive -- x = 2, tx = 30.43, T = 38.86 weeks
    near(1.226, expected_purchases(39, 2, 272 / 7, alive), 0.0005)
  end)

  it("is the posterior of the model's own likelihood", function()
    local often = { 0, 20, 40, 60, 80, 100 }
    for _, case in ipairs { { { 0, 30, 60 }, 61 }, { { 0, 7 }, 300 }, { often, 120 }, { often, 270 } } do
      local days, as_of = case[1], case[2]
      near(alive_by_integral(#days - 1, days[#days] / 7, as_of / 7), factors_of(days, as_of).alive, 1e-4)
    end
  end)

  it("knows nothing of leaving before the first repeat; two purchases on a day are one", function()
    local once = factors_of({ 10, 10 }, 100)
    assert.is_nil(once.alive)
    near(1 / 3, once.frequency, 1e-12)
    near(0.5, once.recency, 1e-12) -- ninety days
    near(6 / 7, once.coverage, 1e-12)
  end)
end)

-- ---- Fitted weights ----

describe("kith backtest --fit", function()
  -- `a` tells who will come, `b` tells little and has nearly all the weight, `c` tells the wrong way round.
  local PRACTICE = [[
name: Fair
begins: 2026-01-01
measures: { a: { scale: [0, 1] }, b: { scale: [0, 1] }, c: { scale: [0, 1] } }
]]
  local RULE = [[return {
  doc = "Badly weighed.",
  features = { a = latest("a"), b = latest("b"), c = latest("c") },
  factors = { { "a", weight = 1 }, { "b", weight = 9 }, { "c", weight = 2 } },
}]]

  local function events(count)
    math.randomseed(41)
    local list = {}
    for i = 1, count do
      local of, a, b = ("p%03d"):format(i), math.random(), math.random()
      local comes = math.random() < 0.7 * a + 0.3 * b
      local values = { a = a, b = b, c = comes and 0.4 * math.random() or 0.2 + 0.8 * math.random() }
      if i % 7 == 0 then values.a = nil end
      list[#list + 1] = { kind = "measure", of = of, at = "2026-02-01", values = values }
      if comes then list[#list + 1] = { kind = "interaction", of = of, at = "2026-03-15" } end
    end
    return list
  end

  local function with_fair(count, use)
    local people = { "stakeholders:" }
    for i = 1, count do people[#people + 1] = ("  p%03d: { relationship: {} }"):format(i) end
    local files = { ["practice.yaml"] = PRACTICE, ["scripts/rules/fair.lua"] = RULE,
                    ["models/people.yaml"] = table.concat(people, "\n") .. "\n" }
    return scratch.folder(files, function(folder)
      scratch.note(folder, "2026-06-30", events(count))
      local function run(arguments)
        local command = ("%s backtest -C %s fair --outcome 'contact within 90d' --at 2026-02-28 --as-of 2026-12-31 %s"):format(
          KITH, harness.quote(folder), arguments)
        local out, err, status = scratch.command(folder, command)
        assert(status == 0, err)
        return out
      end
      return use(run, folder)
    end)
  end

  it("finds what tells, leaves out what points the other way, and is as good as it said once its weights are in force", function()
    with_fair(300, function(run, folder)
      local result = json.decode(run "--fit --format json")
      local fit = result.fit
      assert.equal(10, fit.weights.a)
      assert(fit.weights.b >= 1 and fit.weights.b <= 7)
      assert.equal(0, fit.weights.c)
      assert(fit.worth and fit.gain.low > 0.1)
      near(fit.after.value - fit.before.value, fit.gain.value, 1e-9)
      local text = run "--fit"
      local block = text:match "\n(tune:\n[^\n]+)"
      assert(block, text)
      harness.write(folder .. "/practice.yaml", PRACTICE .. block .. "\n")
      local tuned = json.decode(run "--fit --format json")
      near(fit.after.value, tuned.auc.value, 0.03)
      assert.equal(2, #tuned.factors) -- 0 left one out
      assert.is_false(tuned.fit.worth)
      assert(run "--fit":find("keep the weights", 1, true))
    end)
  end)

  it("does not fit what is too little", function()
    with_fair(30, function(run)
      assert(run "--fit":find("No weights fitted: it wants at least 20", 1, true))
    end)
  end)
end)

-- ---- CDNOW ----

describe("a backtest of a tenth of the buyers of CDNOW", function()
  if not cdnow.present() then
    pending("not run: no " .. cdnow.DATA)
    return
  end

  local folder, result, rows

  local function run(arguments)
    local asked = "recency_frequency --outcome 'purchase within 273d' --at 1997-09-30 --as-of 1998-07-01"
    local command = ("%s backtest -C %s %s %s"):format(KITH, harness.quote(folder), asked, arguments)
    local out, err, status = scratch.command(folder, command)
    assert(status == 0, err)
    return out
  end

  setup(function()
    local pipe = assert(io.popen "mktemp -d")
    folder = pipe:read "l"
    pipe:close()
    cdnow.make(folder, 10)
    result, rows = json.decode(run "--format json"), {}
    for line in run("--format csv"):gmatch "[^\n]+" do
      local id, happened, value = line:match '^"(b%d+)","[%d-]+",(%d),([%d.e-]+),'
      if id then rows[#rows + 1] = { id = id, happened = happened == "1", value = tonumber(value) } end
    end
  end)

  teardown(function() os.execute("rm -rf " .. harness.quote(folder)) end)

  it("has every buyer, and what each did is what the data say", function()
    local bought = {}
    for line in io.lines(cdnow.DATA) do
      local buyer, day = line:match "^%s*(%d+)%s+(%d+)"
      local within = buyer and day > "19970930" and day <= "19980630"
      if buyer and tonumber(buyer) % 10 == 0 then bought["b" .. buyer] = bought["b" .. buyer] or within end
    end
    assert.equal(2357, #rows)
    for _, row in ipairs(rows) do assert.equal(bought[row.id], row.happened, row.id) end
  end)

  it("has the AUC of its own observations", function()
    local order, at, above, yes = {}, 1, 0, 0
    for i, row in ipairs(rows) do order[i] = row end
    table.sort(order, function(a, b) return a.value < b.value end)
    local no = 0
    while at <= #order do -- from the lowest up, ties together
      local to, tied_yes, tied_no = at, 0, 0
      while order[to] and order[to].value == order[at].value do
        if order[to].happened then tied_yes = tied_yes + 1 else tied_no = tied_no + 1 end
        to = to + 1
      end
      above = above + tied_yes * (no + tied_no / 2)
      yes, no, at = yes + tied_yes, no + tied_no, to
    end
    near(above / (yes * no), result.auc.value, 1e-9)
    assert(result.auc.value > 0.74 and result.auc.low < result.auc.value and result.auc.value < result.auc.high)
  end)

  it("scores as `kith score` does as of that day", function()
    local out = scratch.command(folder, ("%s score -C %s --as-of 1997-09-30 --format csv"):format(KITH, harness.quote(folder)))
    local value_of = {}
    for line in out:gmatch "[^\n]+" do
      local id, value = line:match '^"(b%d+)","[^"]*","recency_frequency",([%d.e-]+)'
      if id then value_of[id] = tonumber(value) end
    end
    for _, row in ipairs(rows) do assert.equal(value_of[row.id], row.value, row.id) end
  end)
end)
