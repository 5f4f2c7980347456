-- A year of weekly runs, with outages of one, three and ten weeks, for every way to recur: nothing is lost, doubled or opened twice,
-- and what was opened is what the rules say, worked out here from the days of the calendar. KITH_CALENDAR=1 prints the year.

package.path = "tests/tools/?.lua;" .. package.path
local calendar = require "calendar"
local harness = require "harness"
local kith = require "kith"
local review = require "kith.review"
local scratch = require "scratch"

local BEGINS, FIRST_RUN, WEEKS = "2026-01-01", "2026-01-05", 52
local OUTAGES = { [9] = true, [17] = true, [18] = true, [19] = true }
for week = 31, 40 do OUTAGES[week] = true end

local function later(a, b) return (not a or b and b > a) and b or a end

-- The days of the year on which there is a run.
local function run_days()
  local days = {}
  for week = 1, WEEKS do
    if not OUTAGES[week] then days[#days + 1] = kith.day_add(FIRST_RUN, "7d", week - 1) end
  end
  return days
end

-- ---- The engine ----

local function note(ws, day, event)
  local outcome, id = ws.core:note(event, { today = day, by = "" })
  if not outcome then error(tostring(id) .. "\n" .. ws.findings:render()) end
  return id
end

local function in_transaction(ws, work)
  assert(ws.core:begin())
  assert(ws:sync())
  work()
  assert(ws.core:commit())
end

-- What has happened by a run day is noted on its own day; then reviews that have been open for `patience` runs are closed, then new ones
-- are opened. A list of { relationship, due, opened, closed }.
local function run_year(ws, days, patience, happens)
  local list, by_id, next_event = {}, {}, 1
  for n, day in ipairs(days) do
    in_transaction(ws, function()
      while happens[next_event] and happens[next_event].at <= day do
        local event = happens[next_event]
        note(ws, event.at, event)
        next_event = next_event + 1
      end
      for id, each in pairs(by_id) do
        if not each.closed and n - each.run >= (patience[each.relationship] or 1) then
          note(ws, day, { kind = "review", about = id, state = "closed", at = day })
          each.closed = day
        end
      end
    end)
    local due = review.plan(ws, day, day).due
    in_transaction(ws, function()
      for _, row in ipairs(due) do
        local each = { relationship = row.relationship, due = row.due, opened = day, run = n, cause = row.cause }
        local id = note(ws, day, review.opening(row, {}, day))
        assert(not by_id[id], "the same event twice")
        list[#list + 1], by_id[id] = each, each
      end
    end)
    assert.same({}, review.plan(ws, day, day).due, "a second run on " .. day)
  end
  return list
end

local function of(list, id)
  local found = {}
  for _, each in ipairs(list) do
    if each.relationship == id then found[#found + 1] = { each.due, each.opened, each.closed } end
  end
  return found
end

local function print_calendar(name, list)
  if not os.getenv "KITH_CALENDAR" then return end
  print(name)
  for _, each in ipairs(list) do
    print(("  opened %s  due %s  closed %-10s  %s%s"):format(each.opened, each.due, each.closed or "-", each.relationship,
      each.cause and " (" .. each.cause .. ")" or ""))
  end
end

-- ---- The rules, worked out apart ----

-- Days of the month, moved to a working day: those after the beginning.
local function monthly(number, step)
  local days = {}
  for _, day in ipairs(calendar.DAYS) do
    local due = day.day == number and (step and calendar.moved(day, step) or day)
    if due and due.text > BEGINS then days[#days + 1] = due.text end
  end
  return days
end

local function first_after(series, day)
  for _, due in ipairs(series) do
    if due > day then return due end
  end
end

local function shifted(day, count) return calendar.DAYS[calendar.DAY[day].n + count].text end

local NEXT = {
  skip = function(it, past) return first_after(it.series, later(past.due, past.over) or BEGINS) end,
  fixed = function(it, past) return first_after(it.series, past.due or BEGINS) end,
  from_completion = function(it, past) return past.over and shifted(past.over, it.every) or it.series[1] end,
}

-- The reviews that a rule asks for: { due, opened, closed }.
local function expected(it, days)
  local list, past, open = {}, {}, nil
  for n, day in ipairs(days) do
    if open and n - open.run >= it.patience then
      open[3], past.due, past.over = day, open[1], day
      open = nil
    end
    local due = not open and NEXT[it.recur](it, past)
    if due and shifted(due, -(it.prepare or 0)) <= day then
      open = { due, day, run = n }
      list[#list + 1] = open
    end
  end
  for _, each in ipairs(list) do each.run = nil end
  return list
end

local function every(count, from)
  local days = {}
  for n = calendar.DAY[from].n, #calendar.DAYS, count do
    if calendar.DAYS[n].text > BEGINS then days[#days + 1] = calendar.DAYS[n].text end
  end
  return days
end

local PRACTICE = [[
begins: 2026-01-01
holidays: [ %s ]
stakeholders:
]]

-- Each way to recur, at several rhythms; closed after one run or after several.
local function relationships()
  local list = {}
  local function add(recur, written, series, more)
    local it = { id = ("r%d"):format(#list + 1), recur = recur, written = written, series = series, patience = 1 }
    for key, value in pairs(more or {}) do it[key] = value end
    list[#list + 1] = it
  end
  for _, recur in ipairs { "skip", "fixed" } do
    add(recur, "every: 15th of the month, working_day: next", monthly(15, 1))
    add(recur, "every: 15th of the month, working_day: previous, prepare: 10d", monthly(15, -1), { prepare = 10, patience = 2 })
    add(recur, "every: 1 week, anchor: 2026-01-07", every(7, "2026-01-07"))
    add(recur, "every: 10d, anchor: 2026-02-01", every(10, "2026-02-01"), { patience = 3 })
    add(recur, "every: 45d, prepare: 14d", every(45, BEGINS), { prepare = 14 })
  end
  for _, days in ipairs { 7, 30, 91 } do
    local more = { every = days, patience = days == 30 and 4 or 1 }
    add("from_completion", ("every: %dd, anchor: 2026-02-10"):format(days), { "2026-02-10" }, more)
  end
  return list
end

describe("a year of weekly runs with outages", function()
  it("opens what the rules say, none lost, none twice", function()
    local all, lines, patience = relationships(), { PRACTICE:format(table.concat(calendar.HOLIDAYS, ", ")) }, {}
    for i, it_ in ipairs(all) do
      lines[i + 1] = ("  %s: { relationship: { review: { %s, recur: %s } } }\n"):format(it_.id, it_.written, it_.recur)
      patience[it_.id] = it_.patience
    end
    local days = run_days()
    scratch.folder({ ["practice.yaml"] = table.concat(lines) }, function(folder)
      scratch.open(folder, { today = days[1], write = true }, function(ws)
        local list = run_year(ws, days, patience, {})
        print_calendar("three ways to recur", list)
        for _, each in ipairs(all) do
          assert.same(expected(each, days), of(list, each.id), each.recur .. ": " .. each.written)
        end
        assert.truthy(#list > 150)
        assert.same({}, ws.core:verify())
      end)
    end)
  end)

  it("holds every fixed day in its turn", function()
    local days, series = run_days(), monthly(15, 1)
    for i, each in ipairs(expected({ recur = "fixed", series = series, patience = 1 }, days)) do assert.equal(series[i], each[1]) end
  end)
end)

-- ---- Causes ----

local TROUBLE = [[
begins: 2026-01-01
stakeholders:
  a: { relationship: { review: { every: never, when: [ severe incident, overdue commitment ] } } }
  b: { relationship: { review: { every: never, when: severe incident, within: 3d, again: 100d } } }
]]

-- One in three weeks for a, also while nothing runs; three in a row for b.
local function trouble()
  local list = {}
  for week = 1, 50, 3 do
    local at, severity = kith.day_add("2026-01-07", "7d", week - 1), week % 2 == 0 and "minor" or "severe"
    list[#list + 1] = { kind = "incident", of = "a", severity = severity, at = at }
  end
  for _, day in ipairs { "2026-02-02", "2026-03-03", "2026-07-08" } do
    list[#list + 1] = { kind = "incident", of = "b", severity = "severe", at = day }
  end
  table.sort(list, function(x, y) return x.at < y.at or x.at == y.at and x.of < y.of end)
  return list
end

-- At each run: nothing while one is open; else one where a severe incident was noted since the last one was closed.
local function expected_trouble(days)
  local list, open, closed = {}, nil, ""
  for n, day in ipairs(days) do
    local newest
    for _, event in ipairs(trouble()) do
      if event.of == "a" and event.severity == "severe" and event.at <= day then newest = event.at end
    end
    local had = closed
    if open then
      open[3], closed, had, open = day, day, day, nil
    end
    if newest and newest > had and n >= 1 then
      open = { kith.day_add(day, "14d"), day }
      list[#list + 1] = open
    end
  end
  return list
end

describe("a year of trouble", function()
  it("opens one for each cause, also for those noted while nothing ran", function()
    scratch.folder({ ["practice.yaml"] = TROUBLE }, function(folder)
      local days = run_days()
      scratch.open(folder, { today = days[1], write = true }, function(ws)
        local list = run_year(ws, days, {}, trouble())
        print_calendar("trouble", list)
        assert.same(expected_trouble(days), of(list, "a"))
        assert.same({ { "2026-02-05", "2026-02-02", "2026-02-09" }, { "2026-07-16", "2026-07-13", "2026-07-20" } }, of(list, "b"))
        local causes = {}
        for _, each in ipairs(list) do
          local key = each.relationship .. " " .. each.cause
          assert.is_nil(causes[key], key .. " opened two")
          causes[key] = true
        end
      end)
    end)
  end)
end)

-- ---- A whole practice ----

describe("a year of the IT provider's reviews", function()
  it("never has two open for one relationship, and opens none twice", function()
    local example = harness.root .. "/examples/it-provider"
    scratch.folder({}, function(folder)
      assert(os.execute(("cp -r %s/. %s"):format(harness.quote(example), harness.quote(folder))))
      local days = run_days()
      scratch.open(folder, { today = days[1], write = true }, function(ws)
        local list, seen, busy_until = run_year(ws, days, {}, {}), {}, {}
        print_calendar("it-provider", list)
        assert.truthy(#list > 10)
        for _, each in ipairs(list) do
          local key = each.relationship .. " " .. each.due
          assert.is_nil(seen[key], key .. " opened twice")
          assert.truthy((busy_until[each.relationship] or "") <= each.opened, key .. " while another is open")
          seen[key], busy_until[each.relationship] = true, each.closed or "9999"
        end
      end)
    end)
  end)
end)
