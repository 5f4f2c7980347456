-- kith explain: why one relationship stands as it does, down to the event and the line of the script; and what changed it.

local events = require "kith.events"
local explain = require "kith.explain"
local kith = require "kith"
local needs = require "kith.needs"
local output = require "kith.output"
local workspace = require "kith.workspace"

local verb = { summary = "say why one stands so, and what changed it" }

function verb.define(command)
  command:description("Explain a score: each factor with its value, weight and sentence, what it read, the events behind that by id, and "
    .. "the line of the script. With --since, what changed the score since that day, split into parts that add up.")
  command:argument("subject", "Stakeholder or relationship id."):argname "SUBJECT"
  command:option("--rule", "Explain this rule instead of the relationship's own."):argname "RULE"
  command:option("--since", "Also what changed since that day."):argname "DAY":convert(require("kith.options").day "--since")
  command:epilog "Examples:\n  kith explain maria-rossi\n  kith explain maria-rossi --since 2026-04-01"
end

local function percent(value) return value and ("%d"):format(math.floor(value * 100 + 0.5)) or "–" end

-- Of a score, as score.points rounded it.
local function points(it) return it.points and ("%d"):format(it.points) or "–" end

local function value_text(value)
  if value == nil then return nil end
  return type(value) == "number" and output.figure(value) or kith.visible(value)
end

-- ---- One day ----

local function heading(ws, relationship, it)
  local known = it.value and it.band ~= "unknown"
  local state = known and ("%s, %s"):format(points(it), it.band) or it.band
  output.line(("%s (%s), as of %s: %s"):format(kith.visible(ws:name_of(relationship)), relationship.id, ws.day, state))
  local parts = { ("rule %s, %s"):format(it.rule, it.script) }
  if it.coverage then parts[#parts + 1] = ("evidence %s%%"):format(percent(it.coverage)) end
  if it.oldest then parts[#parts + 1] = ("oldest input %s"):format(output.count(it.oldest, "day")) end
  output.paragraph(table.concat(parts, "; "))
  if it.limit then output.paragraph(("at most %s: %s (%s)"):format(it.limit.at_most, it.limit.name, it.limit.place)) end
  if it.coverage and it.coverage < it.enough then
    output.line(("unknown: the evidence is less than the %s%% this rule asks for"):format(percent(it.enough)))
  end
end

local function input_line(input)
  local text = ("%s %s"):format(input.name, value_text(input.value) or "is missing: " .. (input.reason or "not recorded"))
  if input.what then text = text .. " – " .. input.what end
  if input.from_begin then text = text .. ": none is noted, so counted from the beginning" end
  if input.events and #input.events > 0 then
    local more = input.more > 0 and output.count(input.more, "earlier event") .. ", " or ""
    text = ("%s: %s%s"):format(text, more, table.concat(input.events, ", "))
  end
  output.paragraph(text, { first = "      ", indent = "        " })
end

local function factor_block(row)
  local head
  if row.value then
    head = ("  %-16s %3s of 100, weight %s, adds %d"):format(row.name, percent(row.value), kith.number(row.weight), row.adds)
  else
    head = ("  %-16s missing, weight %s%s"):format(row.name, kith.number(row.weight), row.missing and ": no " .. row.missing or "")
  end
  local place = ("(%s)"):format(row.place)
  local fits = kith.width(head) + 2 + kith.width(place) <= output.width()
  output.line(head .. (fits and "  " or "\n      ") .. place)
  if row.says then output.paragraph("“" .. row.says .. "”", { first = "      ", indent = "      " }) end
  for _, input in ipairs(row.inputs) do input_line(input) end
end

local function lift_lines(relationship, it)
  if it.next_band then
    local lacks = output.count(it.next_band.needs, "point")
    output.line(("\nTo %s it lacks %s. What would lift it:"):format(it.next_band.name, lacks))
  elseif it.lifts and #it.lifts > 0 and it.value then
    output.line "\nWhat would lift it:"
  end
  for i, lift in ipairs(it.value and it.lifts or {}) do
    if i <= 3 then output.line(("  %s: up to %+d"):format(lift.name, lift.gain)) end
  end
  if it.missing_factors and #it.missing_factors > 0 then output.line "\nWhat is not known:" end
  for _, missing in ipairs(it.missing_factors or {}) do
    local record = missing.record and ("; record it: kith log %s %s"):format(output.shell(relationship.id), missing.record) or ""
    output.line(("  %s%s"):format(missing.factor, record))
  end
end

-- Needs of theirs that stand against somebody else's.
local function conflict_lines(ws, relationship)
  local of, told = needs.conflicts(ws), false
  for _, need in ipairs(needs.of(ws, relationship)) do
    for _, other in ipairs(of[relationship.id .. "/" .. need.id] or {}) do
      local text, whose = needs.named(ws, other)
      if not told then output.line "\nNeeds in conflict:" end
      told = true
      output.paragraph(("%s: “%s” of %s (%s)"):format(need.id, text, whose, other), { indent = "    ", first = "  " })
    end
  end
end

local function print_at(ws, relationship, it)
  heading(ws, relationship, it)
  output.line()
  for _, row in ipairs(it.factors or {}) do factor_block(row) end
  for _, input in ipairs(it.inputs or {}) do input_line(input) end
  lift_lines(relationship, it)
  conflict_lines(ws, relationship)
end

-- ---- Since a day ----

local function moved_text(moved)
  local from, to = moved.from and percent(moved.from) or "missing", moved.to and percent(moved.to) or "missing"
  return ("%s %s → %s"):format(moved.name, from, to)
end

local function step_line(step)
  local moves = {}
  for i, moved in ipairs(step.moved) do moves[i] = moved_text(moved) end
  local text = step.points and ("%+4d"):format(step.points):gsub("%+0$", " 0") or "   –"
  local head = ("  %s  %-18s"):format(text, step.name)
  output.paragraph(#moves > 0 and table.concat(moves, ", ") or "", { first = head .. "  ", indent = (" "):rep(28) })
end

local function print_since(ws, since)
  local from, to = since.from, since.to
  output.line(("\nSince %s: %s %s → %s %s"):format(since.day, points(from), from.band, points(to), to.band))
  for _, step in ipairs(since.steps) do step_line(step) end
  local before, after = percent(since.from.coverage), percent(since.to.coverage)
  if before ~= after then output.line(("        coverage            %s%% → %s%%"):format(before, after)) end
  if #since.events == 0 then return end
  output.line(("\nWhat happened since %s:"):format(since.day))
  local rows = {}
  for i, event in ipairs(since.events) do rows[i] = { event.id, event.at, event.kind, events.summary(ws, event) } end
  output.table({ { key = "id", keep = true }, "at", "kind", "what" }, rows, { headings = false, indent = "  " })
end

-- ---- The verb ----

local ORDER = { "id", "name", "as_of", "rule", "script", "value", "points", "band", "limit", "coverage", "oldest", "factors", "weight",
                "adds", "says", "place", "inputs", "since" }

local function plain_since(since)
  if not since then return nil end
  local steps, ids = {}, {}
  for i, step in ipairs(since.steps) do steps[i] = { name = step.name, points = step.points, moved = step.moved } end
  for i, event in ipairs(since.events) do ids[i] = event.id end
  return { day = since.day, from = since.from, to = since.to, points = since.total, steps = steps, events = ids }
end

local function print_json(ws, relationship, it, since)
  it.name, it.as_of, it.since = ws:name_of(relationship), ws.day, plain_since(since)
  output.json(it, ORDER)
end

local function explained(ws, relationship, arguments)
  local it, why = explain.at(ws, relationship, arguments)
  if not it then return nil, nil, why end
  if not arguments.since then return it end
  local since
  since, why = explain.since(ws, relationship, arguments.since, arguments)
  return it, since, why
end

function verb.run(arguments)
  local ws, why, status = workspace.open { dir = arguments.dir, as_of = arguments.as_of }
  if not ws then
    output.say(why)
    return status
  end
  if arguments.since and arguments.since >= ws.day then
    return output.fail("explain", ("--since must lie before --as-of, which is %s"):format(ws.day))
  end
  local relationship, message = ws:subject(arguments.subject)
  if not relationship then return output.fail("explain", message) end
  local id = relationship.id
  local it, since
  it, since, why = explained(ws, relationship, arguments)
  relationship = ws.core:find("relationship", id)
  if ws.findings:errors() > 0 then output.say(ws.findings:render()) end
  if why then output.fail("explain", why) end
  if not it then return why and 1 or 2 end
  if arguments.format == "json" then
    print_json(ws, relationship, it, since)
  else
    print_at(ws, relationship, it)
    if since then print_since(ws, since) end
  end
  return ws.findings:errors() > 0 and 2 or why and 1 or 0
end

return verb
