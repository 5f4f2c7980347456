-- Who may know whom: checks the rooms of core/ from the #include lines, and that ring 1 does no input or output.
-- Usage, from the repository's root: lua5.4 tests/tools/rooms.lua

local lfs = require "lfs"

local function set(words)
  local known = {}
  for word in words:gmatch "%S+" do known[word] = true end
  return known
end

-- Ring 1 may include these beside its own rooms.
local C_LIBRARY = set [[
  assert.h ctype.h errno.h fenv.h float.h inttypes.h iso646.h limits.h math.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h
  stdint.h stdio.h stdlib.h stdnoreturn.h string.h strings.h tgmath.h wchar.h wctype.h ]]

-- Beyond the C library but part of the system: free to use outside ring 1. Any other header is a third-party library's.
local SYSTEM = set [[
  complex.h dirent.h dlfcn.h endian.h fcntl.h getopt.h glob.h langinfo.h locale.h malloc.h poll.h pthread.h pwd.h sched.h setjmp.h signal.h
  spawn.h sysexits.h syslog.h termios.h threads.h time.h unistd.h ]]
local SYSTEM_FOLDER = set "sys linux"

local LUA = set "lua.h lauxlib.h lualib.h luaconf.h lfs.h"

-- Which rooms a room may include from.
local KNOWS = {
  base = set "base",
  practice = set "base practice",
  rule = set "base practice rule",
  simulate = set "base practice rule simulate",
  adapters = set "base practice rule simulate adapters",
  lua = set "base practice rule simulate adapters lua core",
  core = set "base practice rule simulate adapters lua core",
}
local RING_1 = set "base practice rule simulate"

-- Exceptions, each with its reason.
local ALSO = {
  ["core/base/arena.c"] = set "unistd.h write", -- the last words when memory has run out
  ["core/base/crew.c"] = set "pthread.h sched.h signal.h", -- threads, and how many there can be
  ["core/simulate"] = set "immintrin.h", -- kernels by instruction set
  ["core/simulate/lanes.inc"] = set "Random123/philox.h",
  ["core/simulate/random.c"] = set "Random123/philox.h", -- the random generator: a header of pure functions
  ["core/rule"] = set "immintrin.h", -- kernels by instruction set
}
local SEES_LUA = set "core/main.c core/player.c core/player.h" -- beside core/lua; the player through host.h

local INPUT_OUTPUT = set [[
  FILE stdin stdout stderr fopen fdopen freopen fclose fflush fread fwrite fgets fputs fgetc fputc getc putc getchar putchar puts gets
  getline getdelim printf vprintf fprintf vfprintf dprintf vdprintf scanf fscanf vscanf vfscanf perror remove rename tmpfile popen
  system getenv setlocale open close read write time clock clock_gettime rand srand random ]]

local sources, findings = {}, {}

local function find_sources(folder)
  for name in lfs.dir(folder) do
    local path = folder .. "/" .. name
    local mode = lfs.attributes(path, "mode")
    if mode == "directory" and not name:find "^%." then find_sources(path) end
    if mode == "file" and name:find "%.[ch]$" then sources[#sources + 1] = path end
  end
end

local function add(path, line, message, ...)
  findings[#findings + 1] = { path = path, line = line, text = message:format(...) }
end

local function room_of(path) return path:match "^core/(%w+)/" or "core" end

local function allowed(path, word)
  local by_file, by_room = ALSO[path], ALSO["core/" .. room_of(path)]
  return by_file and by_file[word] or by_room and by_room[word]
end

-- Comments, strings and characters become blanks; lines stay.
local function blanked(text)
  local out, i = {}, 1
  local function skip(to)
    out[#out + 1] = text:sub(i, to):gsub("[^\n]", " ")
    i = to + 1
  end
  while i <= #text do
    local two, one = text:sub(i, i + 1), text:sub(i, i)
    if two == "/*" then
      skip(select(2, text:find("*/", i + 2, true)) or #text)
    elseif two == "//" then
      skip((text:find("\n", i, true) or #text + 1) - 1)
    elseif one == '"' or one == "'" then
      local j = i + 1
      while j <= #text and text:sub(j, j) ~= one do j = j + (text:sub(j, j) == "\\" and 2 or 1) end
      skip(j)
    else
      local to = (text:find("[/\"']", i + 1) or #text + 1) - 1
      out[#out + 1] = text:sub(i, to)
      i = to + 1
    end
  end
  return table.concat(out)
end

local includes = {} -- path -> { {line, name, own} }
local library_seen = {} -- third-party header -> the adapter's file that has it

local function check_own(path, line, name)
  local room, other = room_of(path), room_of(name)
  if not name:find "^core/" then
    add(path, line, 'written from the root, as in "core/base/arena.h": "%s"', name)
  elseif name == "core/version.h" then
    return
  elseif not KNOWS[room] then
    add(path, line, "no room is called core/%s", room)
  elseif not KNOWS[room][other] then
    add(path, line, "core/%s must not know %s", room == "core" and "" or room, other == "core" and name or "core/" .. other)
  end
end

local function check_library(path, line, name)
  local room = room_of(path)
  if LUA[name] then
    if room ~= "lua" and not (SEES_LUA[path] and path:find "%.c$") then add(path, line, "<%s> is seen only in core/lua", name) end
  elseif RING_1[room] then
    if not C_LIBRARY[name] and not allowed(path, name) then add(path, line, "core/%s uses the C library only, not <%s>", room, name) end
  elseif C_LIBRARY[name] or SYSTEM[name] or SYSTEM_FOLDER[name:match "^(%w+)/"] then
    return
  elseif room ~= "adapters" then
    add(path, line, "<%s> belongs in one file of core/adapters", name)
  elseif library_seen[name] and library_seen[name] ~= path then
    add(path, line, "<%s> is already the library of %s", name, library_seen[name])
  else
    library_seen[name] = path
  end
end

local function check_calls(path, line, text)
  for before, word, after in text:gmatch "([%.>]?)%f[%w_]([%a_][%w_]*)%f[^%w_]%s*(%(?)" do
    local is_name = word == "FILE" or word:find "^std%a+$"
    if INPUT_OUTPUT[word] and before == "" and (after == "(" or is_name) and not allowed(path, word) then
      add(path, line, "ring 1 does no input or output, asks no clock and no environment: %s", word)
    end
  end
end

find_sources "core"
table.sort(sources)
for _, path in ipairs(sources) do
  local file = assert(io.open(path))
  local text = file:read "a"
  file:close()
  includes[path] = {}
  local number = 0
  for line in (text .. "\n"):gmatch "(.-)\n" do
    number = number + 1
    local own, library = line:match '^%s*#%s*include%s*"(.-)"', line:match "^%s*#%s*include%s*<(.-)>"
    if own then
      includes[path][#includes[path] + 1] = { line = number, name = own }
      check_own(path, number, own)
    elseif library then
      includes[path][#includes[path] + 1] = { line = number, name = library }
      check_library(path, number, library)
    end
  end
  if RING_1[room_of(path)] then
    number = 0
    for line in (blanked(text) .. "\n"):gmatch "(.-)\n" do
      number = number + 1
      if not line:find "^%s*#%s*include" then check_calls(path, number, line) end
    end
  end
end

-- lua.h must not come in by way of another header either.
local brings = {}
local function brings_lua(name)
  if LUA[name] then return true end
  if brings[name] == nil then
    brings[name] = false
    for _, include in ipairs(includes[name] or {}) do
      if brings_lua(include.name) then brings[name] = true end
    end
  end
  return brings[name]
end
for _, path in ipairs(sources) do
  if room_of(path) ~= "lua" and not SEES_LUA[path] then
    for _, include in ipairs(includes[path]) do
      if not LUA[include.name] and brings_lua(include.name) then
        add(path, include.line, '"%s" brings in lua.h, which is seen only in core/lua', include.name)
      end
    end
  end
end

table.sort(findings, function(a, b)
  if a.path ~= b.path then return a.path < b.path end
  if a.line ~= b.line then return a.line < b.line end
  return a.text < b.text
end)
for _, finding in ipairs(findings) do print(("%s:%d: %s"):format(finding.path, finding.line, finding.text)) end
os.exit(#findings == 0)
