-- What each owner needs to know today: what is late, which answers are owed, who has gone quiet, what moved and why, what is coming,
-- of whom too little is known. Lists of lines, each with the command that comes next. The whole practice is read once, then dealt
-- out to owners.

local cycles = require "kith.cycles"
local events = require "kith.events"
local improvement = require "kith.improvement"
local kith = require "kith"
local output = require "kith.output"
local record = require "kith.record"
local review = require "kith.review"
local score = require "kith.score"

local digest = {}

-- `cause`: a line tells why, and is not to be cut.
digest.SECTIONS = {
  { key = "late", title = "Late" }, { key = "owed", title = "Answers owed" }, { key = "quiet", title = "Gone quiet" },
  { key = "moved", title = "Moved", cause = true }, { key = "coming", title = "Coming" },
  { key = "unknown", title = "Not known well enough" },
}

local UNANSWERED = { 2, 90 } -- days since they wrote: before, an answer is under way; after, nobody waits for one any more

local LATELY = "90 days" -- what was settled since then, a calendar may still show

local function day_of(moment) return moment and moment:sub(1, 10) end

local function command(...) return ("kith " .. ("%s "):rep(select("#", ...))):format(...):sub(1, -2) end

-- "9 days late", "due today", "due 2026-07-15"
local function due_text(due, day)
  local late = kith.days_between(due, day)
  if late > 0 then return output.count(late, "day") .. " late" end
  return late == 0 and "due today" or "due " .. due
end

local function quoted(text) return text and (" “%s”"):format(text) or "" end

-- ---- Dealing out ----

local function owner_of(world, id)
  local own = world.owners[id]
  if own then return own end
  own = { owner = id, settled = {} }
  for _, each in ipairs(digest.SECTIONS) do own[each.key] = {} end
  world.owners[id] = own
  return own
end

-- Who does it on that day, where its owner is away; where all are away it stays with the owner.
local function present(world, owner)
  if world.present[owner] == nil then world.present[owner] = owner ~= "" and world.ws.core:present(owner, world.day) or owner end
  return world.present[owner]
end

-- A line goes to the owner of its relationship, or to whoever it names itself, or to their cover.
local function add(world, section, line)
  local relationship = world.known[line.relationship]
  if not relationship then return end -- of somebody who stands in no model any more; kith check tells
  line.name = world.ws:name_of(relationship)
  line.owner = line.owner or relationship.owner or ""
  local by = present(world, line.owner)
  if by ~= line.owner then line.covers, line.what = line.owner, ("%s (for %s)"):format(line.what, line.owner) end
  table.insert(owner_of(world, by)[section], line)
end

-- ---- Promises and things to do ----

-- Where it belongs by its due day: late, coming, or nowhere yet. What was settled lately is kept for calendars, which may still show it.
local function section_of(world, settled, due, last)
  if settled then return last >= world.lately and "settled" or nil end
  return due < world.day and "late" or due <= world.horizon and "coming" or nil
end

local SIDES = { us = "we promised", them = "they promised" }

local function promise(world, each)
  local state, name = events.promise_state(each, world.day), world.ws:name_of(each.of)
  local section = section_of(world, state ~= "open" and state ~= "overdue", each.due, day_of(each.last_at))
  if not section then return end
  add(world, section, { relationship = each.of, owner = each.owner, id = each.id, day = each.due,
    rank = each.by == "us" and state == "overdue" and 2 or 1,
    what = ("%s: %s%s"):format(due_text(each.due, world.day), SIDES[each.by] or "promised", quoted(each.text)),
    title = ("%s %s%s"):format(each.by == "us" and "Promised to" or "Promised by", name, quoted(each.text)),
    thing = "promise-" .. each.seq, command = command("log", "kept", each.id) })
end

local function action(world, each)
  local section = section_of(world, each.state ~= nil, each.due, day_of(each.last_at))
  if not section then return end
  add(world, section, { relationship = each.of, owner = each.by, id = each.id, day = each.due,
    what = ("%s: to do%s"):format(due_text(each.due, world.day), quoted(each.text)),
    title = ("To do for %s%s"):format(world.ws:name_of(each.of), quoted(each.text)),
    thing = "action-" .. each.seq, command = command("log", "done", each.id) })
end

local function with_due(world, kind, tell)
  for _, each in ipairs(events.of_all(world.ws, kind)) do
    if each.due then tell(world, each) end
  end
end

-- The day that an improvement is to be looked at: its due day, if it had not got there by then, or the time limit of its step, the earlier.
local function day_of_improvement(item)
  local due = not item.reached_in_time and item.due or nil
  return item.limit and (not due or item.limit < due) and item.limit or due
end

-- What is told of it, in which section, by which day; nil where nothing is. What got there waits to be closed.
local function standing_of(world, item)
  local due, reached = day_of_improvement(item), item.state == "open" and item.reached
  local section = due and section_of(world, item.state ~= "open", due, item.ended) or reached and "coming" or nil
  local step = due and due ~= item.due and (", step \"%s\""):format(item.step) or ""
  local standing = reached and "target reached" or nil
  if due then standing = due_text(due, world.day) .. (standing and ", " .. standing or "") end
  return standing and ("%s: improvement%s%s"):format(standing, step, quoted(item.text)), section, due or item.due or world.day
end

local function improvements(world)
  local all = improvement.all(world.ws)
  improvement.measure(world.ws, all)
  for _, item in ipairs(all) do
    local cycle = cycles.load(world.ws, item.cycle or "")
    improvement.judge(world.ws, item, cycle)
    local what, section, day = standing_of(world, item)
    if section then
      add(world, section, { relationship = item.subject, owner = item.owner, id = item.id, day = day,
        what = what,
        title = ("Improvement for %s%s"):format(world.ws:name_of(item.subject), quoted(item.text)),
        thing = "improvement-" .. item.seq, command = command("improve", "advance", item.id) })
    end
  end
end

-- ---- Problems ----

-- An incident or complaint that is open waits for an answer; where its day has passed, it is told so.
local function problems(world, kind)
  for _, each in ipairs(events.of_all(world.ws, kind)) do
    if not each.resolved_at then
      local due = each.due and due_text(day_of(each.due), world.day) or "since " .. day_of(each.at)
      local severe = each.severity and each.severity .. " " or ""
      add(world, "owed", { relationship = each.of, id = each.id, day = day_of(each.due or each.at),
        rank = each.severity == "severe" and 2 or 1,
        what = ("%s: %s%s%s"):format(due, severe, kind, quoted(each.title or each.note)), command = command("log", "resolved", each.id) })
    end
  end
end

-- ---- Reviews ----

local function review_line(world, section, each)
  add(world, section, { relationship = each.relationship, owner = each.owner, id = each.id, day = each.due,
    what = ("%s: review %s"):format(due_text(each.due, world.day), each.id and "open" or "to be opened"),
    title = "Review: " .. world.ws:name_of(each.relationship), thing = ("review-%s-%d"):format(each.relationship, each.nth),
    command = each.command })
end

local function reviews(world)
  local plan = review.plan(world.ws, world.day, world.horizon)
  for _, list in ipairs { plan.open, plan.due } do
    for _, each in ipairs(list) do
      local section = section_of(world, false, each.due)
      if section then review_line(world, section, each) end
    end
  end
  for _, each in ipairs((review.all(world.ws))) do
    if review.is_over(each) and each.at >= world.lately then review_line(world, "settled", each) end
  end
end

-- ---- Who is not heard ----

-- What is asked of the record: days since any contact, since one from our side, and since one from theirs
-- by each channel that awaits an answer.
local function asked(ws)
  local features = { { name = "any", how = "days_since", of = "interaction" },
                     { name = "outbound", how = "days_since", of = "interaction", direction = "out" } }
  for _, channel in ipairs(ws.core:list "channel") do
    if channel.awaits_answer then
      features[#features + 1] = { name = "by " .. channel.id, how = "days_since", of = "interaction", direction = "in",
                                  channel = channel.id }
    end
  end
  return features
end

-- Days of silence are counted from the beginning where there was none; then no event stands behind them.
local function days_since(columns, i, name) return columns:evidence(i, 1, name)[1] and columns:cell(i, 1, name) end

-- The last that they wrote, where nobody has been in touch since: days ago, and by which channel.
local function written(columns, i, features)
  local any, days, channel = columns:cell(i, 1, "any"), nil, nil
  for f = 3, #features do
    local name = features[f].name
    local found = columns:cell(i, 1, name) == any and days_since(columns, i, name)
    if found then days, channel = found, features[f].channel end
  end
  if not days or days < UNANSWERED[1] or days > UNANSWERED[2] then return nil end
  if days_since(columns, i, "outbound") == days then return nil end -- answered on the same day
  return days, channel
end

local function unanswered(world, rows)
  local ids, features = {}, asked(world.ws)
  for i, row in ipairs(rows) do ids[i] = row.id end
  if not ids[1] or not features[3] then return end
  local columns = world.ws.core:columns { features = features, views = { { as_of = world.day } }, of = ids }
  for i, row in ipairs(columns and rows or {}) do
    local days, channel = written(columns, i, features)
    if days then
      add(world, "owed", { relationship = row.id, day = kith.day_add(world.day, "1 day", -math.tointeger(days)),
        what = ("wrote %s ago (%s), no answer since"):format(output.count(math.tointeger(days), "day"), channel),
        command = command("log", output.shell(row.id), channel, "direction=out") })
    end
  end
end

local function contact_line(world, row, what)
  return { relationship = row.id, rank = row.contact / row.max, day = kith.day_add(world.day, "1 day", -math.tointeger(row.contact)),
           what = what, command = command("log", output.shell(row.id), record.channel_of(row.relationship)) }
end

local function quiet(world, row)
  if not (row.contact and row.max) then return end
  local horizon = kith.days_between(world.day, world.horizon)
  local days, ideal = output.count(row.contact, "day"), output.figure(row.ideal)
  if row.contact > row.max then
    local what = score.ever_heard(row) and "%s without a contact that counts, ideal is %s" or "never heard in %s, ideal is %s"
    add(world, "quiet", contact_line(world, row, what:format(days, ideal)))
  elseif row.contact > row.ideal and row.contact + horizon > row.max then
    local due = kith.day_add(world.day, "1 day", math.floor(row.max - row.contact))
    local line = contact_line(world, row, ("%s: a contact, %s since the last"):format(due_text(due, world.day), days))
    line.day, line.rank, line.thing, line.title = due, nil, "contact-" .. row.id, "Contact: " .. world.ws:name_of(row.relationship)
    add(world, "coming", line)
  end
end

-- ---- What moved ----

local function points(value) return value and tostring(math.floor(value * 100 + 0.5)) or "not known" end

-- "trust 80 → 45 (brewer#12)": the factor that moved most, and the last event behind it if that is news; without news time went by.
local function cause(world, row)
  local most = score.moved(row)[1]
  if not most then return nil end
  local text = ("%s %s → %s"):format((most.name:gsub("_", " ")), points(most.from), points(most.to))
  local news = most.event and world.ws.core:event_id(most.event)
  return text .. (news and (" (%s)"):format(news) or ""), news
end

local function moved(world, row)
  if row.band == row.band_before or row.band_before == "unknown" or not row.value then return end
  local fell = row.value < row.value_before
  local why, event = cause(world, row)
  add(world, "moved", { relationship = row.id, day = world.day, rank = math.abs(row.value - row.value_before) + (fell and 1 or 0),
    what = ("%s → %s, %d → %d%s"):format(row.band_before, row.band, row.points_before, row.points, why and ": " .. why or ""),
    id = event, from = row.band_before, to = row.band,
    command = command("explain", output.shell(row.id), "--since", world.since) })
end

local function unknown(world, row)
  if row.band ~= "unknown" or row.state == "not begun" then return end
  local _, next_command = record.advice(world.ws, row)
  add(world, "unknown", { relationship = row.id, day = world.day, what = row.state == "scored" and "too little evidence" or row.state,
    command = next_command or command("explain", output.shell(row.id)) })
end

-- ---- All of it ----

local function scores(world)
  local rows = world.ws:score { as_of = world.day, before = world.since }
  if not rows then return nil end
  unanswered(world, rows)
  for _, row in ipairs(rows) do
    quiet(world, row)
    moved(world, row)
    unknown(world, row)
  end
  return true
end

local function urgent_first(a, b)
  local x, y = a.rank or 0, b.rank or 0
  if x ~= y then return x > y end
  if a.day ~= b.day then return a.day < b.day end
  if a.relationship ~= b.relationship then return a.relationship < b.relationship end
  return a.what < b.what
end

-- Owners in the order of the model; those of no owner come last.
local function in_order(world)
  local list = {}
  for _, staff in ipairs(world.ws.core:list "staff") do
    local own = world.owners[staff.id]
    if own then list[#list + 1], own.name, own.email = own, staff.label, staff.email end
  end
  local nobody = world.owners[""]
  if nobody then list[#list + 1], nobody.name = nobody, "nobody" end
  return list
end

-- options: since (day from which is told what moved), horizon (day until which is told what comes). One entry an owner who has something to
-- be told: { owner = id or "", name, email, late = { line … }, owed =, quiet =, moved =, coming =, unknown =,
-- settled = }; a line is { relationship,
-- name, what, day, command, covers = whom it is done for, id of its event, thing = what it is called in a calendar }. nil where a
-- rule has findings.
function digest.of(ws, options)
  local world = { ws = ws, day = ws.day, lately = kith.day_add(ws.day, LATELY, -1), since = options.since,
                  horizon = options.horizon, owners = {}, known = {}, present = {} }
  for _, relationship in ipairs(ws:relationships()) do world.known[relationship.id] = relationship end
  with_due(world, "commitment", promise)
  with_due(world, "action", action)
  improvements(world)
  problems(world, "incident")
  problems(world, "complaint")
  reviews(world)
  if not scores(world) then return nil end
  local list = in_order(world)
  for _, own in ipairs(list) do
    for _, section in ipairs(digest.SECTIONS) do table.sort(own[section.key], urgent_first) end
  end
  return list
end

digest.TREND = score.TREND

return digest
