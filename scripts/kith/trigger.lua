-- What opens a review beside the calendar (review.when of a relationship). The core finds most causes in one scan of the facts
-- (core:causes); here are those that need a score or an earlier review, and which causes are dealt with already.
--
-- A cause is { trigger = "severe incident", key = "severe incident #3", day =, seq = }. Its key is noted in the review that it opens and
-- says the same for ever: the number of an event is the relationship's own, so that it outlives a change of name.

local kith = require "kith"
local rules = require "kith.rules"
local suggest = require "kith.suggest"

local trigger = {}

local REACH = 182 -- days; as in core/practice/trigger.h

-- "severe incident #3" of brewer -> "severe incident brewer#3"
function trigger.words(key, relationship) return (key:gsub("#(%d+)$", function(n) return relationship .. "#" .. n end)) end

-- The trigger that found a cause, by its key.
function trigger.of(key) return (key:gsub(" since %S+$", " …"):gsub("%s%S+$", "")) end

-- ---- A score that fell ----

local function band_wanted(relationship)
  for _, each in ipairs(relationship["review.when"] or {}) do
    local band = each:match "^band%s+(%S+)"
    if band then return band, each end
  end
end

local function names_of(rule)
  local names = {}
  for i, band in ipairs(rule.classes or rule.bands) do names[i] = band.name or band end
  return names
end

-- kith check: the band that is watched for is one of the rule's.
function trigger.check(ws)
  local told = {}
  for _, relationship in ipairs(ws:relationships()) do
    local band = band_wanted(relationship)
    local name = relationship.score or ws.core:raw "score" or "health"
    local key = band and band .. " " .. name
    local rule = key and not told[key] and rules.load(ws, name)
    if rule then
      told[key] = true
      local names = names_of(rule)
      local known, advice = (" " .. table.concat(names, " ") .. " "):find(" " .. band .. " ", 1, true), suggest.among(band, names)
      local place = ws.core:field_place("relationship", relationship.id, "review.when")
      if not known then
        ws.findings:error(place[1], place[2], place[3], place[4], ('rule %s has no band "%s"%s'):format(name, kith.visible(band), advice))
      end
    end
  end
end

-- Only where a band is watched for is anything scored.
local function run_score(...) return require("kith.score").run(...) end

-- Whether a band, by its number, is the one named or a worse one.
local function fallen(rule, number, name)
  for i, each in ipairs(names_of(rule)) do
    if each == name then return number ~= nil and (rule.classes and number == i or not rule.classes and number <= i) end
  end
  return false
end

local function band_at(columns, rule, row, view)
  if not columns:begun(row, view) then return nil end
  if rule.classes then return (columns:class(row, view)) end
  local _, _, band = columns:score(row, view)
  return band
end

-- The day, then the Mondays before it, as far back as triggers reach: the same on whichever day one asks.
local function samples(day)
  local number, views = kith.day_number(day), { { as_of = day } }
  local monday = number - (number + 3) % 7
  if monday == number then monday = number - 7 end
  for each = monday, number - REACH + 1, -7 do views[#views + 1] = { as_of = kith.day_text(each) } end
  return views
end

-- Since when each of these has been in its band: a cause for each, by relationship. `always` where it was as far back as one looks.
local function runs(ws, group, day, found)
  local views = samples(day)
  local columns = run_score(ws, group.rule, group.relationships, views)
  for row, relationship in ipairs(columns and group.relationships or {}) do
    local name, written = band_wanted(relationship)
    local last = 0
    while last < #views and fallen(group.rule, band_at(columns, group.rule, row, last + 1), name) do last = last + 1 end
    local since = views[math.max(last, 1)].as_of
    found[relationship.id] = { trigger = written, key = ("%s since %s"):format(written, since), day = since, always = last == #views,
      rule = group.rule, relationship = relationship }
  end
end

-- Who stands in the band they are watched for, grouped by the rule they are scored by.
local function in_band(ws, watched, day)
  local groups, order, ids = {}, {}, {}
  for i, relationship in ipairs(watched) do ids[i] = relationship.id end
  for _, row in ipairs(ws:score { of = ids, as_of = day } or {}) do
    local rule = row.scored_by
    if fallen(rule, row.band_number, (band_wanted(row.relationship))) then
      if not groups[rule.name] then
        groups[rule.name] = { rule = rule, relationships = {} }
        order[#order + 1] = groups[rule.name]
      end
      table.insert(groups[rule.name].relationships, row.relationship)
    end
  end
  return order
end

-- Without a player nothing is scored, and no band is looked at.
local function add_bands(ws, watched, day, found)
  if not watched[1] or not ws.player then return end
  local causes = {}
  for _, group in ipairs(in_band(ws, watched, day)) do runs(ws, group, day, causes) end
  for id, cause in pairs(causes) do found[id][cause.trigger] = cause end
end

-- Whether it stood in the band already on that day.
local function was_fallen(ws, cause, day)
  local columns = run_score(ws, cause.rule, { cause.relationship }, { { as_of = day } })
  return columns and fallen(cause.rule, band_at(columns, cause.rule, 1, 1), cause.trigger:match "^band%s+(%S+)") or false
end

-- ---- All causes ----

-- As of a day, by relationship: causes by their trigger. `past` says by relationship who owned it when its last review was opened.
function trigger.causes(ws, relationships, past, day)
  local found, watched = {}, {}
  for _, relationship in ipairs(relationships) do
    local when = relationship["review.when"]
    local ended = relationship["until"] and relationship["until"] < day
    if when and not ended then
      local id = relationship.id
      found[id] = {}
      if band_wanted(relationship) then watched[#watched + 1] = relationship end
      local owner, before = relationship.owner, past[id] and past[id].owner
      for _, each in ipairs(when) do
        local handed = each:find "^new%s" and owner and before and owner ~= before
        if handed then found[id][each] = { trigger = each, key = ("%s %s"):format(each, owner), day = day, handed = true } end
      end
    end
  end
  if next(found) == nil then return found end
  for _, cause in ipairs(ws.core:causes(day)) do
    local number = cause.id and cause.id:match "#%d+$"
    cause.notice = not cause.seq or nil
    cause.key = cause.notice and ("%s %s"):format(cause.trigger, cause.day) or ("%s %s"):format(cause.trigger, number)
    if found[cause.relationship] then found[cause.relationship][cause.trigger] = cause end
  end
  add_bands(ws, watched, day, found)
  return found
end

-- ---- Dealt with ----

local function on_or_after(day, other) return day ~= nil and day >= other end

-- Known when a review was closed: what was noted before, what was so by then.
local function closed_over(ws, cause, past)
  if cause.always then return past.closed ~= nil or past.over_by[cause.trigger] ~= nil end
  if cause.rule then
    local over = past.over_by[cause.trigger]
    over = past.closed and (not over or past.closed > over) and past.closed or over
    return on_or_after(over, cause.day) or over and kith.days_between(over, cause.day) < 7 and was_fallen(ws, cause, over)
  end
  if cause.notice then return on_or_after(past.closed, cause.opens) end
  if cause.trigger:find "^overdue" then return on_or_after(past.closed, cause.day) end
  return past.closed_seq ~= nil and cause.seq < past.closed_seq
end

-- Whether a cause still asks for a review, after those before: { seen = keys, over_by = trigger → day, closed =, closed_seq =, owner = }.
function trigger.asks(ws, relationship, cause, past)
  if not past or cause.handed then return true end
  if past.seen[cause.key] or closed_over(ws, cause, past) then return false end
  local over, again = past.over_by[cause.trigger], relationship["review.again"]
  return not (over and again) or kith.day_add(over, again) < cause.day
end

return trigger
