-- A workspace is one client: its layers of models and scripts, its journal, the player that runs its scripts.
-- workspace.open reads all of it; what is wrong is told in one pass.

local findings = require "kith.script_findings"
local kith = require "kith"
local lfs = require "lfs"
local output = require "kith.output"
local sorted_keys = require "kith.sorted_keys"
local suggest = require "kith.suggest"

local workspace = {}

local Workspace = {}
Workspace.__index = Workspace

-- ---- Files of a layer ----

-- Once: a folder is looked through for several kinds of files.
local function tell_unread(ws, shown, why)
  if ws.unread[shown] then return end
  ws.unread[shown] = true
  ws.findings:error(ws.findings:source(shown), 0, 0, 0, "cannot be read: " .. why)
end

local function sorted_names(ws, folder, shown)
  local names = {}
  if lfs.attributes(folder, "mode") ~= "directory" then return names end
  local opened, next_name, entries = pcall(lfs.dir, folder)
  if not opened then tell_unread(ws, shown, next_name:match "[^:]+$":sub(2)) end -- "cannot open FOLDER: why"
  while opened do
    local name = next_name(entries)
    if not name then break end
    if not name:find "^%." then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

-- Calls visit(path) for each file of the layer below `folder` with that ending, in byte order of the paths.
local function each_file(ws, layer, folder, ending, visit)
  for _, name in ipairs(sorted_names(ws, layer.root .. "/" .. folder, layer.prefix .. folder)) do
    local path = folder .. "/" .. name
    local mode = lfs.attributes(layer.root .. "/" .. path, "mode")
    if mode == "directory" then
      each_file(ws, layer, path, ending, visit)
    elseif mode == "file" and name:find(ending .. "$") then
      visit(path)
    end
  end
end

local SCRIPT_KINDS = { "rules", "cycles", "importers", "reports", "scenarios", "lib" }

-- ---- Opening ----

local function read_or_tell(ws, root, path, shown)
  local text, why = kith.read_file(root, path)
  if not text then tell_unread(ws, shown, why) end
  return text
end

-- Every model file of a layer, laid upon what is there; `prefix` is what messages show before the path.
local function add_models(ws, layer)
  each_file(ws, layer, "models", "%.yaml", function(path)
    local shown = layer.prefix .. path
    local text = read_or_tell(ws, layer.root, path, shown)
    if not text then return end
    ws.core:layer(shown, text)
    ws.files[#ws.files + 1] = { layer = layer.name, kind = "model", name = path:match "([^/]+)%.%w+$", path = shown, text = text }
  end)
  each_file(ws, layer, "models", "%.yml", function(path)
    ws.findings:warning(ws.findings:source(layer.prefix .. path), 0, 0, 0, "this file is not read; models end in .yaml")
  end)
  each_file(ws, layer, "models", "%.csv", function(path)
    local shown = layer.prefix .. path
    local text = read_or_tell(ws, layer.root, path, shown)
    if not text then return end
    ws.core:layer_list(shown, text, path:match "([^/]+)%.csv$")
    ws.files[#ws.files + 1] = { layer = layer.name, kind = "list", name = path:match "([^/]+)%.csv$", path = shown, text = text }
  end)
end

local function add_scripts(ws, layer)
  for _, kind in ipairs(SCRIPT_KINDS) do
    each_file(ws, layer, "scripts/" .. kind, "%.lua", function(path)
      local shown = layer.prefix .. path
      local text = read_or_tell(ws, layer.root, path, shown)
      local name = path:sub(#("scripts/" .. kind) + 2, -5):gsub("/", ".")
      if text then ws.files[#ws.files + 1] = { layer = layer.name, kind = kind, name = name, path = shown, text = text } end
    end)
  end
end

-- practice.yaml says which packs lie below the workspace and what a player may use; read once for that, before all else.
local function first_look(text)
  local scratch = kith.workspace(kith.diagnostics())
  scratch:layer("practice.yaml", text)
  local uses, limits = scratch:raw "uses", scratch:raw "limits"
  return type(uses) == "table" and uses or { uses }, type(limits) == "table" and limits or {}
end

local function layers_of(ws, uses)
  local layers, absent = { { name = "shipped", root = kith.home, prefix = "kith:" } }, {}
  for _, pack in ipairs(uses) do
    local root = ws.dir .. "/" .. tostring(pack)
    if lfs.attributes(root, "mode") == "directory" then
      layers[#layers + 1] = { name = "pack " .. pack, root = root, prefix = pack .. "/" }
    else
      absent[#absent + 1] = tostring(pack)
    end
  end
  layers[#layers + 1] = { name = "workspace", root = ws.dir, prefix = "" }
  return layers, absent
end

local function tell_absent(ws, packs)
  local _, place = ws.core:raw "uses"
  for _, pack in ipairs(packs) do
    ws.findings:error(place and place[1] or 0, place and place[2] or 0, place and place[3] or 0, place and place[4] or 0,
      ("no folder \"%s\" beside practice.yaml, which `uses` names"):format(pack))
  end
end

local function add_practice(ws, text)
  ws.core:layer("practice.yaml", text)
  ws.files[#ws.files + 1] = { layer = "workspace", kind = "practice", name = "practice", path = "practice.yaml", text = text }
end

-- A limit that is out of range has a finding already; the player then has its own.
local function limit(limits, name, low, high)
  local value = math.tointeger(tonumber(limits[name]))
  return value and value >= low and value <= high and value or nil
end

-- Threads take time to start: they are for who says how many (0: one a processor), and for scores of a large record.
local LARGE_RECORD = 32 << 20 -- bytes
local function threads_for(ws, options)
  local size = lfs.attributes(ws.dir .. "/journal.db", "size") or 0
  return options.threads or (size >= LARGE_RECORD and 0 or 1)
end

local function start_player(ws, limits, options)
  local silence = tonumber(limits.silence)
  local player, why = kith.player {
    memory = limit(limits, "memory", 4, 65536), steps = limit(limits, "steps", 1000, 10 ^ 12),
    silence = silence and math.tointeger(silence * 1000 // 1), threads = threads_for(ws, options),
    input = options.input,
  }
  if not player then return nil, "kith: error: scripts cannot be run: " .. why end
  return player
end

local function open_journal(ws, write)
  local path = ws.dir .. "/journal.db"
  local opened, why, absent = ws.core:journal(path, write and "write" or "read")
  ws.journal_absent = absent or false
  if not opened and not absent then return nil, ("journal.db: error: %s"):format(why) end
  return true
end

-- Today's files are in force from the newest noted definition on; a day before that has the definitions of its time.
local function build(ws)
  local defined = not ws.journal_absent and ws.core:defined_until()
  local past = defined and kith.day_number(ws.day) < kith.day_number(defined)
  ws.core:build(past and ws.day or nil)
  local begins = ws.core:raw "begins"
  ws.begins = type(begins) == "string" and kith.is_day(begins) and begins or nil
  ws.name = ws.core:raw "name" or ws.core:raw "organization" or "this practice"
end

-- " (there is one in ..; use -C ..)" where a folder above is a workspace: a hint, for to go there unasked would surprise.
local function one_above(dir)
  local at = dir
  for _ = 1, 3 do
    at = at == "." and ".." or at .. "/.."
    if lfs.attributes(at .. "/practice.yaml", "mode") == "file" then
      return (" (there is one in %s; use -C %s)"):format(kith.visible(at), kith.visible(output.shell(at)))
    end
  end
end

-- A program that loads kith.so may have been told of no such folder, or of another one.
local function without_home()
  return ("kith: error: kith's own files are not in %s; set KITH_HOME to the folder that holds its models and scripts"):format(
    kith.visible(kith.home)), 1
end

-- What a command that is shown has to be given as this one was: " --today 2026-03-01 -C acme", or nothing.
local function again(options)
  local today = options.today and options.today ~= kith.clock_today() and " --today " .. options.today or ""
  return (options.dir or ".") ~= "." and ("%s -C %s"):format(today, kith.visible(output.shell(options.dir))) or today
end

-- Reads everything. nil, text and exit status where it cannot be used; with `lenient` a workspace with findings is returned all the same.
function workspace.open(options)
  if lfs.attributes(kith.home .. "/models", "mode") ~= "directory" then return nil, without_home() end
  local ws = setmetatable({ dir = options.dir or ".", files = {}, unread = {}, findings = kith.diagnostics() }, Workspace)
  ws.day = options.today or options.as_of or kith.clock_today()
  ws.by, ws.again = options.by, again(options)
  local text, why = kith.read_file(ws.dir, "practice.yaml")
  if not text then
    local shown = kith.visible(ws.dir)
    if lfs.attributes(ws.dir, "mode") ~= "directory" then return nil, ("kith: error: there is no folder %s"):format(shown), 1 end
    local above = one_above(ws.dir)
    if above then return nil, ("kith: error: practice.yaml: %s%s"):format(why, above), 1 end
    return nil, ("kith: error: practice.yaml: %s; `kith new %s` makes a workspace"):format(why, shown == "." and "DIR" or shown), 1
  end
  ws.core = kith.workspace(ws.findings)
  local uses, limits = first_look(text)
  local layers, absent = layers_of(ws, uses)
  for _, layer in ipairs(layers) do
    add_models(ws, layer)
    add_scripts(ws, layer)
  end
  add_practice(ws, text)
  tell_absent(ws, absent)
  ws.confined, ws.confined_why = kith.confined()
  if options.player ~= false then
    ws.player, why = start_player(ws, limits, options)
    if not ws.player then return nil, why, 1 end
  end
  local opened
  opened, why = open_journal(ws, options.write)
  if not opened then return nil, why, 1 end
  build(ws)
  if ws.findings:errors() > 0 and not options.lenient then
    local told = ws.findings:render()
    ws:close()
    return nil, told, 2
  end
  return ws
end

function workspace.open_at(dir, options)
  local with = { dir = dir }
  for key, value in pairs(options or {}) do with[key] = value end
  return workspace.open(with)
end

-- ---- Things ----

function Workspace:close()
  if self.player then self.player:close() end
  self.player, self.core = nil, nil
  collectgarbage()
end

-- `meant` is what the core found near among ids, names and aliases.
local function no_stakeholder(word, meant)
  return ("no stakeholder \"%s\"%s"):format(kith.visible(word), suggest.meant(meant))
end

-- Whom a word on the command line names, by id, or by a name or alias that only one has: the relationship and its stakeholder; or nil and
-- what to say.
function Workspace:subject(word)
  local relationship = self.core:find("relationship", word)
  if relationship then return relationship, relationship.stakeholder end
  local stakeholder, meant = self.core:find("stakeholder", word)
  if not stakeholder then
    local id, other, named = self.core:named(word)
    if other then return nil, ("\"%s\" may be %s or %s; say which by its id"):format(kith.visible(word), id, other) end
    if id and id ~= word then return self:subject(id) end
    return nil, no_stakeholder(word, meant or named)
  end
  local own = {}
  for _, each in ipairs(self.core:list "relationship") do
    if each.parent == stakeholder then own[#own + 1] = each.id end
  end
  if #own == 0 then return nil, ("%s has no relationship yet; give it one in its model file"):format(word) end
  return nil, ("%s has several relationships; say which: %s"):format(word, table.concat(own, ", "))
end

-- To the organization first, in the order of the model, then those between others.
function Workspace:relationships()
  local own, others = {}, {}
  for _, relationship in ipairs(self.core:list "relationship") do
    local list = relationship.to_organization and own or others
    list[#list + 1] = relationship
  end
  for _, relationship in ipairs(others) do own[#own + 1] = relationship end
  return own
end

function Workspace:name_of(relationship)
  if type(relationship) == "string" then
    local found = self.core:find("relationship", relationship) or self.core:find("stakeholder", relationship)
    if not found then return relationship end
    relationship = found
  end
  return relationship.title
end

function Workspace:begins_of(relationship)
  local since, begins = relationship.since, self.begins
  if since and begins then return kith.day_number(since) > kith.day_number(begins) and since or begins end
  return since or begins or self.day
end

-- ---- Scripts ----

-- A file by its path as messages show it; nil where there is none.
function Workspace:file(path)
  for _, file in ipairs(self.files) do
    if file.path == path then return file end
  end
end

-- The scripts of a kind with that name, lowest layer first.
function Workspace:scripts(kind, name)
  local found = {}
  for _, file in ipairs(self.files) do
    if file.kind == kind and (not name or file.name == name) then found[#found + 1] = file end
  end
  return found
end

function Workspace:script_names(kind)
  local names = {}
  for _, file in ipairs(self.files) do
    if file.kind == kind then names[file.name] = true end
  end
  return sorted_keys(names)
end

-- The names of those that are the workspace's or a pack's, be it that they change one that ships: what kith check is to look at. What ships
-- has its own tests.
function Workspace:own_names(kind)
  local names = {}
  for _, file in ipairs(self.files) do
    if file.kind == kind and file.layer ~= "shipped" then names[file.name] = true end
  end
  return sorted_keys(names)
end

local preludes = {}

local function prelude(name)
  preludes[name] = preludes[name] or { chunk = "kith:scripts/kith/player/" .. name .. ".lua",
                                       text = assert(kith.read_file(kith.home, "scripts/kith/player/" .. name .. ".lua")) }
  return preludes[name]
end

-- The prelude of a kind of scripts, and what the player calls a script of it.
local PRELUDES = { rules = "rule", cycles = "cycle", importers = "import", reports = "report", scenarios = "scenario" }
local CALLED = { rules = "rule", cycles = "cycle", importers = "importer", reports = "report", scenarios = "scenario" }

-- What the player is asked to load a script of that kind with: all scripts of the kind, for one may extend another.
-- `texts` (path → text) replaces files by what they were on a past day.
function Workspace:script_call(kind, name, texts)
  local scripts, libraries, top = {}, {}, nil
  for _, file in ipairs(self.files) do
    local list = file.kind == kind and scripts or file.kind == "lib" and libraries
    local text = file.text
    if texts then text = texts[file.path] end
    if list and text then list[#list + 1] = { name = file.name, chunk = file.path, text = text } end
    if list == scripts and text and file.name == name then top = file.path end
  end
  if kind == "scenarios" then
    libraries[#libraries + 1] = { name = "kith.rule", chunk = prelude("rule").chunk, text = prelude("rule").text }
  end
  return { prelude = prelude(PRELUDES[kind]), layers = prelude "layers", scripts = scripts, libraries = libraries, script = top,
           [CALLED[kind]] = name }
end

-- The source number of a script for findings; registered on first use.
function Workspace:script_source(path)
  self.script_sources = self.script_sources or {}
  if not self.script_sources[path] then
    local file = self:file(path)
    self.script_sources[path] = self.findings:source(path, file and file.text)
  end
  return self.script_sources[path]
end

-- What a player's failure says, as a finding at its place; one without a place belongs to `script`, at `line`, where these are given.
function Workspace:tell_failure(failure, script, line)
  if script and failure.source == "" then failure.source, failure.line = script, line or failure.line end
  findings.tell_failure(self, failure)
end

-- Notes what changed in models and scripts since it was last noted; within a transaction. How many definitions, or nil and why.
function Workspace:sync()
  local files = { { path = "tune", text = require("kith.rules").tune_text(self) } }
  for _, file in ipairs(self.files) do
    if file.kind == "rules" or file.kind == "cycles" or file.kind == "lib" or file.kind == "importers" then
      files[#files + 1] = { path = file.path, text = file.text }
    end
  end
  return self.core:sync(files, { today = self.day, by = self.by or "" })
end

function Workspace:score(options) return require("kith.score").rows(self, options or {}) end

-- One of the improvement register, to be moved on: :advance{ note = "…" }; nil and why.
function Workspace:improvement(id) return require("kith.improvement_change").handle(self, id) end

function Workspace:check_record() require("kith.check_record")(self) end

function Workspace:check_scripts()
  require("kith.rules").check(self)
  require("kith.trigger").check(self)
  require("kith.cycles").check(self)
  require("kith.report").check(self)
  require("kith.simulate.scenarios").check(self)
end

-- Each definition in force: { kind, id, layer, place, overrides }, by kind in the order of the model.
function Workspace:layers() return require("kith.layers").list(self) end

return workspace
