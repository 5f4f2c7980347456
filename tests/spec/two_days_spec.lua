-- When something was so, and when kith was told: what is known as of a day, what definitions were in force, undo and corrections,
-- starting values.

package.path = "tests/tools/?.lua;" .. package.path
local harness = require "harness"
local kith = require "kith"
local scratch = require "scratch"

local function practice(more, ann)
  local form = "name: Bistro\nbegins: 2026-01-01\nmeasures: { smiles: { scale: [0, 10] } }\n%s"
    .. "stakeholders:\n  ann: { name: Ann, relationship: { %s } }\n"
  return form:format(more or "", ann or "type: basic")
end

local function within(files, use)
  if type(files) == "string" then files = { ["practice.yaml"] = files } end
  return scratch.folder(files, use)
end

local function smile(at, number, more)
  local event = { kind = "measure", of = "ann", at = at, values = { smiles = number } }
  for key, value in pairs(more or {}) do event[key] = value end
  return event
end

-- What a feature is as of a day, looked at on a later day or on that day.
local function known(folder, declaration, as_of, today)
  return scratch.open(folder, { today = today or as_of }, function(ws) return scratch.feature(ws, declaration, "ann", as_of) end)
end

local function latest() return { how = "latest", of = "smiles", raw = true } end
local function count() return { how = "count", of = "complaint" } end

describe("as of a day", function()
  it("everything counts that was so by then, whenever it was noted", function()
    within(practice(), function(folder)
      scratch.note(folder, "2026-03-01", { smile("2026-02-01", 4) })
      assert.equal(4, (known(folder, latest(), "2026-02-15")))
      scratch.note(folder, "2026-06-01", { smile("2026-02-10", 9), smile("2026-05-01", 2) })
      assert.equal(9, (known(folder, latest(), "2026-02-15"))) -- noted in June, so since February
      assert.equal(4, (known(folder, latest(), "2026-02-09")))
      assert.is_nil((known(folder, latest(), "2026-01-31")))
      assert.equal(2, (known(folder, latest(), "2026-05-01")))
      assert.equal(2, (known(folder, latest(), "2030-01-01")))
    end)
  end)

  it("counts a moment by its day", function()
    within(practice(), function(folder)
      scratch.note(folder, "2026-03-01", { smile("2026-02-01T23:59", 4), smile("2026-02-02T00:00", 5) })
      assert.equal(4, (known(folder, latest(), "2026-02-01")))
      assert.equal(5, (known(folder, latest(), "2026-02-02")))
    end)
  end)

  it("nothing can be noted that lies ahead", function()
    within(practice(), function(folder)
      local good, why = pcall(scratch.note, folder, "2026-03-01", { smile("2026-03-02", 4) })
      assert.is_false(good)
      assert.truthy(why:find("after today", 1, true))
      assert.is_nil((known(folder, latest(), "2026-12-31")))
    end)
  end)

  it("two views of one question differ in time alone", function()
    within(practice(), function(folder)
      local first, second = { kind = "complaint", of = "ann", at = "2026-02-01" }, { kind = "complaint", of = "ann", at = "2026-04-01" }
      scratch.note(folder, "2026-06-01", { first, second })
      scratch.open(folder, { today = "2026-06-01" }, function(ws)
        local function frozen(of_day, until_)
          return scratch.feature(ws, { how = "days_since", of = "complaint" }, "ann", of_day, until_)
        end
        assert.equal(61, (frozen "2026-06-01"))
        assert.equal(120, (frozen("2026-06-01", "2026-03-01"))) -- as if the record had ended in March
      end)
    end)
  end)
end)

describe("definitions", function()
  local function level(folder, as_of)
    return scratch.open(folder, { as_of = as_of }, function(ws) return ws.core:find("relationship", "ann").level end)
  end

  it("reach back when first noted, and count from the day noted when changed", function()
    within(practice(nil, "level: tactical"), function(folder)
      scratch.note(folder, "2026-03-01", {})
      assert.equal("tactical", level(folder, "2026-01-15")) -- before it was noted
      harness.write(folder .. "/practice.yaml", practice(nil, "level: strategic"))
      scratch.note(folder, "2026-05-01", {})
      assert.equal("tactical", level(folder, "2026-01-15"))
      assert.equal("tactical", level(folder, "2026-04-30"))
      assert.equal("strategic", level(folder, "2026-05-01"))
      harness.write(folder .. "/practice.yaml", practice(nil, "level: operational"))
      assert.equal("operational", level(folder, "2026-06-01")) -- not noted yet, but in the files of today
      assert.equal("tactical", level(folder, "2026-04-30"))
    end)
  end)

  it("of the vocabulary are those of the day too", function()
    within(practice "relationship_models: { regular: { cadence: { ideal: 10d } } }\n", function(folder)
      local function ideal(as_of)
        return scratch.open(folder, { as_of = as_of }, function(ws) return ws.core:find("relationship_model", "regular").cadence.ideal end)
      end
      scratch.note(folder, "2026-03-01", {})
      harness.write(folder .. "/practice.yaml", practice "relationship_models: { regular: { cadence: { ideal: 40d } } }\n")
      scratch.note(folder, "2026-05-01", {})
      assert.equal(10, kith.span_days(ideal "2026-02-01"))
      assert.equal(10, kith.span_days(ideal "2026-04-30"))
      assert.equal(40, kith.span_days(ideal "2026-05-01"))
    end)
  end)

  it("are noted once, and again only when they changed", function()
    within(practice(), function(folder)
      local function synced(today)
        return scratch.open(folder, { today = today, write = true }, function(ws)
          assert(ws.core:begin())
          local count_of = ws:sync()
          assert(ws.core:commit())
          return count_of
        end)
      end
      assert.is_true(synced "2026-03-01" > 0)
      assert.equal(0, synced "2026-03-01")
      assert.equal(0, synced "2026-07-01")
      harness.write(folder .. "/practice.yaml", (practice():gsub("name: Ann", "name: Anne")))
      assert.equal(1, synced "2026-07-02")
    end)
  end)

  it("keep scripts as they were, helpers included", function()
    local files = { ["practice.yaml"] = practice(), ["scripts/rules/trial.lua"] = "return { factors = {} } -- one",
                    ["scripts/lib/tone.lua"] = "return 1" }
    within(files, function(folder)
      scratch.note(folder, "2026-03-01", {})
      harness.write(folder .. "/scripts/rules/trial.lua", "return { factors = {} } -- two")
      scratch.note(folder, "2026-05-01", {})
      scratch.open(folder, { today = "2026-06-01" }, function(ws)
        assert.equal("return { factors = {} } -- one", ws.core:scripts_at("2026-01-01")["scripts/rules/trial.lua"])
        assert.equal("return { factors = {} } -- one", ws.core:scripts_at("2026-04-30")["scripts/rules/trial.lua"])
        assert.equal("return { factors = {} } -- two", ws.core:scripts_at("2026-05-01")["scripts/rules/trial.lua"])
        assert.equal("return 1", ws.core:scripts_at("2026-05-01")["scripts/lib/tone.lua"])
      end)
    end)
  end)
end)

describe("undo", function()
  local function undo(folder, id, today)
    return scratch.open(folder, { today = today, write = true }, function(ws)
      assert(ws.core:begin())
      local good, why = ws.core:undo(id, { today = today, by = "" })
      if good then assert(ws.core:commit()) else ws.core:rollback() end
      return good, why
    end)
  end

  it("takes back what was noted, and keeps that it was", function()
    within(practice(), function(folder)
      local ids = scratch.note(folder, "2026-03-01", { smile("2026-02-01", 4), smile("2026-02-02", 9) })
      assert.is_true((undo(folder, ids[2], "2026-03-05")))
      assert.equal(4, (known(folder, latest(), "2026-02-15", "2026-03-10")))
      scratch.open(folder, { today = "2026-03-10" }, function(ws)
        assert.equal(1, #ws.core:events { of = "ann", kind = "measure" })
        assert.equal(2, #ws.core:events { of = "ann", kind = "measure", with_superseded = true })
        assert.same({}, ws.core:verify())
      end)
    end)
  end)

  it("happens once, and only to what is there", function()
    within(practice(), function(folder)
      local id = scratch.note(folder, "2026-03-01", { smile("2026-02-01", 4) })[1]
      assert.is_true((undo(folder, id, "2026-03-05")))
      local good, why = undo(folder, id, "2026-03-06")
      assert.is_nil(good)
      assert.equal(id .. " was undone or corrected already", why)
      good, why = undo(folder, "ann#99", "2026-03-06")
      assert.is_nil(good)
      assert.equal("there is no event ann#99", why)
    end)
  end)

  it("of an outcome leaves the promise open again", function()
    within(practice(), function(folder)
      local ids = scratch.note(folder, "2026-03-01", {
        { kind = "commitment", of = "ann", by = "us", at = "2026-02-01", due = "2026-02-20" },
        { kind = "commitment", about = 1, state = "kept", at = "2026-02-10" },
      })
      local function share() return (known(folder, { how = "share", of = "commitment", state = "kept" }, "2026-02-25", "2026-03-10")) end
      assert.equal(1, share())
      undo(folder, ids[2], "2026-03-05")
      assert.equal(0, share())
      assert.equal(1, (known(folder, { how = "share", of = "commitment", state = "overdue" }, "2026-02-25", "2026-03-10")))
    end)
  end)

  it("is refused for what cannot be undone", function()
    within(practice(), function(folder)
      scratch.note(folder, "2026-03-01", {})
      local good, why = undo(folder, "ann#1", "2026-03-05") -- the definition of ann
      assert.is_nil(good)
      assert.equal("ann#1 is of kind definition; change the file it was noted from instead", why)
    end)
  end)
end)

describe("an import that is repeated", function()
  local function note(folder, today, events)
    return scratch.open(folder, { today = today, write = true }, function(ws)
      assert(ws.core:begin())
      local outcomes = {}
      for i, event in ipairs(events) do outcomes[i] = assert(ws.core:note(event, { today = today, by = "", importer = "till" })) end
      assert(ws.core:commit())
      return outcomes
    end)
  end

  it("is known by its keys; other content under the same key corrects", function()
    within(practice(), function(folder)
      local first = { smile("2026-02-01", 4, { key = "17" }), smile("2026-02-02", 5, { key = "18" }) }
      assert.same({ "added", "added" }, note(folder, "2026-03-01", first))
      assert.same({ "known", "known" }, note(folder, "2026-03-02", first))
      assert.same({ "corrected", "known" }, note(folder, "2026-03-03", { smile("2026-02-01", 8, { key = "17" }), first[2] }))
      assert.equal(8, (known(folder, latest(), "2026-02-01", "2026-03-10")))
      assert.equal(5, (known(folder, latest(), "2026-02-02", "2026-03-10")))
      assert.same({ "corrected" }, note(folder, "2026-03-04", { smile("2026-02-03", 1, { key = "17" }) })) -- another day
      assert.is_nil((known(folder, latest(), "2026-02-01", "2026-03-10")))
      scratch.open(folder, { today = "2026-03-10" }, function(ws)
        assert.equal(2, #ws.core:events { of = "ann", kind = "measure" })
        assert.equal(4, #ws.core:events { of = "ann", kind = "measure", with_superseded = true })
        assert.same({}, ws.core:verify())
      end)
    end)
  end)
end)

describe("starting values", function()
  local START = "since: 2025-06-01, start: { stage: explore, engagement: neutral -> leading, maturity: { us: 2, them: 3 } }"

  it("count from always, noted or not", function()
    within(practice(nil, START), function(folder)
      local function stage(as_of, today) return (known(folder, { how = "latest", of = "stage" }, as_of, today)) end
      assert.equal("explore", stage("2026-03-01")) -- nothing is noted yet
      assert.equal("explore", stage("2024-01-01"))
      scratch.note(folder, "2026-03-01", {})
      assert.equal("explore", stage("2026-03-01"))
      assert.equal("explore", stage("2024-01-01", "2026-03-01"))
      assert.equal("leading", (known(folder, { how = "latest", of = "desired" }, "2026-03-01")))
      assert.equal(3, (known(folder, { how = "latest", of = "maturity.them" }, "2026-03-01")))
    end)
  end)

  it("are noted once: what is assessed later stands, whatever the file says then", function()
    within(practice(nil, START), function(folder)
      scratch.note(folder, "2026-03-01", { { kind = "assessment", of = "ann", at = "2026-02-01", stage = "offer" } })
      harness.write(folder .. "/practice.yaml", practice(nil, (START:gsub("explore", "realize"))))
      scratch.note(folder, "2026-04-01", {})
      local function stage(as_of) return (known(folder, { how = "latest", of = "stage" }, as_of, "2026-05-01")) end
      assert.equal("explore", stage "2026-01-31")
      assert.equal("offer", stage "2026-02-01")
      assert.equal("offer", stage "2026-05-01")
    end)
  end)

  it("are judgements, not observations", function()
    within(practice(nil, START), function(folder)
      scratch.note(folder, "2026-03-01", {})
      assert.is_nil((known(folder, count(), "2026-03-01")))
      scratch.note(folder, "2026-03-01", { smile("2026-03-01", 3) })
      assert.equal(0, (known(folder, count(), "2026-03-01")))
    end)
  end)
end)
