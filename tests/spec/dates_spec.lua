-- Days, lengths of time and series, against plain arithmetic.

package.path = "tests/tools/?.lua;" .. package.path
local kith = require "kith"
local scratch = require "scratch"

local function leap(year) return year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0) end
local LAST = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
local function last_day(year, month) return month == 2 and leap(year) and 29 or LAST[month] end
local function text(year, month, day) return ("%04d-%02d-%02d"):format(year, month, day) end

describe("days", function()
  it("are numbered without a gap, and back", function()
    local number
    for year = 1999, 2001 do
      for month = 1, 12 do
        for day = 1, last_day(year, month) do
          local own = kith.day_number(text(year, month, day))
          assert.is_true(number == nil or own == number + 1)
          assert.equal(text(year, month, day), kith.day_text(own))
          number = own
        end
      end
    end
    for _, year in ipairs { 1, 1582, 1900, 2000, 2100, 9999 } do
      local last = last_day(year, 2)
      assert.equal(text(year, 3, 1), kith.day_add(text(year, 2, last), "1d"))
    end
  end)

  it("are only what the calendar has", function()
    for _, good in ipairs { "2026-03-01", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31" } do
      assert.is_true(kith.is_day(good), good)
    end
    for _, bad in ipairs { "", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-1", "26-01-01",
                           "2026-01-01 ", "2026/01/01", "2026-01-01T10:00", "+026-01-01", "2026-01-1x", "00002026-01-01" } do
      assert.is_false(kith.is_day(bad), bad)
    end
    for _, good in ipairs { "2026-03-01", "2026-03-01T00:00", "2026-03-01T23:59", "2026-03-01 09:00" } do
      assert.is_true(kith.is_moment(good), good)
    end
    for _, bad in ipairs { "2026-03-01T24:00", "2026-03-01T9:00", "2026-03-01T09:60", "2026-03-01T09:00Z" } do
      assert.is_false(kith.is_moment(bad), bad)
    end
  end)

  it("lie apart as their numbers do", function()
    assert.equal(366, kith.days_between("2024-01-01", "2025-01-01"))
    assert.equal(-31, kith.days_between("2026-02-01", "2026-01-01"))
    assert.equal(1, kith.days_between("2026-01-01T23:59", "2026-01-02T00:00"))
    assert.equal(0, kith.days_between("2026-01-01T00:00", "2026-01-01T23:59"))
  end)
end)

describe("adding a length of time", function()
  it("counts days and weeks as days", function()
    assert.equal("2026-03-31", kith.day_add("2026-03-01", "30d"))
    assert.equal("2026-03-15", kith.day_add("2026-03-01", "2 weeks"))
    assert.equal("2026-02-15", kith.day_add("2026-03-01", "2 weeks", -1))
    assert.equal("2027-03-01", kith.day_add("2026-03-01", "365d"))
    assert.equal("2026-04-30", kith.day_add("2026-03-01", "30d", 2))
  end)

  it("keeps the day of the month, or takes the last one there is", function()
    assert.equal("2026-02-28", kith.day_add("2026-01-31", "1 month"))
    assert.equal("2024-02-29", kith.day_add("2024-01-31", "1 month"))
    assert.equal("2026-03-31", kith.day_add("2026-01-31", "1 month", 2))
    assert.equal("2026-04-30", kith.day_add("2026-01-31", "3 months"))
    assert.equal("2025-12-31", kith.day_add("2026-01-31", "1 month", -1))
    assert.equal("2025-02-28", kith.day_add("2024-02-29", "1 year"))
    assert.equal("2028-02-29", kith.day_add("2024-02-29", "1 year", 4))
    assert.equal("2023-02-28", kith.day_add("2024-02-29", "12 months", -1))
  end)

  it("agrees with plain arithmetic for months", function()
    math.randomseed(5)
    for _ = 1, 2000 do
      local year, month = math.random(1950, 2090), math.random(12)
      local day, months = math.random(last_day(year, month)), math.random(1, 40)
      local times = math.random(2) == 1 and 1 or -1
      local index = year * 12 + month - 1 + times * months
      local to_year, to_month = index // 12, index % 12 + 1
      local expected = text(to_year, to_month, math.min(day, last_day(to_year, to_month)))
      assert.equal(expected, kith.day_add(text(year, month, day), months .. " months", times))
    end
  end)

  it("takes lengths as people write them, and nothing else", function()
    for _, good in ipairs { "1d", "30d", "1 day", "2 weeks", "6 months", "2 quarters", "1 quarter", "1 year" } do
      assert.is_true(kith.is_span(good), good)
    end
    for _, bad in ipairs { "", "d", "30", "-3d", "1.5d", "6 moons", "soon", "30 d x", "1e3d" } do
      assert.is_false(kith.is_span(bad), bad)
    end
    assert.equal(30, kith.span_days "30d")
    assert.equal(14, kith.span_days "2 weeks")
  end)
end)

-- ---- Series: reviews ----

local function practice(review, since)
  return { ["practice.yaml"] = ("name: Bistro\nbegins: 2026-01-01\nrelationship_models: { regular: { review: { %s } } }\n"
    .. "stakeholders: { ann: { relationship: { model: regular, since: %s } } }\n"):format(review, since or "2026-01-01") }
end

local function dues(review, from, count)
  return scratch.folder(practice(review), function(folder)
    return scratch.open(folder, { today = "2026-01-01" }, function(ws)
      local list, opens, after = {}, {}, from
      for i = 1, count do
        list[i], opens[i] = ws.core:review_next("ann", from < "2026-01-01" and from or "2026-01-01", after)
        after = list[i]
      end
      return list, opens
    end)
  end)
end

describe("a series of reviews", function()
  it("counts from its anchor, so that short months do not shift it", function()
    local months = { "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31" }
    assert.same(months, (dues("every: 1 month, anchor: 2026-01-31", "2026-01-01", 5)))
    assert.same({ "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29" }, (dues("every: 1 year, anchor: 2024-02-29", "2024-12-31", 4)))
  end)

  it("runs on from an anchor long past or far ahead", function()
    assert.same({ "2026-03-01", "2026-09-01" }, (dues("every: 6 months, anchor: 2001-03-01", "2026-01-15", 2)))
    assert.equal("2030-03-01", dues("every: 6 months, anchor: 2030-03-01", "2026-01-15", 1)[1])
  end)

  it("counts from the day the relationship began where there is no anchor", function()
    assert.same({ "2026-01-31", "2026-03-02" }, (dues("every: 30d", "2026-01-01", 2)))
  end)

  it("opens so long before as it takes to prepare", function()
    local due, opens = dues("every: 3 months, anchor: 2026-03-01, prepare: 14d", "2026-01-01", 2)
    assert.same({ "2026-03-01", "2026-06-01" }, due)
    assert.same({ "2026-02-15", "2026-05-18" }, opens)
    assert.equal("2026-02-28", select(2, dues("every: 3 months, anchor: 2026-03-31, prepare: 1 month", "2026-01-01", 1))[1])
  end)

  it("is due strictly after the day asked for", function()
    assert.equal("2026-06-01", dues("every: 3 months, anchor: 2026-03-01", "2026-03-01", 1)[1])
    assert.equal("2026-03-01", dues("every: 3 months, anchor: 2026-03-01", "2026-02-28", 1)[1])
  end)
end)
