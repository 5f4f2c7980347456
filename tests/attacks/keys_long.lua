-- long keys, hashed again and again
local t, s = {}, ('x'):rep(1000000)
while true do t[s .. #t] = 1 end
