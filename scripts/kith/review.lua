-- Periodic reviews: which are open, which fall due, and why. The state is the journal's, the dates are the core's (core:review_next); here
-- the two are put together. A review is an event that opens it, with its due day, and later ones about it that hold, close or cancel it.

local kith = require "kith"
local output = require "kith.output"

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
    state = event.state, at = day_of(event.at), evidence = event.evidence, file = review.file(event.due, event.relationship or event.of) }
end

-- Closed or cancelled.
function review.is_over(each) return OVER[each.state] or false end

-- All reviews of the journal in the order they were opened, also by id. `nth`: the first of its relationship, the second, …
function review.all(ws)
  local list, by_id, count = {}, {}, {}
  for _, event in ipairs(ws.journal_absent and {} or ws.core:events { kind = "review" }) do
    local known = by_id[event.about]
    if known then
      known.state, known.at, known.last = event.state or known.state, day_of(event.at), event.id
    elseif not event.about and event.due then -- nothing is left of an erased one
      local each = opened(event)
      count[each.relationship] = (count[each.relationship] or 0) + 1
      each.nth = count[each.relationship]
      by_id[event.id], list[#list + 1] = each, each
    end
  end
  return list, by_id
end

local function later(a, b) return (not a or b > a) and b or a end

-- By relationship: the review that is open, the day from which the next is counted, and how many there were.
local function standing(ws)
  local open, past, count = {}, {}, {}
  for _, each in ipairs((review.all(ws))) do
    local id = each.relationship
    count[id] = each.nth
    if OVER[each.state] then past[id] = later(later(past[id], each.due), each.at)
    else open[id] = each end
  end
  return open, past, count
end

-- ---- Dates in words ----

local function since_due(due, day)
  local days = kith.days_between(due, day)
  if days > 0 then return ("due %s, %s ago"):format(due, output.count(days, "day")) end
  return days == 0 and ("due %s, today"):format(due) or "due " .. due
end

-- "due 2026-09-01 (every 6 months from 2026-03-01); 14 days to prepare"
local function reason(ws, relationship, each, day)
  local set, prepare = relationship.review, kith.days_between(each.opens, each.due)
  local text = ("%s (every %s from %s)"):format(since_due(each.due, day), set.every, set.anchor or ws:begins_of(relationship))
  return prepare > 0 and ("%s; %s to prepare"):format(text, output.count(prepare, "day")) or text
end

-- ---- What is due ----

-- The next review of a relationship that has none open; nil where none is set, or the relationship ends before.
function review.next(ws, relationship, past)
  local begins = ws:begins_of(relationship)
  local due, opens = ws.core:review_next(relationship.id, begins, past and later(begins, past) or begins)
  local ends = relationship["until"]
  if not due or ends and due > ends then return nil end
  return { relationship = relationship.id, name = ws:name_of(relationship), owner = relationship.owner, due = due, opens = opens }
end

local function by_due(a, b)
  if a.due ~= b.due then return a.due < b.due end
  return a.relationship < b.relationship
end

local function waiting(ws, each, owner, day)
  each.name, each.owner, each.days_late = ws:name_of(each.relationship), owner, math.max(0, kith.days_between(each.due, day))
  each.why = ("opened %s, %s"):format(each.opened, since_due(each.due, day))
  each.command = "kith review close " .. each.id
  return each
end

local function coming(ws, relationship, past, day)
  local each = review.next(ws, relationship, past)
  if not each then return nil end
  each.state, each.days_late = "due", math.max(0, kith.days_between(each.due, day))
  each.why, each.command = reason(ws, relationship, each, day), "kith review run"
  return each
end

-- As of a day: { due = to be opened by `horizon`, open = waiting for their outcome, next = the first that comes later }, each sorted.
function review.plan(ws, day, horizon)
  local open, past, count = standing(ws)
  local plan, known = { due = {}, open = {} }, {}
  for _, relationship in ipairs(ws:relationships()) do
    local id = relationship.id
    known[id] = relationship
    local each = not open[id] and coming(ws, relationship, past[id], day)
    if each then each.nth = (count[id] or 0) + 1 end
    if each and each.opens <= horizon then plan.due[#plan.due + 1] = each
    elseif each and (not plan.next or by_due(each, plan.next)) then plan.next = each end
  end
  for id, each in pairs(open) do -- whoever stands in no model is told by kith check
    if known[id] then plan.open[#plan.open + 1] = waiting(ws, each, known[id].owner, day) end
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

return review
