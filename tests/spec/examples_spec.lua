-- Examples as their users have them: copied, played, and held against tests of their own.

package.path = "tests/tools/?.lua;" .. package.path
local harness = require "harness"

local quote = harness.quote
local build = harness.root .. "/" .. (os.getenv "KITH_BUILD" or "build")

-- Runs a command in a folder; what it prints, and whether it went well.
local function sh(folder, command)
  local pipe = assert(io.popen(("cd %s && PATH=%s:$PATH && { %s; } 2>&1"):format(quote(folder), quote(build), command)))
  local said = pipe:read "a"
  return said, pipe:close() == true
end

local function must(folder, command)
  local said, fine = sh(folder, command)
  assert(fine, said)
  return said
end

describe("the example it-provider", function()
  it("passes its own tests", function()
    harness.with_folder(function(folder)
      must(folder, "kith new --example it-provider tarnwick && cd tarnwick && sh year.sh -q")
      local lua_path = harness.root .. "/scripts/?.lua;" .. harness.root .. "/scripts/?/init.lua;;"
      local paths = ("KITH_HOME=%s LUA_PATH=%s LUA_CPATH=%s"):format(quote(harness.root), quote(lua_path), quote(build .. "/?.so;;"))
      must(folder .. "/tarnwick", paths .. " lua5.4 /usr/bin/busted --ignore-lua -o plainTerminal tests")
    end)
  end)
end)

describe("a demo", function()
  local function played(folder, name) return must(folder, ("sh %s/examples/%s/demo.sh kith"):format(quote(harness.root), name)) end

  for _, name in ipairs { "it-provider", "restaurant" } do
    it("of " .. name .. " ends with a record that is whole", function()
      harness.with_folder(function(folder) assert(played(folder, name):find "%$ kith verify\n$") end)
    end)
  end

  it("says the same each time", function()
    harness.with_folder(function(folder) assert.equal(played(folder, "it-provider"), played(folder, "it-provider")) end)
  end)
end)

describe("kith.open", function()
  it("says so where kith's own files are not", function()
    local kith = require "kith"
    local home = kith.home
    kith.home = "/nowhere"
    local ws, why, status = kith.open "examples/restaurant"
    kith.home = home
    assert.is_nil(ws)
    assert.equal("kith: error: kith's own files are not in /nowhere; set KITH_HOME to the folder that holds its models and scripts", why)
    assert.equal(1, status)
  end)
end)
