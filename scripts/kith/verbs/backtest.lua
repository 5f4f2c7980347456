-- kith backtest: scores as of past days, held against what then happened.

local backtest = require "kith.backtest"
local command_line = require "kith.command_line"
local happened = require "kith.happened"
local kith = require "kith"
local out_file = require "kith.out_file"
local output = require "kith.output"
local report = require "kith.report"
local rules = require "kith.rules"
local workspace = require "kith.workspace"

local verb = { summary = "hold scores against what happened" }

local EXAMPLES = [[
What happens is one condition over the time after the day, in the words that
rules use:
  contact within 270d                 at least one that counts; interaction: any
  no visit within 6 months            a channel, or a kind of event of your own
  complaint severity=severe within 90d
  count incident >= 2 within 1y
  csat < 3 within 90d                 the latest value; also lowest, average, …
  share commitment state=broken > 0.2 within 1y
  stage = realize within 90d          where it stands at the end of that time

Examples:
  kith backtest health --outcome 'contact within 90d' --at 2026-03-31
  kith backtest health --outcome 'csat < 3 within 90d' --at 2026-04-01 --fit
  kith backtest health --outcome 'no contact within 90d' --at 2026-03-31 \
    --out backtest.html

AUC: take one with whom it happened and one with whom not; how often does the
score tell them apart? 0.5 is a coin, 1 always right. Where all or none of them
met it there is nothing to tell apart, and the exit status is 2.]]

function verb.define(command)
  command:description("Score as of past days, by today's rule, and hold the scores against what then happened: how well they tell "
    .. "apart (AUC, with its 95% interval), what happened in each band, where it gathers, and the best single factor beside it. "
    .. "--fit asks which weights the record itself would give.")
  command:argument("rule", "Which rule."):argname "RULE"
  command:option("--outcome", "What happens after the day: see below."):argname "EXPR"
  command:option("--at", "The past days, joined by commas."):argname "DAYS"
  command:option("--foretold-by", "Which scores should foretell it: high or low (default: low for problems, broken promises, "
    .. "\"no …\" and low values, else high)."):choices { "high", "low" }:argname "SIDE":target "side"
  command:flag("--fit", "Which weights would the record itself give? Prints them as `tune:` where they tell more than the rule's own.")
  command:flag("--known", "Score by what had been noted by the day itself, not by what was noted later.")
  command:option("--out", "Write a page with pictures to this file (HTML; Markdown where it ends with .md)."):argname "FILE"
  command:flag("--replace", "Let --out take the place of a file that is there.")
  command:epilog(EXAMPLES)
end

-- ---- Asking ----

-- The command as it would be typed, and the places in it.
local function placed(ws, arguments)
  local line = command_line.new "kith backtest"
  local at = { rule = line:word(arguments.rule) }
  for _, option in ipairs { "outcome", "at" } do
    local _, place = line:pair("--" .. option, arguments[option], " ")
    at[option] = place
  end
  line:register(ws.findings)
  return at
end

local function tell(ws, place, from, width, message)
  ws.findings:error(place[1], place[2], place[3] + from - 1, width, message)
end

local function read_days(ws, text, place)
  local days, seen = {}, {}
  for from, word in text:gmatch "()([^,]+)" do
    local lead, day = word:match "^(%s*)(.-)%s*$"
    if not kith.is_day(day) then
      tell(ws, place, from + #lead, #day, ("%s is no day; write it like 2026-03-01"):format(kith.visible(day)))
    elseif not seen[day] then
      seen[day] = from + #lead
      days[#days + 1] = day
    end
  end
  if #days == 0 and ws.findings:errors() == 0 then tell(ws, place, 1, 1, "at least one day is wanted") end
  table.sort(days)
  return days, seen
end

-- What happened must have had its time to happen.
local function check_known(ws, outcome, days, columns, place)
  for _, day in ipairs(days) do
    local known_on = happened.known_on(outcome, day)
    if known_on > ws.day then
      local message = "what happened within %s of %s is known on %s; it is %s"
      tell(ws, place, columns[day], #day, message:format(outcome.within, day, known_on, ws.day))
    end
  end
end

local function load_rule(ws, name)
  local rule, why = rules.load(ws, name)
  if not rule then return nil, why end
  if rule.classes then return nil, ("%s puts into classes; only scores can be held against what happened"):format(name) end
  return rule
end

-- All that is wrong with the command at once. rule, outcome, days; nil, why and the exit status.
local function understand(ws, arguments)
  local at = placed(ws, arguments)
  local days, columns = read_days(ws, arguments.at, at.at)
  local outcome = happened.read(ws, arguments.outcome, at.outcome)
  if outcome and ws.findings:errors() == 0 then check_known(ws, outcome, days, columns, at.at) end
  if ws.findings:errors() > 0 then return nil, ws.findings:render(), 1 end
  local rule, why = load_rule(ws, arguments.rule)
  if ws.findings:errors() > 0 then return nil, ws.findings:render(), 2 end
  if not rule then return nil, "kith backtest: error: " .. why, 1 end
  return rule, outcome, days
end

local function add_fit(result)
  result.asked_fit = true
  if result.auc.value then result.fit, result.no_fit = require("kith.backtest_fit").weights(result)
  else result.no_fit = "there is nothing to tell apart" end
end

-- ---- The page ----

local function write_page(ws, result, path, format, replace)
  local tree = require("kith.backtest_page").document(result)
  local page = report.render(ws, tree, report.source(ws), format, { width = 100 })
  if not page then return nil end
  return out_file.write(path, page, replace)
end

function verb.run(arguments)
  for _, option in ipairs { "outcome", "at" } do
    local message = ("--%s is missing; kith backtest --help shows how it is said"):format(option)
    if not arguments[option] then return output.fail("backtest", message) end
  end
  local page_format, refused = out_file.format({ out = arguments.out }, { "html", "md" })
  if not page_format then return output.fail("backtest", refused) end
  collectgarbage "stop"
  local ws, why, status = workspace.open { dir = arguments.dir, as_of = arguments.as_of }
  if not ws then
    output.say(why)
    return status
  end
  local rule, outcome, days = understand(ws, arguments)
  if not rule then
    output.say(outcome)
    return days
  end
  local bad = outcome.bad
  if arguments.side then bad = arguments.side == "low" end
  local result = backtest.run(ws, {
    rule = rule, outcome = outcome, days = days, bad = bad, known = arguments.known,
    progress = function(i, n) output.progress(n > 1 and ("scoring as of %s, day %d of %d"):format(days[i], i, n) or nil) end,
  })
  output.progress(nil)
  if result and arguments.fit then add_fit(result) end
  local written = true
  if result and arguments.out then written, why = write_page(ws, result, arguments.out, page_format, arguments.replace) end
  if ws.findings:errors() > 0 then output.say(ws.findings:render()) end
  if not result then return 2 end
  if not written and why then return output.fail("backtest", why) end
  if not arguments.out then require("kith.backtest_text").print(ws, result, arguments.format) end
  return (ws.findings:errors() > 0 or not result.auc.value) and 2 or 0
end

return verb
