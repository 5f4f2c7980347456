-- Every form of recurrence against the calendar itself: all days from 2024 to 2034 are written down one after the other, each form
-- is looked up in that list, and the core must name the same days. Nothing of core/base is used on this side.

package.path = "tests/tools/?.lua;" .. package.path
local calendar = require "calendar"
local scratch = require "scratch"

local HOLIDAYS, DAYS, DAY, length_of, moved = calendar.HOLIDAYS, calendar.DAYS, calendar.DAY, calendar.length_of, calendar.moved

-- ---- Forms looked up in it: each gives the list of its days ----

-- The n-th (0: the last) of those days of each period that `counts` takes; where there are fewer, the last that counts.
local function each_period(period, counts, n)
  local order, groups = {}, {}
  for _, day in ipairs(DAYS) do
    local key = period(day)
    if not groups[key] then
      groups[key] = {}
      order[#order + 1] = key
    end
    if counts(day) then table.insert(groups[key], day) end
  end
  local found = {}
  for i, key in ipairs(order) do
    local group = groups[key]
    found[i] = n == 0 and group[#group] or group[n] or group[#group]
  end
  return found
end

local function month(day) return day.months end
local function quarter(day) return day.months // 3 end
local function year(day) return day.year end
local function months_from(anchor, count) return function(day) return (day.months - DAY[anchor].months) // count end end
local function any() return true end
local function working(day) return day.working end
local function on(weekday) return function(day) return day.weekday == weekday end end

local function where(is)
  local found = {}
  for _, day in ipairs(DAYS) do
    if is(day) then found[#found + 1] = day end
  end
  return found
end

local function every_days(anchor, count) return where(function(day) return (day.n - DAY[anchor].n) % count == 0 end) end

local function every_months(anchor, count)
  local from = DAY[anchor]
  return where(function(day)
    return (day.months - from.months) % count == 0 and day.day == math.min(from.day, length_of(day.year, day.month))
  end)
end

-- Steps through the list, a day at a time.
local function every_working_days(anchor, count)
  local found, passed = { DAY[anchor] }, 0
  for n = DAY[anchor].n + 1, #DAYS do
    passed = passed + (DAYS[n].working and 1 or 0)
    if DAYS[n].working and passed % count == 0 then found[#found + 1] = DAYS[n] end
  end
  return found
end

-- ---- What is compared ----

local A, B = "2024-01-31", "2025-03-17" -- anchors
local FORMS = {
  { "every: 1 month", A, every_months(A, 1) }, { "every: 3 months", A, every_months(A, 3) }, { "every: quarter", B, every_months(B, 3) },
  { "every: 7 months", A, every_months(A, 7) }, { "every: 1 year", "2024-02-29", every_months("2024-02-29", 12) },
  { "every: 10d", B, every_days(B, 10) }, { "every: 2 weeks", B, every_days(B, 14) }, { "every: every week", B, every_days(B, 7) },
  { "every: 10 working days", B, every_working_days(B, 10) }, { "every: 1 working day", B, every_working_days(B, 1) },
  { "every: first monday of the month", B, each_period(month, on(1), 1) },
  { "every: 2nd tuesday of the month", B, each_period(month, on(2), 2) },
  { "every: Third Wednesday of every month", A, each_period(month, on(3), 3) },
  { "every: fourth sunday of the month", A, each_period(month, on(7), 4) },
  { "every: last friday of the month", A, each_period(month, on(5), 0) },
  { "every: last friday of the quarter", A, each_period(quarter, on(5), 0) },
  { "every: 12th thursday of the quarter", B, each_period(quarter, on(4), 12) },
  { "every: 52nd saturday of the year", B, each_period(year, on(6), 52) },
  { "every: 15th of the month", A, each_period(month, any, 15) }, { "every: 31st of the month", A, each_period(month, any, 31) },
  { "every: first day of the quarter", B, each_period(quarter, any, 1) },
  { "every: 92nd day of the quarter", B, each_period(quarter, any, 92) },
  { "every: last day of the year", A, each_period(year, any, 0) }, { "every: 366th day of the year", A, each_period(year, any, 366) },
  { "every: last working day of the month", A, each_period(month, working, 0) },
  { "every: last working day of the quarter", A, each_period(quarter, working, 0) },
  { "every: first working day of the year", A, each_period(year, working, 1) },
  { "every: 3rd working day of the month", A, each_period(month, working, 3) },
  { "every: 23rd working day of the month", A, each_period(month, working, 23) },
  { "every: first monday of every 2 months", B, each_period(months_from(B, 2), on(1), 1) },
  { "every: last working day of every 5 months", B, each_period(months_from(B, 5), working, 0) },
  { "every: 45th of every 2 quarters", B, each_period(months_from(B, 6), any, 45) },
}

-- The days of a form from its anchor on, none twice, after the beginning; moved off days that are not worked.
local function expected(form, step, begins)
  local list = {}
  for _, day in ipairs(form[3]) do
    local due = step ~= 0 and moved(day, step) or day
    local new = due and due.text > begins and (not list[#list] or due.text > list[#list])
    if day.text >= form[2] and new and due.text < "2034" then list[#list + 1] = due.text end
  end
  return list
end

local SHIFTS = { [0] = "", [1] = ", working_day: next", [-1] = ", working_day: previous" }
local BEGINS = "2024-01-01"

local function named(ws, id)
  local list, due = {}, nil
  repeat
    due = ws.core:review_next(id, BEGINS, due, nil)
    list[#list + 1] = due < "2034" and due or nil
  until due >= "2034"
  return list
end

describe("a recurrence", function()
  for step, written in pairs(SHIFTS) do
    it("names the days of the calendar" .. written, function()
      local models = { "stakeholders:" }
      for i, form in ipairs(FORMS) do
        local review = ("{ %s, anchor: %s%s, recur: fixed }"):format(form[1], form[2], written)
        models[#models + 1] = ("  f%d: { relationship: { review: %s } }"):format(i, review)
      end
      local files = { ["practice.yaml"] = ("begins: %s\nholidays: [ %s ]\n%s\n")
        :format(BEGINS, table.concat(HOLIDAYS, ", "), table.concat(models, "\n")) }
      scratch.folder(files, function(folder)
        scratch.open(folder, { today = BEGINS }, function(ws)
          for i, form in ipairs(FORMS) do
            local wanted = expected(form, step, BEGINS)
            assert.truthy(#wanted >= 9)
            assert.same(wanted, named(ws, "f" .. i), form[1] .. written)
          end
        end)
      end)
    end)
  end

  it("is printed as it can be written again", function()
    local files = { ["practice.yaml"] = [[
stakeholders:
  a: { relationship: { review: { every: Third  Wednesday of every month } } }
  b: { relationship: { review: { every: 45th of every 2 quarters } } }
  c: { relationship: { review: { every: last day of the year } } }
  d: { relationship: { review: { every: tenth working day of the quarter } } }
  e: { relationship: { review: { every: quarter } } }
  f: { relationship: { review: { every: never } } }
]] }
    scratch.folder(files, function(folder)
      scratch.open(folder, { today = BEGINS }, function(ws)
        local found = {}
        for _, each in ipairs(ws:relationships()) do found[#found + 1] = each.review.every end
        assert.same({ "third wednesday of the month", "45th of every 6 months", "last day of the year", "tenth working day of the quarter",
          "3 months", "never" }, found)
        assert.is_nil(ws.core:review_next("f", BEGINS))
      end)
    end)
  end)
end)

-- ---- Three ways to recur ----

local function with_review(review, use)
  scratch.folder({ ["practice.yaml"] = "stakeholders: { a: { relationship: { review: " .. review .. " } } }\n" }, function(folder)
    scratch.open(folder, { today = BEGINS }, function(ws)
      use(function(due, over) return (ws.core:review_next("a", BEGINS, due, over)) end)
    end)
  end)
end

describe("what was missed", function()
  it("is skipped, held in its turn, or counted from completion", function()
    with_review("{ every: 1 month }", function(next_due) assert.equal("2024-06-01", next_due("2024-02-01", "2024-05-10")) end)
    with_review("{ every: 1 month, recur: fixed }", function(next_due) assert.equal("2024-03-01", next_due("2024-02-01", "2024-05-10")) end)
    with_review("{ every: 1 month, recur: from_completion }", function(next_due)
      assert.equal("2024-06-10", next_due("2024-02-01", "2024-05-10"))
      assert.equal("2024-02-01", next_due())
    end)
  end)

  it("leaves no day before the anchor, and none on a day that is not worked where it is so set", function()
    with_review("{ every: 1 month, recur: from_completion, anchor: 2024-09-15, working_day: previous }", function(next_due)
      assert.equal("2024-09-13", next_due("2024-02-01", "2024-05-10"))
      assert.equal("2024-11-08", next_due("2024-09-13", "2024-10-10"))
    end)
  end)
end)

-- ---- Where it is set ----

local PRECEDENCE = [[
levels: { strategic: { review: { every: 1 year, prepare: 30d }, cadence: { ideal: 90d } } }
tags: { vip: { review: { every: 2 months } }, press: { review: { every: 5 months, anchor: 2024-02-29 }, cadence: { ideal: 10d } } }
relationship_models: { supply: { level: strategic, review: { every: 3 months }, cadence: { max: 120d } } }
stakeholders:
  level: { relationship: { level: strategic } }
  model: { relationship: { model: supply } }
  tag: { relationship: { model: supply, tags: [ other, vip, press ] } }
  theirs: { tags: press, relationship: { model: supply, tags: vip } }
  own: { relationship: { model: supply, tags: vip, review: { every: 7 months } } }
  none: { relationship: { tags: nobody } }
]]

describe("a rhythm", function()
  it("comes from the relationship, a tag, the relationship model or the level, in this order, field by field", function()
    scratch.folder({ ["practice.yaml"] = PRECEDENCE }, function(folder)
      scratch.open(folder, { today = BEGINS }, function(ws)
        local found = {}
        for _, each in ipairs(ws:relationships()) do
          local kind, from = ws.core:origin(each.id, "review.every")
          found[each.id] = { each.review and each.review.every, kind, from, each["review.prepare"], each["cadence.ideal"] }
        end
        assert.same({
          level = { "1 year", "level", "strategic", "30 days", "90 days" },
          model = { "3 months", "relationship model", "supply", "30 days", "90 days" },
          tag = { "2 months", "tag", "vip", "30 days", "10 days" },
          theirs = { "2 months", "tag", "vip", "30 days", "10 days" },
          own = { "7 months", "relationship", "own", "30 days", "90 days" },
          none = {},
        }, found)
        assert.equal("2024-02-29", ws.core:find("relationship", "theirs").review.anchor)
      end)
    end)
  end)
end)

describe("cover", function()
  local STAFF = [[
staff:
  anna: { cover: paolo, away: [ 2024-08-01..2024-08-21, 2024-12-24 ] }
  paolo: { cover: anna, away: 2024-08-10..2024-08-12 }
  sara: { cover: anna, away: 2024-08-05 }
]]
  it("is whoever is there, also by way of another", function()
    scratch.folder({ ["practice.yaml"] = STAFF }, function(folder)
      scratch.open(folder, { today = BEGINS }, function(ws)
        assert.equal("anna", ws.core:present("anna", "2024-07-31"))
        assert.equal("paolo", ws.core:present("anna", "2024-08-01"))
        assert.equal("paolo", ws.core:present("anna", "2024-12-24"))
        assert.equal("paolo", ws.core:present("sara", "2024-08-05"))
        assert.is_nil(ws.core:present("anna", "2024-08-10"))
        assert.equal("on 2024-08-10 both anna and whoever covers are away", ws.findings:render():match "on 2024.-away")
      end)
    end)
  end)
end)
