-- a chain of varargs
local function f(...) return f(1, ...) end f()
