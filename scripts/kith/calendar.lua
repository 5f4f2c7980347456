-- A calendar of whole days as RFC 5545 has it, for any calendar program. What a thing is called there depends only on the record, so that
-- a calendar that is read again changes what it knows instead of showing it twice.

local kith = require "kith"

local calendar = {}

local LONGEST = 75 -- octets of a line, without its end

-- Never within a character of several octets.
local function folded(line)
  local parts = {}
  while #line > LONGEST do
    local cut = LONGEST
    while line:byte(cut + 1) & 0xC0 == 0x80 do cut = cut - 1 end
    parts[#parts + 1] = line:sub(1, cut)
    line = " " .. line:sub(cut + 1)
  end
  parts[#parts + 1] = line
  return table.concat(parts, "\r\n")
end

local ESCAPED = { ["\\"] = "\\\\", [";"] = "\\;", [","] = "\\,", ["\n"] = "\\n" }

-- Control and bidirectional characters are shown escaped, as everywhere.
local function escaped(text) return (kith.visible(text):gsub("[\\;,\n]", ESCAPED)) end

local function compact(day) return (day:gsub("%-", "")) end

-- The journal this comes from: its first event's hash names it, and no other.
local function origin_of(ws)
  local first = not ws.journal_absent and ws.core:anchor_at(1)
  return (first and first:match ":(.+)$" or kith.digest(ws.name)):sub(1, 16)
end

local function add_entry(lines, ws, entry, origin)
  local function add(name, value) lines[#lines + 1] = folded(name .. value) end
  add("BEGIN:", "VEVENT")
  add("UID:", ("%s@%s.kith"):format(entry.id, origin))
  -- The clock stays out of it; later days supersede earlier ones.
  add("DTSTAMP:", compact(ws.day) .. "T000000Z")
  add("SEQUENCE:", tostring(kith.day_number(ws.day)))
  add("DTSTART;VALUE=DATE:", compact(entry.day))
  add("DTEND;VALUE=DATE:", compact(kith.day_add(entry.day, "1 day")))
  add("SUMMARY:", escaped(entry.title))
  if entry.text then add("DESCRIPTION:", escaped(entry.text)) end
  if entry.off then add("STATUS:", "CANCELLED") end
  add("TRANSP:", "TRANSPARENT")
  add("END:", "VEVENT")
end

-- entries: { id = what it is called, the same each time, day, title, text, off = it is settled, and to be taken out }
function calendar.text(ws, entries)
  local origin = origin_of(ws)
  local lines = { "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//kith//" .. kith.version .. "//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH" }
  lines[#lines + 1] = folded("X-WR-CALNAME:" .. escaped(ws.name))
  for _, entry in ipairs(entries) do add_entry(lines, ws, entry, origin) end
  lines[#lines + 1] = "END:VCALENDAR"
  return table.concat(lines, "\r\n") .. "\r\n"
end

return calendar
