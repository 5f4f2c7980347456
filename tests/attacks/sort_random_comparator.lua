-- a comparator without any order
local t, n = {}, 0 for i = 1, 50000 do t[i] = i end
table.sort(t, function() n = (n * 1103515245 + 12345) % 2147483648 return n % 2 == 0 end)
