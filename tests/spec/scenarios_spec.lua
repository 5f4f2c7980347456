-- The shipped scenarios on the restaurant's record: each runs, and what it says is what its assumptions make plain.

package.path = "tests/tools/?.lua;" .. package.path
local harness = require "harness"

local SCRIPT = [[
set -e
kith new --example restaurant trattoria --today 2026-07-01 >/dev/null
cd trattoria
for name in reservations measures events; do kith import $name data/$name.csv --today 2026-07-01 >/dev/null; done
for name in review_cadence staffing word_of_mouth churn_and_winback supplier_failure trust_repair at_the_tables; do
  echo "= $name"
  kith simulate $name --as-of 2026-07-01 --runs 192 --format csv
done
]]

-- name → outcome → policy → the mean at the end.
local function read(text)
  local all, own = {}, nil
  for line in text:gmatch "[^\n]+" do
    local name = line:match "^= (.*)"
    if name then
      own = {}
      all[name] = own
    elseif line:find '^"policy"' then
      own.columns = {}
      for column in line:gmatch '"([^"]*)"' do own.columns[column], own.columns[#own.columns + 1] = #own.columns + 1, column end
    else
      local cells = {}
      for cell in (line .. ","):gmatch '"?([^,"]*)"?,' do cells[#cells + 1] = cell end
      local policy, outcome = cells[1], cells[own.columns.outcome]
      own[outcome] = own[outcome] or {}
      own[outcome][policy] = tonumber(cells[own.columns.mean])
    end
  end
  return all
end

describe("The shipped scenarios", function()
  local said

  it("run on the restaurant's record", function()
    local out, err, status = harness.with_folder(function(folder) return harness.run(SCRIPT, folder) end)
    assert.are.equal("", err)
    assert.are.equal(0, status)
    said = read(out)
  end)

  it("say what their assumptions make plain", function()
    local function rises(name, outcome, ...)
      local policies, before = { ... }, -math.huge
      for _, policy in ipairs(policies) do
        local value = said[name][outcome][policy]
        assert.is_true(value ~= nil and value > before, ("%s of %s with %s"):format(outcome, name, policy))
        before = value
      end
    end
    rises("review_cadence", "trust", "review_every = 26", "review_every = 13", "review_every = 4")
    rises("staffing", "trust", "visits = 1", "visits = 2", "visits = 4")
    rises("staffing", "neglected", "visits = 2", "visits = 1")
    rises("word_of_mouth", "recommend", "asked = 0", "asked = 2")
    rises("word_of_mouth", "half_after", "asked = 2", "asked = 0")
    rises("churn_and_winback", "retention", "back = 0", "back = 0.1", "back = 0.2")
    rises("supplier_failure", "worst", "reserve = false", "reserve = true")
    rises("trust_repair", "trust", "effort = 0.55", "effort = 0.65", "effort = 0.75")
    rises("trust_repair", "scarred", "effort = 0.75", "effort = 0.55")
    rises("at_the_tables", "lowest", "worst_first = false", "worst_first = true")
  end)

  -- Fader & Hardie 2007 with α 1, β 9: after 20 periods 9 / 29 are left.
  it("keep to the sBG model where nobody is won back", function()
    assert.is_true(math.abs(said.churn_and_winback.retention["back = 0"] - 9 / 29) < 4 * 0.11 / math.sqrt(192))
  end)
end)
