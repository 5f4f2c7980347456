-- kith repl: questions in Lua over the relationship primitives (kith/primitives.lua says what there is). At a prompt, from a pipe, from a
-- file or from the command line. It never writes: neither the primitives nor what else is offered here can.

local kith = require "kith"
local output = require "kith.output"
local primitives = require "kith.primitives"
local sorted_keys = require "kith.sorted_keys"
local workspace = require "kith.workspace"

local repl = { summary = "ask questions in Lua" }

-- ---- Showing values ----

-- Any value on one line, without addresses.
local function inline(value, depth)
  depth = depth or 0
  if type(value) == "number" then return kith.number(value) end
  if type(value) == "function" then return "function" end
  if type(value) ~= "table" then return kith.visible(tostring(value)) end
  if primitives.what(value) then return kith.visible(value.id) end
  if depth > 4 then return "…" end
  local parts = {}
  for _, key in ipairs(sorted_keys(value)) do
    local name = math.type(key) == "integer" and key >= 1 and key <= #value and "" or tostring(key) .. " = "
    parts[#parts + 1] = name .. inline(value[key], depth + 1)
  end
  return #parts > 0 and "{ " .. table.concat(parts, ", ") .. " }" or "{}"
end

-- What a table prints: numbers stay numbers, lists of words lose their braces.
local function cell(value)
  if value == nil then return "" end
  if type(value) ~= "table" or primitives.what(value) then return type(value) == "number" and value or inline(value) end
  local parts = {}
  for i, each in ipairs(value) do parts[i] = inline(each) end
  return #parts > 0 and next(value, #parts) == nil and table.concat(parts, ", ") or inline(value)
end

-- Columns that say who or when come first, bookkeeping does not appear. Where events of many kinds meet, the rest is one column.
local FIRST = { "id", "name", "at", "kind", "state", "text", "value" }
local HIDDEN = { seq = true, superseded = true, erased = true, of = true, last_at = true, key = true, noted = true, by_whom = true }
local ENTITY_COLUMNS = {
  relationship = { "id", "name", "model", "level", "stage", "owner" }, stakeholder = { "id", "name", "kind", "roles", "owner" },
}

local function columns_of(records)
  local used, names = {}, {}
  for _, record in ipairs(records) do
    for name in pairs(record) do used[tostring(name)] = not HIDDEN[name] or nil end
  end
  for _, name in ipairs(FIRST) do
    if used[name] then names[#names + 1] = name end
    used[name] = nil
  end
  local rest = sorted_keys(used)
  return table.move(rest, 1, #rest, #names + 1, names)
end

local MANY = 7
local NEVER_CUT = { id = true, at = true, kind = true, state = true }

local function rest_of(record, names)
  local parts = {}
  for _, name in ipairs(names) do
    if record[name] ~= nil then parts[#parts + 1] = name .. " " .. tostring(cell(record[name])) end
  end
  return table.concat(parts, ", ")
end

local function show_records(records, names)
  local columns, rows, rest = {}, {}, {}
  if #names > MANY then
    while names[1] and not NEVER_CUT[names[#names]] do table.insert(rest, 1, table.remove(names)) end
  end
  for i, name in ipairs(names) do columns[i] = { key = name, keep = NEVER_CUT[name] } end
  if rest[1] then columns[#columns + 1] = { key = "what" } end
  for r, record in ipairs(records) do
    rows[r] = {}
    for i, name in ipairs(names) do rows[r][i] = cell(record[name]) end
    if rest[1] then rows[r][#names + 1] = rest_of(record, rest) end
  end
  output.table(columns, rows)
end

local function show_list(list)
  local what = primitives.what(list[1])
  if what then return show_records(list, ENTITY_COLUMNS[what]) end
  if type(list[1]) == "table" and #list[1] == 0 then return show_records(list, columns_of(list)) end
  for _, each in ipairs(list) do output.line(inline(each)) end
end

local function show_map(pairs_of)
  local rows = {}
  for i, pair in ipairs(pairs_of) do rows[i] = { inline(pair[1]), cell(pair[2]) } end
  output.table({ { key = "name", keep = true }, "value" }, rows, { headings = false })
end

local function show(value)
  if primitives.what(value) then return show_map(primitives.fields(value)) end
  if type(value) ~= "table" then return output.line(inline(value)) end
  if #value > 0 then return show_list(value) end
  local map = {}
  for i, key in ipairs(sorted_keys(value)) do map[i] = { key, value[key] } end
  if #map == 0 then return output.line "nothing" end
  show_map(map)
end

-- Plain values side by side, anything larger beneath each other.
local function show_all(values)
  local parts = {}
  for i = 1, values.n do
    if type(values[i]) == "table" then
      for k = 1, values.n do show(values[k]) end
      return
    end
    parts[i] = inline(values[i])
  end
  if values.n > 0 then output.line(table.concat(parts, "  ")) end
end

-- ---- What the code sees ----

local function sorted_pairs(map)
  local keys, i = sorted_keys(map), 0
  return function()
    i = i + 1
    if keys[i] ~= nil then return keys[i], map[keys[i]] end
  end
end

local function shown_print(...)
  local parts = table.pack(...)
  for i = 1, parts.n do parts[i] = inline(parts[i]) end
  output.line(table.concat(parts, "\t"))
end

-- Nothing that reads files, the clock or chance: the same question on the same record gets the same answer.
local function environment(ws)
  local names = {
    kith = primitives.of(ws), print = shown_print, pairs = sorted_pairs, tostring = function(value) return inline(value) end,
    string = string, table = table, utf8 = utf8, math = {},
  }
  for _, name in ipairs { "assert", "error", "ipairs", "pcall", "select", "tonumber", "type", "next" } do names[name] = _G[name] end
  for name, value in pairs(math) do
    if not name:find "^random" then names.math[name] = value end
  end
  names._G = names
  return primitives.strict(names, "no name \"%s\"")
end

-- ---- Running ----

-- Code as a function: an expression, else statements. nil, why, whether more lines could complete it.
local function compile(code, chunk, env)
  local expression = code:gsub("^%s*=", "")
  local main, why = load("return " .. expression, chunk, "t", env)
  if main then return main end
  if why:find "<eof>'?$" or expression ~= code then return nil, why, why:find "<eof>'?$" ~= nil end
  main, why = load(code, chunk, "t", env)
  return main, why, why and why:find "<eof>'?$" ~= nil
end

local function tell(why)
  output.say("error: " .. inline(why):gsub("^prompt:%d+: ", ""))
  return false
end

local function run(main)
  local results = table.pack(pcall(main))
  if not results[1] then return tell(results[2]) end
  results = table.pack(table.unpack(results, 2, results.n))
  local shown, why = pcall(show_all, results)
  return shown or tell(why)
end

local function run_code(code, chunk, env)
  local main, why = compile(code, chunk, env)
  if not main then return tell(why) end
  return run(main)
end

local function read_line(prompt)
  if prompt then
    io.write(prompt)
    io.flush()
  end
  return io.read "l"
end

-- Reads until what was typed can be run. nil at the end; at a terminal an empty line gives up waiting for more.
local function read_code(env, terminal)
  local code = read_line(terminal and "> ")
  while code do
    local main, _, more = compile(code, "=prompt", env)
    local line = not main and more and read_line(terminal and ">> ")
    if not line or terminal and line == "" then return code end
    code = code .. "\n" .. line
  end
end

-- Whether all went without an error.
local function converse(ws, env)
  local terminal, good = kith.is_terminal(0) and kith.is_terminal(1), true
  if terminal then
    output.line(("kith %s: %s as of %s. Try kith.relationships{} or kith.relationship(\"ID\"); Ctrl-D ends."):format(
      kith.version, kith.visible(ws.name or ws.dir), ws.day))
  end
  for code in function() return read_code(env, terminal) end do
    if code:find "%S" then good = run_code(code, "=prompt", env) and good end
  end
  if terminal then output.line() end
  return good or terminal
end

function repl.define(command)
  command:description "Ask questions in Lua. Without CODE or FILE, lines are read from standard input. Nothing is ever written."
  command:argument("file", "A file of Lua to run."):argname "FILE":args "?"
  command:option("-e", "Run this and end; an expression's value is printed."):argname "CODE":target "code"
  command:epilog [[
Examples:
  kith repl -e 'kith.relationships{ level = "strategic" }'
  kith repl -e 'kith.relationship("maria-rossi"):latest("csat")'
  kith repl -e 'kith.relationship("maria-rossi"):events("complaint", "1 year")'
Of a relationship: rel.stage, rel.owner, rel.stakeholder.name,
rel:series("csat", "1y"), rel:score("health"), rel:needs(), rel:reviews(),
rel:commitments(). What is not recorded is nil.]]
end

local function run_arguments(ws, arguments)
  local env = environment(ws)
  if arguments.code then return run_code(arguments.code, "=prompt", env) end
  if not arguments.file then return converse(ws, env) end
  local text, why = kith.read_file(nil, arguments.file)
  if not text then return output.fail("repl", ("%s: %s"):format(kith.visible(arguments.file), why)) == 0 end
  return run_code(text:gsub("^#[^\n]*", ""), "@" .. arguments.file, env)
end

function repl.run(arguments)
  local ws, why, status = workspace.open { dir = arguments.dir, as_of = arguments.as_of }
  if not ws then
    output.say(why)
    return status or 1
  end
  local good = run_arguments(ws, arguments)
  ws:close()
  return good and 0 or 1
end

return repl
