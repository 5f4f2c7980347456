-- kith score: how relationships stand, the worst first, those nothing can be said of apart.

local kith = require "kith"
local output = require "kith.output"
local record = require "kith.record"
local score = require "kith.score"
local suggest = require "kith.suggest"
local workspace = require "kith.workspace"

local verb = { summary = "say how relationships stand" }

local NOTES = [[
Columns:
  value       0 to 100, whole points
  band        where the value lies; in brackets (where too narrow a *) the
              limit that holds it down
  90 d        change over 90 days; new: there was no score then
  evidence    share of the rule's weight that could be judged, and the age of
              its oldest input
  contact     days since the last one that counts / ideal days between two
  costs most  the factor that costs the most points
A terminal too narrow for all of them loses the owner first; --format csv and
json have everything.

Examples:
  kith score
  kith score maria-rossi --rule cadence
  kith score --as-of 2026-03-31 --format csv > quarter.csv]]

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
  command:epilog(NOTES)
end

-- ---- Asking ----

local function ids_of(ws, words)
  if #words == 0 then return nil end
  local ids, wrong = {}, {}
  for _, word in ipairs(words) do
    local relationship, message = ws:subject(word)
    if relationship then ids[#ids + 1] = relationship.id else wrong[#wrong + 1] = message end
  end
  if #wrong > 0 then return nil, table.concat(wrong, "\nkith score: error: ") end
  return ids
end

-- The bands and classes of the rules that these rows were scored by, and unknown.
local function bands_of(rows)
  local list, seen = {}, {}
  local function add(name)
    if not seen[name] then seen[name], list[#list + 1] = true, name end
  end
  for _, row in ipairs(rows) do
    for _, class in ipairs(row.scored_by.classes or {}) do add(class) end
    for _, band in ipairs(row.scored_by.classes and {} or row.scored_by.bands) do add(band.name) end
  end
  add "unknown"
  return list, seen
end

-- What to say of a --band that no rule in play has; nil where all are known.
local function unknown_band(rows, bands)
  if #rows == 0 then return nil end
  local list, known = bands_of(rows)
  for _, band in ipairs(bands) do
    if not known[band] then return ("no band \"%s\"%s"):format(kith.visible(band), suggest.among(band, list)) end
  end
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
  local difference = row.points - row.points_before
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

local function costs(row)
  local points = row.costs and percent(row.cost) or 0
  return points > 0 and ("%s −%d"):format(row.costs, points) or nil
end

-- ---- Printing ----

-- Nothing with figures in it is cut; what a narrow terminal has no room for goes in this order.
local SCORE_COLUMNS = {
  { key = "id", keep = true }, "name", { key = "value", right = true, keep = true },
  { key = "band", keep = true, drop = 3, short = "bare" },
  { key = "change", title = "90 d", right = true, keep = true, drop = 2 }, { key = "evidence", keep = true, drop = 6 },
  { key = "contact", right = true, keep = true, drop = 5 }, { key = "costs", title = "costs most", keep = true, drop = 4 },
  { key = "owner", keep = true, drop = 1 },
}

local CLASS_COLUMNS = { { key = "id", keep = true }, "name", { key = "class", keep = true }, { key = "owner", keep = true, drop = 1 } }

local UNKNOWN_COLUMNS = {
  { key = "id", keep = true }, "name", { key = "advice", title = "what to record next", keep = true, drop = 1, short = "command" },
}

local function known_table(ws, rows)
  local list = {}
  for i, row in ipairs(rows) do
    list[i] = { id = row.id, name = ws:name_of(row.relationship), value = row.points, band = band_text(row),
                bare = row.limit and row.band .. "*" or row.band,
                change = change(row), evidence = evidence(row), contact = contact(row), owner = row.owner, costs = costs(row) }
  end
  output.table(SCORE_COLUMNS, list)
end

local function class_table(ws, rows)
  local list = {}
  for i, row in ipairs(rows) do list[i] = { id = row.id, name = ws:name_of(row.relationship), class = row.band, owner = row.owner } end
  output.table(CLASS_COLUMNS, list)
end

local function unknown_table(ws, rows)
  local list = {}
  for i, row in ipairs(rows) do
    local long, command = record.advice(ws, row)
    list[i] = { id = row.id, name = ws:name_of(row.relationship), advice = long, command = command or long }
  end
  output.table(UNKNOWN_COLUMNS, list)
end

local function counts_line(ws, rows, shown)
  local count, order = {}, {}
  for _, row in ipairs(rows) do
    if not count[row.band] then order[#order + 1] = row.band end
    count[row.band] = (count[row.band] or 0) + 1
  end
  local parts = {}
  for i, band in ipairs(order) do parts[i] = ("%s %s"):format(output.number(count[band]), band) end
  output.paragraph(("%s, as of %s: %s%s"):format(kith.visible(ws.name), ws.day, table.concat(parts, ", "),
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

-- The command that explains a row, by the rule and as of the day that it was scored.
local function why_line(ws, row, rule)
  local with = rule and " --rule " .. output.shell(rule) or ""
  return ("Why: kith explain %s%s --as-of %s%s"):format(output.shell(row.id), with, ws.day, ws.again)
end

local function print_text(ws, rows, limit, named)
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
  if worst then output.line("\n" .. why_line(ws, worst, named)) end
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
    print_text(ws, rows, arguments.limit, arguments.rule)
  end
end

-- Findings of a rule on some row do not hide the other scores; they are told, and the exit status says so.
function verb.run(arguments)
  collectgarbage "stop" -- nearly all that is made here lives until it is printed
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
  message = unknown_band(rows, arguments.band)
  if message then return output.fail("score", message) end
  rows = in_bands(score.sort(rows), arguments.band)
  print_rows(ws, rows, arguments)
  if ws.findings:errors() > 0 then return 2 end
  return arguments.exit_code and #rows > 0 and rows[1].band_number == 1 and 2 or 0
end

return verb
