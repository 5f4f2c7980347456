-- an error through many protected calls
local function f(n) if n == 0 then error('x') end local ok, e = pcall(f, n - 1) error(e) end f(150)
