-- What is left when calls of kith fail or it is killed: some of those that `make fail-memory fail-disk fail-kill` try all of.

package.path = "tests/tools/?.lua;" .. package.path
local harness = require "harness"

local function bad(arguments)
  if os.getenv "KITH_PRELOAD" then return pending "the sanitizers have allocations of their own" end
  local command = ("cd $REPO && TMPDIR=$(ls -d /dev/shm /tmp 2>/dev/null | head -1) lua5.4 tests/faults/fail.lua %s"):format(arguments)
  local out, err, status = harness.run(command, "/")
  assert.same({ "", 0 }, { err, status }, out .. err)
  assert.match("[1-9]%d* failures: .* 0 bad\n$", out)
end

describe("the record is whole and nothing half noted", function()
  it("when memory runs out", function() bad "memory once --step 90 log" end)
  it("when the disk is full or fails", function() bad "disk --step 13 log import" end)
  it("when kith is killed", function() bad "kill --step 7 log import" end)
end)
