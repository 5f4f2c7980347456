-- How the words of `kith log` are placed and typed. What it notes and prints is in tests/transcripts/log.t.

local command_line = require "kith.command_line"
local kith = require "kith"
local needs = require "kith.needs"
local words = require "kith.words"

-- A vocabulary of plain tables.
local function practice()
  local kinds = {
    channel = { "call", "visit" }, measure = { "csat", "nps" }, event_kind = { "tasting" }, stage = { "agree" },
    need = { "quiet" }, attribute = { "verdict" },
  }
  local relationship = { id = "ann" }
  local details = { tasting = { like = "interaction" }, verdict = { parent = { id = "tasting" } }, quiet = { parent = relationship } }
  local function entity(id)
    local new = details[id] or {}
    new.id = id
    return new
  end
  local core = {}
  function core.find(_, kind, id)
    for _, each in ipairs(kinds[kind] or {}) do
      if each == id then return entity(id) end
    end
    return nil, kith.nearest(id, kinds[kind] or {})
  end
  function core.list(_, kind)
    local list = {}
    for i, id in ipairs(kinds[kind] or {}) do list[i] = entity(id) end
    return list
  end
  function core.find_need(_, _, id) return core.find(core, "need", id) end
  return { core = core, findings = kith.diagnostics() }, relationship
end

-- The events that words make, and what is said of them.
local function read(list, note)
  local ws, relationship = practice()
  local line = command_line.new "kith log ann"
  local placed, _, note_at = words.place(line, list), nil, nil
  if note then _, note_at = line:pair("--note", note, " ") end
  line:register(ws.findings)
  local found = {}
  for i, item in ipairs(words.read(ws, relationship, placed, note, note_at)) do found[i] = item.event end
  return found, ws.findings:render()
end

local function understood(list, note)
  local found, said = read(list, note)
  assert.equal("", said)
  return found
end

local function message(list, note)
  local _, said = read(list, note)
  return said:match "^command line:1:%d+: error: ([^\n]*)"
end

describe("the words of kith log", function()
  it("are channels, kinds, measures and assessments, in their order", function()
    assert.same({ { kind = "measure", values = { csat = "4", nps = "9" } }, { kind = "interaction", channel = "call" } },
      understood { "csat=4", "call", "nps=9" })
    assert.same({ { kind = "assessment", stage = "agree", maturity = { us = "3" }, needs = { quiet = "agreed" } } },
      understood { "stage=agree", "maturity.us=3", "need.quiet=agreed" })
  end)

  it("give a field to the event named before it, else to the first that takes it", function()
    assert.same({ { kind = "complaint", severity = "severe" } }, understood { "severity=severe", "complaint" })
    assert.same({ { kind = "complaint", severity = "minor" }, { kind = "incident", severity = "severe" } },
      understood { "complaint", "severity=minor", "incident", "severity=severe" })
    assert.same({ { kind = "interaction", channel = "call", direction = "in" }, { kind = "complaint" } },
      understood { "call", "complaint", "direction=in" })
  end)

  it("know the workspace's own kinds and their attributes", function()
    assert.same({ { kind = "tasting", verdict = "liked", sentiment = "0.5" } }, understood { "tasting", "verdict=liked", "sentiment=0.5" })
  end)

  it("give the note to what was named first", function()
    assert.same({ { kind = "measure", values = { csat = "4" } }, { kind = "interaction", channel = "call", note = "fine" } },
      understood({ "csat=4", "call" }, "fine"))
    assert.same({ { kind = "measure", values = { csat = "4" }, note = "fine" } }, understood({ "csat=4" }, "fine"))
    assert.same({ { kind = "note", text = "fine" } }, understood({}, "fine"))
    assert.same({ { kind = "action", text = "fine" } }, understood({ "action" }, "fine"))
    assert.equal("text= says it already; leave one of them out", message({ "action", "text=one" }, "two"))
  end)

  it("split participants at commas", function()
    local event = { kind = "interaction", channel = "call", participants = { "bob", "eve" } }
    assert.same({ event }, understood { "call", "participants=bob,eve" })
  end)

  it("may hold more than one sign of equality", function()
    assert.same({ { kind = "complaint", title = "a=b" } }, understood { "complaint", "title=a=b" })
  end)

  it("are told where they are not understood", function()
    assert.equal('no channel or kind of event "cal"; did you mean "call"?', message { "cal" })
    assert.equal('"csat" needs a value: csat=…', message { "csat" })
    assert.equal('no measure or field "csta"; did you mean "csat"?', message { "csta=4" })
    assert.equal('"severity" belongs to another word, such as incident or complaint: add that', message { "severity=minor" })
    assert.equal("whose promise is it? add by=us or by=them", message { "commitment", "text=one" })
    assert.equal('say what was promised: text="…"', message { "commitment", "by=us" })
    assert.equal('say what was promised: text="…"', message { "commitment", "by=us", "text= " })
    assert.equal("say what there is to note: --note TEXT", message { "note" })
    assert.equal("this note is empty; leave it out, or say what there is to note", message({ "csat=4" }, " "))
    assert.equal('ann has no need "quit"; did you mean "quiet"?', message { "need.quit=agreed" })
  end)

  it("are not swallowed when given twice", function()
    assert.equal("csat is given twice", message { "csat=4", "csat=5" })
    assert.equal("by is given twice", message { "commitment", "by=us", "by=them", "text=one" })
    assert.equal("stage is given twice", message { "stage=agree", "stage=engage" })
  end)

  it("are told all at once, each at its place", function()
    local _, said = read { "cal", "csta=4", "need.quiet=agred" }
    assert.equal([[
command line:1:14: error: no channel or kind of event "cal"; did you mean "call"?
    1 | kith log ann cal csta=4 need.quiet=agred
      |              ^~~
command line:1:18: error: no measure or field "csta"; did you mean "csat"?
    1 | kith log ann cal csta=4 need.quiet=agred
      |                  ^~~~~~
command line:1:36: error: a need is identified, agreed, planned, delivered, verified or declined; did you mean "agreed"?
    1 | kith log ann cal csta=4 need.quiet=agred
      |                                    ^~~~~
]], said)
  end)
end)

describe("command_line", function()
  it("quotes as a shell does, and places a value inside its quotes", function()
    local line = command_line.new "kith log"
    local word = line:word "ann"
    local whole, value = line:pair("text", "credit note")
    local _, note = line:pair("--note", "it's", " ")
    line:register(kith.diagnostics())
    assert.equal("kith log ann text='credit note' --note 'it'\\''s'", line.text)
    assert.same({ { 1, 1, 10, 3 }, { 1, 1, 14, 18 }, { 1, 1, 20, 11 } }, { word, whole, value })
    assert.equal(41, note[3])
  end)

  it("shows control characters, so that a command stays one line", function()
    local line = command_line.new "kith log"
    line:word "a\nb\27[2J"
    assert.is_nil(line.text:find "%c")
  end)
end)

describe("needs.fault", function()
  it("judges the state alone where the relationship is not known", function()
    local ws = practice()
    assert.is_nil(needs.fault(ws, nil, "anything", "agreed"))
    assert.truthy(needs.fault(ws, nil, "anything", "agred"))
  end)
end)
