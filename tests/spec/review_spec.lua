-- When a review is due, which are open, and how a change of the model is shown. Commands are in tests/transcripts/review.t.

local model_change = require "kith.model_change"
local review = require "kith.review"
local kith = require "kith"

-- A practice of plain tables: relationships with a series of reviews of so many days, and the events given.
local function practice(relationships, events)
  local ws = { begins = "2026-01-01" }
  for _, each in ipairs(relationships) do each.review = { every = each.every, prepare = "14d" } end
  function ws.relationships() return relationships end
  function ws.name_of(_, each) return type(each) == "table" and each.id or each end
  function ws.begins_of() return ws.begins end
  ws.core = {
    events = function(_, filter)
      local found = {}
      for _, event in ipairs(events or {}) do
        if not filter.id or filter.id == event.id then found[#found + 1] = event end
      end
      return found
    end,
    origin = function() return "relationship model", "regular" end,
    present = function(_, staff) return staff end,
    review_next = function(_, id, begins, due_before, over)
      local after = math.max(kith.day_number(begins), kith.day_number(due_before or begins), kith.day_number(over or begins))
      for _, each in ipairs(relationships) do
        if each.id == id and each.every then
          local due = begins
          while kith.day_number(due) <= after do due = kith.day_add(due, each.every) end
          return due, kith.day_add(due, "14d", -1)
        end
      end
    end,
    review_may = function(_, from, to) return from == "opened" and (to == "closed" or to == "cancelled") end,
  }
  return ws
end

local function event(id, at, state, more)
  more.id, more.kind, more.of, more.at, more.state = id, "review", id:match "^[^#]+", at, state
  return more
end
local function opened(id, due, at) return event(id, at, "opened", { due = due }) end
local function step(id, about, state, at) return event(id, at, state, { about = about }) end

local function dues(list)
  local found = {}
  for i, each in ipairs(list) do found[i] = each.relationship .. " " .. each.due end
  return found
end

describe("review.plan", function()
  it("shows what opens by the horizon, by due day and then id", function()
    local ws = practice { { id = "zoe", every = "100d" }, { id = "bob", every = "100d" }, { id = "ann", every = "50d" }, { id = "none" } }
    assert.same({}, dues(review.plan(ws, "2026-02-05", "2026-02-05").due))
    assert.same({ "ann 2026-02-20" }, dues(review.plan(ws, "2026-02-06", "2026-02-06").due))
    assert.same({ "ann 2026-02-20", "bob 2026-04-11", "zoe 2026-04-11" }, dues(review.plan(ws, "2026-02-06", "2026-04-01").due))
  end)

  it("names the next one that is not yet due", function()
    local ws = practice { { id = "zoe", every = "100d" }, { id = "ann", every = "50d" } }
    local plan = review.plan(ws, "2026-01-02", "2026-01-02")
    assert.same({ "ann", "2026-02-20", "2026-02-06" }, { plan.next.relationship, plan.next.due, plan.next.opens })
  end)

  it("says why, and how late", function()
    local ws = practice { { id = "ann", every = "50d" } }
    local each = review.plan(ws, "2026-03-01", "2026-03-01").due[1]
    assert.equal("due 2026-02-20, 9 days ago (every 50d from 2026-01-01); 14 days to prepare", each.why)
    assert.equal(9, each.days_late)
    each = review.plan(ws, "2026-02-20", "2026-02-20").due[1]
    assert.equal("due 2026-02-20, today (every 50d from 2026-01-01); 14 days to prepare", each.why)
    assert.equal(0, review.plan(ws, "2026-02-10", "2026-02-10").due[1].days_late)
  end)

  it("does not wait for somebody who is in no model any more", function()
    local ws = practice({ { id = "ann", every = "50d" } }, { opened("bob#1", "2026-02-20", "2026-02-06") })
    local plan = review.plan(ws, "2026-06-01", "2026-06-01")
    assert.same({}, plan.open)
    assert.same({ "ann 2026-02-20" }, dues(plan.due))
  end)

  it("waits for the outcome of what is open", function()
    local ws = practice({ { id = "ann", every = "50d" } }, { opened("ann#1", "2026-02-20", "2026-02-06") })
    local plan = review.plan(ws, "2026-06-01", "2026-06-01")
    assert.same({}, plan.due)
    assert.same({ "ann 2026-02-20" }, dues(plan.open))
    assert.equal("kith review close ann#1", plan.open[1].command)
    assert.equal("reviews/2026-02-20-ann.yaml", plan.open[1].file)
  end)

  it("counts the next from the later of the due day and the day it was closed", function()
    local early = { opened("ann#1", "2026-02-20", "2026-02-06"), step("ann#2", "ann#1", "closed", "2026-02-10") }
    local late = { opened("ann#1", "2026-02-20", "2026-02-06"), step("ann#2", "ann#1", "closed", "2026-05-01T10:00") }
    assert.equal("2026-04-11", review.plan(practice({ { id = "ann", every = "50d" } }, early), "2026-03-01", "2026-03-01").next.due)
    assert.equal("2026-05-31", review.plan(practice({ { id = "ann", every = "50d" } }, late), "2026-05-02", "2026-05-02").next.due)
  end)

  it("treats a cancelled review as past", function()
    local events = { opened("ann#1", "2026-02-20", "2026-02-06"), step("ann#2", "ann#1", "cancelled", "2026-02-21") }
    local plan = review.plan(practice({ { id = "ann", every = "50d" } }, events), "2026-02-22", "2026-02-22")
    assert.same({ {}, {} }, { plan.due, plan.open })
    assert.equal("2026-04-11", plan.next.due)
  end)

  it("plans nothing past the end of a relationship", function()
    local ws = practice { { id = "ann", every = "50d", ["until"] = "2026-02-19" } }
    local plan = review.plan(ws, "2026-06-01", "2026-06-01")
    assert.same({}, plan.due)
    assert.is_nil(plan.next)
  end)

  it("does without a journal", function()
    local ws = practice { { id = "ann", every = "50d" } }
    ws.journal_absent, ws.core.events = true, nil
    assert.equal(1, #review.plan(ws, "2026-03-01", "2026-03-01").due)
  end)
end)

describe("review.may", function()
  local events = {
    opened("ann#1", "2026-02-20", "2026-02-06"), step("ann#2", "ann#1", "closed", "2026-02-10"),
    opened("bob#5", "2026-02-20", "2026-02-06"),
  }
  local ws = practice({ { id = "ann", every = "50d" }, { id = "bob", every = "50d" } }, events)

  local function why(id, state)
    local found, message = review.may(ws, id, state)
    assert.is_nil(found)
    return message
  end

  it("gives the review that may take the step", function() assert.equal("bob", review.may(ws, "bob#5", "closed").relationship) end)

  it("says why it may not", function()
    assert.equal("ann#1 was closed on 2026-02-10; it cannot be closed now", why("ann#1", "closed"))
    assert.equal("ann#2 is about the review ann#1; name that one", why("ann#2", "closed"))
    assert.equal("there is no review bob#9; open: bob#5", why("bob#9", "closed"))
    assert.equal("there is no review bob; open: bob#5", why("bob", "closed"))
    assert.equal("there is no review eve#1; kith review plan shows those that are open", why("eve#1", "closed"))
  end)
end)

describe("review.evidence", function()
  it("keeps the score and what it was made of, by reference", function()
    local row = { rule = "health", value = 0.4, band = "red", coverage = 0.8 }
    row.factors = { { name = "trust", value = 0.3, weight = 2, say = "…" } }
    assert.same({ anchor = "7:ab", as_of = "2026-07-01", rule = "health", score = 0.4, band = "red", coverage = 0.8,
      factors = { { name = "trust", value = 0.3, weight = 2 } } }, review.evidence(nil, row, "2026-07-01", "7:ab"))
  end)

  it("is the state of the record where there is no score", function()
    assert.same({ anchor = "7:ab", as_of = "2026-07-01" }, review.evidence(nil, nil, "2026-07-01", "7:ab"))
  end)
end)

describe("model_change.show", function()
  local MODEL = [[
stakeholders:
  ann:
    name: Ann
    relationship:
      level: tactical   # for now
      cadence: { ideal: 30d, max: 60d }
  bob: { name: Bob }
]]

  local function show(line, changes) return model_change.show("models/people.yaml", MODEL, line, changes) end

  it("replaces a value and keeps the comment", function()
    local diff, line = show(2, { relationship = { level = "strategic" } })
    assert.equal([[
--- models/people.yaml
+++ models/people.yaml
@@ -4,3 +4,3 @@
     relationship:
-      level: tactical   # for now
+      level: strategic   # for now
       cadence: { ideal: 30d, max: 60d }]], diff)
    assert.equal(5, line)
  end)

  it("adds what is not there where it belongs, once", function()
    local diff, line = show(2, { note = "a \"friend\"", relationship = { review = { every = "6 months", prepare = "14d" } } })
    assert.equal([[
--- models/people.yaml
+++ models/people.yaml
@@ -6,2 +6,6 @@
       cadence: { ideal: 30d, max: 60d }
+      review:
+        every: 6 months
+        prepare: 14d
+    note: "a \"friend\""
   bob: { name: Bob }]], diff)
    assert.equal(7, line)
  end)

  it("edits within braces", function()
    local diff = show(2, { relationship = { cadence = { ideal = "20d", by = { "call", "visit" } } } })
    assert.truthy(diff:find("+      cadence: { ideal: 20d, max: 60d, by: [call, visit] }", 1, true))
    assert.truthy(show(7, { power = 0.5 }):find("+  bob: { name: Bob, power: 0.5 }", 1, true))
  end)

  it("tells a change without a place where it finds none", function()
    local diff, line, lost = show(7, { relationship = { level = "strategic" } })
    assert.is_nil(diff)
    assert.same({ 7, { "relationship.level: strategic" } }, { line, lost })
    assert.same({ "power: 0.5" }, select(3, show(99, { power = 0.5 })))
  end)

  it("is silent where nothing changes", function()
    local diff, _, lost = show(2, { relationship = { level = "tactical" } })
    assert.is_nil(diff)
    assert.same({}, lost)
  end)

  local function text(model, line, changes) return (select(4, model_change.show("models/people.yaml", model, line, changes))) end

  it("touches nothing else, to the byte", function()
    local changes = { relationship = { level = "strategic", note = "x" } }
    assert.equal((MODEL:gsub("tactical   #", "strategic   #"):gsub("max: 60d }\n", "%0      note: x\n")), text(MODEL, 2, changes))
    local dos = MODEL:gsub("\n", "\r\n")
    assert.equal((dos:gsub("tactical   #", "strategic   #"):gsub("max: 60d }\r\n", "%0      note: x\r\n")), text(dos, 2, changes))
    local cut = MODEL:sub(1, -2)
    assert.equal((cut:gsub("Bob }$", "Bob, power: 1 }")), text(cut, 7, { power = 1 }))
    assert.equal(MODEL, text(MODEL, 2, { relationship = { level = "tactical" } }))
    assert.equal("a:\n  note: y # c\n", text("a:\n  note: \"x # y\" # c\n", 1, { note = "y" }))
  end)

  it("holds the new text against what the old one said", function()
    local function says(model, line, changes)
      return model_change.says(model, text(model, line, changes), { "stakeholders", "ann" }, changes)
    end
    assert.is_true(says(MODEL, 2, { relationship = { level = "strategic", cadence = { ideal = "20d" } } }))
    assert.is_true(says(MODEL, 2, { power = 0.5, tags = { "a", "b" } }))
    assert.is_false(says("stakeholders:\n  ann:\n    tags:\n      - a\n      - b\n", 2, { tags = { "c" } }))
    assert.is_false(says("stakeholders:\n  ann:\n    note: |\n      two\n      lines\n", 2, { note = "one" }))
    assert.is_false(says("stakeholders:\n  ann: { a: { level: x } } # }\n", 2, { level = "y" }))
  end)
end)
