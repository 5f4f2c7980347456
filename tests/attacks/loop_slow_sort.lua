-- sorts in every turn
local t = {}
for i = 1, 1000 do t[i] = (i * 7919) % 1009 end
while true do table.sort(t, function(x, y) return x > y end) table.sort(t) end
