-- Translated rules beside other engines, of which only those are asked that are installed; nothing is installed here.
-- run.lua BUILD/rule_bench
--
--   apt-get install luajit python3-numexpr
--   npm install @duckdb/node-api nodejs-polars       in some folder; then NODE_PATH=FOLDER/node_modules make bench-rules
--
-- All have one thread, of which processor time is told, the same rows in memory, and words as they like them best. Results are compared
-- before times are told: exp, log and power may differ in the last places. PYTHON names another python3.

local bench = assert(arg[1], "usage: run.lua BUILD/rule_bench")
local here = arg[0]:match "^(.*)/[^/]*$"
local python, node = os.getenv "PYTHON" or "/usr/bin/python3", "node"

local ENGINES = {
  { "LuaJIT", "luajit", "in_luajit.lua", "luajit -v" },
  { "NumPy and numexpr", python, "in_numpy.py", python .. " -c 'import numexpr'" },
  { "DuckDB", node, "in_duckdb.js", node .. " -e 'require(\"@duckdb/node-api\")'" },
  { "Polars", node, "in_polars.js", node .. " -e 'require(\"nodejs-polars\")'" },
}
local RULES = { "arithmetic", "branches", "powers" }
local SAME = 1e-13 -- results are below 10

local function lines_of(command)
  local lines, pipe = {}, assert(io.popen(command))
  for line in pipe:lines() do lines[#lines + 1] = line end
  return lines, pipe:close()
end

local function made_folder() return assert(lines_of("mktemp -d")[1]) end

local function number_in(path)
  local file = assert(io.open(path))
  local number = file:read "n"
  file:close()
  return number
end

local failed = false
local function add_times(times, order, lines)
  for _, line in ipairs(lines) do
    local way, rule, ns, worst = line:match "^(.-)\t(.-)\t(.-)\t(.*)$"
    if not tonumber(worst) or tonumber(worst) > SAME then
      failed = true
      print(("%s, %s: results differ by %s"):format(way, rule, worst))
    else
      if not times[way] then order[#order + 1], times[way] = way, {} end
      times[way][rule] = tonumber(ns)
    end
  end
end

local folder = made_folder()
local done = os.execute(("%s %s"):format(bench, folder))
local times, order = {}, {}
for _, engine in ipairs(ENGINES) do
  local name, program, script, present = table.unpack(engine)
  if os.execute(present .. " >/dev/null 2>&1") then
    print(("asking %s"):format(name))
    local lines, fine = lines_of(("OMP_NUM_THREADS=1 %s %s/%s %s"):format(program, here, script, folder))
    failed = failed or not fine
    add_times(times, order, lines)
  else
    print(("%s: not installed, not asked"):format(name))
  end
end

print(("\n%-24s %12s %12s %12s   ns a row, one thread (times ours)"):format("", table.unpack(RULES)))
local ours = {}
for _, rule in ipairs(RULES) do ours[rule] = number_in(("%s/%s.ns"):format(folder, rule)) end
print(("%-24s %12.2f %12.2f %12.2f"):format("translated", ours.arithmetic, ours.branches, ours.powers))
for _, way in ipairs(order) do
  local cells = {}
  for i, rule in ipairs(RULES) do
    local ns = times[way][rule]
    cells[i] = ns and ("%.1f (%.1f)"):format(ns, ns / ours[rule]) or "–"
  end
  print(("%-24s %12s %12s %12s"):format(way, table.unpack(cells)))
end
os.execute("rm -r " .. folder)
os.exit(done and not failed)
