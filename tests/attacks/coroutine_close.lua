-- nested coroutine.close
local function f() local co co = coroutine.create(function() local x <close> = setmetatable({}, { __close = f }) coroutine.yield() end) coroutine.resume(co) coroutine.close(co) end f()
