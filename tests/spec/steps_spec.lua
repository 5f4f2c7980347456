-- Translated steps of scenarios against interpreted ones. The long form is `make differ-steps`.

local build = os.getenv "KITH_BUILD" or "build"

local function probe(chunks, of)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(chunks)
  file:close()
  local pipe = assert(io.popen(("KITH_PROBE_WHY=1 %s/simulate_probe %s <%s 2>&1"):format(build, of or "", path)))
  local text = pipe:read "a"
  local fine = pipe:close()
  os.remove(path)
  return fine, text
end

describe("A translated step", function()
  it("gives the bits of the interpreter, on random functions, whatever the instruction set, the blocks and the tiles", function()
    local pipe = assert(io.popen "lua5.4 tests/rule/generate.lua 1 400 step")
    local fine, text = probe(pipe:read "a")
    pipe:close()
    assert.is_truthy(fine, text)
    local steps, translated = text:match "(%d+) functions, (%d+) translated, %d+ lanes compared, %d+ left to the interpreter, 0 differing"
    assert.are.equal("400", steps, text)
    assert.is_true(tonumber(translated) > 320, text)
  end)

  it("gives the bits of the interpreter, where they are easy to get wrong", function()
    local bodies = {
      "r.x, r.y = r.y, r.x", "r.x = r.y r.y = r.z r.z = r.x", "r.x = 1", "r.active = not r.active", "r.x = t", "r.x = t // 2 + t % 3",
      "r.x = p.sampled r.y = r.all.m r.z = r.w", "r.x = r.x", "r.x = 1 / 0", "r.x = r.n", "r.active = r.x", "r.x = 'text'", "r.x = nil",
      "r.x = 1 / 0 r.x = 1", "r.x = draw.normal('a', 0, 1) + draw.normal('a', 0, 1)", "r.x = draw.normal('a', r.x, r.y)",
      "if r.active then r.y = draw.uniform('a') end r.x = draw.uniform('a') r.z = draw.uniform('a')",
      "for i = 1, 3 do if draw.chance('a', 0.5) then r.x = draw.uniform('b', -1, i) end end",
      "if draw.chance('a', 0.3) then return end r.x = 7", "r.x = draw.poisson('a', 3) + draw.exponential('a', 2)",
      "r.x = draw.poisson('a', r.y)", "r.x = draw.exponential('a', r.y)", "r.x = draw.uniform('a', r.x, r.y)",
      "r.x = draw.normal('a', 0, -1)",
      "if draw.chance('a', 2) then r.x = 1 end", "if r.active then r.x = draw.exponential('a', r.x) end r.y = draw.uniform('b')",
      "r.active = draw.chance('a', 1) r.x = draw.chance('a', 0) and 1 or 2", "r.x = draw.chance('a', r.y) and 1 or 0",
      "local d = draw.normal r.x = d('a', 1, 2)",
      "local function twice(f, n) return f(n, 0, 1) + f(n, 0, 1) end r.x = twice(draw.normal, 'q')",
      "local function leave(who) who.active = false end if r.x > 0 then leave(r) end",
      "if r.level == 'key' then r.x = r.x / 2 else r.y = r.x end",
      "local s = clamp(r.x) r.x = s r.y = 1 - s if s < 0.5 then r.z = s end", "r.x = clamp(r.x, 0, 1) * 2 r.y = clamp(r.x, 0.5)",
    }
    local chunks = {}
    for i, body in ipairs(bodies) do chunks[i] = ("return function(r, t, p, draw)\n  %s\nend\n----\n"):format(body) end
    local fine, text = probe(table.concat(chunks))
    assert.is_truthy(fine, text)
    assert.is_truthy(text:find "34 functions, 27 translated, .* 0 differing", text)
  end)

  it("is left to the interpreter where it does what no translation does, and says why", function()
    local reasons = {
      ["p.rate = 1"] = "a change of something else than the row",
      ["r.level = 'key'"] = "a change of \"level\", which is no field of the state",
      ["r.x = draw.normal(r.level, 0, 1)"] = "a draw whose name is not known beforehand",
      ["r.x = draw.weibull('a', 1)"] = "a call of draw.weibull",
      ["r.x = draw:normal(1)"] = "a method call",
      ["local t = {} r.x = #t"] = "a table made in the function",
      ["while r.x > 1 do r.x = r.x / 2 end"] = "a loop whose length is not known beforehand (while, repeat, goto)",
    }
    for body, reason in pairs(reasons) do
      local _, text = probe(("return function(r, t, p, draw)\n  %s\nend\n----\n"):format(body))
      assert.is_truthy(text:find("left: " .. reason, 1, true), text)
    end
  end)
end)

describe("A translated function of a row", function()
  it("answers what the interpreter answers, as a number, as a value and as a truth", function()
    local pipe = assert(io.popen "lua5.4 tests/rule/generate.lua 1 200 value")
    local fine, text = probe(pipe:read "a", "values")
    pipe:close()
    assert.is_truthy(fine, text)
    local functions, translated = text:match "(%d+) functions, (%d+) translated, .* 0 differing"
    assert.are.equal("200", functions, text)
    assert.is_true(tonumber(translated) > 160, text)
  end)

  it("changes nothing, and is left to the interpreter where it would", function()
    local _, text = probe("return function(r, p, t)\n  r.x = 1\n  return r.x\nend\n----\n", "values")
    assert.is_truthy(text:find("left: a change of \"x\", which is no field of the state", 1, true), text)
  end)
end)

-- Bytes of the first chunks of every policy of a scenario, and what was said about its being slower.
local function chunks(ws, name, how)
  local scenarios, runs = require "kith.simulate.scenarios", require "kith.simulate.runs"
  local scenario = assert(scenarios.load(ws, name))
  local policies, _, _, fixed = runs.policies(scenario, {})
  local population = assert(scenarios.prepare(ws, scenario, { seed = 3, size = how.size or 12, fixed = fixed }))
  population.size = how.size or 12
  local bytes, slower, numbers, all = {}, nil, {}, how.runs or 5
  for i = 1, (all + runs.CHUNK - 1) // runs.CHUNK do numbers[i] = i - 1 end
  for i, policy in ipairs(policies) do
    local reply = assert(ws.player:call { ["do"] = "simulate", scenario = scenario.name, script = scenario.script, params = policy.values,
                                          seed = 3, chunks = numbers, runs = all, interpret = how.interpret, single = how.single })
    bytes[i] = table.concat(assert(reply.partials, reply.finding and ("%s, row %d, run %d, step %d"):format(
      reply.finding.message, reply.finding.row, reply.finding.run, reply.finding.step)))
    slower = reply.untranslated or reply.doubles
  end
  return table.concat(bytes), slower
end

describe("A scenario", function()
  local kith, workspace = require "kith", require "kith.workspace"
  package.path = "tests/tools/?.lua;" .. package.path
  local harness = require "harness"

  local function with_practice(body)
    local home = kith.home
    kith.home = harness.root
    finally(function() kith.home = home end)
    harness.with_folder(function(folder)
      assert(os.execute("cp -R examples/restaurant " .. harness.quote(folder) .. "/place"))
      body(folder .. "/place")
    end)
  end

  it("comes to the same bytes translated and interpreted, all that ship", function()
    with_practice(function(place)
      local ws = assert(workspace.open { dir = place, as_of = "2026-03-01" })
      local count = 0
      for _, name in ipairs(require("kith.simulate.scenarios").names(ws)) do
        local translated, slower = chunks(ws, name, {})
        assert.is_nil(slower and slower.why)
        assert.is_true(translated == chunks(ws, name, { interpret = true }), name)
        count = count + 1
      end
      assert.is_true(count >= 6)
    end)
  end)

  -- Of many runs each thread has its own, of few they share out the relationships.
  it("comes to the same bytes with 1, 2 and 7 threads, in both precisions", function()
    with_practice(function(place)
      for _, how in ipairs {
        { name = "word_of_mouth", size = 700, runs = 40 },
        { name = "word_of_mouth", size = 700, runs = 40, single = true },
        { name = "staffing", size = 90, runs = 230 },
        { name = "at_the_tables", size = 90, runs = 40, single = true },
        { name = "at_the_tables", size = 700, runs = 30 },
        { name = "trust_repair", size = 5, runs = 130, interpret = true },
      } do
        local bytes
        for _, threads in ipairs { 1, 2, 7 } do
          local ws = assert(workspace.open { dir = place, as_of = "2026-03-01", threads = threads })
          local now = chunks(ws, how.name, how)
          bytes = bytes or now
          assert.is_true(bytes == now, how.name .. " with " .. threads)
        end
      end
    end)
  end)

  it("finds the same fault first with 1, 2 and 7 threads, in many tiles and in one", function()
    with_practice(function(place)
      assert(os.execute("mkdir -p " .. harness.quote(place) .. "/scripts/scenarios"))
      harness.write(place .. "/scripts/scenarios/odd.lua", [[
        return { doc = "Odd.", horizon = "20 weeks", every = "1 week", state = { trust = 0.5 }, outcomes = { trust = mean("trust") },
          step = function(r, t, p, draw) if draw.chance("bad", 0.00002) then r.trust = 0 / 0 end end }]])
      for _, how in ipairs { { size = 50, runs = 640 }, { size = 2000, runs = 32 } } do
        local first
        for _, threads in ipairs { 1, 2, 7 } do
          local ws = assert(workspace.open { dir = place, as_of = "2026-03-01", threads = threads })
          local good, raised = pcall(chunks, ws, "odd", how)
          local message = not good and tostring(raised.message or raised)
          first = first or message
          assert.matches("no number (0/0), row", message, 1, true)
          assert.equal(first, message, threads)
        end
      end
    end)
  end)

  it("tells why a step is interpreted, or not computed in single precision", function()
    with_practice(function(place)
      assert(os.execute("mkdir -p " .. harness.quote(place) .. "/scripts/scenarios"))
      harness.write(place .. "/scripts/scenarios/odd.lua", [[
        return { doc = "Odd.", horizon = "10 weeks", every = "1 week", state = { trust = 0.5 }, outcomes = { trust = mean("trust") },
                 step = function(r, t, p, draw)
                   local n = 0
                   while n < 1 do n = n + 1 end
                   r.trust = draw.uniform("x")
                 end }]])
      harness.write(place .. "/scripts/scenarios/whole.lua", [[
        return { doc = "Whole.", horizon = "10 weeks", every = "1 week", state = { trust = 0.5 }, outcomes = { trust = mean("trust") },
                 step = function(r, t, p, draw) r.trust = math.floor(r.trust * 4 + draw.uniform("x")) % 3 end }]])
      harness.write(place .. "/scripts/scenarios/huge.lua", [[
        return { doc = "Huge.", horizon = "10 weeks", every = "1 week", state = { trust = 0.5 }, outcomes = { trust = mean("trust") },
                 step = function(r, t, p, draw) r.trust = r.trust * 1e30 * 1e30 end }]])
      harness.write(place .. "/scripts/scenarios/huger.lua", [[
        return { doc = "Huger.", horizon = "10 weeks", every = "1 week", state = { trust = 0.5 }, outcomes = { trust = mean("trust") },
                 step = function(r, t, p, draw) r.trust = r.trust + 1e39 end }]])
      local ws = assert(workspace.open { dir = place, as_of = "2026-03-01" })
      local _, odd = chunks(ws, "odd", {})
      assert.are.equal("a loop whose length is not known beforehand (while, repeat, goto)", odd.why)
      assert.are.equal(4, odd.line)
      local single, whole = chunks(ws, "whole", { single = true })
      assert.is_truthy(whole.why:find("integers that differ from relationship to relationship", 1, true))
      assert.is_true(single == chunks(ws, "whole", {}))
      local fine, message = pcall(chunks, ws, "huge", { single = true })
      assert.is_false(fine)
      assert.is_truthy(tostring(message):find("trust would be 5e+59, too large for single precision", 1, true), message)
      local _, huger = chunks(ws, "huger", { single = true })
      assert.are.equal("a number above 3.4e38", huger.why)
      local pipe = assert(io.popen(("KITH_HOME=%s %s/kith simulate odd --population 9 --runs 200 -C %s --as-of 2026-03-01 2>&1"):format(
        harness.quote(harness.root), build, harness.quote(place))))
      local text = pipe:read "a"
      assert.is_true(pipe:close(), text)
      assert.is_truthy(text:find("scripts/scenarios/odd.lua:4: note: the step is interpreted, relationship by relationship, which takes "
        .. "ten to fifty times as long: a loop whose length is not known beforehand (while, repeat, goto)\n", 1, true), text)
      assert.is_nil(text:find("note: .*note: "), text)
    end)
  end)
end)
