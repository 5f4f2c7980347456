-- endless recursion through a library
local function f() return table.concat({ (('x'):gsub('x', f)) }) end return f()
