-- Digests as text that fits a screen, as a page, as data, as a calendar: digest_page[format](ws, owners, options) is what to write.

local calendar = require "kith.calendar"
local digest = require "kith.digest"
local document = require "kith.document"
local kith = require "kith"
local output = require "kith.output"
local report = require "kith.report"

local page = {}

local LINES, LEAST = 16, 2 -- of one owner on a screen, all sections together; and of each section at least

-- ---- Text ----

-- How many lines of each section are shown: each gets a few, the earlier ones what is left over.
local function shares(own)
  local share, left = {}, LINES
  for _, section in ipairs(digest.SECTIONS) do
    share[section.key] = math.min(LEAST, #own[section.key])
    left = left - share[section.key]
  end
  for _, section in ipairs(digest.SECTIONS) do
    local more = math.min(left, #own[section.key] - share[section.key])
    share[section.key], left = share[section.key] + more, left - more
  end
  return share
end

local COLUMNS = { { key = "relationship", keep = true }, "what", { key = "command", keep = true, drop = 1 } }
local INDENT = "  "

-- What is not to be cut has its command beneath it.
local function long_lines(out, lines)
  local width = 0
  for _, line in ipairs(lines) do width = math.max(width, kith.width(line.relationship)) end
  for _, line in ipairs(lines) do
    local first = INDENT .. line.relationship .. (" "):rep(width - kith.width(line.relationship)) .. INDENT
    out[#out + 1] = output.wrap(line.what, { first = first, indent = (" "):rep(kith.width(first)) }) .. "\n"
    out[#out + 1] = (" "):rep(kith.width(first)) .. line.command .. "\n"
  end
end

local function section_text(out, section, lines, most)
  out[#out + 1] = ("\n%s: %d\n"):format(section.title, #lines)
  local shown = table.move(lines, 1, math.min(most, #lines), 1, {})
  if section.cause then long_lines(out, shown)
  else out[#out + 1] = output.table_text(COLUMNS, shown, { headings = false, indent = INDENT }) end
  if #lines > most then out[#out + 1] = ("%sand %s: --all shows them\n"):format(INDENT, output.count(#lines - most, "more", "more")) end
end

-- "2 late, 1 owed, 3 coming"
local function counts_of(own)
  local counts = {}
  for _, section in ipairs(digest.SECTIONS) do
    if own[section.key][1] then counts[#counts + 1] = ("%d %s"):format(#own[section.key], section.key) end
  end
  return counts[1] and table.concat(counts, ", ") or "nothing needs you"
end

local function heading(ws, own) return ("%s, %s, as of %s: %s"):format(own.name, ws.name, ws.day, counts_of(own)) end

local function owner_text(ws, own, options)
  local out, share = { output.wrap(heading(ws, own), {}) .. "\n" }, shares(own)
  for _, section in ipairs(digest.SECTIONS) do
    local lines = own[section.key]
    if lines[1] then section_text(out, section, lines, options.all and #lines or share[section.key]) end
  end
  return table.concat(out)
end

function page.text(ws, owners, options)
  local parts = {}
  for i, own in ipairs(owners) do parts[i] = owner_text(ws, own, options) end
  if not parts[1] then return ("%s, as of %s: nothing needs anybody\n"):format(kith.visible(ws.name), ws.day) end
  return table.concat(parts, "\n")
end

-- ---- A page ----

local function section_node(section, lines)
  local rows = {}
  for i, line in ipairs(lines) do rows[i] = { name = line.name, what = line.what, command = line.command } end
  local columns = { { key = "name", title = "Relationship" }, { key = "what", title = "What" },
                    { key = "command", title = "What to do next", as = "command" } }
  return { is = "section", title = ("%s: %d"):format(section.title, #lines),
           content = { { is = "table", columns = columns, rows = rows } } }
end

local function add_owner(content, own)
  content[1] = { is = "text", text = counts_of(own), tone = "lead" }
  for _, section in ipairs(digest.SECTIONS) do
    if own[section.key][1] then content[#content + 1] = section_node(section, own[section.key]) end
  end
  return content
end

function page.html(ws, owners)
  local tree = { is = "document", title = "Digest", subtitle = "As of " .. ws.day, content = {} }
  if #owners == 1 then
    tree.title = "Digest for " .. owners[1].name
    add_owner(tree.content, owners[1])
  else
    for i, own in ipairs(owners) do tree.content[i] = { is = "section", title = own.name, content = add_owner({}, own) } end
  end
  return report.render(ws, assert(document.check(tree)), report.source(ws), "html")
end

-- ---- Data ----

local KEYS = { "practice", "as_of", "digests", "owner", "name", "email", "late", "owed", "quiet", "moved", "coming", "unknown",
               "relationship", "what", "day", "covers", "id", "from", "to", "command" }

local function plain(line)
  return { relationship = line.relationship, name = line.name, what = line.what, day = line.day, covers = line.covers,
           id = line.id, from = line.from, to = line.to, command = line.command }
end

function page.json(ws, owners)
  local list = {}
  for i, own in ipairs(owners) do
    list[i] = { owner = own.owner, name = own.name, email = own.email }
    for _, section in ipairs(digest.SECTIONS) do
      list[i][section.key] = {}
      for n, line in ipairs(own[section.key]) do list[i][section.key][n] = plain(line) end
    end
  end
  return output.json_text({ practice = ws.name, as_of = ws.day, digests = list }, KEYS)
end

-- ---- A calendar ----

-- What has a day: reviews, promises, things to do, contacts that fall due. What was settled lately is told to be off.
function page.ics(ws, owners)
  local entries = {}
  for _, own in ipairs(owners) do
    for _, key in ipairs { "late", "coming", "settled" } do
      for _, line in ipairs(own[key] or {}) do
        entries[#entries + 1] = { id = line.thing, day = line.day, title = line.title, text = line.command, off = key == "settled" }
      end
    end
  end
  table.sort(entries, function(a, b) return a.day < b.day or a.day == b.day and a.id < b.id end)
  return calendar.text(ws, entries)
end

return page
