-- kith import: notes what happened from a CSV file, row by row as an importer says. All of the file is noted or, where anything in it is
-- wrong, nothing; what was imported before is recognised by its key, so importing a file again adds only what is new in it.

local kith = require "kith"
local output = require "kith.output"
local suggest = require "kith.suggest"
local workspace = require "kith.workspace"

local import = { summary = "note what happened from a file" }

local EXAMPLES = [[
kith import contacts people.csv
kith import measures answers.csv --dry-run
zcat log.csv.gz | kith import incidents -

Importers are Lua files in scripts/importers; contacts, events and measures
are shipped.]]

function import.define(command)
  command:argument("importer", "How rows become events: a file in scripts/importers."):argname "IMPORTER"
  command:argument("file", "A CSV file; - reads standard input."):argname "FILE"
  command:flag("--dry-run", "Do everything but keep it: say what would be noted.")
  command:option("--by", "Who imports it: one of the staff."):argname "STAFF"
  command:epilog(EXAMPLES)
end

-- ---- The file ----

local function read_input(path)
  if path == "-" then return io.read "a", nil, "standard input" end
  local text, why = kith.read_file(nil, path)
  if not text then return nil, ("%s: %s"):format(kith.visible(path), why) end
  return text, nil, path
end

-- Columns of the first line count from after a byte order mark.
local function register(ws, shown, text)
  return ws.findings:source(shown, text:sub(1, 3) == "\xEF\xBB\xBF" and text:sub(4) or text)
end

-- ---- The importer ----

local function unknown_importer(ws, name)
  return ('no importer "%s"%s'):format(kith.visible(name), suggest.among(name, ws:script_names "importers"))
end

local function load_importer(ws, name)
  local call = ws:script_call("importers", name)
  call["do"] = "load_importer"
  local header, failure = ws.player:call(call)
  if not header then ws:tell_failure(failure, call.script) end
  return header, call
end

local function check_by(ws, by)
  if not by or ws.core:find("staff", by) then return true end
  return nil, suggest.unknown(ws.core, "staff", by)
end

-- ---- Running it ----

local function progress_of(shown)
  if not kith.is_terminal(2) then return nil end
  local last = -1
  return function(share)
    local percent = math.floor(share * 100)
    if percent ~= last then output.progress(("%s: %d %%"):format(kith.visible(shown), percent)) end
    last = percent
  end
end

-- Counts; nil where there were findings; nil and why.
local function run(ws, arguments, header, call, source, shown)
  local question = { ["do"] = "run_importer", importer = call.importer, script = call.script }
  local counts, failure = ws.core:import(ws.player, question, {
    name = arguments.importer, source = source, today = arguments.today, by = arguments.by, unmatched = header.unmatched,
    progress = progress_of(shown),
  })
  output.progress(nil)
  if type(failure) == "string" then return nil, failure end
  if failure then ws:tell_failure(failure, call.script) end
  return ws.findings:errors() == 0 and counts or nil
end

-- One transaction with the definitions that changed; a dry run differs in its last step alone.
local function transaction(ws, dry, work)
  local done, why = ws.core:begin()
  if not done then return nil, why end
  done, why = ws:sync()
  local counts
  if done then counts, why = work() end
  if counts and not dry then
    kith.when_interrupted(nil) -- from here on it may be noted
    done, why = ws.core:commit()
    if done then
      local noted = counts.added + counts.corrected + counts.stakeholders_new + counts.stakeholders_corrected
      if noted > 0 then kith.done("noted " .. output.count(noted, "event")) end -- should the output be lost
      return counts
    end
    counts = nil
  end
  ws.core:rollback()
  return counts, why
end

-- ---- What is told ----

local function summary(counts, header)
  local parts = { output.count(counts.rows, "row") .. " read" }
  if header.keep_last then parts[#parts + 1] = output.number(counts.kept) .. " kept" end
  if counts.stakeholders > 0 then
    local new, corrected = output.number(counts.stakeholders_new), counts.stakeholders_corrected
    parts[#parts + 1] = ("%s (%s new%s)"):format(output.count(counts.stakeholders, "stakeholder"), new,
      corrected > 0 and ", " .. output.number(corrected) .. " corrected" or "")
  end
  local events = output.count(counts.events, "event")
  parts[#parts + 1] = ("%s: %s new, %s known, %s corrected"):format(events, output.number(counts.added), output.number(counts.known),
    output.number(counts.corrected))
  if counts.undone > 0 then parts[#parts] = ("%s, %s known but taken back"):format(parts[#parts], output.number(counts.undone)) end
  return table.concat(parts, "; ")
end

-- The same command, as it was typed; --dry-run has done its work.
local function again(ws, arguments)
  local by = arguments.by and " --by " .. output.shell(arguments.by) or ""
  return ("kith import %s %s%s%s"):format(output.shell(arguments.importer), output.shell(arguments.file), by, ws.again)
end

-- Names that nobody knows, most frequent first, and what to do about them.
local function tell_held(ws, counts, arguments)
  if counts.held == 0 then return end
  output.line(("%s held back, not noted, because nobody knows whom %s:"):format(output.count(counts.held, "event"),
    counts.held == 1 and "it concerns" or "they concern"))
  local rows, named = {}, nil
  for i, held in ipairs(counts.held_names) do
    rows[i] = { held.name == "" and "(no name given)" or held.name, output.count(held.count, "event") }
    named = named or (held.name ~= "" and held.name or nil)
  end
  output.table({ { key = "name", keep = true }, { key = "events", right = true } }, rows, { headings = false, indent = "  " })
  local more = counts.held_parties - #rows
  if more > 0 then output.line(("  and %s"):format(output.count(more, "more name", "more names"))) end
  if not named then
    output.line("Complete the file where it should name somebody, then:\n  " .. again(ws, arguments))
    return
  end
  output.line(("Make each a stakeholder in models/, or an alias of one (aliases: [ %q ]), then:\n  %s"):format(kith.visible(named),
    again(ws, arguments)))
end

local ORDER = {
  "importer", "file", "dry_run", "rows", "kept", "stakeholders", "stakeholders_new", "stakeholders_corrected", "events", "added", "known",
  "undone",
  "corrected", "held", "held_parties", "held_names", "name", "count",
}

local function tell(ws, counts, header, arguments, shown)
  if arguments.format == "json" then
    counts.importer, counts.file, counts.dry_run = arguments.importer, shown, arguments.dry_run or false
    output.json(counts, ORDER)
    return
  end
  if arguments.dry_run then output.line "A dry run: nothing was noted. Without --dry-run it would be" end
  output.line(summary(counts, header))
  tell_held(ws, counts, arguments)
end

-- ---- The verb ----

local function fail(message) return output.fail("import", message) end

local function import_into(ws, arguments, text, shown)
  local name = arguments.importer
  if #ws:scripts("importers", name) == 0 then return fail(unknown_importer(ws, name)) end
  local known, why = check_by(ws, arguments.by)
  if not known then return fail(why) end
  local header, call = load_importer(ws, name)
  local source, counts = header and register(ws, shown, text), nil
  if header then
    counts, why = transaction(ws, arguments.dry_run, function() return run(ws, arguments, header, call, source, shown) end)
  end
  if counts then
    tell(ws, counts, header, arguments, shown)
    return 0
  end
  if ws.findings:errors() == 0 then return fail(why or "nothing was noted") end
  output.findings("import", ws.findings, arguments.all_findings)
  if header then output.say("kith import: nothing was noted; correct this, then:\n  " .. again(ws, arguments)) end
  return 2
end

-- The file is read before the workspace is opened: the player gets it by being forked from this process.
function import.run(arguments)
  kith.when_interrupted "kith import: stopped; nothing was noted"
  local text, why, shown = read_input(arguments.file)
  if not text then return fail(why) end
  local ws, status
  ws, why, status = workspace.open { dir = arguments.dir, today = arguments.today, by = arguments.by, write = true, input = text }
  if not ws then
    output.say(why)
    return status or 1
  end
  status = import_into(ws, arguments, text, shown)
  ws:close()
  return status
end

return import
