-- Translated rules against interpreted ones. The long form is `make differ-rules`.

package.path = "tests/tools/?.lua;" .. package.path
local harness = require "harness"
local kith = require "kith"
local rules = require "kith.rules"

local build = os.getenv "KITH_BUILD" or "build"

local function run(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local text = pipe:read "a"
  return pipe:close(), text
end

local function probe(how, chunks)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(table.concat(chunks, "\n----\n"), "\n----\n")
  file:close()
  local fine, text = run(("%s/rule_probe %s <%s"):format(build, how, path))
  os.remove(path)
  return fine, text
end

local function function_of(body, before) return ("%s\nreturn function(r, p)\n%s\nend"):format(before or "", body) end

describe("A translated rule", function()
  it("gives the bits of the interpreter, on random functions", function()
    local fine, text = run(("lua5.4 tests/rule/generate.lua 1 400 | %s/rule_probe differ 250"):format(build))
    assert.is_truthy(fine, text)
    local functions, translated, differing = text:match "(%d+) functions, (%d+) translated, .* (%d+) differing"
    assert.are.equal("400", functions)
    assert.is_true(tonumber(translated) > 300, text)
    assert.are.equal("0", differing)
  end)

  it("gives the bits of the interpreter, where they are easy to get wrong", function()
    local bodies = {
      "return r.n // 0", "return 7 // 0.0", "return -r.x % r.y", "return r.x % -0.0", "return 5 % r.n", "return (r.n // 1) % 3",
      "return math.floor(r.x) // math.floor(r.y)", "return math.floor(r.x) % math.floor(r.n)",
      "return math.mininteger // math.floor(r.n)", "return r.x < math.maxinteger", "return r.x <= math.maxinteger",
      "return math.mininteger <= r.x", "return r.x == 9007199254740993", "return math.floor(r.x) < r.y",
      "return math.floor(r.x) == r.x", "return math.floor(-0.0) * r.x", "return -math.floor(r.x)",
      "return math.maxinteger + math.floor(r.n)", "return math.abs(math.mininteger)", "return math.max(r.x, r.y, 0)",
      "return math.min(0, r.x, -0.0)", "return r.x ^ 2",
      "return 2 ^ r.x", "return 2 ^ -r.n", "return (-2) ^ r.n", "return 0 ^ r.x", "return 1e300 ^ r.y", "return r.x ^ 0.5",
      "return math.tointeger(r.x)",
      "return math.tointeger(r.n) or -0.5",
      "return r.x - 0", "return 0 - r.x",
      "return r.x == nil and r.y or r.z", "return r.level == r.kind", "return r.level < 'm'", "return r.level .. 'x' == 'keyx'",
      "return r.active and r.x", "return r.active < 1", "return not r.x",
      "local a = r.x local b = r.y local c = r.x return c + a + b", "if r.x then return end return 1",
      "return W[r.level] + W[r.kind]", "return W[r.x]", "for i = 1, 3 do if i > r.n then return i end end",
      "for i = 3, 1, -1 do if r.x then break end end return r.y", "return ramp(r.x, p.limit, p.rate)", "return fade(r.x, p.half)",
      "return clamp(r.x)", "return clamp(r.x, nil, r.y)", "return p.HIGH == r.level", "return r.x + r.level", "return '2' + r.n",
      "return r.group.u and -r.group.v", "local m = r.group return m.u + r.w", "return r.x > r.level",
      "return math.log(r.x, 2) + math.log(r.y, 10) + math.log(r.z, 3)", "return math.fmod(r.x, r.y)",
      "return math.fmod(math.floor(r.n), 4)", "return math.sqrt(r.level)", "return math.atan(r.x, r.y) + math.atan(r.z)",
      "return math.ceil(r.x) + 0.5", "return (r.x or 1) + (r.y or 'text')",
    }
    local chunks = {}
    for i, body in ipairs(bodies) do chunks[i] = function_of("  " .. body, "local W = { key = 1, major = 2.5 }") end
    local fine, text = probe("differ 3000", chunks)
    assert.is_truthy(fine, text)
  end)

  it("has exp, log and pow that are right to 0.6 units in the last place", function()
    local fine, text = run(build .. "/rule_numbers 300000")
    assert.is_truthy(fine, text)
  end)

  it("takes time that grows with its size, not its nesting", function()
    local chain, nested, long = {}, {}, {}
    for i = 1, 200 do chain[i] = ("r.x > %d and r.y or "):format(i) end
    for i = 1, 190 do nested[i] = ("if r.x > %d then"):format(i) end -- Lua itself takes no more
    for i = 1, 6100 do long[i] = ("r.x * %d +"):format(i % 90 + 10) end
    local fine, text = probe("time", {
      function_of("return " .. table.concat(chain) .. "1"),
      function_of("return " .. ("r.x > r.y and ("):rep(90) .. "r.z" .. (") or r.w"):rep(90)),
      function_of(table.concat(nested, "\n").. " return 1 " .. ("else return 2 end\n"):rep(190)),
      function_of("local v = 0\n" .. table.concat(nested, "\n") .. " v = v + 1 " .. ("end v = v + r.y\n"):rep(190) .. " return v"),
      function_of("return " .. table.concat(long) .. " 1"),
      function_of("for a = 1, 4000 do for b = 1, 4000 do for c = 1, 4000 do end end end return r.x"),
      function_of("for i = 1, 4000 do if helper(r.x) then return 1 end end return 2",
        "local function helper(a) if a == nil then return a end " .. ("a = a + a "):rep(3000) .. " return a > 5 end"),
      function_of("return twice(twice(twice(twice(r.x))))", "local function once(a) return a * 2 end\n"
        .. "local function more(a) return once(once(once(once(a)))) end\nlocal function twice(a) return more(more(more(more(a)))) end"),
    })
    assert.is_truthy(fine, text)
    for milliseconds in text:gmatch "([%d.]+) ms" do
      assert.is_true(tonumber(milliseconds) < (os.getenv "KITH_PRELOAD" and 1000 or 50), text)
    end
  end)
end)

-- All of a rule's answers as text: values to the last bit, limits, what was missing, what was read, what was found.
local function answers(ws, rule, interpret)
  local of, out = {}, {}
  for i, relationship in ipairs(ws:relationships()) do of[i] = relationship.id end
  local columns = ws.core:columns { features = rule.declared, views = { { as_of = ws.day }, { as_of = "2026-02-01" } }, of = of }
  local defaults = {}
  for i, factor in ipairs(rule.factors) do defaults[i] = factor.line and 0 or columns:position(factor.name) or 0 end
  local findings, parts = columns:run(ws.player, {
    rule = rule.name, script = rule.script, factors = #rule.factors, limits = #rule.limits, defaults = defaults, classes = rule.classes,
    interpret = interpret,
  })
  local function add(...) out[#out + 1] = table.concat({ ... }, " ") end
  for _, finding in ipairs(findings) do add(finding.row, finding.what, finding.part, finding.line, finding.message) end
  columns:shape(rules.shape(rule))
  for i, id in ipairs(of) do
    for view = 1, 2 do
      local class, missing = columns:class(i, view)
      add(id, view, tostring(class), tostring(missing))
      for _, factor in ipairs(columns:factors(i, view)) do
        add(factor.value and ("%a"):format(factor.value) or "missing", factor.missing or "")
      end
      local value, _, band, limit = columns:score(i, view)
      add(tostring(value), tostring(band), tostring(limit))
    end
  end
  for factor = rule.classes and 0 or 1, #rule.factors do add(table.concat(columns:inputs(factor), " ")) end
  local translated = 0
  for _, part in ipairs(parts) do translated = translated + (part.translated and 1 or 0) end
  return table.concat(out, "\n"), translated, #parts
end

describe("Rules of a practice", function()
  it("score the same translated and interpreted, those that ship and one that is wrong here and there", function()
    local home = kith.home
    kith.home = harness.root
    finally(function() kith.home = home end)
    harness.with_folder(function(folder)
      assert(os.execute("cp -R examples/restaurant " .. harness.quote(folder) .. "/place"))
      harness.write(folder .. "/place/scripts/rules/odd.lua", [[
        local weight = { key = 1, strategic = 0.9, tactical = 0.5 }
        return { doc = "Odd.", features = { silence = days_since("contact"), visits = count("interaction") }, factors = {
          { "outside", value = function(r) return r.silence / 30 end },
          { "raises", value = function(r) if r.level == "strategic" then return r.level < 1 end return weight[r.level] end },
          { "text", value = function(r) return r.level or 0.5 end },
          { "made", value = function(r) return #{ r.visits } end },
          { "order", value = function(r) return (r.power or r.value or r.silence) + r.interest * 0 end },
          { "fades", value = function(r) return fade(r.silence, 20) * math.exp(-r.visits / 7) end },
        }, limits = { { "odd", at_most = "amber", when = function(r) return r.visits > 3 and r.level end } } }]])
      for _, file in ipairs { "reservations", "measures", "events" } do
        harness.run(("cd place && kith import %s data/%s.csv --today 2026-07-01"):format(file, file), folder)
      end
      local ws = assert(kith.open(folder .. "/place", { today = "2026-07-01" }))
      local functions, of_all, different = 0, 0, false
      for _, name in ipairs(ws:script_names "rules") do
        local rule = assert(rules.load(ws, name))
        local ours, translated, count = answers(ws, rule)
        local theirs, none = answers(ws, rule, true)
        assert.are.equal(theirs, ours)
        assert.are.equal(0, none)
        different = different or ours:find "0x" ~= nil
        functions, of_all = functions + translated, of_all + count
      end
      ws:close()
      assert.is_true(different)
      assert.are.equal(of_all - 2, functions) -- all but the one that makes a table and the one that always raises
    end)
  end)
end)
