-- orders long equal texts again and again
local a, b = ('x'):rep(1048575) .. 'y', ('x'):rep(1048575) .. 'z'
local n = 0
while true do if a < b then n = n + 1 end end
