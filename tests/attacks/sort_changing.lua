-- a comparator that empties the table it sorts
local t = {} for i = 1, 10000 do t[i] = i end
table.sort(t, function(a, b) for i = #t, 1, -1 do t[i] = nil end return a < b end)
