-- How factors become a score, a coverage and a band, against plain arithmetic; and that explained parts add up.

package.path = "tests/tools/?.lua;" .. package.path
local explain = require "kith.explain"
local kith = require "kith"
local output = require "kith.output"
local scratch = require "scratch"

local PRACTICE = [[
name: Bistro
begins: 2026-01-01
measures: { a: { scale: [0, 1] }, b: { scale: [0, 1] }, c: { scale: [0, 1] }, d: { scale: [0, 1] } }
stakeholders:
]]

local function rule(header)
  return ([[
return {
  features = { a = latest("a"), b = latest("b"), c = latest("c"), d = latest("d") },
  factors = { { "a", weight = 4 }, { "b", weight = 3 }, { "c", weight = 2 }, { "d" } },
  %s
}
]]):format(header)
end

local WEIGHTS = { a = 4, b = 3, c = 2, d = 1 }

-- Rows of scores, one a table of values: { { a = 0.5 }, … }.
local function scores(header, rows)
  local practice, events = { PRACTICE }, {}
  for i, values in ipairs(rows) do
    practice[#practice + 1] = ("  s%d: { relationship: { score: trial } }\n"):format(i)
    if next(values) then events[#events + 1] = { kind = "measure", of = "s" .. i, at = "2026-01-02", values = values } end
  end
  return scratch.folder({ ["practice.yaml"] = table.concat(practice), ["scripts/rules/trial.lua"] = rule(header) }, function(folder)
    scratch.note(folder, "2026-01-02", events)
    return scratch.open(folder, { today = "2026-02-01", player = true }, function(ws)
      local list = ws:score { rule = "trial" }
      assert(list and ws.findings:errors() == 0, ws.findings:render())
      return list
    end)
  end)
end

local function random_rows(count)
  local rows = {}
  for i = 1, count do
    rows[i] = {}
    for name in pairs(WEIGHTS) do
      if math.random(3) > 1 then rows[i][name] = math.random(0, 20) / 20 end
    end
  end
  return rows
end

local function plain(values, combine, poor)
  local sum, weight, all, low = 0, 0, 0, nil
  for _, name in ipairs { "a", "b", "c", "d" } do
    all = all + WEIGHTS[name]
    local value = values[name]
    if value then
      sum, weight = sum + WEIGHTS[name] * value, weight + WEIGHTS[name]
      low = low and math.min(low, value) or value
    end
  end
  local mean = weight > 0 and sum / weight or nil
  if combine == "min" then mean = low end
  if combine == "any_poor" and low and low < poor then mean = low end
  return mean, weight / all
end

local function band(value) return value >= 0.75 and "green" or value >= 0.5 and "amber" or "red" end

describe("scores", function()
  for _, combine in ipairs { "weighted", "min", "any_poor" } do
    it("combine what is there: " .. combine, function()
      math.randomseed(11)
      local rows = random_rows(150)
      for i, score in ipairs(scores(('combine = "%s"'):format(combine), rows)) do
        local value, coverage = plain(rows[i], combine, 0.5)
        local known = value and coverage >= 0.5 -- what is unknown has no value either
        assert.is_true(not known and score.value == nil or math.abs(score.value - value) < 1e-12)
        assert.is_true(math.abs(score.coverage - coverage) < 1e-12)
        assert.equal(known and band(score.value) or "unknown", score.band)
        assert.equal(next(rows[i]) and "scored" or "nothing recorded", score.state)
      end
    end)
  end

  it("take lower bounds of bands as inclusive", function()
    local list = scores("bands = { { \"low\", 0 }, { \"mid\", 0.5 }, { \"high\", 0.75 } }, enough_evidence = 0", {
      { a = 0 }, { a = 0.49999 }, { a = 0.5 }, { a = 0.74999 }, { a = 0.75 }, { a = 1 },
    })
    local bands = {}
    for i, score in ipairs(list) do bands[i] = score.band end
    assert.same({ "low", "low", "mid", "mid", "high", "high" }, bands)
  end)

  it("say unknown below enough evidence, and not at it", function()
    local rows = { { a = 1 }, { a = 1, d = 1 }, { b = 0, c = 0 }, { b = 0, d = 0 }, {} } -- of 10: 4, 5, 5, 4, 0
    local bands = {}
    for i, score in ipairs(scores("enough_evidence = 0.5", rows)) do bands[i] = score.band end
    assert.same({ "unknown", "green", "red", "unknown", "unknown" }, bands)
    for i, score in ipairs(scores("enough_evidence = 0", rows)) do
      assert.equal(i == 5 and "unknown" or i < 3 and "green" or "red", score.band)
    end
  end)

  it("are held down by limits, the lowest of them, and only down", function()
    local limits = [[limits = { { "no d", at_most = "amber", when = function(r) return r.d < 0.2 end },
      { "no c", at_most = "red", when = function(r) return r.c == 0 end } }, enough_evidence = 0]]
    local list = scores(limits, {
      { a = 1, d = 0.1 }, { a = 1, d = 0.2 }, { a = 1, d = 0.1, c = 0 }, { a = 1, b = 1, c = 0 }, { a = 0, d = 0.1 },
      { a = 1 }, -- a missing input is no reason for a limit
    })
    local found = {}
    for i, score in ipairs(list) do found[i] = score.band .. (score.limit and " by " .. score.limit or "") end
    assert.same({ "amber by no d", "green", "red by no c", "red by no c", "red", "green" }, found)
  end)

  it("name what costs most", function()
    local score = scores("enough_evidence = 0", { { a = 0.9, b = 0.5, c = 0 } })[1]
    assert.equal("c", score.costs) -- 2 × 1 of 9, before 3 × 0.5 of 9
    assert.is_true(math.abs(score.cost - 2 / 9) < 1e-12)
  end)
end)

describe("parts", function()
  it("are whole numbers next to what they are made from, and add up", function()
    math.randomseed(3)
    for _ = 1, 500 do
      local numbers, sum = {}, 0
      for i = 1, math.random(1, 8) do
        numbers[i] = (math.random() - 0.3) * 60
        sum = sum + numbers[i]
      end
      local total = math.floor(sum + 0.5)
      local added = 0
      for i, whole in ipairs(kith.round_parts(numbers, total)) do
        added = added + whole
        assert.is_true(math.abs(whole - numbers[i]) < 1 + 1e-9)
      end
      assert.equal(total, added)
    end
    assert.same({}, kith.round_parts({}, 0))
  end)
end)

-- ---- What explain says ----

local MODELS = [[
relationship_models:
  regular: { cadence: { ideal: %s, max: 60d }, level: tactical }
]]

local COUNT = os.getenv "KITH_LONG" and 1000 or 200

local function practice(tune)
  local lines = { "name: Bistro\nbegins: 2026-01-01\n" .. tune .. "stakeholders:\n" }
  for i = 1, COUNT do lines[#lines + 1] = ("  s%d: { relationship: { model: regular } }\n"):format(i) end
  return table.concat(lines)
end

local function some_events(from, to)
  local events = {}
  for i = 1, COUNT do
    for _ = 1, math.random(0, 6) do
      local at = kith.day_text(math.random(kith.day_number(from), kith.day_number(to)))
      local event = { of = "s" .. i, at = at }
      local what = math.random(6)
      if what <= 2 then event.kind, event.values = "measure", { trust = math.random(0, 10) / 10 }
      elseif what == 3 then event.kind, event.values = "measure", { csat = math.random(1, 5) }
      elseif what == 4 then event.kind, event.channel = "interaction", math.random(2) == 1 and "call" or "visit"
      elseif what == 5 then event.kind, event.severity = "incident", math.random(4) == 1 and "severe" or "minor"
      else event.kind, event.by, event.due = "commitment", "us", kith.day_add(at, math.random(40) .. "d") end
      events[#events + 1] = event
    end
  end
  return events
end

-- Whole points next to the value, on its side of 50 and 75.
local function check_points(it)
  assert.is_true(math.abs(it.points - it.value * 100) < 1)
  for _, bound in ipairs { 50, 75 } do assert.equal(it.value >= bound / 100, it.points >= bound) end
end

describe("explain", function()
  it("splits a score and its change into parts that add up, for " .. COUNT .. " histories", function()
    math.randomseed(2026)
    local files = { ["practice.yaml"] = practice "", ["models/words.yaml"] = MODELS:format "20d" }
    scratch.folder(files, function(folder)
      scratch.note(folder, "2026-04-01", some_events("2026-01-01", "2026-04-01"))
      local harness = require "harness"
      harness.write(folder .. "/practice.yaml", practice "tune: { health: { weights: { trust: 5, csat: 1 }, params: { gone_at: 3 } } }\n")
      harness.write(folder .. "/models/words.yaml", MODELS:format "30d")
      scratch.note(folder, "2026-06-01", some_events("2026-03-01", "2026-06-01"))
      local split, redefined, ruled = 0, 0, 0
      for i = 1, COUNT do
        scratch.open(folder, { as_of = "2026-06-01", player = true }, function(ws)
          local at = explain.at(ws, ws.core:find("relationship", "s" .. i), {})
          local adds = 0
          for _, factor in ipairs(at.factors) do adds = adds + (factor.adds or 0) end
          if at.value then
            check_points(at)
            assert.equal(at.points, adds)
          end
          local since = assert(explain.since(ws, ws.core:find("relationship", "s" .. i), "2026-04-15", {}))
          assert.equal(at.value, since.to.value)
          if since.from.value and since.to.value then
            local sum = 0
            for _, step in ipairs(since.steps) do sum = sum + step.points end
            assert.equal(since.to.points - since.from.points, sum)
            assert.equal(since.total, sum)
            split = split + 1
            redefined = redefined + (since.steps[3].change ~= 0 and 1 or 0)
            ruled = ruled + (since.steps[4].change ~= 0 and 1 or 0)
          end
        end)
      end
      assert.is_true(split > COUNT / 2 and redefined > 20 and ruled > 20, ("%d %d %d"):format(split, redefined, ruled))
    end)
  end)

  -- Notes and what happens to others rest in the record; when they did must not matter.
  local function idle_events(shift)
    local events = {}
    for i = 1, COUNT do
      local at = kith.day_add("2026-02-01", "1 day", (i * 7 + shift) % 100)
      events[#events + 1] = { of = "s" .. i, at = at, kind = "note", text = "Nice weather" }
      events[#events + 1] = { of = "other", at = at, kind = "measure", values = { trust = i % 11 / 10 } }
    end
    return events
  end

  local function told(shift)
    local other = "  other: { relationship: { model: regular } }\n"
    local files = { ["practice.yaml"] = practice "" .. other, ["models/words.yaml"] = MODELS:format "20d" }
    math.randomseed(7)
    return scratch.folder(files, function(folder)
      scratch.note(folder, "2026-06-01", some_events("2026-01-01", "2026-06-01"))
      scratch.note(folder, "2026-06-01", idle_events(shift))
      local list = {}
      scratch.open(folder, { as_of = "2026-06-01", player = true }, function(ws)
        for i = 1, COUNT do
          local relationship = ws.core:find("relationship", "s" .. i)
          local since = explain.since(ws, relationship, "2026-04-15", {})
          since.events = nil -- the list of what was noted is the one thing that may differ
          list[i] = output.json_text { at = explain.at(ws, ws.core:find("relationship", "s" .. i), {}), since = since }
        end
      end)
      return list
    end)
  end

  it("is not moved by events that do not matter, for " .. COUNT .. " histories", function()
    local here, there = told(0), told(41)
    for i = 1, COUNT do assert.equal(here[i], there[i]) end
    assert.truthy(here[1]:find('"trust"', 1, true))
  end)
end)
