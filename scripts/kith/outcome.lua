-- The outcome of a review: the file people fill in, what may be wrong with it, and the events it becomes.

local improvement_change = require "kith.improvement_change"
local kith = require "kith"
local needs = require "kith.needs"
local output = require "kith.output"
local reviews = require "kith.review"
local rules = require "kith.rules"
local score = require "kith.score"
local sorted_keys = require "kith.sorted_keys"
local suggest = require "kith.suggest"

local outcome = {}

-- ---- The file to fill in ----

local COMMENT_AT = 32

-- One line of YAML and its comment.
local function entry(lines, text, comment)
  local gap = (" "):rep(math.max(1, COMMENT_AT - kith.width(text)))
  lines[#lines + 1] = comment and text .. gap .. "# " .. comment or text
end

local function one_line(text) return kith.visible((text:gsub("%s+", " "))) end
local function quoted(text) return '"' .. one_line(text):gsub('["\\]', "\\%0") .. '"' end

local function score_line(ws, evidence)
  if not evidence.band then return nil end
  if not evidence.score or evidence.band == "unknown" then return "When it was opened: unknown." end
  local rule = ws.player and evidence.rule and rules.load(ws, evidence.rule)
  local points = score.points(evidence.score, rule and rule.bands)
  return ("When it was opened: %s %d, %s."):format(evidence.rule or "score", points, evidence.band)
end

local function add_head(lines, ws, review)
  entry(lines, ("# Review of %s, due %s. Fill in what was talked about, leave the rest empty, then:")
    :format(one_line(ws:name_of(review.relationship)), review.due))
  entry(lines, "#   kith review close " .. review.id)
  local stood = score_line(ws, review.evidence or {})
  if stood then entry(lines, ("# %s Why: kith explain %s --as-of %s"):format(stood, review.relationship, review.evidence.as_of)) end
  local cause, owner, cover = reviews.in_words(review.causes, review.relationship), nil, nil
  if review.evidence then owner, cover = review.evidence.owner, review.evidence.cover end
  if cause then entry(lines, "# Opened for: " .. one_line(cause)) end
  if cover then entry(lines, ("# Prepared by %s (for %s)."):format(cover, owner)) end
  entry(lines, ("# To prepare: kith report review_pack %s    What was noted: kith log %s"):format(review.relationship, review.relationship))
  entry(lines, "")
  entry(lines, "review: " .. review.id)
  entry(lines, "held:", "the day it was held; needed, such as " .. review.due)
  entry(lines, "present:", "who took part: [ Anna Conti, … ]")
  entry(lines, "")
  entry(lines, "view:", "how each side sees it, before anything is discussed")
  entry(lines, "  us:", "what we say, in a sentence or two")
  entry(lines, "  them:", "what they say, in their words")
end

local function add_answers(lines, relationship)
  local ask = relationship.review.ask or {}
  entry(lines, "")
  entry(lines, "answers:", ask[1] and "to what the relationship model asks" or "question: answer")
  for _, question in ipairs(ask) do entry(lines, "  " .. quoted(question) .. ":") end
end

local function add_lists(lines, day)
  entry(lines, "")
  entry(lines, "findings:", '- text: "…"')
  entry(lines, "decisions:", '- { text: "…", by: STAFF }')
  entry(lines, "actions:", ('- { text: "…", by: STAFF, due: %s, need: … }'):format(day))
  entry(lines, "improvements:", ('- { measure: …, to: …, due: %s, owner: STAFF, text: "…" }'):format(day))
  entry(lines, "commitments:", ('what a side promises: - { text: "…", by: us or them, due: %s }'):format(day))
end

local function scale_of(measure)
  local scale = measure.scale
  return scale and ("%s to %s"):format(kith.number(scale[1]), kith.number(scale[2])) or measure.unit
end

local function add_measures(lines, ws, relationship)
  entry(lines, "")
  entry(lines, "measures:", "asked of them")
  for _, id in ipairs(relationship.measures or {}) do
    local measure = ws.core:find("measure", id)
    if measure.asked_of ~= "us" then entry(lines, ("  %s:"):format(id), scale_of(measure)) end
  end
end

local function add_assessed(lines, ws)
  entry(lines, "")
  entry(lines, "assessed:", "what moved")
  entry(lines, "  stage:", table.concat(suggest.ids(ws.core, "stage"), ", "))
  entry(lines, "  engagement:", ("now -> wanted: %s"):format(table.concat(suggest.ids(ws.core, "engagement"), ", ")))
  entry(lines, "  maturity:", "1 ad hoc to 5 strategic partner, as each side sees it")
  entry(lines, "    us:", "as we see it")
  entry(lines, "    them:", "as they see it: ask")
end

local function add_needs(lines, ws, relationship)
  local list = needs.of(ws, relationship)
  if not list[1] then return end
  entry(lines, "")
  entry(lines, "needs:", output.list(needs.STATES, "or"))
  for _, need in ipairs(list) do entry(lines, ("  %s:"):format(need.id), one_line(need.text or "")) end
end

-- The file for a review that was opened.
function outcome.template(ws, review, relationship)
  local lines = {}
  add_head(lines, ws, review)
  add_answers(lines, relationship)
  add_lists(lines, kith.day_add(review.due, "30d"))
  add_measures(lines, ws, relationship)
  add_assessed(lines, ws)
  add_needs(lines, ws, relationship)
  entry(lines, "")
  entry(lines, "changes:", "to the model; kith shows where: { relationship: { level: … } }")
  return table.concat(lines, "\n") .. "\n"
end

-- ---- What may be wrong ----

local function literal(text) return (tostring(text):gsub("%p", "%%%0")) end

-- Where a key has a value in the text, from a line on: places of the value and of the key, so that a finding stands there; the whole file
-- where it is not found.
local function locate(checking, key, value, from)
  local pattern = "%f[%w_-]()" .. literal(key) .. "[\"']?%s*:%s*[\"']?()" .. literal(value)
  local number = 0
  for line in checking.text:gmatch "([^\n]*)\n?" do
    number = number + 1
    local key_at, value_at
    if number >= (from or 1) and not line:find "^%s*#" then key_at, value_at = line:match(pattern) end
    if key_at then return { checking.source, number, value_at, #tostring(value) }, { checking.source, number, key_at, #key } end
  end
  return { checking.source, 0, 0, 0 }, { checking.source, 0, 0, 0 }
end

local function tell(checking, place, message)
  checking.ws.findings:error(place[1], place[2], place[3], place[4], message)
end

local function check_head(checking, tree, review, today)
  if tree.review ~= review.id then
    tell(checking, locate(checking, "review", tree.review), ("this is the outcome of %s, not of %s"):format(tree.review, review.id))
  end
  if kith.days_between(today, tree.held) > 0 then
    tell(checking, locate(checking, "held", tree.held), ("held %s is after today, %s"):format(tree.held, today))
  end
end

-- The line an item begins on.
local function line_of(item) return item.place and item.place[2] or 1 end

-- Whoever answers for an item: staff, or a side.
local function check_by(checking, item)
  local by = item.by
  if not by or by == "us" or by == "them" or checking.ws.core:find("staff", by) then return end
  local advice = suggest.among(by, suggest.ids(checking.ws.core, "staff"))
  tell(checking, locate(checking, "by", by, line_of(item)), ('by "%s" is neither staff nor us or them%s'):format(by, advice))
end

local function check_promise(checking, item)
  if item.by == "us" or item.by == "them" then return end
  local place = locate(checking, item.by and "by" or "text", item.by or item.text, line_of(item))
  tell(checking, place, ('whose promise is "%s"? by: us or by: them'):format(output.cut(one_line(item.text), 40)))
end

local function check_need(checking, relationship, item)
  if not item.need or checking.ws.core:find_need(relationship.id, item.need) then return end
  local fault = needs.fault(checking.ws, relationship, item.need)
  tell(checking, locate(checking, "need", item.need, line_of(item)), fault)
end

local function check_items(checking, tree, relationship)
  for _, list in ipairs { "findings", "decisions", "actions", "commitments" } do
    for _, item in ipairs(tree[list] or {}) do
      if list == "commitments" then check_promise(checking, item) else check_by(checking, item) end
      check_need(checking, relationship, item)
    end
  end
end

-- Its words in the file, and what an improvement calls them.
local SAID = { text = "text", measure = "measure", baseline = "from", target = "to", due = "due", within = "within", owner = "owner",
               cycle = "cycle" }

-- The improvements that the review opens, as events. What was measured in the talk is where they begin.
local function read_improvements(checking, tree, relationship)
  checking.improvements = {}
  for _, item in ipairs(tree.improvements or {}) do
    local said, line = {}, line_of(item)
    for field, key in pairs(SAID) do said[field] = item[key] end
    said.baseline = said.baseline or tree.measures and tree.measures[item.measure]
    local event = improvement_change.open(checking.ws, relationship, said, function(field, message)
      local key = SAID[field] or "text"
      local value = math.type(item[key]) and kith.number(item[key]) or item[key]
      tell(checking, value and locate(checking, key, value, line) or { checking.source, line, item.place[3], 1 }, message)
    end)
    checking.improvements[#checking.improvements + 1] = event
  end
end

local function check_needs(checking, tree, relationship)
  for _, id in ipairs(sorted_keys(tree.needs)) do
    local fault, in_state = needs.fault(checking.ws, relationship, id, tree.needs[id])
    local state_at, id_at = locate(checking, id, tree.needs[id])
    if fault then tell(checking, in_state and state_at or id_at, fault) end
  end
  local who = checking.by or tree.present
  checking.notes = needs.check_steps(checking.ws, relationship, tree.needs or {}, tree.held, who, function(id, message)
    tell(checking, (locate(checking, id, tree.needs[id])), message)
  end)
end

-- { ["view.us"] = … } -> { view = { us = … } }
local function nested(flat)
  local tree = {}
  for key, value in pairs(flat) do
    local map = tree
    for group in key:gmatch "([^.]+)%." do
      map[group] = map[group] or {}
      map = map[group]
    end
    map[key:match "[^.]+$"] = value
  end
  return tree
end

-- Leaves out what was left empty; nil where nothing is left.
local function filled(value)
  if value == "" then return nil end
  if type(value) ~= "table" then return value end
  local copy = {}
  for _, each in ipairs(value) do copy[#copy + 1] = filled(each) end
  for key, each in pairs(value) do
    if type(key) == "string" and key ~= "place" then copy[key] = filled(each) end
  end
  return next(copy) ~= nil and copy or nil
end

-- Reads and checks. Findings go to the workspace's; the tree, or nil where there are any, and what goes with it: `notes` to be told beside.
-- `by` is whoever closes the review.
function outcome.read(ws, name, text, review, relationship, today, by)
  local tree = ws.core:outcome(name, text)
  if not tree then return nil end
  local checking = { ws = ws, by = by, text = text, source = ws.findings:source(name, text) }
  check_head(checking, tree, review, today)
  check_items(checking, tree, relationship)
  read_improvements(checking, tree, relationship)
  tree = filled(nested(tree))
  check_needs(checking, tree, relationship)
  return tree, checking
end

-- ---- What it becomes ----

local function add(items, event, places) items[#items + 1] = { event = event, places = places or {} } end

local function add_measured(items, tree, common, checking)
  if not tree.measures then return end
  local places = {}
  for id, value in pairs(tree.measures) do places[id] = (locate(checking, id, kith.number(value))) end
  add(items, common { kind = "measure", values = tree.measures, source = "review " .. tree.review }, places)
end

local function add_assessment(items, tree, common)
  local assessed = tree.assessed or {}
  if not tree.assessed and not tree.needs then return end
  local engagement = assessed.engagement
  add(items, common {
    kind = "assessment", stage = assessed.stage, maturity = assessed.maturity, needs = tree.needs,
    engagement = type(engagement) == "table" and table.concat(engagement, " -> ") or engagement,
  })
end

-- The events of an outcome, in the order they are noted. What was found on the day it was held is dated that day.
function outcome.events(review, tree, today, checking)
  local items = {}
  local key = reviews.key(review)
  local function common(event)
    event.of, event.at, event.key = review.relationship, tree.held, key
    return event
  end
  add(items, { kind = "review", about = review.id, state = "closed", at = today, outcome = tree })
  add_measured(items, tree, common, checking)
  add_assessment(items, tree, common)
  for _, item in ipairs(tree.commitments or {}) do
    add(items, common { kind = "commitment", by = item.by, text = item.text, due = item.due })
  end
  for _, item in ipairs(tree.actions or {}) do
    add(items, common { kind = "action", text = item.text, by = item.by, due = item.due })
  end
  for _, event in ipairs(checking.improvements) do add(items, common(event)) end
  return items
end

return outcome
