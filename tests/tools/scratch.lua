-- Workspaces made for one spec, and a stream of numbers that is the same in every run.
-- A spec says: package.path = "tests/tools/?.lua;" .. package.path; local scratch = require "scratch"

local harness = require "harness"
local kith = require "kith"
local lfs = require "lfs"
local workspace = require "kith.workspace"

kith.home = harness.root -- kith.so would look where it is installed

local scratch = {}

-- Calls use(folder) with a folder that holds `files` (path → text).
function scratch.folder(files, use)
  return harness.with_folder(function(folder)
    for path, text in pairs(files) do
      local parent = ""
      for step in path:gmatch "([^/]+)/" do
        parent = parent .. "/" .. step
        lfs.mkdir(folder .. parent)
      end
      harness.write(folder .. "/" .. path, text)
    end
    return use(folder)
  end)
end

-- A workspace that is opened anew by every call: within(function(ws) … end, options).
function scratch.open(folder, options, use)
  local with = { dir = folder, player = options.player or false }
  for key, value in pairs(options) do with[key] = value end
  local ws = assert(workspace.open(with))
  local results = table.pack(pcall(use, ws))
  ws:close()
  if not results[1] then error(results[2], 0) end
  return table.unpack(results, 2, results.n)
end

-- Notes events (each a table as core:note takes it) in one transaction, all on `today`; returns their ids.
function scratch.note(folder, today, events)
  return scratch.open(folder, { today = today, write = true }, function(ws)
    assert(ws.core:begin())
    assert(ws:sync())
    local ids = {}
    for i, event in ipairs(events) do
      if type(event.about) == "number" then event.about = ids[event.about] end
      local outcome, id = ws.core:note(event, { today = today, by = "", importer = event.key and "spec" or nil })
      if not outcome then error(tostring(id) .. "\n" .. ws.findings:render()) end
      ids[i] = id
    end
    assert(ws.core:commit())
    return ids
  end)
end

-- The value of one feature (as rules declare it) of one relationship as of a day; nil and why where it is missing.
function scratch.feature(ws, declaration, of, as_of, until_)
  declaration.name = "it"
  local columns = ws.core:columns { features = { declaration }, views = { { as_of = as_of, until_ = until_ } }, of = { of } }
  if not columns then error(ws.findings:render()) end
  return columns:cell(1, 1, "it")
end

function scratch.command(folder, command)
  local out, err, status = harness.run(command, folder)
  return out, err, status
end

return scratch
