-- kith verify: is the record whole? Says nothing when all is well. Faults go to standard output, one a line, with exit status 2.
--
-- The chain of hashes shows what was changed within a journal. That its end was cut off, or that it was replaced as a whole, shows only
-- against an anchor (count and last hash) that was kept elsewhere: --anchor prints one, --against compares.

local kith = require "kith"
local lfs = require "lfs"
local output = require "kith.output"
local workspace = require "kith.workspace"

local verify = { summary = "make sure that the record is whole" }

local ADVICE = "an anchor is printed by kith verify --anchor: a count, a colon, a hash"

local function fail(message) return output.fail("verify", message) end

local function anchor_of(text)
  local count, hash = text:match "^%s*(%d+):(%x+)%s*$"
  if not count then return nil, ("%s is no anchor; %s"):format(kith.visible(text), ADVICE) end
  return { count = math.tointeger(tonumber(count)) or 0, hash = hash:lower() }
end

-- nil, or the fault that the comparison shows.
local function compared(core, anchor)
  local now = core:anchor()
  local count = tonumber(now and now:match "^%d+" or 0)
  if count < anchor.count then
    return ("the journal was cut off, or is another: it holds %s, the anchor counts %s"):format(
      output.count(count, "event"), output.number(anchor.count))
  end
  local then_was = core:anchor_at(anchor.count)
  if not then_was or then_was:match ":(%x+)$" ~= anchor.hash then
    return ("this is another journal, or its past was changed: its hash after %s is not the anchor's"):format(
      output.count(anchor.count, "event"))
  end
end

local function faults_of(ws, anchor)
  if ws.journal_absent then return anchor and anchor.count > 0 and { "there is no journal; the anchor counts events" } or {} end
  local faults, why = ws.core:verify()
  if not faults then return nil, why end
  local fault = anchor and compared(ws.core, anchor)
  if fault then faults[#faults + 1] = fault end
  return faults
end

function verify.define(command)
  command:description "Check the journal's chain of hashes and what was derived from it. Silent when all is well; exit status 2 if not."
  command:flag("--anchor", "Print the journal's count and last hash, to be kept elsewhere.")
  command:option("--against", "Also say whether the journal still continues what an anchor was taken of.")
    :argname "ANCHOR":convert(anchor_of)
  command:flag("--rebuild", "Make what is derived anew from what was noted, then verify.")
end

local function run(ws, arguments)
  if arguments.rebuild and not ws.journal_absent then
    local rebuilt, why = ws.core:rebuild()
    if not rebuilt then return fail(why) end
  end
  if ws.findings:errors() > 0 then
    output.say "kith verify: note: the models have errors, so what follows from the events cannot be told for sure; see kith check"
  end
  local faults, why = faults_of(ws, arguments.against)
  if not faults then return fail(why) end
  for _, fault in ipairs(faults) do output.line(kith.visible(fault)) end
  if arguments.anchor and #faults == 0 then output.line(ws.journal_absent and "0:" .. ("0"):rep(64) or ws.core:anchor()) end
  return #faults > 0 and 2 or 0
end

-- A journal that is not there is not made by looking at it. A wrong model is no reason not to look, but nothing is made anew from it.
function verify.run(arguments)
  local write = arguments.rebuild and lfs.attributes(arguments.dir .. "/journal.db") ~= nil
  local ws, why, status = workspace.open { dir = arguments.dir, write = write, player = false, lenient = not arguments.rebuild }
  if not ws then
    output.say(why)
    return status or 1
  end
  status = run(ws, arguments)
  ws:close()
  return status
end

return verify
