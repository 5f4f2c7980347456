-- stays just below the cap so that every allocation collects everything
local keep, n = {}, 0
for i = 1, 230 do keep[i] = ('x'):rep(1000000) .. i end
while true do n = n + 1 local _ = { n } keep[#keep + 1] = n .. 'y' end
