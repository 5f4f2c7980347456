-- a walk that changes what it walks
local t = {} for i = 1, 1000 do t[i] = i end
for k in pairs(t) do t[k] = nil t[k + 100000] = k t['x' .. k] = k end
