-- Results as a document tree, for HTML and Markdown: the same that the text says, with charts.

local experiment = require "kith.simulate.experiment"
local output = require "kith.output"
local tables = require "kith.simulate.tables"
local words = require "kith.simulate.words"

local report = {}

local MOST_POINTS = 60 -- of a fan: more cannot be told apart on a page
local MOST_FANS, MOST_ROWS = 8, 40

local function text(sentence, tone) return { is = "text", text = sentence, tone = tone } end
local function section(title, content) return { is = "section", title = title, content = content } end

local function policy_name(header, p) return header.policies[p].name ~= "" and header.policies[p].name or header.scenario end

-- ---- Charts ----

-- A fan needs values in every run of every point.
local function fan_series(result, series)
  local list, every = {}, math.max(1, math.ceil(series.points / MOST_POINTS))
  for p in ipairs(result.header.policies) do
    local points = {}
    for point = 1, series.points do
      if (point - 1) % every == 0 or point == series.points then
        local values = {}
        for i, share in ipairs(tables.SHARES) do values[i] = result.fold:quantile(p, series.first + point - 1, share[2]) end
        if #values == #tables.SHARES then points[#points + 1] = { x = point - 1, values = values } end
      end
    end
    if #points > 0 then list[#list + 1] = { name = policy_name(result.header, p), points = points } end
  end
  return list
end

local function fan(result, series)
  local levels = {}
  for i, share in ipairs(tables.SHARES) do levels[i] = share[2] end
  return { is = "chart", kind = "fan", title = words.series_name(series), levels = levels, series = fan_series(result, series),
           x = { label = words.steps(result.header.every) }, as = series.outcome.percent and "percent" or "number",
           empty = "No run has a value of it." }
end

local function intervals(result, series)
  local items = {}
  for _, difference in ipairs(tables.differences(result, series)) do
    if difference.half then
      items[#items + 1] = { label = result.header.policies[difference.policy].name, value = difference.mean, low = difference.low,
                            high = difference.high }
    end
  end
  return { is = "chart", kind = "interval", title = ("%s, less that with %s"):format(words.series_name(series),
             result.header.policies[result.header.baseline].name),
           items = items, signed = true, note = "Bars are 95 % intervals of the mean difference, run by run.", reference = { value = 0,
             label = "no difference" },
           as = series.outcome.percent and "percent" or "number", empty = "No run has a value under both." }
end

local function tornado(result, series)
  local base, items = tables.ends(result, series)[result.header.baseline].mean, {}
  for _, bar in ipairs(base and experiment.bars(result, series) or {}) do
    if bar.low.mean and bar.high.mean then
      items[#items + 1] = { label = bar.param, low = base + bar.low.mean, high = base + bar.high.mean, from = bar.from, to = bar.to }
    end
  end
  return { is = "chart", kind = "tornado", title = words.series_name(series), base = { value = base or 0, label = "as assumed" },
    items = items,
           as = series.outcome.percent and "percent" or "number", empty = "No run has a value of it." }
end

-- ---- Tables ----

local function ends_table(result)
  local rows = {}
  for _, series in ipairs(result.series) do
    for p, cell in ipairs(tables.ends(result, series)) do
      if p <= MOST_ROWS then
        local width = cell.half and 2 * cell.half
        local function shown(value) return words.value(series.outcome, value, width) end
        rows[#rows + 1] = { outcome = words.series_name(series), policy = policy_name(result.header, p), mean = shown(cell.mean),
                            interval = cell.low and ("%s to %s"):format(shown(cell.low), shown(cell.high)) or "–",
                            p05 = shown(cell.p05), p50 = shown(cell.p50), p95 = shown(cell.p95), runs = cell.runs }
      end
    end
  end
  local columns = { { key = "outcome", title = "Outcome" }, { key = "policy", title = "Policy" }, { key = "mean", title = "Mean",
    right = true },
                    { key = "interval", title = "95 % of the mean", right = true }, { key = "p05", title = "1 run in 20 below",
                      right = true },
                    { key = "p50", title = "Middle", right = true }, { key = "p95", title = "1 in 20 above", right = true },
                    { key = "runs", title = "Runs", as = "number" } }
  return { is = "table", columns = columns, rows = rows, note = #result.header.policies > MOST_ROWS
             and ("The first %d of %d policies; --format csv has all."):format(MOST_ROWS, #result.header.policies) or nil }
end

local function assumptions(result)
  local rows = {}
  for i, each in ipairs(result.header.assumptions) do
    rows[i] = { what = each.what, value = each.value, range = each.low and ("%s to %s"):format(each.low, each.high) or nil,
      because = each.because }
  end
  return { is = "table", columns = { { key = "what", title = "Assumed" }, { key = "value", title = "Value" }, { key = "range",
    title = "Range" },
                                     { key = "because", title = "Because" } }, rows = rows }
end

local function sentences(result)
  local content = {}
  for _, each in ipairs(words.differences(result)) do content[#content + 1] = section(each.title, { { is = "list",
    items = each.items } }) end
  return content
end

-- Whether it goes through the steps; whether something was ever so has no quantiles.
local function goes(series) return series.outcome.each_step and series.outcome.how ~= "ever" end

-- ---- The whole ----

local function each_outcome(result, draw, wanted)
  local content = {}
  for _, series in ipairs(result.series) do
    if not series.group and (not wanted or wanted(series)) then content[#content + 1] = draw(result, series) end
  end
  return content
end

function report.tree(result)
  local header = result.header
  local kind = header.experiment and header.experiment.kind
  local content = { text(words.MARK, "warning"), text(words.setting(result), "lead") }
  if kind == "tornado" then
    content[#content + 1] = section("What it hangs on", each_outcome(result, tornado))
  elseif not kind and #header.policies > 1 then
    content[#content + 1] = section("What the policies change", each_outcome(result, intervals))
    for _, each in ipairs(sentences(result)) do table.insert(content[#content].content, each) end
  end
  if not kind and #header.policies <= MOST_FANS then
    content[#content + 1] = section("How it goes", each_outcome(result, fan, goes))
  end
  content[#content + 1] = section("At the end", { ends_table(result) })
  if #words.capacity(result) > 0 then content[#content + 1] = section("What the plans used", { { is = "list",
    items = words.capacity(result) } }) end
  content[#content + 1] = section("What it rests on", { assumptions(result) })
  return { is = "document", title = header.doc, subtitle = ("Rehearsal %s, %s"):format(header.scenario, output.count(result.done, "run")),
           content = content }
end

-- Where it comes from, as documents tell it.
function report.source(header)
  local scripts = {}
  for i, each in ipairs(header.scripts) do scripts[i] = { what = "Script", path = each.path, digest = each.digest } end
  return { day = header.day, practice = header.practice, version = header.version, anchor = header.anchor, scripts = scripts }
end

return report
