-- A plan of reviews kept in a file (kith review plan --save, kith review run FILE): what it says, and how it differs from today's.
--
--   { "kith": "review plan 1", "practice": …, "today": day, "until": day,
--     "reviews": [ { "relationship":, "name":, "owner":, "cover":, "due":, "opens":, "causes": [ … ], "why": } ] }
--
-- Rows are those of review.plan (scripts/kith/review.lua), in its order. What is held against today's plan are relationship, due and
-- causes; the rest is there to be read.

local json = require "dkjson"
local kith = require "kith"
local output = require "kith.output"
local trigger = require "kith.trigger"

local review_plan = {}

local FORM = "review plan 1"
local FIELDS = { "relationship", "name", "owner", "cover", "due", "opens", "causes", "why" }
local TOP = { "kith", "practice", "today", "until", "reviews" }

local function order()
  local keys = table.move(TOP, 1, #TOP, 1, {})
  return table.move(FIELDS, 1, #FIELDS, #keys + 1, keys)
end

-- ---- The file ----

function review_plan.text(ws, plan, today, horizon)
  local rows = {}
  for i, each in ipairs(plan.due) do
    rows[i] = {}
    for _, field in ipairs(FIELDS) do rows[i][field] = each[field] end
  end
  return output.json_text({ kith = FORM, practice = ws.name, today = today, ["until"] = horizon, reviews = rows }, order())
end

local function is_list_of_texts(list)
  if type(list) ~= "table" then return false end
  for _, each in pairs(list) do
    if type(each) ~= "string" then return false end
  end
  return true
end

local function row_fault(row)
  if type(row) ~= "table" or type(row.relationship) ~= "string" then return "names no relationship" end
  if type(row.due) ~= "string" or not kith.is_day(row.due) then return "has no day for due" end
  if row.causes ~= nil and not is_list_of_texts(row.causes) then return "has causes that are no texts" end
end

-- What a file says: { today =, until =, reviews = }; nil and why.
function review_plan.read(path)
  local text, why = kith.read_file(nil, path)
  if not text then return nil, ("%s cannot be read: %s"):format(kith.visible(path), why) end
  local tree = json.decode(text, 1, nil)
  local good = type(tree) == "table" and tree.kith == FORM and type(tree.reviews) == "table" and type(tree["until"]) == "string"
    and kith.is_day(tree["until"])
  if not good then return nil, ("%s is no plan; kith review plan --save FILE writes one"):format(kith.visible(path)) end
  for i, row in ipairs(tree.reviews) do
    local fault = row_fault(row)
    if fault then return nil, ("%s: review %d of the plan %s"):format(kith.visible(path), i, fault) end
  end
  return tree
end

-- ---- Against today ----

-- What a cause says whichever day it is asked on.
local function lasting(key) return (key:gsub(" since %S+$", "")) end

local function lasting_set(causes)
  local list = {}
  for i, key in ipairs(causes or {}) do list[i] = lasting(key) end
  return table.concat(list, ", ")
end

local function asked_by(row)
  local words = {}
  for i, key in ipairs(row.causes or { "calendar" }) do words[i] = trigger.words(key, row.relationship) end
  return table.concat(words, ", ")
end

local function by_calendar(row) return not row.causes or row.causes[1] == "calendar" end

-- One row against the one of today; nil where they are the same. What has no day of the calendar keeps the day that was planned.
local function difference(row, now, open)
  local id = row.relationship
  if open then return ("%s: is open already, as %s"):format(id, open.id) end
  if not now then return ("%s: no longer due"):format(id) end
  if by_calendar(row) and by_calendar(now) and row.due ~= now.due then return ("%s: due %s, not %s"):format(id, now.due, row.due) end
  if lasting_set(row.causes) == lasting_set(now.causes) then return nil end
  return ("%s: asked for by %s, not by %s"):format(id, asked_by(now), asked_by(row))
end

-- Lines, one a difference, between a saved plan and that of today; none where they agree.
function review_plan.differences(saved, plan)
  local now, open, planned, lines = {}, {}, {}, {}
  for _, each in ipairs(plan.due) do now[each.relationship] = each end
  for _, each in ipairs(plan.open) do open[each.relationship] = each end
  for _, row in ipairs(saved.reviews) do
    planned[row.relationship] = true
    lines[#lines + 1] = difference(row, now[row.relationship], open[row.relationship])
  end
  for _, each in ipairs(plan.due) do
    if not planned[each.relationship] then lines[#lines + 1] = ("%s: due %s, new"):format(each.relationship, each.due) end
  end
  for i, line in ipairs(lines) do lines[i] = kith.visible(line) end
  return lines
end

-- Whether every review of the plan was opened, whatever has become of it; false for a plan without any. `all` are those of the journal.
function review_plan.carried_out(saved, all)
  local opened = {}
  for _, each in ipairs(all) do opened[("%s %s %s"):format(each.relationship, each.due, lasting_set(each.causes))] = true end
  for _, row in ipairs(saved.reviews) do
    if not opened[("%s %s %s"):format(row.relationship, row.due, lasting_set(row.causes))] then return false end
  end
  return saved.reviews[1] ~= nil
end

-- Today's rows with the due days that were planned.
function review_plan.as_saved(saved, plan)
  local due = {}
  for _, row in ipairs(saved.reviews) do due[row.relationship] = row.due end
  for _, each in ipairs(plan.due) do each.due = due[each.relationship] end
  return plan.due
end

return review_plan
