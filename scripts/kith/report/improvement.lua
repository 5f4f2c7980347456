-- What a report can need of the improvement register: of one relationship, or of all.

local cycles = require "kith.cycles"
local improvement = require "kith.improvement"
local labels = require "kith.report.labels"

local gather = {}

local FIELDS = { "id", "subject", "text", "measure", "baseline", "target", "actual", "reached", "opened", "due", "days_late", "state",
                 "ended", "because", "rounds", "late" }

local function plain(ws, item)
  local cycle, row = cycles.load(ws, item.cycle or ""), {}
  improvement.judge(ws, item, cycle)
  for _, key in ipairs(FIELDS) do row[key] = item[key] end
  local step = cycle and cycle.by_name[item.step]
  row.step, row.owner = step and step.label or item.step, labels.of(ws, "staff", item.owner)
  row.measure = labels.of(ws, "measure", item.measure)
  row.name, row.what = ws:name_of(item.subject), item.text or row.measure
  return row
end

-- Those open, and those that ended within the year before; the oldest first.
local function rows_of(ws, wanted)
  local list, year_ago = {}, require("kith").day_add(ws.day, "1 year", -1)
  for _, item in ipairs((improvement.all(ws))) do
    if wanted(item) and (not item.ended or item.ended > year_ago) then list[#list + 1] = item end
  end
  improvement.measure(ws, list)
  for i, item in ipairs(list) do list[i] = plain(ws, item) end
  return list
end

function gather.improvements(ws, relationship)
  return rows_of(ws, function(item) return item.subject == relationship.id end)
end

function gather.improvement_register(ws)
  return rows_of(ws, function() return true end)
end

return gather
