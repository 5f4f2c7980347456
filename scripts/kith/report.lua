-- Reports: scripts that say which data they need and build a document of it. The keeper gathers that data here, as plain data; the player
-- builds; what comes back is checked like any input (document.lua) and rendered (render/).

local kith = require "kith"
local language = require "kith.language"
local NEEDS = require "kith.report.needs"
local rules = require "kith.rules"
local script_text = require "kith.script_text"
local sorted_keys = require "kith.sorted_keys"
local suggest = require "kith.suggest"

local report = {}

local AUDIENCES = { us = true, both = true }

report.FORMATS = { text = "text", md = "markdown", html = "html", json = "json", csv = "csv" }

-- ---- Loading ----

-- Where a word stands in the report's topmost file that holds it: source, line, column, width; else where its build begins.
local function place_of(ws, header, word)
  local files = ws:scripts("reports", header.name)
  for i = word and #files or 0, 1, -1 do
    local line, column, width = script_text.find_word(files[i], word)
    if width > 0 then return ws:script_source(files[i].path), line, column, width end
  end
  return ws:script_source(header.chunk or header.script), header.line or 1, 1, 0
end

local function tell(ws, header, message, word)
  local source, line, column, width = place_of(ws, header, word)
  ws.findings:error(source, line, column, width, message)
end

local function check_word(ws, header, name, key, word)
  local words = NEEDS[name].options[key]
  for _, each in ipairs(words) do
    if each == word then return end
  end
  tell(ws, header, ("needs.%s: %s is one of %s, not \"%s\"%s"):format(name, key, table.concat(words, ", "), kith.visible(word),
    suggest.nearest(word, words)), key)
end

local function check_options(ws, header, name, options)
  local known = NEEDS[name].options or {}
  for _, key in ipairs(sorted_keys(options)) do
    if not known[key] then tell(ws, header, ("needs.%s has no \"%s\"%s"):format(name, key, suggest.among(key, sorted_keys(known))), key)
    elseif known[key] ~= true then check_word(ws, header, name, key, tostring(options[key]))
    elseif not kith.is_span(tostring(options[key])) then
      tell(ws, header, ("needs.%s: %s is a length of time such as \"90d\" or \"6 months\""):format(name, key), key)
    end
  end
end

local function check_needs(ws, header)
  for _, name in ipairs(sorted_keys(header.needs)) do
    local need, options = NEEDS[name], header.needs[name]
    if not need then
      tell(ws, header, ("no data \"%s\" for a report to need%s"):format(name, suggest.among(name, sorted_keys(NEEDS))), name)
    elseif header.audience == "both" and need.internal then
      tell(ws, header, ("\"%s\" is for our own side only; a report with audience = \"both\" cannot need it"):format(name), name)
    elseif type(options) == "table" then
      check_options(ws, header, name, options)
    end
    header.about = header.about or need and need.of == "relationship" and "relationship" or nil
  end
end

-- The report as the layers say: { name, doc, audience, needs, about = "relationship" or nil, line, chunk, script }; nil with findings, or
-- nil and why.
function report.load(ws, name)
  if #ws:scripts("reports", name) == 0 then
    return nil, ("no report \"%s\"%s"):format(kith.visible(name), suggest.among(name, ws:script_names "reports"))
  end
  local call = ws:script_call("reports", name)
  call["do"] = "load_report"
  local header, failure = ws.player:call(call)
  if not header then
    ws:tell_failure(failure, call.script)
    return nil
  end
  header.name, header.script = name, call.script
  local before = ws.findings:errors()
  if type(header.doc) ~= "string" then tell(ws, header, "a report needs `doc`: what it answers, in a sentence") end
  header.audience = header.audience or "us"
  if not AUDIENCES[header.audience] then tell(ws, header, "audience is \"us\" or \"both\": who may read it", "audience") end
  check_needs(ws, header)
  return ws.findings:errors() == before and header or nil
end

function report.names(ws) return ws:script_names "reports" end

-- ---- Gathering ----

local function gather(ws, header, relationship)
  local id = relationship and relationship.id
  local data = { day = ws.day, practice = ws.name, begins = ws.begins }
  local names = sorted_keys(header.needs)
  local function rank(name) return (NEEDS[name].last and "2" or "1") .. name end
  table.sort(names, function(x, y) return rank(x) < rank(y) end)
  for _, name in ipairs(names) do
    local options = header.needs[name]
    if options then
      local gatherers = require("kith.report." .. NEEDS[name].from) -- kith check needs none of them
      data[name] = gatherers[name](ws, relationship, type(options) == "table" and options or {}, header)
      relationship = id and ws.core:find("relationship", id)
    end
  end
  return data
end

-- Every file of the report and of the rules that were used, with its digest: the same by which the journal keeps a script's text.
local function scripts_of(ws, header)
  local list = {}
  local function add(what, kind, name)
    for _, file in ipairs(ws:scripts(kind, name)) do
      list[#list + 1] = { what = what, name = name, path = file.path, digest = kith.digest(file.text) }
    end
  end
  if header then add("Report", "reports", header.name) end
  for _, name in ipairs(sorted_keys(ws.rules or {})) do
    if ws.rules[name] then add("Rule", "rules", name) end
  end
  local tune = rules.tune_text(ws)
  if tune ~= "[]" then
    list[#list + 1] = { what = "Tuning", path = "practice.yaml", digest = kith.digest(tune) }
  end
  return list
end

local PICTURES = { png = "image/png", jpg = "image/jpeg", jpeg = "image/jpeg" }
local LARGEST_LOGO = 512 * 1024

-- The client's picture as it goes into a page; nil with a finding where it cannot.
local function logo_of(ws, path)
  local _, place = ws.core:raw("report", "logo")
  local kind = PICTURES[tostring(path):lower():match "%.(%w+)$" or ""]
  local function wrong(message) ws.findings:error(place[1], place[2], place[3], place[4], "logo: " .. message) end
  if not kind then return wrong "a PNG or JPEG file of the workspace is wanted" end
  local bytes, why = kith.read_file(ws.dir, path)
  if not bytes then return wrong(("%s: %s"):format(kith.visible(path), why)) end
  if #bytes > LARGEST_LOGO then return wrong "the picture is larger than 512 KiB" end
  return { type = kind, base64 = kith.base64(bytes) }
end

-- What a document rests on: the day, the record's anchor, and digests of the scripts; of a report, or without header of the rules alone.
function report.source(ws, header)
  local source = { day = ws.day, practice = ws.name, version = kith.version, scripts = scripts_of(ws, header) }
  if not ws.journal_absent then source.anchor = ws.core:anchor() end
  return source
end

-- How the client wants reports to look and read, in practice.yaml:
-- report: { colour: "#7a1f2b", logo: logo.png, language: de, words: { "Nothing presses.": "Alles ruhig." } }
local function tell_setting(ws, message, ...)
  local _, place = ws.core:raw("report", ...)
  ws.findings:error(place[1], place[2], place[3], place[4], message)
end

local function settings_of(ws)
  local own = ws.core:raw "report"
  return type(own) == "table" and own or {}
end

local function check_words(ws, own)
  for _, text in ipairs(sorted_keys(own)) do
    local fault = type(own[text]) ~= "string" and "a text is wanted" or language.fault(text, own[text])
    if fault then tell_setting(ws, fault, "words", text) end
  end
end

-- The language with the client's own words, or nil with findings.
local function language_of(ws)
  local own, before = settings_of(ws), ws.findings:errors()
  local code, found = tostring(own.language or "en"), false
  for _, each in ipairs(language.NAMES) do found = found or each == code end
  if not found then
    tell_setting(ws, ("no language \"%s\"%s"):format(kith.visible(code), suggest.among(code, language.NAMES)), "language")
  end
  if type(own.words) == "table" then check_words(ws, own.words)
  elseif own.words ~= nil then tell_setting(ws, "words are a map, { \"our text\": \"yours\" }", "words") end
  return ws.findings:errors() == before and language.with(language.shipped(code), own.words) or nil
end

local function looks_of(ws)
  local own = settings_of(ws)
  if own.colour and not require("kith.render.html_style").is_colour(own.colour) then
    tell_setting(ws, "a colour is written with six digits, such as \"#7a1f2b\"", "colour")
  end
  return { colour = own.colour, logo = own.logo and logo_of(ws, own.logo) or nil }
end

-- kith check: each report of one's own loads, and asks for what there is.
function report.check(ws)
  language_of(ws)
  looks_of(ws)
  for _, name in ipairs(ws:own_names "reports") do report.load(ws, name) end
end

-- ---- Making ----

local function checked_tree(ws, header, relationship, speaks)
  local before = ws.findings:errors()
  local data = gather(ws, header, relationship)
  if ws.findings:errors() > before then return nil end
  data.words = speaks.words
  data = kith.packed(data)
  collectgarbage() -- what it was made from is not needed while it is handed over
  local tree, failure = ws.player:call { ["do"] = "run_report", report = header.name, script = header.script, data = data }
  if not tree then
    ws:tell_failure(failure, header.chunk, header.line)
    return nil
  end
  local checked, faults = require("kith.document").check(tree) -- with all charts: kith check needs none of it
  for _, message in ipairs(faults or {}) do tell(ws, header, message) end
  return checked
end

-- The checked tree and what it rests on; nil with findings, or nil and why.
function report.make(ws, header, relationship)
  local speaks = language_of(ws)
  if not speaks then return nil end
  language.write_in(speaks)
  local tree = checked_tree(ws, header, relationship, speaks)
  language.write_in(nil)
  if not tree then return nil end
  local source = report.source(ws, header)
  source.language = speaks.code
  return tree, source
end

-- The text of a report in a format of report.FORMATS; options.width for text. What was not made by report.make is in English. Without `ws`
-- it has kith's own looks.
function report.render(ws, tree, source, format, options)
  local with, before = {}, ws and ws.findings:errors()
  for key, value in pairs(source) do with[key] = value end
  if ws and format == "html" then
    for key, value in pairs(looks_of(ws)) do with[key] = value end
  end
  local speaks = source.language and language_of(ws)
  if ws and ws.findings:errors() > before then return nil end
  language.write_in(speaks)
  local text = require("kith.render." .. report.FORMATS[format]).document(tree, with, options)
  language.write_in(nil)
  return text
end

return report
