-- Runs tests/bad: small workspaces that are wrong, and exactly what kith says about them. See tests/README.md for the form.
-- Usage, from the repository's root: lua5.4 tests/tools/bad.lua [--update] [NAME …]

package.path = "tests/tools/?.lua;" .. package.path
local harness = require "harness"

local options, names = harness.arguments()
if #names == 0 then
  names = harness.list("tests/bad", function(_, mode) return mode == "directory" end)
end

local function answer_of(case, name)
  return harness.with_folder(function(folder)
    local copy = folder .. "/" .. name
    local from, to = harness.quote(case), harness.quote(copy)
    assert(os.execute(("cp -R %s %s && cd %s && rm -f command expected"):format(from, to, to)))
    local out, err, status = harness.run(harness.read(case .. "/command") or "kith check\n", copy)
    local lines = harness.lines(out)
    table.move(harness.lines(err), 1, 1000000, #lines + 1, lines)
    lines[#lines + 1] = "exit " .. status
    return (table.concat(lines, "\n") .. "\n")
  end)
end

local passed, failed = 0, 0
for _, name in ipairs(names) do
  name = name:gsub("/+$", ""):gsub(".*/", "")
  local case = "tests/bad/" .. name
  local expected = harness.read(case .. "/expected")
  local actual = answer_of(case, name)
  if actual == expected then
    passed = passed + 1
  elseif options.update then
    harness.write(case .. "/expected", actual)
    print(case .. "/expected: written")
    passed = passed + 1
  else
    print(case .. (expected and ": says something else" or ": has no expected file (write it with --update)"))
    harness.print_difference(harness.lines(expected or ""), harness.lines(actual))
    failed = failed + 1
  end
end
harness.finish(passed, failed, 0)
