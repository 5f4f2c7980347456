-- What people read: numbers in sentences, widths of characters, and tables that give up columns rather than figures.

local kith = require "kith"
local output = require "kith.output"
local rule_text = require "kith.rule_text"
local score = require "kith.score"

describe("width", function()
  it("counts wide characters twice and marks not at all", function()
    assert.equal(5, kith.width "Marta")
    assert.equal(4, kith.width "山田")
    assert.equal(2, kith.width "🍕")
    assert.equal(4, kith.width "cafe\u{301}")
    assert.equal(3, kith.width "한a")
    assert.equal(8, kith.width "Zoë – 山")
    assert.equal(3, kith.width "a\xffb")
  end)

  it("cuts to so many columns, never within a character", function()
    assert.equal("山…", output.cut("山田太郎", 4))
    assert.equal("山田…", output.cut("山田太郎", 5))
    assert.equal("山田太郎", output.cut("山田太郎", 8))
    assert.equal("Mar…", output.cut("Marta Villa", 4))
    assert.equal("Marta…", output.cut("Marta Villa", 7))
    assert.equal("cafe\u{301}…", output.cut("cafe\u{301} au lait", 5))
  end)

  it("aligns what stands beneath", function()
    local text = output.table_text({ "name", "n" }, { { "山田", 1 }, { "Ann", 22 } }, { width = 40 })
    assert.equal("name   n\n山田   1\nAnn   22\n", text)
  end)
end)

describe("a number in a sentence", function()
  it("is whole where it is whole, else has three digits", function()
    local shown = { [0] = "0", [1292] = "1292", [12345] = "12,345", [1234567] = "1,234,567", [0.6666667] = "0.667",
                    [51.2512] = "51.3", [1292.4] = "1292", [12345.6] = "12,346", [-3] = "-3", [-0.25] = "-0.25", [1e300] = "1e+300" }
    for number, text in pairs(shown) do assert.equal(text, output.figure(number)) end
  end)

  it("is a percentage that never reads as none or all where it is not", function()
    local shown = { [0] = "0%", [1] = "100%", [0.667] = "67%", [0.001] = "under 1%", [0.999] = "over 99%" }
    for share, text in pairs(shown) do assert.equal(text, output.percentage(share)) end
  end)

  it("is read from three forms", function()
    assert.same({ name = "cadence.ideal" }, rule_text.sentence_part "cadence.ideal")
    assert.same({ name = "late", share = true }, rule_text.sentence_part "late%")
    assert.same({ name = "n", noun = "open incident" }, rule_text.sentence_part "n|open incident")
    assert.same({ name = "n", noun = "child", plural = "children" }, rule_text.sentence_part "n|child|children")
    for _, wrong in ipairs { "", "n$", "n%%", "n|", "n|a|", "n|a|b|c", "%", "n %" } do assert.is_nil(rule_text.sentence_part(wrong)) end
  end)
end)

describe("whole points", function()
  local BANDS = { { name = "red", from = 0 }, { name = "amber", from = 0.5 }, { name = "green", from = 0.755 } }

  it("never contradict the band", function()
    local shown = { [0] = 0, [0.4949] = 49, [0.496] = 49, [0.4999999] = 49, [0.5] = 50, [0.504] = 50,
                    [0.7549] = 75, [0.755] = 76, [1] = 100 }
    for value, points in pairs(shown) do assert.equal(points, score.points(value, BANDS)) end
  end)

  it("take bounds as they are written", function()
    for percent = 1, 99 do
      local value = tonumber(("0.%02d"):format(percent))
      assert.equal(percent, score.points(value, { { from = 0 }, { from = value } }))
      assert.equal(percent - 1, score.points(value - 0.001, { { from = 0 }, { from = value } }))
    end
  end)

  it("are rounded where there are no bands", function()
    assert.equal(50, score.points(0.496))
    assert.is_nil(score.points(nil))
  end)
end)

describe("a table", function()
  local COLUMNS = { { key = "id", keep = true }, "name", { key = "figures", keep = true, drop = 2 },
                    { key = "owner", keep = true, drop = 1 } }
  local ROWS = { { "maria-rossi", "Maria Antonia Rossi Conti", "100%, ≤ 165 d", "anna" }, { id = "bank", figures = "73%, ≤ 5 d" } }

  local function shown(width) return output.table_text(COLUMNS, ROWS, { width = width }) end

  it("lets a column that wraps go on below itself, in its place, and cuts nothing", function()
    local columns = { { key = "id", keep = true }, { key = "what", wrap = true }, { key = "day", keep = true } }
    local said = "one two three four five six seven eight nine ten eleven twelve"
    local rows = { { id = "a#1", what = said, day = "2026-01-01" }, { id = "a#2", what = "short", day = "2026-01-02" } }
    assert.equal("a#1  one two three four five six seven eight  2026-01-01\n     nine ten eleven twelve\n"
      .. "a#2  short                                    2026-01-02\n",
      output.table_text(columns, rows, { headings = false, width = 56 }))
  end)

  it("shows everything where there is room", function()
    assert.equal([[
id           name                       figures        owner
maria-rossi  Maria Antonia Rossi Conti  100%, ≤ 165 d  anna
bank         –                          73%, ≤ 5 d     –
]], shown(60))
  end)

  it("cuts texts a little, then drops columns in their order", function()
    assert.equal([[
id           name              figures        owner
maria-rossi  Maria Antonia R…  100%, ≤ 165 d  anna
bank         –                 73%, ≤ 5 d     –
]], shown(51))
    assert.equal([[
id           name                    figures
maria-rossi  Maria Antonia Rossi C…  100%, ≤ 165 d
bank         –                       73%, ≤ 5 d
]], shown(51 - 1))
    assert.equal("id           name\nmaria-rossi  Maria Antonia Rossi Conti\nbank         –\n", shown(40))
  end)

  it("cuts texts further once nothing can be dropped, but not below eight", function()
    assert.equal("id           name\nmaria-rossi  Maria A…\nbank         –\n", shown(21))
    assert.equal(shown(21), shown(1))
  end)

  it("never cuts or drops a number", function()
    local text = output.table_text({ "name", "n" }, { { "Maria Rossi", 123456789012 } }, { width = 10 })
    assert.equal("name                 n\nMaria R…  123456789012\n", text)
  end)

  it("puts a short form in the place of a column", function()
    local columns = { { key = "id", keep = true }, { key = "long", keep = true, drop = 1, short = "brief", title = "advice" } }
    local rows = { { id = "ann", long = "nothing yet; record: call", brief = "call" } }
    assert.equal("id   advice\nann  nothing yet; record: call\n", output.table_text(columns, rows, { width = 30 }))
    assert.equal("id   advice\nann  call\n", output.table_text(columns, rows, { width = 29 }))
  end)
end)
