-- What the runners of tests share: where things are, running a shell script in a fresh folder, showing a difference.

local lfs = require "lfs"

local harness = {}

local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end
harness.quote = quote

function harness.read(path)
  local file = io.open(path, "rb")
  if not file or lfs.attributes(path, "mode") == "directory" then return nil end
  local text = file:read "a"
  file:close()
  return text
end

-- One of the engine's own scripts for the player, as workspace.lua sends it along: "rule", "layers".
function harness.own(name)
  local path = "scripts/kith/player/" .. name .. ".lua"
  return { chunk = "kith:" .. path, text = assert(harness.read(path)) }
end

function harness.write(path, text)
  local file = assert(io.open(path, "wb"))
  assert(file:write(text))
  assert(file:close())
end

local function absolute(path) return path:sub(1, 1) == "/" and path or lfs.currentdir() .. "/" .. path end

-- The runners are started from the repository's root, as the Makefile does.
harness.root = lfs.currentdir()
harness.build = absolute(os.getenv "KITH_BUILD" or "build")

-- Names in `folder` for which `wanted(name, mode)` holds, sorted; none where there is no such folder.
function harness.list(folder, wanted)
  local names = {}
  if lfs.attributes(folder, "mode") == "directory" then
    for name in lfs.dir(folder) do
      local mode = lfs.attributes(folder .. "/" .. name, "mode")
      if not name:find "^%." and wanted(name, mode) then names[#names + 1] = name end
    end
  end
  table.sort(names)
  return names
end

function harness.lines(text)
  local lines = {}
  for line in text:gmatch "([^\n]*)\n" do lines[#lines + 1] = line end
  local rest = text:match "[^\n]+$"
  if rest then
    lines[#lines + 1] = rest
    lines[#lines + 1] = "\\ No newline at end of output"
  end
  return lines
end

-- A fresh folder, for `use(folder)`; it is removed afterwards.
function harness.with_folder(use)
  local pipe = assert(io.popen "mktemp -d")
  local folder = pipe:read "l"
  pipe:close()
  local results = table.pack(pcall(use, folder))
  os.execute("chmod -R u+rwx " .. quote(folder) .. " && rm -rf " .. quote(folder))
  if not results[1] then error(results[2], 0) end
  return table.unpack(results, 2, results.n)
end

local LIMIT = "300" -- seconds

-- Runs shell text in `folder` in a made environment; returns standard output, standard error and the exit status.
function harness.run(script, folder)
  return harness.with_folder(function(scratch)
    harness.write(scratch .. "/script", script)
    local command = {
      "cd", quote(folder), "&& env -i",
      "PATH=" .. quote(harness.build .. ":" .. (os.getenv "PATH" or "/usr/bin:/bin")),
      "HOME=" .. quote(folder), "REPO=" .. quote(harness.root), "KITH_BUILD=" .. quote(harness.build), "LC_ALL=C.UTF-8 TZ=UTC",
    }
    for _, name in ipairs { "ASAN_OPTIONS", "UBSAN_OPTIONS", "TMPDIR" } do
      local value = os.getenv(name)
      if value then command[#command + 1] = name .. "=" .. quote(value) end
    end
    command[#command + 1] = ("timeout %s sh %s/script </dev/null >%s/out 2>%s/err"):format(LIMIT, scratch, scratch, scratch)
    local _, how, status = os.execute(table.concat(command, " "))
    if how == "signal" then error("stopped", 0) end
    return harness.read(scratch .. "/out"), harness.read(scratch .. "/err"), status
  end)
end

-- Arguments of a runner: options by name, and the rest.
function harness.arguments()
  local options, rest = {}, {}
  for _, word in ipairs(arg) do
    if word:find "^%-%-" then options[word:sub(3)] = true else rest[#rest + 1] = word end
  end
  return options, rest
end

-- Prints expected (-) against actual (+) lines; `same(expected, actual)` compares two.
function harness.print_difference(expected, actual, same)
  same = same or function(a, b) return a == b end
  local first = 1
  while first <= #expected and first <= #actual and same(expected[first], actual[first]) do first = first + 1 end
  local tail = 0
  while tail < #expected - first + 1 and tail < #actual - first + 1 and same(expected[#expected - tail], actual[#actual - tail]) do
    tail = tail + 1
  end
  local function show(mark, lines, from, to)
    for i = math.max(from, 1), math.min(to, #lines) do print(mark .. lines[i]) end
  end
  show(" ", actual, first - 3, first - 1)
  show("-", expected, first, #expected - tail)
  show("+", actual, first, #actual - tail)
  show(" ", actual, #actual - tail + 1, #actual - tail + 3)
end

-- Ends a runner: the count on the last line, the exit status.
function harness.finish(passed, failed, skipped)
  print(("%d passed, %d failed%s"):format(passed, failed, skipped > 0 and (", %d skipped"):format(skipped) or ""))
  os.exit(failed == 0 and (passed > 0 or skipped > 0))
end

return harness
