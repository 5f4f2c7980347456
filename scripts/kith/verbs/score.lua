-- kith score: how relationships stand, the worst first, those nothing can be said of apart.

local kith = require "kith"
local output = require "kith.output"
local record = require "kith.record"
local score = require "kith.score"
local workspace = require "kith.workspace"

local verb = { summary = "say how relationships stand" }

function verb.define(command)
  command:description("Score relationships, the worst first. Without SUBJECT all of them; each by the rule its model names, or by --rule. "
    .. "A score carries how much evidence it rests on; where that is too little the band is unknown, never red or green.")
  command:argument("subjects", "Stakeholder or relationship ids."):args "*":argname "SUBJECT"
  command:option("--rule", "Score by this rule instead of the relationship's own."):argname "RULE"
  command:flag("--rules-then", "Score by the rules and tuning that were in force on that day, as the journal keeps them.")
  command:option("--band", "Show only this band or class; may be repeated."):argname "BAND":count "*"
  command:option("--limit", "Show at most so many of the worst."):argname "N":convert(function(text)
    return math.tointeger(tonumber(text)) or nil, "--limit takes a whole number"
  end)
  command:epilog("Examples:\n  kith score\n  kith score maria-rossi --rule cadence\n"
    .. "  kith score --as-of 2026-03-31 --format csv > quarter.csv")
end

-- ---- Asking ----

local function ids_of(ws, words)
  if #words == 0 then return nil end
  local ids, wrong = {}, {}
  for i, word in ipairs(words) do
    local relationship, message = ws:subject(word)
    if relationship then ids[#ids + 1] = relationship.id else wrong[#wrong + 1] = message end
    local _ = i
  end
  if #wrong > 0 then return nil, table.concat(wrong, "\nkith score: error: ") end
  return ids
end

local function in_bands(rows, bands)
  if #bands == 0 then return rows end
  local wanted, kept = {}, {}
  for _, band in ipairs(bands) do wanted[band] = true end
  for _, row in ipairs(rows) do
    if wanted[row.band] then kept[#kept + 1] = row end
  end
  return kept
end

-- ---- Words for people ----

local function percent(value) return value and math.floor(value * 100 + 0.5) or nil end

local function change(row)
  if not row.value then return nil end
  if not row.value_before or row.band_before == "unknown" then return "new" end
  local difference = percent(row.value) - percent(row.value_before)
  return difference == 0 and "0" or ("%+d"):format(difference)
end

local function contact(row)
  if not row.ideal then return nil end
  return row.contact and ("%d / %d d"):format(row.contact, math.floor(row.ideal + 0.5)) or nil
end

local function evidence(row)
  local text = ("%d%%"):format(percent(row.coverage or 0))
  return row.oldest and ("%s, ≤ %d d"):format(text, row.oldest) or text
end

local function band_text(row) return row.limit and ("%s (%s)"):format(row.band, row.limit) or row.band end

-- What a reader can do about an unknown: the commands that would make it known.
local function advice(ws, row)
  local relationship = row.relationship
  if row.state == "not begun" then return "begins " .. ws:begins_of(relationship) end
  local words = record.all(ws, row.scored_by, relationship, row.lacks(), 2)
  if row.missing and #words == 0 then return row.missing .. " is not set; add it to its entry in the model" end
  if row.state == "nothing recorded" then table.insert(words, 1, record.channel_of(relationship)) end
  local part = ("%d%% of the evidence"):format(percent(row.coverage or 0))
  local what = row.state == "nothing recorded" and "nothing recorded yet" or part
  if row.missing then what = row.missing .. " is not recorded" end
  if #words == 0 then return ("%s; see: kith explain %s --rule %s"):format(what, output.shell(row.id), row.rule) end
  return ("%s; record: kith log %s %s"):format(what, output.shell(row.id), table.concat(words, " "))
end

-- ---- Printing ----

local SCORE_COLUMNS = {
  { key = "id", keep = true }, "name", { key = "value", right = true }, "band",
  { key = "change", title = "90 d", right = true }, "evidence", { key = "contact", right = true },
  { key = "costs", title = "costs most" }, "owner",
}

local function known_table(ws, rows)
  local list, limited = {}, false
  for i, row in ipairs(rows) do
    limited = limited or row.limit ~= nil
    list[i] = { id = row.id, name = ws:name_of(row.relationship), value = percent(row.value), band = band_text(row), change = change(row),
                evidence = evidence(row), contact = contact(row), owner = row.owner,
                costs = row.costs and ("%s −%d"):format(row.costs, percent(row.cost)) or nil }
  end
  output.table(SCORE_COLUMNS, list)
end

local function class_table(ws, rows)
  local list = {}
  for i, row in ipairs(rows) do list[i] = { id = row.id, name = ws:name_of(row.relationship), class = row.band, owner = row.owner } end
  output.table({ { key = "id", keep = true }, "name", "class", "owner" }, list)
end

local function unknown_table(ws, rows)
  local list = {}
  for i, row in ipairs(rows) do list[i] = { id = row.id, name = ws:name_of(row.relationship), advice = advice(ws, row) } end
  output.table({ { key = "id", keep = true }, "name", { key = "advice", title = "what to record next", keep = true } }, list,
    { headings = true, width = 1000 })
end

local function counts_line(ws, rows, shown)
  local count, order = {}, {}
  for _, row in ipairs(rows) do
    if not count[row.band] then order[#order + 1] = row.band end
    count[row.band] = (count[row.band] or 0) + 1
  end
  local parts = {}
  for i, band in ipairs(order) do parts[i] = ("%s %s"):format(output.number(count[band]), band) end
  output.line(("%s, as of %s: %s%s"):format(kith.visible(ws.name), ws.day, table.concat(parts, ", "),
    shown < #rows and (" (%s shown)"):format(output.number(shown)) or ""))
end

-- Rows that share a table: scored by value, or classified by the same rule.
local function sections(rows)
  local scored, unknown, classified, order = {}, {}, {}, {}
  for _, row in ipairs(rows) do
    if row.band == "unknown" then
      unknown[#unknown + 1] = row
    elseif row.value then
      scored[#scored + 1] = row
    else
      if not classified[row.rule] then
        classified[row.rule] = {}
        order[#order + 1] = row.rule
      end
      table.insert(classified[row.rule], row)
    end
  end
  return scored, unknown, classified, order
end

local function print_text(ws, rows, limit)
  local shown = {}
  for i, row in ipairs(rows) do
    if not limit or i <= limit then shown[#shown + 1] = row end
  end
  local scored, unknown, classified, order = sections(shown)
  counts_line(ws, rows, #shown)
  if #scored > 0 then
    output.line()
    known_table(ws, scored)
  end
  for _, rule in ipairs(order) do
    output.line()
    class_table(ws, classified[rule])
  end
  if #unknown > 0 then
    output.line "\nUnknown:"
    unknown_table(ws, unknown)
  end
  local worst = scored[1]
  if worst then output.line(("\nWhy: kith explain %s --as-of %s"):format(output.shell(worst.id), ws.day)) end
end

local KEYS = { "id", "name", "rule", "value", "band", "limit", "value_before", "band_before", "coverage", "oldest_days", "contact_days",
               "ideal_days", "max_days", "costs_most", "cost", "owner", "state" }

local function plain(ws, rows)
  local list = {}
  for i, row in ipairs(rows) do
    list[i] = { id = row.id, name = ws:name_of(row.relationship), rule = row.rule, value = row.value, band = row.band, limit = row.limit,
                value_before = row.value_before, band_before = row.band_before, coverage = row.coverage, oldest_days = row.oldest,
                contact_days = row.contact, ideal_days = row.ideal, max_days = row.max, costs_most = row.costs, cost = row.cost,
                owner = row.owner, state = row.state }
  end
  return list
end

local function print_rows(ws, rows, arguments)
  if arguments.format == "json" then
    output.json({ practice = ws.name, as_of = ws.day, scores = plain(ws, rows) }, { "practice", "as_of", "scores", table.unpack(KEYS) })
  elseif arguments.format == "csv" then
    output.csv(KEYS, plain(ws, rows))
  elseif #rows == 0 then
    output.line(("%s, as of %s: no relationship to score"):format(kith.visible(ws.name), ws.day))
  else
    print_text(ws, rows, arguments.limit)
  end
end

-- Findings of a rule on some row do not hide the other scores; they are told, and the exit status says so.
function verb.run(arguments)
  local ws, why, status = workspace.open { dir = arguments.dir, as_of = arguments.as_of }
  if not ws then
    output.say(why)
    return status
  end
  local ids, message = ids_of(ws, arguments.subjects)
  if message then return output.fail("score", message) end
  local rows
  rows, message = ws:score { rule = arguments.rule, of = ids, as_of = ws.day, rules_then = arguments.rules_then }
  if ws.findings:errors() > 0 then output.say(ws.findings:render()) end
  if not rows then
    if message then output.fail("score", message) end
    return message and 1 or 2
  end
  rows = in_bands(score.sort(rows), arguments.band)
  print_rows(ws, rows, arguments)
  if ws.findings:errors() > 0 then return 2 end
  return arguments.exit_code and #rows > 0 and rows[1].band_number == 1 and 2 or 0
end

return verb
