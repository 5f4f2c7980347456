-- Threads: the same results for any number of them, and a player that is as confined with threads as without.

local build = os.getenv "KITH_BUILD" or "build"

local function run(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local text = pipe:read "a"
  return pipe:close(), text
end

local function player(what)
  local fine, text = run(("%s/player_probe %s"):format(build, what))
  return text:match "[^\n]*\n?$":gsub("\n", ""), fine
end

describe("Threads", function()
  it("change no bit of a rule's results", function()
    local fine, text = run(("lua5.4 tests/rule/generate.lua 1 20 | %s/rule_probe threads 70000"):format(build))
    assert.is_truthy(fine, text)
    assert.is_truthy(text:find ", 0 differing")
    assert.is_true(tonumber(text:match "(%d+) translated") > 10, text)
  end)

  for _, threads in ipairs { 1, 2, 7 } do
    it(("start with the player and compute in it, 200 times in a row: %d"):format(threads), function()
      local said, fine = player("starts 200 " .. threads)
      assert.equal("200 started, 0 failed", said)
      assert.is_truthy(fine)
    end)
  end

  it("are not started once the player is confined", function()
    for _, threads in ipairs { 1, 3 } do
      assert.equal("over: ended without an answer (signal 31, bad system call)", (player("thread " .. threads)))
    end
  end)

  it("are confined as well", function()
    if os.getenv "KITH_PRELOAD" then return pending "the sanitizers' runtime may open files" end
    assert.equal("over: ended without an answer (signal 31, bad system call)", (player "open 3"))
  end)

  it("cannot hold the keeper, nor take more memory than the player may have", function()
    assert.equal("over: gave no sign of life for 0.3 s inside one library call (limits: silence in practice.yaml)", (player "hang 3"))
    if os.getenv "KITH_PRELOAD" then return pending "the sanitizers do without the limit of memory" end
    assert.equal("over: ended without an answer (exit status 1)", (player "memory 3"))
  end)

  it("may work for longer than the player may be silent", function() assert.equal("done: ", (player "busy 3")) end)
end)
