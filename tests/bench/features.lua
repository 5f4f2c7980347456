-- For run.lua. features.lua DIR make: a workspace's journal with its definitions. features.lua DIR measure: prints the seconds that the
-- features of all relationships took, as of two days, and the peak memory of the process in KiB.

local workspace = require "kith.workspace"

local FEATURES = {
  { name = "trust", how = "latest", of = "trust" },
  { name = "csat", how = "average", of = "csat", within = "180d" },
  { name = "trend", how = "trend", of = "csat", within = "365d" },
  { name = "silence", how = "days_since", of = "contact" },
  { name = "contacts", how = "count", of = "interaction", within = "90d" },
  { name = "minor", how = "count", of = "incident", severity = "minor", within = "365d" },
}

local function now()
  local pipe = assert(io.popen "date +%s%N")
  local text = pipe:read "l"
  pipe:close()
  return tonumber(text) / 1e9
end

local function peak()
  for line in io.lines "/proc/self/status" do
    local size = line:match "^VmHWM:%s*(%d+)"
    if size then return size end
  end
end

local dir, what = arg[1], arg[2]
local ws = assert(workspace.open { dir = dir, today = "2026-01-01", write = what == "make", player = false })
if what == "make" then
  assert(ws.core:begin())
  -- One event, or no journal would be kept; a definition for each of 100,000 parties is another matter.
  assert(ws.core:note({ kind = "note", of = "r000001", text = "made for measuring" }, { today = ws.day, by = "" }))
  assert(ws.core:commit())
else
  local ids = {}
  for i, relationship in ipairs(ws:relationships()) do ids[i] = relationship.id end
  local start = now()
  local columns = ws.core:columns { features = FEATURES, views = { { as_of = "2026-01-01" }, { as_of = "2025-10-03" } }, of = ids }
  local time = now() - start
  assert(columns and ws.findings:errors() == 0, ws.findings:render())
  assert(columns:cell(#ids, 1, "contacts"), "no feature was computed")
  print(("%.3f %s"):format(time, peak()))
end
ws:close()
