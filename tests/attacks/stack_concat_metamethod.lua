-- recursion in __concat
local t = setmetatable({}, { __concat = function(a, b) return a .. b end }) return t .. t
