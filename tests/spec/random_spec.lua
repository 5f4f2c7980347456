-- The random numbers of rehearsals; tests/simulate/random.c says what is checked.

local build = os.getenv "KITH_BUILD" or "build"

describe("Random numbers", function()
  it("are the generator's, are distributed as said, and hang together with no others", function()
    local pipe = assert(io.popen(build .. "/simulate_random 2>&1"))
    local text = pipe:read "a"
    assert.is_truthy(pipe:close(), text)
    assert.is_truthy(text:find("\n0 failed\n", 1, true), text)
  end)
end)
