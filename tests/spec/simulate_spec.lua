-- Rehearsals against what is known without running them, and the promises about equal bytes.

package.path = "tests/tools/?.lua;" .. package.path
local answers = require "kith.simulate.answers"
local describe_run = require "kith.simulate.describe"
local experiment = require "kith.simulate.experiment"
local harness = require "harness"
local kith = require "kith"
local opening = require "kith.simulate.opening"
local output = require "kith.output"
local perform = require "kith.simulate.perform"
local results = require "kith.simulate.results"
local runs = require "kith.simulate.runs"
local scenarios = require "kith.simulate.scenarios"
local scratch = require "scratch"
local tables = require "kith.simulate.tables"

-- A practice of so many, owned in turn by two; `links` are pairs of them.
local function practice(count, links)
  local lines = { "name: Bistro\nbegins: 2026-01-01\nstaff: { anna: { name: Anna }, paolo: { name: Paolo } }\nstakeholders:\n" }
  for i = 1, count do
    lines[#lines + 1] = ("  s%03d: { relationship: { owner: %s } }\n"):format(i, i % 2 == 1 and "anna" or "paolo")
  end
  if links then lines[#lines + 1] = "relationships:\n" end
  for i, pair in ipairs(links or {}) do
    lines[#lines + 1] = ("  link-%d: { from: s%03d, to: s%03d }\n"):format(i, pair[1], pair[2])
  end
  return table.concat(lines)
end

-- A result of the scenario `text` for a seed; options: count, runs, results (a path), resume, shard, experiment = { kind, count, asked }.
local function simulate(ws, seed, options)
  local scenario = assert(scenarios.load(ws, "trial"), ws.findings:render())
  local policies, baseline, compared, fixed = runs.policies(scenario, { set = {}, compare = {} })
  local about
  if options.experiment then
    local kind, count, asked = table.unpack(options.experiment)
    policies, about, compared = experiment.policies(scenario, asked, kind, count, seed)
    baseline = about.baseline
  end
  local plan = { runs = options.runs or runs.CHUNK, seed = seed, policies = policies, baseline = baseline, compared = compared,
                 fixed = fixed, shard = options.shard, experiment = about }
  local population, why = scenarios.prepare(ws, scenario, { seed = seed, size = options.size, fixed = fixed })
  assert(population, why or ws.findings:render())
  local result = tables.result(describe_run.header(ws, scenario, population, plan))
  local good, reason = perform.run { ws = ws, scenario = scenario, population = population, result = result, options = options }
  assert(good, reason or ws.findings:render())
  return result
end

local function within(text, count, use, links)
  return scratch.folder({ ["practice.yaml"] = practice(count, links), ["scripts/scenarios/trial.lua"] = text }, function(folder)
    return scratch.open(folder, { today = "2026-02-01", player = true }, function(ws) return use(ws, folder) end)
  end)
end

local function series_of(result, name)
  for _, series in ipairs(result.series) do
    if series.outcome.name == name and not series.group then return series end
  end
end

-- The mean of an outcome at a step (the last one where none is given).
local function mean_at(result, name, step)
  local series = series_of(result, name)
  local _, mean = result.fold:cell(1, series.first + (step or series.points - 1))
  return mean
end

-- Means over 30 seeds lie round the truth within four standard errors.
local function agrees(truth, values)
  local mean, squares = 0, 0
  for _, value in ipairs(values) do mean = mean + value / #values end
  for _, value in ipairs(values) do squares = squares + (value - mean) ^ 2 end
  local error = math.sqrt(squares / (#values - 1) / #values)
  local message = ("%.6f wanted, %.6f ± %.6f found"):format(truth, mean, error)
  assert.is_true(#values >= 30 and error > 0, message)
  assert.is_true(math.abs(mean - truth) < 4 * error, message)
end

local SEEDS = 30

local function over_seeds(text, count, options, take)
  return within(text, count, function(ws)
    local values = {}
    for seed = 1, SEEDS do values[seed] = take(simulate(ws, seed, options)) end
    return values
  end)
end

describe("A rehearsal agrees with", function()
  it("the mean of a geometric waiting time", function()
    local waiting = [[return { doc = "Waiting.", horizon = 200, state = { here = true },
      step = function(r, t, p, draw) if r.here and draw.chance("leave", 0.1) then r.here = false end end,
      outcomes = { after = first("not here") } }]]
    agrees(10, over_seeds(waiting, 1, {}, function(result) return mean_at(result, "after", 0) end))
  end)

  it("the stationary share of a chain of two states", function()
    local chain = [[return { doc = "On and off.", horizon = 40, state = { on = true },
      step = function(r, t, p, draw)
        if r.on then r.on = not draw.chance("off", 0.2) else r.on = draw.chance("on", 0.3) end
      end,
      outcomes = { on = mean("on") } }]]
    agrees(0.6, over_seeds(chain, 4, {}, function(result) return mean_at(result, "on") end))
  end)

  -- Fader & Hardie 2007: retention after t periods is the product of (β + i − 1) / (α + β + i − 1).
  it("the retention of the sBG model", function()
    local sbg = [[return { doc = "Leaving.", horizon = 8, state = { active = true, leaves = dist.beta(1.5, 4) },
      step = function(r, t, p, draw) if r.active and draw.chance("leave", r.leaves) then r.active = false end end,
      outcomes = { retention = mean("active") } }]]
    local truth = 1
    for i = 1, 8 do truth = truth * (4 + i - 1) / (1.5 + 4 + i - 1) end
    agrees(truth, over_seeds(sbg, 4, {}, function(result) return mean_at(result, "retention") end))
  end)

  -- Bass 1969 as a difference equation; in a population of 400 everybody meets everybody.
  it("the diffusion of Bass", function()
    local bass = [[return { doc = "Adoption.", horizon = 10, state = { adopted = false }, population = { adopted = mean("adopted") },
      step = function(r, t, p, draw) if not r.adopted then r.adopted = draw.chance("adopt", 0.03 + 0.4 * r.all.adopted) end end,
      outcomes = { adopted = mean("adopted") } }]]
    local share = 0
    for _ = 1, 10 do share = share + (0.03 + 0.4 * share) * (1 - share) end
    agrees(share, over_seeds(bass, 4, { runs = 8, size = 400 }, function(result) return mean_at(result, "adopted") end))
  end)

  -- DeGroot 1974: with half of one's own and half of the neighbours' opinion the weight of a voice is its number of neighbours.
  it("the consensus of DeGroot", function()
    local degroot = [[return { doc = "Opinions.", horizon = 120, state = { x = dist.uniform(0, 1) }, peers = { known = count() },
      step = function(r) r.x = r.x + 0.5 * (r.peers.x - r.x) end,
      outcomes = { consensus = mean("x", { weight = "peers.known" }), low = min("x"), high = max("x") } }]]
    local links = { { 1, 2 }, { 2, 3 }, { 3, 4 }, { 4, 1 }, { 1, 3 }, { 4, 5 } }
    within(degroot, 5, function(ws)
      local values = {}
      for seed = 1, SEEDS do
        local result = simulate(ws, seed, {})
        values[seed] = mean_at(result, "consensus", 0)
        assert.is_true(math.abs(mean_at(result, "consensus") - values[seed]) < 1e-12)
        assert.is_true(mean_at(result, "high") - mean_at(result, "low") < 1e-9)
      end
      agrees(0.5, values)
    end, links)
  end)

  it("its own rule: the score of a simulated row is that of kith score", function()
    local rule = [[return { features = { trust = latest("trust") }, factors = { { "trust", weight = 3 },
      { "young", value = function(r) return r.age < 100 and 1 or 0 end } } }]]
    local trial = [[return { doc = "Scores.", horizon = 1, state = { trust = 0.4 }, uses = { warmth = { trust = "trust" } },
      step = function(r) r.trust = 0.8 end, outcomes = { warmth = mean("warmth") } }]]
    scratch.folder({ ["practice.yaml"] = practice(1), ["scripts/rules/warmth.lua"] = rule, ["scripts/scenarios/trial.lua"] = trial },
      function(folder)
      scratch.open(folder, { today = "2026-02-01", player = true }, function(ws)
        local result = simulate(ws, 1, { runs = 1 })
        assert.are.equal((3 * 0.4 + 1) / 4, mean_at(result, "warmth", 0))
        assert.are.equal((3 * 0.8 + 1) / 4, mean_at(result, "warmth", 1))
      end)
    end)
  end)
end)

-- A rule whose band a limit lowers, and that is unknown where trust is missing.
local WARMTH = [[return { features = { trust = latest("trust"), shock = latest("shock") }, factors = { { "trust" } }, enough_evidence = 0.5,
  bands = { { "red", 0 }, { "amber", 0.5 }, { "green", 0.75 } },
  limits = { { "a shock", at_most = "amber", when = function(r) return r.shock > 0 end } } }]]

local BANDS = [[return { doc = "Bands.", horizon = 5, state = { trust = 0.4, shock = 0, seen = 0 },
  uses = { warmth = { trust = "trust", shock = "shock" } },
  step = function(r, t)
    r.trust = t == 1 and 0.5 or (t == 2 or t == 3) and 0.8 or t == 4 and 0.3 or 1
    if t == 3 then r.shock = 1 else r.shock = 0 end
    if r.warmth_band == "amber" then r.seen = r.seen + 1 end
  end,
  outcomes = { green = share("warmth_band == 'green'"), red = share("not warmth_band ~= 'red'"), seen = max("seen"),
               warm = mean(function(r) return r.warmth_band == "red" and 0 or 1 end) } }]]

describe("The band of a rule", function()
  it("is a word of the row, limits included, for steps, conditions and functions", function()
    scratch.folder({ ["practice.yaml"] = practice(1) .. "measures: { shock: { scale: [0, 1] } }\n", ["scripts/rules/warmth.lua"] = WARMTH,
                     ["scripts/scenarios/trial.lua"] = BANDS }, function(folder)
      scratch.open(folder, { today = "2026-02-01", player = true }, function(ws)
        local result, green, red, warm = simulate(ws, 1, { runs = 1 }), {}, {}, {}
        for t = 0, 5 do
          green[t + 1], red[t + 1], warm[t + 1] = mean_at(result, "green", t), mean_at(result, "red", t), mean_at(result, "warm", t)
        end
        assert.are.same({ 0, 0, 1, 0, 0, 1 }, green) -- 0.4 red, 0.5 amber, 0.8 green, 0.8 with a shock amber, 0.3 red, 1 green
        assert.are.same({ 1, 0, 0, 0, 1, 0 }, red)
        assert.are.same({ 0, 1, 1, 1, 0, 1 }, warm)
        assert.are.equal(2, mean_at(result, "seen")) -- the steps after the first and the third
      end)
    end)
  end)
end)

local PLANS = [[return { doc = "Visits.", horizon = 3, state = { visits = 0 },
  plan = { visit = choose { limit = 1, per = "owner", rank = function(r) return -r.visits end } },
  step = function(r) if r.visit then r.visits = r.visits + 1 end end,
  outcomes = { most = max("visits"), all = sum("visits"), made = cost("visit"), by_owner = sum("visits", { by = "owner" }) } }]]

describe("A plan", function()
  it("chooses the highest rank within each owner's limit, the first of equals", function()
    within(PLANS, 5, function(ws)
      local result = simulate(ws, 1, { runs = 2 })
      assert.are.equal(6, mean_at(result, "all"))
      assert.are.equal(6, mean_at(result, "made"))
      assert.are.equal(2, mean_at(result, "most")) -- paolo has two to visit in three weeks, anna three
      local rows = tables.capacity(result)
      assert.are.equal(1, rows[1].share)
      for _, series in ipairs(result.series) do
        local _, mean = result.fold:cell(1, series.first + series.points - 1)
        if series.group then assert.are.equal(3, mean) end
      end
    end)
  end)
end)

local SWINGS = [[
return { doc = "Reviewed now and then.", horizon = 24, runs = 3,
  params = { every = compare { 6, 12, now = 12 } }, state = { weeks = 0, steps = 0 },
  step = function(r, t, p)
    r.weeks, r.steps = r.weeks + 1, r.steps + 1
    if t % p.every == 0 then r.weeks = 0 end
  end,
  outcomes = { weeks = mean("weeks"), lately = mean("weeks", { over = 12 }), steps = sum("steps", { over = 3, by = "owner" }) } }]]

describe("What swings", function()
  it("is told as its mean over some steps, and as a sentence where it is not", function()
    within(SWINGS, 2, function(ws)
      local result = simulate(ws, 1, { runs = 3 })
      assert.equal(0, mean_at(result, "weeks"))
      assert.equal(2.5, mean_at(result, "lately")) -- 0 to 5, twice
      assert.equal((22 + 23 + 24) * 2 / 3, mean_at(result, "steps"))
      assert.equal((0 + 1) * 2 / 2, mean_at(result, "steps", 1)) -- fewer where there are fewer
      for _, series in ipairs(result.series) do
        if series.group then assert.equal(23, (select(2, result.fold:cell(1, series.first + series.points - 1)))) end
      end
      assert.same({ "weeks with every = 6: +0 in the last step, −5 on average over the last 6. Where it stops decides; "
        .. "over = 6 in the outcome takes the average." }, require("kith.simulate.words").swings(result))
    end)
  end)
end)

local NOISE = [[%s
return { doc = "Noise.", horizon = 5, runs = 900, state = { x = 0, left = false },
  params = { drift = compare { 0, 0.1 }, pull = dist.uniform(0, 1) },
  step = function(r, t, p, draw)
    %s
    r.x = r.x + p.drift + draw.normal("noise", 0, 1) - p.pull * 0.1 * r.x
    if draw.chance("leave", 0.05) then r.left = true end
  end,
  outcomes = { x = mean("x"), left = mean("left"), first_left = first("left") %s } }]]

local function rows_of(result, keep)
  local rows = {}
  for _, row in ipairs(tables.tidy(result)) do
    if not keep or keep[row.outcome] then rows[#rows + 1] = row end
  end
  return output.json_text(rows)
end

describe("The bytes of a result", function()
  local whole

  it("are those of 13 shards put together, and of a run that was stopped and gone on with", function()
    within(NOISE:format("", "", ""), 3, function(ws, folder)
      local one = folder .. "/one.sim"
      whole = rows_of(simulate(ws, 5, { runs = 900, results = one }))
      local text, parts = harness.read(one), {}
      for i = 1, 13 do
        parts[i] = ("%s/part-%d.sim"):format(folder, i)
        simulate(ws, 5, { runs = 900, results = parts[i], shard = { of = 13, number = i } })
      end
      local merged = assert(perform.merge(parts, folder .. "/all.sim"))
      assert.are.equal(whole, rows_of(merged))
      assert.is_true(text == harness.read(folder .. "/all.sim"))
      for _, cut in ipairs { #text - 1, #text // 2, #text // 3 } do
        harness.write(one, text:sub(1, cut))
        assert.are.equal(whole, rows_of(simulate(ws, 5, { runs = 900, results = one, resume = true })))
        assert.is_true(text == harness.read(one))
      end
      local damaged = text:sub(1, #text - 5000) .. "?" .. text:sub(#text - 4998)
      harness.write(one, damaged) -- what does not bear its seal is run again
      assert.are.equal(whole, rows_of(simulate(ws, 5, { runs = 900, results = one, resume = true })))
      table.remove(parts, 4)
      local nothing, why = perform.merge(parts)
      assert.is_nil(nothing)
      assert.are.equal("not all shards are here; run --shard 4/13", why)
    end)
  end)

  it("do not change with a comment, an outcome or a draw that have nothing to do with it", function()
    local others = { { "-- a comment", "", "" }, { "", "", ", also = max('x')" }, { "", "draw.uniform('other')", "" },
                     { "", "if draw.chance('other', 0.5) then draw.normal('more', 0, 1) end", "" } }
    for _, other in ipairs(others) do
      within(NOISE:format(table.unpack(other)), 3, function(ws)
        assert.are.equal(whole, rows_of(simulate(ws, 5, { runs = 900 }), { x = true, left = true, first_left = true }))
      end)
    end
  end)

  it("belong to their description: other runs are refused with what changed", function()
    within(NOISE:format("", "", ""), 3, function(ws, folder)
      local one = folder .. "/one.sim"
      simulate(ws, 5, { runs = 64, results = one })
      local good, why = pcall(simulate, ws, 6, { runs = 64, results = one, resume = true })
      assert.is_false(good)
      assert.match("the seed %(5, now 6%) changed", why)
      assert.match("the scripts", results.difference({ scripts = { { digest = "a" } } }, { scripts = { { digest = "b" } } }))
    end)
  end)
end)

describe("Compared policies", function()
  it("meet equal luck", function()
    within(NOISE:format("", "", ""), 3, function(ws)
      local result = simulate(ws, 5, { runs = 640 })
      local series = series_of(result, "x")
      local n, mean, _, error = result.fold:difference(2, series.number)
      local _, _, _, alone = result.fold:cell(2, series.first + series.points - 1)
      assert.are.equal(640, n)
      assert.is_true(mean > 0.3 and mean < 0.5) -- five steps of 0.1, a tenth pulled back at most
      assert.is_true(error < alone / 5)
      local left = series_of(result, "left")
      local _, none, deviation = result.fold:difference(2, left.number)
      assert.are.same({ 0, 0 }, { none, deviation }) -- the drift has nothing to do with leaving
    end)
  end)
end)

describe("A difference in what has ever been so", function()
  it("is not certain because a few runs agree", function()
    local both = [[return { doc = "Once.", horizon = 1, state = { x = 0 }, params = { a = compare { 0, 1 } },
      step = function(r, t, p, draw) r.x = draw.chance("never", 0) and 2 or p.a end,
      outcomes = { one = ever("x == 1"), two = ever("x == 2") } }]]
    within(both, 2, function(ws)
      for count, width in pairs { [2] = 1, [60] = 0.05 } do
        local result = simulate(ws, 1, { runs = count })
        local one, two = tables.difference(result, series_of(result, "one"), 2), tables.difference(result, series_of(result, "two"), 2)
        assert.are.same({ 1, width, 0, width }, { one.mean, one.half, two.mean, two.half })
      end
    end)
  end)
end)

describe("Policies", function()
  local scenario = { params = { { parameter = "compare", name = "reserve", values = { true, false }, now = false },
                                { parameter = "given", name = "rate", value = 2 } } }

  it("are every combination, held against today's", function()
    local policies, baseline = runs.policies(scenario, { set = {}, compare = { rate = { 1, 2 } } })
    assert.are.equal(4, #policies)
    assert.are.same({ reserve = false, rate = 2 }, policies[baseline].values)
    policies, baseline = runs.policies(scenario, { set = { reserve = true }, compare = {} })
    assert.are.same({ { reserve = true, rate = 2 } }, { policies[baseline].values })
  end)
end)

-- Ten steps of effort × (pays − costs): the difference an effort makes is 10 × (pays − costs), whatever the luck.
local PAYS = [[return { doc = "Does it pay?", horizon = 10, state = { x = 0 },
  params = { effort = compare { 0, 1 }, pays = given(0.5, "assumed", { 0.2, 0.8 }), costs = given(0.4, "assumed", { 0.3, 0.45 }),
             luck = given(1, "assumed", { 0, 2 }) },
  step = function(r, t, p, draw) r.x = r.x + p.effort * (p.pays - p.costs) + draw.normal("luck", 0, p.luck) end,
  outcomes = { x = mean("x") } }]]

describe("An experiment with compared policies", function()
  local compared = { set = {}, compare = { effort = { 0, 1 } } }

  it("reads the difference at either end of each range, and where it turns", function()
    within(PAYS, 3, function(ws)
      local result = simulate(ws, 1, { experiment = { "tornado", true, compared } })
      assert.are.equal(14, #result.header.policies) -- seven settings
      local series, found = series_of(result, "x"), {}
      for i, bar in ipairs(experiment.bars(result, series, 2)) do
        found[i] = ("%s %.2f %.2f"):format(bar.param, bar.low.mean, bar.high.mean)
      end
      assert.are.same({ "pays -2.00 4.00", "costs 2.00 0.50", "luck 1.00 1.00" }, found)
      local sentences, turned = answers.tornado(result, series, 2)
      assert.are.same({ "It is higher at both ends of costs and luck too.", "It turns with pays, between 0.2 and 0.5." }, sentences)
      assert.are.same({ "pays" }, turned)
    end)
  end)

  it("counts the points of a grid at which it goes which way", function()
    within(PAYS, 3, function(ws)
      local asked = { set = { costs = 0.4, luck = 1 }, compare = compared.compare }
      local result = simulate(ws, 1, { experiment = { "grid", 4, asked } })
      assert.are.equal("of 4 points higher at 2, lower at 1 and no difference can be seen at 1. It turns with pays, between 0.2 and 0.6.",
        (answers.points(result, series_of(result, "x"), 2)))
    end)
  end)

  it("opens its page with the answer, and names a way only where it can be seen", function()
    within(PAYS, 3, function(ws)
      assert.are.same({ { lead = "effort = 1 rather than effort = 0, as assumed:",
                          items = { "x +1.0 (95 %: +1.0 to +1.0). It is higher at both ends of costs and luck too. "
                            .. "It turns with pays, between 0.2 and 0.5." } } },
        opening.of(simulate(ws, 1, { runs = 2, experiment = { "tornado", true, compared } })))
    end)
    local guess = [[return { doc = "No difference.", horizon = 4, state = { x = 0, y = 0 }, params = { a = compare { 0, 1, 2 } },
      step = function(r, t, p, draw)
        if p.a == 1 then r.x = r.x + draw.normal("one", 0, 1) else r.x = r.x + draw.normal("other", 0, 1) end
        r.y = p.a
      end, outcomes = { x = mean("x"), y = mean("y") } }]]
    within(guess, 2, function(ws)
      local said = opening.of(simulate(ws, 3, { runs = 128 }))[1]
      assert.are.equal("Held against a = 0, at the end:", said.lead)
      assert.match("^x: no difference can be seen with a = 1 and 2%.$", said.items[1])
      assert.are.equal("y is higher with a = 1 (+1 ± 0) and 2 (+2 ± 0).", said.items[2])
    end)
  end)

  it("gives rows of differences, a pair of policies and an outcome each", function()
    within(PAYS, 3, function(ws)
      local rows = tables.tidy_differences(simulate(ws, 1, { experiment = { "tornado", true, compared } }))
      assert.are.equal(7, #rows)
      assert.are.same({ "effort = 1, as assumed", "effort = 0, as assumed", "x", 10, 64 },
        { rows[1].policy, rows[1].against, rows[1].outcome, rows[1].step, rows[1].runs })
      assert.is_true(math.abs(rows[1].difference - 1) < 1e-9 and rows[1].low <= rows[1].difference and rows[1].difference <= rows[1].high)
    end)
  end)
end)

describe("A synthetic population", function()
  it("is drawn from the record's, with neighbours in the same numbers, by the seed alone", function()
    local ring = [[return { doc = "Neighbours.", horizon = 1, runs = 1, state = { x = 1 }, peers = { known = count() },
      step = function(r) r.x = 1 end, outcomes = { anna = share("owner == 'anna'"), known = mean("peers.known") } }]]
    local links = { { 1, 2 }, { 2, 3 }, { 3, 4 }, { 4, 1 } }
    within(ring, 4, function(ws)
      local a, b = simulate(ws, 3, { runs = 1, size = 4000 }), simulate(ws, 3, { runs = 1, size = 4000 })
      assert.are.equal(rows_of(a), rows_of(b))
      assert.is_true(math.abs(mean_at(a, "anna") - 0.5) < 4 * 0.5 / math.sqrt(4000))
      assert.is_true(math.abs(mean_at(a, "known") - 2) < 0.01)
    end, links)
  end)
end)

describe("Statistics", function()
  it("have the widths of Student's t", function()
    for freedom, width in pairs { [1] = 12.7062, [2] = 4.30265, [5] = 2.57058, [30] = 2.04227, [1000] = 1.96234 } do
      assert.is_true(math.abs(kith.student(0.95, freedom) - width) < 1e-4)
    end
  end)

  it("say why numbers make no distribution", function()
    assert.is_nil(kith.distribution_fault { kind = "beta", a = 1, b = 2 })
    assert.are.equal("both its numbers are above 0", kith.distribution_fault { kind = "beta", a = 0, b = 2 })
    assert.are.equal("the lower bound comes first", kith.distribution_fault { kind = "uniform", a = 2, b = 1 })
    assert.is_string(kith.distribution_fault { kind = "discrete", values = {}, weights = {} })
    assert.are.equal("as many weights as values", kith.distribution_fault { kind = "discrete", values = { 1, 2 }, weights = { 1 } })
  end)

  it("refuse what is no chunk", function()
    local fold = kith.fold { cells = 1, series = 1, plans = 0, policies = 1, against = { 1 } }
    for _, bytes in ipairs { "", "\1", ("\255"):rep(100), ("\0"):rep(9) .. "x" } do assert.is_false(fold:add(1, 1, bytes)) end
    assert.is_true(fold:add(1, 1, "\0" .. ("\0"):rep(8)))
  end)
end)
