-- The record as a whole: the chain of hashes against changes of the file, anchors, rebuilding, transactions.

package.path = "tests/tools/?.lua;" .. package.path
local harness = require "harness"
local scratch = require "scratch"

local PRACTICE = [[
name: Bistro
begins: 2026-01-01
measures: { smiles: { scale: [0, 10] } }
stakeholders:
  ann: { name: Ann, relationship: { type: basic, start: { stage: explore } } }
  bob: { name: Bob, relationship: { type: basic } }
]]

local EVENTS = {
  { kind = "measure", of = "ann", at = "2026-02-01", values = { smiles = 4 } },
  { kind = "interaction", of = "ann", at = "2026-02-03", channel = "call", note = "Wants the early table", participants = { "bob" } },
  { kind = "commitment", of = "bob", by = "us", text = "A quiet corner", at = "2026-02-05", due = "2026-03-01" },
  { kind = "commitment", about = 3, state = "kept", at = "2026-02-20" },
  { kind = "incident", of = "bob", severity = "major", title = "Cold soup", at = "2026-02-21" },
  { kind = "measure", of = "bob", at = "2026-02-22", values = { smiles = 9 }, key = "17" },
}

-- A fresh copy each time: scratch.note fills `about` in.
local function events()
  local list = {}
  for i, event in ipairs(EVENTS) do
    list[i] = {}
    for key, value in pairs(event) do list[i][key] = value end
  end
  return list
end

local function with_journal(use)
  return scratch.folder({ ["practice.yaml"] = PRACTICE }, function(folder)
    return use(folder, folder .. "/journal.db", scratch.note(folder, "2026-03-01", events()))
  end)
end

local HOT = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" -- how a journal of SQLite's begins that must be played back

local function plain(value)
  if type(value) ~= "table" then return tostring(value) end
  local keys, parts = {}, {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for i, key in ipairs(keys) do parts[i] = tostring(key) .. "=" .. plain(value[key]) end
  return "{" .. table.concat(parts, ",") .. "}"
end

local FEATURES = {
  { name = "a", how = "latest", of = "smiles" }, { name = "b", how = "count", of = "interaction" },
  { name = "c", how = "days_since", of = "contact" },
  { name = "d", how = "share", of = "commitment", state = "kept" }, { name = "e", how = "count", of = "incident", open = true },
  { name = "f", how = "latest", of = "stage" },
}

-- Everything that can be asked of a record: events, what follows from them, the anchor.
local function answers(ws)
  local list = { plain(ws.core:events { with_superseded = true }), ws.core:anchor() }
  for _, of in ipairs { "ann", "bob" } do
    local copies = {}
    for i, feature in ipairs(FEATURES) do
      copies[i] = {}
      for key, value in pairs(feature) do copies[i][key] = value end
    end
    local views = { { as_of = "2026-02-10" }, { as_of = "2026-03-01" } }
    local columns = assert(ws.core:columns { features = copies, views = views, of = { of } })
    for view = 1, 2 do
      for _, feature in ipairs(FEATURES) do list[#list + 1] = plain { columns:cell(1, view, feature.name) } end
    end
  end
  return table.concat(list, "\n")
end

-- "refused", "told" with the first fault, or "silent" with the answers.
local function look(folder)
  local opened, outcome, what = pcall(scratch.open, folder, { today = "2026-03-01" }, function(ws)
    local faults, why = ws.core:verify()
    if not faults then return "told", why end
    if faults[1] then return "told", faults[1] end
    return "silent", answers(ws)
  end)
  if not opened then return "refused", outcome end
  return outcome, what
end

local function changed(bytes, position, to) return bytes:sub(1, position - 1) .. to .. bytes:sub(position + #to) end

describe("verify", function()
  it("is silent on a whole record", function()
    with_journal(function(folder) assert.equal("silent", (look(folder))) end)
  end)

  for _, word in ipairs { "early table", "quiet corner", "Cold soup", "2026-02-05", '"smiles":9' } do
    it("tells that an event's text was changed: " .. word, function()
      with_journal(function(folder, path)
        local bytes = harness.read(path)
        local found, from = 0, 1
        while true do
          local position = bytes:find(word, from, true)
          if not position then break end
          found, from = found + 1, position + 1
          local last = position + #word - 1
          harness.write(path, changed(bytes, last, bytes:sub(last, last) == "5" and "6" or bytes:sub(last, last) == "9" and "8" or "x"))
          local outcome, fault = look(folder)
          assert.equal("told", outcome)
          assert.equal("string", type(fault))
          assert.is_nil(fault:find(folder, 1, true))
        end
        assert.is_true(found > 0)
      end)
    end)
  end

  it("names an event as people know it", function()
    if not os.execute "command -v sqlite3 >/dev/null" then return pending "needs sqlite3" end
    with_journal(function(folder, path, ids)
      assert(os.execute(("sqlite3 %s \"UPDATE body SET text = replace(text, 'major', 'minor')\""):format(harness.quote(path))))
      local out, _, status = scratch.command(folder, "kith verify")
      assert.equal(2, status)
      assert.truthy(out:find(ids[5] .. " %(event %d+%): its text is not what was noted\n"), out)
    end)
  end)

  it("finds every flipped bit that could change an answer", function()
    with_journal(function(folder, path)
      local bytes = harness.read(path)
      local _, whole = look(folder)
      math.randomseed(19)
      local count = { refused = 0, told = 0, silent = 0 }
      for _ = 1, os.getenv "KITH_LONG" and 10000 or 300 do
        local position, bit = math.random(#bytes), 1 << math.random(0, 7)
        harness.write(path, changed(bytes, position, string.char(bytes:byte(position) ~ bit)))
        local outcome, what = look(folder)
        count[outcome] = count[outcome] + 1
        if outcome == "silent" then assert.equal(whole, what, ("bit %d of byte %d"):format(bit, position)) end
      end
      assert.is_true(count.told > 10, plain(count))
      if os.getenv "KITH_LONG" then print("\nflipped bits: " .. plain(count):sub(2, -2) .. "; where silent, the same answers") end
    end)
  end)

  it("tells that rows were changed by hand", function()
    if not os.execute "command -v sqlite3 >/dev/null" then return pending "needs sqlite3" end
    for _, statement in ipairs {
      "UPDATE event SET noted = noted - 1 WHERE n = 5", "DELETE FROM event WHERE n = 5",
      "UPDATE event SET subject = (SELECT max(n) FROM party) WHERE n = 5",
      "UPDATE body SET text = replace(text, 'major', 'minor')", "DELETE FROM body WHERE n = 1", "UPDATE body SET n = 99 WHERE n = 5",
      "UPDATE fact SET num = 10 WHERE num = 9", "DELETE FROM fact WHERE num = 9",
      "INSERT INTO superseded (seq, by) VALUES (5, 6)", "DELETE FROM imported", "DELETE FROM mention",
      "UPDATE event SET actor = 9999", "UPDATE word SET text = 'trouble' WHERE text = 'incident'",
      "UPDATE party SET id = 'bobby' WHERE id = 'bob'",
    } do
      with_journal(function(folder, path)
        assert(os.execute(("sqlite3 %s \"%s\""):format(harness.quote(path), statement)))
        local outcome, fault = look(folder)
        assert.equal("told", outcome, statement .. ": " .. tostring(fault):sub(1, 200))
      end)
    end
  end)
end)

describe("an anchor", function()
  it("names the count and the last hash, and stays true as the record grows", function()
    with_journal(function(folder)
      local before = scratch.open(folder, { today = "2026-03-01" }, function(ws) return ws.core:anchor() end)
      local number = math.tointeger(tonumber(before:match "^(%d+):%x+$"))
      assert.is_true(number > #EVENTS)
      scratch.note(folder, "2026-03-02", { { kind = "note", of = "ann", text = "Moves in autumn" } })
      scratch.open(folder, { today = "2026-03-02" }, function(ws)
        assert.equal(before, ws.core:anchor_at(number))
        assert.equal(number + 1, math.tointeger(tonumber(ws.core:anchor():match "^%d+")))
        assert.is_nil((ws.core:anchor_at(number + 2)))
      end)
    end)
  end)

  it("shows what the chain alone cannot: that the end was cut off", function()
    with_journal(function(folder, path)
      local short = harness.read(path)
      scratch.note(folder, "2026-03-02", { { kind = "note", of = "ann", text = "Moves in autumn" } })
      local anchor = scratch.open(folder, { today = "2026-03-02" }, function(ws) return ws.core:anchor() end)
      assert.equal("", (scratch.command(folder, "kith verify --against " .. anchor)))
      harness.write(path, short)
      assert.equal("silent", (look(folder)))
      local out, err, status = scratch.command(folder, "kith verify --against " .. anchor)
      assert.same({ "", 2 }, { err, status })
      assert.truthy(out:find("cut off", 1, true))
    end)
  end)
end)

describe("rebuilding", function()
  it("gives again what was there", function()
    with_journal(function(folder)
      local _, before = look(folder)
      scratch.open(folder, { today = "2026-03-01", write = true }, function(ws) assert(ws.core:rebuild()) end)
      local outcome, after = look(folder)
      assert.equal("silent", outcome)
      assert.equal(before, after)
    end)
  end)

  it("mends what was derived, and only that", function()
    if not os.execute "command -v sqlite3 >/dev/null" then return pending "needs sqlite3" end
    with_journal(function(folder, path)
      local _, before = look(folder)
      local statements = "DELETE FROM fact; DELETE FROM superseded; DELETE FROM imported; DELETE FROM mention"
      assert(os.execute(("sqlite3 %s '%s'"):format(harness.quote(path), statements)))
      assert.equal("told", (look(folder)))
      scratch.open(folder, { today = "2026-03-01", write = true }, function(ws) assert(ws.core:rebuild()) end)
      local outcome, after = look(folder)
      assert.equal("silent", outcome)
      assert.equal(before, after)
    end)
  end)
end)

describe("a transaction", function()
  it("is all or nothing", function()
    with_journal(function(folder)
      local _, before = look(folder)
      scratch.open(folder, { today = "2026-03-01", write = true }, function(ws)
        assert(ws.core:begin())
        for i = 1, 50 do
          assert(ws.core:note({ kind = "note", of = "ann", text = "number " .. i }, { today = "2026-03-01", by = "someone new" }))
        end
        ws.core:rollback()
        assert(ws.core:begin())
        ws.core:rollback()
      end)
      local _, after = look(folder)
      assert.equal(before, after)
      scratch.note(folder, "2026-03-01", { { kind = "note", of = "ann", text = "after all" } })
      assert.equal("silent", (look(folder)))
    end)
  end)

  it("shows within itself what it noted", function()
    with_journal(function(folder)
      scratch.open(folder, { today = "2026-03-01", write = true }, function(ws)
        assert(ws.core:begin())
        local _, id = ws.core:note({ kind = "complaint", of = "ann" }, { today = "2026-03-01", by = "a hand not seen before" })
        assert.equal(1, #ws.core:events { id = id })
        local resolved = { kind = "complaint", about = id, resolved_at = "2026-03-01" }
        assert.equal("added", (ws.core:note(resolved, { today = "2026-03-01", by = "another" })))
        assert(ws.core:commit())
      end)
      assert.equal("silent", (look(folder)))
    end)
  end)

  it("after a rollback gives words the numbers they had not got", function()
    with_journal(function(folder)
      scratch.open(folder, { today = "2026-03-01", write = true }, function(ws)
        for round = 1, 3 do
          assert(ws.core:begin())
          assert(ws.core:note({ kind = "complaint", of = "ann" }, { today = "2026-03-01", by = "hand " .. round }))
          if round < 3 then ws.core:rollback() else assert(ws.core:commit()) end
        end
      end)
      assert.equal("silent", (look(folder)))
    end)
  end)
end)

describe("a journal", function()
  it("that is no journal is refused in a sentence", function()
    for _, bytes in ipairs { "", "not a database at all, but a text of some length that goes on", ("\0"):rep(4096), "SQLite format 3\0" } do
      scratch.folder({ ["practice.yaml"] = PRACTICE, ["journal.db"] = bytes }, function(folder)
        local out, err, status = scratch.command(folder, "kith score --as-of 2026-03-01")
        assert.same({ "", 1 }, { out, status })
        assert.truthy(err:find("^journal.db: error: "), err)
        if bytes == "" then assert.equal("journal.db: error: it is empty or damaged; put back a copy\n", err) end
        assert.is_nil(err:find(folder, 1, true))
        assert.is_nil(err:find("internal error", 1, true), err)
      end)
    end
  end)

  it("is not made where nothing is noted, and leaves nothing behind", function()
    scratch.folder({ ["practice.yaml"] = PRACTICE, ["c.csv"] = "of,at,measure,value\nann,2026-02-01,smiles,4\n" }, function(folder)
      for _, command in ipairs { "log ann cal", "log undo ann#3", "review close ann#3", "import measures c.csv --dry-run" } do
        scratch.command(folder, "kith " .. command .. " --today 2026-03-01")
        assert.equal("c.csv\npractice.yaml\n", (scratch.command(folder, "ls")), command)
      end
    end)
  end)

  it("that one makes and leaves bare is not taken from under another", function()
    scratch.folder({ ["practice.yaml"] = PRACTICE }, function(folder)
      local options, note = { today = "2026-03-01", write = true }, { kind = "note", of = "ann", text = "one" }
      local noted, why
      scratch.open(folder, options, function(maker)
        scratch.open(folder, options, function(other)
          maker:close()
          noted, why = other.core:begin()
        end)
        maker.core = nil
      end)
      assert.is_nil(noted)
      assert.equal("the journal was replaced or taken away while it was open; try again", why)
      scratch.open(folder, options, function(maker)
        scratch.note(folder, "2026-03-01", { note })
        maker:close()
      end)
      assert.equal("silent", (look(folder)))
    end)
  end)

  it("that a commit was cut short in is read as it was before", function()
    with_journal(function(folder, path)
      local _, before = look(folder)
      scratch.open(folder, { today = "2026-03-01", write = true }, function(ws)
        assert(ws.core:begin())
        assert(ws.core:note({ kind = "note", of = "ann", text = "half" }, { today = "2026-03-01", by = "" }))
        scratch.folder({ ["practice.yaml"] = PRACTICE }, function(copy)
          harness.write(copy .. "/journal.db", assert(harness.read(path)))
          -- As on disk after the first part of a commit: SQLite's journal gets its mark and the number of its pages last.
          local pages = assert(harness.read(path .. "-journal"))
          assert.is_true(#pages > 4096)
          harness.write(copy .. "/journal.db-journal", HOT .. (">I4"):pack((#pages - 512) // (4 + 4096 + 4)) .. pages:sub(13))
          local outcome, after = look(copy)
          assert.same({ "silent", before }, { outcome, after })
        end)
        ws.core:rollback()
      end)
    end)
  end)

  it("is told of where its folder cannot be written to", function()
    scratch.folder({ ["practice.yaml"] = PRACTICE }, function(folder)
      local out, err = scratch.command(folder, "chmod a-w . && test ! -w . && kith log ann call --today 2026-03-01; chmod u+w .")
      if err == "" and out == "" then return pending "root may write anywhere" end
      assert.equal("journal.db: error: the folder cannot be written to\n", err)
    end)
  end)

  it("is not made by looking", function()
    scratch.folder({ ["practice.yaml"] = PRACTICE }, function(folder)
      local day = " 2026-03-01"
      for _, command in ipairs { "check", "score --as-of" .. day, "explain ann --as-of" .. day, "verify", "review plan --today" .. day } do
        scratch.command(folder, "kith " .. command)
      end
      assert.is_nil(harness.read(folder .. "/journal.db"))
    end)
  end)
end)
