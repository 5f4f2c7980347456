-- constants in bitwise operations: wrong code in 5.4.4
local x = 'a' pcall(function() return x | 1.5 end) return 1 << 63 | 3.0
