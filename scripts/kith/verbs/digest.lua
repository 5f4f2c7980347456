-- kith digest: what each owner needs to know today, a screen each; or as pages, data, or a calendar.

local digest = require "kith.digest"
local digest_page = require "kith.digest_page"
local kith = require "kith"
local options = require "kith.options"
local out_file = require "kith.out_file"
local output = require "kith.output"
local suggest = require "kith.suggest"
local workspace = require "kith.workspace"

local verb = { summary = "tell each owner what is late, owed, quiet, moved, coming" }

local FORMATS = { "text", "html", "json", "ics" }
local SINCE, AHEAD, CALENDAR_AHEAD = "7 days", "14 days", "1 year"

local EXAMPLES = [[
kith digest anna
kith digest --since 2026-06-01 --all
kith digest --format html --out out/digests       a page an owner
kith digest anna --format ics --out anna.ics      for a calendar

kith sends nothing itself: the files are for your own mailer.]]

function verb.define(command)
  command:description("A digest for each owner of relationships: what is late, which answers are owed, who has gone quiet, what moved "
    .. "and why, what is coming, of whom too little is known. Each line shows the command that comes next.")
  command:argument("owner", "Only for this one of the staff (default: everybody)."):args "?":argname "OWNER"
  command:option("--since", "Tell what moved since that day (default: 7 days before)."):argname "DAY":convert(options.day "--since")
  command:option("--until", "Tell what comes until that day (default: 14 days ahead; a year for a calendar)."):argname "DAY"
    :target "horizon"
    :convert(options.day "--until")
  command:flag("--all", "Every line; otherwise text keeps to a screen an owner.")
  command:option("--format", "How to write: text, html, json, ics."):choices(FORMATS):argname "FORMAT"
  command:option("--out", "Write to this file; for several owners, into this folder, a file each."):argname "PATH"
  command:epilog(EXAMPLES)
end

-- ---- Whose ----

local function staff_of(ws, word)
  local staff = ws.core:find("staff", word)
  return staff, not staff and suggest.unknown(ws.core, "staff", word) or nil
end

-- Somebody who has nothing to be told is told so.
local function empty(ws, staff)
  local own = { owner = staff.id, name = ws.core:find("staff", staff.id).label, email = staff.email }
  for _, section in ipairs(digest.SECTIONS) do own[section.key] = {} end
  return own
end

local function only(ws, list, staff)
  for _, own in ipairs(list) do
    if own.owner == staff.id then return { own } end
  end
  return { empty(ws, staff) }
end

-- ---- Where to ----

-- A digest is derived and made anew each time: a file of the last run is replaced.
local function write(path, text) return out_file.write(path, text, true) end

local function write_each(folder, list, format, make)
  for _, own in ipairs(list) do
    local file = ("%s/%s.%s"):format(folder, own.owner ~= "" and own.owner or "nobody", out_file.ending_of(format))
    local done, why = write(file, make { own })
    if not done then return nil, why end
  end
  return true
end

local function deliver(arguments, list, format, make)
  if not arguments.out then
    io.write(make(list))
    return true
  end
  if arguments.owner or out_file.ending(arguments.out) then return write(arguments.out, make(list)) end
  return write_each(arguments.out, list, format, make)
end

-- ---- The verb ----

local function gather(ws, arguments, format)
  local ahead = format == "ics" and CALENDAR_AHEAD or AHEAD
  return digest.of(ws, { since = arguments.since or kith.day_add(ws.day, SINCE, -1),
                         horizon = arguments.horizon or kith.day_add(ws.day, ahead) })
end

local function has_lines(list)
  for _, own in ipairs(list) do
    for _, section in ipairs(digest.SECTIONS) do
      if own[section.key][1] then return true end
    end
  end
  return false
end

local function digest_verb(ws, arguments)
  local staff, why
  if arguments.owner then
    staff, why = staff_of(ws, arguments.owner)
    if not staff then return output.fail("digest", why) end
  end
  if arguments.since and arguments.since >= ws.day then return output.fail("digest", "--since is a day before " .. ws.day) end
  if arguments.horizon and arguments.horizon < ws.day then return output.fail("digest", "--until is " .. ws.day .. " or later") end
  local format, refused = out_file.format(arguments, FORMATS)
  if not format then return output.fail("digest", refused) end
  local list = gather(ws, arguments, format)
  if ws.findings:errors() > 0 then
    output.say(ws.findings:render())
    return 2
  end
  if staff then list = only(ws, list, staff) end
  local function make(owners) return digest_page[format](ws, owners, { all = arguments.all, since = arguments.since }) end
  local done
  done, why = deliver(arguments, list, format, make)
  if not done then return output.fail("digest", why) end
  return arguments.exit_code and has_lines(list) and 2 or 0
end

function verb.run(arguments)
  local ws, why, status = workspace.open { dir = arguments.dir, as_of = arguments.as_of }
  if not ws then
    output.say(why)
    return status
  end
  status = digest_verb(ws, arguments)
  ws:close()
  return status
end

return verb
