-- The document tree: what is let through, what is told; and what each renderer makes of it.

local document = require "kith.document"

local SOURCE = { day = "2026-07-01", anchor = "12:abcd", practice = "A practice", version = "0", language = "en",
                 scripts = { { what = "Rule", name = "health", path = "kith:scripts/rules/health.lua", digest = ("ab"):rep(32) } } }

local function tree(...) return { is = "document", title = "Title", content = { ... } } end

local function wrong(...)
  local good, findings = document.check(tree(...))
  assert.is_nil(good)
  return table.concat(findings, "\n")
end

local function rendered(format, ...)
  return require("kith.render." .. format).document(assert(document.check(tree(...))), SOURCE, { width = 80 })
end

describe("a document", function()
  it("is a copy with only what is known", function()
    local cells = { { a = 1, other = "left out" }, { "by position" } }
    local checked = assert(document.check(tree("a text", { is = "table", columns = { { key = "a" } }, rows = cells })))
    assert.same({ { is = "text", text = "a text" }, { is = "table", columns = { { key = "a" } },
      rows = { { a = 1 }, { a = "by position" } } } },
      checked.content)
  end)

  it("tells what is wrong, with the place and the word probably meant", function()
    assert.equal("document.content › 1 (section): has no \"titel\"; did you mean \"title\"?",
      wrong { is = "section", title = "x", titel = "y" })
    assert.match("is nothing a document is made of; did you mean \"section\"", wrong { is = "secton" })
    assert.match("columns 1.as: is \"persent\", not .*; did you mean \"percent\"",
      wrong { is = "table", columns = { { key = "a", as = "persent" } }, rows = {} })
    assert.match("no chart \"pie\"", wrong { is = "chart", kind = "pie", title = "x" })
    assert.match("content › 1 %(text%)%.text: is missing, not a text", wrong { is = "text" })
    assert.match("row 1, a: is not finite, not a number", wrong { is = "table", columns = { { key = "a" } }, rows = { { a = 0 / 0 } } })
    assert.match("row 1, a: is a table, not a text", wrong { is = "table", columns = { { key = "a" } }, rows = { { a = {} } } })
    assert.match("is a function, not a text", wrong { is = "text", text = print })
  end)

  it("tells of numbers that can be drawn only whole", function()
    local nodes = { { id = "a", label = "A", more = 0.5 } }
    assert.match("`more` is a whole number", wrong { is = "chart", kind = "map", title = "x", nodes = nodes })
    assert.match("are counts",
      wrong { is = "chart", kind = "matrix", title = "x", states = { "a" }, values = { { 0.5 } }, from = "x", to = "y" })
  end)

  it("has bounds", function()
    local deep = { is = "section", title = "x", content = {} }
    for _ = 1, 20 do deep = { is = "section", title = "x", content = { deep } } end
    assert.match("nested deeper than 12", wrong(deep))
    assert.match("longer than 65536", wrong(("x"):rep(70000)))
    local parts = {}
    for i = 1, 6000 do parts[i] = "x" end
    assert.match("more than 5000 parts", wrong { is = "section", title = "x", content = parts })
    assert.is_nil(document.check "no table")
    assert.is_nil(document.check { is = "section", title = "x" })
  end)
end)

describe("a rendering", function()
  it("says its day, the digests of its scripts and the record's anchor in every format", function()
    for _, format in ipairs { "text", "markdown", "html", "json" } do
      local made = rendered(format, "x")
      assert.match("2026%-07%-01", made)
      assert.match("12:abcd", made)
      assert.match(("ab"):rep(6), made)
    end
  end)

  it("shows every number there is", function()
    local rows = { { math.mininteger }, { math.maxinteger }, { 1e300 }, { -5e-324 } }
    for _, format in ipairs { "text", "markdown", "html" } do
      assert.match("1e%+300", rendered(format, { is = "table", columns = { { key = "a", as = "number" } }, rows = rows }))
    end
  end)

  it("ends where a step is nothing beside the numbers", function()
    assert.match("<svg", rendered("html", { is = "chart", kind = "dumbbell", title = "x", a = "a", b = "b", low = 1e17, high = 1e17 + 32,
      items = { { label = "l", a = 1e17, b = 1e17 } } }))
    assert.match("<svg", rendered("html", { is = "chart", kind = "dumbbell", title = "x", a = "a", b = "b", low = 2^54, high = 2^54 + 8,
      items = { { label = "l", a = 2^54, b = 2^54 } } }))
  end)

  it("is UTF-8 as JSON, whatever bytes a script gave", function()
    local made = rendered("json", "a\255b\192")
    assert.truthy(utf8.len(made))
    assert.truthy(made:find("a\\ufffdb\\ufffd", 1, true), made)
  end)

  it("has words where there is nothing", function()
    local nothing = { { is = "section", title = "Promises", empty = "No promise is open." }, { is = "list", items = {} },
                      { is = "table", title = "T", columns = { { key = "a" } }, rows = {}, empty = "No rows." } }
    for _, format in ipairs { "text", "markdown", "html" } do
      local made = rendered(format, table.unpack(nothing))
      for _, said in ipairs { "No promise is open.", "None.", "No rows." } do assert.truthy(made:find(said, 1, true), format) end
    end
  end)

  it("shows cells by their form", function()
    local columns = { { key = "a", as = "score" }, { key = "b", as = "percent" }, { key = "c", as = "change" },
      { key = "d", as = "band" }, { key = "e" } }
    local made = rendered("markdown", { is = "table", columns = columns, rows = { { 0.505, 0.25, -3, "red", 12345.678 } } })
    assert.match("| 51 | 25 %% | −3 | ▼ red | 12,345.68 |", made)
    assert.match("0.505", rendered("csv", { is = "table", columns = columns, rows = { { 0.505, 0.25, -3, "red" } } }))
  end)

  it("in HTML keeps headings in order and gives each chart a name, a description and its data", function()
    local made = rendered("html", { is = "section", title = "A", content = { { is = "section", title = "B", content = {
      { is = "chart", kind = "bars", title = "C", items = { { label = "x", value = 1 } } } } } } })
    local levels = {}
    for level in made:gmatch "<h(%d)" do levels[#levels + 1] = level end
    assert.equal("1 2 3 2", table.concat(levels, " "))
    assert.match('<svg class="wide"[^>]*role="img" aria%-labelledby="chart%-1%-title chart%-1%-desc"', made)
    assert.match("<desc id=\"chart%-1%-desc\">x 1%.</desc>", made)
    assert.match("<details>.*<caption>C</caption>.*<th scope=\"col\">", made)
    assert.match("default%-src 'none'; style%-src 'sha256%-[%w+/=]+'", made)
    assert.falsy(made:find("https?://[^w]"))
    assert.falsy(made:find(" style=", 1, true))
  end)

  it("as CSV is one table, or several under their titles", function()
    local one = { is = "table", title = "One", columns = { { key = "a" } }, rows = { { "x" } } }
    assert.equal('"a"\n"x"\n', rendered("csv", one))
    assert.equal('"One"\n"a"\n"x"\n\n"One"\n"a"\n"x"\n', rendered("csv", one, one))
  end)

  it("takes the client's colour only where it is one", function()
    local style = require "kith.render.html_style"
    assert.match("%-%-client: #aa3300; %-%-heading: #aa3300", style.sheet "#AA3300")
    assert.match("%-%-client: #ffee00; %-%-heading: #1d2329", style.sheet "#ffee00")
    assert.equal(style.sheet(), style.sheet "red; } body { background: url(x)")
  end)
end)
