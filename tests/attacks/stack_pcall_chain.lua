-- pcall as its own argument
local t = {} for i = 1, 9000 do t[i] = pcall end
return pcall(table.unpack(t))
