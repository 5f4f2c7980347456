-- an uncaught error of 200 MB
local s = ('x'):rep(1000000) local t = {} for i = 1, 100 do t[i] = s end error(table.concat(t))
