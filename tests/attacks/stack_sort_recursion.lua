-- endless recursion through sort
local function f(a, b) table.sort({ 2, 1 }, f) return a < b end return f(1, 2)
