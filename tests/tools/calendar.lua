-- The days of 2024 to 2034, written down one after the other: specs hold the dates of the core against them. Nothing of it is used here.

local calendar = {}

calendar.HOLIDAYS = { "2024-01-01", "2025-06-30", "2026-03-31", "2026-04-06", "2026-05-01", "2027-12-30", "2027-12-31", "2028-02-29",
  "2029-01-01", "2030-09-30", "2031-10-01", "2032-12-24", "2032-12-27", "2032-12-28", "2032-12-29", "2032-12-30", "2032-12-31",
  "2033-01-03", "2034-07-03" }

local LENGTHS = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
local function length_of(year, month) return month == 2 and year % 4 == 0 and 29 or LENGTHS[month] end -- no century within

local function all_days()
  local holiday, days = {}, {}
  for _, day in ipairs(calendar.HOLIDAYS) do holiday[day] = true end
  local weekday = 1 -- 2024-01-01 was a Monday
  for year = 2024, 2034 do
    for month = 1, 12 do
      for day = 1, length_of(year, month) do
        local text = ("%d-%02d-%02d"):format(year, month, day)
        days[#days + 1] = { n = #days + 1, text = text, year = year, month = month, day = day, weekday = weekday,
          months = year * 12 + month - 1, working = weekday <= 5 and not holiday[text] }
        weekday = weekday % 7 + 1
      end
    end
  end
  return days
end

calendar.length_of = length_of

-- In order: { n =, text =, year =, month =, day =, weekday = 1 … 7, months = counted from the year 0, working = }; and by text.
calendar.DAYS, calendar.DAY = all_days(), {}
for _, day in ipairs(calendar.DAYS) do calendar.DAY[day.text] = day end

-- The nearest working day on or after (1) or before (-1) a day; nil past the end.
function calendar.moved(day, step)
  while day and not day.working do day = calendar.DAYS[day.n + step] end
  return day
end

return calendar
