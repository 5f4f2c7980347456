-- kith new: a workspace to begin with. What it copies are plain files: templates/full, templates/small beside this folder, and the
-- examples. The templates are valid workspaces themselves; only the name and the day the record begins are put in.

local kith = require "kith"
local lfs = require "lfs"
local output = require "kith.output"
local suggest = require "kith.suggest"

local new = { summary = "make a workspace: an empty one, a small one, or an example" }

-- Never copied: what a run leaves behind, and names that only a version control system uses.
local LEFT_OUT = { [".git"] = true, out = true, ["journal.db"] = true, ["journal.db-journal"] = true }

-- Names in a folder, sorted; nil and why where it cannot be read.
local function names_in(folder)
  local names = {}
  local readable, iterate, state = pcall(lfs.dir, folder)
  if not readable then return nil, iterate end
  for name in iterate, state do
    if name ~= "." and name ~= ".." then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

local function examples()
  local found = {}
  for _, name in ipairs(names_in(kith.home .. "/examples") or {}) do
    if lfs.attributes(kith.home .. "/examples/" .. name .. "/practice.yaml") then found[#found + 1] = name end
  end
  return found
end

-- ---- Copying ----

-- Calls visit(path below `folder`, mode) for every folder and file, a folder before what is in it.
local function walk(folder, visit, below)
  for _, name in ipairs(names_in(folder) or {}) do
    local path = below and below .. "/" .. name or name
    local mode = lfs.attributes(folder .. "/" .. name, "mode")
    if not LEFT_OUT[name] and (mode == "directory" or mode == "file") then
      visit(path, mode)
      if mode == "directory" then walk(folder .. "/" .. name, visit, path) end
    end
  end
end

-- Copies all files; `change(path, text)` may put other text in place. Returns how many, or nil and why.
local function copy(from, to, change)
  local count, failure = 0, nil
  walk(from, function(path, mode)
    if failure then return end
    local done, why
    if mode == "directory" then
      done, why = lfs.mkdir(to .. "/" .. path)
    else
      local text
      text, why = kith.read_file(nil, from .. "/" .. path)
      if text then done, why = kith.write_file(to .. "/" .. path, change(path, text), false) end
      count = count + 1
    end
    if not done then failure = ("%s/%s: %s"):format(to, path, why) end
  end)
  if failure then return nil, failure end
  return count
end

-- ---- What is put in ----

local function as_yaml(text)
  if text:find "^%a[%w _-]*$" then return text end
  return '"' .. text:gsub("%c", " "):gsub('[\\"]', "\\%0") .. '"'
end

-- "acme-north" -> "Acme north"
local function name_of(folder)
  local last = folder:gsub("/+$", ""):match "[^/]*$"
  if last == "." or last == ".." or last == "" then last = (lfs.currentdir() or ""):match "[^/]*$" end
  return (last:gsub("[-_]+", " "):gsub("^%l", string.upper))
end

local function begun(name, today)
  return function(path, text)
    if path ~= "practice.yaml" then return text end
    text = text:gsub("name: [^\n]*", function() return "name: " .. as_yaml(name) end, 1)
    return (text:gsub("begins: %S+", "begins: " .. today, 1))
  end
end

local function unchanged(_, text) return text end

-- ---- The verb ----

local function fail(message) return output.fail("new", message) end

local function no_example(name)
  local known = examples()
  if #known == 0 then return fail "no examples came with this installation" end
  if not name then return fail(("say where: kith new --example %s FOLDER%s"):format(known[1], suggest.among("", known))) end
  return fail(("no example \"%s\"%s"):format(kith.visible(name), suggest.among(name, known)))
end

-- Where the files come from: folder, and how their text changes; nil where the arguments make no sense (then it was told).
local function source(arguments)
  local example = arguments.example
  if not example then
    local template = kith.home .. "/scripts/kith/templates/" .. (arguments.small and "small" or "full")
    return template, begun(name_of(arguments.folder), arguments.today)
  end
  local name = example[1] or examples()[1] or ""
  if not lfs.attributes(kith.home .. "/examples/" .. name .. "/practice.yaml") or name:find "/" then return nil end
  return kith.home .. "/examples/" .. name, unchanged
end

-- Makes the folder, or finds it empty (git's own folder does not count). True, or nil and what to do.
local function make_room(folder)
  local mode = lfs.attributes(folder, "mode")
  if not mode then
    local made, why = lfs.mkdir(folder)
    return made, made or ("cannot make the folder %s: %s"):format(kith.visible(folder), why:gsub("^.*: ", ""))
  end
  if mode ~= "directory" then return nil, kith.visible(folder) .. " is a file; name a folder that is not there yet" end
  local names, why = names_in(folder)
  if not names then return nil, why end
  if #names == 0 or #names == 1 and names[1] == ".git" then return true end
  return nil, ("the folder %s is not empty (it holds %s); name one that is empty or not there yet"):format(
    kith.visible(folder), kith.visible(names[1]) .. (names[2] and " and more" or ""))
end

local function say_what_next(folder, count, is_example)
  local next_verb = is_example and "cat README.md" or "kith log first-customer call csat=4 --note \"What they said\""
  output.line(("Made %s: %s."):format(kith.visible(folder), output.count(count, "file")))
  output.line "Next:"
  if folder ~= "." then output.line("  cd " .. output.shell(folder)) end
  output.line "  kith check"
  output.line("  " .. next_verb)
  if not is_example then output.line "  kith score" end
end

function new.define(command)
  command:description "Make a workspace: a folder with files to fill in, each with its explanation."
  command:argument("folder", "The folder to make. One that is there must be empty."):argname "FOLDER":args "?"
  command:mutex(
    command:option("--example", "Copy an example that comes with kith; without a name, the first."):argname "NAME":args "?",
    command:flag("--small", "One file only: practice.yaml with two stakeholders.")
  )
end

-- `kith new --example trattoria` reads "trattoria" as the example's name.
function new.run(arguments)
  local example = arguments.example
  if example and not arguments.folder then return no_example(example[1]) end
  if not arguments.folder then return fail "say where: kith new FOLDER" end
  local folder = arguments.folder:gsub("(.)/+$", "%1")
  local from, change = source(arguments)
  if not from then return no_example(example[1]) end
  local room, why = make_room(folder)
  if not room then return fail(why) end
  local count
  count, why = copy(from, folder, change)
  if not count then return fail(why) end
  say_what_next(folder, count, example ~= nil)
  return 0
end

return new
