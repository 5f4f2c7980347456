-- a table whose border is far away, sorted
local t = {}
for i = 0, 61 do t[1 << i] = true end
return table.sort(t)
