-- Reports: what they may need, what is gathered against a count by hand, and that a script is held to its bounds.

local kith = require "kith"
local lfs = require "lfs"
local report = require "kith.report"
local workspace = require "kith.workspace"

local PEOPLE = [[
staff: { anna: { name: Anna }, paolo: { name: Paolo } }
goals: { loyalty: { name: Loyalty } }
attributes: { stakeholder: { shoe: { label: Shoe, type: text }, allergies: { type: text, personal: true } } }
stakeholders:
  ann:
    { name: Ann, kind: person, roles: customer, power: 0.8, interest: 0.9, email: ann@example.org, note: secret, shoe: red, allergies: nuts,
      relationship: { model: basic-tactical, owner: anna, since: 2026-01-01, cadence: { ideal: 30d, max: 60d, by: [call] }, value: 10,
                      start: { maturity: { us: 4, them: 2 } }, needs: { quiet: { text: Quiet, goal: loyalty }, other: { text: Other } } } }
  bob: { name: Bob, relationship: { model: basic-tactical, owner: paolo, since: 2026-01-01, cadence: { ideal: 30d, max: 60d,
    by: [call] } } }
  cem: { name: Cem, kind: person, roles: user, power: 0.1, interest: 0.2, relationship: { since: 2026-01-01 } }
]]

local EVENTS = {
  { kind = "interaction", of = "ann", channel = "call", at = "2026-02-10" },
  { kind = "interaction", of = "ann", channel = "email", at = "2026-03-01" }, -- does not count
  { kind = "interaction", of = "ann", channel = "call", at = "2026-03-20" },
  { kind = "measure", of = "ann", values = { trust = 0.8, csat = 4 }, at = "2026-03-20" },
  { kind = "commitment", of = "ann", by = "us", text = "A list", due = "2026-03-01", at = "2026-02-10" },
  { kind = "commitment", of = "ann", by = "them", text = "An answer", due = "2026-07-01", at = "2026-03-20" },
  { kind = "complaint", of = "ann", title = "Noise", due = "2026-03-10", at = "2026-03-01" },
  { kind = "complaint", of = "bob", title = "Dust", due = "2026-03-10", at = "2026-03-01", resolved_at = "2026-03-05" },
  { kind = "action", of = "ann", text = "Carpet", by = "anna", due = "2026-04-01", at = "2026-03-01" },
  { kind = "incident", of = "ann", title = "Later", severity = "severe", at = "2026-06-01" }, -- after the day asked for
}

local function write(path, text)
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
end

local DAY = "2026-05-01"

describe("a report", function()
  local dir, ws

  setup(function()
    kith.home = lfs.currentdir()
    dir = os.tmpname()
    os.remove(dir)
    for _, folder in ipairs { "", "/models", "/scripts", "/scripts/reports" } do assert(lfs.mkdir(dir .. folder)) end
    write(dir .. "/practice.yaml", "name: Small\nbegins: 2026-01-01\n")
    write(dir .. "/models/people.yaml", PEOPLE)
    local writing = assert(workspace.open { dir = dir, today = "2026-06-02", write = true })
    assert(writing.core:begin())
    assert(writing:sync())
    for _, event in ipairs(EVENTS) do assert(writing.core:note(event, { today = "2026-06-02", by = "anna" }), writing.findings:render()) end
    assert(writing.core:commit())
    writing:close()
  end)

  teardown(function()
    os.execute("rm -r '" .. dir .. "'")
  end)

  -- Data as a script gets it: a report that shows all of it as texts, one a path.
  local function gathered(needs, subject, audience)
    write(dir .. "/scripts/reports/probe.lua", ([[
      local function flat(value, path, out)
        if type(value) == "table" then
          for key, each in pairs(value) do flat(each, path == "" and key or path .. "." .. key, out) end
        else out[#out + 1] = { path = path, value = value } end
        return out
      end
      return { doc = "All.", audience = "%s", needs = { %s },
        build = function(d) return document { "x", data_table { columns = { "path", "value" },
          rows = flat(d, "", {}) } } end }]]):format(audience or "us", needs))
    if ws then ws:close() end
    ws = assert(workspace.open { dir = dir, as_of = DAY })
    local header = report.load(ws, "probe")
    local tree = header and report.make(ws, header, subject and ws:subject(subject))
    if not tree then return nil, ws.findings:render() end
    local data = {}
    for _, row in ipairs(tree.content[1].rows) do data[row.path] = row.value end
    return data
  end

  it("gets contacts that count, with the silence before each", function()
    local d = assert(gathered("contacts = true", "ann"))
    assert.equal("2026-02-10", d["contacts.list.1.day"])
    assert.equal(40, d["contacts.list.1.gap"]) -- from the begin of the relationship
    assert.equal("2026-03-20", d["contacts.list.2.day"])
    assert.equal(38, d["contacts.list.2.gap"])
    assert.is_nil(d["contacts.list.3.day"])
    assert.equal(42, d["contacts.silence"])
    assert.equal(30, d["contacts.cadence.ideal"])
  end)

  it("gets promises of both sides with the state that follows from the day", function()
    local d = assert(gathered("promises = true", "ann"))
    assert.equal("us overdue A list", ("%s %s %s"):format(d["promises.1.by"], d["promises.1.state"], d["promises.1.text"]))
    assert.equal("them open An answer", ("%s %s %s"):format(d["promises.2.by"], d["promises.2.state"], d["promises.2.text"]))
  end)

  it("gets nothing from after the day", function()
    local d = assert(gathered("problems = true, events = true, portfolio = true", "ann"))
    for path, value in pairs(d) do assert.is_false(value == "Later", path) end
    assert.equal(0, d["portfolio.rows.1.severe"])
  end)

  it("gets a change whose parts add up to it", function()
    local d = assert(gathered("changes = true, score = true", "ann"))
    local sum = 0
    for i = 1, 4 do sum = sum + (d[("changes.steps.%d.points"):format(i)] or 0) end
    assert.equal(d["changes.points"], sum)
    assert.is_nil(d["changes.from"]) -- nothing was known when the record of it began
    assert.equal("unknown", d["changes.from_band"])
  end)

  it("gets a score series that ends with the score of the day", function()
    local d = assert(gathered('series = { within = "60d", every = "10d" }, score = true', "ann"))
    assert.equal(DAY, d["series.7.day"])
    assert.equal(d["score.value"], d["series.7.value"])
    assert.is_nil(d["series.8.day"])
  end)

  it("gets the practice's measures as they are counted by hand", function()
    local d, told = assert(gathered("upkeep = true")), {}
    for i = 1, 9 do told[d[("upkeep.%d.id"):format(i)]] = ("%d/%d"):format(d[("upkeep.%d.count"):format(i)],
      d[("upkeep.%d.of"):format(i)]) end
    assert.equal("0/1", told.actions)   -- Carpet was due and is not done
    assert.equal("1/2", told.resolved)  -- Dust in time, Noise not
    assert.equal("1/2", told.heard)     -- Ann 42 days ago; Bob never in 120; Cem has no cadence
    assert.equal("2/3", told.covered)   -- Cem follows no model
    assert.equal("1/2", told.aligned)
    assert.equal("1/3", told.complete)  -- Bob lacks much, Cem an owner
    assert.equal("2/3", told.mapped)
    assert.equal("0/0", told.improved)
  end)

  it("gets attributes of a practice's own, but nothing personal", function()
    local d = assert(gathered("register = true"))
    assert.equal("red", d["register.rows.1.own.shoe"])
    for path, value in pairs(d) do
      for _, secret in ipairs { "ann@example.org", "secret", "nuts" } do assert.is_false(value == secret, path) end
    end
  end)

  it("for both sides gets no judgement of ours", function()
    local d = assert(gathered("facts = true, promises = true", "ann", "both"))
    assert.equal("Ann", d["facts.name"])
    for _, field in ipairs { "power", "interest", "engagement", "value", "risks" } do assert.is_nil(d["facts." .. field]) end
    for _, need in ipairs { "score", "series", "changes", "events", "unknown", "portfolio", "register", "upkeep" } do
      local nothing, told = gathered(need .. " = true", "ann", "both")
      assert.is_nil(nothing)
      assert.match("for our own side only", told)
    end
  end)

  local function failure(text, subject)
    write(dir .. "/scripts/reports/wrong.lua", text)
    if ws then ws:close() end
    ws = assert(workspace.open { dir = dir, as_of = DAY })
    local header = report.load(ws, "wrong")
    local tree = header and report.make(ws, header, subject and ws:subject(subject))
    os.remove(dir .. "/scripts/reports/wrong.lua")
    assert.is_nil(tree or nil)
    return ws.findings:render()
  end

  it("is told what is wrong with it, at its place", function()
    assert.match("wrong.lua:1:%d+: error: no data \"scroe\" for a report to need; did you mean \"score\"",
      failure 'return { doc = "x", needs = { scroe = true }, build = function() end }')
    assert.match("wrong.lua:2:.*attempt to index a nil value",
      failure 'return { doc = "x", needs = {}, build = function(d)\n return d.no.thing end }')
    assert.match("the report: is not made with document", failure 'return { doc = "x", needs = {}, build = function() return 7 end }')
    assert.match("a function is no plain data",
      failure 'return { doc = "x", needs = {}, build = function() return { print = tostring } end }')
    assert.match("a report needs a function build", failure 'return { doc = "x", needs = {} }')
    assert.match("no field \"bild\" in a report", failure 'return { doc = "x", needs = {}, bild = 1, build = function() end }')
    assert.match('"io" is not for scripts', failure 'return { doc = "x", needs = {}, build = function() return io end }')
  end)

  it("is handed plain data only", function()
    local deep = {}
    assert.is_string(kith.packed { { 1, 2.5, true, "text" }, { name = { list = {} } } })
    assert.has_error(function() kith.packed { print } end, "a function is no plain data")
    assert.has_error(function() kith.packed { [{}] = 1 } end, "a table of plain data has texts as keys")
    deep.deep = deep
    assert.has_error(function() kith.packed(deep) end, "data nested deeper than 64 levels")
  end)

  it("cannot hang, flood or end kith", function()
    assert.match("wrong.lua", failure 'return { doc = "x", needs = {}, build = function() while true do end end }')
    assert.match("wrong.lua",
      failure 'return { doc = "x", needs = {}, build = function() local t = {} while true do t[#t + 1] = ("x"):rep(1e6) end end }')
    assert.match("wrong.lua", failure 'return { doc = "x", needs = {}, build = function() local t = {} t.t = t return t end }')
    assert.match("rows", failure [[return { doc = "x", needs = {}, build = function()
      local rows = {}
      for i = 1, 300000 do rows[i] = { a = 1 } end
      return document { "x", data_table { columns = { "a" }, rows = rows } } end }]])
  end)

  it("leaves no trace in the next one", function()
    failure 'return { doc = "x", needs = {}, build = function(d) document = nil return d end }'
    assert(gathered("facts = true", "ann"))
  end)
end)
