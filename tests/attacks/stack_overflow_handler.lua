-- an overflow while an overflow is handled
local function f() local ok, e = pcall(f) error(e) end f()
