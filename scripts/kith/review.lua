-- Periodic reviews: which are open, which fall due, and why. The state is the journal's, the dates are the core's (core:review_next); here
-- the two are put together. A review is an event that opens it, with its due day, and later ones about it that hold, close or cancel it.
--
-- A row of a plan (review.plan), days as texts:
--   relationship, name, owner   whose review it is; the owner's id, nil where there is none
--   cover     who prepares it while the owner is away, "nobody" where the cover is away too; nil where the owner is there
--   state     "due" (to be opened) or "opened" (waiting for its outcome)
--   due, opens, days_late       the day it is due, the day it is opened at the earliest, whole days past due (0 where it is not)
--   recur     "skip", "fixed" or "from_completion"
--   set_by    what says how often: "relationship model supply", "tag vip", "level strategic" or "relationship"
--   owed      fixed: how many further days of the series have passed; they are held one after the other
--   nth       the how manieth of its relationship it is
--   cause     what asks for it beside the calendar, in words: "severe incident brewer#3, band red since 2026-05-04"; nil where
--             nothing does. Where it is open: what was noted as opening it
--   causes    the same as noted with the opening; "calendar" stands first where the calendar asks for it too
--   since     open: causes that have come up since it was opened; they open no second review
--   why, who  in words: the reason; "paolo (for anna)"
--   command   what to type
-- and of one that is open: id, opened (the day), file (of its outcome), evidence (as it was opened).

local kith = require "kith"
local output = require "kith.output"
local trigger = require "kith.trigger"

local review = {}

local OVER = { closed = true, cancelled = true }

function review.file(due, relationship) return ("reviews/%s-%s.yaml"):format(due, relationship) end

-- What is noted from the outcome of a review carries this as its key, so that it goes where the closing is taken back. By number: ids
-- change when somebody is renamed.
function review.key(opening) return ("review %d"):format(opening.seq) end

-- ---- State ----

local function day_of(moment) return moment:sub(1, 10) end

local function opened(event)
  return { id = event.id, seq = event.seq, relationship = event.relationship or event.of, due = event.due, opened = day_of(event.at),
    state = event.state, at = day_of(event.at), evidence = event.evidence, causes = event.cause,
    file = review.file(event.due, event.relationship or event.of) }
end

-- Closed or cancelled.
function review.is_over(each) return OVER[each.state] or false end

-- All reviews of the journal, or of one subject, in the order they were opened, also by id. `nth`: the first of its relationship, the
-- second, …
function review.all(ws, of)
  local list, by_id, count = {}, {}, {}
  for _, event in ipairs(ws.journal_absent and {} or ws.core:events { kind = "review", of = of }) do
    local known = by_id[event.about]
    if known then
      known.state, known.at, known.last, known.last_seq = event.state or known.state, day_of(event.at), event.id, event.seq
    elseif not event.about and event.due then -- nothing is left of an erased one
      local each = opened(event)
      count[each.relationship] = (count[each.relationship] or 0) + 1
      each.nth = count[each.relationship]
      by_id[event.id], list[#list + 1] = each, each
    end
  end
  return list, by_id
end

local function later(a, b) return (not a or b and b > a) and b or a end

local CALENDAR = "calendar"

-- Reviews that only a cause opened have no day of the calendar.
local function by_calendar(each) return not each.causes or each.causes[1] == CALENDAR end

-- Adds a review to what the next is counted from:
--   due      the last due day of the calendar's
--   over     the last day one was closed, or one of the calendar's cancelled
--   closed, closed_seq  the last day one was closed, and by which event
--   seen, over_by       causes that opened one; by trigger, the last day that one was over
--   owner    whose it was when the last one was opened
function review.add_past(past, each)
  past = past or { seen = {}, over_by = {} }
  local over, calendar = OVER[each.state], by_calendar(each)
  past.owner = each.evidence and each.evidence.owner
  for _, key in ipairs(each.causes or {}) do
    past.seen[key] = each.id
    local name = trigger.of(key)
    if over then past.over_by[name] = later(past.over_by[name], each.at) end
  end
  if over and calendar then past.due = later(past.due, each.due) end
  if each.state == "closed" or over and calendar then past.over = later(past.over, each.at) end
  if each.state == "closed" then past.closed, past.closed_seq = later(past.closed, each.at), each.last_seq end
  return past
end

-- By relationship: the review that is open, what the next is counted from, and how many there were.
local function standing(list)
  local open, past, count = {}, {}, {}
  for _, each in ipairs(list) do
    local id = each.relationship
    count[id] = each.nth
    past[id] = review.add_past(past[id], each)
    if not OVER[each.state] then open[id] = each end
  end
  return open, past, count
end

-- ---- Dates and people in words ----

local function since_due(due, day)
  local days = kith.days_between(due, day)
  if days > 0 then return ("due %s, %s ago"):format(due, output.count(days, "day")) end
  return days == 0 and ("due %s, today"):format(due) or "due " .. due
end

-- What says how often a relationship is reviewed: "tag vip".
local function set_by(ws, relationship)
  local kind, id = ws.core:origin(relationship.id, "review.every")
  if kind == "relationship" or not kind then return kind end
  return kind .. " " .. id
end

-- ", by tag vip"; nothing where it is the relationship model, as it mostly is.
local function by_whom(source)
  if not source or source:find "^relationship model" then return "" end
  return source == "relationship" and ", of its own" or ", by " .. source
end

local COUNTED = { fixed = ", each to be held", from_completion = " after the last" }

-- "every 6 months from 2026-03-01, by tag vip", "last friday of the quarter".
local function recurrence(ws, relationship, source)
  local set = relationship.review
  local span = kith.is_span(set.every)
  local text = span and "every " .. set.every or set.every
  if set.recur == "from_completion" then text = text .. COUNTED.from_completion
  elseif span then text = ("%s from %s"):format(text, set.anchor or ws:begins_of(relationship)) end
  return text .. (set.recur == "fixed" and COUNTED.fixed or "") .. by_whom(source)
end

-- "due 2026-09-01 (every 6 months from 2026-03-01); 14 days to prepare; 2 more owed since", "due 2026-07-15 (severe incident brewer#3)"
local function reason(ws, relationship, each, day)
  local because = each.recur and recurrence(ws, relationship, each.set_by)
  because = because and each.cause and because .. "; " .. each.cause or because or each.cause
  local parts = { ("%s (%s)"):format(since_due(each.due, day), because) }
  local prepare = kith.days_between(each.opens, each.due)
  local at_once = not each.recur and each.opens == day
  if prepare > 0 and not at_once then parts[#parts + 1] = output.count(prepare, "day") .. " to prepare" end
  if each.owed and each.owed > 0 then parts[#parts + 1] = each.owed .. " more owed since" end
  return table.concat(parts, "; ")
end

-- Who prepares it on that day: { cover =, who = } of a row.
local function add_who(ws, each, owner, day)
  each.owner, each.who = owner, owner
  if not owner then return end
  local present = ws.core:present(owner, day)
  if present == owner then return end
  each.cover = present or "nobody"
  each.who = ("%s (for %s)"):format(each.cover, owner)
end

-- ---- What is due ----

local MOST_OWED = 1000

-- Days of a series after `due` that have passed by `day`.
local function owed(ws, relationship, due, day)
  local count = 0
  while count < MOST_OWED do
    due = ws.core:review_next(relationship.id, ws:begins_of(relationship), due, nil)
    if not due or due > day or relationship["until"] and due > relationship["until"] then return count end
    count = count + 1
  end
  return count
end

-- Due day and day of opening of the next review of a relationship that has none open; nil where none is set, or it ends before.
local function dates(ws, relationship, past)
  local due, opens = ws.core:review_next(relationship.id, ws:begins_of(relationship), past and past.due, past and past.over)
  local ends = relationship["until"]
  if due and not (ends and due > ends) then return due, opens end
end

-- The next review of the calendar as a row, without reason and people.
function review.next(ws, relationship, past)
  local due, opens = dates(ws, relationship, past)
  return due and { relationship = relationship.id, name = ws:name_of(relationship), owner = relationship.owner, due = due, opens = opens }
end

-- The same of a relationship as its reviews stand; nil where one is open.
function review.after(ws, relationship)
  local open, past = standing((review.all(ws, relationship.id)))
  return not open[relationship.id] and review.next(ws, relationship, past[relationship.id]) or nil
end

local function by_due(a, b)
  if a.due ~= b.due then return a.due < b.due end
  return a.relationship < b.relationship
end

-- Keys of causes in words: "severe incident brewer#3, band red since 2026-05-04"; nil where there are none.
function review.in_words(keys, relationship)
  local words = {}
  for _, key in ipairs(keys or {}) do
    if key ~= CALENDAR then words[#words + 1] = trigger.words(key, relationship) end
  end
  return words[1] and table.concat(words, ", ")
end

-- Causes that still ask for a review, in the order of the relationship's list: keys, and due and opens of the most pressing.
local function asking(ws, relationship, causes, past, day)
  local keys, due, opens = {}, nil, nil
  for _, name in ipairs(causes and relationship["review.when"] or {}) do
    local cause = causes[name]
    local its_due, its_opens
    if cause then its_due, its_opens = ws.core:review_caused(relationship.id, day, cause.notice and cause.day) end
    if cause then cause.opens = its_opens end
    if cause and trigger.asks(ws, relationship, cause, past) then
      keys[#keys + 1] = cause.key
      if not due or its_opens < opens or its_opens == opens and its_due < due then due, opens = its_due, its_opens end
    end
  end
  return keys, due, opens
end

-- What an open review was opened for and does not count any more: it was taken back or corrected.
local function taken_back(ws, each)
  for _, key in ipairs(not by_calendar(each) and each.causes or {}) do
    local number = key:match "#%d+$"
    local event = number and ws.core:events({ id = each.relationship .. number, with_superseded = true })[1]
    if event and event.superseded then return event.id end
  end
end

local function waiting(ws, each, relationship, causes, past, day)
  add_who(ws, each, relationship.owner, day)
  each.name, each.days_late = ws:name_of(each.relationship), math.max(0, kith.days_between(each.due, day))
  each.cause = review.in_words(each.causes, each.relationship)
  local later_causes = asking(ws, relationship, causes, past, day)
  each.since = review.in_words(later_causes, each.relationship)
  local gone = taken_back(ws, each)
  each.why = ("opened %s%s, %s"):format(each.opened, each.cause and " (" .. each.cause .. ")" or "", since_due(each.due, day))
  if each.cover then each.why = ("%s; %s prepares it"):format(each.why, each.who) end
  if each.since then each.why = each.why .. "; since then " .. each.since end
  if gone then each.why = ("%s; %s was taken back: kith review cancel %s"):format(each.why, gone, each.id) end
  each.command = "kith review close " .. each.id
  return each
end

-- A review to be opened: by the calendar where it has come so far, by causes, or both.
local function coming(ws, relationship, due, opens, calendar, keys, day)
  local each = { relationship = relationship.id, name = ws:name_of(relationship), due = due, opens = opens, state = "due" }
  each.days_late = math.max(0, kith.days_between(due, day))
  each.cause = review.in_words(keys, relationship.id)
  each.causes = keys[1] and keys or nil
  if calendar then
    each.recur, each.set_by = relationship.review.recur or "skip", set_by(ws, relationship)
    if each.recur == "fixed" then each.owed = owed(ws, relationship, due, day) end
    if each.causes then table.insert(each.causes, 1, CALENDAR) end
  end
  add_who(ws, each, relationship.owner, day)
  each.why, each.command = reason(ws, relationship, each, day), "kith review run"
  return each
end

-- The review of a relationship that has none open, to be opened by `horizon`; else nil and when the calendar's next is due.
local function to_open(ws, relationship, causes, past, day, horizon)
  local due, opens = dates(ws, relationship, past)
  local calendar = due and opens <= horizon
  local keys, cause_due, cause_opens = {}, nil, nil
  if causes then keys, cause_due, cause_opens = asking(ws, relationship, causes, past, day) end
  if cause_opens and cause_opens > horizon then keys = {} end
  if calendar then return coming(ws, relationship, due, opens, true, keys, day) end
  if keys[1] then return coming(ws, relationship, cause_due, cause_opens, false, keys, day) end
  return nil, due
end

-- As of a day: { due = to be opened by `horizon`, open = waiting for their outcome, next = the calendar's first that comes later }, sorted.
-- Causes are those of the day; of scores only where the workspace has a player. With options.calendar only the calendar is looked at: what
-- a cause asks for is not late before it is opened, and who asks for what is late saves a scan of the record.
function review.plan(ws, day, horizon, options)
  local open, past, count = standing((review.all(ws)))
  local relationships = ws:relationships()
  local causes = options and options.calendar and {} or trigger.causes(ws, relationships, past, day)
  local plan, known, next_due, next_of = { due = {}, open = {} }, {}, nil, nil
  for _, relationship in ipairs(relationships) do
    local id = relationship.id
    known[id] = relationship
    local each, due
    if not open[id] then each, due = to_open(ws, relationship, causes[id], past[id], day, horizon) end
    if each then
      each.nth = (count[id] or 0) + 1
      plan.due[#plan.due + 1] = each
    elseif due and (not next_due or due < next_due or due == next_due and id < next_of) then next_due, next_of = due, id end
  end
  if next_of then plan.next = review.next(ws, known[next_of], past[next_of]) end
  for id, each in pairs(open) do -- whoever stands in no model is told by kith check
    if known[id] then plan.open[#plan.open + 1] = waiting(ws, each, known[id], causes[id], past[id], day) end
  end
  table.sort(plan.due, by_due)
  table.sort(plan.open, by_due)
  return plan
end

-- ---- Steps ----

local PAST = { closed = "was closed", cancelled = "was cancelled", opened = "is open", held = "was held" }

local function not_a_review(ws, id, list)
  local event = ws.core:events({ id = id, with_superseded = true })[1]
  if event and event.kind == "review" and event.about then return ("%s is about the review %s; name that one"):format(id, event.about) end
  if event and event.superseded then return ("%s does not count any more: it was taken back"):format(id) end
  local subject, open = id:match "^(.-)#?%d*$", {}
  for _, each in ipairs(list) do
    if not OVER[each.state] and each.relationship == subject then open[#open + 1] = each.id end
  end
  local advice = open[1] and "open: " .. output.list(open, "or") or "kith review plan shows those that are open"
  return ("there is no review %s; %s"):format(kith.visible(id), advice)
end

-- The review of that id, if it may go on to `state`; else nil and why.
function review.may(ws, id, state)
  local list, by_id = review.all(ws)
  local found = by_id[id]
  if not found then return nil, not_a_review(ws, id, list) end
  if ws.core:review_may(found.state, state) then return found end
  return nil, ("%s %s on %s; it cannot be %s now"):format(id, PAST[found.state], found.at, state)
end

-- ---- Evidence ----

local FACTOR = { "name", "value", "weight", "part", "missing" }

local function factors_of(row)
  local list = {}
  for i, factor in ipairs(row.factors or {}) do
    list[i] = {}
    for _, key in ipairs(FACTOR) do list[i][key] = factor[key] end
  end
  return list[1] and list
end

-- What the review will look at, by reference: where the record stood, and the score of that day. The rest follows from these two.
function review.evidence(ws, row, day, anchor)
  local evidence = { anchor = anchor, as_of = day }
  if not row then return evidence end
  evidence.rule, evidence.score, evidence.band, evidence.coverage = row.rule, row.value, row.band, row.coverage
  evidence.oldest, evidence.limit, evidence.costs, evidence.cost = row.oldest, row.limit, row.costs, row.cost
  evidence.factors = factors_of(row)
  return evidence
end

-- The event that opens a planned review.
function review.opening(each, evidence, today)
  local id = each.relationship
  evidence.owner, evidence.cover = each.owner, each.cover
  return { kind = "review", of = id, relationship = id, state = "opened", due = each.due, at = today, cause = each.causes,
    evidence = evidence }
end

return review
