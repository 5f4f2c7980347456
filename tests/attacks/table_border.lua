-- a table whose border is far away, so that insert shifts for ever
local t = {}
for i = 0, 61 do t[1 << i] = true end
table.insert(t, 1, 'x')
