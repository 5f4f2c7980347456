-- Runs everything and adds it up; the last line is the count. Usage, from the repository's root: lua5.4 tests/tools/suite.lua

local build = os.getenv "KITH_BUILD" or "build"

-- kith.so built with a sanitizer needs its library in the stock lua5.4 from the start; that lua's own leaks are not ours to find.
local preload = os.getenv "KITH_PRELOAD"
local host = preload and "ASAN_OPTIONS=detect_leaks=0 LD_PRELOAD=" .. preload .. " lua5.4" or "lua5.4"

local parts = {
  {
    name = "specs",
    command = "LC_ALL=C.UTF-8 TZ=UTC KITH_BUILD=" .. build .. " LUA_PATH='scripts/?.lua;scripts/?/init.lua;;' LUA_CPATH='"
      .. build .. "/?.so;;' " .. host .. " /usr/bin/busted --ignore-lua -o plainTerminal",
    -- The closing line, as in "2 successes / 0 failures / 0 errors / 1 pending : 0.1 seconds".
    count = function(line)
      local successes, failures, errors, pending = line:match "^(%d+) success%a* / (%d+) failure%a* / (%d+) error%a* / (%d+) pending"
      if successes then return tonumber(successes), failures + errors, tonumber(pending) end
    end,
  },
}
for _, runner in ipairs { "transcript", "bad" } do
  parts[#parts + 1] = {
    name = runner == "bad" and "bad input" or "transcripts",
    command = "lua5.4 tests/tools/" .. runner .. ".lua",
    silent = true, -- its count is not the suite's
    count = function(line)
      local passed, failed = line:match "^(%d+) passed, (%d+) failed"
      if passed then return tonumber(passed), tonumber(failed), tonumber(line:match "(%d+) skipped" or 0) end
    end,
  }
end

local total = { 0, 0, 0 }
for _, part in ipairs(parts) do
  local pipe = assert(io.popen(part.command .. " 2>&1"))
  local found
  for line in pipe:lines() do
    local numbers = { part.count(line) }
    found = numbers[1] and numbers or found
    if not (numbers[1] and part.silent) then print(line) end
  end
  local fine, how, status = pipe:close()
  if not found then
    print(("%s: ended without a count (%s %s)\n  %s"):format(part.name, how, status, part.command))
    found = { 0, 1, 0 }
  elseif not fine and found[2] == 0 and found[1] > 0 then
    print(("%s: ended badly (%s %s)"):format(part.name, how, status))
    found[2] = 1
  end
  if part.silent then print(("%s: %d of %d as expected"):format(part.name, found[1], found[1] + found[2])) end
  for i = 1, 3 do total[i] = math.tointeger(total[i] + found[i]) end
end

print(("%d passed, %d failed%s"):format(total[1], total[2], total[3] > 0 and (", %d skipped"):format(total[3]) or ""))
os.exit(total[2] == 0 and total[1] > 0)
