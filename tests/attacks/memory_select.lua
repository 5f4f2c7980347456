-- many arguments
local t = {} for i = 1, 9999 do t[i] = i end
local function f(...) return select('#', ...) + f(1, ...) end
return f(table.unpack(t))
