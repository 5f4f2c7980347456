-- kith report: a document for people, from the record as it stood on a day.

local kith = require "kith"
local out_file = require "kith.out_file"
local output = require "kith.output"
local report = require "kith.report"
local workspace = require "kith.workspace"

local verb = { summary = "write a document for people" }

local FORMATS = { "text", "md", "html", "json", "csv" }

local EXAMPLES = [[
kith report                                               which there are
kith report review_pack maria-rossi
kith report portfolio --as-of 2026-06-30 --out june.html
kith report register --format csv > register.csv
kith report portfolio --format md | pandoc -o portfolio.docx

The same day, record and scripts give the same bytes. Reports are Lua files in
scripts/reports.]]

function verb.define(command)
  command:description("Write a report. Without NAME it lists which there are. HTML is one file that fetches nothing and runs nothing; CSV "
    .. "holds the report's tables.")
  command:argument("name", "Which report: a file in scripts/reports."):args "?":argname "NAME"
  command:argument("subject", "Stakeholder or relationship id, where the report is about one."):args "?":argname "SUBJECT"
  command:option("--format", "How to write: text, md, html, json, csv (default: what --out ends with, else text). Office formats: "
    .. "pipe md to pandoc.")
    :choices(FORMATS):argname "FORMAT"
  command:option("--out", "Write to this file instead of standard output."):argname "FILE"
  command:flag("--replace", "Let --out take the place of a file that is there.")
  command:epilog(EXAMPLES)
end

-- ---- Which there are ----

local function list_reports(ws, format)
  local rows = {}
  for _, name in ipairs(report.names(ws)) do
    local header = report.load(ws, name)
    local about = header and header.about and "SUBJECT" or "all"
    if header then rows[#rows + 1] = { name = name, about = about, audience = header.audience, doc = header.doc } end
  end
  local columns = { { key = "name", keep = true }, { key = "about", keep = true }, { key = "audience", title = "for", keep = true }, "doc" }
  if format == "json" then output.json(rows, { "name", "about", "audience", "doc" })
  elseif format == "csv" then output.csv(columns, rows)
  else output.table(columns, rows) end
end

-- ---- One ----

local function subject_of(ws, header, word)
  if not header.about then
    if word then return nil, ("the report %s is about all relationships; leave \"%s\" out"):format(header.name, kith.visible(word)) end
    return true
  end
  if word then return ws:subject(word) end
  return nil, ("the report %s is about one relationship; say which: kith report %s SUBJECT"):format(header.name, header.name)
end

-- In a file lines are as long as in a pipe, whatever the terminal.
local function deliver(arguments, text)
  if not arguments.out then
    io.write(text)
    return true
  end
  return out_file.write(arguments.out, text, arguments.replace)
end

local function findings(ws)
  output.say(ws.findings:render())
  return 2
end

local function make(ws, arguments)
  local format, refused = out_file.format(arguments, FORMATS)
  if not format then return nil, refused end
  local header, why = report.load(ws, arguments.name)
  if not header then return nil, why end
  local relationship
  relationship, why = subject_of(ws, header, arguments.subject)
  if not relationship then return nil, why end
  local tree, source = report.make(ws, header, relationship ~= true and relationship or nil)
  if not tree then return nil, source end
  return report.render(ws, tree, source, format, { width = arguments.out and 100 or nil })
end

function verb.run(arguments)
  local ws, why, status = workspace.open { dir = arguments.dir, as_of = arguments.as_of }
  if not ws then
    output.say(why)
    return status
  end
  if not arguments.name then
    list_reports(ws, arguments.format)
    return ws.findings:errors() > 0 and findings(ws) or 0
  end
  local text
  text, why = make(ws, arguments)
  if ws.findings:errors() > 0 then return findings(ws) end
  if not text then return output.fail("report", why) end
  local done
  done, why = deliver(arguments, text)
  return done and 0 or output.fail("report", why)
end

return verb
