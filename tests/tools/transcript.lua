-- Runs transcripts: what a person types and what kith answers. See tests/README.md for the form.
-- Usage, from the repository's root: lua5.4 tests/tools/transcript.lua [--update] [FILE.t …]

package.path = "tests/tools/?.lua;" .. package.path
local harness = require "harness"

local options, files = harness.arguments()
if #files == 0 then
  files = harness.list("tests/transcripts", function(name, mode) return mode == "file" and name:find "%.t$" end)
  for i, name in ipairs(files) do files[i] = "tests/transcripts/" .. name end
end

-- Lines of output that would read as something else carry a backslash in the file.
local function escape(line) return (line:find "^[#$?] " or line:find "^[\\>]" or line == "..." or line == "#") and "\\" .. line or line end
local function unescape(line) return (line:gsub("^\\", "")) end

local function drop_blank_end(lines)
  while lines[#lines] == "" do lines[#lines] = nil end
  return lines
end

-- A file is a list of parts: { note = line } or { command = text, lines = {source lines}, expected = {}, status = n }.
local function parse(path)
  local text = assert(harness.read(path), path .. ": cannot be read")
  local parts, needs, part = {}, {}, nil
  local number = 0
  for line in (text:gsub("\n?$", "\n", 1)):gmatch "([^\n]*)\n" do
    number = number + 1
    local command, status = line:match "^%$ (.*)", line:match "^%? (%d+)$"
    if command then
      part = { command = command, lines = { line }, expected = {}, status = 0, number = number }
      parts[#parts + 1] = part
    elseif line:find "^# " or line == "#" then
      needs[#needs + 1] = line:match "^# needs: (.*)"
      parts[#parts + 1] = { note = line }
      part = nil
    elseif part and #part.expected == 0 and not part.told and (line == ">" or line:find "^> ") then
      part.command = part.command .. "\n" .. line:sub(3)
      part.lines[#part.lines + 1] = line
    elseif part and status then
      part.status, part.told = tonumber(status), true
    elseif part and not part.told then
      part.expected[#part.expected + 1] = line
    elseif line == "" then
      parts[#parts + 1] = not part and { note = "" } or nil
    else
      error(("%s:%d: output without a command (a line of output that starts with \"# \" is written \"\\# \")"):format(path, number), 0)
    end
  end
  for _, each in ipairs(parts) do
    if each.command then drop_blank_end(each.expected) end
  end
  return parts, needs
end

-- "[...]" within a line stands for any text.
local function line_matches(expected, actual)
  if expected == actual then return true end
  if not expected:find("[...]", 1, true) then return unescape(expected) == actual end
  local pattern = unescape(expected):gsub("%[%.%.%.%]", "\0"):gsub("[%p]", "%%%0"):gsub("\0", ".-")
  return actual:find("^" .. pattern .. "$") ~= nil
end

-- "..." alone stands for any lines.
local function matches(expected, actual, i, j)
  i, j = i or 1, j or 1
  while i <= #expected do
    if expected[i] == "..." then
      for from = j, #actual + 1 do
        if matches(expected, actual, i + 1, from) then return true end
      end
      return false
    end
    if j > #actual or not line_matches(expected[i], actual[j]) then return false end
    i, j = i + 1, j + 1
  end
  return j > #actual
end

local MARK = "=-=-= kith transcript =-=-="

-- All commands in one shell, so that cd and variables last; a mark on both outputs after each tells them apart.
local function script_of(parts)
  local script = {
    "__mark() { __status=$?; printf '\\n%s %d\\n' '" .. MARK .. "' $__status; printf '\\n%s\\n' '" .. MARK .. "' >&2; return $__status; }",
  }
  for _, part in ipairs(parts) do
    if part.command then
      script[#script + 1] = part.command
      script[#script + 1] = "__mark"
    end
  end
  return table.concat(script, "\n") .. "\n"
end

local function split(text, pattern)
  local pieces, from = {}, 1
  while true do
    local first, last, status = text:find(pattern, from)
    pieces[#pieces + 1] = { text = text:sub(from, (first or 0) - 1), status = tonumber(status) }
    if not first then return pieces end
    from = last + 1
  end
end

-- Gives each command its actual lines and status; a command that was not reached gets none.
local function run(parts, folder)
  local out, err, status = harness.run(script_of(parts), folder)
  local place = folder:gsub("%p", "%%%0")
  local mark = "\n" .. MARK:gsub("%p", "%%%0")
  local outs, errs = split(out, mark .. " (%d+)\n"), split(err, mark .. "\n")
  local n = 0
  for _, part in ipairs(parts) do
    if part.command then
      n = n + 1
      part.ran = outs[n] ~= nil
      part.actual = {}
      for _, piece in ipairs { outs[n], errs[n] } do
        table.move(harness.lines((piece.text:gsub(place, "[...]"))), 1, 1000000, #part.actual + 1, part.actual)
      end
      drop_blank_end(part.actual)
      part.actual_status = outs[n] and outs[n].status or status
      part.ended = part.ran and not outs[n].status
    end
  end
end

local function rewritten(parts)
  local lines = {}
  local function add(line) lines[#lines + 1] = line end
  for i, part in ipairs(parts) do
    if part.note then
      add(part.note)
    else
      for _, line in ipairs(part.lines) do add(line) end
      local keep = matches(part.expected, part.actual)
      for _, line in ipairs(keep and part.expected or part.actual) do add(keep and line or escape(line)) end
      if part.actual_status ~= 0 then add("? " .. part.actual_status) end
      if parts[i + 1] then add "" end
    end
  end
  return table.concat(lines, "\n") .. "\n"
end

local function check(path)
  local parts, needs = parse(path)
  for _, need in ipairs(needs) do
    if not os.execute("REPO=" .. harness.quote(harness.root) .. "; { " .. need .. "; } >/dev/null 2>&1") then
      print(path .. ": skipped, for it needs: " .. need)
      return "skipped"
    end
  end
  harness.with_folder(function(folder) run(parts, folder) end)

  local failed, commands = false, 0
  for _, part in ipairs(parts) do
    if part.command then
      commands = commands + 1
      local as_expected = part.ran and not part.ended and part.actual_status == part.status and matches(part.expected, part.actual)
      if not as_expected and not (options.update and part.ran) then
        failed = true
        print(("%s:%d: $ %s"):format(path, part.number, part.lines[1]:sub(3)))
        if not part.ran then
          print "the shell had ended before this command"
          break
        end
        local actual = {}
        for i, line in ipairs(part.actual) do actual[i] = escape(line) end
        harness.print_difference(part.expected, actual, function(a, b) return a == b or line_matches(a, unescape(b)) end)
        if part.actual_status ~= part.status then print(("-? %d\n+? %d"):format(part.status, part.actual_status)) end
        if part.ended then print "this command ended the shell, or took too long" end
      end
    end
  end
  if commands == 0 then
    print(path .. ": has no commands")
    return "failed"
  end
  if options.update and not failed then
    local text = rewritten(parts)
    if text ~= harness.read(path) then
      harness.write(path, text)
      print(path .. ": written")
    end
  end
  return failed and "failed" or "passed"
end

local count = { passed = 0, failed = 0, skipped = 0 }
for _, path in ipairs(files) do
  local done, outcome = pcall(check, path)
  if not done then
    print(outcome)
    outcome = "failed"
  end
  count[outcome] = count[outcome] + 1
end
harness.finish(count.passed, count.failed, count.skipped)
