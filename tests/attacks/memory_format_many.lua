-- a format with many arguments
local s = ('x'):rep(1000000)
return #('%s'):rep(5000):format(table.unpack((function() local t = {} for i = 1, 5000 do t[i] = s end return t end)()))
