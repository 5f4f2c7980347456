-- What is left when calls of kith fail or it is killed: some of those that `make fail-memory fail-disk fail-kill` try all of.

package.path = "tests/tools/?.lua;" .. package.path
local harness = require "harness"
local scratch = require "scratch"

local function bad(arguments)
  if os.getenv "KITH_PRELOAD" then return pending "the sanitizers have allocations of their own" end
  local command = ("cd $REPO && TMPDIR=$(ls -d /dev/shm /tmp 2>/dev/null | head -1) lua5.4 tests/faults/fail.lua %s"):format(arguments)
  local out, err, status = harness.run(command, "/")
  assert.same({ "", 0 }, { err, status }, out .. err)
  assert.match("[1-9]%d* failures: .* 0 bad\n$", out)
end

describe("a verification", function()
  it("is one look: what others note meanwhile is no fault", function()
    local practice = "name: Bistro\nbegins: 2026-01-01\nstakeholders: { ann: { name: Ann, relationship: { type: basic } } }\n"
    scratch.folder({ ["practice.yaml"] = practice }, function(folder)
      local events = {}
      for i = 1, 2000 do events[i] = { kind = "interaction", of = "ann", channel = "call", note = "call " .. i } end
      scratch.note(folder, "2026-03-01", events)
      local out, err, status = scratch.command(folder, [[
        (while ! test -e done; do kith log ann call --today 2026-03-01 >/dev/null; done) &
        for look in 1 2 3 4 5 6; do kith verify; done
        touch done; wait]])
      assert.same({ "", "", 0 }, { out, err, status })
    end)
  end)
end)

describe("the record is whole and nothing half noted", function()
  it("when memory runs out", function() bad "memory once --step 90 log" end)
  it("when the disk is full or fails", function() bad "disk --step 13 log import" end)
  it("when kith is killed", function() bad "kill --step 7 log import" end)
end)
