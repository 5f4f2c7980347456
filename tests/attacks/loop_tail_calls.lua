-- endless tail calls use no stack
local function f() return f() end
return f()
