-- Results as a document tree, for HTML and Markdown: what they come to, with charts, and what they rest on.

local charts = require "kith.simulate.charts"
local experiment = require "kith.simulate.experiment"
local opening = require "kith.simulate.opening"
local output = require "kith.output"
local page = require "kith.simulate.page_tables"
local words = require "kith.simulate.words"

local report = {}

local MOST_FANS = 8

local function text(sentence, tone) return { is = "text", text = sentence, tone = tone } end
local function section(title, content) return { is = "section", title = title, content = content } end

-- Whether it goes through the steps; whether something was ever so has no quantiles.
local function goes(series) return series.outcome.each_step and series.outcome.how ~= "ever" end

-- A chart of every outcome, groups left out.
local function each_outcome(result, draw, wanted)
  local content = {}
  for _, series in ipairs(result.series) do
    if not series.group and (not wanted or wanted(series)) then content[#content + 1] = draw(result, series) end
  end
  return content
end

local function answer(result)
  local content = {}
  for _, each in ipairs(opening.of(result)) do
    content[#content + 1] = text(each.lead, "lead")
    content[#content + 1] = { is = "list", items = each.items }
  end
  return content
end

-- ---- Sections ----

local function of_policies(result)
  local sections = {}
  if #result.header.policies > 1 then
    sections[1] = section("What the policies change", each_outcome(result, charts.intervals))
  end
  if #result.header.policies <= MOST_FANS then
    sections[#sections + 1] = section("How it goes", each_outcome(result, charts.fan, goes))
  end
  sections[#sections + 1] = section("At the end", page.ends(result))
  if #words.capacity(result) > 0 then
    sections[#sections + 1] = section("What the plans used", { { is = "list", items = words.capacity(result) } })
  end
  return sections
end

local function of_experiment(result)
  local header, sections = result.header, {}
  for _, k in ipairs(experiment.compared(header)) do
    local title = k and ("What it hangs on: %s"):format(experiment.title(header, k)) or "What it hangs on"
    if header.experiment.kind == "tornado" then
      sections[#sections + 1] = section(title, each_outcome(result, function(_, series) return charts.tornado(result, series, k) end))
    else
      sections[#sections + 1] = section(title, { page.correlations(result, k), section("Points that were tried",
        { page.points(result, k) }) })
    end
  end
  return sections
end

-- ---- The whole ----

function report.tree(result)
  local header = result.header
  local content = { text(words.MARK, "warning") }
  local function add(list)
    for _, each in ipairs(list) do content[#content + 1] = each end
  end
  add(answer(result))
  for _, sentence in ipairs(words.swings(result)) do add { text(sentence, "warning") } end
  add { page.outcomes(result) }
  local together = words.together(result)
  if together then add { text(together, "note") } end
  add { text(words.setting(result), "note"), header.stop and text(words.precision(result), "note") or nil }
  add(header.experiment and of_experiment(result) or of_policies(result))
  add { section("Assumptions", { page.assumptions(result) }) }
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
