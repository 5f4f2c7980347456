-- Importers in the player and their events in the keeper. What the command prints is in tests/transcripts/import.t.

package.path = "tests/tools/?.lua;" .. package.path

local harness = require "harness"
local kith = require "kith"

local MODEL = [[
stakeholders:
  ann: { name: Ann Lee, aliases: [ A. Lee, Annie ], relationship: { model: regular } }
  bob: { name: Bob, relationship: {} }
  bert: { name: Bert, aliases: [ bob ], relationship: {} }
  mill: { name: The mill, relationships: { mill-flour: { name: Flour }, mill-rent: {} } }
  oven: { name: The oven, relationships: { oven-repair: {} } }
relationship_models: { regular: {} }
channels: { call: {}, visit: {} }
severities: { minor: {}, severe: {} }
roles: { user: {} }
measures: { csat: { scale: [1, 5] } }
types: { basic: {} }
]]

-- A practice without files, its journal in memory.
local function practice()
  local findings = kith.diagnostics()
  local core = kith.workspace(findings)
  core:layer("model.yaml", MODEL)
  assert(core:journal(":memory:", "write"))
  core:build()
  assert.equal("", findings:render())
  return { core = core, findings = findings }
end

local function load(player, script, name)
  return player:call { ["do"] = "load_importer", importer = name or "rows", prelude = harness.own "import",
                       layers = harness.own "layers", libraries = {},
                       scripts = { { name = "rows", chunk = "rows.lua", text = script } } }
end

-- Counts and the findings' text; nil and the failure where the script failed.
local function import(ws, script, text, options)
  options = options or {}
  local player = assert(kith.player { input = text, steps = options.steps, silence = 5000 })
  local header, failure = load(player, script)
  if not header then return nil, failure end
  local source = ws.findings:source("rows.csv", text)
  assert(ws.core:begin())
  local counts
  counts, failure = ws.core:import(player, { ["do"] = "run_importer", importer = "rows", script = "rows.lua" }, {
    name = "rows", source = source, today = options.today or "2026-06-01", unmatched = header.unmatched,
  })
  if counts and ws.findings:errors() == 0 then assert(ws.core:commit()) else ws.core:rollback() end
  player:close()
  if not counts then return nil, failure end
  return counts, ws.findings:render()
end

-- An importer of one kind of row.
local function importer(columns, row, rest)
  return ("return { columns = { %s }, %s row = function(r, emit) %s end }"):format(columns, rest or "", row)
end

local function found(ws, options)
  local counts, text = import(ws, table.unpack(options))
  assert.is_table(counts, type(text) == "table" and text.message)
  return text
end

local NOTE = [[emit { "note", of = r.who, at = r.at, key = r.line, text = r.said }]]
local NOTED = "who = text{}, at = date{ 'yyyy-mm-dd' }, said = text{ optional = true }"

describe("a row", function()
  it("reads cells by type, header and line", function()
    local ws = practice()
    local script = importer([[
      who = text{ from = { "Guest" } }, at = date{ "d/m/yyyy HH:MM", "yyyy-mm-dd" }, n = number{ decimal = "," },
      paid = flag{ yes = "J", no = "N" }, gone = text{ optional = true } ]],
      [[local text = string.format("%s|%s|%s|%s|%s|%d", r.n, r.paid, r.gone, r["Any thing"], r.who, r.line)
        emit { "note", of = r.who, at = r.at, key = r.who, text = text }]],
      [[unknown = { "?", "n/a" },]])
    local file = "GUEST;At;N;Paid;Any thing\n ann ;1/3/2026 %s:05;12,5;j;\"x \"\"y\"\"\"\nbob;2026-03-02;?;N;N/A\n"
    local counts, text = import(ws, script, file:format "9")
    assert.equal("rows.csv:2:7: error: at is \"1/3/2026 9:05\", not a date of the form d/m/yyyy HH:MM or yyyy-mm-dd\n"
      .. "    2 |  ann ;1/3/2026 9:05;12,5;j;\"x \"\"y\"\"\"\n      |       ^~~~~~~~~~~~~\n", text)
    assert.equal(2, counts.rows)
    ws = practice()
    counts, text = import(ws, script, file:format "09")
    assert.equal("", text)
    assert.equal(2, counts.added)
    local noted = ws.core:events { kind = "note" }
    assert.same({ "12.5|true|nil|x \"y\"|ann|2", "2026-03-01T09:05", "ann" }, { noted[1].text, noted[1].at, noted[1].of })
    assert.same({ "nil|false|nil|nil|bob|3", "2026-03-02" }, { noted[2].text, noted[2].at })
  end)

  it("tells all bad cells of a row, and not what follows from them", function()
    local script = importer("who = text{}, a = number{}, b = flag{}, at = date{}",
      [[local x, y, z = r.a, r.b, r.at; emit { "note", of = r.who, at = r.at, key = 1, text = x + 1 }]])
    local text = found(practice(), { script, "who,a,b,at\nann,x1,perhaps,2026-02-30\n" })
    assert.same({ 'a is "x1", not a number such as 12.5', 'b is "perhaps", not "yes", "true" or "1" or "no", "false" or "0"',
                  'at is "2026-02-30", not a date of the form yyyy-mm-dd' },
      { text:match ":2:5: error: ([^\n]*)", text:match ":2:8: error: ([^\n]*)", text:match ":2:16: error: ([^\n]*)" })
  end)

  it("names an empty cell that is reckoned with", function()
    local script = importer("who = text{}, n = number{}", [[emit { "note", of = r.who, key = r.who, text = "x" .. r.n * 2 }]])
    assert.matches("rows.csv:3:5: error: n is empty, and the importer reckons with it",
      found(practice(), { script, "who,n\nann,1\nbob,\n" }), 1, true)
  end)

  it("is read-only, and over when its turn is", function()
    local text = found(practice(), { importer("who = text{}", "r.who = 1"), "who\nann\n" })
    assert.matches("an importer reads its row and cannot change it (rows.lua:1)", text, 1, true)
    local keeps = "local kept; " .. importer("who = text{}", "if kept then kept[1].who = 1 end kept = { r }")
    text = found(practice(), { keeps, "who\nann\nbob\n" })
    assert.matches("cannot change it", text, 1, true)
    local player = assert(kith.player { input = "who\nann\n" })
    assert(load(player, "local row, give; " .. importer("who = text{}", [[
      if row then pcall(emit, { "note", who = row.who }) local good = pcall(give, {}) if good then error "it still works" end end
      row, give = r, emit]])))
    for _ = 1, 3 do assert.is_table((player:call { ["do"] = "run_importer", importer = "rows" })) end
    player:close()
  end)

  it("that raises is told once for the same message", function()
    local text = found(practice(), { importer("who = text{}", "local x = r.whom"), "who\nann\nbob\nbert\n" })
    assert.equal("rows.csv:2:1: error: no column \"whom\" in this file; did you mean \"who\"? (rows.lua:1)\n    2 | ann\n      | ^\n", text)
  end)
end)

describe("keep_last", function()
  it("takes the last row of each value, and every row without one", function()
    local ws = practice()
    local counts = import(ws, importer(NOTED .. ", no = text{}", NOTE, "keep_last = 'no',"),
      "no,who,at,said\n1,ann,2026-01-01,a\n,ann,2026-01-02,b\n1,ann,2026-01-03,c\n,ann,2026-01-04,d\n")
    assert.same({ 4, 3, 3 }, { counts.rows, counts.kept, counts.added })
    local said = {}
    for i, event in ipairs(ws.core:events { kind = "note" }) do said[i] = event.text end
    assert.same({ "b", "c", "d" }, said)
  end)
end)

describe("whom an event concerns", function()
  local function of(ws, name, unmatched)
    local script = importer(NOTED, NOTE, unmatched and ("unmatched = %q,"):format(unmatched))
    local counts, text = import(ws, script, ("who,at,said\n%s,2026-01-01,x\n"):format(name))
    local events = ws.core:events { kind = "note" }
    return events[1] and events[1].of, text, counts
  end

  it("is an id, else a name, else an alias, case aside at last", function()
    assert.equal("ann", (of(practice(), "ann")))
    assert.equal("ann", (of(practice(), "Ann Lee")))
    assert.equal("ann", (of(practice(), "Annie")))
    assert.equal("ann", (of(practice(), "a. lee")))
    assert.equal("bob", (of(practice(), "bob")))
    assert.equal("bob", (of(practice(), "BOB")))
    assert.equal("mill-flour", (of(practice(), "Flour")))
    assert.equal("oven-repair", (of(practice(), "The oven")))
  end)

  it("must be clear", function()
    local _, text = of(practice(), "The mill")
    assert.matches('rows.csv:2:1: error: "The mill" may be mill-flour or mill-rent; say which by its id', text, 1, true)
    _, text = of(practice(), "Anne Lee")
    assert.matches('no stakeholder "Anne Lee"; did you mean "Ann Lee"?', text, 1, true)
  end)

  it("is held, or created", function()
    local _, text, counts = of(practice(), "Carl", "hold")
    assert.same({ "", 1, "Carl", 1 }, { text, counts.held, counts.held_names[1].name, counts.held_names[1].count })
    _, text, counts = of(practice(), "", "hold")
    assert.same({ "", 1, "" }, { text, counts.held, counts.held_names[1].name })
    local id
    id, text, counts = of(practice(), "Carl Orff", "create")
    assert.same({ "carl-orff", "", 1 }, { id, text, counts.stakeholders_new })
    _, text = of(practice(), "Ж", "create")
    assert.matches("no id can be made of", text, 1, true)
  end)

  it("is not created upon somebody else", function()
    local _, text = of(practice(), "Mill", "create") -- the id, but for the capital
    assert.matches('"Mill" may be mill-flour or mill-rent', text, 1, true)
    _, text = of(practice(), "Bob!", "create")
    assert.matches('rows.csv:2:1: error: "Bob!" would become the same stakeholder as "Bob", bob; '
      .. "where it is the same, write bob, else another name",
      text, 1, true)
    assert.equal("bob", (of(practice(), "Bób", "create")))
    local script = importer(NOTED, NOTE, "unmatched = 'create',")
    text = found(practice(), { script, "who,at\nCy & Co,2026-01-01\nCý  &  CO,2026-01-01\nCy Co,2026-01-01\n" })
    assert.equal('rows.csv:4:1: error: "Cy Co" would become the same stakeholder as "Cy & Co" of line 2, cy-co; '
      .. "where it is the same, write cy-co, else another name\n    4 | Cy Co,2026-01-01\n      | ^~~~~\n", text)
  end)
end)

describe("a stakeholder", function()
  local PARTY = importer("id = text{}, name = text{ optional = true }, email = text{ optional = true }",
    [[emit { "stakeholder", id = r.id, name = r.name, email = r.email, relationship = { model = "regular" } }]])

  it("is noted as the whole file tells it, and once", function()
    local ws = practice()
    local text = "id,name,email\ncy,Cy,a@b\ncy,Cyrus,\ndi,Di,\ncy,Cyrus,\n"
    local counts = import(ws, PARTY, text)
    assert.same({ 2, 2, 0 }, { counts.stakeholders, counts.stakeholders_new, counts.stakeholders_corrected })
    local cy = ws.core:events { kind = "stakeholder", of = "cy" }
    assert.same({ name = "Cyrus", email = "a@b", relationship = { model = "regular" } }, cy[1].tree)
    assert.equal(1, #cy)
    counts = import(ws, PARTY, text, { today = "2026-07-01" })
    assert.same({ 2, 0, 0 }, { counts.stakeholders, counts.stakeholders_new, counts.stakeholders_corrected })
    counts = import(ws, PARTY, "id,name\ncy,Cyrano\n")
    assert.equal(1, counts.stakeholders_corrected)
    ws.core:build()
    assert.equal("Cyrano", ws.core:find("stakeholder", "cy").name)
  end)

  local NAMED = importer("name = text{}, id = text{ optional = true }",
    [[emit { "stakeholder", id = r.id and slug(r.id) or slug(r.name), name = r.name, relationship = {} }]])

  it("has one name, where its id is made of it", function()
    local function told(rows, ws) return found(ws or practice(), { NAMED, rows }) end
    assert.equal("", told "name\nCy & Co\ncy&co\nCÝ &  Co\nCy\u{301} & Co\n")
    assert.equal('rows.csv:4:2: error: "Cy Co" would become the same stakeholder as "Cy & Co" of line 3, cy-co; give them ids\n'
      .. "    4 | , Cy Co\n      |  ^~~~~~\n", told "id,name\n,Di\n,Cy & Co\n, Cy Co\n")
    assert.equal("", told "id,name\nCY-Co,Cy & Co\ncy-co,Cy Co\ncy-co,Cyrus\n")
    assert.matches('"Ann!" would become the same stakeholder as "Ann Lee", ann; give it an id, or make it an alias there',
      told "name\nAnn!\n", 1, true)
    local ws = practice()
    ws.core:layer("more.yaml", "stakeholders: { ann: { name: Ann Lee, aliases: [ Ann! ], relationship: { model: regular } } }")
    ws.core:build()
    assert.equal("", told("name\nAnn!\n", ws))
  end)

  it("keeps the name an import gave it when a model file changes it", function()
    local ws = practice()
    assert.equal("", found(ws, { NAMED, "name\nCy Twombly\n" }))
    ws.core:layer("more.yaml", "stakeholders: { cy-twombly: { name: Edwin, relationship: {} } }")
    ws.core:build()
    assert.equal("", found(ws, { NAMED, "name\nCy Twombly\n" }))
    assert.matches('"Cy? Twombly" would become the same stakeholder as "Edwin", cy-twombly',
      found(ws, { NAMED, "name\nCy? Twombly\n" }), 1, true)
  end)

  it("needs a name that makes an id, or an id", function()
    assert.matches('rows.csv:2:1: error: no id can be made of "李小龍"; give the file an id column\n    2 | 李小龍\n      | ^~~',
      found(practice(), { NAMED, "name\n李小龍\n" }), 1, true)
    assert.equal("", found(practice(), { NAMED, "id,name\nlee,李小龍\n" }))
  end)

  it("is known to the events that follow", function()
    local ws = practice()
    local script = importer(NOTED, [[emit { "stakeholder", id = slug(r.who), name = r.who } ]] .. NOTE)
    local counts, text = import(ws, script, "who,at\nCy Twombly,2026-01-01\n")
    assert.same({ "", 1, 1 }, { text, counts.stakeholders, counts.added })
    assert.equal("cy-twombly", ws.core:events({ kind = "note" })[1].of)
  end)

  it("is held against the model's fields and words", function()
    local text = found(practice(), { importer("id = text{}", [[
      emit { "stakeholder", id = r.id, nmae = "x", roles = { "usr" }, relationship = { model = "regulr", levl = 1 } } ]]), "id\ncy\n" })
    for _, message in ipairs {
      'no field "nmae" in a stakeholder; did you mean "name"?', 'no role "usr"; did you mean "user"?',
      'no relationship model "regulr"; did you mean "regular"?', 'no field "levl" in a relationship; did you mean "level"?',
    } do
      assert.matches(message, text, 1, true)
    end
    assert.matches('"c y" cannot be an id', found(practice(), { PARTY, "id,name\nc y,x\n" }), 1, true)
    assert.matches('the id "mill-rent" is a relationship\'s already', found(practice(), { PARTY, "id,name\nmill-rent,x\n" }), 1, true)
  end)
end)

describe("an event", function()
  it("is checked like any other", function()
    local out = [[emit { "measure", of = r.who, key = 1, values = { csat = 7 } }]]
    local function told(row) return found(practice(), { importer("who = text{}", row), "who\nann\n" }) end
    assert.matches("csat is 7, outside its scale of 1 to 5", told(out), 1, true)
    assert.matches('no event kind "visti"', told [[emit { "visti", of = r.who, key = 1 }]], 1, true)
    assert.matches("this note has no key", told [[emit { "note", of = r.who }]], 1, true)
    assert.matches("this note lies after today", told [[emit { "note", of = r.who, key = 1, at = "2026-06-02" }]], 1, true)
    assert.matches("an importer cannot note a definition", told [[emit { "definition", of = r.who, key = 1, tree = {} }]], 1, true)
    assert.matches("an importer cannot continue an event", told [[emit { "incident", of = r.who, about = "ann#1", key = 1 }]], 1, true)
    assert.matches("an event begins with its kind", told [[emit { of = r.who }]], 1, true)
    assert.matches("a function is no plain data", told [[emit { "note", of = r.who, text = emit }]], 1, true)
  end)

  it("is recognised by kind and key, and corrected", function()
    local ws = practice()
    local row = [[emit { "note", of = r.who, key = "k", at = r.at, text = r.said }
                  emit { "interaction", of = r.who, key = "k", at = r.at, channel = "call" }]]
    local function counts(said)
      local c = import(ws, importer(NOTED, row), "who,at,said\nann,2026-01-01," .. said .. "\n")
      return { c.added, c.known, c.corrected }
    end
    assert.same({ 2, 0, 0 }, counts "a")
    assert.same({ 0, 2, 0 }, counts "a")
    assert.same({ 0, 1, 1 }, counts "b")
    assert.equal(1, #ws.core:events { kind = "note" })
    assert.equal(0, #ws.core:verify())
  end)

  it("that stands twice in a file counts once, and must not contradict itself", function()
    local script = importer(NOTED .. ", key = text{}", [[emit { "note", of = r.who, key = r.key, at = r.at, text = r.said }]])
    local rows = "who,at,said,key\nann,2026-01-01,a,k\nAnn Lee,2026-01-01,a,k\n"
    local ws = practice()
    local counts = import(ws, script, rows)
    assert.same({ 1, 1, 0 }, { counts.added, counts.known, counts.corrected })
    local text = found(practice(), { script, rows .. "ann,2026-01-01,b,k\nann,2026-01-01,c,k\nbob,x,c,k\n" })
    assert.matches('rows.csv:4:18: error: this says otherwise than line 2 with the same key "k"; give the file a key column of which '
      .. "no value comes twice, or let the importer keep_last", text, 1, true)
    assert.matches("rows.csv:5:18: error: this says otherwise than line 2", text, 1, true)
    text = found(practice(), { importer("who = text{}", [[
      emit { "note", of = r.who, key = 1, text = "a" } emit { "note", of = r.who, key = 1, text = "b" }]]), "who\nann\n" })
    assert.matches('rows.csv:2:1: error: this row makes two notes with the same key "1"; let the importer give each its own', text, 1, true)
  end)

  it("is shown in its cell where that says what is wrong", function()
    local script = importer("who = text{}, how = text{}, rest = text{ optional = true }",
      [[emit { "interaction", of = r.who, key = 1, at = "2026-01-01", channel = r.how }]])
    local function told(row) return found(practice(), { script, "who;how;rest\n" .. row .. "\n" }):match "^rows.csv:(.-)\n" end
    assert.equal('2:5: error: no channel "cal"; did you mean "call"?', told "ann;cal;a, b, c")
    assert.equal('2:7: error: no channel "cal"; did you mean "call"?', told [["ann"; cal ;x]])
    assert.equal('2:1: error: no channel "cal"; did you mean "call"?', told "ann;cal;cal") -- which of the two?
  end)
end)

describe("an importer", function()
  local function refused(script)
    local player = assert(kith.player { input = "" })
    local header, failure = load(player, script)
    player:close()
    assert.is_nil(header)
    return failure.message, failure.line
  end

  it("is checked when it is loaded", function()
    assert.same({ 'text has no option "form"; it takes from, optional', 2 },
      { refused "return { columns = {\n x = text{ form = 'y' } } }" })
    assert.same({ 'decimal is "." or ","', 1 }, { refused "return { columns = { x = number{ decimal = ';' } } }" })
    assert.same({ "from is a text or a list of texts", 1 }, { refused "return { columns = { x = flag{ from = 3 } } }" })
    assert.matches('"dd.mm" is no form of a date', (refused "return { columns = { x = date('dd.mm') } }"), 1, true)
    assert.equal("an importer needs a function row(r, emit)", (refused "return { columns = {} }"))
    assert.equal('keep_last names one of the columns, and "z" is none', (refused(importer("x = text{}", "", "keep_last = 'z',"))))
    assert.equal('unmatched is "hold", "create" or "error", not "drop"', (refused(importer("x = text{}", "", "unmatched = 'drop',"))))
    assert.matches('no field "rows" in an importer', (refused(importer("x = text{}", "", "rows = 1,"))), 1, true)
    assert.equal('the column "x" is declared as text{}, number{}, flag{} or date{}', (refused(importer("x = 1", ""))))
  end)

  it("has helpers that pass missing on", function()
    local ws = practice()
    local _, text = import(ws, importer("who = text{}", [[
      local text = string.format("%s %s %s %s %s", slug "  Maria ROSSI! ", slug(nil), hours_between("2026-01-01T10:30", "2026-01-02"),
        days_between("2026-01-01T23:59", "2026-01-02"), hours_between(nil, "2026-01-01"))
      emit { "note", of = r.who, key = 1, text = text }]]), "who\nann\n")
    assert.equal("", text)
    assert.equal("maria-rossi nil 13.5 1 nil", ws.core:events({ kind = "note" })[1].text)
  end)

  it("that never ends notes nothing", function()
    local ws = practice()
    local script = importer("who = text{}", [[emit { "note", of = r.who, key = 1 } while true do end]])
    local counts, failure = import(ws, script, "who\nann\n", { steps = 1000000 })
    assert.is_nil(counts)
    assert.is_true(failure.over)
    assert.equal(0, #ws.core:events { kind = "note" })
  end)

  it("copes with many rows and large parts", function()
    local ws, lines = practice(), { "who,at,said" }
    for i = 1, 20000 do lines[i + 1] = ("ann,2026-01-01,%d %s"):format(i, ("x"):rep(40)) end
    local counts, text = import(ws, importer(NOTED, NOTE), table.concat(lines, "\r\n"))
    assert.same({ "", 20000, 20000 }, { text, counts.rows, counts.added })
    counts = import(ws, importer(NOTED, NOTE), "\xEF\xBB\xBF" .. table.concat(lines, "\r\n"))
    assert.equal(20000, counts.known)
  end)

  -- n of every row is no number.
  local function all_wrong(rows)
    local ws, lines = practice(), { "who,n" }
    for i = 1, rows do lines[i + 1] = "ann,x" .. i end
    import(ws, importer("who = text{}, n = number{}", "local n = r.n"), table.concat(lines, "\n"))
    return ws.findings
  end

  local function count_of(text, pattern) return select(2, text:gsub(pattern, "")) end

  it("tells one systematic fault twenty times, and how often it is there", function()
    local findings = all_wrong(800)
    assert.equal(800, findings:errors())
    assert.equal(780, findings:left_out())
    assert.equal(20, count_of(findings:render(), ": error: "))
    assert.match('rows.csv:21:5: error: n is "x20", not a number such as 12.5 … and 780 more like this, up to line 801\n',
      findings:render(), 1, true)
    assert.equal(800, count_of(findings:render(true), ": error: "))
  end)

  it("shows a thousand findings at most, and counts the rest", function()
    local findings = all_wrong(3000)
    assert.equal(3000, findings:errors())
    assert.match("and 2980 more like this, up to line 3001", findings:render(), 1, true)
    assert.equal(1000, count_of(findings:render(true), ": error: "))
    assert.match("kith: 2000 more findings not shown\n$", findings:render(true))
  end)

  it("does not read a file to its end that is wrong in every line", function()
    local findings = all_wrong(30000)
    assert.equal(20001, findings:errors())
    assert.match("and 19980 more like this, up to line 20001", findings:render(), 1, true)
    assert.match("rows.csv:20001:1: error: reading ended here: too much is wrong\n", findings:render(), 1, true)
  end)
end)
