-- a table whose border is far away, so that remove shifts for ever
local t = {}
for i = 0, 61 do t[1 << i] = true end
return table.remove(t, 1)
