-- kith review: `plan` shows which reviews are due, `run` opens exactly those (or a plan that was saved), `close` takes in what came of
-- one, `cancel` says that one will not be held. Dates, states and evidence are scripts/kith/review.lua's; files of outcomes are
-- scripts/kith/outcome.lua's, changes of model files scripts/kith/model_edit.lua's.

local kith = require "kith"
local events = require "kith.events"
local lfs = require "lfs"
local model_edit = require "kith.model_edit"
local options = require "kith.options"
local outcome = require "kith.outcome"
local output = require "kith.output"
local review = require "kith.review"
local review_plan = require "kith.review_plan"
local suggest = require "kith.suggest"
local workspace = require "kith.workspace"

local verb = { summary = "plan, open and close reviews" }

local function define_until(command)
  command:option("--until", "Also those that open by that day (default: today)."):argname "DAY":target "horizon"
    :convert(options.day "--until")
end

local function define_by(command) command:option("--by", "Who does it: one of the staff."):argname "STAFF" end

function verb.define(command)
  command:require_command(true):command_target "command"
  local plan = command:command("plan", "Shows what is due to be opened, and what is open.")
  local run = command:command("run", "Opens what plan shows, and writes a file for each outcome.")
  local close = command:command("close", "Notes the outcome of a review, from the file that was filled in.")
  local cancel = command:command("cancel", "Says that a review will not be held; the next is counted from now on.")
  define_until(plan)
  plan:option("--save", "Also keep the plan in a file, for run to open exactly that."):argname "FILE"
  define_until(run)
  run:argument("plan", "A plan that was saved; refused where the plan of today differs."):args "?":argname "PLAN"
  close:argument("id", "The review, such as brewer#33."):argname "ID"
  close:argument("file", "Its outcome (default: the file that run wrote)."):args "?":argname "FILE"
  close:flag("--write", "Also write the change it asks for to the model file; shown either way.")
  close:flag("--dry-run", "Only say what would be noted and changed.")
  cancel:argument("id", "The review, such as brewer#33."):argname "ID"
  cancel:option("--note", "Why."):argname "TEXT"
  define_by(run)
  define_by(close)
  define_by(cancel)
end

-- ---- plan ----

local KEYS = { "state", "due", "opens", "relationship", "name", "owner", "cover", "days_late", "recur", "set_by", "owed", "cause", "since",
               "id", "opened", "file", "why", "command" }

local function machine_rows(plan)
  local rows = {}
  for _, list in ipairs { plan.due, plan.open } do
    for _, each in ipairs(list) do
      local row = {}
      for _, key in ipairs(KEYS) do row[key] = each[key] end
      rows[#rows + 1] = row
    end
  end
  return rows
end

local function print_next(each)
  if not each then return end
  output.paragraph(("The next is due %s: %s; it opens %s."):format(each.due, each.relationship, each.opens))
end

-- A line a review, in a pipe as long as it is: nothing is cut that people look through with grep.
local function print_plan(ws, plan, horizon)
  local more = horizon and " --until " .. horizon or ""
  if plan.due[1] then
    output.line(("To open: %s    kith review run%s%s"):format(output.count(#plan.due, "review"), more, ws.again))
    local columns = { { key = "relationship", keep = true }, { key = "who", keep = true }, { key = "why", keep = true } }
    output.table(columns, plan.due, { headings = false, indent = "  " })
  else
    output.line "No review is due to be opened."
    print_next(plan.next)
  end
  if not plan.open[1] then return end
  output.line(("Open, to be held, filled in and closed: %s"):format(output.count(#plan.open, "review")))
  for _, each in ipairs(plan.open) do each.command = each.command .. ws.again end
  local columns = { { key = "why", keep = true }, { key = "file", keep = true }, { key = "command", keep = true } }
  output.table(columns, plan.open, { headings = false, indent = "  " })
end

local function save(ws, plan, arguments)
  local text = review_plan.text(ws, plan, arguments.today, arguments.horizon or arguments.today)
  local made, fault = require("kith.out_file").make_folders(arguments.save)
  if not made then return output.fail("review plan", fault) end
  local written, why = kith.write_file(arguments.save, text, true)
  local path = kith.visible(arguments.save)
  if not written then return output.fail("review plan", ("%s cannot be written: %s"):format(path, why)) end
  output.say(("saved in %s; kith review run %s%s opens exactly that"):format(path, output.shell(path), ws.again))
end

local function plan_verb(ws, arguments)
  local plan = review.plan(ws, arguments.today, arguments.horizon or arguments.today)
  if arguments.format == "json" then output.json(machine_rows(plan), KEYS)
  elseif arguments.format == "csv" then output.csv(KEYS, machine_rows(plan))
  else print_plan(ws, plan, arguments.horizon) end
  local failed = arguments.save and save(ws, plan, arguments)
  return failed or arguments.exit_code and plan.due[1] and 2 or 0
end

-- ---- run ----

-- The scores of that day, by relationship; nil and why where there are none to be had.
local function scores(ws, list, today)
  local ids, by_id = {}, {}
  for i, each in ipairs(list) do ids[i] = each.relationship end
  local rows, why = ws:score { of = ids, as_of = today }
  if not rows then return nil, why end
  for _, row in ipairs(rows) do by_id[row.id] = row end
  return by_id
end

local function open_all(ws, due, arguments)
  local anchor, items = ws.core:anchor(), {}
  local rows, why = scores(ws, due, arguments.today)
  if not rows then return nil, why end
  for i, each in ipairs(due) do
    local evidence = review.evidence(ws, rows[each.relationship], arguments.today, anchor)
    items[i] = { event = review.opening(each, evidence, arguments.today), places = {} }
  end
  return events.note_all(ws, items, { today = arguments.today, by = arguments.by })
end

local NOTHING = "nothing to open"

-- Whether a saved plan may be carried out today: true, or nil and why not, with the command that comes next.
local function may_run(ws, saved, plan, arguments)
  if review_plan.carried_out(saved, (review.all(ws))) then return nil, NOTHING end
  local lines = review_plan.differences(saved, plan)
  if not lines[1] then return true end
  saved.stale = true
  local until_ = saved["until"] ~= saved.today and " --until " .. saved["until"] or ""
  return nil, ("%s is not the plan of today any more:\n  %s\na new one: kith review plan%s --save %s%s"):format(
    kith.visible(arguments.plan), table.concat(lines, "\n  "), until_, output.shell(kith.visible(arguments.plan)), ws.again)
end

-- What is opened is planned within the transaction, so that of two runs at a time the second finds what the first has done.
local function open_planned(ws, saved, arguments)
  local horizon = arguments.horizon or arguments.today
  if saved and saved["until"] > horizon then horizon = saved["until"] end
  local plan = review.plan(ws, arguments.today, horizon)
  if saved then
    local may, why = may_run(ws, saved, plan, arguments)
    if not may then return nil, why end
  end
  local due = saved and review_plan.as_saved(saved, plan) or plan.due
  if not due[1] then return nil, NOTHING end
  return open_all(ws, due, arguments)
end

-- The open reviews that have no file yet, and what is to be in it.
local function missing_files(ws, list)
  local reviews, files = {}, {}
  for _, each in ipairs(list) do
    local path, relationship = ws.dir .. "/" .. each.file, ws.core:find("relationship", each.relationship)
    if relationship and not review.is_over(each) and not lfs.attributes(path, "mode") then
      reviews[#reviews + 1], files[#files + 1] = each, { path, outcome.template(ws, each, relationship) }
    end
  end
  return reviews, files
end

-- Files are written after the reviews are noted; whoever was stopped in between gets them the next time. One that is there by now was
-- written by another run.
local function write_files(ws, list, again)
  local status = 0
  local reviews, files = missing_files(ws, list)
  if not files[1] then return status end
  lfs.mkdir(ws.dir .. "/reviews")
  for i, written in ipairs(kith.write_files(ws.dir .. "/reviews", files)) do
    if written == true and again then output.say("written again, to be filled in: " .. reviews[i].file)
    elseif written ~= true and not lfs.attributes(files[i][1], "mode") then
      status = output.fail("review run", ("%s cannot be written: %s"):format(reviews[i].file, written))
    end
  end
  return status
end

local function print_opened(by_id, noted, format)
  local rows = {}
  for i, row in ipairs(noted) do
    local each = by_id[row.id]
    rows[i] = { id = each.id, relationship = each.relationship, due = each.due, file = each.file }
  end
  local keys = { { key = "id", keep = true }, { key = "due", keep = true }, { key = "file", keep = true } }
  if format == "json" then output.json(rows, { "id", "relationship", "due", "file" })
  elseif format == "csv" then output.csv({ "id", "relationship", "due", "file" }, rows)
  else output.table(keys, rows, { headings = false }) end
end

local function run_verb(ws, arguments)
  local saved, noted, why
  if arguments.plan then
    saved, why = review_plan.read(arguments.plan)
    if not saved then return output.fail("review run", why) end
  end
  noted, why = events.transaction(ws, function() return open_planned(ws, saved, arguments) end)
  local nothing = not noted and why == NOTHING and ws.findings:errors() == 0
  if not noted and not nothing then
    local status = events.fail(ws, "review run", why)
    return saved and saved.stale and 2 or status
  end
  local list, by_id = review.all(ws)
  local done = saved and saved.reviews[1]
  if nothing then output.say(done and "this plan was carried out already; kith review plan shows what is open" or NOTHING) end
  if noted or arguments.format ~= "text" then print_opened(by_id, noted or {}, arguments.format) end
  return write_files(ws, list, nothing)
end

-- ---- close ----

local function where_to(change, relationship)
  if change.file then return ("to make this change, edit %s:%d"):format(change.file, change.line) end
  return ("to make this change, add an entry for %s to a file in models/"):format(relationship)
end

local function print_change(change, relationship, writes)
  if not change then return end
  output.line(writes and "\nTo be changed in the model:" or "\nTo be changed in the model, which is written by people:")
  if change.diff then output.line(change.diff) end
  for _, each in ipairs(change.other) do output.line("  " .. each) end
  if not writes then output.line(where_to(change, relationship) .. "\n") end
end

local CHANGE_KEYS = { "noted", "change", "next", "id", "kind", "what", "at" }

local function print_closed(rows, change, relationship, coming, arguments)
  if arguments.format == "json" then
    local shown = change and { file = change.file, line = change.line, diff = change.diff, other = change.other }
    return output.json({ noted = rows, change = shown, next = coming }, CHANGE_KEYS)
  end
  events.print(rows, arguments.format)
  if arguments.format ~= "text" then return end
  print_change(change, relationship, arguments.write)
  if arguments.dry_run then return output.line "nothing was noted: --dry-run" end
  if arguments.write and change then return end -- the next follows from the model as it is then
  output.line(coming and ("The next review of %s is due %s; it opens %s."):format(relationship, coming.due, coming.opens)
    or "No further review is set.")
end

-- The file a person named, or the one that run wrote.
local function read_outcome(ws, arguments, found)
  local text, why = kith.read_file(not arguments.file and ws.dir or nil, arguments.file or found.file)
  if text then return text, arguments.file or found.file end
  return nil, ("%s cannot be read: %s"):format(kith.visible(arguments.file or found.file), why)
end

-- Notes the outcome; with --dry-run nothing of it stays. Rows to print, or nil and why.
local function note_outcome(ws, arguments, found, tree, checking)
  local rows
  local noted, why = events.transaction(ws, function()
    local items = outcome.events(found, tree, arguments.today, checking)
    local noted_rows, reason = events.note_all(ws, items, { today = arguments.today, by = arguments.by })
    rows = noted_rows
    if rows and arguments.dry_run then return nil, "dry run" end
    return rows, reason
  end)
  if arguments.dry_run and rows and ws.findings:errors() == 0 then return rows end
  return noted, why
end

-- The review is in the record by now; only the file may be left as it was.
local function write_change(ws, change)
  local written, why = model_edit.write(ws, change)
  if not written then
    return output.fail("review close", ("%s cannot be written: %s; what it should say is shown above"):format(change.file, why))
  end
  output.say(("written: %s:%d; kith check reads it"):format(change.file, change.line))
  return 0
end

local function close_with(ws, arguments, found, relationship, tree, checking)
  local change = model_edit.of(ws, relationship, tree.changes)
  local obstacle = arguments.write and change and model_edit.obstacle(ws, change)
  if obstacle then
    output.fail("review close", obstacle)
    return 2
  end
  local rows, why = note_outcome(ws, arguments, found, tree, checking)
  if not rows then return events.fail(ws, "review close", why, 2) end
  for _, message in ipairs(checking.notes) do output.say("kith review close: note: " .. message) end
  print_closed(rows, change, relationship.id, review.after(ws, relationship), arguments)
  if not arguments.write or arguments.dry_run then return 0 end
  if change then return write_change(ws, change) end
  output.say "this outcome changes nothing in the model"
  return 0
end

local function close_verb(ws, arguments)
  local found, why = review.may(ws, arguments.id, "closed")
  if not found then return output.fail("review close", why) end
  local relationship = ws.core:find("relationship", found.relationship)
  if not relationship then
    return output.fail("review close", ("%s is in no model file any more; kith review cancel %s"):format(found.relationship, found.id))
  end
  local text, name = read_outcome(ws, arguments, found)
  if not text then return output.fail("review close", name) end
  local tree, checking = outcome.read(ws, name, text, found, relationship, arguments.today, arguments.by)
  if not tree or ws.findings:errors() > 0 then return events.fail(ws, "review close", "the outcome cannot be read", 2) end
  return close_with(ws, arguments, found, relationship, tree, checking)
end

-- ---- cancel ----

local function cancel_verb(ws, arguments)
  local found, why = review.may(ws, arguments.id, "cancelled")
  if not found then return output.fail("review cancel", why) end
  local event = { kind = "review", about = found.id, state = "cancelled", outcome = arguments.note and { note = arguments.note } }
  local rows
  rows, why = events.transaction(ws, function()
    return events.note_all(ws, { { event = event, places = {} } }, { today = arguments.today, by = arguments.by })
  end)
  if not rows then return events.fail(ws, "review cancel", why) end
  events.print(rows, arguments.format)
  return 0
end

-- ---- The verb ----

local COMMANDS = { plan = plan_verb, run = run_verb, close = close_verb, cancel = cancel_verb }

local function check_by(ws, by)
  if not by or ws.core:find("staff", by) then return true end
  return false, suggest.unknown(ws.core, "staff", by)
end

function verb.run(arguments)
  local command = arguments.command
  local ws, why, failed = workspace.open {
    dir = arguments.dir, today = arguments.today, write = command ~= "plan", player = command ~= "cancel",
  }
  if not ws then
    output.say(why)
    return failed
  end
  local known, message = check_by(ws, arguments.by)
  local status = known and COMMANDS[command](ws, arguments) or output.fail("review " .. command, message)
  ws:close()
  return status
end

return verb
