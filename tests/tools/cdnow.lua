-- A workspace of the buyers of an online shop, made from the public CDNOW data: 69,659 purchases of 23,570 buyers, 1997-01-01 to
-- 1998-06-30.
-- From the repository's root: lua5.4 tests/tools/cdnow.lua FOLDER makes it there.

local harness = require "harness"
local lfs = require "lfs"

local cdnow = {}

cdnow.DATA = (os.getenv "KITH_DATA_DIR" or "../shared/data") .. "/CDNOW_master.txt"

local PRACTICE = [[
name: CDNOW
begins: 1997-01-01
event_kinds: { purchase: { like: interaction } }
relationship_models:
  buyer: { type: basic, level: operational, score: recency_frequency, cadence: { ideal: 90d, max: 180d, by: [purchase] } }
]]

function cdnow.present() return lfs.attributes(cdnow.DATA) ~= nil end

-- A line is buyer, day as yyyymmdd, number of discs, dollars, with blanks between. `every` = 10 takes each tenth buyer.
local function lists(every)
  local buyers, purchases, known = { "id,name,model,since" }, { "of,at,kind,key" }, {}
  local row = 0
  for line in io.lines(cdnow.DATA) do
    local buyer, year, month, day = line:match "^%s*(%d+)%s+(%d%d%d%d)(%d%d)(%d%d)%s"
    if buyer and tonumber(buyer) % every == 0 then
      local id, at = "b" .. buyer, ("%s-%s-%s"):format(year, month, day)
      row = row + 1
      if not known[id] then buyers[#buyers + 1] = ("%s,Buyer %s,buyer,%s"):format(id, buyer, at) end
      known[id] = true
      purchases[#purchases + 1] = ("%s,%s,purchase,%d"):format(id, at, row)
    end
  end
  return table.concat(buyers, "\n") .. "\n", table.concat(purchases, "\n") .. "\n"
end

-- Makes the workspace in a folder that is there, by the shipped importers.
function cdnow.make(folder, every)
  local buyers, purchases = lists(every or 1)
  harness.write(folder .. "/practice.yaml", PRACTICE)
  harness.write(folder .. "/buyers.csv", buyers)
  harness.write(folder .. "/purchases.csv", purchases)
  local kith = harness.quote(harness.build .. "/kith")
  for _, import in ipairs { "contacts buyers.csv", "events purchases.csv" } do
    local command = ("cd %s && %s import %s --today 1998-07-01 2>&1"):format(harness.quote(folder), kith, import)
    local pipe = assert(io.popen(command))
    local told = pipe:read "a"
    if not pipe:close() then error(told, 0) end
  end
end

return cdnow
