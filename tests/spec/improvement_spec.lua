-- Improvements: which step may follow which, and whether the target was reached. Commands are in tests/transcripts/improve.t.

package.path = "tests/tools/?.lua;" .. package.path

local improvement = require "kith.improvement"
local scratch = require "scratch"

local PRACTICE = [[
name: Bistro
begins: 2026-01-01
staff: { anna: { name: Anna } }
measures:
  wait: { unit: minutes, better: low }
  csat: { scale: [1, 5], valid: 90d }
stakeholders:
  maria: { relationship: { owner: anna } }
]]

local function within(use) return scratch.folder({ ["practice.yaml"] = PRACTICE }, use) end

local function opened(more)
  local event = { kind = "improvement", of = "maria", at = "2026-02-01", cycle = "pdca", step = "plan", measure = "csat", baseline = 3,
                  target = 4 }
  for key, value in pairs(more or {}) do event[key] = value end
  return event
end
local function value(at, csat) return { kind = "measure", of = "maria", at = at, values = { csat = csat } } end
local function step(at, name) return { kind = "improvement", about = 1, at = at, step = name } end

-- The first improvement as of a day, measured.
local function item_at(folder, day)
  return scratch.open(folder, { as_of = day }, function(ws)
    local item = improvement.all(ws)[1]
    if item then improvement.measure(ws, { item }) end
    return item
  end)
end

-- { actual, reached } as of a day, after these events.
local function answer(events, day)
  return within(function(folder)
    scratch.note(folder, "2026-12-31", events)
    local item = item_at(folder, day)
    return { item.actual, item.reached }
  end)
end

describe("a step", function()
  local STEPS = { { name = "plan", exits = { "do" } }, { name = "do", exits = { "closed", "plan" } } }
  local function may(from, to)
    return within(function(folder)
      return scratch.open(folder, { today = "2026-02-01" }, function(ws) return ws.core:improvement_may(STEPS, from, to) end)
    end)
  end

  it("follows only where the one before leads to it", function()
    assert.is_true(may("plan", "do"))
    assert.is_true(may("do", "plan"))
    assert.is_true(may("do", "closed"))
    assert.is_false(may("plan", "closed"))
    assert.is_false(may("plan", "plan"))
    assert.is_false(may("elsewhere", "plan"))
    assert.is_false(may("closed", "plan"))
  end)

  it("begins with the first", function()
    assert.is_true(may(nil, "plan"))
    assert.is_false(may(nil, "do"))
  end)
end)

describe("reached", function()
  it("is told by the newest value since it was opened", function()
    assert.same({ 3.5, false }, answer({ opened(), value("2026-02-10", 4.5), value("2026-03-10", 3.5) }, "2026-04-01"))
    assert.same({ 4, true }, answer({ opened(), value("2026-02-10", 3.5), value("2026-03-10", 4) }, "2026-04-01"))
  end)

  it("is not known where nothing was measured since, or without a target", function()
    assert.same({}, answer({ opened() }, "2026-04-01"))
    assert.same({}, answer({ value("2026-01-31", 5), value("2026-02-01", 5), opened() }, "2026-04-01"))
    local item = { opened { target = false }, value("2026-02-02", 5) }
    item[1].target = nil
    assert.same({ 5 }, answer(item, "2026-04-01"))
  end)

  it("is not known of a value that is out of date", function()
    assert.same({ 4.5, true }, answer({ opened(), value("2026-02-10", 4.5) }, "2026-05-10"))
    assert.same({}, answer({ opened(), value("2026-02-10", 4.5) }, "2026-05-11"))
  end)

  it("turns round where lower is better", function()
    local function wait(at, minutes) return { kind = "measure", of = "maria", at = at, values = { wait = minutes } } end
    local events = { opened { measure = "wait", baseline = 25, target = 15 }, wait("2026-02-10", 14.9), wait("2026-03-10", 15.1) }
    assert.same({ 14.9, true }, answer(events, "2026-03-09"))
    assert.same({ 15.1, false }, answer(events, "2026-03-10"))
  end)

  it("takes the mean of a window, its first day outside", function()
    local events = { opened { within = "30d" }, value("2026-02-10", 5), value("2026-02-20", 3), value("2026-03-10", 4) }
    assert.same({ 4, true }, answer(events, "2026-03-11"))
    assert.same({ 3.5, false }, answer(events, "2026-03-12"))
    assert.same({}, answer(events, "2026-04-09"))
  end)

  it("counts only what is measured after it came back to a step", function()
    local events = { opened(), step("2026-02-05", "do"), value("2026-02-20", 4.5), step("2026-03-01", "check"), step("2026-03-02", "plan"),
                     step("2026-03-03", "do"), value("2026-03-04", 3.5) }
    assert.same({ 4.5, true }, answer(events, "2026-03-01"))
    assert.same({}, answer(events, "2026-03-03"))
    assert.same({ 3.5, false }, answer(events, "2026-03-04"))
  end)

  it("follows corrections and undo", function()
    within(function(folder)
      local ids = scratch.note(folder, "2026-06-01", { opened(), value("2026-02-10", 4.5), value("2026-03-10", 3.5) })
      assert.is_false(item_at(folder, "2026-04-01").reached)
      scratch.open(folder, { today = "2026-06-02", write = true }, function(ws)
        assert(ws.core:begin())
        assert(ws.core:undo(ids[3], { today = "2026-06-02" }))
        assert(ws.core:commit())
      end)
      assert.is_true(item_at(folder, "2026-04-01").reached)
      assert.same({ ids[2] }, scratch.open(folder, { as_of = "2026-04-01" }, function(ws)
        local item = improvement.all(ws)[1]
        improvement.measure(ws, { item })
        return improvement.event_ids(ws, item.events)
      end))
    end)
  end)
end)

describe("as of a past day", function()
  local EVENTS = { opened(), step("2026-02-05", "do"), { kind = "improvement", about = 1, at = "2026-02-20", due = "2026-08-01" },
                   step("2026-03-01", "check"), { kind = "improvement", about = 1, at = "2026-04-01", state = "dropped" } }

  it("the register is what it was", function()
    within(function(folder)
      scratch.note(folder, "2026-12-31", EVENTS)
      assert.is_nil(item_at(folder, "2026-01-31"))
      local then_at = {}
      for i, day in ipairs { "2026-02-01", "2026-02-05", "2026-03-15", "2026-04-01" } do
        local item = item_at(folder, day)
        then_at[i] = { item.step, item.state, item.due or "none", item.entered }
      end
      assert.same({ { "plan", "open", "none", "2026-02-01" }, { "do", "open", "none", "2026-02-05" },
                    { "check", "open", "2026-08-01", "2026-03-01" }, { "check", "dropped", "2026-08-01", "2026-03-01" } }, then_at)
    end)
  end)

  it("what was opened and taken back is not there, nor what continued it", function()
    within(function(folder)
      local ids = scratch.note(folder, "2026-12-31", EVENTS)
      scratch.open(folder, { today = "2026-12-31", write = true }, function(ws)
        assert(ws.core:begin())
        assert(ws.core:undo(ids[1], { today = "2026-12-31" }))
        assert(ws.core:commit())
      end)
      assert.is_nil(item_at(folder, "2026-12-31"))
    end)
  end)
end)

describe("ws:improvement(id):advance", function()
  local function advancing(use)
    return within(function(folder)
      scratch.note(folder, "2026-02-01", { opened { due = "2026-12-01", owner = "anna" } })
      return scratch.open(folder, { today = "2026-03-01", write = true, player = true }, use)
    end)
  end

  it("moves on with what the step needs, and says what is wrong without harm to what follows", function()
    advancing(function(ws)
      local it = assert(ws:improvement "maria#2")
      assert.same({ nil, "maria#2 goes on to \"do\", not to \"act\"" }, { it:advance "act" })
      assert.same({ "do", "maria#3" }, { it:advance "do" })
      local went, why = it:advance()
      assert.is_nil(went)
      assert.is_truthy(why:find("it needs a note", 1, true))
      went, why = it:advance { note = "Tried", target = 2 }
      assert.is_nil(went)
      assert.is_truthy(why:find("no better than the baseline", 1, true))
      assert.same({ "check", "maria#4" }, { it:advance { note = "Tried", by = "anna" } })
      assert.equal(0, ws.findings:errors())
    end)
  end)

  it("knows only what is open", function()
    advancing(function(ws)
      assert.same({ nil, "there is no improvement maria#9; open: maria#2" }, { ws:improvement "maria#9" })
    end)
  end)
end)

describe("a need", function()
  local STATES = { "identified", "agreed", "planned", "delivered", "verified", "declined" }
  -- m: may, s: skips, .: may not; from is the row.
  local MAY = { "mmss.m", ".mms.m", "..mm.m", "..mmm.", "m...m.", "m....m" }

  it("goes on a step at a time, is verified only once delivered, and comes up again", function()
    within(function(folder)
      scratch.open(folder, { today = "2026-02-01" }, function(ws)
        local found = {}
        for i, from in ipairs(STATES) do
          local row = {}
          for n, to in ipairs(STATES) do row[n] = (ws.core:need_may(from, to) or "."):sub(1, 1) end
          found[i] = table.concat(row)
        end
        assert.same(MAY, found)
        assert.same({ nil, "agreed" }, { ws.core:need_may(nil, "verified") })
        assert.same({ nil, "planned" }, { ws.core:need_may("agreed", "verified") })
        assert.same({ nil, "identified" }, { ws.core:need_may("declined", "agreed") })
      end)
    end)
  end)
end)

describe("what a step lacks", function()
  it("is what neither the improvement nor the advance says; notes and evidence belong to the step", function()
    local at = { needs = { "target", "owner", "note", "evidence" } }
    assert.same({ "owner", "note", "evidence" }, improvement.lacks({ target = 4, note = "old" }, at, {}))
    assert.same({}, improvement.lacks({ target = 4 }, at, { owner = "anna", note = "new", evidence = { "maria#2" } }))
  end)
end)
