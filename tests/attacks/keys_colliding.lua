-- keys chosen to collide
local t = {} for i = 1, 1e7 do t[i * 2.0^40] = i end
