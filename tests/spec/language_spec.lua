-- Languages of reports: every one knows the same texts with the same places, and a report is in one throughout.

local kith = require "kith"
local language = require "kith.language"

package.path = "tests/tools/?.lua;" .. package.path
local scratch = require "scratch"

local function count(map)
  local n = 0
  for _ in pairs(map) do n = n + 1 end
  return n
end

describe("a shipped language", function()
  for _, code in ipairs(language.NAMES) do
    it(code .. " keeps the places of each text, and has months, numbers and days", function()
      local it = language.shipped(code)
      assert.equal(code, it.code)
      assert.equal(12, #it.months)
      for text, ours in pairs(it.words) do
        assert.is_nil(language.fault(text, ours))
        for place in text:gmatch "{[^{}]*}" do assert.truthy(ours:find(place, 1, true), ours) end
        assert.truthy(utf8.len(ours))
      end
      assert.is_true(code == "en" or count(it.words) > 340)
    end)
  end

  it("knows every fixed text of the shipped reports", function()
    local known = language.shipped("de").words
    local same = { Id = true, Name = true, Definition = true, Engagement = true, Portfolio = true, ideal = true } -- in German too
    local missing = {}
    for _, name in ipairs { "map", "portfolio", "practice", "register", "review_pack" } do
      local text = kith.read_file("scripts/reports", name .. ".lua"):gsub('"%s*\n%s*%.%.%s*"', "")
      for _, pattern in ipairs { 'say%(?%s*"([^"]+)"', '%f[%w]section { "([^"]+)"', 'empty = "([^"]+)"', 'chart%("%a+", "([^"]+)"' } do
        for said in text:gmatch(pattern) do
          if said:find "%a%a%a" and not known[said] and not same[said] then missing[#missing + 1] = said end
        end
      end
    end
    assert.same({}, missing)
  end)
end)

describe("writing in a language", function()
  local words = require "kith.render.words"
  after_each(function() language.write_in(nil) end)

  it("writes numbers and days as it does, and what it has no word for in English", function()
    language.write_in(language.shipped "de")
    assert.equal("12.345,68", words.cell(12345.678, "number"))
    assert.equal("3 Tage", words.cell(3, "days"))
    assert.equal("▼ rot", words.band "red")
    assert.equal("am 01.03.2026, in reviews/2026-03-01-x.yaml", words.days_in "am 2026-03-01, in reviews/2026-03-01-x.yaml")
    assert.equal("2026-02-30", words.days_in "2026-02-30")
    assert.equal("no such text, 1 %", words.say("no such text, %d %%", 1))
    language.write_in(language.shipped "fr")
    assert.equal("12\u{202F}345,68", words.number(12345.678))
    language.write_in(nil)
    assert.equal("12,345.68", words.number(12345.678))
    assert.equal("2026-03-01", words.days_in "2026-03-01")
  end)

  it("refuses a word that loses a place", function()
    assert.is_nil(language.fault("%d of %d", "%d / %d"))
    assert.match("needs the places %%d %%d", language.fault("%d of %d", "%d"))
    assert.match("of none", language.fault("None.", "%s"))
    assert.is_nil(language.fault("only %d %% of it", "%d %% davon"))
  end)
end)

local PRACTICE = [[
name: Bistro
begins: 2026-01-01
report: { language: %s }
stakeholders:
  ann: { name: Ann, power: 0.5, interest: 0.5, relationship: { model: cooperative-tactical, since: 2026-01-01 } }
]]

describe("a report", function()
  local report = require "kith.report"

  local function made(setting, format, name)
    return scratch.folder({ ["practice.yaml"] = PRACTICE:format(setting) }, function(folder)
      return scratch.open(folder, { as_of = "2026-06-30", player = true }, function(ws)
        local tree, source = report.make(ws, report.load(ws, name or "portfolio"))
        local text = tree and report.render(ws, tree, source, format, { width = 80 })
        return text, ws.findings:render()
      end)
    end)
  end

  it("is in the language of the practice in every format, and the next one is in its own", function()
    assert.match("1 Beziehung: 1 unbekannt%.", made("de", "text"))
    assert.match("# Portafoglio", made("it", "md"))
    assert.match('<html lang="fr">.*<h1>Portefeuille</h1>', made("fr", "html"))
    assert.match('"language":"es"', made("es", "json"))
    assert.match("1 relationship: 1 unknown%.", made("en", "text"))
  end)

  it("takes the client's own words", function()
    assert.match("\nWas offen ist\n", made('de, words: { "Where we do not know": "Was offen ist" }', "text"))
  end)

  it("says which languages there are, and what is wrong with a word", function()
    local text, why = made("dee", "text")
    assert.is_nil(text)
    assert.match('3:21: error: no language "dee"; did you mean "de"%?', why)
    text, why = made("pt", "text")
    assert.is_nil(text)
    assert.match('no language "pt"; there are de, en, es, fr and it', why)
    text, why = made('en, words: { "As of %s": "Today" }', "text")
    assert.is_nil(text)
    assert.match('needs the places %%s, in this order', why)
  end)

  it("makes every shipped report in every language", function()
    for _, code in ipairs(language.NAMES) do
      for _, name in ipairs { "portfolio", "practice", "register", "map" } do
        assert.truthy(made(code, "html", name), code .. " " .. name)
      end
    end
  end)
end)
