-- All relationships on one page, for somebody who has five minutes: how many stand how, which ten need a decision and why, where attention
-- and power do not match, what moved in ninety days, who carries how much, and how much hangs on how few.

local function count_bands(rows, bands)
  local counts = {}
  for i in ipairs(bands) do counts[i] = 0 end
  for _, row in ipairs(rows) do
    for i, band in ipairs(bands) do
      if row.band == band then counts[i] = counts[i] + 1 end
    end
  end
  return counts
end

-- ---- In a sentence ----

local function standing(p)
  local counts, parts = count_bands(p.rows, p.bands), {}
  for i, band in ipairs(p.bands) do
    if counts[i] > 0 then parts[#parts + 1] = counts[i] .. " " .. say(band) end
  end
  return say("%s: %s.", plural(#p.rows, "relationship"), #parts > 0 and table.concat(parts, ", ") or say "nothing is recorded")
end

local function movers(p)
  local up, down = 0, 0
  for _, row in ipairs(p.rows) do
    if row.value and row.value_before then
      local change = points(row.value) - points(row.value_before)
      if change >= 5 then up = up + 1 elseif change <= -5 then down = down + 1 end
    end
  end
  return say("Since %s %d rose and %d fell by five points or more.", p.before, up, down)
end

-- ---- Ten that need a decision ----

-- What presses, the gravest first; weight says how the ten are chosen (house): a severe incident 8, the lowest band 6, a promise
-- of either side past its day 4, a fall of a band 3, a complaint open 2, a review late 2, silence past the longest agreed 2; half the power
-- on top.
local function pressing(row, place)
  local reasons, weight = {}, 0
  local function add(points_of_weight, reason)
    reasons[#reasons + 1] = reason
    weight = weight + points_of_weight
  end
  if row.severe > 0 then add(8, plural(row.severe, "severe incident open", "severe incidents open")) end
  if row.band_number == 1 and row.value then add(6, say("%s at %d", say(row.band), points(row.value))) end
  if row.overdue > 0 then add(4, plural(row.overdue, "promise overdue", "promises overdue")) end
  local fell = row.value and row.value_before and place[row.band] < place[row.band_before]
  if fell then add(3, say("fell from %s", say(row.band_before))) end
  if row.complaints > 0 then add(2, plural(row.complaints, "complaint open", "complaints open")) end
  if row.review then add(2, plural(row.review.days, "review %d day late", "review %d days late")) end
  if row.contact and row.max and row.contact > row.max then
    local days = math.floor(row.contact)
    add(2, row.heard and plural(days, "silent for %d day", "silent for %d days")
      or plural(days, "never heard in %d day", "never heard in %d days"))
  end
  return reasons, weight > 0 and weight + (row.power or 0) / 2 or 0
end

local function pressing_rows(p)
  local place, found = {}, {}
  for i, band in ipairs(p.bands) do place[band] = i end
  for _, row in ipairs(p.rows) do
    local reasons, weight = pressing(row, place)
    if weight > 0 then found[#found + 1] = { row = row, why = table.concat(reasons, "; "), weight = weight } end
  end
  table.sort(found, function(a, b) return a.weight > b.weight end)
  return found
end

local function first_of_all(p)
  local first = pressing_rows(p)[1]
  return first and say("First of all %s: %s.", first.row.name, first.why) or say "Nothing presses."
end

local function decisions(p)
  local found, rows = pressing_rows(p), {}
  for i = 1, math.min(10, #found) do
    local row = found[i].row
    rows[i] = { name = row.name, band = row.band, value = row.value, why = found[i].why, owner = row.owner,
                read = "kith explain " .. row.id }
  end
  local more = #found - #rows
  return section { #rows < 10 and "What needs a decision" or "Ten that need a decision", data_table {
    columns = { { "name", "Relationship" }, { "band", "Band", as = "band" }, { "value", "Score", as = "score" }, { "why", "Why" },
                { "owner", "Owner" }, { "read", "Read more", as = "command" } },
    rows = rows, empty = "Nothing presses.", note = more > 0 and say("Something is open with %d more.", more) or nil } }
end

-- ---- The grid ----

local MOST_DOTS, MOST_NAMES = 60, 20

-- Where there are more than can be told apart, those with the most power and interest.
local function weightiest(rows)
  if #rows <= MOST_DOTS then return rows end
  local sorted, kept = {}, {}
  for i, row in ipairs(rows) do sorted[i] = row end
  local function weight(row) return (row.power or -1) + (row.interest or -1) end
  table.sort(sorted, function(a, b) return weight(a) > weight(b) end)
  for i = 1, MOST_DOTS do kept[i] = sorted[i] end
  return kept
end

local function some(names)
  local shown = {}
  for i = 1, math.min(#names, MOST_NAMES) do shown[i] = names[i] end
  return table.concat(shown, ", ") .. (#names > MOST_NAMES and " " .. say("and %d more", #names - MOST_NAMES) or "")
end

local function grid(p)
  local dots, off = {}, {}
  local shown = weightiest(p.rows)
  for _, row in ipairs(shown) do
    if row.power and row.interest then dots[#dots + 1] = { label = row.name, x = row.interest, y = row.power, band = row.band }
    else off[#off + 1] = row.name end
  end
  return section { "Power and interest",
    chart("scatter", "Who has power, who has interest, and how we stand", { points = dots,
      x = { label = say "interest", low = 0, high = 1, split = 0.5 }, y = { label = say "power", low = 0, high = 1, split = 0.5 },
      quarters = { top_left = say "keep satisfied", top_right = say "manage closely", bottom_left = say "monitor",
                   bottom_right = say "keep informed" },
      empty = "Power and interest of nobody are known." }),
    #shown < #p.rows and text(say("The %d of %d with the most power and interest.", #shown, #p.rows), "note"),
    #off > 0 and text(say("Not on the grid, for power or interest is not known: %s.", some(off)), "note") }
end

-- ---- What moved ----

local function migration(p)
  local place, values = {}, {}
  for i, band in ipairs(p.bands) do place[band], values[i] = i, {} end
  for _, line in ipairs(values) do
    for i in ipairs(p.bands) do line[i] = 0 end
  end
  for _, row in ipairs(p.rows) do
    local from, to = place[row.band_before or "unknown"], place[row.band]
    if from and to then values[from][to] = values[from][to] + 1 end
  end
  return chart("matrix", "Bands in ninety days", { states = p.bands, values = values, from = p.before, to = say "today",
    note = "Rows are where they stood, columns where they stand; on the diagonal nothing changed." })
end

local function most_moved(p)
  local rows = {}
  for _, row in ipairs(p.rows) do
    local change = row.value and row.value_before and points(row.value) - points(row.value_before) or 0
    if change ~= 0 then
      rows[#rows + 1] = { name = row.name, change = change, now = row.value, costs = change < 0 and say(row.costs) or nil }
    end
  end
  table.sort(rows, function(a, b) return math.abs(a.change) > math.abs(b.change) end)
  for i = #rows, 9, -1 do rows[i] = nil end
  return data_table { title = "Moved most", rows = rows, empty = "Nothing moved.", columns = {
    { "name", "Relationship" }, { "change", "Points", as = "change" }, { "now", "Now", as = "score" }, { "costs", "Costs most now" } } }
end

-- ---- Load and concentration ----

local function load_of_owners(p)
  local items, nobody = {}, {}
  for _, row in ipairs(p.rows) do
    if not row.owner then nobody[#nobody + 1] = row end
  end
  for _, group in ipairs(group_by(p.rows, "owner")) do
    items[#items + 1] = { label = group.name, values = count_bands(group.items, p.bands) }
  end
  table.sort(items, function(a, b) return a.label < b.label end)
  if #nobody > 0 then items[#items + 1] = { label = say "nobody", values = count_bands(nobody, p.bands) } end
  return chart("bars", "Relationships by owner and band", { items = items, parts = p.bands })
end

local function concentration(p)
  local worth, total = {}, 0
  for _, row in ipairs(p.rows) do
    if row.worth and row.worth > 0 then
      worth[#worth + 1], total = row, total + row.worth
    end
  end
  table.sort(worth, function(a, b) return a.worth > b.worth end)
  if total == 0 then return section { "How much hangs on how few", empty = "No relationship has a value in the model." } end
  local items, top = {}, 0
  for i, row in ipairs(worth) do
    if i <= 3 then top = top + row.worth end
    if i <= 8 then items[i] = { label = row.name, value = math.floor(row.worth / total * 1000 + 0.5) / 10, band = row.band } end
  end
  local said = say(#worth <= 3 and "All hold %d %% of the value that is recorded; %d of %d have one."
    or "The three largest hold %d %% of the value that is recorded; %d of %d have one.", points(top / total), #worth, #p.rows)
  return section { "How much hangs on how few", text(said),
    chart("bars", "Share of recorded value", { items = items, unit = "%", note = "Of the sum of the values that the models give." }) }
end

local function by_model(p)
  local groups, rows, values = group_by(p.rows, "model"), {}, {}
  table.sort(groups, function(a, b) return a.name < b.name end)
  for i, group in ipairs(groups) do rows[i], values[i] = group.name, count_bands(group.items, p.bands) end
  if #rows == 0 then return nil end
  return chart("heat", "Relationships by model and band", { rows = rows, columns = p.bands, values = values, corner = say "Model" })
end

local function unknown(p)
  local rows, count = {}, 0
  for _, row in ipairs(p.rows) do
    if row.band == "unknown" then
      count = count + 1
      local thin = row.state == "scored" and say("only %d %% of the evidence", points(row.coverage or 0))
      if count <= MOST_NAMES then
        rows[count] = { name = row.name, why = thin or say(row.state), owner = row.owner, next = "kith explain " .. row.id }
      end
    end
  end
  return section { "Where we do not know", data_table {
    columns = { { "name", "Relationship" }, { "why", "Why" }, { "owner", "Owner" }, { "next", "What to record", as = "command" } },
    rows = rows, empty = "Of every relationship enough is known.",
    note = count > #rows and say("And %d more.", count - #rows) or nil } }
end

-- ---- Where we want to be ----

local function improvements(list)
  local rows = {}
  for _, each in ipairs(list) do
    if each.state == "open" then
      rows[#rows + 1] = { name = each.name, what = each.what, measure = each.measure, from = each.baseline, to = each.target,
                          now = each.actual, step = each.step, due = each.due, owner = each.owner, late = each.late and "late" or nil }
    end
  end
  return section { "What is being improved", data_table {
    columns = { { "name", "Relationship" }, { "what", "Improvement" }, { "measure", "Measured by" }, { "from", "Baseline", as = "number" },
                { "to", "Target", as = "number" }, { "now", "Actual", as = "number" }, { "step", "Step" }, { "due", "Due", as = "day" },
                { "owner", "Owner" }, { "late", "" } },
    rows = rows, empty = "No improvement is open." } }
end

return {
  doc = "All relationships on one page, with what needs a decision.",
  audience = "us",
  needs = { portfolio = true, improvement_register = true },
  build = function(d)
    local p = d.portfolio
    return document { "Portfolio", subtitle = say("As of %s", d.day),
      text(standing(p), "lead"), text(first_of_all(p) .. " " .. movers(p)),
      decisions(p),
      section { "What moved", columns { migration(p), most_moved(p) } },
      improvements(d.improvement_register),
      grid(p),
      section { "Who carries what", columns { load_of_owners(p), by_model(p) } },
      concentration(p),
      unknown(p) }
  end,
}
