-- indices at the edges
local t = {} t[math.maxinteger] = 1 t[math.mininteger] = 1 t[2^53] = 1 t[0.5] = 1 pcall(function() t[0/0] = 1 end) pcall(function() t[nil] = 1 end) return #t
