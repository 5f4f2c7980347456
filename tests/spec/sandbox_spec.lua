-- Every attack of tests/attacks, as the rule script of a pack from someone else: the call comes back, the keeper lives, the next player
-- works, nothing was written. By default a selection over all families; KITH_LONG=1 runs all, with the limits people get.

package.path = "tests/tools/?.lua;" .. package.path
local harness = require "harness"
local kith = require "kith"
local lfs = require "lfs"
local now = require("system").gettime

local LONG = os.getenv "KITH_LONG"
local SLACK = os.getenv "KITH_PRELOAD" and 10 or 1 -- under the sanitizers all is slower

-- These end by the kill on silence, and wait for it.
local SILENT = {
  keys_long = true, loop_slow_repeat = true, memory_error_values = true, pattern_deep = true, pattern_catastrophic = true,
  pattern_catastrophic_caught = true, pattern_catastrophic_gmatch = true, pattern_catastrophic_gsub = true,
  pattern_catastrophic_match = true,
}

local function selected()
  local all = harness.list("tests/attacks", function(name, mode) return mode == "file" and name:find "%.lua$" end)
  local names, quick = {}, {}
  for i, file in ipairs(all) do names[i] = file:gsub("%.lua$", "") end
  if LONG then return names end
  for i, name in ipairs(names) do
    if not SILENT[name] and i % 4 == 1 then quick[#quick + 1] = name end
  end
  quick[#quick + 1] = "pattern_catastrophic"
  quick[#quick + 1] = "pattern_catastrophic_caught"
  return quick
end

local PRELUDE, LAYERS = harness.own "rule", harness.own "layers"
-- With threads beside the script, as rules over many rows and simulations have them.
local LIMITS = LONG and { threads = 3 } or { threads = 3, steps = 5000000, memory = 32, silence = 500 }

local function load_rule(player, text)
  return player:call {
    ["do"] = "load_rule", rule = "attack", script = "scripts/rules/attack.lua", prelude = PRELUDE, layers = LAYERS, libraries = {},
    scripts = { { name = "attack", chunk = "scripts/rules/attack.lua", text = text } },
  }
end

local function listing(folder)
  local lines = {}
  for name in lfs.dir(folder) do
    local size = lfs.attributes(folder .. "/" .. name, "size")
    if name ~= "." and name ~= ".." then lines[#lines + 1] = name .. " " .. size .. " " .. tostring(harness.read(folder .. "/" .. name)) end
  end
  table.sort(lines)
  return table.concat(lines, "\n")
end

local HARMLESS = 'return { features = { trust = latest("trust") }, factors = { { "trust" } } }'

describe("a script in the player", function()
  it("is confined by this system", function() assert.is_true((kith.confined())) end)

  for _, name in ipairs(selected()) do
    it("does no harm: " .. name, function()
      local text = assert(harness.read("tests/attacks/" .. name .. ".lua"))
      harness.with_folder(function(folder)
        harness.write(folder .. "/journal.db", "not to be touched")
        local home = lfs.currentdir()
        assert(lfs.chdir(folder))
        local player = assert(kith.player(LIMITS))
        local began = now()
        local done, reply, failure = pcall(load_rule, player, text)
        local took = now() - began
        player:close()
        local fresh = assert(kith.player { silence = 20000 }) -- patient: the machine may be busy with other things
        local answered, header = pcall(load_rule, fresh, HARMLESS)
        fresh:close()
        assert(lfs.chdir(home))
        assert.is_true(done, "the keeper raised: " .. tostring(reply))
        if not reply then
          assert.equal("string", type(failure.message))
          assert.is_true(#failure.message > 0 and #failure.message < 2000, "a message of a length to be read")
          assert.is_nil(failure.message:find(harness.root, 1, true), "no path of this machine")
        end
        assert.is_true(took < 3.5 * SLACK, ("took %.1f s"):format(took))
        assert.is_true(answered and type(header) == "table", "a fresh player works")
        assert.equal("journal.db 17 not to be touched", listing(folder))
      end)
    end)
  end

  it("is told which limit it broke, and is then refused", function()
    local player = assert(kith.player { steps = 1000000 })
    local reply, failure = load_rule(player, "local n = 0\nwhile true do n = n + 1 end")
    assert.is_nil(reply)
    assert.same({ "scripts/rules/attack.lua", 2, true }, { failure.source, failure.line, failure.over })
    assert.equal("ran past its limit of 1,000,000 steps (limits: steps in practice.yaml)", failure.message)
    local again, why = load_rule(player, HARMLESS)
    assert.is_nil(again)
    assert.is_true(why.over)
    player:close()
  end)

  it("leaves nothing to the next script of the same player", function()
    local player = assert(kith.player {})
    assert.is_nil((load_rule(player, "leak = 1 return {}")))
    assert.is_nil((load_rule(player, "string.rep = nil return {}")))
    assert.is_table((load_rule(player, 'return { doc = ("x"):rep(3), factors = {} }')))
    local reply, failure = load_rule(player, "return { doc = leak }")
    assert.is_nil(reply)
    assert.equal('unknown name "leak"', failure.message:match '^unknown name "leak"')
    player:close()
  end)
end)
