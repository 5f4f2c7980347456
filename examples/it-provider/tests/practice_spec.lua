-- What must stay true of this practice, whoever turns a weight. In a workspace in which year.sh was played (automation/ci.sh does that):
--   KITH_HOME=/usr/local/share/kith lua5.4 /usr/bin/busted --ignore-lua tests
local kith = require "kith"

describe("on 5 January 2026", function()
  local ws

  setup(function() ws = assert(kith.open(".", { today = "2026-01-05" })) end)
  teardown(function() ws:close() end)

  local function row(id, rule) return assert(ws:score { of = { id }, rule = rule })[1] end

  it("a stranger is unknown, not red", function() assert.equal("unknown", row("heat-networks").band) end)

  it("silence does not pass for health", function() assert.equal("red", row("energy-trading").band) end)

  it("a night without screens is forgiven, once it is repaired", function() assert.equal("green", row("grid-operations").band) end)

  it("whoever decides about our money is not neglected", function()
    for _, id in ipairs { "karin-solberg", "daniel-okafor", "helena-marsh", "joao-pereira" } do
      assert.not_equal("neglected", row(id, "attention").band, id)
    end
  end)

  it("everybody has an owner who still works here", function()
    for _, relationship in ipairs(ws:relationships()) do
      assert.not_equal("mikael", relationship.owner, relationship.id)
    end
  end)
end)
